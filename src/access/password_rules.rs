//! Whether a password may be chosen. Everybody who lets somebody choose one asks here: the set-up, links
//! to an account, the own page and the command line.

use crate::access::password::MAX_BYTES;
use crate::access::well_known::is_well_known;
use crate::domain::PasswordRules;
use crate::secret::Secret;
use crate::text::{Message, text};

/// What is advised.
const BETTER: i64 = 15;

/// The rule in words, for whoever is about to choose.
pub fn told(rules: &PasswordRules) -> Message {
    let shortest = rules.shortest;
    let (mut zh, mut en) =
        (format!("至少 {shortest} 个字符"), format!("At least {shortest} characters"));
    if shortest < BETTER {
        zh.push_str("，建议 15 个以上");
        en.push_str(", better 15 or more");
    }
    zh.push_str("；可以使用空格和任何文字，也可以粘贴；不能是常见的密码");
    en.push_str("; spaces and any script are fine, and so is pasting; no well-known password");
    Message::new(zh, en)
}

/// Judges a new password. `about` is what everybody knows of its owner: address, name.
pub fn check(rules: &PasswordRules, password: &Secret, about: &[&str]) -> Result<(), Message> {
    let password = password.expose();
    let characters = i64::try_from(password.chars().count()).unwrap_or(i64::MAX);
    if characters < rules.shortest {
        return Err(told(rules));
    }
    if password.len() > MAX_BYTES {
        return Err(Message::new(
            format!("最多 {MAX_BYTES} 字节"),
            format!("At most {MAX_BYTES} bytes"),
        ));
    }
    if is_well_known(password, about) {
        return Err(text(
            "这个密码很容易猜到：它在常用密码的名单里，或由常见的词、键盘上的顺序、数字、您的姓名和邮箱拼成。请换一个，例如几个不相干的词。",
            "This password is easily guessed: it stands in a list of common passwords, or is put together from well-known words, rows of keys, figures, or your name and address. Choose another one, such as several words that have nothing to do with each other.",
        )
        .into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(shortest: i64, password: &str) -> bool {
        let rules = PasswordRules { shortest, version: 1 };
        check(&rules, &Secret::new(password), &["wang@example.com", "王 小明"]).is_ok()
    }

    #[test]
    fn length_counts_in_characters_and_every_character_is_fine() {
        assert!(judged(10, "密码和别的词语都可以用") && !judged(10, "九个字符太短了吧"));
        assert!(judged(8, "vK9 dropq") && !judged(64, "vK9 dropq"));
        assert!(judged(10, " \u{1f600} leading and trailing ") && judged(10, "ALLUPPERNODIGITX"));
        let long: String = (b'a'..=b'z').cycle().step_by(7).take(64).map(char::from).collect();
        assert!(judged(64, &long), "64 characters are always fine");
        assert!(!judged(10, &format!("{}é", "vK9dropq".repeat(128))), "1 025 bytes and more");
    }

    #[test]
    fn what_everybody_knows_of_somebody_is_no_password() {
        for wrong in [
            "wang@example.com",
            "WANG@example.COM1",
            "王小明王小明王小明王小明",
            "jieru12345",
            "Jieru2026!!",
        ] {
            assert!(!judged(10, wrong), "{wrong}");
        }
    }
}

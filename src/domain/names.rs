//! The rules for names that stand in addresses. They never change once given, so they are checked
//! where they are made.

use crate::text::{Message, Text, text};

/// Words that are sub-pages and verbs of an address, and can therefore not be names.
pub const RESERVED: &[&str] = &[
    "new",
    "accounts",
    "windows",
    "plugins",
    "keys",
    "leave-templates",
    "vip-fields",
    "changes",
    "history",
    "people",
    "trash",
    "doctor",
    "settings",
    "compare",
    "preview",
    "links",
    "install",
    "releases",
    "live",
    "draft",
    "restorations",
    "deletions",
    "clones",
    "batches",
    "approvals",
    "rollbacks",
    "grants",
    "invitations",
    "tokens",
    "rotations",
    "activations",
    "reveals",
    "revocations",
    "handovers",
    "purges",
    "switches",
    "edits",
    "rebases",
    "discards",
    "promotions",
];

pub const NAME_RULE: Text = text(
    "2–40 个字符：小写字母、数字和连字符，以字母或数字开头和结尾",
    "2–40 characters: lower-case letters, digits and hyphens, beginning and ending with a letter or digit",
);

/// Checks a slug or a code.
pub fn check_address_name(name: &str) -> Result<(), Message> {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let shape = (2..=40).contains(&name.len())
        && name.chars().all(|c| letter(c) || c == '-')
        && name.starts_with(letter)
        && name.ends_with(letter);
    if !shape {
        return Err(NAME_RULE.into());
    }
    if RESERVED.contains(&name) {
        return Err(Message::new(
            format!("“{name}”是系统保留的名称，请换一个"),
            format!("“{name}” is a reserved word; choose another name"),
        ));
    }
    Ok(())
}

/// The first character that text must not carry: controls, bidi controls, noncharacters.
/// Line breaks and tabs pass only in texts of several lines.
pub fn forbidden_character(text: &str, lines: bool) -> Option<char> {
    text.chars().find(|&c| match c {
        '\n' | '\r' | '\t' => !lines,
        '\u{061c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => true,
        c => c.is_control() || is_noncharacter(c),
    })
}

/// Code points that are promised never to be characters.
fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}

/// The message beside a field whose text carries such a character.
pub fn forbidden_message(c: char) -> Message {
    let code = u32::from(c);
    Message::new(
        format!("含有看不见的控制字符 U+{code:04X}，请删除后重新输入"),
        format!("Contains the invisible control character U+{code:04X}; remove it and type again"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_their_rule() {
        for good in ["demo", "a1", "shenzhen-01", "1a"] {
            assert!(check_address_name(good).is_ok(), "{good}");
        }
        for bad in ["", "a", "-a", "a-", "Demo", "a b", "企业", "new", "history", "a_b"] {
            assert!(check_address_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn invisible_characters_are_found() {
        assert_eq!(forbidden_character("a\u{202e}b", false), Some('\u{202e}'));
        assert_eq!(forbidden_character("a\nb", true), None);
        assert_eq!(forbidden_character("a\nb", false), Some('\n'));
        assert_eq!(forbidden_character("a\u{85}b", true), Some('\u{85}'));
        assert_eq!(forbidden_character("a\u{1fffe}", true), Some('\u{1fffe}'));
        assert_eq!(forbidden_character("张三 😀 👨‍👩‍👧", false), None);
    }
}

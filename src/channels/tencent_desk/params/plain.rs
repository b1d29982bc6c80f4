//! Values that stand in the page's address as they are. The page does not decode them, so what ends
//! or divides an address cannot be written at all.

use crate::catalog::{Oddity, Severity};
use crate::text::{Text, text};

/// What cuts a value off, and what some client might decode.
const DELIMITERS: [char; 6] = ['?', '&', '=', '#', '%', '+'];

pub fn has_delimiters(value: &str) -> bool {
    value.contains(DELIMITERS)
}

fn raw(message: Text) -> Oddity {
    Oddity { id: "raw-delimiters", severity: Severity::Error, message }
}

pub fn test_name(name: &str) -> Option<Oddity> {
    has_delimiters(name).then(|| {
        raw(text(
            "不能含 ? & = # % +：页面不解码，值会被截断，后面的参数也会丢失；可改用全角字符",
            "Must not contain ? & = # % +: the page decodes nothing, so the value is cut off and later parameters are lost; use the full-width characters",
        ))
    })
}

pub fn test_address(address: &str) -> Option<Oddity> {
    if has_delimiters(address) {
        return Some(raw(text(
            "不能含 ? & = # % +：页面不解码，网址会被截断；请换成不带参数的图片地址",
            "Must not contain ? & = # % +: the page decodes nothing, so the address is cut off; use a picture without a query",
        )));
    }
    (!address.starts_with("https://")).then_some(Oddity {
        id: "avatar-not-https",
        severity: Severity::Warning,
        message: text(
            "请使用 https 网址，否则坐席端可能显示不出头像",
            "Use an https address, or agents may not see the picture",
        ),
    })
}

pub fn test_number(number: &str) -> Option<Oddity> {
    if has_delimiters(number) {
        return Some(raw(text(
            "不能含 ? & = # % +：页面不解码，值会被截断",
            "Must not contain ? & = # % +: the page decodes nothing, so the value is cut off",
        )));
    }
    number.contains(char::is_whitespace).then_some(Oddity {
        id: "value-not-allowed",
        severity: Severity::Error,
        message: text("客服号 ID 不含空格", "A service number's id has no spaces"),
    })
}

/// Full-width look-alikes: the same to readers, nothing to an address.
pub fn tidy_name(typed: &str) -> Option<(String, Text)> {
    has_delimiters(typed).then(|| {
        let wide = typed.chars().map(|letter| match letter {
            '?' => '？',
            '&' => '＆',
            '=' => '＝',
            '#' => '＃',
            '%' => '％',
            '+' => '＋',
            other => other,
        });
        let told = text(
            "已把 ? & = # % + 换成全角字符，否则昵称会被截断",
            "? & = # % + became full-width characters, or the name would be cut off",
        );
        (wide.collect(), told)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_are_no_delimiters() {
        let (wide, _) = tidy_name("A&B=50%+?#").expect("a better name");
        assert!(!has_delimiters(&wide));
        assert_eq!(wide, "A＆B＝50％＋？＃");
        assert!(tidy_name("张三").is_none());
    }
}

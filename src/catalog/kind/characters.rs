//! Which characters and how many of them a text may have.

use crate::catalog::Severity;
use crate::catalog::kind::Trouble;
use crate::catalog::param::Param;
use crate::text::Message;

/// A text without its own limit is cut off here: longer ones do not survive in links.
const LONGEST: usize = 4000;

pub fn check_length(param: &Param, text: &str) -> Result<(), Trouble> {
    let (min, max) =
        (param.limits.min_length.unwrap_or(1), param.limits.max_length.unwrap_or(LONGEST));
    let count = text.chars().count();
    if (min..=max).contains(&count) {
        return Ok(());
    }
    // Where a form is meant, its words help more than a count.
    let odd = param.test.and_then(|test| test(text));
    if let Some(odd) = odd.filter(|odd| odd.severity == Severity::Error) {
        return Err(Trouble { id: odd.id, ..Trouble::error(odd.message.into()) });
    }
    let (zh, en) = if min == max {
        (format!("{min}"), format!("{min}"))
    } else {
        (format!("{min} 到 {max}"), format!("{min} to {max}"))
    };
    Err(Trouble::error(Message::new(
        format!("长度应为 {zh} 个字符，现在是 {count} 个"),
        format!("Must have {en} characters; it has {count}"),
    )))
}

/// Characters that nobody can see, that reorder what people read, or that no vendor can store.
///
/// # Errors
/// Names the first such character.
pub fn check_characters(text: &str, lines: bool) -> Result<(), Trouble> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Ok(());
    }
    let wrong = text.chars().find(|&c| is_forbidden(c) && !(lines && matches!(c, '\n' | '\t')));
    let Some(wrong) = wrong else { return Ok(()) };
    let code = format!("U+{:04X}", u32::from(wrong));
    Err(Trouble::error(Message::new(
        format!("含有不可见或会扰乱显示的控制字符 {code}，请删除"),
        format!("Contains the invisible or reordering control character {code}; remove it"),
    )))
}

/// Lines end in a line feed, whatever machine they were typed on.
pub fn line_feeds(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// What no text may have: control characters, reordering ones, and code points that are none.
pub fn is_forbidden(c: char) -> bool {
    let code = u32::from(c);
    let bidi = matches!(
        c,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    );
    let noncharacter = (0xFDD0..=0xFDEF).contains(&code) || code & 0xFFFE == 0xFFFE;
    c.is_control() || bidi || noncharacter
}

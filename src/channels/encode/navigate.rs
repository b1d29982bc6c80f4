//! Values in the address of a mini-program page. The base library splits the address at `?`, `&` and
//! `=` and hands the pieces to the page as they are written: nothing is decoded. So percent-encoding
//! would arrive encoded, and what divides an address can only stand there as `\uXXXX` of JSON.

use std::fmt::Write as _;

use serde_json::Value;

use crate::channels::encode::{Encoded, Js};

/// A value of a page's address.
#[derive(Clone, Copy, Debug)]
pub enum Navigate {}

/// JSON that contains nothing that divides an address, and no percent sign: right whether or not
/// somebody decodes it on the way.
pub fn navigate_json(value: &Value) -> Encoded<Navigate> {
    let json = value.to_string();
    let mut escaped = String::with_capacity(json.len());
    let (mut inside, mut after_backslash) = (false, false);
    for character in json.chars() {
        match character {
            // Outside texts only a number has a plus, in its exponent, where it says nothing.
            '+' if !inside => {}
            '?' | '&' | '=' | '#' | '%' | '+' | '\0'..='\u{1f}' | '\u{7f}'.. => {
                push_escaped(&mut escaped, character);
            }
            other => escaped.push(other),
        }
        inside ^= character == '"' && !after_backslash;
        after_backslash = character == '\\' && !after_backslash;
    }
    Encoded::new(escaped)
}

/// One escape per UTF-16 unit, as JSON has it.
fn push_escaped(text: &mut String, character: char) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        // Writing to a text cannot fail.
        let _ = write!(text, "\\u{unit:04x}");
    }
}

/// A text as it is; `None` where it would be cut off.
pub fn navigate_text(text: &str) -> Option<Encoded<Navigate>> {
    let divides = |c: char| matches!(c, '?' | '&' | '=' | '#' | '%' | '+') || c.is_control();
    (!text.contains(divides)).then(|| Encoded::new(text.to_owned()))
}

/// Such a value as a literal of a script, in single quotes: JSON is full of double ones.
pub fn js_navigate(value: &Encoded<Navigate>) -> Encoded<Js> {
    let mut literal = String::with_capacity(value.as_str().len() + 2);
    literal.push('\'');
    for character in value.as_str().chars() {
        match character {
            '\\' => literal.push_str("\\\\"),
            '\'' => literal.push_str("\\'"),
            // Old engines end a line here.
            '\u{2028}' | '\u{2029}' => push_escaped(&mut literal, character),
            other => literal.push(other),
        }
    }
    literal.push('\'');
    Encoded::new(literal)
}

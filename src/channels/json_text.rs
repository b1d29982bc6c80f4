//! Input that is a text of JSON: its object, or why there is none.

use serde_json::Value;

use crate::catalog::kind::out_of_range;
use crate::channels::Values;
use crate::text::Message;

/// # Errors
/// No object, in words that help to find the place.
pub fn object(text: &str) -> Result<Values, Message> {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Message::new("输入应是一个 JSON 对象", "The input must be a JSON object")),
        Err(_) if text.trim().is_empty() => Err(Message::new("输入是空的", "The input is empty")),
        Err(error) if out_of_range(&error) => {
            within_range(text).map_or_else(|| Err(broken(&error)), |text| object(&text))
        }
        Err(error) => Err(broken(&error)),
    }
}

fn broken(error: &serde_json::Error) -> Message {
    let (line, column) = (error.line(), error.column());
    Message::new(
        format!("输入不是有效的 JSON：第 {line} 行第 {column} 列"),
        format!("The input is not valid JSON: line {line}, column {column}"),
    )
}

/// Has more digits than can be kept exactly, so that whoever reads the value says so at its place.
const INEXACT: &str = "1.2345678901234567e300";

/// The same text with a number in place of those that no memory holds, such as `1e400`; `None` where
/// there is none.
fn within_range(text: &str) -> Option<String> {
    let mut changed = String::with_capacity(text.len());
    let (mut quoted, mut escaped, mut found) = (false, false, false);
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let number = rest.len() - rest.trim_start_matches(is_of_number).len();
        let length = if quoted || number == 0 { letter.len_utf8() } else { number };
        let (word, after) = rest.split_at_checked(length)?;
        rest = after;
        if !quoted && word.parse::<f64>().is_ok_and(f64::is_infinite) {
            found = true;
            changed.push_str(INEXACT);
        } else {
            changed.push_str(word);
        }
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
    }
    found.then_some(changed)
}

fn is_of_number(letter: char) -> bool {
    letter.is_ascii_digit() || matches!(letter, '+' | '-' | '.' | 'e' | 'E')
}

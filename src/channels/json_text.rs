//! Input that is a text of JSON: its object, or why there is none.

use serde_json::Value;

use crate::catalog::kind::parse;
use crate::channels::Values;
use crate::text::Message;

/// # Errors
/// No object, in words that help to find the place.
pub fn object(text: &str) -> Result<Values, Message> {
    match parse(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Message::new("输入应是一个 JSON 对象", "The input must be a JSON object")),
        Err(_) if text.trim().is_empty() => Err(Message::new("输入是空的", "The input is empty")),
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

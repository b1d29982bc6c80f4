//! JSON with a structure of its own.

use std::fmt::Display;

use serde_json::Value;

use crate::catalog::kind::characters::{check_characters, line_feeds};
use crate::catalog::kind::{Accepted, Kind, Trouble, scalar};
use crate::catalog::param::Param;
use crate::text::Message;

pub fn read_json(param: &Param, given: &Value) -> Result<Accepted, Vec<Trouble>> {
    let mut troubles = Vec::new();
    let mut value = match given {
        // A form with one ticked box posts one text.
        Value::String(text) if param.values.iter().any(|allowed| allowed.value == text) => {
            Value::from(vec![text.as_str()])
        }
        Value::String(text) => {
            let parsed: Value =
                serde_json::from_str(text).map_err(|error| vec![broken_json(&error)])?;
            // A default of the table is a text because every default is.
            let own = param.default == Some(text.as_str());
            troubles.extend((!own).then(|| {
                Trouble::note(
                    "json-as-text",
                    Message::new(
                        "收到的是 JSON 文字，已按 JSON 读取",
                        "Given as a text of JSON; read as JSON",
                    ),
                )
            }));
            parsed
        }
        other => other.clone(),
    };
    let shape = match param.kind {
        Kind::Object if !value.is_object() => Some(("JSON 对象", "a JSON object")),
        Kind::List if !value.is_array() => Some(("JSON 数组", "a JSON array")),
        _ => None,
    };
    if let Some((zh, en)) = shape {
        return Err(vec![Trouble::error(Message::new(
            format!("这里需要一个{zh}"),
            format!("This must be {en}"),
        ))]);
    }
    set_line_feeds(&mut value);
    if param.of_texts {
        set_digits_as_texts(&mut value);
    }
    let mut wrong = strings_in(&value);
    wrong.extend(items_outside(param, &value));
    if wrong.is_empty() { Ok(Accepted { value, troubles }) } else { Err(wrong) }
}

/// A list of choices holds only these, each at most once.
fn items_outside(param: &Param, value: &Value) -> Option<Trouble> {
    let items = value.as_array().filter(|_| !param.values.is_empty())?;
    let known =
        |item: &Value| param.values.iter().any(|allowed| item.as_str() == Some(allowed.value));
    let twice = |item: &Value| items.iter().filter(|other| *other == item).count() > 1;
    let wrong = items.iter().find(|item| !known(item) || twice(item))?;
    let list = param.values.iter().map(|allowed| allowed.value).collect::<Vec<_>>().join(", ");
    Some(Trouble::error(Message::new(
        format!("{wrong} 不在可选范围内或重复；可选：{list}"),
        format!("{wrong} is not one of the choices, or stands twice; choose from: {list}"),
    )))
}

/// Names stay as they are: a control character in one is a mistake.
fn set_line_feeds(value: &mut Value) {
    match value {
        Value::String(text) => *text = line_feeds(std::mem::take(text)),
        Value::Array(items) => items.iter_mut().for_each(set_line_feeds),
        Value::Object(map) => map.values_mut().for_each(set_line_feeds),
        _ => {}
    }
}

fn set_digits_as_texts(value: &mut Value) {
    for item in value.as_array_mut().into_iter().flatten() {
        if let Ok(text) = scalar(item) {
            *item = Value::from(text);
        }
    }
}

fn broken_json(error: &serde_json::Error) -> Trouble {
    let (line, column) = (error.line(), error.column());
    Trouble::error(Message::new(
        format!("JSON 写法有误：第 {line} 行第 {column} 列"),
        format!("The JSON is broken at line {line}, column {column}"),
    ))
}

/// Every string and every name inside a JSON value obeys the rules for characters.
fn strings_in(value: &Value) -> Vec<Trouble> {
    match value {
        Value::String(text) => check_characters(text, true).err().into_iter().collect(),
        Value::Array(items) => {
            let inner = items.iter().enumerate();
            inner.flat_map(|(at, item)| below(&at, strings_in(item))).collect()
        }
        Value::Object(map) => map
            .iter()
            .flat_map(|(name, item)| {
                let mut wrong = below(name, strings_in(item));
                if let Err(trouble) = check_characters(name, false) {
                    wrong.insert(0, trouble);
                }
                wrong
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The step is written out only where something is wrong below it.
fn below(step: &dyn Display, wrong: Vec<Trouble>) -> Vec<Trouble> {
    wrong.into_iter().map(|trouble| trouble.below(&step.to_string())).collect()
}

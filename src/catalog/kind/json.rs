//! JSON with a structure of its own.

use std::fmt::Display;

use serde_json::Value;

use crate::catalog::kind::characters::{check_characters, line_feeds};
use crate::catalog::kind::digits::parse;
use crate::catalog::kind::{Accepted, Kind, Trouble, check_number, scalar};
use crate::catalog::param::Param;
use crate::catalog::spelling;
use crate::text::Message;

pub fn read_json(param: &Param, given: &Value) -> Result<Accepted, Vec<Trouble>> {
    let mut troubles = Vec::new();
    let mut value = match given {
        // A form with one ticked box posts one text.
        Value::String(text) if param.values.iter().any(|allowed| allowed.value == text) => {
            Value::from(vec![text.as_str()])
        }
        Value::String(text) => {
            let parsed = parse(text).map_err(|error| vec![broken_json(&error)])?;
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
    let mut wrong = scalars_in(&value);
    wrong.extend(items_outside(param, &value));
    if wrong.is_empty() { Ok(Accepted { value, troubles }) } else { Err(wrong) }
}

/// A list of choices holds only these, each at most once.
fn items_outside(param: &Param, value: &Value) -> Vec<Trouble> {
    let Some(items) = value.as_array().filter(|_| !param.values.is_empty()) else {
        return Vec::new();
    };
    let known = |item: &Value| param.values.iter().any(|one| item.as_str() == Some(one.value));
    let told = items.iter().enumerate().filter_map(|(at, item)| {
        let message = if !known(item) {
            outside(param, item)
        } else if items.iter().take(at).any(|earlier| earlier == item) {
            Message::new(
                format!("{item} 重复，请只留一个"),
                format!("{item} stands twice; keep one"),
            )
        } else {
            return None;
        };
        Some(Trouble::error(message).below(&at.to_string()))
    });
    told.collect()
}

fn outside(param: &Param, item: &Value) -> Message {
    let names = || param.values.iter().map(|allowed| allowed.value);
    let list = names().collect::<Vec<_>>().join(", ");
    match item.as_str().and_then(|typed| spelling::nearest(typed, names())) {
        Some(near) => Message::new(
            format!("没有 {item} 这一项，是否想写 {near}？可选：{list}"),
            format!("There is no {item}; did you mean {near}? Choose from: {list}"),
        ),
        None => Message::new(
            format!("没有 {item} 这一项；可选：{list}"),
            format!("There is no {item}; choose from: {list}"),
        ),
    }
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

/// Every string and every name inside a JSON value obeys the rules for characters, and every number
/// is the one that was given.
pub fn scalars_in(value: &Value) -> Vec<Trouble> {
    match value {
        Value::String(text) => check_characters(text, true).err().into_iter().collect(),
        Value::Number(number) => check_number(number).err().into_iter().collect(),
        Value::Array(items) => {
            let inner = items.iter().enumerate();
            inner.flat_map(|(at, item)| below(&at, scalars_in(item))).collect()
        }
        Value::Object(map) => map
            .iter()
            .flat_map(|(name, item)| {
                let mut wrong = below(name, scalars_in(item));
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

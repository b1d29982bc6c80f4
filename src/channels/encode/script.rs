//! JavaScript: values as literals, and code with holes for them.

use std::marker::PhantomData;

use serde::Serialize;
use serde_json::Value;

use crate::channels::encode::Encoded;

/// A JavaScript file.
#[derive(Clone, Copy, Debug)]
pub enum Js {}

/// JavaScript inside a `<script>` element of an HTML page.
#[derive(Clone, Copy, Debug)]
pub enum Script {}

/// A JSON value as a literal of a JavaScript file. U+2028 and U+2029 end lines in old engines.
pub fn js_value(value: &Value) -> Encoded<Js> {
    Encoded::new(escape(value, line_ends))
}

/// The name of a variable or a method: letters, digits and `_`, no digit first.
pub fn js_name(text: &str) -> Option<Encoded<Js>> {
    is_name(text).then(|| Encoded::new(text.to_owned()))
}

pub(super) fn is_name(text: &str) -> bool {
    let head = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    head && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A JSON value as a literal inside a `<script>` element: no character of it can end the element,
/// begin a comment, or be read as an entity.
pub fn script_value(value: &Value) -> Encoded<Script> {
    Encoded::new(escape(value, tags))
}

/// The same for a text.
pub fn script_text(text: &str) -> Encoded<Script> {
    Encoded::new(escape_json(json_of(text), tags))
}

pub(super) fn tags(character: char) -> Option<&'static str> {
    match character {
        '<' => Some("\\u003c"),
        '>' => Some("\\u003e"),
        '&' => Some("\\u0026"),
        other => line_ends(other),
    }
}

pub(super) fn line_ends(character: char) -> Option<&'static str> {
    match character {
        '\u{2028}' => Some("\\u2028"),
        '\u{2029}' => Some("\\u2029"),
        _ => None,
    }
}

/// These characters occur only inside strings of JSON, where `\uXXXX` means the same.
pub(super) fn escape(value: &Value, special: impl Fn(char) -> Option<&'static str>) -> String {
    let json = match value {
        Value::Object(_) | Value::Array(_) if holds_prototype(value) => {
            json_of(&guard_prototype(value))
        }
        other => json_of(other),
    };
    escape_json(json, special)
}

/// Strings, numbers and their containers can always be written.
fn json_of(value: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn escape_json(json: String, special: impl Fn(char) -> Option<&'static str>) -> String {
    // Bytes first: of those beyond ASCII only this one begins a character that is special.
    let suspect =
        |byte: u8| byte == 0xE2 || (byte.is_ascii() && special(char::from(byte)).is_some());
    if !json.bytes().any(suspect) {
        return json;
    }
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        match special(character) {
            Some(code) => escaped.push_str(code),
            None => escaped.push(character),
        }
    }
    escaped
}

fn holds_prototype(value: &Value) -> bool {
    match value {
        Value::Object(map) => {
            map.iter().any(|(name, item)| name == "__proto__" || holds_prototype(item))
        }
        Value::Array(items) => items.iter().any(holds_prototype),
        _ => false,
    }
}

/// In an object literal `"__proto__": …` sets the prototype instead of a field, so such a field is
/// left out of literals; JSON strings keep it.
fn guard_prototype(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let fields = map.iter().filter(|(name, _)| *name != "__proto__");
            fields.map(|(name, item)| (name.clone(), guard_prototype(item))).collect()
        }
        Value::Array(items) => items.iter().map(guard_prototype).collect(),
        other => other.clone(),
    }
}

/// Code under construction: our own fixed text, and holes that take values of one context.
#[derive(Clone, Debug)]
pub struct Code<C> {
    text: String,
    context: PhantomData<C>,
}

impl<C> Default for Code<C> {
    fn default() -> Self {
        // Most pieces fit without growing.
        Code { text: String::with_capacity(512), context: PhantomData }
    }
}

impl<C> Code<C> {
    pub fn new() -> Self {
        Code::default()
    }

    /// Our own text.
    pub fn raw(mut self, text: &'static str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Our own text, with a line end.
    pub fn line(self, text: &'static str) -> Self {
        self.raw(text).raw("\n")
    }

    /// A value.
    pub fn hole(mut self, value: &Encoded<C>) -> Self {
        self.text.push_str(value.as_str());
        self
    }

    /// The same code two spaces further in. A value never holds a line end of its own.
    pub fn indented(&self) -> Self {
        let mut text = String::with_capacity(self.text.len() * 2);
        for line in self.text.split_inclusive('\n') {
            if line != "\n" {
                text.push_str("  ");
            }
            text.push_str(line);
        }
        Code { text, context: PhantomData }
    }

    /// Whatever `write` adds.
    pub fn then(self, write: impl FnOnce(Self) -> Self) -> Self {
        write(self)
    }

    /// Other code of the same context.
    pub fn code(mut self, other: &Code<C>) -> Self {
        self.text.push_str(&other.text);
        self
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn finish(self) -> String {
        self.text
    }
}

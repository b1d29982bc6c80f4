//! The encode reader: checked values become written values, per surface. It accepts only [`Checked`].

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::catalog::check::{Checked, Entry};
use crate::catalog::kind::{self, Kind};
use crate::catalog::nested;
use crate::catalog::param::{Param, Wire};

/// Where values are written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// Query pairs of a link: everything is text.
    Query,
    /// An object of a script, or attributes: values keep their types.
    Object,
}

/// One value, ready for an encoder of the right context.
#[derive(Clone, Debug)]
pub struct Written {
    pub param: &'static Param,
    pub form: Form,
    pub effective: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    Text(String),
    /// A number, a boolean or a structure, as JSON.
    Literal(Value),
}

/// All options that are set, in the order of the table.
pub fn encode(checked: &Checked, surface: Surface) -> Vec<Written> {
    let write = |entry: &Entry| Written {
        param: entry.param,
        form: form_of(checked.table(), entry, surface),
        effective: entry.effective,
    };
    checked.options().iter().map(write).collect()
}

/// The vendor's text for a canonical value: what a link carries and what rules compare.
pub fn vendor_text(param: &Param, value: &Value) -> String {
    match value {
        Value::Bool(on) => flag_text(param, *on).to_owned(),
        other => kind::plain(other),
    }
}

/// `encodeURIComponent`, byte for byte as JavaScript has it.
pub fn encode_component(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string()
}

/// What `encodeURIComponent` leaves alone.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// The vendor's word for on and off; `true` and `false` where its document gives no words.
fn flag_text(param: &Param, on: bool) -> &'static str {
    let word = param
        .values
        .iter()
        .map(|allowed| allowed.value)
        .find(|value| kind::flag(&Value::from(*value)) == Some(on));
    word.unwrap_or(if on { "true" } else { "false" })
}

fn form_of(table: &'static [Param], entry: &Entry, surface: Surface) -> Form {
    let (param, value) = (entry.param, &entry.value);
    if surface == Surface::Query {
        return Form::Text(vendor_text(param, value));
    }
    let escaped = escaped_fields(table, param);
    let value = if escaped.is_empty() {
        Cow::Borrowed(value)
    } else {
        Cow::Owned(escape_inside(&escaped, value))
    };
    let text = || {
        let text = vendor_text(param, &value);
        if param.escaped { encode_component(&text) } else { text }
    };
    match (param.wire, param.kind) {
        (Wire::Structure, _) | (Wire::Usual, Kind::Integer | Kind::Number) => {
            Form::Literal(value.into_owned())
        }
        (Wire::Boolean, _) | (Wire::Usual, Kind::Flag) => Form::Literal(
            kind::flag(&Value::from(text())).map_or_else(|| value.into_owned(), Value::from),
        ),
        (Wire::Number, _) => match text().parse::<i64>() {
            Ok(number) => Form::Literal(Value::from(number)),
            Err(_) => Form::Text(text()),
        },
        (Wire::Text | Wire::Usual, _) => Form::Text(text()),
    }
}

/// Fields inside a JSON value that are percent-encoded.
fn escaped_fields(table: &'static [Param], param: &Param) -> Vec<&'static str> {
    if !param.kind.is_json() {
        return Vec::new();
    }
    let fields = nested::children(table, param.name).filter(|field| field.escaped);
    fields.map(|field| field.name).collect()
}

/// Percent-encodes these fields wherever they stand inside a JSON value.
fn escape_inside(escaped: &[&str], value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| escape_inside(escaped, item)).collect(),
        Value::Object(map) => map
            .iter()
            .map(|(name, item)| match item {
                Value::String(text) if escaped.contains(&name.as_str()) => {
                    (name.clone(), Value::from(encode_component(text)))
                }
                other => (name.clone(), other.clone()),
            })
            .collect(),
        other => other.clone(),
    }
}

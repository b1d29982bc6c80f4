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
        effective: checked.is_effective(entry.param.name),
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

/// One value that is no JSON, written for this surface.
pub fn word(param: &Param, value: &Value, surface: Surface) -> Form {
    match surface {
        Surface::Query => Form::Text(vendor_text(param, value)),
        Surface::Object => object_form(&[], param, value),
    }
}

fn form_of(table: &'static [Param], entry: &Entry, surface: Surface) -> Form {
    match surface {
        Surface::Query => Form::Text(vendor_text(entry.param, &entry.value)),
        Surface::Object => object_form(table, entry.param, &entry.value),
    }
}

fn object_form(table: &'static [Param], param: &Param, value: &Value) -> Form {
    let value = if param.kind.is_json() {
        Cow::Owned(inside(table, &param.path(), value))
    } else {
        Cow::Borrowed(value)
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

/// Fields inside a JSON value are written as their own rows say.
fn inside(table: &'static [Param], path: &str, value: &Value) -> Value {
    let field = |name: &str, item: &Value| {
        let row = nested::children(table, path).find(|row| row.name == name);
        match row.filter(|_| !kind::is_unset(item)).map(|row| object_form(table, row, item)) {
            Some(Form::Text(text)) => Value::from(text),
            Some(Form::Literal(value)) => value,
            None => item.clone(),
        }
    };
    if nested::children(table, path).next().is_none() {
        return value.clone();
    }
    match value {
        Value::Array(items) => items.iter().map(|item| inside(table, path, item)).collect(),
        Value::Object(map) => {
            map.iter().map(|(name, item)| (name.clone(), field(name, item))).collect()
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::catalog::Heading;
    use crate::catalog::param::allowed;
    use crate::text::text;

    const GROUP: Heading = Heading { key: "g", label: text("组", "Group") };

    const fn row(name: &'static str, kind: Kind) -> Param {
        Param::new(name, GROUP, kind, text("字段", "Field"), text("字段", "Field"), "test")
    }

    const TABLE: &[Param] = &[
        row("card", Kind::Object).wire(Wire::Structure),
        row("on", Kind::Flag)
            .parent("card")
            .wire(Wire::Number)
            .values(&[allowed("0", "关", "Off"), allowed("1", "开", "On")]),
        row("rows", Kind::List).parent("card").wire(Wire::Structure),
        row("link", Kind::Url).parent("card.rows").escaped(),
    ];

    #[test]
    fn fields_at_every_depth_are_written_as_their_rows_say() {
        let [card, ..] = TABLE else { panic!("no card") };
        let value =
            json!({"on": true, "rows": [{"link": "http://a/?b", "more": null}], "x": [true]});
        let written = object_form(TABLE, card, &value);
        let expected = json!({"on": 1, "rows": [{"link": "http%3A%2F%2Fa%2F%3Fb", "more": null}], "x": [true]});
        assert_eq!(written, Form::Literal(expected));
        let unset = json!({"on": null, "rows": [{"link": ""}]});
        assert_eq!(object_form(TABLE, card, &unset), Form::Literal(unset.clone()));
    }
}

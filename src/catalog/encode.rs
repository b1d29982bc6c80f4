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
pub struct Written<'v> {
    pub param: &'static Param,
    pub form: Form<'v>,
    pub effective: bool,
}

/// Most values are written as they were checked, so that they are lent and not copied.
#[derive(Clone, Debug, PartialEq)]
pub enum Form<'v> {
    Text(Cow<'v, str>),
    /// A number, a boolean or a structure, as JSON.
    Literal(Cow<'v, Value>),
}

impl Form<'_> {
    /// The same as JSON.
    pub fn json(self) -> Value {
        match self {
            Form::Text(text) => Value::from(text.into_owned()),
            Form::Literal(value) => value.into_owned(),
        }
    }
}

/// All options that are set, in the order of the table.
pub fn encode(checked: &Checked, surface: Surface) -> Vec<Written<'_>> {
    let written = checked.options().iter().map(|entry| Written {
        param: entry.param,
        form: form_of(checked.table(), entry, surface),
        effective: checked.is_effective(entry.param.name),
    });
    written.collect()
}

/// The vendor's text for a canonical value: what a link carries and what rules compare.
pub fn vendor_text<'v>(param: &Param, value: &'v Value) -> Cow<'v, str> {
    match value {
        Value::Bool(on) => flag_text(param, *on).into(),
        Value::String(text) => text.into(),
        other => kind::plain(other).into(),
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
    let mut words = param.values.iter().map(|allowed| allowed.value);
    let word = words.find(|word| kind::flag_word(word) == Some(on));
    word.unwrap_or(if on { "true" } else { "false" })
}

/// One value that is no JSON, written for this surface.
pub fn word<'v>(param: &Param, value: &'v Value, surface: Surface) -> Form<'v> {
    match surface {
        Surface::Query => Form::Text(vendor_text(param, value)),
        Surface::Object => object_form(&[], param, value),
    }
}

fn form_of<'v>(table: &'static [Param], entry: &'v Entry, surface: Surface) -> Form<'v> {
    match surface {
        Surface::Query => Form::Text(vendor_text(entry.param, &entry.value)),
        Surface::Object => object_form(table, entry.param, &entry.value),
    }
}

fn object_form<'v>(table: &'static [Param], param: &Param, value: &'v Value) -> Form<'v> {
    let inner = param.kind.is_json().then(|| inside(table, &param.path(), value)).flatten();
    let value = inner.map_or(Cow::Borrowed(value), Cow::Owned);
    match (param.wire, param.kind) {
        (Wire::Structure, _) | (Wire::Usual, Kind::Integer | Kind::Number) => Form::Literal(value),
        (Wire::Boolean, _) | (Wire::Usual, Kind::Flag) => match kind::flag(&value) {
            Some(on) => Form::Literal(Cow::Owned(Value::Bool(on))),
            None => Form::Literal(value),
        },
        (wire, _) => {
            let text = match value {
                Cow::Borrowed(value) => vendor_text(param, value),
                Cow::Owned(value) => Cow::Owned(vendor_text(param, &value).into_owned()),
            };
            let text = if param.escaped { encode_component(&text).into() } else { text };
            match (wire, text.parse::<i64>()) {
                (Wire::Number, Ok(number)) => Form::Literal(Cow::Owned(number.into())),
                _ => Form::Text(text),
            }
        }
    }
}

/// Fields inside a JSON value are written as their own rows say; nothing where no row has fields.
fn inside(table: &'static [Param], path: &str, value: &Value) -> Option<Value> {
    let rows: Vec<&Param> = nested::children(table, path).collect();
    (!rows.is_empty()).then(|| by_rows(table, &rows, value))
}

fn by_rows(table: &'static [Param], rows: &[&Param], value: &Value) -> Value {
    let field = |name: &str, item: &Value| {
        let row = rows.iter().find(|row| row.name == name).filter(|_| !kind::is_unset(item));
        row.map_or_else(|| item.clone(), |row| object_form(table, row, item).json())
    };
    match value {
        Value::Array(items) => items.iter().map(|item| by_rows(table, rows, item)).collect(),
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
        assert_eq!(written, Form::Literal(Cow::Owned(expected)));
        let unset = json!({"on": null, "rows": [{"link": ""}]});
        assert_eq!(object_form(TABLE, card, &unset), Form::Literal(Cow::Borrowed(&unset)));
    }
}

//! Rows below a JSON-valued parameter: each field inside is checked like a parameter of its own.

use serde_json::{Map, Value};

use crate::catalog::Severity;
use crate::catalog::kind::{self, Kind, Trouble};
use crate::catalog::param::Param;
use crate::catalog::spelling;
use crate::text::Message;

/// Checks the inside of a JSON value against the rows that name `param` as their parent, and gives
/// back the value with every field in its canonical form.
pub fn check(table: &'static [Param], param: &Param, value: Value) -> (Value, Vec<Trouble>) {
    let mut troubles = Vec::new();
    if !param.kind.is_json() {
        return (value, troubles);
    }
    let fields: Vec<&Param> = children(table, param.name).collect();
    if fields.is_empty() {
        return (value, troubles);
    }
    let value = match (param.kind, value) {
        (Kind::List, Value::Array(items)) => {
            let items = items.into_iter().enumerate();
            let checked =
                items.map(|(at, item)| check_item(&fields, &at.to_string(), item, &mut troubles));
            Value::Array(checked.collect())
        }
        (_, Value::Object(map)) => Value::Object(check_fields(&fields, "", map, &mut troubles)),
        (_, other) => other,
    };
    (value, troubles)
}

/// The rows below a parameter.
pub fn children<'t>(table: &'t [Param], parent: &str) -> impl Iterator<Item = &'t Param> {
    table.iter().filter(move |param| param.parent == Some(parent))
}

fn check_item(fields: &[&Param], path: &str, item: Value, troubles: &mut Vec<Trouble>) -> Value {
    match item {
        Value::Object(map) => Value::Object(check_fields(fields, path, map, troubles)),
        other => {
            let message = Message::new(
                "列表中的每一项都应是 JSON 对象",
                "Every item of the list must be a JSON object",
            );
            troubles.push(at(Trouble::error(message), path));
            other
        }
    }
}

fn check_fields(
    fields: &[&Param],
    path: &str,
    map: Map<String, Value>,
    troubles: &mut Vec<Trouble>,
) -> Map<String, Value> {
    for missing in fields
        .iter()
        .filter(|field| field.required && map.get(field.name).is_none_or(kind::is_unset))
    {
        let message =
            Message::new(format!("缺少 {}", missing.name), format!("{} is missing", missing.name));
        troubles.push(at(
            Trouble { id: "required", ..Trouble::error(message) },
            &step(path, missing.name),
        ));
    }
    let checked = map.into_iter().map(|(name, given)| {
        let here = step(path, &name);
        let value = if let Some(field) = fields.iter().find(|field| field.name == name) {
            check_field(field, &here, given, troubles)
        } else {
            troubles.push(at(unknown(fields, &name), &here));
            given
        };
        (name, value)
    });
    checked.collect()
}

fn check_field(field: &Param, path: &str, given: Value, troubles: &mut Vec<Trouble>) -> Value {
    if kind::is_unset(&given) {
        return given;
    }
    match kind::read(field, &given) {
        Ok(accepted) => {
            troubles.extend(accepted.troubles.into_iter().map(|trouble| at(trouble, path)));
            accepted.value
        }
        Err(wrong) => {
            troubles.extend(wrong.into_iter().map(|trouble| at(trouble, path)));
            given
        }
    }
}

fn unknown(fields: &[&Param], name: &str) -> Trouble {
    let message = spelling::unknown(name, fields.iter().map(|field| field.name));
    Trouble { id: "unknown-parameter", severity: Severity::Error, path: None, message }
}

fn step(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn at(trouble: Trouble, path: &str) -> Trouble {
    let path =
        trouble.path.as_deref().map_or_else(|| path.to_owned(), |inner| format!("{path}.{inner}"));
    Trouble { path: Some(path), ..trouble }
}

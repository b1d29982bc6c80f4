//! Rows below a JSON-valued parameter: each field inside is checked like a parameter of its own.

use serde_json::{Map, Value};

use crate::catalog::kind::{self, Kind, Trouble};
use crate::catalog::param::Param;
use crate::catalog::spelling;
use crate::catalog::{Hash, Severity};
use crate::text::Message;

/// Checks the inside of a JSON value against the rows that name `param` as their parent, and gives
/// back the value with every field in its canonical form.
pub fn check(table: &'static [Param], param: &Param, value: Value) -> (Value, Vec<Trouble>) {
    let fields: Vec<&Param> = children(table, param.name).collect();
    let mut troubles = Vec::new();
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

/// The deepest that examples and explanations follow a structure.
pub const DEPTH: usize = 3;

/// A value to start from, made of the rows below a parameter: every required field, and the others
/// of a plain kind.
pub fn example(table: &'static [Param], param: &'static Param) -> Value {
    shape(table, param, DEPTH)
}

fn shape(table: &'static [Param], param: &'static Param, depth: usize) -> Value {
    let inner = || {
        let fields = children(table, param.name)
            .filter(|field| field.name != param.name && depth > 0)
            .map(|field| (field.name.to_owned(), shape(table, field, depth.saturating_sub(1))));
        Value::Object(fields.collect())
    };
    let known = || param.default.or_else(|| param.values.first().map(|allowed| allowed.value));
    match param.kind {
        Kind::List if children(table, param.name).next().is_none() => Value::Array(Vec::new()),
        Kind::List => Value::Array(vec![inner()]),
        Kind::Json | Kind::Object => inner(),
        Kind::Integer | Kind::Number => {
            let least = param.limits.min.unwrap_or(1).max(1);
            known().and_then(|text| text.parse().ok()).map_or_else(|| least.into(), Value::Number)
        }
        Kind::Flag => Value::from(true),
        _ => Value::from(known().map_or_else(|| plain_example(param), str::to_owned)),
    }
}

/// A text of the right kind and length.
fn plain_example(param: &Param) -> String {
    match param.kind {
        Kind::Url => "https://example.com/a.png".to_owned(),
        Kind::Colour(Hash::Wanted) => "#3550c8".to_owned(),
        Kind::Colour(_) => "3550c8".to_owned(),
        Kind::Identifier | Kind::Handler => param.name.to_owned(),
        _ => {
            let most = param.limits.max_length.unwrap_or(usize::MAX);
            param.label.zh.chars().take(most).collect()
        }
    }
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

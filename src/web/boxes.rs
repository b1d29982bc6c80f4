//! From submitted fields such as `p.color` or `p.goods.0.name` to the boxes of a deployment, with
//! the small corrections that the catalogue makes and tells; and from the findings of a check to
//! the summary at the top of a page.

use serde_json::{Map, Value};

use super::form::Form;
use super::ui::PageError;
use crate::catalog::form::Field;
use crate::catalog::{Diagnostic, Kind, Param, Severity, Values, normalise};
use crate::domain::names::{forbidden_character, forbidden_message};
use crate::text::Message;

/// The deepest and the longest that indexed fields may build.
const DEPTH: usize = 4;
const ITEMS: usize = 100;

/// Reads one box. What was corrected is told; what is wrong is left for the catalogue to find.
pub fn read(form: &mut Form, prefix: &str, table: &[Param], told: &mut Vec<Message>) -> Values {
    let named =
        |name: &str| table.iter().find(|param| param.name == name && param.parent.is_none());
    let lists: Vec<&str> = table
        .iter()
        .filter(|param| param.kind == Kind::List && !param.values.is_empty())
        .map(|param| param.name)
        .collect();
    let mut values = Values::new();
    for (name, typed) in form.prefixed(prefix, &lists) {
        let field = format!("{prefix}{name}");
        let typed: Vec<String> = typed.into_iter().filter(|text| !text.trim().is_empty()).collect();
        let Some(first) = typed.first() else { continue };
        if let Some(c) = typed.iter().find_map(|text| forbidden_character(text, true)) {
            form.wrong(&field, forbidden_message(c));
        }
        let mut path = name.split('.');
        let root = path.next().unwrap_or_default().to_owned();
        let rest: Vec<&str> = path.collect();
        if !rest.is_empty() {
            if rest.len() > DEPTH || !place(values.entry(root).or_insert(Value::Null), &rest, first)
            {
                form.wrong(
                    &field,
                    Message::new(
                        "字段名称不成立，或同一个值用两种方式填写",
                        "Impossible field name, or one value given in two ways",
                    ),
                );
            }
        } else if lists.contains(&name.as_str()) {
            values.insert(name, typed.into_iter().map(Value::String).collect());
        } else {
            let (text, note) =
                named(&name).map_or((first.clone(), None), |param| normalise(param, first));
            told.extend(note);
            values.insert(name.clone(), value(named(&name), text));
        }
    }
    values
}

/// JSON-valued parameters are stored as JSON; what does not parse stays text, for the catalogue to refuse.
fn value(param: Option<&Param>, text: String) -> Value {
    let json =
        param.is_some_and(|param| matches!(param.kind, Kind::Json | Kind::Object | Kind::List));
    match serde_json::from_str(&text) {
        Ok(parsed) if json => parsed,
        _ => Value::String(text),
    }
}

/// Puts a text at a path of names and numbers; false where the path contradicts what is there.
fn place(at: &mut Value, path: &[&str], text: &str) -> bool {
    let Some((step, rest)) = path.split_first() else {
        let free = at.is_null();
        *at = Value::String(text.to_owned());
        return free;
    };
    match step.parse::<usize>() {
        Ok(index) if index < ITEMS => {
            if at.is_null() {
                *at = Value::Array(Vec::new());
            }
            let Value::Array(items) = at else { return false };
            while items.len() <= index {
                items.push(Value::Null);
            }
            items.get_mut(index).is_some_and(|item| place(item, rest, text))
        }
        Ok(_) => false,
        Err(_) => {
            if at.is_null() {
                *at = Value::Object(Map::new());
            }
            let Value::Object(map) = at else { return false };
            place(map.entry((*step).to_owned()).or_insert(Value::Null), rest, text)
        }
    }
}

/// Puts what the form itself found beside the fields, too; what stands there already is not repeated.
pub fn tell_beside<'f>(fields: impl IntoIterator<Item = &'f mut Field>, errors: &[PageError]) {
    for field in fields {
        let here = errors.iter().filter(|error| error.field.as_deref() == Some(field.id.as_str()));
        for error in here {
            if !field.errors.contains(&error.text) {
                field.errors.insert(0, error.text.clone());
            }
        }
    }
}

/// The errors of a check as entries of the summary; `prefix_of` tells in which box a name stands.
pub fn summary(
    diagnostics: &[Diagnostic],
    prefix_of: impl Fn(&str) -> Option<&'static str>,
) -> Vec<PageError> {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors
        .map(|diagnostic| {
            let name =
                diagnostic.parameter.as_deref().map(|path| path.split('.').next().unwrap_or(path));
            let field =
                name.and_then(|name| prefix_of(name).map(|prefix| format!("{prefix}-{name}")));
            let text = match (&field, name) {
                (None, Some(name)) => Message::new(
                    format!("{name}：{}", diagnostic.message.zh),
                    format!("{name}: {}", diagnostic.message.en),
                ),
                _ => diagnostic.message.clone(),
            };
            PageError { label: None, field, text }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn boxed(body: &str) -> (Values, Form) {
        let mut form = Form::parse(body.as_bytes()).expect("a form");
        let values = read(&mut form, "p.", &[], &mut Vec::new());
        form.finish();
        (values, form)
    }

    #[test]
    fn indexed_fields_build_json() {
        let (values, form) = boxed("p.goods.0.name=a&p.goods.1.name=b&p.goods.0.pictureUrl=c&p.x=");
        assert_eq!(
            Value::Object(values),
            json!({"goods": [{"name": "a", "pictureUrl": "c"}, {"name": "b"}]})
        );
        assert!(!form.is_wrong());
    }

    #[test]
    fn one_value_in_two_ways_and_endless_lists_are_refused() {
        for body in [
            "p.g=1&p.g.0=2",
            "p.g.0=1&p.g.name=2",
            "p.g.100=1",
            "p.g.a.b.c.d.e=1",
            "p.g.99999999999=1",
        ] {
            assert!(boxed(body).1.is_wrong(), "{body}");
        }
    }
}

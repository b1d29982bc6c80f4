//! From submitted fields such as `p.color` or `p.goods.0.name` to the boxes of a deployment, with
//! the small corrections that the catalogue makes and tells; and from the findings of a check to
//! the summary at the top of a page.

use serde_json::{Map, Value};

use super::form::Form;
use super::ui::PageError;
use crate::catalog::form::Field;
use crate::catalog::structure::{self, Act, Verb};
use crate::catalog::{Diagnostic, Kind, Param, Values, normalise};
use crate::domain::names::{forbidden_character, forbidden_message};
use crate::text::{Message, Text, text};

/// The deepest and the longest that indexed fields may build.
const DEPTH: usize = 4;
const ITEMS: usize = 100;

/// A box whose JSON values were typed field by field.
#[derive(Debug, Default)]
pub struct Taken {
    pub values: Values,
    /// Values as people see them while they fill them in: with empty rows.
    pub shown: Values,
    /// The fields that were typed as JSON: `p.goods`.
    pub as_json: Vec<String>,
}

/// Reads one box. What was corrected is told; what is wrong is left for the catalogue to find.
pub fn read(form: &mut Form, prefix: &str, table: &[Param], told: &mut Vec<Message>) -> Values {
    Reader { prefix, table, parts: &[] }.read(form, told).0
}

/// The same for forms whose JSON values have rows and fields of their own, and after a button of
/// such a row was pressed.
pub fn take(
    form: &mut Form,
    prefix: &str,
    table: &'static [Param],
    act: Option<&Act>,
    told: &mut Vec<Message>,
) -> Taken {
    let parts: Vec<&'static Param> = table
        .iter()
        .filter(|param| param.parent.is_none() && structure::has_structure(table, param))
        .collect();
    let (mut values, whole, indexed) = Reader { prefix, table, parts: &parts }.read(form, told);
    let mut taken = Taken::default();
    for param in parts {
        let field = format!("{prefix}{}", param.name);
        let pressed = act.filter(|act| act.field() == field);
        let by_field = indexed.iter().any(|name| name == param.name);
        let marked = values.get(param.name).is_some_and(is_bare);
        let verb = pressed.map(|act| act.verb);
        let was_json = whole.iter().any(|name| name == param.name) && !marked;
        if verb == Some(Verb::Json) || (was_json && verb != Some(Verb::Rows)) {
            taken.as_json.push(field.clone());
        }
        if marked && verb == Some(Verb::Rows) {
            values.remove(param.name);
        }
        if !by_field && pressed.is_none_or(|act| matches!(act.verb, Verb::Json | Verb::Rows)) {
            continue;
        }
        let mut typed = values.remove(param.name).unwrap_or(Value::Null);
        if let Some(act) = pressed.filter(|act| !act.apply(table, param, &mut typed)) {
            form.wrong(&act.name, text("这里没有这样一行", "There is no such row here"));
        }
        let settled = structure::settle(table, param, &typed);
        for misfit in settled.misfits {
            form.wrong(&format!("{field}.{}", misfit.path), misfit.message);
        }
        if settled.shown != settled.value {
            let shown = settled.shown.unwrap_or(Value::Null);
            taken.shown.insert(param.name.to_owned(), shown);
        }
        values.extend(settled.value.map(|value| (param.name.to_owned(), value)));
    }
    taken.values = values;
    taken
}

/// A list or object that is set and empty.
fn is_bare(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty)
}

struct Reader<'b> {
    prefix: &'b str,
    table: &'b [Param],
    /// Parameters whose fields count even where they are empty.
    parts: &'b [&'static Param],
}

impl Reader<'_> {
    /// The values, and the names that were given whole and by their fields.
    fn read(&self, form: &mut Form, told: &mut Vec<Message>) -> (Values, Vec<String>, Vec<String>) {
        let lists: Vec<&str> = self
            .table
            .iter()
            .filter(|param| param.kind == Kind::List && !param.values.is_empty())
            .map(|param| param.name)
            .collect();
        let (mut values, mut whole, mut indexed) = (Values::new(), Vec::new(), Vec::new());
        for (name, typed) in form.prefixed(self.prefix, &lists) {
            let field = format!("{}{name}", self.prefix);
            if let Some(c) = typed.iter().find_map(|text| forbidden_character(text, true)) {
                form.wrong_called(&field, self.label(&name), forbidden_message(c));
            }
            let mut path = name.split('.');
            let root = path.next().unwrap_or_default().to_owned();
            let rest: Vec<&str> = path.collect();
            let (mine, other) =
                if rest.is_empty() { (&mut whole, &indexed) } else { (&mut indexed, &whole) };
            let twice = other.contains(&root);
            if !mine.contains(&root) {
                mine.push(root.clone());
            }
            if twice {
                form.wrong_called(&field, self.label(&name), impossible());
                continue;
            }
            let filled: Vec<String> =
                typed.iter().filter(|text| !text.trim().is_empty()).cloned().collect();
            let part = !rest.is_empty() && self.parts.iter().any(|param| param.name == root);
            let first = if part { typed.first() } else { filled.first() };
            let Some(first) = first else { continue };
            if rest.is_empty() {
                let value = self.whole(&name, &lists, &filled, first, told);
                values.insert(name, value);
            } else if rest.len() > DEPTH
                || !place(values.entry(root).or_insert(Value::Null), &rest, first)
            {
                form.wrong_called(&field, self.label(&name), impossible());
            }
        }
        (values, whole, indexed)
    }

    /// What the row is called that a field stands in.
    fn label(&self, name: &str) -> Option<Text> {
        let root = name.split('.').next().unwrap_or(name);
        let mut table = self.table.iter();
        let param = table.find(|param| param.name == root && param.parent.is_none());
        param.map(|param| param.label)
    }

    fn whole(
        &self,
        name: &str,
        lists: &[&str],
        filled: &[String],
        first: &str,
        told: &mut Vec<Message>,
    ) -> Value {
        if lists.contains(&name) {
            return filled.iter().cloned().map(Value::String).collect();
        }
        let mut table = self.table.iter();
        let param = table.find(|param| param.name == name && param.parent.is_none());
        let (text, note) =
            param.map_or_else(|| (first.to_owned(), None), |param| normalise(param, first));
        told.extend(note);
        value(param, text)
    }
}

fn impossible() -> Message {
    Message::new(
        "字段名称不成立，或同一个值用两种方式填写",
        "Impossible field name, or one value given in two ways",
    )
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

/// The errors of a check as entries of the summary; `place_of` tells in which box of the page a name
/// stands, and its row.
pub fn summary(
    diagnostics: &[Diagnostic],
    place_of: impl Fn(&str) -> Option<(&'static str, &'static Param)>,
) -> Vec<PageError> {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
    errors
        .map(|diagnostic| {
            let name =
                diagnostic.parameter.as_deref().map(|path| path.split('.').next().unwrap_or(path));
            let place = name.and_then(&place_of);
            let field = place.map(|(prefix, param)| format!("{prefix}-{}", param.name));
            let text = match (&field, name) {
                (None, Some(name)) => Message::new(
                    format!("{name}：{}", diagnostic.message.zh),
                    format!("{name}: {}", diagnostic.message.en),
                ),
                _ => diagnostic.message.clone(),
            };
            let label = place.and_then(|(_, param)| unless_said(param.label, &text));
            PageError { field, label, text }
        })
        .collect()
}

/// A label for words that do not say which field they are about.
fn unless_said(label: Text, said: &Message) -> Option<Message> {
    let known = said.zh.contains(label.zh) || said.en.contains(label.en);
    (!known).then(|| label.into())
}

#[cfg(test)]
mod survival;

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

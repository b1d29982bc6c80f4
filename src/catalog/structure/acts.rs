//! What the buttons of rows do to a value that is being typed. Nothing is saved by them.

use serde_json::{Map, Value};

use super::MOST_ROWS;
use crate::catalog::kind::Kind;
use crate::catalog::nested::children;
use crate::catalog::param::Param;

/// A button that was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    pub verb: Verb,
    /// `p.goods` for adding and for both ways to type, `p.goods.0` for a row.
    pub name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Add,
    Remove,
    Up,
    Down,
    /// Type it as JSON.
    Json,
    /// Fill in its fields.
    Rows,
}

impl Verb {
    const ALL: [Verb; 6] = [Verb::Add, Verb::Remove, Verb::Up, Verb::Down, Verb::Json, Verb::Rows];

    pub const fn name(self) -> &'static str {
        match self {
            Verb::Add => "add",
            Verb::Remove => "remove",
            Verb::Up => "up",
            Verb::Down => "down",
            Verb::Json => "json",
            Verb::Rows => "rows",
        }
    }

    pub const fn moves(self) -> bool {
        matches!(self, Verb::Up | Verb::Down)
    }
}

impl Act {
    /// Reads the value of a button, such as `add:p.goods`.
    pub fn read(value: &str) -> Option<Act> {
        let (verb, name) = value.split_once(':')?;
        let verb = Verb::ALL.into_iter().find(|known| known.name() == verb)?;
        Some(Act { verb, name: name.to_owned() })
    }

    /// The form field that it is about: `p.goods` for `p.goods.0`.
    pub fn field(&self) -> &str {
        let second = self.name.match_indices('.').nth(1);
        second.and_then(|(at, _)| self.name.get(..at)).unwrap_or(&self.name)
    }

    /// Where the row stands afterwards, or the list that it was in.
    pub fn lands(&self) -> String {
        let Some((list, row)) = self.row() else { return self.name.clone() };
        match self.verb {
            Verb::Up => format!("{list}.{}", row.saturating_sub(1)),
            Verb::Down => format!("{list}.{}", row + 1),
            Verb::Remove => list.to_owned(),
            Verb::Add | Verb::Json | Verb::Rows => self.name.clone(),
        }
    }

    fn row(&self) -> Option<(&str, usize)> {
        let (list, row) = self.name.rsplit_once('.')?;
        Some((list, row.parse().ok()?))
    }

    /// Changes the value of its parameter, which has nothing but texts at its ends. False where
    /// there is nothing of that kind.
    pub fn apply(&self, table: &'static [Param], param: &'static Param, typed: &mut Value) -> bool {
        let inside = self.name.get(self.field().len() + 1..).unwrap_or_default();
        let mut path: Vec<&str> = inside.split('.').filter(|step| !step.is_empty()).collect();
        let row = match self.verb {
            Verb::Json | Verb::Rows => return path.is_empty(),
            Verb::Add => None,
            Verb::Remove | Verb::Up | Verb::Down => {
                let Some(row) = path.pop().and_then(|row| row.parse::<usize>().ok()) else {
                    return false;
                };
                Some(row)
            }
        };
        let Some((param, list)) = walk(table, param, typed, &path) else { return false };
        match (row, self.verb) {
            (None, _) => add(table, param, list),
            (Some(row), Verb::Remove) if row < list.len() => {
                list.remove(row);
                true
            }
            (Some(row), Verb::Up) if row > 0 && row < list.len() => {
                list.swap(row, row - 1);
                true
            }
            (Some(row), Verb::Down) if row + 1 < list.len() => {
                list.swap(row, row + 1);
                true
            }
            _ => false,
        }
    }
}

/// The list at a path, and its row of the table; it begins to exist where it can.
fn walk<'v>(
    table: &'static [Param],
    param: &'static Param,
    at: &'v mut Value,
    path: &[&str],
) -> Option<(&'static Param, &'v mut Vec<Value>)> {
    let named = |name: &str| children(table, &param.path()).find(|field| field.name == name);
    let fields = children(table, &param.path()).next().is_some();
    let Some((step, rest)) = path.split_first() else {
        let list = param.kind == Kind::List || (param.kind == Kind::Object && !fields);
        if list && !at.is_array() {
            // Nothing yet, or the mark of an empty list.
            let empty = at.is_null() || at.as_str().is_some_and(|text| matches!(text, "[]" | "{}"));
            empty.then(|| *at = Value::Array(Vec::new()))?;
        }
        return at.as_array_mut().filter(|_| list).map(|list| (param, list));
    };
    if param.kind == Kind::List {
        let item = at.as_array_mut()?.get_mut(step.parse::<usize>().ok()?)?;
        let (step, rest) = rest.split_first()?;
        return walk(table, named(step)?, inner(item, step)?, rest);
    }
    walk(table, named(step)?, inner(at, step)?, rest)
}

fn inner<'v>(at: &'v mut Value, name: &str) -> Option<&'v mut Value> {
    if at.is_null() || at.as_str() == Some("{}") {
        *at = Value::Object(Map::new());
    }
    Some(at.as_object_mut()?.entry(name).or_insert(Value::Null))
}

fn add(table: &'static [Param], param: &'static Param, list: &mut Vec<Value>) -> bool {
    if list.len() >= MOST_ROWS {
        return false;
    }
    list.push(if param.of_texts { Value::from("") } else { blank(table, param) });
    true
}

/// A new row: what must be chosen begins with its first choice.
fn blank(table: &'static [Param], param: &'static Param) -> Value {
    let joined = param.together.map_or(&[][..], |together| together.fields);
    let first =
        |field: &&Param| field.default.or(field.values.first().map(|allowed| allowed.value));
    let path = param.path();
    let fields = children(table, &path)
        .filter(|field| field.required && field.kind == Kind::Choice)
        .filter(|field| !joined.contains(&field.name));
    let chosen = fields
        .filter_map(|field| first(&field).map(|value| (field.name.to_owned(), Value::from(value))));
    Value::Object(chosen.collect())
}

//! From typed fields back to a JSON value: texts become what their rows say, empty fields and rows go.

use serde_json::{Map, Value};

use super::{AS, AS_JSON, KEY, VALUE};
use crate::catalog::kind::{self, Kind};
use crate::catalog::nested::children;
use crate::catalog::param::{Param, Together, Wire};
use crate::text::{Message, text};

/// Something typed that cannot become part of a value.
#[derive(Clone, Debug)]
pub struct Misfit {
    /// Below the parameter: `0.key`.
    pub path: String,
    pub message: Message,
}

/// A value that was typed field by field.
#[derive(Clone, Debug)]
pub struct Settled {
    /// Without what is empty; `None` where nothing is set.
    pub value: Option<Value>,
    /// The same with empty rows, as people see it while they fill them in.
    pub shown: Option<Value>,
    pub misfits: Vec<Misfit>,
}

/// `typed` has nothing but texts at its ends, in lists and objects as the names of the fields say.
pub fn settle(table: &'static [Param], param: &Param, typed: &Value) -> Settled {
    let mut clean = Settle { table, keep: false, misfits: Vec::new() };
    let mut shown = Settle { table, keep: true, misfits: Vec::new() };
    let value = clean.value(param, "", typed);
    let shown = shown.value(param, "", typed);
    Settled { value, shown, misfits: clean.misfits }
}

/// The JSON of a value that may still hold rows as they were typed.
pub fn plain_json(table: &'static [Param], param: &Param, value: &Value) -> Option<String> {
    let typed = param.kind == Kind::Object && value.is_array();
    let settled = if typed { settle(table, param, value).value? } else { value.clone() };
    serde_json::to_string(&settled).ok()
}

/// Name, value and meaning of a pair as it was typed.
pub fn typed_pair(row: &Value) -> Option<[String; 3]> {
    let map = row.as_object()?;
    let known = |(name, text): (&String, &Value)| {
        [KEY, VALUE, AS].contains(&name.as_str()) && text.is_string()
    };
    let text =
        |name: &str| map.get(name).and_then(Value::as_str).map(str::to_owned).unwrap_or_default();
    map.iter().all(known).then(|| [text(KEY), text(VALUE), text(AS)])
}

struct Settle {
    table: &'static [Param],
    /// Whether empty rows stay.
    keep: bool,
    misfits: Vec<Misfit>,
}

impl Settle {
    fn value(&mut self, param: &Param, path: &str, typed: &Value) -> Option<Value> {
        let typed = match typed {
            Value::Null => return None,
            // An empty list that is set, or JSON in place of fields.
            Value::String(text) if text.trim().is_empty() => return None,
            Value::String(text) => match serde_json::from_str(text) {
                Ok(parsed) => return Some(parsed),
                Err(_) => return Some(typed.clone()),
            },
            other => other,
        };
        let fields: Vec<&Param> = children(self.table, &param.path()).collect();
        match (param.kind, typed) {
            (Kind::List, Value::Array(items)) if !fields.is_empty() => {
                let together = param.together.as_ref();
                let rows = items.iter().enumerate().filter_map(|(number, item)| {
                    self.fields(&fields, together, &step(path, number), item)
                });
                some_list(rows.collect())
            }
            (Kind::List, Value::Array(items)) => {
                let kept = |item: &&Value| self.keep || !kind::is_unset(item);
                some_list(
                    items.iter().filter(|item| !item.is_null()).filter(kept).cloned().collect(),
                )
            }
            (Kind::Object, Value::Object(_)) if !fields.is_empty() => {
                self.fields(&fields, None, path, typed).filter(|value| *value != empty())
            }
            (Kind::Object, Value::Array(rows)) if fields.is_empty() => self.pairs(path, rows),
            _ => Some(typed.clone()),
        }
    }

    fn fields(
        &mut self,
        fields: &[&Param],
        together: Option<&Together>,
        path: &str,
        typed: &Value,
    ) -> Option<Value> {
        let Value::Object(map) = typed else {
            return (!typed.is_null()).then(|| typed.clone());
        };
        let mut map = map.clone();
        if let Some(together) = together {
            self.part(together, path, &mut map);
        }
        let mut settled = Map::new();
        for (name, typed) in &map {
            let field = fields.iter().find(|field| field.name == name);
            let value = match field {
                Some(field) if field.kind.is_json() => self.value(field, &step(path, name), typed),
                Some(field) => scalar(field, typed),
                None => Some(typed.clone()),
            };
            settled.extend(value.map(|value| (name.clone(), value)));
        }
        if settled.is_empty() {
            return self.keep.then_some(Value::Object(settled));
        }
        // What must be written out even where it is empty.
        for field in
            fields.iter().filter(|field| field.required && field.limits.min_length == Some(0))
        {
            if !self.keep && map.contains_key(field.name) {
                settled.entry(field.name).or_insert_with(|| Value::from(""));
            }
        }
        Some(Value::Object(settled))
    }

    /// One choice becomes the fields that it stands for.
    fn part(&mut self, together: &Together, path: &str, map: &mut Map<String, Value>) {
        let Some(chosen) = map.shift_remove(together.name) else { return };
        let chosen = kind::plain(&chosen);
        if chosen.is_empty() {
            return;
        }
        let twice = together.fields.iter().any(|field| map.contains_key(*field));
        let way = together.ways.iter().find(|way| way.value() == chosen);
        let Some(way) = way.filter(|_| !twice) else {
            let message = if twice {
                text("同一个值用两种方式填写", "One value given in two ways")
            } else {
                text("请从列表中选择", "Choose from the list")
            };
            self.misfit(&step(path, together.name), message);
            return;
        };
        for (field, value) in together.fields.iter().zip(way.values) {
            if !value.is_empty() {
                map.insert((*field).to_owned(), Value::from(*value));
            }
        }
    }

    fn pairs(&mut self, path: &str, rows: &[Value]) -> Option<Value> {
        let mut settled = Map::new();
        let mut blank = false;
        let known = self.misfits.len();
        for (number, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_null()) {
            let at = step(path, number);
            let Some([key, value, how]) = typed_pair(row) else {
                self.misfit(&at, text("字段名称不成立", "Impossible field name"));
                continue;
            };
            if key.is_empty() && value.is_empty() {
                blank = true;
                continue;
            }
            if let Some(value) = self.pair(&at, (&key, value), &how, &settled) {
                settled.insert(key, value);
            }
        }
        if self.keep && (blank || self.misfits.len() > known) {
            let typed = rows.iter().filter(|row| typed_pair(row).is_some());
            return Some(typed.cloned().collect());
        }
        (!settled.is_empty()).then_some(Value::Object(settled))
    }

    fn pair(
        &mut self,
        at: &str,
        (key, value): (&str, String),
        how: &str,
        before: &Map<String, Value>,
    ) -> Option<Value> {
        if key.is_empty() {
            self.misfit(&step(at, KEY), text("请填写名称", "Give it a name"));
            return None;
        }
        if before.contains_key(key) {
            let message = text(
                "这个名称已经有了，每个名称只能出现一次",
                "This name is there already; each name can stand once only",
            );
            self.misfit(&step(at, KEY), message);
            return None;
        }
        match how {
            "" => Some(Value::String(value)),
            AS_JSON => {
                let parsed = serde_json::from_str(&value).ok();
                if parsed.is_none() {
                    let message = text(
                        "这不是 JSON：请写数字、true、false 或完整的 JSON；文字请把类型改为“文字”",
                        "This is no JSON: write a number, true, false or whole JSON; for words choose the type “Text”",
                    );
                    self.misfit(&step(at, VALUE), message);
                }
                parsed
            }
            _ => {
                self.misfit(&step(at, AS), text("请从列表中选择", "Choose from the list"));
                None
            }
        }
    }

    fn misfit(&mut self, path: &str, message: impl Into<Message>) {
        self.misfits.push(Misfit { path: path.to_owned(), message: message.into() });
    }
}

fn step(path: &str, step: impl std::fmt::Display) -> String {
    if path.is_empty() { step.to_string() } else { format!("{path}.{step}") }
}

fn empty() -> Value {
    Value::Object(Map::new())
}

fn some_list(items: Vec<Value>) -> Option<Value> {
    (!items.is_empty()).then_some(Value::Array(items))
}

/// A typed text as the value that its row writes; what does not fit stays a text, for the catalogue
/// to refuse.
fn scalar(field: &Param, typed: &Value) -> Option<Value> {
    let Value::String(text) = typed else {
        return (!typed.is_null()).then(|| typed.clone());
    };
    if text.is_empty() {
        return None;
    }
    let (text, _) = crate::catalog::normalise(field, text);
    let number = matches!(field.kind, Kind::Integer | Kind::Number)
        || (field.kind == Kind::Choice && field.wire == Wire::Number);
    let value = match field.kind {
        _ if number => text.parse().ok().map(Value::Number),
        Kind::Flag => kind::flag(&Value::from(text.as_str())).map(Value::from),
        _ => None,
    };
    Some(value.unwrap_or(Value::String(text)))
}

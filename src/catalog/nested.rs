//! Rows below a JSON-valued parameter: each field inside is checked like a parameter of its own.

use serde_json::{Map, Value};

use crate::catalog::Severity;
use crate::catalog::kind::{self, Kind, Trouble};
use crate::catalog::param::Param;
use crate::catalog::spelling;
use crate::text::Message;

/// Checks the inside of a JSON value against the rows that name `param` as their parent, at every
/// depth, and gives back the value with every field in its canonical form.
pub fn check(table: &'static [Param], param: &Param, mut value: Value) -> (Value, Vec<Trouble>) {
    let mut walk = Walk { table, troubles: Vec::new() };
    walk.inside(param, Path::Whole, &mut value);
    (value, walk.troubles)
}

/// A value in its canonical form, fields inside it included; `None` where it is no value of its kind.
pub fn canonical(table: &'static [Param], param: &Param, given: &Value) -> Option<Value> {
    let accepted = kind::read(param, given).ok()?;
    Some(check(table, param, accepted.value).0)
}

/// The rows below a parameter, which is named by its path.
pub fn children<'t>(table: &'t [Param], parent: &str) -> impl Iterator<Item = &'t Param> {
    table.iter().filter(move |param| param.parent == Some(parent))
}

/// On the way through a JSON value.
struct Walk {
    table: &'static [Param],
    troubles: Vec<Trouble>,
}

/// Where the walk stands in the value: written out only when something is to be said there.
#[derive(Clone, Copy)]
enum Path<'p> {
    Whole,
    Item(&'p Path<'p>, usize),
    Field(&'p Path<'p>, &'p str),
}

impl Path<'_> {
    /// `0.pictureUrl`
    fn written(self) -> String {
        let (above, step) = match self {
            Path::Whole => return String::new(),
            Path::Item(above, at) => (above.written(), at.to_string()),
            Path::Field(above, name) => (above.written(), name.to_owned()),
        };
        if above.is_empty() { step } else { format!("{above}.{step}") }
    }
}

impl Walk {
    fn inside(&mut self, param: &Param, path: Path<'_>, value: &mut Value) {
        if !param.kind.is_json() {
            return;
        }
        let fields: Vec<&Param> = children(self.table, &param.path()).collect();
        if fields.is_empty() {
            return;
        }
        match (param.kind, value) {
            (Kind::List, Value::Array(items)) => {
                for (at, item) in items.iter_mut().enumerate() {
                    self.item(&fields, Path::Item(&path, at), item);
                }
            }
            (_, Value::Object(map)) => self.fields(&fields, path, map),
            _ => {}
        }
    }

    fn item(&mut self, fields: &[&Param], path: Path<'_>, item: &mut Value) {
        if let Value::Object(map) = item {
            self.fields(fields, path, map);
            return;
        }
        let message = Message::new(
            "列表中的每一项都应是 JSON 对象",
            "Every item of the list must be a JSON object",
        );
        self.troubles.push(at(Trouble::error(message), path));
    }

    fn fields(&mut self, fields: &[&Param], path: Path<'_>, map: &mut Map<String, Value>) {
        let known = |name: &str| fields.iter().find(|field| field.name == name);
        for missing in fields.iter().filter(|field| {
            field.required && map.get(field.name).is_none_or(|given| is_unset(field, given))
        }) {
            let name = missing.name;
            let message = if map.get(name).is_some_and(Value::is_string) {
                Message::new(format!("{name} 不能为空"), format!("{name} must not be empty"))
            } else {
                Message::new(format!("缺少 {name}"), format!("{name} is missing"))
            };
            let trouble = Trouble { id: "required", ..Trouble::error(message) };
            self.troubles.push(at(trouble, Path::Field(&path, name)));
        }
        // Null and the empty text mean "not set" here as anywhere else.
        map.retain(|name, given| known(name).is_none_or(|field| !is_unset(field, given)));
        for (name, given) in map.iter_mut() {
            let here = Path::Field(&path, name);
            match known(name) {
                Some(field) => self.field(field, here, given),
                None => self.troubles.push(at(unknown(fields, name), here)),
            }
        }
    }

    fn field(&mut self, field: &Param, path: Path<'_>, given: &mut Value) {
        match kind::read(field, given) {
            Ok(accepted) => {
                let told = accepted.troubles.into_iter().map(|trouble| at(trouble, path));
                self.troubles.extend(told);
                *given = accepted.value;
                self.inside(field, path, given);
            }
            Err(wrong) => {
                self.troubles.extend(wrong.into_iter().map(|trouble| at(trouble, path)));
            }
        }
    }
}

/// Null always, and the empty text unless the row counts it as a value.
fn is_unset(field: &Param, given: &Value) -> bool {
    kind::is_unset(given) && (given.is_null() || field.limits.min_length != Some(0))
}

fn unknown(fields: &[&Param], name: &str) -> Trouble {
    let message =
        spelling::unknown(name, spelling::nearest(name, fields.iter().map(|field| field.name)));
    Trouble { id: "unknown-parameter", severity: Severity::Error, path: None, message }
}

fn at(trouble: Trouble, path: Path<'_>) -> Trouble {
    let outer = path.written();
    let path =
        trouble.path.as_deref().map_or_else(|| outer.clone(), |inner| format!("{outer}.{inner}"));
    Trouble { path: Some(path), ..trouble }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::catalog::Heading;
    use crate::text::text;

    const GROUP: Heading = Heading { key: "g", label: text("组", "Group") };

    const fn row(name: &'static str, kind: Kind) -> Param {
        Param::new(name, GROUP, kind, text("字段", "Field"), text("字段", "Field"), "test")
    }

    const TABLE: &[Param] = &[
        row("card", Kind::Object),
        row("rows", Kind::List).parent("card"),
        row("name", Kind::Text).parent("card.rows").required(),
        row("count", Kind::Integer).parent("card.rows"),
        row("name", Kind::Text).parent("card"),
    ];

    #[test]
    fn an_empty_text_is_a_value_where_the_row_says_so() {
        const CARD: &[Param] = &[
            row("card", Kind::Object),
            row("name", Kind::Text).parent("card").required().length(0, 9),
        ];
        let [card, ..] = CARD else { panic!("no card") };
        let (value, troubles) = check(CARD, card, json!({"name": ""}));
        assert_eq!((value, troubles.len()), (json!({"name": ""}), 0));
        let (value, troubles) = check(CARD, card, json!({"name": null}));
        assert_eq!((value, troubles.len()), (json!({}), 1));
    }

    fn checked(value: Value) -> (Value, Vec<(String, &'static str)>) {
        let [card, ..] = TABLE else { panic!("no card") };
        let (value, troubles) = check(TABLE, card, value);
        let told = troubles.into_iter().map(|found| (found.path.unwrap_or_default(), found.id));
        (value, told.collect())
    }

    #[test]
    fn rows_below_rows_are_checked_too() {
        let (value, troubles) =
            checked(json!({"name": "甲", "rows": [{"name": "a", "count": "3"}, {"name": 5}]}));
        assert_eq!(troubles, []);
        assert_eq!(
            value,
            json!({"name": "甲", "rows": [{"name": "a", "count": 3}, {"name": "5"}]})
        );
    }

    #[test]
    fn every_fault_names_its_place() {
        let (_, troubles) =
            checked(json!({"rows": [{"count": "x"}, 7, {"name": "a", "nmae": 1}], "other": 1}));
        let wanted = [
            ("rows.0.name", "required"),
            ("rows.0.count", "value-not-allowed"),
            ("rows.1", "value-not-allowed"),
            ("rows.2.nmae", "unknown-parameter"),
            ("other", "unknown-parameter"),
        ];
        assert_eq!(troubles, wanted.map(|(path, id)| (path.to_owned(), id)));
    }

    #[test]
    fn what_is_not_set_is_left_out() {
        let (value, troubles) =
            checked(json!({"name": null, "rows": [{"name": "a", "count": ""}, {"name": ""}]}));
        assert_eq!(value, json!({"rows": [{"name": "a"}, {}]}));
        assert_eq!(troubles, [("rows.1.name".to_owned(), "required")]);
    }

    #[test]
    fn names_of_free_objects_keep_whatever_they_have() {
        const FREE: &[Param] = &[row("params", Kind::Object)];
        let [params] = FREE else { panic!("no params") };
        let value = json!({"a": null, "b": ""});
        assert_eq!(check(FREE, params, value.clone()).0, value);
    }

    #[test]
    fn a_list_below_that_is_no_list_is_refused() {
        let (_, troubles) = checked(json!({"rows": {"name": "a"}}));
        assert_eq!(troubles, [("rows".to_owned(), "value-not-allowed")]);
    }
}

//! What an `ext-info` holds, and the ways in which it is written wrong.

use serde_json::{Map, Value};

use super::{spelt, standing};
use crate::channels::inspect::link::percent_decode;
use crate::channels::inspect::script::{Node, Object, What};
use crate::channels::inspect::{Passage, Said, Span};

/// An `ext-info` as a text gives it.
#[derive(Debug, Default)]
pub struct Extra {
    /// Known fields; those that only a program could compute have no value.
    pub fields: Vec<(String, Option<Value>)>,
    /// There may be more fields.
    pub open: bool,
    /// A text that is no JSON at all.
    pub wrong: Option<String>,
}

/// What becomes of an object that is encoded without `JSON.stringify`.
const OBJECT: &str = "[object Object]";

impl Extra {
    fn unknown() -> Self {
        Extra { open: true, ..Extra::default() }
    }

    /// A text of an attribute or of a script.
    pub fn of_text(passage: &Passage) -> Self {
        if passage.has_hole() {
            return Extra::unknown();
        }
        let decoded = percent_decode(passage).text;
        let text = decoded.trim();
        if text.contains(OBJECT) {
            return Extra::unknown();
        }
        match serde_json::from_str::<Value>(text) {
            Ok(Value::Object(map)) => {
                let fields = map.into_iter().map(|(name, value)| (name, Some(value)));
                Extra { fields: fields.collect(), ..Extra::default() }
            }
            _ => Extra { wrong: Some(passage.text.clone()), ..Extra::default() },
        }
    }

    /// A value of a script.
    pub fn of_node(node: &Node) -> Self {
        match &node.what {
            What::Text(passage) => Extra::of_text(passage),
            What::Object(object) => Extra::of_object(object),
            What::Call(path, arguments) => match (path.rsplit('.').next(), arguments.first()) {
                (Some("encodeURIComponent"), Some(inner)) => Extra::of_node(inner),
                (Some("stringify"), Some(inner)) => {
                    inner.object().map_or_else(Extra::unknown, Extra::of_object)
                }
                _ => Extra::unknown(),
            },
            What::Null => Extra::default(),
            _ => Extra::unknown(),
        }
    }

    pub fn of_object(object: &Object) -> Self {
        let fields = object.fields.iter();
        let fields = fields.map(|field| (field.name.text.clone(), field.value.value()));
        Extra { fields: fields.collect(), open: object.open, ..Extra::default() }
    }

    /// The values that it says: the card apart from the rest.
    pub fn said(self, spelling: &str, at: Span) -> Vec<Said> {
        let mut said: Vec<Said> = Vec::new();
        let mut rest = Map::new();
        let mut open = self.open;
        for (name, value) in self.fields {
            match (name.as_str(), value) {
                ("cinfo" | "key", value) => {
                    let known = value.clone().unwrap_or(Value::Null);
                    said.push(standing(Said { value, ..Said::implied(&name, known) }, at));
                }
                (_, Some(value)) => {
                    rest.insert(name, value);
                }
                (_, None) => open = true,
            }
        }
        // Where nothing can be added any more, the other half of a card is known to be missing.
        let other = |half: &str| if half == "key" { "cinfo" } else { "key" };
        if let ([half], false) = (said.as_slice(), open) {
            said.push(standing(Said::implied(other(&half.name), ""), at));
        }
        let value = match self.wrong {
            Some(text) => Some(Value::String(text)),
            None if !rest.is_empty() => Some(Value::Object(rest)),
            None if open => None,
            None => return said,
        };
        let known = value.clone().unwrap_or(Value::Null);
        let extra = Said { value, ..Said::implied("ext-info", known) };
        said.push(standing(spelt(extra, spelling), at));
        said
    }
}

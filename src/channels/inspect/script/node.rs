//! Values of a script: objects, arrays, texts, numbers, and the few functions that only change a form.

use serde_json::{Number, Value};

use crate::catalog::encode::encode_component;
use crate::channels::inspect::passage::{Passage, Span};

/// A value, and where it stands in the source.
#[derive(Clone, Debug)]
pub struct Node {
    pub span: Span,
    pub what: What,
}

#[derive(Clone, Debug)]
pub enum What {
    Null,
    Bool(bool),
    Number(Number),
    /// A text; parts that nobody can know are holes.
    Text(Passage),
    Array(Vec<Node>),
    Object(Object),
    /// `name(…)`: the path and the arguments.
    Call(String, Vec<Node>),
    /// A variable, by its path.
    Name(String),
    /// A function; the span of its body.
    Function(Span),
    /// What only a program could compute.
    Unknown,
}

#[derive(Clone, Debug, Default)]
pub struct Object {
    pub fields: Vec<Field>,
    /// Something is spread into it or a name is computed, so that there may be more fields.
    pub open: bool,
}

#[derive(Clone, Debug)]
pub struct Field {
    /// The name without quotes.
    pub name: Passage,
    pub value: Node,
}

impl Object {
    /// The last field with this name: later ones win.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().rev().find(|field| field.name.text == name)
    }
}

impl Node {
    pub(super) fn new(span: Span, what: What) -> Self {
        Node { span, what }
    }

    pub fn text(&self) -> Option<&Passage> {
        match &self.what {
            What::Text(passage) => Some(passage),
            _ => None,
        }
    }

    pub fn object(&self) -> Option<&Object> {
        match &self.what {
            What::Object(object) => Some(object),
            _ => None,
        }
    }

    pub fn array(&self) -> Option<&[Node]> {
        match &self.what {
            What::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The object that a value is or that a function is given: `withVisitor({…})`. The flag says
    /// that a function stood between, so that fields may have been added.
    pub fn given_object(&self) -> Option<(&Object, bool)> {
        match &self.what {
            What::Object(object) => Some((object, object.open)),
            What::Call(_, arguments) => {
                let found = arguments.iter().find_map(Node::given_object);
                found.map(|(object, _)| (object, true))
            }
            _ => None,
        }
    }

    /// The value as JSON, as far as everything in it is known. `JSON.stringify` gives the JSON as a
    /// text, `encodeURIComponent` the encoded text.
    pub fn value(&self) -> Option<Value> {
        match &self.what {
            What::Null => Some(Value::Null),
            What::Bool(on) => Some(Value::Bool(*on)),
            What::Number(number) => Some(Value::Number(number.clone())),
            What::Text(passage) => {
                (!passage.has_hole()).then(|| Value::from(passage.text.as_str()))
            }
            What::Array(items) => items.iter().map(Node::value).collect(),
            What::Object(object) if !object.open => {
                let fields = object.fields.iter();
                fields
                    .map(|field| Some((field.name.text.clone(), field.value.value()?)))
                    .collect::<Option<serde_json::Map<_, _>>>()
                    .map(Value::Object)
            }
            What::Call(path, arguments) => called(path, arguments),
            _ => None,
        }
    }
}

/// Functions that change only the form of a value.
fn called(path: &str, arguments: &[Node]) -> Option<Value> {
    let [first, rest @ ..] = arguments else { return None };
    let value = first.value()?;
    match path.rsplit('.').next()? {
        "stringify" if rest.is_empty() => Some(Value::from(value.to_string())),
        "encodeURIComponent" => Some(Value::from(encode_component(value.as_str()?))),
        "String" => Some(Value::from(crate::catalog::kind::plain(&value))),
        "Number" => value.as_str()?.trim().parse::<i64>().ok().map(Value::from),
        _ => None,
    }
}

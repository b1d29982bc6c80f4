//! What a channel hands to the inspector: entries that it recognised, with values and their places.

use serde_json::Value;

use crate::channels::inspect::passage::{Edit, Passage, Span};
use crate::channels::inspect::script::{Field, Node, What};
use crate::channels::inspect::source::Source;
use crate::channels::{Severity, Values};
use crate::text::Message;

/// An entry under construction.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// A target of the channel, `fragment`, `app_json` or `page_json`.
    pub kind: &'static str,
    /// The target whose tables the values are checked with; empty where there is nothing to check.
    pub target: &'static str,
    /// Everything that is said, in the order of the text.
    pub said: Vec<Said>,
    /// More may be said where nobody can see it, so that nothing counts as missing.
    pub open: bool,
    /// Indexes of the source's links that make this entry.
    pub links: Vec<usize>,
    /// Indexes of the source's tags that make this entry.
    pub tags: Vec<usize>,
    /// Indexes of the source's scripts that make this entry.
    pub scripts: Vec<usize>,
    /// Where the entry stands.
    pub at: Span,
    /// What this piece knows about others of the same paste, and is told about them: never shown.
    pub beside: Vec<(&'static str, String)>,
    /// What a signature in the text claims to prove, for comparison with registered keys.
    pub signed: Option<Signed>,
}

/// One value.
#[derive(Clone, Debug)]
pub struct Said {
    /// The vendor's name; where the text spells an older or a wrong one, `spelt` has that.
    pub name: String,
    pub spelt: String,
    /// `None`: only a program could compute it.
    pub value: Option<Value>,
    pub name_at: Option<Passage>,
    /// The value's own characters, where it is one text that a correction can replace.
    pub value_at: Option<Passage>,
    pub at: Option<Span>,
    /// The names inside an object or a list, by their path: `0.pictureUrl`.
    pub inside: Vec<(String, Passage)>,
    /// The vendor knows the value although its document, and so the table, lacks it.
    pub trusted: bool,
}

/// A signature that the text carries. It goes no further than to a [`Known`].
///
/// [`Known`]: super::Known
#[derive(Clone)]
pub struct Signed {
    pub scheme: &'static str,
    /// The fields of the scheme's verification, without a key.
    pub fields: Values,
}

impl std::fmt::Debug for Signed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signed({})", self.scheme)
    }
}

impl Said {
    /// A value that follows from the text without standing in it, such as the form of a link.
    pub fn implied(name: &str, value: impl Into<Value>) -> Self {
        Said {
            name: name.to_owned(),
            spelt: name.to_owned(),
            value: Some(value.into()),
            name_at: None,
            value_at: None,
            at: None,
            inside: Vec::new(),
            trusted: false,
        }
    }

    /// A text that stands in the source.
    pub fn text(name: Passage, value: Passage) -> Self {
        Said {
            name: name.text.clone(),
            spelt: name.text.clone(),
            value: (!value.has_hole()).then(|| Value::from(value.text.as_str())),
            at: Some(Span {
                start: name.whole().start,
                end: value.whole().end.max(name.whole().end),
            }),
            name_at: Some(name),
            value_at: Some(value),
            inside: Vec::new(),
            trusted: false,
        }
    }

    /// A field of an object in a script or a JSON file.
    pub fn field(field: &Field) -> Self {
        let (name, node) = (&field.name, &field.value);
        let mut inside = Vec::new();
        names_inside(node, "", &mut inside);
        Said {
            name: name.text.clone(),
            spelt: name.text.clone(),
            value: node.value(),
            name_at: Some(name.clone()),
            value_at: node.text().filter(|text| !text.has_hole()).cloned(),
            at: Some(Span { start: name.whole().start, end: node.span.end }),
            inside,
            trusted: false,
        }
    }

    /// The same value under the vendor's name.
    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }
}

/// Paths of the names inside a value; functions that only change its form are looked through.
fn names_inside(node: &Node, path: &str, inside: &mut Vec<(String, Passage)>) {
    let step =
        |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match &node.what {
        What::Object(object) => {
            for field in &object.fields {
                let path = step(&field.name.text);
                names_inside(&field.value, &path, inside);
                inside.push((path, field.name.clone()));
            }
        }
        What::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                names_inside(item, &step(&at.to_string()), inside);
            }
        }
        What::Call(_, arguments) => {
            if let [only] = arguments.as_slice() {
                names_inside(only, path, inside);
            }
        }
        _ => {}
    }
}

impl Draft {
    pub fn new(kind: &'static str, target: &'static str, at: Span) -> Self {
        Draft { kind, target, at, ..Draft::default() }
    }

    /// The last thing that is said about a name.
    pub fn said(&self, name: &str) -> Option<&Said> {
        self.said.iter().rev().find(|said| said.name == name)
    }

    /// What is known about other pieces, by what it is.
    pub fn beside(&self, what: &str) -> impl Iterator<Item = &str> {
        let known = self.beside.iter().filter(move |(name, _)| *name == what);
        known.map(|(_, value)| value.as_str())
    }

    /// A known text value.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.said(name)?.value.as_ref()?.as_str()
    }
}

/// One thing to look for. A rule looks at one entry of its channel and at the whole text.
#[derive(Debug)]
pub struct Rule {
    /// The whole id: `sobot.demo-sysnum`.
    pub id: &'static str,
    pub severity: Severity,
    pub look: fn(&Draft, &Source<'_>) -> Vec<Found>,
}

/// What a rule found; the engine adds id, severity, line and column.
#[derive(Clone, Debug)]
pub struct Found {
    pub parameter: Option<String>,
    pub at: Option<Span>,
    pub message: Message,
    pub correction: Option<String>,
    pub edits: Vec<Edit>,
}

impl Found {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Found {
            parameter: None,
            at: None,
            message: Message::new(zh, en),
            correction: None,
            edits: Vec::new(),
        }
    }

    pub fn at(mut self, span: Span) -> Self {
        self.at = Some(span);
        self
    }

    /// About a value, at its place, under the name that the text spells.
    pub fn about(mut self, said: &Said) -> Self {
        self.parameter = Some(said.spelt.clone());
        self.at = said.at.or(self.at);
        self
    }

    pub fn parameter(mut self, name: &str) -> Self {
        self.parameter = Some(name.to_owned());
        self
    }

    /// What to write instead, for people.
    pub fn correction(mut self, text: impl Into<String>) -> Self {
        self.correction = Some(text.into());
        self
    }

    /// The correction, applied.
    pub fn edit(mut self, edit: impl IntoIterator<Item = Edit>) -> Self {
        self.edits.extend(edit);
        self
    }
}

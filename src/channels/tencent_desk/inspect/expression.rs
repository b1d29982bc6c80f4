//! What an expression between the pieces of an address says.

use crate::channels::inspect::script::{Node, Script, What};
use crate::channels::inspect::{Passage, Source, Span};

/// The expression that stands at a place.
pub fn meaning(source: &Source<'_>, span: Span) -> Node {
    Script::read(Passage::plain(source.slice(span), span.start)).first_value()
}

/// The script that a place belongs to.
pub fn script<'s>(source: &'s Source<'_>, span: Span) -> Option<&'s Script> {
    source.scripts.iter().find(|script| {
        let whole = script.passage.whole();
        whole.start <= span.start && span.end <= whole.end
    })
}

/// The value that a name was given, where that happens exactly once; anything else is itself.
pub fn named(script: &Script, node: &Node) -> Node {
    let What::Name(path) = &node.what else { return node.clone() };
    let mut given = script.assignments.iter().filter(|one| one.path == *path);
    match (given.next(), given.next()) {
        (Some(only), None) => script.assigned(only),
        _ => node.clone(),
    }
}

/// The same, looking inside what only changes the form of a value.
pub fn resolve(script: &Script, node: &Node) -> Node {
    match written(node) {
        Written::Json(inner) | Written::Encoded(inner) => named(script, &inner),
        Written::Other => named(script, node),
    }
}

/// How a value is put into an address.
pub enum Written {
    /// `JSON.stringify(x)`
    Json(Node),
    /// `encodeURIComponent(…)` around it, or around `JSON.stringify(x)`
    Encoded(Node),
    Other,
}

pub fn written(node: &Node) -> Written {
    let What::Call(path, arguments) = &node.what else { return Written::Other };
    let Some(first) = arguments.first() else { return Written::Other };
    match path.rsplit('.').next() {
        Some("stringify") if arguments.len() == 1 => Written::Json(first.clone()),
        Some("encodeURIComponent" | "encodeURI" | "escape") => {
            Written::Encoded(match written(first) {
                Written::Json(inner) | Written::Encoded(inner) => inner,
                Written::Other => first.clone(),
            })
        }
        _ => Written::Other,
    }
}

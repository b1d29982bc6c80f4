//! What an expression between the pieces of an address says.

use crate::channels::inspect::script::{Node, Script, What};
use crate::channels::inspect::{Passage, Source, Span};

/// The expression that stands at a place; for a name that was given the outcome of a function, and
/// nothing else, that function where it is called.
pub fn meaning(source: &Source<'_>, span: Span) -> Node {
    let node = Script::read(Passage::plain(source.slice(span), span.start)).first_value();
    let given = match &node.what {
        What::Name(path) => script(source, span).and_then(|script| script.known(path)),
        _ => None,
    };
    given.filter(|given| matches!(given.what, What::Call(..))).unwrap_or(node)
}

/// The script that a place belongs to.
pub fn script<'s>(source: &'s Source<'_>, span: Span) -> Option<&'s Script> {
    source.scripts.iter().find(|script| {
        let whole = script.passage.whole();
        whole.start <= span.start && span.end <= whole.end
    })
}

/// The value of a name that never changes; anything else is itself.
pub fn named(script: &Script, node: &Node) -> Node {
    let known = match &node.what {
        What::Name(path) => script.known(path),
        _ => None,
    };
    known.unwrap_or_else(|| node.clone())
}

/// Whether a name is given nothing at all.
pub fn is_nothing(script: &Script, source: &Source<'_>, path: &str) -> bool {
    let mut given = script.assignments.iter().filter(|one| one.path == path);
    let (Some(only), None) = (given.next(), given.next()) else { return false };
    let after = source.text.get(only.at.end..).unwrap_or_default().trim_start();
    let value = after.strip_prefix('=').unwrap_or_default().trim_start();
    ["undefined", "null"].iter().any(|nothing| value.starts_with(nothing))
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

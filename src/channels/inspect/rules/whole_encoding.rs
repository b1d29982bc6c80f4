//! `encodeURI` around a value of a query: it leaves `?`, `&` and `=` as they are.

use crate::channels::inspect::draft::Found;
use crate::channels::inspect::passage::{Edit, Span};
use crate::channels::inspect::source::Source;

/// Calls that are looked at.
const MOST_CALLS: usize = 100;
/// How far back the name of the pair is looked for, in bytes.
const NEAR: usize = 200;

/// `'…&to_url=' + encodeURI(address)`, and the same in a template.
pub fn encode_uri(source: &Source<'_>) -> Vec<Found> {
    // Tencent's page decodes nothing at all, so neither function is right there; its own rule says so.
    let decoded = !source.text.contains("SDKAppID=");
    let calls = source.calls_named("encodeURI").filter(|_| decoded).take(MOST_CALLS);
    calls
        .filter_map(|(script, call)| {
            let name = pair_before(source, call.at.start)?;
            let argument = script.arguments(call).into_iter().next()?;
            // A known address without a query loses nothing.
            let harmless = argument
                .text()
                .is_some_and(|text| !text.has_hole() && !text.text.contains(['?', '&', '#', '=']));
            let start = call.at.end.checked_sub("encodeURI".len())?;
            let edit = Edit { span: Span { start, end: call.at.end }, text: "encodeURIComponent".to_owned() };
            (!harmless).then(|| {
                Found::new(
                    format!("encodeURI 不编码 ? & =：{name} 里的网址会在这里断开；请改用 encodeURIComponent"),
                    format!("encodeURI leaves ? & = as they are, so the address in {name} falls apart; use encodeURIComponent"),
                )
                .parameter(name)
                .at(call.at)
                .correction("encodeURIComponent")
                .edit([edit])
            })
        })
        .collect()
}

/// The name of the pair that a call gives the value to.
fn pair_before<'t>(source: &Source<'t>, start: usize) -> Option<&'t str> {
    let mut from = start.saturating_sub(NEAR);
    while !source.text.is_char_boundary(from) {
        from += 1;
    }
    let before = source.text.get(from..start)?.trim_end();
    let literal = match before.strip_suffix("${") {
        Some(template) => template,
        None => before.strip_suffix('+')?.trim_end().strip_suffix(['\'', '"', '`'])?,
    };
    let rest = literal.strip_suffix('=')?;
    let at = rest.rfind(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-'))?;
    let name = rest.get(at + 1..)?;
    (rest.get(at..)?.starts_with(['?', '&', '\'', '"', '`']) && !name.is_empty()).then_some(name)
}

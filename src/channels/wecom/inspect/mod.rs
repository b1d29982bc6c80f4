//! What of WeCom's plugin is recognised in a pasted text: app.json, a page's JSON, the component's tag,
//! and the script with its handlers.

mod json;
mod rules;
mod script;
mod tag;

use crate::channels::inspect::{Draft, Source};

pub use rules::RULES;

/// More entries in one paste are not read.
const MOST: usize = 200;
/// Entries whose scripts are looked at; more in one paste are read without them.
const LOOKED_AT: usize = 8;

pub fn recognise(source: &Source<'_>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = json::recognise(source).into_iter().collect();
    drafts.extend(tag::recognise(source));
    if drafts.is_empty() {
        drafts.extend(script::recognise(source));
    }
    for draft in drafts.iter_mut().take(LOOKED_AT) {
        draft.scripts = (0..source.scripts.len()).collect();
    }
    drafts
}

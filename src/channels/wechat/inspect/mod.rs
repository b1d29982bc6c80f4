//! What of WeChat is recognised in a pasted text: the contact button in three dialects, the call that
//! opens the service chat, and the scripts that belong to them.

mod button;
mod call;
mod limits;
mod page;
mod rules;

use crate::channels::inspect::{Draft, Source};

pub use rules::RULES;

/// Entries whose scripts are looked at; more in one paste are read without them.
const LOOKED_AT: usize = 8;

pub fn recognise(source: &Source<'_>) -> Vec<Draft> {
    let mut drafts = button::recognise(source);
    drafts.extend(call::recognise(source));
    if drafts.is_empty() {
        drafts.extend(page::recognise(source));
    }
    for draft in drafts.iter_mut().take(LOOKED_AT) {
        draft.scripts = (0..source.scripts.len()).collect();
    }
    drafts
}

//! What of WeChat is recognised in a pasted text: the contact button in three dialects, the call that
//! opens the service chat, and the scripts that belong to them.

mod button;
mod call;
mod handler;
mod limits;
mod misuse;
mod page;
mod rules;
mod vue;

use crate::channels::inspect::{Draft, Source};
use crate::channels::mini_program::attribute::Bindings;

pub use rules::RULES;

/// More entries in one paste are not read.
const MOST: usize = 200;
/// Entries whose scripts are looked at; more in one paste are read without them.
const LOOKED_AT: usize = 8;

pub fn recognise(source: &Source<'_>) -> Vec<Draft> {
    let bindings = Bindings::read(source);
    let mut drafts = button::recognise(source, &bindings);
    drafts.extend(call::recognise(source, &bindings));
    if drafts.is_empty() {
        drafts.extend(page::recognise(source, &bindings));
    }
    for draft in drafts.iter_mut().take(LOOKED_AT) {
        draft.scripts = (0..source.scripts.len()).collect();
    }
    drafts
}

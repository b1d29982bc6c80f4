//! What of this vendor is recognised in a pasted text, and what is looked for in it.

mod address;
mod expression;
mod files;
mod rules;

use crate::channels::inspect::{Draft, Source};

pub use rules::RULES;

pub fn recognise(source: &Source<'_>) -> Vec<Draft> {
    let mut drafts = address::pages(source);
    drafts.extend(files::files(source));
    if drafts.is_empty() {
        drafts.extend(files::advice(source));
    }
    drafts
}

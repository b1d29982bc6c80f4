//! What of this vendor is recognised in a pasted text, and what is looked for in it.

mod address;
mod advice;
mod expression;
mod files;
mod identity;
mod rules;
mod wiring;
mod written;

use crate::channels::inspect::{Draft, Source};

pub use rules::RULES;

pub fn recognise(source: &Source<'_>) -> Vec<Draft> {
    let mut drafts = address::pages(source);
    let files = files::files(source);
    // A version that stands in the same text decides what its pages may use.
    let version = files.iter().find_map(|file| file.said("uikit_version"));
    for page in &mut drafts {
        page.said.extend(version.cloned());
    }
    drafts.extend(files);
    if drafts.is_empty() {
        drafts.extend(files::advice(source));
    }
    drafts
}

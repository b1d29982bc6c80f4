//! What of this vendor is recognised in a pasted text, and what is looked for in it.

mod address;
mod advice;
mod expression;
mod files;
mod identity;
mod rules;
mod wiring;
mod written;

use crate::channels::inspect::{Draft, Said, Source};

pub use rules::RULES;

pub fn recognise(source: &Source<'_>) -> Vec<Draft> {
    let mut drafts = address::pages(source);
    drafts.extend(files::files(source));
    if drafts.is_empty() {
        drafts.extend(files::advice(source));
    }
    drafts
}

/// A version that stands in the same paste decides what its pages may use.
pub fn relate(drafts: &mut [&mut Draft]) {
    let version: Option<Said> =
        drafts.iter().find_map(|draft| draft.said("uikit_version").cloned());
    let Some(version) = version else { return };
    for draft in drafts.iter_mut().filter(|draft| draft.said("uikit_version").is_none()) {
        draft.said.push(version.clone());
    }
}

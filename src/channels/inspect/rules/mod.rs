//! What is looked for whatever the vendor: addresses, scripts, secrets, JSON.

use crate::channels::inspect::draft::Rule;
use crate::channels::inspect::judge::Judged;
use crate::channels::inspect::source::Source;

/// Rules that look at every entry.
pub const ENTRY: &[Rule] = &[];

/// Findings about the whole text. `recognised` says that a channel knows some of it: then addresses
/// that belong to nobody are left alone.
pub fn whole(_source: &Source<'_>, _recognised: bool) -> Vec<Judged> {
    Vec::new()
}

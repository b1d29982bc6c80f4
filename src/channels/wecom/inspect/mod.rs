//! What of WeCom's plugin is recognised in a pasted text: app.json, a page's JSON, the component's tag,
//! and the script with its handlers.

mod json;
mod rules;
mod script;
mod tag;
mod wiring;

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

/// Files of one paste belong together: a page's JSON learns what app.json calls the plugin, and the
/// tags learn what the page's JSON calls the component.
pub fn relate(drafts: &mut [&mut Draft]) {
    let mut told: Vec<(&'static str, String)> = Vec::new();
    for draft in drafts.iter().take(MOST) {
        let app = draft.kind == "app_json" && draft.said("provider").is_some();
        let alias = draft.text("alias").filter(|_| app);
        told.extend(alias.map(|alias| (wiring::ALIAS, alias.to_owned())));
        let components = [json::COMPONENT, json::OWN];
        told.extend(draft.beside.iter().filter(|(what, _)| components.contains(what)).cloned());
    }
    told.truncate(MOST);
    for draft in drafts.iter_mut().take(LOOKED_AT) {
        draft.beside.clone_from(&told);
    }
}

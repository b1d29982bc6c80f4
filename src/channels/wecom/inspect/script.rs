//! A page's script without its markup: the handler that reads the plugin's codes.

use crate::channels::inspect::script::Script;
use crate::channels::inspect::{Draft, Said, Source};
use crate::channels::mini_program::function::Words;

/// Codes that only this plugin gives.
const CODES: &[&str] = &["3002", "3004", "3005", "3006", "3007", "3008", "3010"];

pub fn recognise(source: &Source<'_>) -> Option<Draft> {
    source.scripts.iter().find_map(in_script)
}

fn in_script(script: &Script) -> Option<Draft> {
    let words = Words::read(script);
    let named = words.functions().find(|one| one.name == "completemessage").map(|one| one.name);
    let reading = || {
        let at = words.rows(&["errcode"]).next().filter(|_| words.has(CODES))?;
        words.around(at).map(|one| one.name)
    };
    let complete = named.or_else(reading)?;
    let start = words.functions().any(|one| one.name == "startmessage");
    let mut draft = Draft::new("fragment", "mini_program", script.passage.whole());
    draft.open = true;
    draft.said.extend(start.then(|| Said::implied("startmessage", "startmessage")));
    draft.said.push(Said::implied("completemessage", complete));
    Some(draft)
}

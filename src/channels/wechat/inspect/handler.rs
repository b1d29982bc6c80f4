//! What a page does when users come back from a message card.

use serde_json::Value;

use super::button::{REMOVED, is_contact_event};
use super::rules::{scripts, tags};
use super::vue::is_path;
use crate::channels::inspect::markup::Tag;
use crate::channels::inspect::{Draft, Edit, Found, Said, Source, Span};
use crate::channels::mini_program::attribute::{Dialect, dialect};
use crate::channels::mini_program::function::{Function, Words};

const MOVES: &[&str] = &["navigateTo", "redirectTo", "reLaunch", "switchTab", "push", "replace"];
const CHECKS: &[&str] = &["if", "?", "&&", "||", "switch", "typeof", "??"];

/// A card leads somewhere only by code, and that code must expect a call without a path.
pub fn contact_handler(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    if draft.target != "mini_program" {
        return Vec::new();
    }
    let Some(said) = draft.said("bindcontact") else {
        let tag = tags(draft, source).find(|tag| tag.name != REMOVED);
        let missing = tag.filter(|_| !draft.open && draft.kind != "fragment");
        return missing.map(|tag| no_handler(tag, source)).into_iter().collect();
    };
    let Some(name) = said.value.as_ref().and_then(Value::as_str) else {
        return inline(draft, source, said);
    };
    for script in scripts(draft, source) {
        let words = Words::read(script);
        let function = words.functions().find(|one| one.name == name);
        if let Some(function) = function {
            return judge(&words, &function, said).into_iter().collect();
        }
    }
    Vec::new()
}

fn no_handler(tag: &Tag, source: &Source<'_>) -> Found {
    let component = tag.name.starts_with(|c: char| c.is_ascii_uppercase());
    let better = match dialect(source) {
        _ if component => "onContact={handleContact}",
        Dialect::Native => "bindcontact=\"handleContact\"",
        Dialect::Vue => "@contact=\"handleContact\"",
        Dialect::Jsx => "onContact={handleContact}",
    };
    Found::new(
        "没有 bindcontact：用户点按会话里的小程序卡片回来时，不会跳到卡片指的页面",
        "There is no bindcontact: users who tap a mini-program card in the session come back without getting to its page",
    )
    .parameter("bindcontact")
    .at(tag.name_at)
    .correction(better)
}

/// `onContact={(e) => Taro.navigateTo({ url: e.detail.path })}`: the code stands in the attribute.
fn inline(draft: &Draft, source: &Source<'_>, said: &Said) -> Vec<Found> {
    let attributes = tags(draft, source).flat_map(|tag| &tag.attributes);
    let code =
        attributes.filter(|one| is_contact_event(&one.name)).filter_map(|one| one.value.as_ref());
    let unchecked = code.filter(|value| {
        let text = value.passage.text.as_str();
        text.contains("path")
            && MOVES.iter().any(|step| text.contains(step))
            && !CHECKS.iter().any(|check| text.contains(check))
    });
    unchecked.map(|_| unchecked_path().about(said)).collect()
}

fn unchecked_path() -> Found {
    Found::new(
        "没有检查 path 就跳转：打开会话失败时也会调用这个函数，只带 errMsg、没有 path",
        "It navigates without checking path: the function is called after a failure too, with errMsg and no path",
    )
}

fn judge(words: &Words<'_>, function: &Function<'_>, said: &Said) -> Option<Found> {
    let inside = words.inside(function);
    let has = |wanted: &[&str]| inside.iter().any(|(word, _)| wanted.contains(word));
    let at = Span { start: function.start.saturating_sub(1), end: function.start };
    if has(&["path"]) && has(MOVES) && !has(CHECKS) {
        let found = unchecked_path().parameter(&said.spelt).at(at);
        let event = function.parameter;
        if event.is_empty() {
            return Some(found);
        }
        let check = format!("if (!{event}.detail || !{event}.detail.path) {{ return; }}");
        let edit = Edit {
            span: Span { start: function.start, end: function.start },
            text: format!("\n    {check}"),
        };
        return Some(found.correction(check).edit([edit]));
    }
    let idle = !inside.is_empty() && !calls_anything(inside);
    idle.then(|| {
        Found::new(
            "这个函数没有跳转：用户点按会话里的小程序卡片回来后会停在原页；请按 detail.path 和 detail.query 跳转",
            "This function does not navigate: users who tap a card in the session stay where they were; navigate by detail.path and detail.query",
        )
        .parameter(&said.spelt)
        .at(at)
    })
}

/// Whether anything but the console is called.
fn calls_anything(inside: &[(&str, Span)]) -> bool {
    let word = |at: Option<usize>| at.and_then(|at| inside.get(at)).map_or("", |(word, _)| *word);
    (1..inside.len()).filter(|at| word(Some(*at)) == "(").any(|open| {
        let name = word(open.checked_sub(1));
        let owner = if word(open.checked_sub(2)) == "." { word(open.checked_sub(3)) } else { "" };
        is_path(name) && !CHECKS.contains(&name) && owner != "console"
    })
}

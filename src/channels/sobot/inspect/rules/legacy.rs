//! Names and addresses from before v2.

use super::links;
use crate::channels::inspect::link::Link;
use crate::channels::inspect::{Draft, Found, Said, Source};
use crate::channels::sobot::inspect::{Form, form_of};
use crate::channels::sobot::link::LEGACY;

/// Old names with the new form, new names with the old form, and the old form itself.
pub fn legacy_names(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let form = links(draft, source).find_map(form_of);
    let old = form.is_some_and(|form| form.old);
    let keep = old && form.is_some_and(|form| form.variant == "h5_legacy");
    let mut found = Vec::new();
    if let (true, Some(form)) = (old, form) {
        found.extend(links(draft, source).filter_map(|link| old_form(link, form)));
    }
    for said in &draft.said {
        let Some((modern, ancient)) = LEGACY.iter().find(|(modern, _)| *modern == said.name) else {
            continue;
        };
        let (wrong, right) = if keep { (*modern, *ancient) } else { (*ancient, *modern) };
        if said.spelt == wrong && said.name_at.is_some() {
            found.push(misspelt(said, right, keep));
        }
    }
    found
}

fn misspelt(said: &Said, right: &str, old: bool) -> Found {
    let wrong = &said.spelt;
    let found = if old {
        Found::new(
            format!("旧版链接里 {wrong} 要写成 {right}，两种写法混用时这个值不起作用"),
            format!(
                "In a link of the old form {wrong} is spelt {right}; mixed spellings have no effect"
            ),
        )
    } else {
        Found::new(
            format!("{wrong} 是旧版的写法，v2 要写成 {right}，否则这个值不起作用"),
            format!(
                "{wrong} is the spelling of the old form; v2 has {right}, and ignores the other"
            ),
        )
    };
    let edit = said.name_at.as_ref().and_then(|at| at.replace(0..at.text.len(), right));
    found.about(said).correction(right).edit(edit)
}

/// The old form of the H5 link still has a use; the others have none.
fn old_form(link: &Link, form: &Form) -> Option<Found> {
    let at = link.path.rfind(form.path).map(|at| link.path_at.start + at)?;
    let range = at..at + form.path.len();
    let span = link.passage.span(range.clone());
    if form.variant == "h5_legacy" {
        return Some(
            Found::new(
                "这是旧版链接，只适合安卓 6.0 以下的手机；其他设备请用 /chat/h5/v2/index.html，参数名也随之改变",
                "This is the old form of the link, for Android below 6.0 only; elsewhere use /chat/h5/v2/index.html and its names",
            )
            .at(span),
        );
    }
    let modern = if form.target == "component" {
        "/chat/frame/v2/entrance.js"
    } else {
        "/chat/pc/v2/index.html"
    };
    Some(
        Found::new(
            format!("这是旧版地址，请改用 {modern}，参数名也随之改变"),
            format!("This is an address of the old form; use {modern} and its names"),
        )
        .at(span)
        .correction(modern)
        .edit(link.passage.replace(range, modern)),
    )
}

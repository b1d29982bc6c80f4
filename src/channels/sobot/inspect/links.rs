//! Addresses: chats, chats inside a mini program, the leave-message page, the ticket plugin.

use crate::channels::inspect::link::{Link, Stands};
use crate::channels::inspect::tag::Tag;
use crate::channels::inspect::{Draft, MOST_ENTRIES, Said, Source};
use crate::channels::sobot::inspect::{
    Form, claim, form_of, hidden, host, is_vendors, pairs, signing,
};
use crate::channels::sobot::web_view::MINI_PROGRAM;

pub fn recognise(source: &Source<'_>) -> Vec<Draft> {
    let links = source.links.iter().enumerate();
    let page = source.calls_named("Page").next().is_some();
    let mut drafts: Vec<Draft> = links
        .filter_map(|(at, link)| {
            let mut draft = match form_of(link) {
                Some(form) if form.target != "component" => chat(link, form, source, page),
                Some(_) => return None,
                None => ticket(link)?,
            };
            draft.links.push(at);
            draft.signed = claim(&draft);
            Some(draft)
        })
        .take(MOST_ENTRIES)
        .collect();
    let room = MOST_ENTRIES.saturating_sub(drafts.len());
    for link in hidden::links(source).into_iter().take(room) {
        if let Some(form) = form_of(&link) {
            let mut draft = chat(&link, form, source, page);
            draft.signed = claim(&draft);
            drafts.push(draft);
        }
    }
    // A script that asks for signatures belongs to the only entry beside it.
    if let [only] = drafts.as_mut_slice()
        && only.kind != "ticket"
        && only.kind != "leave_message"
    {
        only.said.extend(signing(source));
    }
    drafts
}

fn chat(link: &Link, form: &'static Form, source: &Source<'_>, page: bool) -> Draft {
    let kind = if form.target == "link" && in_mini_program(link, source, page) {
        "web_view"
    } else {
        form.target
    };
    let mut draft = Draft::new(kind, kind, link.passage.whole());
    draft.said.push(host(link));
    if kind == "link" {
        draft.said.push(Said::implied("variant", form.variant));
    }
    let fixed = |said: &Said| {
        said.name == "source" && said.value.as_ref().is_some_and(|v| v == MINI_PROGRAM)
    };
    // The target itself says so.
    draft.said.extend(pairs(link).into_iter().filter(|said| !(kind == "web_view" && fixed(said))));
    // Pairs may be added by what stands behind the string.
    draft.open = link.passage.has_hole() || link.stands == Stands::Script;
    draft
}

/// Inside a `web-view`, or in the script of a mini program's page with its origin.
fn in_mini_program(link: &Link, source: &Source<'_>, page: bool) -> bool {
    match link.stands {
        Stands::Attribute { tag, .. } => {
            source.tags.get(tag).is_some_and(|tag| tag.name.eq_ignore_ascii_case("web-view"))
        }
        Stands::Script => {
            let origin = link.pair("source").is_some_and(|pair| pair.value.text == MINI_PROGRAM);
            origin || page || source.tags_named("web-view").any(|(_, tag)| is_bound(tag))
        }
        _ => false,
    }
}

/// Whether the script of the same file says which page it opens.
fn is_bound(tag: &Tag) -> bool {
    tag.attributes.iter().any(|one| one.bare_name() == "src" && one.is_bound())
}

/// An address that the console made, with the fields of a ticket.
fn ticket(link: &Link) -> Option<Draft> {
    let params = link.pair("params");
    let known = is_vendors(link) && (params.is_some() || link.path.contains("ticket"));
    let script = link.path.rsplit('.').next().is_some_and(|end| end.eq_ignore_ascii_case("js"));
    if !known || script {
        return None;
    }
    let mut draft = Draft::new("ticket", "ticket", link.passage.whole());
    let whole = link.passage.text.as_str();
    let given = match params {
        Some(pair) => {
            let before = whole.get(..pair.name_at.start)?;
            let after = whole.get(pair.value_at.end..)?;
            match after.strip_prefix('&') {
                Some(after) => format!("{before}{after}"),
                None => format!("{}{after}", before.trim_end_matches(['&', '?'])),
            }
        }
        None => whole.to_owned(),
    };
    let hidden = link.passage.has_hole();
    let address = Said { at: Some(link.passage.whole()), ..Said::implied("url", given) };
    draft.said.push(if hidden { Said { value: None, ..address } } else { address });
    let fields = pairs(link).into_iter().filter(|said| said.name == "params");
    draft.said.extend(fields);
    Some(draft)
}

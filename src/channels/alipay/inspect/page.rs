//! A page's script without its markup: it feeds the button, and shows what the button will carry.

use super::extra::Extra;
use super::{asked, plain, standing};
use crate::channels::alipay::mini_program::{ASKING, CARD_NO, EXT_INFO, ICON};
use crate::channels::inspect::script::{Node, Object, What};
use crate::channels::inspect::{Draft, Said, Source, Span};

/// Fields that tell an `ext-info` from other extra information.
const FIELDS: &[&str] = &["cinfo", "key", "appId"];

pub fn recognise(source: &Source<'_>) -> Option<Draft> {
    let mut draft = Draft::new("fragment", "mini_program", Span::default());
    draft.open = true;
    let mut sure = false;
    for (name, node) in members(source) {
        sure |= matches!(name.as_str(), CARD_NO | EXT_INFO);
        let said = said(&name, &node);
        let certain = said.iter().any(|one| one.name != "icon");
        sure |= certain && plain(&name).ends_with("extinfo");
        keep(&mut draft, said);
    }
    if !sure {
        return None;
    }
    if source.calls_named(ASKING).next().is_some() {
        draft.said.extend(asked(source, "request"));
    }
    draft.at = draft.said.first().and_then(|said| said.at).unwrap_or_default();
    draft.scripts = (0..source.scripts.len()).collect();
    Some(draft)
}

/// A known value beats one that only a program could compute.
fn keep(draft: &mut Draft, said: Vec<Said>) {
    for one in said {
        let known = draft.said(&one.name).is_some_and(|other| other.value.is_some());
        if one.value.is_some() || !known {
            draft.said.push(one);
        }
    }
}

/// What pages are given and set: `Page({data: {…}})`, `setData({…})`, and variables.
fn members(source: &Source<'_>) -> Vec<(String, Node)> {
    let mut members = Vec::new();
    let mut add = |object: &Object| {
        let fields = object.fields.iter();
        members.extend(fields.map(|field| (field.name.text.clone(), field.value.clone())));
    };
    for function in ["Page", "Component"] {
        for (script, call) in source.calls_named(function) {
            let arguments = script.arguments(call);
            let data = arguments.first().and_then(Node::object).and_then(|page| page.field("data"));
            if let Some(data) = data.and_then(|data| data.value.object()) {
                add(data);
            }
        }
    }
    for (script, call) in source.calls_named("setData") {
        if let Some(object) = script.arguments(call).first().and_then(Node::object) {
            add(object);
        }
    }
    for script in &source.scripts {
        for one in script.assignments.iter().filter(|one| plain(one.name()).ends_with("extinfo")) {
            members.push((one.name().to_owned(), script.assigned(one)));
        }
    }
    members
}

fn said(name: &str, node: &Node) -> Vec<Said> {
    let value = |known: &str| {
        let said = Said { value: node.value(), ..Said::implied(known, "") };
        let said = Said { value_at: node.text().cloned(), spelt: name.to_owned(), ..said };
        vec![standing(said, node.span)]
    };
    match name {
        ICON => value("icon"),
        CARD_NO => value("alipay-card-no"),
        _ if plain(name).ends_with("extinfo") && is_ours(name, node) => {
            Extra::of_node(node).said(name, node.span)
        }
        _ => Vec::new(),
    }
}

fn is_ours(name: &str, node: &Node) -> bool {
    let extra = Extra::of_node(node);
    let encoded = matches!(&node.what, What::Call(path, _) if path.ends_with("encodeURIComponent"));
    name == EXT_INFO
        || encoded
        || extra.fields.iter().any(|(field, _)| FIELDS.contains(&field.as_str()))
}

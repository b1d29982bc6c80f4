//! The tag, as mini programs, Vue files and JSX write it.

use serde_json::Value;

use super::extra::Extra;
use super::{plain, spelt, standing};
use crate::channels::inspect::markup::{Attribute, Quote, Tag};
use crate::channels::inspect::script::{Node, Script};
use crate::channels::inspect::{Draft, Said, Source};

pub const NAME: &str = "contact-button";

/// The vendor's attributes without hyphens, and their names here.
const ATTRIBUTES: &[(&str, &str)] = &[
    ("tntinstid", "tnt_inst_id"),
    ("scene", "scene"),
    ("size", "size"),
    ("color", "color"),
    ("icon", "icon"),
    ("alipaycardno", "alipay-card-no"),
    ("extinfo", "ext-info"),
];

/// No other vendor and hardly any page of one's own has these.
const DISTINCTIVE: &[&str] = &["tnt_inst_id", "scene", "alipay-card-no", "ext-info"];

/// Attributes of frameworks that any tag may have.
const COMMON: &[&str] =
    &["class", "classname", "hoverclass", "id", "key", "ref", "slot", "style", "hidden", "is"];

pub fn recognise(source: &Source<'_>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let other = is_wechats(source);
    let ours = |tag: &Tag| is_distinctive(tag) || (!other && is_ours(tag));
    for (at, tag) in source.tags_named(NAME).filter(|(_, tag)| ours(tag)) {
        let mut draft = Draft::new("mini_program", "mini_program", tag.at);
        draft.tags.push(at);
        draft.open = has_more(tag, source);
        // The scripts of a file belong to its first button.
        if drafts.is_empty() {
            draft.scripts = (0..source.scripts.len()).collect();
        }
        for attribute in tag.attributes.iter().filter(|attribute| !is_common(attribute)) {
            draft.said.extend(values(attribute, source));
        }
        drafts.push(draft);
    }
    drafts
}

/// A page that opens WeChat's chat: a bare tag of this name is a component of its own there.
fn is_wechats(source: &Source<'_>) -> bool {
    source.tags.iter().any(|tag| {
        tag.attributes.iter().any(|one| {
            one.name.starts_with("wx:")
                || (plain(one.bare_name()) == "opentype" && one.text() == "contact")
        })
    })
}

/// Whether an attribute shows that the tag is this vendor's.
fn is_distinctive(tag: &Tag) -> bool {
    let mut names = tag.attributes.iter().filter_map(|one| known(one.bare_name()));
    names.any(|name| DISTINCTIVE.contains(&name))
}

/// An old version of WeChat had a tag of the same name, and pages have components of their own.
fn is_ours(tag: &Tag) -> bool {
    let names: Vec<Option<&str>> = tag
        .attributes
        .iter()
        .filter(|attribute| !is_common(attribute))
        .map(|attribute| known(attribute.bare_name()))
        .collect();
    is_distinctive(tag) || (tag.name == NAME && names.iter().all(Option::is_some))
}

/// The attribute as the vendor spells it, where the tag spells it otherwise: only hyphens and
/// capitals are one and the same.
pub fn respelt(attribute: &Attribute) -> Option<&'static str> {
    const SPELLINGS: &[(&str, &str, &str)] = &[
        ("tntinstid", "tnt-inst-id", "tntInstId"),
        ("alipaycardno", "alipay-card-no", "alipayCardNo"),
        ("extinfo", "ext-info", "extInfo"),
    ];
    let name = attribute.bare_name();
    let (_, right, camel) = SPELLINGS.iter().find(|(known, ..)| *known == plain(name))?;
    let capitals = name.bytes().any(|byte| byte.is_ascii_uppercase()) && !name.contains('-');
    (name != *right && name != *camel).then_some(if capitals { *camel } else { *right })
}

/// The vendor's name for an attribute.
pub fn known(name: &str) -> Option<&'static str> {
    let name = plain(name);
    ATTRIBUTES.iter().find(|(spelling, _)| *spelling == name).map(|(_, known)| *known)
}

fn is_common(attribute: &Attribute) -> bool {
    let name = attribute.bare_name();
    let event = name
        .strip_prefix("on")
        .is_some_and(|event| event.starts_with(|c: char| c.is_ascii_uppercase()));
    event
        || name.contains([':', '@', '.'])
        || ["v-", "data-", "aria-", "bind", "catch"].iter().any(|start| name.starts_with(start))
        || COMMON.contains(&plain(name).as_str())
}

/// `{...props}` and `v-bind="props"` may bring anything.
pub fn has_more(tag: &Tag, source: &Source<'_>) -> bool {
    source.slice(tag.at).contains("{...")
        || tag.attributes.iter().any(|attribute| attribute.name == "v-bind")
}

fn values(attribute: &Attribute, source: &Source<'_>) -> Vec<Said> {
    let spelling = attribute.bare_name();
    let Some(name) = known(spelling) else {
        return vec![written(attribute, spelling, source)];
    };
    if name != "ext-info" {
        let said = written(attribute, name, source);
        return vec![if name == "icon" { local(said) } else { said }];
    }
    let extra = match (expression(attribute, source), &attribute.value) {
        (Some(node), _) => Extra::of_node(&node),
        (None, Some(_)) if calls_a_function(attribute) => return vec![computed(attribute, name)],
        (None, Some(value)) if !attribute.is_bound() => Extra::of_text(&value.passage),
        _ => return vec![computed(attribute, name)],
    };
    extra.said(spelling, attribute.at)
}

/// Markup of mini programs knows no functions of scripts.
pub fn calls_a_function(attribute: &Attribute) -> bool {
    let braces = attribute.value.as_ref().is_some_and(|value| value.quote == Quote::Braces);
    !braces
        && !attribute.name.starts_with([':', '@'])
        && !attribute.name.starts_with("v-")
        && attribute.text().contains("encodeURIComponent(")
}

fn written(attribute: &Attribute, name: &str, source: &Source<'_>) -> Said {
    let spelling = attribute.bare_name();
    if attribute.is_bound() {
        let value = expression(attribute, source).and_then(|node| node.value());
        return Said { value, ..computed(attribute, name) };
    }
    match &attribute.value {
        Some(value) => {
            let said = Said::text(
                crate::channels::inspect::Passage::plain(spelling, attribute.name_at.start),
                value.passage.clone(),
            );
            said.named(name)
        }
        None => standing(spelt(Said::implied(name, ""), spelling), attribute.at),
    }
}

fn computed(attribute: &Attribute, name: &str) -> Said {
    let said = Said { value: None, ..Said::implied(name, Value::Null) };
    standing(spelt(said, attribute.bare_name()), attribute.at)
}

/// A picture of the app's own package: seen in public, though the document speaks of addresses only.
fn local(said: Said) -> Said {
    let path = said.value.as_ref().and_then(Value::as_str);
    let local = path.is_some_and(|path| path.starts_with(['/', '.']) && !path.starts_with("//"));
    Said { value: said.value.filter(|_| !local), ..said }
}

/// The value behind a binding: of the page's data, or a literal of the expression itself.
pub fn expression(attribute: &Attribute, source: &Source<'_>) -> Option<Node> {
    if let Some(inner) = attribute.binding() {
        let start = attribute.value.as_ref()?.passage.whole().start;
        let literal = Script::read(crate::channels::inspect::Passage::plain(inner, start));
        return source.page_data(inner).or_else(|| Some(literal.first_value()));
    }
    if !attribute.is_bound() || attribute.text().contains("{{") {
        return None;
    }
    Some(Script::read(attribute.value.as_ref()?.passage.clone()).first_value())
}

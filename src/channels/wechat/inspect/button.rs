//! The tag: `<button open-type="contact">`, components that wrap it, and the tag that it replaced.

use serde_json::Value;

use super::MOST;
use crate::catalog;
use crate::channels::inspect::markup::{Attribute, Tag};
use crate::channels::inspect::script::What;
use crate::channels::inspect::{Draft, Said, Source};
use crate::channels::mini_program::attribute::{
    Bindings, Dialect, dialect, expression, has_more, is_common, said, same, words,
};

/// The vendor's attributes, and events that are spelt in many ways.
const NAMES: &[&str] = &[
    "open-type",
    "session-from",
    "show-message-card",
    "send-message-title",
    "send-message-path",
    "send-message-img",
    "business-id",
];

/// Attributes of any button that look like slips of the vendor's names, and are none.
const BUTTON: &[&str] = &[
    "app-parameter",
    "disabled",
    "form-type",
    "hover-class",
    "hover-start-time",
    "hover-stay-time",
    "hover-stop-propagation",
    "lang",
    "loading",
    "phone-number-no-quota-toast",
    "plain",
    "size",
    "type",
];

/// Attributes of the old tag that Alipay's tag of the same name does not have.
const OLD: &[&str] = &["session-from", "type", "show-message-card", "send-message-title"];

/// The old tag, which base libraries no longer know.
pub const REMOVED: &str = "contact-button";

pub fn recognise(source: &Source<'_>, bindings: &Bindings) -> Vec<Draft> {
    let dialect = dialect(source);
    let tags = source.tags.iter().enumerate().filter(|(_, tag)| !tag.closing);
    let ours = tags
        .filter(|(_, tag)| (opens_contact(tag, dialect) && !is_alipays(tag)) || is_removed(tag));
    let ours = ours.take(MOST);
    ours.map(|(at, tag)| draft(source, bindings, dialect, at, tag)).collect()
}

/// Whether no other button stands before it: what concerns the whole text is told once.
pub fn is_first(draft: &Draft, source: &Source<'_>) -> bool {
    let dialect = dialect(source);
    let first = source.tags.iter().position(|tag| !tag.closing && opens_contact(tag, dialect));
    first.is_none() || first == draft.tags.first().copied()
}

fn opens_contact(tag: &Tag, dialect: Dialect) -> bool {
    let mut kinds = tag.attributes.iter().filter(|one| same(one.bare_name(), "open-type"));
    kinds.any(|one| {
        let literal = expression(dialect, one).map(|script| script.first_value());
        match literal.map(|node| node.what) {
            Some(What::Text(text)) => text.text == "contact",
            // `:open-type="contact"` names a variable, and means the word all the same.
            Some(What::Name(name)) => name == "contact",
            Some(_) => false,
            None => one.text() == "contact",
        }
    })
}

/// Alipay has a tag of the old name.
fn is_alipays(tag: &Tag) -> bool {
    tag.name == REMOVED && tag.attribute("tnt-inst-id").is_some()
}

pub fn is_removed(tag: &Tag) -> bool {
    let old = |one: &Attribute| {
        let name = one.bare_name();
        OLD.contains(&name) || name.starts_with("bind") || name.starts_with("wx:")
    };
    tag.name == REMOVED && !is_alipays(tag) && tag.attributes.iter().any(old)
}

fn draft(
    source: &Source<'_>,
    bindings: &Bindings,
    dialect: Dialect,
    at: usize,
    tag: &Tag,
) -> Draft {
    let mut draft = Draft::new("mini_program", "mini_program", tag.at);
    draft.tags.push(at);
    draft.open = has_more(source, tag);
    for attribute in &tag.attributes {
        draft.said.extend(value(bindings, dialect, attribute));
    }
    if let Some(words) =
        words(source, bindings, dialect, tag).filter(|words| words.chars().count() <= 50)
    {
        draft.said.push(Said::implied("button_text", words));
    }
    draft
}

fn value(bindings: &Bindings, dialect: Dialect, attribute: &Attribute) -> Option<Said> {
    let bare = attribute.bare_name();
    if let Some(name) = NAMES.iter().find(|name| same(name, bare)) {
        let said = said(bindings, dialect, attribute, name);
        return Some(match *name {
            // A name without a value is empty, and no switch.
            "business-id" if attribute.value.is_none() => {
                Said { value: Some(Value::from("")), ..said }
            }
            "open-type" => Said { value: Some(Value::from("contact")), ..said },
            _ => said,
        });
    }
    if is_contact_event(&attribute.name) {
        let value = handler(dialect, attribute).map(Value::from);
        let said = said(bindings, dialect, attribute, "bindcontact");
        return Some(Said { value, value_at: None, ..said });
    }
    let strange = !is_common(&attribute.name) && !BUTTON.iter().any(|name| same(name, bare));
    let slip = catalog::nearest(attribute.bare_name(), NAMES.iter().copied()).is_some();
    (strange && slip).then(|| said(bindings, dialect, attribute, attribute.bare_name()))
}

/// `bindcontact`, `bind:contact`, `catchcontact`, `@contact`, `v-on:contact`, `onContact`.
pub fn is_contact_event(name: &str) -> bool {
    const STARTS: &[&str] = &["bind:", "bind", "catch:", "catch", "@", "v-on:", "on"];
    STARTS.iter().any(|start| {
        name.strip_prefix(start).is_some_and(|event| event.eq_ignore_ascii_case("contact"))
    })
}

/// The name of the function that an event calls, where it is a plain name.
pub fn handler(dialect: Dialect, attribute: &Attribute) -> Option<String> {
    let path = match expression(dialect, attribute) {
        Some(script) => match script.first_value().what {
            What::Name(path) | What::Call(path, _) => path,
            _ => return None,
        },
        None => attribute.text().to_owned(),
    };
    let path = path.strip_suffix(".bind").unwrap_or(&path);
    let name = path.rsplit('.').next().unwrap_or_default();
    let fine = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (fine && !name.is_empty()).then(|| name.to_owned())
}

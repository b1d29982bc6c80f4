//! The component's tag, whatever the page calls it.

use serde_json::Value;

use super::MOST;
use crate::catalog::{Kind, Param, Wire};
use crate::channels::inspect::markup::{Attribute, Tag};
use crate::channels::inspect::{Draft, Said, Source};
use crate::channels::mini_program::attribute::{
    Bindings, Dialect, dialect, has_more, is_common, said, same,
};
use crate::channels::wecom::params;

/// No other component is likely to have one of these.
const DISTINCTIVE: &[&str] = &["plugid", "styleType", "bubbleColor"];

pub fn recognise(source: &Source<'_>) -> Vec<Draft> {
    let dialect = dialect(source);
    let tags = source.tags.iter().enumerate().filter(|(_, tag)| !tag.closing && is_ours(tag));
    let bindings = Bindings::read(source);
    tags.take(MOST).map(|(at, tag)| draft(source, &bindings, dialect, at, tag)).collect()
}

fn is_ours(tag: &Tag) -> bool {
    let named = |one: &Attribute| DISTINCTIVE.iter().any(|name| same(name, one.bare_name()));
    let distinctive = |one: &Attribute| named(one) || event(&one.name).is_some();
    // The sample of another plugin has the same tag with an address instead of the id.
    let copied = tag.name == "cell"
        && tag.attribute("url").is_some()
        && tag.attributes.iter().any(|one| event(&one.name).is_some());
    tag.attributes.iter().any(distinctive) || copied
}

/// The event that an attribute listens to, when it is one of the plugin's.
pub fn event(name: &str) -> Option<&'static str> {
    const STARTS: &[&str] = &["bind:", "bind", "catch:", "catch", "@", "v-on:", "on"];
    const EVENTS: &[&str] = &["startmessage", "completemessage"];
    STARTS.iter().find_map(|start| {
        let rest = name.strip_prefix(start)?;
        EVENTS.iter().find(|event| rest.eq_ignore_ascii_case(event)).copied()
    })
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
    // How many people answer stands in WeCom's console and in no code.
    draft.said.push(Said { value: None, ..Said::implied("staff", Value::Null) });
    draft.said.push(Said { at: Some(tag.name_at), ..Said::implied("tag", tag.name.as_str()) });
    for attribute in &tag.attributes {
        draft.said.extend(value(bindings, dialect, attribute));
    }
    draft
}

fn value(bindings: &Bindings, dialect: Dialect, attribute: &Attribute) -> Option<Said> {
    if let Some(event) = event(&attribute.name) {
        let name = attribute.text().trim_start_matches("this.");
        let fine = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let said = said(bindings, dialect, attribute, event);
        let value = (fine && !name.is_empty()).then(|| Value::from(name));
        return Some(Said { value, value_at: None, ..said });
    }
    let bare = attribute.bare_name();
    if let Some(param) = params::all().iter().find(|param| same(param.name, bare)) {
        return Some(typed(param, said(bindings, dialect, attribute, param.name)));
    }
    let strange = !is_common(&attribute.name) && attribute.name != "url";
    strange.then(|| said(bindings, dialect, attribute, attribute.bare_name()))
}

/// What the plugin would make of a value, where the table is stricter or speaks of numbers.
fn typed(param: &'static Param, said: Said) -> Said {
    let Some(text) = said.value.as_ref().and_then(Value::as_str) else { return said };
    match number_of(param, text) {
        Some(number) => Said { value: Some(Value::from(number)), value_at: None, ..said },
        None => said,
    }
}

/// The number that stands for one of the vendor's fixed texts.
pub fn number_of(param: &Param, text: &str) -> Option<&'static str> {
    let words = param.kind == Kind::Choice && param.wire == Wire::Number;
    let meant = |label: &str| label == text || label.split('（').next() == Some(text);
    let found = param.values.iter().find(|allowed| words && meant(allowed.label.zh));
    found.map(|allowed| allowed.value)
}

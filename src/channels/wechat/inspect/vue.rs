//! The vendor's samples mix Vue into pages of mini programs; this is how it is told.

use super::button::{handler, is_first};
use super::rules::tags;
use crate::channels::inspect::markup::Attribute;
use crate::channels::inspect::{Draft, Edit, Found, Source};
use crate::channels::mini_program::attribute::{Dialect, dialect};

/// A native page knows neither colons nor `@` nor `v-…`, and no `<script setup>`.
pub fn vue_syntax(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let dialect = dialect(source);
    let native = |one: &Attribute| {
        one.name.starts_with("bind") || one.name.starts_with("wx:") || one.text().contains("{{")
    };
    let mixed = tags(draft, source).any(|tag| tag.attributes.iter().any(native));
    if draft.tags.is_empty() || dialect == Dialect::Jsx || (dialect == Dialect::Vue && !mixed) {
        return Vec::new();
    }
    let vue =
        |one: &&Attribute| one.name.starts_with([':', '@', '#']) || one.name.starts_with("v-");
    let mut found: Vec<Found> = tags(draft, source)
        .flat_map(|tag| tag.attributes.iter().filter(vue).map(vue_attribute))
        .collect();
    let first = is_first(draft, source);
    let setup = source.tags_named("script").filter(|(_, tag)| tag.attribute("setup").is_some());
    let setup = first.then_some(setup).into_iter().flatten();
    found.extend(setup.map(|(_, tag)| {
        Found::new(
            "<script setup> 是 Vue 的写法，原生小程序没有；代码应写在页面的 .js 文件里，放进 Page({…})",
            "<script setup> is Vue; native mini programs have none. Put the code into the page's .js file, inside Page({…})",
        )
        .at(tag.at)
    }));
    let wrapper = source.tags_named("template").next().filter(|_| dialect == Dialect::Vue);
    found.extend(wrapper.map(|(_, tag)| {
        Found::new(
            "外层的 <template> 是 Vue 文件的写法，里面的按钮却用了原生小程序的写法；两种写法不能混用",
            "The outer <template> belongs to a Vue file, but the button inside is written for native mini programs; keep to one of them",
        )
        .at(tag.at)
    }));
    found
}

fn vue_attribute(attribute: &Attribute) -> Found {
    let found = Found::new(
        format!("{} 是 Vue 的写法，WXML 不认识；如果这是 uni-app 页面，请连同外层的 <template> 一起检查", attribute.name),
        format!("{} is Vue and unknown to WXML; if this is a page of uni-app, look at it with its outer <template>", attribute.name),
    )
    .parameter(attribute.bare_name())
    .at(attribute.at);
    match native_form(attribute) {
        Some(better) => {
            let edit = Edit { span: attribute.at, text: better.clone() };
            found.correction(better).edit([edit])
        }
        None => found,
    }
}

/// The same attribute for WXML, where that is certain.
fn native_form(attribute: &Attribute) -> Option<String> {
    let event = attribute.name.strip_prefix('@').or_else(|| attribute.name.strip_prefix("v-on:"));
    if let Some(event) = event {
        let name = handler(Dialect::Vue, attribute)?;
        let event = if event == "click" { "tap" } else { event };
        let fine = event.bytes().all(|byte| byte.is_ascii_alphanumeric());
        return fine.then(|| format!("bind{event}=\"{name}\""));
    }
    let bound = attribute.name.starts_with(':') || attribute.name.starts_with("v-bind:");
    let value = attribute.text().trim();
    match attribute.name.as_str() {
        "v-if" if is_path(value) => return Some(format!("wx:if=\"{{{{{value}}}}}\"")),
        _ if !bound => return None,
        _ => {}
    }
    let name = attribute.bare_name();
    let text = value.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
    let plain = text.unwrap_or(value);
    match text {
        None if is_path(value) => Some(format!("{name}=\"{{{{{value}}}}}\"")),
        // In the vendor's sample the text itself stands where an expression belongs.
        _ if !plain.contains(['"', '\'', '{', '&', '<', '`', '(', '\\', '\n']) => {
            Some(format!("{name}=\"{plain}\""))
        }
        _ => None,
    }
}

/// `true`, `title`, `order.title`.
pub fn is_path(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$'))
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.'))
}

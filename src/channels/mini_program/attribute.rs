//! Attributes of tags as native pages, Vue files and JSX write them, and the values behind bindings.

use serde_json::Value;

use crate::channels::inspect::markup::{Attribute, Quote, Tag};
use crate::channels::inspect::passage::Passage;
use crate::channels::inspect::script::{Node, Script, What};
use crate::channels::inspect::{Edit, Form, Found, Said, Source};

/// In which language a tag is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Native,
    Vue,
    Jsx,
}

/// A file of JSX is a script; one of Vue has a plain `<template>` at its top.
pub fn dialect(source: &Source<'_>) -> Dialect {
    if source.form == Form::Script {
        return Dialect::Jsx;
    }
    let plain = |tag: &Tag| {
        let named = |name: &str| tag.attribute(name).is_some();
        !["name", "is", "data", "wx:if", "wx:for"].iter().any(|name| named(name))
    };
    let mut tags = source.tags.iter();
    match tags.find(|tag| !tag.closing && tag.name.eq_ignore_ascii_case("template")) {
        Some(tag) if plain(tag) => Dialect::Vue,
        _ => Dialect::Native,
    }
}

/// Whether two names are the same but for hyphens and letter case: `session-from` and `sessionFrom`.
pub fn same(name: &str, other: &str) -> bool {
    let plain = |name: &'_ str| {
        let bytes = name.bytes().filter(|byte| *byte != b'-');
        bytes.map(|byte| byte.to_ascii_lowercase()).collect::<Vec<u8>>()
    };
    name.len().abs_diff(other.len()) <= 8
        && name.as_bytes().first().map(u8::to_ascii_lowercase)
            == other.as_bytes().first().map(u8::to_ascii_lowercase)
        && plain(name) == plain(other)
}

/// `{...props}` and `v-bind="props"` may bring anything.
pub fn has_more(source: &Source<'_>, tag: &Tag) -> bool {
    source.slice(tag.at).contains("{...") || tag.attribute("v-bind").is_some()
}

/// Attributes that any tag may have, whatever it is.
pub fn is_common(name: &str) -> bool {
    const STARTS: &[&str] = &[
        "wx:", "v-", "data-", "aria-", "bind", "catch", "capture-", "mut-bind", "mark:", "model:",
        "@", "#", "generic:",
    ];
    const NAMES: &[&str] = &[
        "class",
        "classname",
        "hidden",
        "id",
        "is",
        "key",
        "name",
        "ref",
        "role",
        "slot",
        "style",
    ];
    let event = name
        .strip_prefix("on")
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
    event
        || STARTS.iter().any(|start| name.starts_with(start))
        || NAMES.iter().any(|known| same(known, name))
}

/// The value of an attribute under the vendor's name, as far as it can be known.
pub fn said(bindings: &Bindings, dialect: Dialect, attribute: &Attribute, name: &str) -> Said {
    let spelt = attribute.bare_name().to_owned();
    let at = Some(attribute.at);
    let name_at = Passage::plain(&attribute.name, attribute.name_at.start);
    let start = attribute.name.len() - spelt.len();
    let whole = Said {
        name: name.to_owned(),
        spelt,
        value: None,
        name_at: Some(name_at.slice(start..attribute.name.len())),
        value_at: None,
        at,
        inside: Vec::new(),
        trusted: false,
    };
    let Some(value) = &attribute.value else {
        return Said { value: Some(Value::Bool(true)), ..whole };
    };
    if let Some(expression) = expression(dialect, attribute) {
        return Said { value: known(bindings, &expression), ..whole };
    }
    if dialect == Dialect::Native && value.passage.text.contains("{{") {
        return whole;
    }
    let text = value.passage.text.as_str();
    Said { value: Some(Value::from(text)), value_at: Some(value.passage.clone()), ..whole }
}

/// The code of a bound value.
pub fn expression(dialect: Dialect, attribute: &Attribute) -> Option<Script> {
    let value = attribute.value.as_ref()?;
    let text = value.passage.text.as_str();
    let bound = match dialect {
        Dialect::Jsx => value.quote == Quote::Braces,
        // A native page with a colon is a mistake; the value is read as it was meant.
        Dialect::Vue | Dialect::Native => {
            attribute.name.starts_with([':', '@']) || attribute.name.starts_with("v-")
        }
    };
    if bound {
        return Some(Script::read(value.passage.clone()));
    }
    let inner = attribute.binding()?;
    let from = text.find(inner)?;
    Some(Script::read(value.passage.slice(from..from + inner.len())))
}

fn known(bindings: &Bindings, expression: &Script) -> Option<Value> {
    let node = expression.first_value();
    if let What::Name(path) = &node.what {
        return bindings.value(path);
    }
    node.value()
}

/// An HTML reference in an attribute of a native page.
pub fn reference(source: &Source<'_>, attribute: &Attribute) -> Option<Found> {
    let value = attribute.value.as_ref()?;
    let (raw, meant) = (value.raw(source.text), value.passage.text.as_str());
    if raw == meant {
        return None;
    }
    let found = Found::new(
        "WXML 属性里不要用 HTML 实体：微信的两个编译器一个会还原、一个原样保留；请把文字放进页面数据，用 {{ }} 绑定",
        "No HTML references in attributes of WXML: of WeChat's two compilers one decodes them and the other keeps them. Put the text into the page's data and bind it with {{ }}",
    )
    .parameter(attribute.bare_name())
    .at(value.raw);
    let plain = !meant.contains(['"', '\'', '\n', '\\']) && !meant.contains("{{");
    Some(if plain {
        let edit = Edit { span: value.raw, text: meant.to_owned() };
        found.correction(meant).edit([edit])
    } else {
        found
    })
}

/// Objects of a text that names in markup can refer to: the page's data, and constants of scripts.
#[derive(Debug, Default)]
pub struct Bindings {
    data: Vec<Node>,
    constants: Vec<(String, Node)>,
}

/// Pages in one text, and assignments that are looked through.
const PAGES: usize = 8;
const ASSIGNMENTS: usize = 2000;
const OBJECTS: usize = 200;

impl Bindings {
    pub fn read(source: &Source<'_>) -> Self {
        let pages = source.calls_named("Page").chain(source.calls_named("Component")).take(PAGES);
        let data = pages.filter_map(|(script, call)| {
            let arguments = script.arguments(call);
            Some(arguments.first()?.object()?.field("data")?.value.clone())
        });
        let assigned = source.scripts.iter().flat_map(|script| {
            script.assignments.iter().map(move |one| (one.path.clone(), script.assigned(one)))
        });
        let known = |node: &Node| node.given_object().is_some() || node.value().is_some();
        let constants = assigned.take(ASSIGNMENTS).filter(|(_, node)| known(node)).take(OBJECTS);
        Bindings { data: data.collect(), constants: constants.collect() }
    }

    /// The value behind a path such as `contact.sessionFrom`: in the page's data, in a constant, or in
    /// the only object that has a field of this name.
    pub fn value(&self, path: &str) -> Option<Value> {
        let mut path = path;
        for owner in ["this.", "data.", "state.", "props."] {
            path = path.strip_prefix(owner).unwrap_or(path);
        }
        let (root, rest) = path.split_once('.').unwrap_or((path, ""));
        if let Some(node) = self.data(root) {
            return below(node, rest);
        }
        let mut named = self.constants.iter().filter(|(name, _)| name == root);
        let found = named.find_map(|(_, node)| below(node, rest));
        if found.is_some() || rest.is_empty() {
            return found;
        }
        let mut fields = self.constants.iter().filter_map(|(_, node)| {
            let (object, _) = node.given_object()?;
            object.field(rest)?.value.value()
        });
        let only = fields.next()?;
        fields.next().is_none().then_some(only)
    }

    /// A member of the page's data.
    pub fn data(&self, name: &str) -> Option<&Node> {
        let mut members = self.data.iter().filter_map(|data| data.object()?.field(name));
        members.next().map(|field| &field.value)
    }
}

fn below(node: &Node, steps: &str) -> Option<Value> {
    let mut node = node;
    for step in steps.split('.').filter(|step| !step.is_empty()) {
        node = &node.given_object()?.0.field(step)?.value;
    }
    node.value()
}

/// What stands between an opening tag and the next one: a text, or the value of its binding.
pub fn words(
    source: &Source<'_>,
    bindings: &Bindings,
    dialect: Dialect,
    tag: &Tag,
) -> Option<String> {
    if tag.self_closing {
        return None;
    }
    let rest = source.text.get(tag.at.end..)?;
    let words = rest.split('<').next()?.trim();
    let (open, close) = if dialect == Dialect::Jsx { ("{", "}") } else { ("{{", "}}") };
    let value = match words.strip_prefix(open).and_then(|inner| inner.strip_suffix(close)) {
        Some(path) => bindings.value(path.trim())?.as_str()?.to_owned(),
        None if words.contains(open) => return None,
        None => words.to_owned(),
    };
    (!value.is_empty()).then_some(value)
}

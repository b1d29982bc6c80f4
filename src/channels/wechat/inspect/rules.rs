//! What is looked for, one small function for each finding.

use serde_json::Value;

use super::button::REMOVED;
use super::{handler, limits, misuse, vue};
use crate::channels::Severity;
use crate::channels::inspect::markup::{Attribute, Tag};
use crate::channels::inspect::script::Script;
use crate::channels::inspect::{Draft, Edit, Found, Rule, Source, Span};
use crate::channels::mini_program::attribute::{Dialect, dialect, reference, same};

pub const RULES: &[Rule] = &[
    Rule { id: "wechat.vue-syntax", severity: Severity::Error, look: vue::vue_syntax },
    Rule { id: "wechat.boolean-as-string", severity: Severity::Warning, look: boolean_as_string },
    Rule {
        id: "wechat.card-attributes-without-card",
        severity: Severity::Warning,
        look: without_card,
    },
    Rule { id: "wechat.removed-component", severity: Severity::Error, look: removed_component },
    Rule { id: "wechat.business-id-empty", severity: Severity::Warning, look: business_id_empty },
    Rule {
        id: "wechat.contact-handler",
        severity: Severity::Warning,
        look: handler::contact_handler,
    },
    Rule {
        id: "wechat.service-chat-misuse",
        severity: Severity::Error,
        look: misuse::service_chat_misuse,
    },
    Rule {
        id: "wechat.service-chat-unguarded",
        severity: Severity::Note,
        look: misuse::service_chat_unguarded,
    },
    Rule {
        id: "wechat.entity-in-attribute",
        severity: Severity::Warning,
        look: entity_in_attribute,
    },
    Rule { id: "wechat.service-limits", severity: Severity::Note, look: limits::service_limits },
];

pub fn tags<'s>(draft: &Draft, source: &'s Source<'_>) -> impl Iterator<Item = &'s Tag> {
    let tags: Vec<&Tag> = draft.tags.iter().filter_map(|at| source.tags.get(*at)).collect();
    tags.into_iter()
}

pub fn scripts<'s>(draft: &Draft, source: &'s Source<'_>) -> Vec<&'s Script> {
    draft.scripts.iter().filter_map(|at| source.scripts.get(*at)).collect()
}

/// A text is true, whatever it says.
fn boolean_as_string(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let dialect = dialect(source);
    let card = |one: &&Attribute| same(one.bare_name(), "show-message-card") && !one.is_bound();
    let attributes = tags(draft, source).flat_map(|tag| tag.attributes.iter().filter(card));
    let mut found: Vec<Found> = attributes.filter_map(|one| flag_attribute(dialect, one)).collect();
    let said = draft.said("showMessageCard").filter(|_| draft.kind == "service_chat");
    found.extend(said.and_then(|said| {
        let word = said.value.as_ref()?.as_str()?;
        let at = said.value_at.as_ref()?.whole();
        let quoted = Span { start: at.start.checked_sub(1)?, end: at.end + 1 };
        let found = as_string(word)?.about(said).correction(word);
        Some(found.edit([Edit { span: quoted, text: word.to_owned() }]))
    }));
    found
}

fn as_string(word: &str) -> Option<Found> {
    matches!(word, "true" | "false").then(|| {
        Found::new(
            format!("\"{word}\" 是一段文字，不是开关；写成 \"false\" 时也会被当作真"),
            format!("\"{word}\" is a text and no boolean; even \"false\" counts as true"),
        )
    })
}

fn flag_attribute(dialect: Dialect, attribute: &Attribute) -> Option<Found> {
    let word = attribute.text();
    let found = as_string(word)?.parameter(attribute.bare_name()).at(attribute.at);
    let name = &attribute.name;
    let better = match (dialect, word) {
        (Dialect::Native, _) => format!("{name}=\"{{{{{word}}}}}\""),
        (Dialect::Vue, _) => format!(":{name}=\"{word}\""),
        (Dialect::Jsx, _) => format!("{name}={{{word}}}"),
    };
    let edit = Edit { span: attribute.at, text: better.clone() };
    Some(found.correction(better).edit([edit]))
}

/// The tables judge known values; those that are bound are judged here.
fn without_card(draft: &Draft, _source: &Source<'_>) -> Vec<Found> {
    const BUTTON: (&str, &[&str]) =
        ("show-message-card", &["send-message-title", "send-message-path", "send-message-img"]);
    const CHAT: (&str, &[&str]) =
        ("showMessageCard", &["sendMessageTitle", "sendMessagePath", "sendMessageImg"]);
    let (card, names) = if draft.target == "service_chat" { CHAT } else { BUTTON };
    let off = match draft.said(card) {
        None => !draft.open,
        Some(said) => said.value == Some(Value::Bool(false)),
    };
    let bound =
        names.iter().filter_map(|name| draft.said(name)).filter(|said| said.value.is_none());
    bound
        .filter(|_| off)
        .map(|said| {
            Found::new(
                format!("当前不起作用：只有打开 {card} 时有效"),
                format!("No effect at present: it works only with {card}"),
            )
            .about(said)
        })
        .collect()
}

fn removed_component(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let removed = draft.tags.iter().filter_map(|at| Some((*at, source.tags.get(*at)?)));
    removed
        .filter(|(_, tag)| tag.name == REMOVED)
        .map(|(at, tag)| {
            let better = "button open-type=\"contact\"";
            let mut edits = vec![Edit { span: tag.name_at, text: better.to_owned() }];
            let mut after = source.tags.iter().skip(at + 1);
            let closing = after.find(|other| other.name == REMOVED).filter(|other| other.closing);
            edits.extend(closing.map(|other| Edit { span: other.name_at, text: "button".to_owned() }));
            Found::new(
                "<contact-button> 已从微信小程序中移除，不会显示；请改用 <button open-type=\"contact\">",
                "<contact-button> was removed from WeChat and shows nothing; use <button open-type=\"contact\">",
            )
            .at(tag.name_at)
            .correction(better)
            .edit(edits)
        })
        .collect()
}

fn business_id_empty(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let empty = |one: &&Attribute| same(one.bare_name(), "business-id") && is_empty(one);
    let attributes = tags(draft, source).flat_map(|tag| tag.attributes.iter().filter(empty));
    attributes
        .map(|attribute| {
            let start = source.text.get(..attribute.at.start).map_or(0, |before| before.trim_end().len());
            let edit = Edit { span: Span { start, end: attribute.at.end }, text: String::new() };
            Found::new(
                "空的 business-id 会让新版微信打不开客服会话；请去掉它，封装按钮的组件库也可能替您写了它",
                "An empty business-id keeps newer clients from opening the session; take it away. A component library that wraps the button may write it too",
            )
            .parameter(attribute.bare_name())
            .at(attribute.at)
            .correction("")
            .edit([edit])
        })
        .collect()
}

fn is_empty(attribute: &Attribute) -> bool {
    let text = attribute.text().trim();
    let inner = attribute.binding().unwrap_or(text);
    // The name alone is as empty as `=""`.
    attribute.value.is_none() || matches!(inner, "" | "''" | "\"\"" | "undefined" | "null")
}

/// Of the vendor's two compilers one decodes references and the other keeps them.
fn entity_in_attribute(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    if dialect(source) != Dialect::Native {
        return Vec::new();
    }
    let attributes = tags(draft, source).flat_map(|tag| &tag.attributes);
    attributes.filter_map(|attribute| reference(source, attribute)).collect()
}

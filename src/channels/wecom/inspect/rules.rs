//! What is looked for, one small function for each finding.

use serde_json::Value;

use super::json::{Registered, registered, root};
use super::tag::number_of;
use super::wiring::wiring;
use crate::catalog::{Param, Situation, Standing};
use crate::channels::inspect::judge;
use crate::channels::inspect::markup::{Attribute, Tag};
use crate::channels::inspect::script::Node;
use crate::channels::inspect::{Draft, Edit, Found, Rule, Said, Source, Span};
use crate::channels::mini_program::attribute::{Dialect, dialect, reference, same};
use crate::channels::mini_program::function::{Function, Words};
use crate::channels::wecom::Wecom;
use crate::channels::wecom::params::{self, window::PROVIDER};
use crate::channels::{Severity, tables};
use crate::text::Message;

pub const RULES: &[Rule] = &[
    Rule { id: "wecom.wiring", severity: Severity::Error, look: wiring },
    Rule { id: "wecom.plugid-placeholder", severity: Severity::Error, look: plugid_placeholder },
    Rule { id: "wecom.option-without-effect", severity: Severity::Warning, look: without_effect },
    Rule {
        id: "wecom.enumeration-as-text",
        severity: Severity::Warning,
        look: enumeration_as_text,
    },
    Rule { id: "wecom.completemessage-unguarded", severity: Severity::Warning, look: unguarded },
    Rule { id: "wecom.plugin-twice", severity: Severity::Error, look: plugin_twice },
    Rule {
        id: "wecom.entity-in-attribute",
        severity: Severity::Warning,
        look: entity_in_attribute,
    },
];

pub fn tags<'s>(draft: &Draft, source: &'s Source<'_>) -> Vec<&'s Tag> {
    draft.tags.iter().filter_map(|at| source.tags.get(*at)).collect()
}

/// Of the vendor's two compilers one decodes references and the other keeps them.
fn entity_in_attribute(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let native = dialect(source) == Dialect::Native;
    let tags = tags(draft, source).into_iter().filter(|_| native);
    let attributes = tags.flat_map(|tag| &tag.attributes);
    attributes.filter_map(|attribute| reference(source, attribute)).collect()
}

/// The sample's own word is judged by the table; nothing, and names of variables, are judged here.
fn plugid_placeholder(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let dialect = dialect(source);
    let mut found = Vec::new();
    for tag in tags(draft, source) {
        let attribute = tag.attributes.iter().find(|one| same(one.bare_name(), "plugid"));
        match attribute {
            Some(attribute) => found.extend(placeholder(dialect, attribute)),
            None if !draft.open && tag.attribute("url").is_none() => found.push(
                Found::new(
                    "没有 plugid：插件什么都不会显示",
                    "There is no plugid, so the plugin draws nothing",
                )
                .parameter("plugid")
                .at(tag.name_at),
            ),
            None => {}
        }
    }
    found
}

fn placeholder(dialect: Dialect, attribute: &Attribute) -> Option<Found> {
    let text = attribute.text().trim();
    if attribute.is_bound() && !attribute.binding().is_some_and(str::is_empty) {
        return None;
    }
    let about = |zh: &str, en: &str| Found::new(zh, en).parameter("plugid").at(attribute.at);
    if text.is_empty() || attribute.binding().is_some_and(str::is_empty) {
        return Some(about(
            "plugid 是空的：插件什么都不会显示",
            "plugid is empty, so the plugin draws nothing",
        ));
    }
    let lower = text.to_lowercase();
    let sample =
        ["xxx", "your", "您的", "你的", "这里", "示例"].iter().any(|word| lower.contains(word))
            || text.starts_with(['<', '[']);
    if sample {
        return Some(about(
            "这是占位文字，请换成管理后台的真实编号",
            "This is a placeholder; use the real id from the console",
        ));
    }
    let path = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'));
    let variable = path
        && lower != "plugid"
        && (text.contains('.') || lower.contains("plug") || lower.ends_with("id"));
    variable.then(|| {
        let better = match dialect {
            Dialect::Native => format!("{}=\"{{{{{text}}}}}\"", attribute.name),
            Dialect::Vue => format!(":{}=\"{text}\"", attribute.name),
            Dialect::Jsx => format!("{}={{{text}}}", attribute.name),
        };
        about(
            "看起来是变量名，但没有绑定：传给插件的是这几个字母本身",
            "This looks like a variable, but it is not bound: these very letters reach the plugin",
        )
        .correction(better.clone())
        .edit([Edit { span: attribute.at, text: better }])
    })
}

/// How many people answer is not in the code, so an option is idle only when it is so for one and for
/// several.
fn without_effect(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    if draft.tags.is_empty() {
        return Vec::new();
    }
    let mut deployment = judge::deployment(&Wecom, draft);
    let mut reasons = ["single", "multiple"].into_iter().map(|staff| {
        deployment.window.insert("staff".to_owned(), staff.into());
        idle(draft, &tables::situation(&Wecom, &deployment))
    });
    let (single, several) =
        (reasons.next().unwrap_or_default(), reasons.next().unwrap_or_default());
    let both =
        single.into_iter().filter(|(name, _)| several.iter().any(|(other, _)| other == name));
    both.filter_map(|(name, reason)| {
        let said = draft.said(name)?;
        let edit = said.at.map(|span| removal(source, span));
        Some(Found::new(reason.zh, reason.en).about(said).edit(edit))
    })
    .collect()
}

fn idle(draft: &Draft, situation: &Situation<'_>) -> Vec<(&'static str, Message)> {
    let certain = |param: &&Param| {
        let unknown = |name: &str| {
            name != "staff" && draft.said(name).map_or(draft.open, |said| said.value.is_none())
        };
        !param.rules.iter().any(|rule| unknown(rule.parameter))
    };
    let written = params::all()
        .iter()
        .filter(|param| draft.said(param.name).is_some_and(|said| said.at.is_some()));
    written
        .filter(certain)
        .filter_map(|param| match situation.standing(param) {
            Standing::Ineffective(reason) => Some((param.name, reason)),
            Standing::Effective | Standing::Open => None,
        })
        .collect()
}

/// An attribute with the space before it.
fn removal(source: &Source<'_>, span: Span) -> Edit {
    let before = source.text.get(..span.start).unwrap_or_default();
    Edit { span: Span { start: before.trim_end().len(), end: span.end }, text: String::new() }
}

/// The vendor's fixed texts are chosen by number; a text means the first of them.
fn enumeration_as_text(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let dialect = dialect(source);
    let attributes = tags(draft, source).into_iter().flat_map(|tag| &tag.attributes);
    attributes
        .filter_map(|attribute| {
            let name = attribute.bare_name();
            let param = params::all().iter().find(|param| same(param.name, name))?;
            let text = attribute.text().trim();
            let number = number_of(param, text)?;
            let better = match dialect {
                Dialect::Native => format!("{}=\"{{{{{number}}}}}\"", attribute.name),
                Dialect::Vue => format!(":{}=\"{number}\"", attribute.bare_name()),
                Dialect::Jsx => format!("{}={{{number}}}", attribute.name),
            };
            Some(
                Found::new(
                    format!("这里要写编号：「{text}」是 {number}；写文字时插件不报错，显示第一种文案"),
                    format!("A number belongs here: this text is {number}. For a text the plugin silently takes the first one"),
                )
                .parameter(attribute.bare_name())
                .at(attribute.at)
                .correction(better.clone())
                .edit([Edit { span: attribute.at, text: better }]),
            )
        })
        .collect()
}

/// The tap itself calls the handler with `{state: 1}`.
fn unguarded(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let Some(said) = draft.said("completemessage") else { return Vec::new() };
    let Some(name) = said.value.as_ref().and_then(Value::as_str) else { return Vec::new() };
    for script in draft.scripts.iter().filter_map(|at| source.scripts.get(*at)) {
        let words = Words::read(script);
        if let Some(function) = words.functions().find(|one| one.name == name) {
            return judge_handler(&words, &function, said).into_iter().collect();
        }
    }
    Vec::new()
}

fn judge_handler(words: &Words<'_>, function: &Function<'_>, said: &Said) -> Option<Found> {
    const GUARDS: &[&str] = &[
        "undefined",
        "null",
        "typeof",
        "state",
        "hasOwnProperty",
        "in",
        "isNaN",
        "??",
        "Number.isFinite",
    ];
    let inside = words.inside(function);
    let has = |wanted: &[&str]| inside.iter().any(|(word, _)| wanted.contains(word));
    let reads = has(&["errcode"]);
    let person = has(&["name", "headurl"]) && has(&["detail"]);
    let exact = has(&["===", "=="]) && !has(&["!==", "!=", "else", "switch", "?"]);
    let guilty = if reads { !has(GUARDS) && !exact } else { person };
    let at = Span { start: function.start.saturating_sub(1), end: function.start };
    guilty.then(|| {
        let found = Found::new(
            "点击本身也会触发一次，只带 {state: 1}、没有 errcode；姓名和头像只在 errcode 为 0 或 -3006 时才有。请先检查 errcode",
            "The tap itself calls this with {state: 1} and no errcode; name and picture come with errcode 0 and -3006 only. Check errcode first",
        )
        .parameter(&said.spelt)
        .at(at);
        let event = function.parameter;
        if event.is_empty() {
            return found;
        }
        let check = format!("if (!{event}.detail || {event}.detail.errcode === undefined) {{ return; }}");
        let edit = Edit { span: Span { start: function.start, end: function.start }, text: format!("\n    {check}") };
        found.correction(check).edit([edit])
    })
}

/// One package may declare the plugin, once.
fn plugin_twice(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let json = root(source).filter(|_| draft.kind == "app_json");
    let Some(root) = json.as_ref().and_then(Node::object) else { return Vec::new() };
    let plugins = registered(root);
    let ours: Vec<&Registered<'_>> = plugins
        .iter()
        .filter(|one| {
            one.provider
                .and_then(|field| field.value.text())
                .is_some_and(|text| text.text == PROVIDER)
        })
        .collect();
    let again = ours.iter().skip(1);
    again
        .map(|one| {
            let (zh, en) = if one.inside {
                ("同一插件已在主包或另一个分包中声明，上传时会报错；只保留一处", "The plugin is declared in the main package or in another subpackage already, and the upload fails; keep one of them")
            } else {
                ("同一插件用两个别名声明了两次，只保留一处", "The plugin is declared twice under two aliases; keep one of them")
            };
            Found::new(zh, en).parameter("plugins").at(one.alias.name.whole())
        })
        .collect()
}

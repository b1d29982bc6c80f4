//! What is looked for, one small function for each finding.

use serde_json::Value;

use super::json::{
    COMPONENT, OTHER, OWN, Registered, component, is_app, listed, registered, root, value,
};
use super::tag::number_of;
use crate::catalog::{Param, Situation, Standing};
use crate::channels::inspect::judge;
use crate::channels::inspect::markup::{Attribute, Tag};
use crate::channels::inspect::script::{Field, Node};
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

fn tags<'s>(draft: &Draft, source: &'s Source<'_>) -> Vec<&'s Tag> {
    draft.tags.iter().filter_map(|at| source.tags.get(*at)).collect()
}

/// Of the vendor's two compilers one decodes references and the other keeps them.
fn entity_in_attribute(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let native = dialect(source) == Dialect::Native;
    let tags = tags(draft, source).into_iter().filter(|_| native);
    let attributes = tags.flat_map(|tag| &tag.attributes);
    attributes.filter_map(|attribute| reference(source, attribute)).collect()
}

/// Registration, component and tag belong together.
fn wiring(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for tag in tags(draft, source) {
        found.extend(copied(tag));
        found.extend(unnamed(draft, tag, source));
    }
    let json = root(source).filter(|_| draft.kind.ends_with("_json"));
    let Some(root) = json.as_ref().and_then(Node::object) else { return found };
    let plugins = registered(root);
    if let Some(plugins) =
        root.field("plugins").filter(|_| !is_app(root) && root.field("usingComponents").is_some())
    {
        found.push(
            Found::new(
                "plugins 只能写在 app.json（或其中的分包）里，写在页面的 json 里不起作用",
                "plugins belongs to app.json or to one of its subpackages; in a page's JSON it does nothing",
            )
            .parameter("plugins")
            .at(plugins.name.whole()),
        );
    }
    found.extend(plugins.iter().flat_map(registration));
    found.extend(listed(root).map(|field| as_list(field, source)));
    if let Some((tag, address)) = component(root) {
        let here = plugins.iter().map(|one| one.alias.name.text.as_str());
        let known: Vec<&str> = here.chain(draft.beside(ALIAS)).collect();
        found.extend(address_of(&tag.value.span, &address, &known));
    }
    found
}

fn copied(tag: &Tag) -> Option<Found> {
    let url = tag.attribute("url")?;
    let lacks = tag.attributes.iter().all(|one| !same(one.bare_name(), "plugid"));
    lacks.then(|| {
        Found::new(
            "客户联系插件用 plugid，不用 url：url 是另一个插件（加入群聊）的写法",
            "The contact plugin takes plugid, not url: url belongs to another plugin, for joining group chats",
        )
        .parameter("url")
        .at(url.at)
        .correction("plugid")
    })
}

fn registration(one: &Registered<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    match one.provider {
        None => found.push(
            Found::new(
                "缺少 provider：应为 wx104a1a20c3f81ec2",
                "provider is missing; it is wx104a1a20c3f81ec2",
            )
            .parameter("provider")
            .at(one.alias.name.whole()),
        ),
        Some(field) if field.value.text().is_none_or(|text| text.text != PROVIDER) => {
            let edit = Edit { span: field.value.span, text: format!("\"{PROVIDER}\"") };
            found.push(
                Found::new(
                    "provider 不是企业微信客户联系插件，应为 wx104a1a20c3f81ec2",
                    "provider is not WeCom's contact plugin; it is wx104a1a20c3f81ec2",
                )
                .parameter("provider")
                .at(field.value.span)
                .correction(PROVIDER)
                .edit([edit]),
            );
        }
        Some(_) => {}
    }
    match one.version {
        None => found.push(
            Found::new("缺少 version，例如 \"1.4.3\"", "version is missing, for example \"1.4.3\"")
                .parameter("version")
                .at(one.alias.name.whole()),
        ),
        Some(field) => found.extend(number_as_version(field.value.span, value(field))),
    }
    found
}

fn number_as_version(span: Span, given: Option<Value>) -> Option<Found> {
    let number = given.filter(Value::is_number)?;
    Some(
        Found::new(
            format!("version 必须是文字，例如 \"1.4.3\"，不能是数字 {number}"),
            format!("version must be a text such as \"1.4.3\", not the number {number}"),
        )
        .parameter("version")
        .at(span)
        .correction("\"1.4.3\"")
        .edit([Edit { span, text: "\"1.4.3\"".to_owned() }]),
    )
}

/// What app.json calls the plugin.
pub const ALIAS: &str = "alias";

/// The page's JSON calls the component otherwise than its markup.
fn unnamed(draft: &Draft, tag: &Tag, source: &Source<'_>) -> Option<Found> {
    let own = draft.beside(OWN).any(|name| same(name, &tag.name));
    let better = draft.beside(COMPONENT).next().filter(|_| !own)?;
    let name = &tag.name;
    let mut edits = vec![Edit { span: tag.name_at, text: better.to_owned() }];
    let mut after = source.tags.iter().filter(|other| other.at.start > tag.at.start);
    let closing = after.find(|other| other.name == *name).filter(|other| other.closing);
    edits.extend(
        closing
            .filter(|_| !tag.self_closing)
            .map(|other| Edit { span: other.name_at, text: better.to_owned() }),
    );
    Some(
        Found::new(
            format!("页面 json 的 usingComponents 里这个组件叫 {better}，标签却写成 {name}，什么都不会显示"),
            format!("The page's usingComponents calls the component {better}, but the tag is {name} and draws nothing"),
        )
        .parameter("usingComponents")
        .at(tag.name_at)
        .correction(better)
        .edit(edits),
    )
}

/// `"plugins": [{…}]` declares nothing.
fn as_list(field: &Field, source: &Source<'_>) -> Found {
    let found = Found::new(
        "plugins 应是对象 { \"contactPlugin\": { \"version\": …, \"provider\": … } }，不能是数组",
        "plugins must be an object, { \"contactPlugin\": { \"version\": …, \"provider\": … } }, not a list",
    )
    .parameter("plugins")
    .at(field.value.span);
    let [only] = field.value.array().unwrap_or_default() else { return found };
    let written = source.slice(only.span);
    let named = only.object().is_some_and(|item| item.field("provider").is_none());
    let better =
        if named { written.to_owned() } else { format!("{{\"contactPlugin\": {written}}}") };
    let edit = Edit { span: field.value.span, text: better.clone() };
    found.correction(better).edit([edit])
}

fn address_of(span: &Span, address: &str, known: &[&str]) -> Option<Found> {
    let rest = address.strip_prefix("plugin://")?;
    let (owner, name) = rest.split_once('/').unwrap_or((rest, ""));
    let better = match known.first() {
        Some(alias) if owner != PROVIDER && !known.contains(&owner) => {
            Some(format!("plugin://{alias}/cell"))
        }
        _ if owner == OTHER => Some("plugin://contactPlugin/cell".to_owned()),
        _ if name != "cell" => Some(format!("plugin://{owner}/cell")),
        _ => None,
    }?;
    let found = Found::new(
        format!("{address} 与 app.json 里的插件对不上，应为 {better}"),
        format!("{address} does not fit the plugin in app.json; write {better}"),
    );
    let text = Value::from(better.as_str()).to_string();
    Some(
        found
            .parameter("usingComponents")
            .at(*span)
            .correction(better)
            .edit([Edit { span: *span, text }]),
    )
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

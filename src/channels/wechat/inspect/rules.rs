//! What is looked for, one small function for each finding.

use serde_json::Value;

use super::button::{REMOVED, handler, is_contact_event, is_first};
use super::{call, limits};
use crate::channels::Severity;
use crate::channels::inspect::markup::{Attribute, Tag};
use crate::channels::inspect::script::{Call, Node, Script, What};
use crate::channels::inspect::{Draft, Edit, Found, Rule, Said, Source, Span};
use crate::channels::mini_program::attribute::{Dialect, dialect, plain};
use crate::channels::mini_program::function::{Function, Words};

pub const RULES: &[Rule] = &[
    Rule { id: "wechat.vue-syntax", severity: Severity::Error, look: vue_syntax },
    Rule { id: "wechat.boolean-as-string", severity: Severity::Warning, look: boolean_as_string },
    Rule {
        id: "wechat.card-attributes-without-card",
        severity: Severity::Warning,
        look: without_card,
    },
    Rule { id: "wechat.removed-component", severity: Severity::Error, look: removed_component },
    Rule { id: "wechat.business-id-empty", severity: Severity::Warning, look: business_id_empty },
    Rule { id: "wechat.contact-handler", severity: Severity::Warning, look: contact_handler },
    Rule { id: "wechat.service-chat-misuse", severity: Severity::Error, look: service_chat_misuse },
    Rule {
        id: "wechat.service-chat-unguarded",
        severity: Severity::Note,
        look: service_chat_unguarded,
    },
    Rule {
        id: "wechat.entity-in-attribute",
        severity: Severity::Warning,
        look: entity_in_attribute,
    },
    Rule { id: "wechat.service-limits", severity: Severity::Note, look: limits::service_limits },
];

fn tags<'s>(draft: &Draft, source: &'s Source<'_>) -> impl Iterator<Item = &'s Tag> {
    let tags: Vec<&Tag> = draft.tags.iter().filter_map(|at| source.tags.get(*at)).collect();
    tags.into_iter()
}

fn scripts<'s>(draft: &Draft, source: &'s Source<'_>) -> Vec<&'s Script> {
    draft.scripts.iter().filter_map(|at| source.scripts.get(*at)).collect()
}

/// A native page knows neither colons nor `@` nor `v-…`, and no `<script setup>`.
fn vue_syntax(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
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
    let setup = source.tags_named("script").filter(|(_, tag)| tag.attribute("setup").is_some());
    let setup = setup.filter(|_| is_first(draft, source));
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
fn is_path(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$'))
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.'))
}

/// A text is true, whatever it says.
fn boolean_as_string(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let dialect = dialect(source);
    let card = |one: &&Attribute| plain(one.bare_name()) == "showmessagecard" && !one.is_bound();
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
    let empty = |one: &&Attribute| plain(one.bare_name()) == "businessid" && is_empty(one);
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
    attribute.value.is_some() && matches!(inner, "" | "''" | "\"\"" | "undefined" | "null")
}

const MOVES: &[&str] = &["navigateTo", "redirectTo", "reLaunch", "switchTab", "push", "replace"];
const CHECKS: &[&str] = &["if", "?", "&&", "||", "switch", "typeof", "??"];

/// A card leads somewhere only by code, and that code must expect a call without a path.
fn contact_handler(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    if draft.target != "mini_program" {
        return Vec::new();
    }
    let Some(said) = draft.said("bindcontact") else {
        let tag = tags(draft, source).find(|tag| tag.name != REMOVED);
        let missing = tag.filter(|_| !draft.open && draft.kind != "fragment");
        return missing.map(no_handler).into_iter().collect();
    };
    let Some(name) = said.value.as_ref().and_then(Value::as_str) else {
        return inline(draft, source, said);
    };
    for script in scripts(draft, source) {
        let words = Words::read(script);
        let function = words.functions().find(|one| one.name == name);
        if let Some(function) = function {
            return judge(&words, &function, said).into_iter().collect();
        }
    }
    Vec::new()
}

fn no_handler(tag: &Tag) -> Found {
    Found::new(
        "没有 bindcontact：用户点按会话里的小程序卡片回来时，不会跳到卡片指的页面",
        "There is no bindcontact: users who tap a mini-program card in the session come back without getting to its page",
    )
    .parameter("bindcontact")
    .at(tag.name_at)
    .correction("bindcontact=\"handleContact\"")
}

/// `onContact={(e) => Taro.navigateTo({ url: e.detail.path })}`: the code stands in the attribute.
fn inline(draft: &Draft, source: &Source<'_>, said: &Said) -> Vec<Found> {
    let attributes = tags(draft, source).flat_map(|tag| &tag.attributes);
    let code =
        attributes.filter(|one| is_contact_event(&one.name)).filter_map(|one| one.value.as_ref());
    let unchecked = code.filter(|value| {
        let text = value.passage.text.as_str();
        text.contains("path")
            && MOVES.iter().any(|step| text.contains(step))
            && !CHECKS.iter().any(|check| text.contains(check))
    });
    unchecked.map(|_| unchecked_path().about(said)).collect()
}

fn unchecked_path() -> Found {
    Found::new(
        "没有检查 path 就跳转：打开会话失败时也会调用这个函数，只带 errMsg、没有 path",
        "It navigates without checking path: the function is called after a failure too, with errMsg and no path",
    )
}

fn judge(words: &Words<'_>, function: &Function<'_>, said: &Said) -> Option<Found> {
    let inside = words.inside(function);
    let has = |wanted: &[&str]| inside.iter().any(|(word, _)| wanted.contains(word));
    let at = Span { start: function.start.saturating_sub(1), end: function.start };
    if has(&["path"]) && has(MOVES) && !has(CHECKS) {
        let found = unchecked_path().parameter(&said.spelt).at(at);
        let event = function.parameter;
        if event.is_empty() {
            return Some(found);
        }
        let check = format!("if (!{event}.detail || !{event}.detail.path) {{ return; }}");
        let edit = Edit {
            span: Span { start: function.start, end: function.start },
            text: format!("\n    {check}"),
        };
        return Some(found.correction(check).edit([edit]));
    }
    let idle = !inside.is_empty() && !calls_anything(inside);
    idle.then(|| {
        Found::new(
            "这个函数没有跳转：用户点按会话里的小程序卡片回来后会停在原页；请按 detail.path 和 detail.query 跳转",
            "This function does not navigate: users who tap a card in the session stay where they were; navigate by detail.path and detail.query",
        )
        .parameter(&said.spelt)
        .at(at)
    })
}

/// Whether anything but the console is called.
fn calls_anything(inside: &[(&str, Span)]) -> bool {
    let word = |at: Option<usize>| at.and_then(|at| inside.get(at)).map_or("", |(word, _)| *word);
    (1..inside.len()).filter(|at| word(Some(*at)) == "(").any(|open| {
        let name = word(open.checked_sub(1));
        let owner = if word(open.checked_sub(2)) == "." { word(open.checked_sub(3)) } else { "" };
        is_path(name) && !CHECKS.contains(&name) && owner != "console"
    })
}

/// Moments that are no taps.
const NO_TAP: &[&str] = &[
    "onLoad",
    "onShow",
    "onReady",
    "onLaunch",
    "onHide",
    "onUnload",
    "attached",
    "ready",
    "created",
    "mounted",
    "onMounted",
    "onBeforeMount",
    "setTimeout",
    "setInterval",
    "requestAnimationFrame",
    "nextTick",
    "useEffect",
    "useLoad",
    "useReady",
    "useDidShow",
    "useLaunch",
    "componentDidMount",
    "then",
    "finally",
    "watch",
    "watchEffect",
];

fn calls<'s>(draft: &Draft, source: &'s Source<'_>) -> Vec<(&'s Script, &'s Call)> {
    let all = source.calls_named(call::NAME);
    all.filter(|(_, call)| draft.kind == "service_chat" && call.at == draft.at).collect()
}

fn service_chat_misuse(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (script, call) in calls(draft, source) {
        if !draft.scripts.is_empty() {
            found.extend(moment(script, call));
        }
        let arguments = script.arguments(call);
        match arguments.first() {
            Some(node) => found.extend(arguments_of(node, call, draft)),
            None => found.push(missing("corpId", call)),
        }
    }
    found
}

fn moment(script: &Script, call: &Call) -> Vec<Found> {
    let around = Words::read(script).surroundings(call.at);
    let mut found = Vec::new();
    if let Some(name) = around.around.iter().find(|name| NO_TAP.contains(name)) {
        found.push(Found::new(
            format!("在 {name} 里调用会失败：只能在用户点按的处理函数里直接调用"),
            format!("It fails inside {name}: call it straight in the handler of a tap"),
        ));
    } else if around.after_await {
        found.push(Found::new(
            "在 await 之后调用会失败：那时已经不算用户点按；先取好数据，点按时直接调用",
            "It fails after an await, when the tap no longer counts: fetch before, and call straight in the handler",
        ));
    }
    if around.chained {
        found.push(Found::new(
            "这个接口没有 Promise 写法，.then 和 .catch 不会被调用；请用 success、fail、complete",
            "This call has no Promise form, so .then and .catch are never called; use success, fail, complete",
        ));
    }
    found.into_iter().map(|one| one.at(call.at)).collect()
}

fn arguments_of(node: &Node, call: &Call, draft: &Draft) -> Vec<Found> {
    let Some((object, open)) = node.given_object() else { return Vec::new() };
    let mut found = Vec::new();
    match object.field("extInfo").map(|field| &field.value) {
        Some(Node { what: What::Text(text), span }) => {
            let better = if text.has_hole() {
                None
            } else {
                Some(format!("{{ url: {} }}", Value::from(text.text.as_str())))
            };
            let wrong = Found::new(
                "extInfo 应是一个对象 { url: \"…\" }，不能是文字",
                "extInfo must be an object { url: \"…\" }, not a text",
            )
            .parameter("extInfo")
            .at(*span);
            found.push(match better {
                Some(better) => {
                    wrong.correction(better.clone()).edit([Edit { span: *span, text: better }])
                }
                None => wrong,
            });
        }
        Some(Node { what: What::Object(inner), .. })
            if inner.field("url").is_none() && !inner.open =>
        {
            found.push(missing("extInfo.url", call));
        }
        None if !open => found.push(missing("extInfo.url", call)),
        _ => {}
    }
    if object.field("corpId").is_none() && !open {
        found.push(missing("corpId", call));
    }
    for (name, spelt) in [("corp_id", "corpId"), ("url", "extInfo.url")] {
        let empty =
            draft.said(name).filter(|said| said.value.as_ref().and_then(Value::as_str) == Some(""));
        found.extend(empty.map(|said| Found { at: said.at, ..missing(spelt, call) }));
    }
    found
}

fn missing(name: &str, call: &Call) -> Found {
    Found::new(format!("缺少 {name}，调用会失败"), format!("{name} is missing, and the call fails"))
        .parameter(name)
        .at(call.at)
}

/// An old client throws where the function does not exist.
fn service_chat_unguarded(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    const CHECKS: &[&str] = &["canIUse", "SDKVersion", "compareVersion"];
    let bare = |script: &Script| {
        let words = Words::read(script);
        let asked = words.rows(&["if", "("]).any(|at| words.rows_from(at, 6).contains(&call::NAME));
        !words.has(CHECKS) && !asked
    };
    let unguarded = calls(draft, source)
        .into_iter()
        .filter(|(script, _)| !draft.scripts.is_empty() && bare(script));
    unguarded
        .map(|(_, call)| {
            Found::new(
                "基础库 2.19.0 起才有这个接口；先用 wx.canIUse(\"openCustomerServiceChat\") 检查，版本过低时提示用户升级",
                "This call exists since base library 2.19.0; check with wx.canIUse(\"openCustomerServiceChat\") and ask users of older clients to update",
            )
            .at(call.at)
        })
        .collect()
}

/// Of the vendor's two compilers one decodes references and the other keeps them.
fn entity_in_attribute(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    if dialect(source) != Dialect::Native {
        return Vec::new();
    }
    let attributes = tags(draft, source).flat_map(|tag| &tag.attributes);
    attributes.filter_map(|attribute| entity(source, attribute)).collect()
}

fn entity(source: &Source<'_>, attribute: &Attribute) -> Option<Found> {
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

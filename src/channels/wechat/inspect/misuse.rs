//! When and with what the service chat is opened.

use serde_json::Value;

use super::call;
use crate::channels::inspect::script::{Call, Node, Script, What};
use crate::channels::inspect::{Draft, Edit, Found, Source, Span};
use crate::channels::mini_program::function::Words;

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
    "request",
    "fetch",
    "login",
    "getSetting",
    "getStorage",
    "downloadFile",
    "ajax",
];

/// How a method of the same page is called.
const OWNERS: &[&str] = &["", "this.", "that.", "self.", "_this."];

/// The moment that is no tap from which the method around this call is called as well.
fn called_from(words: &Words<'_>, script: &Script, method: &str) -> Option<&'static str> {
    let own =
        |call: &&Call| call.path.strip_suffix(method).is_some_and(|owner| OWNERS.contains(&owner));
    let calls = script.calls.iter().filter(own).take(MOST_CALLERS);
    let mut moments = calls.filter_map(|call| {
        let around = words.surroundings(call.at).around;
        NO_TAP.iter().find(|moment| around.contains(moment)).copied()
    });
    moments.next()
}

/// Calls of one method that are looked at.
const MOST_CALLERS: usize = 10;

fn calls<'s>(draft: &Draft, source: &'s Source<'_>) -> Vec<(&'s Script, &'s Call)> {
    let here = |script: &'s Script| {
        let at = script.calls.partition_point(|call| call.at.start < draft.at.start);
        script.calls.get(at).filter(|call| call.at == draft.at && call.name() == call::NAME)
    };
    let scripts = source.scripts.iter().filter(|_| draft.kind == "service_chat");
    scripts.filter_map(|script| Some((script, here(script)?))).collect()
}

pub fn service_chat_misuse(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (script, call) in calls(draft, source) {
        if !draft.scripts.is_empty() {
            found.extend(moment(script, call));
        }
        let arguments = script.arguments(call);
        match arguments.first() {
            Some(node) => found.extend(arguments_of(node, call, draft, source)),
            None => found.push(missing("corpId", call)),
        }
    }
    found
}

fn moment(script: &Script, call: &Call) -> Vec<Found> {
    let words = Words::read(script);
    let around = words.surroundings(call.at);
    let mut found = Vec::new();
    if let Some(name) = around.around.iter().find(|name| NO_TAP.contains(name)) {
        found.push(Found::new(
            format!("在 {name} 里调用会失败：只能在用户点按的处理函数里直接调用"),
            format!("It fails inside {name}: call it straight in the handler of a tap"),
        ));
    } else if let Some((method, moment)) = around
        .around
        .iter()
        .rev()
        .find_map(|method| Some((method, called_from(&words, script, method)?)))
    {
        found.push(Found::new(
            format!("{method} 也在 {moment} 里被调用，那时没有用户点按，调用会失败；只在点按的处理函数里调用它"),
            format!("{method} is called in {moment} as well, where nobody taps and the call fails; call it in the handler of a tap only"),
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

fn arguments_of(node: &Node, call: &Call, draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let Some((object, open)) = node.given_object() else { return Vec::new() };
    let mut found = Vec::new();
    match object.field("extInfo").map(|field| &field.value) {
        Some(Node { what: What::Text(text), span }) => {
            let better = if text.has_hole() {
                None
            } else {
                Some(format!("{{ url: {} }}", Value::from(text.text.as_str())))
            };
            let wrong = as_text(*span);
            found.push(match better {
                Some(better) => {
                    wrong.correction(better.clone()).edit([Edit { span: *span, text: better }])
                }
                None => wrong,
            });
        }
        Some(Node { what: What::Call(path, inner), span }) if path.ends_with("stringify") => {
            let better = inner.first().map(|node| source.slice(node.span).to_owned());
            let edit = better.clone().map(|text| Edit { span: *span, text });
            let told = as_text(*span).edit(edit);
            found.push(match better {
                Some(better) => told.correction(better),
                None => told,
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

fn as_text(span: Span) -> Found {
    Found::new(
        "extInfo 应是一个对象 { url: \"…\" }，不能是文字",
        "extInfo must be an object { url: \"…\" }, not a text",
    )
    .parameter("extInfo")
    .at(span)
}

fn missing(name: &str, call: &Call) -> Found {
    Found::new(format!("缺少 {name}，调用会失败"), format!("{name} is missing, and the call fails"))
        .parameter(name)
        .at(call.at)
}

/// An old client throws where the function does not exist.
pub fn service_chat_unguarded(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
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

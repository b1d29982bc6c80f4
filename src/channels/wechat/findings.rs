//! What the tables cannot say: findings about several values together.

use serde_json::Value;

use crate::catalog::Situation;
use crate::channels::mini_program::shared_handlers;
use crate::channels::{Diagnostic, Severity};
use crate::text::Message;

pub fn find(situation: &Situation<'_>) -> Vec<Diagnostic> {
    let events = [("success", ""), ("fail", ""), ("complete", "")];
    let shared = shared_handlers("wechat", situation, &events);
    idle(situation).into_iter().chain(taken(situation)).chain(shared).collect()
}

/// Names that generated code uses itself, and words that a module may not use as names. Only what is
/// generated cares: a page of one's own may call its handlers so.
const TAKEN: &[&str] = &[
    "Button",
    "ButtonProps",
    "CONTACT",
    "ContactButton",
    "NaN",
    "Object",
    "Page",
    "SERVICE_CHAT",
    "ServiceChatButton",
    "Taro",
    "View",
    "arguments",
    "async",
    "await",
    "console",
    "contact",
    "encodeURIComponent",
    "eval",
    "event",
    "implements",
    "interface",
    "openServiceChat",
    "package",
    "private",
    "process",
    "props",
    "protected",
    "public",
    "reactive",
    "serviceChat",
    "undefined",
    "uni",
    "wx",
];

fn taken(situation: &Situation<'_>) -> Vec<Diagnostic> {
    let handlers = ["bindcontact", "success", "fail", "complete"].into_iter();
    let taken = handlers.filter(|name| situation.set(name).is_some_and(|set| TAKEN.contains(&set)));
    taken
        .map(|name| {
            Diagnostic::about(
                "wechat",
                "value-not-allowed",
                Severity::Error,
                name,
                Message::new(
                    "生成的代码自己用到这个名字，请换一个",
                    "Generated code uses this name itself; choose another",
                ),
            )
        })
        .collect()
}

fn idle(situation: &Situation<'_>) -> Option<Diagnostic> {
    let card = situation.is("show-message-card", "true") || situation.is("showMessageCard", "true");
    let list = situation.value("from_page").and_then(Value::as_array);
    let idle: Vec<&str> = list
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .filter(|name| !card && *name != "session-from")
        .collect();
    (!idle.is_empty()).then(|| {
        Diagnostic::about(
            "wechat",
            "card-attributes-without-card",
            Severity::Warning,
            "from_page",
            Message::new(
                format!("没有打开消息卡片，{} 不起作用，已略去", idle.join("、")),
                format!(
                    "The message card is off, so {} have no effect and were left out",
                    idle.join(", ")
                ),
            ),
        )
    })
}

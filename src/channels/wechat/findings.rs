//! What the tables cannot say: findings about several values together.

use serde_json::Value;

use crate::catalog::Situation;
use crate::channels::{Diagnostic, Severity};
use crate::text::Message;

pub fn find(situation: &Situation<'_>) -> Option<Diagnostic> {
    let card = situation.is("show-message-card", "true") || situation.is("showMessageCard", "true");
    let list = situation.set("from_page").and_then(|list| serde_json::from_str(list).ok());
    let list: Vec<Value> = list.unwrap_or_default();
    let idle: Vec<&str> = list
        .iter()
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

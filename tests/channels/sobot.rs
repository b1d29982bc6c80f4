//! Sobot: the whole catalogue, every target, every code sample of the vendor document.

mod catalogue;
mod drawings;
mod hostile;
mod rules;
mod samples;
mod targets;
mod visits;
mod web_view;

use jieru::channels::Diagnostic;
use serde_json::{Value, json};

use super::reading::render;

const SYSNUM: &str = "4c349791a07b46c1a70b8ac88aa23257";

/// A deployment of this vendor.
fn deployment(target: &str, window: &Value, parameters: &Value, visitor: &Value) -> Value {
    json!({
        "channel": "sobot", "target": target, "account": {"sysnum": SYSNUM, "host": "demo.sobot.com"},
        "window": window, "parameters": parameters, "visitor": visitor,
    })
}

/// Query pairs of an address, in order.
fn pairs(address: &str) -> Vec<(String, String)> {
    url::Url::parse(address).expect("an address").query_pairs().into_owned().collect()
}

/// Ids and parameters of what is refused.
fn errors(input: &Value) -> Vec<(String, String)> {
    let wrong = render(input).diagnostics.into_iter().filter(Diagnostic::is_error);
    wrong.map(|found| (found.id, found.parameter.unwrap_or_default())).collect()
}

/// Whether this is told of this parameter, while the rest passes.
fn warned(input: &Value, id: &str, parameter: &str) -> bool {
    let found = render(input);
    let about = |one: &Diagnostic| one.id == id && one.parameter.as_deref() == Some(parameter);
    !found.is_refused() && found.diagnostics.iter().any(about)
}

/// Snippets that a reviewer has approved.
#[expect(clippy::too_many_lines, reason = "a list of cases")]
pub fn golden() -> Vec<(&'static str, Value)> {
    let none = json!({});
    let ticket = json!({"url": "https://demo.sobot.com/ticket/form/index.html?id=42#/new"});
    vec![
        ("sobot-link-release", deployment("link", &none, &json!({"color": "04babc"}), &none)),
        (
            "sobot-leave-message",
            deployment(
                "leave_message",
                &json!({"templateid": "t1", "groupid": "g1"}),
                &json!({"locale": "cn"}),
                &json!({"uid": "u-9", "uname": "甲"}),
            ),
        ),
        (
            "sobot-leave-message-release",
            deployment("leave_message", &json!({"templateid": "t1"}), &none, &none),
        ),
        (
            "sobot-ticket",
            deployment(
                "ticket",
                &ticket,
                &none,
                &json!({"params": {"card_title": "云客服 & 智齿", "card_note": "1500元"}}),
            ),
        ),
        ("sobot-ticket-release", deployment("ticket", &ticket, &none, &none)),
        (
            "sobot-web-view",
            deployment(
                "web_view",
                &none,
                &json!({"color": "04babc", "custom_title": "在线客服"}),
                &json!({"partnerid": "u1001", "uname": "张三"}),
            ),
        ),
        ("sobot-web-view-release", deployment("web_view", &none, &json!({"type": 3}), &none)),
        (
            "sobot-web-view-signed",
            deployment(
                "web_view",
                &json!({"page": "pkg/help/chat", "signed": true, "sign_endpoint": "https://shop.example/sobot/sign"}),
                &json!({"locale": "en"}),
                &none,
            ),
        ),
        (
            "sobot-component-trace",
            deployment(
                "component",
                &json!({"init": "custom", "events": ["dynamic_ready", "trace"]}),
                &json!({"man_trace": true}),
                &json!({"pre_visit_title": "首页", "cur_visit_args": {"cur_visit_title": "杯子", "cur_tags": "家居"}}),
            ),
        ),
        (
            "sobot-component-routing",
            deployment(
                "component",
                &none,
                &json!({"transfer_action": [
                    {"actionType": "to_group", "optionId": 3, "deciId": "162bb6bb038d4a9ea018241a30694064", "spillId": 4},
                    {"actionType": "to_group", "optionId": 4, "deciId": "cae6834444ac43e39d95b1725d2ae454"},
                ]}),
                &json!({"card_title": "云客服_智齿客服", "card_url": "http://www.sobot.com", "card_note": "1500"}),
            ),
        ),
    ]
}

//! What the component tells the page, and what the page can tell the component.

use serde_json::Value;

use super::given_pages;
use crate::channels::encode::{Address, Code, Script, script_value};
use crate::channels::sobot::Order;

/// Code for the chosen events, in the order in which they were chosen.
pub fn write(code: Code<Script>, order: &Order<'_>) -> Code<Script> {
    let events = order.checked.window_value("events").and_then(Value::as_array);
    let names = events.into_iter().flatten().filter_map(Value::as_str);
    names.fold(code, |code, name| one(code, order, name))
}

fn one(code: Code<Script>, order: &Order<'_>, event: &str) -> Code<Script> {
    match event {
        "frame_ready" => code
            .line("    zc(\"frame_ready\", function () {")
            .line("      // 聊天页加载完成 / the chat page is loaded")
            .line("    });"),
        "frame_status" => code
            .line("    zc(\"frame_status\", function (status) {")
            .line("      // \"expand\" 展开 / expanded, \"collapse\" 收起 / collapsed")
            .line("    });"),
        "receive_message" => code
            .line("    zc(\"receive_message\", function (message) {")
            .line("      // 仅在收起时触发 / only while collapsed: message.img, message.name, message.msg, message.t")
            .line("    });"),
        "offline_message_count" => code
            .line("    zc(\"offline_message_count\", function (count) {")
            .line("      // 未读的离线消息数 / number of unread offline messages")
            .line("    });"),
        "zhichiReceive" => code
            .line("    w.addEventListener(\"zhichiReceive\", function (event) {")
            .line("      // 与 receive_message 相同 / the same as receive_message")
            .line("    }, true);"),
        "chat_collapse_window" => closing(code, order),
        "dynamic_ready" => adding(code),
        "trace" => tracing(code, order),
        _ => code,
    }
}

/// Other scripts send messages too, so origin and shape are checked before anything is believed.
fn closing(code: Code<Script>, order: &Order<'_>) -> Code<Script> {
    let origin = Address::https(&order.host, "");
    code
        .line("    w.addEventListener(\"message\", function (event) {")
        .line("      var message;")
        .raw("      if (event.origin !== ")
        .hole(&script_value(&origin.as_str().into()))
        .line(") { return; }")
        .line("      try { message = JSON.parse(event.data); } catch (error) { return; }")
        .line("      if (!message || message.name !== \"zc_post_message\" || !message.data) { return; }")
        .line("      if (message.data.action === \"chat_collapse_window\") {")
        .line("        // 聊天页已关闭 / the chat page was closed")
        .line("      }")
        .line("    });")
}

/// For pages that make their buttons themselves.
fn adding(code: Code<Script>) -> Code<Script> {
    code
        .line("    // 页面新增了 class 为 zhiCustomBtn 的按钮后调用 / call it after adding a button with the class zhiCustomBtn")
        .line("    w.zhichiButtonsAdded = function () {")
        .line("      zc(\"dynamic_ready\");")
        .line("    };")
}

/// For single-page apps, where the vendor's script sees no change of page. The fields of both
/// objects are those of the document's table.
fn tracing(code: Code<Script>, order: &Order<'_>) -> Code<Script> {
    let code = code
        .line("    // 单页应用换页后调用 / call it after a single-page app has changed its page:")
        .line("    // sendZhichiTrace({cur_visit_url: …, cur_visit_title: …, cur_abstract: …, cur_thumbnail: …, cur_tags: …}, {pre_visit_url: …})")
        .line("    w.sendZhichiTrace = function (current, previous) {")
        .line("      var trace = {};");
    let code = [("previous", "pre_visit_args"), ("current", "cur_visit_args")].iter().fold(
        code,
        |code, (argument, place)| match given_pages(order, place) {
            Some(given) => code
                .raw("      trace.")
                .raw(place)
                .raw(" = ")
                .raw(argument)
                .raw(" || ")
                .hole(&script_value(&given))
                .line(";"),
            None => code
                .raw("      if (")
                .raw(argument)
                .raw(") { trace.")
                .raw(place)
                .raw(" = ")
                .raw(argument)
                .line("; }"),
        },
    );
    code.line("      zc(\"trace\", trace);").line("    };")
}

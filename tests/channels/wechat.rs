//! WeChat: the contact button and the service chat, in three flavours, read and run by others.

mod inspected;
mod pictures;
mod running;
mod values;

use serde_json::{Value, json};

const CORP: &str = "ww0123456789abcdef";
const LINK: &str = "https://work.weixin.qq.com/kfid/kfc0123456789abcdef";
const FLAVOURS: &[&str] = &["native", "uni_app", "taro"];

fn button(flavour: &str, window: Value, parameters: Value) -> Value {
    json!({"channel": "wechat", "target": "mini_program", "flavour": flavour, "window": window, "parameters": parameters})
}

fn chat(flavour: &str, window: Value, parameters: Value) -> Value {
    let mut all = json!({"corp_id": CORP, "url": LINK});
    all.as_object_mut().unwrap().extend(window.as_object().unwrap().clone());
    json!({"channel": "wechat", "target": "service_chat", "flavour": flavour, "window": all, "parameters": parameters})
}

fn full() -> Value {
    json!({
        "session-from": "home|\"1\"", "show-message-card": true, "send-message-title": "a\"b{{c}}",
        "send-message-path": "/pages/goods/detail?id=1", "send-message-img": "https://img.example/p.png?x=1&y=2",
    })
}

fn full_chat() -> Value {
    json!({
        "showMessageCard": true, "sendMessageTitle": "限时活动", "sendMessagePath": "/pages/sale/index?from=kf",
        "sendMessageImg": "/images/sale.png", "success": "onOpened", "fail": "onFailed", "complete": "onEnded",
    })
}

/// Snippets that a reviewer has approved.
pub fn golden() -> Vec<(&'static str, Value)> {
    let page = json!({"page": "pages/order/detail", "from_page": ["session-from", "send-message-title", "send-message-path"]});
    let card = json!({"show-message-card": true, "send-message-title": "我的订单", "bindcontact": "onContact"});
    let sale = json!({"button_text": "咨询活动", "from_page": ["sendMessagePath"]});
    let sent = json!({"showMessageCard": true, "sendMessageTitle": "限时活动"});
    vec![
        ("wechat-button", button("native", json!({}), json!({}))),
        ("wechat-button-card", button("native", json!({}), full())),
        ("wechat-button-page", button("native", page.clone(), card.clone())),
        ("wechat-button-uni-app", button("uni_app", json!({}), full())),
        ("wechat-button-uni-app-page", button("uni_app", page.clone(), card.clone())),
        ("wechat-button-taro", button("taro", json!({}), full())),
        ("wechat-button-taro-page", button("taro", page, card)),
        ("wechat-chat", chat("native", json!({}), json!({}))),
        ("wechat-chat-card", chat("native", json!({}), full_chat())),
        ("wechat-chat-page", chat("native", sale.clone(), sent.clone())),
        ("wechat-chat-uni-app", chat("uni_app", json!({}), full_chat())),
        ("wechat-chat-taro", chat("taro", json!({}), full_chat())),
        ("wechat-chat-taro-page", chat("taro", sale, sent)),
    ]
}

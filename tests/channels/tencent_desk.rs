//! Tencent Cloud Desk: the UIKit and its query parameters.

mod document;
mod inspect;
mod navigation;
mod rules;
mod setup;
mod usersig;

use serde_json::{Value, json};

/// A deployment with these values.
fn desk(window: Value, parameters: Value, visitor: Value) -> Value {
    json!({
        "channel": "tencent_desk", "target": "mini_program", "account": {"sdk_app_id": 1_400_000_000},
        "window": window, "parameters": parameters, "visitor": visitor,
    })
}

/// The buttons of the vendor document, without their pictures.
fn buttons() -> Value {
    json!([
        {"title": "人工服务", "type": 1, "content": "", "isPreset": 1, "presetId": "humanService", "isEnabled": 1},
        {"title": "服务评价", "type": 1, "content": "", "isPreset": 1, "presetId": "serviceRating", "isEnabled": 1},
        {"title": "查询包裹 & 退款", "type": 2, "content": "https://shop.example.com/parcel?id=1&from=desk", "isPreset": 0, "isEnabled": 1},
    ])
}

fn order() -> Value {
    json!({
        "header": "智能客服高级版", "desc": "¥3000/月",
        "pic": "https://shop.example.com/p.png?w=80", "url": "https://shop.example.com/order?id=1&x=2",
        "customField": [{"name": "订单号", "value": "11111111111111111111"}],
    })
}

/// Snippets that a reviewer has approved.
pub fn golden() -> Vec<(&'static str, Value)> {
    let endpoint = json!({"sign_endpoint": "https://api.shop.example.com/desk/sign"});
    vec![
        (
            "tencent-desk-release",
            desk(
                json!({"sign_endpoint": "https://api.shop.example.com/desk/sign", "page": "pages/order/detail"}),
                json!({"toolbarButtonList": buttons(), "bottomQuickOrder": order(),
                    "customerServiceIDList": ["presale", "aftersale"], "customerServiceID": "aftersale"}),
                json!({}),
            ),
        ),
        (
            "tencent-desk-visitor",
            desk(endpoint, json!({}), json!({"userID": "test-1234", "nickName": "张三"})),
        ),
        (
            "tencent-desk-old-kit",
            desk(
                json!({"uikit_version": "0.7.0", "root": "packages/desk", "sign_endpoint": "https://api.shop.example.com/desk/sign"}),
                json!({}),
                json!({}),
            ),
        ),
    ]
}

//! Alipay: the contact button and the H5 link.

mod cards;
mod hostile;
mod inspection;
mod pictures;
mod rounds;
mod snippets;
mod values;

use serde_json::{Value, json};

/// The vectors with their public test key.
pub fn fixture() -> Value {
    serde_json::from_str(include_str!("fixtures/alipay-visitor-card.json")).expect("a fixture")
}

/// A deployment of this channel.
pub fn deployment(target: &str, window: &Value, parameters: &Value, visitor: &Value) -> Value {
    let mut all = json!({"scene": "SCE00000001"});
    all.as_object_mut().unwrap().extend(window.as_object().unwrap().clone());
    json!({
        "channel": "alipay", "target": target, "account": {"tnt_inst_id": "n8c_Hb8w"},
        "window": all, "parameters": parameters, "visitor": visitor,
    })
}

/// The same with a key to make cards with.
pub fn with_key(mut input: Value) -> Value {
    input["key"] = fixture()["test_public_key_spki_base64"].clone();
    input
}

/// Snippets that a reviewer has approved.
pub fn golden() -> Vec<(&'static str, Value)> {
    let button =
        |window, parameters, visitor| deployment("mini_program", &window, &parameters, &visitor);
    let link = |window, visitor| deployment("h5_link", &window, &json!({}), &visitor);
    let app = json!({"appId": "2021000000000001"});
    vec![
        (
            "alipay-button",
            button(json!({}), json!({"size": 25, "color": "#00A3FF", "ext-info": app}), json!({})),
        ),
        (
            "alipay-button-picture",
            button(
                json!({"page": "pages/mine/mine"}),
                json!({"size": "54rpx", "icon": "https://img.example/kefu.png?v=1&size=\"54\""}),
                json!({"alipay-card-no": "2088000000000001"}),
            ),
        ),
        (
            "alipay-button-cards",
            button(
                json!({"signed": true, "sign_endpoint": "https://shop.example/card"}),
                json!({"ext-info": app}),
                json!({}),
            ),
        ),
        (
            "alipay-button-card",
            with_key(button(
                json!({}),
                json!({"ext-info": app}),
                json!({"card": {"userId": "u-1", "timestamp": 1_700_000_000_000_i64, "extInfo": {"userName": "张三"}}}),
            )),
        ),
        ("alipay-link", link(json!({}), json!({}))),
        (
            "alipay-link-cards",
            link(json!({"signed": true, "sign_endpoint": "https://shop.example/card"}), json!({})),
        ),
    ]
}

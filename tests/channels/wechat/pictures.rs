//! The preview, and what must be done outside the code.

use jieru::channels::preview::Preview;
use jieru::channels::{Deployment, find};
use serde_json::{Value, json};

use super::{button, chat};

fn preview(input: &Value) -> Preview {
    let object = |name: &str| input[name].as_object().cloned().unwrap_or_default();
    find("wechat").unwrap().preview(
        &Deployment {
            target: input["target"].as_str().unwrap().to_owned(),
            window: object("window"),
            parameters: object("parameters"),
            ..Deployment::default()
        },
        &<_>::default(),
    )
}

fn drawn(input: &Value) -> String {
    format!("{:?}", preview(input).frames)
}

#[test]
fn every_visible_option_changes_the_picture_exactly_when_it_works() {
    for (card, names) in [
        ("show-message-card", ["send-message-title", "send-message-path", "send-message-img"]),
        ("showMessageCard", ["sendMessageTitle", "sendMessagePath", "sendMessageImg"]),
    ] {
        let input = |parameters: Value| match card {
            "showMessageCard" => chat("native", json!({}), parameters),
            _ => button("native", json!({}), parameters),
        };
        assert_ne!(drawn(&input(json!({card: true}))), drawn(&input(json!({card: false}))));
        for name in names {
            for on in [true, false] {
                let (one, other) =
                    (input(json!({card: on, name: "/a"})), input(json!({card: on, name: "/b"})));
                assert_eq!(drawn(&one) != drawn(&other), on, "{name} {on}");
                let idle = preview(&one).without_effect.iter().any(|(raw, _)| *raw == name);
                assert_eq!(idle, !on, "{name} {on}");
            }
        }
        let words =
            |words: &str| drawn(&button("native", json!({"button_text": words}), json!({})));
        assert_ne!(words("甲"), words("乙"));
    }
}

#[test]
fn the_desk_sees_the_source_of_the_session() {
    let desk = |input: &Value| {
        let desk = preview(input).desk;
        desk.into_iter().map(|item| (item.raw, item.value)).collect::<Vec<_>>()
    };
    let fixed = button("native", json!({}), json!({"session-from": "order"}));
    assert_eq!(desk(&fixed), [("session-from", "order".to_owned())]);
    let asked = button("native", json!({"from_page": ["session-from"]}), json!({}));
    assert_eq!(desk(&asked), [("session-from", "（由页面提供）".to_owned())]);
    assert!(desk(&button("native", json!({}), json!({}))).is_empty());
}

#[test]
fn what_must_be_done_outside_the_code_is_complete() {
    let list = |id: &str| {
        let target = find("wechat").unwrap().targets().iter().find(|target| target.id == id);
        let texts = target.unwrap().prerequisites.iter();
        texts.map(|text| format!("{}{}", text.zh, text.en)).collect::<String>()
    };
    for word in [
        "100",
        "48",
        "2 messages",
        "transfer_customer_service",
        "third-party",
        "1073",
        "1081",
        "1037",
        "1038",
        "3.8.3",
        "4.0.0.24",
        "plugins",
        "obsolete",
        "1.5.0",
    ] {
        assert!(list("mini_program").contains(word), "{word}");
    }
    for word in ["2.19.0", "bind", "await", "Promise", "kfid"] {
        assert!(list("service_chat").contains(word), "{word}");
    }
}

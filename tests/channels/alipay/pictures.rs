//! The preview tells the truth.

use jieru::channels::preview::{Part, Preview};
use jieru::channels::{Deployment, find};
use serde_json::{Value, json};

fn preview(target: &str, window: &Value, parameters: &Value, visitor: &Value) -> Preview {
    let object = |value: &Value| value.as_object().unwrap().clone();
    find("alipay").unwrap().preview(
        &Deployment {
            target: target.to_owned(),
            window: object(window),
            parameters: object(parameters),
            visitor: object(visitor),
            ..Deployment::default()
        },
        &<_>::default(),
    )
}

fn button(parameters: &Value) -> Preview {
    preview("mini_program", &json!({}), parameters, &json!({}))
}

fn glyph(preview: &Preview) -> (u16, String, bool) {
    let part = preview.frames[0].parts.last().unwrap();
    let Part::Glyph { size, ink, picture } = part else { panic!("{part:?}") };
    (*size, ink.clone(), *picture)
}

#[test]
fn size_colour_and_picture_show() {
    assert_eq!(glyph(&button(&json!({}))), (25, "#00a3ff".to_owned(), false));
    assert_eq!(
        glyph(&button(&json!({"size": 54, "color": "#FF6A00"}))),
        (54, "#ff6a00".to_owned(), false)
    );
    assert_eq!(glyph(&button(&json!({"size": "54rpx"}))).0, 27);
    assert_eq!(glyph(&button(&json!({"size": "9999"}))).0, 240, "not wider than the phone");
    assert!(glyph(&button(&json!({"icon": "https://img.example/a.png"}))).2);
    let wrong = glyph(&button(&json!({"size": "big", "color": "\"><x", "icon": "x"})));
    assert_eq!(wrong, (25, "#00a3ff".to_owned(), false));
}

#[test]
fn an_old_client_shows_nothing_and_a_known_user_is_reminded() {
    let old = preview("mini_program", &json!({"client": "old"}), &json!({}), &json!({}));
    assert!(matches!(&old.frames[0].parts[2], Part::Note { text } if text.zh.contains("旧版本")));
    let id = json!({"alipay-card-no": "2088000000000001"});
    let cards = |parameters: &Value| {
        let drawn = preview("mini_program", &json!({}), parameters, &id);
        assert_eq!(drawn.frames.len(), 2);
        drawn.frames[1].parts.len()
    };
    assert_eq!(cards(&json!({})), 2);
    assert_eq!(cards(&json!({"ext-info": {"appId": "2021000000000001"}})), 3, "unread messages");
    assert_eq!(button(&json!({})).frames.len(), 1);
}

#[test]
fn extra_information_and_cards_are_told_in_words() {
    let words = |preview: &Preview| {
        preview.behaviours.iter().map(|message| message.en.as_str()).collect::<Vec<_>>().join("\n")
    };
    let told = words(&button(&json!({"ext-info": {"appId": "2021000000000001"}})));
    assert!(told.contains("orders") && told.contains("%7B%22appId%22%3A%222021000000000001%22%7D"));
    assert!(words(&button(&json!({}))).contains("anonymous"));
    let card = json!({"card": {"userId": "u-1", "extInfo": {"grade": "金"}, "timestamp": 1_700_000_000_000_i64}});
    for target in ["mini_program", "h5_link"] {
        let named = preview(target, &json!({}), &json!({}), &card);
        assert!(words(&named).contains("encrypted card"));
        let desk: Vec<(&str, &str)> =
            named.desk.iter().map(|item| (item.raw, item.value.as_str())).collect();
        assert_eq!(
            desk,
            [("extInfo", "{\"grade\":\"金\"}"), ("userId", "u-1"), ("timestamp", "1700000000000")]
        );
        let asked = preview(target, &json!({"signed": true}), &json!({}), &json!({}));
        assert!(words(&asked).contains("your server"));
    }
    let chat = preview("h5_link", &json!({}), &json!({}), &json!({}));
    assert!(matches!(chat.frames[0].parts.last(), Some(Part::InputBar { .. })));
}

#[test]
fn a_faint_colour_is_pointed_out() {
    assert_eq!(button(&json!({"color": "#ffff00"})).advice.len(), 1);
    assert!(button(&json!({"color": "#1d39c4"})).advice.is_empty());
    assert!(button(&json!({})).advice.is_empty(), "the vendor's own blue");
    let picture = json!({"color": "#ffff00", "icon": "https://img.example/a.png"});
    assert!(button(&picture).advice.is_empty(), "a picture hides the icon");
}

//! What may be given and what is told about it; the samples of the vendor document.

use jieru::channels::Severity;
use serde_json::{Value, json};

use super::{CORP, LINK, button, chat};
use crate::channels::reading::{render, rendered};

fn found(input: &Value, id: &str) -> Vec<(Severity, String)> {
    let diagnostics = render(input).diagnostics.into_iter();
    let mine = diagnostics.filter(|found| found.id == format!("wechat.{id}"));
    mine.map(|found| (found.severity, found.parameter.unwrap_or_default())).collect()
}

#[test]
fn names_of_the_call_that_stand_in_the_window_say_where() {
    for (given, name, place) in [
        (json!({"corpId": CORP}), "corpId", "window.corp_id"),
        (json!({"extInfo": {"url": LINK}}), "extInfo", "window.url"),
        (json!({"extInfo.url": LINK}), "extInfo.url", "window.url"),
    ] {
        let input = chat("native", json!({}), given);
        let rendered = render(&input);
        assert!(rendered.is_refused());
        let [one] = rendered.diagnostics.as_slice() else { panic!("{:?}", rendered.diagnostics) };
        assert_eq!(
            (one.id.as_str(), one.parameter.as_deref()),
            ("wechat.stands-elsewhere", Some(name))
        );
        assert!(one.message.zh.contains(place) && one.message.en.contains(place));
    }
    let missing = render(&json!({"channel": "wechat", "target": "service_chat"}));
    let names: Vec<_> =
        missing.diagnostics.iter().filter_map(|one| one.parameter.as_deref()).collect();
    assert_eq!(names, ["corp_id", "url"]);
}

#[test]
fn a_long_session_source_counts_bytes() {
    let with = |text: String| button("native", json!({}), json!({"session-from": text}));
    assert!(found(&with("a".repeat(1000)), "session-from-too-long").is_empty());
    let long = vec![(Severity::Warning, "session-from".to_owned())];
    assert_eq!(found(&with("a".repeat(1001)), "session-from-too-long"), long);
    assert!(found(&with("汉".repeat(333)), "session-from-too-long").is_empty());
    assert_eq!(found(&with("汉".repeat(334)), "session-from-too-long"), long);
}

#[test]
fn unusual_values_are_told_and_wrong_ones_refused() {
    for (name, value, id) in [
        ("send-message-path", "pages/a", "path-relative"),
        ("business-id", "b1", "outside-document"),
    ] {
        let input = button("native", json!({}), json!({"show-message-card": true, name: value}));
        assert_eq!(found(&input, id), [(Severity::Warning, name.to_owned())]);
        assert!(!render(&input).artifacts.iter().any(|one| one.content.contains("business")));
    }
    let account = |appid: &str| {
        let input =
            json!({"channel": "wechat", "target": "mini_program", "account": {"appid": appid}});
        found(&input, "appid-unusual").len()
    };
    assert_eq!((account("wx0123456789abcdef"), account(CORP), account("gh_123")), (0, 1, 1));
    for (window, id) in [
        (json!({"corp_id": "corp-1"}), "corp-id-unusual"),
        (json!({"url": "https://kf.example/x"}), "service-url-unusual"),
        (json!({"url": "http://work.weixin.qq.com/kfid/x"}), "service-url-unusual"),
    ] {
        assert_eq!(found(&chat("native", window, json!({})), id).len(), 1, "{id}");
    }
    for (name, value) in [
        ("open-type", json!("share")),
        ("session-from", json!("a\u{202E}b")),
        ("show-message-card", json!("yes")),
        ("send-message-path", json!("https://x.example/a")),
        ("send-message-path", json!("/pages/a b")),
        ("send-message-img", json!("ftp://x.example/a.png")),
        ("bindcontact", json!("a-b")),
        ("bindcontact", json!("contact")),
        ("bindcontact", json!("await")),
    ] {
        let input = button("native", json!({}), json!({"show-message-card": true, name: value}));
        let wrong = found(&input, "value-not-allowed");
        let card = name == "show-message-card";
        assert!(card || wrong == [(Severity::Error, name.to_owned())], "{name} {wrong:?}");
    }
    let both = json!({"sendMessageTitle": "x", "session-from": "y"});
    let input = chat("native", json!({}), both);
    assert_eq!(
        found(&input, "not-in-this-target"),
        [(Severity::Warning, "session-from".to_owned())]
    );
    assert_eq!(
        found(&input, "card-attributes-without-card"),
        [(Severity::Warning, "sendMessageTitle".to_owned())]
    );
}

#[test]
fn everything_wrong_is_told_at_once() {
    let input = json!({"channel": "wechat", "target": "service_chat", "account": {"appid": "a b", "secret": "x"},
        "window": {"corp_id": "a b", "url": "kf", "page": "../x", "from_page": ["sendMessageTitel"]},
        "parameters": {"sendMessagePath": "a b", "fail": "1x", "sendMesageTitle": "x", "showMessageCard": true}});
    let refused = render(&input);
    let wrong = refused.diagnostics.iter().filter(|one| one.severity == Severity::Error);
    let names: Vec<&str> = wrong.filter_map(|one| one.parameter.as_deref()).collect();
    for name in [
        "appid",
        "secret",
        "corp_id",
        "url",
        "page",
        "from_page.0",
        "sendMessagePath",
        "fail",
        "sendMesageTitle",
    ] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    assert!(refused.artifacts.is_empty());
}

/// Every code sample of the vendor document, the input that makes its working form, what must be in
/// it, and what of the sample must not.
#[test]
#[expect(clippy::too_many_lines, reason = "a list of samples")]
fn every_sample_of_the_document_has_its_working_form() {
    let samples = [
        (
            "示例代码: button with bindcontact and session-from, Vue script",
            button(
                "native",
                json!({}),
                json!({"session-from": "sessionFrom", "bindcontact": "handleContact"}),
            ),
            &[
                "open-type=\"contact\"",
                "bindcontact=\"handleContact\"",
                "session-from=\"{{contact.sessionFrom}}\"",
                "handleContact: function (event)",
            ][..],
            &["<script", "setup"][..],
        ),
        (
            "示例代码, as a component of Vue",
            button("uni_app", json!({}), json!({"session-from": "sessionFrom"})),
            &[
                "<script setup>",
                "@contact=\"handleContact\"",
                ":session-from=\"contact.sessionFrom\"",
                "function handleContact(event)",
            ],
            &["bindcontact"],
        ),
        (
            "发送卡片示例代码: show-message-card",
            button("native", json!({}), json!({"show-message-card": "true"})),
            &["show-message-card=\"{{true}}\"", "联系客服"],
            &["show-message-card=\"true\""],
        ),
        (
            "发送卡片标题示例代码: send-message-title with a colon",
            button(
                "native",
                json!({}),
                json!({"show-message-card": "true", "send-message-title": "标题"}),
            ),
            &["send-message-title=\"{{contact.sendMessageTitle}}\"", "sendMessageTitle: \"标题\""],
            &[":send-message-title"],
        ),
        (
            "发送卡片标题示例代码, where the colon is right",
            button(
                "uni_app",
                json!({}),
                json!({"show-message-card": "true", "send-message-title": "标题"}),
            ),
            &[
                ":send-message-title=\"contact.sendMessageTitle\"",
                "sendMessageTitle: \"标题\"",
                ":show-message-card=\"true\"",
            ],
            &["=\"标题\""],
        ),
    ];
    for (sample, input, present, absent) in samples {
        let rendered = rendered(&input);
        let all: String = rendered.artifacts.iter().map(|one| one.content.as_str()).collect();
        for text in present {
            assert!(all.contains(text), "{sample}: {text} in {all}");
        }
        for text in absent {
            assert!(!all.contains(text), "{sample}: {text} in {all}");
        }
    }
}

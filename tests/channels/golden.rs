//! Snippets as people copy them. `JIERU_BLESS=1` writes the present ones; a reviewer reads the difference.

use std::fmt::Write as _;
use std::path::PathBuf;

use jieru::channels::Artifact;
use serde_json::{Value, json};

use super::reading::{axml, check_wxml, html, render};
use super::{alipay, sobot, tencent_desk, wechat};

#[expect(clippy::too_many_lines, reason = "a list of cases")]
fn cases() -> Vec<(&'static str, Value)> {
    let account = json!({"sysnum": "4c349791a07b46c1a70b8ac88aa23257", "host": "demo.sobot.com"});
    let sobot = |target: &str, window: Value, parameters: Value, visitor: Value| json!({"channel": "sobot", "target": target, "account": account, "window": window, "parameters": parameters, "visitor": visitor});
    let wecom = |window: Value, parameters: Value| {
        let mut all = json!({"plugid": "a1b2c3d4e5f60718293a4b5c6d7e8f90"});
        all.as_object_mut().unwrap().extend(window.as_object().unwrap().clone());
        json!({"channel": "wecom", "target": "mini_program", "window": all, "parameters": parameters})
    };
    let events = json!([
        "frame_ready",
        "frame_status",
        "receive_message",
        "offline_message_count",
        "zhichiReceive",
        "chat_collapse_window"
    ]);
    let first = vec![
        (
            "sobot-link",
            sobot(
                "link",
                json!({}),
                json!({"locale": "cn", "top_bar_flag": 1, "title_flag": 2, "custom_title": "在线客服"}),
                json!({"partnerid": "u 1001", "uname": "张三 & 李四"}),
            ),
        ),
        (
            "sobot-link-signed",
            sobot("link", json!({"signed": true}), json!({"color": "04babc"}), json!({})),
        ),
        (
            "sobot-link-legacy",
            sobot(
                "link",
                json!({"variant": "h5_legacy"}),
                json!({"groupid": "4r3e2w1q", "type": 4, "locale": "en"}),
                json!({"partnerid": "u1001"}),
            ),
        ),
        (
            "sobot-component",
            sobot(
                "component",
                json!({}),
                json!({"color": "04babc", "location": 2, "robot_hello_word": "您好"}),
                json!({"uname": "智齿</script>"}),
            ),
        ),
        (
            "sobot-component-release",
            sobot(
                "component",
                json!({"events": events}),
                json!({"color": "04babc", "invite": 1, "tip_title": "欢迎咨询"}),
                json!({}),
            ),
        ),
        (
            "sobot-component-signed",
            sobot(
                "component",
                json!({"signed": true, "init": "manual"}),
                json!({"color": "04babc"}),
                json!({}),
            ),
        ),
        (
            "sobot-component-dynamic",
            sobot("component", json!({"init": "dynamic"}), json!({}), json!({})),
        ),
        (
            "sobot-component-custom",
            sobot("component", json!({"init": "custom"}), json!({"locale": "en"}), json!({})),
        ),
        (
            "wecom-bubble",
            wecom(
                json!({}),
                json!({"styleType": 2, "blockStyle": "bubble", "bubbleColor": "4790EE"}),
            ),
        ),
        (
            "wecom-row",
            wecom(
                json!({"page": "pages/order/detail"}),
                json!({"styleType": 1, "isMask": 1, "contactText": 1, "avatorStyle": "rect", "buttonText": 1, "buttonStyle": "light", "paddingStyle": 12}),
            ),
        ),
    ];
    [first, sobot::golden(), alipay::golden(), wechat::golden(), tencent_desk::golden()].concat()
}

#[test]
fn snippets_are_those_that_were_approved() {
    let bless = std::env::var_os("JIERU_BLESS").is_some_and(|value| value == "1");
    let folder = PathBuf::from(file!()).parent().map(PathBuf::from).unwrap_or_default();
    let folder = [
        folder.join("golden"),
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/channels/golden"),
    ]
    .into_iter()
    .find(|folder| folder.is_dir())
    .expect("the folder of golden snippets");
    let mut differing = Vec::new();
    for (name, input) in cases() {
        let file = folder.join(format!("{name}.txt"));
        let text = print(&input);
        if bless {
            std::fs::write(&file, &text).expect("a writable folder");
        } else if std::fs::read_to_string(&file).unwrap_or_default() != text {
            differing.push(name);
        }
    }
    assert!(
        differing.is_empty(),
        "{differing:?} changed; look at them and run again with JIERU_BLESS=1"
    );
}

/// Input, artifacts and links, as a reviewer reads them.
fn print(input: &Value) -> String {
    let rendered = render(input);
    assert!(!rendered.is_refused(), "{:?}", rendered.diagnostics);
    let mut text = format!("{input:#}\n");
    for artifact in &rendered.artifacts {
        match artifact.language {
            "html" => assert!(!html(&artifact.content).is_empty()),
            "wxml" => check_wxml(&artifact.content),
            "axml" => assert!(!axml(&artifact.content).is_empty()),
            "json" => assert!(serde_json::from_str::<Value>(&artifact.content).is_ok()),
            _ => {}
        }
        let Artifact { path, language, merge, content } = artifact;
        write!(text, "\n=== {path} ({language}, {merge})\n{content}").unwrap();
    }
    for link in &rendered.links {
        write!(text, "\n=== link {}\n{}\n", link.kind, link.url).unwrap();
    }
    text
}

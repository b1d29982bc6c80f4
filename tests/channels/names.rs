//! Names and values in the wrong place: a key in an option, a setting of another target, a slip, a
//! former name.

use jieru::channels::Severity;
use serde_json::{Value, json};

use super::reading::render;

/// Whatever stands in a value ends in generated code, so the key must not.
#[test]
fn a_key_in_the_wrong_place_is_refused() {
    let deployment = |parameters: Value, visitor: Value, key: &str| {
        json!({"channel": "sobot", "target": "component",
            "account": {"sysnum": "4c349791a07b46c1a70b8ac88aa23257", "host": "demo.sobot.com"},
            "parameters": parameters, "visitor": visitor, "key": key})
    };
    let cases = [
        (json!({"robot_hello_word": "key: test-key-0001!"}), json!({}), "robot_hello_word"),
        (json!({}), json!({"partnerid": "test-key-0001"}), "partnerid"),
        (json!({}), json!({"params": {"a": ["x", {"b": "test-key-0001"}]}}), "params.a.1.b"),
        (json!({}), json!({"params": {"test-key-0001": "x"}}), "params"),
    ];
    for (parameters, visitor, place) in cases {
        let rendered = render(&deployment(parameters, visitor, "test-key-0001"));
        let found = rendered.diagnostics.iter().find(|found| found.id == "snippet.secret");
        assert_eq!(found.and_then(|found| found.parameter.as_deref()), Some(place));
        assert!(rendered.artifacts.is_empty());
    }
    let short = deployment(json!({"robot_hello_word": "has a key"}), json!({}), "key");
    assert!(!render(&short).is_refused(), "short keys occur inside words");
}

/// A setting of another target is left out with a warning; only what nobody knows is an error.
#[test]
fn settings_of_other_targets_are_told_and_left_out() {
    let plugin = json!({"plugid": "a1b2c3d4e5f60718293a4b5c6d7e8f90"});
    for (channel, target, account, window, name) in [
        ("tencent_desk", "mini_program", json!({"sdk_app_id": 1_400_000_000}), json!({}), "signed"),
        ("wecom", "mini_program", json!({}), plugin, "sign_endpoint"),
        ("sobot", "link", json!({"sysnum": "s", "host": "demo.sobot.com"}), json!({}), "page"),
        (
            "sobot",
            "component",
            json!({"sysnum": "s", "host": "demo.sobot.com"}),
            json!({}),
            "templateid",
        ),
    ] {
        let mut given = window.clone();
        given[name] = json!("x");
        let input = |window: &Value| json!({"channel": channel, "target": target, "account": account, "window": window});
        let (with, without) = (render(&input(&given)), render(&input(&window)));
        let found = with.diagnostics.iter().find(|one| one.parameter.as_deref() == Some(name));
        let found = found.unwrap_or_else(|| panic!("{channel} {target} {name}"));
        assert_eq!(found.id, format!("{channel}.not-in-this-target"));
        assert_eq!(found.severity, Severity::Warning);
        assert_eq!(with.artifacts, without.artifacts);
        given[name] = json!(null);
        assert_eq!(render(&input(&given)).diagnostics, without.diagnostics, "not set");
    }
}

#[test]
fn former_names_lead_to_the_present_ones() {
    for (former, present) in [("moduleType", "type"), ("lan", "locale"), ("partnerId", "partnerid")]
    {
        let input = json!({"channel": "sobot", "target": "link", "account": {"sysnum": "s", "host": "demo.sobot.com"},
            "parameters": {former: "1"}});
        let rendered = render(&input);
        let found =
            rendered.diagnostics.iter().find(|one| one.parameter.as_deref() == Some(former));
        let found = found.expect("a finding");
        assert!(found.message.en.contains(present), "{}", found.message.en);
        assert_eq!(found.help.as_deref(), Some(format!("/help/channels/sobot#{present}").as_str()));
    }
    let input = json!({"channel": "sobot", "target": "link", "account": {"sysnum": "s", "host": "demo.sobot.com"},
        "parameters": {"elephant": 1}});
    let rendered = render(&input);
    let found =
        rendered.diagnostics.iter().find(|one| one.parameter.as_deref() == Some("elephant"));
    assert_eq!(found.expect("a finding").help, None);
}

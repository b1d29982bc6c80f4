//! What was rendered is read back with the same values, and nothing is wrong with it.

use jieru::channels::inspect::{Entry, inspect};
use jieru::channels::{ALL, Deployment, Rendered, Severity, Values, find, read, tables};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::SYSNUM;
use crate::channels::reading::render;

/// Deployments of every kind; `key` and visitor values included.
fn deployments() -> Vec<Value> {
    let sobot = |target: &str, window: Value, parameters: Value, visitor: Value| {
        json!({"channel": "sobot", "target": target, "account": {"sysnum": SYSNUM, "host": "demo.sobot.com"},
               "window": window, "parameters": parameters, "visitor": visitor})
    };
    let options = json!({"color": "04babc", "locale": "en", "time": 15, "type": 3});
    let person = json!({"partnerid": "u 1001", "uname": "张三 & 李四", "params": {"等级": "Boss"}});
    let goods = json!({"order_status": 0, "status_custom": "待退款", "create_time": "1586414406391", "order_code": "0012",
        "order_url": "https://o.example/?a=1&b=2", "goods": [{"name": "a&b", "pictureUrl": "https://i.example/p.png?x=1&y=%20"}]});
    let signed = json!({"signed": true, "sign_endpoint": "https://shop.example/sign"});
    let mut list = vec![
        sobot("link", json!({}), options.clone(), person.clone()),
        sobot("link", json!({"variant": "pc"}), json!({"locale": "en"}), json!({})),
        sobot("link", signed.clone(), options.clone(), json!({})),
        sobot(
            "link",
            json!({}),
            json!({"top_bar_flag": 1, "title_flag": 2, "custom_title": "客服"}),
            goods.clone(),
        ),
        sobot(
            "component",
            json!({"events": ["frame_ready", "trace", "zhichiReceive", "chat_collapse_window"]}),
            json!({"location": 2, "man_trace": true}),
            person.clone(),
        ),
        sobot("component", json!({}), options.clone(), goods),
        sobot("component", signed.clone(), options.clone(), json!({})),
        sobot(
            "leave_message",
            json!({"templateid": "t1", "groupid": "g1"}),
            json!({"locale": "cn"}),
            json!({"uid": "u-9", "uname": "甲"}),
        ),
        sobot(
            "ticket",
            json!({"url": "https://demo.sobot.com/ticket/form/index.html?id=42#/new"}),
            json!({}),
            json!({"params": {"card_title": "云客服 & 智齿"}}),
        ),
        sobot("web_view", json!({}), options, person),
        sobot("web_view", signed, json!({"type": 3}), json!({})),
    ];
    for init in ["auto", "manual", "custom", "dynamic"] {
        for events in [json!([]), json!(["dynamic_ready", "frame_status"])] {
            list.push(sobot(
                "component",
                json!({"init": init, "events": events}),
                json!({"color": "04babc"}),
                json!({}),
            ));
        }
    }
    let mut keyed = list.first().cloned().expect("one");
    keyed["key"] = "n8Fj3kd02ksl".into();
    list.push(keyed);
    list
}

fn deployment(input: &Value) -> Deployment {
    read(input.as_object().expect("an object")).expect("a deployment").1
}

/// The canonical values of a deployment, in one flat object.
fn flat(channel: &str, deployment: &Deployment) -> Values {
    let channel = find(channel).expect("a channel");
    let checked = tables::check(channel, deployment).checked.expect("a checked deployment");
    let mut values: Values = checked
        .options()
        .iter()
        .map(|entry| (entry.param.name.to_owned(), entry.value.clone()))
        .collect();
    let window = tables::target(channel, &deployment.target).expect("a target").window_fields;
    for param in window {
        if let Some(value) = checked.window_value(param.name) {
            values.insert(param.name.to_owned(), value.clone());
        }
    }
    for param in channel.account_fields() {
        if let Some(value) = checked.account(param.name) {
            values.insert(param.name.to_owned(), value.into());
        }
    }
    values
}

/// What an entry says, as a deployment of its target, in the same form.
fn read_back(entry: &Entry) -> Values {
    let channel = find(entry.channel.expect("a channel")).expect("a channel");
    let mut deployment = Deployment { target: entry.kind.to_owned(), ..Deployment::default() };
    let target = tables::target(channel, entry.kind).unwrap_or_else(|| panic!("{}", entry.kind));
    for (name, value) in &entry.values {
        let named = |param: &&jieru::catalog::Param| param.name == name;
        let values = if channel.account_fields().iter().any(|param| named(&param)) {
            &mut deployment.account
        } else if target.window_fields.iter().any(|param| named(&param)) {
            &mut deployment.window
        } else {
            &mut deployment.parameters
        };
        values.insert(name.clone(), value.clone());
    }
    flat(entry.channel.expect("a channel"), &deployment)
}

/// Values that a text does not carry: defaults of fields that only steer the rendering.
fn carried(input: &Value, mut values: Values) -> Values {
    if input["target"] == "web_view" {
        values.remove("page");
    }
    if input["target"] == "ticket" {
        values.remove("sysnum");
        values.remove("host");
    }
    for (name, steering) in [("signed", json!(false)), ("events", json!([]))] {
        if values.get(name) == Some(&steering) {
            values.remove(name);
        }
    }
    if !values.contains_key("signed") {
        values.remove("sign_endpoint");
    }
    values
}

fn compare(input: &Value, text: &str) {
    let inspection = inspect(text);
    let channel = input["channel"].as_str().expect("a channel");
    let [entry] = inspection.entries.as_slice() else {
        panic!("{} entries in {text}", inspection.entries.len())
    };
    assert_eq!(entry.channel, Some(channel));
    assert_eq!(entry.kind, input["target"], "{text}");
    let mut expected = carried(input, flat(channel, &deployment(input)));
    let mut found = entry.clone();
    if input["target"] == "ticket" {
        // The address is all that a ticket's link says about the account.
        found.values.insert("sysnum".to_owned(), SYSNUM.into());
        found.values.insert("host".to_owned(), "demo.sobot.com".into());
    }
    let mut read = carried(input, read_back(&found));
    // A link by itself says nothing about the page around it.
    if text.starts_with("https://") {
        for values in [&mut expected, &mut read] {
            values.remove("signed");
            values.remove("sign_endpoint");
        }
    }
    assert_eq!(Value::from(read), Value::from(expected), "{text}");
}

fn carries_values(rendered: &Rendered) -> Vec<String> {
    let artifacts = rendered.artifacts.iter().filter(|one| matches!(one.language, "html" | "js"));
    artifacts
        .map(|one| one.content.clone())
        .chain(rendered.links.iter().map(|link| link.url.clone()))
        .collect()
}

#[test]
fn every_rendered_text_is_read_back() {
    for input in deployments() {
        let rendered = render(&input);
        assert!(!rendered.is_refused(), "{input}: {:?}", rendered.diagnostics);
        for text in carries_values(&rendered) {
            compare(&input, &text);
        }
    }
}

/// Nothing of ours is wrong: what is said about it was said when it was rendered.
#[test]
fn our_own_texts_are_innocent() {
    for input in deployments() {
        let rendered = render(&input);
        let told: Vec<&str> = rendered.diagnostics.iter().map(|one| one.id.as_str()).collect();
        let texts = rendered
            .artifacts
            .iter()
            .map(|one| &one.content)
            .chain(rendered.links.iter().map(|link| &link.url));
        for text in texts {
            for finding in inspect(text).entries.iter().flat_map(|entry| &entry.findings) {
                assert!(told.contains(&finding.id.as_str()), "{finding:?} in {text}");
                assert!(finding.severity < Severity::Error);
            }
        }
    }
}

#[test]
fn the_old_form_is_read_under_the_present_names() {
    let input = json!({"channel": "sobot", "target": "link", "account": {"sysnum": SYSNUM, "host": "demo.sobot.com"},
        "window": {"variant": "h5_legacy"}, "parameters": {"type": 4, "locale": "en", "groupid": "g1"}, "visitor": {"partnerid": "u1"}});
    let rendered = render(&input);
    for text in carries_values(&rendered) {
        compare(&input, &text);
    }
}

/// Every channel's plain deployments: nothing is an error in what they render.
#[test]
fn no_channel_renders_what_is_wrong() {
    for channel in ALL {
        for target in channel.targets() {
            let mut input = json!({"channel": channel.id(), "target": target.id, "account": {"sysnum": SYSNUM, "host": "demo.sobot.com"},
                "window": {"plugid": "a1b2c3d4e5f60718293a4b5c6d7e8f90", "url": "https://demo.sobot.com/ticket/form?id=42"}});
            let known = |table: &[jieru::catalog::Param], given: &Value| -> Value {
                let fields = given.as_object().expect("an object").iter();
                fields
                    .filter(|(name, _)| table.iter().any(|param| param.name == *name))
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect::<Values>()
                    .into()
            };
            input["account"] = known(channel.account_fields(), &input["account"]);
            input["window"] = known(target.window_fields, &input["window"]);
            let rendered = render(&input);
            for artifact in &rendered.artifacts {
                for entry in inspect(&artifact.content).entries {
                    let errors: Vec<_> = entry
                        .findings
                        .iter()
                        .filter(|one| one.severity == Severity::Error)
                        .collect();
                    assert!(errors.is_empty(), "{errors:?} in {}", artifact.content);
                }
            }
        }
    }
}

/// Texts that a parameter may hold and that break careless writers and readers.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = [
        "张",
        "é",
        "😀",
        "a",
        "1",
        " ",
        "&",
        "&amp;",
        "&params=",
        "=",
        "?",
        "#",
        "/",
        "%",
        "%25",
        "%E5%BC%A0",
        "+",
        "\"",
        "'",
        "`",
        "\\",
        "\\n",
        "<",
        ">",
        "</script>",
        "<!--",
        "-->",
        "{{x}}",
        "${y}",
        "{",
        "}",
        "[",
        "]",
        ",",
        ";",
        ":",
        "//",
        "/*",
        "*/",
        "(",
        ")",
        "<?php",
        "?>",
        "<%",
        "%>",
        "https://a.example/?b=1&c=2",
        "zc('config', {})",
        "¶",
        "×",
        "\u{2028}",
        "\u{A0}",
        "\u{FFFC}x",
        "x.src = ",
        "Page({})",
        "true",
        "null",
    ];
    let piece = proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned);
    proptest::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_values_are_read_back(uname in hostile(), partnerid in hostile(), greeting in hostile(), field in hostile(), picture in hostile()) {
        let address = jieru::channels::encode::query(&picture);
        for target in ["link", "component", "web_view"] {
            let input = json!({"channel": "sobot", "target": target, "account": {"sysnum": SYSNUM, "host": "demo.sobot.com"},
                "window": {}, "parameters": {"robot_hello_word": greeting, "color": "04babc"},
                "visitor": {"uname": uname, "partnerid": partnerid, "params": {(field.clone()): greeting, "k": field},
                    "goods": [{"name": uname, "pictureUrl": format!("https://i.example/{}?a=1&b=%20", address.as_str())}]}});
            let rendered = render(&input);
            prop_assert!(!rendered.is_refused(), "{:?}", rendered.diagnostics);
            for text in carries_values(&rendered) {
                compare(&input, &text);
            }
        }
    }
}

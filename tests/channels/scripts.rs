//! Generated scripts, run by a JavaScript engine on a stub page and compared with their input.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::reading::{artifact, check_wxml, html, render, rendered, run, script};

const SYSNUM: &str = "4c349791a07b46c1a70b8ac88aa23257";

fn component(window: &Value, parameters: &Value, visitor: &Value) -> String {
    let input = json!({
        "channel": "sobot", "target": "component", "account": {"sysnum": SYSNUM, "host": "demo.sobot.com"},
        "window": window, "parameters": parameters, "visitor": visitor,
    });
    artifact(&rendered(&input), "index.html").to_owned()
}

/// The object handed to `zc("config", …)`, as the vendor's script will find it in its queue.
const CONFIG: &str =
    "cbk.filter(function (c) { return c[0] === 'config'; }).map(function (c) { return c[1]; })";

#[test]
fn the_configuration_equals_its_input() {
    let hostile = "智齿</script><!--\u{2028}\"'\\{{x}}😀&params=";
    let page = component(
        &json!({}),
        &json!({"color": "04babc", "location": 2, "robot_hello_word": hostile, "time": "15", "msg_flag": 0,
                "invite": 1, "tip_title": hostile, "anchor": true, "invite_flag": "0", "type": 3}),
        &json!({"uname": hostile, "params": {"等级": hostile}, "is_vip": 1, "order_code": "0012",
                "goods": [{"name": "a&b", "pictureUrl": "https://img.example/p.png?x=1&y=2"}]}),
    );
    let config = run("", &script(&page), CONFIG);
    assert_eq!(config.as_array().unwrap().len(), 1);
    let config = &config[0];
    let expected = json!({"color": "04babc", "location": 2, "robot_hello_word": hostile, "time": 15, "msg_flag": false,
        "invite": 1, "tip_title": hostile, "anchor": true, "invite_flag": false, "type": 3,
        "uname": hostile, "is_vip": 1, "order_code": "0012"});
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&config[name], value, "{name}");
    }
    let inner: Value = serde_json::from_str(config["params"].as_str().unwrap()).unwrap();
    assert_eq!(inner, json!({"等级": hostile}));
    let goods: Value = serde_json::from_str(config["goods"].as_str().unwrap()).unwrap();
    assert_eq!(goods[0]["pictureUrl"], "https%3A%2F%2Fimg.example%2Fp.png%3Fx%3D1%26y%3D2");
}

#[test]
fn the_vendor_script_is_loaded_once_however_often_ours_runs() {
    let code = script(&component(&json!({}), &json!({"color": "04babc"}), &json!({"uname": "甲"})));
    let seen = run("", &format!("{code}\n{code}"), "[appended, cbk.length]");
    assert_eq!(seen[0].as_array().unwrap().len(), 1);
    assert_eq!(seen[0][0]["id"], "zhichiScript");
    assert_eq!(
        seen[0][0]["src"],
        format!("https://demo.sobot.com/chat/frame/v2/entrance.js?sysnum={SYSNUM}")
    );
    assert_eq!(seen[1], 2, "the configuration is sent again");
}

#[test]
fn a_release_takes_visitor_values_from_the_page() {
    let code = script(&component(&json!({}), &json!({"color": "04babc"}), &json!({})));
    let before = r#"window.visitor = {uname: "甲", tel: "", params: {a: 1}, color: "ff0000", sign: "x", manual: true,
        order_url: "http://s.example/?a=1&b", goods: [{name: "a&b", pictureUrl: "https://i.example/?c=1"}]};"#;
    let config = run(before, &code, CONFIG);
    assert_eq!(
        config[0],
        json!({"color": "04babc", "uname": "甲", "params": "{\"a\":1}",
        "order_url": "http%3A%2F%2Fs.example%2F%3Fa%3D1%26b", "goods": "[{\"name\":\"a&b\",\"pictureUrl\":\"https%3A%2F%2Fi.example%2F%3Fc%3D1\"}]"})
    );
    let without = run("", &code, CONFIG);
    assert_eq!(without[0], json!({"color": "04babc"}));
}

#[test]
fn a_signature_comes_from_the_customers_server() {
    let page = component(
        &json!({"signed": true, "sign_endpoint": "https://shop.example/sign?a=1&b=2"}),
        &json!({}),
        &json!({}),
    );
    let seen = run(
        r#"answer = {partnerid: "u 1", sign: "abc"};"#,
        &script(&page),
        &format!("[fetched, {CONFIG}, logged]"),
    );
    assert_eq!(
        seen[0][0],
        json!(["https://shop.example/sign?a=1&b=2", {"credentials": "include"}])
    );
    assert_eq!(seen[1][0], json!({"partnerid": "u 1", "sign": "abc"}));
    assert_eq!(seen[2], json!([]));
}

#[test]
fn nothing_loads_without_a_signature() {
    let code = script(&component(&json!({"signed": true}), &json!({}), &json!({})));
    let seen = run("answer = {partnerid: 'u'};", &code, "[appended, logged.length]");
    assert_eq!(seen, json!([[], 1]));
}

#[test]
fn every_start_works() {
    let manual = component(&json!({"init": "manual"}), &json!({}), &json!({"uname": "x"}));
    assert!(html(&manual).iter().any(|tag| tag.attribute("id") == Some("zhichiStart")));
    let clicked = format!("{}\nelements.zhichiStart.listeners.click();", script(&manual));
    let seen = run("", &clicked, "cbk.map(function (c) { return c[0]; })");
    assert_eq!(seen, json!(["config", "frame_manual"]));

    let custom = component(&json!({"init": "custom"}), &json!({}), &json!({"uname": "x"}));
    assert!(
        html(&custom)
            .iter()
            .any(|tag| tag.name == "button" && tag.attribute("class") == Some("zhiCustomBtn"))
    );
    let seen = run("", &script(&custom), &format!("[{CONFIG}[0].custom, appended[0].className]"));
    assert_eq!(seen, json!([true, "zhiCustomBtn"]));

    let dynamic = component(&json!({"init": "dynamic"}), &json!({}), &json!({"uname": "x"}));
    let seen = run(
        "",
        &script(&dynamic),
        "[cbk.map(function (c) { return c[0]; }), elements.zhichiEntry.children[0].className]",
    );
    assert_eq!(seen, json!([["config", "dynamic_ready"], "zhiCustomBtn"]));
}

#[test]
fn messages_of_strangers_are_ignored() {
    let events = json!([
        "frame_ready",
        "frame_status",
        "receive_message",
        "offline_message_count",
        "zhichiReceive",
        "chat_collapse_window"
    ]);
    let page = component(&json!({"events": events}), &json!({}), &json!({"uname": "x"}));
    let after = r#"
        listeners.message({origin: "https://evil.example", data: "{}"});
        listeners.message({origin: "https://demo.sobot.com", data: "not json"});
        listeners.message({origin: "https://demo.sobot.com", data: "null"});
        listeners.message({origin: "https://demo.sobot.com", data: '{"name":"zc_post_message","data":{"action":"chat_collapse_window"}}'});
    "#;
    let seen = run(
        "",
        &format!("{}{after}", script(&page)),
        "[cbk.map(function (c) { return c[0]; }), typeof listeners.zhichiReceive]",
    );
    assert_eq!(
        seen,
        json!([
            ["config", "frame_ready", "frame_status", "receive_message", "offline_message_count"],
            "function"
        ])
    );
}

#[test]
fn a_signed_link_waits_for_the_customers_server() {
    let input = json!({
        "channel": "sobot", "target": "link", "account": {"sysnum": SYSNUM, "host": "demo.sobot.com"},
        "window": {"signed": true}, "parameters": {"color": "04babc"}, "visitor": {"partnerid": "old", "uname": "甲"},
    });
    let rendered = rendered(&input);
    let page = artifact(&rendered, "link.html");
    let tags = html(page);
    let href = tags[0].attribute("href").unwrap();
    let before = format!(
        "answer = {{partnerid: 'u&1', sign: 'abc'}}; elements.sobotEntry.href = {};",
        json!(href)
    );
    let seen = run(&before, &script(page), "elements.sobotEntry.href");
    let url = url::Url::parse(seen.as_str().unwrap()).unwrap();
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let of = |name: &str| {
        pairs
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!((of("partnerid"), of("sign"), of("uname")), (vec!["u&1"], vec!["abc"], vec!["甲"]));
}

fn wecom(window: &Value, parameters: &Value) -> jieru::channels::Rendered {
    let mut all = json!({"plugid": "a1b2c3d4e5f60718293a4b5c6d7e8f90"});
    all.as_object_mut().unwrap().extend(window.as_object().unwrap().clone());
    rendered(
        &json!({"channel": "wecom", "target": "mini_program", "window": all, "parameters": parameters}),
    )
}

#[test]
fn the_plugin_is_wired_under_its_alias_and_tag() {
    let rendered = wecom(
        &json!({"alias": "wecomPlugin", "tag": "contact-cell", "version": "1.3.0", "page": "pkg/pages/help"}),
        &json!({}),
    );
    let app: Value = serde_json::from_str(artifact(&rendered, "app.json")).unwrap();
    assert_eq!(
        app,
        json!({"plugins": {"wecomPlugin": {"version": "1.3.0", "provider": "wx104a1a20c3f81ec2"}}})
    );
    let page: Value = serde_json::from_str(artifact(&rendered, "pkg/pages/help.json")).unwrap();
    assert_eq!(page, json!({"usingComponents": {"contact-cell": "plugin://wecomPlugin/cell"}}));
    assert!(artifact(&rendered, "pkg/pages/help.wxml").starts_with("<contact-cell\n"));
}

#[test]
fn only_working_options_reach_the_component() {
    let options = json!({"styleType": "2", "blockStyle": "bubble", "bubbleColor": "#E8590C", "isMask": true, "buttonText": 3, "paddingStyle": "12"});
    let rendered = wecom(&json!({"staff": "multiple"}), &options);
    let wxml = artifact(&rendered, "pages/index/index.wxml");
    check_wxml(wxml);
    for written in ["styleType=\"{{2}}\"", "blockStyle=\"bubble\"", "bubbleColor=\"E8590C\""] {
        assert!(wxml.contains(written), "{written} in {wxml}");
    }
    let idle = ["isMask", "buttonText", "paddingStyle"];
    for name in idle {
        assert!(!wxml.contains(name), "{name}");
        let told = rendered.diagnostics.iter().any(|found| {
            found.id == "wecom.option-without-effect" && found.parameter.as_deref() == Some(name)
        });
        assert!(told, "{name}");
    }
    assert!(rendered.diagnostics.iter().any(|found| found.id == "wecom.colour-with-hash"));
}

#[test]
fn handlers_survive_a_tap_without_a_code() {
    let rendered = wecom(&json!({}), &json!({"completemessage": "onContact"}));
    check_wxml(artifact(&rendered, "pages/index/index.wxml"));
    assert!(
        artifact(&rendered, "pages/index/index.wxml")
            .contains("bind:completemessage=\"onContact\"")
    );
    let before = "var page; function Page(options) { page = options; }";
    let after = r"
        page.startmessage({});
        page.onContact({detail: {state: 1}}); page.onContact({}); page.onContact();
        [0, -3002, -3004, -3005, -3006, -3007, -3008, -3010].forEach(function (code) { page.onContact({detail: {errcode: code}}); });
        page.onContact({detail: {errcode: -1}});
    ";
    let seen =
        run(before, &format!("{}{after}", artifact(&rendered, "pages/index/index.js")), "logged");
    assert_eq!(seen, json!(["contactPlugin -1"]));
}

#[test]
fn a_name_that_could_break_out_is_refused() {
    for (name, value) in [
        ("tag", "cell\"><x"),
        ("alias", "a/b"),
        ("page", "../app"),
        ("version", "1.4.3\""),
        ("plugid", "a\"b"),
        ("plugid", "plugid"),
        ("tag", "view"),
    ] {
        let mut window = json!({"plugid": "a1b2c3d4e5f60718293a4b5c6d7e8f90"});
        window[name] = json!(value);
        let rendered =
            render(&json!({"channel": "wecom", "target": "mini_program", "window": window}));
        assert!(rendered.is_refused(), "{name}={value}");
        assert!(rendered.artifacts.is_empty());
    }
}

/// Any text that the catalogue accepts.
fn accepted() -> impl Strategy<Value = String> {
    let pieces = [
        "</script>",
        "<!--",
        "\"",
        "'",
        "\\",
        "{{x}}",
        "\u{2028}",
        "😀",
        "&params=1",
        "%25",
        "张三",
        " ",
        "+",
        "#",
        "a",
    ];
    let piece = prop_oneof![
        proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned),
        "\\PC{1,20}"
    ];
    let text = proptest::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat());
    text.prop_filter("accepted", |text| jieru::catalog::kind::check_characters(text, false).is_ok())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_accepted_arrives_unchanged(uname in accepted(), greeting in accepted(), field in accepted()) {
        let visitor = json!({"uname": uname, "params": {"x": field}});
        let parameters = json!({"robot_hello_word": greeting});
        let config = run("", &script(&component(&json!({}), &parameters, &visitor)), CONFIG);
        prop_assert_eq!(&config[0]["uname"], &json!(uname));
        prop_assert_eq!(&config[0]["robot_hello_word"], &json!(greeting));
        let inner: Value = serde_json::from_str(config[0]["params"].as_str().unwrap()).unwrap();
        prop_assert_eq!(inner, json!({"x": field}));

        let input = json!({
            "channel": "sobot", "target": "link", "account": {"sysnum": SYSNUM, "host": "demo.sobot.com"},
            "parameters": parameters, "visitor": visitor,
        });
        let rendered = rendered(&input);
        let href = html(artifact(&rendered, "link.html"))[0].attribute("href").unwrap().to_owned();
        let url = url::Url::parse(&href).unwrap();
        let pairs: std::collections::BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        prop_assert_eq!(&pairs["uname"], &uname);
        prop_assert_eq!(&pairs["robot_hello_word"], &greeting);
        prop_assert_eq!(href, rendered.links[0].url.clone());
    }
}

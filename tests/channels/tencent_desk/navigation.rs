//! The page with the button, run on a stub of the base library whose `navigateTo` treats addresses
//! as the real one does: cut at `?`, `&` and `=`, encoded and decoded once.

use jieru::channels::encode::{js_navigate, navigate_json, navigate_text};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::reading::{artifact, check_wxml, evaluate, rendered, run};
use super::{buttons, desk, order};

const NAVIGATE: &str = include_str!("../fixtures/mp-navigate-query.json");

/// What the target page receives, and what the kit's page makes of it.
const WX: &str = r#"
var page, opened = [], toasts = [], asked = [], mode = "fine", reply = {userID: "u-1", userSig: "eJw*-_"}, status = 200;
function Page(options) { page = options; }
function deliver(url) {
  var parts = url.split("?");
  var rewritten = String(parts[1]).split("&").map(function (pair) {
    var two = pair.split("=");
    return two[0] + "=" + encodeURIComponent(two[1]);
  }).join("&");
  var options = {};
  rewritten.split("&").forEach(function (pair) {
    var at = pair.indexOf("=");
    options[pair.slice(0, at)] = decodeURIComponent(pair.slice(at + 1));
  });
  return { path: parts[0], options: options };
}
function kit(options) {
  var seen = {};
  ["toolbarButtonList", "bottomQuickOrder", "customerServiceIDList", "transferToHumanOptions", "transferToTaskFlowOptions"].forEach(function (name) {
    try { if (options[name]) { seen[name] = JSON.parse(options[name]); } } catch (error) { seen[name] = "broken"; }
  });
  return seen;
}
var wx = {
  request: function (o) {
    asked.push([o.url, Object.keys(o)]);
    if (mode === "silent") { return; }
    if (mode === "offline") { o.fail({errMsg: "request:fail"}); return; }
    o.success({ statusCode: status, data: reply });
  },
  navigateTo: function (o) {
    if (mode === "missing") { o.fail({errMsg: "navigateTo:fail page is not found"}); return; }
    var there = deliver(o.url);
    there.url = o.url;
    there.seen = kit(there.options);
    opened.push(there);
    o.success({});
  },
  showToast: function (o) { toasts.push(o.title); }
};
"#;

const PAGE: &str = "pages/index/index.js";

fn tap(input: &Value, before: &str, after: &str, expression: &str) -> Value {
    let rendered = rendered(input);
    let code = format!("{before}\n{}\n{after}\npage.getSupport();", artifact(&rendered, PAGE));
    run(WX, &code, expression)
}

fn opened(input: &Value, after: &str) -> Value {
    let seen = tap(input, "", after, "[opened, toasts, logged]");
    assert_eq!(seen[0].as_array().map(Vec::len), Some(1), "{seen}");
    seen[0][0].clone()
}

#[test]
fn the_stub_delivers_what_the_vectors_say() {
    let file: Value = serde_json::from_str(NAVIGATE).expect("JSON");
    let cases = file["cases"].as_array().expect("cases");
    assert_eq!(cases.len(), 13);
    for case in cases {
        let (raw, escaped) = (&case["json"], &case["jsonEscaped"]);
        let value: Value = serde_json::from_str(raw.as_str().unwrap()).unwrap();
        assert_eq!(navigate_json(&value).as_str(), escaped.as_str().unwrap(), "{}", case["id"]);
        let ways = json!({
            "rawJson": raw, "escapedJson": escaped, "plainRaw": case["value"],
        });
        let code = format!(
            "var ways = {ways}; ways.percentEncodedJson = encodeURIComponent(ways.rawJson); ways.plainPercentEncoded = encodeURIComponent(ways.plainRaw);
             var got = {{}}; Object.keys(ways).forEach(function (way) {{
               var there = deliver('/p?v=' + ways[way] + '&later=1').options;
               got[way] = {{ delivered: there.v, kept: there.later === '1' }};
             }});"
        );
        let got = run(WX, &code, "got");
        for way in
            ["rawJson", "percentEncodedJson", "escapedJson", "plainRaw", "plainPercentEncoded"]
        {
            assert_eq!(got[way]["delivered"], case[way]["delivered"], "{} {way}", case["id"]);
            assert_eq!(got[way]["kept"], case[way]["laterParameterKept"], "{} {way}", case["id"]);
        }
        assert_eq!(got["escapedJson"]["delivered"], *escaped);
    }
}

#[test]
fn the_page_escapes_as_the_generator_does() {
    let file: Value = serde_json::from_str(NAVIGATE).expect("JSON");
    let rendered = rendered(&desk(json!({}), json!({}), json!({})));
    let texts: Vec<&Value> =
        file["cases"].as_array().unwrap().iter().map(|case| &case["json"]).collect();
    let code = format!(
        "{}\nvar got = {}.map(function (text) {{ return json(JSON.parse(text)); }});",
        artifact(&rendered, PAGE),
        json!(texts)
    );
    let got = run(WX, &code, "got");
    let expected: Vec<&Value> =
        file["cases"].as_array().unwrap().iter().map(|case| &case["jsonEscaped"]).collect();
    assert_eq!(got, json!(expected));
}

/// A field without a value is left out.
fn without_empty(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_empty).collect(),
        Value::Object(map) => {
            let set = map.iter().filter(|(_, value)| **value != json!(""));
            set.map(|(name, value)| (name.clone(), without_empty(value))).collect()
        }
        other => other.clone(),
    }
}

#[test]
fn the_chat_opens_with_every_parameter() {
    let parameters = json!({
        "toolbarButtonList": buttons(), "bottomQuickOrder": order(),
        "customerServiceIDList": ["a?b", "c&d=e"], "customerServiceID": "@presale",
        "transferToHumanOptions": {"groupID": "x&y", "n": 1e300}, "transferToTaskFlowOptions": {"id": "1+1"},
        "enableFeedback": true, "enableAINote": "0",
    });
    let mut parameters = parameters;
    parameters["customerServiceIDList"] = json!(["@presale", "c&d=e"]);
    let visitor =
        json!({"userID": "test-1234", "nickName": "张三", "avatar": "https://i.example.com/a.png"});
    let input = desk(json!({"root": "packages/desk"}), parameters.clone(), visitor);
    let there = opened(&input, "reply = {userSig: 'eJw*-_'};");
    assert_eq!(there["path"], "/packages/desk/pages/index/index");
    let options = &there["options"];
    for (name, value) in [
        ("SDKAppID", "1400000000"),
        ("userID", "test-1234"),
        ("userSig", "eJw*-_"),
        ("nickName", "张三"),
        ("avatar", "https://i.example.com/a.png"),
        ("customerServiceID", "@presale"),
        ("enableFeedback", "1"),
        ("enableAINote", "0"),
    ] {
        assert_eq!(options[name], value, "{name}");
    }
    assert_eq!(options.as_object().unwrap().len(), 13);
    for name in [
        "toolbarButtonList",
        "bottomQuickOrder",
        "customerServiceIDList",
        "transferToTaskFlowOptions",
    ] {
        let parameters = without_empty(&parameters);
        assert_eq!(there["seen"][name], parameters[name], "{name}");
    }
    assert_eq!(there["seen"]["transferToHumanOptions"]["groupID"], "x&y");
    assert_eq!(there["seen"]["transferToHumanOptions"]["n"], 1e300);
}

#[test]
fn the_page_opens_with_the_escaped_card_of_every_vector() {
    let file: Value = serde_json::from_str(NAVIGATE).expect("JSON");
    let cases = file["cases"].as_array().expect("cases");
    assert_eq!(cases.len(), 13);
    for case in cases {
        let card: Value = serde_json::from_str(case["json"].as_str().unwrap()).unwrap();
        let given = json!({"bottomQuickOrder": card});
        let there = opened(&desk(json!({}), given, json!({})), "");
        let pair = format!("&bottomQuickOrder={}", case["jsonEscaped"].as_str().unwrap());
        assert!(there["url"].as_str().unwrap().contains(&pair), "{}: {there}", case["id"]);
        assert_eq!(there["seen"]["bottomQuickOrder"], card, "{}", case["id"]);
    }
}

#[test]
fn what_is_absent_is_not_sent() {
    let there = opened(&desk(json!({}), json!({}), json!({})), "");
    let names: Vec<&String> = there["options"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["SDKAppID", "userID", "userSig"]);
    assert_eq!(there["options"]["userID"], "u-1");
}

#[test]
fn a_release_takes_the_visitor_from_the_page() {
    let hostile = "visitor.nickName = 'A&B?=#%+'; visitor.avatar = 'https://i.example.com/a.png';
        visitor.bottomQuickOrder = {header: '高级版', desc: '1+1=2', url: 'https://s.example/o?id=1&x=2', customField: [{name: 'n', value: 1e21}]};";
    for fixed in [json!({}), json!({"bottomQuickOrder": order()})] {
        let there = opened(&desk(json!({}), fixed, json!({})), hostile);
        assert_eq!(there["options"]["nickName"], "A＆B？＝＃％＋");
        assert_eq!(there["options"]["avatar"], "https://i.example.com/a.png");
        let card = &there["seen"]["bottomQuickOrder"];
        assert_eq!(card["url"], "https://s.example/o?id=1&x=2");
        assert_eq!(card["desc"], "1+1=2");
        assert_eq!(card["customField"][0]["value"], "1e+21");
    }
    let half =
        "visitor.bottomQuickOrder = {header: 'a\\ud800', desc: 'd', url: 'https://s.example/'};";
    let unit = "opened[0].seen.bottomQuickOrder.header.charCodeAt(1)";
    assert_eq!(tap(&desk(json!({}), json!({}), json!({})), "", half, unit), 0xd800);
    let there = opened(&desk(json!({}), json!({"bottomQuickOrder": order()}), json!({})), "");
    assert_eq!(there["seen"]["bottomQuickOrder"], order());
    let there = opened(
        &desk(json!({}), json!({}), json!({})),
        "visitor.avatar = 'https://i.example.com/a.png?x=1';",
    );
    assert!(there["options"].get("avatar").is_none(), "it would be cut off");
}

#[test]
fn an_old_kit_gets_only_what_it_reads() {
    let input = desk(json!({"uikit_version": "0.7.0"}), json!({}), json!({}));
    let there = opened(&input, "visitor.nickName = 'x'; visitor.bottomQuickOrder = {};");
    assert_eq!(there["options"].as_object().unwrap().len(), 3);
}

#[test]
fn whatever_fails_is_told_and_can_be_tried_again() {
    let input =
        desk(json!({"sign_endpoint": "https://a.example.com/sign?x=1&y=2"}), json!({}), json!({}));
    let failures = [
        "mode = 'offline';",
        "mode = 'missing';",
        "status = 500;",
        "reply = '<html>';",
        "reply = null;",
        "reply = {userSig: 'eJw'};",
        "reply = {userID: 'u-1'};",
        "reply = {userID: '张三', userSig: 'eJw'};",
        "reply = {userID: 'u&x=1', userSig: 'eJw'};",
        "reply = {userID: 'u-1', userSig: 'eJw+/='};",
        "visitor.nickName = '\\ud800';",
    ];
    for failure in failures {
        let seen = tap(
            &input,
            "",
            failure,
            "[opened.length, toasts.length, logged.length, page.opening, asked[0][0]]",
        );
        assert_eq!(
            seen,
            json!([0, 1, 1, false, "https://a.example.com/sign?x=1&y=2"]),
            "{failure}"
        );
    }
}

#[test]
fn a_second_tap_on_the_way_does_nothing() {
    let input = desk(json!({}), json!({}), json!({}));
    let seen = tap(&input, "", "mode = 'silent'; page.getSupport();", "asked.length");
    assert_eq!(seen, 1);
    let again = tap(&input, "", "page.getSupport();", "[asked.length, opened.length]");
    assert_eq!(again, json!([2, 2]), "after it opened, the next tap opens again");
}

#[test]
fn the_button_calls_the_handler() {
    let rendered = rendered(&desk(json!({}), json!({}), json!({})));
    let wxml = artifact(&rendered, "pages/index/index.wxml");
    check_wxml(wxml);
    assert!(wxml.contains("bind:tap=\"getSupport\"") && wxml.contains("class=\"get-support\""));
    let wxss = artifact(&rendered, "pages/index/index.wxss");
    assert!(wxss.contains(".get-support {") && !wxss.contains("page {"));
}

/// Any text that the catalogue accepts.
fn accepted() -> impl Strategy<Value = String> {
    let pieces = [
        "?",
        "&",
        "=",
        "#",
        "%",
        "+",
        "%25",
        "%u",
        "\"",
        "'",
        "\\",
        "\\u0026",
        "</script>",
        "{{x}}",
        "\u{2028}",
        "😀",
        "张三",
        " ",
        "`",
        "${x}",
        "&userSig=1",
        "//",
        "*/",
        "\u{7f}",
        "\u{ffff}",
        "𠮷",
        "a",
    ];
    let piece = prop_oneof![
        proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned),
        "\\PC{1,12}"
    ];
    let text = proptest::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat());
    text.prop_filter("accepted", |text| {
        jieru::catalog::kind::check_characters(text, false).is_ok() && text.chars().count() <= 64
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_accepted_arrives_unchanged(title in accepted(), content in accepted(), desc in accepted(), name in accepted(), value in accepted(), number in accepted()) {
        let list = json!([{"title": title, "type": 1, "content": content, "isPreset": 0, "isEnabled": 1}]);
        let card = json!({"header": title, "desc": desc, "url": "https://s.example/?a=1&b=%E5%BC%A0#x", "customField": [{"name": name, "value": value}]});
        let parameters = json!({"toolbarButtonList": list, "bottomQuickOrder": card, "customerServiceIDList": [number]});
        let input = desk(json!({}), parameters.clone(), json!({}));
        let fixed = opened(&input, "");
        for name in ["toolbarButtonList", "bottomQuickOrder", "customerServiceIDList"] {
            prop_assert_eq!(&fixed["seen"][name], &parameters[name]);
            // Right as well where somebody decodes on the way.
            let raw = fixed["options"][name].as_str().unwrap();
            prop_assert!(!raw.contains(['?', '&', '=', '#', '%', '+']));
            prop_assert!(raw.is_ascii());
        }
        let at_run_time = format!("visitor.bottomQuickOrder = {};", json!(card.to_string()).to_string().as_str());
        let at_run_time = at_run_time.replacen("= \"", "= JSON.parse(\"", 1).trim_end_matches(';').to_owned() + ");";
        let there = opened(&desk(json!({}), json!({}), json!({})), &at_run_time);
        prop_assert_eq!(&there["seen"]["bottomQuickOrder"], &card);
    }

    #[test]
    fn a_literal_of_the_page_is_the_text_it_stands_for(text in any::<String>()) {
        let json = navigate_json(&json!({"x": text, "n": [1e300, -0.5, null]}));
        prop_assert_eq!(evaluate(js_navigate(&json).as_str()), json!(json.as_str()));
        let back: Value = serde_json::from_str(json.as_str()).unwrap();
        prop_assert_eq!(back, json!({"x": text, "n": [1e300, -0.5, null]}));
        if let Some(plain) = navigate_text(&text) {
            prop_assert_eq!(evaluate(js_navigate(&plain).as_str()), json!(text));
        } else {
            prop_assert!(text.contains(|c: char| "?&=#%+".contains(c) || c.is_control()));
        }
    }
}

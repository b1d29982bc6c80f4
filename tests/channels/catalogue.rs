//! The catalogue as forms, the API and integrators see it.

use jieru::catalog::normalise;
use jieru::channels::{Deployment, Diagnostic, Severity, find, schema, tables};
use serde_json::{Value, json};

use super::reading::render;

const KINDS: &[&str] = &[
    "text",
    "url",
    "colour",
    "integer",
    "number",
    "flag",
    "choice",
    "identifier",
    "json",
    "object",
    "list",
    "handler",
    "const",
];

#[test]
fn the_catalogue_has_the_promised_shape() {
    let catalogue = schema();
    for channel in catalogue["channels"].as_array().unwrap() {
        assert!(channel["label"]["zh-CN"].is_string() && channel["label"]["en"].is_string());
        let targets = channel["targets"].as_array().unwrap();
        for row in channel["parameters"].as_array().unwrap() {
            let name = &row["name"];
            assert!(KINDS.contains(&row["kind"].as_str().unwrap()), "{name}");
            assert!(
                row["targets"].as_array().unwrap().iter().all(|target| targets.contains(target)),
                "{name}"
            );
            for text in ["label", "help"] {
                assert!(row[text]["zh-CN"].is_string() && row[text]["en"].is_string(), "{name}");
            }
            for rule in row["rules"].as_array().unwrap() {
                assert!(
                    ["needs", "only_when", "excludes"].contains(&rule["kind"].as_str().unwrap()),
                    "{name}"
                );
            }
            for field in [
                "parent", "group", "surface", "who", "required", "secret", "default", "values",
                "limits", "effect", "since", "source", "erratum",
            ] {
                assert!(row.get(field).is_some(), "{name}: {field}");
            }
        }
    }
}

fn errors(input: &Value) -> Vec<(String, String)> {
    let wrong = render(input).diagnostics.into_iter().filter(Diagnostic::is_error);
    wrong.map(|found| (found.id, found.parameter.unwrap_or_default())).collect()
}

fn link(parameters: Value, visitor: Value) -> Value {
    json!({"channel": "sobot", "target": "link", "account": {"sysnum": "4c349791a07b46c1a70b8ac88aa23257", "host": "demo.sobot.com"},
           "parameters": parameters, "visitor": visitor})
}

#[test]
fn a_misspelt_name_offers_the_nearest() {
    let rendered = render(&link(json!({"colour": "04babc", "partnerID": "x"}), json!({})));
    let told = |name: &str, near: &str| {
        rendered.diagnostics.iter().any(|found| {
            found.parameter.as_deref() == Some(name) && found.message.en.contains(near)
        })
    };
    assert!(told("colour", "color"));
    assert!(told("partnerID", "partnerid"));
    assert!(rendered.is_refused());
}

#[test]
fn rows_say_what_the_vendors_tables_say() {
    let catalogue = schema();
    let row = |channel: &str, name: &str| {
        let channels = catalogue["channels"].as_array().unwrap().iter();
        let channel = channels.clone().find(|one| one["id"] == channel).unwrap();
        let rows = channel["parameters"].as_array().unwrap().iter();
        rows.clone().find(|row| row["name"] == name && row["parent"].is_null()).unwrap().clone()
    };
    assert_eq!(row("tencent_desk", "toolbarButtonList")["default"], "[]");
    assert_eq!(row("tencent_desk", "bottomQuickOrder")["default"], "{}");
    let app = &row("tencent_desk", "SDKAppID")["limits"];
    assert_eq!((&app["min"], &app["max"]), (&json!(1), &json!(4_294_967_295_u32)));
    assert_eq!(row("tencent_desk", "userSig")["limits"]["pattern"], "^[A-Za-z0-9*_-]+$");
    assert_eq!(row("wechat", "open-type")["required"], true);
    assert_eq!(row("wecom", "startmessage")["default"], Value::Null);
    assert_eq!(row("wecom", "completemessage")["default"], Value::Null);
    assert_eq!(row("sobot", "top_bar_flag")["default"], Value::Null);
    let events = tables::param(find("sobot").unwrap(), "w.events").unwrap();
    assert_eq!(events.default, Some("[]"));
    // A default is nobody's text of JSON.
    let component = json!({"channel": "sobot", "target": "component", "account": {"sysnum": "4c349791a07b46c1a70b8ac88aa23257", "host": "demo.sobot.com"}});
    assert!(render(&component).diagnostics.iter().all(|one| !one.id.contains("json-as-text")));
}

#[test]
fn names_that_stand_elsewhere_name_the_right_place() {
    for (name, place) in [
        ("sysnum", "account.sysnum"),
        ("manual", "window.init"),
        ("custom", "window.init"),
        ("sign", "partnerid"),
    ] {
        let mut parameters = json!({});
        parameters[name] = json!("1");
        let rendered = render(&link(parameters, json!({})));
        let found = rendered
            .diagnostics
            .iter()
            .find(|found| found.parameter.as_deref() == Some(name))
            .unwrap();
        assert_eq!(found.severity, Severity::Error, "{name}");
        assert!(found.message.zh.contains(place), "{name}: {}", found.message.zh);
    }
    let wecom = json!({"channel": "wecom", "target": "mini_program", "window": {"plugid": "a1b2c3d4e5f60718293a4b5c6d7e8f90"}, "parameters": {"plugid": "x"}});
    assert_eq!(errors(&wecom), [("wecom.stands-elsewhere".to_owned(), "plugid".to_owned())]);
}

#[test]
fn either_box_is_fine_and_told() {
    let rendered = render(&link(json!({"uname": "甲"}), json!({"color": "04babc"})));
    assert!(!rendered.is_refused());
    let notes: Vec<_> =
        rendered.diagnostics.iter().filter(|found| found.id == "sobot.other-box").collect();
    assert_eq!(notes.len(), 2);
    assert!(rendered.links[0].url.contains("color=04babc"));
}

#[test]
fn flags_numbers_and_json_are_read_in_every_form() {
    let urls: Vec<String> = [json!(true), json!(1), json!("1"), json!("true")]
        .into_iter()
        .map(|on| render(&link(json!({"top_bar_flag": on}), json!({}))).links[0].url.clone())
        .collect();
    assert!(urls.iter().all(|url| url == &urls[0] && url.ends_with("top_bar_flag=1")));
    let time = |value: Value| render(&link(json!({"time": value}), json!({}))).links[0].url.clone();
    assert_eq!(time(json!(60)), time(json!("60")));
    let given = render(&link(json!({}), json!({"params": {"a": "b"}})));
    let text = render(&link(json!({}), json!({"params": "{\"a\": \"b\"}"})));
    assert_eq!(given.links[0].url, text.links[0].url);
    assert!(
        text.diagnostics
            .iter()
            .any(|found| found.id == "sobot.json-as-text" && found.severity == Severity::Note)
    );
}

#[test]
fn all_errors_come_at_once_and_nothing_is_rendered() {
    let input = json!({"channel": "sobot", "target": "link", "account": {"host": "https://demo.sobot.com/"}, "window": {"variant": "app", "inti": 1},
        "parameters": {"time": 9, "color": "zzz", "type": 5, "top_bar_flag": "yes"},
        "visitor": {"goods": [{"nam": "x"}, 3, {"name": "y", "pictureUrl": "ftp://x"}], "uname": "a\u{0}"}});
    let found = errors(&input);
    let names: Vec<&str> = found.iter().map(|(_, name)| name.as_str()).collect();
    for name in [
        "sysnum",
        "host",
        "variant",
        "inti",
        "time",
        "color",
        "type",
        "top_bar_flag",
        "goods.0.nam",
        "goods.0.name",
        "goods.1",
        "goods.2.pictureUrl",
        "uname",
    ] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    let rendered = render(&input);
    assert!(
        rendered.artifacts.is_empty()
            && rendered.links.is_empty()
            && rendered.signatures.is_empty()
    );
}

#[test]
fn the_shape_of_the_input_is_checked_too() {
    for (text, id) in [("[]", "json.invalid"), ("{", "json.invalid"), ("", "json.invalid")] {
        let rendered = jieru::channels::render(text, &jieru::channels::Ambient::at(0));
        assert_eq!(
            (rendered.diagnostics[0].id.as_str(), rendered.diagnostics[0].parameter.as_deref()),
            (id, None)
        );
    }
    let found = errors(
        &json!({"channel": "sobot", "target": "links", "window": [], "flavor": "x", "key": 3}),
    );
    let names: Vec<&str> = found.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, ["flavor", "window", "key", "target", "sysnum", "host"], "all at once");
    let found = errors(
        &json!({"channel": "sobot", "target": "link", "flavour": "vue", "parameters": {"time": 1}}),
    );
    let names: Vec<&str> = found.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, ["flavour", "sysnum", "host", "time"]);
}

#[test]
fn what_the_target_lacks_is_left_out_and_told() {
    let rendered = render(&link(json!({"location": 2, "color": "04babc"}), json!({})));
    assert!(rendered.diagnostics.iter().any(|found| found.id == "sobot.not-in-this-target"
        && found.parameter.as_deref() == Some("location")));
    assert!(!rendered.links[0].url.contains("location"));
    let vip = render(&link(json!({}), json!({"vip_level": "gold"})));
    assert!(vip.links[0].url.contains("vip_level=gold"), "carried all the same");
}

#[test]
fn typed_values_are_corrected_and_told() {
    let row = |channel: &str, field: &str| tables::param(find(channel).unwrap(), field).unwrap();
    let (stored, told) = normalise(row("wecom", "p.bubbleColor"), "#4790EE");
    assert_eq!(stored, "4790EE");
    assert!(told.is_some());
    assert_eq!(
        normalise(row("sobot", "a.host"), "https://demo.sobot.com/chat/h5").0,
        "demo.sobot.com"
    );
    assert_eq!(normalise(row("sobot", "a.host"), "demo.example.com").0, "demo.example.com");
    assert_eq!(normalise(row("wecom", "w.page"), "/pages/index/index.wxml").0, "pages/index/index");
    assert_eq!(
        normalise(row("sobot", "p.robot_hello_word"), " 您好 ").0,
        " 您好 ",
        "texts stay as they are"
    );
}

#[test]
fn a_host_has_one_label_before_the_vendor() {
    let host = |host: &str| {
        errors(
            &json!({"channel": "sobot", "target": "link", "account": {"sysnum": "4c349791a07b46c1a70b8ac88aa23257", "host": host}}),
        )
    };
    for fine in ["demo.sobot.com", "SG.sobot.com", "us.sobot.io", "a-b.sobot.com"] {
        assert!(host(fine).is_empty(), "{fine}");
    }
    for wrong in [
        "sobot.com",
        "a.b.sobot.com",
        "evil.com",
        "demo.sobot.com.evil.com",
        "demo.sobot.com/x",
        "demo.sobot.com:1",
        "x@demo.sobot.com",
        "-.sobot.com",
        "demosobot.com",
    ] {
        assert!(host(wrong).iter().any(|(id, _)| id == "sobot.host-not-vendor"), "{wrong}");
    }
}

#[test]
fn a_signature_is_explained_without_the_key() {
    let channel = find("sobot").unwrap();
    let (_, deployment) =
        jieru::channels::read(link(json!({}), json!({"partnerid": "u 1"})).as_object().unwrap())
            .map_err(|_| ())
            .unwrap();
    let deployment =
        Deployment { key: Some(jieru::secret::Secret::new("test-key-0001")), ..deployment };
    let explanation = channel.explain(&deployment).unwrap();
    let shown: String =
        explanation.steps.iter().map(|step| step.shown.as_str()).collect::<Vec<_>>().join("\n");
    assert!(shown.contains("4c349791a07b46c1a70b8ac88aa23257 + •••••• + u 1"));
    assert!(shown.contains("u%201") && !shown.contains("test-key"));
    assert!(explanation.limits.len() >= 4);
    assert!(
        channel.explain(&Deployment { visitor: serde_json::Map::new(), ..deployment }).is_none()
    );
}

#[test]
fn a_component_hands_its_signature_over_apart() {
    let mut input = link(json!({}), json!({"partnerid": "u1001"}));
    input["target"] = json!("component");
    input["key"] = json!("test-key-0001");
    let rendered = render(&input);
    assert_eq!(
        rendered.signatures,
        [
            json!({"scheme": "sobot_web_md5", "sign": "620d7b59c794bf2ea03fd8886e0ccd0e", "expires_at": null})
        ]
    );
    assert!(!rendered.artifacts[0].content.contains("620d7b59c794bf2ea03fd8886e0ccd0e"));
    assert!(rendered.diagnostics.iter().any(|found| found.id == "sobot.sign-never-expires"
        && found.help.as_deref() == Some("/help/channels/sobot#sign")));
}

/// Texts of the vendor that stand in quotes are the only Chinese in English messages.
#[test]
fn both_languages_of_every_finding_are_in_their_language() {
    let chinese = |text: &str| text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    let wrong = json!({"time": 9, "color": "#04babc", "type": 5, "top_bar_flag": "yes", "title_flag": 2, "nosuch": 1, "sign": "x", "robotid": "x",
        "groupid": "a b", "to_customsys_flag": 1, "to_customsys_url": "x", "locale": "fr", "location": 1, "channelid": "1", "uname": "ok"});
    let visitor = json!({"partnerid": "test", "params": "{", "customer_fields": [], "goods": [1], "is_vip": 0, "vip_level": "v", "order_status": 0, "tel": "1"});
    for key in [json!("k"), json!(null)] {
        let mut input = link(wrong.clone(), visitor.clone());
        input["key"] = key;
        input["window"] = json!({"signed": true, "variant": "h5_legacy", "sign_endpoint": "x"});
        let found = render(&input).diagnostics;
        assert!(found.len() > 18, "{}", found.len());
        for finding in found {
            assert!(chinese(&finding.message.zh), "{finding:?}");
            assert!(!finding.message.en.is_empty() && !chinese(&finding.message.en), "{finding:?}");
        }
    }
    for channel in jieru::channels::ALL {
        for target in channel.targets() {
            let texts = target.prerequisites.iter().chain([&target.label, &target.summary]);
            for text in texts {
                assert!(chinese(text.zh) && !chinese(text.en), "{text:?}");
            }
        }
    }
}

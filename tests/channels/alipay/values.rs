//! What the catalogue takes, refuses, corrects and says.

use jieru::channels::{Severity, find, schema, tables};
use serde_json::{Value, json};

use super::{deployment, with_key};
use crate::channels::reading::{artifact, render, rendered};

fn errors(input: &Value) -> Vec<(String, String)> {
    let wrong =
        render(input).diagnostics.into_iter().filter(|found| found.severity == Severity::Error);
    wrong.map(|found| (found.id, found.parameter.unwrap_or_default())).collect()
}

#[test]
fn wrong_values_are_refused_all_at_once() {
    let mut input = deployment(
        "mini_program",
        &json!({"scene": "a b", "page": "../x", "sign_endpoint": "x", "scenes": 1}),
        &json!({"size": "25*25", "color": "00A3FF", "icon": "kefu.png", "ext-info": {"appid": "1", "cinfo": "x", "key": "y"},
                "tnt-inst-id": "n8c_Hb8w", "cinfo": "a", "key": "b", "session-from": "x"}),
        &json!({"alipay-card-no": "oXyZ", "card": []}),
    );
    input["account"] = json!({"tntInstId": "x"});
    let found = errors(&input);
    let names: Vec<&str> = found.iter().map(|(_, name)| name.as_str()).collect();
    for name in [
        "tntInstId",
        "tnt_inst_id",
        "scene",
        "scenes",
        "page",
        "sign_endpoint",
        "size",
        "color",
        "icon",
        "ext-info.appid",
        "ext-info.cinfo",
        "ext-info.key",
        "tnt-inst-id",
        "cinfo",
        "key",
        "session-from",
        "alipay-card-no",
        "card",
        "visitor_card_public_key",
    ] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    assert!(render(&input).artifacts.is_empty());
}

#[test]
fn unusual_codes_are_only_pointed_out() {
    let warned = |window: Value, parameters: Value, account: &str| {
        let mut input =
            deployment("mini_program", &window, &parameters, &json!({"alipay-card-no": "20881"}));
        input["account"]["tnt_inst_id"] = json!(account);
        let found = rendered(&input).diagnostics.into_iter();
        found.map(|found| (found.id, found.severity, found.parameter.unwrap())).collect::<Vec<_>>()
    };
    let found = warned(json!({"scene": "SCE1"}), json!({"ext-info": {"appId": "wx1"}}), "short");
    let told: Vec<(&str, &str)> =
        found.iter().map(|(id, _, name)| (id.as_str(), name.as_str())).collect();
    assert_eq!(
        told,
        [
            ("alipay.tnt-inst-id-unusual", "tnt_inst_id"),
            ("alipay.scene-unusual", "scene"),
            ("alipay.card-no-unusual", "alipay-card-no"),
            ("alipay.app-id-unusual", "ext-info.appId"),
        ]
    );
    assert!(found.iter().all(|(_, severity, _)| *severity == Severity::Warning));
    for code in ["_1wgUmxc", "27k_hzAR", "MEh_Sx6x"] {
        assert_eq!(warned(json!({}), json!({}), code).len(), 1, "{code}: only the short number");
    }
}

#[test]
fn computed_names_lead_to_the_card() {
    for name in ["cinfo", "key"] {
        let mut input = deployment("h5_link", &json!({}), &json!({}), &json!({}));
        input["parameters"][name] = json!("x");
        let found = render(&input).diagnostics;
        let told = found.iter().find(|found| found.parameter.as_deref() == Some(name)).unwrap();
        assert_eq!(told.id, "alipay.stands-elsewhere");
        assert!(told.message.zh.contains("card") && told.message.en.contains("card"), "{told:?}");
    }
    let looks =
        rendered(&deployment("h5_link", &json!({}), &json!({"color": "#00A3FF"}), &json!({})));
    assert_eq!(looks.diagnostics[0].id, "alipay.not-in-this-target");
}

#[test]
fn a_placeholder_address_and_an_idle_key_are_told() {
    let asks = rendered(&deployment("h5_link", &json!({"signed": "1"}), &json!({}), &json!({})));
    assert_eq!(asks.diagnostics[0].id, "alipay.sign-endpoint-placeholder");
    assert!(artifact(&asks, "link.html").contains("https://example.com/sign"));
    let visitor = json!({"alipay-card-no": "2088000000000001"});
    let idle = rendered(&with_key(deployment("mini_program", &json!({}), &json!({}), &visitor)));
    assert_eq!(idle.diagnostics[0].id, "alipay.key-unused");
    let release =
        rendered(&with_key(deployment("mini_program", &json!({}), &json!({}), &json!({}))));
    assert!(release.diagnostics.is_empty(), "{:?}", release.diagnostics);
}

#[test]
fn typed_sizes_and_keys_are_put_right() {
    let row = |field: &str| tables::param(find("alipay").unwrap(), field).unwrap();
    for (typed, stored) in [
        (" 25 ", "25"),
        ("25px", "25"),
        ("25 px", "25"),
        ("25*25", "25"),
        ("25*25 px", "25"),
        ("25 × 25", "25"),
        ("80rpx*80rpx", "80rpx"),
        ("54 rpx", "54rpx"),
        ("25*30", "25*30"),
        ("large", "large"),
        ("0", "0"),
    ] {
        assert_eq!(jieru::catalog::normalise(row("p.size"), typed).0, stored, "{typed}");
    }
    assert_eq!(jieru::catalog::normalise(row("p.color"), "00a3ff").0, "#00a3ff");
    assert_eq!(
        jieru::catalog::normalise(row("w.page"), "/pages/index/index.axml").0,
        "pages/index/index"
    );
    let key = super::fixture()["test_public_key_spki_base64"].as_str().unwrap().to_owned();
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{key}\n-----END PUBLIC KEY-----");
    assert_eq!(jieru::catalog::normalise(row("a.visitor_card_public_key"), &pem).0, key);
    let forms = jieru::channels::forms(
        find("alipay").unwrap(),
        &jieru::channels::Deployment { target: "h5_link".to_owned(), ..Default::default() },
        &[],
    );
    let fields: Vec<&str> =
        forms.account.iter().flat_map(|group| &group.fields).map(|field| field.raw).collect();
    assert_eq!(fields, ["tnt_inst_id"], "a secret is registered as a key, not typed into a form");
}

#[test]
fn the_catalogue_names_versions_and_contradictions() {
    let all = schema();
    let channel = &all["channels"][0];
    assert_eq!(
        (&channel["id"], &channel["targets"]),
        (&json!("alipay"), &json!(["mini_program", "h5_link"]))
    );
    let row = |name: &str, parent: Option<&str>| {
        let rows = channel["parameters"].as_array().unwrap();
        rows.iter().find(|row| row["name"] == name && row["parent"].as_str() == parent).unwrap()
    };
    assert_eq!(
        (&row("color", None)["default"], &row("color", None)["kind"]),
        (&json!("#00A3FF"), &json!("colour"))
    );
    assert_eq!(row("size", None)["default"], "25");
    assert_eq!(row("icon", None)["since"], "1.9.0");
    assert_eq!(row("ext-info", None)["since"], "1.14.1");
    assert_eq!(row("alipay-card-no", None)["who"], "visitor");
    for name in ["appId", "cinfo", "key"] {
        assert_eq!(row(name, Some("ext-info"))["targets"], json!(["mini_program"]));
    }
    for name in [
        "extInfo",
        "userId",
        "timestamp",
        "uname",
        "browser",
        "network",
        "appVersion",
        "os",
        "device",
        "resolution",
    ] {
        assert_eq!(row(name, Some("card"))["who"], "visitor");
    }
    assert!(row("ext-info", None)["erratum"]["en"].as_str().unwrap().contains("JSON.stringify"));
    assert_eq!(channel["account"][1]["secret"], true);
}

/// Both languages of every finding are in their language.
#[test]
fn findings_speak_both_languages() {
    let chinese = |text: &str| text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    let mut wrong = deployment(
        "mini_program",
        &json!({"scene": "SCE1", "signed": true}),
        &json!({"size": "x", "color": "red", "ext-info": {"appId": "1", "cinfo": "x"}, "cinfo": "x"}),
        &json!({"alipay-card-no": "1", "card": {"timestamp": 1}}),
    );
    wrong["account"]["tnt_inst_id"] = json!("a:b");
    let keyed = with_key(deployment(
        "mini_program",
        &json!({"signed": true}),
        &json!({}),
        &json!({"card": {"timestamp": 1}}),
    ));
    let idle = with_key(deployment(
        "mini_program",
        &json!({"signed": true}),
        &json!({}),
        &json!({"alipay-card-no": "20881"}),
    ));
    let mut found = Vec::new();
    for input in [wrong, keyed, idle] {
        found.extend(render(&input).diagnostics);
    }
    assert!(found.len() > 14, "{}", found.len());
    for finding in found {
        assert!(chinese(&finding.message.zh), "{finding:?}");
        assert!(!finding.message.en.is_empty() && !chinese(&finding.message.en), "{finding:?}");
    }
}

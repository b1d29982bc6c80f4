//! The button, its page and the link, read back by other people's parsers and run by an engine.

use std::collections::BTreeMap;

use jieru::channels::encode::{AxmlElement, axml_binding, axml_colour, axml_identifier, axml_name};
use jieru::channels::{Rendered, Severity, find, schema, tables};
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{deployment, with_key};
use crate::channels::reading::{artifact, axml, evaluate, html, render, rendered, run, script};

/// What a page of a mini program may touch.
const MINI_PROGRAM: &str = r#"
    var page = { data: {}, setData: function (more) { for (var name in more) { this.data[name] = more[name]; } } };
    function Page(options) { for (var name in options) { page[name] = options[name]; } }
    var app = {};
    function getApp() { return app; }
    var requests = [], reply = null;
    var my = { request: function (options) { requests.push(options.url); reply = options; } };
"#;

fn button(window: &Value, parameters: &Value, visitor: &Value) -> Rendered {
    rendered(&deployment("mini_program", window, parameters, visitor))
}

/// The attributes of the tag with their bindings replaced by the page's data.
fn shown(rendered: &Rendered, after: &str) -> BTreeMap<String, Value> {
    let axml_file = rendered.artifacts.iter().find(|one| one.language == "axml").unwrap();
    let js_file = rendered.artifacts.iter().find(|one| one.language == "js").unwrap();
    let data = run(MINI_PROGRAM, &format!("{}{after}", js_file.content), "[page.data, logged]");
    let tags = axml(&axml_file.content);
    assert_eq!(tags.len(), 1);
    assert_eq!(tags[0].name, "contact-button");
    let value = |text: &str| match text.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"))
    {
        Some(field) => data[0][field].clone(),
        None => json!(text),
    };
    tags[0].attributes.iter().map(|(name, text)| (name.clone(), value(text))).collect()
}

/// The object inside an ext-info value.
fn inside(ext_info: &Value) -> Value {
    let text = percent_decode_str(ext_info.as_str().expect("a text")).decode_utf8().unwrap();
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn the_tag_carries_what_is_set() {
    let rendered = button(
        &json!({"page": "pages/mine/mine"}),
        &json!({"size": "54rpx", "color": "#ff6a00", "icon": "https://img.example/a.png?x=1&y=\"{{z}}\"", "ext-info": {"appId": "2021000000000001"}}),
        &json!({"alipay-card-no": "2088000000000001"}),
    );
    assert_eq!(
        rendered.artifacts.iter().map(|one| one.path.as_str()).collect::<Vec<_>>(),
        ["pages/mine/mine.axml", "pages/mine/mine.js"]
    );
    let shown = shown(&rendered, "");
    let expected = json!({
        "tnt-inst-id": "n8c_Hb8w", "scene": "SCE00000001", "size": "54rpx", "color": "#ff6a00",
        "icon": "https://img.example/a.png?x=1&y=\"{{z}}\"", "alipay-card-no": "2088000000000001",
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&shown[name], value, "{name}");
    }
    assert_eq!(inside(&shown["ext-info"]), json!({"appId": "2021000000000001"}));
    assert_eq!(shown["ext-info"], "%7B%22appId%22%3A%222021000000000001%22%7D");
    assert_eq!(shown.len(), 7);
    assert!(rendered.links.is_empty() && rendered.signatures.is_empty());
}

#[test]
fn what_is_not_set_is_left_out() {
    let known = button(&json!({}), &json!({}), &json!({"alipay-card-no": "2088000000000001"}));
    let known_tag = shown(&known, "if (page.onShow) { page.onShow(); }");
    assert_eq!(
        known_tag.keys().map(String::as_str).collect::<Vec<_>>(),
        ["alipay-card-no", "scene", "tnt-inst-id"]
    );
    assert!(!artifact(&known, "pages/index/index.js").contains("getApp"), "nothing is left to ask");
}

#[test]
fn a_release_takes_the_users_number_from_the_app() {
    let release = button(&json!({}), &json!({"size": 25}), &json!({}));
    let number = |before: &str| {
        shown(&release, &format!("{before}; page.onShow();"))["alipay-card-no"].clone()
    };
    let signed_in =
        "app.globalData = {visitor: {\"alipay-card-no\": \"2088000000000001\", other: 1}}";
    assert_eq!(number(signed_in), "2088000000000001");
    assert_eq!(number(""), "", "no app data at all");
    assert_eq!(number("app.globalData = {}"), "");
    assert_eq!(
        number(&format!("{signed_in}; page.onShow(); app.globalData.visitor = {{}}")),
        "",
        "signed out"
    );
}

#[test]
fn cards_come_from_the_customers_server() {
    let window = json!({"signed": true, "sign_endpoint": "https://shop.example/card?a=1&b=2"});
    let asked = button(&window, &json!({"ext-info": {"appId": "2021000000000001"}}), &json!({}));
    let ext_info = |after: &str| inside(&shown(&asked, after)["ext-info"]);
    let app = json!({"appId": "2021000000000001"});
    assert_eq!(ext_info(""), app, "before anything is shown");
    assert_eq!(ext_info("page.onShow();"), app, "while waiting");
    let answered = "page.onShow(); reply.success({data: {cinfo: 'a%2B', key: 'b%3D', other: 1}});";
    assert_eq!(
        ext_info(answered),
        json!({"appId": "2021000000000001", "cinfo": "a%2B", "key": "b%3D"})
    );
    for answer in
        ["{}", "{data: null}", "{data: 'x'}", "{data: {cinfo: 'a'}}", "{data: {key: 'b'}}"]
    {
        let after = format!("{answered} page.onShow(); reply.success({answer});");
        assert_eq!(ext_info(&after), app, "{answer}: the card of the person before is gone");
    }
    let failed = format!("{answered} page.onShow(); reply.fail({{error: 12}});");
    assert_eq!(ext_info(&failed), app);
    let seen = run(
        MINI_PROGRAM,
        &format!("{} page.onShow();", artifact(&asked, "pages/index/index.js")),
        "requests",
    );
    assert_eq!(seen, json!(["https://shop.example/card?a=1&b=2"]));
    let bare = button(&window, &json!({}), &json!({"alipay-card-no": "2088000000000001"}));
    assert_eq!(
        inside(&shown(&bare, answered)["ext-info"]),
        json!({"cinfo": "a%2B", "key": "b%3D"})
    );
}

#[test]
fn a_given_card_stands_beside_the_rest() {
    let card = json!({"userId": "u-1", "timestamp": 1_700_000_000_000_i64, "uname": "李雷"});
    let input = with_key(deployment(
        "mini_program",
        &json!({"signed": true, "sign_endpoint": "https://shop.example/card"}),
        &json!({"ext-info": {"appId": "2021000000000001"}}),
        &json!({"card": card}),
    ));
    let rendered = rendered(&input);
    let inside = inside(&shown(&rendered, "")["ext-info"]);
    assert_eq!(inside["appId"], "2021000000000001");
    for half in ["cinfo", "key"] {
        let text = inside[half].as_str().unwrap();
        assert!(text.contains('%') && !text.contains(['+', '/', '=']), "{half} is encoded once");
    }
    let all = serde_json::to_string(&rendered).unwrap();
    assert!(!all.contains("李雷"), "the card itself stands nowhere");
    assert!(!all.contains("shop.example"), "nobody has to be asked");
    let ids: Vec<&str> = rendered.diagnostics.iter().map(|found| found.id.as_str()).collect();
    assert_eq!(ids, ["alipay.card-unauthenticated", "alipay.card-encoding-unconfirmed"]);
}

#[test]
fn a_link_has_its_pairs_in_the_query() {
    let plain = rendered(&deployment("h5_link", &json!({}), &json!({}), &json!({})));
    let link = &plain.links[0];
    assert_eq!(link.kind, "alipay_h5");
    assert!(!link.signed && link.expires_at.is_none());
    assert_eq!(
        link.url,
        "https://cschat-ccs.aliyun.com/index.htm?tntInstId=n8c_Hb8w&scene=SCE00000001"
    );
    let tags = html(artifact(&plain, "link.html"));
    assert_eq!(tags.len(), 1);
    assert_eq!(tags[0].attribute("href"), Some(link.url.as_str()));

    let input =
        with_key(deployment("h5_link", &json!({}), &json!({}), &json!({"card": {"userId": "u"}})));
    let named = rendered(&input);
    let url = url::Url::parse(&named.links[0].url).unwrap();
    let names: Vec<String> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
    assert_eq!(names, ["tntInstId", "scene", "cinfo", "key"]);
    assert!(!named.links[0].signed);
}

#[test]
fn a_link_becomes_named_once_the_card_is_there() {
    let window = json!({"signed": true, "sign_endpoint": "https://shop.example/card"});
    let asked = rendered(&deployment("h5_link", &window, &json!({}), &json!({})));
    let page = artifact(&asked, "link.html");
    let tags = html(page);
    assert_eq!(tags[0].attribute("id"), Some("alipayEntry"));
    let href = tags[0].attribute("href").unwrap();
    let after = |href: &str, answer: &str| {
        let before =
            format!("elements.alipayEntry = {{href: {}}}; answer = {answer};", json!(href));
        run(&before, &script(page), "[elements.alipayEntry.href, fetched, logged.length]")
    };
    let seen = after(href, "{cinfo: 'a%2Bb', key: 'c%3D'}");
    assert_eq!(seen[0], format!("{href}&cinfo=a%2Bb&key=c%3D"));
    assert_eq!(seen[1], json!([["https://shop.example/card", {"credentials": "include"}]]));
    assert_eq!(seen[2], 0);
    let console = format!("{href}#/");
    assert_eq!(after(&console, "{cinfo: 'a', key: 'b'}")[0], format!("{href}&cinfo=a&key=b#/"));
    for wrong in [
        "{}",
        "{cinfo: 'a'}",
        "{key: 'b'}",
        "{cinfo: 'a+b', key: 'c'}",
        "{cinfo: 'a', key: 'c=&x'}",
    ] {
        let seen = after(href, wrong);
        assert_eq!(seen[0], href, "{wrong}: still works, without a name");
        assert_eq!(seen[2], 1, "{wrong}");
    }
}

/// Every piece of code in the vendor document, with the input that gives its working form.
#[test]
fn every_sample_of_the_document_has_a_working_form() {
    let window = json!({});
    let id = json!({"alipay-card-no": "2088000000000001"});
    let icon = "https://img.example/kefu.png";
    let app = json!({"appId": "2021000000000001"});
    // The chat (required).
    let basic = shown(&button(&window, &json!({}), &id), "");
    assert_eq!(
        (&basic["tnt-inst-id"], &basic["scene"]),
        (&json!("n8c_Hb8w"), &json!("SCE00000001"))
    );
    // An own look (optional).
    let look = json!({"size": "25", "color": "#00A3FF", "icon": icon});
    let own = shown(&button(&window, &look, &json!({})), "");
    assert_eq!(
        (&own["size"], &own["color"], &own["icon"]),
        (&json!("25"), &json!("#00A3FF"), &json!(icon))
    );
    // Reminders (optional).
    let told = shown(&button(&window, &json!({"ext-info": app}), &id), "");
    assert_eq!(told["alipay-card-no"], "2088000000000001");
    assert_eq!(inside(&told["ext-info"]), app);
    // encodeURIComponent({"appId":"…"}), printed twice, does not work as printed.
    let printed = evaluate("encodeURIComponent({\"appId\":\"2021000000000001\"})");
    assert_eq!(printed, "%5Bobject%20Object%5D");
    assert_eq!(
        told["ext-info"],
        evaluate("encodeURIComponent(JSON.stringify({\"appId\":\"2021000000000001\"}))")
    );
    // encodeURIComponent({"cinfo":"…","key":"…"}), the same.
    let card = json!({"card": {"userId": "u-1", "timestamp": 1_700_000_000_000_i64}});
    let named = with_key(deployment("mini_program", &window, &json!({}), &card));
    let inner = inside(&shown(&rendered(&named), "")["ext-info"]);
    let names: Vec<&String> = inner.as_object().unwrap().keys().collect();
    assert_eq!(names, ["cinfo", "key"]);
}

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

/// Texts that have broken generators before.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = [
        "\"",
        "'",
        "\\",
        "</script>",
        "{{x}}",
        "}}",
        "\u{2028}",
        "😀",
        "&amp;",
        "%25",
        "张三",
        "/>",
        "<!--",
        "\n",
        "#",
    ];
    let piece = prop_oneof![
        proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned),
        any::<String>(),
    ];
    proptest::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn only_plain_names_and_colours_reach_axml(text in hostile()) {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        prop_assert_eq!(axml_identifier(&text).is_some(), !text.is_empty() && text.chars().all(plain));
        prop_assert!(axml_name(&text).is_none() || axml_identifier(&text).is_some());
        let hex = text.strip_prefix('#').is_some_and(|bare| bare.len() == 6 && bare.chars().all(|c| c.is_ascii_hexdigit()));
        prop_assert_eq!(axml_colour(&text).is_some(), hex);
    }

    #[test]
    fn names_colours_and_bindings_survive_both_parsers(name in "[A-Za-z_][A-Za-z0-9_]{0,20}", code in "[A-Za-z0-9_-]{1,40}", colour in "#[0-9a-fA-F]{6}") {
        let element = AxmlElement::new(&axml_name("contact-button").unwrap())
            .attribute("scene", &axml_identifier(&code).unwrap())
            .attribute("color", &axml_colour(&colour).unwrap())
            .attribute("icon", &axml_binding(&axml_name(&name).unwrap()));
        let tags = axml(&element.finish());
        prop_assert_eq!(tags.len(), 1);
        prop_assert_eq!(tags[0].attribute("scene"), Some(code.as_str()));
        prop_assert_eq!(tags[0].attribute("color"), Some(colour.as_str()));
        let binding = format!("{{{{{name}}}}}");
        prop_assert_eq!(tags[0].attribute("icon"), Some(binding.as_str()));
    }

    #[test]
    fn whatever_is_accepted_arrives_unchanged(path in hostile(), size in hostile(), page in hostile(), endpoint in hostile()) {
        let icon = format!("https://img.example/{path}");
        let address = format!("https://shop.example/?{endpoint}");
        let window = json!({"signed": true, "sign_endpoint": address});
        let input = deployment("mini_program", &window, &json!({"icon": icon, "size": 40}), &json!({}));
        let made = render(&input);
        if !made.is_refused() {
            let seen = shown(&made, "page.onShow(); page.data.asked = requests[0];");
            prop_assert_eq!(&seen["icon"], &json!(icon));
            let js = artifact(&made, "pages/index/index.js");
            let asked = run(MINI_PROGRAM, &format!("{js} page.onShow();"), "requests");
            prop_assert_eq!(asked, json!([address]));
            let link = rendered(&deployment("h5_link", &window, &json!({}), &json!({})));
            let fetched = run("elements.alipayEntry = {href: ''};", &script(artifact(&link, "link.html")), "fetched[0][0]");
            prop_assert_eq!(fetched, json!(address));
        }
        for (parameters, place) in [(json!({"size": size}), json!({})), (json!({}), json!({"page": page, "scene": page}))] {
            let made = render(&deployment("mini_program", &place, &parameters, &json!({})));
            if !made.is_refused() {
                prop_assert_eq!(made.artifacts.len(), 2);
                let file = made.artifacts.iter().find(|one| one.language == "axml").unwrap();
                prop_assert_eq!(axml(&file.content).len(), 1);
            }
        }
    }
}

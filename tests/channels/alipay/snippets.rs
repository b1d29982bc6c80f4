//! The button, its page and the link, read back by other people's parsers and run by an engine.

use std::collections::BTreeMap;

use jieru::channels::Rendered;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::{deployment, with_key};
use crate::channels::reading::{artifact, axml, evaluate, html, rendered, run, script};

/// What a page of a mini program may touch.
pub const MINI_PROGRAM: &str = r"
    var page = { data: {}, setData: function (more) { for (var name in more) { this.data[name] = more[name]; } } };
    function Page(options) { for (var name in options) { page[name] = options[name]; } }
    var app = {};
    function getApp() { return app; }
    var requests = [], reply = null;
    var my = { request: function (options) { requests.push(options.url); reply = options; } };
";

fn button(window: &Value, parameters: &Value, visitor: &Value) -> Rendered {
    rendered(&deployment("mini_program", window, parameters, visitor))
}

/// The attributes of the tag with their bindings replaced by the page's data.
pub fn shown(rendered: &Rendered, after: &str) -> BTreeMap<String, Value> {
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

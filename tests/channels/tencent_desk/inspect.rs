//! The inspector on this vendor's texts: guilty and innocent ones, corrections, and the way back from
//! everything that is generated.

use jieru::channels::inspect::{Entry, inspect};
use jieru::channels::tencent_desk::usersig::Ticket;
use jieru::channels::{Severity, find, read, tables};
use jieru::secret::Secret;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::reading::rendered;
use super::{buttons, desk, order};

const KEY: &str = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";

fn entries(text: &str) -> Vec<Entry> {
    let mut entries = inspect(text).entries;
    entries.retain(|entry| entry.channel == Some("tencent_desk"));
    entries
}

fn first(text: &str) -> Entry {
    entries(text).into_iter().next().unwrap_or_else(|| panic!("nothing in {text}"))
}

/// Findings of this vendor, without its name.
fn ids(text: &str) -> Vec<String> {
    let findings = entries(text).into_iter().flat_map(|entry| entry.findings);
    findings.filter_map(|one| one.id.strip_prefix("tencent_desk.").map(str::to_owned)).collect()
}

fn user_sig(time: i64, expire: i64) -> String {
    let ticket =
        Ticket { sdk_app_id: 1_400_000_000, user_id: "test-1234", time, expire, userbuf: None };
    ticket.sign(&Secret::new(KEY)).as_str().to_owned()
}

/// The vendor's way to write it, with these parameters.
fn page(before: &str, parameters: &str) -> String {
    format!(
        "Page({{\n  getSupport() {{\n    {before}\n    wx.navigateTo({{\n      url: `/ai-desk-customer-wechat/pages/index/index?SDKAppID=1400000000&userID=test-1234&userSig=${{userSig}}`\n        + `{parameters}`\n    }});\n  }},\n}})"
    )
}

/// Id, guilty text, innocent text.
#[expect(clippy::too_many_lines, reason = "a list of cases")]
fn table() -> Vec<(&'static str, String, String)> {
    let list =
        r#"const list = [{"title":"查询","type":1,"content":"x","isPreset":0,"isEnabled":1}];"#;
    let cut = r#"const card = {header: "a", desc: "b", url: "https://s.example/o?id=1&x=2"};"#;
    let fine = r#"const card = {header: "a", desc: "b", url: "https://s.example/o/1"};"#;
    let button = |fields: &str| {
        page(
            &format!("const list = [{{title: 'x', isEnabled: 1, {fields}}}];"),
            "&toolbarButtonList=${JSON.stringify(list)}",
        )
    };
    let address = |query: &str| {
        format!(
            "/ai-desk-customer-wechat/pages/index/index?SDKAppID=1400000000&userID=test-1234{query}"
        )
    };
    let app = |key: &str, network: &str, packages: &str| {
        format!(
            r#"{{"pages": ["pages/home/home"], "subPackages": [{{"root": "ai-desk-customer-wechat", "pages": ["pages/index/index"], "entry": "index.js"}}], "preloadRule": {{"{key}": {{"network": "{network}", "packages": ["{packages}"]}}}}}}"#
        )
    };
    vec![
        ("percent-encoded-json", page(list, "&toolbarButtonList=${encodeURIComponent(JSON.stringify(list))}"), page(list, "&toolbarButtonList=${JSON.stringify(list)}")),
        ("percent-encoded-json", page(list, "&toolbarButtonList=${encodeURI(JSON.stringify(list))}"), page(list, "&toolbarButtonList=${escaped(list)}")),
        ("percent-encoded-json", address("&customerServiceIDList=%5B%22a%22%5D"), address("&customerServiceIDList=[\"a\"]")),
        ("raw-delimiters", page(cut, "&bottomQuickOrder=${JSON.stringify(card)}"), page(fine, "&bottomQuickOrder=${JSON.stringify(card)}")),
        ("raw-delimiters", page("const card = {header: 'a', desc: 'b', url: order.url};", "&bottomQuickOrder=${JSON.stringify(card)}"), page("const card = {header: title, desc: 'b', url: 'https://s.example/'};", "&bottomQuickOrder=${JSON.stringify(card)}")),
        ("raw-delimiters", address("&customerServiceIDList=[\"a&b=c\"]"), address("&customerServiceIDList=[\"a\\u0026b\\u003dc\"]")),
        ("raw-delimiters", address("&nickName=A?B"), address("&nickName=A？B")),
        ("raw-delimiters", address("&avatar=https://i.example/a.png?w=80"), address("&avatar=https://i.example/a.png")),
        ("raw-delimiters", page("", "&nickName=${encodeURIComponent(name)}"), page("", "&nickName=${plain(name)}")),
        ("undefined-interpolation", page("", "&nickName=${this.data.user.nickName}"), page("", "&nickName=${this.data.user.nickName || ''}")),
        ("undefined-interpolation", page("const nickName = undefined;", "&nickName=${nickName}"), page("const nickName = '小明';", "&nickName=${nickName}")),
        ("undefined-interpolation", "url = '/x/pages/index/index?SDKAppID=1'; url += '&avatar=' + user.avatar;".to_owned(), "url = '/x/pages/index/index?SDKAppID=1'; if (user.avatar) { url += '&avatar=' + user.avatar; }".to_owned()),
        ("usersig-invalid", address("&userSig=eJw*-_"), address(&format!("&userSig={}", user_sig(1_767_225_600, 86_400)))),
        ("usersig-invalid", page("const userSig = '';", ""), page("const userSig = await sign();", "")),
        ("usersig-invalid", address(&format!("&userSig={}", user_sig(1_767_225_600_000, 86_400))), address("&enableFeedback=1")),
        ("usersig-invalid", address(&format!("&userSig={}", user_sig(1_767_225_600, 1_576_800_001))), address(&format!("&userSig={}", user_sig(1_767_225_600, 1_576_800_000)))),
        ("expire-short", address(&format!("&userSig={}", user_sig(1_767_225_600, 86_399))), address(&format!("&userSig={}", user_sig(1_767_225_600, 86_400)))),
        ("usersig-invalid", address(&format!("&userSig={}", user_sig(1_767_225_600, 86_400))).replace("test-1234", "u1"), address("")),
        ("usersig-invalid", address(&format!("&userSig={}", user_sig(1_767_225_600, 86_400))).replace("1400000000", "1400000001"), address("")),
        ("identity-invalid", address("").replace("test-1234", ""), address("")),
        ("identity-invalid", address("").replace("test-1234", "administrator"), address("").replace("test-1234", "administrator2")),
        ("identity-invalid", address("").replace("1400000000", "0"), address("")),
        ("identity-invalid", address("").replace("test-1234", "张三"), address("")),
        ("toolbar-invalid", button("type: 1, isPreset: 1"), button("type: 1, isPreset: 1, presetId: 'humanService'")),
        ("toolbar-invalid", button("type: 1, isPreset: 0, content: ''"), button("type: 1, isPreset: 0, content: 'y'")),
        ("toolbar-invalid", button("type: 2, isPreset: 0, content: 'y'"), button("type: 2, isPreset: 0, content: 'https://s.example/'")),
        ("toolbar-invalid", button("type: 1, isPreset: false, content: 'y'"), button("type: '1', isPreset: '0', content: 'y'")),
        ("toolbar-invalid", button("type: 1, isPreset: 1, presetId: 'human'"), button("type: 1, isPreset: 1, presetId: 'serviceRating'")),
        ("order-card-invalid", page("const card = {header: 'a', url: 'https://s.example/'};", "&bottomQuickOrder=${JSON.stringify(card)}"), page(fine, "&bottomQuickOrder=${JSON.stringify(card)}")),
        ("order-card-invalid", page("const card = {header: 'a', desc: 'b', url: 'https://s.example/', customField: {name: 'x'}};", "&bottomQuickOrder=${JSON.stringify(card)}"), page("const card = {header: 'a', desc: 'b', url: 'https://s.example/', customField: [{name: 'x', value: 'y'}]};", "&bottomQuickOrder=${JSON.stringify(card)}")),
        ("newer-than-kit", format!("// npm i @tencentcloud/ai-desk-customer-wechat@1.5.2\n{}", page("", "&customerServiceIDList=[\"a\"]")), format!("// npm i @tencentcloud/ai-desk-customer-wechat@1.5.3\n{}", page("", "&customerServiceIDList=[\"a\"]"))),
        ("service-number-unknown", address("&customerServiceIDList=[\"a\",\"b\"]&customerServiceID=c"), address("&customerServiceIDList=[\"a\",\"b\"]&customerServiceID=b")),
        ("preload-rule", app("ai-desk-customer-wechat/pages/index/index", "all", "ai-desk-customer-wechat"), app("pages/home/home", "all", "ai-desk-customer-wechat")),
        ("preload-rule", app("pages/home/home", "4g", "ai-desk-customer-wechat"), app("pages/home/home", "wifi", "ai-desk-customer-wechat")),
        ("preload-rule", app("pages/home/home", "all", "desk"), app("pages/home/home", "all", "__APP__")),
        ("page-path", page("", "").replace("`/ai-desk", "`ai-desk"), page("", "")),
        ("page-path", page("", "").replace("pages/index/index?", "pages/chat/index?"), page("", "").replace("/ai-desk-customer-wechat/", "/packages/desk/")),
        ("page-path", app("pages/home/home", "all", "ai-desk-customer-wechat").replace("[\"pages/index/index\"]", "[\"pages/chat\"]"), app("pages/home/home", "all", "ai-desk-customer-wechat")),
        ("domains", format!("// 测试时勾选「不校验合法域名」\n{}", page("", "")), format!("// 测试时勾选「不校验合法域名」，上线前配置服务器域名\n{}", page("", ""))),
        ("domains", r#"{"appid": "wx0123456789abcdef", "setting": {"urlCheck": false}}"#.to_owned(), r#"{"appid": "wx0123456789abcdef", "setting": {"urlCheck": true}}"#.to_owned()),
        ("page-path", "const base='/ai-desk-customer-wechat/pages/chat/index';wx.navigateTo({url: base + '?SDKAppID=1400000000&userID=u1'})".to_owned(), "const base='/ai-desk-customer-wechat/pages/index/index';wx.navigateTo({url: base + '?SDKAppID=1400000000&userID=u1'})".to_owned()),
        ("page-path", "const base='../../ai-desk-customer-wechat/pages/index/index';wx.navigateTo({url: base + '?SDKAppID=1400000000&userID=u1'})".to_owned(), "wx.navigateTo({url:DESK_PAGE+'?SDKAppID=1400000000&userID=u1'})".to_owned()),
        ("page-path", "wx.navigateTo({url: 'pages/index/index?SDKAppID=1400000000&userID=u1'})".to_owned(), "wx.navigateTo({url: ROOT + '/pages/index/index?SDKAppID=1400000000&userID=u1'})".to_owned()),
        ("page-path", "const q = '/x/index?SDKAppID=1400000000&userID=u1'; go(q)".to_owned(), "const q = '?SDKAppID=1400000000&userID=u1'; wx.navigateTo({url: PAGE + q})".to_owned()),
        ("undefined-interpolation", address("&nickName=undefined"), address("&nickName=undefinedly")),
        ("undefined-interpolation", address("&avatar=null"), address("&nickName=Null")),
        ("undefined-interpolation", format!("<navigator url=\"{}\">客服</navigator>", address("&amp;nickName=undefined")), format!("<navigator url=\"{}\">客服</navigator>", address("&amp;nickName={{name}}"))),
        ("toolbar-invalid", page(list, "&toolbarButtonList=${list}"), page(list, "&toolbarButtonList=${JSON.stringify(list)}")),
        ("preload-rule", r#"{"pages": ["pages/home/home"], "preloadRule": {"pages/home/home": {"network": "all", "packages": ["ai-desk-customer-wechat"]}}}"#.to_owned(), r#"{"pages": ["pages/home/home"], "preloadRule": {"pages/home/home": {"network": "all", "packages": ["shop"]}}}"#.to_owned()),
        ("unknown-parameter", address("&nickname=a"), address("&nickName=a")),
        ("unknown-parameter", "/ai-desk-customer-wechat/pages/index/index?userID=u1&nickname=x".to_owned(), "/ai-desk-customer-wechat/pages/index/index?userID=u1&nickName=x".to_owned()),
        ("unknown-parameter", "wx.navigateTo({url: '/ai-desk-customer-wechat/pages/index/index?sdkAppId=1400000000&userid=u1'})".to_owned(), "wx.navigateTo({url: '/shop/pages/index/index?userid=u1'})".to_owned()),
        ("newer-than-kit", format!("{{\"dependencies\": {{\"KIT\": \"1.5.1\"}}}}\n{}", page(fine, "&bottomQuickOrder=${JSON.stringify(card)}")).replace("KIT", "@tencentcloud/ai-desk-customer-wechat"), format!("{{\"dependencies\": {{\"KIT\": \"1.5.2\"}}}}\n{}", page(fine, "&bottomQuickOrder=${JSON.stringify(card)}")).replace("KIT", "@tencentcloud/ai-desk-customer-wechat")),
        ("version-not-pinned", r#"{"dependencies": {"@tencentcloud/ai-desk-customer-wechat": "^1.5.11"}}"#.to_owned(), r#"{"dependencies": {"@tencentcloud/ai-desk-customer-wechat": "1.5.11"}}"#.to_owned()),
        ("version-not-pinned", "npm i @tencentcloud/ai-desk-customer-wechat@latest".to_owned(), "npm i @tencentcloud/ai-desk-customer-wechat@1.5.11".to_owned()),
        ("double-decode", "Page({ onLoad(options) { var scene = decodeURIComponent(decodeURIComponent(options.scene)); } })".to_owned(), "Page({ onLoad(options) { var scene = decodeURIComponent(options.scene); } })".to_owned()),
        ("double-decode", "Page({ onLoad(options) { this.order = JSON.parse(decodeURIComponent(options.bottomQuickOrder)); } })".to_owned(), "Page({ onLoad(options) { this.order = JSON.parse(options.bottomQuickOrder); } })".to_owned()),
    ]
}

#[test]
fn every_id_has_guilty_and_innocent_texts() {
    for (id, guilty, innocent) in table() {
        assert!(
            ids(&guilty).iter().any(|found| found == id),
            "{id}: {:?} in {guilty}",
            ids(&guilty)
        );
        assert!(
            !ids(&innocent).iter().any(|found| found == id),
            "{id}: {:?} in {innocent}",
            ids(&innocent)
        );
    }
    let seen: std::collections::BTreeSet<&str> = table().iter().map(|(id, ..)| *id).collect();
    assert_eq!(seen.len(), 16, "all of the vendor's own ids");
}

#[test]
fn severities_are_those_that_were_promised() {
    for (id, guilty, _) in table() {
        let promised = match id {
            "undefined-interpolation"
            | "preload-rule"
            | "double-decode"
            | "unknown-parameter"
            | "expire-short"
            | "version-not-pinned" => Severity::Warning,
            "domains" => Severity::Note,
            _ => Severity::Error,
        };
        let findings = entries(&guilty).into_iter().flat_map(|entry| entry.findings);
        for finding in findings.filter(|one| one.id == format!("tencent_desk.{id}")) {
            assert_eq!(finding.severity, promised, "{id}");
            assert!(finding.at.is_some(), "{id} in {guilty}");
        }
    }
}

#[test]
fn corrections_correct_and_correcting_twice_changes_nothing() {
    for (id, guilty, _) in table() {
        let correctable = matches!(
            id,
            "percent-encoded-json"
                | "preload-rule"
                | "page-path"
                | "raw-delimiters"
                | "toolbar-invalid"
                | "unknown-parameter"
                | "version-not-pinned"
        );
        let corrected = entries(&guilty).into_iter().find_map(|entry| entry.corrected);
        let Some(corrected) = corrected else { continue };
        assert!(correctable, "{id}: {corrected}");
        assert!(!ids(&corrected).iter().any(|found| found == id), "{id}: {corrected}");
        assert!(entries(&corrected).iter().all(|entry| entry.corrected.is_none()), "{corrected}");
    }
}

#[test]
fn a_path_in_another_place_is_read_and_one_that_nobody_knows_is_not_judged() {
    let query = "'?SDKAppID=1400000000&userID=u1'";
    let known = format!(
        "const base='/ai-desk-customer-wechat/pages/index/index';wx.navigateTo({{url: base + {query}}})"
    );
    assert_eq!(first(&known).values["root"], "ai-desk-customer-wechat");
    assert!(first(&known).findings.is_empty());
    let unknown = first(&format!("wx.navigateTo({{url:DESK_PAGE+{query}}})"));
    assert!(unknown.findings.is_empty() && !unknown.values.contains_key("root"));
    let wrong = "const base='../../ai-desk-customer-wechat/pages/index/index';wx.navigateTo({url: base + '?SDKAppID=1&userID=u1'})";
    let corrected = first(wrong).corrected.unwrap();
    assert!(corrected.starts_with("const base='/ai-desk-customer-wechat/pages/index/index';"));
    let markup = "<navigator url=\"/ai-desk-customer-wechat/pages/index/index?SDKAppID=1400000000&userID=u1\">客服</navigator>";
    assert_eq!(first(markup).values["sdk_app_id"], 1_400_000_000);
}

#[test]
fn a_version_in_the_same_paste_is_told_once() {
    let text = format!(
        "{{\"dependencies\": {{\"@tencentcloud/ai-desk-customer-wechat\": \"1.5.1\"}}}}\n{}",
        page(
            "const card = {header: 'a', desc: 'b', url: 'https://s.example/'};",
            "&bottomQuickOrder=${JSON.stringify(card)}"
        )
    );
    assert_eq!(ids(&text).iter().filter(|id| *id == "newer-than-kit").count(), 1);
}

#[test]
fn corrected_code_arrives() {
    let cut = r#"const card = {header: "a", desc: "b", url: "https://s.example/o?id=1&x=2"};"#;
    for way in ["JSON.stringify(card)", "encodeURIComponent(JSON.stringify(card))"] {
        let guilty = page(cut, &format!("&bottomQuickOrder=${{{way}}}"));
        let corrected = first(&guilty).corrected.unwrap_or_else(|| panic!("{way}"));
        let stub = "var url, page, userSig = 'x'; function Page(options) { page = options; } var wx = {navigateTo: function (o) { url = o.url; }};";
        let url =
            super::super::reading::run(stub, &format!("{corrected}\npage.getSupport();"), "url");
        let json = url.as_str().unwrap().split_once("&bottomQuickOrder=").unwrap().1.to_owned();
        assert!(!json.contains(['?', '&', '=', '%']), "{json}");
        let card: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(card["url"], "https://s.example/o?id=1&x=2");
    }
    let literal = "/ai-desk-customer-wechat/pages/index/index?SDKAppID=1400000000&userID=u&customerServiceIDList=[\"a&b=c\"]";
    let corrected = first(literal).corrected.unwrap();
    assert!(corrected.ends_with("customerServiceIDList=[\"a\\u0026b\\u003dc\"]"), "{corrected}");
}

#[test]
fn the_samples_of_the_document_are_read() {
    let basic = "Page({\n  data: {\n  },\n  getSupport() {\n    const SDKAppID = 0;\n    const userID = '';\n    const userSig = '';\n    wx.navigateTo({\n      url: `/ai-desk-customer-wechat/pages/index/index?SDKAppID=${SDKAppID}&userID=${userID}&userSig=${userSig}`\n    })\n  },\n})";
    let entry = first(basic);
    assert_eq!(entry.kind, "mini_program");
    assert_eq!(entry.values["sdk_app_id"], 0);
    assert_eq!(entry.values["root"], "ai-desk-customer-wechat");
    assert_eq!(ids(basic), ["identity-invalid", "identity-invalid", "usersig-invalid"]);
    let numbers = "const customerServiceIDList = ['customerServiceID_001', 'customerServiceID_002'];\nwx.navigateTo({\n  url: `/ai-desk-customer-wechat/pages/index/index?SDKAppID=${SDKAppID}&userID=${userID}&userSig=${userSig}`\n    + `&customerServiceIDList=${JSON.stringify(customerServiceIDList)}`\n    + `&customerServiceID=customerServiceID_002`\n});";
    let entry = first(numbers);
    assert_eq!(
        entry.values["customerServiceIDList"],
        json!(["customerServiceID_001", "customerServiceID_002"])
    );
    assert_eq!(entry.values["customerServiceID"], "customerServiceID_002");
    assert!(entry.findings.is_empty(), "{:?}", entry.findings);
    let install = "npm i @tencentcloud/ai-desk-customer-wechat@latest";
    assert_eq!(first(install).values["uikit_version"], "latest");
    assert_eq!(ids(install), ["version-not-pinned"]);
    let pinned = r#"{"dependencies": {"@tencentcloud/ai-desk-customer-wechat": "^1.5.3"}}"#;
    assert!(first(pinned).corrected.unwrap().contains("\"1.5.3\""));
}

#[test]
fn nobody_elses_text_is_claimed() {
    for text in [
        "wx.navigateTo({url: '/pages/user/index?userID=5&nickName=' + name})",
        "https://demo.sobot.com/chat/h5/v2/index.html?sysnum=1&nickName=a",
        "var url = '/a?x=1'; url += '&avatar=' + user.avatar;",
        r#"{"pages": ["pages/index/index"], "subPackages": [{"root": "shop", "pages": ["pages/index/index", "pages/cart"]}]}"#,
        "<button class=\"get-support\" bind:tap=\"getSupport\">咨询客服</button>",
        "Page({ data: {} })",
    ] {
        assert!(entries(text).is_empty(), "{text}: {:?}", entries(text));
    }
}

/// The canonical values of a deployment, by name.
fn checked(input: &Value) -> serde_json::Map<String, Value> {
    let (channel, deployment) = read(input.as_object().unwrap()).map_err(|_| ()).unwrap();
    let checked = tables::check(channel, &deployment).checked.expect("checked");
    let options =
        checked.options().iter().map(|entry| (entry.param.name.to_owned(), entry.value.clone()));
    let mut values: serde_json::Map<String, Value> = options.collect();
    for name in ["root", "sign_endpoint", "uikit_version", "page"] {
        values.insert(name.to_owned(), json!(checked.window(name).unwrap()));
    }
    values.insert("sdk_app_id".to_owned(), json!(1_400_000_000));
    values
}

fn round_trip(input: &Value) {
    let made = rendered(input);
    let expected = checked(input);
    for artifact in &made.artifacts {
        let carried: &[&str] = match artifact.path.as_str() {
            "package.json" => &["uikit_version"],
            "setup.sh" | "setup.ps1" => &["uikit_version", "root"],
            "app.json" => &["root", "page"],
            "app.js" => &["root"],
            path if path.rsplit_once('.').is_some_and(|(_, end)| end == "js") => &[],
            _ => {
                assert!(entries(&artifact.content).is_empty(), "{}", artifact.path);
                continue;
            }
        };
        let entry = first(&artifact.content);
        // A text such as {$x} may be what a server fills in: that is said, and rightly.
        let told = |id: &str| id != "snippet.server-value-unescaped";
        let mut found = entry.findings.iter().filter(|one| told(&one.id));
        assert!(found.next().is_none(), "{}: {:?}", artifact.path, entry.findings);
        assert_eq!(entry.corrected, None);
        if carried.is_empty() {
            let mut page = expected.clone();
            page.remove("uikit_version");
            page.remove("page");
            let mut again = desk(json!({}), json!({}), json!({}));
            for (name, value) in entry.values {
                let place = match name.as_str() {
                    "sdk_app_id" => "account",
                    "root" | "sign_endpoint" => "window",
                    "userID" | "nickName" | "avatar" => "visitor",
                    _ => "parameters",
                };
                again[place][name] = value;
            }
            let mut seen = checked(&again);
            seen.remove("uikit_version");
            seen.remove("page");
            assert_eq!(Value::from(seen), Value::from(page), "{}", artifact.content);
        } else {
            let names: Vec<&String> = entry.values.keys().collect();
            assert_eq!(names.len(), carried.len(), "{names:?}");
            for name in carried {
                assert_eq!(entry.values[*name], expected[*name], "{}: {name}", artifact.path);
            }
        }
    }
}

#[test]
fn what_is_generated_is_read_back() {
    for (_, input) in super::golden() {
        round_trip(&input);
    }
    round_trip(&desk(
        json!({"root": "packages/desk", "page": "a/b/c"}),
        json!({"toolbarButtonList": buttons(), "bottomQuickOrder": order(), "enableFeedback": true, "enableAINote": 0}),
        json!({"userID": "test-1234", "nickName": "张三", "avatar": "https://i.example.com/a.png"}),
    ));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_value_finds_its_way_back(title in "\\PC{1,20}", content in "[ -~张😀\u{2028}]{1,20}", nick in "[a-z张三 '\"\\\\<>{}`$😀]{1,10}", number in "[a-z@_?&=%+#]{1,8}") {
        prop_assume!(jieru::catalog::kind::check_characters(&title, false).is_ok());
        // A hole has a character of its own in the reader.
        prop_assume!(!title.contains('\u{FFFC}'));
        let list = json!([{"title": title, "type": 1, "content": content, "isPreset": 0, "isEnabled": 1}]);
        let card = json!({"header": title, "desc": content, "url": "https://s.example/?a=1&b=2", "customField": [{"name": title, "value": content}]});
        round_trip(&desk(
            json!({}),
            json!({"toolbarButtonList": list, "bottomQuickOrder": card, "customerServiceIDList": [number]}),
            json!({"userID": "u", "nickName": nick}),
        ));
    }

    #[test]
    fn nothing_makes_the_inspector_panic(pieces in proptest::collection::vec(proptest::sample::select(vec![
        "/a/pages/index/index?SDKAppID=", "&toolbarButtonList=", "&nickName=", "`", "${", "}", "JSON.stringify(", "encodeURIComponent(", ")", "wx.navigateTo({url:", "'", "\"", "+", "[{", "}]",
        "{\"subPackages\":[{\"root\":\"ai-desk-customer-wechat\"", "\"preloadRule\":{", "@tencentcloud/ai-desk-customer-wechat", "@", "version='", "root=", "%7B", "张", "\n", "?", "=", "&", "visitor = {", "userID:", ",",
    ]), 0..24)) {
        inspect(&pieces.concat());
    }
}

#[test]
fn the_channel_takes_part() {
    let rules = find("tencent_desk").unwrap().inspection_rules();
    let mut ids: Vec<&str> = rules.iter().map(|rule| rule.id).collect();
    ids.dedup();
    assert_eq!(ids.len(), rules.len());
}

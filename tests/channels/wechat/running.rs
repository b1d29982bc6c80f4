//! Generated code of every flavour, read by parsers and run by an engine.

use jieru::channels::{Rendered, Severity};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{CORP, FLAVOURS, LINK, button, chat, full, full_chat};
use crate::channels::reading::{artifact, check_wxml, html, render, rendered, run, script};
use crate::channels::typescript::{attributes, plain};

/// The mini program's world, with everything that is called recorded.
const WORLD: &str = r#"
var page, moves = [], modals = [], opened = [], able = true, refuse = false, process = { env: { TARO_ENV: "weapp" } };
function Page(options) { page = options; }
function reactive(value) { return value; }
var uni = {
  navigateTo: function (to) { moves.push(["navigateTo", to.url]); if (refuse) { to.fail({}); } },
  reLaunch: function (to) { moves.push(["reLaunch", to.url]); },
  showModal: function (modal) { modals.push(modal); }
};
var wx = {
  navigateTo: uni.navigateTo, reLaunch: uni.reLaunch, showModal: uni.showModal,
  canIUse: function (name) { return able && name === "openCustomerServiceChat"; },
  openCustomerServiceChat: function (options) { opened.push(options); }
};
var Taro = {
  navigateTo: function (to) { moves.push(["navigateTo", to.url]); return refuse ? Promise.reject({}) : Promise.resolve(); },
  reLaunch: wx.reLaunch, showModal: wx.showModal, canIUse: wx.canIUse, openCustomerServiceChat: wx.openCustomerServiceChat
};
"#;

/// The code of a flavour, ready to run, ending with one object of what others may call.
struct Runnable {
    code: String,
    /// What the page's data holds.
    data: &'static str,
    /// What calls the handler of a name.
    call: fn(&str) -> String,
}

fn runnable(input: &Value) -> Runnable {
    let rendered = rendered(input);
    let chat = input["target"] == "service_chat";
    match input["flavour"].as_str().unwrap() {
        "uni_app" => {
            let file = file(&rendered, "vue");
            let script = script(&file[file.find("<script").unwrap()..]);
            let lines = script.lines().filter(|line| !line.starts_with("import "));
            let code = lines.collect::<Vec<_>>().join("\n");
            Runnable {
                code,
                data: if chat { "serviceChat" } else { "contact" },
                call: |name| name.to_owned(),
            }
        }
        "taro" => {
            let name = if chat { "ServiceChatButton" } else { "ContactButton" };
            let code = format!("{}\nvar element = {name}({{}});", plain(&file(&rendered, "tsx")));
            Runnable {
                code,
                data: if chat { "SERVICE_CHAT" } else { "CONTACT" },
                call: |name| {
                    let known = ["openServiceChat", "handleContact", "onContact"].contains(&name);
                    if known {
                        "(element.onContact || element.onClick)".to_owned()
                    } else {
                        name.to_owned()
                    }
                },
            }
        }
        _ => Runnable {
            code: file(&rendered, "js"),
            data: if chat { "page.data.serviceChat" } else { "page.data.contact" },
            call: |name| format!("page.{name}"),
        },
    }
}

fn file(rendered: &Rendered, extension: &str) -> String {
    let found = rendered.artifacts.iter().find(|one| one.language == extension);
    found.unwrap_or_else(|| panic!("no {extension}")).content.clone()
}

/// Runs code of a flavour and then a call, and says what an expression is.
fn after(input: &Value, world: &str, name: &str, arguments: &str, expression: &str) -> Value {
    let Runnable { code, call, .. } = runnable(input);
    let code = format!("{code}\n{}({arguments});", call(name));
    run(&format!("{WORLD}{world}"), &code, expression)
}

fn data(input: &Value) -> Value {
    let Runnable { code, data, .. } = runnable(input);
    run(WORLD, &code, data)
}

#[test]
fn every_flavour_has_its_files() {
    let names = |flavour: &str, target: &str| {
        let window = json!({"page": "pkg/pages/help", "corp_id": CORP, "url": LINK});
        let window =
            if target == "service_chat" { window } else { json!({"page": "pkg/pages/help"}) };
        let input =
            json!({"channel": "wechat", "target": target, "flavour": flavour, "window": window});
        let files = rendered(&input).artifacts;
        files.iter().map(|one| (one.path.clone(), one.language, one.merge)).collect::<Vec<_>>()
    };
    for target in ["mini_program", "service_chat"] {
        let path = |extension: &str| format!("pkg/pages/help.{extension}");
        assert_eq!(
            names("native", target),
            [(path("wxml"), "wxml", "insert"), (path("js"), "js", "insert")]
        );
        assert_eq!(names("uni_app", target), [(path("vue"), "vue", "insert")]);
        assert_eq!(names("taro", target), [(path("tsx"), "tsx", "insert")]);
    }
}

#[test]
fn the_data_equals_the_input_in_every_flavour() {
    for flavour in FLAVOURS {
        let held = data(&button(flavour, json!({}), full()));
        assert_eq!(
            held,
            json!({"text": "联系客服", "sessionFrom": "home|\"1\"", "sendMessageTitle": "a\"b{{c}}",
                "sendMessagePath": "/pages/goods/detail?id=1", "sendMessageImg": "https://img.example/p.png?x=1&y=2"}),
            "{flavour}"
        );
    }
}

#[test]
fn the_card_navigates_only_to_a_page() {
    for flavour in FLAVOURS {
        let input = button(flavour, json!({}), json!({}));
        let moves =
            |world: &str, event: &str| after(&input, world, "handleContact", event, "moves");
        let fine = r#"{detail: {path: "/pages/a/b", query: {id: "1", "q&": "x y=1"}}}"#;
        let url = "/pages/a/b?id=1&q%26=x%20y%3D1";
        assert_eq!(moves("", fine), json!([["navigateTo", url]]), "{flavour}");
        let tab = moves("refuse = true;", r#"{detail: {path: "/pages/tab"}}"#);
        assert_eq!(tab, json!([["navigateTo", "/pages/tab"], ["reLaunch", "/pages/tab"]]));
        let asked = moves("", r#"{detail: {path: "/pages/a?x=1", query: {x: "1"}}}"#);
        assert_eq!(
            asked,
            json!([["navigateTo", "/pages/a?x=1"]]),
            "the query stands there already"
        );
        for wrong in [
            r#"{detail: {errMsg: "enterContact:fail"}}"#,
            r#"{detail: {path: ""}}"#,
            r#"{detail: {path: "https://x.example"}}"#,
            "{detail: {path: 3}}",
        ] {
            assert_eq!(moves("", wrong), json!([]), "{flavour} {wrong}");
        }
    }
}

#[test]
fn an_old_client_is_told_and_a_new_one_opens_the_chat() {
    for flavour in FLAVOURS {
        let input = chat(
            flavour,
            json!({}),
            json!({"showMessageCard": true, "sendMessageTitle": "</script>\u{2028}#endif"}),
        );
        let seen = after(&input, "able = false;", "openServiceChat", "", "[modals, opened]");
        assert!(seen[0][0]["content"].as_str().unwrap().contains("升级"), "{flavour}");
        assert_eq!(seen[1], json!([]), "{flavour}");
        let seen = after(&input, "", "openServiceChat", "", "opened");
        let expected = json!({"corpId": CORP, "extInfo": {"url": LINK}, "showMessageCard": true, "sendMessageTitle": "</script>\u{2028}#endif"});
        assert_eq!(seen[0], expected, "{flavour}");
        let failed = after(
            &input,
            "wx.openCustomerServiceChat = Taro.openCustomerServiceChat = function (o) { o.fail({errMsg: 'x'}); };",
            "openServiceChat",
            "",
            "logged",
        );
        assert_eq!(failed, json!(["openCustomerServiceChat x"]), "{flavour}");
    }
}

#[test]
fn callbacks_are_the_functions_that_were_named() {
    for flavour in FLAVOURS {
        let input = chat(flavour, json!({}), full_chat());
        let seen = after(
            &input,
            "",
            "openServiceChat",
            "",
            "[typeof opened[0].success, typeof opened[0].fail, typeof opened[0].complete, opened[0].success({}) === undefined]",
        );
        assert_eq!(seen, json!(["function", "function", "function", true]), "{flavour}");
        let code = runnable(&input).code;
        for name in ["onOpened", "onFailed", "onEnded"] {
            let heads = [format!("{name}: function (result)"), format!("function {name}(result)")];
            let count: usize = heads.iter().map(|head| code.matches(head.as_str()).count()).sum();
            assert_eq!(count, 1, "{flavour} {name}\n{code}");
        }
    }
}

#[test]
fn the_page_supplies_what_it_is_asked_for() {
    let from = json!({"from_page": ["session-from", "send-message-title"]});
    let card = json!({"show-message-card": true, "send-message-title": "起始"});
    for flavour in FLAVOURS {
        let held = data(&button(flavour, from.clone(), card.clone()));
        assert_eq!(
            held,
            json!({"text": "联系客服", "sessionFrom": "", "sendMessageTitle": "起始"}),
            "{flavour}"
        );
        let window = json!({"from_page": ["sendMessageTitle"]});
        let input = chat(flavour, window, json!({"showMessageCard": true}));
        let Runnable { code, data, call } = runnable(&input);
        let filled = if *flavour == "taro" {
            format!("{code}\nelement = ServiceChatButton({{sendMessageTitle: '甲'}});")
        } else {
            format!("{code}\n{data}.sendMessageTitle = '甲';")
        };
        let code = format!("{filled}\n{}();", call("openServiceChat"));
        assert_eq!(run(WORLD, &code, "opened[0].sendMessageTitle"), "甲", "{flavour}");
    }
    let idle = render(&button("native", from, json!({})));
    let told = |parameter: &str| {
        idle.diagnostics.iter().any(|found| {
            found.id == "wechat.card-attributes-without-card"
                && found.severity == Severity::Warning
                && found.parameter.as_deref() == Some(parameter)
        })
    };
    assert!(told("from_page") && !idle.is_refused());
    assert!(!idle.artifacts[0].content.contains("send-message-title"));
}

#[test]
fn wxml_binds_and_never_quotes() {
    let rendered = rendered(&button("native", json!({}), full()));
    let wxml = artifact(&rendered, "pages/index/index.wxml");
    check_wxml(wxml);
    for line in [
        "open-type=\"contact\"",
        "session-from=\"{{contact.sessionFrom}}\"",
        "show-message-card=\"{{true}}\"",
        "send-message-title=\"{{contact.sendMessageTitle}}\"",
        "send-message-path=\"{{contact.sendMessagePath}}\"",
        "send-message-img=\"{{contact.sendMessageImg}}\"",
        "bindcontact=\"handleContact\"",
        ">{{contact.text}}</button>",
    ] {
        assert!(wxml.contains(line), "{line} in {wxml}");
    }
    for strange in ["a\"b", "home|", "v-", ":send", "@contact", "business-id"] {
        assert!(!wxml.contains(strange), "{strange} in {wxml}");
    }
}

#[test]
fn vue_and_taro_write_attributes_in_their_own_way() {
    let vue = file(&rendered(&button("uni_app", json!({}), full())), "vue");
    let template = vue.split("<template>").nth(1).unwrap().split("</template>").next().unwrap();
    let tags = html(template);
    let [view, tag] = tags.as_slice() else { panic!("{tags:?}") };
    assert_eq!((view.name.as_str(), tag.name.as_str()), ("view", "button"));
    let expected = [
        ("open-type", "contact"),
        (":session-from", "contact.sessionFrom"),
        (":show-message-card", "true"),
        (":send-message-title", "contact.sendMessageTitle"),
        (":send-message-path", "contact.sendMessagePath"),
        (":send-message-img", "contact.sendMessageImg"),
        ("@contact", "handleContact"),
    ];
    for (name, value) in expected {
        assert_eq!(tag.attribute(name), Some(value), "{name}");
    }
    assert_eq!(tag.attributes.len(), expected.len());
    assert_eq!(tag.text, "{{ contact.text }}");
    assert_eq!(vue.matches("#ifdef MP-WEIXIN").count(), 2);
    assert_eq!(vue.matches("#endif").count(), 2);

    let tsx = file(&rendered(&button("taro", json!({}), full())), "tsx");
    let expected = [
        ("openType", Some("\"contact\"")),
        ("sessionFrom", Some("{contact.sessionFrom}")),
        ("showMessageCard", None),
        ("sendMessageTitle", Some("{contact.sendMessageTitle}")),
        ("sendMessagePath", Some("{contact.sendMessagePath}")),
        ("sendMessageImg", Some("{contact.sendMessageImg}")),
        ("onContact", Some("{handleContact}")),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.map(str::to_owned)));
    assert_eq!(attributes(&tsx), expected);
}

#[test]
fn other_platforms_get_no_button() {
    for input in [button("taro", json!({}), json!({})), chat("taro", json!({}), json!({}))] {
        let Runnable { code, .. } = runnable(&input);
        let seen = run(&format!("{WORLD}process.env.TARO_ENV = 'alipay';"), &code, "element");
        assert_eq!(seen, Value::Null);
    }
}

#[test]
fn a_card_that_is_off_says_so_and_its_texts_are_left_out() {
    let off = json!({"show-message-card": "0", "send-message-title": "x", "session-from": "a"});
    for (flavour, written) in [
        ("native", "show-message-card=\"{{false}}\""),
        ("uni_app", ":show-message-card=\"false\""),
        ("taro", "showMessageCard={false}"),
    ] {
        let rendered = rendered(&button(flavour, json!({}), off.clone()));
        let all: String = rendered.artifacts.iter().map(|one| one.content.as_str()).collect();
        assert!(all.contains(written) && !all.to_lowercase().contains("title"), "{all}");
        let told = rendered
            .diagnostics
            .iter()
            .find(|found| found.parameter.as_deref() == Some("send-message-title"));
        assert_eq!(told.unwrap().id, "wechat.card-attributes-without-card");
    }
}

/// Any text that the catalogue accepts.
pub fn accepted() -> impl Strategy<Value = String> {
    let pieces = [
        "</script>",
        "<!--",
        "\"",
        "'",
        "\\",
        "`${x}`",
        "{{x}}",
        "}}",
        "\u{2028}",
        "😀",
        "&amp;",
        "%25",
        "张三",
        " ",
        "// #ifdef H5",
        "<!-- #endif -->",
        "*/",
        "{props}",
        "__proto__",
        "</template>",
    ];
    let piece = prop_oneof![
        proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned),
        "\\PC{1,20}",
        Just("长".repeat(400)),
    ];
    let text = proptest::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat());
    text.prop_filter("accepted", |text| jieru::catalog::kind::check_characters(text, false).is_ok())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_accepted_arrives_unchanged(from in accepted(), title in accepted(), words in "\\PC{1,40}", at in 0..3_usize) {
        prop_assume!(jieru::catalog::kind::check_characters(&words, false).is_ok());
        let flavour = FLAVOURS[at];
        let window = json!({"button_text": words});
        let options = json!({"session-from": from, "show-message-card": true, "send-message-title": title});
        let input = button(flavour, window.clone(), options);
        prop_assert_eq!(data(&input), json!({"text": words, "sessionFrom": from, "sendMessageTitle": title}));
        let rendered = rendered(&input);
        for one in &rendered.artifacts {
            if one.language == "wxml" {
                check_wxml(&one.content);
            }
            // Only ours: a preprocessor that reads inside texts finds no instruction there.
            prop_assert!(one.language != "vue" || one.content.matches('#').count() == 4);
        }
        let input = chat(flavour, window, json!({"showMessageCard": true, "sendMessageTitle": title}));
        let seen = after(&input, "", "openServiceChat", "", "opened");
        prop_assert_eq!(&seen[0]["sendMessageTitle"], &json!(title));
    }

    #[test]
    fn only_a_name_becomes_a_handler(name in "[A-Za-z_$][A-Za-z0-9_$-]{0,12}") {
        for flavour in FLAVOURS {
            let input = button(flavour, json!({}), json!({"bindcontact": name}));
            let rendered = render(&input);
            if !rendered.is_refused() {
                prop_assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'));
                let Runnable { code, .. } = runnable(&input);
                run(WORLD, &code, "1");
            }
        }
    }
}

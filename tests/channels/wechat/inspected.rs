//! WeChat in the inspector: what generated code says of itself, and guilty and innocent texts.

use jieru::channels::inspect::{Entry, inspect};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::running::accepted;
use super::{CORP, FLAVOURS, LINK, button, chat, full, full_chat, golden};
use crate::channels::reading::{check_wxml, render, rendered};

fn entries(text: &str) -> Vec<Entry> {
    inspect(text).entries
}

fn ids(text: &str) -> Vec<String> {
    let findings = entries(text).into_iter().flat_map(|entry| entry.findings);
    findings.map(|finding| finding.id).filter(|id| id.starts_with("wechat.")).collect()
}

fn corrected(text: &str) -> Option<String> {
    entries(text).into_iter().find_map(|entry| entry.corrected)
}

#[test]
fn generated_code_is_innocent() {
    for (name, input) in golden() {
        for one in rendered(&input).artifacts {
            let found = entries(&one.content);
            assert_eq!(found.len(), 1, "{name} {}: {found:?}", one.path);
            assert_eq!(found[0].channel, Some("wechat"), "{name} {}", one.path);
            assert!(found[0].findings.is_empty(), "{name} {}: {:?}", one.path, found[0].findings);
        }
    }
}

/// What an artifact says, by the names of the deployment.
fn values(text: &str) -> (&'static str, Value) {
    let mut found = entries(text);
    assert_eq!(found.len(), 1, "{found:?} in {text}");
    let entry = found.remove(0);
    (entry.kind, Value::Object(entry.values))
}

fn with(mut values: Value, more: Value) -> Value {
    values.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    values
}

#[test]
fn generated_code_says_what_it_was_made_from() {
    let always = json!({"open-type": "contact", "bindcontact": "handleContact"});
    let texts = with(full(), json!({"button_text": "联系客服"}));
    let all = with(with(texts.clone(), always.clone()), json!({"show-message-card": true}));
    let native = rendered(&button("native", json!({}), full())).artifacts;
    assert_eq!(
        values(&native[0].content),
        ("mini_program", with(always, json!({"show-message-card": true})))
    );
    let mut script = with(texts, json!({"bindcontact": "handleContact"}));
    script.as_object_mut().unwrap().remove("show-message-card");
    assert_eq!(values(&native[1].content), ("fragment", script));
    for flavour in ["uni_app", "taro"] {
        let file = rendered(&button(flavour, json!({}), full())).artifacts.remove(0);
        assert_eq!(values(&file.content), ("mini_program", all.clone()), "{flavour}");
    }
    let window = json!({"corp_id": CORP, "url": LINK, "button_text": "联系客服"});
    let all = with(full_chat(), window);
    for flavour in FLAVOURS {
        let file = rendered(&chat(flavour, json!({}), full_chat())).artifacts.pop().unwrap();
        assert_eq!(values(&file.content), ("service_chat", all.clone()), "{flavour}");
    }
    let markup = rendered(&chat("native", json!({}), full_chat())).artifacts.remove(0);
    assert_eq!(values(&markup.content), ("fragment", json!({})));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_rendered_is_read_back(from in accepted(), title in accepted(), path in "/[a-z?&=%#\"'\\\\<{}]{0,40}", on in any::<bool>(), at in 0..3_usize) {
        let flavour = FLAVOURS[at];
        let options = json!({"session-from": from, "show-message-card": on, "send-message-title": title, "send-message-path": path, "bindcontact": "onContact"});
        let files = rendered(&button(flavour, json!({}), options)).artifacts;
        let mut seen = json!({});
        for file in &files {
            seen = with(seen, values(&file.content).1);
        }
        let mut expected = json!({"open-type": "contact", "session-from": from, "show-message-card": on, "bindcontact": "onContact", "button_text": "联系客服"});
        if on {
            expected = with(expected, json!({"send-message-title": title, "send-message-path": path}));
        }
        prop_assert_eq!(seen, expected);

        let options = json!({"showMessageCard": true, "sendMessageTitle": title, "sendMessagePath": path, "fail": "onFailed"});
        let file = rendered(&chat(flavour, json!({"button_text": "问"}), options.clone())).artifacts.pop().unwrap();
        let expected = with(options, json!({"corp_id": CORP, "url": LINK, "button_text": "问"}));
        prop_assert_eq!(values(&file.content), ("service_chat", expected));
    }

    #[test]
    fn any_text_is_read_without_harm(text in "\\PC{0,80}", tail in "[<>{}()\"'=:@ a-z/-]{0,80}") {
        for text in [format!("<button open-type=\"contact\" {text}{tail}"), format!("wx.openCustomerServiceChat({text}{tail}")] {
            let found = entries(&text);
            let again = found.into_iter().find_map(|entry| entry.corrected).map(|better| corrected(&better));
            prop_assert!(again.is_none_or(|again| again.is_none()), "corrected twice: {}", text);
        }
    }
}

const HANDLER: &str = "bindcontact=\"handleContact\"";

/// Finding, guilty text, and what becomes of it; an empty correction means that there is none.
#[expect(clippy::too_many_lines, reason = "a list of cases")]
fn guilty() -> Vec<(&'static str, String, &'static str)> {
    let tag = |attributes: &str| {
        format!("<button open-type=\"contact\" {attributes} {HANDLER}>联系客服</button>")
    };
    let call = |options: &str| {
        format!(
            "Page({{ tap: function () {{ if (wx.canIUse('openCustomerServiceChat')) {{ wx.openCustomerServiceChat({{ {options} }}) }} }} }})"
        )
    };
    let fine = format!("corpId: '{CORP}', extInfo: {{ url: '{LINK}' }}");
    let script = |body: &str| {
        format!(
            "<button open-type=\"contact\" {HANDLER}/><script>function handleContact(e) {{ {body} }}</script>"
        )
    };
    vec![
        ("vue-syntax", tag(":send-message-title=\"标题\" show-message-card=\"{{true}}\""), " send-message-title=\"标题\" "),
        ("vue-syntax", tag(":session-from=\"order.from\""), " session-from=\"{{order.from}}\" "),
        ("vue-syntax", "<button open-type=\"contact\" @contact=\"handleContact\"/>".into(), "<button open-type=\"contact\" bindcontact=\"handleContact\"/>"),
        ("vue-syntax", tag("v-if=\"ready\""), "wx:if=\"{{ready}}\""),
        ("vue-syntax", format!("<button open-type=\"contact\" {HANDLER}/><script setup>function handleContact(e) {{ go(e.detail.path) }}</script>"), ""),
        ("vue-syntax", format!("<template><button open-type=\"contact\" {HANDLER}/></template>"), ""),
        ("boolean-as-string", tag("show-message-card=\"false\""), "show-message-card=\"{{false}}\""),
        ("boolean-as-string", tag("show-message-card='true'"), "show-message-card=\"{{true}}\""),
        ("boolean-as-string", "<template><button open-type=\"contact\" show-message-card=\"true\" @contact=\"f\"/></template>".into(), " :show-message-card=\"true\""),
        ("boolean-as-string", "const a = <Button openType=\"contact\" showMessageCard=\"false\" onContact={f} />;".into(), "showMessageCard={false}"),
        ("boolean-as-string", call(&format!("{fine}, showMessageCard: 'true'")), "showMessageCard: true"),
        ("card-attributes-without-card", tag("send-message-title=\"x\""), ""),
        ("card-attributes-without-card", tag("send-message-path=\"{{path}}\""), ""),
        ("card-attributes-without-card", call(&format!("{fine}, sendMessageTitle: title")), ""),
        ("card-attributes-without-card", call(&format!("{fine}, sendMessageTitle: 'x', showMessageCard: false")), ""),
        ("removed-component", "<contact-button type=\"default-light\" session-from=\"weapp\"></contact-button>".into(), "<button open-type=\"contact\" type=\"default-light\" session-from=\"weapp\"></button>"),
        ("session-from-too-long", tag(&format!("session-from=\"{}\"", "汉".repeat(334))), ""),
        ("business-id-empty", tag("business-id=\"\" size=\"mini\""), "\"contact\" size"),
        ("business-id-empty", tag("business-id=\"{{''}}\""), ""),
        ("contact-handler", "<button open-type=\"contact\">客服</button>".into(), ""),
        ("contact-handler", script("wx.navigateTo({ url: e.detail.path })"), "if (!e.detail || !e.detail.path) { return; }"),
        ("contact-handler", script("console.log(e.detail.path); console.log(e.detail.query)"), ""),
        ("contact-handler", "Page({ handleContact(e) { wx.navigateTo({ url: e.detail.path }) } })".into(), "if (!e.detail || !e.detail.path) { return; }"),
        ("contact-handler", "const a = <Button openType=\"contact\" onContact={(e) => Taro.navigateTo({ url: e.detail.path })} />;".into(), ""),
        ("service-chat-misuse", format!("Page({{ onLoad() {{ wx.openCustomerServiceChat({{ {fine} }}) }} }})"), ""),
        ("service-chat-misuse", format!("function f() {{ setTimeout(() => wx.openCustomerServiceChat({{ {fine} }}), 100) }}"), ""),
        ("service-chat-misuse", format!("const f = async () => {{ await g(); wx.openCustomerServiceChat({{ {fine} }}) }}"), ""),
        ("service-chat-misuse", format!("function f() {{ wx.openCustomerServiceChat({{ {fine} }}).then(g) }}"), ""),
        ("service-chat-misuse", call(&format!("corpId: '{CORP}', extInfo: '{LINK}'")), "extInfo: { url: \"https://work.weixin.qq.com"),
        ("service-chat-misuse", call("extInfo: { url: '' }, corpId: ''"), ""),
        ("service-chat-misuse", call(&format!("corpId: '{CORP}'")), ""),
        ("service-chat-misuse", "wx.openCustomerServiceChat()".into(), ""),
        ("service-chat-unguarded", format!("Page({{ tap() {{ wx.openCustomerServiceChat({{ {fine} }}) }} }})"), ""),
        ("service-chat-misuse", call(&format!("corpId: '{CORP}', extInfo: JSON.stringify({{ url: '{LINK}' }})")), "extInfo: { url: 'https://work.weixin.qq.com"),
        ("business-id-empty", tag("business-id size=\"mini\""), "\"contact\" size"),
        ("session-from-too-long", format!("<button open-type=\"contact\" session-from=\"{{{{from}}}}\" {HANDLER}/><script>Page({{ data: {{ from: '{}' }}, handleContact(e) {{ if (e.detail.path) wx.navigateTo({{ url: e.detail.path }}) }} }})</script>", "汉".repeat(334)), ""),
        ("entity-in-attribute", tag("session-from=\"a&amp;b\""), "session-from=\"a&b\""),
        ("entity-in-attribute", tag("session-from=\"say &quot;hi&quot;\""), ""),
        ("service-limits", format!("<!-- 用户发消息后 48 小时内可回复 20 条 -->{}", tag("")), ""),
        ("service-limits", format!("<!-- 客服可以主动联系用户 -->{}", tag("")), ""),
        ("service-limits", format!("{}<!-- agents can contact users first -->", tag("")), ""),
        ("unknown-parameter", tag("send-message-titel=\"x\" show-message-card=\"{{true}}\""), "send-message-title=\"x\""),
        ("unknown-parameter", call(&format!("{fine}, sendMessageTitel: 'x', showMessageCard: true")), "sendMessageTitle: 'x'"),
        ("value-not-allowed", tag("send-message-path=\"https://x.example\" show-message-card=\"{{true}}\""), ""),
        ("not-in-this-target", call(&format!("{fine}, 'session-from': 'x'")), ""),
    ]
}

#[test]
fn every_guilty_text_is_found_and_put_right() {
    for (id, text, better) in guilty() {
        let id = format!("wechat.{id}");
        assert!(ids(&text).contains(&id), "{id}: {:?} in {text}", ids(&text));
        let corrected = corrected(&text);
        if better.is_empty() {
            continue;
        }
        let corrected = corrected.unwrap_or_else(|| panic!("{id}: nothing corrected in {text}"));
        assert!(corrected.contains(better), "{id}: {corrected}");
        assert!(!ids(&corrected).contains(&id), "{id}: {corrected}");
        let native = corrected.starts_with("<button") && !corrected.contains("<script");
        if native {
            check_wxml(&corrected);
        }
    }
}

#[test]
fn innocent_texts_are_left_alone() {
    let tag = |attributes: &str| {
        format!("<button open-type=\"contact\" {attributes} {HANDLER}>联系客服</button>")
    };
    let call = |options: &str| {
        format!(
            "Page({{ tap() {{ if (!wx.canIUse('openCustomerServiceChat')) {{ return }} wx.openCustomerServiceChat({{ {options} }}) }} }})"
        )
    };
    let fine = format!("corpId: '{CORP}', extInfo: {{ url: '{LINK}' }}");
    for text in [
        tag("session-from=\"home\" class=\"kf\" size=\"mini\" wx:if=\"{{ready}}\" hover-class=\"none\" lang=\"zh_CN\" disabled=\"{{off}}\""),
        tag("show-message-card=\"{{true}}\" send-message-title=\"{{title}}\" send-message-path=\"/pages/a?b=1&c=2\""),
        tag("show-message-card=\"{{shown}}\" send-message-title=\"{{title}}\""),
        tag("show-message-card send-message-img=\"https://img.example/a.png\""),
        tag("business-id=\"b1\""),
        tag(&format!("session-from=\"{}\"", "汉".repeat(333))),
        "<template><view><button v-if=\"ready\" open-type=\"contact\" :session-from=\"from\" @contact=\"onContact\">客服</button></view></template><script setup>const from = getFrom(); function onContact(e) { if (e.detail.path) { uni.navigateTo({ url: e.detail.path }) } }</script>".into(),
        "<template name=\"kf\"><button open-type=\"contact\" bindcontact=\"f\">客服</button></template>".into(),
        "export default () => <Button openType='contact' sessionFrom={from} {...props}>客服</Button>".into(),
        "export default () => <Button openType='contact' onContact={(e) => e.detail.path && Taro.navigateTo({ url: e.detail.path })}>客服</Button>".into(),
        "Page({ handleContact(e) { const { path } = e.detail; if (!path) return; wx.navigateTo({ url: path }) } })".into(),
        "Page({ handleContact(e) { this.open(e.detail.path, e.detail.query) } })".into(),
        format!("<!-- 客服不能主动联系用户；48 小时内最多 5 条 -->{}", tag("")),
        "<button open-type=\"share\" send-message-title=\"x\" business-id=\"\">分享</button>".into(),
        "<contact-button tnt-inst-id=\"n8c_Hb8w\" scene=\"SCE00000001\" />".into(),
        "<contact-button open-type=\"contact\" tnt-inst-id=\"n8c_Hb8w\" />".into(),
        "Page({ upload(e) { wx.navigateTo({ url: e.detail.path }) }, data: { contact: { text: '电话' } } })".into(),
        call(&fine),
        call(&format!("{fine}, showMessageCard: true, sendMessageTitle: title, success(r) {{ }}, fail: console.error")),
        call(&format!("{fine}, showMessageCard: shown, sendMessageTitle: 'x'")),
        call("...config"),
        call("corpId, extInfo, complete"),
    ] {
        assert_eq!(ids(&text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn the_samples_of_the_document_are_judged() {
    let samples = [
        (
            "<button open-type=\"contact\" bindcontact=\"handleContact\" session-from=\"sessionFrom\"></button>\n\n<script setup>\n  function handleContact(e) {\n    // 小程序消息页面的路径 String\n    console.log(e.detail.path)\n    // 小程序消息指定的查询参数 Object\n    console.log(e.detail.query)\n  }\n</script>",
            &["wechat.vue-syntax", "wechat.contact-handler"][..],
        ),
        (
            "<button open-type=\"contact\" show-message-card=\"true\">\n  联系客服\n</button>",
            &["wechat.contact-handler", "wechat.boolean-as-string"],
        ),
        (
            "<button open-type=\"contact\" :send-message-title=\"标题\" show-message-card=\"true\">\n  联系客服\n</button>",
            &["wechat.contact-handler", "wechat.vue-syntax", "wechat.boolean-as-string"],
        ),
    ];
    for (sample, expected) in samples {
        assert_eq!(ids(sample), expected, "{sample}");
        assert_eq!(entries(sample)[0].values["open-type"], "contact");
    }
    assert_eq!(entries(samples[1].0)[0].values["button_text"], "联系客服");
}

#[test]
fn several_entries_in_one_paste_are_told_apart() {
    let text = "<button open-type=\"contact\" session-from=\"a\" bindcontact=\"f\">甲</button>\n<button open-type=\"contact\" session-from=\"b\">乙</button>";
    let found = entries(text);
    let from: Vec<&Value> = found.iter().map(|entry| &entry.values["session-from"]).collect();
    assert_eq!(from, [&json!("a"), &json!("b")]);
    assert_eq!(found[0].findings.len(), 0);
    assert_eq!(found[1].findings[0].id, "wechat.contact-handler");
    assert_eq!(found[1].findings[0].at.map(|at| (at.line, at.column)), Some((2, 2)));
}

#[test]
fn names_of_our_own_code_are_no_mistake_in_a_page() {
    let text = "<button open-type=\"contact\" bindcontact=\"contact\">客服</button>";
    assert_eq!(ids(text), Vec::<String>::new());
    assert!(render(&button("native", json!({}), json!({"bindcontact": "contact"}))).is_refused());
}

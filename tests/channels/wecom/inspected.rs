//! WeCom in the inspector: what generated code says of itself, and guilty and innocent texts.

use jieru::channels::inspect::{Entry, inspect};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{PLUGID, plugin};
use crate::channels::reading::{check_wxml, rendered};

const PROVIDER: &str = "wx104a1a20c3f81ec2";

fn entries(text: &str) -> Vec<Entry> {
    inspect(text).entries
}

fn ids(text: &str) -> Vec<String> {
    let findings = entries(text).into_iter().flat_map(|entry| entry.findings);
    findings.map(|finding| finding.id).filter(|id| id.starts_with("wecom.")).collect()
}

fn corrected(text: &str) -> Option<String> {
    entries(text).into_iter().find_map(|entry| entry.corrected)
}

/// What the four artifacts of an input say.
fn said(input: &Value) -> Vec<(&'static str, Value)> {
    let artifacts = rendered(input).artifacts;
    artifacts
        .iter()
        .map(|one| {
            let mut found = entries(&one.content);
            assert_eq!(found.len(), 1, "{}: {found:?}", one.path);
            let entry = found.remove(0);
            assert!(entry.findings.is_empty(), "{}: {:?}", one.path, entry.findings);
            (entry.kind, Value::Object(entry.values))
        })
        .collect()
}

#[test]
fn generated_code_says_what_it_was_made_from() {
    let window = json!({"alias": "wecomPlugin", "tag": "contact-cell", "version": "1.4.7"});
    let options = json!({"styleType": 1, "isMask": 1, "contactText": 1, "avatorStyle": "rect", "buttonText": 3, "buttonStyle": "light", "paddingStyle": 12});
    let [app, page, markup, script] = said(&plugin(window, options)).try_into().unwrap();
    assert_eq!(
        app,
        ("app_json", json!({"alias": "wecomPlugin", "version": "1.4.7", "provider": PROVIDER}))
    );
    assert_eq!(page, ("page_json", json!({"tag": "contact-cell", "alias": "wecomPlugin"})));
    let expected = json!({"tag": "contact-cell", "plugid": PLUGID, "startmessage": "startmessage", "completemessage": "completemessage",
        "styleType": "1", "isMask": true, "contactText": "1", "avatorStyle": "rect", "buttonText": "3", "buttonStyle": "light", "paddingStyle": 12});
    assert_eq!(markup, ("mini_program", expected));
    assert_eq!(
        script,
        ("fragment", json!({"startmessage": "startmessage", "completemessage": "completemessage"}))
    );
    let named = said(&plugin(json!({}), json!({"completemessage": "onContact"})));
    assert_eq!(named[3].1["completemessage"], "onContact");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_rendered_is_read_back(
        plugid in "[0-9a-f]{32}", tag in "[a-z][a-z0-9-]{3,12}x", several in any::<bool>(),
        style in 1..4_u8, block in "bubble|button", colour in "[0-9a-fA-F]{3}|[0-9a-fA-F]{6}",
        text in 0..3_u8, words in 0..5_u8, service in 0..4_u8, padding in 0..100_u16,
        look in "primary|light", icon in "avator|primary|light", mask in any::<bool>(),
    ) {
        let staff = if several { "multiple" } else { "single" };
        let options = json!({"styleType": style, "blockStyle": block, "bubbleColor": colour, "contactText": text,
            "buttonText": words, "serviceText": service, "paddingStyle": padding, "buttonStyle": look, "iconStyle": icon,
            "isMask": mask, "avatorStyle": "rect"});
        let input = plugin(json!({"plugid": plugid, "tag": tag, "staff": staff}), options.clone());
        let markup = &rendered(&input).artifacts[2].content;
        let entry = entries(markup).remove(0);
        prop_assert!(entry.findings.is_empty(), "{:?} in {}", entry.findings, markup);
        prop_assert_eq!(&entry.values["plugid"], &json!(plugid));
        prop_assert_eq!(&entry.values["tag"], &json!(tag));
        for (name, given) in options.as_object().unwrap() {
            let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let written = markup.contains(&format!("{name}="));
            let seen = entry.values.get(name);
            prop_assert_eq!(seen.is_some(), written, "{}", name);
            prop_assert!(seen.is_none_or(|seen| plain(seen) == plain(given)), "{}", name);
        }
    }

    #[test]
    fn any_text_is_read_without_harm(text in "\\PC{0,80}", tail in "[<>{}()\"'=:@ a-z/,0-9-]{0,80}") {
        let samples = [
            format!("<cell plugid='{PLUGID}' {text}{tail}"),
            format!("{{\"plugins\": {{\"contactPlugin\": {{\"provider\": \"{PROVIDER}\", {tail}"),
            format!("Page({{ completemessage(e) {{ {tail} errcode {text}"),
        ];
        for text in samples {
            let better = corrected(&text);
            prop_assert!(better.is_none_or(|better| corrected(&better).is_none()), "corrected twice: {text}");
        }
    }
}

/// Finding, guilty text, and what becomes of it; an empty correction means that there is none.
fn guilty() -> Vec<(&'static str, String, &'static str)> {
    let tag = |attributes: &str| format!("<cell plugid=\"{PLUGID}\" {attributes}/>");
    let app = |plugins: &str| format!("{{\"pages\": [\"pages/a\"], \"plugins\": {{{plugins}}}}}");
    let ours = |alias: &str| {
        format!("\"{alias}\": {{\"version\": \"1.4.3\", \"provider\": \"{PROVIDER}\"}}")
    };
    let handler = |body: &str| format!("Page({{ completemessage(e) {{ {body} }} }})");
    vec![
        ("wiring", format!("{{\"usingComponents\": {{\"cell\": \"plugin://contactPlugin/cell\"}}, \"plugins\": {{{}}}}}", ours("contactPlugin")), ""),
        ("wiring", app("\"contactPlugin\": {\"version\": \"1.4.3\", \"provider\": \"wx0000000000000000\"}"), "wx104a1a20c3f81ec2"),
        ("wiring", app(&format!("\"contactPlugin\": {{\"version\": 1.4, \"provider\": \"{PROVIDER}\"}}")), "\"version\": \"1.4.3\""),
        ("wiring", app(&format!("\"contactPlugin\": {{\"provider\": \"{PROVIDER}\"}}")), ""),
        ("wiring", app("\"contactPlugin\": {\"version\": \"1.4.3\"}"), ""),
        ("wiring", format!("{{\"pages\": [], \"plugins\": {{{}}}, \"usingComponents\": {{\"cell\": \"plugin://contactPlugin/cell\"}}}}", ours("kefu")), "plugin://kefu/cell"),
        ("wiring", "{\"usingComponents\": {\"cell\": \"plugin://chatGroupPlugin/cell\"}}".into(), "plugin://contactPlugin/cell"),
        ("wiring", "{\"usingComponents\": {\"cell\": \"plugin://contactPlugin/contact\"}}".into(), "plugin://contactPlugin/cell"),
        ("wiring", "\"usingComponents\": {\"cell\": \"plugin://chatGroupPlugin/cell\"}".into(), "{\"cell\": \"plugin://contactPlugin/cell\"}"),
        ("wiring", "<cell bind:startmessage='startmessage' bind:completemessage='completemessage' url='https://work.weixin.qq.com/gm/x' />".into(), ""),
        ("plugid-placeholder", "<cell bind:startmessage='startmessage' bind:completemessage=\"completemessage\" plugid='plugid'  />".into(), ""),
        ("plugid-placeholder", "<cell plugid='' />".into(), ""),
        ("plugid-placeholder", "<cell plugid='{{}}' styleType='{{1}}' />".into(), ""),
        ("plugid-placeholder", "<cell styleType='{{1}}' />".into(), ""),
        ("plugid-placeholder", "<cell plugid='pluginId' />".into(), "plugid=\"{{pluginId}}\""),
        ("plugid-placeholder", "<cell plugid='xxxxxxxx' />".into(), ""),
        ("option-without-effect", tag("styleType=\"{{1}}\" bubbleColor=\"E8590C\""), "styleType=\"{{1}}\"/>"),
        ("option-without-effect", tag("styleType=\"{{2}}\" avatorStyle=\"rect\""), "styleType=\"{{2}}\"/>"),
        ("option-without-effect", tag("styleType=\"{{2}}\" blockStyle=\"bubble\" buttonText=\"{{1}}\""), ""),
        ("option-without-effect", tag("styleType=\"{{1}}\" serviceText=\"{{1}}\""), ""),
        ("colour-with-hash", tag("styleType=\"{{2}}\" bubbleColor=\"#E8590C\""), "bubbleColor=\"E8590C\""),
        ("entity-in-attribute", tag("styleType=\"{{1}}\" contactText=\"a&amp;b\""), ""),
        ("colour-with-hash", tag("styleType=\"{{2}}\" bubbleColor=\"#f60\""), "bubbleColor=\"f60\""),
        ("enumeration-as-text", tag("buttonText=\"联系我\""), "buttonText=\"{{0}}\""),
        ("enumeration-as-text", tag("serviceText='联系服务人员咨询'"), "serviceText=\"{{1}}\""),
        ("completemessage-unguarded", handler("if (e.detail.errcode !== 0) { wx.showToast({ title: '失败' }) }"), "if (!e.detail || e.detail.errcode === undefined) { return; }"),
        ("completemessage-unguarded", handler("switch (e.detail.errcode) { case 0: ok(); break; default: bad() }"), "errcode === undefined"),
        ("completemessage-unguarded", handler("if (e.detail.errcode) { bad() } else { ok() }"), "errcode === undefined"),
        ("completemessage-unguarded", handler("this.setData({ who: e.detail.name })"), "errcode === undefined"),
        ("completemessage-unguarded", format!("<template><cell plugid=\"{PLUGID}\" @completemessage=\"done\"/></template><script>export default {{ methods: {{ done(e) {{ show(e.detail.errcode) }} }} }}</script>"), "errcode === undefined"),
        ("plugin-twice", app(&format!("{}, {}", ours("contactPlugin"), ours("kefu"))), ""),
        ("plugin-twice", format!("{{\"pages\": [], \"plugins\": {{{}}}, \"subPackages\": [{{\"root\": \"a\", \"pages\": [], \"plugins\": {{{}}}}}]}}", ours("contactPlugin"), ours("contactPlugin")), ""),
        ("plugin-twice", format!("{{\"pages\": [], \"subpackages\": [{{\"root\": \"a\", \"plugins\": {{{}}}}}, {{\"root\": \"b\", \"plugins\": {{{}}}}}]}}", ours("c"), ours("c")), ""),
        ("unknown-parameter", tag("styelType=\"{{1}}\""), "styleType=\"{{1}}\""),
        ("value-not-allowed", tag("buttonText=\"{{7}}\""), ""),
        ("value-not-allowed", tag("buttonText=\"立刻联系\""), ""),
        ("plugid-unusual", "<cell plugid=\"ABC-123\"/>".into(), ""),
    ]
}

#[test]
fn every_guilty_text_is_found_and_put_right() {
    for (id, text, better) in guilty() {
        let id = format!("wecom.{id}");
        assert!(ids(&text).contains(&id), "{id}: {:?} in {text}", ids(&text));
        if better.is_empty() {
            continue;
        }
        let corrected =
            corrected(&text).unwrap_or_else(|| panic!("{id}: nothing corrected in {text}"));
        assert!(corrected.contains(better), "{id}: {corrected}");
        assert!(!ids(&corrected).contains(&id), "{id}: {corrected}");
        match corrected.as_bytes()[0] {
            b'<' if !corrected.contains("<template") => check_wxml(&corrected),
            b'{' => assert!(serde_json::from_str::<Value>(&corrected).is_ok(), "{corrected}"),
            _ => {}
        }
    }
}

#[test]
fn innocent_texts_are_left_alone() {
    let tag = |attributes: &str| format!("<cell plugid=\"{PLUGID}\" {attributes}/>");
    let handler = |body: &str| format!("Page({{ completemessage(e) {{ {body} }} }})");
    for text in [
        tag("class=\"kf\" wx:if=\"{{ready}}\" data-id=\"1\""),
        tag("styleType=\"{{style}}\" bubbleColor=\"E8590C\" avatorStyle=\"rect\""),
        tag("bubbleColor=\"f60\" styleType=\"{{2}}\""),
        // Works for several people, which no code says.
        tag("styleType=\"{{1}}\" iconStyle=\"light\" contactText=\"{{1}}\""),
        tag("styleType=\"{{2}}\" blockStyle=\"{{block}}\" buttonText=\"{{1}}\""),
        tag("styleType=\"1\" buttonText=\"2\""),
        tag("vcode=\"x\" buttonSize=\"small\""),
        "<cell plugid=\"{{plugid}}\" />".into(),
        "<template><cell :plugid=\"plugid\" :styleType=\"2\" @completemessage=\"done\" /></template><script setup>function done(e) { if (e.detail.errcode === undefined) return; show(e.detail.errcode) }</script>".into(),
        "<van-cell title=\"标题\" url=\"/pages/a\" />".into(),
        "<cell title=\"x\" url=\"/pages/a\" bind:tap=\"f\" />".into(),
        format!("{{\"pages\": [\"pages/a\"], \"plugins\": {{\"kefu\": {{\"version\": \"1.4.3\", \"provider\": \"{PROVIDER}\"}}, \"live\": {{\"version\": \"1.0.0\", \"provider\": \"wx2b03c6e691cd7370\"}}}}, \"usingComponents\": {{\"cell\": \"plugin://kefu/cell\"}}}}"),
        format!("{{\"pages\": [], \"subPackages\": [{{\"root\": \"a\", \"pages\": [], \"plugins\": {{\"contactPlugin\": {{\"version\": \"1.4.3\", \"provider\": \"{PROVIDER}\"}}}}}}]}}"),
        format!("{{\"usingComponents\": {{\"cell\": \"plugin://{PROVIDER}/cell\"}}}}"),
        "{\"usingComponents\": {\"cell\": \"plugin://contactPlugin/cell\", \"x\": \"/components/x\"}}".into(),
        "{\"usingComponents\": {\"x\": \"plugin://live/subscribe\"}}".into(),
        handler("if (e.detail.errcode === 0) { wx.showToast({ title: e.detail.name }) }"),
        handler("if (e.detail.state) return; report(e.detail.errcode)"),
        handler("console.log(e)"),
        "Page({ done(e) { if (e.detail.errcode !== 0) { retry() } } })".into(),
    ] {
        assert_eq!(ids(&text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn the_samples_of_the_document_are_judged() {
    let plugins = "\"plugins\": {\n    \"contactPlugin\": {\n        \"version\": \"1.3.0\",\n        \"provider\": \"wx104a1a20c3f81ec2\"\n    }\n   }";
    let entry = entries(plugins).remove(0);
    assert_eq!(
        (entry.kind, json!(entry.values)),
        ("app_json", json!({"alias": "contactPlugin", "version": "1.3.0", "provider": PROVIDER}))
    );
    assert!(entry.findings.is_empty());
    let components =
        "{\"usingComponents\": {\n    \"cell\": \"plugin://contactPlugin/cell\"\n   }}";
    let entry = entries(components).remove(0);
    assert_eq!(
        (entry.kind, json!(entry.values)),
        ("page_json", json!({"tag": "cell", "alias": "contactPlugin"}))
    );
    let cell = "<cell bind:startmessage='startmessage' bind:completemessage=\"completemessage\" plugid='plugid'  />";
    let entry = entries(cell).remove(0);
    assert_eq!(
        json!(entry.values),
        json!({"tag": "cell", "plugid": "plugid", "startmessage": "startmessage", "completemessage": "completemessage"})
    );
    assert_eq!(ids(cell), ["wecom.plugid-placeholder"]);
    assert_eq!(entry.findings[0].at.map(|at| (at.line, at.column)), Some((1, 79)));
}

#[test]
fn words_of_an_enumeration_are_read_as_their_number() {
    let entry = entries(&format!("<cell plugid=\"{PLUGID}\" contactText=\"联系客服\"/>")).remove(0);
    assert_eq!(entry.values["contactText"], "2");
    let found: Vec<&str> = entry.findings.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(found, ["wecom.enumeration-as-text"]);
}

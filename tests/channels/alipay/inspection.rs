//! The inspector: what is recognised, and a guilty and an innocent text for every rule.

use jieru::channels::Severity::{Error, Warning};
use jieru::channels::inspect::{Entry, inspect};
use serde_json::{Value, json};

use super::fixture;

pub const LINK: &str =
    "https://cschat-ccs.aliyun.com/index.htm?tntInstId=n8c_Hb8w&scene=SCE00000001";
pub const TAG: &str = "<contact-button tnt-inst-id=\"n8c_Hb8w\" scene=\"SCE00000001\"";

pub fn entries(text: &str) -> Vec<Entry> {
    let all = inspect(text).entries.into_iter();
    all.filter(|entry| entry.channel == Some("alipay")).collect()
}

fn only(text: &str) -> Entry {
    let mut entries = entries(text);
    assert_eq!(entries.len(), 1, "{text}: {entries:?}");
    entries.remove(0)
}

fn ids(text: &str) -> Vec<String> {
    entries(text).into_iter().flat_map(|entry| entry.findings).map(|found| found.id).collect()
}

/// The text has this finding as an error, and its correction has none.
fn guilty(text: &str, id: &str) -> Option<String> {
    let found: Vec<_> = entries(text).into_iter().flat_map(|entry| entry.findings).collect();
    let one = found.iter().find(|found| found.id == id);
    let one = one.unwrap_or_else(|| panic!("{text}: {found:?}"));
    assert_eq!(one.severity, Error);
    assert!(one.at.is_some(), "{one:?}");
    let corrected = entries(text).into_iter().find_map(|entry| entry.corrected);
    if let Some(corrected) = &corrected {
        assert!(!ids(corrected).iter().any(|other| other == id), "{corrected}");
    }
    corrected
}

fn innocent(text: &str) {
    let found = ids(text);
    assert!(found.is_empty(), "{text}: {found:?}");
}

fn card() -> (String, String) {
    let vectors = fixture();
    let text = |name: &str| vectors["vectors"][0][name].as_str().unwrap().to_owned();
    (text("cinfo"), text("key"))
}

#[test]
fn links_are_recognised_wherever_they_stand() {
    let values = json!({"tnt_inst_id": "n8c_Hb8w", "scene": "SCE00000001"});
    for text in [
        LINK.to_owned(),
        format!("{LINK}#/"),
        LINK.replace("index.htm", "h5portal.htm"),
        format!("<a href=\"{}\">客服</a>", LINK.replace('&', "&amp;")),
        format!("location.href = '{LINK}';"),
        format!("{{\"url\": \"{LINK}\"}}"),
        format!("请打开 {LINK} 咨询"),
    ] {
        let entry = only(&text);
        assert_eq!((entry.kind, json!(entry.values)), ("h5_link", values.clone()), "{text}");
        innocent(&text);
    }
    for vector in fixture()["vectors"].as_array().unwrap() {
        let url = vector["h5_url"].as_str().unwrap();
        innocent(url);
        let values = json!(only(url).values);
        assert_eq!(values, json!({"tnt_inst_id": "_0TESTaa", "scene": "SCE00000001"}), "no card");
    }
    assert!(entries("https://csmobile.alipay.com/mypa/chat.htm?scene=app_mypa_robot").is_empty());
    assert!(entries("https://cschat-ccs.aliyun.com.evil.example/index.htm?tntInstId=a").is_empty());
}

#[test]
fn tags_are_recognised_in_every_dialect() {
    let full = json!({"tnt_inst_id": "n8c_Hb8w", "scene": "SCE00000001", "size": "40", "color": "#FF6A00"});
    for text in [
        format!("<view>{TAG} size=\"40\" color=\"#FF6A00\" class=\"x\" onTap=\"f\" a:if=\"{{{{y}}}}\" /></view>"),
        format!("{TAG} size=\"{{{{40}}}}\" color='#FF6A00'></contact-button>"),
        "<template><contact-button :size=\"40\" tnt-inst-id=\"n8c_Hb8w\" :scene=\"'SCE00000001'\" color=\"#FF6A00\" v-if=\"a\" @click=\"b\" :style=\"c\"/></template>".to_owned(),
        "export default () => <ContactButton key={1} tntInstId=\"n8c_Hb8w\" scene='SCE00000001' size={40} color=\"#FF6A00\" className=\"x\" />;".to_owned(),
    ] {
        let entry = only(&text);
        assert_eq!((entry.kind, json!(entry.values)), ("mini_program", full.clone()), "{text}");
        innocent(&text);
    }
    let bound = only(&format!(
        "{TAG} alipay-card-no=\"{{{{cardNo}}}}\" icon=\"/static/kefu.png\" size=\"{{{{n}}}}\"/>"
    ));
    assert_eq!(bound.values.len(), 2, "what only the page knows is not guessed");
    assert!(bound.findings.is_empty(), "{:?}", bound.findings);
}

#[test]
fn other_tags_of_this_name_are_left_alone() {
    for text in [
        "<contact-button type=\"default-dark\" size=\"20\" session-from=\"weapp\"></contact-button>",
        "<contact-button :phone-number=\"a\" :label=\"b\"/>",
        "return <ContactButton phone=\"1\" size=\"large\"/>;",
    ] {
        assert!(entries(text).is_empty(), "{text}");
    }
}

#[test]
fn extra_information_is_read_through_its_layers() {
    let app = json!({"appId": "2021000000000001"});
    let encoded = "%7B%22appId%22%3A%222021000000000001%22%7D";
    for text in [
        format!("{TAG} ext-info=\"{encoded}\"/>"),
        format!("{TAG} ext-info='{{{{\"{encoded}\"}}}}'/>"),
        "return (<ContactButton tntInstId='n8c_Hb8w' scene='SCE00000001' extInfo={encodeURIComponent(JSON.stringify({appId: '2021000000000001'}))} />);".to_owned(),
        format!(
            "{TAG} ext-info=\"{{{{info}}}}\"/><script>Page({{data: {{info: '{encoded}'}}}})</script>"
        ),
        "Page({data: {extInfo: encodeURIComponent(JSON.stringify({appId: '2021000000000001'}))}})"
            .to_owned(),
        format!("Page({{onLoad() {{ this.setData({{contactExtInfo: '{encoded}'}}) }}}})"),
        "const extInfo = encodeURIComponent(JSON.stringify({\"appId\": \"2021000000000001\"}))"
            .to_owned(),
    ] {
        let entry = only(&text);
        assert_eq!(entry.values["ext-info"], app, "{text}");
        innocent(&text);
    }
    for text in [
        "Page({data: {extInfo: {note: 'x'}}})",
        "var extInfo = {grade: 1}; zc('config', extInfo)",
        "if (Object.prototype.toString.call(a) === '[object Object]') { b(); }",
    ] {
        assert!(entries(text).is_empty(), "{text}");
    }
}

#[test]
fn an_object_is_no_ext_info() {
    let id = "alipay.ext-info-object";
    let fixed = guilty(
        "Page({data: {contactExtInfo: encodeURIComponent({\"appId\":\"2021000000000001\"})}})",
        id,
    );
    assert_eq!(
        fixed.as_deref(),
        Some(
            "Page({data: {contactExtInfo: encodeURIComponent(JSON.stringify({\"appId\":\"2021000000000001\"}))}})"
        )
    );
    let jsx = "return <ContactButton tntInstId='n8c_Hb8w' scene='SCE00000001' extInfo={encodeURIComponent({appId: '2021000000000001'})} />;";
    assert!(guilty(jsx, id).unwrap().contains("encodeURIComponent(JSON.stringify({appId"));
    let vue = "<template><contact-button tnt-inst-id=\"n8c_Hb8w\" scene=\"SCE00000001\" :ext-info=\"encodeURIComponent({appId: id})\"/></template>";
    assert!(guilty(vue, id).unwrap().contains("encodeURIComponent(JSON.stringify({appId: id}))"));
    innocent(&vue.replace("({appId: id})", "(JSON.stringify({appId: id}))"));
    for lost in [
        format!("{TAG} ext-info=\"%5Bobject%20Object%5D\"/>"),
        format!("{TAG} ext-info=\"[object Object]\"/>"),
        "Page({data: {contactExtInfo: '%5Bobject%20Object%5D'}})".to_owned(),
        format!(
            "{TAG} ext-info=\"{{{{info}}}}\"/><script>Page({{data: {{info: {{appId: '2021000000000001'}}}}}})</script>"
        ),
        format!("{TAG} ext-info=\"{{{{encodeURIComponent({{'appId': '1'}})}}}}\"/>"),
    ] {
        assert!(guilty(&lost, id).is_none(), "{lost}: nobody knows what was meant");
    }
    let named =
        "var o = {appId: '2021000000000001'}; Page({data: {extInfo: encodeURIComponent(o)}})";
    let corrected = guilty(named, id).unwrap();
    assert!(corrected.starts_with("var o = {appId"), "the variable may have other uses");
    assert!(corrected.contains("encodeURIComponent(JSON.stringify(o))"));
    innocent(
        "Page({data: {extInfo: encodeURIComponent(JSON.stringify({\"appId\":\"2021000000000001\"}))}})",
    );
    innocent(
        "var t = toString.call(x) === '[object Object]'; Page({data: {contactExtInfo: ''}, onShow() {}})",
    );
}

#[test]
fn pairs_belong_before_the_fragment() {
    let (id, (cinfo, key)) = ("alipay.pairs-after-fragment", card());
    for (wrong, right) in [
        (format!("{LINK}#/&cinfo={cinfo}&key={key}"), format!("{LINK}&cinfo={cinfo}&key={key}#/")),
        (format!("{LINK}#/?cinfo={cinfo}&key={key}"), format!("{LINK}&cinfo={cinfo}&key={key}#/")),
        (format!("{LINK}#cinfo={cinfo}&key={key}"), format!("{LINK}&cinfo={cinfo}&key={key}")),
        (
            "https://cschat-ccs.aliyun.com/index.htm#/?tntInstId=n8c_Hb8w&scene=SCE00000001"
                .to_owned(),
            format!("{LINK}#/"),
        ),
    ] {
        assert_eq!(guilty(&wrong, id), Some(right), "{wrong}");
    }
    let page = format!(
        "<a href=\"{}#/&amp;cinfo={cinfo}&amp;key={key}\">x</a>",
        LINK.replace('&', "&amp;")
    );
    let fixed = guilty(&page, id).unwrap();
    assert!(fixed.contains(&format!("&amp;cinfo={cinfo}&amp;key={key}#/\">")), "{fixed}");
    innocent(&format!("{LINK}&cinfo={cinfo}&key={key}#/"));
    innocent(&format!("{LINK}#/"));
}

#[test]
fn both_halves_of_a_card_are_whole() {
    let (id, (cinfo, key)) = ("alipay.card-incomplete", card());
    let code = |inner: &str| {
        format!("Page({{data: {{extInfo: encodeURIComponent(JSON.stringify({{{inner}}}))}}}})")
    };
    let attribute = |inner: Value| {
        format!(
            "{TAG} ext-info=\"{}\"/>",
            jieru::catalog::encode::encode_component(&inner.to_string())
        )
    };
    for wrong in [
        format!("{LINK}&cinfo={cinfo}"),
        format!("{LINK}&key={key}"),
        format!("{LINK}&cinfo={cinfo}&key="),
        format!("{LINK}&cinfo={cinfo}&key=QUJD"),
        format!("{LINK}&cinfo=QUJD&key={key}"),
        format!("{LINK}&cinfo={}&key={key}", &cinfo[..20]),
        code(&format!("cinfo: '{cinfo}'")),
        code(&format!("cinfo: '{cinfo}', key: 'QUJD'")),
        code("key: card.key, cinfo: ''"),
        attribute(json!({"cinfo": cinfo})),
        attribute(json!({"appId": "2021000000000001", "key": key})),
        format!("open(\"{LINK}&cinfo=\" + cinfo)"),
    ] {
        assert!(guilty(&wrong, id).is_none(), "{wrong}");
    }
    let plus = cinfo.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
    let whole = format!("{LINK}&cinfo={cinfo}&key={key}");
    assert_eq!(guilty(&format!("{LINK}&cinfo={plus}&key={key}"), id), Some(whole.clone()));
    let twice = cinfo.replace('%', "%25");
    let fixed = entries(&format!("{LINK}&cinfo={twice}&key={key}")).remove(0).corrected;
    assert_eq!(fixed.as_deref(), Some(whole.as_str()));
    for fine in [
        whole,
        code(&format!("cinfo: '{cinfo}', key: '{key}'")),
        code(&format!("cinfo: '{plus}', key: '{key}'")),
        code("cinfo: card.cinfo, key: card.key"),
        code("...card, appId: '2021000000000001'"),
        attribute(json!({"cinfo": cinfo, "key": key})),
        format!("open(\"{LINK}&cinfo=\" + c + \"&key=\" + k)"),
        format!("var url = \"{LINK}&cinfo=\" + c; url += \"&key=\" + k;"),
        format!("var url = \"{LINK}&cinfo=\" + c + rest;"),
    ] {
        innocent(&fine);
    }
}

#[test]
fn react_wants_its_own_component() {
    let id = "alipay.tag-in-jsx";
    let jsx = "return (\n  <View className='contact'>\n    <contact-button\n      tnt-inst-id='n8c_Hb8w'\n      scene='SCE00000001'\n      alipay-card-no={openid}\n    ></contact-button>\n  </View>\n)";
    assert_eq!(
        guilty(jsx, id).unwrap(),
        "return (\n  <View className='contact'>\n    <ContactButton\n      tntInstId='n8c_Hb8w'\n      scene='SCE00000001'\n      alipayCardNo={openid}\n    ></ContactButton>\n  </View>\n)"
    );
    let piece = "<View className='contact'><contact-button tnt-inst-id='n8c_Hb8w' scene='SCE00000001' ext-info={info} /></View>";
    assert!(
        guilty(piece, id)
            .unwrap()
            .contains("<ContactButton tntInstId='n8c_Hb8w' scene='SCE00000001' extInfo={info} />")
    );
    innocent(
        "return <ContactButton tntInstId='n8c_Hb8w' scene='SCE00000001' alipayCardNo={openid} />;",
    );
    innocent(&format!("<view class=\"c\">{TAG}/></view>"));
    innocent(
        "<template><contact-button :tnt-inst-id=\"a\" :scene=\"b\"/></template><script>export default {}</script>",
    );
}

#[test]
fn a_tag_needs_both_codes() {
    let id = "alipay.tag-incomplete";
    let missing = |text: &str| {
        let found = entries(text).into_iter().flat_map(|entry| entry.findings);
        let found = found.filter(|found| found.id == id).map(|found| found.parameter.unwrap());
        found.collect::<Vec<_>>()
    };
    assert_eq!(missing("<contact-button scene=\"SCE00000001\"/>"), ["tnt-inst-id"]);
    assert_eq!(missing("<contact-button tnt-inst-id=\"n8c_Hb8w\" scene=\"\"/>"), ["scene"]);
    assert_eq!(
        missing("<contact-button size=\"25\" color=\"#00A3FF\"/>"),
        ["tnt-inst-id", "scene"]
    );
    assert_eq!(
        missing("<contact-button open-type=\"contact\" tnt-inst-id=\"n8c_Hb8w\"/>"),
        ["scene"]
    );
    assert_eq!(missing("<contact-button/>"), ["tnt-inst-id", "scene"]);
    assert!(guilty("<contact-button scene=\"SCE00000001\"/>", id).is_none());
    assert!(missing("<contact-button tnt-inst-id=\"{{a}}\" scene=\"{{b}}\"/>").is_empty());
    assert!(missing("return <ContactButton extInfo={a} {...codes} />;").is_empty());
    innocent(&format!("{TAG}/>"));
}

#[test]
fn the_catalogue_judges_values_and_names() {
    let told = |text: &str| {
        let found = entries(text).into_iter().flat_map(|entry| entry.findings);
        let told = found.map(|found| (found.id, found.severity, found.correction));
        told.collect::<Vec<_>>()
    };
    let one = |id: &str, severity, correction: Option<&str>| {
        vec![(format!("alipay.{id}"), severity, correction.map(str::to_owned))]
    };
    assert_eq!(
        told(&format!("{TAG} color=\"00A3FF\"/>")),
        one("value-not-allowed", Error, Some("#00A3FF"))
    );
    assert_eq!(
        told(&format!("{TAG} size=\"80rpx*80rpx\"/>")),
        one("value-not-allowed", Error, Some("80rpx"))
    );
    assert_eq!(
        told(&format!("{TAG} alipay-card-no=\"oAbc\"/>")),
        one("value-not-allowed", Error, None)
    );
    assert_eq!(
        told(&format!("{TAG} ext-info=\"扩展信息\"/>")),
        one("value-not-allowed", Error, None)
    );
    assert_eq!(
        told(&format!("{TAG} colour=\"#00A3FF\"/>")),
        one("unknown-parameter", Warning, Some("color"))
    );
    assert_eq!(
        told(&format!("{TAG} session-from=\"x\"/>")),
        one("unknown-parameter", Warning, None)
    );
    assert_eq!(told(&format!("{LINK}&from=menu")), one("unknown-parameter", Warning, None));
    assert_eq!(told(&format!("{LINK}&color=%2300A3FF")), one("not-in-this-target", Warning, None));
    let corrected = only(&format!("{TAG} color=\"00A3FF\" size=\"25*25\"/>")).corrected;
    assert_eq!(corrected, Some(format!("{TAG} color=\"#00A3FF\" size=\"25\"/>")));
    let document = "<contact-button tnt-inst-id=\"企业编码\" scene=\"聊天窗编码\"/>";
    assert_eq!(told(document).len(), 2, "placeholders of the document");
}

#[test]
fn findings_of_the_inspector_speak_both_languages() {
    let (cinfo, key) = card();
    let chinese = |text: &str| text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    for text in [
        "<contact-button size=\"x\" colour=\"1\" ext-info=\"%5Bobject%20Object%5D\"/>".to_owned(),
        format!("{LINK}&cinfo=+&key=QUJD#/&x=1"),
        format!("{LINK}&cinfo={}&key={key}", cinfo.replace('%', "%25")),
        format!("{LINK}&cinfo=QUJD"),
        "return <contact-button scene={a} ext-info={encodeURIComponent({a: 1})} />".to_owned(),
        format!("{TAG} ext-info=\"encodeURIComponent({{}})\"/>"),
    ] {
        let found: Vec<_> = entries(&text).into_iter().flat_map(|entry| entry.findings).collect();
        assert!(!found.is_empty(), "{text}");
        for finding in found {
            assert!(chinese(&finding.message.zh), "{finding:?}");
            assert!(!chinese(&finding.message.en), "{finding:?}");
        }
    }
}

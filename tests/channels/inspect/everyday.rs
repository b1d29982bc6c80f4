//! Texts as people paste them: several files without headings, values through variables, words beside
//! code. Each guilty text has an innocent twin.

use jieru::channels::inspect::inspect;

use super::cases::H5;
use super::{first, ids};

const DESK: &str = "/ai-desk-customer-wechat/pages/index/index?SDKAppID=1400000000&userID=u1";

/// An id, a text that has it and one that has not.
pub type Pair<'t> = (&'static str, &'t str, &'t str);

fn text(text: &str) -> String {
    text.replace("H5", H5).replace("DESK", DESK)
}

pub fn tell(pairs: &[Pair<'_>]) {
    let mut wrong = Vec::new();
    for (id, guilty, innocent) in pairs {
        let (guilty, innocent) = (text(guilty), text(innocent));
        let (found, other) = (inspect(&guilty), inspect(&innocent));
        if !ids(&found).contains(id) {
            wrong.push(format!("{id} not found in {guilty}\n  but {:?}", ids(&found)));
        }
        if ids(&other).contains(id) {
            wrong.push(format!("{id} found in innocent {innocent}"));
        }
        for corrected in found.entries.iter().filter_map(|entry| entry.corrected.as_ref()) {
            let again = inspect(corrected);
            if again.entries.iter().any(|entry| entry.corrected.is_some()) {
                wrong.push(format!("{id} is corrected twice: {corrected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

pub fn corrected(guilty: &str) -> String {
    first(&text(guilty)).corrected.unwrap_or_else(|| panic!("no correction of {guilty}"))
}

#[test]
fn json_goes_through_variables() {
    const CUT: &str = "const o = {header: 'a', desc: 'b', url: 'https://s.example/?id=1'}; const s = JSON.stringify(o); wx.navigateTo({url: `DESK&bottomQuickOrder=${s}`})";
    const FINE: &str = "const o = {header: 'a', desc: 'b', url: 'https://s.example/'}; const s = JSON.stringify(o); wx.navigateTo({url: `DESK&bottomQuickOrder=${s}`})";
    const OPEN: &str = "function go(o) { const s = JSON.stringify({header: 'a', desc: 'b', url: o.url}); wx.navigateTo({url: `DESK&bottomQuickOrder=${s}`}) }";
    tell(&[
        ("tencent_desk.raw-delimiters", CUT, FINE),
        ("tencent_desk.raw-delimiters", OPEN, FINE),
        (
            "tencent_desk.percent-encoded-json",
            "const s = encodeURIComponent(JSON.stringify(o)); wx.navigateTo({url: `DESK&bottomQuickOrder=${s}`})",
            FINE,
        ),
        (
            "tencent_desk.percent-encoded-json",
            "const o = {header: 'a', desc: 'b', url: 'https://s.example/'}; const s = encodeURIComponent(JSON.stringify(o)); wx.navigateTo({url: `DESK&bottomQuickOrder=${s}`})",
            "const s = encodeURIComponent(scene); wx.navigateTo({url: `/pages/a/a?scene=${s}`})",
        ),
        (
            "tencent_desk.percent-encoded-json",
            "const j = JSON.stringify(o); const s = encodeURIComponent(j); wx.navigateTo({url: 'DESK&bottomQuickOrder=' + s})",
            "const s = JSON.stringify(o); wx.navigateTo({url: 'DESK&bottomQuickOrder=' + s})",
        ),
        (
            "tencent_desk.raw-delimiters",
            "const n = encodeURIComponent(name); wx.navigateTo({url: `DESK&nickName=${n}`})",
            "const n = name.trim(); wx.navigateTo({url: `DESK&nickName=${n}`})",
        ),
    ]);
    let encoded = "const o = {header: 'a', desc: 'b', url: 'https://s.example/'}; const s = encodeURIComponent(JSON.stringify(o)); wx.navigateTo({url: 'DESK&bottomQuickOrder=' + s})";
    let found = inspect(&text(encoded));
    assert_eq!(ids(&found), ["tencent_desk.percent-encoded-json"]);
    assert!(corrected(encoded).contains("const s = JSON.stringify(o).replace("));
}

#[test]
fn files_of_one_paste_fit_together() {
    const APP: &str = r#"{"pages": ["a/b"], "plugins": {"kf": {"version": "1.4.3", "provider": "wx104a1a20c3f81ec2"}}}"#;
    let page = |alias: &str| {
        format!("{APP}\n{{\"usingComponents\": {{\"cell\": \"plugin://{alias}/cell\"}}}}")
    };
    let found = |text: &str| {
        inspect(text).entries.iter().flat_map(|entry| entry.findings.clone()).collect::<Vec<_>>()
    };
    let [wrong] = found(&page("contactPlugin")).try_into().unwrap();
    assert_eq!(
        (wrong.id.as_str(), wrong.correction.as_deref()),
        ("wecom.wiring", Some("plugin://kf/cell"))
    );
    assert!(found(&page("kf")).is_empty());
    tell(&[
        (
            "wecom.wiring",
            "{\"usingComponents\": {\"kf\": \"plugin://contactPlugin/cell\"}}\n<cell plugid=\"p\"></cell>",
            "{\"usingComponents\": {\"kf\": \"plugin://contactPlugin/cell\"}}\n<kf plugid=\"p\"></kf>",
        ),
        (
            "wecom.wiring",
            "{\"usingComponents\": {\"kf\": \"plugin://contactPlugin/cell\"}}\n<cell plugid=\"p\"/>",
            "{\"usingComponents\": {\"kf\": \"plugin://contactPlugin/cell\", \"my-cell\": \"/a/b\"}}\n<my-cell plugid=\"p\"/>",
        ),
        (
            "wecom.wiring",
            r#"{"pages": [], "plugins": [{"version": "1.4.3", "provider": "wx104a1a20c3f81ec2"}]}"#,
            APP,
        ),
        (
            "wecom.wiring",
            r#"{"plugins": [{"contactPlugin": {"version": "1.4.3", "provider": "wx104a1a20c3f81ec2"}}]}"#,
            r#"{"plugins": [{"name": "someone", "provider": "wx0000000000000000"}]}"#,
        ),
    ]);
}

#[test]
fn a_script_and_its_markup_need_no_headings() {
    tell(&[
        (
            "wechat.boolean-as-string",
            "Page({})\n<button open-type=\"contact\" show-message-card=\"true\">问</button>",
            "Page({})\n<button open-type=\"contact\" show-message-card=\"{{true}}\">问</button>",
        ),
        (
            "wechat.service-chat-misuse",
            "<button bindtap=\"f\">问</button>\nPage({onLoad() { wx.openCustomerServiceChat({extInfo: {url: 'https://work.weixin.qq.com/kfid/kfc1'}, corpId: 'ww1'}) }})",
            "<button bindtap=\"f\">问</button>\nPage({f() { wx.openCustomerServiceChat({extInfo: {url: 'https://work.weixin.qq.com/kfid/kfc1'}, corpId: 'ww1'}) }})",
        ),
        (
            "alipay.tag-in-jsx",
            "const a = 1;\nexport default () => <contact-button tnt-inst-id={id} scene=\"SCE00000001\"/>",
            "const a = 1\n<contact-button tnt-inst-id=\"{{id}}\" scene=\"SCE00000001\"/>",
        ),
    ]);
    let joined = text(
        "const user = {uname: \"王'五\"};\nzc('config', {uname: \"王'五\"});\n<a href=\"H5&amp;uname=%E5%BC%A0\">问</a>",
    );
    let found = inspect(&joined);
    let names: Vec<_> =
        found.entries.iter().map(|entry| entry.values["uname"].as_str().unwrap()).collect();
    assert_eq!(names, ["张", "王'五"]);
}

#[test]
fn lost_entities_are_told_once_and_everywhere() {
    tell(&[
        ("html.entity-loss", "¶ms={\"a\":1}", "§a=1"),
        ("html.entity-loss", "<pre>…sysnum=1¶ms=%7B%7D</pre>", "<pre>第 1 段¶第 2 段</pre>"),
        ("html.entity-loss", "网址是 x?a=1¶ms=%7B%7D", "价格 ¥a=1"),
    ]);
    for (guilty, right) in [
        ("H5¶ms={\"a\":1}", format!("{H5}&params=%7B%22a%22%3A1%7D")),
        ("¶ms={\"a\":1}", "&params=%7B%22a%22%3A1%7D".to_owned()),
    ] {
        let found = inspect(&text(guilty));
        assert_eq!(ids(&found), ["html.entity-loss"], "{guilty}");
        assert_eq!(found.entries[0].corrected.as_ref(), Some(&right));
    }
    let first_pair = "https://demo.sobot.com/chat/h5/v2/index.html¶ms=1";
    assert_eq!(corrected(first_pair), first_pair.replace("¶ms", "?params"));
}

#[test]
fn words_stand_before_code() {
    tell(&[
        (
            "wecom.plugid-placeholder",
            "代码：<cell plugid=\"plugid\"/>",
            "代码：<cell plugid=\"a1b2\"/>",
        ),
        (
            "sobot.colour-with-hash",
            "请看：<a href=\"H5&amp;color=%2304babc\">x</a>",
            "请看：<a href=\"H5&amp;color=04babc\">x</a>",
        ),
        (
            "sobot.colour-with-hash",
            "box.innerHTML = '<a href=\"H5&amp;color=%2304babc\">x</a>';",
            "box.innerHTML = '<a href=\"H5&amp;color=04babc\">x</a>';",
        ),
    ]);
    let link = inspect(&text("请看：<a href=\"H5&amp;color=04babc\">x</a>"));
    assert!(ids(&link).is_empty(), "{:?}", ids(&link));
}

#[test]
fn addresses_end_where_the_sentence_goes_on() {
    for pasted in [
        "H5，请点击",
        "H5请点击",
        "see H5.",
        "H5.",
        "联系 H5！谢谢",
        "见 H5，或致电",
        "<p>H5请点击</p>",
    ] {
        let found = inspect(&text(pasted));
        assert!(ids(&found).is_empty(), "{pasted}: {:?}", ids(&found));
        assert_eq!(found.entries[0].values["sysnum"], super::SYSNUM, "{pasted}");
    }
    for (pasted, name) in
        [("H5&uname=张三", "张三"), ("H5&uname=张三&tel=1", "张三"), ("H5&uname=Li张", "Li张")]
    {
        assert_eq!(first(&text(pasted)).values["uname"], name, "{pasted}");
    }
}

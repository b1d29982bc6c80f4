//! Texts as people paste them: several files without headings, values through variables, words beside
//! code. Each guilty text has an innocent twin.

use jieru::channels::inspect::inspect;

use super::cases::H5;
use super::{first, ids};

const DESK: &str = "/ai-desk-customer-wechat/pages/index/index?SDKAppID=1400000000&userID=u1";

/// An id, a text that has it and one that has not.
type Pair<'t> = (&'static str, &'t str, &'t str);

fn text(text: &str) -> String {
    text.replace("H5", H5).replace("DESK", DESK)
}

fn tell(pairs: &[Pair<'_>]) {
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

fn corrected(guilty: &str) -> String {
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

#[test]
fn who_the_visitor_is() {
    tell(&[
        (
            "sobot.sign-without-partnerid",
            "zc('config', {sign: s})",
            "zc('config', {...base, sign: s})",
        ),
        (
            "sobot.sign-without-partnerid",
            "zc('config', {sign: s})",
            "zc('config', Object.assign({sign: s}, base))",
        ),
        (
            "sobot.sign-without-partnerid",
            "location.href = 'H5&sign=' + s",
            "location.href = 'H5&sign=' + s + '&partnerid=' + id",
        ),
        (
            "sobot.sign-without-partnerid",
            "location.href = `H5&sign=${s}`",
            "location.href = `H5&sign=${s}${rest}`",
        ),
        (
            "sobot.partnerid-random",
            "const id = crypto.randomUUID(); localStorage.setItem('theme', dark); zc('config', {partnerid: id})",
            "let id = localStorage.getItem('pid'); if (!id) { id = crypto.randomUUID(); localStorage.setItem('pid', id); } zc('config', {partnerid: id})",
        ),
        (
            "sobot.partnerid-random",
            "zc('config', {partnerid: localStorage.getItem('p') || Math.random()})",
            "const id = localStorage.pid || (localStorage.pid = uuid()); zc('config', {partnerid: id})",
        ),
        (
            "sobot.partnerid-random",
            "zc('config', {partnerid: uuid()})",
            "function uuid() { let v = localStorage.getItem('p') || make(); localStorage.setItem('p', v); return v; } zc('config', {partnerid: uuid()})",
        ),
        ("snippet.secret", "H5&key=abc", "H5&key="),
        ("snippet.secret", "H5&appkey=abcdef", "https://shop.example.com/?key=abc"),
        (
            "snippet.secret",
            "const sign = md5('0123456789abcdef0123456789abcdef' + 'my-secret-key' + 'u1')",
            "const sign = md5('0123456789abcdef0123456789abcdef' + key + 'u1')",
        ),
        (
            "tencent_desk.double-decode",
            "Page({onLoad(options) { const a = decodeURIComponent(decodeURIComponent(options.scene)); }})",
            "const a = decodeURIComponent(decodeURIComponent(location.search))",
        ),
        (
            "sobot.value-not-allowed",
            "fetch('//sign').then(d => zc('config', {partnerid: d.partnerid, sign: d.sign}))",
            "fetch('/sign').then(d => zc('config', {partnerid: d.partnerid, sign: d.sign}))",
        ),
        (
            "alipay.required",
            "https://cschat-ccs.aliyun.com/index.htm?scene=SCE00000001",
            "https://cschat-ccs.aliyun.com/index.htm?tntInstId=ABCD_EFG&scene=SCE00000001",
        ),
        (
            "alipay.required",
            "https://cschat-ccs.aliyun.com/index.htm?tnt-inst-id=ABCD_EFG&scene=SCE00000001",
            "go('https://cschat-ccs.aliyun.com/index.htm?scene=SCE00000001' + rest)",
        ),
    ]);
    let misspelt = "https://cschat-ccs.aliyun.com/index.htm?tnt-inst-id=ABCD_EFG&scene=SCE00000001";
    assert_eq!(corrected(misspelt), misspelt.replace("tnt-inst-id", "tntInstId"));
}

#[test]
fn corrections_speak_the_dialect_of_the_page() {
    for (page, better) in [
        ("<button open-type=\"contact\">问</button>", "bindcontact=\"handleContact\""),
        (
            "<template><button open-type=\"contact\" @click=\"f\">问</button></template>",
            "@contact=\"handleContact\"",
        ),
        (
            "export default () => <Button openType=\"contact\">问</Button>",
            "onContact={handleContact}",
        ),
        ("<Button openType=\"contact\">问</Button>", "onContact={handleContact}"),
    ] {
        let finding =
            first(page).findings.into_iter().find(|one| one.id == "wechat.contact-handler");
        assert_eq!(finding.unwrap().correction.as_deref(), Some(better), "{page}");
    }
}

const CHAT: &str = "wx.openCustomerServiceChat({extInfo: {url: 'https://work.weixin.qq.com/kfid/kfc1'}, corpId: 'ww1'})";

#[test]
fn a_chat_opens_at_a_tap_only() {
    let page = |inside: &str| format!("Page({{{}}})", inside.replace("CHAT", CHAT));
    for (guilty, innocent) in [
        (
            "f() { wx.request({url: 'x', success() { CHAT }}) }",
            "f() { wx.request({url: 'x'}); CHAT }",
        ),
        (
            "onLoad() { this.go() }, go() { CHAT }",
            "onLoad() { this.load() }, load() {}, go() { CHAT }",
        ),
        (
            "onLoad() { wx.request({url: 'x', success: () => { this.go(); }}) }, go() { CHAT }",
            "f() { this.go(); }, go() { CHAT }",
        ),
    ] {
        tell(&[("wechat.service-chat-misuse", &page(guilty), &page(innocent))]);
    }
}

#[test]
fn tags_of_another_vendor_and_near_spellings() {
    tell(&[
        (
            "alipay.tag-incomplete",
            "<contact-button/>",
            "<button open-type=\"contact\" bindcontact=\"f\"><contact-button/></button>",
        ),
        (
            "alipay.unknown-parameter",
            "<contact-button tnt-inst-id=\"ABCD_EFG\" scene=\"SCE00000001\" alipay-cardno=\"2088000000000000\"/>",
            "<contact-button tnt-inst-id=\"ABCD_EFG\" scene=\"SCE00000001\" alipay-card-no=\"2088000000000000\"/>",
        ),
        (
            "alipay.unknown-parameter",
            "export default () => <ContactButton tntInstId={a} scene={b} alipayCardno={c}/>",
            "export default () => <ContactButton tntInstId={a} scene={b} alipayCardNo={c}/>",
        ),
    ]);
}

#[test]
fn an_app_says_one_thing_once() {
    let app = |head: &str, tail: &str| {
        format!(
            "{{{head}\"subPackages\": [{{\"root\": \"ai-desk-customer-wechat\", \"pages\": [\"pages/index/index\"]}}]{tail}}}"
        )
    };
    let pages = "\"pages\": [\"pages/a/a\"], ";
    let rule = |inside: &str| {
        app(
            pages,
            &format!(", \"preloadRule\": {{\"pages/a/a\": {{\"network\": \"all\"{inside}}}}}"),
        )
    };
    tell(&[
        (
            "tencent_desk.preload-rule",
            &rule(""),
            &rule(", \"packages\": [\"ai-desk-customer-wechat\"]"),
        ),
        (
            "tencent_desk.preload-rule",
            &rule(", \"packages\": []"),
            &rule(", \"packages\": [\"__APP__\"]"),
        ),
        ("tencent_desk.page-path", &app(pages, ", \"subpackages\": []"), &app(pages, "")),
        ("tencent_desk.page-path", &app("\"window\": {}, ", ""), &app("", "")),
        ("tencent_desk.page-path", &app("\"pages\": [], ", ""), &app(pages, ", \"window\": {}")),
        (
            "tencent_desk.service-number-unknown",
            "wx.navigateTo({url: 'DESK&customerServiceIDList=[]&customerServiceID=a'})",
            "wx.navigateTo({url: 'DESK&customerServiceID=a'})",
        ),
    ]);
}

#[test]
fn configurations_however_they_are_given() {
    tell(&[
        (
            "sobot.onmessage-overwritten",
            "zc('config', {uname: 'a'}); window['onmessage'] = f",
            "zc('config', {uname: 'a'}); listeners['onmessage'] = f",
        ),
        (
            "sobot.value-not-allowed",
            "window.zc?.('config', {locale: 'fr'})",
            "window.zc?.('config', {locale: 'en'})",
        ),
        (
            "sobot.value-not-allowed",
            "const cfg = {}; cfg.locale = 'fr'; zc('config', cfg)",
            "const cfg = {}; other.locale = 'fr'; zc('config', cfg)",
        ),
        (
            "sobot.value-not-allowed",
            "const cfg: Config = {locale: 'fr'}; zc('config', cfg)",
            "const cfg: Config = {locale: 'en'}; zc('config', cfg)",
        ),
        (
            "sobot.value-not-allowed",
            "const cfg: Record<string, any> = {locale: 'fr'}; zc('config', cfg)",
            "const cfg: Record<string, any> = load(); zc('config', cfg)",
        ),
        (
            "sobot.value-not-allowed",
            "zc('config', {goods: [{name: 'a'}]})",
            "zc('config', {goods: JSON.stringify([{name: 'a'}])})",
        ),
        ("sobot.value-not-allowed", "zc('config', {is_link: 'x'})", "zc('config', {is_link: 5})"),
        ("sobot.value-not-allowed", "H5&is_link=x", "H5&is_link=5"),
        (
            "snippet.server-value-unescaped",
            "zc('config', {uname: '{{ name|safe }}'})",
            "zc('config', {uname: '{{ name }}'})",
        ),
    ]);
    let unsure = first("zc('config', {manual: true})").findings;
    assert!(unsure.iter().any(|one| one.message.en.contains("elsewhere")), "{unsure:?}");
}

#[test]
fn promises_beyond_the_limits() {
    let note = |words: &str| {
        format!("<!-- {words} -->\n<button open-type=\"contact\" bindcontact=\"f\">问</button>")
    };
    for (guilty, innocent) in [
        ("客服可在 72 小时内回复", "客服可在 48 小时内回复"),
        ("可以给客户发 10 条消息", "最多给客户发 5 条消息"),
        ("agents may answer users within 3 days", "users may come back within 3 days"),
    ] {
        tell(&[("wechat.service-limits", &note(guilty), &note(innocent))]);
    }
}

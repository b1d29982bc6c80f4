//! More texts as people paste them, vendor by vendor. Each guilty text has an innocent twin.
#![expect(clippy::too_many_lines, reason = "lists of cases")]

use super::everyday::{corrected, tell};
use super::first;

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

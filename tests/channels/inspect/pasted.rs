//! Texts as people paste them: glued addresses, words and signs around code, several files at once.

use jieru::channels::inspect::{Entry, inspect};
use proptest::prelude::*;
use serde_json::json;

use super::ids;

const L: &str =
    "https://demo.sobot.com/chat/h5/v2/index.html?sysnum=a1a1a1a1b2b2b2b2c3c3c3c3d4d4d4d4";
const T: &str = "/ai-desk-customer-wechat/pages/index/index?SDKAppID=1400000000&userID=u1";

fn put(text: &str) -> String {
    text.replace("‹L›", L).replace("‹T›", T)
}

fn entries(text: &str) -> Vec<Entry> {
    inspect(&put(text)).entries
}

fn only(text: &str) -> Entry {
    let mut entries = entries(text);
    assert_eq!(entries.len(), 1, "{text}: {entries:?}");
    entries.remove(0)
}

fn kinds(text: &str) -> Vec<(Option<&'static str>, &'static str)> {
    entries(text).iter().map(|entry| (entry.channel, entry.kind)).collect()
}

fn found(text: &str) -> Vec<String> {
    ids(&inspect(&put(text))).into_iter().map(str::to_owned).collect()
}

#[test]
fn an_expression_is_never_overwritten_by_letters() {
    for text in [
        "wx.navigateTo({url:'‹T›&toolbarButtonList='+encodeURIComponent(JSON.stringify([{title:'a',icon:'https://i.example/a.png'}]))})",
        "wx.navigateTo({url:\"‹T›&toolbarButtonList=\"+encodeURIComponent('[{\"title\":\"a\"}]')})",
        "wx.navigateTo({url:'‹T›&nickName='+encodeURIComponent('张三')})",
        "window.open('‹L›&params='+JSON.stringify({a:1}))",
        "window.open('‹L›&uname='+encodeURIComponent(encodeURIComponent('张三')))",
    ] {
        let entry = only(text);
        assert!(!entry.findings.is_empty(), "{text}");
        let code = entry.corrected.is_none_or(|text| text.contains(".replace(/["));
        assert!(code, "{text}");
    }
    let made = only("wx.navigateTo({url:'‹T›&toolbarButtonList='+encodeURIComponent('[]')})");
    assert!(made.corrected.unwrap().contains("+String('[]').replace(/["));
    let entry = only("wx.navigateTo({url:'‹T›&nickName=%E5%BC%A0'})");
    assert_eq!(entry.corrected, Some(put("wx.navigateTo({url:'‹T›&nickName=张'})")));
}

#[test]
fn names_that_a_program_computes_are_no_findings() {
    for text in [
        "window.open(`‹L›&${qs}`)",
        "window.open('‹L›&'+extra)",
        "location.href = '‹L›&' + new URLSearchParams({uname: 'a'})",
        "window.open('‹L›&'+extra+'=1&unam'+x+'=2')",
    ] {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_stands_for_an_expression_is_never_shown(
        pieces in proptest::collection::vec(proptest::sample::select(vec![
            "'‹L›&'", "'‹L›&uname='", "`‹L›&${a}`", "`‹L›&params={\"${k}\":\"张&${v}\"}`", "+", "+x", "+x+", "'&unam'", "'=1'",
            "'&color=%23'", "'‹T›&'", "`‹T›&nickName=${n}&toolbarButtonList=[${t}]`", "f(", ")", "{{x}}", "<a href=\"‹L›&amp;{{n}}=1&u<?=x?>=张\">",
            "wx.navigateTo({url:", "})", "zc('config', {[a]: 1, params: `${b}`})", "{\"a\": `${x}`}", "&face=https://a/?${q}&x=1", "\n",
            "const b = '‹L›#/';", "b + '&cinfo=' + c", "https://${host}/chat/h5/v2/index.html?sysnum=1&a=张",
        ]), 0..9)
    ) {
        let shown = serde_json::to_string(&inspect(&put(&pieces.concat()))).unwrap();
        prop_assert!(!shown.contains('\u{FDD0}'), "{shown}");
    }
}

#[test]
fn an_address_in_a_name_goes_on_where_the_name_is_used() {
    let text = "const u='https://cschat-ccs.aliyun.com/index.htm?tntInstId=_0Qw5a0d#/';location.href=u+'&cinfo='+c";
    assert!(found(text).contains(&"alipay.pairs-after-fragment".to_owned()), "{:?}", found(text));
    assert_eq!(entries(text).len(), 1);
    let text = "var base = '‹L›';\nopen(base + '&unam=a');\nopen(base + '&color=%23ffffff');";
    assert_eq!(found(text), ["sobot.unknown-parameter", "sobot.colour-with-hash"]);
}

#[test]
fn words_end_an_address() {
    assert!(entries("请访问https://example.com/a查看详情").is_empty());
    assert_eq!(found("见 https://example.com/?q=帮助"), ["link.raw-non-ascii"]);
    for text in ["(‹L›&uname=a)", "“‹L›&uname=a”", "【‹L›&uname=a】", "见（‹L›&uname=a）。"]
    {
        let entry = only(text);
        assert_eq!(json!(entry.values)["uname"], "a", "{text}");
        assert!(entry.findings.is_empty(), "{text} {:?}", entry.findings);
    }
}

#[test]
fn a_forgotten_comma_hides_nothing() {
    for text in [
        "{\"navigationBarTitleText\":\"a\" \"usingComponents\":{\"cell\":\"plugin://contactPlugin/cell\"}}",
        "{\"usingComponents\":{\"cell\":\"plugin://contactPlugin/cell\"} \"navigationBarTitleText\":\"a\"}",
    ] {
        assert_eq!(kinds(text), [(Some("wecom"), "page_json")], "{text}");
        assert!(found(text).contains(&"json.invalid".to_owned()), "{text}");
    }
}

#[test]
fn json_that_is_encoded_twice_is_told_once() {
    assert_eq!(found("‹L›&params=%257B%2522a%2522%253A1%257D"), ["link.double-encoded"]);
}

const CELL: &str = "{\"usingComponents\":{\"cell\":\"plugin://contactPlugin/cell\"}}";
const PLUGIN: &str =
    "{\"plugins\":{\"contactPlugin\":{\"version\":\"1.4.3\",\"provider\":\"wx104a1a20c3f81ec2\"}}}";
const APP: (Option<&str>, &str) = (Some("wecom"), "app_json");
const PAGE: (Option<&str>, &str) = (Some("wecom"), "page_json");

#[test]
fn one_link_is_one_entry() {
    for (text, name, value) in [
        ("const A=()=> <a href=\"‹L›&color=%23ffffff\">x</a>", "color", "#ffffff"),
        ("var a = 1;\nf(a);\n<a href=\"‹L›&amp;uname=b\">x</a>", "uname", "b"),
        (
            "{% extends \"base.html\" %}\n{% block a %}\n<a href=\"‹L›&amp;uname=b\">x</a>\n{% endblock %}",
            "uname",
            "b",
        ),
        (
            "@extends('app')\n@section('c')\n<a href=\"‹L›&amp;uname=b\">x</a>\n@endsection",
            "uname",
            "b",
        ),
    ] {
        let entry = only(text);
        assert_eq!(json!(entry.values)[name], value, "{text}");
        assert!(!found(text).contains(&"sobot.unknown-parameter".to_owned()), "{text}");
    }
}

#[test]
fn a_bracket_alone_begins_no_json() {
    for text in ["[客服](‹L›&partnerid=1)", "[在线客服]\n‹L›"] {
        assert_eq!(kinds(text), [(Some("sobot"), "link")], "{text}");
        assert!(!found(text).contains(&"json.invalid".to_owned()), "{text}");
    }
    assert!(entries("[2024-01-01 10:00] INFO started").is_empty());
}

#[test]
fn no_correction_leaves_what_it_corrects() {
    let quotes = only("{\"usingComponents\":{\"cell\":“plugin://contactPlugin/cell”}}");
    let finding = &quotes.findings[0];
    assert_eq!((quotes.findings.len(), finding.id.as_str()), (1, "json.invalid"));
    assert_eq!(finding.at.map(|at| (at.line, at.column)), Some((1, 28)));
    assert_eq!((&finding.correction, &quotes.corrected), (&None, &None));
    let both = only("{\"a\": 1, // x\n \"b\": 2 \"c\": 3,}");
    assert_eq!(both.corrected, None);
    assert!(
        both.findings.iter().any(|one| one.at.is_some_and(|at| (at.line, at.column) == (2, 9))),
        "{both:?}"
    );
    let fixed = only("{\"a\": 1, // x\n \"b\": [2,],}");
    assert_eq!(fixed.corrected.as_deref(), Some("{\"a\": 1, \n \"b\": [2]}"));
}

#[test]
fn wrong_quotes_lose_no_channel() {
    for text in [
        "{'usingComponents':{'cell':'plugin://contactPlugin/cell'}}",
        "{usingComponents:{\"cell\":\"plugin://contactPlugin/cell\"}}",
    ] {
        assert_eq!(kinds(text), [PAGE], "{text}");
        assert!(found(text).contains(&"json.invalid".to_owned()), "{text}");
    }
}

#[test]
fn words_around_code_are_passed_over() {
    let tag = "<contact-button scene=\"SCE00000001\" tnt-inst-id=\"ALIPW3CN\"/>";
    assert_eq!(kinds(&format!("代码：\n{tag}")), [(Some("alipay"), "mini_program")]);
    assert_eq!(json!(only("部署如下：\n<a href=\"‹L›&amp;uname=b\">x</a>").values)["uname"], "b");
    let page = "请部署：\n<script src=\"https://demo.sobot.com/chat/frame/v2/entrance.js?sysnum=a1a1a1a1b2b2b2b2c3c3c3c3d4d4d4d4\"></script>\n<script>zc(\"config\",{color:\"#ffffff\"})</script>";
    assert_eq!(kinds(page), [(Some("sobot"), "component")]);
    assert_eq!(found(page), ["sobot.colour-with-hash"]);
    assert_eq!(json!(only("<‹L›&uname=a>").values)["uname"], "a");
}

#[test]
fn blocks_of_markdown_are_read_each_for_itself() {
    let text = format!(
        "# 接入\n见 <‹L›&uname=a>\n```js\nzc(\"config\", {{unam: \"a\"}})\n```\n配置：\n```json\n{CELL}\n```\n```wxml\n<cell plugid=\"abc\" bindcompletemessage=\"f\" />\n```\n"
    );
    let mut told = kinds(&text);
    told.sort_unstable();
    let sobot = Some("sobot");
    assert_eq!(told, [(sobot, "fragment"), (sobot, "link"), (Some("wecom"), "mini_program"), PAGE]);
    let entries = entries(&text);
    let finding = entries
        .iter()
        .flat_map(|entry| &entry.findings)
        .find(|one| one.id == "sobot.unknown-parameter");
    assert_eq!(finding.and_then(|one| one.at).map(|at| (at.line, at.column)), Some((4, 15)));
    let corrected = entries.iter().find_map(|entry| entry.corrected.clone()).expect("a correction");
    assert_eq!(corrected, put(&text).replace("unam:", "uname:"));
}

#[test]
fn several_files_are_read_each_for_itself() {
    for text in [
        format!("{PLUGIN}\n{CELL}"),
        format!("{PLUGIN}{CELL}"),
        format!("// app.json\n{PLUGIN}\n// pages/index.json\n{CELL}\n"),
        format!("app.json：\n{PLUGIN}\n\n## page.json\n{CELL}"),
        format!("/* app.json */\n{PLUGIN} // end\n<!-- page -->\n{CELL}"),
    ] {
        assert_eq!(kinds(&text), [APP, PAGE], "{text}");
        assert!(!found(&text).contains(&"json.invalid".to_owned()), "{text}");
    }
    let page = format!("{CELL}\n<cell plugid=\"abc\" />");
    assert_eq!(kinds(&page), [PAGE, (Some("wecom"), "mini_program")]);
    let script = format!("{CELL}\nPage({{onLoad(){{ wx.navigateTo({{url:'‹T›&nickName=x'}}) }}}})");
    assert_eq!(kinds(&script), [PAGE, (Some("tencent_desk"), "mini_program")]);
    let broken = format!("{PLUGIN}\n// page.json\n{}", CELL.replace("\"}}", "\",}}"));
    assert_eq!(found(&broken), ["json.invalid"]);
    let corrected = entries(&broken).into_iter().find_map(|entry| entry.corrected);
    assert_eq!(corrected, Some(format!("{PLUGIN}\n// page.json\n{CELL}")));
}

#[test]
fn the_script_of_a_bound_web_view_opens_a_web_view() {
    let text = "<template><web-view :src=\"url\"></web-view></template><script>export default {data(){return {url:`‹L›&uname=${x}`}}}</script>";
    assert_eq!(kinds(text), [(Some("sobot"), "web_view")]);
}

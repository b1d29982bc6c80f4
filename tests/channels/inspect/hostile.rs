//! Whatever is pasted: no panic, places inside the text, corrections that settle, and no waiting.

use jieru::channels::inspect::{Inspection, LONGEST, inspect};
use proptest::prelude::*;

/// Pieces that readers stumble over.
const PIECES: &[&str] = &[
    "<",
    ">",
    "</",
    "/>",
    "<a href=\"",
    "<a href='",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<?php echo $x ?>",
    "<%= x %>",
    "{{",
    "}}",
    "${",
    "`",
    "'",
    "\"",
    "\\",
    "\\u",
    "\\u{",
    "\\ud83d",
    "\\x4",
    "//",
    "/*",
    "*/",
    "/",
    "=",
    "=>",
    "+",
    ",",
    ":",
    ";",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "...",
    "?.",
    "zc(",
    "zc('config', {",
    "color: '#04babc'",
    "\"partnerid\": ",
    "function () {",
    "var a = ",
    "https://demo.sobot.com/chat/h5/v2/index.html?sysnum=",
    "http://demo.sobot.com/chat/pc/index.html?sysNum=1&partnerId=2",
    "&",
    "&amp;",
    "&params=",
    "¶ms=",
    "×tamp=",
    "&#",
    "&#x4e2d;",
    "%",
    "%2",
    "%25E5",
    "%E5%BC%A0",
    "#",
    "#/",
    "?",
    "color=#04babc",
    "&goods=[{\"a\":\"b&c\"}]",
    "&face=https://i.example/?a=1&b=2",
    "&unam=1",
    "&tel=1",
    "\n",
    "\r\n",
    "\u{2028}",
    " ",
    "\u{FEFF}",
    "\u{FFFC}",
    "张三",
    "😀",
    "é",
    "\u{0}",
    "a",
    "1",
    "0x",
    "1e",
    "!0",
    "-",
    "return ",
    "new ",
    "async ",
    "window.onmessage = function (e) {}",
    "-----BEGIN PRIVATE KEY-----",
    "<web-view src=\"",
    "<cell plugid='{{p}}'",
    "class=\"zhiCustomBtn\"",
    "Page({data: {a: 1}})",
    "x.src = \"https://demo.sobot.com/chat/frame/v2/entrance.js?sysnum=1\"",
    "\"a\": 1, \"a\": 2,",
    "\n```js\n",
    "\n```\n",
    "\n// a.json\n",
    "\n{\"pages\": [1,]}\n",
    "说明：\n",
    "“",
];

fn paste() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(PIECES.to_vec()).prop_map(str::to_owned);
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

fn check(text: &str) -> Inspection {
    let inspection = inspect(text);
    let lines: Vec<&str> = text.split(['\n', '\r']).collect();
    let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or_default();
    for at in inspection.entries.iter().flat_map(|entry| &entry.findings).filter_map(|one| one.at) {
        assert!((1..=lines.len()).contains(&at.line), "{at:?} in {text:?}");
        assert!((1..=longest + 1).contains(&at.column), "{at:?} in {text:?}");
    }
    inspection
}

fn settles(text: &str) {
    let inspection = check(text);
    for corrected in inspection.entries.iter().filter_map(|entry| entry.corrected.as_ref()) {
        assert_ne!(corrected, text);
        let again = check(corrected);
        assert!(
            again.entries.iter().all(|entry| entry.corrected.is_none()),
            "{text:?}\n{corrected:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in "\\PC{0,80}") {
        settles(&text);
    }

    #[test]
    fn any_mixture_of_snippets_is_read(text in paste()) {
        settles(&text);
    }
}

#[test]
fn every_piece_of_a_page_is_read() {
    let page = "<a href=\"https://demo.sobot.com/chat/h5/v2/index.html?sysnum=1&amp;uname=%E5%BC%A0&color=%2304babc\">张</a><script>zc('config', {color: \"#04babc\", params: JSON.stringify({a: `b${1}`})})</script>";
    for (at, _) in page.char_indices() {
        settles(&page[at..]);
        settles(&page[..at]);
    }
}

/// Long texts that repeat what costs most: each comes to an end, with a list that people can read.
/// What takes more than linear time does not end within the patience of whoever runs the tests.
#[test]
fn long_texts_come_to_an_end() {
    let units = [
        "a",
        "(",
        "[",
        "{",
        "{\"a\":",
        "'",
        "\"",
        "`${",
        "/*",
        "/",
        "<",
        "<a b=\"",
        "<a b='",
        "<a b={",
        "<a {",
        "<!--",
        "<script>",
        "</",
        "&",
        "&#",
        "%",
        "%E5",
        "\\",
        "https://",
        "https://a/?a={&",
        "https://a/?a=https://b/?&",
        "¶",
        "zc(",
        "zc('config',{a:",
        "a=",
        "a.",
        "a+",
        "\"a\"+",
        "var a=[b];",
        "张",
        "\r",
        "{{",
        "<?",
        "<% ",
        "${",
        "=>",
        "\"a\":1,",
        "https://demo.sobot.com/chat/h5/v2/index.html?sysnum=1&unam=张\n",
        "<a href='https://demo.sobot.com/chat/h5/v2/index.html?sysnum=1&unam=张'>",
        "zc('config', {unam: '#'});",
        "`${[",
        "wx.navigateTo({url:`/ai-desk-customer-wechat/pages/index/index?SDKAppID=1&a=${",
        "<button open-type=\"contact\">",
        "<button open-type=\"contact\" :a=\"b\">",
        "zc(\"config\",",
        "```js\n",
        "```json\n{}\n```\n",
        "// a.json\n{}\n",
        "// a.js\nf()\n",
        "[1]x\n",
        "var u='https://a.example/';u+'a';",
    ];
    // A small part of the length: a test build is slow, and anything worse than linear still shows.
    let length = LONGEST / 35;
    for unit in units {
        for head in ["", "zc('config', {a: "] {
            let text = format!("{head}{}", unit.repeat((length - head.len()) / unit.len()));
            let entries = inspect(&text).entries.len();
            assert!(entries <= 200, "{head}{unit}…: {entries} entries");
        }
    }
}

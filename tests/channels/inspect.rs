//! The inspector: guilty and innocent texts for every finding.

mod hostile;
mod round_trip;
mod samples;

use jieru::channels::Severity;
use jieru::channels::inspect::{
    Comparison, Entry, Inspection, Known, Signed, ids as known_ids, inspect, inspect_with,
};
use serde_json::{Value, json};

pub const SYSNUM: &str = "b7f1c2d3e4f5061728394a5b6c7d8e9f";
const H5: &str =
    "https://demo.sobot.com/chat/h5/v2/index.html?sysnum=b7f1c2d3e4f5061728394a5b6c7d8e9f";
const ENTRANCE: &str =
    "https://demo.sobot.com/chat/frame/v2/entrance.js?sysnum=b7f1c2d3e4f5061728394a5b6c7d8e9f";

pub fn ids(inspection: &Inspection) -> Vec<&str> {
    let findings = inspection.entries.iter().flat_map(|entry| &entry.findings);
    findings.map(|finding| finding.id.as_str()).collect()
}

pub fn first(text: &str) -> Entry {
    inspect(text).entries.into_iter().next().unwrap_or_else(|| panic!("nothing in {text}"))
}

/// The vendor's script, loaded as its document does it, and more code.
fn component(code: &str) -> String {
    format!(
        "<button class=\"zhiCustomBtn\">问</button>\n<script>\n(function (w, d, e, x) {{\n  w[e] = function () {{ w.cbk = w.cbk || []; w.cbk.push(arguments); }};\n  x = d.createElement(\"script\");\n  x.async = true;\n  x.id = \"zhichiScript\";\n  x.className = \"zhiCustomBtn\";\n  x.src = \"{ENTRANCE}\";\n  d.body.appendChild(x);\n}})(window, document, \"zc\");\n{code}\n</script>"
    )
}

struct Case {
    id: &'static str,
    guilty: Vec<String>,
    innocent: Vec<String>,
}

fn case(id: &'static str, guilty: &[&str], innocent: &[&str]) -> Case {
    let owned = |texts: &[&str]| {
        texts.iter().map(|text| (*text).replace("H5", H5).replace("ENTRANCE", ENTRANCE)).collect()
    };
    Case { id, guilty: owned(guilty), innocent: owned(innocent) }
}

fn link_cases() -> Vec<Case> {
    vec![
        case(
            "link.raw-non-ascii",
            &[
                "H5&uname=张三",
                "<a href=\"H5&amp;uname=张三\">x</a>",
                "location.href = 'H5&uname=张三'",
                "https://example.com/帮助",
            ],
            &[
                "H5&uname=%E5%BC%A0",
                "<a href=\"H5\">张三</a>",
                "// 见 https://example.com/a 的说明\nzc('config', {uname: '张三'})",
            ],
        ),
        case(
            "link.json-half-encoded",
            &[
                "H5&params={\"a\":\"b\"}",
                "H5&params={%22a%22:%22b%22}",
                "H5&goods=[{\"name\":\"a\",\"pictureUrl\":\"https://i.example/p.png?x=1&y=2\"}]",
                "<a href='H5&amp;customer_fields={\"a\":\"%E5%BC%A0\"}'>x</a>",
            ],
            &[
                "H5&params=%7B%22a%22%3A%22b%22%7D",
                "<web-view src=\"H5&partnerid={{id}}\"/>",
                "x = \"H5&params=\" + encodeURIComponent(JSON.stringify({a: 1}))",
            ],
        ),
        case(
            "link.nested-url-unescaped",
            &[
                "H5&face=https://i.example/f.png?a=1&b=2",
                "H5&to_customsys_flag=1&to_customsys_url=https://x.example/?a=1&locale=cn",
                "H5&order_url=https://x.example/#/order/7",
            ],
            &[
                "H5&order_url=http://www.example.com",
                "H5&face=https%3A%2F%2Fi.example%2Ff.png%3Fa%3D1%26b%3D2&locale=cn",
                "H5&order_url=https://x.example/a#/",
            ],
        ),
        case(
            "link.double-encoded",
            &["H5&uname=%25E5%25BC%25A0", "H5&face=https%253A%252F%252Fi.example"],
            &[
                "H5&remark=100%25",
                "H5&partnerid=100%2525",
                "H5&remark=5%25%20off",
                "H5&remark=%2541",
            ],
        ),
        case(
            "link.too-long",
            &[&format!("H5&remark={}", "a".repeat(2000))],
            &[&format!("H5&remark={}", "a".repeat(1800))],
        ),
        case(
            "html.entity-loss",
            &[
                "H5¶ms=%7B%7D",
                "https://a.example/?x=1×tamp=2",
                "https://a.example/?x=1¬e=2",
                "H5&amp;locale=cn",
                "<p>H5&params=%7B%7D</p>",
            ],
            &[
                "H5&params=%7B%7D",
                "<a href=\"H5&amp;params=%7B%7D\">x</a>",
                "<a href=\"H5&params=%7B%7D\">x</a>",
                "<p>H5&amp;params=%7B%7D</p>",
            ],
        ),
        case(
            "snippet.personal-data-in-url",
            &["H5&tel=18888888888", "x.href = 'H5&realname=' + encodeURIComponent(user.name)"],
            &["H5&uname=a", "zc('config', {tel: '18888888888'})", "H5&tel="],
        ),
    ]
}

fn snippet_cases() -> Vec<Case> {
    let key = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
    vec![
        case(
            "snippet.secret",
            &[
                &format!("const SECRETKEY = '{key}'"),
                &format!("login('{key}')"),
                "var config = { secretKey: 'n8Fj3kd02ksl' }",
                "const { userSig } = genTestUserSig({ userID, SDKAppID, SecretKey })",
                "-----BEGIN PRIVATE KEY-----\nMIIB",
                "{\"appSecret\": \"n8Fj3kd02ksl\"}",
            ],
            &[
                "const secretKey = process.env.SECRET",
                "var config = { secretKey: 'YOUR_SECRET_KEY' }",
                "var config = { secretKey: '' }",
                &format!("<script src=\"a.js\" integrity=\"{key}\"></script>"),
                &format!("chat.setUser(1, {{ identifier_hash: '{key}' }})"),
                "-----BEGIN PUBLIC KEY-----\nMIIB",
            ],
        ),
        case(
            "snippet.server-value-unescaped",
            &[
                "<script>zc('config', {uname: '<?php echo $name ?>'})</script>",
                "<script>zc('config', {uname: \"<%= user.name %>\"})</script>",
                "<script>zc('config', {uname: '{{ user.name }}'})</script>",
            ],
            &[
                "<script>zc('config', {uname: <?php echo json_encode($name) ?>})</script>",
                "<script>zc('config', {uname: '{{ user.name|escapejs }}'})</script>",
                "<view>{{name}}</view><script>var a = '{{b}}'</script>",
                "<script>zc('config', {uname: `${name}`})</script>",
            ],
        ),
        case(
            "snippet.identity-not-reset",
            &[
                "zc('config', {partnerid: user.id});\nfunction logout() { token = null; router.push('/'); }",
            ],
            &[
                "zc('config', {partnerid: user.id});\nfunction logout() { location.reload(); }",
                "zc('config', {partnerid: user.id});",
                "function logout() { token = null }",
            ],
        ),
        case(
            "json.invalid",
            &["{\"a\": 1, // x\n \"b\": 2}", "{\"a\": [1, 2,]}", "{\"a\": 1 \"b\": 2}", "[1, 2"],
            &[
                "{\"a\": [1, 2], \"b\": \"// no comment, \"}",
                "{a: 1}",
                "{\"a\": f(1)}",
                "\u{FEFF}{\"a\": 1}",
            ],
        ),
        case(
            "json.duplicate-key",
            &["{\"a\": 1, \"a\": 2}", "{\"x\": [{\"a\": 1, \"\\u0061\": 2}]}"],
            &["{\"a\": {\"a\": 1}, \"b\": [{\"a\": 1}, {\"a\": 1}]}"],
        ),
    ]
}

fn sobot_table_cases() -> Vec<Case> {
    vec![
        case(
            "sobot.unknown-parameter",
            &[
                "H5&modulType=2",
                "zc('config', {colour: '04babc', uname: 'a'})",
                "zc('config', {cur_visit_args: {pcur_thumbnail: 'x'}})",
            ],
            &[
                "H5&channelid=2",
                "zc('config', {color: '04babc'})",
                "zc('config', {cur_visit_args: {cur_thumbnail: 'x'}})",
                "https://example.com/?modulType=1",
            ],
        ),
        case(
            "sobot.value-not-allowed",
            &[
                "H5&type=9",
                "H5&time=5",
                "zc('config', {locale: 'zh', uname: 'a'})",
                "H5&params=%7B",
            ],
            &[
                "H5&type=4",
                "H5&source=17",
                "zc('config', {locale: lang, uname: 'a'})",
                "H5&params=%7B%7D",
            ],
        ),
        case(
            "sobot.rule-unsatisfied",
            &[
                "H5&title_flag=2&custom_title=a",
                "H5&vip_level=3",
                "zc('config', {vip_level: '3', is_vip: 0})",
            ],
            &[
                "H5&top_bar_flag=1&title_flag=2&custom_title=a",
                "zc('config', {vip_level: '3', is_vip: vip})",
                "zc('config', {vip_level: '3', ...rest})",
                "H5&is_vip=1&vip_level=3",
            ],
        ),
        case(
            "sobot.not-in-this-target",
            &["H5&invite=1", "zc('config', {top_bar_flag: 1})"],
            &["H5&top_bar_flag=1", "zc('config', {invite: 1})"],
        ),
        case(
            "sobot.host-not-vendor",
            &[
                "https://shop.example.com/#/chat/h5/v2/index.html?sysnum=b7f1c2d3e4f5061728394a5b6c7d8e9f",
                "https://***.sobot.com/chat/h5/v2/index.html?sysnum=b7f1c2d3e4f5061728394a5b6c7d8e9f",
                "https://a.b.sobot.com/chat/h5/v2/index.html",
            ],
            &[
                "H5",
                "https://sg.sobot.io/chat/pc/v2/index.html?sysnum=b7f1c2d3e4f5061728394a5b6c7d8e9f",
                "https://shop.example.com/chat/pc/index.html",
                "x = host + '/chat/h5/v2/index.html?sysnum=' + id",
            ],
        ),
        case(
            "sobot.groupid-equals-sysnum",
            &["H5&groupid=b7f1c2d3e4f5061728394a5b6c7d8e9f"],
            &["H5&groupid=c7f1c2d3e4f5061728394a5b6c7d8e9f"],
        ),
        case(
            "sobot.partnerid-constant",
            &["H5&partnerid=test", "zc('config', {partnerid: '1'})"],
            &["H5&partnerid=u1001", "zc('config', {partnerid: user.id})"],
        ),
    ]
}

fn sobot_cases() -> Vec<Case> {
    let h5 = "https://demo.sobot.com/chat/h5";
    let pc = "https://demo.sobot.com/chat/pc";
    vec![
        case(
            "sobot.demo-sysnum",
            &[
                "https://demo.sobot.com/chat/h5/v2/index.html?sysnum=4c349791a07b46c1a70b8ac88aa23257",
                "https://demo.sobot.com/chat/h5/index.html?sysNum=3542411be2184c8cb6b48d66ca1b2730",
            ],
            &["H5"],
        ),
        case(
            "sobot.not-https",
            &[
                "http://demo.sobot.com/chat/h5/v2/index.html?sysnum=b7f1c2d3e4f5061728394a5b6c7d8e9f",
            ],
            &[
                "H5",
                "<script src=\"//demo.sobot.com/chat/frame/v2/entrance.js?sysnum=b7f1c2d3e4f5061728394a5b6c7d8e9f\"></script>",
            ],
        ),
        case(
            "sobot.legacy-names",
            &[
                &format!("{h5}/v2/index.html?sysNum={SYSNUM}"),
                &format!("{h5}/index.html?sysNum={SYSNUM}&partnerId=u1"),
                &format!("{h5}/index.html?sysnum={SYSNUM}"),
                &format!("{pc}/index.html?sysNum={SYSNUM}&partnerId=u1"),
                &format!(
                    "<script src=\"{pc}/pc.min.js?sysNum={SYSNUM}\" id=\"zhichiload\"></script>"
                ),
                "zc('config', {partnerId: 'u1', uname: 'a'})",
            ],
            &["H5&partnerid=u1", "https://shop.example.com/?partnerId=1"],
        ),
        case(
            "sobot.partnerid-random",
            &[
                "zc('config', {partnerid: 'u' + Math.random()})",
                "var id = Date.now();\nzc('config', {partnerid: id})",
                "x = 'H5&partnerid=' + uuid()",
                "<a href=\"H5&amp;partnerid=5f4dcc3b5aa765d61d8327deb882cf99\">x</a>",
            ],
            &[
                "zc('config', {partnerid: user.id})",
                "H5&partnerid=5f4dcc3b5aa765d61d8327deb882cf99",
                "var r = Math.random();\nzc('config', {partnerid: uid})",
            ],
        ),
        case(
            "sobot.sign-without-partnerid",
            &["H5&sign=620d7b59c794bf2ea03fd8886e0ccd0e", "zc('config', {sign: sign, uname: 'a'})"],
            &[
                "H5&partnerid=u1&sign=620d7b59c794bf2ea03fd8886e0ccd0e",
                "zc('config', {sign: sign, partnerid: id})",
            ],
        ),
        case(
            "sobot.colour-with-hash",
            &[
                "H5&color=#04babc&locale=cn",
                "H5&color=%2304babc",
                "zc('config', {color: '#04babc', uname: 'a'})",
            ],
            &["H5&color=04babc", "H5&color=04babc#/top"],
        ),
        case(
            "sobot.inverted-flag",
            &["H5&msg_flag=1", "zc('config', {invite_flag: true})"],
            &[
                "H5&msg_flag=0",
                "zc('config', {\n  msg_flag: true, // 关闭留言入口\n})",
                "zc('config', {invite_flag: false})",
            ],
        ),
        Case {
            id: "sobot.custom-without-class",
            guilty: vec![
                component("zc('config', {custom: true})")
                    .replace("x.className = \"zhiCustomBtn\";", ""),
                component("zc('config', {custom: true})")
                    .replace("<button class=\"zhiCustomBtn\">", "<button>"),
            ],
            innocent: vec![
                component("zc('config', {custom: true})"),
                component("").replace("x.className = \"zhiCustomBtn\";", ""),
                "zc('config', {custom: true})".to_owned(),
            ],
        },
        Case {
            id: "sobot.manual-without-start",
            guilty: vec![component("zc('config', {manual: true})")],
            innocent: vec![
                component(
                    "zc('config', {manual: true});\nb.onclick = function () { zc('frame_manual', function () {}) }",
                ),
                "zc('config', {manual: true})".to_owned(),
            ],
        },
        Case {
            id: "sobot.injected-twice",
            guilty: vec![
                [component(""), component("")].concat(),
                format!(
                    "router.afterEach(function () {{ var x = document.createElement('script'); x.src = '{ENTRANCE}'; document.body.appendChild(x) }})"
                ),
                format!(
                    "export default {{ mounted() {{ const x = document.createElement('script'); x.src = '{ENTRANCE}'; document.body.appendChild(x) }} }}"
                ),
            ],
            innocent: vec![
                component(""),
                format!(
                    "router.afterEach(function () {{ if (document.getElementById('zhichiScript')) return; x.src = '{ENTRANCE}' }})"
                ),
            ],
        },
        case(
            "sobot.onmessage-overwritten",
            &[
                "window.onmessage = function (e) { if (JSON.parse(e.data).name === 'zc_post_message') {} }",
            ],
            &[
                "window.addEventListener('message', function (e) { if (e.origin === 'https://demo.sobot.com') { var name = 'zc_post_message' } })",
                "zc('config', {uname: 'a'})",
            ],
        ),
    ]
}

fn cases() -> Vec<Case> {
    let all = [link_cases(), snippet_cases(), sobot_table_cases(), sobot_cases()];
    all.into_iter().flatten().collect()
}

#[test]
fn the_guilty_are_found_and_the_innocent_are_left_alone() {
    let mut wrong = Vec::new();
    for Case { id, guilty, innocent } in cases() {
        for text in &guilty {
            let inspection = inspect(text);
            if !ids(&inspection).contains(&id) {
                wrong.push(format!("{id} not found in {text}\n  but {:?}", ids(&inspection)));
            }
        }
        for text in &innocent {
            let inspection = inspect(text);
            if ids(&inspection).contains(&id) {
                wrong.push(format!("{id} found in innocent {text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_guilty_and_an_innocent_text() {
    let cases = cases();
    for (id, _) in known_ids() {
        let ours = ["link.", "html.", "snippet.", "json.", "sobot."]
            .iter()
            .any(|prefix| id.starts_with(prefix));
        let case = cases.iter().find(|case| case.id == id);
        assert!(
            !ours || case.is_some_and(|case| !case.guilty.is_empty() && !case.innocent.is_empty()),
            "{id}"
        );
    }
}

/// Severities that integrators rely on.
const SEVERITIES: &[(&str, Severity)] = &[
    ("link.raw-non-ascii", Severity::Warning),
    ("link.json-half-encoded", Severity::Error),
    ("link.nested-url-unescaped", Severity::Error),
    ("link.double-encoded", Severity::Warning),
    ("link.too-long", Severity::Warning),
    ("html.entity-loss", Severity::Error),
    ("snippet.secret", Severity::Error),
    ("snippet.personal-data-in-url", Severity::Warning),
    ("snippet.server-value-unescaped", Severity::Warning),
    ("snippet.identity-not-reset", Severity::Note),
    ("json.invalid", Severity::Error),
    ("json.duplicate-key", Severity::Warning),
    ("sobot.unknown-parameter", Severity::Warning),
    ("sobot.value-not-allowed", Severity::Error),
    ("sobot.rule-unsatisfied", Severity::Warning),
    ("sobot.not-in-this-target", Severity::Warning),
    ("sobot.demo-sysnum", Severity::Error),
    ("sobot.host-not-vendor", Severity::Error),
    ("sobot.not-https", Severity::Error),
    ("sobot.legacy-names", Severity::Warning),
    ("sobot.groupid-equals-sysnum", Severity::Warning),
    ("sobot.partnerid-random", Severity::Warning),
    ("sobot.partnerid-constant", Severity::Warning),
    ("sobot.sign-without-partnerid", Severity::Error),
    ("sobot.colour-with-hash", Severity::Error),
    ("sobot.inverted-flag", Severity::Warning),
    ("sobot.custom-without-class", Severity::Error),
    ("sobot.manual-without-start", Severity::Error),
    ("sobot.injected-twice", Severity::Warning),
    ("sobot.onmessage-overwritten", Severity::Warning),
];

#[test]
fn every_id_has_its_one_severity() {
    for Case { id, guilty, .. } in cases() {
        let severity = SEVERITIES.iter().find(|(known, _)| *known == id).expect("a listed id").1;
        let findings =
            guilty.iter().flat_map(|text| inspect(text).entries).flat_map(|entry| entry.findings);
        for finding in findings.filter(|finding| finding.id == id) {
            assert_eq!(finding.severity, severity, "{id}");
        }
    }
}

#[test]
fn a_chat_link_is_recognised_with_its_values() {
    let entry = first(&format!(
        "https://demo.sobot.com/chat/h5/v2/index.html?sysnum={SYSNUM}&uname=%E5%BC%A0&top_bar_flag=1&time=15&goods=%5B%7B%22name%22%3A%22a%22%7D%5D"
    ));
    assert_eq!((entry.channel, entry.kind), (Some("sobot"), "link"));
    assert_eq!(
        json!(entry.values),
        json!({"host": "demo.sobot.com", "variant": "h5", "sysnum": SYSNUM, "uname": "张",
               "top_bar_flag": true, "time": 15, "goods": [{"name": "a"}]})
    );
    assert!(entry.findings.is_empty(), "{:?}", entry.findings);
}

#[test]
fn findings_have_places_and_corrections() {
    let text = format!(
        "<a href=\"http://demo.sobot.com/chat/h5/v2/index.html?sysnum={SYSNUM}&amp;color=%2304babc&amp;unam=x\">"
    );
    let inspection = inspect(&text);
    assert_eq!(
        ids(&inspection),
        ["sobot.not-https", "sobot.colour-with-hash", "sobot.unknown-parameter"]
    );
    let entry = first(&text);
    let at = entry.findings[2].at.expect("a place");
    assert_eq!((at.line, at.column), (1, text.find("unam").unwrap() + 1));
    assert_eq!(entry.findings[2].parameter.as_deref(), Some("unam"));
    assert_eq!(entry.findings[2].correction.as_deref(), Some("uname"));
    let corrected = entry.corrected.expect("a corrected text");
    assert_eq!(
        corrected,
        format!(
            "<a href=\"https://demo.sobot.com/chat/h5/v2/index.html?sysnum={SYSNUM}&amp;color=04babc&amp;uname=x\">"
        )
    );
    assert!(ids(&inspect(&corrected)).is_empty());
}

#[test]
fn a_component_is_one_entry() {
    let text = component(
        "zc('config', {custom: true, location: 2, uname: user.name, params: JSON.stringify({等级: 'Boss'}), card_url: encodeURIComponent('http://www.example.com/?a')});\nzc('frame_ready', f);",
    );
    let inspection = inspect(&text);
    assert_eq!(inspection.entries.len(), 1);
    let entry = &inspection.entries[0];
    assert_eq!(entry.kind, "component");
    assert_eq!(
        json!(entry.values),
        json!({"host": "demo.sobot.com", "sysnum": SYSNUM, "init": "custom", "events": ["frame_ready"], "location": "2",
               "params": {"等级": "Boss"}, "card_url": "http://www.example.com/?a"})
    );
}

#[test]
fn several_pieces_of_one_paste_are_told_apart() {
    let text = format!(
        "<a href=\"{H5}\">a</a>\n<a href='https://example.com/?x=中'>b</a>\n<web-view src=\"{H5}&amp;source=10\"/>\n{}",
        component("")
    );
    let inspection = inspect(&text);
    let kinds: Vec<&str> = inspection.entries.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, ["link", "web_view", "component"]);
    assert!(
        ids(&inspection).is_empty(),
        "an address of nobody is left alone: {:?}",
        ids(&inspection)
    );
}

#[test]
fn words_and_unknown_texts_give_nothing() {
    for text in [
        "",
        "  \n",
        "你好",
        "https://example.com/",
        "<p>hello</p>",
        "var a = 1;",
        "{\"pages\": []}",
        "%",
        "<",
        "{",
        "zc",
    ] {
        assert!(inspect(text).entries.iter().all(|entry| entry.channel.is_none()), "{text}");
    }
    assert_eq!(serde_json::to_value(inspect("你好")).unwrap(), json!({"entries": []}));
}

#[test]
fn no_signature_is_repeated_and_no_secret_either() {
    let sign = "18997eaccde32feb1f68c8212233678f";
    let link = format!("{H5}&partnerid=u1&sign={sign}");
    assert!(!json!(inspect(&link)).to_string().contains(sign));
    let secret = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
    let found = json!(inspect(&format!("const SECRETKEY = '{secret}'")));
    assert!(!found.to_string().contains(secret));
    assert!(found["entries"][0]["channel"].is_null());
    assert_eq!(found["entries"][0]["kind"], Value::from("unknown"));
}

#[test]
fn a_text_that_is_too_long_is_said_to_be() {
    let inspection = inspect(&"a".repeat(jieru::channels::inspect::LONGEST + 1));
    assert_eq!(ids(&inspection), ["inspect.too-long"]);
}

#[test]
fn people_read_it_in_both_languages() {
    let text = format!(
        "http://demo.sobot.com/chat/h5/v2/index.html?sysnum={SYSNUM}&unam=a%1Bb&uname=a%1B"
    );
    let inspection = inspect(&text);
    assert_eq!(inspection.exit_code(), 1);
    let printed = inspection.to_text_in(&jieru::text::Lang::ALL);
    for part in [
        "sobot link — 智齿客服 / Sobot",
        "sysnum",
        "sobot.not-https  1:1",
        "警告 / warning",
        "→ uname",
        "https://demo",
        "应使用 https",
        "Use https",
    ] {
        assert!(printed.contains(part), "{part} is missing in\n{printed}");
    }
    assert!(!printed.contains('\u{1B}'), "nothing steers the terminal");
    let english = inspection.to_text(jieru::text::Lang::En);
    assert!(english.contains("Use https") && !english.contains("应使用"));
}

#[test]
fn exit_codes_say_what_it_comes_to() {
    assert_eq!(inspect("你好").exit_code(), 2);
    assert_eq!(inspect(H5).exit_code(), 0);
    assert_eq!(inspect(&format!("{H5}&tel=1")).exit_code(), 0, "a warning is no error");
    assert_eq!(inspect(&format!("{H5}&type=9")).exit_code(), 1);
}

/// Somebody with one key, by the scheme's own verification.
struct OneKey(&'static str);

impl Known for OneKey {
    fn compare(&self, signed: &Signed) -> Option<Comparison> {
        let mut fields = signed.fields.clone();
        fields.insert("key".to_owned(), self.0.into());
        let (sysnum, partnerid) = (fields["sysnum"].as_str()?, fields["partnerid"].as_str()?);
        let right =
            jieru::channels::sobot::sign(sysnum, &jieru::secret::Secret::new(self.0), partnerid);
        Some(if fields["sign"] == right.as_str() {
            Comparison::Matches { key: "A".to_owned() }
        } else {
            Comparison::MatchesNone
        })
    }
}

#[test]
fn signatures_are_compared_by_whoever_knows_keys() {
    let link = |sign: &str| {
        format!(
            "https://demo.sobot.com/chat/h5/v2/index.html?sysnum=4c349791a07b46c1a70b8ac88aa23257&partnerid=%E7%94%A8%E6%88%B7%201%2Ba&sign={sign}"
        )
    };
    let right = "18997eaccde32feb1f68c8212233678f";
    let compared =
        |text: &str| inspect_with(text, &OneKey("test-key-0001")).entries.remove(0).signature;
    assert_eq!(compared(&link(right)), Some(Comparison::Matches { key: "A".to_owned() }));
    assert_eq!(compared(&link(&right.to_uppercase())), Some(Comparison::MatchesNone));
    assert_eq!(compared(H5), None);
    let wrong =
        json!(inspect_with(&link("00000000000000000000000000000000"), &OneKey("test-key-0001")));
    assert!(!wrong.to_string().contains(right), "the right signature is never told");
    assert_eq!(wrong["entries"][0]["signature"], json!({"outcome": "matches_none"}));
    let snippet = component(&format!("zc('config', {{partnerid: '用户 1+a', sign: '{right}'}})"))
        .replace(SYSNUM, "4c349791a07b46c1a70b8ac88aa23257");
    assert!(matches!(compared(&snippet), Some(Comparison::Matches { .. })));
}

//! The inspector: guilty and innocent texts for every finding.

mod cases;
mod clock;
mod everyday;
mod hostile;
mod pasted;
mod round_trip;
mod samples;
mod sobot_cases;
mod vendors;

use jieru::channels::Severity;
use jieru::channels::inspect::{
    Comparison, Entry, Inspection, Known, Signed, ids as known_ids, inspect, inspect_with,
};
use serde_json::{Value, json};

use cases::{Case, H5, cases, component};

pub const SYSNUM: &str = "b7f1c2d3e4f5061728394a5b6c7d8e9f";
pub fn ids(inspection: &Inspection) -> Vec<&str> {
    let findings = inspection.entries.iter().flat_map(|entry| &entry.findings);
    findings.map(|finding| finding.id.as_str()).collect()
}

pub fn first(text: &str) -> Entry {
    inspect(text).entries.into_iter().next().unwrap_or_else(|| panic!("nothing in {text}"))
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
    ("sobot.required", Severity::Error),
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
fn an_address_ends_where_words_begin() {
    let values = |text: &str| json!(first(text).values);
    let link = format!("{H5}&uname=Li");
    for text in [
        link.clone(),
        format!("{link} 请查收"),
        format!("\u{FEFF}{link}\r\n谢谢"),
        format!("链接：{link}，谢谢"),
    ] {
        assert_eq!(values(&text)["uname"], "Li", "{text}");
    }
    assert_eq!(values(&format!("{link} Lei&locale=en"))["uname"], "Li Lei");
    let json = format!("{H5}&params={{\"a b\": \"c d\"}}");
    assert_eq!(values(&json)["params"], json!({"a b": "c d"}));
}

#[test]
fn chats_without_a_scheme_inside_another_address_and_behind_a_variable_are_recognised() {
    let bare = H5.strip_prefix("https://").unwrap();
    let nested = H5.replace(':', "%3A").replace('/', "%2F").replace('?', "%3F").replace('=', "%3D");
    for text in [
        bare.to_owned(),
        format!("链接：{bare}，谢谢"),
        format!("<a href=\"{bare}&amp;locale=cn\">问</a>"),
        format!("/pages/webview/index?url={nested}"),
        format!("wx.navigateTo({{url: '/pages/webview/index?url={nested}'}})"),
    ] {
        let inspection = inspect(&text);
        assert_eq!(inspection.entries.len(), 1, "{text}");
        let entry = &inspection.entries[0];
        assert_eq!((entry.channel, entry.kind), (Some("sobot"), "link"), "{text}");
        assert_eq!(entry.values["sysnum"], SYSNUM, "{text}");
        assert_eq!(entry.values["host"], "demo.sobot.com", "{text}");
        assert!(entry.findings.is_empty(), "{text}: {:?}", entry.findings);
    }
    let entry = first("location.href = base+'/chat/h5/v2/index.html?sysnum='+sysnum");
    assert_eq!((entry.channel, entry.kind), (Some("sobot"), "link"));
    assert!(entry.findings.is_empty(), "{:?}", entry.findings);
    for text in
        ["https://shop.example.com/?see=demo.sobot.com".to_owned(), "help.sobot.com/docs".into()]
    {
        assert!(inspect(&text).entries.is_empty(), "{text}");
    }
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
fn a_text_that_cannot_be_read_is_an_answer_as_well() {
    let message = jieru::text::Message::new("无法读取 a", "a cannot be read");
    let refused = Inspection::refused("input.unreadable", message);
    assert_eq!(refused.exit_code(), 1);
    let told = json!(refused);
    assert_eq!(told["entries"][0]["findings"][0]["id"], "input.unreadable");
    assert_eq!(told["entries"][0]["kind"], "unknown");
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

//! The inspector: guilty and innocent texts for every finding.

use jieru::channels::inspect::{Entry, Inspection, inspect};
use serde_json::json;

const SYSNUM: &str = "b7f1c2d3e4f5061728394a5b6c7d8e9f";

fn ids(inspection: &Inspection) -> Vec<&str> {
    let findings = inspection.entries.iter().flat_map(|entry| &entry.findings);
    findings.map(|finding| finding.id.as_str()).collect()
}

fn first(text: &str) -> Entry {
    inspect(text).entries.into_iter().next().unwrap_or_else(|| panic!("nothing in {text}"))
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

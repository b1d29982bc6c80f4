//! Given inputs with what must hold of the output.

use std::collections::BTreeMap;

use jieru::channels::encode::{Address, HostName, html_attribute, query};
use jieru::channels::{Rendered, Severity, sobot};
use jieru::secret::Secret;
use serde_json::Value;

use super::reading::{html, render};

const RENDER: &str = include_str!("fixtures/render.json");
const LINKS: &str = include_str!("fixtures/sobot-links.json");
const SIGN: &str = include_str!("fixtures/sobot-sign.json");

fn read(text: &str) -> Value {
    serde_json::from_str(text).expect("a fixture of JSON")
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

#[test]
fn every_deployment_renders_as_its_vector_says() {
    for case in list(&read(RENDER), "cases") {
        let rendered = render(&case["input"]);
        check_case(case["name"].as_str().expect("a name"), case, &rendered);
    }
}

fn check_case(name: &str, case: &Value, rendered: &Rendered) {
    let expect = &case["expect"];
    let errors: Vec<&str> = rendered
        .diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .filter_map(|found| found.parameter.as_deref())
        .collect();
    let refused = rendered.is_refused();
    assert_eq!(refused, expect["exit"] == 1, "{name}: {:?}", rendered.diagnostics);
    for parameter in list(expect, "error_parameters") {
        let parameter = parameter.as_str().expect("a name");
        assert!(errors.contains(&parameter), "{name}: {parameter} is not in {errors:?}");
    }
    for id in list(expect, "diagnostic_ids") {
        assert!(
            rendered.diagnostics.iter().any(|found| found.id == id.as_str().unwrap()),
            "{name}: {id}"
        );
    }
    if !expect["artifacts"].is_null() {
        let artifacts: Vec<Value> = rendered
            .artifacts
            .iter()
            .map(|artifact| serde_json::json!([artifact.path, artifact.language, artifact.merge]))
            .collect();
        assert_eq!(artifacts, list(expect, "artifacts"), "{name}");
    }
    check_texts(name, case, rendered);
    check_links(name, case, rendered);
}

fn check_texts(name: &str, case: &Value, rendered: &Rendered) {
    let all = serde_json::to_string(rendered).unwrap()
        + rendered.artifacts.iter().map(|one| one.content.as_str()).collect::<String>().as_str();
    for text in list(&case["expect"], "contains") {
        assert!(all.contains(text.as_str().unwrap()), "{name}: {text} is missing");
    }
    for text in list(&case["expect"], "absent") {
        assert!(!all.contains(text.as_str().unwrap()), "{name}: {text} must not be there");
    }
}

fn check_links(name: &str, case: &Value, rendered: &Rendered) {
    let Some(links) = case["expect"]["links"].as_array() else { return };
    assert_eq!(rendered.links.len(), links.len(), "{name}");
    for (link, expected) in rendered.links.iter().zip(links) {
        let url = url::Url::parse(&link.url).unwrap();
        let pairs: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        assert_eq!(link.kind, expected["kind"], "{name}");
        assert_eq!(link.signed, expected["signed"], "{name}");
        assert_eq!(link.url.split('?').next(), expected["base"].as_str(), "{name}");
        for (key, value) in expected["pairs"].as_object().unwrap() {
            let value = if value == "MD5" {
                Value::from(right_sign(&case["input"]))
            } else {
                value.clone()
            };
            assert_eq!(pairs.get(key).map(String::as_str), value.as_str(), "{name}: {key}");
        }
    }
}

fn right_sign(input: &Value) -> String {
    let text = |place: &Value| place.as_str().unwrap().to_owned();
    let key = Secret::new(text(&input["key"]));
    let signature = sobot::sign(
        &text(&input["account"]["sysnum"]),
        &key,
        &text(&input["visitor"]["partnerid"]),
    );
    signature.as_str().to_owned()
}

#[test]
fn every_signature_equals_its_vector() {
    let file = read(SIGN);
    for vector in list(&file, "vectors") {
        let text = |name: &str| vector[name].as_str().unwrap();
        let signature = sobot::sign(text("sysnum"), &Secret::new(text("key")), text("partnerid"));
        assert_eq!(signature.as_str(), text("sign"), "{}", vector["name"]);
    }
    let ambiguous = &file["concatenation_ambiguity"];
    for side in ["a", "b"] {
        let text = |name: &str| ambiguous[side][name].as_str().unwrap();
        assert_eq!(
            sobot::sign("", &Secret::new(text("key")), text("partnerid")).as_str().len(),
            32
        );
    }
}

#[test]
fn every_signed_link_carries_its_vector() {
    for vector in list(&read(SIGN), "vectors") {
        let input = serde_json::json!({
            "channel": "sobot", "target": "link", "key": vector["key"],
            "account": {"sysnum": vector["sysnum"], "host": "demo.sobot.com"},
            "visitor": {"partnerid": vector["partnerid"]},
        });
        let rendered = super::reading::rendered(&input);
        let query = rendered.links[0].url.split_once('?').unwrap().1;
        assert_eq!(query, vector["link_query"].as_str().unwrap(), "{}", vector["name"]);
        assert!(
            !rendered.artifacts[0].content.contains(vector["sign"].as_str().unwrap()),
            "{}",
            vector["name"]
        );
    }
}

#[test]
fn ids_that_cannot_be_signed_are_refused_or_warned_about() {
    let with = |partnerid: &str| {
        render(&serde_json::json!({
            "channel": "sobot", "target": "link", "key": "k", "window": {"signed": true},
            "account": {"sysnum": "4c349791a07b46c1a70b8ac88aa23257", "host": "demo.sobot.com"},
            "visitor": {"partnerid": partnerid, "uname": "x"},
        }))
    };
    assert!(with(&"a".repeat(301)).is_refused());
    assert!(with("").is_refused());
    assert!(with("a\u{7}b").is_refused());
    assert!(with("a\u{202E}b").is_refused());
    let constant = with("test");
    assert!(constant.diagnostics.iter().any(|found| found.id == "sobot.partnerid-constant"));
    assert!(!constant.is_refused());
}

#[test]
fn every_address_is_built_as_its_vector_says() {
    for vector in list(&read(LINKS), "vectors") {
        let host = HostName::parse("demo.sobot.com").unwrap();
        let mut address = Address::https(&host, "/chat/h5/v2/index.html");
        for pair in list(vector, "pairs") {
            let name: &'static str = String::leak(pair[0].as_str().unwrap().to_owned());
            address = address.pair(name, &query(pair[1].as_str().unwrap()));
        }
        assert_eq!(address.as_str(), vector["url"].as_str().unwrap(), "{}", vector["name"]);
        let href = html_attribute(address.as_str());
        assert_eq!(href.as_str(), vector["html_href"].as_str().unwrap(), "{}", vector["name"]);
    }
}

/// The same links from a deployment, as a set of pairs: their order is ours.
#[test]
fn every_link_of_the_vectors_comes_from_a_deployment_too() {
    for vector in list(&read(LINKS), "vectors") {
        let mut visitor = serde_json::Map::new();
        let mut account = serde_json::json!({"host": "demo.sobot.com"});
        for pair in list(vector, "pairs") {
            let name = pair[0].as_str().unwrap();
            if name == "sysnum" {
                account["sysnum"] = pair[1].clone();
            } else {
                visitor.insert(name.to_owned(), pair[1].clone());
            }
        }
        let input = serde_json::json!({"channel": "sobot", "target": "link", "account": account, "visitor": visitor});
        let rendered = super::reading::rendered(&input);
        let pairs = |text: &str| -> BTreeMap<String, String> {
            url::Url::parse(text).unwrap().query_pairs().into_owned().collect()
        };
        assert_eq!(
            pairs(&rendered.links[0].url),
            pairs(vector["url"].as_str().unwrap()),
            "{}",
            vector["name"]
        );
        let tags = html(&rendered.artifacts[0].content);
        assert_eq!(
            tags[0].attribute("href"),
            Some(rendered.links[0].url.as_str()),
            "{}",
            vector["name"]
        );
    }
}

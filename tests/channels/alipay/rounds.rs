//! There and back: what is rendered is recognised as it was given.

use jieru::channels::inspect::inspect;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::inspection::{LINK, TAG, entries};
use super::{deployment, with_key};
use crate::channels::reading::{render, rendered};

/// What is given, as far as this artifact carries it.
fn given(input: &Value, names: &[&str]) -> Map<String, Value> {
    let mut values = Map::new();
    for part in ["account", "window", "parameters", "visitor"] {
        for (name, value) in input[part].as_object().into_iter().flatten() {
            if names.contains(&name.as_str()) {
                values.insert(name.clone(), value.clone());
            }
        }
    }
    values
}

/// Every artifact and every link says what its deployment says, and nothing is wrong with it.
fn round(input: &Value) {
    let made = render(input);
    assert!(!made.is_refused(), "{:?}", made.diagnostics);
    let signed = input["window"]["signed"] == json!(true) && input["visitor"].get("card").is_none();
    let asked: &[&str] = if signed { &["signed", "sign_endpoint"] } else { &[] };
    let mut texts: Vec<(String, Vec<&str>)> = Vec::new();
    for artifact in &made.artifacts {
        let names: &[&str] = match artifact.language {
            "axml" => &["tnt_inst_id", "scene", "size", "color"],
            "js" => &["icon", "alipay-card-no", "ext-info"],
            _ => &["tnt_inst_id", "scene"],
        };
        let asked = if artifact.language == "axml" { &[] } else { asked };
        texts.push((artifact.content.clone(), [names, asked].concat()));
    }
    texts.extend(made.links.iter().map(|link| (link.url.clone(), vec!["tnt_inst_id", "scene"])));
    for (text, names) in texts {
        let entries = entries(&text);
        let expected = Value::Object(given(input, &names));
        let seen = entries.first().map_or_else(|| json!({}), |entry| json!(entry.values));
        assert_eq!(seen, expected, "{text}");
        // A hostile address may look like a server's template, which is told with good reason.
        let told = |id: &str| id != "snippet.server-value-unescaped";
        let found = entries.iter().flat_map(|entry| &entry.findings);
        let found: Vec<_> = found.filter(|one| told(&one.id)).collect();
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn approved_snippets_come_back_as_their_input() {
    for (_, mut input) in super::golden() {
        // In its canonical form a size is a text.
        if let Some(size) = input["parameters"].get("size").and_then(Value::as_i64) {
            input["parameters"]["size"] = json!(size.to_string());
        }
        round(&input);
    }
    let made = rendered(&with_key(super::golden()[3].1.clone()));
    assert!(made.artifacts[1].content.contains("cinfo"), "the one with a card is among them");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_rendered_is_recognised_as_it_was_given(
        tenant in "[A-Za-z0-9_]{8}", scene in "SCE[0-9]{8}", size in proptest::option::of("[1-9][0-9]{0,3}(rpx)?"),
        color in proptest::option::of("#[0-9a-fA-F]{6}"), icon in proptest::option::of("[a-z0-9&=?'\"{}<>\\\\/#%\u{4e00}-\u{4e20}]{0,20}"),
        app in proptest::option::of("[0-9]{16}"), number in proptest::option::of("2088[0-9]{12}"),
        card in proptest::option::of("\\PC{1,12}"), signed in any::<bool>(),
    ) {
        let mut parameters = Map::new();
        let mut set = |name: &str, value: Option<Value>| { if let Some(value) = value { parameters.insert(name.to_owned(), value); } };
        set("size", size.map(Value::from));
        set("color", color.map(Value::from));
        set("icon", icon.map(|path| json!(format!("https://img.example/{path}"))));
        set("ext-info", app.map(|app| json!({"appId": app})));
        let mut visitor = Map::new();
        if let Some(number) = number { visitor.insert("alipay-card-no".to_owned(), json!(number)); }
        if let Some(name) = card.filter(|name| jieru::catalog::kind::check_characters(name, false).is_ok()) {
            visitor.insert("card".to_owned(), json!({"userId": "u", "timestamp": 1_700_000_000_000_i64, "uname": name}));
        }
        let window = if signed { json!({"signed": true, "sign_endpoint": "https://shop.example/card?a=1&b=\"2\""}) } else { json!({}) };
        let mut input = with_key(deployment("mini_program", &window, &Value::Object(parameters), &Value::Object(visitor.clone())));
        input["account"]["tnt_inst_id"] = json!(tenant);
        input["window"]["scene"] = json!(scene);
        if !render(&input).is_refused() { round(&input); }
        visitor.remove("alipay-card-no");
        input["target"] = json!("h5_link");
        input["parameters"] = json!({});
        input["visitor"] = Value::Object(visitor);
        round(&input);
    }

    #[test]
    fn no_text_breaks_the_inspector(text in "\\PC{0,60}", tail in "[&#?=%+{}<>\"' a-z/]{0,30}") {
        for start in [LINK, TAG, "Page({data: {contactExtInfo: ", "return <contact-button ext-info={", ""] {
            let _ = inspect(&format!("{start}{text}{tail}"));
            let _ = inspect(&format!("{start}{tail}{text}"));
        }
    }
}

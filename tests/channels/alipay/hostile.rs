//! Hostile values: refused, or unchanged at the other end.

use jieru::channels::encode::{AxmlElement, axml_binding, axml_colour, axml_identifier, axml_name};
use proptest::prelude::*;
use serde_json::json;

use super::deployment;
use super::snippets::{MINI_PROGRAM, shown};
use crate::channels::reading::{artifact, axml, render, rendered, run, script};

/// Texts that have broken generators before.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = [
        "\"",
        "'",
        "\\",
        "</script>",
        "{{x}}",
        "}}",
        "\u{2028}",
        "😀",
        "&amp;",
        "%25",
        "张三",
        "/>",
        "<!--",
        "\n",
        "#",
    ];
    let piece = prop_oneof![
        proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned),
        any::<String>(),
    ];
    proptest::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn only_plain_names_and_colours_reach_axml(text in hostile()) {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        prop_assert_eq!(axml_identifier(&text).is_some(), !text.is_empty() && text.chars().all(plain));
        prop_assert!(axml_name(&text).is_none() || axml_identifier(&text).is_some());
        let hex = text.strip_prefix('#').is_some_and(|bare| bare.len() == 6 && bare.chars().all(|c| c.is_ascii_hexdigit()));
        prop_assert_eq!(axml_colour(&text).is_some(), hex);
    }

    #[test]
    fn names_colours_and_bindings_survive_both_parsers(name in "[A-Za-z_][A-Za-z0-9_]{0,20}", code in "[A-Za-z0-9_-]{1,40}", colour in "#[0-9a-fA-F]{6}") {
        let element = AxmlElement::new(&axml_name("contact-button").unwrap())
            .attribute("scene", &axml_identifier(&code).unwrap())
            .attribute("color", &axml_colour(&colour).unwrap())
            .attribute("icon", &axml_binding(&axml_name(&name).unwrap()));
        let tags = axml(&element.finish());
        prop_assert_eq!(tags.len(), 1);
        prop_assert_eq!(tags[0].attribute("scene"), Some(code.as_str()));
        prop_assert_eq!(tags[0].attribute("color"), Some(colour.as_str()));
        let binding = format!("{{{{{name}}}}}");
        prop_assert_eq!(tags[0].attribute("icon"), Some(binding.as_str()));
    }

    #[test]
    fn whatever_is_accepted_arrives_unchanged(path in hostile(), size in hostile(), page in hostile(), endpoint in hostile()) {
        let icon = format!("https://img.example/{path}");
        let address = format!("https://shop.example/?{endpoint}");
        let window = json!({"signed": true, "sign_endpoint": address});
        let input = deployment("mini_program", &window, &json!({"icon": icon, "size": 40}), &json!({}));
        let made = render(&input);
        if !made.is_refused() {
            let seen = shown(&made, "page.onShow(); page.data.asked = requests[0];");
            prop_assert_eq!(&seen["icon"], &json!(icon));
            let js = artifact(&made, "pages/index/index.js");
            let asked = run(MINI_PROGRAM, &format!("{js} page.onShow();"), "requests");
            prop_assert_eq!(asked, json!([address]));
            let link = rendered(&deployment("h5_link", &window, &json!({}), &json!({})));
            let fetched = run("elements.alipayEntry = {href: ''};", &script(artifact(&link, "link.html")), "fetched[0][0]");
            prop_assert_eq!(fetched, json!(address));
        }
        for (parameters, place) in [(json!({"size": size}), json!({})), (json!({}), json!({"page": page, "scene": page}))] {
            let made = render(&deployment("mini_program", &place, &parameters, &json!({})));
            if !made.is_refused() {
                prop_assert_eq!(made.artifacts.len(), 2);
                let file = made.artifacts.iter().find(|one| one.language == "axml").unwrap();
                prop_assert_eq!(axml(&file.content).len(), 1);
            }
        }
    }
}

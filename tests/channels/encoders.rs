//! Every encoder against a parser that somebody else wrote.

use jieru::channels::encode::{
    Address, Code, Element, HostName, Js, Page, Script, Tsx, VueScript, VueTemplate,
    html_attribute, html_text, js_name, js_value, json_file, query, script_value, tsx_name,
    tsx_value, vue_file, vue_handler, vue_name, vue_value, wxml_binding, wxml_field, wxml_flag,
    wxml_identifier, wxml_name, wxml_number,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::reading::{check_wxml, evaluate, html, run, script};
use super::typescript::plain;

/// Texts that have broken generators before.
const HOSTILE: &[&str] = &[
    "\"",
    "'",
    "\\",
    "`",
    "${x}",
    "</script>",
    "</SCRIPT ",
    "<!--",
    "<script>",
    "-->",
    "]]>",
    "{{ x }}",
    "{{",
    "}}",
    "\u{2028}",
    "\u{2029}",
    "\u{FEFF}",
    "😀",
    "👨‍👩‍👧‍👦",
    "张三 & 李四",
    "&params=1",
    "&para;",
    "&amp;",
    "%25",
    "%u",
    "+ +",
    "#?&=",
    "a\nb",
    "a\tb",
    "\u{0}",
    "é",
    "e\u{301}",
    " ",
    "__proto__",
    "\u{7f}",
    "𠮷",
];

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(HOSTILE).prop_map(str::to_owned),
        any::<String>(),
        Just("长".repeat(2000)),
    ];
    proptest::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn structure() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        hostile().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(
                hostile().prop_filter("own", |name| name != "__proto__"),
                inner,
                0..4
            )
            .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// What an HTML parser may change on its own: line ends and NUL.
fn as_html(text: &str) -> Option<String> {
    (!text.contains(['\0', '\r'])).then(|| text.to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn text_and_attributes_survive_an_html_parser(text in hostile()) {
        if let Some(expected) = as_html(&text).filter(|text| !text.chars().any(is_noncharacter)) {
            let page = Page::new().element("a", &[("title", html_attribute(&text))], &html_text(&text));
            let tags = html(&page.finish());
            prop_assert_eq!(tags.len(), 1);
            prop_assert_eq!(tags[0].attribute("title"), Some(expected.as_str()));
            prop_assert_eq!(&tags[0].text, &expected);
        }
    }

    #[test]
    fn values_survive_a_script_inside_a_page(value in structure()) {
        let code = Code::<Script>::new().raw("var result = ").hole(&script_value(&value)).line(";");
        let page = Page::new().script(&code).finish();
        if !page.chars().any(|c| c == '\0' || is_noncharacter(c)) {
            let seen = run("", &script(&page), "[result]");
            prop_assert_eq!(&seen[0], &value);
        }
    }

    #[test]
    fn values_survive_a_javascript_file(value in structure()) {
        prop_assert_eq!(&evaluate(js_value(&value).as_str()), &value);
        let code = Code::<Js>::new().raw("var result = ").hole(&js_value(&value)).line(";").finish();
        prop_assert_eq!(&run("", &code, "[result]")[0], &value);
    }

    #[test]
    fn values_survive_a_component_of_vue(value in structure()) {
        let literal = Code::<VueScript>::new().raw("var result = ").hole(&vue_value(&value)).line(";");
        let file = vue_file(&Code::<VueTemplate>::new().line("  <view />"), &literal);
        prop_assert!(!file.contains('#'), "the preprocessor of uni-app reads inside texts");
        if !file.chars().any(|c| c == '\0' || is_noncharacter(c)) {
            let code = script(&file[file.find("<script").unwrap()..]);
            prop_assert_eq!(&run("", &code, "[result]")[0], &value);
        }
    }

    #[test]
    fn values_survive_typescript(value in structure()) {
        let code = Code::<Tsx>::new().raw("const result: unknown = ").hole(&tsx_value(&value)).line(";").finish();
        prop_assert_eq!(&run("", &plain(&code), "[result]")[0], &value);
    }

    #[test]
    fn values_survive_a_json_file(value in structure()) {
        let back: Value = serde_json::from_str(json_file(&value).as_str()).unwrap();
        prop_assert_eq!(back, value);
    }

    #[test]
    fn texts_survive_a_url_parser(text in hostile()) {
        let host = HostName::parse("demo.sobot.com").unwrap();
        let address = Address::https(&host, "/x").pair("a", &query(&text)).pair("b", &query("1"));
        let url = url::Url::parse(address.as_str()).unwrap();
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        prop_assert_eq!(&pairs, &[("a".to_owned(), text.clone()), ("b".to_owned(), "1".to_owned())]);
        prop_assert!(!address.as_str().contains('+'));
    }

    #[test]
    fn a_component_is_encoded_once_as_javascript_does(text in hostile()) {
        let literal = js_value(&Value::from(text.clone()));
        let theirs = evaluate(&format!("encodeURIComponent({})", literal.as_str()));
        let ours = query(&text);
        prop_assert_eq!(theirs.as_str(), Some(ours.as_str()));
    }

    #[test]
    fn only_plain_names_reach_wxml(text in hostile(), number in any::<i64>()) {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let name = wxml_name(&text);
        prop_assert_eq!(wxml_identifier(&text).is_some(), !text.is_empty() && text.chars().all(plain));
        prop_assert!(name.is_none() || wxml_identifier(&text).is_some());
        let element = Element::new(&wxml_name("cell").unwrap()).attribute("n", &wxml_number(number));
        check_wxml(&element.finish());
    }

    #[test]
    fn names_and_bindings_survive_a_wxml_compiler(name in "[A-Za-z_][A-Za-z0-9_]{0,20}", value in "[A-Za-z0-9_-]{1,40}") {
        let name = wxml_name(&name).unwrap();
        let element = Element::new(&wxml_name("cell").unwrap())
            .bind("startmessage", &name)
            .attribute("plugid", &wxml_identifier(&value).unwrap());
        check_wxml(&element.finish());
        let bound = Element::new(&wxml_name("cell").unwrap()).attribute("title", &wxml_binding(&wxml_name("title").unwrap()));
        check_wxml(&bound.finish());
        let around = Element::new(&wxml_name("button").unwrap())
            .attribute("bindtap", &wxml_identifier(&value).unwrap())
            .around(&wxml_field("contact", "text"));
        check_wxml(&around);
        prop_assert_eq!(around, format!("<button bindtap=\"{value}\">{{{{contact.text}}}}</button>\n"));
        prop_assert!(wxml_flag(false).as_str() == "{{false}}");
    }

    #[test]
    fn only_names_become_names_of_code(text in hostile()) {
        let fine = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        prop_assert_eq!(js_name(&text).is_some(), fine);
        prop_assert_eq!(vue_name(&text).is_some(), fine);
        prop_assert_eq!(vue_handler(&text).is_some(), fine);
        prop_assert_eq!(tsx_name(&text).is_some(), fine);
    }

    #[test]
    fn no_host_name_can_end_an_authority(text in hostile()) {
        if let Some(host) = HostName::parse(&text) {
            let url = url::Url::parse(Address::https(&host, "/chat").as_str());
            prop_assert!(url.is_err() || url.unwrap().path() == "/chat");
        }
    }
}

fn is_noncharacter(c: char) -> bool {
    let code = u32::from(c);
    (0xFDD0..=0xFDEF).contains(&code)
        || code & 0xFFFE == 0xFFFE
        || (c.is_control() && !matches!(c, '\n' | '\t'))
}

/// Free text in attributes is a matter of taste between the two compilers, so we never write it.
#[test]
fn the_two_wxml_compilers_disagree_about_escaped_text() {
    let file: Value =
        serde_json::from_str(include_str!("fixtures/wxml-attribute-escaping.json")).unwrap();
    let cases = file["cases"].as_array().unwrap();
    let differing: Vec<&str> = cases
        .iter()
        .filter(|case| case["wcc"] != case["glassEasel"])
        .filter_map(|case| case["wxml"].as_str())
        .collect();
    assert!(differing.len() > 5);
    for wxml in differing {
        let value = wxml.trim_start_matches("<v t=\"").split("\">x").next().unwrap();
        assert!(wxml_identifier(value).is_none(), "{value}");
    }
}

#[test]
fn a_prototype_is_never_set_by_a_literal() {
    let value = json!({"__proto__": {"x": 1}, "a": 2});
    assert_eq!(evaluate(&format!("({}).x === undefined", js_value(&value).as_str())), json!(true));
}

//! Whatever the catalogue accepts arrives unchanged, in every target, whether it is given or filled in
//! by the page.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::web_view::MINI_PROGRAM;
use super::{deployment, pairs};
use crate::channels::reading::{artifact, check_wxml, html, render, rendered, run, script};

fn hostile() -> impl Strategy<Value = String> {
    let pieces = [
        "</script>",
        "<!--",
        "\"",
        "'",
        "\\",
        "`${x}`",
        "{{x}}",
        "{{",
        "}}",
        "\u{2028}",
        "\u{2029}",
        "😀",
        "👨‍👩‍👧",
        "&params=1",
        "&amp;",
        "%25",
        "%",
        "张三",
        " ",
        "+",
        "#",
        "?",
        "=",
        "__proto__",
        "é",
        "$1",
        "$&",
    ];
    let piece = prop_oneof![
        8 => proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned),
        4 => "\\PC{1,20}".prop_map(|text| text),
        1 => Just("长".repeat(2000)),
    ];
    let text = proptest::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat());
    let fits = |text: &String| {
        text.chars().count() <= 4000 && jieru::catalog::kind::check_characters(text, false).is_ok()
    };
    text.prop_filter("accepted", fits)
}

fn of(url: &str, name: &str) -> Vec<String> {
    pairs(url).into_iter().filter(|(key, _)| key == name).map(|(_, value)| value).collect()
}

/// The link of a fragment of HTML, as it is and as its script makes it of what the page knows.
fn clicked(page: &str, visitor: &Value) -> String {
    let href = html(page)[0].attribute("href").unwrap().to_owned();
    let before = format!(
        "elements.sobotEntry.href = {}; window.visitor = {};",
        json!(href),
        literal(visitor)
    );
    run(&before, &script(page), "elements.sobotEntry.href").as_str().unwrap().to_owned()
}

fn literal(value: &Value) -> String {
    jieru::channels::encode::js_value(value).as_str().to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn leave_message_and_link_keep_their_texts(uname in hostile()) {
        for (target, other) in [("leave_message", "uid"), ("link", "partnerid")] {
            let visitor = json!({"uname": uname, other: "u1"});
            let given = rendered(&deployment(target, &json!({}), &json!({}), &visitor));
            prop_assert_eq!(of(&given.links[0].url, "uname"), vec![uname.clone()]);
            let tags = html(artifact(&given, "link.html"));
            prop_assert_eq!(tags.len(), 1);
            prop_assert_eq!(tags[0].attribute("href"), Some(given.links[0].url.as_str()));
            let release = rendered(&deployment(target, &json!({}), &json!({}), &json!({})));
            let url = clicked(artifact(&release, "link.html"), &visitor);
            prop_assert_eq!(of(&url, "uname"), vec![uname.clone()]);
            prop_assert_eq!(of(&url, other), vec!["u1".to_owned()]);
        }
    }

    #[test]
    fn a_ticket_keeps_its_fields(value in hostile(), fragment in "[a-z/?=&]{0,8}") {
        let fields = json!({"card_title": value});
        let url = format!("https://demo.sobot.com/ticket?id=1#{fragment}");
        let given = rendered(&deployment("ticket", &json!({"url": url}), &json!({}), &json!({"params": fields})));
        let release = rendered(&deployment("ticket", &json!({"url": url}), &json!({}), &json!({})));
        for link in [given.links[0].url.clone(), clicked(artifact(&release, "link.html"), &json!({"params": fields}))] {
            prop_assert_eq!(of(&link, "id"), vec!["1".to_owned()]);
            let params = of(&link, "params");
            prop_assert_eq!(params.len(), 1);
            prop_assert_eq!(serde_json::from_str::<Value>(&params[0]).unwrap(), fields.clone());
            let parsed = url::Url::parse(&link).unwrap();
            prop_assert_eq!(parsed.fragment().unwrap_or_default(), fragment.as_str());
        }
    }

    #[test]
    fn a_mini_program_keeps_its_texts(uname in hostile(), title in hostile()) {
        let visitor = json!({"uname": uname, "params": {"x": title}});
        let title = title.chars().take(200).collect::<String>();
        let options = json!({"custom_title": title});
        let given = rendered(&deployment("web_view", &json!({}), &options, &visitor));
        let release = rendered(&deployment("web_view", &json!({}), &options, &json!({})));
        let wxml = artifact(&given, "pages/chat/chat.wxml");
        check_wxml(wxml);
        prop_assert_eq!(wxml, artifact(&release, "pages/chat/chat.wxml"));
        let page: Value = serde_json::from_str(artifact(&given, "pages/chat/chat.json")).unwrap();
        prop_assert_eq!(&page["navigationBarTitleText"], &json!(title));
        let fill = format!("{MINI_PROGRAM}\napp.globalData.visitor = {};", literal(&visitor));
        for one in [&given, &release] {
            let code = format!("{}\npage.onLoad();", artifact(one, "pages/chat/chat.js"));
            let url = run(&fill, &code, "page.data.chatUrl");
            let url = url.as_str().unwrap();
            prop_assert_eq!(of(url, "uname"), vec![uname.clone()]);
            prop_assert_eq!(of(url, "custom_title"), vec![title.clone()]);
            prop_assert_eq!(serde_json::from_str::<Value>(&of(url, "params")[0]).unwrap(), visitor["params"].clone());
        }
    }

    #[test]
    fn visited_pages_and_cards_keep_their_texts(text in hostile()) {
        let visitor = json!({"cur_visit_title": text, "pre_visit_args": {"pre_abstract": text}, "card_title": text, "card_desc": text, "goods": [{"name": text}], "customer_fields": {format!("k{text}"): text.clone()}});
        let window = json!({"events": ["trace"]});
        let given = script(artifact(&rendered(&deployment("component", &window, &json!({"man_trace": true}), &visitor)), "index.html"));
        let release = script(artifact(&rendered(&deployment("component", &window, &json!({"man_trace": true}), &json!({}))), "index.html"));
        let fill = format!("window.visitor = {};", literal(&visitor));
        let one = run("", &given, "cbk[0][1]");
        let other = run(&fill, &release, "cbk[0][1]");
        prop_assert_eq!(&one["cur_visit_args"]["cur_visit_title"], &json!(text));
        prop_assert_eq!(&one["pre_visit_args"]["pre_abstract"], &json!(text));
        prop_assert_eq!(&one["card_title"], &json!(text));
        let goods: Value = serde_json::from_str(one["goods"].as_str().unwrap()).unwrap();
        prop_assert_eq!(goods, json!([{"name": text}]));
        prop_assert_eq!(one, other);
    }

    /// Names and addresses from outside: either refused, or harmless in every artifact.
    #[test]
    fn hostile_window_fields_never_break_out(text in hostile()) {
        for (target, field) in [("web_view", "page"), ("ticket", "url"), ("leave_message", "templateid"), ("web_view", "sign_endpoint"), ("component", "init")] {
            let value = if field == "url" { format!("https://demo.sobot.com/{text}") } else if field == "sign_endpoint" { format!("https://shop.example/{text}") } else { text.clone() };
            let mut window = json!({"url": "https://demo.sobot.com/t"});
            if target != "ticket" { window = json!({}); }
            if field == "sign_endpoint" { window["signed"] = json!(true); }
            window[field] = json!(value);
            let rendered = render(&deployment(target, &window, &json!({}), &json!({})));
            if rendered.is_refused() {
                prop_assert!(rendered.artifacts.is_empty() && rendered.links.is_empty());
                continue;
            }
            for one in &rendered.artifacts {
                match one.language {
                    "html" => {
                        let tags = html(&one.content);
                        prop_assert!(tags.len() <= 2, "{}", one.content);
                        let code = tags.iter().find(|tag| tag.name == "script").map(|tag| tag.text.clone()).unwrap_or_default();
                        run("elements.sobotEntry.href = 'https://demo.sobot.com/';", &code, "1");
                    }
                    "wxml" => check_wxml(&one.content),
                    "js" => { run(MINI_PROGRAM, &one.content, "1"); }
                    _ => { let _: Value = serde_json::from_str(&one.content).unwrap(); }
                }
            }
            for link in &rendered.links {
                let url = url::Url::parse(&link.url).unwrap();
                prop_assert_eq!(url.host_str(), Some("demo.sobot.com"));
            }
        }
    }
}

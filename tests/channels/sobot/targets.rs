//! Targets with a link: addresses and their scripts, run and read back.

use jieru::channels::find;
use serde_json::{Value, json};

use super::{SYSNUM, deployment, errors, pairs, warned};
use crate::channels::reading::{artifact, html, render, rendered, run, script};

fn leave(window: &Value, visitor: &Value) -> Value {
    deployment("leave_message", window, &json!({"locale": "en"}), visitor)
}

#[test]
fn the_leave_message_page_has_its_own_names() {
    let rendered = rendered(&leave(
        &json!({"templateid": "t1", "groupid": "g1"}),
        &json!({"uid": "u-9", "uname": "甲 & 乙", "t": "1586414406391"}),
    ));
    let link = &rendered.links[0];
    assert_eq!((link.kind.as_str(), link.signed, link.expires_at), ("leave_message", false, None));
    let wanted = [
        ("sysnum", SYSNUM),
        ("source", "9"),
        ("templateid", "t1"),
        ("groupid", "g1"),
        ("uname", "甲 & 乙"),
        ("uid", "u-9"),
        ("t", "1586414406391"),
        ("locale", "en"),
    ];
    assert_eq!(pairs(&link.url), wanted.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let tags = html(artifact(&rendered, "link.html"));
    assert_eq!(tags.len(), 1);
    assert_eq!(
        (tags[0].attribute("href"), tags[0].text.as_str()),
        (Some(link.url.as_str()), "Leave a message")
    );
}

#[test]
fn what_the_leave_message_page_fixes_cannot_be_given() {
    for (name, place) in [
        ("templateid", "window.templateid"),
        ("groupid", "window.groupid"),
        ("source", "9"),
        ("sysnum", "account.sysnum"),
    ] {
        for box_name in ["parameters", "visitor"] {
            let mut input = leave(&json!({}), &json!({"uid": "u"}));
            input[box_name][name] = json!("9");
            let found = render(&input);
            let told = found.diagnostics.iter().find(|one| one.is_error()).unwrap();
            assert_eq!(told.parameter.as_deref(), Some(name));
            assert!(
                told.message.zh.contains(place) && told.message.en.contains(place),
                "{:?}",
                told.message
            );
        }
    }
    let chat = deployment("link", &json!({}), &json!({"templateid": "t"}), &json!({}));
    assert!(warned(&chat, "sobot.not-in-this-target", "templateid"));
    let stranger = leave(&json!({"templateid": "t"}), &json!({"partnerid": "u1"}));
    assert!(warned(&stranger, "sobot.uid-not-partnerid", "uid"));
    assert!(warned(&stranger, "sobot.not-in-this-target", "partnerid"));
    assert!(!render(&stranger).links[0].url.contains("u1"));
    assert!(
        render(&leave(&json!({}), &json!({})))
            .diagnostics
            .iter()
            .any(|found| found.id == "sobot.template-missing")
    );
}

fn ticket(url: &str, visitor: &Value) -> Value {
    deployment("ticket", &json!({"url": url}), &json!({}), visitor)
}

#[test]
fn ticket_fields_go_to_the_right_place_of_any_address() {
    let fields = json!({"card_title": "a&b #1", "价格": "1500元", "n": 3});
    for (given, before, after) in [
        ("https://demo.sobot.com/ticket/a.html?id=1", vec![("id", "1")], None),
        ("https://demo.sobot.com/ticket/a.html", vec![], None),
        ("https://demo.sobot.com/ticket/a.html?", vec![], None),
        ("https://demo.sobot.com/ticket/a.html?id=1&", vec![("id", "1")], None),
        ("https://demo.sobot.com/ticket/a.html#/new", vec![], Some("/new")),
        (
            "https://demo.sobot.com/ticket/a.html?id=1&x=%26#/new?y=2",
            vec![("id", "1"), ("x", "&")],
            Some("/new?y=2"),
        ),
        ("https://demo.sobot.com/ticket/a.html?params=%7B%7D&id=1", vec![("id", "1")], None),
        ("https://demo.sobot.com?id=1", vec![("id", "1")], None),
    ] {
        let whole = rendered(&ticket(given, &json!({"params": fields})));
        let from_page = rendered(&ticket(given, &json!({})));
        let href = html(artifact(&from_page, "link.html"))[0].attribute("href").unwrap().to_owned();
        let page = format!(
            "elements.sobotEntry.href = {}; var visitor = {{params: {fields}}};",
            json!(href)
        );
        let run_time =
            run(&page, &script(artifact(&from_page, "link.html")), "elements.sobotEntry.href");
        for url in [whole.links[0].url.as_str(), run_time.as_str().unwrap()] {
            let mut found = pairs(url);
            let last = found.pop().unwrap();
            assert_eq!(last.0, "params", "{given}");
            assert_eq!(serde_json::from_str::<Value>(&last.1).unwrap(), fields, "{given}");
            let kept: Vec<(&str, &str)> =
                found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            assert_eq!(kept, before, "{given}");
            assert_eq!(url::Url::parse(url).unwrap().fragment(), after, "{given}");
        }
    }
    let twice = ticket("https://demo.sobot.com/t?params=1", &json!({}));
    assert!(warned(&twice, "sobot.params-in-url", "url"));
    assert!(warned(
        &ticket("https://demo.sobot.com/t#/a?b", &json!({})),
        "sobot.ticket-fragment",
        "url"
    ));
}

#[test]
fn a_ticket_address_is_the_vendors_and_safe() {
    for (url, id) in [
        ("http://demo.sobot.com/t", "sobot.not-https"),
        ("https://demo.example.com/t", "sobot.host-not-vendor"),
        ("https://a.b.sobot.com/t", "sobot.host-not-vendor"),
        ("https://demo.sobot.com.evil.example/t", "sobot.host-not-vendor"),
        ("https://x@demo.sobot.com/t", "sobot.host-not-vendor"),
        ("https://demo.sobot.com:444/t", "sobot.host-not-vendor"),
        ("javascript:alert(1)", "sobot.value-not-allowed"),
        ("demo.sobot.com/t", "sobot.value-not-allowed"),
        ("https://demo.sobot.com/a b", "sobot.value-not-allowed"),
    ] {
        let found = errors(&ticket(url, &json!({})));
        assert_eq!(found, [(id.to_owned(), "url".to_owned())], "{url}");
    }
    assert_eq!(
        errors(&deployment("ticket", &json!({}), &json!({}), &json!({}))),
        [("sobot.required".to_owned(), "url".to_owned())]
    );
}

/// A link without a visitor asks the page, at once and again at every click.
#[test]
fn a_released_link_takes_what_the_page_knows() {
    for (target, window) in [
        ("link", json!({})),
        ("link", json!({"variant": "h5_legacy"})),
        ("link", json!({"variant": "pc"})),
        ("leave_message", json!({"templateid": "t"})),
    ] {
        let rendered = rendered(&deployment(target, &window, &json!({}), &json!({})));
        let page = artifact(&rendered, "link.html");
        let href = html(page)[0].attribute("href").unwrap().to_owned();
        assert_eq!(href, rendered.links[0].url);
        let before = format!("elements.sobotEntry.href = {};", json!(href));
        let untouched = run(&before, &script(page), "elements.sobotEntry.href");
        assert_eq!(untouched, json!(href), "without a visitor the plain address stays");
        let fill = r#"window.visitor = {uname: "a&b=</script>张", uid: "u9", partnerid: "p 1", tel: null, qq: "", sign: "forged", source: "1", color: "000000", params: {"x": "1&2"}};"#;
        let after = format!("{}\n{fill}\nelements.sobotEntry.listeners.click({{}});", script(page));
        let seen = run(&before, &after, "elements.sobotEntry.href");
        let found: std::collections::BTreeMap<String, String> =
            pairs(seen.as_str().unwrap()).into_iter().collect();
        assert_eq!(found["uname"], "a&b=</script>张");
        for name in ["tel", "qq", "sign", "color"] {
            assert!(!found.contains_key(name), "{name}");
        }
        assert_ne!(found.get("source").map(String::as_str), Some("1"));
        let chat = target == "link";
        let id = if window["variant"] == "h5_legacy" { "partnerId" } else { "partnerid" };
        assert_eq!(found.get(id).map(String::as_str), chat.then_some("p 1"), "{target}");
        assert_eq!(found.get("uid").map(String::as_str), (!chat).then_some("u9"));
        assert_eq!(found.get("params").map(String::as_str), chat.then_some("{\"x\":\"1&2\"}"));
    }
}

#[test]
fn names_that_the_surface_lacks_are_not_asked_of_the_page() {
    let pc = rendered(&deployment("link", &json!({"variant": "pc"}), &json!({}), &json!({})));
    assert!(!artifact(&pc, "link.html").contains("card_title"));
    let h5 = rendered(&deployment("link", &json!({}), &json!({}), &json!({})));
    assert!(artifact(&h5, "link.html").contains("card_title"));
}

#[test]
fn every_target_has_its_field_defaults() {
    let channel = find("sobot").unwrap();
    let ids: Vec<&str> = channel.targets().iter().map(|target| target.id).collect();
    assert_eq!(ids, ["link", "component", "leave_message", "ticket", "web_view"]);
    let page =
        channel.targets()[4].window_fields.iter().find(|field| field.name == "page").unwrap();
    assert_eq!(page.default, Some("pages/chat/chat"));
    for (wrong, at) in [("../chat", "page"), ("/pages/chat", "page"), ("a\"b", "page")] {
        let found =
            errors(&deployment("web_view", &json!({"page": wrong}), &json!({}), &json!({})));
        assert!(found.iter().any(|(_, name)| name == at), "{wrong}");
    }
}

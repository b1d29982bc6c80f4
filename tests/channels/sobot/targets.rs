//! What each target becomes: addresses, scripts and pages, run and read back.

use jieru::channels::find;
use serde_json::{Value, json};

use super::{SYSNUM, deployment, errors, pairs, warned};
use crate::channels::reading::{artifact, check_wxml, html, render, rendered, run, script};

/// A mini program's surroundings: everything handed to `wx` is recorded.
pub const MINI_PROGRAM: &str = r#"
var page, asked = [], toasts = [], downloads = [], opened = [], app = {globalData: {}};
function getApp() { return app; }
function Page(options) { page = options; page.setData = function (data) { for (var name in data) { page.data[name] = data[name]; } }; }
var wx = {
  request: function (options) { asked.push(options); },
  showToast: function (options) { toasts.push(options.title); },
  downloadFile: function (options) { downloads.push(options); },
  openDocument: function (options) { opened.push(options); }
};
"#;

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

fn web_view(window: &Value, visitor: &Value) -> jieru::channels::Rendered {
    rendered(&deployment("web_view", window, &json!({"color": "04babc"}), visitor))
}

#[test]
fn a_mini_program_gets_three_pieces_bound_by_data() {
    let rendered =
        web_view(&json!({}), &json!({"partnerid": "u 1", "uname": "{{x}}\"'</script>\u{2028}😀"}));
    let shape: Vec<(&str, &str, &str)> =
        rendered.artifacts.iter().map(|one| (one.path.as_str(), one.language, one.merge)).collect();
    assert_eq!(
        shape,
        [
            ("pages/chat/chat.wxml", "wxml", "insert"),
            ("pages/chat/chat.js", "js", "insert"),
            ("pages/chat/chat.json", "json", "patch")
        ]
    );
    assert!(rendered.links.is_empty());
    let wxml = artifact(&rendered, "pages/chat/chat.wxml");
    check_wxml(wxml);
    assert!(
        wxml.contains("src=\"{{chatUrl}}\"")
            && wxml.contains("bindmessage=\"onChatMessage\"")
            && !wxml.contains("http")
    );
    let seen = run(
        MINI_PROGRAM,
        &format!("{}\npage.onLoad({{}});", artifact(&rendered, "pages/chat/chat.js")),
        "page.data.chatUrl",
    );
    let url = seen.as_str().unwrap();
    assert!(url.starts_with("https://demo.sobot.com/chat/h5/v2/index.html?"));
    let wanted = [
        ("sysnum", SYSNUM),
        ("source", "10"),
        ("partnerid", "u 1"),
        ("uname", "{{x}}\"'</script>\u{2028}😀"),
        ("color", "04babc"),
    ];
    assert_eq!(pairs(url), wanted.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let json: Value = serde_json::from_str(artifact(&rendered, "pages/chat/chat.json")).unwrap();
    assert!(json["navigationBarTitleText"].is_string());
}

#[test]
fn a_mini_programs_release_takes_the_visitor_from_the_app() {
    let rendered = web_view(&json!({"page": "pkg/a"}), &json!({}));
    let code = artifact(&rendered, "pkg/a.js");
    let seen = run(
        MINI_PROGRAM,
        &format!(
            "app.globalData.visitor = {{uname: '甲&乙', goods: [{{name: 'a', pictureUrl: 'https://i.example/?a=1&b'}}], sign: 'x'}};\n{code}\npage.onLoad({{}});"
        ),
        "page.data.chatUrl",
    );
    let found: std::collections::BTreeMap<String, String> =
        pairs(seen.as_str().unwrap()).into_iter().collect();
    assert_eq!(found["uname"], "甲&乙");
    assert_eq!(found["goods"], r#"[{"name":"a","pictureUrl":"https://i.example/?a=1&b"}]"#);
    assert!(!found.contains_key("sign"));
    let nobody =
        run(MINI_PROGRAM, &format!("app = {{}};\n{code}\npage.onLoad();"), "page.data.chatUrl");
    assert!(nobody.as_str().unwrap().ends_with("color=04babc"));
}

#[test]
fn a_signed_mini_program_asks_before_it_opens() {
    for visitor in [json!({}), json!({"partnerid": "old", "uname": "甲"})] {
        let rendered = web_view(
            &json!({"signed": true, "sign_endpoint": "https://shop.example/sign"}),
            &visitor,
        );
        let code = format!("{}\npage.onLoad();", artifact(&rendered, "pages/chat/chat.js"));
        let waiting = run(MINI_PROGRAM, &code, "[page.data.chatUrl, asked[0].url]");
        assert_eq!(waiting, json!(["", "https://shop.example/sign"]));
        let answered = format!(
            "{code}\nasked[0].success({{statusCode: 200, data: {{partnerid: 'u&1', sign: 'abc'}}}});"
        );
        let seen = run(MINI_PROGRAM, &answered, "page.data.chatUrl");
        let found = pairs(seen.as_str().unwrap());
        let of = |name: &str| {
            found
                .iter()
                .filter(|(key, _)| key == name)
                .map(|(_, value)| value.as_str())
                .collect::<Vec<_>>()
        };
        assert_eq!((of("partnerid"), of("sign")), (vec!["u&1"], vec!["abc"]));
        for refused in [
            "success({statusCode: 401, data: {}})",
            "success({statusCode: 200, data: {partnerid: 'u'}})",
            "success({statusCode: 200})",
            "fail({})",
        ] {
            let seen = run(
                MINI_PROGRAM,
                &format!("{code}\nasked[0].{refused};"),
                "[page.data.chatUrl, toasts.length, logged.length]",
            );
            assert_eq!(seen, json!(["", 1, 1]), "{refused}");
        }
    }
    let unnamed =
        deployment("web_view", &json!({"signed": true}), &json!({}), &json!({"uname": "甲"}));
    assert_eq!(errors(&unnamed), [("sobot.required".to_owned(), "partnerid".to_owned())]);
}

#[test]
fn attachments_are_downloaded_and_opened_or_it_is_said() {
    let rendered = web_view(&json!({}), &json!({"uname": "x"}));
    let code = artifact(&rendered, "pages/chat/chat.js");
    let seen = run(MINI_PROGRAM, &format!("{code}\npage.onChatMessage({{detail: {{data: ['https://f.example/a.pdf', 'https://f.example/b.pdf']}}}});
        downloads[0].success({{statusCode: 200, tempFilePath: 'wxfile://a'}}); opened[0].fail({{}});
        downloads[0].success({{statusCode: 404}}); downloads[0].fail({{}});"), "[downloads.length, downloads[0].url, opened.length, opened[0].filePath, toasts.length]");
    assert_eq!(seen, json!([1, "https://f.example/a.pdf", 1, "wxfile://a", 3]));
    for nothing in [
        "{}",
        "{detail: {}}",
        "{detail: {data: []}}",
        "{detail: {data: [{}]}}",
        "{detail: {data: ['javascript:1']}}",
        "",
    ] {
        let seen = run(
            MINI_PROGRAM,
            &format!("{code}\npage.onChatMessage({nothing});"),
            "[downloads.length, toasts.length]",
        );
        assert_eq!(seen, json!([0, 0]), "{nothing}");
    }
}

#[test]
fn a_mini_program_says_where_it_comes_from() {
    let with = |source: &str| {
        deployment("web_view", &json!({}), &json!({"source": source}), &json!({"uname": "x"}))
    };
    assert!(warned(&with("1"), "sobot.source-unusual", "source"));
    let ten = rendered(&with("10"));
    assert_eq!(artifact(&ten, "pages/chat/chat.js").matches("source=10").count(), 1);
    let mut keyed = deployment("web_view", &json!({}), &json!({}), &json!({"partnerid": "u1001"}));
    keyed["key"] = json!("test-key-0001");
    let signed = rendered(&keyed);
    assert_eq!(signed.signatures[0]["sign"], "620d7b59c794bf2ea03fd8886e0ccd0e");
    assert!(
        signed
            .artifacts
            .iter()
            .all(|one| !one.content.contains("620d7b59") && !one.content.contains("test-key"))
    );
}

#[test]
fn visited_pages_go_into_their_objects() {
    let given = json!({"pre_visit_args": {"pre_visit_title": "首页"}, "pre_visit_url": "https://s.example/?a=1&b", "cur_tags": "x", "cur_visit_args": {"own": 1}});
    let input =
        deployment("component", &json!({"events": ["trace"]}), &json!({"man_trace": true}), &given);
    let code = script(artifact(&rendered(&input), "index.html"));
    let after = format!(
        "{code}\nsendZhichiTrace(); sendZhichiTrace({{cur_visit_title: 'b'}}, {{pre_visit_title: 'a'}});"
    );
    let seen = run(
        "",
        &after,
        "cbk.filter(function (c) { return c[0] !== 'frame_ready'; }).map(function (c) { return [c[0], c[1]]; })",
    );
    let previous = json!({"pre_visit_title": "首页", "pre_visit_url": "https://s.example/?a=1&b"});
    let current = json!({"own": 1, "cur_tags": "x"});
    assert_eq!(
        seen[0],
        json!(["config", {"man_trace": true, "pre_visit_args": previous, "cur_visit_args": current}])
    );
    assert_eq!(seen[1], json!(["trace", {"pre_visit_args": previous, "cur_visit_args": current}]));
    assert_eq!(
        seen[2],
        json!(["trace", {"pre_visit_args": {"pre_visit_title": "a"}, "cur_visit_args": {"cur_visit_title": "b"}}])
    );
    assert!(warned(&input, "sobot.page-field-unknown", "cur_visit_args.own"));

    let release = deployment(
        "component",
        &json!({"events": ["trace"]}),
        &json!({"man_trace": 1}),
        &json!({}),
    );
    let code = script(artifact(&rendered(&release), "index.html"));
    let seen = run(
        &format!("window.visitor = {given};"),
        &format!("{code}\nsendZhichiTrace();"),
        "[cbk[0][1], cbk[1][1]]",
    );
    assert_eq!(
        seen,
        json!([{"man_trace": true, "pre_visit_args": previous, "cur_visit_args": current}, {}])
    );
}

#[test]
fn visited_pages_are_checked() {
    let with = |parameters: Value, visitor: Value| {
        deployment("component", &json!({}), &parameters, &visitor)
    };
    let misspelt =
        with(json!({}), json!({"cur_visit_args": {"pcur_thumbnail": "https://i.example/a.png"}}));
    assert!(warned(&misspelt, "sobot.page-field-unknown", "cur_visit_args.pcur_thumbnail"));
    let twice = with(json!({}), json!({"pre_tags": "a", "pre_visit_args": {"pre_tags": "b"}}));
    assert_eq!(errors(&twice), [("sobot.given-twice".to_owned(), "pre_tags".to_owned())]);
    let off = render(&with(json!({}), json!({"pre_tags": "a"})));
    assert!(off.diagnostics.iter().any(|found| found.id == "sobot.trace-not-recorded"));
    let on = render(&with(json!({"man_trace": true}), json!({"pre_tags": "a"})));
    assert!(on.diagnostics.iter().all(|found| found.id != "sobot.trace-not-recorded"));
}

/// Values of a JSON parameter are encoded only where the vendor's samples do.
#[test]
fn a_release_encodes_as_a_given_visitor_does() {
    let visitor = json!({"card_title": "x", "card_url": "http://a.example/?b=1&c", "card_picture": "https://a.example/p q".replace(' ', "_"), "params": {"card_url": "http://plain.example/?a"},
        "goods": [{"name": "https://plain.example/?a", "pictureUrl": "https://i.example/?a=1"}], "is_vip": 1, "summaryparams": {"a": [1]}});
    let given = run(
        "",
        &script(artifact(
            &rendered(&deployment("component", &json!({}), &json!({}), &visitor)),
            "index.html",
        )),
        "cbk[0][1]",
    );
    let release = script(artifact(
        &rendered(&deployment("component", &json!({}), &json!({}), &json!({}))),
        "index.html",
    ));
    let filled = run(&format!("window.visitor = {visitor};"), &release, "cbk[0][1]");
    assert_eq!(given, filled);
    assert_eq!(given["card_url"], "http%3A%2F%2Fa.example%2F%3Fb%3D1%26c");
    assert_eq!(given["params"], "{\"card_url\":\"http://plain.example/?a\"}");
}

#[test]
fn buttons_made_later_need_a_class() {
    let with = |init: &str| {
        deployment(
            "component",
            &json!({"init": init, "events": ["dynamic_ready"]}),
            &json!({}),
            &json!({"uname": "x"}),
        )
    };
    assert!(warned(&with("auto"), "sobot.rule-unsatisfied", "events"));
    for init in ["custom", "dynamic"] {
        assert!(!warned(&with(init), "sobot.rule-unsatisfied", "events"));
        let code = script(artifact(&rendered(&with(init)), "index.html"));
        let seen = run("", &format!("{code}\nzhichiButtonsAdded();"), "cbk[cbk.length - 1][0]");
        assert_eq!(seen, "dynamic_ready");
    }
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

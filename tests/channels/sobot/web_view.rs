//! The chat inside a mini program, run with stand-ins for what a mini program offers.

use serde_json::{Value, json};

use super::{SYSNUM, deployment, errors, pairs, warned};
use crate::channels::reading::{artifact, check_wxml, rendered, run};

/// A mini program's surroundings: everything handed to `wx` is recorded.
pub const MINI_PROGRAM: &str = r"
var page, asked = [], toasts = [], downloads = [], opened = [], app = {globalData: {}};
function getApp() { return app; }
function Page(options) { page = options; page.setData = function (data) { for (var name in data) { page.data[name] = data[name]; } }; }
var wx = {
  request: function (options) { asked.push(options); },
  showToast: function (options) { toasts.push(options.title); },
  downloadFile: function (options) { downloads.push(options); },
  openDocument: function (options) { opened.push(options); }
};
";

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

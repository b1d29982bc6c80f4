//! The script component in a real browser: the snippet stands in a page as a customer would put it,
//! a stand-in of the vendor's entrance.js drains the queue and records every call, and what it
//! received must equal what was given.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use jieru::channels::Ambient;
use serde_json::{Value, json};

use super::{Page, browse};

const SYSNUM: &str = "4c349791a07b46c1a70b8ac88aa23257";

/// Sends the vendor's address to this server, and keeps it.
const DETOUR: &str = r#"<script>
var asked = [], seen = [];
(function (append) {
  Node.prototype.appendChild = function (child) {
    if (child.id === "zhichiScript") {
      asked.push(child.src);
      child.src = child.src.replace(/^https:\/\/[^/]+/, "");
    }
    return append.call(this, child);
  };
})(Node.prototype.appendChild);
</script>"#;

/// What entrance.js does with its queue: calls that came early first, later ones as they come.
const ENTRANCE: &str = r#"(function () {
  var listeners = {};
  function take() {
    var call = [].slice.call(arguments), last = call[call.length - 1];
    if (typeof last === "function") { listeners[call[0]] = call.pop(); }
    seen.push(call);
  }
  (window.cbk || []).forEach(function (call) { take.apply(null, call); });
  window.zc = take;
  window.vendor = function (name, value) { listeners[name](value); };
  document.documentElement.setAttribute("data-ready", "yes");
})();"#;

/// A page of a customer on a free port of the loopback address, until the test process ends.
fn customer(snippet: &str, before: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let page = Arc::new(format!(
        "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><link rel=\"icon\" href=\"data:,\"><title>商城</title></head><body><h1>商城</h1>{DETOUR}{before}{snippet}</body></html>"
    ));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let page = Arc::clone(&page);
            std::thread::spawn(move || answer(stream, &page));
        }
    });
    origin
}

fn answer(mut stream: TcpStream, page: &str) {
    let mut reader = BufReader::new(stream.try_clone().expect("the same stream"));
    let mut line = String::new();
    let _ = reader.read_line(&mut line);
    let mut header = String::new();
    while reader.read_line(&mut header).is_ok_and(|length| length > 2) {
        header.clear();
    }
    let (kind, body) = match line.split(' ').nth(1).unwrap_or_default() {
        path if path.starts_with("/chat/frame/v2/entrance.js?") => ("text/javascript", ENTRANCE),
        "/sign" => ("application/json", r#"{"partnerid":"u 1","sign":"0123456789abcdef"}"#),
        _ => ("text/html", page),
    };
    let length = body.len();
    let _ = write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
}

fn snippet(window: &Value, parameters: &Value, visitor: &Value) -> String {
    let input = json!({
        "channel": "sobot", "target": "component", "account": {"sysnum": SYSNUM, "host": "demo.sobot.com"},
        "window": window, "parameters": parameters, "visitor": visitor,
    });
    let rendered = jieru::channels::render(&input.to_string(), &Ambient::at(0));
    assert!(!rendered.is_refused(), "{:?}", rendered.diagnostics);
    rendered.artifacts[0].content.clone()
}

async fn opened(page: &mut Page, origin: &str) {
    page.open(origin).await;
    page.find("html[data-ready=yes]").await;
    let asked = page.evaluate("return asked;").await;
    let address = format!("https://demo.sobot.com/chat/frame/v2/entrance.js?sysnum={SYSNUM}");
    assert_eq!(asked, json!([address]));
}

const HOSTILE: &str = "智齿</script><!--\u{2028}\u{2029}\"'\\{{x}}😀&params=<b>&amp;";

#[test]
fn the_vendor_receives_what_was_given() {
    let parameters = json!({"color": "04babc", "location": 2, "robot_hello_word": HOSTILE, "time": 15, "type": 3});
    let visitor = json!({"uname": HOSTILE, "params": {"等级": HOSTILE}, "order_code": "0012"});
    let origin = customer(&snippet(&json!({}), &parameters, &visitor), "");
    browse(async |page| {
        opened(page, &origin).await;
        let seen = page.evaluate("return seen;").await;
        assert_eq!(seen.as_array().map(Vec::len), Some(1), "{seen}");
        assert_eq!(seen[0][0], "config");
        let mut config = seen[0][1].clone();
        let params = config["params"].take();
        let params: Value = serde_json::from_str(params.as_str().unwrap()).unwrap();
        assert_eq!(params, json!({"等级": HOSTILE}));
        config.as_object_mut().unwrap().remove("params");
        assert_eq!(
            config,
            json!({"color": "04babc", "location": 2, "robot_hello_word": HOSTILE, "time": 15, "type": 3,
                   "uname": HOSTILE, "order_code": "0012"})
        );
    });
}

#[test]
fn the_page_gives_the_visitor_and_the_server_the_signature() {
    let before = r#"<script>window.visitor = {uname: "甲", tel: "", is_vip: 1};</script>"#;
    let window = json!({"signed": true, "sign_endpoint": "https://shop.example/sign"});
    let snippet = snippet(&window, &json!({}), &json!({}));
    // The customer's own server is this one.
    let origin = customer(&snippet.replace("https://shop.example/sign", "/sign"), before);
    browse(async |page| {
        opened(page, &origin).await;
        let seen = page.evaluate("return seen;").await;
        assert_eq!(
            seen,
            json!([["config", {"uname": "甲", "is_vip": 1, "partnerid": "u 1", "sign": "0123456789abcdef"}]])
        );
    });
}

#[test]
fn every_start_reaches_the_vendor() {
    for (init, calls) in [
        ("auto", json!([["config", {}]])),
        ("manual", json!([["config", {"manual": true}]])),
        ("custom", json!([["config", {"custom": true}]])),
        ("dynamic", json!([["config", {"custom": true}], ["dynamic_ready"]])),
    ] {
        let origin = customer(&snippet(&json!({ "init": init }), &json!({}), &json!({})), "");
        browse(async |page| {
            opened(page, &origin).await;
            assert_eq!(page.evaluate("return seen;").await, calls, "{init}");
            if init == "manual" {
                page.click("#zhichiStart").await;
                let seen = page.evaluate("return seen;").await;
                assert_eq!(seen[1], json!(["frame_manual"]));
            }
            if init != "auto" && init != "manual" {
                assert!(page.has("button.zhiCustomBtn").await, "{init}");
                assert!(page.has("script#zhichiScript.zhiCustomBtn").await, "{init}");
            }
        });
    }
}

#[test]
fn listeners_are_registered_and_take_what_the_vendor_sends() {
    let events = ["frame_ready", "frame_status", "receive_message", "offline_message_count"];
    let origin = customer(&snippet(&json!({ "events": events }), &json!({}), &json!({})), "");
    browse(async |page| {
        opened(page, &origin).await;
        let seen = page.evaluate("return seen.map(function (call) { return call[0]; });").await;
        assert_eq!(
            seen,
            json!([
                "config",
                "frame_ready",
                "frame_status",
                "receive_message",
                "offline_message_count"
            ])
        );
        let sent = r#"vendor("frame_ready"); vendor("frame_status", "expand"); vendor("offline_message_count", 3);
            vendor("receive_message", {name: "甲", msg: "您好", img: "", t: 1}); return true;"#;
        assert_eq!(page.evaluate(sent).await, json!(true));
    });
}

//! The headers that stand on every answer, whatever it is; and whose host names are ours.

use std::collections::BTreeSet;

use reqwest::{Method, StatusCode};

use crate::support::{
    both,
    client::Reply,
    world::{World, world},
};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-src 'none'; frame-ancestors 'none'; object-src 'none'; \
    require-trusted-types-for 'script'; trusted-types portal";

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// One answer of every kind, with the status that it should have.
async fn answers(world: &World) -> Vec<(&'static str, u16, Reply)> {
    let mut client = world.sign_in("owner@alpha.example").await;
    let mut visitor = world.app.client();
    let version = world.version("windows", world.alpha.window).await;
    let form = super::window_form(&world.alpha, &version, &[("p.color", "wrong")]);
    let form = super::borrowed(&form);
    let css = format!("{}/css/app.css", world.assets);
    let big = format!("name={}", "a".repeat(65 * 1024));
    let gzip = [FORM, ("content-encoding", "gzip")];
    let foreign = [("host", "evil.example")];
    let long = "x".repeat(9_000);
    vec![
        ("a page", 200, client.get("/e/alpha").await),
        ("a page for visitors", 200, visitor.get("/login").await),
        ("a redirect", 303, visitor.get("/").await),
        ("the set-up is over", 404, visitor.get("/setup").await),
        ("no such page", 404, client.get("/nowhere").await),
        ("no such file", 404, client.get("/static/x/nothing.js").await),
        ("no right", 403, client.get("/history").await),
        (
            "no token",
            403,
            client.send(Method::POST, "/enterprises", &[FORM], Some(String::new())).await,
        ),
        ("a static file", 200, client.get(&css).await),
        ("health", 200, visitor.get("/healthz").await),
        ("readiness", 200, visitor.get("/readyz").await),
        (
            "wrong input",
            422,
            client.fill("/e/alpha/windows/link", "/e/alpha/windows/link", &form).await,
        ),
        (
            "too large",
            413,
            client.send(Method::POST, "/e/alpha/settings", &[FORM], Some(big)).await,
        ),
        ("compressed", 415, client.send(Method::POST, "/login", &gzip, Some("a".into())).await),
        ("another host", 421, visitor.send(Method::GET, "/login", &foreign, None).await),
        ("another method", 404, visitor.send(Method::PUT, "/nowhere", &[], None).await),
        ("a query that cannot be read", 400, client.get("/dev?cursor=a&cursor=b").await),
        ("a very long cursor", 200, client.get(&format!("/enterprises?cursor={long}")).await),
        ("bytes that are no text", 404, client.get("/e/%ff/windows").await),
        ("only the head", 200, visitor.send(Method::HEAD, "/healthz", &[], None).await),
    ]
}

both! {
    async fn every_kind_of_answer_carries_all_headers(db: TestDb) {
        let world = world(db).await;
        let mut ids = BTreeSet::new();
        for (what, status, reply) in answers(&world).await {
            if what != "only the head" {
                assert_eq!(reply.status.as_u16(), status, "{what}: {}", reply.body);
            }
            for (name, value) in [
                ("content-security-policy", POLICY),
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "same-origin"),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
                ("x-frame-options", "DENY"),
            ] {
                assert_eq!(reply.header(name), Some(value), "{what}: {name}");
                assert_eq!(reply.headers.get_all(name).iter().count(), 1, "{what}: {name}");
            }
            assert!(reply.header("permissions-policy").is_some_and(|all| all.contains("camera=()")));
            assert_eq!(reply.header("strict-transport-security"), None, "{what}: plain http");
            assert_eq!(reply.header("server"), None, "{what}");
            let cached = if what == "a static file" { "public, max-age=31536000, immutable" } else { "no-store" };
            assert_eq!(reply.header("cache-control"), Some(cached), "{what}");
            let kind = reply.header("content-type").unwrap_or("none");
            // JSON is UTF-8, and says so nowhere.
            let told = kind.contains("charset=utf-8") || kind == "application/json";
            assert!(told || reply.body.is_empty(), "{what}: {kind}");
            let id = reply.header("x-request-id").unwrap_or_else(|| panic!("{what}: no id"));
            assert!(ids.insert(id.to_owned()), "{what}: the id {id} came twice");
            if status >= 400 && status != 422 {
                assert!(reply.body.contains(id), "{what}: the page does not tell its id");
                assert!(reply.body.contains("<html lang=\"zh-CN\""), "{what}: {}", reply.body);
            }
        }
    }

    async fn only_our_host_names_are_served(db: TestDb) {
        let world = world(db).await;
        let mut client = world.app.client();
        for host in [
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "192.0.2.1",
            "evil.example:8080",
            "localhost@evil.example",
        ] {
            let header = [("host", host)];
            for path in ["/", "/login", "/static/x/css/app.css", "/healthz/", "/nowhere"] {
                let reply = client.send(Method::GET, path, &header, None).await;
                assert_eq!(reply.status, StatusCode::MISDIRECTED_REQUEST, "{path} of {host}");
                assert!(!reply.body.contains("evil"), "{}", reply.body);
            }
            for path in ["/healthz", "/readyz"] {
                let reply = client.send(Method::GET, path, &header, None).await;
                assert_eq!(reply.status, StatusCode::OK, "{path} of {host}");
            }
        }
        for host in ["localhost", "LOCALHOST:1", "127.0.0.1:1", "[::1]:8080", "a.localhost"] {
            let reply = client.send(Method::GET, "/login", &[("host", host)], None).await;
            assert_eq!(reply.status, StatusCode::OK, "{host}");
        }
    }
}

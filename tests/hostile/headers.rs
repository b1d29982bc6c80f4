//! The headers that the portal reads, and the ways in which bytes are no text.

use reqwest::Method;

use super::{corpus, forms::whole};
use crate::support::{TestDb, world::world};

const NAMES: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-language",
    "authorization",
    "cookie",
    "content-type",
    "forwarded",
    "if-none-match",
    "origin",
    "range",
    "referer",
    "sec-fetch-site",
    "user-agent",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-request-id",
];

#[tokio::test]
async fn every_header_survives_every_value() {
    let world = world(TestDb::sqlite()).await;
    let mut client = world.sign_in("root@portal.example").await;
    let raw = "/e/alpha/windows/link/releases/live/artifacts/link.html";
    let mut sent = 0;
    for value in corpus::all() {
        // What a header can carry at all.
        let value: String =
            value.chars().filter(|c| *c != '\0' && *c != '\r' && *c != '\n').take(1_000).collect();
        if value.chars().any(|c| c.is_ascii_control() && c != '\t') {
            continue;
        }
        for name in NAMES {
            let path = if sent % 2 == 0 { "/e/alpha/windows" } else { raw };
            let reply = client.send(Method::GET, path, &[(name, &value)], None).await;
            whole(&reply, &format!("{name}: {value:?}"));
            sent += 1;
        }
    }
    assert!(sent > 1_500, "only {sent}");
}

#[tokio::test]
async fn a_form_is_taken_only_as_what_it_is() {
    let world = world(TestDb::sqlite()).await;
    let mut client = world.sign_in("root@portal.example").await;
    let before = world.probe.objects().await;
    for kind in [
        "text/plain",
        "application/json",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/xml",
        "",
    ] {
        let body = "name=a&slug=b".to_owned();
        let reply =
            client.send(Method::POST, "/enterprises", &[("content-type", kind)], Some(body)).await;
        whole(&reply, kind);
        assert!(reply.status.is_client_error(), "{kind}: {}", reply.status);
    }
    for coding in ["gzip", "br", "deflate", "identity, gzip", "nonsense"] {
        let headers =
            [("content-type", "application/x-www-form-urlencoded"), ("content-encoding", coding)];
        let reply =
            client.send(Method::POST, "/enterprises", &headers, Some("name=a".to_owned())).await;
        assert_eq!(reply.status, 415, "{coding}");
    }
    assert_eq!(world.probe.objects().await, before);
}

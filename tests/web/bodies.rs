//! Bodies that are too large, too slow, packed, or no text.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::support::{
    TestDb, both,
    client::token_in,
    world::{PASSWORD, world},
};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const LIMIT: usize = 64 * 1024;
/// Large bodies that are read at once.
const DESKS: usize = 4;

both! {
    async fn a_form_may_have_64_kib_and_not_one_byte_more(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let token = token_in(&client.get("/e/alpha/settings").await.body).expect("a token");
        let version = world.version("enterprises", world.alpha.id).await;
        let head = format!("csrf_token={token}&version={version}&name=a&note=");
        for (length, status) in [(LIMIT, 422), (LIMIT + 1, 413)] {
            let body = format!("{head}{}", "a".repeat(length - head.len()));
            assert_eq!(body.len(), length);
            let reply = client.send(Method::POST, "/e/alpha/settings", &[FORM], Some(body)).await;
            assert_eq!(reply.status.as_u16(), status, "{length} bytes");
        }
    }

    async fn a_form_may_have_500_fields_and_not_one_more(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let token = token_in(&client.get("/e/alpha/settings").await.body).expect("a token");
        let version = world.version("enterprises", world.alpha.id).await;
        let head = format!("csrf_token={token}&version={version}&name=a");
        for (fields, status) in [(500, 422), (501, 413)] {
            let more: String = (3..fields).map(|number| format!("&x{number}=1")).collect();
            let reply = client.send(Method::POST, "/e/alpha/settings", &[FORM], Some(format!("{head}{more}"))).await;
            assert_eq!(reply.status.as_u16(), status, "{fields} fields");
        }
    }

    async fn only_plain_forms_are_read(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let token = token_in(&client.get("/enterprises").await.body).expect("a token");
        let before = world.probe.snapshot().await;
        let body = format!("csrf_token={token}&name=a&slug=new");
        let json = [("content-type", "application/json")];
        let text = [("content-type", "text/plain")];
        let many = [("content-type", "multipart/form-data; boundary=x")];
        let gzip = [FORM, ("content-encoding", "gzip")];
        let identity = [FORM, ("content-encoding", "identity")];
        for headers in [&json[..], &text, &many, &gzip, &identity, &[]] {
            let reply = client.send(Method::POST, "/e/alpha/settings", headers, Some(body.clone())).await;
            assert_eq!(reply.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{headers:?}");
        }
        assert_eq!(world.probe.snapshot().await, before);
    }

    async fn bytes_that_are_no_text_are_refused(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let token = token_in(&client.get("/e/alpha/settings").await.body).expect("a token");
        let version = world.version("enterprises", world.alpha.id).await;
        let before = world.probe.snapshot().await;
        for wrong in ["%ff", "%c3", "%ed%a0%80", "a%00%fe", "%c0%af"] {
            for body in [
                format!("csrf_token={token}&version={version}&name={wrong}"),
                format!("csrf_token={token}&version={version}&name=a&{wrong}=b"),
            ] {
                let reply = client.send(Method::POST, "/e/alpha/settings", &[FORM], Some(body)).await;
                assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{wrong}");
            }
        }
        assert_eq!(world.probe.snapshot().await, before);
    }
}

/// A few seconds of real time: whoever wants to be read next waits for a while.
#[tokio::test]
async fn large_bodies_are_read_a_few_at_a_time() {
    let world = world(TestDb::sqlite()).await;
    let mut client = world.app.client();
    let fields = [("email", "owner@alpha.example"), ("password", PASSWORD), ("next", "")];
    let login = client.fill("/login", "/login", &fields).await;
    let given = login.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    let cookies: Vec<&str> = given.filter_map(|cookie| cookie.split(';').next()).collect();
    let head = format!(
        "POST /inspect HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nCookie: {1}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000000\r\n\r\ntext=",
        world.app.address,
        cookies.join("; ")
    );
    // Each of them has sent more than an ordinary form may have, and does not go on.
    let mut streams = Vec::new();
    for _ in 0..DESKS {
        let mut stream = TcpStream::connect(world.app.address).await.expect("a connection");
        stream.write_all(head.as_bytes()).await.expect("a sent head");
        stream.write_all("a".repeat(LIMIT + 8192).as_bytes()).await.expect("a part of the body");
        streams.push(stream);
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let token = token_in(&client.get("/inspect").await.body).expect("a token");
    let body = |length: usize| format!("csrf_token={token}&text={}", "a".repeat(length));
    let reply = client.send(Method::POST, "/inspect", &[FORM], Some(body(LIMIT))).await;
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{}", reply.body);
    assert_eq!(reply.header("retry-after"), Some("5"));
    assert!(reply.body.contains("太多大段内容"), "{}", reply.body);
    // The connection of what was not read to its end is closed.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let small = client.send(Method::POST, "/inspect", &[FORM], Some(body(100))).await;
    assert_eq!(small.status, StatusCode::OK, "ordinary forms go on");
    drop(streams);
    tokio::time::sleep(Duration::from_millis(500)).await;
    let reply = client.send(Method::POST, "/inspect", &[FORM], Some(body(LIMIT))).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
}

/// Ten seconds of real time: the deadline runs on the server's own timer, which a test of the whole
/// server cannot turn.
#[tokio::test]
async fn a_body_that_does_not_come_is_given_up_after_ten_seconds() {
    let world = world(TestDb::sqlite()).await;
    let mut stream = TcpStream::connect(world.app.address).await.expect("a connection");
    let head = format!(
        "POST /login HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nemail=",
        world.app.address
    );
    stream.write_all(head.as_bytes()).await.expect("a sent head");
    // Others are served meanwhile.
    let mut client = world.app.client();
    assert_eq!(client.login("auditor@alpha.example", PASSWORD).await.status, StatusCode::OK);
    let mut answer = vec![0; 64];
    let drip = async {
        loop {
            tokio::time::sleep(Duration::from_millis(700)).await;
            if stream.write_all(b"a").await.is_err() {
                break;
            }
            let read = tokio::time::timeout(Duration::from_millis(10), stream.read(&mut answer));
            if read.await.is_ok() {
                break;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), drip).await.expect("an answer");
    let text = String::from_utf8_lossy(&answer).into_owned();
    assert!(text.starts_with("HTTP/1.1 408 "), "{text}");
}

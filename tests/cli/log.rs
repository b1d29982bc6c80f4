//! The log of a running server: one line a request, no secret in it, and no harm when nobody reads it.

use std::{fs, process::Stdio};

use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::{on, run, serve};
use crate::support::{both, client::Client, client::token_in};

const VISITOR: &str = "visitor-77-of-nobody";
const SOUGHT: &str = "something-that-was-looked-for";

fn lines(text: &str) -> Vec<Value> {
    let read =
        |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    text.lines().map(read).collect()
}

/// What stands in the copyable field of a page.
fn shown(body: &str) -> String {
    let at = body.find("id=\"made\"").expect("something that is shown once");
    let rest = body[at..].split_once('>').expect("a tag").1;
    rest.split('<').next().expect("text").to_owned()
}

both! {
    async fn every_request_is_told_by_its_pattern_and_no_secret_is(db: TestDb) {
        let log = db.dir.path().join("log");
        let mut served = serve(on(&db, &["serve", "--demo"]), &log);
        let line = served.line();
        let password = line.rsplit(' ').next().expect("a password").to_owned();
        let mut client = served.client();
        let signed_in = client.login("owner@demo.example", &password).await;
        let form_token = token_in(&signed_in.body).expect("a token");
        client.get(&format!("/search?q={SOUGHT}")).await;
        let links = "/e/demo/windows/sobot-link/links";
        client.fill(links, links, &[("v.partnerid", VISITOR)]).await;
        let fields = [("name", "构建"), ("scopes", "read"), ("place", "demo"), ("days", "1")];
        let token = shown(&client.fill("/me/tokens", "/me/tokens", &fields).await.body);
        let bearer = format!("Bearer {token}");
        let mut program = served.client();
        for path in ["/e/demo/windows/sobot-link/install.md", "/e/demo", "/history.jsonl"] {
            program.send(Method::GET, path, &[("authorization", &bearer)], None).await;
        }
        let fields = [("name", "李工"), ("email", "li@secret.example"), ("place", "demo"), ("role", "developer")];
        let invited = shown(&client.fill("/people/invitations", "/people/invitations", &fields).await.body);
        let secret = invited.rsplit('/').next().expect("a token").to_owned();
        let mut guest = served.client();
        assert_eq!(guest.get(&format!("/invitations/{secret}")).await.status, StatusCode::OK);
        guest.get("/handovers/a-secret-of-a-hand-over").await;
        let wrong = [("email", "owner@demo.example"), ("password", "a wrong password"), ("next", "")];
        guest.fill("/login", "/login", &wrong).await;
        let hostile = [("user-agent", "a\t[31m"), ("x-forwarded-for", "203.0.113.9")];
        guest.send(Method::GET, "/nowhere%0a%1b[2J?a=%0d", &hostile, None).await;
        assert_eq!(served.stop().code, Some(0));
        let text = fs::read_to_string(&log).expect("a log");
        let told = lines(&text);
        let requests: Vec<&Value> = told.iter().filter(|line| line["message"] == "request").collect();
        assert!(requests.len() > 15, "{text}");
        for line in &requests {
            for field in ["request_id", "method", "route", "status", "duration_ms", "address", "timestamp"] {
                assert!(!line[field].is_null() && line[field] != "", "{field} is missing: {line}");
            }
            assert_eq!(line["address"], "127.0.0.1");
        }
        let of = |route: &str| requests.iter().find(|line| line["route"] == route);
        for route in ["/invitations/{token}", "/handovers/{token}", "/search", "none"] {
            assert!(of(route).is_some(), "{route}: {text}");
        }
        assert!(of("/search").is_some_and(|line| line["person"].as_str().is_some_and(|id| id.len() == 36)));
        assert!(of("/handovers/{token}").is_some_and(|line| line["person"].is_null()));
        for word in [
            &*password, &token, &secret, &form_token, VISITOR, SOUGHT, "a-secret-of-a-hand-over", "a wrong password",
            "owner@demo.example", "secret.example", "@", "nowhere", "203.0.113.9",
        ] {
            let line = text.lines().find(|line| line.contains(word));
            assert_eq!(line, None, "{word}");
        }
    }

    async fn the_log_is_text_where_that_is_asked_for(db: TestDb) {
        let log = db.dir.path().join("log");
        let mut command = on(&db, &["serve"]);
        command.env("JIERU_LOG_FORMAT", "text").env("JIERU_THROTTLING", "wide");
        let served = serve(command, &log);
        served.client().get("/healthz").await;
        assert_eq!(served.stop().code, Some(0));
        let text = fs::read_to_string(&log).expect("a log");
        assert!(text.contains("throttles are wide open"), "{text}");
        let line = text.lines().find(|line| line.contains("/healthz")).expect("a line");
        assert!(line.contains("INFO") && line.contains("status=200") && !text.contains('\u{1b}'), "{line}");
        let mut command = on(&db, &["serve"]);
        command.env("JIERU_LOG_FORMAT", "yaml");
        run(command).refused(&["log_format", "yaml"]);
    }
}

/// Starts with a log of its own kind; the address comes on standard output.
fn origin_of(child: &mut std::process::Child) -> String {
    use std::io::{BufRead as _, BufReader};
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().expect("its output"))
        .read_line(&mut line)
        .expect("a line");
    line.trim().rsplit(' ').next().expect("an address").to_owned()
}

#[tokio::test]
async fn a_log_that_nobody_reads_stops_nothing() {
    for closed in [true, false] {
        let db = crate::support::TestDb::sqlite();
        let mut command = on(&db, &["serve", "--listen", "127.0.0.1:0"]);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a program");
        let log = child.stderr.take().expect("its log");
        let kept = if closed {
            drop(log);
            None
        } else {
            // A pipe holds 64 KiB; nobody takes anything out of it.
            Some(log)
        };
        let mut client = Client::new(origin_of(&mut child));
        for _ in 0..600 {
            assert_eq!(client.get("/healthz").await.status, StatusCode::OK, "closed: {closed}");
        }
        let id = child.id().to_string();
        assert!(
            std::process::Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .expect("kill")
                .success()
        );
        let began = std::time::Instant::now();
        assert_eq!(child.wait().expect("an end").code(), Some(0), "closed: {closed}");
        assert!(began.elapsed().as_secs() < 15);
        drop(kept);
    }
}

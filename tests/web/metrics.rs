//! Figures for Prometheus: for this machine and for tokens, without anybody's name.

use reqwest::{Method, StatusCode};

use super::html::Page;
use crate::support::{both, world::world};

const PATH: &str = "/metrics";
const PROXIED: (&str, &str) = ("x-forwarded-for", "192.0.2.1");

both! {
    async fn the_figures_tell_what_happened_and_name_nobody(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        client.get("/e/alpha/windows/link").await;
        client.send(Method::from_bytes(b"MADEUP").expect("a method"), "/e/alpha", &[], None).await;
        client.get("/e/alpha/nowhere").await;
        client.get("/handovers/handed-over-alpha").await;
        let reply = world.app.client().get(PATH).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        assert!(reply.header("content-type").is_some_and(|kind| kind.starts_with("text/plain; version=0.0.4")));
        for line in [
            "jieru_requests_total{route=\"/e/{e}/windows/{code}\",method=\"GET\",status=\"2xx\"} ",
            "jieru_requests_total{route=\"/handovers/{token}\",method=\"GET\",status=\"2xx\"} ",
            "jieru_requests_total{route=\"none\",method=\"GET\",status=\"4xx\"} ",
            "jieru_request_seconds_bucket{route=\"/login\",method=\"POST\",le=\"0.25\"} ",
            "jieru_password_queue ",
            "jieru_database_wait_seconds_count{pool=",
            "jieru_database_connections{pool=",
            "jieru_events_total ",
            "jieru_sessions 1\n",
            "jieru_build_info{version=\"0.1.0\",database=",
        ] {
            assert!(reply.body.contains(line), "{line} is missing:\n{}", reply.body);
        }
        for word in ["alpha", "@", "127.0.0.1", "MADEUP", "nowhere"] {
            assert!(!reply.body.contains(word), "{word}");
        }
        for line in reply.body.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let value = line.rsplit(' ').next().expect("a value");
            assert!(value.parse::<f64>().is_ok(), "{line}");
        }
    }

    async fn beyond_this_machine_they_take_a_token_of_their_own(db: TestDb) {
        let world = world(db).await;
        let mut stranger = world.app.client();
        let reply = stranger.send(Method::GET, PATH, &[PROXIED], None).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
        let mut root = world.sign_in("root@portal.example").await;
        assert_eq!(root.send(Method::GET, PATH, &[PROXIED], None).await.status, StatusCode::UNAUTHORIZED);
        for (scope, place, status) in [("metrics", "*", 200), ("read", "*", 403), ("metrics", "alpha", 422)] {
            let fields = [("name", "监控"), ("scopes", scope), ("place", place), ("days", "366")];
            let made = root.fill("/me/tokens", "/me/tokens", &fields).await;
            if status == 422 {
                assert_eq!(made.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", made.body);
                continue;
            }
            let token = Page::of(&made.body).with_id("made").expect("a token").text.clone();
            let bearer = format!("Bearer {token}");
            let headers = [PROXIED, ("authorization", bearer.as_str())];
            let reply = stranger.send(Method::GET, PATH, &headers, None).await;
            assert_eq!(reply.status.as_u16(), status, "{scope}: {}", reply.body);
            let file = stranger.send(Method::GET, "/history.jsonl", &headers, None).await;
            assert_eq!(file.status.is_success(), scope == "read", "{scope}");
        }
    }
}

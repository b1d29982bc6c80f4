//! Tokens of programs: shown once, less than their person, for marked rows only, and gone at once.

use reqwest::{Method, StatusCode};

use super::html::Page;
use crate::support::{
    both,
    client::{Client, Reply},
    world::{World, world},
};
use jieru::vault::token_hash;

const LIST: &str = "/me/tokens";
const FILE: &str = "/e/alpha/windows/link/releases/1/artifacts/link.html";
const ZIP: &str = "/e/alpha/windows/link/releases/live.zip";

/// Makes a token and gives back what is shown once.
async fn made(client: &mut Client, fields: &[(&str, &str)]) -> String {
    let reply = client
        .fill(LIST, LIST, &[&[("name", "夜间构建机"), ("days", "90")][..], fields].concat())
        .await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    Page::of(&reply.body).with_id("made").expect("a token").text.clone()
}

async fn reading(client: &mut Client, place: &str) -> String {
    made(client, &[("scopes", "read"), ("place", place)]).await
}

async fn ask(world: &World, token: &str, path: &str) -> Reply {
    with(&mut world.app.client(), token, Method::GET, path).await
}

async fn with(client: &mut Client, token: &str, method: Method, path: &str) -> Reply {
    client.send(method, path, &[("authorization", &format!("Bearer {token}"))], None).await
}

/// A problem that says its status.
fn problem(reply: &Reply, status: StatusCode) {
    assert_eq!(reply.status, status, "{}", reply.body);
    assert_eq!(reply.header("content-type"), Some("application/problem+json"));
    assert_eq!(reply.json()["status"], status.as_u16());
    assert!(reply.header("set-cookie").is_none());
    let named = reply.header("www-authenticate") == Some("Bearer error=\"invalid_token\"");
    assert_eq!(named, status == StatusCode::UNAUTHORIZED);
}

async fn told(world: &World, action: &str) -> Vec<Vec<Option<String>>> {
    let statement = format!(
        "SELECT actor_kind, actor_name, actor_role, subject FROM events WHERE action = '{action}' ORDER BY log, seq"
    );
    world.probe.rows(&statement).await
}

both! {
    async fn a_token_is_shown_once_and_kept_as_a_hash(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("developer@alpha.example").await;
        assert!(client.get(LIST).await.body.contains("还没有令牌"));
        let token = reading(&mut client, "alpha").await;
        assert!(token.starts_with("jru_") && token.len() == 53, "{token}");
        let list = client.get(LIST).await.body;
        assert!(list.contains("夜间构建机") && list.contains("企业 alpha") && !list.contains(&token));
        assert_eq!(world.probe.one("SELECT token_hash FROM tokens").await, token_hash(&token));
        for table in world.probe.tables().await {
            let rows = world.probe.content(&table).await.join("\n");
            assert!(!rows.contains(&token), "{table}");
        }
        let events = told(&world, "token.created").await;
        assert_eq!(events.len(), 1);
        let id = Page::of(&client.get(LIST).await.body).value("id").to_owned();
        let fields =
            [("id", &*id), ("name", "一次"), ("scopes", "read"), ("place", "*"), ("days", "1")];
        assert_eq!(client.post_form(LIST, &fields).await.status, StatusCode::OK);
        let again = client.post_form(LIST, &fields).await;
        assert_eq!((again.status, again.location()), (StatusCode::SEE_OTHER, Some(LIST)));
        assert_eq!(world.probe.count("tokens").await, 2);
    }

    async fn a_wrong_form_says_so_beside_its_fields(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("developer@alpha.example").await;
        let good = [("name", "夜间构建机"), ("scopes", "read"), ("place", "alpha"), ("days", "90")];
        for (field, value) in [
            ("name", ""), ("scopes", "write"), ("scopes", "metrics"), ("place", "beta"),
            ("place", ""), ("days", "0"), ("days", "367"), ("days", "x"),
        ] {
            let mut fields = good.to_vec();
            fields.retain(|(name, _)| *name != field);
            fields.push((field, value));
            let reply = client.fill(LIST, LIST, &fields).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}={value}");
            assert!(reply.body.contains(&format!("href=\"#{field}\"")), "{field}={value}: {}", reply.body);
        }
        for place in ["alpha", "*"] {
            let fields = [("name", "夜间构建机"), ("scopes", "read"), ("place", place), ("days", "90"), ("window", "nothing")];
            let reply = client.fill(LIST, LIST, &fields).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{place}");
        }
        assert_eq!(world.probe.count("tokens").await, 0);
    }

    async fn a_token_reads_what_its_person_may_at_its_place(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let (whole, alpha) = (reading(&mut root, "*").await, reading(&mut root, "alpha").await);
        let window = made(&mut root, &[("scopes", "read"), ("place", "alpha"), ("window", "link")]).await;
        let paths = [FILE, ZIP, "/e/alpha/windows/link/install.md", "/e/alpha/windows/button/releases/draft/artifacts/app.json", "/e/beta/windows/link/install.md"];
        for (token, opened) in [(&whole, 5), (&alpha, 4), (&window, 3)] {
            for (number, path) in paths.into_iter().enumerate() {
                let reply = ask(&world, token, path).await;
                if number < opened {
                    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
                    assert!(reply.header("set-cookie").is_none(), "{path}");
                } else {
                    problem(&reply, StatusCode::NOT_FOUND);
                }
            }
        }
        assert_eq!(ask(&world, &whole, "/history.jsonl").await.status, StatusCode::OK);
        problem(&ask(&world, &alpha, "/history.jsonl").await, StatusCode::FORBIDDEN);
        assert_eq!(ask(&world, &alpha, "/e/alpha/history.csv").await.status, StatusCode::OK);
        problem(&ask(&world, &window, "/e/alpha/history.csv").await, StatusCode::NOT_FOUND);
        problem(&ask(&world, &whole, "/nowhere").await, StatusCode::NOT_FOUND);
        let exported = told(&world, "history.exported").await;
        assert_eq!(exported.len(), 2);
        for row in exported {
            let row: Vec<&str> = row.iter().filter_map(Option::as_deref).collect();
            assert_eq!(row[..3], ["token", "夜间构建机", "owner"]);
        }
        let mut developer = world.sign_in("developer@alpha.example").await;
        let token = reading(&mut developer, "*").await;
        assert_eq!(ask(&world, &token, ZIP).await.status, StatusCode::OK);
        problem(&ask(&world, &token, "/e/alpha/history.jsonl").await, StatusCode::FORBIDDEN);
        problem(&ask(&world, &token, "/e/beta/windows/link/install.md").await, StatusCode::NOT_FOUND);
    }

    async fn a_token_opens_no_other_page_and_counts_more_than_a_cookie(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let token = reading(&mut root, "alpha").await;
        let before = world.probe.objects().await;
        for path in ["/", "/e/alpha", "/me/tokens", "/healthz", "/login", "/e/alpha/windows/link", "/metrics", "/handovers/handed-over-alpha"] {
            problem(&ask(&world, &token, path).await, StatusCode::FORBIDDEN);
            problem(&with(&mut root, &token, Method::GET, path).await, StatusCode::FORBIDDEN);
        }
        for path in ["/e/alpha/settings", "/me/tokens", "/logout"] {
            problem(&with(&mut root, &token, Method::POST, path).await, StatusCode::FORBIDDEN);
        }
        let denied = told(&world, "access.denied").await;
        assert!(!denied.is_empty() && denied.iter().all(|row| row[0].as_deref() == Some("token")));
        let events = world.probe.content("events").await.join("\n");
        assert!(!events.contains("handed-over-alpha"), "the pattern is told, and not the secret");
        assert_eq!(world.probe.objects().await, before);
        // The cookie could see beta; the token cannot.
        assert_eq!(root.get("/e/beta/windows/link/install.md").await.status, StatusCode::OK);
        problem(&with(&mut root, &token, Method::GET, "/e/beta/windows/link/install.md").await, StatusCode::NOT_FOUND);
        problem(&with(&mut root, "jru_nothing", Method::GET, ZIP).await, StatusCode::UNAUTHORIZED);
        assert_eq!(root.get("/e/alpha").await.status, StatusCode::OK, "the session goes on");
        let basic = [("authorization", "Basic dTpw")];
        let reply = root.send(Method::GET, "/e/alpha", &basic, None).await;
        assert_eq!(reply.status, StatusCode::OK, "a proxy's own sign-in is none of ours");
    }

    async fn a_bad_token_is_refused_the_same_way_whatever_the_reason(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("developer@alpha.example").await;
        let expired = reading(&mut client, "alpha").await;
        world.probe.execute("UPDATE tokens SET expires_at = 1").await;
        let revoked = reading(&mut client, "alpha").await;
        assert_eq!(ask(&world, &revoked, ZIP).await.status, StatusCode::OK);
        let list = client.get(LIST).await.body;
        let at = list.find("/revocations\"").expect("a form");
        let path = list[..at + 12].rsplit('"').next().expect("a path").to_owned();
        assert_eq!(client.post_form(&path, &[]).await.location(), Some(LIST));
        assert!(client.get(LIST).await.body.contains("已吊销"));
        let typo = format!("{}{}", &revoked[..52], if revoked.ends_with('0') { "1" } else { "0" });
        let guessed = jieru::access::token::issue().expect("a token").expose().to_owned();
        let mut bodies = Vec::new();
        for token in [expired.as_str(), &revoked, &typo, &guessed, "", "x y"] {
            let reply = ask(&world, token, ZIP).await;
            problem(&reply, StatusCode::UNAUTHORIZED);
            let mut told = reply.json();
            told["request_id"] = "".into();
            bodies.push(told);
        }
        assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
        let twice = [("authorization", format!("Bearer {guessed}")), ("authorization", format!("Bearer {guessed}"))];
        let twice: Vec<(&str, &str)> = twice.iter().map(|(name, value)| (*name, value.as_str())).collect();
        problem(&world.app.client().send(Method::GET, ZIP, &twice, None).await, StatusCode::UNAUTHORIZED);
        let refused = told(&world, "token.refused").await;
        assert!(refused.len() >= 4 && refused.iter().all(|row| row[0].as_deref() == Some("guest")));
        let events = world.probe.content("events").await.join("\n");
        assert!(!events.contains(&guessed) && !events.contains(&revoked));
    }

    async fn rights_that_end_end_for_tokens_at_once(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let mut tokens = Vec::new();
        for email in ["developer@alpha.example", "auditor@alpha.example", "admin@alpha.example"] {
            let mut client = world.sign_in(email).await;
            let token = reading(&mut client, "alpha").await;
            assert_eq!(ask(&world, &token, ZIP).await.status, StatusCode::OK);
            let id = world.probe.one(&format!("SELECT id FROM people WHERE email = '{email}'")).await;
            tokens.push((token, format!("/people/{id}")));
        }
        let [(first, one), (second, two), (third, three)] = tokens.as_slice() else { panic!("three") };
        let fields = [("place", "alpha"), ("seen", "alpha:developer")];
        let done = root.fill(one, &format!("{one}/grants/withdrawals"), &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        problem(&ask(&world, first, ZIP).await, StatusCode::NOT_FOUND);
        let done = root.fill(two, &format!("{two}/deactivations"), &[("version", "1")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        problem(&ask(&world, second, ZIP).await, StatusCode::UNAUTHORIZED);
        let list = format!("{three}/tokens");
        let shown = root.get(&list).await.body;
        let at = shown.find("/revocations\"").expect("a form");
        let path = shown[..at + 12].rsplit('"').next().expect("a path").to_owned();
        let done = root.fill(&list, &path, &[]).await;
        assert_eq!(done.location(), Some(list.as_str()), "{}", done.body);
        problem(&ask(&world, third, ZIP).await, StatusCode::UNAUTHORIZED);
        let events = told(&world, "token.revoked").await;
        assert_eq!(events[0][1].as_deref(), Some("测试 root@portal.example"));
    }

    async fn the_last_use_is_noted_and_others_never_see_a_token(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("developer@alpha.example").await;
        let token = reading(&mut client, "alpha").await;
        assert_eq!(world.probe.count("token_uses").await, 0);
        for _ in 0..3 {
            assert_eq!(ask(&world, &token, ZIP).await.status, StatusCode::OK);
        }
        let noted = "SELECT CAST(used_at AS TEXT) FROM token_uses WHERE address = '127.0.0.1'";
        let first = world.probe.one(noted).await;
        ask(&world, &token, ZIP).await;
        assert_eq!(world.probe.one(noted).await, first, "at most once a minute");
        world.probe.execute("UPDATE token_uses SET used_at = used_at - 60000").await;
        ask(&world, &token, ZIP).await;
        assert_ne!(world.probe.one(noted).await, first);
        assert!(client.get(LIST).await.body.contains("127.0.0.1"));
        let id = world.probe.one("SELECT id FROM tokens").await;
        let mut other = world.sign_in("owner@alpha.example").await;
        let path = format!("{LIST}/{id}/revocations");
        assert_eq!(other.post_form(&path, &[]).await.status, StatusCode::NOT_FOUND);
        assert!(!other.get(LIST).await.body.contains("夜间构建机"));
    }
}

/// Ten a minute from one address; good tokens from there are not held back.
#[tokio::test]
async fn bad_tokens_are_throttled_and_good_ones_are_not() {
    use crate::support::{TestDb, app};
    let world = world(TestDb::sqlite()).await;
    let mut client = world.sign_in("developer@alpha.example").await;
    let token = reading(&mut client, "alpha").await;
    let config = jieru::config::Config {
        throttling: jieru::config::Throttling::Normal,
        ..app::config(&world.app.db)
    };
    let other = app::start(config, TestDb::sqlite());
    let mut asker = other.client();
    for _ in 0..10 {
        problem(&with(&mut asker, "jru_x", Method::GET, ZIP).await, StatusCode::UNAUTHORIZED);
    }
    let reply = with(&mut asker, "jru_x", Method::GET, ZIP).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS, "{}", reply.body);
    assert!(reply.header("retry-after").is_some());
    assert_eq!(reply.header("content-type"), Some("application/problem+json"));
    assert_eq!(with(&mut asker, &token, Method::GET, ZIP).await.status, StatusCode::OK);
}

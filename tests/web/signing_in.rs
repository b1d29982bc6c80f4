//! Signing in and out, over http and https, and being held back.

use jieru::config::{Config, PublicUrl, Throttling};
use reqwest::{Method, StatusCode};

use super::{html::Page, neutral};
use crate::support::{
    TestDb,
    app::{TestApp, config, start},
    both,
    client::{Client, Reply, token_in},
    world::{PASSWORD, World, world},
};

const AUDITOR: &str = "auditor@alpha.example";

/// The `Set-Cookie` line of this cookie.
fn cookie(reply: &Reply, name: &str) -> Option<String> {
    let all = reply.headers.get_all("set-cookie").iter();
    let mut lines = all.map(|value| value.to_str().expect("ASCII").to_owned());
    lines.find(|line| line.starts_with(&format!("{name}=")))
}

async fn submit(client: &mut Client, email: &str, password: &str, next: &str) -> Reply {
    client
        .fill("/login", "/login", &[("email", email), ("password", password), ("next", next)])
        .await
}

both! {
    async fn the_right_password_opens_a_session_with_a_guarded_cookie(db: TestDb) {
        let world = world(db).await;
        let mut client = world.app.client();
        let reply = submit(&mut client, "  Auditor@ALPHA.example ", PASSWORD, "").await;
        assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, Some("/")));
        let line = cookie(&reply, "jieru").expect("a session cookie");
        for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(line.contains(flag), "{flag} in {line}");
        }
        for flag in ["Secure", "Domain", "Max-Age", "Expires"] {
            assert!(!line.contains(flag), "{flag} in {line}");
        }
        assert!(client.get("/").await.body.contains("测试 auditor@alpha.example"));
    }

    async fn wrong_passwords_and_unknown_people_get_one_answer(db: TestDb) {
        let world = world(db).await;
        let before = world.probe.objects().await;
        let mut told = Vec::new();
        for (email, password) in [
            (AUDITOR, "wrong password"),
            (AUDITOR, ""),
            (AUDITOR, "CORRECT horse battery"),
            ("unknown@alpha.example", PASSWORD),
            ("no address", PASSWORD),
            ("", ""),
        ] {
            let mut client = world.app.client();
            let reply = submit(&mut client, email, password, "").await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{email}");
            assert_eq!(cookie(&reply, "jieru"), None, "no session for {email}");
            let page = Page::of(&reply.body);
            assert_eq!(page.value("email"), email);
            assert!(page.wrong_beside("email").is_some(), "{}", reply.body);
            let without = neutral(&reply).replace(&format!("value=\"{email}\""), "value=\"\"");
            told.push(without);
        }
        assert!(told.iter().all(|page| *page == told[0]), "{told:#?}");
        assert_eq!(world.probe.objects().await, before);
    }

    async fn every_sign_in_makes_a_new_session_and_ends_the_old_one(db: TestDb) {
        let world = world(db).await;
        let mut client = world.app.client();
        let first = cookie(&submit(&mut client, AUDITOR, PASSWORD, "").await, "jieru").unwrap();
        let first = first.split(';').next().unwrap().to_owned();
        // The same browser signs in again, as somebody else: what it had before opens nothing.
        client.get("/").await;
        let form = [("email", "admin@alpha.example"), ("password", PASSWORD), ("next", "")];
        let second = cookie(&client.post_form("/login", &form).await, "jieru").expect("a cookie");
        assert_ne!(Some(first.as_str()), second.split(';').next());
        let mut thief = world.app.client();
        let reply = thief.send(Method::GET, "/", &[("cookie", &first)], None).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        assert_eq!(world.probe.count("sessions").await, 1);
    }

    async fn an_invented_session_id_is_not_taken_over(db: TestDb) {
        let world = world(db).await;
        for invented in ["jieru=abc", "jieru=", "jieru=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3Dabc"] {
            let mut client = world.app.client();
            let reply = client.send(Method::GET, "/", &[("cookie", invented)], None).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{invented}");
        }
        assert_eq!(world.probe.count("sessions").await, 0);
    }

    async fn signing_out_ends_the_session_in_the_database(db: TestDb) {
        let world = world(db).await;
        let mut client = world.app.client();
        let line = cookie(&submit(&mut client, AUDITOR, PASSWORD, "").await, "jieru").unwrap();
        let stolen = line.split(';').next().unwrap().to_owned();
        assert_eq!(world.probe.count("sessions").await, 1);
        client.get("/").await;
        let reply = client.post_form("/logout", &[]).await;
        assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, Some("/login")));
        assert_eq!(world.probe.count("sessions").await, 0);
        let mut thief = world.app.client();
        let reply = thief.send(Method::GET, "/", &[("cookie", &stolen)], None).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "the old cookie opens nothing");
    }

    async fn only_own_paths_are_gone_to_after_signing_in(db: TestDb) {
        let world = world(db).await;
        for (next, to) in [
            ("/enterprises", "/enterprises"),
            ("/e/alpha/windows?channel=sobot", "/e/alpha/windows?channel=sobot"),
            ("//evil.example", "/"),
            ("https://evil.example/", "/"),
            ("/\\evil.example", "/"),
            ("\\/evil.example", "/"),
            ("/\t/evil.example", "/"),
            ("javascript:alert(1)", "/"),
            ("/\r\nset-cookie: a=b", "/"),
            ("", "/"),
        ] {
            let mut client = world.app.client();
            let query: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
            let page = client.get(&format!("/login?next={query}")).await;
            assert_eq!(Page::of(&page.body).first("next"), to, "{next:?}");
            let form = [("email", AUDITOR), ("password", PASSWORD), ("next", next)];
            let reply = client.post_form("/login", &form).await;
            assert_eq!(reply.location(), Some(to), "{next:?}");
        }
    }

    async fn who_asked_for_a_page_lands_there_after_signing_in(db: TestDb) {
        let world = world(db).await;
        let mut client = world.app.client();
        let reply = client.get("/e/alpha/windows?channel=sobot").await;
        let to = reply.location().expect("the sign-in page").to_owned();
        assert_eq!(Page::of(&client.get(&to).await.body).first("next"), "/e/alpha/windows?channel=sobot");
    }

    async fn guessing_is_held_back_for_known_and_unknown_names_alike(db: TestDb) {
        let world = guarded(world(db).await);
        for email in [AUDITOR, "unknown@alpha.example"] {
            let mut client = Client::new(world.origin());
            let mut tries = 0;
            let refused = loop {
                let reply = submit(&mut client, email, "wrong password", "").await;
                tries += 1;
                assert!(tries <= 12, "{email}: twelve guesses without being held back");
                if reply.status != StatusCode::UNPROCESSABLE_ENTITY {
                    break reply;
                }
            };
            assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
            let wait: u64 = refused.header("retry-after").expect("when").parse().expect("seconds");
            assert!((1..=60).contains(&wait), "{wait}");
            assert!(refused.body.contains(&format!("{wait} 秒")), "{}", refused.body);
            let page = Page::of(&refused.body);
            assert!(page.value("email") == email && page.wrong_beside("email").is_some(), "{}", refused.body);
            let right = submit(&mut client, email, PASSWORD, "").await;
            assert_eq!(right.status, StatusCode::TOO_MANY_REQUESTS, "not even the right password");
        }
    }
}

/// The same installation served with normal throttles.
pub(super) fn guarded(world: World) -> TestApp {
    let World { app, .. } = world;
    restarted(app, |config| Config { throttling: Throttling::Normal, ..config })
}

fn restarted(app: TestApp, change: impl FnOnce(Config) -> Config) -> TestApp {
    let db = app.stop();
    start(change(config(&db)), db)
}

#[tokio::test]
async fn over_https_cookies_are_bound_to_the_host_and_browsers_told_to_stay() {
    let World { app, .. } = world(TestDb::sqlite()).await;
    let app = restarted(app, |config| Config {
        public_url: Some(PublicUrl::parse("https://jieru.example").expect("an address")),
        ..config
    });
    let host = ("host", "jieru.example");
    let mut client = app.client();
    let page = client.send(Method::GET, "/login", &[host], None).await;
    assert_eq!(page.status, StatusCode::OK);
    let form = cookie(&page, "__Host-jieru-form").expect("a cookie for the form");
    let token = token_in(&page.body).expect("a token");
    let pair = form.split(';').next().expect("a pair").to_owned();
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("csrf_token", token.as_str()), ("email", AUDITOR), ("password", PASSWORD)])
        .finish();
    let headers = [
        host,
        ("cookie", pair.as_str()),
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", "https://jieru.example"),
    ];
    let reply = client.send(Method::POST, "/login", &headers, Some(body)).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    let session = cookie(&reply, "__Host-jieru").expect("a session cookie");
    for line in [&form, &session] {
        for flag in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(line.contains(flag), "{flag} in {line}");
        }
        assert!(!line.contains("Domain"), "{line}");
    }
    for reply in [&page, &reply, &client.get("/nowhere").await] {
        let lasting = reply.header("strict-transport-security").expect("HSTS");
        let seconds = lasting.split(';').next().and_then(|part| part.strip_prefix("max-age="));
        assert!(seconds.and_then(|text| text.parse::<u64>().ok()) >= Some(31_536_000), "{lasting}");
    }
}

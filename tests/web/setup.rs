//! The first set-up: taken by who reads the console, step by step, and then never again.

use jieru::config::{Config, Throttling};
use reqwest::StatusCode;

use super::html::Page;
use crate::support::{
    app::{config, spawn_app, start},
    both,
    client::{Client, Reply},
    probe::Probe,
    world::{PASSWORD, SYSNUM},
};

async fn step(client: &mut Client, fields: &[(&str, &str)]) -> Reply {
    client.fill("/setup", "/setup", fields).await
}

fn owner<'a>(code: &'a str, email: &'a str, password: &'a str) -> [(&'a str, &'a str); 4] {
    [("setup_code", code), ("email", email), ("name", "甲"), ("password", password)]
}

both! {
    async fn the_first_step_wants_the_code_and_a_sound_account(db: TestDb) {
        let app = spawn_app(db);
        let probe = Probe::open(&app.db.url).await;
        let code = app.setup_code.clone().expect("a code");
        let mut client = app.client();
        let first = client.get("/").await;
        assert_eq!(first.location(), Some("/login?next=%2F"));
        assert_eq!(client.get("/login").await.location(), Some("/setup"));

        let before = probe.snapshot().await;
        for (wrong, field) in [
            (owner("AAAA-BBBB-CCCC", "a@example.com", PASSWORD), "setup_code"),
            (owner("", "a@example.com", PASSWORD), "setup_code"),
            (owner(&code, "no address", PASSWORD), "email"),
            (owner(&code, "a@example.com", "short"), "password"),
        ] {
            let reply = step(&mut client, &wrong).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            let page = Page::of(&reply.body);
            assert!(page.wrong_beside(field).is_some(), "{field}: {}", reply.body);
            assert_eq!(page.value("email"), wrong[1].1, "what was typed stays");
            assert!(!reply.body.contains(PASSWORD));
        }
        assert_eq!(probe.snapshot().await, before);
    }

    async fn who_guesses_the_code_is_held_back_and_keeps_what_was_typed(db: TestDb) {
        let app = start(Config { throttling: Throttling::Normal, ..config(&db) }, db);
        let mut client = app.client();
        let guess = owner("AAAA-BBBB-CCCC", "a@example.com", PASSWORD);
        let mut tries = 0;
        let held = loop {
            let reply = step(&mut client, &guess).await;
            tries += 1;
            assert!(tries <= 100, "a hundred guesses without being held back");
            if reply.status != StatusCode::UNPROCESSABLE_ENTITY {
                break reply;
            }
        };
        assert_eq!(held.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(held.header("retry-after").is_some());
        let page = Page::of(&held.body);
        assert!(page.wrong_beside("password").is_some(), "{}", held.body);
        assert_eq!((page.value("email"), page.value("name")), ("a@example.com", "甲"));
        assert!(!held.body.contains(PASSWORD));
    }

    async fn the_set_up_goes_step_by_step_and_survives_leaving(db: TestDb) {
        let app = spawn_app(db);
        let code = app.setup_code.clone().expect("a code");
        let mut client = app.client();
        let typed = code.to_lowercase().replace('-', " ");
        let reply = step(&mut client, &owner(&typed, "A@Example.com", PASSWORD)).await;
        assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, Some("/setup")));

        // Somebody else, even with the code, is asked to sign in; the owner goes on in a new session.
        let mut stranger = app.client();
        let asked = (StatusCode::SEE_OTHER, Some("/login?next=%2Fsetup"));
        let reply = stranger.get("/setup").await;
        assert_eq!((reply.status, reply.location()), asked);
        stranger.get("/login").await;
        let taken = stranger.post_form("/setup", &owner(&code, "b@example.com", PASSWORD)).await;
        assert_eq!((taken.status, taken.location()), asked);
        let mut client = app.client();
        client.login("a@example.com", PASSWORD).await;

        let reserved = step(&mut client, &[("name", "企业"), ("slug", "new")]).await;
        assert_eq!(reserved.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(Page::of(&reserved.body).value("name"), "企业");
        let reply = step(&mut client, &[("name", "企业"), ("slug", "first")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);

        let window = |sysnum| {
            [
                ("kind", "sobot.link"),
                ("name", "官网"),
                ("code", "site"),
                ("sobot.link.sysnum", sysnum),
                ("sobot.link.host", "demo.sobot.com"),
            ]
        };
        let wrong = step(&mut client, &window("")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(Page::of(&wrong.body).value("code"), "site");
        let reply = step(&mut client, &window(SYSNUM)).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);

        let mut client = app.client();
        client.login("a@example.com", PASSWORD).await;
        let snippet = client.get("/setup").await;
        assert!(snippet.body.contains(SYSNUM), "the first snippet is shown: {}", snippet.body);
        let reply = client.post_form("/setup", &[]).await;
        let factor = "/me/second-factor";
        assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, Some(factor)));
        let page = client.get(factor).await.body;
        assert!(page.contains("设置完成") && page.contains("name=\"offer\""), "{page}");
        assert_eq!(client.get("/").await.status, StatusCode::OK, "and may be left for later");
        assert_eq!(client.get("/setup").await.status, StatusCode::NOT_FOUND);
        assert_eq!(client.get("/e/first/windows/site").await.status, StatusCode::OK);
        let again = client.post_form("/setup", &[]).await;
        assert_eq!(again.status, StatusCode::NOT_FOUND);
    }

    async fn two_people_with_the_code_cannot_both_take_it(db: TestDb) {
        let app = spawn_app(db);
        let probe = Probe::open(&app.db.url).await;
        let code = app.setup_code.clone().expect("a code");
        let (mut one, mut two) = (app.client(), app.client());
        one.get("/setup").await;
        two.get("/setup").await;
        let (first, second) =
            (owner(&code, "a@example.com", PASSWORD), owner(&code, "b@example.com", PASSWORD));
        let (first, second) =
            tokio::join!(one.post_form("/setup", &first), two.post_form("/setup", &second));
        let mut answers = [first.status.as_u16(), second.status.as_u16()];
        answers.sort_unstable();
        assert_eq!(answers[0], 303, "{answers:?}");
        assert!(matches!(answers[1], 404 | 409), "{answers:?}");
        assert_eq!(probe.count("people").await, 1);
    }
}

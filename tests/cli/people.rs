//! People without a browser: added, disabled, with a new password from standard input.

use reqwest::StatusCode;

use super::{on, run, serve, told};
use crate::support::{TestDb, both, client::Client, probe::Probe};

const PASSWORD: &str = "correct horse battery";

fn add(email: &str, more: &[&str]) -> Vec<String> {
    let head = ["user", "add", "--email", email, "--name", "甲", "--password-stdin"];
    head.iter().chain(more).map(|&text| text.to_owned()).collect()
}

fn with(db: &TestDb, arguments: &[String], line: &str) -> super::Ended {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    told(on(db, &arguments), line)
}

async fn sign_in(client: &mut Client, email: &str, password: &str) -> StatusCode {
    let form = [("email", email), ("password", password), ("next", "")];
    client.fill("/login", "/login", &form).await.status
}

both! {
    async fn the_first_user_closes_the_set_up_and_signs_in(db: TestDb) {
        with(&db, &add("A@Example.com", &["--role", "owner"]), PASSWORD).done();
        let log = db.dir.path().join("log");
        let served = serve(on(&db, &["serve"]), &log);
        let mut client = served.client();
        assert_eq!(client.get("/setup").await.status, StatusCode::NOT_FOUND);
        assert_eq!(client.get("/login").await.status, StatusCode::OK);
        assert_eq!(sign_in(&mut client, "a@example.com", PASSWORD).await, StatusCode::SEE_OTHER);
        assert_eq!(client.get("/enterprises/new").await.status, StatusCode::OK, "an owner");
        let ended = served.stop();
        assert!(!ended.out.contains("Set-up code"), "{}", ended.out);
        let probe = Probe::open(&db.url).await;
        let told = probe.column("SELECT action FROM events ORDER BY log, seq").await;
        let told: Vec<&str> = told.iter().map(String::as_str).collect();
        assert_eq!(&told[..4], ["installation.created", "signing_key.created", "person.created", "grant.given"]);
    }

    async fn disabling_and_new_passwords_work_at_once(db: TestDb) {
        with(&db, &add("a@example.com", &["--role", "owner"]), PASSWORD).done();
        with(&db, &add("b@example.com", &["--role", "auditor"]), PASSWORD).done();
        let served = serve(on(&db, &["serve", "--throttling", "wide"]), &db.dir.path().join("log"));
        let (mut a, mut b) = (served.client(), served.client());
        for (client, email) in [(&mut a, "a@example.com"), (&mut b, "b@example.com")] {
            assert_eq!(sign_in(client, email, PASSWORD).await, StatusCode::SEE_OTHER);
            assert_eq!(client.get("/").await.status, StatusCode::OK);
        }
        run(on(&db, &["user", "disable", "--email", "b@example.com"])).done();
        run(on(&db, &["user", "disable", "--email", "B@example.com"])).done();
        let reset = ["user", "reset-password", "--email", "a@example.com", "--password-stdin"];
        told(on(&db, &reset), "another long password").done();
        for client in [&mut a, &mut b] {
            assert_eq!(client.get("/").await.status, StatusCode::SEE_OTHER, "the session has ended");
        }
        let refused = StatusCode::UNPROCESSABLE_ENTITY;
        assert_eq!(sign_in(&mut b, "b@example.com", PASSWORD).await, refused);
        assert_eq!(sign_in(&mut a, "a@example.com", PASSWORD).await, refused);
        let new = sign_in(&mut a, "a@example.com", "another long password").await;
        assert_eq!(new, StatusCode::SEE_OTHER);
        let probe = Probe::open(&db.url).await;
        for action in ["person.deactivated", "person.password_reset"] {
            let count = format!("SELECT CAST(count(*) AS TEXT) FROM events WHERE action = '{action}'");
            assert_eq!(probe.one(&count).await, "1", "{action}");
        }
    }

    async fn a_new_password_says_which_tokens_stay_good(db: TestDb) {
        with(&db, &add("a@example.com", &["--role", "owner"]), PASSWORD).done();
        let reset = ["user", "reset-password", "--email", "a@example.com", "--password-stdin"];
        let none = told(on(&db, &reset), "another long password").done();
        assert!(none.contains("all sessions ended") && !none.contains("token"), "{none}");
        let probe = Probe::open(&db.url).await;
        let id = probe.one("SELECT id FROM people").await;
        for (name, ends, revoked) in [("one", i64::MAX, 0), ("two", i64::MAX, 0), ("over", 1, 0), ("gone", i64::MAX, 1)] {
            let token = uuid::Uuid::now_v7();
            let insert = format!(
                "INSERT INTO tokens (id, person_id, name, token_hash, scopes, made_at, expires_at, revoked_at)
                 VALUES ('{token}', '{id}', '{name}', 'hash {name}', 'read', 0, {ends}, {revoked})"
            );
            probe.execute(&insert).await;
        }
        let some = told(on(&db, &reset), "yet another long password").done();
        assert!(some.contains("stay good: 2;") && some.contains(&format!("/people/{id}/tokens")), "{some}");
        assert_eq!(probe.count("tokens WHERE revoked_at = 0").await, 3, "nothing is revoked by itself");
    }

    async fn passwords_are_hashed_at_the_cost_of_the_installation(db: TestDb) {
        with(&db, &add("a@example.com", &["--role", "owner"]), PASSWORD).done();
        let probe = Probe::open(&db.url).await;
        let cost = "SELECT password FROM people ORDER BY email";
        assert!(probe.one(cost).await.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        probe.execute("UPDATE password_cost SET memory = 20480, passes = 3").await;
        with(&db, &add("b@example.com", &["--role", "auditor"]), PASSWORD).done();
        let reset = ["user", "reset-password", "--email", "a@example.com", "--password-stdin"];
        told(on(&db, &reset), "another long password").done();
        for hash in probe.column(cost).await {
            assert!(hash.starts_with("$argon2id$v=19$m=20480,t=3,p=1$"), "{hash}");
        }
    }

    async fn a_lost_second_factor_is_removed_from_the_server(db: TestDb) {
        let email = "a@example.com";
        with(&db, &add(email, &["--role", "owner"]), PASSWORD).done();
        let remove = ["user", "second-factor", "--email", email, "--remove"];
        run(on(&db, &remove)).refused(&["a@example.com", "no second factor"]);
        run(on(&db, &remove[..4])).refused(&["--remove"]);
        let probe = Probe::open(&db.url).await;
        let id = probe.one("SELECT id FROM people").await;
        let factor = format!("INSERT INTO second_factors VALUES ('{id}', '{id}', 'totp', '', 'x', 0)");
        probe.execute(&factor).await;
        probe.execute(&format!("INSERT INTO recovery_codes VALUES ('{id}', 'hash', 0)")).await;
        let served = serve(on(&db, &["serve"]), &db.dir.path().join("log"));
        let mut client = served.client();
        assert_eq!(sign_in(&mut client, email, PASSWORD).await, StatusCode::SEE_OTHER);
        assert_eq!(client.get("/").await.status, StatusCode::SEE_OTHER, "half-way in");
        assert_eq!(client.get("/login/second-factor").await.status, StatusCode::OK);
        run(on(&db, &remove)).done();
        assert_eq!(client.get("/login/second-factor").await.status, StatusCode::SEE_OTHER);
        assert_eq!(sign_in(&mut client, email, PASSWORD).await, StatusCode::SEE_OTHER);
        assert_eq!(client.get("/").await.status, StatusCode::OK);
        let told = "SELECT actor_name FROM events WHERE action = 'second_factor.removed'";
        assert_eq!(probe.column(told).await, ["command line"]);
        assert_eq!(probe.count("recovery_codes").await, 0);
    }

    async fn what_cannot_be_done_is_refused_and_changes_nothing(db: TestDb) {
        with(&db, &add("a@example.com", &["--role", "owner"]), PASSWORD).done();
        let probe = Probe::open(&db.url).await;
        let before = probe.snapshot().await;
        with(&db, &add("a@example.com", &["--role", "auditor"]), PASSWORD).refused(&["a@example.com"]);
        with(&db, &add("no address", &["--role", "owner"]), PASSWORD).refused(&["no address"]);
        with(&db, &add("b@example.com", &["--role", "owner"]), "short").refused(&["10 characters"]);
        with(&db, &add("b@example.com", &["--role", "owner"]), "").refused(&["10 characters"]);
        for known in ["password1234", "b@example.com1", "1qaz2wsx3edc"] {
            with(&db, &add("b@example.com", &["--role", "owner"]), known).refused(&["easily guessed"]);
        }
        let reset = ["user", "password", "--email", "a@example.com", "--password-stdin"];
        told(on(&db, &reset), "qwerty123456").refused(&["easily guessed"]);
        let nowhere = ["--role", "owner", "--enterprise", "nowhere"];
        with(&db, &add("b@example.com", &nowhere), PASSWORD).refused(&["nowhere"]);
        let king = with(&db, &add("b@example.com", &["--role", "king"]), PASSWORD);
        assert!(matches!(king.code, Some(1 | 64)), "{king:?}");
        run(on(&db, &["user", "disable", "--email", "nobody@example.com"])).refused(&["nobody@example.com"]);
        run(on(&db, &["user", "disable", "--email", "a@example.com"])).refused(&["last active owner"]);
        let reset = ["user", "reset-password", "--email", "a@example.com"];
        told(on(&db, &reset), PASSWORD).refused(&["--password-stdin"]);
        assert_eq!(probe.snapshot().await, before);
    }
}

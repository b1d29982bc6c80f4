//! Serving: the demo, the end, and a log that tells no secret.

use std::{fs, os::unix::fs::PermissionsExt as _};

use reqwest::StatusCode;

use super::{Served, at, on, run, serve};
use crate::support::{TestDb, both, client::Client, probe::Probe};

const KEY: &str = "a-registered-key-that-no-log-tells";
const OWNER: &str = "owner@demo.example";

/// The demo's password, from the line that tells it.
fn password(served: &mut Served) -> String {
    let line = served.line();
    assert!(line.contains(OWNER), "{line}");
    line.rsplit(' ').next().expect("a password").to_owned()
}

async fn signed_in(served: &Served, email: &str, password: &str) -> Client {
    let mut client = served.client();
    client.login(email, password).await;
    client
}

/// The first version had three windows, one account, one key and one plugin; people renamed a window.
async fn as_it_was_before(probe: &Probe) {
    for statement in [
        "DELETE FROM windows WHERE code NOT IN ('sobot-link', 'sobot-web', 'wecom-order')",
        "DELETE FROM leave_templates",
        "DELETE FROM vip_fields",
        "DELETE FROM key_secrets WHERE key_id IN (SELECT id FROM keys WHERE scheme <> 'sobot_web_md5')",
        "DELETE FROM keys WHERE scheme <> 'sobot_web_md5'",
        "DELETE FROM accounts WHERE channel <> 'sobot'",
        "UPDATE accounts SET name = '官网智齿账号'",
        "UPDATE windows SET name = '我改过的名称' WHERE code = 'sobot-link'",
    ] {
        probe.execute(statement).await;
    }
}

both! {
    async fn the_demo_is_the_same_when_it_is_served_again(db: TestDb) {
        let log = db.dir.path().join("log");
        let mut first = serve(on(&db, &["serve", "--demo"]), &log);
        let shown = password(&mut first);
        let file = db.dir.path().join("demo-password");
        assert_eq!(fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_to_string(&file).expect("a password").trim(), shown);
        let mut client = signed_in(&first, OWNER, &shown).await;
        for path in ["/e/demo", "/e/demo/windows/sobot-link", "/e/demo/windows/wecom-order"] {
            assert_eq!(client.get(path).await.status, StatusCode::OK, "{path}");
        }
        assert_eq!(client.get("/setup").await.status, StatusCode::NOT_FOUND);
        let version = "SELECT CAST(version AS TEXT) FROM enterprises WHERE slug = 'demo'";
        let probe = Probe::open(&db.url).await;
        assert_eq!(probe.one(version).await, "1");
        client.get("/e/demo/settings").await;
        let fields = [("version", "1"), ("name", "改过的演示")];
        let saved = client.post_form("/e/demo/settings", &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
        assert_eq!(first.stop().code, Some(0));
        let before = probe.snapshot().await;
        let mut second = serve(on(&db, &["serve", "--demo"]), &log);
        assert_eq!(password(&mut second), shown);
        assert_eq!(probe.snapshot().await, before, "serving a demo again changes nothing");
        let mut client = signed_in(&second, "auditor@demo.example", &shown).await;
        assert!(client.get("/e/demo").await.body.contains("改过的演示"));
        drop(second);
        let mut command = on(&db, &["serve", "--demo"]);
        command.env("JIERU_DEMO_PASSWORD", "chosen by the operator");
        let mut third = serve(command, &log);
        assert!(third.line().contains("chosen by the operator"));
        signed_in(&third, "developer@demo.example", "chosen by the operator").await;
    }

    async fn a_demo_of_an_earlier_version_is_completed_once(db: TestDb) {
        let log = db.dir.path().join("log");
        let mut first = serve(on(&db, &["serve", "--demo"]), &log);
        let shown = password(&mut first);
        let probe = Probe::open(&db.url).await;
        assert_eq!(first.stop().code, Some(0));
        let codes = "SELECT code FROM windows ORDER BY code";
        let all = probe.column(codes).await;
        assert_eq!(all.len(), jieru::channels::examples::all().count());
        as_it_was_before(&probe).await;
        let events = probe.events().await;
        let mut second = serve(on(&db, &["serve", "--demo"]), &log);
        assert_eq!(password(&mut second), shown);
        assert_eq!(probe.column(codes).await, all);
        let names = probe.column("SELECT name FROM windows WHERE code LIKE 'sobot-%' ORDER BY code").await;
        assert!(names.contains(&"我改过的名称".to_owned()), "what people changed stays: {names:?}");
        let accounts = probe.column("SELECT name FROM accounts WHERE channel = 'sobot'").await;
        assert_eq!(accounts, ["官网智齿账号"], "what is there is used again");
        let taken = probe.column("SELECT name FROM accounts WHERE channel = 'alipay' ORDER BY name").await;
        assert_eq!(taken.len(), 1, "{taken:?}");
        let after = probe.events().await;
        let new: Vec<_> = after.difference(&events).filter(|event| event.record == "change").collect();
        assert!(!new.is_empty() && new.iter().all(|event| event.act == new[0].act), "{new:?}");
        let created = new.iter().filter(|event| event.action == "window.created").count();
        assert_eq!(created, all.len() - 3);
        let mut client = signed_in(&second, OWNER, &shown).await;
        for code in &all {
            let reply = client.get(&format!("/e/demo/windows/{code}")).await;
            assert_eq!(reply.status, StatusCode::OK, "{code}");
        }
        assert_eq!(second.stop().code, Some(0));
        let before = probe.snapshot().await;
        let mut third = serve(on(&db, &["serve", "--demo"]), &log);
        password(&mut third);
        assert_eq!(probe.snapshot().await, before, "a second start adds nothing");
    }

    async fn a_real_portal_is_not_made_a_demo(db: TestDb) {
        run(on(&db, &["migrate"])).done();
        let probe = Probe::open(&db.url).await;
        let before = probe.snapshot().await;
        run(on(&db, &["serve", "--demo", "--listen", "127.0.0.1:0"])).refused(&["not a demo"]);
        assert_eq!(probe.snapshot().await, before);
        assert!(!db.dir.path().join("demo-password").exists());
        // Not even joined: the data directory that was named gets no marker.
        let other = TestDb::sqlite();
        fs::copy(db.dir.path().join("master.key"), other.dir.path().join("master.key")).unwrap();
        let command = at(other.dir.path(), &db.url, &["serve", "--demo", "--listen", "127.0.0.1:0"]);
        run(command).refused(&["not a demo"]);
        assert!(!other.dir.path().join("installation.json").exists());
    }

    async fn a_fresh_portal_prints_its_code_and_ends_when_told(db: TestDb) {
        let mut served = serve(on(&db, &["serve"]), &db.dir.path().join("log"));
        assert!(served.line().ends_with("/setup"));
        let line = served.line();
        let code = line.rsplit(' ').next().expect("a code").to_owned();
        assert_eq!((code.len(), code.matches('-').count()), (14, 2), "{line}");
        let mut client = served.client();
        assert_eq!(client.get("/setup").await.status, StatusCode::OK);
        // The next start has another code: who read the old one on a shared screen is too late.
        assert_eq!(served.stop().code, Some(0));
        let mut served = serve(on(&db, &["serve"]), &db.dir.path().join("log"));
        served.line();
        assert!(!served.line().ends_with(&code));
        assert_eq!(served.client().get("/healthz").await.status, StatusCode::OK);
        assert_eq!(served.stop().code, Some(0));
    }

    async fn the_log_is_json_and_tells_no_secret(db: TestDb) {
        let log = db.dir.path().join("log");
        let mut command = on(&db, &["serve", "--demo"]);
        command.env("JIERU_LOG", "trace");
        let mut served = serve(command, &log);
        let password = password(&mut served);
        let mut client = signed_in(&served, OWNER, &password).await;
        let probe = Probe::open(&db.url).await;
        let account = probe.one("SELECT id FROM accounts WHERE channel = 'sobot'").await;
        let fields = [
            ("name", "新密钥"),
            ("account_id", &account),
            ("scheme", "sobot_web_md5"),
            ("secret", KEY),
        ];
        let reply = client.fill("/e/demo/keys/new", "/e/demo/keys", &fields).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let links = "/e/demo/windows/sobot-link/links";
        let made = client.fill(links, links, &[("v.partnerid", "visitor-77")]).await;
        let sign = made.body.split("sign=").nth(1).expect("a sign").get(..32).expect("a sign").to_owned();
        client.get("/nowhere?a=%0a%1b[31mred%0a{\"level\":\"ERROR\"}").await;
        assert_eq!(served.stop().code, Some(0));
        let text = fs::read_to_string(&log).expect("a log");
        assert!(text.lines().count() > 100, "trace tells a lot");
        for line in text.lines() {
            serde_json::from_str::<serde_json::Value>(line)
                .unwrap_or_else(|error| panic!("{error}: {line}"));
        }
        let master = fs::read_to_string(db.dir.path().join("master.key")).expect("a key");
        for secret in [KEY, &password, "test-key-0001", &sign, master.trim()] {
            let told = text.lines().find(|line| line.contains(secret));
            assert_eq!(told, None, "{secret}");
        }
    }
}

//! The history over HTTP: every condition and any two of them, one event at its address, whole sets as
//! files that say whether they are whole, and what was refused.

use std::{io::Cursor, time::Duration};

use jieru::{domain::release::sha256, ledger::Export};
use reqwest::StatusCode;
use serde_json::Value;

use super::window_form;
use crate::{
    store::timeline::fill,
    support::{
        both,
        client::Client,
        world::{PASSWORD, World, world},
    },
};

const HISTORY: &str = "/e/alpha/history";

/// Saves the window `link` with another colour.
async fn coloured(world: &World, client: &mut Client, colour: &str) {
    let version = world.version("windows", world.alpha.window).await;
    let form = window_form(&world.alpha, &version, &[("p.color", colour), ("reason", "新配色")]);
    let form: Vec<(&str, &str)> =
        form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let saved = client.fill("/e/alpha/windows/link", "/e/alpha/windows/link", &form).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
}

/// The numbers of the events on a page.
fn numbers(page: &str, base: &str) -> Vec<i64> {
    let mark = format!("<a href=\"{base}/history/");
    let each = page.split(&mark).skip(1);
    let mut found: Vec<i64> =
        each.filter_map(|rest| rest.split('"').next()?.parse().ok()).collect();
    found.dedup();
    found
}

async fn found(client: &mut Client, query: &str) -> Vec<i64> {
    let page = client.get(&format!("{HISTORY}?{query}")).await;
    assert_eq!(page.status, StatusCode::OK, "{query}: {}", page.body);
    numbers(&page.body, "/e/alpha")
}

/// Events of one action, with the columns as text.
async fn told(world: &World, action: &str, columns: &str) -> Vec<Vec<Option<String>>> {
    let statement =
        format!("SELECT {columns} FROM events WHERE action = '{action}' ORDER BY log, seq");
    world.probe.rows(&statement).await
}

both! {
    async fn conditions_narrow_and_combine_and_names_are_understood(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        coloured(&world, &mut admin, "112233").await;
        let mut auditor = world.sign_in("auditor@alpha.example").await;
        let all = found(&mut auditor, "").await;
        let newest = all[0];
        let id = world.alpha.window.to_string();
        let person = world.probe.one("SELECT id FROM people WHERE email = 'admin@alpha.example'").await;
        for query in [
            "action=window.saved", "field=p.color&action=window.saved", "field=color&subject=link&kind=change",
            "subject=link&noun=window&action=window.saved", &format!("subject={id}&actor={person}"),
            "address=127.0.0.1&from=2020-01-01&to=2999-01-01", &format!("actor={person}&kind=user"),
            "subject=link&field=color&from=2020-01-01+10:30&to=2999-12-31T23:59:59Z",
        ] {
            assert_eq!(found(&mut auditor, query).await.first(), Some(&newest), "{query}");
        }
        for query in ["kind=guest", "subject=nothing", "field=nothing", "to=2020-01-01", "address=192.0.2.9", "actor=nobody&field=color"] {
            assert!(found(&mut auditor, query).await.is_empty(), "{query}");
        }
        assert!(found(&mut auditor, "kind=access").await.iter().all(|seq| *seq != newest));
        let of_window = auditor.get("/e/alpha/windows/link/history?field=color&kind=change").await;
        assert_eq!(numbers(&of_window.body, "/e/alpha").first(), Some(&newest));
        assert!(!of_window.body.contains("name=\"subject\""), "the object is given");
    }

    async fn what_cannot_be_meant_is_an_error_beside_its_field(db: TestDb) {
        let world = world(db).await;
        let mut auditor = world.sign_in("auditor@alpha.example").await;
        for (query, field) in [("from=soon", "from"), ("to=2026-13-01", "to"), ("kind=alien", "kind"), ("from=2026-02-02&to=2026-02-01", "to")] {
            let page = auditor.get(&format!("{HISTORY}?{query}&subject=link")).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
            assert!(page.body.contains(&format!("href=\"#{field}\"")), "{query}: the summary leads there");
            assert!(page.body.contains("value=\"link\""), "{query}: the rest is kept");
            let file = auditor.get(&format!("{HISTORY}.csv?{query}")).await;
            assert_eq!(file.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        }
        assert_eq!(auditor.get(&format!("{HISTORY}?colour=red")).await.status, StatusCode::BAD_REQUEST);
        let empty = auditor.get(&format!("{HISTORY}?subject=link&field=nothing&lang=en")).await.body;
        assert!(empty.contains("Nothing recorded fits all conditions"));
        assert!(empty.contains("href=\"/e/alpha/history?subject=link\""), "one condition less");
        assert!(empty.contains("Asia/Shanghai"));
    }

    async fn every_event_has_an_address_for_those_with_the_right(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        coloured(&world, &mut admin, "112233").await;
        let mut auditor = world.sign_in("auditor@alpha.example").await;
        let seq = found(&mut auditor, "action=window.saved").await[0];
        let one = format!("{HISTORY}/{seq}");
        let page = auditor.get(&one).await;
        assert_eq!(page.status, StatusCode::OK);
        for part in ["112233", "新配色", "127.0.0.1", "window.edit", "测试 admin@alpha.example", "<code class=\"raw\">p.color</code>", "/e/alpha/windows/link"] {
            assert!(page.body.contains(part), "{part}: {}", page.body);
        }
        let published = found(&mut auditor, "action=window.published").await[0];
        let page = auditor.get(&format!("{HISTORY}/{published}?lang=en")).await.body;
        assert!(page.contains("What changed in the code") && page.contains("第一版"), "{page}");
        assert!(page.contains("Also recorded in the same act"));
        assert_eq!(auditor.get(&format!("{HISTORY}/999999")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(auditor.get("/e/beta/history/0").await.status, StatusCode::NOT_FOUND);
        assert_eq!(auditor.get("/history/0").await.status, StatusCode::FORBIDDEN);
        let mut developer = world.sign_in("developer@alpha.example").await;
        assert_eq!(developer.get(&one).await.status, StatusCode::FORBIDDEN);
        let mut root = world.sign_in("root@portal.example").await;
        assert_eq!(root.get("/history/0").await.status, StatusCode::OK);
    }

    async fn a_file_has_everything_that_fits_and_says_so_in_its_last_line(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        coloured(&world, &mut admin, "112233").await;
        let mut auditor = world.sign_in("auditor@alpha.example").await;
        for (query, filtered) in [("", false), ("?noun=window", true)] {
            let whole = auditor.bytes(&format!("{HISTORY}.jsonl{query}")).await;
            let text = String::from_utf8(whole.clone()).expect("UTF-8");
            let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
            let (last, events) = lines.split_last().expect("a last line");
            assert_eq!(last["events"], events.len());
            assert_eq!(last["filtered"], filtered);
            let verdict = Export::verify(|| Ok(Cursor::new(whole.clone())), &[], |_| ()).expect("bytes to read");
            assert!(verdict.fault.is_none(), "{query}: {verdict:?}");
            assert_eq!(verdict.log, "e/alpha");
            let before = text.trim_end().rfind('\n').expect("lines") + 1;
            assert_eq!(last["sha256"], sha256(&whole[..before]));
            let seqs: Vec<i64> = events.iter().filter_map(|event| event["seq"].as_i64()).collect();
            assert!(seqs.is_sorted());
            if !filtered {
                let gapless: Vec<i64> = (0..).take(events.len()).collect();
                assert_eq!(seqs, gapless);
            }
            let recorded = told(&world, "history.exported", "subject, details, record").await.pop().expect("an event");
            assert_eq!(recorded[0].as_deref(), Some("e/alpha"));
            let details: Value = serde_json::from_str(recorded[1].as_deref().expect("details")).expect("JSON");
            assert_eq!(details["sha256"], last["sha256"]);
            assert_eq!(details["events"], events.len().to_string());
            assert_eq!(details["filter"], query.trim_start_matches('?'));
        }
        let table = String::from_utf8(auditor.bytes(&format!("{HISTORY}.csv?field=color&lang=en")).await).expect("UTF-8");
        assert!(table.starts_with("\u{feff}Number,\"Time (Asia/Shanghai, UTC+8)\""), "{table}");
        let last = table.trim_end().lines().last().expect("a last row");
        let body = table.len() - last.len() - 2;
        assert!(last.starts_with("\"# complete\",") && last.contains(&sha256(&table.as_bytes()[..body])), "{last}");
        assert!(table.contains("112233") && table.contains("\r\n"));
    }

    async fn a_file_that_is_broken_off_is_an_event(db: TestDb) {
        let world = world(db).await;
        let log = world.alpha.id.to_string();
        world.probe.execute(&format!("DELETE FROM events WHERE log = '{log}' AND seq > 0")).await;
        fill(&world.probe, &log, 30_000).await;
        world.store.migrate().await.expect("leaves for the events");
        let mut auditor = world.sign_in("auditor@alpha.example").await;
        auditor.begin_and_leave(&format!("{HISTORY}.jsonl")).await;
        for _ in 0..150 {
            if !told(&world, "history.export_broken", "subject").await.is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let broken = told(&world, "history.export_broken", "details").await;
        let details: Value = serde_json::from_str(broken[0][0].as_deref().expect("details")).expect("JSON");
        let sent: i64 = details["events"].as_str().and_then(|text| text.parse().ok()).expect("a number");
        assert!(sent < 30_000, "{sent}");
        assert!(told(&world, "history.exported", "subject").await.is_empty());
    }

    async fn a_refusal_is_recorded_at_once_and_its_like_are_summed_up(db: TestDb) {
        let world = world(db).await;
        let mut developer = world.sign_in("developer@alpha.example").await;
        let path = format!("/e/alpha/keys/{}/reveals", world.alpha.key);
        for _ in 0..4 {
            assert_eq!(developer.get(&path).await.status, StatusCode::FORBIDDEN);
        }
        let columns = "log, noun, subject, actor_name, actor_role, record, permission, details";
        let denied = told(&world, "access.denied", columns).await;
        assert_eq!(denied.len(), 1, "{denied:?}");
        let text = |at: usize| denied[0][at].clone().expect("no NULL");
        assert_eq!(text(0), world.alpha.id.to_string());
        assert_eq!((text(1), text(2)), ("key".to_owned(), world.alpha.key.to_string()));
        assert_eq!((text(3).as_str(), text(4).as_str()), ("测试 developer@alpha.example", "developer"));
        assert_eq!((text(5).as_str(), text(6).as_str()), ("access", "trace.leave"));
        let details: Value = serde_json::from_str(&text(7)).expect("JSON");
        assert_eq!((&details["permission"], &details["method"], &details["path"]), (&"key.reveal".into(), &"GET".into(), &path.into()));
        let mut auditor = world.sign_in("auditor@alpha.example").await;
        let page = auditor.get(&format!("{HISTORY}?action=access.denied")).await.body;
        assert!(page.contains("被拒绝") && page.contains("官网密钥"));
        // When the server stops, the others are written as one.
        let World { app, probe, .. } = world;
        let kept = app.stop();
        let all = probe.column("SELECT details FROM events WHERE action = 'access.denied' ORDER BY seq").await;
        assert_eq!(all.len(), 2, "{all:?}");
        let details: Value = serde_json::from_str(&all[1]).expect("JSON");
        assert_eq!(details["count"], "3");
        drop(kept);
    }

    async fn a_wrong_password_is_an_event_and_nothing_that_was_typed_is_kept(db: TestDb) {
        let world = world(db).await;
        let mut visitor = world.app.client();
        for email in ["admin@alpha.example", "my-secret-password@nowhere.example"] {
            let fields = [("email", email), ("password", "wrong wrong wrong"), ("next", "")];
            let reply = visitor.fill("/login", "/login", &fields).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let refused = told(&world, "session.refused", "log, actor_kind, actor_id, address, subject, details").await;
        assert_eq!(refused.len(), 2, "{refused:?}");
        let person = world.probe.one("SELECT id FROM people WHERE email = 'admin@alpha.example'").await;
        let subjects: Vec<&str> = refused.iter().filter_map(|row| row[4].as_deref()).collect();
        assert!(subjects.contains(&person.as_str()) && subjects.contains(&""), "{subjects:?}");
        for row in &refused {
            assert_eq!(row[..4], ["installation", "guest", "", "127.0.0.1"].map(|text| Some(text.to_owned())));
            let details = row[5].as_deref().expect("details");
            assert!(!details.contains("wrong wrong") && !details.contains("my-secret"), "{details}");
        }
        let mut admin = world.sign_in("admin@alpha.example").await;
        let reveal = format!("/e/alpha/keys/{}/reveals", world.alpha.key);
        let fields = [("number", "1"), ("password", "wrong wrong wrong"), ("reason", "x")];
        assert_eq!(admin.fill(&reveal, &reveal, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let again = told(&world, "password.refused", "actor_name, subject").await;
        assert_eq!(again, [[Some("测试 admin@alpha.example".to_owned()), Some(person)]]);
        assert_eq!(visitor.get("/handovers/no-such-token").await.status, StatusCode::NOT_FOUND);
        let guessed = told(&world, "handover.refused", "details").await;
        assert_eq!(guessed, [[Some("{}".to_owned())]], "not the token");
        let fields = [("number", "1"), ("password", PASSWORD), ("reason", "x")];
        assert_eq!(admin.fill(&reveal, &reveal, &fields).await.status, StatusCode::OK);
    }
}

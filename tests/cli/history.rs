//! `jieru history verify`: intact or not, for people and for scripts, and never a byte written.

use std::fs;

use jieru::{
    ledger::{Checkpoint, Event, Frontier, Last, Line, Signer},
    secret::SecretBytes,
};
use serde_json::{Value, json};

use super::{Ended, on, program, run};
use crate::support::{TestDb, both, probe::Probe};

const VERIFY: &[&str] = &["history", "verify"];
const AS_JSON: &[&str] = &["history", "verify", "--format", "json"];

fn report(ended: &Ended) -> Value {
    serde_json::from_str(&ended.out).unwrap_or_else(|error| panic!("{error}: {ended:?}"))
}

#[test]
fn without_a_portal_there_is_nothing_to_check_and_nothing_is_made() {
    let db = TestDb::sqlite();
    run(on(&db, VERIFY)).refused(&["no portal", "--data-dir"]);
    assert_eq!(fs::read_dir(db.dir.path()).expect("a folder").count(), 0);
}

both! {
    async fn an_intact_history_is_told_and_nothing_is_written(db: TestDb) {
        run(on(&db, &["migrate"])).done();
        let probe = Probe::open(&db.url).await;
        let before = probe.snapshot().await;
        let said = run(on(&db, VERIFY)).done();
        assert!(said.contains("installation: intact, 2 entries, root "), "{said}");
        let report = report(&run(on(&db, AS_JSON)));
        let root = probe.one("SELECT root FROM logs").await;
        assert_eq!(
            report,
            json!({"ok": true, "logs": [{
                "log": "installation", "size": 2, "root": root,
                "first_broken": null, "reason": null, "message": null,
            }]})
        );
        fs::remove_file(db.dir.path().join("master.key")).expect("a key");
        run(on(&db, VERIFY)).done();
        assert_eq!(probe.snapshot().await, before);
    }

    async fn a_broken_one_ends_with_1_and_the_entry(db: TestDb) {
        run(on(&db, &["migrate"])).done();
        let probe = Probe::open(&db.url).await;
        probe.execute("UPDATE events SET reason = 'never' WHERE seq = 1").await;
        let ended = run(on(&db, VERIFY));
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.out.contains("installation: BROKEN: entry 1: "), "{ended:?}");
        assert!(ended.out.contains("tampered"), "{ended:?}");
        let ended = run(on(&db, AS_JSON));
        assert_eq!(ended.code, Some(1), "{ended:?}");
        let report = report(&ended);
        assert_eq!(report["ok"], false);
        assert_eq!(report["logs"][0]["first_broken"], 1);
        assert_eq!(report["logs"][0]["reason"], "entry.changed");
        let mut chinese = on(&db, VERIFY);
        chinese.env("LC_ALL", "zh_CN.UTF-8");
        let ended = run(chinese);
        assert!(ended.out.contains("已被改动"), "{ended:?}");
    }

    async fn a_database_of_an_earlier_version_is_not_judged(db: TestDb) {
        run(on(&db, &["migrate"])).done();
        let probe = Probe::open(&db.url).await;
        probe.execute("DELETE FROM _sqlx_migrations WHERE version >= 11").await;
        run(on(&db, VERIFY)).refused(&["earlier version", "jieru migrate"]);
    }

    async fn older_checkpoints_come_from_a_file(db: TestDb) {
        run(on(&db, &["migrate"])).done();
        let file = db.dir.path().join("old");
        let named = [VERIFY, &["--checkpoint", file.to_str().expect("a path")]].concat();
        run(on(&db, &named)).refused(&["cannot be read"]);
        fs::write(&file, "x").expect("a file");
        run(on(&db, &named)).refused(&["holds no checkpoint"]);
        let foreign = signer().sign(&Checkpoint::of("0197-ab", "e/demo", 1, Event::default().leaf()));
        fs::write(&file, foreign).expect("a file");
        let ended = run(on(&db, &named));
        assert_eq!(ended.code, Some(1));
        assert!(ended.out.contains("of another portal"), "{ended:?}");
    }
}

fn signer() -> Signer {
    Signer::new("0197-ab", &SecretBytes::new([7; 32]))
}

#[test]
fn an_exported_file_is_checked_without_a_database() {
    let db = TestDb::sqlite();
    let (mut frontier, mut lines) = (Frontier::default(), Vec::new());
    for seq in 0..5 {
        let event = Event { seq, reason: "甲".into(), ..Event::default() };
        frontier.push(event.leaf(), |_, _| ());
        lines.push(serde_json::to_string(&Line::new(event, None)).expect("JSON"));
    }
    let (size, root) = (frontier.size(), frontier.root());
    let checkpoint = signer().sign(&Checkpoint::of("0197-ab", "e/demo", size, root));
    let key = signer().verifier().text();
    let last =
        Last { checkpoint: checkpoint.clone(), size, root, key: key.clone(), filtered: false };
    lines.push(serde_json::to_string(&last).expect("JSON"));
    let (file, old) = (db.dir.path().join("export.jsonl"), db.dir.path().join("old"));
    fs::write(&file, lines.join("\n")).expect("a file");
    fs::write(&old, checkpoint).expect("a file");
    let named = ["history", "verify", "--file", file.to_str().expect("a path")];
    let said = run(program(&named)).done();
    assert!(said.contains("e/demo: intact, 5 entries") && said.contains(&key), "{said}");
    let older = [&named[..], &["--checkpoint", old.to_str().expect("a path")]].concat();
    run(program(&older)).done();
    fs::write(&file, lines.join("\n").replacen("甲", "乙", 1)).expect("a file");
    let ended = run(program(&[&older[..], &["--format", "json"]].concat()));
    assert_eq!(ended.code, Some(1));
    assert_eq!(report(&ended)["logs"][0]["first_broken"], 0);
    let gone = ["history", "verify", "--file", "/nowhere/x"];
    run(program(&gone)).refused(&["/nowhere/x", "cannot be read"]);
}

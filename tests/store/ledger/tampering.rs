//! Whoever has the database changes, deletes, inserts, swaps and cuts: found by the leaves, the tree, the
//! head and the kept checkpoints, and, when all of these were made anew, by an older checkpoint alone.

use super::{EVENTS, Kit, kit, recording::forget};
use crate::support::{both, probe::Probe, world::system};
use jieru::domain::Log;

/// Five ways to falsify a log of 21 events, each with the entry where it begins.
const FALSIFIED: [(&str, &str, u64); 5] = [
    ("change", "UPDATE events SET reason = 'never' WHERE log = '{log}' AND seq = 5", 5),
    (
        "delete",
        "DELETE FROM events WHERE log = '{log}' AND seq = 5;
         UPDATE events SET seq = -seq WHERE log = '{log}' AND seq > 5;
         UPDATE events SET seq = -seq - 1 WHERE log = '{log}' AND seq < 0;
         UPDATE logs SET size = size - 1 WHERE log = '{log}'",
        5,
    ),
    (
        "insert",
        "UPDATE events SET seq = -seq - 1 WHERE log = '{log}' AND seq >= 5;
         UPDATE events SET seq = -seq WHERE log = '{log}' AND seq < 0;
         INSERT INTO events (log, seq, at, actor_kind, actor_id, actor_name, actor_role, address, permission, record, action, noun, subject, act, reason, request_id, changes, details)
         SELECT log, 5, at, actor_kind, actor_id, actor_name, actor_role, address, permission, record, action, noun, subject, act, reason, request_id, changes, details
         FROM events WHERE log = '{log}' AND seq = 4;
         UPDATE logs SET size = size + 1 WHERE log = '{log}'",
        5,
    ),
    (
        "swap",
        "UPDATE events SET seq = -1 WHERE log = '{log}' AND seq = 5;
         UPDATE events SET seq = 5 WHERE log = '{log}' AND seq = 9;
         UPDATE events SET seq = 9 WHERE log = '{log}' AND seq = -1",
        5,
    ),
    (
        "cut",
        "DELETE FROM events WHERE log = '{log}' AND seq >= 13;
         UPDATE logs SET size = 13 WHERE log = '{log}'",
        13,
    ),
];

/// The tables of the history, to be put back after each falsification.
const TABLES: [&str; 4] = ["logs", "events", "subtrees", "checkpoints"];

struct Scene {
    kit: Kit,
    probe: Probe,
}

impl Scene {
    async fn new(kit: Kit, url: &str) -> Self {
        let probe = Probe::open(url).await;
        for table in TABLES {
            probe.execute(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await;
        }
        Scene { kit, probe }
    }

    async fn restore(&self) {
        for table in TABLES.iter().rev() {
            self.probe.execute(&format!("DELETE FROM {table}")).await;
        }
        for table in TABLES {
            self.put_back(table, "1 = 1").await;
        }
    }

    async fn put_back(&self, table: &str, which: &str) {
        let text = format!("INSERT INTO {table} SELECT * FROM kept_{table} WHERE {which}");
        self.probe.execute(&text).await;
    }

    async fn falsify(&self, text: &str) {
        self.probe.execute(&text.replace("{log}", &self.kit.key())).await;
    }

    /// Makes leaves, tree and head anew, and forgets every checkpoint: all that somebody can do who has
    /// the database and no key.
    async fn make_anew(&self) {
        forget(&self.probe).await;
        self.kit.db().migrate().await.expect("new leaves");
    }
}

both! {
    async fn whoever_only_touches_events_is_found_by_what_is_kept_beside_them(db: TestDb) {
        let scene = Scene::new(kit(&db).await, &db.url).await;
        for (what, text, entry) in FALSIFIED {
            scene.restore().await;
            assert_eq!(scene.kit.fault(&[]).await, (None, ""));
            scene.falsify(text).await;
            let (from, why) = scene.kit.fault(&[]).await;
            assert_eq!(from, Some(entry), "{what}: {why}");
        }
    }

    async fn an_older_checkpoint_alone_finds_every_falsification_that_it_covers(db: TestDb) {
        let kit = kit(&db).await;
        let (early, late) = (kit.unrecorded(4).await, kit.unrecorded(EVENTS).await);
        kit.grow(4).await;
        let scene = Scene::new(kit, &db.url).await;
        for (what, text, entry) in FALSIFIED {
            scene.restore().await;
            scene.falsify(text).await;
            scene.make_anew().await;
            assert_eq!(scene.kit.fault(&[]).await, (None, ""), "{what}: nothing else can tell");
            let (from, why) = scene.kit.fault(&late).await;
            let expected = if what == "cut" { (Some(entry), "given.longer") } else { (Some(0), "given.differs") };
            assert_eq!((from, why), expected, "{what}");
            let both = [early.clone(), late.clone()].concat();
            let (from, _) = scene.kit.fault(&both).await;
            assert_eq!(from, Some(if what == "cut" { entry } else { 4 }), "{what}: the earlier one holds");
        }
        scene.restore().await;
        assert_eq!(scene.kit.fault(&late).await, (None, ""));
    }

    async fn what_is_only_half_made_anew_is_found(db: TestDb) {
        let kit = kit(&db).await;
        kit.checkpoint(kit.log()).await;
        kit.grow(4).await;
        let scene = Scene::new(kit, &db.url).await;
        let change = FALSIFIED[0].1;
        let log = scene.kit.key();
        let late = change.replace("seq = 5", "seq = 23");
        let anew = async |change: &str| {
            scene.restore().await;
            scene.falsify(change).await;
            scene.make_anew().await;
        };
        anew(&late).await;
        assert_eq!(scene.kit.fault(&[]).await, (None, ""), "later than every checkpoint");
        anew(change).await;
        assert_eq!(scene.kit.fault(&[]).await, (Some(0), "checkpoint.recorded_otherwise"));
        scene.put_back("checkpoints", "1 = 1").await;
        assert_eq!(scene.kit.fault(&[]).await.1, "checkpoint.differs");
        anew(&late).await;
        scene.falsify("DELETE FROM subtrees WHERE log = '{log}' AND level > 0").await;
        scene.put_back("subtrees", &format!("log = '{log}' AND level > 0")).await;
        assert_eq!(scene.kit.fault(&[]).await, (Some(22), "subtree.changed"));
        anew(&late).await;
        scene.falsify("UPDATE logs SET root = (SELECT k.root FROM kept_logs k WHERE k.log = '{log}') WHERE log = '{log}'").await;
        assert_eq!(scene.kit.fault(&[]).await.1, "head.changed");
    }

    async fn every_row_beside_the_events_is_looked_at(db: TestDb) {
        let kit = kit(&db).await;
        kit.checkpoint(kit.log()).await;
        let scene = Scene::new(kit, &db.url).await;
        let separator = if db.url.starts_with("postgres:") { "chr(31)" } else { "char(31)" };
        let last = EVENTS - 1;
        for (text, from, why) in [
            ("DELETE FROM events WHERE log = '{log}' AND seq = 7", Some(7), "entry.missing"),
            ("DELETE FROM subtrees WHERE log = '{log}' AND level = 0 AND place = 7", Some(7), "leaf.missing"),
            ("DELETE FROM subtrees WHERE log = '{log}' AND level = 2 AND place = 1", Some(4), "subtree.changed"),
            ("INSERT INTO subtrees SELECT log, level, 400, hash FROM subtrees WHERE log = '{log}' AND level = 3 AND place = 0", Some(EVENTS), "subtree.changed"),
            (&format!("UPDATE events SET reason = 'a' || {separator} WHERE log = '{{log}}' AND seq = 7"), Some(7), "entry.unreadable"),
            ("UPDATE events SET details = '{' WHERE log = '{log}' AND seq = 7", Some(7), "entry.unreadable"),
            ("UPDATE logs SET size = size - 1 WHERE log = '{log}'", Some(last), "entry.surplus"),
            ("UPDATE logs SET frontier = '' WHERE log = '{log}'", Some(EVENTS - 1), "head.changed"),
            ("UPDATE checkpoints SET root = (SELECT hash FROM subtrees WHERE level = 0 AND place = 3 AND log = '{log}') WHERE log = '{log}'", None, "checkpoint.unsigned"),
            ("UPDATE checkpoints SET note = replace(note, 'alpha', 'omega') WHERE log = '{log}'", None, "checkpoint.unsigned"),
            ("UPDATE checkpoints SET size = size + 5 WHERE log = '{log}'", None, "checkpoint.unsigned"),
            (
                "DELETE FROM checkpoints WHERE log = '{log}'; DELETE FROM subtrees WHERE log = '{log}';
                 DELETE FROM events WHERE log = '{log}'; DELETE FROM logs WHERE log = '{log}'",
                Some(0), "entry.missing",
            ),
        ] {
            scene.restore().await;
            scene.falsify(text).await;
            let found = scene.kit.fault(&[]).await;
            assert!(found.1 == why && (found.0 == from || why == "head.changed"), "{text}: {found:?}");
        }
        scene.restore().await;
        assert!(scene.kit.report(&[]).await.ok);
        scene.falsify("UPDATE signing_keys SET verifier = replace(verifier, '+A', '+B')").await;
        let report = scene.kit.report(&[]).await;
        let own = report.logs.iter().find(|log| log.log == "installation").expect("the log");
        assert_eq!(own.fault.as_ref().map(|fault| fault.reason.id()), Some("key.changed"));
    }

    async fn what_was_purged_is_told_by_the_log_and_is_no_gap(db: TestDb) {
        let kit = kit(&db).await;
        let late = kit.unrecorded(EVENTS).await;
        let purged = jieru::domain::Change::access(kit.log(), "history.purged", "history", "1")
            .detail("from", "0")
            .detail("to", "6");
        let work = async |_: &mut jieru::store::Write<'_>| Ok(purged.clone().into());
        kit.db().write(&system(), work).await.expect("an event");
        let scene = Scene::new(kit, &db.url).await;
        scene.falsify("DELETE FROM events WHERE log = '{log}' AND seq < 6").await;
        assert_eq!(scene.kit.fault(&late).await, (None, ""));
        scene.falsify("DELETE FROM events WHERE log = '{log}' AND seq < 7").await;
        assert_eq!(scene.kit.fault(&late).await, (Some(6), "entry.missing"));
    }

    async fn checkpoints_that_belong_elsewhere_are_told(db: TestDb) {
        let kit = kit(&db).await;
        let own = kit.unrecorded(EVENTS).await;
        let text = kit.checkpoint(Log::Installation).await.note;
        let report = kit.report(&jieru::ledger::notes(&text).unwrap()).await;
        assert!(report.ok);
        for (changed, why) in [
            (text.replace("/installation", "/e/gone"), "given.no_log"),
            (text.replacen(&kit.opened.installation.id, "another", 1), "given.foreign"),
        ] {
            let report = kit.report(&jieru::ledger::notes(&changed).unwrap()).await;
            let faults: Vec<_> = report.logs.iter().filter_map(|log| log.fault.as_ref()).collect();
            assert_eq!(faults.len(), 1);
            assert_eq!(faults[0].reason.id(), why);
        }
        let mut forged = own.clone();
        forged[0] = jieru::ledger::Signer::new(&kit.opened.installation.id, &jieru::secret::SecretBytes::new([7; 32]))
            .sign(&own[0].checkpoint)
            .parse_one();
        assert_eq!(kit.fault(&forged).await, (None, "given.unsigned"));
    }
}

trait ParseOne {
    fn parse_one(&self) -> jieru::ledger::Note;
}

impl ParseOne for String {
    fn parse_one(&self) -> jieru::ledger::Note {
        jieru::ledger::notes(self).expect("a note").remove(0)
    }
}

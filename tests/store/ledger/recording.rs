//! Events and their leaves are written together or not at all; what has none yet gets them.

use jieru::{
    domain::{Act, Change, Log},
    error::Kind,
    store::{Write, ledger::newest},
};

use super::{EVENTS, Kit, kit};
use crate::support::{
    both,
    probe::Probe,
    world::{sample_enterprise, system, world},
};
use jieru::clock::Clock;
use reqwest::StatusCode;

/// Makes every insert into a table fail, as a full disk or a DBA would.
async fn forbid(probe: &Probe, table: &str) {
    match probe {
        Probe::Sqlite(_) => {
            let text = format!(
                "CREATE TRIGGER no_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'not today'); END"
            );
            probe.execute(&text).await;
        }
        Probe::Postgres(_) => {
            let text = format!(
                "CREATE FUNCTION no_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not today'; END $$;
                 CREATE TRIGGER no_{table} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION no_{table}()"
            );
            probe.execute(&text).await;
        }
    }
}

async fn allow(probe: &Probe, table: &str) {
    let place =
        if matches!(probe, Probe::Sqlite(_)) { String::new() } else { format!(" ON {table}") };
    probe.execute(&format!("DROP TRIGGER no_{table}{place}")).await;
}

/// Takes every hash away, as if the events were those of an earlier version.
pub(super) async fn forget(probe: &Probe) {
    for text in [
        "DELETE FROM subtrees",
        "DELETE FROM checkpoints",
        "UPDATE logs SET hashed = 0, root = '', frontier = ''",
    ] {
        probe.execute(text).await;
    }
}

both! {
    async fn without_its_leaf_there_is_no_event_and_no_change(db: TestDb) {
        let kit = kit(&db).await;
        let probe = Probe::open(&db.url).await;
        let before = probe.snapshot().await;
        let (new, change) = sample_enterprise(&Clock::system(), "beta", 0);
        for table in ["events", "subtrees"] {
            forbid(&probe, table).await;
            let work = async |write: &mut Write<'_>| {
                jieru::store::enterprises::insert(write, &new).await?;
                Ok(Act::new(change.clone()))
            };
            let refused = kit.db().write(&system(), work).await.expect_err("no history, no change");
            assert_eq!(refused.kind(), Kind::Busy, "{refused}");
            allow(&probe, table).await;
            assert_eq!(probe.snapshot().await, before, "without {table}");
        }
        kit.grow(1).await;
        assert!(kit.report(&[]).await.ok);
    }

    async fn a_browser_is_told_to_come_back_when_the_history_cannot_be_written(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        let form = [("name", "新名字"), ("owner", ""), ("tags", ""), ("note", ""), ("reason", "")];
        let version = world.version("enterprises", world.alpha.id).await;
        let fields = [form.as_slice(), &[("version", version.as_str())]].concat();
        for table in ["events", "subtrees"] {
            forbid(&world.probe, table).await;
            let before = world.probe.content("enterprises").await;
            let reply = owner.fill("/e/alpha/settings", "/e/alpha/settings", &fields).await;
            assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{}", reply.body);
            assert!(reply.body.contains("历史无法写入"), "{}", reply.body);
            assert_eq!(world.probe.content("enterprises").await, before);
            allow(&world.probe, table).await;
        }
        let reply = owner.fill("/e/alpha/settings", "/e/alpha/settings", &fields).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    }

    async fn events_of_an_earlier_version_get_their_leaves_when_the_database_is_opened(db: TestDb) {
        let kit = kit(&db).await;
        let probe = Probe::open(&db.url).await;
        let (subtrees, logs) = (probe.content("subtrees").await, probe.content("logs").await);
        forget(&probe).await;
        let half = kit.report(&[]).await;
        assert!(half.ok, "what has no leaves yet is not tampering: {:?}", half.logs);
        // Whoever appends first makes up for a few.
        kit.db().migrate().await.expect("leaves");
        assert_eq!(probe.content("subtrees").await, subtrees);
        assert_eq!(probe.content("logs").await, logs);
        kit.db().migrate().await.expect("nothing to do");
        assert_eq!(probe.content("subtrees").await, subtrees);
        assert!(kit.report(&[]).await.ok);
    }

    async fn an_append_makes_up_for_events_that_an_earlier_version_wrote_meanwhile(db: TestDb) {
        let kit = kit(&db).await;
        let probe = Probe::open(&db.url).await;
        // Many events at once, without leaves, as a node of an earlier version writes them.
        let (key, more) = (kit.key(), 9000);
        probe.execute(&format!(
            "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {more} - 1)
             INSERT INTO events (log, seq, at, actor_kind, actor_id, actor_name, actor_role, address, permission, record, action, noun, subject, act, reason, request_id, changes, details)
             SELECT log, {EVENTS} + i, at + i, actor_kind, actor_id, actor_name, actor_role, address, permission, record, action, noun, subject, act, reason, request_id, changes, details
             FROM events, n WHERE log = '{key}' AND seq = 5;
             UPDATE logs SET size = size + {more} WHERE log = '{key}'"
        )).await;
        assert_eq!(kit.fault(&[]).await, (None, ""));
        kit.grow(1).await;
        assert_eq!(kit.fault(&[]).await, (None, ""));
        assert_eq!(newest(&mut kit.db().read().await.unwrap(), kit.log()).await.unwrap(), None);
        let kept = kit.checkpoint(kit.log()).await;
        assert_eq!(kept.size, EVENTS + more + 1);
        assert!(kit.report(&Kit::note(&kept)).await.ok);
    }

    async fn checkpoints_are_kept_told_and_made_when_they_are_due(db: TestDb) {
        let kit = kit(&db).await;
        let probe = Probe::open(&db.url).await;
        let kept = kit.checkpoint(kit.log()).await;
        assert_eq!(kept.size, EVENTS);
        assert_eq!(kit.checkpoint(kit.log()).await, kept, "nothing was appended since");
        let told = "SELECT subject FROM events WHERE log = 'installation' AND action = 'checkpoint.made'";
        assert_eq!(probe.column(told).await, ["e/alpha", "e/alpha"], "and yet it was asked for");
        let round = async |every| kit.notary.round(kit.db(), every).await.expect("a round");
        assert_eq!(round(0).await, 1, "the installation has none yet");
        assert_eq!(round(0).await, 0, "its own record is not worth another one");
        kit.grow(1).await;
        assert_eq!(round(3_600_000).await, 0, "the last one is recent");
        assert_eq!(round(0).await, 2);
        assert_eq!(probe.count("checkpoints").await, 4);
        assert!(kit.report(&[]).await.ok);
    }

    async fn a_checkpoint_file_gets_every_one_and_its_failure_stops_nothing(db: TestDb) {
        let kit = kit(&db).await;
        let file = db.dir.path().join("checkpoints.txt");
        let notary = |path| {
            jieru::store::ledger::Notary::new(kit.opened.vault.clone(), &kit.opened.installation.id, Some(path))
        };
        let sends = notary(file.clone());
        for log in [kit.log(), Log::Installation] {
            sends.checkpoint(kit.db(), &system(), log).await.expect("a checkpoint");
        }
        let sent = jieru::ledger::notes(&std::fs::read_to_string(&file).expect("a file")).expect("notes");
        assert_eq!(sent.len(), 2);
        assert_eq!(sends.file().1, None);
        assert!(kit.report(&sent).await.ok);
        let fails = notary(db.dir.path().join("nowhere").join("x"));
        kit.grow(1).await;
        fails.checkpoint(kit.db(), &system(), kit.log()).await.expect("it is kept in the database");
        assert!(fails.file().1.is_some(), "and the failure is shown");
    }

    async fn an_act_of_many_events_is_one_stretch_of_leaves(db: TestDb) {
        let kit = kit(&db).await;
        let change = |number: u64| {
            let fields = vec![("n".to_owned(), Some(number.to_string()))];
            Change::creation(kit.log(), "enterprise.saved", "enterprise", number, fields)
        };
        let act = (1..300).fold(Act::new(change(0)), |act, number| act.and(change(number)));
        let work = async |_: &mut Write<'_>| Ok(act.clone());
        kit.db().write(&system(), work).await.expect("an act");
        assert!(kit.report(&[]).await.ok);
        let leaves = "SELECT CAST(COUNT(*) AS TEXT) FROM subtrees WHERE level = 0 AND log = '";
        let leaves = Probe::open(&db.url).await.one(&format!("{leaves}{}'", kit.key())).await;
        assert_eq!(leaves, (EVENTS + 300).to_string());
    }
}

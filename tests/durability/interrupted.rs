//! Migrations and changes of the master key that are killed at any moment: the next start finishes them.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use jieru::{clock::Clock, vault::next_file};
use sqlx::migrate::Migrator;

use super::{Dice, times};
use crate::{
    cli::{another, on, run},
    store::sealing::{filled, reopened},
    support::{TestDb, app::config, both, probe::Probe},
};

/// The last schema before the history became a Merkle log: what follows rewrites most.
const EARLIER: i64 = 10;
const PLUGINS: usize = 150;
const EVENTS: usize = 6_000;

/// A process that is killed when this is dropped.
struct Victim(Child);

impl Victim {
    fn of(mut command: Command) -> Self {
        command.stdout(Stdio::null()).stderr(Stdio::null());
        Victim(command.spawn().expect("a program"))
    }

    /// Kills it; whether it was still at work.
    fn kill(mut self) -> bool {
        let ended = self.0.try_wait().expect("a status").is_some();
        drop(self);
        !ended
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn hex(probe: &Probe, column: &str) -> String {
    match probe {
        Probe::Sqlite(_) => format!("hex({column})"),
        Probe::Postgres(_) => format!("encode({column}, 'hex')"),
    }
}

fn blob(probe: &Probe, hex: &str) -> String {
    match probe {
        Probe::Sqlite(_) => format!("x'{hex}'"),
        Probe::Postgres(_) => format!("'\\x{hex}'"),
    }
}

async fn empty_at(db: &TestDb, version: i64) -> Probe {
    let engine = if db.url.starts_with("postgres:") { "postgres" } else { "sqlite" };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
    let migrator = Migrator::new(folder).await.expect("migrations");
    if engine == "sqlite" {
        fs::write(db.dir.path().join("jieru.db"), "").expect("a file");
    }
    let probe = Probe::open(&db.url).await;
    match &probe {
        Probe::Sqlite(pool) => migrator.run_to(version, pool).await,
        Probe::Postgres(pool) => migrator.run_to(version, pool).await,
    }
    .expect("an earlier schema");
    probe
}

/// The same installation as it was before: objects and events under an earlier schema.
async fn earlier(fresh: &TestDb) -> TestDb {
    let db = another(fresh).await;
    for name in ["master.key", "installation.json"] {
        fs::copy(fresh.dir.path().join(name), db.dir.path().join(name)).expect("a copy");
    }
    let (old, new) = (empty_at(&db, EARLIER).await, Probe::open(&fresh.url).await);
    let demo = if fresh.url.starts_with("postgres:") { "false" } else { "0" };
    let check = new.one(&format!("SELECT {} FROM installation", hex(&new, "key_check"))).await;
    let (id, name) = (
        new.one("SELECT id FROM installation").await,
        new.one("SELECT master_key FROM installation").await,
    );
    let wrapped =
        format!("SELECT {} FROM data_keys WHERE place = 'installation'", hex(&new, "wrapped"));
    let wrapped = blob(&old, &new.one(&wrapped).await);
    old.execute(&format!(
        "INSERT INTO installation (only_row, id, key_check, demo, setup, created_at, master_key)
         VALUES (1, '{id}', {}, {demo}, 'account', 0, '{name}');
         INSERT INTO data_keys (place, wrapped, created_at) VALUES ('installation', {wrapped}, 0)",
        blob(&old, &check)
    ))
    .await;
    let place = Clock::system().id();
    let plugins: Vec<String> = (0..PLUGINS)
        .map(|number| {
            let id = Clock::system().id();
            format!("('{id}', '{place}', 'p{number}', 'x', 'x', '1', 'x', '', '', '', 1, 0, 0)")
        })
        .collect();
    old.execute(&format!(
        "INSERT INTO enterprises (id, slug, name, owner, tags, note, version, created_at, updated_at)
         VALUES ('{place}', 'alpha', '甲', '', '', '', 1, 0, 0);
         INSERT INTO plugins (id, enterprise_id, name, plugid, provider, plugin_version, alias, owner, tags, note, version, created_at, updated_at)
         VALUES {};
         INSERT INTO logs (log, size) VALUES ('{place}', {EVENTS});
         WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {EVENTS})
         INSERT INTO events (log, seq, at, actor_kind, actor_id, actor_name, actor_role, address, permission, record, action, noun, subject, act, reason, request_id, changes, details)
         SELECT '{place}', i, i, 'user', 'a' || (i % 7), 'A', 'admin', '192.0.2.1', 'registry.edit', 'change', 'plugin.saved', 'plugin',
             's' || (i % 40), 'act' || i, '', 'r' || i, '[{{\"field\":\"note\",\"before\":null,\"after\":\"x\"}}]', '{{}}' FROM n",
        plugins.join(", ")
    ))
    .await;
    db
}

/// Every table, column, index and rule, and which migrations made them.
async fn schema(probe: &Probe) -> Vec<String> {
    let mut all = match probe {
        Probe::Sqlite(_) => {
            let all = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name";
            probe.column(all).await
        }
        Probe::Postgres(_) => {
            let mut all = probe.column(
                "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') || coalesce(collation_name, '')
                 FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1",
            ).await;
            all.extend(
                probe
                    .column(
                        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
                    )
                    .await,
            );
            all.extend(probe.column(
                "SELECT conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid)
                 FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1",
            ).await);
            all
        }
    };
    let made = format!(
        "SELECT CAST(version AS TEXT) || ' ' || {} FROM _sqlx_migrations WHERE success ORDER BY version",
        hex(probe, "checksum")
    );
    all.extend(probe.column(&made).await);
    all
}

/// It is what a fresh one is, with everything that was there before.
async fn assert_migrated(db: &TestDb, fresh: &[String]) {
    let probe = Probe::open(&db.url).await;
    assert_eq!(schema(&probe).await, fresh);
    let count =
        async |what: &str| probe.one(&format!("SELECT CAST(count(*) AS TEXT) FROM {what}")).await;
    assert_eq!(count("events WHERE action = 'plugin.saved'").await, EVENTS.to_string());
    assert_eq!(count("cards WHERE noun = 'plugin'").await, PLUGINS.to_string());
    assert_eq!(count("logs WHERE hashed <> size").await, "0");
    run(on(db, &["history", "verify"])).done();
}

const STARTS: [&[&str]; 2] = [&["migrate"], &["serve", "--listen", "127.0.0.1:0"]];

both! {
    async fn a_migration_that_is_killed_anywhere_is_finished_by_the_next_start(db: TestDb) {
        run(on(&db, &["migrate"])).done();
        let fresh = schema(&Probe::open(&db.url).await).await;
        let undisturbed = earlier(&db).await;
        let begun = Instant::now();
        run(on(&undisturbed, &["migrate"])).done();
        let span = begun.elapsed();
        assert_migrated(&undisturbed, &fresh).await;
        let (mut dice, mut hit) = (Dice::thrown(), 0);
        let rounds = times(2, 100);
        for _ in 0..rounds {
            let old = earlier(&db).await;
            for _ in 0..3 {
                let victim = Victim::of(on(&old, STARTS[usize::from(dice.coin())]));
                tokio::time::sleep(dice.moment(span)).await;
                hit += usize::from(victim.kill());
            }
            run(on(&old, &["migrate"])).done();
            assert_migrated(&old, &fresh).await;
        }
        println!("{rounds} migrations, interrupted {hit} times: all finished");
    }

    async fn a_first_start_that_is_killed_anywhere_is_finished_by_the_next_one(db: TestDb) {
        let begun = Instant::now();
        run(on(&db, &["migrate"])).done();
        let span = begun.elapsed();
        let fresh = schema(&Probe::open(&db.url).await).await;
        let mut dice = Dice::thrown();
        for _ in 0..times(3, 100) {
            let new = another(&db).await;
            let victim = Victim::of(on(&new, STARTS[usize::from(dice.coin())]));
            tokio::time::sleep(dice.moment(span)).await;
            victim.kill();
            run(on(&new, &["migrate"])).done();
            assert_eq!(schema(&Probe::open(&new.url).await).await, fresh);
            run(on(&new, &["history", "verify"])).done();
        }
    }

    async fn a_change_of_the_master_key_that_is_killed_anywhere_goes_on_either_way(db: TestDb) {
        let known = filled(&db).await;
        let config = config(&db);
        let begun = Instant::now();
        run(on(&db, &["vault", "rotate"])).done();
        let span = begun.elapsed().max(Duration::from_millis(1));
        let (mut dice, mut hit) = (Dice::thrown(), 0);
        let kills = times(6, 100);
        for _ in 0..kills {
            let victim = Victim::of(on(&db, &["vault", "rotate"]));
            tokio::time::sleep(dice.moment(span)).await;
            hit += usize::from(victim.kill());
            // Forward with the change, or back to work with whichever key fits.
            let on_with_it: &[&str] = if dice.coin() { &["vault", "rotate"] } else { &["migrate"] };
            run(on(&db, on_with_it)).done();
            reopened(&config, &known).await;
        }
        run(on(&db, &["vault", "rotate"])).done();
        assert!(!next_file(&config.master_key_file).exists(), "nothing is left undone");
        reopened(&config, &known).await;
        run(on(&db, &["history", "verify"])).done();
        println!("{kills} changes of the master key, {hit} of them interrupted: every secret opens");
    }
}

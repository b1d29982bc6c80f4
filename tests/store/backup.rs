//! Backups: everything that was acknowledged comes back, on either database, or nothing does.

use std::{
    cell::Cell,
    fs::{self, File},
    path::{Path, PathBuf},
    time::Duration,
};

use jieru::{
    app::{self, backup::backup, restoring, rotation},
    clock::Clock,
    config::Config,
    error::Error,
    store::{
        Db, Location, Write,
        backup::{Contents, LEFT_OUT, Whole, load, tables},
    },
    vault::{MasterKey, StreamKey},
};

use super::{opened, stored_enterprise};
use crate::support::{
    TestDb,
    app::config,
    both,
    probe::Probe,
    world::{SECRET, SYSNUM, named_field, system, world},
};

/// What tells of a restore itself, beside the objects.
const HISTORY: &[&str] =
    &["events", "event_fields", "event_times", "logs", "subtrees", "checkpoints"];

async fn other_kind(db: &TestDb) -> Option<TestDb> {
    if db.url.starts_with("postgres:") { Some(TestDb::sqlite()) } else { TestDb::postgres().await }
}

async fn same_kind(db: &TestDb) -> TestDb {
    if db.url.starts_with("postgres:") {
        TestDb::postgres().await.expect("the cluster runs")
    } else {
        TestDb::sqlite()
    }
}

fn file(db: &TestDb, name: &str) -> PathBuf {
    db.dir.path().join(name)
}

/// The master key lies where the restored portal looks for it.
fn hand_over(from: &TestDb, to: &TestDb) {
    fs::copy(file(from, "master.key"), file(to, "master.key")).expect("a copy");
}

async fn made(db: &TestDb, name: &str) -> Whole {
    let made = backup(&config(db), &file(db, name)).await.expect("a backup");
    assert!(made.recorded);
    made.whole
}

async fn restored(from: &Path, to: &TestDb) -> Whole {
    restoring::restore(&config(to), from).await.expect("a restored portal")
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, Error>, words: &str) {
    let error = outcome.expect_err("refused");
    let said = error.text().map_or_else(|| error.to_string(), |text| text.en.clone());
    assert!(said.contains(words), "{said}");
}

/// Tables, rows and sums of the objects but links to accounts, which a restore closes.
fn objects(contents: &Contents) -> Vec<(String, u64, String)> {
    let of_history = |name: &str| HISTORY.contains(&name) || name == "invitations";
    let all = contents.tables.iter().filter(|(table, _)| !of_history(&table.name));
    let mut all: Vec<_> =
        all.map(|(table, count)| (table.name.clone(), count.rows, count.sum.clone())).collect();
    all.sort();
    all
}

fn rows(contents: &Contents, name: &str) -> u64 {
    contents.tables.iter().find(|(table, _)| table.name == name).expect("a table").1.rows
}

/// Nothing is there that anybody could take for a portal.
async fn assert_nothing(db: &TestDb) {
    assert!(!file(db, "installation.json").exists());
    if db.url.starts_with("postgres:") {
        assert!(Probe::open(&db.url).await.tables().await.is_empty());
    } else {
        assert!(!file(db, "jieru.db").exists() && !file(db, "jieru.db-wal").exists());
    }
}

both! {
    async fn everything_comes_back_on_either_database(db: TestDb) {
        let world = world(db).await;
        let open = world.probe.count("invitations WHERE revoked_at = 0 AND accepted_at = 0").await as u64;
        let one = made(&world.app.db, "one.backup").await;
        let bytes = fs::read(file(&world.app.db, "one.backup")).expect("a file");
        for plain in [SECRET, SYSNUM, "owner@alpha.example", "argon2", "installation", "people"] {
            assert!(!bytes.windows(plain.len()).any(|part| part == plain.as_bytes()), "{plain}");
        }
        assert_eq!(bytes.len() as u64, one.size);
        let mut targets = vec![same_kind(&world.app.db).await];
        targets.extend(other_kind(&world.app.db).await);
        for target in &targets {
            hand_over(&world.app.db, target);
            assert_eq!(restored(&file(&world.app.db, "one.backup"), target).await, one);
            let again = made(target, "two.backup").await;
            assert_eq!(objects(&again.contents), objects(&one.contents));
            let events = rows(&one.contents, "events");
            assert_eq!(rows(&again.contents, "events"), events + 1 + open, "it tells of the restore");
            assert_eq!(rows(&again.contents, "invitations"), rows(&one.contents, "invitations"));
            let probe = Probe::open(&target.url).await;
            assert_eq!(probe.one("SELECT actor_name FROM events WHERE action = 'backup.restored'").await, "command line");
            assert_eq!(probe.count("sessions").await, 0);
            // And back: from this kind of database into the first kind.
            let back = same_kind(&world.app.db).await;
            hand_over(&world.app.db, &back);
            restored(&file(target, "two.backup"), &back).await;
            let third = made(&back, "three.backup").await;
            assert_eq!(objects(&third.contents), objects(&one.contents));
        }
        // People sign in, and keys open.
        let target = targets.remove(0);
        let app = crate::support::app::start(config(&target), target);
        let mut client = app.client();
        client.login("admin@alpha.example", crate::support::world::PASSWORD).await;
        let path = "/e/alpha/windows/link/links";
        let reply = client.fill(path, path, &[("v.partnerid", "u1")]).await;
        assert!(reply.body.contains("sign="), "{}", reply.body);
    }

    async fn links_and_questions_of_that_time_open_no_longer(db: TestDb) {
        let world = world(db).await;
        let root = world.probe.one("SELECT id FROM people WHERE email = 'root@portal.example'").await;
        let asked = format!("INSERT INTO passkey_challenges (holder, person_id, purpose, state, expires_at) VALUES ('h', '{root}', 'sign_in', '{{}}', {})", i64::MAX);
        world.probe.execute(&asked).await;
        let still = "SELECT id FROM invitations WHERE revoked_at = 0 AND accepted_at = 0 ORDER BY id";
        let open = world.probe.column(still).await;
        assert!(!open.is_empty());
        made(&world.app.db, "one.backup").await;
        let mut targets = vec![same_kind(&world.app.db).await];
        targets.extend(other_kind(&world.app.db).await);
        for target in targets {
            hand_over(&world.app.db, &target);
            restored(&file(&world.app.db, "one.backup"), &target).await;
            let probe = Probe::open(&target.url).await;
            assert!(probe.column(still).await.is_empty());
            assert_eq!(probe.count("passkey_challenges").await, 0);
            let told = "SELECT a.subject FROM events a JOIN events b ON a.act = b.act
                        WHERE a.action = 'invitation.revoked' AND b.action = 'backup.restored' ORDER BY a.subject";
            assert_eq!(probe.column(told).await, open, "in the act of the restore");
            let app = crate::support::app::start(config(&target), target);
            let mut guest = app.client();
            // The token of the sample, whose hash the database has.
            assert_eq!(guest.get("/invitations/invited-to-all").await.status.as_u16(), 404);
        }
    }

    async fn whatever_was_acknowledged_before_it_began_is_in_it(db: TestDb) {
        let opened = opened(&db).await;
        let enterprise = stored_enterprise(&opened.db, "alpha").await;
        let (done, count) = (Cell::new(false), Cell::new(0));
        let saving = async {
            while !done.get() {
                let name = format!("f{}", count.get());
                let (field, change) =
                    named_field(opened.db.clock(), enterprise.id, (&name, &name), opened.db.clock().now());
                let work = async |write: &mut Write<'_>| {
                    jieru::store::vip_fields::insert(write, &field).await?;
                    Ok(change.clone().into())
                };
                opened.db.write(&system(), work).await.expect("saved");
                count.set(count.get() + 1);
                // The backup writes its event between two saves.
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        let backing = async {
            while count.get() < 20 {
                tokio::task::yield_now().await;
            }
            let before = count.get();
            let whole = made(&db, "busy.backup").await;
            done.set(true);
            (before, whole)
        };
        let ((), (before, whole)) = tokio::join!(saving, backing);
        opened.db.close().await;
        let (fields, after) = (rows(&whole.contents, "vip_fields"), count.get());
        assert!(fields >= before && fields <= after, "{before} {fields} {after}");
        let target = same_kind(&db).await;
        hand_over(&db, &target);
        // The history of half a save would not verify.
        restored(&file(&db, "busy.backup"), &target).await;
        let probe = Probe::open(&target.url).await;
        let saved = probe.column("SELECT id FROM vip_fields ORDER BY id").await;
        let told = probe.column("SELECT subject FROM events WHERE action = 'vip_field.created' ORDER BY subject").await;
        assert_eq!(saved, told);
    }

    async fn a_restore_that_stopped_while_the_tables_were_made_is_begun_anew(db: TestDb) {
        opened(&db).await.db.close().await;
        let all = Probe::open(&db.url).await.column("SELECT CAST(version AS TEXT) FROM _sqlx_migrations ORDER BY _sqlx_migrations.version").await;
        made(&db, "one.backup").await;
        let at = |one: usize| all[one].parse::<i64>().expect("a number");
        for version in [at(0), at(all.len() / 2), at(all.len() - 1)] {
            let target = same_kind(&db).await;
            let location = Location::parse(&target.url).expect("an address");
            let stopped = Db::open(&location, Clock::system()).await.expect("a database");
            stopped.migrate_to(version).await.expect("tables");
            stopped.close().await;
            hand_over(&db, &target);
            restored(&file(&db, "one.backup"), &target).await;
        }
    }

    async fn a_damaged_file_and_a_wrong_key_are_refused_and_nothing_is_made(db: TestDb) {
        opened(&db).await.db.close().await;
        made(&db, "one.backup").await;
        let right = fs::read(file(&db, "one.backup")).expect("a file");
        let target = same_kind(&db).await;
        hand_over(&db, &target);
        let broken = file(&db, "broken.backup");
        let mut changed = right.clone();
        *changed.last_mut().expect("bytes") ^= 1;
        let half = &right[..right.len() / 2];
        for (bytes, words) in [
            (&changed[..], "damaged"),
            (half, "damaged"),
            (&[&right[..], b"x"].concat()[..], "damaged"),
            (b"PK".as_slice(), "no backup of Jieru"),
            (b"".as_slice(), "no backup of Jieru"),
        ] {
            fs::write(&broken, bytes).expect("a file");
            refused(restoring::restore(&config(&target), &broken).await, words);
            refused(restoring::look(&config(&target), &broken), words);
            assert_nothing(&target).await;
        }
        fs::remove_file(file(&target, "master.key")).expect("removed");
        refused(restoring::restore(&config(&target), &file(&db, "one.backup")).await, "missing");
        MasterKey::create(&file(&target, "master.key")).expect("another key");
        refused(restoring::restore(&config(&target), &file(&db, "one.backup")).await, "sealed with the master key");
        assert_nothing(&target).await;
    }

    async fn nothing_is_restored_over_anything(db: TestDb) {
        opened(&db).await.db.close().await;
        made(&db, "one.backup").await;
        refused(restoring::restore(&config(&db), &file(&db, "one.backup")).await, "not empty");
        fs::remove_file(file(&db, "installation.json")).expect("removed");
        refused(restoring::restore(&config(&db), &file(&db, "one.backup")).await, "not empty");
        assert_eq!(Probe::open(&db.url).await.count("installation").await, 1);
        refused(backup(&config(&db), &file(&db, "one.backup")).await, "overwrites nothing");
    }

    async fn an_earlier_master_key_opens_earlier_backups(db: TestDb) {
        opened(&db).await.db.close().await;
        let early = made(&db, "early.backup").await;
        rotation::rotate(&config(&db)).await.expect("another key");
        made(&db, "late.backup").await;
        let target = same_kind(&db).await;
        hand_over(&db, &target);
        refused(restoring::restore(&config(&target), &file(&db, "early.backup")).await, "--master-key-file");
        let kept = fs::read_dir(db.dir.path()).expect("a folder").map(|entry| entry.unwrap().path());
        let kept = kept.into_iter().find(|path| path.to_string_lossy().ends_with(".old")).expect("kept");
        let with_old = Config { master_key_file: kept, ..config(&target) };
        assert_eq!(restoring::restore(&with_old, &file(&db, "early.backup")).await.expect("restored"), early);
        app::open(&with_old).await.expect("it opens").db.close().await;
    }

    async fn a_history_that_was_tampered_with_is_not_restored(db: TestDb) {
        let opened = opened(&db).await;
        stored_enterprise(&opened.db, "alpha").await;
        opened.db.close().await;
        Probe::open(&db.url).await.execute("UPDATE events SET reason = 'forged' WHERE action = 'enterprise.created'").await;
        made(&db, "forged.backup").await;
        let target = same_kind(&db).await;
        hand_over(&db, &target);
        refused(restoring::restore(&config(&target), &file(&db, "forged.backup")).await, "is broken");
        assert_nothing(&target).await;
    }

    async fn a_restore_that_was_stopped_is_no_portal_and_starts_anew(db: TestDb) {
        opened(&db).await.db.close().await;
        made(&db, "one.backup").await;
        let target = same_kind(&db).await;
        hand_over(&db, &target);
        let location = Location::parse(&target.url).expect("an address");
        let half = Db::open(&location, Clock::system()).await.expect("a database");
        let master = MasterKey::read(&file(&db, "master.key")).expect("read").expect("a key");
        let source = File::open(file(&db, "one.backup")).expect("a file");
        load::load(&half, source, StreamKey::of(&master).expect("a key")).await.expect("loaded");
        half.close().await;
        refused(app::open(&config(&target)).await.map(|_| ()), "not finished");
        assert!(!file(&target, "installation.json").exists());
        restored(&file(&db, "one.backup"), &target).await;
        app::open(&config(&target)).await.expect("it opens").db.close().await;
    }

    async fn no_table_is_forgotten(db: TestDb) {
        let opened = opened(&db).await;
        let known = tables(&mut opened.db.read().await.expect("a connection")).await.expect("tables");
        let mut known: Vec<String> = known.into_iter().map(|table| table.name).collect();
        known.sort();
        let probe = Probe::open(&db.url).await;
        let mut there = probe.tables().await;
        there.retain(|name| name != "_sqlx_migrations");
        there.sort();
        assert_eq!(known, there);
        assert_eq!(LEFT_OUT, ["sessions"]);
        opened.db.close().await;
    }
}

/// What an earlier version wrote is brought up to date while it is restored.
#[tokio::test]
async fn a_backup_of_an_earlier_version_is_restored_into_this_one() {
    const EARLY: i64 = 15;
    let (now, old) = (TestDb::sqlite(), TestDb::sqlite());
    opened(&now).await.db.close().await;
    let location = Location::parse(&old.url).expect("an address");
    let early = Db::open(&location, Clock::system()).await.expect("a database");
    early.migrate_to(EARLY).await.expect("an early schema");
    early.close().await;
    let probe = Probe::open(&old.url).await;
    let mut copy =
        format!("PRAGMA foreign_keys = off; ATTACH '{}' AS now;", file(&now, "jieru.db").display());
    for table in probe.tables().await.iter().filter(|name| *name != "_sqlx_migrations") {
        let columns = format!("SELECT '\"' || name || '\"' FROM pragma_table_info('{table}')");
        let columns = probe.column(&columns).await.join(", ");
        copy.extend([format!(
            "INSERT INTO main.{table} ({columns}) SELECT {columns} FROM now.{table};"
        )]);
    }
    probe.execute(&copy).await;
    drop(probe);
    hand_over(&now, &old);
    let early = backup(&config(&old), &file(&old, "early.backup")).await.expect("a backup");
    assert!(!early.recorded, "an earlier version is left as it is");
    assert_eq!(early.whole.contents.head.schema, EARLY);
    let target = TestDb::sqlite();
    hand_over(&now, &target);
    restored(&file(&old, "early.backup"), &target).await;
    app::open(&config(&target)).await.expect("it opens").db.close().await;
}

//! Starting: usage, migration, master key, and places where nothing can be started.

use std::{
    fs::{self, Permissions},
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    path::Path,
};

use super::{at, on, program, run};
use crate::support::{TestDb, both, probe::Probe};

fn mode(file: &Path) -> u32 {
    fs::metadata(file).expect("a file").permissions().mode() & 0o777
}

fn write_key(file: &Path, text: &str) {
    fs::write(file, text).expect("a written key");
    fs::set_permissions(file, Permissions::from_mode(0o600)).expect("a private file");
}

#[test]
fn wrong_usage_ends_with_64_and_help_with_0() {
    for wrong in [
        &[][..],
        &["dance"],
        &["serve", "--colour"],
        &["user"],
        &["user", "add"],
        &["migrate", "extra"],
        &[
            "user",
            "add",
            "--email",
            "a@example.com",
            "--name",
            "a",
            "--role",
            "owner",
            "--password",
            "x",
        ],
        &["serve", "--workers", "many"],
    ] {
        let ended = run(program(wrong));
        assert_eq!(ended.code, Some(64), "{wrong:?} {ended:?}");
        assert!(ended.out.is_empty() && !ended.err.is_empty(), "{wrong:?} {ended:?}");
    }
    for right in [&["--help"][..], &["--version"], &["serve", "--help"], &["user", "add", "--help"]]
    {
        let out = run(program(right)).done();
        assert!(out.contains("jieru"), "{right:?}: {out}");
    }
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    let db = TestDb::sqlite();
    run(at(db.dir.path(), "mysql://x", &["migrate"])).refused(&["sqlite:FILE"]);
    for (wrong, word) in [
        (&["serve", "--public-url", "jieru.example"][..], "jieru.example"),
        (&["serve", "--public-url", "https://a.example/path"], "without a path"),
        (&["serve", "--listen", "nowhere"], "nowhere"),
        (&["serve", "--throttling", "none"], "throttling"),
        (&["serve", "--config", "no-such-file.toml"], "no-such-file.toml"),
    ] {
        run(on(&db, wrong)).refused(&[word]);
    }
    // Beyond this machine, plain http must be said.
    run(on(&db, &["serve", "--listen", "0.0.0.0:0"])).refused(&["JIERU_PUBLIC_URL"]);
    let file = db.dir.path().join("settings.toml");
    fs::write(&file, "colour = 1\n").expect("a file");
    run(on(&db, &["serve", "--config", file.to_str().unwrap()])).refused(&["colour"]);
}

#[test]
fn a_taken_port_is_refused_before_anything_is_made() {
    let db = TestDb::sqlite();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    run(on(&db, &["serve", "--listen", &address])).refused(&[&address, "--listen"]);
    assert_eq!(fs::read_dir(db.dir.path()).expect("a folder").count(), 0);
}

#[test]
fn a_data_directory_that_cannot_be_written_is_refused() {
    let db = TestDb::sqlite();
    let file = db.dir.path().join("file");
    fs::write(&file, "in the way").expect("a file");
    for place in [file.clone(), file.join("below")] {
        let shown = place.display().to_string();
        run(at(&place, &db.url, &["migrate"])).refused(&[&shown, "not writable"]);
        run(at(&place, &db.url, &["serve", "--listen", "127.0.0.1:0"])).refused(&[&shown]);
    }
    assert_eq!(fs::read_to_string(&file).expect("the file"), "in the way");
}

#[test]
fn a_database_that_cannot_be_opened_is_refused_without_its_password() {
    let db = TestDb::sqlite();
    let url = "postgres://app:hunter2@127.0.0.1:1/jieru";
    let ended = run(at(db.dir.path(), url, &["migrate"]));
    assert!(!ended.err.contains("hunter2"), "{}", ended.err);
    ended.refused(&["cannot be opened"]);
    run(at(db.dir.path(), "sqlite:/no/such/folder/jieru.db", &["migrate"]))
        .refused(&["/no/such/folder/jieru.db"]);
}

both! {
    async fn migrate_makes_database_key_and_marker_and_check_agrees(db: TestDb) {
        let unmade = run(on(&db, &["check"]));
        assert_eq!(unmade.code, Some(1), "{unmade:?}");
        assert!(!db.dir.path().join("installation.json").exists(), "a check makes nothing");
        assert!(!db.dir.path().join("master.key").exists());
        let out = run(on(&db, &["migrate"])).done();
        let marker = fs::read_to_string(db.dir.path().join("installation.json")).expect("a marker");
        let marker: serde_json::Value = serde_json::from_str(&marker).expect("JSON");
        let id = marker["installation"].as_str().expect("an id");
        assert!(out.contains(id), "{out}");
        assert_eq!(Probe::open(&db.url).await.one("SELECT id FROM installation").await, id);
        let key = db.dir.path().join("master.key");
        assert_eq!(mode(&key), 0o600);
        assert_eq!(fs::read_to_string(&key).expect("a key").trim().len(), 64);
        let checked = run(on(&db, &["check"])).done();
        assert!(checked.contains(id) && checked.contains("up to date"), "{checked}");
        let kept = fs::read(&key).expect("a key");
        run(on(&db, &["migrate"])).done();
        assert_eq!(fs::read(&key).expect("a key"), kept, "a second run keeps the key");
    }

    async fn without_its_own_private_master_key_nothing_starts(db: TestDb) {
        run(on(&db, &["migrate"])).done();
        let key = db.dir.path().join("master.key");
        let right = fs::read_to_string(&key).expect("a key");
        let commands = [&["serve", "--listen", "127.0.0.1:0"][..], &["migrate"], &["check"]];
        let all_refuse = |words: &[&str]| {
            for command in commands {
                let ended = run(on(&db, command));
                assert!(!ended.err.contains(right.trim()), "{}", ended.err);
                ended.refused(words);
            }
        };
        write_key(&key, &format!("{}\n", "ab".repeat(32)));
        all_refuse(&["master key"]);
        write_key(&key, "not a key\n");
        all_refuse(&["master.key", "64 hexadecimal digits"]);
        write_key(&key, "");
        all_refuse(&["64 hexadecimal digits"]);
        fs::remove_file(&key).expect("a removed key");
        all_refuse(&["master key file", "missing"]);
        assert!(!key.exists(), "no new key is made for an old database");
        write_key(&key, &right);
        fs::set_permissions(&key, Permissions::from_mode(0o644)).expect("an open file");
        all_refuse(&["master.key", "chmod 600"]);
        fs::set_permissions(&key, Permissions::from_mode(0o600)).expect("a private file");
        run(on(&db, &["check"])).done();
    }

    async fn a_migration_that_was_changed_is_an_internal_failure(db: TestDb) {
        run(on(&db, &["migrate"])).done();
        let probe = Probe::open(&db.url).await;
        let wrong = if db.url.starts_with("sqlite:") { "X'00'" } else { "'\\x00'::bytea" };
        probe.execute(&format!("UPDATE _sqlx_migrations SET checksum = {wrong}")).await;
        let ended = run(on(&db, &["migrate"]));
        assert_eq!(ended.code, Some(70), "{ended:?}");
        assert!(ended.err.contains("migration"), "{}", ended.err);
    }
}

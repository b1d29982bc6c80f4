//! `jieru backup` and `jieru restore`: beside a running server, killed in the middle, and refused.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    process::{Command, Stdio},
    time::Duration,
};

use jieru::clock::random;

use super::{another, on, run, serve, told};
use crate::support::{TestDb, both};

const PASSWORD: &str = "correct horse battery";

/// A backup or a restore of this file.
fn of(db: &TestDb, verb: &str, file: &str) -> Command {
    let file = db.dir.path().join(file);
    on(db, &[verb, file.to_str().expect("text")])
}

fn founded(db: &TestDb) {
    run(on(db, &["migrate"])).done();
    let add = [
        "user",
        "add",
        "--email",
        "a@example.com",
        "--name",
        "甲",
        "--role",
        "owner",
        "--password-stdin",
    ];
    told(on(db, &add), PASSWORD).done();
}

/// Another data directory with the same master key and a copy of the file.
async fn beside(db: &TestDb, file: &str) -> TestDb {
    let target = another(db).await;
    for name in ["master.key", file] {
        fs::copy(db.dir.path().join(name), target.dir.path().join(name)).expect("a copy");
    }
    target
}

#[test]
fn without_a_portal_there_is_nothing_to_back_up_and_nothing_is_made() {
    let db = TestDb::sqlite();
    run(of(&db, "backup", "one.backup")).refused(&["no portal", "--data-dir"]);
    run(of(&db, "restore", "one.backup")).refused(&["master key", "missing"]);
    assert_eq!(fs::read_dir(db.dir.path()).expect("a folder").count(), 0);
}

both! {
    async fn a_portal_is_backed_up_while_it_serves_and_comes_back(db: TestDb) {
        founded(&db);
        let log = db.dir.path().join("log");
        let served = serve(on(&db, &["serve"]), &log);
        let mut client = served.client();
        client.login("a@example.com", PASSWORD).await;
        let said = run(of(&db, "backup", "one.backup")).done();
        for word in ["verified", "one.backup", "sha256", "tables"] {
            assert!(said.contains(word), "{word}: {said}");
        }
        let file = db.dir.path().join("one.backup");
        assert_eq!(fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);
        assert!(!db.dir.path().join("one.backup.part").exists());
        assert!(client.get("/history?action=backup.made").await.body.contains("生成了备份"));
        run(of(&db, "backup", "one.backup")).refused(&["exists already"]);
        run(of(&db, "restore", "one.backup")).refused(&["not empty"]);
        let mut look = of(&db, "restore", "one.backup");
        look.arg("--check");
        assert!(run(look).done().contains("whole"));
        served.stop();
        let target = beside(&db, "one.backup").await;
        assert!(run(of(&target, "restore", "one.backup")).done().contains("restored and verified"));
        run(on(&target, &["check"])).done();
        run(on(&target, &["history", "verify"])).done();
        let served = serve(on(&target, &["serve"]), &log);
        served.client().login("a@example.com", PASSWORD).await;
        served.stop();
    }

    async fn killed_in_the_middle_nothing_is_taken_for_whole(db: TestDb) {
        founded(&db);
        run(of(&db, "backup", "whole.backup")).done();
        for round in 0..6 {
            let name = format!("{round}.backup");
            killed(of(&db, "backup", &name));
            let file = db.dir.path().join(&name);
            if file.exists() {
                let mut look = of(&db, "restore", &name);
                look.arg("--check");
                run(look).done();
            }
        }
        let target = beside(&db, "whole.backup").await;
        for _ in 0..6 {
            killed(of(&target, "restore", "whole.backup"));
            if target.dir.path().join("installation.json").exists() {
                return;
            }
            let started = run(on(&target, &["check"]));
            // An empty database, one that is being restored, or all of it without the marker.
            assert!(started.code == Some(0) || started.code == Some(1), "{started:?}");
            if started.code == Some(0) {
                assert!(started.out.contains("missing"), "{started:?}");
                return;
            }
        }
        run(of(&target, "restore", "whole.backup")).done();
        run(on(&target, &["check"])).done();
    }
}

/// Runs for a few milliseconds, then gets SIGKILL.
fn killed(mut command: Command) {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a program");
    let [wait] = random::<1>().expect("entropy");
    std::thread::sleep(Duration::from_millis(u64::from(wait)));
    // It may have ended by itself.
    let _ = child.kill();
    child.wait().expect("its end");
}

//! Data directory and database belong together: no installation is mistaken for a fresh one.

use std::{fs, path::Path};

use super::{another, at, on, run};
use crate::support::{TestDb, both, probe::Probe};

fn marker(dir: &Path) -> Option<String> {
    fs::read_to_string(dir.join("installation.json")).ok()
}

const COMMANDS: [&[&str]; 2] = [&["serve", "--listen", "127.0.0.1:0"], &["migrate"]];

both! {
    async fn a_marker_without_its_database_is_refused(db: TestDb) {
        run(on(&db, &["migrate"])).done();
        let kept = marker(db.dir.path());
        let empty = another(&db).await;
        for command in COMMANDS {
            let ended = run(at(db.dir.path(), &empty.url, command));
            ended.refused(&["missing or empty", "restore the database"]);
        }
        if empty.url.starts_with("postgres:") {
            assert!(Probe::open(&empty.url).await.tables().await.is_empty(), "nothing was made there");
        } else {
            let file = empty.dir.path().join("jieru.db");
            assert!(!file.exists(), "nothing was made there");
            fs::write(&file, "").expect("an empty file");
            for command in COMMANDS {
                run(at(db.dir.path(), &empty.url, command)).refused(&["missing or empty"]);
            }
        }
        assert_eq!(marker(db.dir.path()), kept);
        run(on(&db, &["check"])).done();
    }

    async fn a_marker_of_another_installation_is_refused(db: TestDb) {
        run(on(&db, &["migrate"])).done();
        let other = another(&db).await;
        run(on(&other, &["migrate"])).done();
        let kept = marker(db.dir.path());
        assert_ne!(kept, marker(other.dir.path()));
        for command in COMMANDS {
            run(at(db.dir.path(), &other.url, command)).refused(&["do not belong to the same portal"]);
        }
        assert_eq!(run(at(db.dir.path(), &other.url, &["check"])).code, Some(1));
        assert_eq!(marker(db.dir.path()), kept);
        fs::write(db.dir.path().join("installation.json"), "{").expect("a damaged marker");
        run(on(&db, &["migrate"])).refused(&["installation.json", "damaged"]);
    }

    async fn a_database_is_joined_when_the_master_key_fits(db: TestDb) {
        run(on(&db, &["migrate"])).done();
        let node = TestDb::sqlite();
        let dir = node.dir.path();
        for command in COMMANDS {
            run(at(dir, &db.url, command)).refused(&["master key"]);
            assert_eq!(marker(dir), None, "refused without a trace");
            assert!(!dir.join("master.key").exists(), "no key is made for an old database");
        }
        let stranger = another(&db).await;
        run(on(&stranger, &["migrate"])).done();
        fs::copy(stranger.dir.path().join("master.key"), dir.join("master.key")).expect("a copy");
        run(at(dir, &db.url, &["migrate"])).refused(&["master key"]);
        assert_eq!(marker(dir), None);
        fs::copy(db.dir.path().join("master.key"), dir.join("master.key")).expect("a copy");
        run(at(dir, &db.url, &["migrate"])).done();
        assert_eq!(marker(dir), marker(db.dir.path()));
        run(at(dir, &db.url, &["check"])).done();
    }

    async fn a_lost_marker_is_said_by_check_and_written_again(db: TestDb) {
        run(on(&db, &["migrate"])).done();
        let kept = marker(db.dir.path());
        fs::remove_file(db.dir.path().join("installation.json")).expect("a removed marker");
        let ended = run(on(&db, &["check"]));
        assert!(ended.out.contains("missing"), "{ended:?}");
        // The master key opens the database, so that serving joins it: nothing needs attention.
        assert_eq!(ended.code, Some(0));
        assert_eq!(marker(db.dir.path()), None, "a check changes nothing");
        run(on(&db, &["migrate"])).done();
        assert_eq!(marker(db.dir.path()), kept);
    }
}

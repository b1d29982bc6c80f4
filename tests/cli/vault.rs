//! `jieru vault rotate`: a new master key from the command line.

use std::fs;

use super::{on, run};
use crate::support::{TestDb, both};

#[test]
fn without_a_portal_there_is_nothing_to_change_and_nothing_is_made() {
    let db = TestDb::sqlite();
    run(on(&db, &["vault", "rotate"])).refused(&["no portal", "--data-dir"]);
    assert_eq!(fs::read_dir(db.dir.path()).expect("a folder").count(), 0);
}

both! {
    async fn a_new_master_key_is_made_told_and_works(db: TestDb) {
        run(on(&db, &["migrate"])).done();
        let file = db.dir.path().join("master.key");
        let old = fs::read_to_string(&file).expect("a key");
        let said = run(on(&db, &["vault", "rotate"])).done();
        let new = fs::read_to_string(&file).expect("a key");
        assert_ne!(old, new);
        for word in ["re-wrapped", "master.key", ".old", "without a restart"] {
            assert!(said.contains(word), "{word}: {said}");
        }
        assert!(!said.contains(new.trim()) && !said.contains(old.trim()), "{said}");
        run(on(&db, &["check"]));
        run(on(&db, &["migrate"])).done();
        fs::write(&file, old).expect("the old key");
        run(on(&db, &["migrate"])).refused(&["master key"]);
    }
}

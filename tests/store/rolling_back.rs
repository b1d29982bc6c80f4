//! What does not end well has not happened: errors, dropped writes, and a history that cannot be
//! written.

use std::{future::pending, sync::Arc};

use jieru::{
    clock::Clock,
    domain::{Act, Log},
    error::{Error, Kind},
    store::{Write, enterprises},
};
use tokio::sync::Notify;

use super::{insert, opened, stored_enterprise};
use crate::support::{
    both,
    probe::Probe,
    world::{sample_enterprise, system},
};

both! {
    async fn an_error_after_partial_writes_leaves_nothing(db: TestDb) {
        let opened = opened(&db).await;
        let probe = Probe::open(&db.url).await;
        let before = probe.snapshot().await;
        let (new, _) = sample_enterprise(&Clock::system(), "alpha", 0);
        let work = async |write: &mut Write<'_>| {
            enterprises::insert(write, &new).await?;
            Err::<Act, _>(Error::conflict())
        };
        let error = opened.db.write(&system(), work).await.expect_err("an error");
        assert_eq!(error.kind(), Kind::Conflict);
        assert_eq!(probe.snapshot().await, before);
        stored_enterprise(&opened.db, "alpha").await;
    }

    async fn a_dropped_write_leaves_nothing(db: TestDb) {
        let opened = opened(&db).await;
        let probe = Probe::open(&db.url).await;
        let before = probe.snapshot().await;
        let (new, _) = sample_enterprise(&Clock::system(), "alpha", 0);
        let inserted = Arc::new(Notify::new());
        let (permit, told) = (system(), Arc::clone(&inserted));
        let work = async |write: &mut Write<'_>| {
            enterprises::insert(write, &new).await?;
            told.notify_one();
            pending::<()>().await;
            Err::<Act, _>(Error::conflict())
        };
        tokio::select! {
            outcome = opened.db.write(&permit, work) => panic!("it never ends: {outcome:?}"),
            () = inserted.notified() => {}
        }
        // The slug is free again, which it would not be had the row been kept or the lock been held.
        stored_enterprise(&opened.db, "alpha").await;
        assert_eq!(before["enterprises"].len(), 0);
        assert_eq!(probe.count("enterprises").await, 1);
        assert_eq!(probe.count("events").await, before["events"].len() + 1);
    }

    async fn without_a_record_there_is_no_change(db: TestDb) {
        let opened = opened(&db).await;
        let probe = Probe::open(&db.url).await;
        let before = probe.snapshot().await;
        let (new, change) = sample_enterprise(&Clock::system(), "alpha", 0);
        for table in ["events", "logs", "subtrees"] {
            probe.execute(&format!("ALTER TABLE {table} RENAME TO away")).await;
            let refused = insert(&opened.db, &new, &change).await.expect_err("no history, no change");
            assert_eq!(refused.kind(), Kind::Busy);
            probe.execute(&format!("ALTER TABLE away RENAME TO {table}")).await;
            assert_eq!(probe.snapshot().await, before, "without {table}");
        }
        insert(&opened.db, &new, &change).await.expect("a history again");
    }

    async fn an_act_of_two_logs_is_whole_or_not_there(db: TestDb) {
        let opened = opened(&db).await;
        let probe = Probe::open(&db.url).await;
        let enterprise = stored_enterprise(&opened.db, "alpha").await;
        let before = probe.snapshot().await;
        let (second, change) = sample_enterprise(&Clock::system(), "alpha", 0);
        let mut other = change.clone();
        other.log = Log::Installation;
        let act = Act::new(other).and(change);
        let work = async |write: &mut Write<'_>| {
            enterprises::insert(write, &second).await?;
            Ok(act.clone())
        };
        let refused = opened.db.write(&system(), work).await.expect_err("the slug is taken");
        assert_eq!(refused.constraint(), Some("enterprises_slug_key"));
        assert_eq!(probe.snapshot().await, before);
        assert_eq!(enterprise.slug, second.slug);
    }
}

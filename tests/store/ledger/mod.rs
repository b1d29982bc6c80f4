//! The history as a Merkle log: every event is a leaf, proofs and notes are what others take them for,
//! earlier installations get theirs, and nothing can be tampered with unseen.

mod exported;
mod outsiders;
mod recording;
mod tampering;

use jieru::{
    app::Opened,
    domain::{Change, Enterprise, Log},
    ledger::{Checkpoint, Frontier, Note, notes},
    store::{
        Db, Write,
        ledger::{Check, Kept, Notary, Report, purged_block, verify},
    },
};

use super::{opened, stored_enterprise};
use crate::support::{TestDb, world::system};

/// An installation with one enterprise whose log has a few events.
struct Kit {
    opened: Opened,
    notary: Notary,
    enterprise: Enterprise,
}

/// Events of the enterprise's log, its creation among them.
const EVENTS: u64 = 21;

async fn kit(db: &TestDb) -> Kit {
    let opened = opened(db).await;
    let enterprise = stored_enterprise(&opened.db, "alpha").await;
    let notary = Notary::new(opened.vault.clone(), &opened.installation.id, None);
    let kit = Kit { opened, notary, enterprise };
    kit.grow(EVENTS - 1).await;
    kit
}

impl Kit {
    fn db(&self) -> &Db {
        &self.opened.db
    }

    fn log(&self) -> Log {
        Log::Enterprise(self.enterprise.id)
    }

    /// The log's name in the database.
    fn key(&self) -> String {
        self.enterprise.id.to_string()
    }

    /// Appends events one by one.
    async fn grow(&self, count: u64) {
        for number in 0..count {
            let fields = vec![("note".to_owned(), Some(format!("第 {number} 次\t\"quoted\"")))];
            let change =
                Change::creation(self.log(), "enterprise.saved", "enterprise", "1", fields)
                    .detail("name", "甲")
                    .detail("code", "a");
            let work = async |_: &mut Write<'_>| Ok(change.clone().into());
            self.db().write(&system(), work).await.expect("an event");
        }
    }

    async fn checkpoint(&self, log: Log) -> Kept {
        self.notary.checkpoint(self.db(), &system(), log).await.expect("a checkpoint")
    }

    async fn report(&self, given: &[Note]) -> Report {
        let check = Check { notary: Some(&self.notary), given, only: None, told: |_| () };
        verify(self.db(), &check).await.expect("a report")
    }

    /// The first broken entry of the enterprise's log, and why.
    async fn fault(&self, given: &[Note]) -> (Option<u64>, &'static str) {
        let report = self.report(given).await;
        let log = report.logs.iter().find(|log| log.log == "e/alpha").expect("the log");
        assert_eq!(report.ok, report.logs.iter().all(|log| log.fault.is_none()));
        match &log.fault {
            Some(fault) => (fault.from, fault.reason.id()),
            None => (None, ""),
        }
    }

    /// A checkpoint of the first `size` events, as somebody keeps it of whom the database knows nothing.
    async fn unrecorded(&self, size: u64) -> Vec<Note> {
        let mut read = self.db().read().await.expect("a connection");
        let block = purged_block(&mut read, self.log(), (0, size)).await.expect("subtrees");
        let mut frontier = Frontier::default();
        for part in &block.subtrees {
            assert!(frontier.push_subtree(part.at().expect("a subtree"), part.hash));
        }
        let id = &self.opened.installation.id;
        let checkpoint = Checkpoint::of(id, "e/alpha", size, frontier.root());
        let signer = self.notary.signer(&mut read).await.expect("the key");
        notes(&signer.sign(&checkpoint)).expect("a note")
    }

    fn note(kept: &Kept) -> Vec<Note> {
        notes(&kept.note).expect("a note")
    }
}

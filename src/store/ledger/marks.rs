//! What vouches for a log beyond itself: kept checkpoints, given ones, and what the installation's
//! history tells of it. Each says which root the log had at one size.

use std::collections::BTreeMap;

use crate::ledger::{Fault, Hash, Note, Reason, Verifier};

/// One of them.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub size: u64,
    pub root: Hash,
    pub reason: Reason,
}

/// What the installation's log tells of the others: the newest checkpoint of each.
pub(super) type Anchors = BTreeMap<String, (u64, Hash)>;

/// The marks of one log among the notes that were given, and the first that is not worth anything.
pub(super) fn of_notes(
    given: &[Note],
    origin: &str,
    verifier: Option<&Verifier>,
) -> (Vec<Mark>, Option<Fault>) {
    let (mut marks, mut fault) = (Vec::new(), None);
    for note in given.iter().filter(|note| note.checkpoint.origin == origin) {
        let (size, root) = (note.checkpoint.size, note.checkpoint.root);
        if verifier.is_none_or(|verifier| !note.is_signed_by(verifier)) {
            fault = fault.or(Some(Fault::of(Reason::GivenUnsigned(size))));
        }
        marks.push(Mark { size, root, reason: Reason::Given(size) });
    }
    (marks, fault)
}

//! The lines of an export besides plain events: an event with its hash and proof, a purged block, and
//! the last line, without which an export is incomplete.

use serde::{Deserialize, Serialize};

use super::{Event, Hash, Subtree};

/// A line of an event.
#[derive(Clone, Debug, Serialize)]
pub struct Line<'a> {
    #[serde(flatten)]
    pub event: Event<'a>,
    pub leaf_hash: Hash,
    /// Only in a filtered export: from the leaf to the root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<Vec<Hash>>,
}

impl<'a> Line<'a> {
    pub fn new(event: Event<'a>, proof: Option<Vec<Hash>>) -> Self {
        Line { leaf_hash: event.leaf(), event, proof }
    }
}

/// The last line: what the whole log was when the export was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// The signed note.
    pub checkpoint: String,
    pub size: u64,
    pub root: Hash,
    /// The note-verifier key.
    pub key: String,
    pub filtered: bool,
}

/// The line that stands for events that are no longer kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purged {
    pub purged: Block,
}

/// The events `from` to before `to`, of which only the subtrees are known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    pub from: u64,
    pub to: u64,
    pub subtrees: Vec<Part>,
}

/// `size` leaves from `from` on, and their root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub from: u64,
    pub size: u64,
    pub hash: Hash,
}

impl Part {
    pub fn new(at: Subtree, hash: Hash) -> Self {
        Part { from: at.first(), size: at.size(), hash }
    }

    /// The subtree; `None` when it is none.
    pub fn at(&self) -> Option<Subtree> {
        let level = self.size.checked_ilog2().filter(|_| self.size.is_power_of_two())?;
        let at = Subtree { level, place: self.from >> level };
        (at.first() == self.from).then_some(at)
    }
}

//! One log, walked along from its first entry: every leaf is computed anew and held against the one
//! that was kept, every root against whoever vouches for it. Reads nothing by itself.

use std::collections::{BTreeMap, HashMap};

use super::batch::{Batch, Unreadable};
use super::marks::{Anchors, Mark};
use crate::ledger::{Event, Fault, Frontier, Hash, Reason, Subtree};

/// Where the walk is, and what it carries.
#[derive(Default)]
pub(super) struct Walk {
    pub frontier: Frontier,
    /// Entries up to here are vouched for by a checkpoint.
    pub sound: u64,
    /// From how many entries on there need not be leaves yet.
    pub hashed: u64,
    /// Entries that were purged: `from` to before `to`.
    pub purged: Vec<(u64, u64)>,
    /// Only in the installation's log, whose events tell of the others.
    pub anchors: Option<Anchors>,
}

/// A stretch of the log as it lies there.
pub(super) struct Stretch {
    pub from: u64,
    pub to: u64,
    pub events: Batch,
    pub leaves: HashMap<u64, Hash>,
    /// Whoever vouches for a size within it, ordered by size.
    pub marks: Vec<Mark>,
}

/// Subtrees that became complete within a stretch, level by level, leaves left out.
pub(super) type Grown = BTreeMap<u32, Vec<(u64, Hash)>>;

impl Walk {
    /// Walks along one stretch: the subtrees that it completes, or the first fault.
    pub fn take(&mut self, stretch: &Stretch) -> Result<Grown, Fault> {
        let mut grown = Grown::new();
        let mut rows = stretch.events.split().into_iter().peekable();
        let mut marks = stretch.marks.iter().peekable();
        for entry in stretch.from..stretch.to {
            let seq = i64::try_from(entry).unwrap_or(i64::MAX);
            let row = rows.next_if(|row| match row {
                Ok(event) => event.seq <= seq,
                Err(Unreadable(number)) => number.is_none_or(|number| number <= seq),
            });
            let kept = stretch.leaves.get(&entry).copied();
            let leaf = match row {
                Some(Ok(event)) if event.seq == seq => self.leaf(entry, &event, kept)?,
                Some(_) => return Err(Fault::at(entry, Reason::Unreadable)),
                None if self.is_purged(entry) => {
                    kept.ok_or_else(|| Fault::at(entry, Reason::LeafMissing))?
                }
                None => return Err(Fault::at(entry, Reason::Missing)),
            };
            self.frontier.push(leaf, |Subtree { level, place }, hash| {
                if level > 0 {
                    grown.entry(level).or_default().push((place, hash));
                }
            });
            while let Some(mark) = marks.next_if(|mark| mark.size <= entry + 1) {
                self.compare(mark)?;
            }
        }
        Ok(grown)
    }

    fn leaf(&mut self, entry: u64, event: &Event<'_>, kept: Option<Hash>) -> Result<Hash, Fault> {
        let leaf = event.leaf();
        match kept {
            Some(kept) if kept != leaf => return Err(Fault::at(entry, Reason::Changed)),
            None if entry < self.hashed => return Err(Fault::at(entry, Reason::LeafMissing)),
            _ => {}
        }
        if let Some(anchors) = &mut self.anchors
            && event.action == "checkpoint.made"
        {
            let told = |name: &str| {
                let field = event.changes.iter().find(|change| change.field == name)?;
                field.after.as_deref()
            };
            let size = told("size").and_then(|size| size.parse().ok());
            let root = told("root").and_then(Hash::from_hex);
            if let (Some(size), Some(root)) = (size, root) {
                anchors.insert(event.subject.to_string(), (size, root));
            }
        }
        Ok(leaf)
    }

    fn is_purged(&self, entry: u64) -> bool {
        self.purged.iter().any(|(from, to)| (*from..*to).contains(&entry))
    }

    fn compare(&mut self, mark: &Mark) -> Result<(), Fault> {
        let size = self.frontier.size();
        if mark.size != size {
            return Ok(());
        }
        if mark.root == self.frontier.root() {
            self.sound = size;
            Ok(())
        } else {
            Err(Fault::among(self.sound, size, mark.reason))
        }
    }
}

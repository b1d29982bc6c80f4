//! The check of an exported file with nothing but the file and, where somebody kept one, an older
//! checkpoint. It reads line by line, twice: the last line says what the others are held against.

use std::io::{BufRead, Read, Result};

use super::{
    Block, Checkpoint, Fault, Frontier, Hash, Json, Last, Note, Reason, Verdict, Verifier,
};
use super::{cover, is_included, lines::Purged, notes};

/// Longer lines are nobody's events.
const LONGEST: u64 = 16 * 1024 * 1024;
/// Lines between two reports.
const STEP: u64 = 4096;

/// An exported file, read line by line.
pub struct Export<'a> {
    last: Last,
    checkpoint: Checkpoint,
    /// Older checkpoints of the same log, the shortest first.
    given: Vec<&'a Note>,
    frontier: Frontier,
    /// How many entries an older checkpoint vouches for.
    sound: u64,
    /// In a filtered export: the number that the next entry has at least.
    next: u64,
}

impl<'a> Export<'a> {
    /// Checks the file that `open` opens, against itself and against the checkpoints that are given.
    /// `told` hears now and then how many lines are done.
    pub fn verify<R: BufRead>(
        open: impl Fn() -> Result<R>,
        given: &'a [Note],
        mut told: impl FnMut(u64),
    ) -> Result<Verdict> {
        let (count, text) = last_line(open()?)?;
        let mut export = match Export::around(&text, count, given) {
            Ok(export) => export,
            Err(verdict) => return Ok(*verdict),
        };
        let (mut reader, mut line, mut done) = (open()?, Vec::new(), 0);
        let mut fault = export.given_fault();
        while fault.is_none() && next_line(&mut reader, &mut line)? {
            if line.trim_ascii().is_empty() {
                continue;
            }
            done += 1;
            if done == count {
                break;
            }
            fault = export.take(&line).err();
            if done % STEP == 0 {
                told(done);
            }
        }
        let fault = fault.or_else(|| export.end().err());
        told(done);
        let whole = !export.last.filtered && fault.is_some();
        let root = if whole { export.frontier.root() } else { export.last.root };
        let log = export.checkpoint.log().to_owned();
        Ok(Verdict { log, size: export.last.size, root, fault, key: Some(export.last.key) })
    }

    fn around(
        text: &[u8],
        lines: u64,
        given: &'a [Note],
    ) -> std::result::Result<Self, Box<Verdict>> {
        let verdict = |log: &str, size, fault| {
            Box::new(Verdict {
                log: log.to_owned(),
                size,
                root: Hash::of_nothing(),
                fault: Some(fault),
                key: None,
            })
        };
        let read: Option<Last> = serde_json::from_slice(text).ok();
        let Some(last) = read else {
            return Err(verdict("", lines, Fault::at(lines, Reason::BrokenOff)));
        };
        let note = notes(&last.checkpoint).and_then(|mut notes| notes.pop());
        let verifier = Verifier::parse(&last.key);
        let (Some(note), Some(verifier)) = (note, verifier) else {
            return Err(verdict("", last.size, Fault::of(Reason::LastLine)));
        };
        let checkpoint = note.checkpoint.clone();
        let same = checkpoint.size == last.size && checkpoint.root == last.root;
        let own = checkpoint.installation() == verifier.name();
        if !same || !own || !note.is_signed_by(&verifier) {
            let fault = Fault::of(Reason::LastLine);
            return Err(verdict(checkpoint.log(), last.size, fault));
        }
        let mut ours: Vec<&Note> =
            given.iter().filter(|note| note.checkpoint.origin == checkpoint.origin).collect();
        ours.sort_by_key(|note| note.checkpoint.size);
        let wrong = match ours.iter().find(|note| !note.is_signed_by(&verifier)) {
            Some(note) => Some(Reason::GivenUnsigned(note.checkpoint.size)),
            None if ours.is_empty() && !given.is_empty() => Some(
                if given.iter().any(|note| note.checkpoint.installation() == verifier.name()) {
                    Reason::NoLog
                } else {
                    Reason::Foreign
                },
            ),
            None => None,
        };
        if let Some(reason) = wrong {
            return Err(verdict(checkpoint.log(), last.size, Fault::of(reason)));
        }
        let frontier = Frontier::default();
        Ok(Export { last, checkpoint, given: ours, frontier, sound: 0, next: 0 })
    }

    /// What the older checkpoints say before a line is read.
    fn given_fault(&self) -> Option<Fault> {
        for note in &self.given {
            let Checkpoint { size, root, .. } = note.checkpoint;
            if size > self.last.size {
                return Some(Fault::at(self.last.size, Reason::Shorter(size)));
            }
            if self.last.filtered && size < self.last.size {
                return Some(Fault::of(Reason::Incomparable(size)));
            }
            if size == self.last.size && root != self.last.root {
                return Some(Fault::among(0, size, Reason::Given(size)));
            }
        }
        None
    }

    fn take(&mut self, line: &[u8]) -> std::result::Result<(), Fault> {
        let expected = if self.last.filtered { self.next } else { self.frontier.size() };
        let unreadable = Fault::at(expected, Reason::Unreadable);
        let Ok(mut json) = serde_json::from_slice::<Json>(line) else { return Err(unreadable) };
        if json.get("purged").is_some() {
            let block = serde_json::from_slice::<Purged>(line).map_err(|_| unreadable.clone())?;
            return self.take_block(&block.purged);
        }
        let seq = match json.get("seq") {
            Some(Json::Integer(seq)) => u64::try_from(*seq).map_err(|_| unreadable)?,
            _ => return Err(unreadable),
        };
        let (leaf_hash, proof) = (json.take("leaf_hash"), json.take("proof"));
        let leaf = Hash::of_leaf(json.canonical().as_bytes());
        if seq < expected {
            return Err(Fault::at(expected, Reason::Order));
        }
        if self.last.filtered {
            return self.take_proved(seq, leaf, leaf_hash, proof);
        }
        if seq > expected {
            return Err(Fault::at(expected, Reason::Missing));
        }
        if leaf_hash != Some(Json::Text(leaf.hex())) {
            return Err(Fault::at(seq, Reason::Changed));
        }
        self.frontier.push(leaf, |_, _| ());
        self.compare(seq)
    }

    fn take_proved(
        &mut self,
        seq: u64,
        leaf: Hash,
        leaf_hash: Option<Json>,
        proof: Option<Json>,
    ) -> std::result::Result<(), Fault> {
        self.next = seq + 1;
        if leaf_hash != Some(Json::Text(leaf.hex())) {
            return Err(Fault::at(seq, Reason::Changed));
        }
        let hash = |json: Json| match json {
            Json::Text(text) => Hash::from_hex(&text),
            _ => None,
        };
        let proof = match proof {
            Some(Json::List(list)) => list.into_iter().map(hash).collect::<Option<Vec<_>>>(),
            _ => None,
        };
        let holds = proof
            .is_some_and(|proof| is_included(leaf, (seq, self.last.size), &proof, &self.last.root));
        if holds { Ok(()) } else { Err(Fault::at(seq, Reason::Proof)) }
    }

    /// A purged block stands exactly where the next entry would, as the subtrees that cover it.
    fn take_block(&mut self, block: &Block) -> std::result::Result<(), Fault> {
        let before = self.frontier.size();
        if self.last.filtered || block.from > before {
            return Err(Fault::at(
                before,
                if self.last.filtered { Reason::Unreadable } else { Reason::Missing },
            ));
        }
        if block.from < before || block.to <= before || block.to > self.last.size {
            return Err(Fault::at(before, Reason::Order));
        }
        let parts = cover(block.from, block.to);
        let fits = parts.len() == block.subtrees.len()
            && parts.iter().zip(&block.subtrees).all(|(part, told)| {
                told.at() == Some(*part) && self.frontier.push_subtree(*part, told.hash)
            });
        if !fits {
            return Err(Fault::at(before, Reason::Unreadable));
        }
        self.compare(before)
    }

    /// Holds the root of the entries so far against older checkpoints of this size, or of a size within
    /// what came last.
    fn compare(&mut self, before: u64) -> std::result::Result<(), Fault> {
        let size = self.frontier.size();
        let inside = |note: &&&Note| note.checkpoint.size > before && note.checkpoint.size < size;
        if let Some(note) = self.given.iter().find(inside) {
            return Err(Fault::among(before, size, Reason::Incomparable(note.checkpoint.size)));
        }
        for note in self.given.iter().filter(|note| note.checkpoint.size == size) {
            if note.checkpoint.root != self.frontier.root() {
                return Err(Fault::among(self.sound, size, Reason::Given(size)));
            }
            self.sound = size;
        }
        Ok(())
    }

    fn end(&self) -> std::result::Result<(), Fault> {
        let (size, last) = (self.frontier.size(), self.last.size);
        if self.last.filtered {
            return Ok(());
        }
        if size < last {
            return Err(Fault::at(size, Reason::Missing));
        }
        if size > last {
            return Err(Fault::at(last, Reason::Surplus));
        }
        if self.frontier.root() == self.last.root {
            Ok(())
        } else {
            Err(Fault::among(self.sound, size, Reason::Root))
        }
    }
}

/// How many lines there are, and the last of them. Empty ones do not count.
fn last_line(mut reader: impl BufRead) -> Result<(u64, Vec<u8>)> {
    let (mut count, mut line, mut last) = (0, Vec::new(), Vec::new());
    while next_line(&mut reader, &mut line)? {
        if !line.trim_ascii().is_empty() {
            count += 1;
            std::mem::swap(&mut line, &mut last);
        }
    }
    Ok((count, last))
}

/// Whether there was another line. What is too long is cut, and is then no JSON.
fn next_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> Result<bool> {
    line.clear();
    let read = reader.by_ref().take(LONGEST).read_until(b'\n', line)?;
    Ok(read > 0)
}

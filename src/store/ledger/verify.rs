//! The check of a whole database: every event of every log is hashed anew and held against its kept
//! leaf, the kept subtrees, the head, the kept and signed checkpoints, what the installation's log tells
//! of the others, and older checkpoints that somebody kept elsewhere.
//!
//! What it cannot find: events later than every checkpoint that is kept elsewhere, when somebody who
//! has the database rewrote them together with their leaves, subtrees and head, and had the signing key
//! (master key and database) where checkpoints had been made of them.

use super::super::history::log_name;
use super::super::sql::{sql, statements};
use super::super::{Db, Read, installation};
use super::batch::{self, BATCH};
use super::edge::{Edge, Stored, purges, subtrees};
use super::marks::{Anchors, Mark, of_notes};
use super::notary::{Notary, verifier};
use super::walk::{Stretch, Walk};
use super::{log_of, nodes, published_name};
use crate::domain::Log;
use crate::error::{Error, Kind, Result};
use crate::ledger::{Fault, Frontier, Hash, Note, Reason, Verdict, Verifier, notes};

statements! {
    LOGS = "SELECT log FROM logs WHERE log > $1 ORDER BY log LIMIT 200";
    CHECKPOINTS = "SELECT size, root FROM checkpoints WHERE log = $1 AND size > $2 AND size <= $3 ORDER BY size";
    BEYOND = "SELECT size, root FROM checkpoints WHERE log = $1 AND size > $2 ORDER BY size LIMIT 1";
    NOTE = "SELECT note FROM checkpoints WHERE log = $1 AND size = $2";
    LAST_CHECKPOINT = "SELECT size, root FROM checkpoints WHERE log = $1 ORDER BY size DESC LIMIT 1";
    WITHOUT_LOG = "SELECT e.slug FROM enterprises e WHERE NOT EXISTS (SELECT 1 FROM logs l WHERE l.log = e.id) ORDER BY e.slug LIMIT 200";
}

/// How often a log that changed while it was looked at is looked at again.
const ATTEMPTS: u32 = 3;

/// What is to be checked, and by what.
pub struct Check<'a, T: Fn(Progress)> {
    /// Opens the signing key, to see that the public one beside it is its own.
    pub notary: Option<&'a Notary>,
    /// Checkpoints that somebody kept elsewhere.
    pub given: &'a [Note],
    /// Only this log; all of them otherwise.
    pub only: Option<Log>,
    pub told: T,
}

/// How far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    pub log: String,
    pub done: u64,
    pub size: u64,
}

/// What it found, log by log.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Report {
    pub ok: bool,
    pub logs: Vec<Verdict>,
}

impl Report {
    fn of(logs: Vec<Verdict>) -> Self {
        Report { ok: logs.iter().all(Verdict::is_ok), logs }
    }
}

/// Looks at everything. An error is a database that cannot be read, not one that was tampered with.
pub async fn verify<T: Fn(Progress)>(db: &Db, check: &Check<'_, T>) -> Result<Report> {
    let mut read = db.read().await?;
    let found = installation::find(&mut read).await?.ok_or_else(Error::not_found)?;
    let public = verifier(&mut read).await;
    let mut look = Look { check, installation: found.id, public: None, anchors: Anchors::new() };
    let mut key_fault = None;
    match public {
        Ok(public) => look.public = public,
        Err(error) if error.kind() == Kind::Broken => key_fault = Some(Fault::of(Reason::Key)),
        Err(error) => return Err(error),
    }
    if let Some(notary) = check.notary
        && look.public.is_some()
        && let Err(error) = notary.signer(&mut read).await
    {
        tracing::warn!(%error, "the signing key does not open");
        key_fault = Some(Fault::of(Reason::Key));
    }
    let mut verdicts = Vec::new();
    if check.only.is_none_or(|only| only == Log::Installation) {
        let mut verdict = look.log(&mut read, Log::Installation, "installation").await?;
        verdict.fault = verdict.fault.or(key_fault);
        verdicts.push(verdict);
    }
    if let Some(only) = check.only {
        if only != Log::Installation {
            let name = published_name(&mut read, only).await?;
            verdicts.push(look.log(&mut read, only, &name).await?);
        }
        return Ok(Report::of(verdicts));
    }
    look.enterprises(&mut read, &mut verdicts).await?;
    look.left_over(&mut read, &mut verdicts).await?;
    Ok(Report::of(verdicts))
}

struct Look<'a, T: Fn(Progress)> {
    check: &'a Check<'a, T>,
    installation: String,
    public: Option<Verifier>,
    anchors: Anchors,
}

impl<T: Fn(Progress)> Look<'_, T> {
    async fn enterprises(&mut self, read: &mut Read, verdicts: &mut Vec<Verdict>) -> Result<()> {
        let mut after = String::new();
        loop {
            let logs = sql!(fetch_all (String,); &mut *read, LOGS, after.clone())?;
            let Some((last,)) = logs.last().cloned() else { return Ok(()) };
            for (name,) in logs {
                match log_of(&name) {
                    Some(Log::Installation) => {}
                    Some(log) => match published_name(read, log).await {
                        Ok(name) => verdicts.push(self.log(read, log, &name).await?),
                        Err(error) if error.kind() == Kind::NotFound => {
                            verdicts.push(verdict(&name, Fault::at(0, Reason::Surplus)));
                        }
                        Err(error) => return Err(error),
                    },
                    None => verdicts.push(verdict(&name, Fault::at(0, Reason::Surplus))),
                }
            }
            after = last;
        }
    }

    /// Logs that should be there and are not.
    async fn left_over(&self, read: &mut Read, verdicts: &mut Vec<Verdict>) -> Result<()> {
        for (slug,) in sql!(fetch_all (String,); read, WITHOUT_LOG)? {
            verdicts.push(verdict(&format!("e/{slug}"), Fault::at(0, Reason::Missing)));
        }
        let mut missing: Vec<(String, Reason)> = Vec::new();
        for (name, (size, _)) in &self.anchors {
            missing.push((name.clone(), Reason::Anchor(*size)));
        }
        for note in self.check.given {
            let ours = note.checkpoint.installation() == self.installation;
            let reason = if ours { Reason::NoLog } else { Reason::Foreign };
            let name = if ours { note.checkpoint.log() } else { &note.checkpoint.origin };
            missing.push((name.to_owned(), reason));
        }
        for (name, reason) in missing {
            if !verdicts.iter().any(|verdict| verdict.log == name) {
                let fault = match reason {
                    Reason::Foreign => Fault::of(reason),
                    reason => Fault::at(0, reason),
                };
                verdicts.push(verdict(&name, fault));
            }
        }
        Ok(())
    }

    /// One log. When it looks broken and has changed meanwhile, it is looked at again.
    async fn log(&mut self, read: &mut Read, log: Log, name: &str) -> Result<Verdict> {
        let mut attempt = 1;
        loop {
            let key = log_name(log);
            let surplus = Edge::read(read, &key).await?;
            let head = Stored::find(read, &key).await?;
            let Some(head) = head else { return Ok(verdict(name, Fault::at(0, Reason::Missing))) };
            let (fault, frontier) = self.walk(read, (&key, name), &head, &surplus).await?;
            let now = Stored::find(read, &key).await?;
            if fault.is_some() && now.is_some_and(|now| now != head) && attempt < ATTEMPTS {
                attempt += 1;
                continue;
            }
            let size = u64::try_from(head.size).unwrap_or_default();
            return Ok(Verdict {
                log: name.to_owned(),
                size,
                root: frontier.root(),
                fault,
                key: None,
            });
        }
    }

    async fn walk(
        &mut self,
        read: &mut Read,
        (key, name): (&str, &str),
        head: &Stored,
        edge: &Edge,
    ) -> Result<(Option<Fault>, Frontier)> {
        let origin = format!("{}/{name}", self.installation);
        let (mut marks, unsigned) = of_notes(self.check.given, &origin, self.public.as_ref());
        if let Some((size, root)) = self.anchors.get(name) {
            marks.push(Mark { size: *size, root: *root, reason: Reason::Anchor(*size) });
        }
        marks.sort_by_key(|mark| mark.size);
        let (Ok(size), Ok(hashed)) = (u64::try_from(head.size), u64::try_from(head.hashed)) else {
            return Ok((Some(Fault::of(Reason::Head)), Frontier::default()));
        };
        let own = name == log_name(Log::Installation);
        let mut walk = Walk {
            hashed,
            purged: purges(read, key).await?,
            anchors: own.then(Anchors::new),
            ..Walk::default()
        };
        let mut fault = None;
        let mut at_head = (hashed == 0).then(Frontier::default);
        let mut next = self.stretch(read, key, (0, size, hashed), &marks).await?;
        while let Some(stretch) = next.take() {
            let (from, to) = (stretch.from, stretch.to);
            // The next stretch is read while this one is hashed.
            let hashing = tokio::task::spawn_blocking(move || {
                let outcome = walk.take(&stretch);
                (walk, outcome)
            });
            next = self.stretch(read, key, (to, size, hashed), &marks).await?;
            let (back, outcome) = hashing.await.map_err(Error::broken)?;
            walk = back;
            (self.check.told)(Progress { log: name.to_owned(), done: to, size });
            if to == hashed {
                at_head = Some(walk.frontier.clone());
            }
            fault = match outcome {
                Ok(grown) if from < hashed => subtrees(read, key, &grown).await?,
                Ok(_) => None,
                Err(fault) => Some(fault),
            };
            if fault.is_some() {
                break;
            }
        }
        if let Some(Fault { reason: Reason::Checkpoint(size), .. }) = fault
            && !self.is_signed(read, (key, &origin), size).await?
        {
            fault = Some(Fault::of(Reason::Unsigned(size)));
        }
        if fault.is_none() {
            let at_head = at_head.unwrap_or_default();
            fault = edge.fault((size, hashed), head, &at_head, walk.sound);
        }
        if fault.is_none() {
            fault = self.beyond(read, (key, &origin), (size, hashed), &marks).await?;
        }
        self.anchors.extend(walk.anchors.unwrap_or_default());
        Ok((fault.or(unsigned), walk.frontier))
    }

    /// The next stretch of a log, never across the end of what has leaves.
    async fn stretch(
        &self,
        read: &mut Read,
        key: &str,
        (from, size, hashed): (u64, u64, u64),
        marks: &[Mark],
    ) -> Result<Option<Stretch>> {
        if from >= size {
            return Ok(None);
        }
        let end = if from < hashed { hashed.min(size) } else { size };
        let to = end.min(from + BATCH.unsigned_abs());
        let (first, last) = (number(from)?, number(to)?);
        let kept =
            sql!(fetch_all (i64, String); &mut *read, CHECKPOINTS, key.to_owned(), first, last)?;
        let kept = kept.into_iter().map(|(size, root)| {
            let size = size.unsigned_abs();
            // A root that is none fits nothing.
            let root = Hash::from_hex(&root).unwrap_or_else(Hash::of_nothing);
            Mark { size, root, reason: Reason::Checkpoint(size) }
        });
        let within = |mark: &&Mark| mark.size > from && mark.size <= to;
        let mut marks: Vec<Mark> = kept.chain(marks.iter().filter(within).cloned()).collect();
        marks.sort_by_key(|mark| mark.size);
        Ok(Some(Stretch {
            from,
            to,
            events: batch::read(read, key, first, last).await?,
            leaves: nodes::stretch(read, key, 0, (from, to)).await?,
            marks,
        }))
    }

    /// What is said about entries that are not there, and whether the newest checkpoint is signed.
    async fn beyond(
        &self,
        read: &mut Read,
        (key, origin): (&str, &str),
        (size, hashed): (u64, u64),
        marks: &[Mark],
    ) -> Result<Option<Fault>> {
        if let Some(mark) = marks.iter().find(|mark| mark.size > size) {
            let reason = match mark.reason {
                Reason::Given(given) => Reason::Shorter(given),
                other => other,
            };
            return Ok(Some(Fault::at(size, reason)));
        }
        let beyond = sql!(fetch_optional (i64, String); &mut *read, BEYOND, key.to_owned(), number(hashed)?)?;
        if let Some((more, _)) = beyond {
            let more = more.unsigned_abs();
            let signed = self.is_signed(read, (key, origin), more).await?;
            let cut = Fault::at(hashed, Reason::Checkpoint(more));
            return Ok(Some(if signed { cut } else { Fault::of(Reason::Unsigned(more)) }));
        }
        let newest =
            sql!(fetch_optional (i64, String); &mut *read, LAST_CHECKPOINT, key.to_owned())?;
        let Some((newest, _)) = newest else { return Ok(None) };
        let newest = newest.unsigned_abs();
        let signed = self.is_signed(read, (key, origin), newest).await?;
        Ok((!signed).then(|| Fault::of(Reason::Unsigned(newest))))
    }

    /// Whether the kept note of this size says what its row says and is signed.
    async fn is_signed(
        &self,
        read: &mut Read,
        (key, origin): (&str, &str),
        size: u64,
    ) -> Result<bool> {
        let number = number(size)?;
        let note = sql!(fetch_optional (String,); &mut *read, NOTE, key.to_owned(), number)?;
        let row =
            sql!(fetch_all (i64, String); read, CHECKPOINTS, key.to_owned(), number - 1, number)?;
        let note = note.and_then(|(note,)| notes(&note)).and_then(|mut notes| notes.pop());
        let (Some(note), Some((_, root))) = (note, row.first()) else { return Ok(false) };
        let checkpoint = &note.checkpoint;
        let same = checkpoint.size == size
            && checkpoint.origin == origin
            && checkpoint.root.hex() == *root;
        Ok(same && self.public.as_ref().is_some_and(|public| note.is_signed_by(public)))
    }
}

fn verdict(log: &str, fault: Fault) -> Verdict {
    Verdict {
        log: log.to_owned(),
        size: 0,
        root: Hash::of_nothing(),
        fault: Some(fault),
        key: None,
    }
}

fn number(entry: u64) -> Result<i64> {
    i64::try_from(entry).map_err(Error::broken)
}

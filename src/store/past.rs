//! What the history says of earlier moments. A moment is a number of the log: that of the last event
//! whose time is not later. Everything numbered up to it has happened, whatever its clock said, so a
//! state is always one that really stood; where the clock was put back, the latest time below the
//! moment counts, and of equal times the greatest number.
//!
//! Nothing stores earlier states of objects. [`fold`] makes them of the events, beginning with what was
//! kept ([`bases`](super::retention)) where the first events are gone for good.

use std::collections::BTreeMap;

use serde::Deserialize;
use sqlx::FromRow;

use super::fault::inconsistent;
use super::history::log_name;
use super::sql::{sql, statements};
use super::{PAGE, Page, Source, Write};
use crate::clock::Millis;
use crate::domain::change::Record;
use crate::domain::past::{Deed, Past};
use crate::domain::{Change, FieldChange, Log};
use crate::error::{Error, Result};

statements! {
    BORN = "INSERT INTO subjects (log, noun, subject, code, born, gone) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    GONE = "UPDATE subjects SET gone = $4 WHERE log = $1 AND noun = $2 AND subject = $3";
    UP_TO = "SELECT seq, at FROM events WHERE log = $1 AND at <= $2 ORDER BY at DESC, seq DESC LIMIT 1";
    FIRST = "SELECT seq, at FROM events WHERE log = $1 ORDER BY seq LIMIT 1";
    LAST = "SELECT seq, at FROM events WHERE log = $1 ORDER BY seq DESC LIMIT 1";
    AT = "SELECT seq, at FROM events WHERE log = $1 AND seq = $2";
    COUNTS = "SELECT noun, COUNT(*) FROM subjects WHERE log = $1 AND born <= $2 AND gone > $2 GROUP BY noun";
    LISTED = "SELECT subject, code, born, gone FROM subjects WHERE log = $1 AND noun = $2 AND born <= $3 AND gone > $3 AND born < $4
              ORDER BY born DESC LIMIT $5";
    BY_ID = "SELECT subject, code, born, gone FROM subjects WHERE log = $1 AND noun = $2 AND subject = $3";
    BY_CODE = "SELECT subject, code, born, gone FROM subjects WHERE log = $1 AND noun = $2 AND code = $3 AND born <= $4 ORDER BY born DESC LIMIT 1";
    OF_LISTED = "SELECT e.seq, e.at, e.actor_name, e.action, e.noun, e.subject, e.changes, e.details
                 FROM subjects s JOIN events e ON e.log = s.log AND e.subject = s.subject AND e.noun = s.noun
                 WHERE s.log = $1 AND s.noun = $2 AND s.born >= $3 AND s.born <= $4 AND s.gone > $5
                 AND e.seq <= $5 AND e.record = 'change' ORDER BY e.seq";
    BASES_OF_LISTED = "SELECT b.state FROM subjects s JOIN bases b ON b.log = s.log AND b.noun = s.noun AND b.subject = s.subject
                 WHERE s.log = $1 AND s.noun = $2 AND s.born >= $3 AND s.born <= $4 AND s.gone > $5";
    OF_SOME = "SELECT seq, at, actor_name, action, noun, subject, changes, details FROM events
               WHERE log = $1 AND subject IN ($2, $3, $4, $5, $6, $7, $8, $9) AND seq <= $10 AND record = 'change' ORDER BY seq";
    BASES_OF_SOME = "SELECT state FROM bases WHERE log = $1 AND subject IN ($2, $3, $4, $5, $6, $7, $8, $9)";
    TRASHED = "SELECT c.id, c.trashed_at FROM subjects s JOIN cards c ON c.noun = s.noun AND c.id = s.subject
               WHERE s.log = $1 AND s.noun = $2 AND s.born >= $3 AND s.born <= $4 AND c.trashed_at > 0";
    KEPT = "SELECT state FROM bases WHERE log = $1 AND noun = $2";
    BETWEEN = "SELECT seq, at, actor_name, action, noun, subject, changes, details FROM events
               WHERE log = $1 AND seq > $2 AND seq <= $3 AND record = 'change' ORDER BY seq LIMIT $4";
    OF_NOUN = "SELECT seq, at, actor_name, action, noun, subject, changes, details FROM events
               WHERE log = $1 AND noun = $2 AND seq > $3 AND seq <= $4 AND record = 'change' ORDER BY seq LIMIT $5";
}

/// It is still there.
pub const STILL: i64 = i64::MAX;

/// A place in a log: the number of an event, and its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Point {
    pub seq: i64,
    pub at: Millis,
}

/// An object, and between which events of its log it was there.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Existence {
    pub subject: String,
    pub code: String,
    pub born: i64,
    pub gone: i64,
}

impl Existence {
    pub fn at(&self, seq: i64) -> bool {
        self.born <= seq && seq < self.gone
    }
}

#[derive(FromRow)]
struct Row {
    seq: i64,
    at: i64,
    actor_name: String,
    action: String,
    noun: String,
    subject: String,
    changes: String,
    details: String,
}

#[derive(Deserialize)]
struct Stored {
    field: String,
    before: Option<String>,
    after: Option<String>,
}

fn deed(row: Row) -> Result<Deed> {
    let wrong = |column| inconsistent("events", column, &row.seq.to_string());
    let changes: Vec<Stored> = serde_json::from_str(&row.changes).map_err(|_| wrong("changes"))?;
    let details = serde_json::from_str(&row.details).map_err(|_| wrong("details"))?;
    let changes = changes.into_iter();
    Ok(Deed {
        seq: row.seq,
        at: row.at,
        by: row.actor_name,
        action: row.action,
        noun: row.noun,
        subject: row.subject,
        changes: changes
            .map(|Stored { field, before, after }| FieldChange { field, before, after })
            .collect(),
        details,
    })
}

/// Notes, with the event itself, that an object began or ceased to be.
pub(super) async fn note(write: &mut Write<'_>, change: &Change, seq: i64) -> Result<()> {
    let verb = change.action.strip_prefix(change.noun).and_then(|rest| rest.strip_prefix('.'));
    if change.record != Record::Change {
        return Ok(());
    }
    let (log, subject) = (log_name(change.log), change.subject.clone());
    match verb {
        Some("created") => {
            let code = change.details.get("code").cloned().unwrap_or_default();
            sql!(execute write, BORN, log, change.noun, subject, code, seq, STILL)?;
        }
        Some("purged") => {
            sql!(execute write, GONE, log, change.noun, subject, seq)?;
        }
        _ => {}
    }
    Ok(())
}

/// The last event that counts at a moment; `None` before the first.
pub async fn up_to(source: &mut impl Source, log: Log, at: Millis) -> Result<Option<Point>> {
    sql!(fetch_optional Point; source, UP_TO, log_name(log), at)
}

/// The oldest event that is kept.
pub async fn first(source: &mut impl Source, log: Log) -> Result<Option<Point>> {
    sql!(fetch_optional Point; source, FIRST, log_name(log))
}

pub async fn last(source: &mut impl Source, log: Log) -> Result<Option<Point>> {
    sql!(fetch_optional Point; source, LAST, log_name(log))
}

/// When an event was.
pub async fn at(source: &mut impl Source, log: Log, seq: i64) -> Result<Option<Point>> {
    sql!(fetch_optional Point; source, AT, log_name(log), seq)
}

/// How many objects of each noun there were.
pub async fn counts(source: &mut impl Source, log: Log, seq: i64) -> Result<BTreeMap<String, i64>> {
    let rows = sql!(fetch_all (String, i64); source, COUNTS, log_name(log), seq)?;
    Ok(rows.into_iter().collect())
}

/// A page of what there was of a noun, the newest first; `before` is the birth to go on from.
pub async fn existing(
    source: &mut impl Source,
    log: Log,
    noun: &str,
    seq: i64,
    before: Option<i64>,
) -> Result<Page<Existence>> {
    let (log, noun, before) = (log_name(log), noun.to_owned(), before.unwrap_or(STILL));
    let rows = sql!(fetch_all Existence; source, LISTED, log, noun, seq, before, PAGE + 1)?;
    Ok(Page::cut(rows, |row| row.born.to_string()))
}

/// An object by its id, whenever it was there.
pub async fn by_id(
    source: &mut impl Source,
    log: Log,
    noun: &str,
    subject: &str,
) -> Result<Option<Existence>> {
    let (noun, subject) = (noun.to_owned(), subject.to_owned());
    sql!(fetch_optional Existence; source, BY_ID, log_name(log), noun, subject)
}

/// The object that had this code at a moment, or the last one before it.
pub async fn by_code(
    source: &mut impl Source,
    log: Log,
    noun: &str,
    code: &str,
    seq: i64,
) -> Result<Option<Existence>> {
    let (noun, code) = (noun.to_owned(), code.to_owned());
    sql!(fetch_optional Existence; source, BY_CODE, log_name(log), noun, code, seq)
}

/// By id.
pub type Pasts = BTreeMap<String, Past>;

/// The states of a page of [`existing`].
pub async fn listed(
    source: &mut impl Source,
    log: Log,
    noun: &str,
    page: &[Existence],
    seq: i64,
) -> Result<Pasts> {
    let (Some(newest), Some(oldest)) = (page.first(), page.last()) else {
        return Ok(Pasts::new());
    };
    let (log, noun, from, to) = (log_name(log), noun.to_owned(), oldest.born, newest.born);
    let (log2, noun2) = (log.clone(), noun.clone());
    let bases = sql!(fetch_all (String,); source, BASES_OF_LISTED, log2, noun2, from, to, seq)?;
    let rows = sql!(fetch_all Row; source, OF_LISTED, log, noun, from, to, seq)?;
    let mut found = Found::default();
    found.begin(bases)?;
    for row in rows {
        found.take(&deed(row)?);
    }
    Ok(found.0.into_iter().map(|((_, subject), past)| (subject, past)).collect())
}

/// Which of a page of [`existing`] lie in the trash at present, and since when.
pub async fn trashed_now(
    source: &mut impl Source,
    log: Log,
    noun: &str,
    page: &[Existence],
) -> Result<BTreeMap<String, Millis>> {
    let (Some(newest), Some(oldest)) = (page.first(), page.last()) else {
        return Ok(BTreeMap::new());
    };
    let (log, noun, from, to) = (log_name(log), noun.to_owned(), oldest.born, newest.born);
    Ok(sql!(fetch_all (String, i64); source, TRASHED, log, noun, from, to)?.into_iter().collect())
}

/// Objects that one statement looks up.
const AT_ONCE: usize = 8;

/// The states of some subjects at a moment, by noun and id: a subject may be told of under several
/// nouns, such as a person who has a role.
pub async fn fold(
    source: &mut impl Source,
    log: Log,
    subjects: &[String],
    seq: i64,
) -> Result<BTreeMap<(String, String), Past>> {
    let (log, mut found) = (log_name(log), Found::default());
    for some in subjects.chunks(AT_ONCE) {
        let id = |at: usize| some.get(at).or(some.first()).cloned().unwrap_or_default();
        let bases = sql!(
            fetch_all (String,); source, BASES_OF_SOME, log.clone(),
            id(0), id(1), id(2), id(3), id(4), id(5), id(6), id(7),
        )?;
        let rows = sql!(
            fetch_all Row; source, OF_SOME, log.clone(),
            id(0), id(1), id(2), id(3), id(4), id(5), id(6), id(7), seq,
        )?;
        found.begin(bases)?;
        for row in rows {
            found.take(&deed(row)?);
        }
    }
    Ok(found.0)
}

#[derive(Default)]
pub(super) struct Found(pub(super) BTreeMap<(String, String), Past>);

impl Found {
    pub(super) fn begin(&mut self, bases: Vec<(String,)>) -> Result<()> {
        for (state,) in bases {
            let past: Past = serde_json::from_str(&state).map_err(Error::broken)?;
            self.0.insert((past.noun.clone(), past.subject.clone()), past);
        }
        Ok(())
    }

    pub(super) fn take(&mut self, deed: &Deed) {
        self.0.entry((deed.noun.clone(), deed.subject.clone())).or_default().take(deed);
    }
}

/// Events that are read in one go.
const BATCH: i64 = 1_000;

/// The next changes of a log after one event and up to another, the oldest first; none at the end.
pub async fn between(
    source: &mut impl Source,
    log: Log,
    after: i64,
    up_to: i64,
) -> Result<Vec<Deed>> {
    let rows = sql!(fetch_all Row; source, BETWEEN, log_name(log), after, up_to, BATCH)?;
    rows.into_iter().map(deed).collect()
}

/// What is kept of the objects of a noun whose first events are gone.
pub async fn kept(source: &mut impl Source, log: Log, noun: &str) -> Result<Vec<Past>> {
    let mut found = Found::default();
    let (log, noun) = (log_name(log), noun.to_owned());
    found.begin(sql!(fetch_all (String,); source, KEPT, log, noun)?)?;
    Ok(found.0.into_values().collect())
}

/// The same of one noun.
pub async fn of_noun(
    source: &mut impl Source,
    log: Log,
    noun: &str,
    (after, up_to): (i64, i64),
) -> Result<Vec<Deed>> {
    let (log, noun) = (log_name(log), noun.to_owned());
    let rows = sql!(fetch_all Row; source, OF_NOUN, log, noun, after, up_to, BATCH)?;
    rows.into_iter().map(deed).collect()
}

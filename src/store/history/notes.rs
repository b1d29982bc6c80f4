//! What is noted beside each event, so that a log is walked by any of its fields, by key and by time: which
//! fields it changed, which key it is about, and when each thousand of events was. Made of the events alone.

use super::super::sql::{sql, statements};
use super::super::{Source, Write};
use super::choices::leaps;
use crate::clock::Millis;
use crate::domain::change::KEY_ID;
use crate::domain::{Change, Key};
use crate::error::Result;

/// Events whose times are kept together. Clocks jump, so that an event's time says little about the
/// next one's; the earliest and the latest of many do.
pub(super) const BLOCK: i64 = 1_000;

statements! {
    PUT_FIELDS = "INSERT INTO event_fields (log, field, seq) VALUES
                  ($1, $3, $2), ($1, $4, $2), ($1, $5, $2), ($1, $6, $2), ($1, $7, $2), ($1, $8, $2), ($1, $9, $2), ($1, $10, $2)
                  ON CONFLICT DO NOTHING";
    PUT_TIME = "INSERT INTO event_times (log, block, earliest, latest) VALUES ($1, $2, $3, $3)
                ON CONFLICT (log, block) DO UPDATE SET
                earliest = CASE WHEN event_times.earliest < $3 THEN event_times.earliest ELSE $3 END,
                latest = CASE WHEN event_times.latest > $3 THEN event_times.latest ELSE $3 END";
    PUT_KEY = "INSERT INTO key_accesses (log, key_id, seq) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    FIELDS = leaps!("event_fields", "field", "");
    KEYS = leaps!("key_accesses", "key_id", "");
    FORGET_FIELD = "DELETE FROM event_fields WHERE log = $1 AND field = $2 AND seq <= $3";
    FORGET_KEY = "DELETE FROM key_accesses WHERE log = $1 AND key_id = $2 AND seq <= $3";
    FORGET_TIMES = "DELETE FROM event_times WHERE log = $1 AND block < $2";
    FIRST_SINCE = "SELECT block FROM event_times WHERE log = $1 AND latest >= $2 ORDER BY block LIMIT 1";
    LAST_BEFORE = "SELECT block FROM event_times WHERE log = $1 AND earliest < $2 ORDER BY block DESC LIMIT 1";
}

/// Notes an event in the transaction that writes it.
pub(super) async fn write(
    write: &mut Write<'_>,
    log: &str,
    (seq, at): (i64, Millis),
    change: &Change,
) -> Result<()> {
    sql!(execute write, PUT_TIME, log.to_owned(), seq.div_euclid(BLOCK), at)?;
    if let Some(key) = key_of(change) {
        sql!(execute write, PUT_KEY, log.to_owned(), key, seq)?;
    }
    // Several to a statement; the last one is filled up with a field that it has already.
    for some in change.changes.chunks(8) {
        let Some(first) = some.first() else { continue };
        let field = |at: usize| some.get(at).unwrap_or(first).field.clone();
        sql!(
            execute write, PUT_FIELDS, log.to_owned(), seq,
            field(0), field(1), field(2), field(3), field(4), field(5), field(6), field(7),
        )?;
    }
    Ok(())
}

/// Takes away what was noted of a log's events up to one that is gone itself. The times of its thousand
/// stay where some of them do.
pub async fn forget(write: &mut Write<'_>, log: &str, last: i64) -> Result<()> {
    for (list, text) in [(FIELDS, FORGET_FIELD), (KEYS, FORGET_KEY)] {
        let known = sql!(fetch_all (String,); &mut *write, list, log.to_owned(), i64::MAX)?;
        for (value,) in known {
            sql!(execute write, text, log.to_owned(), value, last)?;
        }
    }
    sql!(execute write, FORGET_TIMES, log.to_owned(), (last + 1).div_euclid(BLOCK))?;
    Ok(())
}

/// The key that an event is about; who corrects its description comes not near it.
fn key_of(change: &Change) -> Option<String> {
    let own = change.noun == Key::NOUN && change.action != "key.saved";
    own.then(|| change.subject.clone()).or_else(|| change.details.get(KEY_ID).cloned())
}

/// The numbers among which all events of a time are, the second one not included.
pub(super) async fn numbers(
    source: &mut impl Source,
    log: &str,
    since: Option<Millis>,
    before: Option<Millis>,
) -> Result<(i64, i64)> {
    let first = match since {
        None => Some((0,)),
        Some(since) => sql!(fetch_optional (i64,); source, FIRST_SINCE, log.to_owned(), since)?,
    };
    let last = match before {
        None => Some((i64::MAX / BLOCK - 1,)),
        Some(before) => sql!(fetch_optional (i64,); source, LAST_BEFORE, log.to_owned(), before)?,
    };
    Ok(match (first, last) {
        (Some((first,)), Some((last,))) => {
            (first.saturating_mul(BLOCK), last.saturating_add(1).saturating_mul(BLOCK))
        }
        _ => (0, 0),
    })
}

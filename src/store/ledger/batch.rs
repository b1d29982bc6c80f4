//! Many events in one row: the databases put the columns of a stretch together, which is several times
//! as fast as rows of eighteen columns. Separators cannot stand in what the portal writes; what anybody
//! else wrote with them in it does not have the right number of parts, and is found.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::Source;
use super::super::sql::{sql, statements};
use crate::error::Result;
use crate::ledger::{Actor, Event, Field};

statements! {
    STRETCH = "SELECT COUNT(*), COALESCE(string_agg(concat_ws($4, seq, at, actor_kind, actor_id, actor_name, actor_role, address, permission, record, action, noun, subject, act, reason, request_id, changes, details), $5), '')
               FROM events WHERE log = $1 AND seq >= $2 AND seq < $3";
}

/// Events that are read at once.
pub(super) const BATCH: i64 = 4096;

const FIELD: char = '\u{1f}';
const RECORD: char = '\u{1e}';

/// A stretch of one log as it lies in the database.
pub(super) struct Batch {
    count: usize,
    text: String,
}

/// Something that no event looks like; its number, when at least that can be read.
pub(super) struct Unreadable(pub Option<i64>);

pub(super) async fn read(source: &mut impl Source, log: &str, from: i64, to: i64) -> Result<Batch> {
    let (count, text) = sql!(
        fetch_one (i64, String); source, STRETCH,
        log.to_owned(), from, to, FIELD.to_string(), RECORD.to_string(),
    )?;
    Ok(Batch { count: usize::try_from(count).unwrap_or_default(), text })
}

impl Batch {
    /// The events in the order of their numbers, one for each row.
    pub(super) fn split(&self) -> Vec<std::result::Result<Event<'_>, Unreadable>> {
        if self.count == 0 {
            return Vec::new();
        }
        let parts: Vec<&str> = self.text.split(RECORD).collect();
        if parts.len() != self.count {
            return parts.iter().map(|part| Err(Unreadable(number(part)))).collect();
        }
        let mut events: Vec<_> = parts.into_iter().map(event).collect();
        events.sort_by_key(|event| match event {
            Ok(event) => Some(event.seq),
            Err(Unreadable(seq)) => *seq,
        });
        events
    }
}

fn number(part: &str) -> Option<i64> {
    part.split(FIELD).next().and_then(|seq| seq.parse().ok())
}

/// The stored form of a field change.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    field: String,
    before: Option<String>,
    after: Option<String>,
}

fn event(part: &str) -> std::result::Result<Event<'_>, Unreadable> {
    read_event(part).ok_or_else(|| Unreadable(number(part)))
}

fn read_event(part: &str) -> Option<Event<'_>> {
    let mut columns = part.split(FIELD);
    let mut next = || columns.next();
    let (seq, at) = (next()?.parse().ok()?, next()?.parse().ok()?);
    let (kind, id, name, role) = (next()?, next()?, next()?, next()?);
    let (address, permission, record, action) = (next()?, next()?, next()?, next()?);
    let (noun, subject, act, reason) = (next()?, next()?, next()?, next()?);
    let (request_id, changes, details) = (next()?, next()?, next()?);
    if next().is_some() {
        return None;
    }
    let changes: Vec<Stored> = serde_json::from_str(changes).ok()?;
    let details: BTreeMap<String, String> = serde_json::from_str(details).ok()?;
    let owned = |Stored { field, before, after }: Stored| Field {
        field: field.into(),
        before: before.map(Cow::from),
        after: after.map(Cow::from),
    };
    Some(Event {
        seq,
        at,
        actor: Actor { kind: kind.into(), id: id.into(), name: name.into(), role: role.into() },
        address: address.into(),
        permission: permission.into(),
        record: record.into(),
        action: action.into(),
        noun: noun.into(),
        subject: subject.into(),
        act: act.into(),
        reason: reason.into(),
        request_id: request_id.into(),
        changes: changes.into_iter().map(owned).collect(),
        details: details.into_iter().map(|(name, value)| (name.into(), value.into())).collect(),
    })
}

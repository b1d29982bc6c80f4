//! The history: append-only, one gap-less sequence per log. Written only at the commit of a
//! transaction; nothing here changes or deletes an event.
//!
//! [`walk`] reads a log under any combination of conditions; [`choices`] says what there is to
//! choose from; [`notes`] is what both of them lean on beside the events themselves.

pub mod choices;
mod notes;
pub mod walk;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::fault::inconsistent;
use super::ledger::{Head, Stamp, of_change};
use super::past;
use super::sql::{sql, statements};
use super::{Page, Source, Write};
use crate::clock::{Clock, Millis};
use crate::domain::{Act, FieldChange, Log};
use crate::error::{Error, Result};
use crate::rights::Actor;

pub(super) use notes::forget;

statements! {
    INSERT = "INSERT INTO events (log, seq, at, actor_kind, actor_id, actor_name, actor_role, address, permission, record, action, noun, subject, act, reason, request_id, changes, details)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
    CHANGES_OF_SUBJECT = "SELECT seq, at, actor_kind, actor_id, actor_name, actor_role, address, permission, record, action, noun, subject, act, reason, request_id, changes, details
                   FROM events WHERE log = $1 AND subject = $2 AND record = 'change' AND changes <> '[]' AND action <> 'window.published' ORDER BY seq DESC LIMIT $3";
    SIZE = "SELECT size FROM logs WHERE log = $1";
}

/// One recorded event.
#[derive(Clone, Debug)]
pub struct Event {
    pub seq: i64,
    pub at: Millis,
    pub actor_kind: String,
    pub actor_id: String,
    pub actor_name: String,
    pub actor_role: String,
    pub address: String,
    pub permission: String,
    pub record: String,
    pub action: String,
    pub noun: String,
    pub subject: String,
    pub act: String,
    pub reason: String,
    pub request_id: String,
    pub changes: Vec<FieldChange>,
    pub details: BTreeMap<String, String>,
}

/// The statements of the parts, too.
pub(super) const PARTS: [&[&str]; 4] =
    [STATEMENTS, walk::STATEMENTS, choices::STATEMENTS, notes::STATEMENTS];

/// Which events of a log are wanted, where one condition is enough; [`walk`] takes several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    All,
    Subject(String),
    Actor(String),
    Noun(String),
    Action(String),
}

#[derive(FromRow)]
struct Row {
    seq: i64,
    at: i64,
    actor_kind: String,
    actor_id: String,
    actor_name: String,
    actor_role: String,
    address: String,
    permission: String,
    record: String,
    action: String,
    noun: String,
    subject: String,
    act: String,
    reason: String,
    request_id: String,
    changes: String,
    details: String,
}

/// The stored form of a field change; its names are those of the published export.
#[derive(Serialize, Deserialize)]
struct StoredChange {
    field: String,
    before: Option<String>,
    after: Option<String>,
}

impl TryFrom<Row> for Event {
    type Error = Error;

    fn try_from(row: Row) -> Result<Event> {
        let wrong = |column| inconsistent("events", column, &row.seq.to_string());
        let changes: Vec<StoredChange> =
            serde_json::from_str(&row.changes).map_err(|_| wrong("changes"))?;
        let details = serde_json::from_str(&row.details).map_err(|_| wrong("details"))?;
        Ok(Event {
            seq: row.seq,
            at: row.at,
            actor_kind: row.actor_kind,
            actor_id: row.actor_id,
            actor_name: row.actor_name,
            actor_role: row.actor_role,
            address: row.address,
            permission: row.permission,
            record: row.record,
            action: row.action,
            noun: row.noun,
            subject: row.subject,
            act: row.act,
            reason: row.reason,
            request_id: row.request_id,
            changes: changes
                .into_iter()
                .map(|StoredChange { field, before, after }| FieldChange { field, before, after })
                .collect(),
            details,
        })
    }
}

/// How a log is called in the database.
pub fn log_name(log: Log) -> String {
    match log {
        Log::Installation => "installation".to_owned(),
        Log::Enterprise(id) => id.to_string(),
    }
}

/// Writes an act's events: numbers are taken log by log in a fixed order, so that two acts that
/// touch the same logs cannot wait for each other.
pub(super) async fn append(
    write: &mut Write<'_>,
    act: &Act,
    actor: &Actor,
    permission: &'static str,
    clock: &Clock,
) -> Result<()> {
    let (id, at) = (clock.id().to_string(), clock.now());
    let mut per_log: BTreeMap<Log, i64> = BTreeMap::new();
    for change in act.changes() {
        *per_log.entry(change.log).or_default() += 1;
    }
    let mut heads: BTreeMap<Log, Head> = BTreeMap::new();
    for (log, count) in per_log {
        heads.insert(log, Head::reserve(write, log_name(log), count).await?);
    }
    for change in act.changes() {
        let head = heads.get_mut(&change.log).ok_or_else(|| Error::broken("a log without head"))?;
        let seq = head.seq()?;
        head.push(&of_change(change, act, actor, Stamp { seq, at, act: &id, permission }));
        let changes: Vec<StoredChange> = change
            .changes
            .iter()
            .cloned()
            .map(|FieldChange { field, before, after }| StoredChange { field, before, after })
            .collect();
        sql!(
            execute write, INSERT,
            log_name(change.log),
            seq,
            at,
            actor.kind.name(),
            actor.id.clone(),
            actor.name.clone(),
            actor.role.clone(),
            actor.origin.address.clone(),
            permission,
            change.record.name(),
            change.action,
            change.noun,
            change.subject.clone(),
            id.clone(),
            act.reason.clone(),
            actor.origin.request_id.clone(),
            serde_json::to_string(&changes).map_err(Error::broken)?,
            serde_json::to_string(&change.details).map_err(Error::broken)?,
        )?;
        notes::write(write, &log_name(change.log), (seq, at), change).await?;
        past::note(write, change, seq).await?;
    }
    for head in heads.into_values() {
        head.keep(write).await?;
    }
    Ok(())
}

/// One page of a log, newest first, older than `before` (`None`: from the newest on).
pub async fn page(
    source: &mut impl Source,
    log: Log,
    filter: &Filter,
    before: Option<i64>,
) -> Result<Page<Event>> {
    let mut wanted = walk::Wanted::default();
    match filter.clone() {
        Filter::All => {}
        Filter::Subject(subject) => wanted.subject = subject,
        Filter::Actor(actor) => wanted.actor = actor,
        Filter::Noun(noun) => wanted.noun = noun,
        Filter::Action(action) => wanted.action = action,
    }
    let found = walk::back(source, log, &wanted, before).await?;
    Ok(Page { items: found.events, next: found.older.map(|seq| seq.to_string()) })
}

/// The last saves of one subject, newest first: a release changes nothing in its window.
pub async fn last_changes(
    source: &mut impl Source,
    log: Log,
    subject: String,
    count: u32,
) -> Result<Vec<Event>> {
    let rows =
        sql!(fetch_all Row; source, CHANGES_OF_SUBJECT, log_name(log), subject, i64::from(count))?;
    rows.into_iter().map(Event::try_from).collect()
}

/// How many events a log holds.
pub async fn size(source: &mut impl Source, log: Log) -> Result<i64> {
    Ok(sql!(fetch_optional (i64,); source, SIZE, log_name(log))?.map_or(0, |row| row.0))
}

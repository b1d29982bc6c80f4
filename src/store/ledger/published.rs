//! From what the store writes and reads to the published form of an event, and from the name of a log
//! in the database to the one that is published.

use std::borrow::Cow;

use super::super::history::{self, log_name};
use super::super::{Source, enterprises};
use crate::clock::Millis;
use crate::domain::{Act, Change, Log};
use crate::error::{Error, Result};
use crate::ledger::{Actor, Event, Field};
use crate::rights;

/// What the events of one act have in common, and one of their numbers.
pub(in crate::store) struct Stamp<'a> {
    pub seq: i64,
    pub at: Millis,
    pub act: &'a str,
    pub permission: &'a str,
}

/// The event that a change becomes.
pub(in crate::store) fn of_change<'a>(
    change: &'a Change,
    act: &'a Act,
    actor: &'a rights::Actor,
    stamp: Stamp<'a>,
) -> Event<'a> {
    Event {
        seq: stamp.seq,
        at: stamp.at,
        actor: Actor {
            kind: actor.kind.name().into(),
            id: actor.id.as_str().into(),
            name: actor.name.as_str().into(),
            role: actor.role.as_str().into(),
        },
        address: actor.origin.address.as_str().into(),
        permission: stamp.permission.into(),
        record: change.record.name().into(),
        action: change.action.into(),
        noun: change.noun.into(),
        subject: change.subject.as_str().into(),
        act: stamp.act.into(),
        reason: act.reason.as_str().into(),
        request_id: actor.origin.request_id.as_str().into(),
        changes: change.changes.iter().map(field).collect(),
        details: change
            .details
            .iter()
            .map(|(name, value)| (Cow::from(*name), value.as_str().into()))
            .collect(),
    }
}

/// The event as it was read.
impl<'a> From<&'a history::Event> for Event<'a> {
    fn from(event: &'a history::Event) -> Self {
        Event {
            seq: event.seq,
            at: event.at,
            actor: Actor {
                kind: event.actor_kind.as_str().into(),
                id: event.actor_id.as_str().into(),
                name: event.actor_name.as_str().into(),
                role: event.actor_role.as_str().into(),
            },
            address: event.address.as_str().into(),
            permission: event.permission.as_str().into(),
            record: event.record.as_str().into(),
            action: event.action.as_str().into(),
            noun: event.noun.as_str().into(),
            subject: event.subject.as_str().into(),
            act: event.act.as_str().into(),
            reason: event.reason.as_str().into(),
            request_id: event.request_id.as_str().into(),
            changes: event.changes.iter().map(field).collect(),
            details: event
                .details
                .iter()
                .map(|(name, value)| (name.as_str().into(), value.as_str().into()))
                .collect(),
        }
    }
}

fn field(change: &crate::domain::FieldChange) -> Field<'_> {
    Field {
        field: change.field.as_str().into(),
        before: change.before.as_deref().map(Cow::from),
        after: change.after.as_deref().map(Cow::from),
    }
}

/// `installation`, or `e/` and the enterprise's slug.
pub async fn published_name(source: &mut impl Source, log: Log) -> Result<String> {
    match log {
        Log::Installation => Ok(log_name(log)),
        Log::Enterprise(id) => match enterprises::find(source, id).await? {
            Some(enterprise) => Ok(format!("e/{}", enterprise.slug)),
            None => Err(Error::not_found()),
        },
    }
}

/// The log that the database calls so.
pub fn log_of(name: &str) -> Option<Log> {
    if name == log_name(Log::Installation) {
        return Some(Log::Installation);
    }
    name.parse().ok().map(Log::Enterprise)
}

//! What auditors ask for again and again: who came near a key, and who was let in and when they came.

use std::collections::BTreeMap;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::history::log_name;
use super::sql::{sql, statements};
use super::{PAGE, Page, Source};
use crate::clock::Millis;
use crate::domain::Log;
use crate::error::Result;

statements! {
    OF_KEYS = "SELECT seq, at, actor_kind, actor_name, actor_role, address, action, subject, reason, details FROM events
               WHERE log = $1 AND noun = 'key' AND seq > $2 AND seq < $3 ORDER BY seq DESC LIMIT $4";
    SIGNATURES = "SELECT seq, at, actor_kind, actor_name, actor_role, address, action, subject, reason, details FROM events
               WHERE log = $1 AND action = 'link.signed' AND seq > $2 AND seq < $3 ORDER BY seq DESC LIMIT $4";
    SIGNED_IN = "SELECT actor_id, MAX(at) FROM events WHERE log = $1 AND actor_id IN ($2, $3, $4, $5, $6, $7, $8, $9)
               AND action = 'session.started' AND seq <= $10 GROUP BY actor_id";
}

/// Somebody saw, used or changed a key.
#[derive(Clone, Debug)]
pub struct Access {
    pub seq: i64,
    pub at: Millis,
    pub kind: String,
    pub name: String,
    pub role: String,
    pub address: String,
    pub action: String,
    pub subject: String,
    pub reason: String,
    pub details: BTreeMap<String, String>,
}

#[derive(FromRow)]
struct Row {
    seq: i64,
    at: i64,
    actor_kind: String,
    actor_name: String,
    actor_role: String,
    address: String,
    action: String,
    subject: String,
    reason: String,
    details: String,
}

fn access(row: Row) -> Result<Access> {
    let details = serde_json::from_str(&row.details)
        .map_err(|_| inconsistent("events", "details", &row.seq.to_string()))?;
    Ok(Access {
        seq: row.seq,
        at: row.at,
        kind: row.actor_kind,
        name: row.actor_name,
        role: row.actor_role,
        address: row.address,
        action: row.action,
        subject: row.subject,
        reason: row.reason,
        details,
    })
}

/// A page of everything about keys between two events, the newest first: what was done with keys
/// themselves, and the links that were signed with them.
pub async fn key_accesses(
    source: &mut impl Source,
    log: Log,
    (after, before): (i64, i64),
) -> Result<Page<Access>> {
    let (log, limit) = (log_name(log), PAGE + 1);
    let mut rows = sql!(fetch_all Row; source, OF_KEYS, log.clone(), after, before, limit)?;
    rows.extend(sql!(fetch_all Row; source, SIGNATURES, log, after, before, limit)?);
    rows.sort_by_key(|row| std::cmp::Reverse(row.seq));
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let all = rows.into_iter().map(access).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(all, |access| access.seq.to_string()))
}

/// People that one statement looks up.
const AT_ONCE: usize = 8;

/// When some people last signed in, up to an event of the installation's log.
pub async fn last_sign_ins(
    source: &mut impl Source,
    people: &[String],
    seq: i64,
) -> Result<BTreeMap<String, Millis>> {
    let mut found = BTreeMap::new();
    for some in people.chunks(AT_ONCE) {
        let id = |at: usize| some.get(at).or(some.first()).cloned().unwrap_or_default();
        found.extend(sql!(
            fetch_all (String, i64); source, SIGNED_IN, log_name(Log::Installation),
            id(0), id(1), id(2), id(3), id(4), id(5), id(6), id(7), seq,
        )?);
    }
    Ok(found)
}

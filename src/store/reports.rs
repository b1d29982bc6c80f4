//! What auditors ask for again and again: who came near a key, who was let in and when they came, and
//! who released what on whose word.

use std::collections::BTreeMap;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::history::log_name;
use super::sql::{sql, statements};
use super::{PAGE, Page, Source};
use crate::clock::Millis;
use crate::domain::Log;
use crate::error::{Error, Result};

statements! {
    // Numbers come from an index alone: SQLite would otherwise walk the whole log for what is rare in it.
    OF_KEYS = "SELECT e.seq, e.at, e.actor_kind, e.actor_name, e.actor_role, e.address, e.action, e.subject, e.reason, e.details
               FROM (SELECT seq FROM events WHERE log = $1 AND noun = 'key' AND seq > $2 AND seq < $3 ORDER BY seq DESC LIMIT $4) d
               CROSS JOIN events e WHERE e.log = $1 AND e.seq = d.seq ORDER BY e.seq DESC";
    SIGNATURES = "SELECT e.seq, e.at, e.actor_kind, e.actor_name, e.actor_role, e.address, e.action, e.subject, e.reason, e.details
               FROM (SELECT seq FROM events WHERE log = $1 AND action = 'link.signed' AND seq > $2 AND seq < $3 ORDER BY seq DESC LIMIT $4) d
               CROSS JOIN events e WHERE e.log = $1 AND e.seq = d.seq ORDER BY e.seq DESC";
    OF_KEY = "SELECT e.seq, e.at, e.actor_kind, e.actor_name, e.actor_role, e.address, e.action, e.subject, e.reason, e.details
              FROM key_accesses k JOIN events e ON e.log = k.log AND e.seq = k.seq
              WHERE k.log = $1 AND k.key_id = $2 AND k.seq > $3 AND k.seq < $4 ORDER BY k.seq DESC LIMIT $5";
    ACTS = "SELECT e.seq, e.at, e.actor_kind, e.actor_name, e.details
            FROM (SELECT seq FROM events WHERE log = $1 AND action = $2 AND seq > $3 AND seq < $4 ORDER BY seq DESC LIMIT $5) d
            CROSS JOIN events e WHERE e.log = $1 AND e.seq = d.seq ORDER BY e.seq DESC";
    LAST_ACT = "SELECT seq, at, actor_kind, actor_name, details FROM events WHERE log = $1 AND action = $2 ORDER BY seq DESC LIMIT 1";
    COUNT_ACTS = "SELECT COUNT(*) FROM events WHERE log = $1 AND action = $2 AND seq > $3 AND seq < $4";
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
    let mut page = Page::cut(all, |access| access.seq.to_string());
    // Who corrects a description comes not near the key.
    page.items.retain(|access| access.action != "key.saved");
    Ok(page)
}

/// The same of one key, which may be gone.
pub async fn accesses_of_key(
    source: &mut impl Source,
    log: Log,
    key: &str,
    (after, before): (i64, i64),
) -> Result<Page<Access>> {
    let (log, limit) = (log_name(log), PAGE + 1);
    let rows = sql!(fetch_all Row; source, OF_KEY, log, key.to_owned(), after, before, limit)?;
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

/// A release, or an attempt to approve the own work.
#[derive(Clone, Debug)]
pub struct Published {
    pub seq: i64,
    pub at: Millis,
    pub actor_kind: String,
    pub actor_name: String,
    pub details: BTreeMap<String, String>,
}

impl Published {
    /// The number of the change request that it came from.
    pub fn request(&self) -> Option<i64> {
        self.details.get("request")?.parse().ok()
    }
}

#[derive(FromRow)]
struct PublishedRow {
    seq: i64,
    at: i64,
    actor_kind: String,
    actor_name: String,
    details: String,
}

impl TryFrom<PublishedRow> for Published {
    type Error = Error;

    fn try_from(row: PublishedRow) -> Result<Published> {
        let details = serde_json::from_str(&row.details)
            .map_err(|_| inconsistent("events", "details", &row.seq.to_string()))?;
        let PublishedRow { seq, at, actor_kind, actor_name, .. } = row;
        Ok(Published { seq, at, actor_kind, actor_name, details })
    }
}

/// What a release is called, by noun.
const PUBLISHED: [&str; 4] =
    ["window.published", "plugin.published", "leave_template.published", "vip_field.published"];

/// A page of the releases between two events, the newest first.
pub async fn published(
    source: &mut impl Source,
    log: Log,
    ends: (i64, i64),
) -> Result<Page<Published>> {
    let mut rows = Vec::new();
    for action in PUBLISHED {
        rows.extend(acts(source, log, action, ends).await?);
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.seq));
    rows.truncate(usize::try_from(PAGE + 1).unwrap_or(usize::MAX));
    let all = rows.into_iter().map(Published::try_from).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(all, |one| one.seq.to_string()))
}

/// How many there are.
pub async fn count_published(
    source: &mut impl Source,
    log: Log,
    (after, before): (i64, i64),
) -> Result<i64> {
    let mut all = 0;
    for action in PUBLISHED {
        let (count,) =
            sql!(fetch_one (i64,); source, COUNT_ACTS, log_name(log), action, after, before)?;
        all += count;
    }
    Ok(all)
}

/// What an attempt to approve the own work is called.
pub const OWN_APPROVAL: &str = "change_request.approval_refused";

/// The newest attempts to approve the own work; `next` where there are more.
pub async fn own_approvals(
    source: &mut impl Source,
    log: Log,
    ends: (i64, i64),
) -> Result<Page<Published>> {
    let rows = acts(source, log, OWN_APPROVAL, ends).await?;
    let all = rows.into_iter().map(Published::try_from).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(all, |one| one.seq.to_string()))
}

/// The last event of an action, where there is still one.
pub async fn last_act(
    source: &mut impl Source,
    log: Log,
    action: &'static str,
) -> Result<Option<Published>> {
    sql!(fetch_optional PublishedRow; source, LAST_ACT, log_name(log), action)?
        .map(Published::try_from)
        .transpose()
}

async fn acts(
    source: &mut impl Source,
    log: Log,
    action: &'static str,
    (after, before): (i64, i64),
) -> Result<Vec<PublishedRow>> {
    let (log, limit) = (log_name(log), PAGE + 1);
    sql!(fetch_all PublishedRow; source, ACTS, log, action, after, before, limit)
}

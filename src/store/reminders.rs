//! Reminders of keys' last days: which were given, and which are due.

use super::keys::{self, Row as KeyRow};
use super::secrets::DUE;
use super::sql::{sql, statements};
use super::{Source, Write};
use crate::clock::Millis;
use crate::domain::Key;
use crate::error::Result;

statements! {
    WAITING = "SELECT k.id, k.enterprise_id, k.account_id, k.name, k.scheme, k.secret_number, s.fingerprint, s.state, s.sealing, k.expires_on, k.owner, k.tags, k.note, k.version, k.created_at, k.updated_at, k.trashed_at
               FROM keys k JOIN key_secrets s ON s.key_id = k.id AND s.number = k.secret_number
               WHERE k.expires_on >= $1 AND k.expires_on <= $2 AND s.state = 'active' AND k.trashed_at = 0
               AND NOT EXISTS (SELECT 1 FROM reminders r WHERE r.key_id = k.id AND r.expires_on = k.expires_on AND r.days = $3)
               ORDER BY k.expires_on, k.id LIMIT $4";
    INSERT = "INSERT INTO reminders (key_id, expires_on, days, made_at) VALUES ($1, $2, $3, $4)";
}

/// Active keys whose last day lies between two days and of which nobody was reminded at this threshold:
/// at most a page of them.
pub async fn due(
    source: &mut impl Source,
    (first, last): (&str, &str),
    days: i64,
) -> Result<Vec<Key>> {
    let (first, last) = (first.to_owned(), last.to_owned());
    let rows = sql!(fetch_all KeyRow; source, WAITING, first, last, days, DUE)?;
    rows.into_iter().map(keys::of_row).collect()
}

/// Notes that a reminder was given; `Taken` when it was given before.
pub async fn insert(write: &mut Write<'_>, key: &Key, days: i64, now: Millis) -> Result<()> {
    sql!(execute write, INSERT, key.id.to_string(), key.expires_on.clone(), days, now)?;
    Ok(())
}

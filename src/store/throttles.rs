//! Counts of failed attempts. Written without a permit: they guard the door in front of it. Somebody who
//! takes one away does so with a permit.

use sqlx::FromRow;

use super::sql::{sql, statements};
use super::{Db, Write};
use crate::clock::{HOUR, MINUTE, Millis};
use crate::error::Result;

statements! {
    FIND = "SELECT failures, locked_until FROM throttles WHERE name = $1 AND updated_at > $2 AND updated_at <= $3";
    COUNT = "INSERT INTO throttles (name, failures, locked_until, updated_at) VALUES ($1, 1, $2, $2)
             ON CONFLICT (name) DO UPDATE SET
                 failures = CASE WHEN throttles.updated_at > $3 THEN throttles.failures + 1 ELSE 1 END,
                 updated_at = $2
             RETURNING failures, locked_until";
    LOCK = "UPDATE throttles SET locked_until = $2 WHERE name = $1";
    CLEAR = "DELETE FROM throttles WHERE name = $1";
    DELETE_OLD = "DELETE FROM throttles WHERE updated_at <= $1";
}

/// After this long without an attempt the count begins anew.
pub const MEMORY: Millis = HOUR;
/// The clocks of several nodes differ by less.
const AHEAD: Millis = 5 * MINUTE;

#[derive(Clone, Copy, Debug, FromRow)]
pub struct Throttle {
    pub failures: i64,
    pub locked_until: Millis,
}

/// A count from far ahead is of a clock that was put back since: it would lock for as long as that clock
/// was wrong.
pub async fn find(db: &Db, name: &str) -> Result<Option<Throttle>> {
    let now = db.clock().now();
    sql!(fetch_optional Throttle; &mut db.read().await?, FIND, name.to_owned(), now - MEMORY, now + AHEAD)
}

/// Counts one failure and locks the name for as long as `wait` says for that many.
pub async fn count(db: &Db, name: &str, wait: impl Fn(i64) -> Millis) -> Result<Throttle> {
    let now = db.clock().now();
    let mut direct = db.direct().await?;
    let counted = sql!(fetch_one Throttle; &mut direct, COUNT, name.to_owned(), now, now - MEMORY)?;
    let locked_until = now + wait(counted.failures);
    sql!(execute &mut direct, LOCK, name.to_owned(), locked_until)?;
    Ok(Throttle { locked_until, ..counted })
}

pub async fn clear(db: &Db, name: &str) -> Result<()> {
    sql!(execute &mut db.direct().await?, CLEAR, name.to_owned())?;
    Ok(())
}

/// The same with an act that says who let somebody try again; whether anything was counted.
pub async fn forget(write: &mut Write<'_>, name: String) -> Result<bool> {
    Ok(sql!(execute write, CLEAR, name)? > 0)
}

pub async fn delete_old(db: &Db) -> Result<u64> {
    sql!(execute &mut db.direct().await?, DELETE_OLD, db.clock().now() - MEMORY)
}

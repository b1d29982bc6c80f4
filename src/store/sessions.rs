//! Session rows. They hold only a hash of the session's id, so that a stolen database opens nothing.
//! Written without a permit: a session is what permits are made from.

use sqlx::FromRow;

use super::Db;
use super::sql::{sql, statements};
use crate::clock::{HOUR, MINUTE, Millis};
use crate::domain::PersonId;
use crate::error::Result;

statements! {
    LOAD = "SELECT state, seen_at FROM sessions WHERE id_hash = $1 AND expires_at > $2 AND seen_at > $3";
    SAVE = "INSERT INTO sessions (id_hash, person_id, state, address, agent, created_at, seen_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $6, $7)";
    UPDATE = "UPDATE sessions SET state = $2, person_id = $3, seen_at = $4 WHERE id_hash = $1";
    TOUCH = "UPDATE sessions SET seen_at = $2 WHERE id_hash = $1 AND seen_at < $3";
    DELETE = "DELETE FROM sessions WHERE id_hash = $1";
    DELETE_OF_PERSON = "DELETE FROM sessions WHERE person_id = $1";
    DELETE_EXPIRED = "DELETE FROM sessions WHERE expires_at <= $1";
    DELETE_IDLE = "DELETE FROM sessions WHERE seen_at <= $1";
}

/// A session ends after this long without a request …
pub const IDLE: Millis = 30 * MINUTE;
/// … and in any case after this long.
pub const ABSOLUTE: Millis = 8 * HOUR;
/// How exact "last seen" is; touching the row less often keeps reads free of writes.
const TOUCH_EVERY: Millis = MINUTE;

/// What is written when a session begins.
#[derive(Clone, Debug)]
pub struct NewSession {
    pub id_hash: String,
    pub person: Option<String>,
    pub state: String,
    pub address: String,
    pub agent: String,
}

#[derive(FromRow)]
struct Row {
    state: String,
    seen_at: i64,
}

/// A live session's state; touches "last seen" at most once a minute.
pub async fn load(db: &Db, id_hash: &str) -> Result<Option<String>> {
    let now = db.clock().now();
    let row =
        sql!(fetch_optional Row; &mut db.read().await?, LOAD, id_hash.to_owned(), now, now - IDLE)?;
    let Some(row) = row else { return Ok(None) };
    if now - row.seen_at >= TOUCH_EVERY {
        // A database that takes no changes can still be read, by those who are signed in, too.
        if let Err(error) = touch(db, id_hash, now).await {
            tracing::warn!(%error, "when a session was last seen is not noted");
        }
    }
    Ok(Some(row.state))
}

async fn touch(db: &Db, id_hash: &str, now: Millis) -> Result<()> {
    sql!(execute &mut db.direct().await?, TOUCH, id_hash.to_owned(), now, now - TOUCH_EVERY + 1)?;
    Ok(())
}

pub async fn save(db: &Db, new: NewSession) -> Result<()> {
    let now = db.clock().now();
    let NewSession { id_hash, person, state, address, agent } = new;
    sql!(execute &mut db.direct().await?, SAVE, id_hash, person, state, address, agent, now, now + ABSOLUTE)?;
    Ok(())
}

pub async fn update(db: &Db, id_hash: &str, state: String, person: Option<String>) -> Result<()> {
    let now = db.clock().now();
    sql!(execute &mut db.direct().await?, UPDATE, id_hash.to_owned(), state, person, now)?;
    Ok(())
}

pub async fn delete(db: &Db, id_hash: &str) -> Result<()> {
    sql!(execute &mut db.direct().await?, DELETE, id_hash.to_owned())?;
    Ok(())
}

/// Ends every session of a person, at once.
pub async fn delete_of_person(db: &Db, person: PersonId) -> Result<u64> {
    sql!(execute &mut db.direct().await?, DELETE_OF_PERSON, person.to_string())
}

/// Clears away what has ended anyway.
pub async fn delete_ended(db: &Db) -> Result<u64> {
    let now = db.clock().now();
    let mut direct = db.direct().await?;
    let expired = sql!(execute &mut direct, DELETE_EXPIRED, now)?;
    Ok(expired + sql!(execute &mut direct, DELETE_IDLE, now - IDLE)?)
}

//! Session rows. They hold only a hash of the session's id, so that a stolen database opens nothing, and
//! a name by which whoever it belongs to can end it.
//! Begun and kept without a permit: a session is what permits are made from. Ending the sessions of
//! somebody is an act.

use sqlx::FromRow;

use super::sql::{sql, statements};
use super::{Db, PAGE, Page, Source, Write};
use crate::clock::{HOUR, MINUTE, Millis};
use crate::domain::PersonId;
use crate::error::{Kind, Result};

statements! {
    LOAD = "SELECT state, seen_at, expires_at FROM sessions WHERE id_hash = $1 AND expires_at > $2 AND seen_at > $3";
    SAVE = "INSERT INTO sessions (id_hash, id, person_id, state, address, agent, created_at, seen_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    UPDATE = "UPDATE sessions SET state = $2, person_id = $3 WHERE id_hash = $1";
    RENAME = "UPDATE sessions SET id_hash = $2, state = $3 WHERE id_hash = $1";
    // A clock that was set back left a moment that is still to come.
    TOUCH = "UPDATE sessions SET seen_at = $2 WHERE id_hash = $1 AND (seen_at < $3 OR seen_at > $2)";
    DELETE = "DELETE FROM sessions WHERE id_hash = $1";
    // Who is only half-way in has no session that could be listed.
    LIST = "SELECT id, address, agent, created_at, seen_at FROM sessions
            WHERE person_id = $1 AND id <> '' AND expires_at > $2 AND seen_at > $3 AND (created_at, id) < ($4, $5)
            ORDER BY created_at DESC, id DESC LIMIT $6";
    FIND = "SELECT id, address, agent, created_at, seen_at FROM sessions
            WHERE person_id = $1 AND expires_at > $2 AND seen_at > $3 AND id = $4";
    END = "DELETE FROM sessions WHERE person_id = $1 AND id = $2";
    END_OTHERS = "DELETE FROM sessions WHERE person_id = $1 AND id <> $2";
    DELETE_EXPIRED = "DELETE FROM sessions WHERE expires_at <= $1";
    LIVE = "SELECT count(*) FROM sessions WHERE expires_at > $1 AND seen_at > $2 AND person_id IS NOT NULL";
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
    /// Its name, which is no secret; empty where nobody is signed in.
    pub id: String,
    pub person: Option<String>,
    pub state: String,
    pub address: String,
    pub agent: String,
    pub begun_at: Millis,
}

/// A session that lives by the wall clock.
#[derive(Clone, Debug)]
pub struct Live {
    pub state: String,
    /// The last request before this one, and this one as far as the row tells them apart.
    pub seen_at: Millis,
    pub touched_at: Millis,
    pub expires_at: Millis,
}

/// A session as whoever it belongs to sees it.
#[derive(Clone, Debug, FromRow)]
pub struct Session {
    pub id: String,
    pub address: String,
    pub agent: String,
    pub created_at: Millis,
    pub seen_at: Millis,
}

#[derive(FromRow)]
struct Row {
    state: String,
    seen_at: i64,
    expires_at: i64,
}

/// A live session; touches "last seen" at most once a minute.
pub async fn load(db: &Db, id_hash: &str) -> Result<Option<Live>> {
    let now = db.clock().now();
    let row =
        sql!(fetch_optional Row; &mut db.read().await?, LOAD, id_hash.to_owned(), now, now - IDLE)?;
    let Some(Row { state, seen_at, expires_at }) = row else { return Ok(None) };
    let mut touched_at = seen_at;
    if now - seen_at >= TOUCH_EVERY || seen_at > now {
        match touch(db, id_hash, now).await {
            // Where nothing can be written for the moment, people can still read.
            Err(error) if error.kind() == Kind::Busy => {
                tracing::warn!(%error, "a session cannot be touched");
            }
            touched => {
                touched?;
                touched_at = now;
            }
        }
    }
    Ok(Some(Live { state, seen_at, touched_at, expires_at }))
}

async fn touch(db: &Db, id_hash: &str, now: Millis) -> Result<()> {
    sql!(execute &mut db.direct().await?, TOUCH, id_hash.to_owned(), now, now - TOUCH_EVERY + 1)?;
    Ok(())
}

pub async fn save(db: &Db, new: NewSession) -> Result<()> {
    let now = db.clock().now();
    let NewSession { id_hash, id, person, state, address, agent, begun_at } = new;
    sql!(
        execute &mut db.direct().await?, SAVE,
        id_hash, id, person, state, address, agent, begun_at, now, begun_at + ABSOLUTE,
    )?;
    Ok(())
}

/// Keeps another state; when it was last seen, `load` has noted.
pub async fn update(db: &Db, id_hash: &str, state: String, person: Option<String>) -> Result<()> {
    sql!(execute &mut db.direct().await?, UPDATE, id_hash.to_owned(), state, person)?;
    Ok(())
}

/// Whether there was such a session: it goes on under another id.
pub async fn rename(db: &Db, old: &str, new: &str, state: String) -> Result<bool> {
    let renamed =
        sql!(execute &mut db.direct().await?, RENAME, old.to_owned(), new.to_owned(), state)?;
    Ok(renamed == 1)
}

pub async fn delete(db: &Db, id_hash: &str) -> Result<()> {
    sql!(execute &mut db.direct().await?, DELETE, id_hash.to_owned())?;
    Ok(())
}

/// One page of a person's live sessions, the newest first, older than the one that `before` names.
pub async fn list(
    source: &mut impl Source,
    person: PersonId,
    now: Millis,
    before: &str,
) -> Result<Page<Session>> {
    let (at, id) = before.split_once('-').unwrap_or_default();
    let (at, id) = (at.parse().unwrap_or(Millis::MAX), id.to_owned());
    let items = sql!(
        fetch_all Session; source, LIST,
        person.to_string(), now, now - IDLE, at, id, PAGE + 1,
    )?;
    Ok(Page::cut(items, |session| format!("{}-{}", session.created_at, session.id)))
}

/// One of a person's live sessions.
pub async fn find(
    source: &mut impl Source,
    person: PersonId,
    now: Millis,
    id: &str,
) -> Result<Option<Session>> {
    sql!(fetch_optional Session; source, FIND, person.to_string(), now, now - IDLE, id.to_owned())
}

/// Ends one session of a person.
pub async fn end(write: &mut Write<'_>, person: PersonId, id: &str) -> Result<u64> {
    sql!(execute write, END, person.to_string(), id.to_owned())
}

/// Ends every session of a person but this one; with an empty name, every one.
pub async fn end_others(write: &mut Write<'_>, person: PersonId, keep: &str) -> Result<u64> {
    sql!(execute write, END_OTHERS, person.to_string(), keep.to_owned())
}

/// How many sessions of people are live.
pub async fn live(db: &Db) -> Result<i64> {
    let now = db.clock().now();
    Ok(sql!(fetch_one (i64,); &mut db.read().await?, LIVE, now, now - IDLE)?.0)
}

/// Clears away what has ended anyway.
pub async fn delete_ended(db: &Db) -> Result<u64> {
    let now = db.clock().now();
    let mut direct = db.direct().await?;
    let expired = sql!(execute &mut direct, DELETE_EXPIRED, now)?;
    Ok(expired + sql!(execute &mut direct, DELETE_IDLE, now - IDLE)?)
}

//! What is asked of passkeys and not answered yet. Written without a permit, like sessions: a question
//! changes nothing, and one that was answered is gone whatever the answer was worth.

use super::sql::{sql, statements};
use super::{Db, Write};
use crate::clock::{MINUTE, Millis};
use crate::domain::PersonId;
use crate::error::Result;

statements! {
    // A browser that asks again has one question open.
    KEEP = "INSERT INTO passkey_challenges (holder, person_id, purpose, state, expires_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (holder) DO UPDATE SET person_id = $2, purpose = $3, state = $4, expires_at = $5";
    TAKE = "DELETE FROM passkey_challenges WHERE holder = $1 AND person_id = $2 AND purpose = $3 RETURNING state, expires_at";
    DELETE_EXPIRED = "DELETE FROM passkey_challenges WHERE expires_at <= $1";
}

/// How long an answer is waited for.
pub const PATIENCE: Millis = 5 * MINUTE;

/// Whose question it is: the name of a session, its person, and what the answer is for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub holder: &'a str,
    pub person: PersonId,
    pub purpose: &'static str,
}

/// Nobody's question is open any longer.
pub async fn forget_all(write: &mut Write<'_>) -> Result<()> {
    sql!(execute write, DELETE_EXPIRED, Millis::MAX)?;
    Ok(())
}

pub async fn keep(db: &Db, asked: Asked<'_>, state: String) -> Result<()> {
    let (holder, person) = (asked.holder.to_owned(), asked.person.to_string());
    let ends = db.clock().now() + PATIENCE;
    sql!(execute &mut db.direct().await?, KEEP, holder, person, asked.purpose, state, ends)?;
    Ok(())
}

/// Takes the question away, which makes it good for one answer however many come at the same moment; `None`
/// when there is none, or when it was asked too long ago.
pub async fn take(db: &Db, asked: Asked<'_>) -> Result<Option<String>> {
    let (holder, person) = (asked.holder.to_owned(), asked.person.to_string());
    let mut direct = db.direct().await?;
    let found =
        sql!(fetch_optional (String, i64); &mut direct, TAKE, holder, person, asked.purpose)?;
    let now = db.clock().now();
    // A clock that was set back must not make it last longer either.
    let in_time = |ends: Millis| (now + 1..=now + PATIENCE).contains(&ends);
    Ok(found.filter(|(_, ends)| in_time(*ends)).map(|(state, _)| state))
}

pub async fn delete_expired(db: &Db) -> Result<u64> {
    sql!(execute &mut db.direct().await?, DELETE_EXPIRED, db.clock().now())
}

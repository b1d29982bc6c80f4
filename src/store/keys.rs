//! Security keys. Their secrets lie in a table of their own, see [`super::secrets`]; lists and pages
//! never touch the sealed bytes.

use std::str::FromStr;

use sqlx::FromRow;

use super::cards::{self, trashed};
use super::fault::inconsistent;
use super::secrets::{self, Kept};
use super::sql::{sql, statements};
use super::{PAGE, Page, Source, Trashed, Write};
use crate::domain::ring::{Overlap, State, Version};
use crate::domain::{AccountId, EnterpriseId, Key, KeyId, Meta};
use crate::error::{Error, Result};

statements! {
    INSERT = "INSERT INTO keys (id, enterprise_id, account_id, name, scheme, secret_number, expires_on, owner, tags, note, version, created_at, updated_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    UPDATE = "UPDATE keys SET name = $4, expires_on = $5, owner = $6, tags = $7, note = $8, version = $9, updated_at = $10, trashed_at = $11
              WHERE enterprise_id = $1 AND id = $2 AND version = $3";
    FIND = "SELECT k.id, k.enterprise_id, k.account_id, k.name, k.scheme, k.secret_number, s.fingerprint, s.state, s.sealing, k.expires_on, k.owner, k.tags, k.note, k.version, k.created_at, k.updated_at, k.trashed_at
            FROM keys k JOIN key_secrets s ON s.key_id = k.id AND s.number = k.secret_number
            WHERE k.enterprise_id = $1 AND k.id = $2";
    LIST = "SELECT k.id, k.enterprise_id, k.account_id, k.name, k.scheme, k.secret_number, s.fingerprint, s.state, s.sealing, k.expires_on, k.owner, k.tags, k.note, k.version, k.created_at, k.updated_at, k.trashed_at
            FROM keys k JOIN key_secrets s ON s.key_id = k.id AND s.number = k.secret_number
            WHERE k.enterprise_id = $1 AND k.name > $2 AND ($3 OR k.trashed_at = 0) ORDER BY k.name LIMIT $4";
    LIST_OF_ACCOUNT = "SELECT k.id, k.enterprise_id, k.account_id, k.name, k.scheme, k.secret_number, s.fingerprint, s.state, s.sealing, k.expires_on, k.owner, k.tags, k.note, k.version, k.created_at, k.updated_at, k.trashed_at
            FROM keys k JOIN key_secrets s ON s.key_id = k.id AND s.number = k.secret_number
            WHERE k.enterprise_id = $1 AND k.account_id = $2 ORDER BY k.name LIMIT $3";
}

#[derive(FromRow)]
pub(super) struct Row {
    id: String,
    enterprise_id: String,
    account_id: String,
    name: String,
    scheme: String,
    secret_number: i64,
    fingerprint: String,
    state: String,
    sealing: String,
    expires_on: String,
    owner: String,
    tags: String,
    note: String,
    version: i64,
    created_at: i64,
    updated_at: i64,
    trashed_at: i64,
}

impl TryFrom<Row> for Key {
    type Error = Error;

    fn try_from(row: Row) -> Result<Key> {
        let wrong = |column| inconsistent("keys", column, &row.id);
        Ok(Key {
            id: KeyId::from_str(&row.id).map_err(|_| wrong("id"))?,
            enterprise: EnterpriseId::from_str(&row.enterprise_id)
                .map_err(|_| wrong("enterprise_id"))?,
            account: AccountId::from_str(&row.account_id).map_err(|_| wrong("account_id"))?,
            name: row.name,
            scheme: row.scheme,
            secret_number: row.secret_number,
            fingerprint: row.fingerprint,
            state: State::from_name(&row.state).ok_or_else(|| wrong("state"))?,
            elsewhere: row.sealing == secrets::ELSEWHERE,
            expires_on: row.expires_on,
            meta: Meta { owner: row.owner, tags: Meta::parse_tags(&row.tags), note: row.note },
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            trashed_at: trashed(row.trashed_at),
        })
    }
}

pub(super) fn of_row(row: Row) -> Result<Key> {
    Key::try_from(row)
}

/// Stores a new key with its first secret; `None` when that is kept elsewhere.
pub async fn insert(write: &mut Write<'_>, new: &Key, kept: Kept) -> Result<()> {
    sql!(
        execute write, INSERT,
        new.id.to_string(),
        new.enterprise.to_string(),
        new.account.to_string(),
        new.name.clone(),
        new.scheme.clone(),
        new.secret_number,
        new.expires_on.clone(),
        new.meta.owner.clone(),
        new.meta.tags_text(),
        new.meta.note.clone(),
        new.version,
        new.created_at,
        new.updated_at,
    )?;
    let first = Version {
        number: new.secret_number,
        state: State::Active,
        fingerprint: new.fingerprint.clone(),
        elsewhere: kept.sealed.is_none(),
        overlap: Overlap::For(0),
        created_at: new.created_at,
        activated_at: Some(new.created_at),
        retires_at: None,
        revoked_at: None,
        purged_at: None,
    };
    secrets::insert(write, new, &first, kept).await?;
    cards::put(write, new).await
}

pub async fn update(write: &mut Write<'_>, new: &Key, seen: i64) -> Result<()> {
    let touched = sql!(
        execute write, UPDATE,
        new.enterprise.to_string(),
        new.id.to_string(),
        seen,
        new.name.clone(),
        new.expires_on.clone(),
        new.meta.owner.clone(),
        new.meta.tags_text(),
        new.meta.note.clone(),
        new.version,
        new.updated_at,
        new.trashed_at.unwrap_or(0),
    )?;
    if touched == 1 { cards::put(write, new).await } else { Err(Error::conflict()) }
}

pub async fn find(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    id: KeyId,
) -> Result<Option<Key>> {
    sql!(fetch_optional Row; source, FIND, enterprise.to_string(), id.to_string())?
        .map(Key::try_from)
        .transpose()
}

pub async fn list(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    trashed: Trashed,
    after: &str,
) -> Result<Page<Key>> {
    let (enterprise, after) = (enterprise.to_string(), after.to_owned());
    let rows = sql!(fetch_all Row; source, LIST, enterprise, after, trashed.listed(), PAGE + 1)?;
    let items = rows.into_iter().map(Key::try_from).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(items, |key| key.name.clone()))
}

/// The keys of one account: at most one page of them.
pub async fn of_account(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    account: AccountId,
) -> Result<Vec<Key>> {
    let rows = sql!(
        fetch_all Row; source, LIST_OF_ACCOUNT,
        enterprise.to_string(), account.to_string(), PAGE,
    )?;
    rows.into_iter().map(Key::try_from).collect()
}

//! Channel accounts.

use std::collections::BTreeMap;
use std::str::FromStr;

use sqlx::FromRow;

use super::cards::{self, trashed};
use super::fault::inconsistent;
use super::sql::{sql, statements};
use super::{PAGE, Page, Source, Trashed, Write};
use crate::domain::{Account, AccountId, EnterpriseId, Meta};
use crate::error::{Error, Result};

statements! {
    INSERT = "INSERT INTO accounts (id, enterprise_id, channel, name, fields, owner, tags, note, version, created_at, updated_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    UPDATE = "UPDATE accounts SET name = $4, fields = $5, owner = $6, tags = $7, note = $8, version = $9, updated_at = $10, trashed_at = $11
              WHERE enterprise_id = $1 AND id = $2 AND version = $3";
    FIND = "SELECT id, enterprise_id, channel, name, fields, owner, tags, note, version, created_at, updated_at, trashed_at
            FROM accounts WHERE enterprise_id = $1 AND id = $2";
    LIST = "SELECT id, enterprise_id, channel, name, fields, owner, tags, note, version, created_at, updated_at, trashed_at
            FROM accounts WHERE enterprise_id = $1 AND name > $2 AND ($3 OR trashed_at = 0) ORDER BY name LIMIT $4";
}

#[derive(FromRow)]
struct Row {
    id: String,
    enterprise_id: String,
    channel: String,
    name: String,
    fields: String,
    owner: String,
    tags: String,
    note: String,
    version: i64,
    created_at: i64,
    updated_at: i64,
    trashed_at: i64,
}

impl TryFrom<Row> for Account {
    type Error = Error;

    fn try_from(row: Row) -> Result<Account> {
        let wrong = |column| inconsistent("accounts", column, &row.id);
        let values: BTreeMap<String, String> =
            serde_json::from_str(&row.fields).map_err(|_| wrong("fields"))?;
        Ok(Account {
            id: AccountId::from_str(&row.id).map_err(|_| wrong("id"))?,
            enterprise: EnterpriseId::from_str(&row.enterprise_id)
                .map_err(|_| wrong("enterprise_id"))?,
            channel: row.channel,
            name: row.name,
            values,
            meta: Meta { owner: row.owner, tags: Meta::parse_tags(&row.tags), note: row.note },
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            trashed_at: trashed(row.trashed_at),
        })
    }
}

pub async fn insert(write: &mut Write<'_>, new: &Account) -> Result<()> {
    sql!(
        execute write, INSERT,
        new.id.to_string(),
        new.enterprise.to_string(),
        new.channel.clone(),
        new.name.clone(),
        serde_json::to_string(&new.values).map_err(Error::broken)?,
        new.meta.owner.clone(),
        new.meta.tags_text(),
        new.meta.note.clone(),
        new.version,
        new.created_at,
        new.updated_at,
    )?;
    cards::put(write, new).await
}

pub async fn update(write: &mut Write<'_>, new: &Account, seen: i64) -> Result<()> {
    let touched = sql!(
        execute write, UPDATE,
        new.enterprise.to_string(),
        new.id.to_string(),
        seen,
        new.name.clone(),
        serde_json::to_string(&new.values).map_err(Error::broken)?,
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
    id: AccountId,
) -> Result<Option<Account>> {
    sql!(fetch_optional Row; source, FIND, enterprise.to_string(), id.to_string())?
        .map(Account::try_from)
        .transpose()
}

pub async fn list(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    trashed: Trashed,
    after: &str,
) -> Result<Page<Account>> {
    let (enterprise, after) = (enterprise.to_string(), after.to_owned());
    let rows = sql!(fetch_all Row; source, LIST, enterprise, after, trashed.listed(), PAGE + 1)?;
    let items = rows.into_iter().map(Account::try_from).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(items, |account| account.name.clone()))
}

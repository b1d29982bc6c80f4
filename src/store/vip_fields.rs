//! Fields about customers: VIP levels, customer fields, labels, ticket fields.

use std::str::FromStr;

use sqlx::FromRow;

use super::cards::{self, trashed};
use super::fault::inconsistent;
use super::sql::{sql, statements};
use super::{PAGE, Page, Source, Trashed, Write};
use crate::domain::vip_field::{Class, Kind, Settings, ValueType};
use crate::domain::{EnterpriseId, Meta, VipField, VipFieldId};
use crate::error::{Error, Result};

statements! {
    INSERT = "INSERT INTO vip_fields (id, enterprise_id, kind, name, key, alias, value_type, class, owner, tags, note, version, created_at, updated_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    UPDATE = "UPDATE vip_fields SET kind = $4, name = $5, key = $6, alias = $7, value_type = $8, class = $9, owner = $10, tags = $11, note = $12, version = $13, updated_at = $14, trashed_at = $15
              WHERE enterprise_id = $1 AND id = $2 AND version = $3";
    FIND = "SELECT id, enterprise_id, kind, name, key, alias, value_type, class, owner, tags, note, version, created_at, updated_at, trashed_at
            FROM vip_fields WHERE enterprise_id = $1 AND id = $2";
    // A copy that has no key yet is nothing that a window can send.
    LIST = "SELECT id, enterprise_id, kind, name, key, alias, value_type, class, owner, tags, note, version, created_at, updated_at, trashed_at
            FROM vip_fields WHERE enterprise_id = $1 AND key <> '' AND (kind, key) > ($2, $3) AND ($4 OR trashed_at = 0) ORDER BY kind, key LIMIT $5";
}

#[derive(FromRow)]
struct Row {
    id: String,
    enterprise_id: String,
    kind: String,
    name: String,
    key: String,
    alias: String,
    value_type: String,
    class: String,
    owner: String,
    tags: String,
    note: String,
    version: i64,
    created_at: i64,
    updated_at: i64,
    trashed_at: i64,
}

impl TryFrom<Row> for VipField {
    type Error = Error;

    fn try_from(row: Row) -> Result<VipField> {
        let wrong = |column| inconsistent("vip_fields", column, &row.id);
        Ok(VipField {
            id: VipFieldId::from_str(&row.id).map_err(|_| wrong("id"))?,
            enterprise: EnterpriseId::from_str(&row.enterprise_id)
                .map_err(|_| wrong("enterprise_id"))?,
            settings: Settings {
                kind: Kind::from_name(&row.kind).ok_or_else(|| wrong("kind"))?,
                value_type: ValueType::from_name(&row.value_type)
                    .ok_or_else(|| wrong("value_type"))?,
                class: Class::from_name(&row.class).ok_or_else(|| wrong("class"))?,
                name: row.name,
                key: row.key,
                alias: row.alias,
            },
            meta: Meta { owner: row.owner, tags: Meta::parse_tags(&row.tags), note: row.note },
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            trashed_at: trashed(row.trashed_at),
        })
    }
}

pub async fn insert(write: &mut Write<'_>, new: &VipField) -> Result<()> {
    let settings = new.settings.clone();
    sql!(
        execute write, INSERT,
        new.id.to_string(),
        new.enterprise.to_string(),
        settings.kind.name(),
        settings.name,
        settings.key,
        settings.alias,
        settings.value_type.name(),
        settings.class.name(),
        new.meta.owner.clone(),
        new.meta.tags_text(),
        new.meta.note.clone(),
        new.version,
        new.created_at,
        new.updated_at,
    )?;
    cards::put(write, new).await
}

pub async fn update(write: &mut Write<'_>, new: &VipField, seen: i64) -> Result<()> {
    let settings = new.settings.clone();
    let touched = sql!(
        execute write, UPDATE,
        new.enterprise.to_string(),
        new.id.to_string(),
        seen,
        settings.kind.name(),
        settings.name,
        settings.key,
        settings.alias,
        settings.value_type.name(),
        settings.class.name(),
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
    id: VipFieldId,
) -> Result<Option<VipField>> {
    sql!(fetch_optional Row; source, FIND, enterprise.to_string(), id.to_string())?
        .map(VipField::try_from)
        .transpose()
}

/// One page by kind and key. The cursor is both: `level.gold`.
pub async fn list(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    trashed: Trashed,
    after: &str,
) -> Result<Page<VipField>> {
    let (kind, key) = after.split_once('.').unwrap_or((after, ""));
    let (enterprise, kind, key) = (enterprise.to_string(), kind.to_owned(), key.to_owned());
    let rows =
        sql!(fetch_all Row; source, LIST, enterprise, kind, key, trashed.listed(), PAGE + 1)?;
    let items = rows.into_iter().map(VipField::try_from).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(items, |field| format!("{}.{}", field.settings.kind.name(), field.settings.key)))
}

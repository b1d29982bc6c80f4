//! Registered mini-program plugins.

use std::str::FromStr;

use sqlx::FromRow;

use super::cards::{self, trashed};
use super::fault::inconsistent;
use super::sql::{sql, statements};
use super::{PAGE, Page, Source, Trashed, Write};
use crate::domain::plugin::Settings;
use crate::domain::{EnterpriseId, Meta, Plugin, PluginId};
use crate::error::{Error, Result};

statements! {
    INSERT = "INSERT INTO plugins (id, enterprise_id, name, plugid, provider, plugin_version, alias, owner, tags, note, version, created_at, updated_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    UPDATE = "UPDATE plugins SET name = $4, plugid = $5, provider = $6, plugin_version = $7, alias = $8, owner = $9, tags = $10, note = $11, version = $12, updated_at = $13, trashed_at = $14
              WHERE enterprise_id = $1 AND id = $2 AND version = $3";
    FIND = "SELECT id, enterprise_id, name, plugid, provider, plugin_version, alias, owner, tags, note, version, created_at, updated_at, trashed_at
            FROM plugins WHERE enterprise_id = $1 AND id = $2";
    LIST = "SELECT id, enterprise_id, name, plugid, provider, plugin_version, alias, owner, tags, note, version, created_at, updated_at, trashed_at
            FROM plugins WHERE enterprise_id = $1 AND name > $2 AND ($3 OR trashed_at = 0) ORDER BY name LIMIT $4";
}

#[derive(FromRow)]
struct Row {
    id: String,
    enterprise_id: String,
    name: String,
    plugid: String,
    provider: String,
    plugin_version: String,
    alias: String,
    owner: String,
    tags: String,
    note: String,
    version: i64,
    created_at: i64,
    updated_at: i64,
    trashed_at: i64,
}

impl TryFrom<Row> for Plugin {
    type Error = Error;

    fn try_from(row: Row) -> Result<Plugin> {
        let wrong = |column| inconsistent("plugins", column, &row.id);
        Ok(Plugin {
            id: PluginId::from_str(&row.id).map_err(|_| wrong("id"))?,
            enterprise: EnterpriseId::from_str(&row.enterprise_id)
                .map_err(|_| wrong("enterprise_id"))?,
            settings: Settings {
                name: row.name,
                plugid: row.plugid,
                provider: row.provider,
                plugin_version: row.plugin_version,
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

pub async fn insert(write: &mut Write<'_>, new: &Plugin) -> Result<()> {
    let settings = new.settings.clone();
    sql!(
        execute write, INSERT,
        new.id.to_string(),
        new.enterprise.to_string(),
        settings.name,
        settings.plugid,
        settings.provider,
        settings.plugin_version,
        settings.alias,
        new.meta.owner.clone(),
        new.meta.tags_text(),
        new.meta.note.clone(),
        new.version,
        new.created_at,
        new.updated_at,
    )?;
    cards::put(write, new).await
}

pub async fn update(write: &mut Write<'_>, new: &Plugin, seen: i64) -> Result<()> {
    let settings = new.settings.clone();
    let touched = sql!(
        execute write, UPDATE,
        new.enterprise.to_string(),
        new.id.to_string(),
        seen,
        settings.name,
        settings.plugid,
        settings.provider,
        settings.plugin_version,
        settings.alias,
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
    id: PluginId,
) -> Result<Option<Plugin>> {
    sql!(fetch_optional Row; source, FIND, enterprise.to_string(), id.to_string())?
        .map(Plugin::try_from)
        .transpose()
}

pub async fn list(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    trashed: Trashed,
    after: &str,
) -> Result<Page<Plugin>> {
    let (enterprise, after) = (enterprise.to_string(), after.to_owned());
    let rows = sql!(fetch_all Row; source, LIST, enterprise, after, trashed.listed(), PAGE + 1)?;
    let items = rows.into_iter().map(Plugin::try_from).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(items, |plugin| plugin.settings.name.clone()))
}

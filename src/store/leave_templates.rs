//! Leave-message templates.

use std::str::FromStr;

use sqlx::FromRow;

use super::cards::{self, trashed};
use super::fault::inconsistent;
use super::sql::{sql, statements};
use super::{PAGE, Page, Source, Trashed, Write};
use crate::domain::leave_template::Settings;
use crate::domain::{EnterpriseId, LeaveTemplate, LeaveTemplateId, Meta};
use crate::error::{Error, Result};

statements! {
    INSERT = "INSERT INTO leave_templates (id, enterprise_id, name, templateid, groupid, locale, owner, tags, note, version, created_at, updated_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    UPDATE = "UPDATE leave_templates SET name = $4, templateid = $5, groupid = $6, locale = $7, owner = $8, tags = $9, note = $10, version = $11, updated_at = $12, trashed_at = $13
              WHERE enterprise_id = $1 AND id = $2 AND version = $3";
    FIND = "SELECT id, enterprise_id, name, templateid, groupid, locale, owner, tags, note, version, created_at, updated_at, trashed_at
            FROM leave_templates WHERE enterprise_id = $1 AND id = $2";
    LIST = "SELECT id, enterprise_id, name, templateid, groupid, locale, owner, tags, note, version, created_at, updated_at, trashed_at
            FROM leave_templates WHERE enterprise_id = $1 AND name > $2 AND ($3 OR trashed_at = 0) ORDER BY name LIMIT $4";
    VARIANTS = "SELECT id, enterprise_id, name, templateid, groupid, locale, owner, tags, note, version, created_at, updated_at, trashed_at
            FROM leave_templates WHERE enterprise_id = $1 AND templateid = $2 ORDER BY name LIMIT $3";
}

#[derive(FromRow)]
struct Row {
    id: String,
    enterprise_id: String,
    name: String,
    templateid: String,
    groupid: String,
    locale: String,
    owner: String,
    tags: String,
    note: String,
    version: i64,
    created_at: i64,
    updated_at: i64,
    trashed_at: i64,
}

impl TryFrom<Row> for LeaveTemplate {
    type Error = Error;

    fn try_from(row: Row) -> Result<LeaveTemplate> {
        let wrong = |column| inconsistent("leave_templates", column, &row.id);
        Ok(LeaveTemplate {
            id: LeaveTemplateId::from_str(&row.id).map_err(|_| wrong("id"))?,
            enterprise: EnterpriseId::from_str(&row.enterprise_id)
                .map_err(|_| wrong("enterprise_id"))?,
            settings: Settings {
                name: row.name,
                templateid: row.templateid,
                groupid: row.groupid,
                locale: row.locale,
            },
            meta: Meta { owner: row.owner, tags: Meta::parse_tags(&row.tags), note: row.note },
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            trashed_at: trashed(row.trashed_at),
        })
    }
}

pub async fn insert(write: &mut Write<'_>, new: &LeaveTemplate) -> Result<()> {
    let settings = new.settings.clone();
    sql!(
        execute write, INSERT,
        new.id.to_string(),
        new.enterprise.to_string(),
        settings.name,
        settings.templateid,
        settings.groupid,
        settings.locale,
        new.meta.owner.clone(),
        new.meta.tags_text(),
        new.meta.note.clone(),
        new.version,
        new.created_at,
        new.updated_at,
    )?;
    cards::put(write, new).await
}

pub async fn update(write: &mut Write<'_>, new: &LeaveTemplate, seen: i64) -> Result<()> {
    let settings = new.settings.clone();
    let touched = sql!(
        execute write, UPDATE,
        new.enterprise.to_string(),
        new.id.to_string(),
        seen,
        settings.name,
        settings.templateid,
        settings.groupid,
        settings.locale,
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
    id: LeaveTemplateId,
) -> Result<Option<LeaveTemplate>> {
    sql!(fetch_optional Row; source, FIND, enterprise.to_string(), id.to_string())?
        .map(LeaveTemplate::try_from)
        .transpose()
}

pub async fn list(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    trashed: Trashed,
    after: &str,
) -> Result<Page<LeaveTemplate>> {
    let (enterprise, after) = (enterprise.to_string(), after.to_owned());
    let rows = sql!(fetch_all Row; source, LIST, enterprise, after, trashed.listed(), PAGE + 1)?;
    let items = rows.into_iter().map(LeaveTemplate::try_from).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(items, |template| template.settings.name.clone()))
}

/// The templates with one template id, in all languages and for all groups: at most one page.
pub async fn variants(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    templateid: &str,
) -> Result<Vec<LeaveTemplate>> {
    let (enterprise, templateid) = (enterprise.to_string(), templateid.to_owned());
    let rows = sql!(fetch_all Row; source, VARIANTS, enterprise, templateid, PAGE)?;
    rows.into_iter().map(LeaveTemplate::try_from).collect()
}

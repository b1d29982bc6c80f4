//! Enterprises.

use std::str::FromStr;

use sqlx::FromRow;

use super::cards::{self, trashed};
use super::fault::inconsistent;
use super::sql::{sql, statements};
use super::{PAGE, Page, Source, Write};
use crate::domain::{Enterprise, EnterpriseId, Meta, PersonId};
use crate::error::{Error, Result};

statements! {
    INSERT = "INSERT INTO enterprises (id, slug, name, owner, tags, note, version, created_at, updated_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    UPDATE = "UPDATE enterprises SET name = $3, owner = $4, tags = $5, note = $6, version = $7, updated_at = $8, trashed_at = $9
              WHERE id = $1 AND version = $2";
    FIND_BY_SLUG = "SELECT id, slug, name, owner, tags, note, version, created_at, updated_at, trashed_at
                    FROM enterprises WHERE slug = $1";
    FIND = "SELECT id, slug, name, owner, tags, note, version, created_at, updated_at, trashed_at FROM enterprises WHERE id = $1";
    LIST = "SELECT id, slug, name, owner, tags, note, version, created_at, updated_at, trashed_at
            FROM enterprises WHERE slug > $1 AND trashed_at = 0 ORDER BY slug LIMIT $2";
    LIST_GRANTED = "SELECT e.id, e.slug, e.name, e.owner, e.tags, e.note, e.version, e.created_at, e.updated_at, e.trashed_at
                    FROM grants g JOIN enterprises e ON e.id = g.place
                    WHERE g.person_id = $1 AND e.slug > $2 AND e.trashed_at = 0 ORDER BY e.slug LIMIT $3";
}

#[derive(FromRow)]
struct Row {
    id: String,
    slug: String,
    name: String,
    owner: String,
    tags: String,
    note: String,
    version: i64,
    created_at: i64,
    updated_at: i64,
    trashed_at: i64,
}

impl TryFrom<Row> for Enterprise {
    type Error = Error;

    fn try_from(row: Row) -> Result<Enterprise> {
        Ok(Enterprise {
            id: EnterpriseId::from_str(&row.id)
                .map_err(|_| inconsistent("enterprises", "id", &row.id))?,
            slug: row.slug,
            name: row.name,
            meta: Meta { owner: row.owner, tags: Meta::parse_tags(&row.tags), note: row.note },
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            trashed_at: trashed(row.trashed_at),
        })
    }
}

pub async fn insert(write: &mut Write<'_>, new: &Enterprise) -> Result<()> {
    sql!(
        execute write, INSERT,
        new.id.to_string(),
        new.slug.clone(),
        new.name.clone(),
        new.meta.owner.clone(),
        new.meta.tags_text(),
        new.meta.note.clone(),
        new.version,
        new.created_at,
        new.updated_at,
    )?;
    cards::put(write, new).await
}

/// Saves over the version that was seen; a conflict when somebody was faster.
pub async fn update(write: &mut Write<'_>, new: &Enterprise, seen: i64) -> Result<()> {
    let touched = sql!(
        execute write, UPDATE,
        new.id.to_string(),
        seen,
        new.name.clone(),
        new.meta.owner.clone(),
        new.meta.tags_text(),
        new.meta.note.clone(),
        new.version,
        new.updated_at,
        new.trashed_at.unwrap_or(0),
    )?;
    if touched == 1 { cards::put(write, new).await } else { Err(Error::conflict()) }
}

pub async fn find_by_slug(source: &mut impl Source, slug: &str) -> Result<Option<Enterprise>> {
    sql!(fetch_optional Row; source, FIND_BY_SLUG, slug.to_owned())?
        .map(Enterprise::try_from)
        .transpose()
}

pub async fn find(source: &mut impl Source, id: EnterpriseId) -> Result<Option<Enterprise>> {
    sql!(fetch_optional Row; source, FIND, id.to_string())?.map(Enterprise::try_from).transpose()
}

/// One page by slug: all of them, or those that a person was given a role in.
pub async fn list(
    source: &mut impl Source,
    granted_to: Option<PersonId>,
    after: &str,
) -> Result<Page<Enterprise>> {
    let rows = match granted_to {
        None => sql!(fetch_all Row; source, LIST, after.to_owned(), PAGE + 1)?,
        Some(person) => {
            sql!(fetch_all Row; source, LIST_GRANTED, person.to_string(), after.to_owned(), PAGE + 1)?
        }
    };
    let items = rows.into_iter().map(Enterprise::try_from).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(items, |enterprise| enterprise.slug.clone()))
}

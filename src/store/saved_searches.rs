//! Saved searches of histories.

use sqlx::FromRow;

use super::fault::inconsistent;
use super::history::log_name;
use super::sql::{sql, statements};
use super::{Source, Write};
use crate::clock::Millis;
use crate::domain::{Log, PersonId, SavedSearch, SavedSearchId};
use crate::error::{Error, Result};

statements! {
    INSERT = "INSERT INTO saved_searches (id, log, person_id, name, query, shared, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    DELETE = "DELETE FROM saved_searches WHERE id = $1";
    OWN = "SELECT id, person_id, name, query, shared, created_at FROM saved_searches WHERE log = $1 AND person_id = $2 ORDER BY name LIMIT 50";
    SHARED = "SELECT id, person_id, name, query, shared, created_at FROM saved_searches
              WHERE log = $1 AND shared = TRUE AND person_id <> $2 ORDER BY name, id LIMIT 50";
    FIND = "SELECT id, person_id, name, query, shared, created_at FROM saved_searches WHERE log = $1 AND id = $2";
}

#[derive(FromRow)]
struct Row {
    id: String,
    person_id: String,
    name: String,
    query: String,
    shared: bool,
    created_at: Millis,
}

fn read(row: Row, log: Log) -> Result<SavedSearch> {
    let wrong = |column| inconsistent("saved_searches", column, &row.id);
    Ok(SavedSearch {
        id: row.id.parse().map_err(|_| wrong("id"))?,
        log,
        person: row.person_id.parse().map_err(|_| wrong("person_id"))?,
        name: row.name,
        query: row.query,
        shared: row.shared,
        created_at: row.created_at,
    })
}

/// `Taken` where this person has one of this name already.
pub async fn insert(write: &mut Write<'_>, new: &SavedSearch) -> Result<()> {
    sql!(
        execute write, INSERT,
        new.id.to_string(), log_name(new.log), new.person.to_string(), new.name.clone(),
        new.query.clone(), new.shared, new.created_at,
    )?;
    Ok(())
}

pub async fn delete(write: &mut Write<'_>, id: SavedSearchId) -> Result<()> {
    match sql!(execute write, DELETE, id.to_string())? {
        0 => Err(Error::not_found()),
        _ => Ok(()),
    }
}

/// What this person keeps of a history, then what others share.
pub async fn list(
    source: &mut impl Source,
    log: Log,
    person: PersonId,
) -> Result<Vec<SavedSearch>> {
    let mut all = Vec::new();
    for text in [OWN, SHARED] {
        let rows = sql!(fetch_all Row; source, text, log_name(log), person.to_string())?;
        for row in rows {
            all.push(read(row, log)?);
        }
    }
    Ok(all)
}

pub async fn find(
    source: &mut impl Source,
    log: Log,
    id: SavedSearchId,
) -> Result<Option<SavedSearch>> {
    let row = sql!(fetch_optional Row; source, FIND, log_name(log), id.to_string())?;
    row.map(|row| read(row, log)).transpose()
}

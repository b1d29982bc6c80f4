//! Releases of plugins, templates and VIP fields.

use std::collections::BTreeMap;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::sql::{sql, statements};
use super::{PAGE, Source, Write};
use crate::domain::EnterpriseId;
use crate::domain::object_release::{Candidate, ObjectRelease};
use crate::error::{Error, Result};

statements! {
    INSERT = "INSERT INTO object_releases (enterprise_id, noun, object_id, number, fields, content_hash, draft_version, note, made_by, made_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    LIST = "SELECT number, fields, content_hash, draft_version, note, made_by, made_at
            FROM object_releases WHERE enterprise_id = $1 AND noun = $2 AND object_id = $3 ORDER BY number DESC LIMIT $4";
    HASHES = "SELECT r.noun, r.object_id, r.content_hash FROM object_releases r
              JOIN (SELECT noun, object_id, max(number) AS number FROM object_releases WHERE enterprise_id = $1 GROUP BY noun, object_id) l
                ON l.noun = r.noun AND l.object_id = r.object_id AND l.number = r.number
              WHERE r.enterprise_id = $1";
}

/// What is live, by noun and id.
pub type Hashes = BTreeMap<(String, String), String>;

/// The content hashes of the live releases of an enterprise, which has few such objects.
pub async fn hashes(source: &mut impl Source, enterprise: EnterpriseId) -> Result<Hashes> {
    let rows = sql!(fetch_all (String, String, String); source, HASHES, enterprise.to_string())?;
    Ok(rows.into_iter().map(|(noun, id, hash)| ((noun, id), hash)).collect())
}

#[derive(FromRow)]
struct Row {
    number: i64,
    fields: String,
    content_hash: String,
    draft_version: i64,
    note: String,
    made_by: String,
    made_at: i64,
}

/// Keeps a release; it is the live one. `Taken` when somebody else made one with this number.
pub async fn insert(write: &mut Write<'_>, new: &ObjectRelease) -> Result<()> {
    // Windows of production are made of it.
    write.goes_live(true)?;
    sql!(
        execute write, INSERT,
        new.enterprise.to_string(),
        new.noun,
        new.object.clone(),
        new.number,
        serde_json::to_string(&new.fields).map_err(Error::broken)?,
        new.content_hash.clone(),
        new.draft_version,
        new.note.clone(),
        new.made_by.clone(),
        new.made_at,
    )?;
    Ok(())
}

/// The live release of an object.
pub async fn live(source: &mut impl Source, object: &Candidate) -> Result<Option<ObjectRelease>> {
    Ok(some(source, object, 1).await?.into_iter().next())
}

/// The newest releases of an object, the live one first.
pub async fn list(source: &mut impl Source, object: &Candidate) -> Result<Vec<ObjectRelease>> {
    some(source, object, PAGE).await
}

async fn some(
    source: &mut impl Source,
    object: &Candidate,
    most: i64,
) -> Result<Vec<ObjectRelease>> {
    let (place, id) = (object.enterprise.to_string(), object.id.clone());
    let rows = sql!(fetch_all Row; source, LIST, place, object.noun, id.clone(), most)?;
    let release = |row: Row| {
        Ok(ObjectRelease {
            enterprise: object.enterprise,
            noun: object.noun,
            object: id.clone(),
            number: row.number,
            fields: serde_json::from_str(&row.fields)
                .map_err(|_| inconsistent("object_releases", "fields", &id))?,
            content_hash: row.content_hash,
            draft_version: row.draft_version,
            note: row.note,
            made_by: row.made_by,
            made_at: row.made_at,
        })
    };
    rows.into_iter().map(release).collect()
}

//! Data keys: one per enterprise and one for the installation, each wrapped by the master key. An
//! enterprise's is made when its first secret is sealed.

use sqlx::FromRow;

use super::sql::{sql, statements};
use super::{PAGE, Page, Source, Write, installation};
use crate::clock::Millis;
use crate::domain::EnterpriseId;
use crate::error::{Error, Result};
use crate::vault::{DataKey, Vault, Wrapped};

statements! {
    INSERT = "INSERT INTO data_keys (place, enterprise_id, wrapped, created_at) VALUES ($1, $2, $3, $4)";
    FIND = "SELECT wrapped FROM data_keys WHERE place = $1";
    ALL = "SELECT place, wrapped FROM data_keys ORDER BY place";
    COUNT = "SELECT COUNT(*) FROM data_keys";
    PAGE_OF_ENTERPRISES = "SELECT d.place, d.wrapped, d.created_at, e.slug, e.name FROM data_keys d
                           JOIN enterprises e ON e.id = d.place WHERE d.place > $1 ORDER BY d.place LIMIT $2";
    REWRAP = "UPDATE data_keys SET wrapped = $2 WHERE place = $1";
    // Waits for a change of the master key that is under way, and holds off the next one.
    HOLD = "UPDATE installation SET master_key = $1 WHERE master_key = $1";
}

/// The stored key of a place: `installation` or an enterprise's id.
pub async fn wrapped(source: &mut impl Source, place: &str) -> Result<Option<Wrapped>> {
    let row = sql!(fetch_optional (Vec<u8>,); source, FIND, place.to_owned())?;
    Ok(row.map(|(bytes,)| Wrapped(bytes)))
}

/// The opened key of an enterprise; `None` while it has no secret.
pub async fn find(
    source: &mut impl Source,
    vault: &Vault,
    enterprise: EnterpriseId,
) -> Result<Option<DataKey>> {
    let place = enterprise.to_string();
    let stored = wrapped(source, &place).await?;
    stored.map(|stored| vault.unwrap(&place, &stored)).transpose()
}

/// The opened key of an enterprise, made now when it has none.
pub async fn of(
    write: &mut Write<'_>,
    vault: &Vault,
    enterprise: EnterpriseId,
    now: Millis,
) -> Result<DataKey> {
    if let Some(known) = find(write, vault, enterprise).await? {
        return Ok(known);
    }
    hold(write, vault).await?;
    // Whoever held it before may have made one.
    if let Some(known) = find(write, vault, enterprise).await? {
        return Ok(known);
    }
    let place = enterprise.to_string();
    let (key, wrapped) = vault.new_data_key(&place)?;
    sql!(execute write, INSERT, place.clone(), Some(place), wrapped.0, now)?;
    Ok(key)
}

/// Nothing new may be wrapped by a master key that is no longer in use.
async fn hold(write: &mut Write<'_>, vault: &Vault) -> Result<()> {
    for _ in 0..2 {
        if sql!(execute write, HOLD, vault.master_id()?)? == 1 {
            return Ok(());
        }
        vault.follow(&installation::master(write).await?)?;
    }
    Err(Error::busy(5).because("the master key was changed, and this process has the old one"))
}

/// Stores the installation's own key.
pub async fn insert_installation(
    write: &mut Write<'_>,
    wrapped: &Wrapped,
    now: Millis,
) -> Result<()> {
    let place = crate::vault::INSTALLATION;
    sql!(execute write, INSERT, place, None::<String>, wrapped.0.clone(), now)?;
    Ok(())
}

/// Every key, for a new master key to wrap.
pub async fn all(source: &mut impl Source) -> Result<Vec<(String, Wrapped)>> {
    let rows = sql!(fetch_all (String, Vec<u8>); source, ALL)?;
    Ok(rows.into_iter().map(|(place, bytes)| (place, Wrapped(bytes))).collect())
}

pub async fn replace(write: &mut Write<'_>, place: &str, wrapped: &Wrapped) -> Result<()> {
    sql!(execute write, REWRAP, place.to_owned(), wrapped.0.clone())?;
    Ok(())
}

/// How many there are, the installation's own among them.
pub async fn count(source: &mut impl Source) -> Result<i64> {
    Ok(sql!(fetch_one (i64,); source, COUNT)?.0)
}

/// The key of one enterprise, as far as it may be told.
#[derive(Clone, Debug)]
pub struct Line {
    pub slug: String,
    pub name: String,
    /// The name of the master key that wraps it.
    pub master: String,
    pub since: Millis,
}

#[derive(FromRow)]
struct Row {
    place: String,
    wrapped: Vec<u8>,
    created_at: i64,
    slug: String,
    name: String,
}

/// One page of the enterprises that have a key, in the order in which they were registered.
pub async fn page(source: &mut impl Source, after: &str) -> Result<Page<Line>> {
    let rows = sql!(fetch_all Row; source, PAGE_OF_ENTERPRISES, after.to_owned(), PAGE + 1)?;
    let Page { items, next } = Page::cut(rows, |row| row.place.clone());
    let line = |row: Row| Line {
        slug: row.slug,
        name: row.name,
        master: Wrapped(row.wrapped).master().unwrap_or_default().to_owned(),
        since: row.created_at,
    };
    Ok(Page { items: items.into_iter().map(line).collect(), next })
}

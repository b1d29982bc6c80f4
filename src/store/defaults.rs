//! Values that an enterprise gives to its windows, one row for each channel.

use std::str::FromStr;

use serde_json::{Map, Value};
use sqlx::FromRow;

use super::fault::inconsistent;
use super::sql::{sql, statements};
use super::{Page, Source, Write, checkups};
use crate::domain::{Defaults, EnterpriseId, Window};
use crate::error::{Error, Result};

statements! {
    INSERT = "INSERT INTO channel_defaults (enterprise_id, channel, parameters, changed, version, created_at, updated_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7)";
    UPDATE = "UPDATE channel_defaults SET parameters = $4, changed = $5, version = $6, updated_at = $7
              WHERE enterprise_id = $1 AND channel = $2 AND version = $3";
    FIND = "SELECT enterprise_id, channel, parameters, changed, version, created_at, updated_at
            FROM channel_defaults WHERE enterprise_id = $1 AND channel = $2";
    LIST = "SELECT enterprise_id, channel, parameters, changed, version, created_at, updated_at
            FROM channel_defaults WHERE enterprise_id = $1 ORDER BY channel";
    // Touches them, so that nobody saves others while a release is made of them.
    HOLD = "UPDATE channel_defaults SET version = version WHERE enterprise_id = $1 AND channel = $2 AND version = $3";
    HEIRS = "SELECT w.code, w.name, w.target, w.parameters, w.settings, l.number, l.made_at
             FROM windows w LEFT JOIN live_releases l ON l.window_id = w.id
             WHERE w.enterprise_id = $1 AND w.channel = $2 AND w.code > $3 AND w.trashed_at = 0 ORDER BY w.code LIMIT $4";
}

#[derive(FromRow)]
struct Row {
    enterprise_id: String,
    channel: String,
    parameters: String,
    changed: String,
    version: i64,
    created_at: i64,
    updated_at: i64,
}

impl TryFrom<Row> for Defaults {
    type Error = Error;

    fn try_from(row: Row) -> Result<Defaults> {
        let wrong = |column| inconsistent("channel_defaults", column, &row.channel);
        Ok(Defaults {
            enterprise: EnterpriseId::from_str(&row.enterprise_id)
                .map_err(|_| wrong("enterprise_id"))?,
            values: serde_json::from_str(&row.parameters).map_err(|_| wrong("parameters"))?,
            changed: serde_json::from_str(&row.changed).map_err(|_| wrong("changed"))?,
            channel: row.channel,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// Those of one channel; none where nobody saved any.
pub async fn find(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    channel: &str,
) -> Result<Defaults> {
    let row = sql!(fetch_optional Row; source, FIND, enterprise.to_string(), channel.to_owned())?;
    row.map_or_else(|| Ok(Defaults::none(enterprise, channel)), Defaults::try_from)
}

/// All that an enterprise has: a row for each channel at most.
pub async fn list(source: &mut impl Source, enterprise: EnterpriseId) -> Result<Vec<Defaults>> {
    let rows = sql!(fetch_all Row; source, LIST, enterprise.to_string())?;
    rows.into_iter().map(Defaults::try_from).collect()
}

/// Saves over the version that was seen; a conflict when somebody was faster, also with the first.
pub async fn save(write: &mut Write<'_>, new: &Defaults, seen: i64) -> Result<()> {
    let (enterprise, channel) = (new.enterprise.to_string(), new.channel.clone());
    let parameters = serde_json::to_string(&new.values).map_err(Error::broken)?;
    let changed = serde_json::to_string(&new.changed).map_err(Error::broken)?;
    let touched = if seen == 0 {
        sql!(
            execute write, INSERT,
            enterprise, channel, parameters, changed, new.version, new.created_at, new.updated_at,
        )?
    } else {
        sql!(
            execute write, UPDATE,
            enterprise, channel, seen, parameters, changed, new.version, new.updated_at,
        )?
    };
    if touched != 1 {
        return Err(Error::conflict());
    }
    // Values in force are others now in windows that nobody touched.
    let (place, by) = (new.enterprise.to_string(), format!("defaults.{}", new.channel));
    checkups::concern_all(write, (&place, Window::NOUN), (&by, new.version)).await
}

/// Holds what a release was made of until it is stored; a conflict when it is no longer in force.
pub async fn hold(write: &mut Write<'_>, seen: &Defaults) -> Result<()> {
    let (enterprise, channel) = (seen.enterprise.to_string(), seen.channel.clone());
    if seen.version == 0 {
        let now = find(write, seen.enterprise, &seen.channel).await?;
        return if now.version == 0 { Ok(()) } else { Err(Error::conflict()) };
    }
    let held = sql!(execute write, HOLD, enterprise, channel, seen.version)?;
    if held == 1 { Ok(()) } else { Err(Error::conflict()) }
}

/// A window that may take values from its enterprise.
#[derive(Clone, Debug)]
pub struct Heir {
    pub code: String,
    pub name: String,
    pub target: String,
    /// Its own values.
    pub parameters: Map<String, Value>,
    pub settings: Map<String, Value>,
    /// The release that counts now, and when it was made.
    pub released: Option<(i64, i64)>,
}

#[derive(FromRow)]
struct HeirRow {
    code: String,
    name: String,
    target: String,
    parameters: String,
    settings: String,
    number: Option<i64>,
    made_at: Option<i64>,
}

impl TryFrom<HeirRow> for Heir {
    type Error = Error;

    fn try_from(row: HeirRow) -> Result<Heir> {
        let wrong = |column| inconsistent("windows", column, &row.code);
        Ok(Heir {
            parameters: serde_json::from_str(&row.parameters).map_err(|_| wrong("parameters"))?,
            settings: serde_json::from_str(&row.settings).map_err(|_| wrong("settings"))?,
            code: row.code,
            name: row.name,
            target: row.target,
            released: row.number.zip(row.made_at),
        })
    }
}

/// Windows of a channel by code, `most` of them after a code.
pub async fn heirs(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    channel: &str,
    after: &str,
    most: usize,
) -> Result<Page<Heir>> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX - 1) + 1;
    let rows = sql!(
        fetch_all HeirRow; source, HEIRS,
        enterprise.to_string(), channel.to_owned(), after.to_owned(), limit,
    )?;
    let more = rows.len() > most;
    let items: Vec<Heir> =
        rows.into_iter().take(most).map(Heir::try_from).collect::<Result<_>>()?;
    let next = items.last().filter(|_| more).map(|heir| heir.code.clone());
    Ok(Page { items, next })
}

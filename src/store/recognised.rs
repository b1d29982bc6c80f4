//! What is registered under an identifier that somebody has at hand: accounts, plugins and windows in
//! every enterprise that this person may see. A few rows, in one statement each, by the index of
//! identifiers; what lies in the trash has none.

use std::str::FromStr;

use serde_json::{Map, Value};
use sqlx::FromRow;

use super::Source;
use super::fault::inconsistent;
use super::sql::{sql, statements};
use crate::domain::{EnterpriseId, PersonId, Plugin};
use crate::error::{Error, Result};

/// More of the same are not told.
const MOST: i64 = 20;

statements! {
    ACCOUNTS = "SELECT e.id AS enterprise_id, e.slug, e.name AS enterprise, a.id, '' AS code, a.name, '' AS target, a.fields AS settings
            FROM identifiers i CROSS JOIN accounts a CROSS JOIN enterprises e
            WHERE i.value = $1 AND i.name = $2 AND i.noun = 'account' AND a.id = i.id AND a.channel = $3 AND e.id = a.enterprise_id
            AND e.trashed_at = 0 AND ($4 = '' OR EXISTS (SELECT 1 FROM grants g WHERE g.person_id = $4 AND g.place = e.id))
            ORDER BY e.slug, a.name LIMIT $5";
    OF_ACCOUNT = "SELECT e.id AS enterprise_id, e.slug, e.name AS enterprise, w.id, w.code, w.name, w.target, w.settings
            FROM identifiers i CROSS JOIN accounts a CROSS JOIN windows w CROSS JOIN enterprises e
            WHERE i.value = $1 AND i.name = $2 AND i.noun = 'account' AND a.id = i.id AND a.channel = $3
            AND w.enterprise_id = a.enterprise_id AND w.account_id = a.id AND w.trashed_at = 0 AND e.id = w.enterprise_id
            AND e.trashed_at = 0 AND ($4 = '' OR EXISTS (SELECT 1 FROM grants g WHERE g.person_id = $4 AND g.place = e.id))
            ORDER BY e.slug, w.code LIMIT $5";
    SET_TO = "SELECT e.id AS enterprise_id, e.slug, e.name AS enterprise, w.id, w.code, w.name, w.target, w.settings
            FROM identifiers i CROSS JOIN windows w CROSS JOIN enterprises e
            WHERE i.value = $1 AND i.name = $2 AND i.noun = 'window' AND w.id = i.id AND w.channel = $3 AND e.id = w.enterprise_id
            AND e.trashed_at = 0 AND ($4 = '' OR EXISTS (SELECT 1 FROM grants g WHERE g.person_id = $4 AND g.place = e.id))
            ORDER BY e.slug, w.code LIMIT $5";
    PLUGINS = "SELECT e.id AS enterprise_id, e.slug, e.name AS enterprise, p.id, '' AS code, p.name, '' AS target, '{}' AS settings
            FROM identifiers i CROSS JOIN plugins p CROSS JOIN enterprises e
            WHERE i.value = $1 AND i.name = $2 AND i.noun = $3 AND p.id = i.id AND e.id = p.enterprise_id
            AND e.trashed_at = 0 AND ($4 = '' OR EXISTS (SELECT 1 FROM grants g WHERE g.person_id = $4 AND g.place = e.id))
            ORDER BY e.slug, p.name LIMIT $5";
    OF_PLUGIN = "SELECT e.id AS enterprise_id, e.slug, e.name AS enterprise, w.id, w.code, w.name, w.target, w.settings
            FROM identifiers i CROSS JOIN plugins p CROSS JOIN windows w CROSS JOIN enterprises e
            WHERE i.value = $1 AND i.name = $2 AND i.noun = $3 AND p.id = i.id
            AND w.enterprise_id = p.enterprise_id AND w.plugin_id = p.id AND w.trashed_at = 0 AND e.id = w.enterprise_id
            AND e.trashed_at = 0 AND ($4 = '' OR EXISTS (SELECT 1 FROM grants g WHERE g.person_id = $4 AND g.place = e.id))
            ORDER BY e.slug, w.code LIMIT $5";
}

/// Whose eyes it is seen with.
#[derive(Clone, Copy, Debug)]
pub enum Eyes {
    /// Somebody with a role for the installation.
    All,
    /// Somebody with roles in some enterprises.
    Person(PersonId),
}

impl Eyes {
    /// The person whose grants count; empty where all is seen.
    pub(super) fn person(self) -> String {
        match self {
            Eyes::All => String::new(),
            Eyes::Person(id) => id.to_string(),
        }
    }
}

/// A registered object, and where it is.
#[derive(Clone, Debug)]
pub struct Found {
    pub enterprise: EnterpriseId,
    pub slug: String,
    pub enterprise_name: String,
    pub id: String,
    /// Of windows only, like the target.
    pub code: String,
    pub name: String,
    pub target: String,
    /// The account's identifiers, or the window's settings.
    pub settings: Map<String, Value>,
}

#[derive(FromRow)]
struct Row {
    enterprise_id: String,
    slug: String,
    enterprise: String,
    id: String,
    code: String,
    name: String,
    target: String,
    settings: String,
}

impl TryFrom<Row> for Found {
    type Error = Error;

    fn try_from(row: Row) -> Result<Found> {
        let wrong = |column| inconsistent("recognised", column, &row.id);
        Ok(Found {
            enterprise: EnterpriseId::from_str(&row.enterprise_id)
                .map_err(|_| wrong("enterprise_id"))?,
            settings: serde_json::from_str(&row.settings).map_err(|_| wrong("settings"))?,
            slug: row.slug,
            enterprise_name: row.enterprise,
            id: row.id,
            code: row.code,
            name: row.name,
            target: row.target,
        })
    }
}

/// Accounts of a channel in which an identifier has this value.
pub async fn accounts(
    source: &mut impl Source,
    eyes: Eyes,
    channel: &str,
    pair: (&str, &str),
) -> Result<Vec<Found>> {
    holding(source, eyes, ACCOUNTS, channel, pair).await
}

/// Windows that refer to such an account.
pub async fn windows_of_account(
    source: &mut impl Source,
    eyes: Eyes,
    channel: &str,
    pair: (&str, &str),
) -> Result<Vec<Found>> {
    holding(source, eyes, OF_ACCOUNT, channel, pair).await
}

/// Windows of a channel in which one of their own settings has this value.
pub async fn windows_set_to(
    source: &mut impl Source,
    eyes: Eyes,
    channel: &str,
    pair: (&str, &str),
) -> Result<Vec<Found>> {
    holding(source, eyes, SET_TO, channel, pair).await
}

/// Plugins with this plugid.
pub async fn plugins(source: &mut impl Source, eyes: Eyes, plugid: &str) -> Result<Vec<Found>> {
    holding(source, eyes, PLUGINS, Plugin::NOUN, (PLUGID, plugid)).await
}

/// Windows that refer to such a plugin.
pub async fn windows_of_plugin(
    source: &mut impl Source,
    eyes: Eyes,
    plugid: &str,
) -> Result<Vec<Found>> {
    holding(source, eyes, OF_PLUGIN, Plugin::NOUN, (PLUGID, plugid)).await
}

/// The one identifier of a plugin.
const PLUGID: &str = "plugid";

/// `of` is the channel, or the noun where it has none.
async fn holding(
    source: &mut impl Source,
    eyes: Eyes,
    text: &'static str,
    of: &str,
    (name, value): (&str, &str),
) -> Result<Vec<Found>> {
    let person = eyes.person();
    let rows: Vec<Row> = sql!(
        fetch_all Row; source, text,
        value.to_owned(), name.to_owned(), of.to_owned(), person, MOST,
    )?;
    rows.into_iter().map(Found::try_from).collect()
}

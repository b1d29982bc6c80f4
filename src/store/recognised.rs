//! What is registered under an identifier that somebody has at hand: accounts, plugins and windows in
//! every enterprise that this person may see. A few rows, in one statement each.

use std::str::FromStr;

use serde_json::{Map, Value};
use sqlx::FromRow;

use super::Source;
use super::fault::inconsistent;
use super::sql::{containing, sql, statements};
use crate::domain::{EnterpriseId, PersonId};
use crate::error::{Error, Result};

/// More of the same are not told.
const MOST: i64 = 20;

statements! {
    ACCOUNTS = "SELECT e.id AS enterprise_id, e.slug, e.name AS enterprise, a.id, '' AS code, a.name, '' AS target, a.fields AS settings
            FROM accounts a JOIN enterprises e ON e.id = a.enterprise_id
            WHERE a.channel = $1 AND a.fields LIKE $2 ESCAPE '!' ORDER BY e.slug, a.name LIMIT $3";
    ACCOUNTS_SEEN = "SELECT e.id AS enterprise_id, e.slug, e.name AS enterprise, a.id, '' AS code, a.name, '' AS target, a.fields AS settings
            FROM grants g JOIN enterprises e ON e.id = g.enterprise_id JOIN accounts a ON a.enterprise_id = e.id
            WHERE a.channel = $1 AND a.fields LIKE $2 ESCAPE '!' AND g.person_id = $4 ORDER BY e.slug, a.name LIMIT $3";
    PLUGINS = "SELECT e.id AS enterprise_id, e.slug, e.name AS enterprise, p.id, '' AS code, p.name, '' AS target, '{}' AS settings
            FROM plugins p JOIN enterprises e ON e.id = p.enterprise_id
            WHERE p.plugid = $1 ORDER BY e.slug, p.name LIMIT $2";
    PLUGINS_SEEN = "SELECT e.id AS enterprise_id, e.slug, e.name AS enterprise, p.id, '' AS code, p.name, '' AS target, '{}' AS settings
            FROM grants g JOIN enterprises e ON e.id = g.enterprise_id JOIN plugins p ON p.enterprise_id = e.id
            WHERE p.plugid = $1 AND g.person_id = $3 ORDER BY e.slug, p.name LIMIT $2";
    OF_ACCOUNT = "SELECT e.id AS enterprise_id, e.slug, e.name AS enterprise, w.id, w.code, w.name, w.target, w.settings
            FROM windows w JOIN enterprises e ON e.id = w.enterprise_id
            JOIN accounts a ON a.enterprise_id = w.enterprise_id AND a.id = w.account_id
            WHERE a.channel = $1 AND a.fields LIKE $2 ESCAPE '!' ORDER BY e.slug, w.code LIMIT $3";
    OF_ACCOUNT_SEEN = "SELECT e.id AS enterprise_id, e.slug, e.name AS enterprise, w.id, w.code, w.name, w.target, w.settings
            FROM grants g JOIN enterprises e ON e.id = g.enterprise_id JOIN windows w ON w.enterprise_id = e.id
            JOIN accounts a ON a.enterprise_id = w.enterprise_id AND a.id = w.account_id
            WHERE a.channel = $1 AND a.fields LIKE $2 ESCAPE '!' AND g.person_id = $4 ORDER BY e.slug, w.code LIMIT $3";
    OF_PLUGIN = "SELECT e.id AS enterprise_id, e.slug, e.name AS enterprise, w.id, w.code, w.name, w.target, w.settings
            FROM windows w JOIN enterprises e ON e.id = w.enterprise_id
            JOIN plugins p ON p.enterprise_id = w.enterprise_id AND p.id = w.plugin_id
            WHERE p.plugid = $1 ORDER BY e.slug, w.code LIMIT $2";
    OF_PLUGIN_SEEN = "SELECT e.id AS enterprise_id, e.slug, e.name AS enterprise, w.id, w.code, w.name, w.target, w.settings
            FROM grants g JOIN enterprises e ON e.id = g.enterprise_id JOIN windows w ON w.enterprise_id = e.id
            JOIN plugins p ON p.enterprise_id = w.enterprise_id AND p.id = w.plugin_id
            WHERE p.plugid = $1 AND g.person_id = $3 ORDER BY e.slug, w.code LIMIT $2";
    SET_TO = "SELECT e.id AS enterprise_id, e.slug, e.name AS enterprise, w.id, w.code, w.name, w.target, w.settings
            FROM windows w JOIN enterprises e ON e.id = w.enterprise_id
            WHERE w.channel = $1 AND w.settings LIKE $2 ESCAPE '!' ORDER BY e.slug, w.code LIMIT $3";
    SET_TO_SEEN = "SELECT e.id AS enterprise_id, e.slug, e.name AS enterprise, w.id, w.code, w.name, w.target, w.settings
            FROM grants g JOIN enterprises e ON e.id = g.enterprise_id JOIN windows w ON w.enterprise_id = e.id
            WHERE w.channel = $1 AND w.settings LIKE $2 ESCAPE '!' AND g.person_id = $4 ORDER BY e.slug, w.code LIMIT $3";
}

/// Whose eyes it is seen with.
#[derive(Clone, Copy, Debug)]
pub enum Eyes {
    /// Somebody with a role for the installation.
    All,
    /// Somebody with roles in some enterprises.
    Person(PersonId),
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
    holding(source, eyes, (ACCOUNTS, ACCOUNTS_SEEN), channel, pair).await
}

/// Windows that refer to such an account.
pub async fn windows_of_account(
    source: &mut impl Source,
    eyes: Eyes,
    channel: &str,
    pair: (&str, &str),
) -> Result<Vec<Found>> {
    holding(source, eyes, (OF_ACCOUNT, OF_ACCOUNT_SEEN), channel, pair).await
}

/// Windows of a channel in which one of their own settings has this value.
pub async fn windows_set_to(
    source: &mut impl Source,
    eyes: Eyes,
    channel: &str,
    pair: (&str, &str),
) -> Result<Vec<Found>> {
    holding(source, eyes, (SET_TO, SET_TO_SEEN), channel, pair).await
}

/// Plugins with this plugid.
pub async fn plugins(source: &mut impl Source, eyes: Eyes, plugid: &str) -> Result<Vec<Found>> {
    registered_as(source, eyes, (PLUGINS, PLUGINS_SEEN), plugid).await
}

/// Windows that refer to such a plugin.
pub async fn windows_of_plugin(
    source: &mut impl Source,
    eyes: Eyes,
    plugid: &str,
) -> Result<Vec<Found>> {
    registered_as(source, eyes, (OF_PLUGIN, OF_PLUGIN_SEEN), plugid).await
}

/// Two texts for the same question: for who sees everything, and for one person.
type Question = (&'static str, &'static str);

async fn holding(
    source: &mut impl Source,
    eyes: Eyes,
    (all, seen): Question,
    channel: &str,
    (name, value): (&str, &str),
) -> Result<Vec<Found>> {
    let (channel, pattern) = (channel.to_owned(), pattern(name, value));
    let rows: Vec<Row> = match eyes {
        Eyes::All => sql!(fetch_all Row; source, all, channel, pattern, MOST)?,
        Eyes::Person(id) => {
            sql!(fetch_all Row; source, seen, channel, pattern, MOST, id.to_string())?
        }
    };
    rows.into_iter().map(Found::try_from).collect()
}

async fn registered_as(
    source: &mut impl Source,
    eyes: Eyes,
    (all, seen): Question,
    plugid: &str,
) -> Result<Vec<Found>> {
    let plugid = plugid.to_owned();
    let rows: Vec<Row> = match eyes {
        Eyes::All => sql!(fetch_all Row; source, all, plugid, MOST)?,
        Eyes::Person(id) => sql!(fetch_all Row; source, seen, plugid, MOST, id.to_string())?,
    };
    rows.into_iter().map(Found::try_from).collect()
}

/// `"sysnum":"…"` as it stands in stored JSON, with the letters that `LIKE` takes for more than
/// letters made harmless. The caller compares the value itself once more: case may differ.
fn pattern(name: &str, value: &str) -> String {
    let pair = format!("{}:{}", Value::from(name), Value::from(value));
    containing(&pair)
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn text_is_never_a_pattern() {
        assert_eq!(pattern("a_b", "100%!\"x"), "%\"a!_b\":\"100!%!!\\\"x\"%");
    }
}

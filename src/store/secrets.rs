//! The secrets of keys: their states, their sealed bytes, how often they signed, and which keys are
//! due. Sealed bytes are loaded only to be opened.

use std::str::FromStr;

use sqlx::FromRow;

use super::cards;
use super::fault::inconsistent;
use super::keys::{self, Row as KeyRow};
use super::sql::{sql, statements};
use super::{Db, Source, Write, data_keys};
use crate::clock::Millis;
use crate::domain::ring::{Overlap, State, Version};
use crate::domain::{EnterpriseId, Key, Ring};
use crate::error::{Error, Result};
use crate::secret::Secret;
use crate::vault::{Binding, Sealed, Vault};

/// How many keys a list of what is due shows.
pub const DUE: i64 = 50;

statements! {
    INSERT = "INSERT INTO key_secrets (key_id, number, sealed, lookup, fingerprint, created_at, sealing, state, overlap, activated_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    OF_KEY = "SELECT s.number, s.state, s.sealing, s.fingerprint, s.overlap, s.created_at, s.activated_at, s.retires_at, s.revoked_at, s.purged_at
              FROM key_secrets s JOIN keys k ON k.id = s.key_id
              WHERE k.enterprise_id = $1 AND k.id = $2 ORDER BY s.number DESC";
    NAME = "UPDATE key_secrets SET lookup = $3 WHERE key_id = $1 AND number = $2";
    UNNAMED = "SELECT k.enterprise_id, k.id, s.number, s.sealed FROM key_secrets s JOIN keys k ON k.id = s.key_id
               WHERE s.lookup = '' AND s.sealing = 'data' ORDER BY k.enterprise_id, k.id, s.number";
    // The key's version guards its secrets: whoever changed them changed it.
    TURN = "UPDATE keys SET secret_number = $4, expires_on = $5, version = $6, updated_at = $7
            WHERE enterprise_id = $1 AND id = $2 AND version = $3";
    MOVE = "UPDATE key_secrets SET state = $3, activated_at = $4, retires_at = $5, revoked_at = $6
            WHERE key_id = $1 AND number = $2";
    SEALED = "SELECT s.sealed FROM keys k JOIN key_secrets s ON s.key_id = k.id
              WHERE k.enterprise_id = $1 AND k.id = $2 AND s.number = $3 AND s.sealing = 'data'";
    ALL_SEALED = "SELECT k.id, s.number, s.sealed FROM keys k JOIN key_secrets s ON s.key_id = k.id
                  WHERE k.enterprise_id = $1 AND s.sealing = 'data' ORDER BY k.id, s.number";
    // Whatever has a fingerprint and no sealed bytes.
    ALL_ELSEWHERE = "SELECT s.fingerprint FROM keys k JOIN key_secrets s ON s.key_id = k.id
                     WHERE k.enterprise_id = $1 AND s.sealing IN ('elsewhere', 'purged')";
    ALL_EARLY = "SELECT k.enterprise_id, k.id, s.number, s.sealed FROM keys k JOIN key_secrets s ON s.key_id = k.id
                 WHERE s.sealing = 'master' ORDER BY k.enterprise_id, k.id, s.number";
    RESEAL = "UPDATE key_secrets SET sealed = $3, sealing = 'data' WHERE key_id = $1 AND number = $2";
    // Says itself what may go, whoever asks.
    PURGE = "UPDATE key_secrets SET sealed = $3, sealing = 'purged', purged_at = $4
             WHERE key_id = $1 AND number = $2 AND state = 'revoked' AND sealing = 'data'";
    REVOKED = "SELECT k.enterprise_id, s.key_id, s.number FROM key_secrets s JOIN keys k ON k.id = s.key_id
               LEFT JOIN key_policies p ON p.enterprise_id = k.enterprise_id
               WHERE s.sealing = 'data' AND s.state = 'revoked' AND s.revoked_at + COALESCE(p.purge_days, $1) * 86400000 <= $2
               ORDER BY s.revoked_at, s.key_id, s.number LIMIT $3";
    POLICY = "SELECT purge_days, version FROM key_policies WHERE enterprise_id = $1";
    NEW_POLICY = "INSERT INTO key_policies (enterprise_id, purge_days, version, updated_at) VALUES ($1, $2, 1, $3)";
    SAVE_POLICY = "UPDATE key_policies SET purge_days = $3, version = version + 1, updated_at = $4 WHERE enterprise_id = $1 AND version = $2";
    COUNT = "INSERT INTO key_uses (key_id, number, uses, used_at) VALUES ($1, $2, 1, $3)
             ON CONFLICT (key_id, number) DO UPDATE SET uses = key_uses.uses + 1, used_at = $3";
    USES = "SELECT number, uses, used_at FROM key_uses WHERE key_id = $1";
    DUE_UNTIL = "SELECT k.id, k.enterprise_id, k.account_id, k.name, k.scheme, k.secret_number, s.fingerprint, s.state, s.sealing, k.expires_on, k.owner, k.tags, k.note, k.version, k.created_at, k.updated_at, k.trashed_at
                 FROM keys k JOIN key_secrets s ON s.key_id = k.id AND s.number = k.secret_number
                 WHERE k.enterprise_id = $1 AND k.expires_on > '' AND k.expires_on <= $2 AND s.state = 'active' AND k.trashed_at = 0
                 ORDER BY k.expires_on, k.id LIMIT $3";
}

#[derive(FromRow)]
struct Row {
    number: i64,
    state: String,
    sealing: String,
    fingerprint: String,
    overlap: String,
    created_at: i64,
    activated_at: Option<i64>,
    retires_at: Option<i64>,
    revoked_at: Option<i64>,
    purged_at: Option<i64>,
}

impl TryFrom<Row> for Version {
    type Error = Error;

    fn try_from(row: Row) -> Result<Version> {
        let wrong = |column| inconsistent("key_secrets", column, &row.fingerprint);
        Ok(Version {
            number: row.number,
            state: State::from_name(&row.state).ok_or_else(|| wrong("state"))?,
            elsewhere: row.sealing == ELSEWHERE,
            overlap: Overlap::parse(&row.overlap).ok_or_else(|| wrong("overlap"))?,
            fingerprint: row.fingerprint,
            created_at: row.created_at,
            activated_at: row.activated_at,
            retires_at: row.retires_at,
            revoked_at: row.revoked_at,
            purged_at: row.purged_at,
        })
    }
}

pub(super) const ELSEWHERE: &str = "elsewhere";
const DATA: &str = "data";

/// What is kept of a new secret.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Nothing when the secret itself is kept elsewhere.
    pub sealed: Option<Sealed>,
    /// By what it is found in the whole installation ([`Vault::lookup`]); empty where nobody knew it.
    pub lookup: String,
}

impl Kept {
    /// Seals a secret for its place in a row that the same transaction writes, unless it is `elsewhere`.
    pub async fn of(
        write: &mut Write<'_>,
        vault: &Vault,
        key: &Key,
        (number, elsewhere): (i64, bool),
        secret: &Secret,
    ) -> Result<Self> {
        let lookup = vault.lookup(secret)?;
        if elsewhere {
            return Ok(Kept { sealed: None, lookup });
        }
        let data = data_keys::of(write, vault, key.enterprise, key.updated_at).await?;
        let sealed = data.seal(secret, Binding::of_secret(&key.id.to_string(), number))?;
        Ok(Kept { sealed: Some(sealed), lookup })
    }
}

/// Every secret of a key, the newest first.
pub async fn ring(source: &mut impl Source, key: Key) -> Result<Ring> {
    let rows = sql!(fetch_all Row; source, OF_KEY, key.enterprise.to_string(), key.id.to_string())?;
    let versions = rows.into_iter().map(Version::try_from).collect::<Result<_>>()?;
    Ok(Ring { key, versions })
}

pub async fn insert(
    write: &mut Write<'_>,
    key: &Key,
    version: &Version,
    Kept { sealed, lookup }: Kept,
) -> Result<()> {
    let sealing = if sealed.is_some() { DATA } else { ELSEWHERE };
    sql!(
        execute write, INSERT,
        key.id.to_string(),
        version.number,
        sealed.map(|sealed| sealed.0).unwrap_or_default(),
        lookup,
        version.fingerprint.clone(),
        version.created_at,
        sealing,
        version.state.name(),
        version.overlap.text(),
        version.activated_at,
    )?;
    Ok(())
}

/// Saves the key and the states of its secrets over the version that was seen.
pub async fn turn(write: &mut Write<'_>, new: &Ring, seen: i64) -> Result<()> {
    let key = &new.key;
    let touched = sql!(
        execute write, TURN,
        key.enterprise.to_string(),
        key.id.to_string(),
        seen,
        key.secret_number,
        key.expires_on.clone(),
        key.version,
        key.updated_at,
    )?;
    if touched != 1 {
        return Err(Error::conflict());
    }
    for version in &new.versions {
        sql!(
            execute write, MOVE,
            key.id.to_string(),
            version.number,
            version.state.name(),
            version.activated_at,
            version.retires_at,
            version.revoked_at,
        )?;
    }
    cards::put(write, key).await
}

/// Destroys the sealed bytes of a revoked secret and saves the key over the version that was seen.
pub async fn purge(write: &mut Write<'_>, new: &Ring, number: i64, seen: i64) -> Result<()> {
    let at = new.find(number).and_then(|version| version.purged_at);
    turn(write, new, seen).await?;
    match sql!(execute write, PURGE, new.key.id.to_string(), number, Vec::<u8>::new(), at)? {
        1 => Ok(()),
        _ => Err(Error::conflict()),
    }
}

/// Revoked secrets whose time is over: enterprise, key and number. `days` counts where an enterprise has
/// chosen nothing.
pub async fn outlived(
    source: &mut impl Source,
    days: i64,
    now: Millis,
) -> Result<Vec<(String, String, i64)>> {
    sql!(fetch_all (String, String, i64); source, REVOKED, days, now, DUE)
}

/// The days that an enterprise chose, and the version of its choice.
pub async fn policy(
    source: &mut impl Source,
    enterprise: EnterpriseId,
) -> Result<Option<(i64, i64)>> {
    sql!(fetch_optional (i64, i64); source, POLICY, enterprise.to_string())
}

/// Saves a choice over the version that was seen, 0 for none.
pub async fn save_policy(
    write: &mut Write<'_>,
    enterprise: EnterpriseId,
    (days, seen): (i64, i64),
    now: Millis,
) -> Result<()> {
    let id = enterprise.to_string();
    let touched = if seen == 0 {
        sql!(execute write, NEW_POLICY, id, days, now)?
    } else {
        sql!(execute write, SAVE_POLICY, id, seen, days, now)?
    };
    if touched == 1 { Ok(()) } else { Err(Error::conflict()) }
}

/// The sealed bytes of one secret, for its data key to open; `None` when it is kept elsewhere.
pub async fn sealed(source: &mut impl Source, key: &Key, number: i64) -> Result<Option<Sealed>> {
    let row = sql!(
        fetch_optional (Vec<u8>,); source, SEALED,
        key.enterprise.to_string(), key.id.to_string(), number,
    )?;
    Ok(row.map(|(bytes,)| Sealed(bytes)))
}

/// A sealed secret and its place.
#[derive(Clone, Debug)]
pub struct Stored {
    pub key: String,
    pub number: i64,
    pub sealed: Sealed,
}

/// Every sealed secret of an enterprise in whichever state.
pub async fn all(source: &mut impl Source, enterprise: EnterpriseId) -> Result<Vec<Stored>> {
    let rows = sql!(
        fetch_all (String, i64, Vec<u8>); source, ALL_SEALED, enterprise.to_string(),
    )?;
    let stored = |(key, number, bytes)| Stored { key, number, sealed: Sealed(bytes) };
    Ok(rows.into_iter().map(stored).collect())
}

/// The fingerprints of secrets that are kept elsewhere.
pub async fn elsewhere(source: &mut impl Source, enterprise: EnterpriseId) -> Result<Vec<String>> {
    let rows = sql!(fetch_all (String,); source, ALL_ELSEWHERE, enterprise.to_string())?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Secrets of all enterprises that still lie directly under the master key, each with its enterprise.
pub async fn early(source: &mut impl Source) -> Result<Vec<(String, Stored)>> {
    let rows = sql!(fetch_all (String, String, i64, Vec<u8>); source, ALL_EARLY)?;
    let stored =
        |(tenant, key, number, bytes)| (tenant, Stored { key, number, sealed: Sealed(bytes) });
    Ok(rows.into_iter().map(stored).collect())
}

pub async fn reseal(write: &mut Write<'_>, place: &Stored, sealed: Sealed) -> Result<()> {
    sql!(execute write, RESEAL, place.key.clone(), place.number, sealed.0)?;
    Ok(())
}

/// Counts one more signature made with this secret.
pub async fn count(write: &mut Write<'_>, key: &Key, now: Millis) -> Result<()> {
    sql!(execute write, COUNT, key.id.to_string(), key.secret_number, now)?;
    Ok(())
}

/// How often a secret signed, and when last.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct Uses {
    pub number: i64,
    pub uses: i64,
    pub used_at: Millis,
}

pub async fn uses(source: &mut impl Source, key: &Key) -> Result<Vec<Uses>> {
    sql!(fetch_all Uses; source, USES, key.id.to_string())
}

/// The active keys of an enterprise that expire on this day (`2027-03-31`) or before, the most urgent
/// first: at most [`DUE`] of them.
pub async fn due(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    until: &str,
) -> Result<Vec<Key>> {
    let rows = sql!(
        fetch_all KeyRow; source, DUE_UNTIL, enterprise.to_string(), until.to_owned(), DUE,
    )?;
    rows.into_iter().map(keys::of_row).collect()
}

impl Db {
    /// Names the secrets that an earlier version stored, for searches to know them; how many there were.
    /// It repeats what is sealed, so there is nothing to record. What does not open stays without.
    pub async fn name_secrets(&self, vault: &Vault) -> Result<u64> {
        let mut read = self.read().await?;
        let rows = sql!(fetch_all (String, String, i64, Vec<u8>); &mut read, UNNAMED)?;
        let mut found = Vec::new();
        for (tenant, key, number, bytes) in rows {
            let wrong = |_| inconsistent("keys", "enterprise_id", &key);
            let enterprise = EnterpriseId::from_str(&tenant).map_err(wrong)?;
            let data = data_keys::find(&mut read, vault, enterprise).await.ok().flatten();
            let place = Binding::of_secret(&key, number);
            let opened = data.and_then(|data| data.open(&Sealed(bytes), place).ok());
            if let Some(secret) = opened {
                let lookup = vault.lookup(&secret)?;
                found.push((key, number, lookup));
            }
        }
        drop(read);
        let mut named = 0;
        for (key, number, lookup) in found {
            named += sql!(execute &mut self.direct().await?, NAME, key, number, lookup)?;
        }
        Ok(named)
    }
}

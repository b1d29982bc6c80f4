//! Second factors: sealed secrets of authenticators and sealed passkeys, what was taken of them, and the
//! hashes of recovery codes.

use std::str::FromStr;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::sql::{sql, statements};
use super::{Source, Write, checkups};
use crate::clock::Millis;
use crate::domain::second_factor::{Kind, MOST_PASSKEYS};
use crate::domain::{FactorId, PersonId, SecondFactor};
use crate::error::{Error, Result};
use crate::vault::Sealed;

statements! {
    INSERT = "INSERT INTO second_factors (id, person_id, kind, name, sealed, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    INSERT_PASSKEY = "INSERT INTO passkeys (factor_id, credential_hash, host) VALUES ($1, $2, $3)";
    OF_PERSON = "SELECT f.id, f.kind, f.name, f.sealed, f.created_at, COALESCE(u.used_at, 0) AS used_at,
                        COALESCE(p.credential_hash, '') AS credential_hash, COALESCE(p.host, '') AS host
                 FROM second_factors f LEFT JOIN second_factor_uses u ON u.factor_id = f.id
                 LEFT JOIN passkeys p ON p.factor_id = f.id WHERE f.person_id = $1 ORDER BY f.id";
    COUNT = "SELECT COUNT(*) FROM second_factors WHERE person_id = $1";
    COUNT_KIND = "SELECT COUNT(*) FROM second_factors WHERE person_id = $1 AND kind = $2";
    REMOVE = "DELETE FROM second_factors WHERE person_id = $1";
    REMOVE_ONE = "DELETE FROM second_factors WHERE person_id = $1 AND id = $2";
    // Keys that do not count say 0 each time.
    TAKE_STEP = "INSERT INTO second_factor_uses (factor_id, step, used_at) VALUES ($1, $2, $3)
                 ON CONFLICT (factor_id) DO UPDATE SET step = $2, used_at = $3
                 WHERE second_factor_uses.step < $2 OR (second_factor_uses.step = 0 AND $2 = 0)";
    ADD_CODE = "INSERT INTO recovery_codes (person_id, code_hash) VALUES ($1, $2)";
    TAKE_CODE = "UPDATE recovery_codes SET used_at = $3 WHERE person_id = $1 AND code_hash = $2 AND used_at = 0";
    REMOVE_CODES = "DELETE FROM recovery_codes WHERE person_id = $1";
    CODES_LEFT = "SELECT COUNT(*) FROM recovery_codes WHERE person_id = $1 AND used_at = 0";
}

/// What is stored of a factor, for the vault to open.
#[derive(Clone, Debug)]
pub struct Stored {
    pub factor: SecondFactor,
    pub sealed: Sealed,
    /// When it was shown last.
    pub used_at: Option<Millis>,
    /// Of a passkey.
    pub place: Place,
}

/// How a passkey is known, and to which address it belongs; empty for every other factor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// SHA-256 of the credential's id.
    pub credential_hash: String,
    pub host: String,
}

#[derive(FromRow)]
struct Row {
    id: String,
    kind: String,
    name: String,
    sealed: Vec<u8>,
    created_at: i64,
    used_at: i64,
    credential_hash: String,
    host: String,
}

/// `Taken` when this person has one of its kind and name already.
pub async fn insert(write: &mut Write<'_>, new: &SecondFactor, sealed: &Sealed) -> Result<()> {
    let (id, person) = (new.id.to_string(), new.person.to_string());
    sql!(
        execute write, INSERT,
        id.clone(), person, new.kind.name(), new.name.clone(), sealed.0.clone(), new.created_at,
    )?;
    checkups::concern_places(write, new.person, (&id, new.created_at)).await
}

/// The same of a passkey: `Taken` by the name, or by the credential where somebody has it already. A conflict
/// when this person would have too many.
pub async fn insert_passkey(
    write: &mut Write<'_>,
    new: &SecondFactor,
    sealed: &Sealed,
    place: &Place,
) -> Result<()> {
    insert(write, new, sealed).await?;
    let (hash, host) = (place.credential_hash.clone(), place.host.clone());
    sql!(execute write, INSERT_PASSKEY, new.id.to_string(), hash, host)?;
    let (person, kind) = (new.person.to_string(), Kind::Passkey.name());
    let (count,) = sql!(fetch_one (i64,); write, COUNT_KIND, person, kind)?;
    if count > MOST_PASSKEYS { Err(Error::conflict()) } else { Ok(()) }
}

/// Recovery codes come with the first factor, whatever its kind, and stay as they are with every further
/// one. A conflict when another one came meanwhile, or went.
pub async fn give_codes(
    write: &mut Write<'_>,
    person: PersonId,
    hashes: Option<&[String]>,
) -> Result<()> {
    match (hashes, count(write, person).await?) {
        (Some(hashes), 1) => replace_codes(write, person, hashes).await,
        (None, more) if more > 1 => Ok(()),
        _ => Err(Error::conflict()),
    }
}

async fn count(source: &mut impl Source, person: PersonId) -> Result<i64> {
    Ok(sql!(fetch_one (i64,); source, COUNT, person.to_string())?.0)
}

pub async fn of_person(source: &mut impl Source, person: PersonId) -> Result<Vec<Stored>> {
    let rows = sql!(fetch_all Row; source, OF_PERSON, person.to_string())?;
    let stored = |row: Row| {
        let wrong = |column| inconsistent("second_factors", column, &row.id);
        let factor = SecondFactor {
            id: FactorId::from_str(&row.id).map_err(|_| wrong("id"))?,
            person,
            kind: Kind::from_name(&row.kind).ok_or_else(|| wrong("kind"))?,
            name: row.name,
            created_at: row.created_at,
        };
        let used_at = (row.used_at != 0).then_some(row.used_at);
        let place = Place { credential_hash: row.credential_hash, host: row.host };
        Ok(Stored { factor, sealed: Sealed(row.sealed), used_at, place })
    };
    rows.into_iter().map(stored).collect()
}

/// Takes everything away that this person has besides the password, and tells it; a conflict when that is
/// nothing.
pub async fn remove(write: &mut Write<'_>, person: PersonId) -> Result<Vec<SecondFactor>> {
    let held = of_person(write, person).await?;
    sql!(execute write, REMOVE_CODES, person.to_string())?;
    match sql!(execute write, REMOVE, person.to_string())? {
        0 => Err(Error::conflict()),
        _ => Ok(held.into_iter().map(|stored| stored.factor).collect()),
    }
}

/// Takes one factor away, and the recovery codes with the last one. A conflict when it is not there.
pub async fn remove_one(write: &mut Write<'_>, person: PersonId, id: FactorId) -> Result<()> {
    if sql!(execute write, REMOVE_ONE, person.to_string(), id.to_string())? == 0 {
        return Err(Error::conflict());
    }
    if count(write, person).await? == 0 {
        sql!(execute write, REMOVE_CODES, person.to_string())?;
    }
    Ok(())
}

/// Takes the code of a time step, or what a passkey has counted to. A conflict when that one, or a later
/// one, was taken before.
pub async fn take_step(
    write: &mut Write<'_>,
    factor: FactorId,
    step: i64,
    now: Millis,
) -> Result<()> {
    match sql!(execute write, TAKE_STEP, factor.to_string(), step, now)? {
        1 => Ok(()),
        _ => Err(Error::conflict()),
    }
}

/// These recovery codes, and no others from now on.
pub async fn replace_codes(
    write: &mut Write<'_>,
    person: PersonId,
    hashes: &[String],
) -> Result<()> {
    sql!(execute write, REMOVE_CODES, person.to_string())?;
    for hash in hashes {
        sql!(execute write, ADD_CODE, person.to_string(), hash.clone())?;
    }
    Ok(())
}

/// Uses a recovery code up. A conflict when there is none like it, or when it was used before.
pub async fn take_code(
    write: &mut Write<'_>,
    person: PersonId,
    hash: &str,
    now: Millis,
) -> Result<()> {
    match sql!(execute write, TAKE_CODE, person.to_string(), hash.to_owned(), now)? {
        1 => Ok(()),
        _ => Err(Error::conflict()),
    }
}

/// Recovery codes that were not used yet.
pub async fn codes_left(source: &mut impl Source, person: PersonId) -> Result<i64> {
    Ok(sql!(fetch_one (i64,); source, CODES_LEFT, person.to_string())?.0)
}

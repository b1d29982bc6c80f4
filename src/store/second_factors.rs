//! Second factors: sealed secrets of authenticators, the codes that were taken, and the hashes of
//! recovery codes.

use std::str::FromStr;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::sql::{sql, statements};
use super::{Source, Write, checkups};
use crate::clock::Millis;
use crate::domain::second_factor::Kind;
use crate::domain::{FactorId, PersonId, SecondFactor};
use crate::error::{Error, Result};
use crate::vault::Sealed;

statements! {
    INSERT = "INSERT INTO second_factors (id, person_id, kind, name, sealed, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    OF_PERSON = "SELECT id, kind, sealed, created_at FROM second_factors WHERE person_id = $1 ORDER BY id";
    REMOVE = "DELETE FROM second_factors WHERE person_id = $1";
    TAKE_STEP = "INSERT INTO second_factor_uses (factor_id, step) VALUES ($1, $2)
                 ON CONFLICT (factor_id) DO UPDATE SET step = $2 WHERE second_factor_uses.step < $2";
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
}

#[derive(FromRow)]
struct Row {
    id: String,
    kind: String,
    sealed: Vec<u8>,
    created_at: i64,
}

/// `Taken` when this person has one of its kind already.
pub async fn insert(write: &mut Write<'_>, new: &SecondFactor, sealed: &Sealed) -> Result<()> {
    let name = match new.kind {
        Kind::Totp => String::new(),
    };
    let (id, person) = (new.id.to_string(), new.person.to_string());
    sql!(
        execute write, INSERT,
        id.clone(), person, new.kind.name(), name, sealed.0.clone(), new.created_at,
    )?;
    checkups::concern_places(write, new.person, (&id, new.created_at)).await
}

pub async fn of_person(source: &mut impl Source, person: PersonId) -> Result<Vec<Stored>> {
    let rows = sql!(fetch_all Row; source, OF_PERSON, person.to_string())?;
    let stored = |row: Row| {
        let wrong = |column| inconsistent("second_factors", column, &row.id);
        let factor = SecondFactor {
            id: FactorId::from_str(&row.id).map_err(|_| wrong("id"))?,
            person,
            kind: Kind::from_name(&row.kind).ok_or_else(|| wrong("kind"))?,
            created_at: row.created_at,
        };
        Ok(Stored { factor, sealed: Sealed(row.sealed) })
    };
    rows.into_iter().map(stored).collect()
}

/// Takes everything away that this person has besides the password; a conflict when that is nothing.
pub async fn remove(write: &mut Write<'_>, person: PersonId) -> Result<()> {
    sql!(execute write, REMOVE_CODES, person.to_string())?;
    match sql!(execute write, REMOVE, person.to_string())? {
        0 => Err(Error::conflict()),
        _ => Ok(()),
    }
}

/// Takes the code of a time step. A conflict when that one, or a later one, was taken before.
pub async fn take_step(write: &mut Write<'_>, factor: FactorId, step: i64) -> Result<()> {
    match sql!(execute write, TAKE_STEP, factor.to_string(), step)? {
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

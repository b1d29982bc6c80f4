//! What is asked of people who sign in: one row, made with the installation.

use sqlx::FromRow;

use super::sql::{sql, statements};
use super::{Source, Write};
use crate::domain::SignInRules;
use crate::error::{Error, Result};

statements! {
    INSERT = "INSERT INTO sign_in_rules (only_row, duty, grace_days, since, version, updated_at) VALUES (1, $1, $2, $3, $4, $5)";
    FIND = "SELECT duty, grace_days, since, version, updated_at FROM sign_in_rules WHERE only_row = 1";
    SAVE = "UPDATE sign_in_rules SET duty = $2, grace_days = $3, since = $4, version = $5, updated_at = $6
            WHERE only_row = 1 AND version = $1";
}

#[derive(FromRow)]
struct Row {
    duty: bool,
    grace_days: i64,
    since: i64,
    version: i64,
    updated_at: i64,
}

pub async fn insert(write: &mut Write<'_>, new: &SignInRules) -> Result<()> {
    let SignInRules { duty, grace_days, since, version, updated_at } = *new;
    sql!(execute write, INSERT, duty, grace_days, since, version, updated_at)?;
    Ok(())
}

pub async fn find(source: &mut impl Source) -> Result<SignInRules> {
    let Row { duty, grace_days, since, version, updated_at } = sql!(fetch_one Row; source, FIND)?;
    Ok(SignInRules { duty, grace_days, since, version, updated_at })
}

/// Saves over the version that was seen; a conflict when somebody was faster.
pub async fn save(write: &mut Write<'_>, new: &SignInRules, seen: i64) -> Result<()> {
    let SignInRules { duty, grace_days, since, version, updated_at } = *new;
    match sql!(execute write, SAVE, seen, duty, grace_days, since, version, updated_at)? {
        1 => Ok(()),
        _ => Err(Error::conflict()),
    }
}

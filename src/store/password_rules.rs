//! The rule for new passwords: one row, which the migration makes.

use sqlx::FromRow;

use super::sql::{sql, statements};
use super::{Source, Write};
use crate::domain::PasswordRules;
use crate::error::{Error, Result};

statements! {
    FIND = "SELECT shortest, version FROM password_rules";
    UPDATE = "UPDATE password_rules SET shortest = $1, version = $2 WHERE version = $3";
}

#[derive(FromRow)]
struct Row {
    shortest: i64,
    version: i64,
}

pub async fn find(source: &mut impl Source) -> Result<PasswordRules> {
    let Row { shortest, version } = sql!(fetch_one Row; source, FIND)?;
    Ok(PasswordRules { shortest, version })
}

/// Saves over the version that was seen; a conflict when somebody was faster.
pub async fn save(write: &mut Write<'_>, new: PasswordRules, seen: i64) -> Result<()> {
    match sql!(execute write, UPDATE, new.shortest, new.version, seen)? {
        1 => Ok(()),
        _ => Err(Error::conflict()),
    }
}

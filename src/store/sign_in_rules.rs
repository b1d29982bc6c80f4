//! What is asked of people who sign in: one row, made with the installation.

use sqlx::FromRow;

use super::sql::{sql, statements};
use super::{Source, Write};
use crate::domain::SignInRules;
use crate::domain::sign_in::Duty;
use crate::error::{Error, Result};

statements! {
    INSERT = "INSERT INTO sign_in_rules (only_row, duty, grace_days, since, others_since, version, updated_at) VALUES (1, $1, $2, $3, $4, $5, $6)";
    FIND = "SELECT duty, grace_days, since, others_since, version AS rules_version, updated_at AS rules_at FROM sign_in_rules WHERE only_row = 1";
    SAVE = "UPDATE sign_in_rules SET duty = $2, grace_days = $3, since = $4, others_since = $5, version = $6, updated_at = $7
            WHERE only_row = 1 AND version = $1";
}

#[derive(FromRow)]
pub(super) struct Row {
    duty: bool,
    grace_days: i64,
    since: i64,
    /// 0 while nobody else owes it.
    others_since: i64,
    rules_version: i64,
    rules_at: i64,
}

impl Row {
    fn of(rules: &SignInRules) -> Self {
        let SignInRules { duty, grace_days, since, others_since, version, updated_at } = *rules;
        let others_since = if duty == Duty::Everybody { others_since.max(1) } else { 0 };
        let duty = duty != Duty::Nobody;
        let (rules_version, rules_at) = (version, updated_at);
        Row { duty, grace_days, since, others_since, rules_version, rules_at }
    }
}

impl From<Row> for SignInRules {
    fn from(row: Row) -> Self {
        let Row { duty, grace_days, since, others_since, rules_version, rules_at } = row;
        let duty = match (duty, others_since) {
            (false, _) => Duty::Nobody,
            (true, 0) => Duty::Stewards,
            (true, _) => Duty::Everybody,
        };
        let (version, updated_at) = (rules_version, rules_at);
        SignInRules { duty, grace_days, since, others_since, version, updated_at }
    }
}

pub async fn insert(write: &mut Write<'_>, new: &SignInRules) -> Result<()> {
    let Row { duty, grace_days, since, others_since, rules_version, rules_at } = Row::of(new);
    sql!(execute write, INSERT, duty, grace_days, since, others_since, rules_version, rules_at)?;
    Ok(())
}

pub async fn find(source: &mut impl Source) -> Result<SignInRules> {
    Ok(sql!(fetch_one Row; source, FIND)?.into())
}

/// Saves over the version that was seen; a conflict when somebody was faster.
pub async fn save(write: &mut Write<'_>, new: &SignInRules, seen: i64) -> Result<()> {
    let Row { duty, grace_days, since, others_since, rules_version, rules_at } = Row::of(new);
    match sql!(execute write, SAVE, seen, duty, grace_days, since, others_since, rules_version, rules_at)?
    {
        1 => Ok(()),
        _ => Err(Error::conflict()),
    }
}

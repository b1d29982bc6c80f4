//! The rule for new passwords and what hashing one costs: one row each, which the migrations make; and
//! hashes that are made anew when it is another cost.

use sqlx::FromRow;

use super::fault::inconsistent;
use super::sql::{sql, statements};
use super::{Db, Source, Write};
use crate::domain::password_cost::{Cost, PasswordCost};
use crate::domain::{PasswordRules, PersonId};
use crate::error::{Error, Result};

statements! {
    FIND = "SELECT shortest, version FROM password_rules";
    UPDATE = "UPDATE password_rules SET shortest = $1, version = $2 WHERE version = $3";
    COST = "SELECT memory, passes, lanes, version FROM password_cost";
    UPDATE_COST = "UPDATE password_cost SET memory = $1, passes = $2, lanes = $3, version = $4 WHERE version = $5";
    REHASH = "UPDATE people SET password = $3 WHERE id = $1 AND password = $2";
}

#[derive(FromRow)]
struct Row {
    shortest: i64,
    version: i64,
}

#[derive(FromRow)]
struct CostRow {
    memory: i64,
    passes: i64,
    lanes: i64,
    version: i64,
}

pub async fn find(source: &mut impl Source) -> Result<PasswordRules> {
    let Row { shortest, version } = sql!(fetch_one Row; source, FIND)?;
    Ok(PasswordRules { shortest, version })
}

/// Saves over the version that was seen; a conflict when somebody was faster.
pub async fn save(write: &mut Write<'_>, new: PasswordRules, seen: i64) -> Result<()> {
    kept(sql!(execute write, UPDATE, new.shortest, new.version, seen)?)
}

pub async fn cost(source: &mut impl Source) -> Result<PasswordCost> {
    let CostRow { memory, passes, lanes, version } = sql!(fetch_one CostRow; source, COST)?;
    let number = |column, value: i64| {
        let wrong = |_| inconsistent("password_cost", column, &value.to_string());
        u32::try_from(value).map_err(wrong)
    };
    let cost = Cost {
        memory: number("memory", memory)?,
        passes: number("passes", passes)?,
        lanes: number("lanes", lanes)?,
    };
    Ok(PasswordCost { cost, version })
}

/// Saves over the version that was seen; a conflict when somebody was faster.
pub async fn save_cost(write: &mut Write<'_>, new: PasswordCost, seen: i64) -> Result<()> {
    let Cost { memory, passes, lanes } = new.cost;
    let (memory, passes, lanes) = (i64::from(memory), i64::from(passes), i64::from(lanes));
    kept(sql!(execute write, UPDATE_COST, memory, passes, lanes, new.version, seen)?)
}

fn kept(touched: u64) -> Result<()> {
    if touched == 1 { Ok(()) } else { Err(Error::conflict()) }
}

impl Db {
    /// Keeps the same password with another hash. It changes nothing for anybody, so there is no act;
    /// where the password was changed meanwhile, nothing happens.
    pub async fn rehash(&self, id: PersonId, old: String, new: String) -> Result<()> {
        sql!(execute &mut self.direct().await?, REHASH, id.to_string(), old, new)?;
        Ok(())
    }
}

//! The recorded states of vendors' switches, one for each account.

use std::str::FromStr;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::sql::{sql, statements};
use super::{Source, Write, checkups};
use crate::domain::switch::State;
use crate::domain::{Account, AccountId, EnterpriseId, Switch};
use crate::error::{Error, Result};

statements! {
    INSERT = "INSERT INTO vendor_switches (account_id, enterprise_id, state, turned_by, turned_at, version)
              VALUES ($1, $2, $3, $4, $5, $6)";
    UPDATE = "UPDATE vendor_switches SET state = $4, turned_by = $5, turned_at = $6, version = $7
              WHERE enterprise_id = $1 AND account_id = $2 AND version = $3";
    FIND = "SELECT account_id, state, turned_by, turned_at, version FROM vendor_switches WHERE enterprise_id = $1 AND account_id = $2";
    ALL = "SELECT account_id, state, turned_by, turned_at, version FROM vendor_switches WHERE enterprise_id = $1";
}

#[derive(FromRow)]
struct Row {
    account_id: String,
    state: String,
    turned_by: String,
    turned_at: i64,
    version: i64,
}

impl TryFrom<Row> for Switch {
    type Error = Error;

    fn try_from(row: Row) -> Result<Switch> {
        let wrong = |column| inconsistent("vendor_switches", column, &row.account_id);
        Ok(Switch {
            account: AccountId::from_str(&row.account_id).map_err(|_| wrong("account_id"))?,
            state: State::from_name(&row.state).ok_or_else(|| wrong("state"))?,
            turned_by: row.turned_by,
            turned_at: row.turned_at,
            version: row.version,
        })
    }
}

pub async fn find(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    account: AccountId,
) -> Result<Option<Switch>> {
    let row = sql!(
        fetch_optional Row; source, FIND, enterprise.to_string(), account.to_string(),
    )?;
    row.map(Switch::try_from).transpose()
}

/// Every recorded switch of an enterprise; it has few accounts.
pub async fn all(source: &mut impl Source, enterprise: EnterpriseId) -> Result<Vec<Switch>> {
    let rows = sql!(fetch_all Row; source, ALL, enterprise.to_string())?;
    rows.into_iter().map(Switch::try_from).collect()
}

/// Records a state over the one that was seen; a conflict when somebody else was faster.
pub async fn save(write: &mut Write<'_>, account: &Account, new: &Switch) -> Result<()> {
    let (enterprise, id) = (account.enterprise.to_string(), account.id.to_string());
    let state = new.state.name();
    if new.version == 1 {
        sql!(
            execute write, INSERT,
            id, enterprise, state, new.turned_by.clone(), new.turned_at, new.version,
        )?;
    } else {
        let touched = sql!(
            execute write, UPDATE,
            enterprise, id, new.version - 1, state, new.turned_by.clone(), new.turned_at, new.version,
        )?;
        if touched != 1 {
            return Err(Error::conflict());
        }
    }
    checkups::concern_users(write, account, ("switch", new.version)).await
}

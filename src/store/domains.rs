//! The hosts on which an enterprise means to show its entry points.

use std::str::FromStr;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::sql::{sql, statements};
use super::{Source, Write};
use crate::domain::{Domains, EnterpriseId};
use crate::error::{Error, Result};

statements! {
    INSERT = "INSERT INTO site_domains (enterprise_id, hosts, version, created_at, updated_at) VALUES ($1, $2, $3, $4, $5)";
    UPDATE = "UPDATE site_domains SET hosts = $3, version = $4, updated_at = $5 WHERE enterprise_id = $1 AND version = $2";
    FIND = "SELECT enterprise_id, hosts, version, created_at, updated_at FROM site_domains WHERE enterprise_id = $1";
}

#[derive(FromRow)]
struct Row {
    enterprise_id: String,
    hosts: String,
    version: i64,
    created_at: i64,
    updated_at: i64,
}

impl TryFrom<Row> for Domains {
    type Error = Error;

    fn try_from(row: Row) -> Result<Domains> {
        Ok(Domains {
            enterprise: EnterpriseId::from_str(&row.enterprise_id)
                .map_err(|_| inconsistent("site_domains", "enterprise_id", &row.enterprise_id))?,
            hosts: row.hosts.lines().map(str::to_owned).collect(),
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// An empty list where nobody saved any.
pub async fn find(source: &mut impl Source, enterprise: EnterpriseId) -> Result<Domains> {
    let row = sql!(fetch_optional Row; source, FIND, enterprise.to_string())?;
    row.map_or_else(|| Ok(Domains::none(enterprise)), Domains::try_from)
}

/// Saves over the version that was seen; a conflict when somebody was faster, also with the first.
pub async fn save(write: &mut Write<'_>, new: &Domains, seen: i64) -> Result<()> {
    let (enterprise, hosts) = (new.enterprise.to_string(), new.hosts.join("\n"));
    let touched = if seen == 0 {
        sql!(execute write, INSERT, enterprise, hosts, new.version, new.created_at, new.updated_at)?
    } else {
        sql!(execute write, UPDATE, enterprise, seen, hosts, new.version, new.updated_at)?
    };
    if touched == 1 { Ok(()) } else { Err(Error::conflict()) }
}

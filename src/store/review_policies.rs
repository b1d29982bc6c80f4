//! How many approvals releases take in an enterprise, and until when nothing is released.

use sqlx::FromRow;

use super::sql::{sql, statements};
use super::{Source, Write};
use crate::domain::EnterpriseId;
use crate::domain::request::Policy;
use crate::error::{Error, Result};

statements! {
    INSERT = "INSERT INTO review_policies (enterprise_id, test, production, frozen_until, frozen_because, version, updated_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7)";
    UPDATE = "UPDATE review_policies SET test = $3, production = $4, frozen_until = $5, frozen_because = $6, version = $7, updated_at = $8
                     WHERE enterprise_id = $1 AND version = $2";
    HOLD = "UPDATE review_policies SET version = version WHERE enterprise_id = $1 AND version = $2";
    FIND = "SELECT test, production, frozen_until, frozen_because, version, updated_at FROM review_policies WHERE enterprise_id = $1";
}

#[derive(FromRow)]
struct Row {
    test: i64,
    production: i64,
    frozen_until: i64,
    frozen_because: String,
    version: i64,
    updated_at: i64,
}

/// The rules of an enterprise; the usual ones where nobody chose any.
pub async fn find(source: &mut impl Source, enterprise: EnterpriseId) -> Result<Policy> {
    let row = sql!(fetch_optional Row; source, FIND, enterprise.to_string())?;
    Ok(row.map_or_else(
        || Policy::usual(enterprise),
        |row| Policy {
            enterprise,
            test: row.test,
            production: row.production,
            frozen_until: (row.frozen_until > 0).then_some(row.frozen_until),
            frozen_because: row.frozen_because,
            version: row.version,
            updated_at: row.updated_at,
        },
    ))
}

/// Saves over the version that was seen; a conflict when somebody was faster, also with the first.
pub async fn save(write: &mut Write<'_>, new: &Policy, seen: i64) -> Result<()> {
    let (place, until) = (new.enterprise.to_string(), new.frozen_until.unwrap_or(0));
    let because = new.frozen_because.clone();
    let touched = if seen == 0 {
        sql!(
            execute write, INSERT,
            place, new.test, new.production, until, because, new.version, new.updated_at,
        )?
    } else {
        sql!(
            execute write, UPDATE,
            place, seen, new.test, new.production, until, because, new.version, new.updated_at,
        )?
    };
    if touched == 1 { Ok(()) } else { Err(Error::conflict()) }
}

/// Holds the rules under which something is released; a conflict when they are others now.
pub async fn hold(write: &mut Write<'_>, seen: &Policy) -> Result<()> {
    let place = seen.enterprise.to_string();
    let held = if seen.version == 0 {
        find(write, seen.enterprise).await?.version == 0
    } else {
        sql!(execute write, HOLD, place, seen.version)? == 1
    };
    if held { Ok(()) } else { Err(Error::conflict()) }
}

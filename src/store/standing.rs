//! What is live in an enterprise at present.

use sqlx::FromRow;

use super::fault::inconsistent;
use super::sql::{sql, statements};
use super::{PAGE, Page, Source};
use crate::clock::Millis;
use crate::domain::EnterpriseId;
use crate::domain::release::Inputs;
use crate::error::{Error, Result};

statements! {
    LIST = "SELECT w.code, w.name, w.version, r.number, r.draft_version, r.content_hash, r.made_by, r.made_at, r.emergency, r.inputs
                FROM windows w JOIN live_releases l ON l.window_id = w.id JOIN releases r ON r.window_id = l.window_id AND r.number = l.number
                WHERE w.enterprise_id = $1 AND w.code > $2 AND w.trashed_at = 0 AND w.life <> 'retired' ORDER BY w.code LIMIT $3";
}

/// What is live of a window.
#[derive(Clone, Debug)]
pub struct Standing {
    pub code: String,
    pub name: String,
    pub version: i64,
    pub number: i64,
    pub draft_version: i64,
    /// The one that it was released for.
    pub environment: String,
    pub content_hash: String,
    pub made_by: String,
    pub made_at: Millis,
    pub emergency: bool,
}

impl Standing {
    /// Whether the draft was saved since.
    pub fn is_older(&self) -> bool {
        self.version > self.draft_version
    }
}

#[derive(FromRow)]
struct Row {
    code: String,
    name: String,
    version: i64,
    number: i64,
    draft_version: i64,
    content_hash: String,
    made_by: String,
    made_at: i64,
    emergency: bool,
    inputs: String,
}

impl TryFrom<Row> for Standing {
    type Error = Error;

    fn try_from(row: Row) -> Result<Standing> {
        let inputs: Inputs = serde_json::from_str(&row.inputs)
            .map_err(|_| inconsistent("releases", "inputs", &row.code))?;
        Ok(Standing {
            code: row.code,
            name: row.name,
            version: row.version,
            number: row.number,
            draft_version: row.draft_version,
            environment: inputs.environment,
            content_hash: row.content_hash,
            made_by: row.made_by,
            made_at: row.made_at,
            emergency: row.emergency,
        })
    }
}

/// One page of what is live in an enterprise, by code.
pub async fn list(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    after: &str,
) -> Result<Page<Standing>> {
    let (place, after) = (enterprise.to_string(), after.to_owned());
    let rows = sql!(fetch_all Row; source, LIST, place, after, PAGE + 1)?;
    let items = rows.into_iter().map(Standing::try_from).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(items, |one| one.code.clone()))
}

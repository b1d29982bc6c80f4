//! Requests for a role: the own ones, and those that somebody may answer.

use std::str::FromStr;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::sql::{sql, statements};
use super::{PAGE, Page, Source, Write};
use crate::domain::access_request::{MOST_OPEN, State};
use crate::domain::{AccessRequest, AccessRequestId, EnterpriseId, Log, PersonId};
use crate::error::{Error, Result};
use crate::text::{Text, text};

statements! {
    INSERT = "INSERT INTO access_requests (id, person_id, place, enterprise_id, role, reason, days, state, made_at, closed_at, closed_by, answer)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '', '')";
    CLOSE = "UPDATE access_requests SET state = $2, closed_at = $3, closed_by = $4, answer = $5 WHERE id = $1 AND closed_at = 0";
    // Of two requests of one person, the second one waits here and is counted with the first.
    HOLD = "UPDATE people SET version = version WHERE id = $1";
    COUNT_OPEN = "SELECT COUNT(*) FROM access_requests WHERE person_id = $1 AND closed_at = 0";
    FIND = "SELECT r.id, r.person_id, r.enterprise_id, r.role, r.reason, r.days, r.state, r.made_at, r.closed_at, r.closed_by, r.answer, p.name, p.email, e.slug, e.name AS enterprise
            FROM access_requests r JOIN people p ON p.id = r.person_id LEFT JOIN enterprises e ON e.id = r.enterprise_id WHERE r.id = $1";
    OPEN_AT = "SELECT r.id, r.person_id, r.enterprise_id, r.role, r.reason, r.days, r.state, r.made_at, r.closed_at, r.closed_by, r.answer, p.name, p.email, e.slug, e.name AS enterprise
            FROM access_requests r JOIN people p ON p.id = r.person_id LEFT JOIN enterprises e ON e.id = r.enterprise_id
            WHERE r.place = $1 AND r.closed_at = 0 ORDER BY r.id LIMIT $2";
    OF_PERSON = "SELECT r.id, r.person_id, r.enterprise_id, r.role, r.reason, r.days, r.state, r.made_at, r.closed_at, r.closed_by, r.answer, p.name, p.email, e.slug, e.name AS enterprise
            FROM access_requests r JOIN people p ON p.id = r.person_id LEFT JOIN enterprises e ON e.id = r.enterprise_id
            WHERE r.person_id = $1 AND r.id < $2 ORDER BY r.id DESC LIMIT $3";
}

/// What is said then.
pub const TOO_MANY: Text = text(
    "您已有 5 个申请在等待处理，请先等答复，或撤回其中一个",
    "Five of your requests are waiting; wait for an answer, or withdraw one of them",
);

/// A request with the names of whoever asked and of the place.
#[derive(Clone, Debug)]
pub struct Asked {
    pub request: AccessRequest,
    pub name: String,
    pub email: String,
    /// Slug and name; `None` for the installation.
    pub enterprise: Option<(String, String)>,
}

#[derive(FromRow)]
struct Row {
    id: String,
    person_id: String,
    enterprise_id: Option<String>,
    role: String,
    reason: String,
    days: i64,
    state: String,
    made_at: i64,
    closed_at: i64,
    closed_by: String,
    answer: String,
    name: String,
    email: String,
    slug: Option<String>,
    enterprise: Option<String>,
}

impl TryFrom<Row> for Asked {
    type Error = Error;

    fn try_from(row: Row) -> Result<Asked> {
        let wrong = |column| inconsistent("access_requests", column, &row.id);
        let log = match &row.enterprise_id {
            None => Log::Installation,
            Some(id) => {
                Log::Enterprise(EnterpriseId::from_str(id).map_err(|_| wrong("enterprise_id"))?)
            }
        };
        let request = AccessRequest {
            id: AccessRequestId::from_str(&row.id).map_err(|_| wrong("id"))?,
            person: PersonId::from_str(&row.person_id).map_err(|_| wrong("person_id"))?,
            state: State::from_name(&row.state).ok_or_else(|| wrong("state"))?,
            log,
            role: row.role,
            reason: row.reason,
            days: (row.days != 0).then_some(row.days),
            made_at: row.made_at,
            closed_at: (row.closed_at != 0).then_some(row.closed_at),
            closed_by: row.closed_by,
            answer: row.answer,
        };
        let (name, email) = (row.name, row.email);
        Ok(Asked { request, name, email, enterprise: row.slug.zip(row.enterprise) })
    }
}

fn place(log: Log) -> (String, Option<String>) {
    match log {
        Log::Installation => ("installation".to_owned(), None),
        Log::Enterprise(id) => (id.to_string(), Some(id.to_string())),
    }
}

/// Refused, in words, when too many of this person are open.
pub async fn insert(write: &mut Write<'_>, new: &AccessRequest) -> Result<()> {
    let person = new.person.to_string();
    sql!(execute write, HOLD, person.clone())?;
    let (open,) = sql!(fetch_one (i64,); &mut *write, COUNT_OPEN, person.clone())?;
    if open >= MOST_OPEN {
        return Err(Error::invalid(TOO_MANY));
    }
    let (place, enterprise) = place(new.log);
    sql!(
        execute write, INSERT,
        new.id.to_string(), person, place, enterprise, new.role.clone(), new.reason.clone(),
        new.days.unwrap_or(0), new.state.name(), new.made_at,
    )?;
    Ok(())
}

/// Keeps how it ended. A conflict when somebody else was faster.
pub async fn close(write: &mut Write<'_>, new: &AccessRequest) -> Result<()> {
    let (id, state) = (new.id.to_string(), new.state.name());
    let (at, by) = (new.closed_at.unwrap_or_default(), new.closed_by.clone());
    match sql!(execute write, CLOSE, id, state, at, by, new.answer.clone())? {
        1 => Ok(()),
        _ => Err(Error::conflict()),
    }
}

pub async fn find(source: &mut impl Source, id: AccessRequestId) -> Result<Option<Asked>> {
    sql!(fetch_optional Row; source, FIND, id.to_string())?.map(Asked::try_from).transpose()
}

/// What waits for an answer at a place, the oldest first, up to a page of it.
pub async fn open_at(source: &mut impl Source, log: Log) -> Result<Vec<Asked>> {
    let rows = sql!(fetch_all Row; source, OPEN_AT, place(log).0, PAGE)?;
    rows.into_iter().map(Asked::try_from).collect()
}

/// One page of what a person asked for, newest first, older than `before`; empty for the newest.
pub async fn of_person(
    source: &mut impl Source,
    person: PersonId,
    before: &str,
) -> Result<Page<Asked>> {
    // No id is greater than this.
    let before = if before.is_empty() { "g" } else { before };
    let (person, before) = (person.to_string(), before.to_owned());
    let rows = sql!(fetch_all Row; source, OF_PERSON, person, before, PAGE + 1)?;
    let items = rows.into_iter().map(Asked::try_from).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(items, |asked| asked.request.id.to_string()))
}

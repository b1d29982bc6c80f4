//! Requests for a role: the own ones, and those that somebody may answer.

use std::str::FromStr;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::recognised::Eyes;
use super::sql::{sql, statements};
use super::{PAGE, Page, Source, Write};
use crate::clock::Millis;
use crate::domain::access_request::{MOST_OPEN, State};
use crate::domain::{AccessRequest, AccessRequestId, Act, EnterpriseId, Log, Person, PersonId};
use crate::error::{Error, Result};
use crate::text::{Text, text};

/// Requests with whoever asked and the place, which is not there for the whole installation.
macro_rules! asked {
    ($from:literal, $which:literal) => {
        concat!(
            "SELECT r.id, r.person_id, r.enterprise_id, r.role, r.reason, r.days, r.state, r.made_at, r.closed_at, r.closed_by, r.answer, p.name, p.email, p.active, e.slug, e.name AS enterprise
             FROM ", $from, " JOIN people p ON p.id = r.person_id LEFT JOIN enterprises e ON e.id = r.enterprise_id ", $which
        )
    };
}

statements! {
    INSERT = "INSERT INTO access_requests (id, person_id, place, enterprise_id, role, reason, days, state, made_at, closed_at, closed_by, answer)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '', '')";
    CLOSE = "UPDATE access_requests SET state = $2, closed_at = $3, closed_by = $4, answer = $5 WHERE id = $1 AND closed_at = 0";
    // Of two requests of one person, the second one waits here and is counted with the first.
    HOLD = "UPDATE people SET version = version WHERE id = $1";
    COUNT_OPEN = "SELECT COUNT(*) FROM access_requests WHERE person_id = $1 AND closed_at = 0";
    FIND = asked!("access_requests r", "WHERE r.id = $1");
    OPEN_AT = asked!(
        "access_requests r",
        "WHERE r.place = $1 AND r.closed_at = 0
         ORDER BY r.id LIMIT $2"
    );
    OF_PERSON = asked!(
        "access_requests r",
        "WHERE r.person_id = $1 AND r.id < $2
         ORDER BY r.id DESC LIMIT $3"
    );
    OPEN_OF = asked!(
        "access_requests r",
        "WHERE r.person_id = $1 AND r.closed_at = 0
         ORDER BY r.id"
    );
    COUNT_AT = "SELECT COUNT(*) FROM access_requests WHERE place = $1 AND closed_at = 0";
    // Nobody answers where everything rests.
    OPEN_EVERYWHERE = asked!(
        "access_requests r",
        "WHERE r.closed_at = 0 AND r.id > $1 AND (r.enterprise_id IS NULL OR e.trashed_at = 0)
         ORDER BY r.id LIMIT $2"
    );
    COUNT_EVERYWHERE = "SELECT COUNT(*) FROM access_requests r LEFT JOIN enterprises e ON e.id = r.enterprise_id
            WHERE r.closed_at = 0 AND (r.enterprise_id IS NULL OR e.trashed_at = 0)";
    // The roles of `ManageMembers`.
    OPEN_FOR = asked!(
        "grants g CROSS JOIN access_requests r",
        "WHERE g.person_id = $1 AND g.role = 'owner' AND g.ends_at > $2 AND r.place = g.place AND r.closed_at = 0 AND r.id > $3 AND e.trashed_at = 0
         ORDER BY r.id LIMIT $4"
    );
    COUNT_FOR = "SELECT COUNT(*) FROM grants g CROSS JOIN access_requests r JOIN enterprises e ON e.id = r.enterprise_id
            WHERE g.person_id = $1 AND g.role = 'owner' AND g.ends_at > $2 AND r.place = g.place AND r.closed_at = 0 AND e.trashed_at = 0";
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
    /// Whether whoever asked is still there.
    pub active: bool,
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
    active: bool,
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
        let Row { name, email, active, slug, enterprise, .. } = row;
        Ok(Asked { request, name, email, active, enterprise: slug.zip(enterprise) })
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

/// Rejects whatever somebody who leaves has asked for and not got, and tells it in the act.
pub async fn reject_all_of(
    write: &mut Write<'_>,
    person: &Person,
    (by, answer): (&str, &str),
    mut act: Act,
    now: Millis,
) -> Result<Act> {
    let rows = sql!(fetch_all Row; &mut *write, OPEN_OF, person.id.to_string())?;
    for row in rows {
        let request = Asked::try_from(row)?.request;
        if let Some((closed, change)) = request.close(State::Rejected, (by, answer), now) {
            close(write, &closed).await?;
            act = act.and(change.detail("name", &person.name));
        }
    }
    Ok(act)
}

pub async fn find(source: &mut impl Source, id: AccessRequestId) -> Result<Option<Asked>> {
    sql!(fetch_optional Row; source, FIND, id.to_string())?.map(Asked::try_from).transpose()
}

/// What waits for an answer at a place, the oldest first, up to a page of it.
pub async fn open_at(source: &mut impl Source, log: Log) -> Result<Vec<Asked>> {
    let rows = sql!(fetch_all Row; source, OPEN_AT, place(log).0, PAGE)?;
    rows.into_iter().map(Asked::try_from).collect()
}

/// How many there are of them all.
pub async fn count_at(source: &mut impl Source, log: Log) -> Result<i64> {
    Ok(sql!(fetch_one (i64,); source, COUNT_AT, place(log).0)?.0)
}

/// One page of what waits for an answer by somebody, wherever it is, the oldest first, younger than
/// `after`; empty for the oldest. Whoever manages the people of the installation answers everywhere,
/// others in the enterprises that they own.
pub async fn open_for(
    source: &mut impl Source,
    eyes: Eyes,
    after: &str,
    now: Millis,
) -> Result<Page<Asked>> {
    let after = after.to_owned();
    let rows = match eyes {
        Eyes::All => sql!(fetch_all Row; source, OPEN_EVERYWHERE, after, PAGE + 1)?,
        Eyes::Person(id) => {
            sql!(fetch_all Row; source, OPEN_FOR, id.to_string(), now, after, PAGE + 1)?
        }
    };
    let items = rows.into_iter().map(Asked::try_from).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(items, |asked| asked.request.id.to_string()))
}

/// How many there are of them all.
pub async fn count_open_for(source: &mut impl Source, eyes: Eyes, now: Millis) -> Result<i64> {
    let (count,) = match eyes {
        Eyes::All => sql!(fetch_one (i64,); source, COUNT_EVERYWHERE)?,
        Eyes::Person(id) => sql!(fetch_one (i64,); source, COUNT_FOR, id.to_string(), now)?,
    };
    Ok(count)
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

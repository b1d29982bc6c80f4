//! Change requests, and what their content depends on.

use std::collections::BTreeMap;
use std::str::FromStr;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::sql::{sql, statements};
use super::{PAGE, Page, Source, Write};
use crate::clock::{Clock, Millis};
use crate::domain::request::{By, Item, State, voids};
use crate::domain::{Act, ChangeRequest, EnterpriseId, Log, RequestId};
use crate::error::{Error, Result};
use crate::rights::Actor;
use crate::text::Message;

statements! {
    INSERT = "INSERT INTO change_requests (id, enterprise_id, number, title, reason, ticket, state, author_id, author, items, approvals, emergency, look_by, release_at, held_up, version, created_at, updated_at, closed_at, closed_by_id, closed_by, handed, scheduled_by)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)";
    UPDATE = "UPDATE change_requests SET state = $4, items = $5, approvals = $6, emergency = $7, look_by = $8, release_at = $9, held_up = $10, version = $11, updated_at = $12, closed_at = $13, closed_by_id = $14, closed_by = $15, author_id = $16, author = $17, handed = $18, scheduled_by = $19
              WHERE enterprise_id = $1 AND id = $2 AND version = $3";
    FIND = "SELECT id, enterprise_id, number, title, reason, ticket, state, author_id, author, handed, items, approvals, emergency, release_at, held_up, scheduled_by, version, created_at, updated_at, closed_at, closed_by_id, closed_by
            FROM change_requests WHERE enterprise_id = $1 AND number = $2";
    BY_ID = "SELECT id, enterprise_id, number, title, reason, ticket, state, author_id, author, handed, items, approvals, emergency, release_at, held_up, scheduled_by, version, created_at, updated_at, closed_at, closed_by_id, closed_by
            FROM change_requests WHERE id = $1";
    LIST = "SELECT id, enterprise_id, number, title, reason, ticket, state, author_id, author, handed, items, approvals, emergency, release_at, held_up, scheduled_by, version, created_at, updated_at, closed_at, closed_by_id, closed_by
            FROM change_requests WHERE enterprise_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3";
    LIST_OF_STATE = "SELECT id, enterprise_id, number, title, reason, ticket, state, author_id, author, handed, items, approvals, emergency, release_at, held_up, scheduled_by, version, created_at, updated_at, closed_at, closed_by_id, closed_by
            FROM change_requests WHERE enterprise_id = $1 AND state = $4 AND number < $2 ORDER BY number DESC LIMIT $3";
    LIST_OF_AUTHOR = "SELECT id, enterprise_id, number, title, reason, ticket, state, author_id, author, handed, items, approvals, emergency, release_at, held_up, scheduled_by, version, created_at, updated_at, closed_at, closed_by_id, closed_by
            FROM change_requests WHERE enterprise_id = $1 AND author_id = $4 AND number < $2 ORDER BY number DESC LIMIT $3";
    LIST_OF_OBJECT = "SELECT r.id, r.enterprise_id, r.number, r.title, r.reason, r.ticket, r.state, r.author_id, r.author, r.handed, r.items, r.approvals, r.emergency, r.release_at, r.held_up, r.scheduled_by, r.version, r.created_at, r.updated_at, r.closed_at, r.closed_by_id, r.closed_by
            FROM request_objects o JOIN change_requests r ON r.enterprise_id = o.enterprise_id AND r.number = o.number
            WHERE o.enterprise_id = $1 AND o.noun = $4 AND o.object_id = $5 AND o.number < $2 ORDER BY o.number DESC LIMIT $3";
    BETWEEN = "SELECT id, enterprise_id, number, title, reason, ticket, state, author_id, author, handed, items, approvals, emergency, release_at, held_up, scheduled_by, version, created_at, updated_at, closed_at, closed_by_id, closed_by
            FROM change_requests WHERE enterprise_id = $1 AND number >= $2 AND number <= $3 ORDER BY number";
    LOOKS = "SELECT id, enterprise_id, number, title, reason, ticket, state, author_id, author, handed, items, approvals, emergency, release_at, held_up, scheduled_by, version, created_at, updated_at, closed_at, closed_by_id, closed_by
            FROM change_requests WHERE enterprise_id = $1 AND look_by > 0 ORDER BY look_by LIMIT $2";
    DUE = "SELECT id, enterprise_id, number, title, reason, ticket, state, author_id, author, handed, items, approvals, emergency, release_at, held_up, scheduled_by, version, created_at, updated_at, closed_at, closed_by_id, closed_by
            FROM change_requests WHERE release_at > 0 AND release_at <= $1 ORDER BY release_at LIMIT $2";
    LAST = "SELECT number FROM change_requests WHERE enterprise_id = $1 ORDER BY number DESC LIMIT 1";
    INSERT_OBJECT = "INSERT INTO request_objects (enterprise_id, noun, object_id, number) VALUES ($1, $2, $3, $4)";
    OPEN_OBJECT = "INSERT INTO open_objects (request_id, enterprise_id, noun, object_id, number) VALUES ($1, $2, $3, $4, $5)";
    OPEN_OF = "SELECT number FROM open_objects WHERE enterprise_id = $1 AND noun = $2 AND object_id = $3";
    CLOSE_OBJECTS = "DELETE FROM open_objects WHERE request_id = $1";
    WATCH = "INSERT INTO request_watches (enterprise_id, noun, object_id, request_id) VALUES ($1, $2, $3, $4)
             ON CONFLICT (enterprise_id, noun, object_id, request_id) DO NOTHING";
    UNWATCH = "DELETE FROM request_watches WHERE request_id = $1";
    WATCHING = "SELECT request_id FROM request_watches WHERE enterprise_id = $1 AND noun = $2 AND object_id = $3";
    // Who edited an object since a release, its own or that of a window made of it: the same events tell it that people read.
    EDITORS = "SELECT DISTINCT actor_id FROM events WHERE log = $1 AND subject = $2 AND noun = $3 AND record = 'change' AND actor_kind = 'user' AND changes <> '[]' AND action NOT LIKE '%.published'
               AND seq > COALESCE((SELECT max(e.seq) FROM events e WHERE e.log = $1 AND e.subject = $4 AND e.action = $5), -1)";
}

#[derive(FromRow)]
struct Row {
    id: String,
    enterprise_id: String,
    number: i64,
    title: String,
    reason: String,
    ticket: String,
    state: String,
    author_id: String,
    author: String,
    handed: String,
    items: String,
    approvals: String,
    emergency: String,
    release_at: i64,
    held_up: String,
    scheduled_by: String,
    version: i64,
    created_at: i64,
    updated_at: i64,
    closed_at: i64,
    closed_by_id: String,
    closed_by: String,
}

impl TryFrom<Row> for ChangeRequest {
    type Error = Error;

    fn try_from(row: Row) -> Result<ChangeRequest> {
        let wrong = |column| inconsistent("change_requests", column, &row.id);
        let emergency = match row.emergency.as_str() {
            "" => None,
            json => Some(serde_json::from_str(json).map_err(|_| wrong("emergency"))?),
        };
        let held_up = match row.held_up.as_str() {
            "" => None,
            json => {
                let (zh, en): (String, String) =
                    serde_json::from_str(json).map_err(|_| wrong("held_up"))?;
                Some(Message::new(zh, en))
            }
        };
        let closed_by = By { id: row.closed_by_id, name: row.closed_by };
        Ok(ChangeRequest {
            id: RequestId::from_str(&row.id).map_err(|_| wrong("id"))?,
            enterprise: EnterpriseId::from_str(&row.enterprise_id)
                .map_err(|_| wrong("enterprise_id"))?,
            number: row.number,
            state: State::from_name(&row.state).ok_or_else(|| wrong("state"))?,
            handed: serde_json::from_str(&row.handed).map_err(|_| wrong("handed"))?,
            items: serde_json::from_str(&row.items).map_err(|_| wrong("items"))?,
            approvals: serde_json::from_str(&row.approvals).map_err(|_| wrong("approvals"))?,
            emergency,
            title: row.title,
            reason: row.reason,
            ticket: row.ticket,
            author: By { id: row.author_id, name: row.author },
            release_at: (row.release_at > 0).then_some(row.release_at),
            held_up,
            scheduled_by: row.scheduled_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            closed: (row.closed_at > 0).then_some((closed_by, row.closed_at)),
        })
    }
}

fn requests(rows: Vec<Row>) -> Result<Vec<ChangeRequest>> {
    rows.into_iter().map(ChangeRequest::try_from).collect()
}

/// An object that the content of a request depends on: noun and subject, as events name them.
pub type Watched = (String, String);

/// Keeps a new request. `Taken` when its number is, or when one of its objects is in another open one.
pub async fn insert(write: &mut Write<'_>, new: &ChangeRequest, watched: &[Watched]) -> Result<()> {
    let (closed_at, closed_by) = closing(new);
    sql!(
        execute write, INSERT,
        new.id.to_string(),
        new.enterprise.to_string(),
        new.number,
        new.title.clone(),
        new.reason.clone(),
        new.ticket.clone(),
        new.state.name(),
        new.author.id.clone(),
        new.author.name.clone(),
        json(&new.items)?,
        json(&new.approvals)?,
        emergency(new)?,
        look_by(new),
        new.release_at.unwrap_or(0),
        held_up(new)?,
        new.version,
        new.created_at,
        new.updated_at,
        closed_at,
        closed_by.id.clone(),
        closed_by.name.clone(),
        json(&new.handed)?,
        new.scheduled_by.clone(),
    )?;
    add(write, new, &new.items).await?;
    watch(write, new, watched).await
}

/// Notes objects that a request brings.
pub async fn add(write: &mut Write<'_>, new: &ChangeRequest, items: &[Item]) -> Result<()> {
    let (place, id) = (new.enterprise.to_string(), new.id.to_string());
    for item in items {
        let (noun, object) = (item.noun.clone(), item.id.clone());
        sql!(execute write, INSERT_OBJECT, place.clone(), noun.clone(), object.clone(), new.number)?;
        if new.state.is_open() {
            sql!(execute write, OPEN_OBJECT, id.clone(), place.clone(), noun, object, new.number)?;
        }
    }
    Ok(())
}

/// Notes what an open request depends on.
async fn watch(write: &mut Write<'_>, new: &ChangeRequest, watched: &[Watched]) -> Result<()> {
    if !new.state.is_open() {
        return Ok(());
    }
    let (place, id) = (new.enterprise.to_string(), new.id.to_string());
    for (noun, object) in watched {
        sql!(execute write, WATCH, place.clone(), noun.clone(), object.clone(), id.clone())?;
    }
    Ok(())
}

/// Depends on something else from now on: the draft refers to other objects.
pub async fn watch_anew(
    write: &mut Write<'_>,
    request: &ChangeRequest,
    watched: &[Watched],
) -> Result<()> {
    sql!(execute write, UNWATCH, request.id.to_string())?;
    watch(write, request, watched).await
}

/// Saves over the version before; a conflict when somebody else was faster. What is closed gives its
/// objects free.
pub async fn update(write: &mut Write<'_>, new: &ChangeRequest) -> Result<()> {
    let (closed_at, closed_by) = closing(new);
    let id = new.id.to_string();
    let touched = sql!(
        execute write, UPDATE,
        new.enterprise.to_string(),
        id.clone(),
        new.version - 1,
        new.state.name(),
        json(&new.items)?,
        json(&new.approvals)?,
        emergency(new)?,
        look_by(new),
        new.release_at.unwrap_or(0),
        held_up(new)?,
        new.version,
        new.updated_at,
        closed_at,
        closed_by.id.clone(),
        closed_by.name.clone(),
        new.author.id.clone(),
        new.author.name.clone(),
        json(&new.handed)?,
        new.scheduled_by.clone(),
    )?;
    if touched != 1 {
        return Err(Error::conflict());
    }
    if !new.state.is_open() {
        sql!(execute write, CLOSE_OBJECTS, id.clone())?;
        sql!(execute write, UNWATCH, id)?;
    }
    Ok(())
}

fn closing(request: &ChangeRequest) -> (Millis, By) {
    request.closed.clone().map_or_else(|| (0, By::default()), |(by, at)| (at, by))
}

fn look_by(request: &ChangeRequest) -> Millis {
    let waiting = request.emergency.as_ref().filter(|emergency| emergency.looked.is_none());
    waiting.map_or(0, |emergency| emergency.look_by)
}

fn held_up(request: &ChangeRequest) -> Result<String> {
    let why = request.held_up.as_ref().map(|why| (&why.zh, &why.en));
    why.map_or_else(|| Ok(String::new()), |why| json(&why))
}

fn emergency(request: &ChangeRequest) -> Result<String> {
    request.emergency.as_ref().map_or_else(|| Ok(String::new()), json)
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::broken)
}

/// The number for the next request; two that ask at the same time get the same one, and the unique
/// rule lets one of them through.
pub async fn next_number(source: &mut impl Source, enterprise: EnterpriseId) -> Result<i64> {
    let last = sql!(fetch_optional (i64,); source, LAST, enterprise.to_string())?;
    Ok(last.map_or(1, |(number,)| number + 1))
}

pub async fn find(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    number: i64,
) -> Result<Option<ChangeRequest>> {
    sql!(fetch_optional Row; source, FIND, enterprise.to_string(), number)?
        .map(ChangeRequest::try_from)
        .transpose()
}

/// The open request that an object is in.
pub async fn open_of(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    (noun, id): (&str, &str),
) -> Result<Option<i64>> {
    let (place, noun, id) = (enterprise.to_string(), noun.to_owned(), id.to_owned());
    Ok(sql!(fetch_optional (i64,); source, OPEN_OF, place, noun, id)?.map(|row| row.0))
}

/// Which requests are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    All,
    State(State),
    Author(String),
    Object(String, String),
}

/// One page, newest first, below a number (`None`: from the newest on).
pub async fn list(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    which: Which,
    before: Option<i64>,
) -> Result<Page<ChangeRequest>> {
    let (place, before, limit) = (enterprise.to_string(), before.unwrap_or(i64::MAX), PAGE + 1);
    let rows = match which {
        Which::All => sql!(fetch_all Row; source, LIST, place, before, limit),
        Which::State(state) => {
            sql!(fetch_all Row; source, LIST_OF_STATE, place, before, limit, state.name())
        }
        Which::Author(id) => sql!(fetch_all Row; source, LIST_OF_AUTHOR, place, before, limit, id),
        Which::Object(noun, id) => {
            sql!(fetch_all Row; source, LIST_OF_OBJECT, place, before, limit, noun, id)
        }
    }?;
    Ok(Page::cut(requests(rows)?, |request| request.number.to_string()))
}

/// The requests from one number to another, by number.
pub async fn between(
    source: &mut impl Source,
    enterprise: EnterpriseId,
    (first, last): (i64, i64),
) -> Result<BTreeMap<i64, ChangeRequest>> {
    let rows = sql!(fetch_all Row; source, BETWEEN, enterprise.to_string(), first, last)?;
    Ok(requests(rows)?.into_iter().map(|request| (request.number, request)).collect())
}

/// What was released in an emergency and nobody else has looked at yet, the most urgent first.
pub async fn looks(
    source: &mut impl Source,
    enterprise: EnterpriseId,
) -> Result<Vec<ChangeRequest>> {
    requests(sql!(fetch_all Row; source, LOOKS, enterprise.to_string(), PAGE)?)
}

/// Requests whose time has come.
pub async fn due(source: &mut impl Source, now: Millis) -> Result<Vec<ChangeRequest>> {
    requests(sql!(fetch_all Row; source, DUE, now, PAGE)?)
}

/// The people who edited an object since the last release of `released`, which is the object itself or
/// made of it; `published` is what such a release is called.
pub async fn editors(
    source: &mut impl Source,
    log: Log,
    (noun, subject): &Watched,
    (released, published): (&str, &'static str),
) -> Result<Vec<String>> {
    let log = super::history::log_name(log);
    let (noun, subject, released) = (noun.clone(), subject.clone(), released.to_owned());
    let rows = sql!(fetch_all (String,); source, EDITORS, log, subject, noun, released, published)?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// The act with what it does to approvals: whoever edits what an open request depends on voids them,
/// in the same transaction and under the same act. Nothing turns this off.
pub(super) async fn voiding(
    write: &mut Write<'_>,
    act: &Act,
    actor: &Actor,
    clock: &Clock,
) -> Result<Act> {
    let mut whole = act.clone();
    let mut seen: Vec<String> = Vec::new();
    let by = By { id: actor.id.clone(), name: actor.name.clone() };
    for change in act.changes().filter(|change| voids(change)) {
        let Log::Enterprise(place) = change.log else { continue };
        let (place, noun) = (place.to_string(), change.noun);
        let waiting =
            sql!(fetch_all (String,); &mut *write, WATCHING, place, noun, change.subject.clone())?;
        for (id,) in waiting {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id.clone());
            let row = sql!(fetch_optional Row; &mut *write, BY_ID, id)?;
            let Some(request) = row.map(ChangeRequest::try_from).transpose()? else { continue };
            if let Some((new, told)) = request.void(&by, clock.now()) {
                update(write, &new).await?;
                whole = whole.and(told);
            }
        }
    }
    Ok(whole)
}

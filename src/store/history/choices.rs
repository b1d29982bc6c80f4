//! What a log can be narrowed to: each actor, action, noun and field once, found by leaping from one
//! value to the next along an index, however many events there are.

use std::collections::BTreeMap;

use super::super::Source;
use super::super::sql::{sql, statements};
use super::log_name;
use crate::domain::Log;
use crate::error::Result;

/// Values of one kind that are offered.
const MOST: i64 = 300;

macro_rules! leaps {
    ($table:literal, $column:literal, $more:literal) => {
        concat!(
            "WITH RECURSIVE v(id) AS (
                 SELECT min(",
            $column,
            ") FROM ",
            $table,
            " WHERE log = $1
                 UNION ALL
                 SELECT (SELECT min(t.",
            $column,
            ") FROM ",
            $table,
            " t WHERE t.log = $1 AND t.",
            $column,
            " > v.id) FROM v WHERE v.id IS NOT NULL
             ) SELECT v.id",
            $more,
            " FROM v WHERE v.id IS NOT NULL LIMIT $2"
        )
    };
}

pub(super) use leaps;

statements! {
    ACTORS = leaps!("events", "actor_id", ", (SELECT e.actor_name FROM events e WHERE e.log = $1 AND e.actor_id = v.id ORDER BY e.seq DESC LIMIT 1),
                    (SELECT e.actor_kind FROM events e WHERE e.log = $1 AND e.actor_id = v.id ORDER BY e.seq DESC LIMIT 1)");
    ACTIONS = leaps!("events", "action", "");
    NOUNS = leaps!("events", "noun", "");
    FIELDS = leaps!("event_fields", "field", "");
    ACTOR = "SELECT actor_name, actor_kind FROM events WHERE log = $1 AND actor_id = $2 ORDER BY seq DESC LIMIT 1";
    DETAILS_OF_SUBJECT = "SELECT details FROM events WHERE log = $1 AND subject = $2 ORDER BY seq DESC LIMIT 5";
    BY_HANDLE = "SELECT id FROM cards WHERE handle = $2 AND place = $1 LIMIT 2";
    BY_NAME = "SELECT id FROM facets WHERE place = $1 AND noun IN ('window', 'key', 'account', 'plugin', 'leave_template', 'vip_field')
               AND facet = '' AND name = $2 LIMIT 2";
}

/// Somebody who did something in a log.
#[derive(Clone, Debug)]
pub struct Actor {
    pub id: String,
    pub name: String,
    pub kind: String,
}

/// What there is in a log.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    pub actors: Vec<Actor>,
    pub actions: Vec<String>,
    pub nouns: Vec<String>,
    pub fields: Vec<String>,
}

pub async fn of(source: &mut impl Source, log: Log) -> Result<Choices> {
    let log = log_name(log);
    let actors =
        sql!(fetch_all (String, String, String); source, ACTORS, log.clone(), MOST)?.into_iter();
    let mut values = Vec::new();
    for text in [ACTIONS, NOUNS, FIELDS] {
        let found = sql!(fetch_all (String,); source, text, log.clone(), MOST)?;
        values.push(found.into_iter().map(|(value,)| value).collect::<Vec<_>>());
    }
    let mut values = values.into_iter();
    let mut next = || values.next().unwrap_or_default();
    Ok(Choices {
        actors: actors.map(|(id, name, kind)| Actor { id, name, kind }).collect(),
        actions: next(),
        nouns: next(),
        fields: next(),
    })
}

/// Somebody who did something, as that person was called last.
pub async fn actor(source: &mut impl Source, log: Log, id: &str) -> Result<Option<Actor>> {
    let row = sql!(fetch_optional (String, String); source, ACTOR, log_name(log), id.to_owned())?;
    Ok(row.map(|(name, kind)| Actor { id: id.to_owned(), name, kind }))
}

/// What a subject was called last, and whether anything at all was recorded of it.
pub async fn subject(source: &mut impl Source, log: Log, id: &str) -> Result<Option<String>> {
    let rows = sql!(
        fetch_all (String,); source, DETAILS_OF_SUBJECT, log_name(log), id.to_owned(),
    )?;
    if rows.is_empty() {
        return Ok(None);
    }
    let named = rows.iter().find_map(|(details,)| {
        let details: BTreeMap<String, String> = serde_json::from_str(details).ok()?;
        details.get("name").cloned()
    });
    Ok(Some(named.unwrap_or_else(|| id.to_owned())))
}

/// The ids of what is called so: by its code, trash included, or else by its name. Two at most.
pub async fn called(source: &mut impl Source, place: &str, name: &str) -> Result<Vec<String>> {
    for text in [BY_HANDLE, BY_NAME] {
        let rows = sql!(
            fetch_all (String,); source, text, place.to_owned(), name.to_owned(),
        )?;
        if !rows.is_empty() {
            return Ok(rows.into_iter().map(|(id,)| id).collect());
        }
    }
    Ok(Vec::new())
}

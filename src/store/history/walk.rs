//! Walks through a log under any combination of conditions, from number to number. The walk follows
//! the index of one condition, the one that leads furthest, and looks at the events for the others; it
//! stops after so many events even when few of them fit, and says how far it came. So a page costs
//! the same wherever it lies in a log of any size.

use super::super::PAGE;
use super::super::Source;
use super::super::sql::{sql, statements};
use super::{Event, Row, log_name, notes};
use crate::clock::Millis;
use crate::domain::Log;
use crate::error::Result;

/// Events that one walk looks at.
pub const LOOK: i64 = 2_000;

/// What must hold of an event beside the condition whose index is followed. The values stand in the
/// same places in every statement: $1 log, $2 and $3 numbers, $4 events to look at, $5 rows, then the
/// conditions.
macro_rules! fits {
    () => {
        "($6 = '' OR e.subject = $6) AND ($7 = '' OR e.actor_id = $7) AND ($8 = '' OR e.actor_kind = $8)
         AND ($9 = '' OR e.record = $9) AND ($10 = '' OR e.action = $10) AND ($11 = '' OR e.noun = $11)
         AND ($12 = '' OR e.address = $12)
         AND ($13 = '' OR (SELECT 1 FROM event_fields f WHERE f.log = $1 AND f.field = $13 AND f.seq = e.seq) = 1)
         AND e.at >= $14 AND e.at < $15"
    };
}

macro_rules! columns {
    () => {
        "e.seq, e.at, e.actor_kind, e.actor_id, e.actor_name, e.actor_role, e.address, e.permission, e.record, e.action, e.noun, e.subject, e.act, e.reason, e.request_id, e.changes, e.details"
    };
}

/// The walk itself, and how far it comes.
macro_rules! walk {
    (events $of:literal, $way:literal) => {
        concat!(
            "SELECT ", columns!(), " FROM (SELECT * FROM events WHERE log = $1", $of, " AND seq >= $2 AND seq < $3 ORDER BY seq ", $way,
            " LIMIT $4) e WHERE ", fits!(), " ORDER BY e.seq ", $way, " LIMIT $5"
        )
    };
    // The numbers come from the index alone: SQLite would otherwise walk the whole log for what is rare in it.
    (by $of:literal, $way:literal) => {
        concat!(
            "SELECT ", columns!(), " FROM (SELECT seq FROM events WHERE log = $1", $of, " AND seq >= $2 AND seq < $3 ORDER BY seq ", $way,
            " LIMIT $4) d CROSS JOIN events e WHERE e.log = $1 AND e.seq = d.seq AND ", fits!(), " ORDER BY e.seq ", $way, " LIMIT $5"
        )
    };
    // The number of rows is written out, because PostgreSQL chooses the way to the events by it.
    (field $way:literal) => {
        concat!(
            "SELECT ", columns!(), " FROM (SELECT seq FROM event_fields WHERE log = $1 AND field = $13 AND seq >= $2 AND seq < $3 AND $4 > 0 ORDER BY seq ", $way,
            " LIMIT 2000) d CROSS JOIN events e WHERE e.log = $1 AND e.seq = d.seq AND ", fits!(), " ORDER BY e.seq ", $way, " LIMIT $5"
        )
    };
    (reach $table:literal, $of:literal, $end:literal, $way:literal) => {
        concat!(
            "SELECT count(*), coalesce(", $end, "(seq), 0) FROM (SELECT seq FROM ", $table, " WHERE log = $1", $of,
            " AND seq >= $2 AND seq < $3 ORDER BY seq ", $way, " LIMIT $4) d"
        )
    };
}

statements! {
    BACK_ALL = walk!(events "", "DESC");
    BACK_SUBJECT = walk!(by " AND subject = $6", "DESC");
    BACK_ACTOR = walk!(by " AND actor_id = $7", "DESC");
    BACK_KIND = walk!(by " AND actor_kind = $8", "DESC");
    BACK_RECORD = walk!(by " AND record = $9", "DESC");
    BACK_ACTION = walk!(by " AND action = $10", "DESC");
    BACK_NOUN = walk!(by " AND noun = $11", "DESC");
    BACK_ADDRESS = walk!(by " AND address = $12", "DESC");
    BACK_FIELD = walk!(field "DESC");
    ON_ALL = walk!(events "", "ASC");
    ON_SUBJECT = walk!(by " AND subject = $6", "ASC");
    ON_ACTOR = walk!(by " AND actor_id = $7", "ASC");
    ON_KIND = walk!(by " AND actor_kind = $8", "ASC");
    ON_RECORD = walk!(by " AND record = $9", "ASC");
    ON_ACTION = walk!(by " AND action = $10", "ASC");
    ON_NOUN = walk!(by " AND noun = $11", "ASC");
    ON_ADDRESS = walk!(by " AND address = $12", "ASC");
    ON_FIELD = walk!(field "ASC");
    REACH_BACK_ALL = walk!(reach "events", " AND $5 = ''", "min", "DESC");
    REACH_BACK_SUBJECT = walk!(reach "events", " AND subject = $5", "min", "DESC");
    REACH_BACK_ACTOR = walk!(reach "events", " AND actor_id = $5", "min", "DESC");
    REACH_BACK_KIND = walk!(reach "events", " AND actor_kind = $5", "min", "DESC");
    REACH_BACK_RECORD = walk!(reach "events", " AND record = $5", "min", "DESC");
    REACH_BACK_ACTION = walk!(reach "events", " AND action = $5", "min", "DESC");
    REACH_BACK_NOUN = walk!(reach "events", " AND noun = $5", "min", "DESC");
    REACH_BACK_ADDRESS = walk!(reach "events", " AND address = $5", "min", "DESC");
    REACH_BACK_FIELD = walk!(reach "event_fields", " AND field = $5", "min", "DESC");
    REACH_ON_ALL = walk!(reach "events", " AND $5 = ''", "max", "ASC");
    REACH_ON_SUBJECT = walk!(reach "events", " AND subject = $5", "max", "ASC");
    REACH_ON_ACTOR = walk!(reach "events", " AND actor_id = $5", "max", "ASC");
    REACH_ON_KIND = walk!(reach "events", " AND actor_kind = $5", "max", "ASC");
    REACH_ON_RECORD = walk!(reach "events", " AND record = $5", "max", "ASC");
    REACH_ON_ACTION = walk!(reach "events", " AND action = $5", "max", "ASC");
    REACH_ON_NOUN = walk!(reach "events", " AND noun = $5", "max", "ASC");
    REACH_ON_ADDRESS = walk!(reach "events", " AND address = $5", "max", "ASC");
    REACH_ON_FIELD = walk!(reach "event_fields", " AND field = $5", "max", "ASC");
    ONE = "SELECT seq, at, actor_kind, actor_id, actor_name, actor_role, address, permission, record, action, noun, subject, act, reason, request_id, changes, details
           FROM events WHERE log = $1 AND seq = $2";
    OF_ACT = "SELECT seq, at, actor_kind, actor_id, actor_name, actor_role, address, permission, record, action, noun, subject, act, reason, request_id, changes, details
              FROM events WHERE log = $1 AND act = $2 ORDER BY seq LIMIT $3";
}

/// The conditions; an empty one is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub subject: String,
    pub actor: String,
    /// `user`, `token`, `job`, `system` or `guest`.
    pub actor_kind: String,
    /// `change` or `access`.
    pub record: String,
    pub action: String,
    pub noun: String,
    pub address: String,
    /// A field that the event changed.
    pub field: String,
    /// From this moment on.
    pub since: Option<Millis>,
    /// Before this moment.
    pub before: Option<Millis>,
}

/// One index to follow: where its condition stands, with the walks along it.
struct Trail {
    value: fn(&Wanted) -> &str,
    /// The walk back and the walk on, each with the statement that says how far it comes.
    back: (&'static str, &'static str),
    on: (&'static str, &'static str),
}

/// The whole log, which needs no condition.
const ALL: Trail =
    Trail { value: |_| "", back: (BACK_ALL, REACH_BACK_ALL), on: (ON_ALL, REACH_ON_ALL) };

const TRAILS: [Trail; 8] = [
    Trail {
        value: |wanted| &wanted.subject,
        back: (BACK_SUBJECT, REACH_BACK_SUBJECT),
        on: (ON_SUBJECT, REACH_ON_SUBJECT),
    },
    Trail {
        value: |wanted| &wanted.field,
        back: (BACK_FIELD, REACH_BACK_FIELD),
        on: (ON_FIELD, REACH_ON_FIELD),
    },
    Trail {
        value: |wanted| &wanted.address,
        back: (BACK_ADDRESS, REACH_BACK_ADDRESS),
        on: (ON_ADDRESS, REACH_ON_ADDRESS),
    },
    Trail {
        value: |wanted| &wanted.actor,
        back: (BACK_ACTOR, REACH_BACK_ACTOR),
        on: (ON_ACTOR, REACH_ON_ACTOR),
    },
    Trail {
        value: |wanted| &wanted.action,
        back: (BACK_ACTION, REACH_BACK_ACTION),
        on: (ON_ACTION, REACH_ON_ACTION),
    },
    Trail {
        value: |wanted| &wanted.noun,
        back: (BACK_NOUN, REACH_BACK_NOUN),
        on: (ON_NOUN, REACH_ON_NOUN),
    },
    Trail {
        value: |wanted| &wanted.actor_kind,
        back: (BACK_KIND, REACH_BACK_KIND),
        on: (ON_KIND, REACH_ON_KIND),
    },
    Trail {
        value: |wanted| &wanted.record,
        back: (BACK_RECORD, REACH_BACK_RECORD),
        on: (ON_RECORD, REACH_ON_RECORD),
    },
];

/// One page of a walk back from the newest event.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub events: Vec<Event>,
    /// Where the next walk begins, when there may be more.
    pub older: Option<i64>,
    /// The walk ended before the page was full: number and time of the last event that it looked at.
    pub looked_to: Option<(i64, Millis)>,
}

/// One part of a walk from the oldest event on.
#[derive(Clone, Debug, Default)]
pub struct Part {
    pub events: Vec<Event>,
    /// Where the next part begins, when there may be more.
    pub next: Option<i64>,
}

/// The numbers to walk through, the second one not included, and how many events are looked at.
#[derive(Clone, Copy)]
struct Stretch {
    low: i64,
    high: i64,
    look: i64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Back,
    On,
}

/// The newest events that fit, older than `before` (`None`: from the newest on).
pub async fn back(
    source: &mut impl Source,
    log: Log,
    wanted: &Wanted,
    before: Option<i64>,
) -> Result<Found> {
    let log = log_name(log);
    let (low, high) = notes::numbers(source, &log, wanted.since, wanted.before).await?;
    let stretch = Stretch { low, high: high.min(before.unwrap_or(i64::MAX)), look: LOOK };
    let (trail, end) = choose(source, &log, wanted, stretch, Way::Back).await?;
    let look = if wanted.is_simple() { PAGE + 1 } else { LOOK };
    let stretch = Stretch { look, ..stretch };
    let mut events = along(source, &log, wanted, (trail.back.0, stretch), PAGE + 1).await?;
    if usize::try_from(PAGE).is_ok_and(|page| events.len() > page) {
        events.pop();
        let older = events.last().map(|event| event.seq);
        return Ok(Found { events, older, looked_to: None });
    }
    let Some(end) = end else { return Ok(Found { events, older: None, looked_to: None }) };
    let at = find(source, &log, end).await?.map_or(0, |event| event.at);
    Ok(Found { events, older: Some(end), looked_to: Some((end, at)) })
}

/// The oldest events that fit, from number `from` on and before `until`: a part of at most `rows`.
pub async fn on(
    source: &mut impl Source,
    log: Log,
    wanted: &Wanted,
    (from, until): (i64, i64),
    rows: i64,
) -> Result<Part> {
    let log = log_name(log);
    let (low, high) = notes::numbers(source, &log, wanted.since, wanted.before).await?;
    let stretch = Stretch { low: low.max(from), high: high.min(until), look: LOOK };
    let (trail, end) = choose(source, &log, wanted, stretch, Way::On).await?;
    let look = if wanted.is_simple() { rows + 1 } else { LOOK };
    let stretch = Stretch { look, ..stretch };
    let mut events = along(source, &log, wanted, (trail.on.0, stretch), rows + 1).await?;
    if usize::try_from(rows).is_ok_and(|rows| events.len() > rows) {
        let next = events.pop().map(|event| event.seq);
        return Ok(Part { events, next });
    }
    Ok(Part { events, next: end.map(|end| end.saturating_add(1)) })
}

/// The index whose walk comes furthest, and where that walk ends; `None` where it sees everything.
async fn choose(
    source: &mut impl Source,
    log: &str,
    wanted: &Wanted,
    stretch: Stretch,
    way: Way,
) -> Result<(&'static Trail, Option<i64>)> {
    let mut best: Option<(&'static Trail, i64, i64)> = None;
    let given = TRAILS.iter().filter(|trail| !(trail.value)(wanted).is_empty());
    let alone = wanted.is_simple();
    for trail in given.chain(wanted.is_free().then_some(&ALL)) {
        if alone {
            // Nothing else is asked, so that the first rows are the page.
            return Ok((trail, None));
        }
        let text = if way == Way::Back { trail.back.1 } else { trail.on.1 };
        let (count, end) = sql!(
            fetch_one (i64, i64); source, text,
            log.to_owned(), stretch.low, stretch.high, stretch.look, (trail.value)(wanted).to_owned(),
        )?;
        let better = best.is_none_or(|(_, known, reached)| {
            let further = if way == Way::Back { end < reached } else { end > reached };
            count < known || (count == known && further)
        });
        if better {
            best = Some((trail, count, end));
        }
    }
    let (trail, count, end) = best.unwrap_or((&ALL, 0, 0));
    Ok((trail, (count >= stretch.look).then_some(end)))
}

async fn along(
    source: &mut impl Source,
    log: &str,
    wanted: &Wanted,
    (text, stretch): (&'static str, Stretch),
    rows: i64,
) -> Result<Vec<Event>> {
    let rows = sql!(
        fetch_all Row; source, text,
        log.to_owned(), stretch.low, stretch.high, stretch.look, rows,
        wanted.subject.clone(), wanted.actor.clone(), wanted.actor_kind.clone(),
        wanted.record.clone(), wanted.action.clone(), wanted.noun.clone(),
        wanted.address.clone(), wanted.field.clone(),
        wanted.since.unwrap_or(i64::MIN), wanted.before.unwrap_or(i64::MAX),
    )?;
    rows.into_iter().map(Event::try_from).collect()
}

/// One event by its number.
pub async fn one(source: &mut impl Source, log: Log, seq: i64) -> Result<Option<Event>> {
    find(source, &log_name(log), seq).await
}

async fn find(source: &mut impl Source, log: &str, seq: i64) -> Result<Option<Event>> {
    let row = sql!(fetch_optional Row; source, ONE, log.to_owned(), seq)?;
    row.map(Event::try_from).transpose()
}

/// The events of one act in this log, the first ones.
pub async fn of_act(
    source: &mut impl Source,
    log: Log,
    act: &str,
    count: i64,
) -> Result<Vec<Event>> {
    let rows = sql!(fetch_all Row; source, OF_ACT, log_name(log), act.to_owned(), count)?;
    rows.into_iter().map(Event::try_from).collect()
}

impl Wanted {
    /// No condition but time.
    fn is_free(&self) -> bool {
        TRAILS.iter().all(|trail| (trail.value)(self).is_empty())
    }

    /// No condition, or one that an index serves alone.
    fn is_simple(&self) -> bool {
        let given = TRAILS.iter().filter(|trail| !(trail.value)(self).is_empty()).count();
        given <= 1 && self.since.is_none() && self.before.is_none()
    }

    /// Whether every event is wanted.
    pub fn is_everything(&self) -> bool {
        *self == Wanted::default()
    }
}

//! How long events are kept, who wants less, and what was removed. Before the first events of a log go,
//! what every object was like after them is kept as its base, so that later moments can still be told.

use std::str::FromStr;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::history::{self, log_name};
use super::past::{self, Found};
use super::sql::{sql, statements};
use super::{PAGE, Page, Source, Write};
use crate::clock::Millis;
use crate::domain::past::Past;
use crate::domain::retention::{Block, Proposal, Retention, State, Wish};
use crate::domain::{EnterpriseId, Log};
use crate::error::{Error, Result};

statements! {
    FIND = "SELECT log, days, hold, held_by, held_at, version, created_at, updated_at FROM retentions WHERE log = $1";
    RULES = "SELECT log, days, hold, held_by, held_at, version, created_at, updated_at FROM retentions WHERE log > $1 AND days > 0 ORDER BY log LIMIT $2";
    INSERT = "INSERT INTO retentions (log, days, hold, held_by, held_at, version, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    UPDATE = "UPDATE retentions SET days = $2, hold = $3, held_by = $4, held_at = $5, version = $6, updated_at = $7 WHERE log = $1 AND version = $8";
    PROPOSE = "INSERT INTO retention_proposals (id, log, wish, days, reason, proposer, proposer_name, made_at, state, decider_name, decided_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    DECIDE = "UPDATE retention_proposals SET state = $2, decider_name = $3, decided_at = $4 WHERE id = $1 AND state = 'open'";
    PROPOSAL = "SELECT id, wish, days, reason, proposer, proposer_name, made_at, state, decider_name, decided_at FROM retention_proposals WHERE log = $1 AND id = $2";
    PROPOSALS = "SELECT id, wish, days, reason, proposer, proposer_name, made_at, state, decider_name, decided_at FROM retention_proposals WHERE log = $1 ORDER BY id DESC LIMIT $2";
    // The walk begins at the front, past what may go; an index on the time would not.
    NEWER = "SELECT seq FROM events WHERE log = $1 AND at + 0 > $2 ORDER BY seq LIMIT 1";
    BASE = "INSERT INTO bases (log, noun, subject, seq, state) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (log, noun, subject) DO UPDATE SET seq = $4, state = $5";
    BASES = "SELECT state FROM bases WHERE log = $1";
    NO_BASE = "DELETE FROM bases WHERE log = $1 AND noun = $2 AND subject = $3";
    DELETE = "DELETE FROM events WHERE log = $1 AND seq <= $2";
    PURGED = "INSERT INTO purges (log, first, last, root, until, made_at) VALUES ($1, $2, $3, $4, $5, $6)";
    PURGES = "SELECT first, last, root, until, made_at FROM purges WHERE log = $1 AND first < $2 ORDER BY first DESC LIMIT $3";
}

/// Events that one block has at most: the others wait for the next one, so that nobody waits long.
pub const BLOCK: i64 = 20_000;

#[derive(FromRow)]
struct Row {
    log: String,
    days: i64,
    hold: String,
    held_by: String,
    held_at: i64,
    version: i64,
    created_at: i64,
    updated_at: i64,
}

impl TryFrom<Row> for Retention {
    type Error = Error;

    fn try_from(row: Row) -> Result<Retention> {
        let Row { log, days, hold, held_by, held_at, version, created_at, updated_at } = row;
        let log = log_of(&log)?;
        Ok(Retention { log, days, hold, held_by, held_at, version, created_at, updated_at })
    }
}

fn log_of(name: &str) -> Result<Log> {
    if name == log_name(Log::Installation) {
        return Ok(Log::Installation);
    }
    let id = EnterpriseId::from_str(name).map_err(|_| inconsistent("retentions", "log", name))?;
    Ok(Log::Enterprise(id))
}

#[derive(FromRow)]
struct ProposalRow {
    id: String,
    wish: String,
    days: i64,
    reason: String,
    proposer: String,
    proposer_name: String,
    made_at: i64,
    state: String,
    decider_name: String,
    decided_at: i64,
}

fn proposal(log: Log, row: ProposalRow) -> Result<Proposal> {
    let wish = if row.wish == LIFT { Wish::Lift } else { Wish::Keep(row.days) };
    let wrong = || inconsistent("retention_proposals", "state", &row.id);
    let state = State::from_name(&row.state).ok_or_else(wrong)?;
    Ok(Proposal {
        id: row.id,
        log,
        wish,
        reason: row.reason,
        proposer: row.proposer,
        proposer_name: row.proposer_name,
        made_at: row.made_at,
        state,
        decider_name: row.decider_name,
        decided_at: row.decided_at,
    })
}

const LIFT: &str = "lift";
const KEEP: &str = "keep";

/// The rule of a log, be it none.
pub async fn find(source: &mut impl Source, log: Log) -> Result<Retention> {
    match sql!(fetch_optional Row; source, FIND, log_name(log))? {
        Some(row) => row.try_into(),
        None => Ok(Retention::none(log)),
    }
}

/// Logs that do not keep everything, a page after a name.
pub async fn rules(source: &mut impl Source, after: &str) -> Result<Page<Retention>> {
    let rows = sql!(fetch_all Row; source, RULES, after.to_owned(), PAGE + 1)?;
    let rules = rows.into_iter().map(Retention::try_from).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(rules, |rule| log_name(rule.log)))
}

/// Saves over the version that was seen; `Conflict` when somebody was faster.
pub async fn save(write: &mut Write<'_>, new: &Retention, seen: i64) -> Result<()> {
    let Retention { days, hold, held_by, held_at, version, created_at, updated_at, .. } =
        new.clone();
    let log = log_name(new.log);
    let touched = if seen == 0 {
        sql!(execute write, INSERT, log, days, hold, held_by, held_at, version, created_at, updated_at)?
    } else {
        sql!(execute write, UPDATE, log, days, hold, held_by, held_at, version, updated_at, seen)?
    };
    if touched == 1 { Ok(()) } else { Err(Error::conflict()) }
}

pub async fn propose(write: &mut Write<'_>, new: &Proposal) -> Result<()> {
    let (wish, days) = match new.wish {
        Wish::Keep(days) => (KEEP, days),
        Wish::Lift => (LIFT, 0),
    };
    sql!(
        execute write, PROPOSE, new.id.clone(), log_name(new.log), wish, days, new.reason.clone(),
        new.proposer.clone(), new.proposer_name.clone(), new.made_at, new.state.name(),
        new.decider_name.clone(), new.decided_at,
    )?;
    Ok(())
}

/// Notes the decision; `Conflict` when there is one already.
pub async fn decide(write: &mut Write<'_>, new: &Proposal) -> Result<()> {
    let (id, name) = (new.id.clone(), new.decider_name.clone());
    let touched = sql!(execute write, DECIDE, id, new.state.name(), name, new.decided_at)?;
    if touched == 1 { Ok(()) } else { Err(Error::conflict()) }
}

pub async fn find_proposal(
    source: &mut impl Source,
    log: Log,
    id: &str,
) -> Result<Option<Proposal>> {
    let row = sql!(fetch_optional ProposalRow; source, PROPOSAL, log_name(log), id.to_owned())?;
    row.map(|row| proposal(log, row)).transpose()
}

/// The newest wishes, whatever became of them.
pub async fn proposals(source: &mut impl Source, log: Log) -> Result<Vec<Proposal>> {
    let rows = sql!(fetch_all ProposalRow; source, PROPOSALS, log_name(log), PAGE)?;
    rows.into_iter().map(|row| proposal(log, row)).collect()
}

/// The block that may go now: from the front of the log up to the first event that is young enough.
pub async fn due(source: &mut impl Source, rule: &Retention, now: Millis) -> Result<Option<Block>> {
    let Some(cutoff) = rule.cutoff(now) else { return Ok(None) };
    let Some(first) = past::first(source, rule.log).await? else { return Ok(None) };
    let newer = sql!(fetch_optional (i64,); source, NEWER, log_name(rule.log), cutoff)?;
    let Some(newest) = past::last(source, rule.log).await? else { return Ok(None) };
    let last = newer.map_or(newest.seq, |(seq,)| seq - 1);
    if last < first.seq {
        return Ok(None);
    }
    let until = past::at(source, rule.log, last).await?.map_or(cutoff, |point| point.at);
    Ok(Some(Block { log: rule.log, first: first.seq, last, until, root: String::new() }))
}

/// Removes a block. What the objects were like after it is kept before anything goes.
pub async fn purge(write: &mut Write<'_>, block: &Block, now: Millis) -> Result<()> {
    let log = log_name(block.log);
    let mut found = Found::default();
    found.begin(sql!(fetch_all (String,); write, BASES, log.clone())?)?;
    let mut after = block.first - 1;
    loop {
        let deeds = past::between(write, block.log, after, block.last).await?;
        let Some(last) = deeds.last() else { break };
        after = last.seq;
        for deed in &deeds {
            found.take(deed);
        }
    }
    for ((noun, subject), past) in found.0 {
        keep(write, block, (noun, subject), &past).await?;
    }
    sql!(execute write, DELETE, log.clone(), block.last)?;
    history::forget(write, &log, block.last).await?;
    let root = block.root.clone();
    sql!(execute write, PURGED, log, block.first, block.last, root, block.until, now)?;
    Ok(())
}

/// The base of one object; what is gone needs none.
async fn keep(
    write: &mut Write<'_>,
    block: &Block,
    (noun, subject): (String, String),
    past: &Past,
) -> Result<()> {
    let log = log_name(block.log);
    if past.gone {
        sql!(execute write, NO_BASE, log, noun, subject)?;
        return Ok(());
    }
    if past.changed.seq < block.first
        && past.released.as_ref().is_none_or(|one| one.seq < block.first)
    {
        return Ok(());
    }
    let state = serde_json::to_string(past).map_err(Error::broken)?;
    sql!(execute write, BASE, log, noun, subject, block.last, state)?;
    Ok(())
}

/// A block that is gone, and when it went.
#[derive(Clone, Debug)]
pub struct Purged {
    pub block: Block,
    pub made_at: Millis,
}

#[derive(FromRow)]
struct PurgedRow {
    first: i64,
    last: i64,
    root: String,
    until: i64,
    made_at: i64,
}

/// A page of what was removed, the newest first.
pub async fn purges(
    source: &mut impl Source,
    log: Log,
    before: Option<i64>,
) -> Result<Page<Purged>> {
    let (name, before) = (log_name(log), before.unwrap_or(i64::MAX));
    let rows = sql!(fetch_all PurgedRow; source, PURGES, name, before, PAGE + 1)?;
    let page = Page::cut(rows, |row| row.first.to_string());
    let read = |PurgedRow { first, last, root, until, made_at }| Purged {
        block: Block { log, first, last, until, root },
        made_at,
    };
    Ok(Page { items: page.items.into_iter().map(read).collect(), next: page.next })
}

//! What the doctor found of each object, and what has to be looked at again. Like cards, all of it
//! repeats what the objects say: it is written without an act, and can be made anew at any time.
//!
//! Whoever saves an object notes in the same transaction what its change may concern: itself, what it
//! refers to, what refers to it, and whoever holds the same identifiers. Notes are only added, so that
//! two savers never wait for each other; [`keep`] takes away those that it has seen.

use std::collections::BTreeMap;

use sqlx::FromRow;

use super::fault::store_error;
use super::recognised::Eyes;
use super::sql::{sql, statements};
use super::{Db, PAGE, Source, Tx, Write};
use crate::clock::Millis;
use crate::domain::finding::{Finding, Grade, Kind};
use crate::domain::{Account, Card, Enterprise, Plugin, Registered, VipField, Window};
use crate::error::{Error, Result};
use crate::rights::{Grants, Origin, Place, PurgeTrash};
use crate::text::Message;

statements! {
    NOTE = "INSERT INTO unchecked (place, noun, id, by_id, by_version) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    NOTE_REFERRED = "INSERT INTO unchecked (place, noun, id, by_id, by_version)
            SELECT u.place, u.of_noun, u.of_id, $1, $2 FROM uses u
            WHERE u.noun = $3 AND u.id = $4 AND u.of_noun IN ('account', 'key', 'plugin', 'leave_template') ON CONFLICT DO NOTHING";
    NOTE_USERS = "INSERT INTO unchecked (place, noun, id, by_id, by_version)
            SELECT u.place, u.noun, u.id, $1, $2 FROM uses u WHERE u.of_noun = $3 AND u.of_id = $4 ON CONFLICT DO NOTHING";
    NOTE_ALL = "INSERT INTO unchecked (place, noun, id, by_id, by_version)
            SELECT f.place, f.noun, f.id, $1, $2 FROM facets f WHERE f.place = $3 AND f.noun = $4 AND f.facet = '' ON CONFLICT DO NOTHING";
    NOTE_SAME = "INSERT INTO unchecked (place, noun, id, by_id, by_version)
            SELECT o.place, o.noun, o.id, $1, $2 FROM identifiers i CROSS JOIN identifiers o
            WHERE i.noun = $3 AND i.id = $4 AND o.value = i.value AND o.name = i.name AND o.place = i.place AND o.noun = i.noun ON CONFLICT DO NOTHING";
    // What an earlier version examined, and what nobody did yet.
    NOTE_RULES = "INSERT INTO unchecked (place, noun, id, by_id, by_version)
            SELECT place, noun, id, 'rules', 0 FROM checkups WHERE rules <> $1 ON CONFLICT DO NOTHING";
    NOTE_MISSING = "INSERT INTO unchecked (place, noun, id, by_id, by_version)
            SELECT CASE c.noun WHEN 'enterprise' THEN c.id ELSE c.place END, c.noun, c.id, 'rules', 0 FROM cards c
            WHERE c.trashed_at = 0 AND NOT EXISTS (SELECT 1 FROM checkups k WHERE k.noun = c.noun AND k.id = c.id) ON CONFLICT DO NOTHING";
    FORGET = "DELETE FROM checkups WHERE noun = $1 AND id = $2";
    FORGET_FINDINGS = "DELETE FROM findings WHERE noun = $1 AND id = $2";
    NOTES = "SELECT noun, id, by_id, by_version FROM unchecked WHERE place = $1 ORDER BY noun, id LIMIT $2";
    DUE = "SELECT noun, id, '' AS by_id, 0 AS by_version FROM checkups WHERE place = $1 AND due_at <= $2 LIMIT $3";
    PLACES = "SELECT DISTINCT place FROM unchecked UNION SELECT place FROM checkups WHERE due_at <= $1 LIMIT $2";
    UNNOTE = "DELETE FROM unchecked WHERE noun = $1 AND id = $2 AND by_id = $3 AND by_version = $4";
    KEEP = "INSERT INTO checkups (place, noun, id, rules, checked_at, due_at) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (noun, id) DO UPDATE SET rules = excluded.rules, checked_at = excluded.checked_at, due_at = excluded.due_at";
    KEEP_FINDING = "INSERT INTO findings (place, noun, id, number, rank, kind, parameter, said_zh, said_en)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    EXAMINED = "SELECT noun, COUNT(*) AS objects, MIN(checked_at) AS oldest, MAX(checked_at) AS newest
            FROM checkups WHERE place = $1 GROUP BY noun ORDER BY noun";
    LEFT = "SELECT COUNT(*) FROM (SELECT DISTINCT noun, id FROM unchecked WHERE place = $1) u";
    TALLY = "SELECT kind, rank, COUNT(*) AS findings FROM findings WHERE place = $1 GROUP BY kind, rank ORDER BY rank";
    PAGE_OF_ALL = "SELECT f.noun, f.id, f.number, f.rank, f.kind, f.parameter, f.said_zh, f.said_en, c.handle, c.name, c.owner
            FROM findings f CROSS JOIN cards c
            WHERE f.place = $1 AND f.rank >= $2 AND f.rank < $3 AND (f.rank, f.id, f.number) > ($4, $5, $6) AND c.noun = f.noun AND c.id = f.id
            ORDER BY f.rank, f.id, f.number LIMIT $7";
    PAGE_OF_KIND = "SELECT f.noun, f.id, f.number, f.rank, f.kind, f.parameter, f.said_zh, f.said_en, c.handle, c.name, c.owner
            FROM findings f CROSS JOIN cards c
            WHERE f.place = $1 AND f.rank >= $2 AND f.rank < $3 AND (f.rank, f.id, f.number) > ($4, $5, $6) AND f.kind = $8 AND c.noun = f.noun AND c.id = f.id
            ORDER BY f.rank, f.id, f.number LIMIT $7";
    WORST = "SELECT f.place, e.slug, e.name, f.kind, f.rank, f.noun, f.id FROM findings f CROSS JOIN enterprises e
            WHERE f.rank <= $1 AND e.id = f.place AND e.trashed_at = 0 ORDER BY f.rank LIMIT $2";
    WORST_SEEN = "SELECT f.place, e.slug, e.name, f.kind, f.rank, f.noun, f.id FROM grants g CROSS JOIN enterprises e CROSS JOIN findings f
            WHERE g.person_id = $3 AND e.id = g.enterprise_id AND e.trashed_at = 0 AND f.place = e.id AND f.rank <= $1 ORDER BY f.rank LIMIT $2";
    KINDS = "SELECT channel, target, environment, COUNT(*) AS windows FROM windows
            WHERE enterprise_id = $1 AND trashed_at = 0 GROUP BY channel, target, environment";
    CARD_NAME = "SELECT name, handle FROM cards WHERE noun = $1 AND id = $2";
}

/// Somebody's note that an object has to be looked at again.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Note {
    pub noun: String,
    pub id: String,
    by_id: String,
    by_version: i64,
}

/// How an object was found; `found` is `None` for one that is gone or lies in the trash.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub noun: String,
    pub id: String,
    pub notes: Vec<Note>,
    pub found: Option<Vec<Finding>>,
    /// When the same object would be found otherwise, though nobody touched it.
    pub due_at: Millis,
}

/// Before the old card of an object goes: what it referred to, and who had the same identifiers.
pub(super) async fn before(write: &mut Write<'_>, object: &impl Registered) -> Result<()> {
    let card = object.card();
    let (by, version) = (card.id.clone(), object.version());
    sql!(execute write, NOTE_REFERRED, by.clone(), version, card.noun, card.id.clone())?;
    if SINGLE.contains(&card.noun) {
        sql!(execute write, NOTE_SAME, by, version, card.noun, card.id)?;
    }
    Ok(())
}

/// Nouns whose identifiers nobody else should hold.
const SINGLE: &[&str] = &[Account::NOUN, Plugin::NOUN];

/// After the new card was written: the object, and whatever its change concerns.
pub(super) async fn after(write: &mut Write<'_>, object: &impl Registered) -> Result<()> {
    let card = object.card();
    let place = object.enterprise().to_string();
    let (by, version) = (card.id.clone(), object.version());
    note(write, (&place, card.noun, &card.id), (&by, version)).await?;
    before(write, object).await?;
    users(write, &card, (&by, version)).await?;
    if card.noun == Window::NOUN {
        note(write, (&place, Enterprise::NOUN, &place), (&by, version)).await?;
        let names = card.refers.iter().any(|(noun, _)| !KNOWN.contains(noun));
        // Fields are named by words and not by ids; there are few of them.
        if names || object.trashed_at().is_some() {
            sql!(execute write, NOTE_ALL, by.clone(), version, place.clone(), VipField::NOUN)?;
        }
    }
    Ok(())
}

const KNOWN: &[&str] = &["account", "key", "plugin", "leave_template"];

/// Whatever refers to an object by its id or by one of its names.
async fn users(write: &mut Write<'_>, card: &Card, (by, version): (&str, i64)) -> Result<()> {
    let own = std::iter::once((card.noun, card.id.clone()));
    for (noun, id) in own.chain(card.names.iter().cloned()) {
        sql!(execute write, NOTE_USERS, by.to_owned(), version, noun, id)?;
    }
    Ok(())
}

async fn note(
    write: &mut Write<'_>,
    (place, noun, id): (&str, &str, &str),
    (by, version): (&str, i64),
) -> Result<()> {
    let (place, noun, id) = (place.to_owned(), noun.to_owned(), id.to_owned());
    sql!(execute write, NOTE, place, noun, id, by.to_owned(), version)?;
    Ok(())
}

/// Something beside the object itself has changed, such as its release: `by` and its number tell one
/// change from another.
pub async fn concern(
    write: &mut Write<'_>,
    (place, noun, id): (&str, &str, &str),
    by: (&str, i64),
) -> Result<()> {
    note(write, (place, noun, id), by).await
}

/// The same for an object and everything that refers to it.
pub async fn concern_users(
    write: &mut Write<'_>,
    object: &impl Registered,
    by: (&str, i64),
) -> Result<()> {
    let (card, place) = (object.card(), object.enterprise().to_string());
    note(write, (&place, card.noun, &card.id), by).await?;
    users(write, &card, by).await
}

/// The same for every object of a noun in an enterprise: what they all inherit has changed.
pub async fn concern_all(
    write: &mut Write<'_>,
    (place, noun): (&str, &str),
    (by, version): (&str, i64),
) -> Result<()> {
    let (place, noun) = (place.to_owned(), noun.to_owned());
    sql!(execute write, NOTE_ALL, by.to_owned(), version, place, noun)?;
    Ok(())
}

/// Takes away what was found of an object that is gone or lies in the trash.
pub(super) async fn forget(write: &mut Write<'_>, noun: &str, id: &str) -> Result<()> {
    for text in [FORGET, FORGET_FINDINGS] {
        sql!(execute write, text, noun.to_owned(), id.to_owned())?;
    }
    Ok(())
}

/// What has to be looked at in an enterprise: at most so many notes.
pub async fn waiting(
    source: &mut impl Source,
    place: &str,
    now: Millis,
    most: i64,
) -> Result<Vec<Note>> {
    let mut notes = sql!(fetch_all Note; source, NOTES, place.to_owned(), most)?;
    let due = sql!(fetch_all Note; source, DUE, place.to_owned(), now, most)?;
    notes.extend(due);
    Ok(notes)
}

/// Some enterprises in which something has to be looked at.
pub async fn places(source: &mut impl Source, now: Millis) -> Result<Vec<String>> {
    let rows = sql!(fetch_all (String,); source, PLACES, now, PAGE)?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

impl Db {
    /// Notes everything that was never examined, or by other rules than these.
    pub async fn doubt_other_rules(&self, rules: &str) -> Result<u64> {
        let mut direct = self.direct().await?;
        let changed = sql!(execute &mut direct, NOTE_RULES, rules.to_owned())?;
        Ok(changed + sql!(execute &mut direct, NOTE_MISSING)?)
    }

    /// Keeps what was found, and takes away the notes that led to it.
    pub async fn keep_outcomes(
        &self,
        place: &str,
        rules: &str,
        outcomes: &[Outcome],
    ) -> Result<()> {
        let grants = Grants::system("doctor", Origin::default());
        let permit = grants
            .permit::<PurgeTrash>(Place::Installation)
            .map_err(|_| Error::broken("the system may do everything"))?;
        let mut write = Write { tx: self.begin().await?, actor: permit.actor(), permission: "" };
        let now = self.clock().now();
        for outcome in outcomes {
            keep(&mut write, (place, rules, now), outcome).await?;
        }
        match write.tx {
            Tx::Sqlite(tx) => tx.commit().await.map_err(store_error),
            Tx::Postgres(tx) => tx.commit().await.map_err(store_error),
        }
    }
}

async fn keep(
    write: &mut Write<'_>,
    (place, rules, now): (&str, &str, Millis),
    outcome: &Outcome,
) -> Result<()> {
    let Outcome { noun, id, notes, found, due_at } = outcome;
    forget(write, noun, id).await?;
    for note in notes.iter().filter(|note| !note.by_id.is_empty()) {
        let (noun, id) = (noun.clone(), id.clone());
        sql!(execute write, UNNOTE, noun, id, note.by_id.clone(), note.by_version)?;
    }
    let Some(found) = found else { return Ok(()) };
    let (place, noun, id) = (place.to_owned(), noun.clone(), id.clone());
    sql!(execute write, KEEP, place.clone(), noun.clone(), id.clone(), rules.to_owned(), now, *due_at)?;
    for (number, one) in (0_i64..).zip(found) {
        sql!(
            execute write, KEEP_FINDING,
            place.clone(), noun.clone(), id.clone(), number, one.rank(), one.kind.name(),
            one.parameter.clone(), one.said.zh.clone(), one.said.en.clone(),
        )?;
    }
    Ok(())
}

/// How many objects of a noun were examined, and when.
#[derive(Clone, Debug, FromRow)]
pub struct Examined {
    pub noun: String,
    pub objects: i64,
    pub oldest: Millis,
    pub newest: Millis,
}

pub async fn examined(source: &mut impl Source, place: &str) -> Result<Vec<Examined>> {
    sql!(fetch_all Examined; source, EXAMINED, place.to_owned())
}

/// How many objects still wait.
pub async fn left(source: &mut impl Source, place: &str) -> Result<i64> {
    Ok(sql!(fetch_one (i64,); source, LEFT, place.to_owned())?.0)
}

/// How many findings there are of one kind and grade.
#[derive(Clone, Debug)]
pub struct Tally {
    pub kind: Kind,
    pub grade: Grade,
    pub findings: i64,
}

pub async fn tally(source: &mut impl Source, place: &str) -> Result<Vec<Tally>> {
    let rows = sql!(fetch_all (String, i64, i64); source, TALLY, place.to_owned())?;
    let tally = |(kind, rank, findings): (String, i64, i64)| {
        Some(Tally { kind: Kind::from_name(&kind)?, grade: Grade::of_rank(rank), findings })
    };
    Ok(rows.into_iter().filter_map(tally).collect())
}

/// A finding with the object that it is about.
#[derive(Clone, Debug)]
pub struct Found {
    pub noun: String,
    pub id: String,
    pub handle: String,
    pub name: String,
    pub owner: String,
    pub finding: Finding,
    at: Mark,
}

/// Where a page ends: rank, object, number.
pub type Mark = (i64, String, i64);

#[derive(FromRow)]
struct Row {
    noun: String,
    id: String,
    number: i64,
    rank: i64,
    kind: String,
    parameter: String,
    said_zh: String,
    said_en: String,
    handle: String,
    name: String,
    owner: String,
}

impl Row {
    fn found(self) -> Option<Found> {
        let finding = Finding {
            kind: Kind::from_name(&self.kind)?,
            grade: Grade::of_rank(self.rank),
            parameter: self.parameter,
            said: Message::new(self.said_zh, self.said_en),
        };
        let at = (self.rank, self.id.clone(), self.number);
        let Row { noun, id, handle, name, owner, .. } = self;
        Some(Found { noun, id, handle, name, owner, finding, at })
    }
}

/// One page of what was found in an enterprise, the worst first, and where the next one goes on.
pub async fn page(
    source: &mut impl Source,
    place: &str,
    (grade, kind): (Option<Grade>, Option<Kind>),
    after: Option<Mark>,
) -> Result<(Vec<Found>, Option<Mark>)> {
    let (from, to) = grade.map_or((0, i64::MAX), Grade::ranks);
    let (rank, id, number) = after.unwrap_or((-1, String::new(), -1));
    let (place, most) = (place.to_owned(), PAGE + 1);
    let mut rows = match kind {
        None => sql!(fetch_all Row; source, PAGE_OF_ALL, place, from, to, rank, id, number, most)?,
        Some(kind) => sql!(
            fetch_all Row; source, PAGE_OF_KIND, place, from, to, rank, id, number, most, kind.name(),
        )?,
    };
    let more = usize::try_from(PAGE).is_ok_and(|page| rows.len() > page);
    if more {
        rows.pop();
    }
    let found: Vec<Found> = rows.into_iter().filter_map(Row::found).collect();
    let next = found.last().filter(|_| more).map(|last| last.at.clone());
    Ok((found, next))
}

/// Findings of one kind in one enterprise, for the overview.
#[derive(Clone, Debug)]
pub struct Worst {
    pub slug: String,
    pub enterprise: String,
    pub kind: Kind,
    pub grade: Grade,
    pub findings: usize,
    /// The object, where there is only one: its noun, its name and its address's last part.
    pub only: Option<(String, String, String)>,
}

/// Findings that are looked at for one overview.
pub const LOOKED_AT: i64 = 500;

#[derive(Clone, FromRow)]
struct WorstRow {
    place: String,
    slug: String,
    name: String,
    kind: String,
    rank: i64,
    noun: String,
    id: String,
}

/// What is worst in all enterprises that somebody sees, up to this rank, by kind and enterprise; and
/// whether there are more than were looked at.
pub async fn worst(
    source: &mut impl Source,
    eyes: Eyes,
    rank: i64,
    most: usize,
) -> Result<(Vec<Worst>, bool)> {
    let rows = match eyes {
        Eyes::All => sql!(fetch_all WorstRow; source, WORST, rank, LOOKED_AT)?,
        Eyes::Person(id) => {
            sql!(fetch_all WorstRow; source, WORST_SEEN, rank, LOOKED_AT, id.to_string())?
        }
    };
    let cut = i64::try_from(rows.len()).is_ok_and(|rows| rows >= LOOKED_AT);
    let mut grouped: BTreeMap<(i64, String), (WorstRow, usize)> = BTreeMap::new();
    for row in rows {
        grouped.entry((row.rank, row.place.clone())).or_insert((row, 0)).1 += 1;
    }
    let more = cut || grouped.len() > most;
    let mut found = Vec::new();
    for (row, findings) in grouped.into_values().take(most) {
        let Some(kind) = Kind::from_name(&row.kind) else { continue };
        let only = if findings == 1 { named(source, &row).await? } else { None };
        let (slug, enterprise, grade) = (row.slug, row.name, Grade::of_rank(row.rank));
        found.push(Worst { slug, enterprise, kind, grade, findings, only });
    }
    Ok((found, more))
}

async fn named(
    source: &mut impl Source,
    row: &WorstRow,
) -> Result<Option<(String, String, String)>> {
    let (noun, id) = (row.noun.clone(), row.id.clone());
    let card = sql!(fetch_optional (String, String); source, CARD_NAME, noun.clone(), id)?;
    Ok(card.map(|(name, handle)| (noun, name, handle)))
}

/// The windows of an enterprise by channel, target and environment.
pub async fn kinds(
    source: &mut impl Source,
    place: &str,
) -> Result<Vec<(String, String, String, i64)>> {
    sql!(fetch_all (String, String, String, i64); source, KINDS, place.to_owned())
}

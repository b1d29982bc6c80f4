//! What the doctor found of each object, and what has to be looked at again. Like cards, all of it
//! repeats what the objects say: it is written without an act, and can be made anew at any time.
//!
//! Whoever saves an object notes in the same transaction what its change may concern: itself, what it
//! refers to, what refers to it, and whoever holds the same identifiers. Notes are only added, so that
//! two savers never wait for each other; [`keep`] takes away those that it has seen.

use sqlx::FromRow;

use super::fault::store_error;
use super::sql::{sql, statements};
use super::{Db, PAGE, Source, Tx, Write};
use crate::clock::Millis;
use crate::domain::finding::Finding;
use crate::domain::{
    Account, Card, Enterprise, EnterpriseId, PersonId, Plugin, Registered, VipField, Window,
};
use crate::error::{Error, Result};
use crate::rights::{Grants, Origin, Place, PurgeTrash, Releases};

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
    // Enterprises lie in no enterprise: each is its own place here.
    NOTE_ALIKE = "INSERT INTO unchecked (place, noun, id, by_id, by_version)
            SELECT CASE o.noun WHEN 'enterprise' THEN o.id ELSE o.place END, o.noun, o.id, $1, $2 FROM looks i CROSS JOIN looks o
            WHERE i.noun = $3 AND i.id = $4 AND o.place = i.place AND o.noun = i.noun AND o.look = i.look AND o.name <> i.name ON CONFLICT DO NOTHING";
    NOTE_PLACES = "INSERT INTO unchecked (place, noun, id, by_id, by_version)
            SELECT g.enterprise_id, 'enterprise', g.enterprise_id, $1, $2 FROM grants g WHERE g.person_id = $3 AND g.enterprise_id IS NOT NULL ON CONFLICT DO NOTHING";
    // What an earlier version examined, and what nobody did yet.
    NOTE_RULES = "INSERT INTO unchecked (place, noun, id, by_id, by_version)
            SELECT place, noun, id, 'rules', 0 FROM checkups WHERE rules <> $1 ON CONFLICT DO NOTHING";
    NOTE_MISSING = "INSERT INTO unchecked (place, noun, id, by_id, by_version)
            SELECT CASE c.noun WHEN 'enterprise' THEN c.id ELSE c.place END, c.noun, c.id, 'rules', 0 FROM cards c
            WHERE c.trashed_at = 0 AND NOT EXISTS (SELECT 1 FROM checkups k WHERE k.noun = c.noun AND k.id = c.id) ON CONFLICT DO NOTHING";
    DUE_NOW = "SELECT due_at FROM checkups WHERE noun = $1 AND id = $2 AND due_at <= $3";
    FORGET = "DELETE FROM checkups WHERE noun = $1 AND id = $2";
    FORGET_FINDINGS = "DELETE FROM findings WHERE noun = $1 AND id = $2";
    NOTES = "SELECT noun, id, by_id, by_version FROM unchecked WHERE place = $1 ORDER BY noun, id LIMIT $2";
    DUE = "SELECT noun, id, '' AS by_id, CAST(0 AS BIGINT) AS by_version FROM checkups WHERE place = $1 AND due_at <= $2 LIMIT $3";
    PLACES = "SELECT DISTINCT place FROM unchecked UNION SELECT place FROM checkups WHERE due_at <= $1 LIMIT $2";
    UNNOTE = "DELETE FROM unchecked WHERE noun = $1 AND id = $2 AND by_id = $3 AND by_version = $4";
    KEEP = "INSERT INTO checkups (place, noun, id, rules, checked_at, due_at) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (noun, id) DO UPDATE SET rules = excluded.rules, checked_at = excluded.checked_at, due_at = excluded.due_at";
    KEEP_FINDING = "INSERT INTO findings (place, noun, id, number, rank, kind, parameter, said_zh, said_en)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    EXAMINED = "SELECT noun, COUNT(*) AS objects, MIN(checked_at) AS oldest, MAX(checked_at) AS newest
            FROM checkups WHERE place = $1 GROUP BY noun ORDER BY noun";
    LEFT = "SELECT COUNT(*) FROM (SELECT DISTINCT noun, id FROM unchecked WHERE place = $1) u";
    KINDS = "SELECT channel, target, environment, COUNT(*) AS windows FROM windows
            WHERE enterprise_id = $1 AND trashed_at = 0 GROUP BY channel, target, environment";
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

/// Before the old card of an object goes: what it referred to, who had the same identifiers, and whose
/// name looks like its own.
pub(super) async fn before(write: &mut Write<'_>, object: &impl Registered) -> Result<()> {
    let card = object.card();
    let (by, version) = (card.id.clone(), object.version());
    sql!(execute write, NOTE_REFERRED, by.clone(), version, card.noun, card.id.clone())?;
    sql!(execute write, NOTE_ALIKE, by.clone(), version, card.noun, card.id.clone())?;
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

/// The same for an enterprise as a whole.
pub async fn concern_enterprise(
    write: &mut Write<'_>,
    id: EnterpriseId,
    by: (&str, i64),
) -> Result<()> {
    let id = id.to_string();
    note(write, (&id, Enterprise::NOUN, &id), by).await
}

/// The same for every enterprise in which a person holds a role.
pub(super) async fn concern_places(
    write: &mut Write<'_>,
    person: PersonId,
    (by, version): (&str, i64),
) -> Result<()> {
    sql!(execute write, NOTE_PLACES, by.to_owned(), version, person.to_string())?;
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
        let mut write = Write {
            tx: self.begin().await?,
            actor: permit.actor(),
            permission: "",
            releases: Releases::Nowhere,
        };
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
    if !still_wanted(write, notes, now).await? {
        return Ok(());
    }
    forget(write, noun, id).await?;
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

/// Takes the notes away that led to an outcome, and tells whether somebody still waited for it. Where
/// another examiner was faster, it has seen the object as it is now or later: this outcome may be the
/// older one, and must not stand over it.
async fn still_wanted(write: &mut Write<'_>, notes: &[Note], now: Millis) -> Result<bool> {
    let mut wanted = false;
    for note in notes {
        let (noun, id) = (note.noun.clone(), note.id.clone());
        wanted |= if note.by_id.is_empty() {
            sql!(fetch_optional (i64,); write, DUE_NOW, noun, id, now)?.is_some()
        } else {
            sql!(execute write, UNNOTE, noun, id, note.by_id.clone(), note.by_version)? > 0
        };
    }
    Ok(wanted)
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

/// The windows of an enterprise by channel, target and environment.
pub async fn kinds(
    source: &mut impl Source,
    place: &str,
) -> Result<Vec<(String, String, String, i64)>> {
    sql!(fetch_all (String, String, String, i64); source, KINDS, place.to_owned())
}

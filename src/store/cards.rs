//! Cards: what lists, searches, look-ups and the trash read of registered objects. A card is written
//! in the transaction that writes its object, by [`put`], and can be made anew from the object at any
//! time: an installation of an earlier version gets the missing ones when it is opened.

use std::collections::BTreeMap;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::recognised::Eyes;
use super::sql::{sql, statements};
use super::{PAGE, Source, Write, checkups, looks};
use crate::clock::Millis;
use crate::domain::card::INSTALLATION;
use crate::domain::{Card, Registered, words};
use crate::error::{Error, Result};

statements! {
    PUT = "INSERT INTO cards (place, noun, id, handle, name, owner, tags, about, version, updated_at, trashed_at, trashed_by, texts, edition)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    PUT_FACET = "INSERT INTO facets (place, noun, facet, id, name, updated_at) VALUES ($1, $2, $3, $4, $5, $6)";
    PUT_WORDS = "INSERT INTO words (place, noun, id, word, worth) VALUES
                ($1, $2, $3, $4, $5), ($1, $2, $3, $6, $7), ($1, $2, $3, $8, $9), ($1, $2, $3, $10, $11),
                ($1, $2, $3, $12, $13), ($1, $2, $3, $14, $15), ($1, $2, $3, $16, $17), ($1, $2, $3, $18, $19)
                ON CONFLICT DO NOTHING";
    PUT_IDENTIFIER = "INSERT INTO identifiers (place, noun, id, name, value) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    PUT_USE = "INSERT INTO uses (place, noun, id, of_noun, of_id) VALUES ($1, $2, $3, $4, $5)";
    DROP_CARD = "DELETE FROM cards WHERE noun = $1 AND id = $2";
    DROP_FACETS = "DELETE FROM facets WHERE noun = $1 AND id = $2";
    DROP_WORDS = "DELETE FROM words WHERE noun = $1 AND id = $2";
    DROP_IDENTIFIERS = "DELETE FROM identifiers WHERE noun = $1 AND id = $2";
    DROP_USES = "DELETE FROM uses WHERE noun = $1 AND id = $2";
    FIND = "SELECT noun, id, place, handle, name, owner, tags, about, version, updated_at, trashed_at, trashed_by
            FROM cards WHERE noun = $1 AND id = $2 AND place = $3";
    TRASH = "SELECT noun, id, place, handle, name, owner, tags, about, version, updated_at, trashed_at, trashed_by
             FROM cards WHERE place = $1 AND trashed_at > 0 AND (trashed_at, id) < ($2, $3)
             ORDER BY trashed_at DESC, id DESC LIMIT $4";
    TRASH_OWN = "SELECT c.noun, c.id, c.place, c.handle, c.name, c.owner, c.tags, c.about, c.version, c.updated_at, c.trashed_at, c.trashed_by
             FROM grants g CROSS JOIN cards c WHERE g.person_id = $1 AND c.noun = 'enterprise' AND c.id = g.place
             AND c.trashed_at > 0 AND (c.trashed_at, c.id) < ($2, $3) ORDER BY c.trashed_at DESC, c.id DESC LIMIT $4";
    DUE = "SELECT noun, id, place, handle, name, owner, tags, about, version, updated_at, trashed_at, trashed_by
           FROM cards WHERE trashed_at > 0 AND (trashed_at, id) > ($1, $2) AND trashed_at <= $3
           AND NOT EXISTS (SELECT 1 FROM releases r WHERE noun = 'window' AND r.window_id = cards.id)
           ORDER BY trashed_at, id LIMIT $4";
    USERS = "SELECT c.noun, c.id, c.place, c.handle, c.name, c.owner, c.tags, c.about, c.version, c.updated_at, c.trashed_at, c.trashed_by
             FROM uses u CROSS JOIN cards c WHERE u.of_noun = $1 AND u.of_id = $2 AND c.noun = u.noun AND c.id = u.id
             ORDER BY c.noun, c.handle LIMIT $3";
    TRASHED_BY = "SELECT trashed_by FROM cards WHERE noun = $1 AND id = $2";
    NAMES = "SELECT id, name FROM cards WHERE place = $1 AND noun IN ('account', 'key', 'plugin', 'leave_template')
             AND id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    HOLDERS = "SELECT c.noun, c.id, c.place, c.handle, c.name, c.owner, c.tags, c.about, c.version, c.updated_at, c.trashed_at, c.trashed_by
             FROM identifiers i CROSS JOIN cards c
             WHERE i.value = $1 AND i.name = $2 AND i.place = $3 AND i.noun = $4 AND i.id <> $5 AND c.noun = i.noun AND c.id = i.id
             ORDER BY c.name LIMIT $6";
    ALIKE = "SELECT DISTINCT c.noun, c.id, c.place, c.handle, c.name, c.owner, c.tags, c.about, c.version, c.updated_at, c.trashed_at, c.trashed_by
             FROM looks i CROSS JOIN looks o CROSS JOIN cards c
             WHERE i.noun = $1 AND i.id = $2 AND o.place = i.place AND o.noun = i.noun AND o.look = i.look AND o.name <> i.name
             AND c.noun = o.noun AND c.id = o.id ORDER BY c.id LIMIT $3";
}

/// A card as it is stored.
#[derive(Clone, Debug)]
pub struct Line {
    pub noun: String,
    pub id: String,
    pub place: String,
    pub handle: String,
    pub name: String,
    pub owner: String,
    pub tags: Vec<String>,
    /// Facets and whatever else the list shows, by field.
    pub about: BTreeMap<String, String>,
    pub version: i64,
    pub updated_at: Millis,
    pub trashed_at: Option<Millis>,
    pub trashed_by: String,
}

#[derive(FromRow)]
pub(super) struct Row {
    noun: String,
    id: String,
    place: String,
    handle: String,
    name: String,
    owner: String,
    tags: String,
    about: String,
    version: i64,
    updated_at: i64,
    trashed_at: i64,
    trashed_by: String,
}

impl TryFrom<Row> for Line {
    type Error = Error;

    fn try_from(row: Row) -> Result<Line> {
        Ok(Line {
            about: serde_json::from_str(&row.about)
                .map_err(|_| inconsistent("cards", "about", &row.id))?,
            tags: crate::domain::Meta::parse_tags(&row.tags),
            trashed_at: trashed(row.trashed_at),
            noun: row.noun,
            id: row.id,
            place: row.place,
            handle: row.handle,
            name: row.name,
            owner: row.owner,
            version: row.version,
            updated_at: row.updated_at,
            trashed_by: row.trashed_by,
        })
    }
}

/// The stored form says 0 for "not in the trash".
pub(super) fn trashed(at: i64) -> Option<Millis> {
    (at > 0).then_some(at)
}

pub(super) fn lines(rows: Vec<Row>) -> Result<Vec<Line>> {
    rows.into_iter().map(Line::try_from).collect()
}

/// A facet as it is stored: `channel=sobot`. Owners and tags are facets, too; the empty one is the
/// whole list.
pub fn facet(name: &str, value: &str) -> String {
    format!("{name}={}", value.to_lowercase())
}

/// By which rules cards are made. Whoever changes what a card holds counts on, here and in the
/// statements of `shelves`, and the cards of older databases are made anew when they are opened.
const EDITION: i64 = 3;

/// Words that one statement writes.
const AT_ONCE: usize = 8;

/// Writes the card of an object. What lies in the trash is not listed, not found and uses nothing.
pub async fn put(write: &mut Write<'_>, object: &impl Registered) -> Result<()> {
    let by = if object.trashed_at().is_some() { write.actor.name.clone() } else { String::new() };
    put_by(write, object, by).await
}

/// Writes a card that is missing or was made by earlier rules. Who moved the object to the trash is
/// told by its old card alone.
pub(super) async fn renew<T: Registered>(write: &mut Write<'_>, object: &T) -> Result<()> {
    let id = object.card().id;
    let old = sql!(fetch_optional (String,); &mut *write, TRASHED_BY, T::NOUN.to_owned(), id)?;
    match old {
        Some((by,)) => put_by(write, object, by).await,
        None => put(write, object).await,
    }
}

async fn put_by(write: &mut Write<'_>, object: &impl Registered, by: String) -> Result<()> {
    let (card, meta) = (object.card(), object.meta().clone());
    let (noun, id) = (card.noun, card.id.clone());
    checkups::before(write, object).await?;
    drop_card(write, noun, &id).await?;
    let own = card.facets.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    let about: BTreeMap<String, String> = own.chain(card.about.iter().cloned()).collect();
    let texts = words::texts(&card, &meta);
    sql!(
        execute write, PUT,
        card.place.clone(), noun, id.clone(), card.handle.clone(), card.name.clone(),
        meta.owner.clone(), meta.tags_text(),
        serde_json::to_string(&about).map_err(Error::broken)?,
        object.version(), object.updated_at(), object.trashed_at().unwrap_or(0), by,
        serde_json::to_string(&texts).map_err(Error::broken)?, EDITION,
    )?;
    if object.trashed_at().is_some() {
        checkups::forget(write, noun, &id).await?;
        return checkups::after(write, object).await;
    }
    let mut facets: Vec<String> =
        card.facets.iter().map(|(name, value)| facet(name, value)).collect();
    facets.extend(meta.tags.iter().map(|tag| facet("tag", tag)));
    facets.push(String::new());
    if !meta.owner.is_empty() {
        facets.push(facet("owner", &meta.owner));
    }
    for facet in facets {
        sql!(
            execute write, PUT_FACET,
            card.place.clone(), noun, facet, id.clone(), card.name.clone(), object.updated_at(),
        )?;
    }
    put_words(write, &card, words::words(&card, &meta)).await?;
    looks::put(write, (&card.place, noun, &id), &card.name).await?;
    for (name, value) in card.identifiers.iter().filter(|(_, value)| !value.is_empty()) {
        sql!(
            execute write, PUT_IDENTIFIER,
            card.place.clone(), noun, id.clone(), name.clone(), value.clone(),
        )?;
    }
    for (of_noun, of_id) in &card.refers {
        sql!(execute write, PUT_USE, card.place.clone(), noun, id.clone(), *of_noun, of_id.clone())?;
    }
    checkups::after(write, object).await
}

/// Several to a statement; the last one is filled up with a word that it has already.
async fn put_words(write: &mut Write<'_>, card: &Card, words: BTreeMap<String, i64>) -> Result<()> {
    let words: Vec<(String, i64)> = words.into_iter().collect();
    for some in words.chunks(AT_ONCE) {
        let Some(first) = some.first() else { continue };
        let word = |at: usize| some.get(at).unwrap_or(first).0.clone();
        let worth = |at: usize| some.get(at).unwrap_or(first).1;
        sql!(
            execute write, PUT_WORDS, card.place.clone(), card.noun, card.id.clone(),
            word(0), worth(0), word(1), worth(1), word(2), worth(2), word(3), worth(3),
            word(4), worth(4), word(5), worth(5), word(6), worth(6), word(7), worth(7),
        )?;
    }
    Ok(())
}

/// Takes a card away with everything that belongs to it, and what was found of its object.
pub(super) async fn remove(write: &mut Write<'_>, noun: &str, id: &str) -> Result<()> {
    drop_card(write, noun, id).await?;
    checkups::forget(write, noun, id).await
}

async fn drop_card(write: &mut Write<'_>, noun: &str, id: &str) -> Result<()> {
    for text in [DROP_CARD, DROP_FACETS, DROP_WORDS, DROP_IDENTIFIERS, DROP_USES] {
        sql!(execute write, text, noun.to_owned(), id.to_owned())?;
    }
    looks::forget(write, noun, id).await
}

pub async fn find(
    source: &mut impl Source,
    place: &str,
    noun: &str,
    id: &str,
) -> Result<Option<Line>> {
    let row = sql!(
        fetch_optional Row; source, FIND, noun.to_owned(), id.to_owned(), place.to_owned(),
    )?;
    row.map(Line::try_from).transpose()
}

/// The names of the objects of a place that others refer to, by their ids.
pub async fn names(
    source: &mut impl Source,
    place: &str,
    ids: &[String],
) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for some in ids.chunks(NAMED_AT_ONCE) {
        let id = |at: usize| some.get(at).cloned().unwrap_or_default();
        found.extend(sql!(
            fetch_all (String, String); source, NAMES, place.to_owned(),
            id(0), id(1), id(2), id(3), id(4), id(5), id(6), id(7),
            id(8), id(9), id(10), id(11), id(12), id(13), id(14), id(15),
        )?);
    }
    Ok(found)
}

/// Names that one statement looks up.
const NAMED_AT_ONCE: usize = 16;

/// One page of a place's trash, the last moved first, and where the next one goes on.
pub async fn trash(
    source: &mut impl Source,
    place: &str,
    before: Option<(Millis, String)>,
) -> Result<Trash> {
    let (at, id) = before.unwrap_or((Millis::MAX, String::new()));
    cut(sql!(fetch_all Row; source, TRASH, place.to_owned(), at, id, PAGE + 1)?)
}

/// The same of enterprises that somebody sees.
pub async fn trashed_enterprises(
    source: &mut impl Source,
    eyes: Eyes,
    before: Option<(Millis, String)>,
) -> Result<Trash> {
    let Eyes::Person(person) = eyes else { return trash(source, INSTALLATION, before).await };
    let (at, id) = before.unwrap_or((Millis::MAX, String::new()));
    cut(sql!(fetch_all Row; source, TRASH_OWN, person.to_string(), at, id, PAGE + 1)?)
}

/// Objects in the trash, and where the next page goes on.
pub type Trash = (Vec<Line>, Option<(Millis, String)>);

fn cut(rows: Vec<Row>) -> Result<Trash> {
    let mut found = lines(rows)?;
    let more = usize::try_from(PAGE).is_ok_and(|page| found.len() > page);
    if more {
        found.pop();
    }
    let last = found.last().filter(|_| more);
    let next = last.map(|line| (line.trashed_at.unwrap_or(0), line.id.clone()));
    Ok((found, next))
}

/// What was moved to the trash at this moment or before and may go, the oldest first, after a given one.
pub async fn due(
    source: &mut impl Source,
    after: (Millis, String),
    until: Millis,
) -> Result<Vec<Line>> {
    let (at, id) = after;
    lines(sql!(fetch_all Row; source, DUE, at, id, until, PAGE)?)
}

/// What refers to an object by any of its names and is not in the trash: a page for each name.
pub async fn users(source: &mut impl Source, card: &Card) -> Result<Vec<Line>> {
    let own = std::iter::once((card.noun, card.id.clone()));
    let mut found: Vec<Line> = Vec::new();
    for (noun, id) in own.chain(card.names.iter().cloned()) {
        for user in lines(sql!(fetch_all Row; source, USERS, noun.to_owned(), id, PAGE)?)? {
            if !found.iter().any(|known| known.noun == user.noun && known.id == user.id) {
                found.push(user);
            }
        }
    }
    Ok(found)
}

/// Other objects of a noun in the same place that hold an identifier: a few.
pub async fn holders(
    source: &mut impl Source,
    (place, noun, id): (&str, &str, &str),
    (name, value): (&str, &str),
) -> Result<Vec<Line>> {
    const MOST: i64 = 5;
    let rows = sql!(
        fetch_all Row; source, HOLDERS,
        value.to_owned(), name.to_owned(), place.to_owned(), noun.to_owned(), id.to_owned(), MOST,
    )?;
    lines(rows)
}

/// Other objects of the same noun and place whose names differ from this one's and look like it: a few,
/// the oldest first.
pub async fn alike(source: &mut impl Source, noun: &str, id: &str) -> Result<Vec<Line>> {
    lines(sql!(fetch_all Row; source, ALIKE, noun.to_owned(), id.to_owned(), looks::MOST)?)
}

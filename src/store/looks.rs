//! What names look like, to find those that differ and read the same. Like a card, a row repeats what
//! its object, person or token says: whoever writes a name writes its looks in the same transaction.

use super::sql::{sql, statements};
use super::{Source, Write};
use crate::domain::card::INSTALLATION;
use crate::domain::{Person, PersonId, Token, looks};
use crate::error::Result;

statements! {
    PUT = "INSERT INTO looks (place, noun, id, look, name) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    DROP = "DELETE FROM looks WHERE noun = $1 AND id = $2";
    ALIKE = "SELECT DISTINCT o.id, o.name FROM looks i CROSS JOIN looks o
             WHERE i.noun = $1 AND i.id = $2 AND o.place = i.place AND o.noun = i.noun AND o.look = i.look AND o.name <> i.name
             ORDER BY o.id LIMIT $3";
    ALIKE_PEOPLE = "SELECT DISTINCT o.id, o.name FROM looks i CROSS JOIN looks o CROSS JOIN people p
             WHERE i.noun = 'person' AND i.id = $1 AND o.place = i.place AND o.noun = i.noun AND o.look = i.look AND o.name <> i.name
             AND p.id = o.id AND p.active = $2 ORDER BY o.id LIMIT $3";
    // Those of an earlier version, which kept no looks.
    BARE_PEOPLE = "SELECT p.id, p.name FROM people p
             WHERE NOT EXISTS (SELECT 1 FROM looks l WHERE l.noun = 'person' AND l.id = p.id) LIMIT 200";
    BARE_TOKENS = "SELECT t.id, t.person_id, t.name FROM tokens t
             WHERE t.revoked_at = 0 AND NOT EXISTS (SELECT 1 FROM looks l WHERE l.noun = 'token' AND l.id = t.id) LIMIT 200";
}

/// Names that are told beside one that looks like them.
pub const MOST: i64 = 5;

/// Keeps what a name looks like; an earlier name of the same has to be dropped before.
pub(super) async fn put(
    write: &mut Write<'_>,
    (place, noun, id): (&str, &str, &str),
    name: &str,
) -> Result<()> {
    for look in looks::of(name) {
        let (place, noun, id) = (place.to_owned(), noun.to_owned(), id.to_owned());
        sql!(execute write, PUT, place, noun, id, look, name.to_owned())?;
    }
    Ok(())
}

pub(super) async fn forget(write: &mut Write<'_>, noun: &str, id: &str) -> Result<()> {
    sql!(execute write, DROP, noun.to_owned(), id.to_owned())?;
    Ok(())
}

/// The name of a person, who may have had another one.
pub(super) async fn put_person(write: &mut Write<'_>, person: &Person) -> Result<()> {
    let id = person.id.to_string();
    forget(write, Person::NOUN, &id).await?;
    put(write, (INSTALLATION, Person::NOUN, &id), &person.name).await
}

/// The name of a token, among those of the same person.
pub(super) async fn put_token(write: &mut Write<'_>, token: &Token) -> Result<()> {
    let (person, id) = (token.person.to_string(), token.id.to_string());
    put(write, (&person, Token::NOUN, &id), &token.name).await
}

/// Other active people whose names look like this person's: a few, with their ids.
pub async fn of_person(source: &mut impl Source, id: PersonId) -> Result<Vec<(String, String)>> {
    sql!(fetch_all (String, String); source, ALIKE_PEOPLE, id.to_string(), true, MOST)
}

/// The names of other tokens of the same person that look like this one's.
pub async fn of_token(source: &mut impl Source, id: &str) -> Result<Vec<String>> {
    let found = sql!(fetch_all (String, String); source, ALIKE, Token::NOUN, id.to_owned(), MOST)?;
    Ok(found.into_iter().map(|(_, name)| name).collect())
}

/// Writes what people and tokens of an earlier version lack; how many there were.
pub(super) async fn complete(write: &mut Write<'_>) -> Result<usize> {
    let people = sql!(fetch_all (String, String); &mut *write, BARE_PEOPLE)?;
    for (id, name) in &people {
        put(write, (INSTALLATION, Person::NOUN, id), name).await?;
    }
    let tokens = sql!(fetch_all (String, String, String); &mut *write, BARE_TOKENS)?;
    for (id, person, name) in &tokens {
        put(write, (person, Token::NOUN, id), name).await?;
    }
    Ok(people.len() + tokens.len())
}

//! People and their password hashes. Their roles are in [`super::grants`].

use std::str::FromStr;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::grants::{self, GrantRow};
use super::sign_in_rules::Row as RulesRow;
use super::sql::{sql, statements};
use super::{Db, Source, Write, checkups, looks, sessions};
use crate::clock::Millis;
use crate::domain::{Person, PersonId, SignInRules, sign_in::Held};
use crate::error::{Error, Result};
use crate::rights::Grant;

pub use super::grants::{Term, give, give_for, grants, held_at, set_role};

statements! {
    INSERT = "INSERT INTO people (id, email, name, password, active, version, created_at, updated_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    FIND = "SELECT id, email, name, active, version, created_at, updated_at FROM people WHERE id = $1";
    FIND_BY_EMAIL = "SELECT id, email, name, active, version, created_at, updated_at FROM people WHERE email = $1";
    PASSWORD = "SELECT password FROM people WHERE id = $1";
    SET_PASSWORD = "UPDATE people SET password = $2, updated_at = $3 WHERE id = $1";
    SET_NAME = "UPDATE people SET name = $2, version = $3, updated_at = $4 WHERE id = $1 AND version = $5";
    SET_ACTIVE = "UPDATE people SET active = $2, version = $3, updated_at = $4 WHERE id = $1 AND version = $5";
    ANY = "SELECT id FROM people LIMIT 1";
    END_SESSIONS = "DELETE FROM sessions WHERE person_id = $1";
    SIGNED_IN = "SELECT p.id, p.email, p.name, p.active, p.version, p.created_at, p.updated_at, g.place, g.role, g.created_at AS given_at,
                        g.enterprise_id, g.window_id, g.ends_at, g.releases, (SELECT COUNT(*) FROM second_factors f WHERE f.person_id = p.id) AS factors,
                        r.duty, r.grace_days, r.since, r.others_since, r.version AS rules_version, r.updated_at AS rules_at
                 FROM people p JOIN sign_in_rules r ON r.only_row = 1 LEFT JOIN grants g ON g.person_id = p.id WHERE p.id = $1";
}

#[derive(FromRow)]
pub(super) struct Row {
    id: String,
    email: String,
    name: String,
    active: bool,
    version: i64,
    created_at: i64,
    updated_at: i64,
}

impl TryFrom<Row> for Person {
    type Error = Error;

    fn try_from(row: Row) -> Result<Person> {
        let id = PersonId::from_str(&row.id).map_err(|_| inconsistent("people", "id", &row.id))?;
        Ok(Person {
            id,
            email: row.email,
            name: row.name,
            active: row.active,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

#[derive(FromRow)]
struct SignedInRow {
    #[sqlx(flatten)]
    person: Row,
    place: Option<String>,
    role: Option<String>,
    given_at: Option<i64>,
    enterprise_id: Option<String>,
    window_id: Option<String>,
    ends_at: Option<i64>,
    releases: Option<String>,
    factors: i64,
    #[sqlx(flatten)]
    rules: RulesRow,
}

/// The person behind a session, as far as rights and duties go.
#[derive(Clone, Debug)]
pub struct Known {
    pub person: Person,
    /// The roles that count now.
    pub held: Vec<Grant>,
    /// The time of a stored role is over, and nobody has taken it away yet.
    pub overdue: bool,
    pub second_factor: bool,
    /// The moment from which nothing opens without a second factor; `None` where none is missing.
    pub due: Option<Millis>,
}

/// `password` is the hash in its text form.
pub async fn insert(write: &mut Write<'_>, person: &Person, password: String) -> Result<()> {
    sql!(
        execute write, INSERT,
        person.id.to_string(),
        person.email.clone(),
        person.name.clone(),
        password,
        person.active,
        person.version,
        person.created_at,
        person.updated_at,
    )?;
    looks::put_person(write, person).await
}

pub async fn find(source: &mut impl Source, id: PersonId) -> Result<Option<Person>> {
    sql!(fetch_optional Row; source, FIND, id.to_string())?.map(Person::try_from).transpose()
}

pub async fn find_by_email(source: &mut impl Source, email: &str) -> Result<Option<Person>> {
    sql!(fetch_optional Row; source, FIND_BY_EMAIL, email.to_owned())?
        .map(Person::try_from)
        .transpose()
}

/// The stored hash, in its text form.
pub async fn password(source: &mut impl Source, id: PersonId) -> Result<String> {
    Ok(sql!(fetch_one (String,); source, PASSWORD, id.to_string())?.0)
}

/// The same by the person, whose own session stays.
pub async fn change_password(
    write: &mut Write<'_>,
    id: PersonId,
    password: String,
    session: &str,
    now: Millis,
) -> Result<()> {
    sql!(execute write, SET_PASSWORD, id.to_string(), password, now)?;
    sessions::end_others(write, id, session).await?;
    Ok(())
}

/// A new password ends every session of the person in the same transaction.
pub async fn set_password(
    write: &mut Write<'_>,
    id: PersonId,
    password: String,
    now: Millis,
) -> Result<()> {
    sql!(execute write, SET_PASSWORD, id.to_string(), password, now)?;
    sql!(execute write, END_SESSIONS, id.to_string())?;
    Ok(())
}

/// Saves the name; a conflict when the person was changed meanwhile.
pub async fn set_name(write: &mut Write<'_>, person: &Person, seen: i64) -> Result<()> {
    let touched = sql!(
        execute write, SET_NAME,
        person.id.to_string(), person.name.clone(), person.version, person.updated_at, seen,
    )?;
    if touched != 1 {
        return Err(Error::conflict());
    }
    looks::put_person(write, person).await?;
    checkups::concern_places(write, person.id, (&person.id.to_string(), person.version)).await
}

/// Saves whether the person is active; a deactivated person's sessions end with it. A conflict that says
/// so when nobody would be left who owns the installation.
pub async fn set_active(write: &mut Write<'_>, person: &Person, seen: i64) -> Result<()> {
    grants::hold(write).await?;
    let touched = sql!(
        execute write, SET_ACTIVE,
        person.id.to_string(), person.active, person.version, person.updated_at, seen,
    )?;
    if touched != 1 {
        return Err(Error::conflict());
    }
    checkups::concern_places(write, person.id, (&person.id.to_string(), person.version)).await?;
    if person.active {
        return Ok(());
    }
    sql!(execute write, END_SESSIONS, person.id.to_string())?;
    grants::leave(write, person.id).await
}

/// The person behind a session with all grants, and what is asked of them, in one query; `None` when gone or inactive.
pub async fn signed_in(
    source: &mut impl Source,
    id: PersonId,
    now: Millis,
) -> Result<Option<Known>> {
    let rows = sql!(fetch_all SignedInRow; source, SIGNED_IN, id.to_string())?;
    let (mut held, mut overdue) = (Vec::with_capacity(rows.len()), false);
    let mut since = Held::default();
    let mut found: Option<(Person, bool, SignInRules)> = None;
    for row in rows {
        let SignedInRow {
            person,
            place,
            role,
            given_at,
            enterprise_id,
            window_id,
            ends_at,
            releases,
            factors,
            rules,
        } = row;
        found = Some((person.try_into()?, factors > 0, rules.into()));
        let ((Some(place), Some(role)), (Some(ends_at), Some(releases))) =
            ((place, role), (ends_at, releases))
        else {
            continue;
        };
        if ends_at <= now {
            overdue = true;
            continue;
        }
        let row = GrantRow { place, role, enterprise_id, window_id, ends_at, releases };
        let (grant, _) = row.read()?;
        held.push(grant);
        since.given(given_at.unwrap_or(now), grant.role.owes_second_factor());
    }
    let known = |(person, second_factor, rules): (_, bool, SignInRules)| {
        let due = if second_factor { None } else { rules.due(since) };
        Known { person, held, overdue, second_factor, due }
    };
    Ok(found.filter(|(person, ..)| person.active).map(known))
}

/// Ends every session of a person with what is written.
pub async fn end_sessions(write: &mut Write<'_>, id: PersonId) -> Result<()> {
    sql!(execute write, END_SESSIONS, id.to_string())?;
    Ok(())
}

impl Db {
    /// Whether there is anybody at all.
    pub async fn has_people(&self) -> Result<bool> {
        Ok(sql!(fetch_optional (String,); &mut self.read().await?, ANY)?.is_some())
    }
}

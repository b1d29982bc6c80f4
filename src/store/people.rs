//! People, their password hashes and their grants.

use std::str::FromStr;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::sql::{sql, statements};
use super::{Db, Source, Write};
use crate::clock::Millis;
use crate::domain::{EnterpriseId, Person, PersonId};
use crate::error::{Error, Result};
use crate::rights::{Grant, Place, Role};
use crate::text::{Text, text};

statements! {
    INSERT = "INSERT INTO people (id, email, name, password, active, version, created_at, updated_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    FIND = "SELECT id, email, name, active, version, created_at, updated_at FROM people WHERE id = $1";
    FIND_BY_EMAIL = "SELECT id, email, name, active, version, created_at, updated_at FROM people WHERE email = $1";
    PASSWORD = "SELECT password FROM people WHERE id = $1";
    SET_PASSWORD = "UPDATE people SET password = $2, updated_at = $3 WHERE id = $1";
    SET_NAME = "UPDATE people SET name = $2, version = $3, updated_at = $4 WHERE id = $1 AND version = $5";
    SET_ACTIVE = "UPDATE people SET active = $2, version = $3, updated_at = $4 WHERE id = $1 AND version = $5";
    GRANTS = "SELECT place, role FROM grants WHERE person_id = $1";
    GRANT = "INSERT INTO grants (person_id, place, enterprise_id, role, created_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (person_id, place) DO UPDATE SET role = $4, created_at = $5";
    WITHDRAW = "DELETE FROM grants WHERE person_id = $1 AND place = $2";
    // Of two acts that take an owner away, the second one waits here and sees what the first one left.
    HOLD = "UPDATE installation SET setup = setup";
    OWNER = "SELECT g.person_id FROM grants g JOIN people p ON p.id = g.person_id
             WHERE g.place = $1 AND g.role = $2 AND p.active = $3 LIMIT 1";
    ANY = "SELECT id FROM people LIMIT 1";
    END_SESSIONS = "DELETE FROM sessions WHERE person_id = $1";
    SIGNED_IN = "SELECT p.id, p.email, p.name, p.active, p.version, p.created_at, p.updated_at, g.place, g.role, g.created_at AS given_at,
                        (SELECT COUNT(*) FROM second_factors f WHERE f.person_id = p.id) AS factors
                 FROM people p LEFT JOIN grants g ON g.person_id = p.id WHERE p.id = $1";
}

const INSTALLATION: &str = "installation";

const LAST_OWNER: Text = text(
    "这是最后一位启用中的门户所有者，不能停用，也不能收回或降低其角色。请先让另一位成员成为门户的所有者。",
    "This is the last active owner of the portal, who can neither be deactivated nor lose that role. Make somebody else an owner of the portal first.",
);

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
    factors: i64,
}

/// The person behind a session, as far as rights and duties go.
#[derive(Clone, Debug)]
pub struct Known {
    pub person: Person,
    pub held: Vec<Grant>,
    pub second_factor: bool,
    /// Since when this person has had a role that asks for a second factor.
    pub owes_since: Option<Millis>,
}

#[derive(FromRow)]
struct GrantRow {
    place: String,
    role: String,
}

pub(super) fn role(name: &str) -> Result<Role> {
    Role::from_name(name).ok_or_else(|| inconsistent("grants", "role", name))
}

fn grant(place: &str, name: &str) -> Result<Grant> {
    let role = role(name)?;
    let place = match place {
        INSTALLATION => Place::Installation,
        id => Place::Enterprise(
            EnterpriseId::from_str(id).map_err(|_| inconsistent("grants", "place", id))?,
        ),
    };
    Ok(Grant { place, role })
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
    Ok(())
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
    if touched == 1 { Ok(()) } else { Err(Error::conflict()) }
}

/// Saves whether the person is active; a deactivated person's sessions end with it. A conflict that says
/// so when nobody would be left who owns the installation.
pub async fn set_active(write: &mut Write<'_>, person: &Person, seen: i64) -> Result<()> {
    sql!(execute write, HOLD)?;
    let touched = sql!(
        execute write, SET_ACTIVE,
        person.id.to_string(), person.active, person.version, person.updated_at, seen,
    )?;
    if touched != 1 {
        return Err(Error::conflict());
    }
    if person.active {
        return Ok(());
    }
    sql!(execute write, END_SESSIONS, person.id.to_string())?;
    let owned = grants(write, person.id).await?.contains(&OWNS);
    if owned { keep_an_owner(write).await } else { Ok(()) }
}

const OWNS: Grant = Grant { place: Place::Installation, role: Role::Owner };

/// Somebody must stay who can give rights.
async fn keep_an_owner(write: &mut Write<'_>) -> Result<()> {
    let left =
        sql!(fetch_optional (String,); write, OWNER, INSTALLATION, Role::Owner.name(), true)?;
    if left.is_some() { Ok(()) } else { Err(Error::conflict().saying(LAST_OWNER)) }
}

/// Gives, changes or takes away (`None`) the role at a place, where it is still what was seen there.
/// Sessions of whoever had another role end. A conflict that says so when nobody would be left who
/// owns the installation.
pub async fn set_role(
    write: &mut Write<'_>,
    id: PersonId,
    place: Place,
    (seen, role): (Option<Role>, Option<Role>),
    now: Millis,
) -> Result<()> {
    sql!(execute write, HOLD)?;
    let held = grants(write, id).await?;
    let before = held.iter().find(|grant| grant.place == place).map(|grant| grant.role);
    if before != seen {
        return Err(Error::conflict());
    }
    match role {
        Some(role) => give(write, id, Grant { place, role }, now).await?,
        None => {
            sql!(execute write, WITHDRAW, id.to_string(), place_name(place))?;
        }
    }
    if before.is_some() {
        sql!(execute write, END_SESSIONS, id.to_string())?;
    }
    let lost = place == OWNS.place && before == Some(OWNS.role) && role != before;
    if lost { keep_an_owner(write).await } else { Ok(()) }
}

fn place_name(place: Place) -> String {
    match place {
        Place::Installation => INSTALLATION.to_owned(),
        Place::Enterprise(id) => id.to_string(),
    }
}

pub async fn give(write: &mut Write<'_>, id: PersonId, grant: Grant, now: Millis) -> Result<()> {
    let enterprise = match grant.place {
        Place::Installation => None,
        Place::Enterprise(id) => Some(id.to_string()),
    };
    let place = place_name(grant.place);
    sql!(execute write, GRANT, id.to_string(), place, enterprise, grant.role.name(), now)?;
    Ok(())
}

pub async fn grants(source: &mut impl Source, id: PersonId) -> Result<Vec<Grant>> {
    sql!(fetch_all GrantRow; source, GRANTS, id.to_string())?
        .into_iter()
        .map(|row| grant(&row.place, &row.role))
        .collect()
}

/// The person behind a session with all grants, in one query; `None` when gone or inactive.
pub async fn signed_in(source: &mut impl Source, id: PersonId) -> Result<Option<Known>> {
    let rows = sql!(fetch_all SignedInRow; source, SIGNED_IN, id.to_string())?;
    let mut held = Vec::with_capacity(rows.len());
    let mut owing = Vec::new();
    let mut found: Option<(Person, bool)> = None;
    for row in rows {
        if let (Some(place), Some(role)) = (&row.place, &row.role) {
            let grant = grant(place, role)?;
            held.push(grant);
            owing.extend(row.given_at.filter(|_| grant.role.owes_second_factor()));
        }
        found = Some((row.person.try_into()?, row.factors > 0));
    }
    let owes_since = owing.into_iter().min();
    let known = |(person, second_factor)| Known { person, held, second_factor, owes_since };
    Ok(found.filter(|(person, _)| person.active).map(known))
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

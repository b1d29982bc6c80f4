//! People, their password hashes and their grants.

use std::str::FromStr;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::sql::{sql, statements};
use super::{Db, Source, Write, checkups, looks};
use crate::clock::Millis;
use crate::domain::{EnterpriseId, Person, PersonId, WindowId, sign_in::Held};
use crate::error::{Error, Result};
use crate::rights::{Given, Grant, Place, Releases, Role};
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
    GRANTS = "SELECT place, role, enterprise_id, window_id, ends_at, releases FROM grants WHERE person_id = $1";
    GRANT = "INSERT INTO grants (person_id, place, enterprise_id, window_id, role, created_at, ends_at, given_by, releases) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (person_id, place) DO UPDATE SET role = $5, created_at = $6, ends_at = $7, given_by = $8, releases = $9";
    WITHDRAW = "DELETE FROM grants WHERE person_id = $1 AND place = $2";
    // Of two acts that take an owner away, the second one waits here and sees what the first one left.
    HOLD = "UPDATE installation SET setup = setup";
    OWNER = "SELECT g.person_id FROM grants g JOIN people p ON p.id = g.person_id
             WHERE g.place = $1 AND g.role = $2 AND p.active = $3 AND g.ends_at = $4 LIMIT 1";
    ANY = "SELECT id FROM people LIMIT 1";
    END_SESSIONS = "DELETE FROM sessions WHERE person_id = $1";
    SIGNED_IN = "SELECT p.id, p.email, p.name, p.active, p.version, p.created_at, p.updated_at, g.place, g.role, g.created_at AS given_at,
                        g.enterprise_id, g.window_id, g.ends_at, g.releases, (SELECT COUNT(*) FROM second_factors f WHERE f.person_id = p.id) AS factors
                 FROM people p LEFT JOIN grants g ON g.person_id = p.id WHERE p.id = $1";
}

const INSTALLATION: &str = "installation";

const LAST_OWNER: Text = text(
    "这是最后一位启用中的门户所有者，不能停用，其角色不能收回、降低或限期。请先让另一位成员成为门户的所有者。",
    "This is the last active owner of the portal, who can neither be deactivated nor lose that role, nor hold it for a time only. Make somebody else an owner of the portal first.",
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
    enterprise_id: Option<String>,
    window_id: Option<String>,
    ends_at: Option<i64>,
    releases: Option<String>,
    factors: i64,
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
    /// Since when, for the duty of a second factor.
    pub held_since: Held,
}

#[derive(FromRow)]
struct GrantRow {
    place: String,
    role: String,
    enterprise_id: Option<String>,
    window_id: Option<String>,
    ends_at: i64,
    releases: String,
}

/// What a role is limited to, by its name.
pub(super) fn releases(name: &str) -> Result<Releases> {
    Releases::from_name(name).ok_or_else(|| inconsistent("grants", "releases", name))
}

pub(super) fn role(name: &str) -> Result<Role> {
    Role::from_name(name).ok_or_else(|| inconsistent("grants", "role", name))
}

/// The place of a role from the columns that say it.
pub(super) fn place(enterprise: Option<&str>, window: Option<&str>) -> Result<Place> {
    let Some(id) = enterprise else { return Ok(Place::Installation) };
    let wrong = |column, id| inconsistent("grants", column, id);
    let enterprise = EnterpriseId::from_str(id).map_err(|_| wrong("enterprise_id", id))?;
    Ok(match window {
        None => Place::Enterprise(enterprise),
        Some(id) => {
            let window = WindowId::from_str(id).map_err(|_| wrong("window_id", id))?;
            Place::Window { enterprise, window }
        }
    })
}

impl GrantRow {
    fn read(&self) -> Result<(Grant, Option<Millis>)> {
        let place = place(self.enterprise_id.as_deref(), self.window_id.as_deref())?;
        if place_name(place) != self.place {
            return Err(inconsistent("grants", "place", &self.place));
        }
        let (role, releases) = (role(&self.role)?, releases(&self.releases)?);
        Ok((Grant { place, role, releases }, until(self.ends_at)))
    }
}

/// No role ends then.
pub(super) const NEVER: Millis = Millis::MAX;

pub(super) fn until(ends_at: Millis) -> Option<Millis> {
    (ends_at != NEVER).then_some(ends_at)
}

/// For how long a role is given, what narrows it, and by whom.
#[derive(Clone, Debug, Default)]
pub struct Term {
    pub until: Option<Millis>,
    pub releases: Releases,
    /// The name at that time.
    pub by: String,
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
    sql!(execute write, HOLD)?;
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
    let owned = grants(write, person.id).await?.contains(&OWNS);
    if owned { keep_an_owner(write).await } else { Ok(()) }
}

const OWNS: Grant = Grant::of(Place::Installation, Role::Owner);

/// Somebody must stay who can give rights, and not for a time only.
async fn keep_an_owner(write: &mut Write<'_>) -> Result<()> {
    let role = Role::Owner.name();
    let left = sql!(fetch_optional (String,); write, OWNER, INSTALLATION, role, true, NEVER)?;
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
    term: &Term,
    now: Millis,
) -> Result<()> {
    sql!(execute write, HOLD)?;
    let held = grants(write, id).await?;
    let before = held.iter().find(|grant| grant.place == place).map(|grant| grant.role);
    if before != seen {
        return Err(Error::conflict());
    }
    match role {
        Some(role) => give_for(write, id, (place, role), term, now).await?,
        None => withdraw(write, id, place).await.map(drop)?,
    }
    if before.is_some() {
        sql!(execute write, END_SESSIONS, id.to_string())?;
    }
    if let Place::Enterprise(of) | Place::Window { enterprise: of, .. } = place {
        checkups::concern_enterprise(write, of, (&id.to_string(), now)).await?;
    }
    let less = role != before || term.until.is_some();
    let lost = place == OWNS.place && before == Some(OWNS.role) && less;
    if lost { keep_an_owner(write).await } else { Ok(()) }
}

/// Takes the role at a place away; how many there were.
async fn withdraw(write: &mut Write<'_>, id: PersonId, place: Place) -> Result<u64> {
    sql!(execute write, WITHDRAW, id.to_string(), place_name(place))
}

pub(super) fn place_name(place: Place) -> String {
    match place {
        Place::Installation => INSTALLATION.to_owned(),
        Place::Enterprise(id) => id.to_string(),
        Place::Window { window, .. } => window.to_string(),
    }
}

/// Gives a role for good.
pub async fn give(write: &mut Write<'_>, id: PersonId, grant: Grant, now: Millis) -> Result<()> {
    let term = Term { releases: grant.releases, ..Term::default() };
    give_for(write, id, (grant.place, grant.role), &term, now).await
}

/// Gives a role for a time. Only developers are let in to one window, and only administrators are
/// narrowed in what they release.
pub async fn give_for(
    write: &mut Write<'_>,
    id: PersonId,
    (place, role): (Place, Role),
    term: &Term,
    now: Millis,
) -> Result<()> {
    if !(Grant { place, role, releases: term.releases }).is_sound() {
        return Err(Error::broken("this role cannot be given there, or not so"));
    }
    let (enterprise, window) = match place {
        Place::Installation => (None, None),
        Place::Enterprise(id) => (Some(id.to_string()), None),
        Place::Window { enterprise, window } => {
            (Some(enterprise.to_string()), Some(window.to_string()))
        }
    };
    let (person, at, ends) = (id.to_string(), place_name(place), term.until.unwrap_or(NEVER));
    let (by, releases) = (term.by.clone(), term.releases.name());
    sql!(
        execute write, GRANT,
        person, at, enterprise, window, role.name(), now, ends, by, releases,
    )?;
    Ok(())
}

/// Every role that is stored, whether its time is over or not.
pub async fn grants(source: &mut impl Source, id: PersonId) -> Result<Vec<Grant>> {
    let rows = sql!(fetch_all GrantRow; source, GRANTS, id.to_string())?;
    rows.iter().map(|row| row.read().map(|(grant, _)| grant)).collect()
}

/// The role at one place, with what narrows it.
pub async fn held_at(
    source: &mut impl Source,
    id: PersonId,
    place: Place,
) -> Result<Option<Given>> {
    for row in sql!(fetch_all GrantRow; source, GRANTS, id.to_string())? {
        let (grant, until) = row.read()?;
        if grant.place == place {
            return Ok(Some(Given { role: grant.role, until, releases: grant.releases }));
        }
    }
    Ok(None)
}

/// The person behind a session with all grants, in one query; `None` when gone or inactive.
pub async fn signed_in(
    source: &mut impl Source,
    id: PersonId,
    now: Millis,
) -> Result<Option<Known>> {
    let rows = sql!(fetch_all SignedInRow; source, SIGNED_IN, id.to_string())?;
    let (mut held, mut overdue) = (Vec::with_capacity(rows.len()), false);
    let mut held_since = Held::default();
    let mut found: Option<(Person, bool)> = None;
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
        } = row;
        found = Some((person.try_into()?, factors > 0));
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
        held_since.given(given_at.unwrap_or(now), grant.role.owes_second_factor());
    }
    let known =
        |(person, second_factor)| Known { person, held, overdue, second_factor, held_since };
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

//! The roles of people: one at each place, what narrows it, and what a role for a time replaced. What
//! lasts longer than such a role is kept in its row and holds again once it is over.

use std::str::FromStr;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::sql::{sql, statements};
use super::{Source, Write, checkups, people};
use crate::clock::Millis;
use crate::domain::{EnterpriseId, PersonId, WindowId};
use crate::error::{Error, Result};
use crate::rights::{Given, Grant, Place, Releases, Role, afterwards};
use crate::text::{Text, text};

statements! {
    GRANTS = "SELECT place, role, enterprise_id, window_id, ends_at, releases FROM grants WHERE person_id = $1";
    GRANT = "INSERT INTO grants (person_id, place, enterprise_id, window_id, role, created_at, ends_at, given_by, releases, former_role, former_ends_at, former_releases, former_since, former_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
             ON CONFLICT (person_id, place) DO UPDATE SET role = $5, created_at = $6, ends_at = $7, given_by = $8, releases = $9,
             former_role = $10, former_ends_at = $11, former_releases = $12, former_since = $13, former_by = $14";
    ROW = "SELECT role, ends_at, releases, created_at, given_by, former_role, former_ends_at, former_releases, former_since, former_by
           FROM grants WHERE person_id = $1 AND place = $2";
    RESTORE = "UPDATE grants SET role = former_role, ends_at = former_ends_at, releases = former_releases, created_at = former_since, given_by = former_by, former_role = NULL
               WHERE person_id = $1 AND place = $2 AND ends_at = $3 AND former_role IS NOT NULL";
    WITHDRAW = "DELETE FROM grants WHERE person_id = $1 AND place = $2";
    // Of two acts that take an owner away, the second one waits here and sees what the first one left.
    HOLD = "UPDATE installation SET setup = setup";
    OWNER = "SELECT g.person_id FROM grants g JOIN people p ON p.id = g.person_id
             WHERE g.place = $1 AND g.role = $2 AND p.active = $3 AND g.ends_at = $4 LIMIT 1";
}

const INSTALLATION: &str = "installation";

const LAST_OWNER: Text = text(
    "这是最后一位启用中的门户所有者，不能停用，其角色不能收回、降低或限期。请先让另一位成员成为门户的所有者。",
    "This is the last active owner of the portal, who can neither be deactivated nor lose that role, nor hold it for a time only. Make somebody else an owner of the portal first.",
);

#[derive(FromRow)]
pub(super) struct GrantRow {
    pub place: String,
    pub role: String,
    pub enterprise_id: Option<String>,
    pub window_id: Option<String>,
    pub ends_at: i64,
    pub releases: String,
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
    pub fn read(&self) -> Result<(Grant, Option<Millis>)> {
        let place = place(self.enterprise_id.as_deref(), self.window_id.as_deref())?;
        if place_name(place) != self.place {
            return Err(inconsistent("grants", "place", &self.place));
        }
        let (role, releases) = (role(&self.role)?, releases(&self.releases)?);
        Ok((Grant { place, role, releases }, until(self.ends_at)))
    }
}

/// The columns that say what holds again once a role is over.
#[derive(FromRow)]
pub(super) struct FormerRow {
    #[sqlx(rename = "former_role")]
    role: Option<String>,
    #[sqlx(rename = "former_ends_at")]
    ends_at: i64,
    #[sqlx(rename = "former_releases")]
    releases: String,
}

impl FormerRow {
    /// `ends_at` is the end of the role that replaced it: after one without an end nothing comes back.
    pub fn read(&self, ends_at: Millis) -> Result<Option<Given>> {
        let Some(name) = self.role.as_deref().filter(|_| ends_at != NEVER) else {
            return Ok(None);
        };
        let (role, releases) = (role(name)?, releases(&self.releases)?);
        Ok(Some(Given { role, until: until(self.ends_at), releases }))
    }
}

#[derive(FromRow)]
struct WholeRow {
    role: String,
    ends_at: i64,
    releases: String,
    created_at: i64,
    given_by: String,
    #[sqlx(flatten)]
    former: FormerRow,
    former_since: i64,
    former_by: String,
}

/// A role that may hold again: since when it was held, and who gave it.
struct Former {
    given: Given,
    since: Millis,
    by: String,
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

const OWNS: Grant = Grant::of(Place::Installation, Role::Owner);

/// Lets one act after the other change who may do what, and each see what the one before it left.
pub async fn hold(write: &mut Write<'_>) -> Result<()> {
    sql!(execute write, HOLD)?;
    Ok(())
}

/// What whoever leaves owned must be owned by somebody else.
pub(super) async fn leave(write: &mut Write<'_>, id: PersonId) -> Result<()> {
    let owned = grants(write, id).await?.contains(&OWNS);
    if owned { keep_an_owner(write).await } else { Ok(()) }
}

/// Somebody must stay who can give rights, and not for a time only.
async fn keep_an_owner(write: &mut Write<'_>) -> Result<()> {
    let role = Role::Owner.name();
    let left = sql!(fetch_optional (String,); write, OWNER, INSTALLATION, role, true, NEVER)?;
    if left.is_some() { Ok(()) } else { Err(Error::conflict().saying(LAST_OWNER)) }
}

/// Gives, changes or takes away (`None`) the role at a place, where it is still what was seen there: with
/// its end and its limit.
/// Sessions of whoever had another role end. A conflict that says so when nobody would be left who
/// owns the installation.
pub async fn set_role(
    write: &mut Write<'_>,
    id: PersonId,
    place: Place,
    (seen, role): (Option<Given>, Option<Role>),
    term: &Term,
    now: Millis,
) -> Result<()> {
    hold(write).await?;
    let held = held_at(write, id, place).await?;
    if held != seen {
        return Err(Error::conflict());
    }
    let before = held.map(|held| held.role);
    match role {
        Some(role) => give_for(write, id, (place, role), term, now).await?,
        None => withdraw(write, id, place).await.map(drop)?,
    }
    if before.is_some() {
        people::end_sessions(write, id).await?;
    }
    if let Place::Enterprise(of) | Place::Window { enterprise: of, .. } = place {
        checkups::concern_enterprise(write, of, (&id.to_string(), now)).await?;
    }
    let less = role != before || term.until.is_some();
    let lost = place == OWNS.place && before == Some(OWNS.role) && less;
    if lost { keep_an_owner(write).await } else { Ok(()) }
}

/// Takes the role at a place away, with what would have held again after it; how many there were.
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

/// Gives a role for a time; another one that lasts longer holds again after it. Only developers are let
/// in to one window, and only administrators are narrowed in what they release.
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
    let (by, limit) = (term.by.clone(), term.releases.name());
    let new = Given { role, until: term.until, releases: term.releases };
    let back = replaced(write, (&person, &at), new).await?;
    let back_role = back.as_ref().map(|one| one.given.role.name());
    let back_ends = back.as_ref().map_or(0, |one| one.given.until.unwrap_or(NEVER));
    let back_limit = back.as_ref().map(|one| one.given.releases).unwrap_or_default().name();
    let (back_since, back_by) = back.map_or((0, String::new()), |one| (one.since, one.by));
    sql!(
        execute write, GRANT,
        person, at, enterprise, window, role.name(), now, ends, by, limit,
        back_role, back_ends, back_limit, back_since, back_by,
    )?;
    Ok(())
}

/// What holds again after a new role, of what it replaces there.
async fn replaced(
    write: &mut Write<'_>,
    (person, place): (&str, &str),
    new: Given,
) -> Result<Option<Former>> {
    let row = sql!(fetch_optional WholeRow; write, ROW, person.to_owned(), place.to_owned())?;
    let Some(row) = row else { return Ok(None) };
    let (role, releases) = (role(&row.role)?, releases(&row.releases)?);
    let held = Given { role, until: until(row.ends_at), releases };
    let former = row.former.read(row.ends_at)?;
    let Some(given) = afterwards(new, Some(held), former) else { return Ok(None) };
    let (since, by) = if given == held {
        (row.created_at, row.given_by)
    } else {
        (row.former_since, row.former_by)
    };
    Ok(Some(Former { given, since, by }))
}

/// After a role that ended then: what it replaced holds again, where that lasts longer than until now.
pub(super) async fn restore(
    write: &mut Write<'_>,
    (person, place): (&str, &str),
    ended: Millis,
    now: Millis,
) -> Result<Option<Given>> {
    let row = sql!(fetch_optional WholeRow; write, ROW, person.to_owned(), place.to_owned())?;
    let Some(row) = row.filter(|row| row.ends_at == ended) else { return Ok(None) };
    let former = row.former.read(row.ends_at)?;
    let lasts = |given: &Given| given.until.is_none_or(|until| until > now);
    let Some(given) = former.filter(lasts) else { return Ok(None) };
    match sql!(execute write, RESTORE, person.to_owned(), place.to_owned(), ended)? {
        1 => Ok(Some(given)),
        _ => Err(Error::conflict()),
    }
}

/// Every role that is stored, whether its time is over or not.
pub async fn grants(source: &mut impl Source, id: PersonId) -> Result<Vec<Grant>> {
    let rows = sql!(fetch_all GrantRow; source, GRANTS, id.to_string())?;
    rows.iter().map(|row| row.read().map(|(grant, _)| grant)).collect()
}

/// The roles that count at a moment, with what narrows them.
pub async fn counting(
    source: &mut impl Source,
    id: PersonId,
    now: Millis,
) -> Result<Vec<(Place, Given)>> {
    let mut held = Vec::new();
    for row in sql!(fetch_all GrantRow; source, GRANTS, id.to_string())? {
        let (Grant { place, role, releases }, until) = row.read()?;
        if row.ends_at > now {
            held.push((place, Given { role, until, releases }));
        }
    }
    Ok(held)
}

/// The role at one place, with what narrows it.
pub async fn held_at(
    source: &mut impl Source,
    id: PersonId,
    place: Place,
) -> Result<Option<Given>> {
    Ok(held_with_former(source, id, place).await?.map(|(held, _)| held))
}

/// The same, and what holds again once it is over.
pub async fn held_with_former(
    source: &mut impl Source,
    id: PersonId,
    place: Place,
) -> Result<Option<(Given, Option<Given>)>> {
    let row = sql!(fetch_optional WholeRow; source, ROW, id.to_string(), place_name(place))?;
    let Some(row) = row else { return Ok(None) };
    let (role, releases) = (role(&row.role)?, releases(&row.releases)?);
    let held = Given { role, until: until(row.ends_at), releases };
    Ok(Some((held, row.former.read(row.ends_at)?)))
}

//! One-time links to accounts. The token is looked up by its hash, and a link is closed once.

use std::str::FromStr;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::grants::{NEVER, until};
use super::people;
use super::sql::{sql, statements};
use super::{Db, PAGE, Page, Source, Write, every};
use crate::clock::{HOUR, Millis};
use crate::domain::invitation::{Invited, Purpose};
use crate::domain::request::By;
use crate::domain::{Act, EnterpriseId, Invitation, InvitationId, Person, PersonId, WindowId};
use crate::error::{Error, Result};
use crate::rights::{Grants, ManageMembers, ManagePeople, Origin, Place};

statements! {
    INSERT = "INSERT INTO invitations (id, purpose, token_hash, email, name, person_id, enterprise_id, role, made_by, made_at, expires_at, window_id, ends_at, releases, made_by_id)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    CLOSE = "UPDATE invitations SET revoked_at = $2, accepted_at = $3 WHERE id = $1 AND revoked_at = 0 AND accepted_at = 0";
    FIND = "SELECT i.id, i.purpose, i.email, i.name, i.person_id, i.enterprise_id, e.slug, e.name AS enterprise, i.role, i.made_by, i.made_by_id, i.made_at, i.expires_at, i.revoked_at, i.accepted_at, i.window_id, w.code, i.ends_at, i.releases
            FROM invitations i LEFT JOIN enterprises e ON e.id = i.enterprise_id LEFT JOIN windows w ON w.id = i.window_id WHERE i.id = $1";
    BY_TOKEN = "SELECT i.id, i.purpose, i.email, i.name, i.person_id, i.enterprise_id, e.slug, e.name AS enterprise, i.role, i.made_by, i.made_by_id, i.made_at, i.expires_at, i.revoked_at, i.accepted_at, i.window_id, w.code, i.ends_at, i.releases
            FROM invitations i LEFT JOIN enterprises e ON e.id = i.enterprise_id LEFT JOIN windows w ON w.id = i.window_id WHERE i.token_hash = $1";
    OPEN = "SELECT i.id, i.purpose, i.email, i.name, i.person_id, i.enterprise_id, e.slug, e.name AS enterprise, i.role, i.made_by, i.made_by_id, i.made_at, i.expires_at, i.revoked_at, i.accepted_at, i.window_id, w.code, i.ends_at, i.releases
            FROM invitations i LEFT JOIN enterprises e ON e.id = i.enterprise_id LEFT JOIN windows w ON w.id = i.window_id
            WHERE i.accepted_at = 0 AND i.revoked_at = 0 AND i.id < $1 ORDER BY i.id DESC LIMIT $2";
    OPEN_FOR = "SELECT i.id, i.purpose, i.email, i.name, i.person_id, i.enterprise_id, e.slug, e.name AS enterprise, i.role, i.made_by, i.made_by_id, i.made_at, i.expires_at, i.revoked_at, i.accepted_at, i.window_id, w.code, i.ends_at, i.releases
            FROM invitations i LEFT JOIN enterprises e ON e.id = i.enterprise_id LEFT JOIN windows w ON w.id = i.window_id
            WHERE i.email = $1 AND i.accepted_at = 0 AND i.revoked_at = 0 ORDER BY i.id";
    OPEN_IN = "SELECT i.id, i.purpose, i.email, i.name, i.person_id, i.enterprise_id, e.slug, e.name AS enterprise, i.role, i.made_by, i.made_by_id, i.made_at, i.expires_at, i.revoked_at, i.accepted_at, i.window_id, w.code, i.ends_at, i.releases
            FROM invitations i LEFT JOIN enterprises e ON e.id = i.enterprise_id LEFT JOIN windows w ON w.id = i.window_id
            WHERE i.enterprise_id = $1 AND i.accepted_at = 0 AND i.revoked_at = 0 ORDER BY i.id DESC LIMIT $2";
    OPEN_BY = "SELECT i.id, i.purpose, i.email, i.name, i.person_id, i.enterprise_id, e.slug, e.name AS enterprise, i.role, i.made_by, i.made_by_id, i.made_at, i.expires_at, i.revoked_at, i.accepted_at, i.window_id, w.code, i.ends_at, i.releases
            FROM invitations i LEFT JOIN enterprises e ON e.id = i.enterprise_id LEFT JOIN windows w ON w.id = i.window_id
            WHERE i.made_by_id = $1 AND i.accepted_at = 0 AND i.revoked_at = 0 ORDER BY i.id";
    ANY = "SELECT id FROM invitations LIMIT 1";
    FORGET = "DELETE FROM invitations WHERE accepted_at = 0 AND revoked_at = 0 AND expires_at <= $1";
}

#[derive(FromRow)]
struct Row {
    id: String,
    purpose: String,
    email: String,
    name: String,
    person_id: String,
    enterprise_id: Option<String>,
    slug: Option<String>,
    enterprise: Option<String>,
    role: String,
    made_by: String,
    made_by_id: String,
    made_at: i64,
    expires_at: i64,
    revoked_at: i64,
    accepted_at: i64,
    window_id: Option<String>,
    code: Option<String>,
    ends_at: i64,
    releases: String,
}

impl TryFrom<Row> for Invitation {
    type Error = Error;

    fn try_from(row: Row) -> Result<Invitation> {
        let wrong = |column| inconsistent("invitations", column, &row.id);
        let window = match &row.window_id {
            None => None,
            Some(id) => {
                let id = WindowId::from_str(id).map_err(|_| wrong("window_id"))?;
                Some((id, row.code.unwrap_or_default()))
            }
        };
        let place = match &row.enterprise_id {
            None => None,
            Some(id) => Some(Invited {
                id: EnterpriseId::from_str(id).map_err(|_| wrong("enterprise_id"))?,
                slug: row.slug.unwrap_or_default(),
                name: row.enterprise.unwrap_or_default(),
                window,
            }),
        };
        Ok(Invitation {
            id: InvitationId::from_str(&row.id).map_err(|_| wrong("id"))?,
            purpose: Purpose::from_name(&row.purpose).ok_or_else(|| wrong("purpose"))?,
            person: PersonId::from_str(&row.person_id).map_err(|_| wrong("person_id"))?,
            email: row.email,
            name: row.name,
            role: row.role,
            place,
            until: until(row.ends_at),
            releases: row.releases,
            made_by: By { id: row.made_by_id, name: row.made_by },
            made_at: row.made_at,
            expires_at: row.expires_at,
            revoked_at: (row.revoked_at != 0).then_some(row.revoked_at),
            accepted_at: (row.accepted_at != 0).then_some(row.accepted_at),
        })
    }
}

/// `Taken` when this id was used before.
pub async fn insert(write: &mut Write<'_>, new: &Invitation, token_hash: &str) -> Result<()> {
    sql!(
        execute write, INSERT,
        new.id.to_string(),
        new.purpose.name(),
        token_hash.to_owned(),
        new.email.clone(),
        new.name.clone(),
        new.person.to_string(),
        new.place.as_ref().map(|place| place.id.to_string()),
        new.role.clone(),
        new.made_by.name.clone(),
        new.made_at,
        new.expires_at,
        new.place.as_ref().and_then(|place| place.window.as_ref()).map(|(id, _)| id.to_string()),
        new.until.unwrap_or(NEVER),
        new.releases.clone(),
        new.made_by.id.clone(),
    )?;
    Ok(())
}

/// Keeps that it was used or revoked. A conflict when somebody else was faster: a link is good once.
pub async fn close(write: &mut Write<'_>, new: &Invitation) -> Result<()> {
    let (revoked, accepted) =
        (new.revoked_at.unwrap_or_default(), new.accepted_at.unwrap_or_default());
    match sql!(execute write, CLOSE, new.id.to_string(), revoked, accepted)? {
        1 => Ok(()),
        _ => Err(Error::conflict()),
    }
}

/// Revokes whatever is open for this address, and tells it in the act.
pub async fn close_for(write: &mut Write<'_>, email: &str, act: Act, now: Millis) -> Result<Act> {
    let open = open_for(write, email).await?;
    close_each(write, open, act, now).await
}

/// The same of all that is open anywhere.
pub async fn close_all(write: &mut Write<'_>, act: Act, now: Millis) -> Result<Act> {
    let found = every(write, async |write: &mut Write<'_>, after: &str| open(write, after).await);
    let found = found.await?;
    close_each(write, found, act, now).await
}

/// The same of whoever leaves: what is open for that person, and what that person made.
pub async fn close_of(
    write: &mut Write<'_>,
    leaver: &Person,
    act: Act,
    now: Millis,
) -> Result<Act> {
    let act = close_for(write, &leaver.email, act, now).await?;
    let open = open_by(write, leaver.id).await?;
    close_each(write, open, act, now).await
}

/// The same of what somebody made and could not make with the roles that are left.
pub async fn close_lost(
    write: &mut Write<'_>,
    maker: PersonId,
    act: Act,
    now: Millis,
) -> Result<Act> {
    let mut open = open_by(write, maker).await?;
    if open.is_empty() {
        return Ok(act);
    }
    let held = people::grants(write, maker).await?;
    let grants = Grants::of_person(maker, String::new(), held, Origin::default());
    open.retain(|one| !could_make(&grants, one));
    close_each(write, open, act, now).await
}

/// An enterprise's own people are invited by whoever manages them, everybody else by the portal's owners.
fn could_make(grants: &Grants, one: &Invitation) -> bool {
    let place = one.place.as_ref().map(|place| Place::Enterprise(place.id));
    grants.allow::<ManagePeople>(Place::Installation)
        || place.is_some_and(|place| grants.allow::<ManageMembers>(place))
}

async fn close_each(
    write: &mut Write<'_>,
    open: Vec<Invitation>,
    mut act: Act,
    now: Millis,
) -> Result<Act> {
    for one in open {
        if let Some((revoked, change)) = one.revoke(now) {
            close(write, &revoked).await?;
            act = act.and(change);
        }
    }
    Ok(act)
}

/// The same at one place only, which is all that its owners may close: a new link takes the place of the
/// one before it.
pub async fn replace(write: &mut Write<'_>, new: &Invitation, act: Act) -> Result<Act> {
    let place = |one: &Invitation| one.place.as_ref().map(|place| place.id);
    let mut open = open_for(write, &new.email).await?;
    open.retain(|one| place(one) == place(new));
    close_each(write, open, act, new.made_at).await
}

pub async fn find(source: &mut impl Source, id: InvitationId) -> Result<Option<Invitation>> {
    sql!(fetch_optional Row; source, FIND, id.to_string())?.map(Invitation::try_from).transpose()
}

pub async fn by_token(source: &mut impl Source, token_hash: &str) -> Result<Option<Invitation>> {
    sql!(fetch_optional Row; source, BY_TOKEN, token_hash.to_owned())?
        .map(Invitation::try_from)
        .transpose()
}

/// What was neither used nor revoked for an address, the oldest first.
pub async fn open_for(source: &mut impl Source, email: &str) -> Result<Vec<Invitation>> {
    let rows = sql!(fetch_all Row; source, OPEN_FOR, email.to_owned())?;
    rows.into_iter().map(Invitation::try_from).collect()
}

/// What somebody made that was neither used nor revoked, the oldest first.
async fn open_by(source: &mut impl Source, maker: PersonId) -> Result<Vec<Invitation>> {
    let rows = sql!(fetch_all Row; source, OPEN_BY, maker.to_string())?;
    rows.into_iter().map(Invitation::try_from).collect()
}

/// One page of what was neither used nor revoked, newest first, older than `before`; empty for the
/// newest. Some of them may have run out.
pub async fn open(source: &mut impl Source, before: &str) -> Result<Page<Invitation>> {
    // No id is greater than this.
    let before = if before.is_empty() { "g" } else { before };
    let rows = sql!(fetch_all Row; source, OPEN, before.to_owned(), PAGE + 1)?;
    let items = rows.into_iter().map(Invitation::try_from).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(items, |invitation| invitation.id.to_string()))
}

/// What was neither used nor revoked for one enterprise, newest first, up to a page of it.
pub async fn open_in(source: &mut impl Source, place: EnterpriseId) -> Result<Vec<Invitation>> {
    let rows = sql!(fetch_all Row; source, OPEN_IN, place.to_string(), PAGE)?;
    rows.into_iter().map(Invitation::try_from).collect()
}

/// Whether there was ever one.
pub async fn any(source: &mut impl Source) -> Result<bool> {
    Ok(sql!(fetch_optional (String,); source, ANY)?.is_some())
}

/// For so long pages show that a link has run out.
const SHOWN: Millis = 30 * 24 * HOUR;

impl Db {
    /// Lets go of links that ran out and that nobody removed; how many there were. The history keeps them.
    pub async fn forget_invitations(&self) -> Result<u64> {
        let until = self.clock().now() - SHOWN;
        sql!(execute &mut self.direct().await?, FORGET, until)
    }
}

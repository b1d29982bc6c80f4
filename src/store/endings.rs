//! Roles that end by themselves. A role counts until its moment and not longer, whoever asks; here its
//! row is taken away, or what it replaced holds again, and that is told; pages go on showing for a while
//! that it was there.

use std::str::FromStr;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::grants::{self, place, role};
use super::sql::{sql, statements};
use super::{Db, Source, Write, checkups, invitations, people, windows};
use crate::clock::{HOUR, Millis};
use crate::domain::person::{Held, Spot};
use crate::domain::{EnterpriseId, Log, PersonId};
use crate::error::{Error, Kind, Result};
use crate::rights::{EndAccess, Given, Grants, Permit, Place, Role};

statements! {
    DUE = "SELECT person_id, role, enterprise_id, window_id, ends_at, releases FROM grants WHERE ends_at <= $1 ORDER BY ends_at LIMIT 100";
    DUE_OF = "SELECT person_id, role, enterprise_id, window_id, ends_at, releases FROM grants WHERE person_id = $1 AND ends_at <= $2";
    END = "DELETE FROM grants WHERE person_id = $1 AND place = $2 AND ends_at = $3";
    KEEP = "INSERT INTO ended_grants (person_id, place, enterprise_id, window_id, role, ended_at)
            SELECT person_id, place, enterprise_id, window_id, role, ends_at FROM grants WHERE person_id = $1 AND place = $2 AND ends_at = $3
            ON CONFLICT (person_id, place, ended_at) DO NOTHING";
    FORGET = "DELETE FROM ended_grants WHERE ended_at <= $1";
    OF_PERSON = "SELECT x.person_id, p.name, p.email, x.role, x.ended_at, e.slug, e.name AS enterprise, w.code
            FROM ended_grants x JOIN people p ON p.id = x.person_id LEFT JOIN enterprises e ON e.id = x.enterprise_id LEFT JOIN windows w ON w.id = x.window_id
            WHERE x.person_id = $1 AND x.ended_at > $2 ORDER BY x.ended_at DESC LIMIT $3";
    IN_ENTERPRISE = "SELECT x.person_id, p.name, p.email, x.role, x.ended_at, e.slug, e.name AS enterprise, w.code
            FROM ended_grants x JOIN people p ON p.id = x.person_id LEFT JOIN enterprises e ON e.id = x.enterprise_id LEFT JOIN windows w ON w.id = x.window_id
            WHERE x.enterprise_id = $1 AND x.ended_at > $2 ORDER BY x.ended_at DESC LIMIT $3";
}

/// For so long pages show that a role has ended.
pub const SHOWN: Millis = 30 * 24 * HOUR;
/// Ended roles that one page shows.
const MOST: i64 = 50;

#[derive(FromRow)]
struct Row {
    person_id: String,
    role: String,
    enterprise_id: Option<String>,
    window_id: Option<String>,
    ends_at: i64,
    releases: String,
}

/// A role that has ended.
#[derive(Clone, Debug)]
pub struct Ended {
    pub name: String,
    pub email: String,
    pub role: Role,
    pub at: Millis,
    /// The name of its enterprise; `None` for the installation.
    pub enterprise: Option<String>,
    /// The window that it was for, where it was one.
    pub code: Option<String>,
}

#[derive(FromRow)]
struct EndedRow {
    name: String,
    email: String,
    role: String,
    ended_at: i64,
    enterprise: Option<String>,
    code: Option<String>,
}

impl TryFrom<EndedRow> for Ended {
    type Error = Error;

    fn try_from(row: EndedRow) -> Result<Ended> {
        let EndedRow { name, email, ended_at, enterprise, code, .. } = row;
        Ok(Ended { name, email, role: role(&row.role)?, at: ended_at, enterprise, code })
    }
}

/// What ended for a person of late, the newest first.
pub async fn shown_of(source: &mut impl Source, id: PersonId, now: Millis) -> Result<Vec<Ended>> {
    let rows = sql!(fetch_all EndedRow; source, OF_PERSON, id.to_string(), now - SHOWN, MOST)?;
    rows.into_iter().map(Ended::try_from).collect()
}

/// The same in an enterprise.
pub async fn shown_in(
    source: &mut impl Source,
    id: EnterpriseId,
    now: Millis,
) -> Result<Vec<Ended>> {
    let rows = sql!(fetch_all EndedRow; source, IN_ENTERPRISE, id.to_string(), now - SHOWN, MOST)?;
    rows.into_iter().map(Ended::try_from).collect()
}

/// Ends every role whose time is over, one act for each; how many there were.
pub async fn round(db: &Db) -> Result<u64> {
    let mut ended = 0;
    loop {
        let rows = sql!(fetch_all Row; &mut db.read().await?, DUE, db.clock().now())?;
        let mut now_ended = 0;
        for row in rows {
            now_ended += u64::from(end(db, row).await?);
        }
        ended += now_ended;
        if now_ended == 0 {
            return Ok(ended);
        }
    }
}

/// The same for one person, who is just asking for something.
pub async fn of_person(db: &Db, id: PersonId) -> Result<()> {
    let now = db.clock().now();
    let due = sql!(fetch_all Row; &mut db.read().await?, DUE_OF, id.to_string(), now)?;
    for row in due {
        end(db, row).await?;
    }
    Ok(())
}

/// Whether it was this call that ended it.
async fn end(db: &Db, row: Row) -> Result<bool> {
    let person = PersonId::from_str(&row.person_id)
        .map_err(|_| inconsistent("grants", "person_id", &row.person_id))?;
    let at = place(row.enterprise_id.as_deref(), row.window_id.as_deref())?;
    let permit: Permit<EndAccess> = Grants::job("access")
        .permit(at)
        .map_err(|_| Error::broken("the system may do everything"))?;
    let name = grants::place_name(at);
    let (id, ends_at) = (row.person_id.as_str(), row.ends_at);
    let work = async |write: &mut Write<'_>| {
        let person = people::find(write, person).await?.ok_or_else(Error::conflict)?;
        let code = code(write, at).await?;
        sql!(execute write, KEEP, id.to_owned(), name.clone(), ends_at)?;
        let back = grants::restore(write, (id, &name), ends_at, db.clock().now()).await?;
        match (&back, at) {
            (None, _) => take_away(write, (id, &name), ends_at).await?,
            (Some(_), Place::Enterprise(of)) => {
                checkups::concern_enterprise(write, of, (id, ends_at)).await?;
            }
            (Some(_), _) => {}
        }
        let (log, window) = match at {
            Place::Installation => (Log::Installation, None),
            Place::Enterprise(id) => (Log::Enterprise(id), None),
            Place::Window { enterprise, window } => {
                (Log::Enterprise(enterprise), Some((window, code.as_str())))
            }
        };
        let releases = grants::releases(&row.releases)?.name();
        let held = Held { role: row.role.as_str(), until: Some(ends_at), releases };
        let told = match back.map(told) {
            None => person.role_ended(&Spot { log, window }, held),
            back => person.turn_role(&Spot { log, window }, Some(held), back),
        };
        let act = told.ok_or_else(Error::conflict)?.into();
        invitations::close_lost(write, person.id, act, db.clock().now()).await
    };
    match db.write(&permit, work).await {
        Ok(()) => Ok(true),
        // Somebody else ended it, or gave it for longer.
        Err(error) if error.kind() == Kind::Conflict => Ok(false),
        Err(error) => Err(error),
    }
}

async fn take_away(
    write: &mut Write<'_>,
    (person, place): (&str, &str),
    ends_at: Millis,
) -> Result<()> {
    match sql!(execute write, END, person.to_owned(), place.to_owned(), ends_at)? {
        1 => Ok(()),
        _ => Err(Error::conflict()),
    }
}

/// A role that holds again, as the history tells it.
fn told(back: Given) -> Held<'static> {
    Held { role: back.role.name(), until: back.until, releases: back.releases.name() }
}

/// The code of the window that a place is; empty where it is none.
async fn code(write: &mut Write<'_>, place: Place) -> Result<String> {
    let Place::Window { enterprise, window } = place else { return Ok(String::new()) };
    let found = windows::find(write, enterprise, window).await?;
    Ok(found.map(|window| window.code).unwrap_or_default())
}

impl Db {
    /// Lets go of what pages no longer show; how much that was. The history keeps it.
    pub async fn forget_endings(&self) -> Result<u64> {
        let until = self.clock().now() - SHOWN;
        sql!(execute &mut self.direct().await?, FORGET, until)
    }
}

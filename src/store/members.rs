//! Who holds a role at a place: in one enterprise and on its windows, or for the installation.

use std::str::FromStr;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::grants::{FormerRow, place, place_name, releases, role, until};
use super::sql::{sql, statements};
use super::{PAGE, Page, Source, people};
use crate::clock::Millis;
use crate::domain::{EnterpriseId, PersonId, WindowId};
use crate::error::{Error, Result};
use crate::rights::{Given, Place, Releases, Role};

statements! {
    IN_ENTERPRISE = "SELECT g.person_id, p.name, p.email, p.active, g.role, g.enterprise_id, g.window_id, w.code, g.created_at, g.given_by, g.ends_at, g.releases, g.former_role, g.former_ends_at, g.former_releases
            FROM grants g JOIN people p ON p.id = g.person_id LEFT JOIN windows w ON w.id = g.window_id
            WHERE g.enterprise_id = $1 AND (p.email, COALESCE(w.code, '')) > ($2, $3) ORDER BY p.email, COALESCE(w.code, '') LIMIT $4";
    INSTALLED = "SELECT g.person_id, p.name, p.email, p.active, g.role, g.enterprise_id, g.window_id, '' AS code, g.created_at, g.given_by, g.ends_at, g.releases, g.former_role, g.former_ends_at, g.former_releases
            FROM grants g JOIN people p ON p.id = g.person_id
            WHERE g.place = $1 AND p.email > $2 ORDER BY p.email LIMIT $3";
    ONE = "SELECT g.person_id, p.name, p.email, p.active, g.role, g.enterprise_id, g.window_id, w.code, g.created_at, g.given_by, g.ends_at, g.releases, g.former_role, g.former_ends_at, g.former_releases
            FROM grants g JOIN people p ON p.id = g.person_id LEFT JOIN windows w ON w.id = g.window_id
            WHERE g.person_id = $1 AND g.place = $2";
    CODE = "SELECT code FROM windows WHERE id = $1 AND enterprise_id = $2";
}

/// A role of somebody.
#[derive(Clone, Debug)]
pub struct Member {
    pub person: PersonId,
    pub name: String,
    pub email: String,
    pub active: bool,
    pub role: Role,
    pub place: Place,
    /// Of the window, where the role is for one.
    pub code: String,
    pub since: Millis,
    /// Empty for what was given before this was kept.
    pub by: String,
    pub until: Option<Millis>,
    pub releases: Releases,
    /// What holds again once it is over.
    pub former: Option<Given>,
}

impl Member {
    /// The role with what narrows it.
    pub fn given(&self) -> Given {
        Given { role: self.role, until: self.until, releases: self.releases }
    }
}

#[derive(FromRow)]
struct Row {
    person_id: String,
    name: String,
    email: String,
    active: bool,
    role: String,
    enterprise_id: Option<String>,
    window_id: Option<String>,
    code: Option<String>,
    created_at: i64,
    given_by: String,
    ends_at: i64,
    releases: String,
    #[sqlx(flatten)]
    former: FormerRow,
}

impl TryFrom<Row> for Member {
    type Error = Error;

    fn try_from(row: Row) -> Result<Member> {
        let id = &row.person_id;
        Ok(Member {
            person: PersonId::from_str(id).map_err(|_| inconsistent("grants", "person_id", id))?,
            place: place(row.enterprise_id.as_deref(), row.window_id.as_deref())?,
            role: role(&row.role)?,
            name: row.name,
            email: row.email,
            active: row.active,
            code: row.code.unwrap_or_default(),
            since: row.created_at,
            by: row.given_by,
            until: until(row.ends_at),
            releases: releases(&row.releases)?,
            former: row.former.read(row.ends_at)?,
        })
    }
}

/// Whose role a list goes on after: ids, which tell nobody's address and stand for as long as the people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    person: PersonId,
    window: Option<WindowId>,
}

impl Mark {
    fn of(one: &Member) -> Self {
        let window = match one.place {
            Place::Window { window, .. } => Some(window),
            Place::Installation | Place::Enterprise(_) => None,
        };
        Mark { person: one.person, window }
    }

    fn written(self) -> String {
        match self.window {
            Some(window) => format!("{}.{window}", self.person),
            None => self.person.to_string(),
        }
    }

    /// What was written once; `None` for anything else.
    pub fn read(text: &str) -> Option<Self> {
        let (person, window) = match text.split_once('.') {
            Some((person, window)) => (person, Some(window.parse().ok()?)),
            None => (text, None),
        };
        Some(Mark { person: person.parse().ok()?, window })
    }

    /// Where it stands in the order of the list: the address, and the code of the window.
    async fn place(
        self,
        source: &mut impl Source,
        of: Option<EnterpriseId>,
    ) -> Result<(String, String)> {
        let person = people::find(source, self.person).await?;
        let email = person.map(|person| person.email).unwrap_or_default();
        let (Some(window), Some(of)) = (self.window, of) else { return Ok((email, String::new())) };
        let found =
            sql!(fetch_optional (String,); source, CODE, window.to_string(), of.to_string())?;
        // Without the window, its neighbours come once more and nobody is left out.
        Ok((email, found.map(|(code,)| code).unwrap_or_default()))
    }
}

/// One page in the order of addresses and windows: of an enterprise, or (`None`) of the installation.
/// `after` is the mark of the page before; what is none begins anew.
pub async fn list(
    source: &mut impl Source,
    of: Option<EnterpriseId>,
    after: &str,
) -> Result<Page<Member>> {
    let (email, code) = match Mark::read(after) {
        Some(mark) => mark.place(source, of).await?,
        None => (String::new(), String::new()),
    };
    let rows = match of {
        Some(id) => {
            sql!(fetch_all Row; source, IN_ENTERPRISE, id.to_string(), email, code, PAGE + 1)?
        }
        None => sql!(fetch_all Row; source, INSTALLED, "installation", email, PAGE + 1)?,
    };
    let items = rows.into_iter().map(Member::try_from).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(items, |one| Mark::of(one).written()))
}

/// What somebody holds at a place.
pub async fn find(
    source: &mut impl Source,
    person: PersonId,
    place: Place,
) -> Result<Option<Member>> {
    let row = sql!(fetch_optional Row; source, ONE, person.to_string(), place_name(place))?;
    row.map(Member::try_from).transpose()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written() {
        let person = PersonId(Uuid::from_u128(7));
        for window in [None, Some(WindowId(Uuid::from_u128(8)))] {
            let mark = Mark { person, window };
            assert_eq!(Mark::read(&mark.written()), Some(mark));
        }
        for other in ["", "x.y", "a@example.com", "a@example.com code"] {
            assert_eq!(Mark::read(other), None, "{other}");
        }
    }
}

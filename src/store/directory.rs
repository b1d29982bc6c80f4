//! People as a list: in the order of their addresses, with the roles that they hold and the work that
//! is still in their name.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::FromRow;

use super::grants::{FormerRow, releases, role, until};
use super::people;
use super::sql::{sql, statements};
use super::{PAGE, Page, Source};
use crate::clock::Millis;
use crate::domain::{Person, PersonId};
use crate::error::Result;
use crate::rights::{Given, Releases, Role};

statements! {
    LIST = "SELECT id, email, name, active, version, created_at, updated_at FROM people
            WHERE email > $1 AND email >= $2 AND email < $3 ORDER BY email LIMIT $4";
    HELD = "SELECT g.person_id, g.role, e.slug, e.name, w.code, g.ends_at, g.releases, g.former_role, g.former_ends_at, g.former_releases FROM people p JOIN grants g ON g.person_id = p.id
            LEFT JOIN enterprises e ON e.id = g.enterprise_id LEFT JOIN windows w ON w.id = g.window_id WHERE p.email >= $1 AND p.email <= $2";
    FACTORS = "SELECT f.person_id FROM people p JOIN second_factors f ON f.person_id = p.id
               WHERE p.email >= $1 AND p.email <= $2";
    OPEN = "SELECT e.slug, e.name, r.number, r.title FROM change_requests r JOIN enterprises e ON e.id = r.enterprise_id
            WHERE r.author_id = $1 AND r.closed_at = 0 ORDER BY e.slug, r.number LIMIT $2";
    SCHEDULED = "SELECT e.slug, e.name, r.number, r.title FROM change_requests r JOIN enterprises e ON e.id = r.enterprise_id
            WHERE r.release_at > 0 AND r.closed_at = 0 AND (r.scheduled_by = $1 OR (r.scheduled_by = '' AND r.author_id = $1))
            ORDER BY r.release_at LIMIT $2";
}

/// No address begins with what is greater than this.
const LAST: &str = "\u{10ffff}";

/// A role, and the enterprise that it is for; `None` for the installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub role: Role,
    pub enterprise: Option<(String, String)>,
    /// The code of the one window that it is for, where it is one.
    pub window: Option<String>,
    /// Until when it holds; `None` for good.
    pub until: Option<Millis>,
    pub releases: Releases,
    /// What holds again once it is over.
    pub former: Option<Given>,
}

impl Held {
    /// The role with what narrows it.
    pub fn given(&self) -> Given {
        Given { role: self.role, until: self.until, releases: self.releases }
    }
}

/// A person with all roles, those for the installation first.
#[derive(Clone, Debug)]
pub struct Entry {
    pub person: Person,
    pub held: Vec<Held>,
    pub second_factor: bool,
}

/// A change request that waits.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub slug: String,
    pub enterprise: String,
    pub number: i64,
    pub title: String,
}

#[derive(FromRow)]
struct HeldRow {
    person_id: String,
    role: String,
    slug: Option<String>,
    name: Option<String>,
    code: Option<String>,
    ends_at: i64,
    releases: String,
    #[sqlx(flatten)]
    former: FormerRow,
}

#[derive(FromRow)]
struct WaitingRow {
    slug: String,
    name: String,
    number: i64,
    title: String,
}

/// One page of the people whose address begins so, after the one of the page before.
pub async fn list(source: &mut impl Source, begins: &str, after: &str) -> Result<Page<Entry>> {
    let (after, until) = (after.to_owned(), format!("{begins}{LAST}"));
    let rows =
        sql!(fetch_all people::Row; source, LIST, after, begins.to_owned(), until, PAGE + 1)?;
    let all = rows.into_iter().map(Person::try_from).collect::<Result<Vec<_>>>()?;
    let Page { items, next } = Page::cut(all, |person| person.email.clone());
    let (Some(first), Some(last)) = (items.first(), items.last()) else {
        return Ok(Page { items: Vec::new(), next });
    };
    let mut held = roles(source, &first.email, &last.email).await?;
    let factors = factors(source, &first.email, &last.email).await?;
    let entry = |person: Person| Entry {
        held: held.remove(&person.id.to_string()).unwrap_or_default(),
        second_factor: factors.contains(&person.id.to_string()),
        person,
    };
    Ok(Page { items: items.into_iter().map(entry).collect(), next })
}

/// One person with all roles.
pub async fn find(source: &mut impl Source, id: PersonId) -> Result<Option<Entry>> {
    let Some(person) = people::find(source, id).await? else { return Ok(None) };
    let mut held = roles(source, &person.email, &person.email).await?;
    let second_factor = !factors(source, &person.email, &person.email).await?.is_empty();
    let held = held.remove(&id.to_string()).unwrap_or_default();
    Ok(Some(Entry { person, held, second_factor }))
}

/// Who of those between two addresses has a second factor.
async fn factors(source: &mut impl Source, first: &str, last: &str) -> Result<BTreeSet<String>> {
    let rows = sql!(fetch_all (String,); source, FACTORS, first.to_owned(), last.to_owned())?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

async fn roles(
    source: &mut impl Source,
    first: &str,
    last: &str,
) -> Result<BTreeMap<String, Vec<Held>>> {
    let mut all: BTreeMap<String, Vec<Held>> = BTreeMap::new();
    for row in sql!(fetch_all HeldRow; source, HELD, first.to_owned(), last.to_owned())? {
        let held = Held {
            role: role(&row.role)?,
            enterprise: row.slug.zip(row.name),
            window: row.code,
            until: until(row.ends_at),
            releases: releases(&row.releases)?,
            former: row.former.read(row.ends_at)?,
        };
        all.entry(row.person_id).or_default().push(held);
    }
    for held in all.values_mut() {
        held.sort_by(|one, other| {
            (&one.enterprise, &one.window).cmp(&(&other.enterprise, &other.window))
        });
    }
    Ok(all)
}

/// What this person submitted that is neither released nor turned down, up to so many.
pub async fn waiting(
    source: &mut impl Source,
    author: PersonId,
    most: i64,
) -> Result<Vec<Waiting>> {
    let rows = sql!(fetch_all WaitingRow; source, OPEN, author.to_string(), most)?;
    Ok(rows.into_iter().map(Waiting::from).collect())
}

/// What is released by itself because this person said when, the next ones up to so many.
pub async fn scheduled(source: &mut impl Source, by: PersonId, most: i64) -> Result<Vec<Waiting>> {
    let rows = sql!(fetch_all WaitingRow; source, SCHEDULED, by.to_string(), most)?;
    Ok(rows.into_iter().map(Waiting::from).collect())
}

impl From<WaitingRow> for Waiting {
    fn from(row: WaitingRow) -> Self {
        let WaitingRow { slug, name, number, title } = row;
        Waiting { slug, enterprise: name, number, title }
    }
}

//! What people left undone at a place, for the doctor: at most a few of each kind.

use sqlx::FromRow;

use super::Source;
use super::sql::{sql, statements};
use crate::clock::Millis;
use crate::domain::EnterpriseId;
use crate::domain::sign_in::{Duty, Held};
use crate::error::Result;

statements! {
    // The roles of `Role::owes_second_factor`; the duty counts from the first role, wherever it holds.
    FACTORLESS = "SELECT p.id, p.name, p.email,
            (SELECT MIN(x.created_at) FROM grants x WHERE x.person_id = p.id AND x.ends_at > $2) AS held,
            (SELECT MIN(x.created_at) FROM grants x WHERE x.person_id = p.id AND x.role IN ('owner', 'admin') AND x.ends_at > $2) AS steward
            FROM grants g JOIN people p ON p.id = g.person_id
            WHERE g.place = $1 AND (g.role IN ('owner', 'admin') OR $5) AND g.ends_at > $2 AND p.active = $3
            AND NOT EXISTS (SELECT 1 FROM second_factors f WHERE f.person_id = p.id) ORDER BY held, p.id LIMIT $4";
    UNUSED_IN = "SELECT t.name, t.person_id, p.name AS person
            FROM tokens t JOIN people p ON p.id = t.person_id LEFT JOIN token_uses u ON u.token_id = t.id
            WHERE t.enterprise_id = $1 AND t.revoked_at = 0 AND t.expires_at > $2 AND COALESCE(u.used_at, t.made_at) <= $3 AND p.active = $4
            ORDER BY t.id LIMIT $5";
    UNUSED_EVERYWHERE = "SELECT t.name, t.person_id, p.name AS person
            FROM tokens t JOIN people p ON p.id = t.person_id LEFT JOIN token_uses u ON u.token_id = t.id
            WHERE t.enterprise_id IS NULL AND t.revoked_at = 0 AND t.expires_at > $1 AND COALESCE(u.used_at, t.made_at) <= $2 AND p.active = $3
            ORDER BY t.id LIMIT $4";
    ALIKE = "SELECT DISTINCT i.id, i.name, o.name AS other
            FROM grants g CROSS JOIN people p CROSS JOIN looks i CROSS JOIN looks o CROSS JOIN grants h CROSS JOIN people q
            WHERE g.place = $1 AND g.ends_at > $2 AND p.id = g.person_id AND p.active = $3
            AND i.noun = 'person' AND i.id = p.id AND o.place = i.place AND o.noun = i.noun AND o.look = i.look AND o.id < i.id AND o.name <> i.name
            AND h.place = $1 AND h.person_id = o.id AND h.ends_at > $2 AND q.id = o.id AND q.active = $3
            ORDER BY i.id, o.name LIMIT $4";
}

/// What is told of one kind; who puts some of it right is told of the rest the day after.
const MOST: i64 = 20;

/// Somebody with a role and without a second factor.
#[derive(Clone, Debug, FromRow)]
pub struct Factorless {
    pub id: String,
    pub name: String,
    pub email: String,
    held: Option<Millis>,
    steward: Option<Millis>,
}

impl Factorless {
    pub fn held(&self) -> Held {
        Held { any: self.held, steward: self.steward }
    }
}

/// A token that is good and that nobody used for long.
#[derive(Clone, Debug, FromRow)]
pub struct Unused {
    pub name: String,
    pub person_id: String,
    pub person: String,
}

/// Two people whose names differ and look alike, told of at the younger one.
#[derive(Clone, Debug, FromRow)]
pub struct Pair {
    pub id: String,
    pub name: String,
    pub other: String,
}

/// Active people at a place whom a duty binds, those with the oldest roles first.
pub async fn factorless(
    source: &mut impl Source,
    place: &str,
    duty: Duty,
    now: Millis,
) -> Result<Vec<Factorless>> {
    let all = match duty {
        Duty::Nobody => return Ok(Vec::new()),
        Duty::Stewards => false,
        Duty::Everybody => true,
    };
    sql!(fetch_all Factorless; source, FACTORLESS, place.to_owned(), now, true, MOST, all)
}

/// Tokens of active people for one enterprise, or (`None`) for everything, that were neither made nor
/// used after a moment.
pub async fn unused(
    source: &mut impl Source,
    of: Option<EnterpriseId>,
    (now, until): (Millis, Millis),
) -> Result<Vec<Unused>> {
    match of {
        Some(id) => {
            sql!(fetch_all Unused; source, UNUSED_IN, id.to_string(), now, until, true, MOST)
        }
        None => sql!(fetch_all Unused; source, UNUSED_EVERYWHERE, now, until, true, MOST),
    }
}

/// Active people who both hold a role at this place now.
pub async fn alike(source: &mut impl Source, place: &str, now: Millis) -> Result<Vec<Pair>> {
    sql!(fetch_all Pair; source, ALIKE, place.to_owned(), now, true, MOST)
}

//! A token with which a program reads in a person's name: for a limited time, at one place, and never
//! more than the person may at that moment. The token itself is known to nobody.

use super::change::{Change, Fields, Log};
use super::ids::{EnterpriseId, PersonId, TokenId, WindowId};
use super::meta::filled;
use crate::clock::{HOUR, Millis};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub id: TokenId,
    pub person: PersonId,
    pub name: String,
    /// Words of `rights::Scope`, separated by spaces.
    pub scopes: String,
    /// `None` for everything that the person sees.
    pub place: Option<Narrowed>,
    pub made_at: Millis,
    pub expires_at: Millis,
    pub revoked_at: Option<Millis>,
}

/// The enterprise, or the one window of it, that a token is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrowed {
    pub enterprise: EnterpriseId,
    pub slug: String,
    pub name: String,
    pub window: Option<Single>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Single {
    pub id: WindowId,
    /// Empty once the window is gone for good: then the token opens nothing.
    pub code: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Active,
    Expired,
    Revoked,
}

/// What a new token says.
#[derive(Clone, Debug)]
pub struct Order {
    pub name: String,
    pub scopes: String,
    pub place: Option<Narrowed>,
    pub days: i64,
}

/// How long a token is good, in days: at most, and where nothing else is chosen.
pub const MOST_DAYS: i64 = 366;
pub const DAYS: i64 = 90;

impl Token {
    pub const NOUN: &'static str = "token";

    pub fn make(id: TokenId, person: PersonId, order: Order, now: Millis) -> (Token, Change) {
        let Order { name, scopes, place, days } = order;
        let lasts = days.clamp(1, MOST_DAYS).saturating_mul(24 * HOUR);
        let expires_at = now.saturating_add(lasts);
        let new =
            Token { id, person, name, scopes, place, made_at: now, expires_at, revoked_at: None };
        let (log, noun) = (Log::Installation, Self::NOUN);
        let change = Change::creation(log, "token.created", noun, id, new.fields());
        let change = change.detail("name", &new.name);
        (new, change)
    }

    /// It is good for nothing from now on. `None` where it was revoked before.
    pub fn revoke(&self, now: Millis) -> Option<(Token, Change)> {
        if self.revoked_at.is_some() {
            return None;
        }
        let new = Token { revoked_at: Some(now), ..self.clone() };
        let (log, noun, id) = (Log::Installation, Self::NOUN, self.id);
        let (before, after) = (self.fields(), new.fields());
        let change = Change::edit(log, "token.revoked", noun, id, &before, &after)?;
        Some((new, change.detail("name", &self.name)))
    }

    pub fn state(&self, now: Millis) -> State {
        match self.revoked_at {
            Some(_) => State::Revoked,
            None if now >= self.expires_at => State::Expired,
            None => State::Active,
        }
    }

    fn fields(&self) -> Fields {
        let place = self.place.as_ref();
        let window = place.and_then(|place| place.window.as_ref());
        vec![
            ("name".into(), filled(&self.name)),
            ("person".into(), Some(self.person.to_string())),
            ("scopes".into(), filled(&self.scopes)),
            ("enterprise".into(), place.map(|place| place.slug.clone())),
            ("window".into(), window.map(|window| window.code.clone())),
            ("expires_at".into(), Some(self.expires_at.to_string())),
            ("revoked".into(), self.revoked_at.map(|_| "true".to_owned())),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn token(days: i64) -> Token {
        let (name, scopes) = ("构建".to_owned(), "read".to_owned());
        let order = Order { name, scopes, place: None, days };
        Token::make(TokenId(Uuid::nil()), PersonId(Uuid::nil()), order, 1_000).0
    }

    #[test]
    fn it_ends_by_itself_within_a_year_and_a_day() {
        let day = 24 * HOUR;
        let new = token(90);
        assert_eq!(new.state(1_000 + 90 * day - 1), State::Active);
        assert_eq!(new.state(1_000 + 90 * day), State::Expired);
        assert_eq!(token(10_000).expires_at, 1_000 + 366 * day);
        assert_eq!(token(-1).expires_at, 1_000 + day);
    }

    #[test]
    fn it_is_revoked_once_and_stays_so() {
        let (revoked, change) = token(1).revoke(2_000).expect("a change");
        let fields: Vec<&str> = change.changes.iter().map(|one| one.field.as_str()).collect();
        assert_eq!((change.action, fields.as_slice()), ("token.revoked", ["revoked"].as_slice()));
        assert_eq!(revoked.state(Millis::MAX), State::Revoked);
        assert!(revoked.revoke(3_000).is_none());
    }
}

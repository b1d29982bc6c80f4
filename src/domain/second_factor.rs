//! A second factor of a person: what is asked after the password. Its secret is nowhere in here.

use super::change::{Change, Fields, Log};
use super::ids::{FactorId, PersonId};
use super::person::Person;
use crate::clock::Millis;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One-time codes of an authenticator app (RFC 6238).
    Totp,
}

impl Kind {
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Totp => "totp",
        }
    }

    pub fn from_name(name: &str) -> Option<Kind> {
        [Kind::Totp].into_iter().find(|kind| kind.name() == name)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondFactor {
    pub id: FactorId,
    pub person: PersonId,
    pub kind: Kind,
    pub created_at: Millis,
}

impl SecondFactor {
    pub const NOUN: &'static str = "second_factor";

    pub fn add(id: FactorId, person: &Person, kind: Kind, now: Millis) -> (Self, Change) {
        let new = SecondFactor { id, person: person.id, kind, created_at: now };
        let action = "second_factor.added";
        let change =
            Change::creation(Log::Installation, action, Self::NOUN, person.id, fields(&[kind]));
        (new, change.detail("name", &person.name))
    }
}

/// Everything besides the password is taken away, recovery codes among it.
pub fn removed(person: &Person, kinds: &[Kind]) -> Change {
    let action = "second_factor.removed";
    let noun = SecondFactor::NOUN;
    Change::removal(Log::Installation, action, noun, person.id, fields(kinds))
        .detail("name", &person.name)
}

/// New recovery codes, which void the old ones.
pub fn codes_made(person: &Person) -> Change {
    let action = "second_factor.codes_made";
    Change::note(Log::Installation, action, SecondFactor::NOUN, person.id)
        .detail("name", &person.name)
}

fn fields(kinds: &[Kind]) -> Fields {
    kinds.iter().map(|kind| ("factor".to_owned(), Some(kind.name().to_owned()))).collect()
}

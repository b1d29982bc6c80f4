//! A second factor of a person: what is asked after the password. Its secret is nowhere in here.

use super::change::{Act, Change, Fields, Log};
use super::ids::{FactorId, PersonId};
use super::person::Person;
use crate::clock::Millis;

/// Characters that the name of a passkey may have.
pub const LONGEST_NAME: usize = 64;
/// Passkeys that a person may have.
pub const MOST_PASSKEYS: i64 = 10;
/// The detail by which an event names a passkey.
pub const PASSKEY_NAME: &str = "passkey_name";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One-time codes of an authenticator app (RFC 6238).
    Totp,
    /// A key of a device or a password manager (WebAuthn).
    Passkey,
}

impl Kind {
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Totp => "totp",
            Kind::Passkey => "passkey",
        }
    }

    pub fn from_name(name: &str) -> Option<Kind> {
        [Kind::Totp, Kind::Passkey].into_iter().find(|kind| kind.name() == name)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondFactor {
    pub id: FactorId,
    pub person: PersonId,
    pub kind: Kind,
    /// What its owner calls it; empty for one-time codes, of which a person has one.
    pub name: String,
    pub created_at: Millis,
}

impl SecondFactor {
    pub const NOUN: &'static str = "second_factor";

    /// One-time codes.
    pub fn add_codes(id: FactorId, person: &Person, now: Millis) -> (Self, Change) {
        Self::add(id, person, Kind::Totp, String::new(), now)
    }

    pub fn add_passkey(id: FactorId, person: &Person, name: &str, now: Millis) -> (Self, Change) {
        Self::add(id, person, Kind::Passkey, name.to_owned(), now)
    }

    fn add(id: FactorId, person: &Person, kind: Kind, name: String, now: Millis) -> (Self, Change) {
        let new = SecondFactor { id, person: person.id, kind, name, created_at: now };
        let (log, action) = (Log::Installation, "second_factor.added");
        let change = match kind {
            Kind::Totp => Change::creation(log, action, Self::NOUN, new.person, new.fields()),
            Kind::Passkey => new.note(action),
        };
        (new, change.detail("name", &person.name))
    }

    pub fn remove(&self, person: &Person) -> Change {
        let (log, action) = (Log::Installation, "second_factor.removed");
        let change = match self.kind {
            Kind::Totp => Change::removal(log, action, Self::NOUN, self.person, self.fields()),
            Kind::Passkey => self.note(action),
        };
        change.detail("name", &person.name)
    }

    /// The history tells every factor under its person, who is to find it there. There is one app, so
    /// that it is a field; passkeys are several, and each is named beside.
    fn note(&self, action: &'static str) -> Change {
        Change::note(Log::Installation, action, Self::NOUN, self.person)
            .detail("factor", self.kind.name())
            .detail("factor_id", self.id.to_string())
            .detail(PASSKEY_NAME, &self.name)
    }

    fn fields(&self) -> Fields {
        vec![("factor".to_owned(), Some(self.kind.name().to_owned()))]
    }
}

/// Everything besides the password is taken away, recovery codes among it; `None` where there is nothing.
pub fn removed(person: &Person, factors: &[SecondFactor]) -> Option<Act> {
    let mut changes = factors.iter().map(|factor| factor.remove(person));
    let first = changes.next()?;
    Some(changes.fold(Act::new(first), Act::and))
}

/// New recovery codes, which void the old ones.
pub fn codes_made(person: &Person) -> Change {
    let action = "second_factor.codes_made";
    Change::note(Log::Installation, action, SecondFactor::NOUN, person.id)
        .detail("name", &person.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn every_factor_that_comes_or_goes_is_told_under_its_person() {
        let (person, _) = Person::create(PersonId(Uuid::nil()), "a@b.c".into(), "甲".into(), 1);
        let (codes, _) = SecondFactor::add_codes(FactorId(Uuid::from_u128(1)), &person, 1);
        let id = FactorId(Uuid::from_u128(2));
        let (passkey, added) = SecondFactor::add_passkey(id, &person, "笔记本", 1);
        let told = |name: &str| added.details.get(name).map(String::as_str);
        assert_eq!((told("factor"), told(PASSKEY_NAME)), (Some("passkey"), Some("笔记本")));
        assert_eq!(told("factor_id"), Some(id.to_string().as_str()));
        assert!(added.changes.is_empty(), "several under one subject fold into nothing");
        assert!(removed(&person, &[]).is_none());
        let act = removed(&person, &[codes, passkey]).expect("an act");
        let subjects: Vec<&str> = act.changes().map(|change| change.subject.as_str()).collect();
        assert_eq!(subjects, [person.id.to_string(), person.id.to_string()]);
        assert_eq!(added.subject, person.id.to_string());
    }
}

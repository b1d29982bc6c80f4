//! A person who signs in. People are deactivated, never deleted: the history keeps their names.

use super::change::{Change, Fields, Log};
use super::ids::PersonId;
use super::meta::filled;
use crate::clock::Millis;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    /// Lower case; people sign in with it.
    pub email: String,
    pub name: String,
    pub active: bool,
    pub version: i64,
    pub created_at: Millis,
    pub updated_at: Millis,
}

impl Person {
    pub const NOUN: &'static str = "person";

    pub fn create(id: PersonId, email: String, name: String, now: Millis) -> (Person, Change) {
        let new =
            Person { id, email, name, active: true, version: 1, created_at: now, updated_at: now };
        let change =
            Change::creation(Log::Installation, "person.created", Self::NOUN, id, new.fields());
        let change = change.detail("name", &new.name);
        (new, change)
    }

    /// `None` when the person is inactive already.
    pub fn deactivate(&self, now: Millis) -> Option<(Person, Change)> {
        let new =
            Person { active: false, version: self.version + 1, updated_at: now, ..self.clone() };
        let change = Change::edit(
            Log::Installation,
            "person.deactivated",
            Self::NOUN,
            self.id,
            &self.fields(),
            &new.fields(),
        )?
        .detail("name", &new.name);
        Some((new, change))
    }

    /// The password itself appears nowhere, not even as a hash.
    pub fn password_reset(&self) -> Change {
        Change::creation(
            Log::Installation,
            "person.password_reset",
            Self::NOUN,
            self.id,
            Fields::new(),
        )
        .detail("name", &self.name)
    }

    pub fn fields(&self) -> Fields {
        vec![
            ("email".into(), filled(&self.email)),
            ("name".into(), filled(&self.name)),
            ("active".into(), Some(self.active.to_string())),
        ]
    }
}

/// Trims and folds an address, or says `None` when it has not the shape of one.
pub fn parse_email(typed: &str) -> Option<String> {
    let email = typed.trim().to_lowercase();
    let (local, host) = email.rsplit_once('@')?;
    let plain = email.chars().all(|c| !c.is_whitespace() && !c.is_control()) && email.len() <= 254;
    (plain
        && !local.is_empty()
        && !host.is_empty()
        && !host.starts_with('.')
        && !host.ends_with('.'))
    .then_some(email)
}

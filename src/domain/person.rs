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
        self.turn(false, "person.deactivated", now)
    }

    /// `None` when the person is active already.
    pub fn reactivate(&self, now: Millis) -> Option<(Person, Change)> {
        self.turn(true, "person.reactivated", now)
    }

    fn turn(&self, active: bool, action: &'static str, now: Millis) -> Option<(Person, Change)> {
        let new = Person { active, version: self.version + 1, updated_at: now, ..self.clone() };
        let (before, after) = (self.fields(), new.fields());
        let change = Change::edit(Log::Installation, action, Self::NOUN, self.id, &before, &after)?
            .detail("name", &new.name);
        Some((new, change))
    }

    /// The person is called so from now on. `None` when that is the name already.
    pub fn rename(&self, name: String, now: Millis) -> Option<(Person, Change)> {
        let new = Person { name, version: self.version + 1, updated_at: now, ..self.clone() };
        let (before, after) = (self.fields(), new.fields());
        let log = Log::Installation;
        let change = Change::edit(log, "person.renamed", Self::NOUN, self.id, &before, &after)?
            .detail("name", &new.name);
        Some((new, change))
    }

    /// The role of this person at the place of a log, by its name: given, changed or taken away.
    /// `None` when it stays what it was.
    pub fn grant(&self, log: Log, before: Option<&str>, after: Option<&str>) -> Option<Change> {
        let fields = |role: Option<&str>| vec![("role".to_owned(), role.map(str::to_owned))];
        let action = match (before, after) {
            (None, _) => "grant.given",
            (_, None) => "grant.withdrawn",
            _ => "grant.changed",
        };
        let change = Change::edit(log, action, "grant", self.id, &fields(before), &fields(after))?;
        Some(change.detail("name", &self.name))
    }

    /// Somebody else saw to it that there is a new password, which appears nowhere, not even as a hash.
    pub fn password_reset(&self) -> Change {
        self.password("person.password_reset")
    }

    /// The person chose a new one.
    pub fn password_changed(&self) -> Change {
        self.password("password.changed")
    }

    fn password(&self, action: &'static str) -> Change {
        Change::creation(Log::Installation, action, Self::NOUN, self.id, Fields::new())
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

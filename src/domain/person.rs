//! A person who signs in. People are deactivated, never deleted: the history keeps their names.

use super::change::{Change, Fields, Log};
use super::ids::{PersonId, WindowId};
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
        let held = |role| Held { role, until: None, releases: EVERYWHERE };
        self.turn_role(&Spot::from(log), before.map(held), after.map(held))
    }

    /// The same with the time until which the role holds, and on a window.
    pub fn turn_role(
        &self,
        at: &Spot<'_>,
        before: Option<Held<'_>>,
        after: Option<Held<'_>>,
    ) -> Option<Change> {
        let action = match (&before, &after) {
            (None, _) => "grant.given",
            (_, None) => "grant.withdrawn",
            _ => "grant.changed",
        };
        self.told(at, action, &at.fields(before), &at.fields(after))
    }

    /// The time of a role is over.
    pub fn role_ended(&self, at: &Spot<'_>, held: Held<'_>) -> Option<Change> {
        self.told(at, "grant.ended", &at.fields(Some(held)), &at.fields(None))
    }

    fn told(
        &self,
        at: &Spot<'_>,
        action: &'static str,
        before: &Fields,
        after: &Fields,
    ) -> Option<Change> {
        // One person may hold a role on each of several windows.
        let subject = match at.window {
            None => self.id.to_string(),
            Some((window, _)) => format!("{}/{window}", self.id),
        };
        let change = Change::edit(at.log, action, "grant", subject, before, after)?;
        let change = change.detail("name", &self.name);
        Some(match at.window {
            None => change,
            Some((_, code)) => change.detail("code", code),
        })
    }

    /// Somebody else saw to it that there is a new password, which appears nowhere, not even as a hash.
    pub fn password_reset(&self) -> Change {
        self.password("person.password_reset")
    }

    /// The person chose a new one.
    pub fn password_changed(&self) -> Change {
        self.password("password.changed")
    }

    /// Somebody lets the person try to sign in again at once.
    pub fn let_in(&self) -> Change {
        Change::note(Log::Installation, "person.let_in", Self::NOUN, self.id)
            .detail("name", &self.name)
    }

    /// What tells that somebody has seen how the own credentials were changed.
    pub const CREDENTIALS_SEEN: &'static str = "credentials.seen";

    /// The person has seen what was told of these changes, up to an event of this number.
    pub fn credentials_seen(&self, seen: i64) -> Change {
        Change::access(Log::Installation, Self::CREDENTIALS_SEEN, Self::NOUN, self.id)
            .detail("name", &self.name)
            .detail("seen", seen.to_string())
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

/// A role as the history tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held<'a> {
    pub role: &'a str,
    pub until: Option<Millis>,
    /// The name of what it releases to; what nothing narrows is not told.
    pub releases: &'a str,
}

/// What [`Held::releases`] says where nothing narrows it.
pub const EVERYWHERE: &str = "all";

/// Where a role holds: the log that tells of it and, where it is one window, which one with its code.
#[derive(Clone, Copy, Debug)]
pub struct Spot<'a> {
    pub log: Log,
    pub window: Option<(WindowId, &'a str)>,
}

impl From<Log> for Spot<'_> {
    fn from(log: Log) -> Self {
        Spot { log, window: None }
    }
}

impl Spot<'_> {
    fn fields(&self, held: Option<Held<'_>>) -> Fields {
        let until = held.and_then(|held| held.until).map(|until| until.to_string());
        let limit = held.map(|held| held.releases).filter(|releases| *releases != EVERYWHERE);
        let mut fields = vec![
            ("role".to_owned(), held.map(|held| held.role.to_owned())),
            ("until".to_owned(), until),
            ("releases".to_owned(), limit.map(str::to_owned)),
        ];
        if let Some((_, code)) = self.window {
            fields.push(("window".to_owned(), held.map(|_| code.to_owned())));
        }
        fields
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

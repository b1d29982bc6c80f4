//! One-time links to an account. Whoever is invited chooses a password with one and becomes a person
//! with a role; whoever is a person already chooses a new password. The token is known to nobody.

use super::change::{Change, Fields, Log};
use super::enterprise::Enterprise;
use super::ids::{EnterpriseId, InvitationId, PersonId, WindowId};
use super::meta::filled;
use super::person::{EVERYWHERE, Person};
use super::request::By;
use crate::clock::{HOUR, Millis};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    pub purpose: Purpose,
    /// Whoever uses it; an invited person is made under this id.
    pub person: PersonId,
    pub email: String,
    pub name: String,
    /// Empty where no role is given.
    pub role: String,
    /// Where the role holds; `None` for the installation.
    pub place: Option<Invited>,
    /// Until when the role holds; `None` for good.
    pub until: Option<Millis>,
    /// The name of what the role releases to.
    pub releases: String,
    /// What it gives ends with that person's right to give it; no id where the server made it.
    pub made_by: By,
    pub made_at: Millis,
    pub expires_at: Millis,
    pub revoked_at: Option<Millis>,
    pub accepted_at: Option<Millis>,
}

/// The enterprise that somebody is invited to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    pub id: EnterpriseId,
    pub slug: String,
    pub name: String,
    /// The one window that it is about, with its code; `None` for the whole enterprise.
    pub window: Option<(WindowId, String)>,
}

impl From<&Enterprise> for Invited {
    fn from(of: &Enterprise) -> Self {
        Invited { id: of.id, slug: of.slug.clone(), name: of.name.clone(), window: None }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Become a person of the portal.
    Join,
    /// Choose a new password.
    Reset,
}

impl Purpose {
    pub const fn name(self) -> &'static str {
        match self {
            Purpose::Join => "join",
            Purpose::Reset => "reset",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Purpose::Join, Purpose::Reset].into_iter().find(|purpose| purpose.name() == name)
    }
}

/// What a new invitation says.
#[derive(Clone, Debug)]
pub struct Order {
    pub email: String,
    pub name: String,
    pub role: &'static str,
    pub place: Option<Invited>,
    pub until: Option<Millis>,
    pub releases: &'static str,
    pub made_by: By,
}

/// How long a link opens, in hours.
pub const HOURS: i64 = 72;

impl Invitation {
    pub const NOUN: &'static str = "invitation";

    pub fn make(
        id: InvitationId,
        person: PersonId,
        order: Order,
        now: Millis,
    ) -> (Invitation, Change) {
        let Order { email, name, role, place, until, releases, made_by } = order;
        Invitation {
            id,
            purpose: Purpose::Join,
            person,
            email,
            name,
            role: role.to_owned(),
            place,
            until,
            releases: releases.to_owned(),
            made_by,
            made_at: now,
            expires_at: now.saturating_add(HOURS.saturating_mul(HOUR)),
            revoked_at: None,
            accepted_at: None,
        }
        .created()
    }

    /// A link with which this person chooses a new password.
    pub fn reset(
        id: InvitationId,
        person: &Person,
        made_by: By,
        now: Millis,
    ) -> (Invitation, Change) {
        Invitation {
            id,
            purpose: Purpose::Reset,
            person: person.id,
            email: person.email.clone(),
            name: person.name.clone(),
            role: String::new(),
            place: None,
            until: None,
            releases: EVERYWHERE.to_owned(),
            made_by,
            made_at: now,
            expires_at: now.saturating_add(HOURS.saturating_mul(HOUR)),
            revoked_at: None,
            accepted_at: None,
        }
        .created()
    }

    fn created(self) -> (Invitation, Change) {
        let change = Change::creation(
            Log::Installation,
            "invitation.created",
            Self::NOUN,
            self.id,
            self.fields(),
        )
        .detail("name", &self.name);
        (self, change)
    }

    /// It opens no longer. `None` where it was used or revoked before.
    pub fn revoke(&self, now: Millis) -> Option<(Invitation, Change)> {
        self.close(Invitation { revoked_at: Some(now), ..self.clone() }, "invitation.revoked")
    }

    /// Somebody used it; nobody does so twice.
    pub fn accept(&self, now: Millis) -> Option<(Invitation, Change)> {
        let open = self.is_open(now);
        let new = Invitation { accepted_at: Some(now), ..self.clone() };
        self.close(new, "invitation.accepted").filter(|_| open)
    }

    fn close(&self, new: Invitation, action: &'static str) -> Option<(Invitation, Change)> {
        if self.is_closed() {
            return None;
        }
        let change = Change::edit(
            Log::Installation,
            action,
            Self::NOUN,
            self.id,
            &self.fields(),
            &new.fields(),
        )?;
        let change = change.detail("name", &self.name);
        Some((new, change))
    }

    /// Whether it was used or revoked.
    pub fn is_closed(&self) -> bool {
        self.revoked_at.is_some() || self.accepted_at.is_some()
    }

    pub fn is_open(&self, now: Millis) -> bool {
        !self.is_closed() && now < self.expires_at
    }

    fn fields(&self) -> Fields {
        let place = self.place.as_ref().map(|place| place.slug.clone());
        let window = self.place.as_ref().and_then(|place| place.window.clone());
        vec![
            ("email".into(), filled(&self.email)),
            ("purpose".into(), filled(self.purpose.name())),
            ("enterprise".into(), place),
            ("window".into(), window.map(|(_, code)| code)),
            ("role".into(), filled(&self.role)),
            ("until".into(), self.until.map(|until| until.to_string())),
            ("releases".into(), filled(&self.releases).filter(|name| name != EVERYWHERE)),
            ("expires_at".into(), Some(self.expires_at.to_string())),
            ("revoked".into(), self.revoked_at.map(|_| "true".to_owned())),
            ("accepted".into(), self.accepted_at.map(|_| "true".to_owned())),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn invitation() -> Invitation {
        let order = Order {
            email: "li@example.com".into(),
            name: "李工".into(),
            role: "developer",
            place: None,
            until: None,
            releases: EVERYWHERE,
            made_by: By { id: String::new(), name: "陈静".into() },
        };
        let (id, person) = (InvitationId(Uuid::nil()), PersonId(Uuid::nil()));
        Invitation::make(id, person, order, 1_000).0
    }

    #[test]
    fn it_opens_for_three_days_and_once() {
        let new = invitation();
        let end = 1_000 + 72 * HOUR;
        assert!(new.is_open(end - 1) && !new.is_open(end));
        assert!(new.accept(end).is_none(), "its time is over");
        let (used, change) = new.accept(2_000).expect("a change");
        assert_eq!(change.action, "invitation.accepted");
        let fields: Vec<&str> = change.changes.iter().map(|one| one.field.as_str()).collect();
        assert_eq!(fields, ["accepted"]);
        assert!(used.accept(2_001).is_none() && used.revoke(2_001).is_none());
    }

    #[test]
    fn what_was_revoked_is_not_accepted() {
        let (revoked, _) = invitation().revoke(2_000).expect("a change");
        assert!(!revoked.is_open(2_001));
        assert!(revoked.accept(2_001).is_none() && revoked.revoke(2_001).is_none());
    }
}

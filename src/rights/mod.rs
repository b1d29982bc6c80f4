//! Who may do what. Pure: it decides, and asks nobody.
//!
//! A [`Permit`] is the only way to a write (see `store::Db::write`) and can be made only here, from
//! the grants that the store loaded for an actor. Set-up, the command line and the demo have system
//! grants of their own kind, which name themselves in the history.

mod actor;
mod given;
mod permission;
mod scope;

use std::marker::PhantomData;

pub use actor::{Actor, ActorKind, Origin};
pub use given::{Given, Raise, Releases, afterwards, raised};
pub use permission::*;
pub use scope::Scope;

use crate::domain::{EnterpriseId, HandoverId, PersonId, TokenId, WindowId};
use crate::text::{Text, text};

/// What somebody is, for the installation or for one enterprise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Owner,
    Admin,
    Developer,
    Auditor,
}

impl Role {
    pub const ALL: [Role; 4] = [Role::Owner, Role::Admin, Role::Developer, Role::Auditor];

    pub const fn name(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Admin => "admin",
            Role::Developer => "developer",
            Role::Auditor => "auditor",
        }
    }

    pub fn from_name(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Role::Owner => text("所有者", "Owner"),
            Role::Admin => text("管理员", "Administrator"),
            Role::Developer => text("开发者", "Developer"),
            Role::Auditor => text("审计员", "Auditor"),
        }
    }

    /// Whoever may change things has to prove more than a password, where the installation asks for it.
    pub const fn owes_second_factor(self) -> bool {
        matches!(self, Role::Owner | Role::Admin)
    }
}

/// Where a grant or a permit holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Installation,
    Enterprise(EnterpriseId),
    /// One chat window and nothing else of its enterprise; only developers are let in so narrowly.
    Window {
        enterprise: EnterpriseId,
        window: WindowId,
    },
}

impl Place {
    /// Whether what is held here counts there: the installation's roles count everywhere, an
    /// enterprise's on its windows, and a window's on nothing else.
    pub fn covers(self, there: Place) -> bool {
        match (self, there) {
            (Place::Installation, _) => true,
            (Place::Enterprise(own), Place::Window { enterprise, .. }) => own == enterprise,
            _ => self == there,
        }
    }

    /// Whether this role can be given here.
    pub fn takes(self, role: Role) -> bool {
        !matches!(self, Place::Window { .. }) || role == Role::Developer
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    pub place: Place,
    pub role: Role,
    pub releases: Releases,
}

impl Grant {
    /// A role that nothing narrows.
    pub const fn of(place: Place, role: Role) -> Self {
        Grant { place, role, releases: Releases::Everywhere }
    }

    /// Whether this role can be given here, and so.
    pub fn is_sound(self) -> bool {
        self.place.takes(self.role) && self.releases.fits(self.role)
    }
}

/// Roles as they count at this place alone, or at one inside it.
fn narrowed(held: &[Grant], place: Option<Place>) -> Vec<Grant> {
    let Some(place) = place else { return held.to_vec() };
    let counts = |grant: &Grant| match grant.place {
        own if own.covers(place) => Some(Grant { place, ..*grant }),
        own => place.covers(own).then_some(*grant),
    };
    held.iter().filter_map(counts).collect()
}

/// Everything that one actor may do, and who that actor is.
#[derive(Clone, Debug)]
pub struct Grants {
    actor: Actor,
    held: Held,
}

#[derive(Clone, Debug)]
enum Held {
    Roles(Vec<Grant>),
    System,
    /// A hand-over link: one right in one enterprise.
    Link(EnterpriseId),
    /// A link to an account: one right, for the installation.
    Invited,
    /// A token: of what its person holds, what these are good for.
    Token(Vec<Grant>, Vec<Scope>),
}

/// It is visible, but this right is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denied {
    pub permission: &'static str,
}

impl Grants {
    /// A person with the grants that the store holds.
    pub fn of_person(id: PersonId, name: String, grants: Vec<Grant>, origin: Origin) -> Self {
        let actor =
            Actor { kind: ActorKind::User, id: id.to_string(), name, role: String::new(), origin };
        Grants { actor, held: Held::Roles(grants) }
    }

    /// Set-up, command line, demo: may do everything, and says who it is.
    pub fn system(name: &'static str, origin: Origin) -> Self {
        let actor = Actor {
            kind: ActorKind::System,
            id: name.to_owned(),
            name: name.to_owned(),
            role: "system".to_owned(),
            origin,
        };
        Grants { actor, held: Held::System }
    }

    /// What runs by itself; it names itself, too.
    pub fn job(name: &'static str) -> Self {
        let mut grants = Grants::system(name, Origin::default());
        grants.actor.kind = ActorKind::Job;
        "job".clone_into(&mut grants.actor.role);
        grants
    }

    /// Whoever holds a hand-over link: may use it, and nothing else. `name` says for whom it was made.
    pub fn of_link(id: HandoverId, name: String, place: EnterpriseId, origin: Origin) -> Self {
        let (id, role) = (id.to_string(), "guest".to_owned());
        Grants {
            actor: Actor { kind: ActorKind::Guest, id, name, role, origin },
            held: Held::Link(place),
        }
    }

    /// Whoever holds a one-time link to an account: may use it as the person it was made for, and
    /// nothing else.
    pub fn of_invited(id: PersonId, name: String, origin: Origin) -> Self {
        let (id, role) = (id.to_string(), "invited".to_owned());
        let actor = Actor { kind: ActorKind::User, id, name, role, origin };
        Grants { actor, held: Held::Invited }
    }

    /// A program with somebody's token: less than the person holds at this moment, and for reading only.
    /// `place` is what the token is narrowed to.
    pub fn of_token(
        (id, name): (TokenId, String),
        held: &[Grant],
        place: Option<Place>,
        scopes: Vec<Scope>,
        origin: Origin,
    ) -> Self {
        let (id, role) = (id.to_string(), String::new());
        let actor = Actor { kind: ActorKind::Token, id, name, role, origin };
        Grants { actor, held: Held::Token(narrowed(held, place), scopes) }
    }

    /// Somebody who is not signed in and holds nothing; known by the address alone.
    pub fn stranger(origin: Origin) -> Self {
        let (id, name, role) = (String::new(), String::new(), String::new());
        let actor = Actor { kind: ActorKind::Guest, id, name, role, origin };
        Grants { actor, held: Held::Roles(Vec::new()) }
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The strongest role that counts at this place; a role for the installation counts everywhere.
    pub fn role_at(&self, place: Place) -> Option<Role> {
        self.strongest(place, true)
    }

    /// The same for one permission: a role on one window gives no more than what is meant for that.
    fn role_for<P: Permission>(&self, place: Place) -> Option<Role> {
        self.strongest(place, P::NARROW)
    }

    fn strongest(&self, place: Place, narrow: bool) -> Option<Role> {
        let (Held::Roles(grants) | Held::Token(grants, _)) = &self.held else { return None };
        let counts = |grant: &&Grant| {
            grant.place.covers(place) && (narrow || !matches!(grant.place, Place::Window { .. }))
        };
        grants.iter().filter(counts).map(|grant| grant.role).min()
    }

    /// The environments that this actor makes something live in: what the roles there that release
    /// give together.
    pub fn releases_at(&self, place: Place) -> Releases {
        let grants = match &self.held {
            Held::System => return Releases::Everywhere,
            Held::Roles(grants) => grants,
            Held::Link(_) | Held::Invited | Held::Token(..) => return Releases::Nowhere,
        };
        let releasing = |grant: &&Grant| {
            grant.place.covers(place) && ReleaseWindows::ROLES.contains(&grant.role)
        };
        let together = grants.iter().filter(releasing).map(|grant| grant.releases);
        together.fold(Releases::Nowhere, Releases::or)
    }

    /// The windows that were given one by one.
    pub fn windows(&self) -> Vec<(EnterpriseId, WindowId)> {
        let (Held::Roles(grants) | Held::Token(grants, _)) = &self.held else {
            return Vec::new();
        };
        let narrow = grants.iter().filter_map(|grant| match grant.place {
            Place::Window { enterprise, window } => Some((enterprise, window)),
            Place::Installation | Place::Enterprise(_) => None,
        });
        narrow.collect()
    }

    /// The widest place in an enterprise that this actor sees: all of it, or one of the windows that were
    /// given one by one.
    pub fn widest(&self, of: EnterpriseId) -> Option<Place> {
        if self.sees(Place::Enterprise(of)) {
            return Some(Place::Enterprise(of));
        }
        let own = self.windows().into_iter().find(|(enterprise, _)| *enterprise == of);
        own.map(|(enterprise, window)| Place::Window { enterprise, window })
    }

    /// The role for the installation itself.
    pub fn installation_role(&self) -> Option<Role> {
        self.role_at(Place::Installation)
    }

    /// Whether the place may be seen at all. What may not be seen does not exist.
    pub fn sees(&self, place: Place) -> bool {
        matches!(self.held, Held::System) || self.role_at(place).is_some()
    }

    pub fn allow<P: Permission>(&self, place: Place) -> bool {
        match &self.held {
            Held::System => true,
            Held::Token(_, scopes) if !scopes.iter().any(|scope| scope.gives(P::NAME)) => false,
            Held::Link(own) => place == Place::Enterprise(*own) && P::NAME == UseHandover::NAME,
            Held::Invited => place == Place::Installation && P::NAME == AcceptInvitation::NAME,
            Held::Roles(_) | Held::Token(..) => {
                self.role_for::<P>(place).is_some_and(|role| P::ROLES.contains(&role))
            }
        }
    }

    /// Everybody has the own session, with or without a role.
    pub fn own_session(&self) -> Permit<OwnSession> {
        self.own()
    }

    /// Everybody has own tokens: they give no more than the person holds.
    pub fn own_tokens(&self) -> Permit<OwnTokens> {
        self.own()
    }

    fn own<P: Permission>(&self) -> Permit<P> {
        let mut actor = self.actor.clone();
        if let Held::Roles(grants) = &self.held
            && let Some(role) = grants.iter().map(|grant| grant.role).min()
        {
            role.name().clone_into(&mut actor.role);
        }
        Permit::of(actor, Place::Installation, Releases::Nowhere)
    }

    /// For the record of what was refused to this actor; it is good for nothing else.
    pub fn trace(&self, place: Place) -> Permit<LeaveTrace> {
        let mut actor = self.actor.clone();
        if let Some(role) = self.role_at(place) {
            role.name().clone_into(&mut actor.role);
        }
        Permit::of(actor, place, Releases::Nowhere)
    }

    /// The proof that this actor may do this here.
    pub fn permit<P: Permission>(&self, place: Place) -> Result<Permit<P>, Denied> {
        if !self.allow::<P>(place) {
            return Err(Denied { permission: P::NAME });
        }
        let mut actor = self.actor.clone();
        if let Some(role) = self.role_for::<P>(place) {
            actor.role = role.name().to_owned();
        }
        Ok(Permit::of(actor, place, self.releases_at(place)))
    }
}

/// Proof of one right of one actor at one place. Its fields are private: nobody else can make one.
///
/// ```compile_fail
/// use jieru::rights::{Permit, EditWindows};
/// let forged: Permit<EditWindows> = Permit { };
/// ```
#[derive(Clone, Debug)]
pub struct Permit<P: Permission> {
    actor: Actor,
    place: Place,
    releases: Releases,
    permission: PhantomData<P>,
}

impl<P: Permission> Permit<P> {
    fn of(actor: Actor, place: Place, releases: Releases) -> Self {
        Permit { actor, place, releases, permission: PhantomData }
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn place(&self) -> Place {
        self.place
    }

    /// The environments that may be made live under it.
    pub fn releases(&self) -> Releases {
        self.releases
    }
}

#[cfg(test)]
mod tests;

//! Who may do what. Pure: it decides, and asks nobody.
//!
//! A [`Permit`] is the only way to a write (see `store::Db::write`) and can be made only here, from
//! the grants that the store loaded for an actor. Set-up, the command line and the demo have system
//! grants of their own kind, which name themselves in the history.

mod actor;
mod permission;

use std::marker::PhantomData;

pub use actor::{Actor, ActorKind, Origin};
pub use permission::*;

use crate::domain::{EnterpriseId, HandoverId, PersonId, WindowId};
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
}

/// Whether somebody who holds these roles would be more with this one than without it.
pub fn raises(held: &[Grant], new: Grant) -> bool {
    let counts = |grant: &&Grant| grant.place.covers(new.place);
    let strongest = held.iter().filter(counts).map(|grant| grant.role).min();
    strongest.is_none_or(|role| new.role < role)
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
        let Held::Roles(grants) = &self.held else { return None };
        let counts = |grant: &&Grant| {
            grant.place.covers(place) && (narrow || !matches!(grant.place, Place::Window { .. }))
        };
        grants.iter().filter(counts).map(|grant| grant.role).min()
    }

    /// The windows that were given one by one.
    pub fn windows(&self) -> Vec<(EnterpriseId, WindowId)> {
        let Held::Roles(grants) = &self.held else { return Vec::new() };
        let narrow = grants.iter().filter_map(|grant| match grant.place {
            Place::Window { enterprise, window } => Some((enterprise, window)),
            Place::Installation | Place::Enterprise(_) => None,
        });
        narrow.collect()
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
        match self.held {
            Held::System => true,
            Held::Link(own) => place == Place::Enterprise(own) && P::NAME == UseHandover::NAME,
            Held::Invited => place == Place::Installation && P::NAME == AcceptInvitation::NAME,
            Held::Roles(_) => {
                self.role_for::<P>(place).is_some_and(|role| P::ROLES.contains(&role))
            }
        }
    }

    /// Everybody has the own session, with or without a role.
    pub fn own_session(&self) -> Permit<OwnSession> {
        let mut actor = self.actor.clone();
        if let Held::Roles(grants) = &self.held
            && let Some(role) = grants.iter().map(|grant| grant.role).min()
        {
            role.name().clone_into(&mut actor.role);
        }
        Permit { actor, place: Place::Installation, permission: PhantomData }
    }

    /// For the record of what was refused to this actor; it is good for nothing else.
    pub fn trace(&self, place: Place) -> Permit<LeaveTrace> {
        let mut actor = self.actor.clone();
        if let Some(role) = self.role_at(place) {
            role.name().clone_into(&mut actor.role);
        }
        Permit { actor, place, permission: PhantomData }
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
        Ok(Permit { actor, place, permission: PhantomData })
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
    permission: PhantomData<P>,
}

impl<P: Permission> Permit<P> {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn place(&self) -> Place {
        self.place
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn person(grants: Vec<Grant>) -> Grants {
        Grants::of_person(PersonId(Uuid::nil()), "甲".into(), grants, Origin::default())
    }

    #[test]
    fn a_role_for_one_enterprise_counts_only_there() {
        let here = Place::Enterprise(EnterpriseId(Uuid::from_u128(1)));
        let there = Place::Enterprise(EnterpriseId(Uuid::from_u128(2)));
        let grants = person(vec![Grant { place: here, role: Role::Admin }]);
        assert!(grants.permit::<EditWindows>(here).is_ok());
        assert!(!grants.sees(there));
        assert!(grants.permit::<EditWindows>(there).is_err());
        assert!(grants.permit::<CreateEnterprises>(Place::Installation).is_err());
    }

    #[test]
    fn the_strongest_role_counts_and_is_named_in_the_permit() {
        let here = Place::Enterprise(EnterpriseId(Uuid::from_u128(1)));
        let grants = person(vec![
            Grant { place: Place::Installation, role: Role::Auditor },
            Grant { place: here, role: Role::Admin },
        ]);
        let permit = grants.permit::<EditWindows>(here).expect("an admin edits windows");
        assert_eq!(permit.actor().role, "admin");
        assert_eq!(grants.installation_role(), Some(Role::Auditor));
    }

    #[test]
    fn a_hand_over_link_is_good_for_itself_alone() {
        let here = Place::Enterprise(EnterpriseId(Uuid::from_u128(1)));
        let there = Place::Enterprise(EnterpriseId(Uuid::from_u128(2)));
        let (id, name) = (HandoverId(Uuid::nil()), "外包".to_owned());
        let grants = Grants::of_link(id, name, EnterpriseId(Uuid::from_u128(1)), Origin::default());
        let permit = grants.permit::<UseHandover>(here).expect("its own right");
        assert_eq!(permit.actor().kind, ActorKind::Guest);
        assert!(grants.permit::<UseHandover>(there).is_err());
        assert!(grants.permit::<ViewEnterprise>(here).is_err() && !grants.sees(here));
        for role in Role::ALL {
            let person = person(vec![Grant { place: here, role }]);
            assert!(person.permit::<UseHandover>(here).is_err(), "links are used as links");
        }
    }

    #[test]
    fn a_link_to_an_account_is_good_for_itself_alone() {
        let here = Place::Enterprise(EnterpriseId(Uuid::from_u128(1)));
        let grants = Grants::of_invited(PersonId(Uuid::nil()), "甲".into(), Origin::default());
        assert!(grants.permit::<AcceptInvitation>(Place::Installation).is_ok());
        assert!(grants.permit::<AcceptInvitation>(here).is_err());
        assert!(grants.permit::<ManagePeople>(Place::Installation).is_err() && !grants.sees(here));
    }

    #[test]
    fn a_role_raises_whoever_holds_a_weaker_one_or_none() {
        let here = Place::Enterprise(EnterpriseId(Uuid::from_u128(1)));
        let grant = |place, role| Grant { place, role };
        assert!(raises(&[], grant(here, Role::Auditor)));
        assert!(raises(&[grant(here, Role::Admin)], grant(here, Role::Owner)));
        assert!(raises(&[grant(here, Role::Owner)], grant(Place::Installation, Role::Auditor)));
        assert!(!raises(&[grant(Place::Installation, Role::Owner)], grant(here, Role::Owner)));
        assert!(!raises(&[grant(here, Role::Admin)], grant(here, Role::Developer)));
    }

    #[test]
    fn a_role_on_one_window_counts_there_and_for_what_is_meant_for_it() {
        let enterprise = EnterpriseId(Uuid::from_u128(1));
        let at = |number| Place::Window { enterprise, window: WindowId(Uuid::from_u128(number)) };
        let whole = Place::Enterprise(enterprise);
        let grants = person(vec![Grant { place: at(7), role: Role::Developer }]);
        let permit = grants.permit::<ViewWindow>(at(7)).expect("its own window");
        assert_eq!(permit.actor().role, "developer");
        assert!(grants.allow::<SignLinks>(at(7)) && grants.sees(at(7)));
        assert!(!grants.allow::<ViewWindow>(at(8)) && !grants.sees(at(8)));
        assert!(!grants.allow::<ViewWindow>(whole) && !grants.sees(whole));
        assert!(!grants.sees(Place::Installation));
        assert!(
            !grants.allow::<ViewEnterprise>(at(7)),
            "a page that knows no windows stays closed"
        );
        assert!(!grants.allow::<CommentChanges>(at(7)));
        assert_eq!(grants.windows(), [(enterprise, WindowId(Uuid::from_u128(7)))]);
        let other = Place::Window {
            enterprise: EnterpriseId(Uuid::from_u128(2)),
            window: WindowId(Uuid::from_u128(7)),
        };
        assert!(!grants.sees(other), "the enterprise belongs to it");
    }

    #[test]
    fn a_role_in_an_enterprise_counts_on_its_windows() {
        let enterprise = EnterpriseId(Uuid::from_u128(1));
        let window = Place::Window { enterprise, window: WindowId(Uuid::from_u128(7)) };
        for place in [Place::Installation, Place::Enterprise(enterprise)] {
            let grants = person(vec![Grant { place, role: Role::Admin }]);
            assert!(grants.allow::<ViewWindow>(window) && grants.allow::<EditWindows>(window));
            assert!(grants.windows().is_empty());
        }
        let mixed = person(vec![
            Grant { place: Place::Enterprise(enterprise), role: Role::Auditor },
            Grant { place: window, role: Role::Developer },
        ]);
        assert!(mixed.allow::<SignLinks>(window) && mixed.allow::<ReadHistory>(window));
        assert!(!mixed.allow::<SignLinks>(Place::Enterprise(enterprise)));
        assert!(!raises(
            &[Grant { place: Place::Installation, role: Role::Owner }],
            Grant { place: window, role: Role::Developer }
        ));
    }

    #[test]
    fn only_developers_are_let_in_to_one_window() {
        let enterprise = EnterpriseId(Uuid::from_u128(1));
        let window = Place::Window { enterprise, window: WindowId(Uuid::from_u128(7)) };
        for role in Role::ALL {
            assert_eq!(window.takes(role), role == Role::Developer);
            assert!(Place::Installation.takes(role) && Place::Enterprise(enterprise).takes(role));
        }
    }

    #[test]
    fn auditors_and_developers_change_nothing() {
        let here = Place::Enterprise(EnterpriseId(Uuid::from_u128(1)));
        for role in [Role::Auditor, Role::Developer] {
            let grants = person(vec![Grant { place: here, role }]);
            assert!(grants.permit::<EditWindows>(here).is_err());
            assert!(grants.permit::<EditKeys>(here).is_err());
            assert!(grants.permit::<EditRegistry>(here).is_err());
            assert!(grants.permit::<EditEnterprise>(here).is_err());
        }
    }
}

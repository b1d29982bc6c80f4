//! Where somebody decides who may do what: the owners of the installation for the whole portal, the
//! owners of an enterprise for that. The same pages serve both.

use crate::domain::{Enterprise, Log};
use crate::rights::{ManageMembers, ManagePeople, Permission, Permit};
use crate::text::Text;
use crate::web::fault::Fault;
use crate::web::scope::{Installed, Scope, Within};
use crate::web::ui::Ui;

use super::{Somewhere, below};

pub trait Realm: Scope {
    type Right: Permission;

    fn permit(&self) -> &Permit<Self::Right>;

    /// `None` for the installation.
    fn of(&self) -> Option<&Enterprise>;

    /// The frame of a page below the list of people.
    fn frame(&self, title: Text) -> Result<Ui, Fault>;

    /// What an address of its pages begins with: nothing, or `/e/slug`.
    fn base(&self) -> String {
        self.of().map(|enterprise| format!("/e/{}", enterprise.slug)).unwrap_or_default()
    }

    fn log(&self) -> Log {
        self.of().map_or(Log::Installation, Enterprise::log)
    }

    /// What the history calls the place itself.
    fn subject(&self) -> String {
        let installation = || self.visit().portal.installation.to_string();
        self.of().map_or_else(installation, |enterprise| enterprise.id.to_string())
    }
}

impl Realm for Installed<ManagePeople> {
    type Right = ManagePeople;

    fn permit(&self) -> &Permit<ManagePeople> {
        &self.permit
    }

    fn of(&self) -> Option<&Enterprise> {
        None
    }

    fn frame(&self, title: Text) -> Result<Ui, Fault> {
        Ok(below(self.visit.ui(title)?))
    }
}

impl Realm for Within<ManageMembers> {
    type Right = ManageMembers;

    fn permit(&self) -> &Permit<ManageMembers> {
        &self.permit
    }

    fn of(&self) -> Option<&Enterprise> {
        Some(&self.enterprise)
    }

    fn frame(&self, title: Text) -> Result<Ui, Fault> {
        self.ui_below_list(title, super::members::LIST)
    }
}

/// The whole of a realm as a place for roles.
pub(super) fn whole<R: Realm>(realm: &R) -> Somewhere {
    realm.of().map_or_else(Somewhere::installation, |one| Somewhere::of(one.clone(), None))
}

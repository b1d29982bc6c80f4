//! Whether somebody makes something live in an environment: the role of an administrator may be limited
//! to one of them. The store refuses what slips through; here it is refused with words and a record.

use super::Within;
use crate::rights::{Permission, ReleaseWindows};
use crate::text::{Text, text};
use crate::web::fault::Fault;
use crate::web::visit::Told;

const NOT_TEST: Text = text(
    "您的角色不能在测试环境发布。能发布的是所有者，以及没有这个限制的管理员。",
    "Your role makes no releases in the test environment. Owners do, and administrators without that limit.",
);
const NOT_PRODUCTION: Text = text(
    "您的角色不能在正式环境发布。能发布的是所有者，以及没有这个限制的管理员。",
    "Your role makes no releases in production. Owners do, and administrators without that limit.",
);

impl<P: Permission> Within<P> {
    /// Whether this person makes something live here in this environment.
    pub fn releases_to(&self, production: bool) -> bool {
        self.allows::<ReleaseWindows>() && self.barred(production).is_none()
    }

    /// Why somebody whose role releases does not do so in this environment, and who does.
    pub fn barred(&self, production: bool) -> Option<Text> {
        let signed_in = self.visit.signed_in.as_ref()?;
        let allowed = signed_in.grants.releases_at(self.place).allows(production);
        let why = if production { NOT_PRODUCTION } else { NOT_TEST };
        (self.allows::<ReleaseWindows>() && !allowed).then_some(why)
    }

    /// Refuses what this person does not make live, and has the history keep the attempt.
    pub async fn must_release(&self, production: bool, told: &Told) -> Result<(), Fault> {
        let Some(why) = self.barred(production) else { return Ok(()) };
        let portal = &self.visit.portal;
        if let Fault::Denied(refusal) = self.visit.denied(self.place, ReleaseWindows::NAME, told) {
            portal.refusals.note(&portal.db, *refusal).await;
        }
        Err(Fault::lacking(why))
    }
}

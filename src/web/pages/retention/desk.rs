//! Where a rule is kept: in an enterprise, or for the installation's own log.

use crate::domain::{Act, Log};
use crate::error::{Kind, Result};
use crate::rights::{ManageRetention, Permission, Place};
use crate::store::Write;
use crate::text::Text;
use crate::web::fault::Fault;
use crate::web::scope::{Installed, Saved, Scope, Within};
use crate::web::ui::Ui;

pub trait Desk: Scope {
    fn log(&self) -> Log;

    /// What stands before the addresses of this place.
    fn base(&self) -> String;

    fn frame(&self, title: Text) -> std::result::Result<Ui, Fault>;

    /// Whether this person may change the rule.
    fn manages(&self) -> bool;

    fn write(
        &self,
        act: Act,
        work: impl AsyncFn(&mut Write<'_>) -> Result<()>,
    ) -> impl Future<Output = std::result::Result<Saved, Fault>>;
}

impl<P: Permission> Desk for Within<P> {
    fn log(&self) -> Log {
        self.enterprise.log()
    }

    fn base(&self) -> String {
        self.path("")
    }

    fn frame(&self, title: Text) -> std::result::Result<Ui, Fault> {
        self.ui_below(title)
    }

    fn manages(&self) -> bool {
        self.allows::<ManageRetention>()
    }

    async fn write(
        &self,
        act: Act,
        work: impl AsyncFn(&mut Write<'_>) -> Result<()>,
    ) -> std::result::Result<Saved, Fault> {
        Within::write(self, act, work).await
    }
}

impl<P: Permission> Desk for Installed<P> {
    fn log(&self) -> Log {
        Log::Installation
    }

    fn base(&self) -> String {
        String::new()
    }

    fn frame(&self, title: Text) -> std::result::Result<Ui, Fault> {
        self.visit.ui(title)
    }

    fn manages(&self) -> bool {
        let signed_in = self.visit.signed_in.as_ref();
        signed_in.is_some_and(|one| one.grants.allow::<ManageRetention>(Place::Installation))
    }

    async fn write(
        &self,
        act: Act,
        work: impl AsyncFn(&mut Write<'_>) -> Result<()>,
    ) -> std::result::Result<Saved, Fault> {
        let commit = async |write: &mut Write<'_>| {
            work(write).await?;
            Ok(act.clone())
        };
        match self.visit.portal.db.write(&self.permit, commit).await {
            Ok(()) => Ok(Saved::Done),
            Err(error) if error.kind() == Kind::Conflict => Ok(Saved::Stale),
            Err(error) => Err(error.into()),
        }
    }
}

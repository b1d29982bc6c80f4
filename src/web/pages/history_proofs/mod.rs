//! What an auditor takes away from the history: signed checkpoints, proofs, the public key, and the
//! check of everything. The same pages for an enterprise and for the installation.

pub mod checkpoint;
pub mod proofs;
mod runs;
#[cfg(test)]
pub mod samples;
pub mod verifications;

pub use runs::Runs;

use crate::domain::Log;
use crate::rights::{Permit, ReadHistory};
use crate::store::history::log_name;
use crate::text::Text;
use crate::web::fault::Fault;
use crate::web::scope::{Installed, Within};
use crate::web::ui::{Crumb, Ui};
use crate::web::visit::Visit;

/// Whose history it is, who looks at it and where.
pub(super) struct Whose<'a> {
    visit: &'a Visit,
    permit: &'a Permit<ReadHistory>,
    log: Log,
    /// The log's published name.
    name: String,
    /// `/history` or `/e/<slug>/history`.
    base: String,
    within: Option<&'a Within<ReadHistory>>,
}

impl<'a> Whose<'a> {
    fn installation(Installed { visit, permit }: &'a Installed<ReadHistory>) -> Self {
        let (log, base) = (Log::Installation, "/history".to_owned());
        Whose { visit, permit, log, name: log_name(log), base, within: None }
    }

    fn enterprise(within: &'a Within<ReadHistory>) -> Self {
        Whose {
            visit: &within.visit,
            permit: &within.permit,
            log: Log::Enterprise(within.enterprise.id),
            name: format!("e/{}", within.enterprise.slug),
            base: within.path("/history"),
            within: Some(within),
        }
    }

    fn path(&self, below: &str) -> String {
        format!("{}/{below}", self.base)
    }

    fn ui(&self, title: Text) -> Result<Ui, Fault> {
        let mut ui = match self.within {
            Some(within) => within.ui_below(title)?,
            None => self.visit.ui(title)?,
        };
        let label = match self.within {
            Some(_) => ui.t("历史", "History"),
            None => ui.t("系统历史", "System history"),
        };
        ui.crumbs.push(Crumb::to(label, self.base.clone()));
        Ok(ui)
    }
}

/// Makes the two handlers of a page: one for the installation, one for an enterprise.
macro_rules! of_both {
    ($answer:ident) => {
        pub async fn of_installation(installed: Installed<ReadHistory>) -> Answer {
            $answer(&Whose::installation(&installed)).await
        }

        pub async fn of_enterprise(within: Within<ReadHistory>) -> Answer {
            $answer(&Whose::enterprise(&within)).await
        }
    };
}
use of_both;

//! The hosts on which an enterprise means to show its entry points. It is written down for the people
//! who set the vendor's consoles; the vendor enforces it, the portal does not.

use super::Recorded;
use super::change::{Change, Fields, Log};
use super::ids::EnterpriseId;
use super::meta::filled;
use crate::clock::Millis;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domains {
    pub enterprise: EnterpriseId,
    /// In lower case, as people typed their order; `*.` in front stands for every host below.
    pub hosts: Vec<String>,
    /// 0 where nobody has saved any yet.
    pub version: i64,
    pub created_at: Millis,
    pub updated_at: Millis,
}

impl Domains {
    pub const NOUN: &'static str = "domains";

    pub fn none(enterprise: EnterpriseId) -> Self {
        Domains { enterprise, hosts: Vec::new(), version: 0, created_at: 0, updated_at: 0 }
    }

    /// `None` when nothing changed.
    pub fn edit(&self, hosts: Vec<String>, now: Millis) -> Option<(Domains, Change)> {
        let new = Domains {
            hosts,
            version: self.version + 1,
            created_at: if self.version == 0 { now } else { self.created_at },
            updated_at: now,
            ..self.clone()
        };
        let change = Change::edit(
            self.log(),
            "domains.saved",
            Self::NOUN,
            self.subject(),
            &self.fields(),
            &new.fields(),
        )?;
        Some((new, change))
    }
}

impl Recorded for Domains {
    fn log(&self) -> Log {
        Log::Enterprise(self.enterprise)
    }

    /// There is one list in each enterprise.
    fn subject(&self) -> String {
        Self::NOUN.to_owned()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn fields(&self) -> Fields {
        vec![("domains".into(), filled(&self.hosts.join("\n")))]
    }
}

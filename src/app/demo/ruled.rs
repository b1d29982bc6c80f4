//! The demo's example of a rule for its history: ten years, and a wish for seven that waits for a second
//! person. What people decided is left alone.

use crate::clock::Clock;
use crate::domain::retention::{Proposal, Retention, Wish};
use crate::domain::{Change, EnterpriseId, Log};
use crate::error::Result;
use crate::store::{Read, Write, retention};

const TEN_YEARS: i64 = 3_653;
const SEVEN_YEARS: i64 = 2_557;

/// Whether nobody has said anything about it yet.
pub async fn waiting(read: &mut Read, enterprise: EnterpriseId) -> Result<bool> {
    let log = Log::Enterprise(enterprise);
    let rule = retention::find(read, log).await?;
    Ok(rule.version == 0 && retention::proposals(read, log).await?.is_empty())
}

/// A rule and a wish that are ready to be stored.
pub struct Ruled {
    new: Option<(Retention, Proposal)>,
    changes: Vec<Change>,
}

impl Ruled {
    /// `by` is id and name of whoever wants less.
    pub fn plan(clock: &Clock, enterprise: EnterpriseId, by: Option<(String, String)>) -> Self {
        let none = Retention::none(Log::Enterprise(enterprise));
        let rule = none.keep(TEN_YEARS, clock.now());
        let Some(((rule, saved), (id, name))) = rule.zip(by) else {
            return Ruled { new: None, changes: Vec::new() };
        };
        let (wish, number) = (Wish::Keep(SEVEN_YEARS), clock.id().to_string());
        let reason = "公司规定审计记录保留七年即可";
        let (wish, proposed) =
            Proposal::make(number, &rule, wish, reason, (&id, &name), clock.now());
        Ruled { new: Some((rule, wish)), changes: vec![saved, proposed] }
    }

    pub async fn write(&self, write: &mut Write<'_>) -> Result<()> {
        let Some((rule, wish)) = &self.new else { return Ok(()) };
        retention::save(write, rule, 0).await?;
        retention::propose(write, wish).await
    }

    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter()
    }
}

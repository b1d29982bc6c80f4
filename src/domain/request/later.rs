//! What becomes of a request later on: when it is released by itself, and who answers for it then.

use super::verbs::Done;
use super::{By, ChangeRequest, Refusal};
use crate::clock::Millis;

impl ChangeRequest {
    /// When it is to be released by itself, and who says so; `None` takes that back. `production` says
    /// of each object whether it is one of production now: what is released by itself is no more than that.
    pub fn schedule(
        &self,
        set: Option<(Millis, &By)>,
        production: impl Iterator<Item = bool>,
        now: Millis,
    ) -> Result<Done, Refusal> {
        self.open()?;
        let mut new = self.next(now);
        (new.release_at, new.held_up) = (set.map(|(at, _)| at), None);
        new.scheduled_by = set.map(|(_, by)| by.id.clone()).unwrap_or_default();
        for (item, production) in new.items.iter_mut().zip(production) {
            item.production |= production;
        }
        let act = new.told(self, "change_request.scheduled", None);
        Ok((new, act))
    }

    /// Who answers for the time: whoever set it. A program of an earlier version kept nobody.
    pub fn time_set_by(&self) -> &str {
        match self.scheduled_by.as_str() {
            "" => self.author.id.as_str(),
            known => known,
        }
    }

    /// A release that was due did not happen, and why.
    pub fn hold_up(&self, why: &crate::text::Message, now: Millis) -> Done {
        let mut new = self.next(now);
        (new.release_at, new.held_up) = (None, Some(why.clone()));
        new.scheduled_by.clear();
        let act = new.told(self, "change_request.held_up", None).because(why.both());
        (new, act)
    }

    /// Another person answers for it from now on. Whoever did before stays remembered, because the four
    /// eyes count both; and whoever has approved it cannot take it over.
    pub fn hand_over(&self, to: By, now: Millis) -> Result<Done, Refusal> {
        self.open()?;
        if self.is_approved_by(&to.id) {
            return Err(Refusal::OwnWork);
        }
        let mut new = self.next(now);
        new.handed.push(std::mem::replace(&mut new.author, to));
        let act = new.told(self, "change_request.handed_over", None);
        Ok((new, act))
    }

    /// Whether an approval of this person stands.
    pub fn is_approved_by(&self, id: &str) -> bool {
        self.approvals.iter().any(|known| known.voided.is_none() && known.by.id == id)
    }
}

//! What is asked of people who sign in: who must have a second factor, and from when on.

use super::change::{Change, Fields, Log};
use crate::clock::{HOUR, Millis};

pub const MOST_GRACE_DAYS: i64 = 90;
const USUAL_GRACE_DAYS: i64 = 7;
const DAY: Millis = 24 * HOUR;

/// The rules of the installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInRules {
    /// Owners and administrators must have a second factor.
    pub duty: bool,
    /// Days that they have to set one up.
    pub grace_days: i64,
    /// When the duty began.
    pub since: Millis,
    pub version: i64,
    pub updated_at: Millis,
}

impl SignInRules {
    pub const NOUN: &'static str = "sign_in_rules";

    /// The rules of a new installation.
    pub fn usual(duty: bool, now: Millis) -> Self {
        let grace_days = USUAL_GRACE_DAYS;
        SignInRules { duty, grace_days, since: now, version: 1, updated_at: now }
    }

    /// `None` when nothing changes. A duty that begins, begins now.
    pub fn edit(
        &self,
        duty: bool,
        grace_days: i64,
        installation: &str,
        now: Millis,
    ) -> Option<(Self, Change)> {
        let since = if duty && !self.duty { now } else { self.since };
        let new =
            SignInRules { duty, grace_days, since, version: self.version + 1, updated_at: now };
        let (before, after) = (self.fields(), new.fields());
        let log = Log::Installation;
        let change =
            Change::edit(log, "sign_in_rules.saved", Self::NOUN, installation, &before, &after)?;
        Some((new, change))
    }

    /// The moment from which somebody has to have a second factor who got a role that asks for one at
    /// `given`; `None` where the duty is off.
    pub fn due(&self, given: Millis) -> Option<Millis> {
        self.duty.then(|| given.max(self.since).saturating_add(self.grace_days * DAY))
    }

    pub fn fields(&self) -> Fields {
        vec![
            ("second_factor_duty".into(), Some(self.duty.to_string())),
            ("grace_days".into(), Some(self.grace_days.to_string())),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_of_grace_count_from_the_role_or_from_the_duty_whichever_came_later() {
        let rules = SignInRules::usual(true, 1_000);
        assert_eq!(rules.due(5), Some(1_000 + 7 * DAY));
        assert_eq!(rules.due(2_000), Some(2_000 + 7 * DAY));
        let (at_once, _) = rules.edit(true, 0, "i", 9).expect("a change");
        assert_eq!(at_once.due(5), Some(1_000), "fewer days move no beginning");
        let (off, change) = at_once.edit(false, 0, "i", 9).expect("a change");
        assert_eq!(off.due(5), None);
        assert_eq!(change.changes.len(), 1, "{change:?}");
        let (again, _) = off.edit(true, 0, "i", 3_000).expect("a change");
        assert_eq!(again.due(5), Some(3_000), "a duty that begins again begins then");
        assert!(again.edit(true, 0, "i", 4_000).is_none());
    }
}

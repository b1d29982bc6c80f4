//! What is asked of people who sign in: who must have a second factor, and from when on.

use super::change::{Change, Fields, Log};
use crate::clock::{HOUR, Millis};
use crate::text::{Text, text};

pub const MOST_GRACE_DAYS: i64 = 90;
const USUAL_GRACE_DAYS: i64 = 7;
const DAY: Millis = 24 * HOUR;

/// Who must have a second factor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Duty {
    Nobody,
    /// Owners and administrators: who may change things.
    #[default]
    Stewards,
    Everybody,
}

impl Duty {
    pub const ALL: [Duty; 3] = [Duty::Stewards, Duty::Everybody, Duty::Nobody];

    pub const fn name(self) -> &'static str {
        match self {
            Duty::Nobody => "nobody",
            Duty::Stewards => "stewards",
            Duty::Everybody => "everybody",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|duty| duty.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Duty::Nobody => text("任何人都不必", "Nobody"),
            Duty::Stewards => text("所有者和管理员", "Owners and administrators"),
            Duty::Everybody => text("所有人", "Everybody"),
        }
    }
}

/// Since when somebody has had a role, and one of those that change things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    pub any: Option<Millis>,
    pub steward: Option<Millis>,
}

impl Held {
    pub fn given(&mut self, at: Millis, steward: bool) {
        let earlier = |known: Option<Millis>| Some(known.map_or(at, |known| known.min(at)));
        self.any = earlier(self.any);
        if steward {
            self.steward = earlier(self.steward);
        }
    }
}

/// The rules of the installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInRules {
    pub duty: Duty,
    /// Days that people have to set a second factor up.
    pub grace_days: i64,
    /// When the duty of owners and administrators began.
    pub since: Millis,
    /// When that of everybody else began; 0 while there is none.
    pub others_since: Millis,
    pub version: i64,
    pub updated_at: Millis,
}

impl SignInRules {
    pub const NOUN: &'static str = "sign_in_rules";

    /// The rules of a new installation.
    pub fn usual(duty: Duty, now: Millis) -> Self {
        let grace_days = USUAL_GRACE_DAYS;
        SignInRules { duty, grace_days, since: now, others_since: 0, version: 1, updated_at: now }
    }

    /// `None` when nothing changes. A duty that begins, begins now.
    pub fn edit(
        &self,
        duty: Duty,
        grace_days: i64,
        installation: &str,
        now: Millis,
    ) -> Option<(Self, Change)> {
        let since = if self.duty == Duty::Nobody { now } else { self.since };
        let others_since = match (self.duty, duty) {
            (Duty::Everybody, Duty::Everybody) => self.others_since,
            (_, Duty::Everybody) => now,
            _ => 0,
        };
        let version = self.version + 1;
        let new = SignInRules { duty, grace_days, since, others_since, version, updated_at: now };
        let (before, after) = (self.fields(), new.fields());
        let log = Log::Installation;
        let change =
            Change::edit(log, "sign_in_rules.saved", Self::NOUN, installation, &before, &after)?;
        Some((new, change))
    }

    /// The moment from which somebody with these roles has to have a second factor; `None` for whom
    /// the duty does not bind.
    pub fn due(&self, held: Held) -> Option<Millis> {
        let from = |given: Option<Millis>, since: Millis| {
            Some(given?.max(since).saturating_add(self.grace_days * DAY))
        };
        let steward = from(held.steward, self.since);
        match self.duty {
            Duty::Nobody => None,
            Duty::Stewards => steward,
            // Whoever owed it before this was asked of everybody gets no new days of grace.
            Duty::Everybody => from(held.any, self.others_since).into_iter().chain(steward).min(),
        }
    }

    pub fn fields(&self) -> Fields {
        vec![
            ("second_factor_duty".into(), Some(self.duty.name().to_owned())),
            ("grace_days".into(), Some(self.grace_days.to_string())),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steward(given: Millis) -> Held {
        Held { any: Some(given), steward: Some(given) }
    }

    #[test]
    fn the_days_of_grace_count_from_the_role_or_from_the_duty_whichever_came_later() {
        let rules = SignInRules::usual(Duty::Stewards, 1_000);
        assert_eq!(rules.due(steward(5)), Some(1_000 + 7 * DAY));
        assert_eq!(rules.due(steward(2_000)), Some(2_000 + 7 * DAY));
        let (at_once, _) = rules.edit(Duty::Stewards, 0, "i", 9).expect("a change");
        assert_eq!(at_once.due(steward(5)), Some(1_000), "fewer days move no beginning");
        let (off, change) = at_once.edit(Duty::Nobody, 0, "i", 9).expect("a change");
        assert_eq!(off.due(steward(5)), None);
        assert_eq!(change.changes.len(), 1, "{change:?}");
        let (again, _) = off.edit(Duty::Stewards, 0, "i", 3_000).expect("a change");
        assert_eq!(again.due(steward(5)), Some(3_000), "a duty that begins again begins then");
        assert!(again.edit(Duty::Stewards, 0, "i", 4_000).is_none());
    }

    #[test]
    fn the_others_owe_it_from_when_it_is_asked_of_everybody() {
        let other = Held { any: Some(5), steward: None };
        let rules = SignInRules::usual(Duty::Stewards, 1_000);
        assert_eq!(rules.due(other), None);
        let (all, _) = rules.edit(Duty::Everybody, 7, "i", DAY).expect("a change");
        assert_eq!(all.due(other), Some(8 * DAY));
        assert_eq!(all.due(steward(5)), Some(1_000 + 7 * DAY), "no new days for those who owed it");
        assert_eq!(all.due(Held::default()), None, "no role, no duty");
        let (longer, _) = all.edit(Duty::Everybody, 9, "i", 2 * DAY).expect("a change");
        assert_eq!(longer.due(other), Some(10 * DAY), "other days move no beginning");
    }
}

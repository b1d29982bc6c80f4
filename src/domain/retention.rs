//! How long a log's events are kept. Keeping everything is the rule; whoever wants less asks a second
//! person, and a hold stops every removal until a second person lifts it. Keeping more counts at once.

use super::Recorded;
use super::change::{Change, Fields, Log};
use super::meta::filled;
use crate::clock::{HOUR, Millis};

/// The shortest rule: a year of history is what every review needs.
pub const SHORTEST: i64 = 365;
/// Longer than anybody must keep anything; who wants more keeps everything.
pub const LONGEST: i64 = 36_525;
const DAY: Millis = 24 * HOUR;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention {
    pub log: Log,
    /// 0: for ever.
    pub days: i64,
    /// Why nothing may go at present; empty where nothing stands in the way.
    pub hold: String,
    pub held_by: String,
    pub held_at: Millis,
    /// 0 where nobody has saved anything yet.
    pub version: i64,
    pub created_at: Millis,
    pub updated_at: Millis,
}

impl Retention {
    pub const NOUN: &'static str = "retention";

    /// What counts where nobody has chosen anything.
    pub fn none(log: Log) -> Self {
        Retention {
            log,
            days: 0,
            hold: String::new(),
            held_by: String::new(),
            held_at: 0,
            version: 0,
            created_at: 0,
            updated_at: 0,
        }
    }

    pub fn is_held(&self) -> bool {
        !self.hold.is_empty()
    }

    /// Whether this many days would let something go earlier.
    pub fn shortens(&self, days: i64) -> bool {
        days > 0 && (self.days == 0 || days < self.days)
    }

    /// Events before this may go; `None` where everything is kept.
    pub fn cutoff(&self, now: Millis) -> Option<Millis> {
        let kept = (self.days > 0 && !self.is_held()).then(|| self.days.saturating_mul(DAY))?;
        Some(now.saturating_sub(kept))
    }

    pub fn keep(&self, days: i64, now: Millis) -> Option<(Self, Change)> {
        self.told(Retention { days, ..self.next(now) }, "retention.saved")
    }

    pub fn hold(&self, reason: &str, by: &str, now: Millis) -> Option<(Self, Change)> {
        let (hold, held_by) = (reason.to_owned(), by.to_owned());
        self.told(Retention { hold, held_by, held_at: now, ..self.next(now) }, "retention.held")
    }

    /// The new state when a wish comes true; `None` where it is so already.
    pub fn fulfil(&self, wish: Wish, now: Millis) -> Option<(Self, Change)> {
        match wish {
            Wish::Keep(days) => self.keep(days, now),
            Wish::Lift => {
                let none = Retention::none(self.log);
                let new = Retention {
                    hold: none.hold,
                    held_by: none.held_by,
                    held_at: 0,
                    ..self.next(now)
                };
                self.told(new, "retention.lifted")
            }
        }
    }

    fn next(&self, now: Millis) -> Self {
        let created_at = if self.version == 0 { now } else { self.created_at };
        Retention { version: self.version + 1, created_at, updated_at: now, ..self.clone() }
    }

    fn told(&self, new: Self, action: &'static str) -> Option<(Self, Change)> {
        let (was, is) = (self.fields(), new.fields());
        let change = Change::edit(self.log, action, Self::NOUN, self.subject(), &was, &is)?;
        Some((new, change))
    }
}

impl Recorded for Retention {
    fn log(&self) -> Log {
        self.log
    }

    /// There is one rule for each log.
    fn subject(&self) -> String {
        Self::NOUN.to_owned()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn fields(&self) -> Fields {
        let days = (self.days > 0).then(|| self.days.to_string());
        vec![("keep_days".into(), days), ("hold".into(), filled(&self.hold))]
    }
}

/// What somebody wants that a second person must agree to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Fewer days.
    Keep(i64),
    /// No hold any longer.
    Lift,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Open,
    Approved,
    Rejected,
}

impl State {
    pub const fn name(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Approved => "approved",
            State::Rejected => "rejected",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [State::Open, State::Approved, State::Rejected].into_iter().find(|one| one.name() == name)
    }
}

/// A wish that waits for a second person, or what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub id: String,
    pub log: Log,
    pub wish: Wish,
    pub reason: String,
    /// The id of whoever wants it, who cannot agree to it.
    pub proposer: String,
    pub proposer_name: String,
    pub made_at: Millis,
    pub state: State,
    pub decider_name: String,
    pub decided_at: Millis,
}

impl Proposal {
    pub const NOUN: &'static str = "retention_proposal";

    /// `by` is id and name.
    pub fn make(
        id: String,
        rule: &Retention,
        wish: Wish,
        reason: &str,
        by: (&str, &str),
        now: Millis,
    ) -> (Self, Change) {
        let new = Proposal {
            id,
            log: rule.log,
            wish,
            reason: reason.to_owned(),
            proposer: by.0.to_owned(),
            proposer_name: by.1.to_owned(),
            made_at: now,
            state: State::Open,
            decider_name: String::new(),
            decided_at: 0,
        };
        let action = "retention_proposal.created";
        let change = Change::creation(rule.log, action, Self::NOUN, &new.id, new.fields());
        (new, change)
    }

    /// Somebody else agrees or not; `None` where it is decided already or the person wants it.
    pub fn decide(&self, approved: bool, by: (&str, &str), now: Millis) -> Option<(Self, Change)> {
        if self.state != State::Open || self.proposer == by.0 {
            return None;
        }
        let (state, action) = if approved {
            (State::Approved, "retention_proposal.approved")
        } else {
            (State::Rejected, "retention_proposal.rejected")
        };
        let new =
            Proposal { state, decider_name: by.1.to_owned(), decided_at: now, ..self.clone() };
        let (was, is) = (self.fields(), new.fields());
        let change = Change::edit(self.log, action, Self::NOUN, &self.id, &was, &is)?;
        Some((new, change))
    }

    fn fields(&self) -> Fields {
        let (days, lift) = match self.wish {
            Wish::Keep(days) => (Some(days.to_string()), None),
            Wish::Lift => (None, Some("true".to_owned())),
        };
        vec![
            ("keep_days".into(), days),
            ("lift_hold".into(), lift),
            ("decision".into(), Some(self.state.name().to_owned())),
        ]
    }
}

/// Events that were removed: a block of a log from its front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub log: Log,
    pub first: i64,
    pub last: i64,
    /// The time of its last event.
    pub until: Millis,
    /// Over the log from its first entry up to the last one of the block, as a checkpoint of that size
    /// names it.
    pub root: String,
}

impl Block {
    pub fn count(&self) -> i64 {
        self.last - self.first + 1
    }

    /// The event that stays in their place.
    pub fn purged(&self) -> Change {
        let subject = match self.log {
            Log::Installation => "installation".to_owned(),
            Log::Enterprise(id) => id.to_string(),
        };
        let told = Change::creation(self.log, "history.purged", "history", subject, Fields::new());
        let told = told.detail("from", self.first.to_string()).detail("to", self.last.to_string());
        told.detail("count", self.count().to_string()).detail("root", &self.root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(days: i64) -> Retention {
        Retention { days, ..Retention::none(Log::Installation) }
    }

    #[test]
    fn only_less_than_now_takes_a_second_person() {
        assert!(rule(0).shortens(2_557) && rule(2_557).shortens(365));
        assert!(!rule(365).shortens(2_557) && !rule(365).shortens(0) && !rule(0).shortens(0));
    }

    #[test]
    fn a_hold_keeps_everything_whatever_the_rule_says() {
        let now = 4_000 * DAY;
        assert_eq!(rule(0).cutoff(now), None);
        assert_eq!(rule(365).cutoff(now), Some(3_635 * DAY));
        let (held, change) = rule(365).hold("诉讼", "甲", now).expect("a change");
        assert_eq!((held.cutoff(now), change.action), (None, "retention.held"));
        let (free, change) = held.fulfil(Wish::Lift, now).expect("a change");
        assert_eq!((free.is_held(), change.action, free.version), (false, "retention.lifted", 2));
        assert!(free.fulfil(Wish::Lift, now).is_none() && free.keep(365, now).is_none());
    }

    #[test]
    fn nobody_agrees_to_an_own_wish_and_nobody_twice() {
        let (wish, change) =
            Proposal::make("1".into(), &rule(0), Wish::Keep(365), "空间", ("a", "甲"), 5);
        assert_eq!(change.action, "retention_proposal.created");
        assert!(wish.decide(true, ("a", "甲"), 6).is_none());
        let (done, change) = wish.decide(true, ("b", "乙"), 6).expect("a decision");
        assert_eq!((done.state, change.action), (State::Approved, "retention_proposal.approved"));
        assert!(done.decide(false, ("c", "丙"), 7).is_none());
    }
}

//! When sessions end by the time that passes in this process. The rows say it by the wall clock, which
//! somebody may set back; what is over here stays over, whatever that clock says then.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::clock::{Clock, MINUTE, Millis};
use crate::store::sessions::{ABSOLUTE, IDLE, Live};

/// How long a typed password counts for what takes a fresh one.
pub const FRESH: Millis = 10 * MINUTE;

/// Sessions that are known at once; for those beyond, the wall clock alone counts.
const KNOWN: usize = 20_000;

#[derive(Clone)]
pub struct Deadlines {
    clock: Clock,
    known: Arc<Mutex<HashMap<String, Deadline>>>,
}

/// Ends as the time that will have passed by then.
#[derive(Clone, Copy)]
struct Deadline {
    end: Millis,
    idle: Millis,
    fresh: Millis,
    /// What the row says of the last request; another server may have noted a later one.
    seen_at: Millis,
}

impl Deadlines {
    pub fn new(clock: Clock) -> Self {
        Deadlines { clock, known: Arc::default() }
    }

    /// Whether the password of a live session is fresh, typed at this moment; `None` when the session
    /// is over by the time that has passed here.
    pub fn look(&self, id_hash: &str, live: &Live, typed_at: Option<Millis>) -> Option<bool> {
        let (now, passed) = (self.clock.now(), self.clock.passed());
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let said = Deadline::of(live, typed_at, now, passed);
        let mut deadline = known.get(id_hash).copied().unwrap_or(said);
        if deadline.seen_at != live.seen_at {
            deadline.idle = said.idle;
        }
        if passed >= deadline.end || passed >= deadline.idle {
            known.remove(id_hash);
            return None;
        }
        let fresh = passed < deadline.fresh && passed < said.fresh;
        deadline.idle = passed + IDLE;
        deadline.seen_at = live.touched_at;
        if known.len() >= KNOWN {
            known.retain(|_, one| passed < one.end && passed < one.idle);
        }
        if known.len() < KNOWN || known.contains_key(id_hash) {
            known.insert(id_hash.to_owned(), deadline);
        }
        Some(fresh)
    }
}

impl Deadline {
    /// By the wall clock. A moment that is still to come counts as now, or as nothing.
    fn of(live: &Live, typed_at: Option<Millis>, now: Millis, passed: Millis) -> Self {
        let left = |until: Millis, most: Millis| passed.saturating_add((until - now).min(most));
        let fresh = typed_at.filter(|at| *at <= now).map_or(passed, |at| left(at + FRESH, FRESH));
        Deadline {
            end: left(live.expires_at, ABSOLUTE),
            idle: left(live.seen_at + IDLE, IDLE),
            fresh,
            seen_at: live.seen_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Millis = 1_800_000_000_000;

    fn live(seen_at: Millis) -> Live {
        let expires_at = START + ABSOLUTE;
        Live { state: String::new(), seen_at, touched_at: seen_at, expires_at }
    }

    #[test]
    fn a_clock_that_is_set_back_prolongs_nothing() {
        let clock = Clock::held_at(START);
        let deadlines = Deadlines::new(clock.clone());
        let look = || deadlines.look("a", &live(START), Some(START));
        assert_eq!(look(), Some(true));
        clock.advance(9 * MINUTE);
        clock.set_forward(-9 * MINUTE);
        assert_eq!(look(), Some(true));
        clock.advance(MINUTE);
        clock.set_forward(-MINUTE);
        assert_eq!(look(), Some(false), "ten minutes have passed, whatever the clock says");
        clock.advance(29 * MINUTE);
        clock.set_forward(-29 * MINUTE);
        assert_eq!(look(), Some(false), "used within half an hour");
        clock.advance(IDLE);
        clock.set_forward(-IDLE);
        assert_eq!(look(), None, "half an hour without a request");
        assert_eq!(deadlines.look("b", &live(START), None), Some(false), "nobody typed anything");
        for _ in 0..31 {
            clock.advance(15 * MINUTE);
            clock.set_forward(-15 * MINUTE);
            assert!(deadlines.look("b", &live(START), None).is_some());
        }
        clock.advance(15 * MINUTE);
        clock.set_forward(-15 * MINUTE);
        assert_eq!(deadlines.look("b", &live(START), None), None, "eight hours");
    }

    #[test]
    fn what_another_server_noted_counts_and_a_password_from_the_future_does_not() {
        let clock = Clock::held_at(START);
        let deadlines = Deadlines::new(clock.clone());
        assert_eq!(deadlines.look("a", &live(START), Some(START + 1)), Some(false));
        clock.advance(31 * MINUTE);
        assert!(deadlines.look("a", &live(START + 20 * MINUTE), None).is_some());
        clock.set_forward(FRESH);
        let typed = clock.now() - FRESH;
        assert_eq!(deadlines.look("c", &live(clock.now()), Some(typed)), Some(false));
    }

    #[test]
    fn what_is_known_is_bounded() {
        let deadlines = Deadlines::new(Clock::held_at(START));
        for number in 0..=KNOWN {
            assert!(deadlines.look(&number.to_string(), &live(START), None).is_some());
        }
        assert_eq!(deadlines.known.lock().expect("a map").len(), KNOWN);
    }
}

//! What was refused to somebody, for the history: the first time at once, whatever follows of the same
//! kind as one summary a minute. Counted in the memory of one process, and bounded there: whoever
//! tries thousands of things leaves a few events behind and not thousands. Strangers have a budget of
//! their own, so that however many of them there are, what somebody tries who is known stays told
//! under that person's name.

use std::collections::{HashMap, hash_map::Entry};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::clock::{MINUTE, Millis};
use crate::config::Throttling;
use crate::domain::{Act, Change, Log};
use crate::rights::{ActorKind, Grants, LeaveTrace, Origin, Permit, Place};
use crate::store::Db;
use crate::store::history::log_name;

/// Different refusals of one actor in a minute that are recorded one by one.
const EACH: usize = 20;
/// The same of everybody who is known; beyond that each has one for each act and log.
const IN_ALL: usize = 200;
/// The same of all strangers together; beyond that they have one for each act.
const STRANGERS: usize = 100;
/// How long recording may take: whoever is refused waits for it.
const PATIENCE: Duration = Duration::from_secs(2);
/// The same of what nobody waits for, and of everything that is left when the server stops.
const LEISURE: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_secs(5);
/// Longer paths are cut.
const PATH: usize = 200;

/// One refusal: what is recorded of it, and who was refused.
#[derive(Clone, Debug)]
pub struct Refusal {
    permit: Permit<LeaveTrace>,
    change: Change,
    /// Who is counted: the actor's id, or the address of somebody unknown.
    who: String,
    /// What is counted.
    what: String,
    /// Whoever is no stranger has a name in the history.
    known: bool,
}

impl Refusal {
    /// `what` tells refusals apart that are counted for themselves.
    pub fn new(permit: Permit<LeaveTrace>, change: Change, what: &str) -> Self {
        let actor = permit.actor();
        let who = if actor.id.is_empty() { &actor.origin.address } else { &actor.id };
        let known = actor.kind != ActorKind::Guest;
        let (who, what) = (who.clone(), format!("{} {what}", change.action));
        Refusal { permit, change, who, what, known }
    }

    /// What is told of several that are counted together: nothing that is true of one of them only.
    fn together(&self, of: Together) -> Self {
        let (action, noun) = (self.change.action, self.change.noun);
        let (permit, log) = match of {
            Together::Actor => (self.permit.clone(), self.change.log),
            Together::Strangers => {
                let nobody = Grants::stranger(Origin::default());
                (nobody.trace(Place::Installation), Log::Installation)
            }
        };
        Refusal { permit, change: Change::access(log, action, noun, ""), ..self.clone() }
    }
}

/// Whose refusals are counted together.
#[derive(Clone, Copy)]
enum Together {
    Actor,
    Strangers,
}

/// A path as it is recorded: short, and without anything that steers a terminal.
pub fn path(path: &str) -> String {
    path.chars().filter(|c| !c.is_control()).take(PATH).collect()
}

/// A summary with the right to write it.
type Late = (Permit<LeaveTrace>, Change);

/// Who and what.
type Key = (String, String);

#[derive(Clone)]
pub struct Refusals {
    seen: Arc<Mutex<HashMap<Key, Counted>>>,
    /// What is recorded when nobody waits for it any longer.
    late: Arc<Mutex<Vec<Late>>>,
    wide: bool,
}

struct Counted {
    refusal: Refusal,
    since: Millis,
    /// Those that were not recorded yet.
    more: u64,
}

impl Refusals {
    pub fn new(throttling: Throttling) -> Self {
        Refusals {
            seen: Arc::default(),
            late: Arc::default(),
            wide: throttling == Throttling::Wide,
        }
    }

    /// Records a refusal, or counts it where its like was just recorded. It never fails: whoever was
    /// refused stays refused, recorded or not.
    pub async fn note(&self, db: &Db, refusal: Refusal) {
        let now = db.clock().now();
        let Some(first) = self.first(refusal, now) else { return };
        if !write(db, &first.permit, first.change.clone(), PATIENCE).await {
            // The summary will tell of it.
            self.first(first, now);
        }
    }

    /// Has something recorded soon, from where nothing can be waited for.
    pub fn later(&self, permit: Permit<LeaveTrace>, change: Change) {
        let mut late = self.late.lock().unwrap_or_else(PoisonError::into_inner);
        if late.len() < IN_ALL {
            late.push((permit, change));
        }
    }

    /// Whether it is to be recorded now.
    fn first(&self, refusal: Refusal, now: Millis) -> Option<Refusal> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let own = (refusal.who.clone(), refusal.what.clone());
        let many = seen.keys().filter(|(who, _)| *who == refusal.who).count() >= EACH;
        let alike = seen.values().filter(|one| one.refusal.known == refusal.known).count();
        let together = match () {
            () if seen.contains_key(&own) || self.wide => None,
            () if !refusal.known && alike >= STRANGERS => Some(Together::Strangers),
            () if many || alike >= IN_ALL => Some(Together::Actor),
            () => None,
        };
        let Change { action, log, .. } = refusal.change;
        let key = match together {
            None => own,
            Some(Together::Actor) => (own.0, format!("{action}@{}", log_name(log))),
            Some(Together::Strangers) => (String::new(), action.to_owned()),
        };
        if let Some(counted) = seen.get_mut(&key) {
            counted.more = counted.more.saturating_add(1);
            return None;
        }
        let told = together.map_or_else(|| refusal.clone(), |of| refusal.together(of));
        seen.insert(key, Counted { refusal: told, since: now, more: 0 });
        Some(refusal)
    }

    /// Takes what is over: the minute since the first one, or everything when the server stops.
    fn over(&self, now: Millis, all: bool) -> Vec<(Key, Counted)> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let over = |counted: &Counted| all || now.saturating_sub(counted.since) >= MINUTE;
        seen.extract_if(|_, counted| over(counted)).collect()
    }

    /// Puts back what could not be written, together with what came meanwhile.
    fn count_on(&self, key: Key, counted: Counted) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        match seen.entry(key) {
            Entry::Occupied(mut other) => {
                let other = other.get_mut();
                other.more = other.more.saturating_add(counted.more);
            }
            Entry::Vacant(place) => _ = place.insert(counted),
        }
    }

    /// Writes the summaries that are due. What the database refused is counted on.
    pub async fn sum_up(&self, db: &Db, all: bool) {
        let late = std::mem::take(&mut *self.late.lock().unwrap_or_else(PoisonError::into_inner));
        for (permit, change) in late {
            if !write(db, &permit, change.clone(), LEISURE).await {
                self.later(permit, change);
            }
        }
        for (key, counted) in self.over(db.clock().now(), all) {
            let Counted { refusal, more, .. } = &counted;
            let change = refusal.change.clone().detail("count", more.to_string());
            if *more > 0 && !write(db, &refusal.permit, change, LEISURE).await {
                self.count_on(key, counted);
            }
        }
    }

    /// Writes everything that is left, for a server that stops: it does not wait for long.
    pub async fn finish(&self, db: &Db) {
        if tokio::time::timeout(LEISURE, self.sum_up(db, true)).await.is_err() {
            tracing::warn!("the last refusals were not recorded in time");
        }
    }

    /// Sums up again and again until the server stops.
    pub async fn run(self, db: Db) {
        loop {
            tokio::time::sleep(LOOK).await;
            self.sum_up(&db, false).await;
        }
    }
}

/// Whether this is over: what took too long may have been written all the same, and is not tried again.
async fn write(db: &Db, permit: &Permit<LeaveTrace>, change: Change, patience: Duration) -> bool {
    let act = Act::from(change);
    let work = db.write(permit, async |_| Ok(act.clone()));
    match tokio::time::timeout(patience, work).await {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::warn!(%error, "a refusal was not recorded");
            false
        }
        Err(_) => {
            tracing::warn!("a refusal was not recorded in time");
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::PersonId;
    use uuid::Uuid;

    fn refusal(who: &str, what: &str) -> Refusal {
        let origin = Origin { address: who.to_owned(), ..Origin::default() };
        let change = Change::access(Log::Installation, "access.denied", "window", "1");
        Refusal::new(Grants::stranger(origin).trace(Place::Installation), change, what)
    }

    #[test]
    fn the_first_is_recorded_and_the_others_are_counted_until_the_minute_is_over() {
        let refusals = Refusals::new(Throttling::Normal);
        assert!(refusals.first(refusal("a", "/x"), 0).is_some());
        for _ in 0..3 {
            assert!(refusals.first(refusal("a", "/x"), 10).is_none());
        }
        assert!(refusals.first(refusal("a", "/y"), 10).is_some(), "another path");
        assert!(refusals.first(refusal("b", "/x"), 10).is_some(), "somebody else");
        assert!(refusals.over(MINUTE - 1, false).is_empty());
        assert_eq!(counts(&refusals.over(MINUTE, false)), [3]);
        assert!(refusals.first(refusal("a", "/x"), MINUTE).is_some(), "a new minute");
        assert_eq!(refusals.over(MINUTE, true).len(), 3, "everything, when the server stops");
    }

    fn counts(all: &[(Key, Counted)]) -> Vec<u64> {
        all.iter().map(|(_, one)| one.more).collect()
    }

    #[test]
    fn what_could_not_be_written_is_counted_on() {
        let refusals = Refusals::new(Throttling::Normal);
        for _ in 0..3 {
            refusals.first(refusal("a", "/x"), 0);
        }
        let put_back = |now| {
            for (key, counted) in refusals.over(now, false) {
                refusals.count_on(key, counted);
            }
        };
        put_back(MINUTE);
        assert_eq!(counts(&refusals.over(MINUTE, false)), [2], "due again at once");
        for _ in 0..3 {
            refusals.first(refusal("a", "/x"), MINUTE);
        }
        let failed = refusals.over(2 * MINUTE, false);
        refusals.first(refusal("a", "/x"), 2 * MINUTE);
        refusals.first(refusal("a", "/x"), 2 * MINUTE);
        for (key, counted) in failed {
            refusals.count_on(key, counted);
        }
        assert_eq!(counts(&refusals.over(3 * MINUTE, false)), [3], "with what came meanwhile");
    }

    #[test]
    fn nobody_floods_the_history() {
        let refusals = Refusals::new(Throttling::Normal);
        let tries = |who: &str| {
            (0..500).filter(|n| refusals.first(refusal(who, &format!("/{n}")), 0).is_some()).count()
        };
        assert_eq!(tries("a"), EACH + 1);
        assert_eq!(tries("b"), EACH + 1);
        let rest: usize = (0..100).map(|n| tries(&format!("c{n}"))).sum();
        assert!(rest <= IN_ALL, "{rest}");
        let counted: u64 = counts(&refusals.over(0, true)).iter().sum();
        assert!(counted > 50_000, "none is lost: {counted}");
    }

    /// The same of somebody who is signed in.
    fn known(number: u128, what: &str) -> Refusal {
        let id = PersonId(Uuid::from_u128(number));
        let grants = Grants::of_person(id, format!("p{number}"), Vec::new(), Origin::default());
        let change = Change::access(Log::Installation, "access.denied", "window", "1");
        let change = change.detail("path", what);
        Refusal::new(grants.trace(Place::Installation), change, what)
    }

    #[test]
    fn strangers_hide_nobody_who_is_known() {
        let refusals = Refusals::new(Throttling::Normal);
        let strangers = |n: usize| refusals.first(refusal(&format!("c{n}"), "/x"), 0).is_some();
        assert_eq!((0..1_000).filter(|n| strangers(*n)).count(), STRANGERS + 1);
        for number in 0..250 {
            let first = refusals.first(known(number, "/x"), 0).expect("recorded at once");
            assert_eq!(first.permit.actor().name, format!("p{number}"));
        }
        assert!(refusals.first(known(7, "/x"), 0).is_none(), "the like of it was told");
        assert!(
            refusals.first(known(7, "/y"), 0).is_some()
                && refusals.first(known(7, "/z"), 0).is_none()
        );
        let of_seven = PersonId(Uuid::from_u128(7)).to_string();
        let all = refusals.over(0, true);
        let mine: u64 =
            all.iter().filter(|((who, _), _)| *who == of_seven).map(|(_, one)| one.more).sum();
        assert_eq!(mine, 2);
    }

    #[test]
    fn what_is_told_of_several_is_true_of_each() {
        let refusals = Refusals::new(Throttling::Normal);
        for number in 0..1_000 {
            refusals.first(refusal(&format!("c{number}"), "/x"), 0);
        }
        for number in 0..EACH + 5 {
            refusals.first(known(1, &format!("/{number}")), 0);
        }
        let all = refusals.over(0, true);
        let (_, strangers) = all.iter().find(|((who, _), _)| who.is_empty()).expect("a sum");
        let actor = strangers.refusal.permit.actor();
        assert!(strangers.more > 800 && actor.origin.address.is_empty() && actor.name.is_empty());
        let of_one = all.iter().find(|((_, what), _)| what.contains('@')).expect("another sum");
        let Counted { refusal, more, .. } = &of_one.1;
        assert_eq!((*more, refusal.permit.actor().name.as_str()), (4, "p1"));
        assert!(refusal.change.details.is_empty() && refusal.change.subject.is_empty());
    }

    #[test]
    fn paths_steer_nothing() {
        assert_eq!(path("/a\u{1b}[2J\r\n"), "/a[2J");
        assert_eq!(path(&"/".repeat(999)).len(), PATH);
    }
}

//! The only source of now, of new ids and of entropy, so that tests can hold the clock and a review
//! can find every use.

#![allow(clippy::disallowed_methods, reason = "this is the module that everybody else must ask")]

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::error::{Error, Result};

/// UTC milliseconds since 1970, rounded by the clock itself: both databases keep the same number.
pub type Millis = i64;

pub const SECOND: Millis = 1_000;
pub const MINUTE: Millis = 60 * SECOND;
pub const HOUR: Millis = 60 * MINUTE;

/// When this process first asked.
static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Tells the time. A clone tells the same time.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    held: Option<Arc<Held>>,
}

/// What a clock shows that stands still, and how much time has passed by it.
#[derive(Debug)]
struct Held {
    wall: AtomicI64,
    passed: AtomicI64,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Clock::default()
    }

    /// A clock that stands still until it is told to move; for tests.
    pub fn held_at(now: Millis) -> Self {
        let (wall, passed) = (AtomicI64::new(now), AtomicI64::new(0));
        Clock { held: Some(Arc::new(Held { wall, passed })) }
    }

    /// Lets time pass by a held clock; the machine's clock is not ours to move.
    pub fn advance(&self, by: Millis) {
        if let Some(held) = &self.held {
            held.passed.fetch_add(by, Ordering::SeqCst);
        }
        self.set_forward(by);
    }

    /// Sets a held clock forward, or back where `by` is negative: no time passes.
    pub fn set_forward(&self, by: Millis) {
        if let Some(held) = &self.held {
            held.wall.fetch_add(by, Ordering::SeqCst);
        }
    }

    pub fn now(&self) -> Millis {
        match &self.held {
            Some(held) => held.wall.load(Ordering::SeqCst),
            None => jiff::Timestamp::now().as_millisecond(),
        }
    }

    /// A new, time-ordered id.
    pub fn id(&self) -> Uuid {
        Uuid::now_v7()
    }

    /// How much time has passed in this process, for deadlines that a jump of the wall clock must not
    /// move.
    pub fn passed(&self) -> Millis {
        match &self.held {
            Some(held) => held.passed.load(Ordering::SeqCst),
            None => Millis::try_from(BEGUN.elapsed().as_millis()).unwrap_or(Millis::MAX),
        }
    }
}

/// Measures how long something takes, whatever the wall clock does meanwhile.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    pub fn start() -> Self {
        Stopwatch(Instant::now())
    }

    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// Fresh random bytes from the operating system.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::broken(error.to_string()))?;
    Ok(bytes)
}

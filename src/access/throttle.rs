//! Holding back guesses: per account in the database (a soft lock that grows and ends by itself),
//! per address and in all in memory.

use std::net::Ipv6Addr;
use std::num::NonZeroU32;
use std::sync::Arc;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter};

use super::second_factor::count_of;
use crate::clock::{Millis, SECOND};
use crate::config::Throttling;
use crate::domain::Person;
use crate::error::{Error, Result};
use crate::store::{Db, Write, throttles};
use crate::vault::token_hash;

/// Attempts per minute from one address, and from everywhere.
const PER_ADDRESS: u32 = 10;
const IN_ALL: u32 = 60;
/// Requests with a hand-over link per minute from one address; an unknown link costs as much as six.
const LINKS: u32 = 60;
const UNKNOWN_LINK: NonZeroU32 = NonZeroU32::MIN.saturating_add(4);
/// Tokens per minute from one address that are good for nothing. Others are not held back by them: one
/// build with a token that ran out must not stop the rest behind the same address.
const BAD_TOKENS: u32 = 10;
/// Codes after the password per minute for one person, and passwords typed once more: many at once must not be
/// faster than their count.
const CODES: u32 = 10;
/// What the limits become in tests.
const WIDE: u32 = 100_000;
/// So many failures are free: people mistype.
const FREE_FAILURES: i64 = 3;
/// How long an account waits after each further failure.
const WAITS: [Millis; 6] = [SECOND, 3 * SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND, 60 * SECOND];

#[derive(Clone)]
pub struct Throttles {
    addresses: Arc<DefaultKeyedRateLimiter<String>>,
    everybody: Arc<DefaultDirectRateLimiter>,
    links: Arc<DefaultKeyedRateLimiter<String>>,
    tokens: Arc<DefaultKeyedRateLimiter<String>>,
    codes: Arc<DefaultKeyedRateLimiter<String>>,
    wide: bool,
}

impl Throttles {
    pub fn new(throttling: Throttling) -> Self {
        let wide = throttling == Throttling::Wide;
        let quota = |normal| {
            Quota::per_minute(
                NonZeroU32::new(if wide { WIDE } else { normal }).unwrap_or(NonZeroU32::MIN),
            )
        };
        Throttles {
            addresses: Arc::new(RateLimiter::keyed(quota(PER_ADDRESS))),
            everybody: Arc::new(RateLimiter::direct(quota(IN_ALL))),
            links: Arc::new(RateLimiter::keyed(quota(LINKS))),
            tokens: Arc::new(RateLimiter::keyed(quota(BAD_TOKENS))),
            codes: Arc::new(RateLimiter::keyed(quota(CODES))),
            wide,
        }
    }

    /// One more attempt from this address; refused with the seconds to wait.
    pub fn attempt(&self, address: &str) -> Result<()> {
        admit(self.addresses.check_key(&network(address)), "address")?;
        admit(self.everybody.check(), "everybody")
    }

    /// One more request with a hand-over link from this address.
    pub fn link(&self, address: &str) -> Result<()> {
        admit(self.links.check_key(&network(address)), "link")
    }

    /// One more token from this address that is good for nothing.
    pub fn bad_token(&self, address: &str) -> Result<()> {
        admit(self.tokens.check_key(&network(address)), "token")
    }

    /// One more code after the password of a person, or the password once more, under the name of its count.
    pub fn code(&self, name: &str) -> Result<()> {
        admit(self.codes.check_key(&name.to_owned()), "code")
    }

    /// The link is unknown: whoever guesses has few tries.
    pub fn unknown_link(&self, address: &str) {
        // Where less than that is left, the next request is refused soon enough.
        let _ = self.links.check_key_n(&network(address), UNKNOWN_LINK);
    }

    /// Whether the account is waiting out earlier failures. Unknown names are counted alike.
    pub async fn check_account(&self, db: &Db, email: &str) -> Result<()> {
        let now = db.clock().now();
        match throttles::find(db, &name(email)).await? {
            Some(found) if found.locked_until > now && !self.wide => {
                let seconds = (found.locked_until - now) / SECOND + 1;
                Err(refused("account", u64::try_from(seconds).unwrap_or(1)))
            }
            _ => Ok(()),
        }
    }

    pub async fn failed(&self, db: &Db, email: &str) -> Result<()> {
        throttles::count(db, &name(email), wait_after).await.map(|_| ())
    }

    pub async fn succeeded(&self, db: &Db, email: &str) -> Result<()> {
        throttles::clear(db, &name(email)).await
    }

    /// Forgets addresses that have been quiet.
    pub fn shrink(&self) {
        self.addresses.retain_recent();
        self.links.retain_recent();
        self.tokens.retain_recent();
        self.codes.retain_recent();
    }
}

/// How a person is held back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// At the password and at what comes after it.
    pub failures: i64,
    /// Nothing is looked at before; `None` once the wait is over.
    pub until: Option<Millis>,
}

/// What holds a person back at present; `None` where fewer failures are counted than are free.
pub async fn held(db: &Db, person: &Person) -> Result<Option<Held>> {
    let now = db.clock().now();
    let mut held: Option<Held> = None;
    for name in names(person) {
        let counted = throttles::find(db, &name).await?;
        let Some(counted) = counted.filter(|counted| counted.failures >= FREE_FAILURES) else {
            continue;
        };
        let until = Some(counted.locked_until).filter(|until| *until > now);
        let before = held.unwrap_or(Held { failures: 0, until: None });
        held = Some(Held {
            failures: before.failures.saturating_add(counted.failures),
            until: before.until.max(until),
        });
    }
    Ok(held)
}

/// Forgets what was counted, so that the next attempt is looked at at once. A conflict when nothing was.
pub async fn let_in(write: &mut Write<'_>, person: &Person) -> Result<()> {
    let mut counted = false;
    for name in names(person) {
        counted |= throttles::forget(write, name).await?;
    }
    if counted { Ok(()) } else { Err(Error::conflict()) }
}

/// What failures of a person are counted under.
fn names(person: &Person) -> [String; 2] {
    [name(&person.email), name(&count_of(person.id))]
}

/// Turns "not yet" into the error that says when.
fn admit(
    checked: std::result::Result<(), NotUntil<<DefaultClock as Clock>::Instant>>,
    what: &'static str,
) -> Result<()> {
    let now = DefaultClock::default().now();
    checked.map_err(|early| refused(what, early.wait_time_from(now).as_secs() + 1))
}

fn refused(what: &'static str, seconds: u64) -> Error {
    metrics::counter!("jieru_throttled_total", "what" => what).increment(1);
    Error::too_many(seconds)
}

/// Whoever has one IPv6 address has the whole /64 around it.
fn network(address: &str) -> String {
    match address.parse::<Ipv6Addr>() {
        Ok(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Err(_) => address.to_owned(),
    }
}

fn wait_after(failures: i64) -> Millis {
    let Ok(step) = usize::try_from(failures - FREE_FAILURES) else { return 0 };
    let [.., longest] = WAITS;
    WAITS.get(step).copied().unwrap_or(longest)
}

/// The table holds no addresses of people who may not exist.
fn name(email: &str) -> String {
    format!("account:{}", token_hash(email))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_begin_after_the_free_failures_and_grow() {
        let waits: Vec<Millis> = (1..=10).map(wait_after).collect();
        assert_eq!(waits, [0, 0, 1_000, 3_000, 5_000, 10_000, 30_000, 60_000, 60_000, 60_000]);
    }

    #[test]
    fn guesses_of_links_end_after_ten() {
        let throttles = Throttles::new(Throttling::Normal);
        for _ in 0..10 {
            throttles.link("192.0.2.1").expect("a guess");
            throttles.unknown_link("192.0.2.1");
        }
        assert!(throttles.link("192.0.2.1").is_err(), "the eleventh");
        throttles.link("192.0.2.2").expect("another address");
        throttles.attempt("192.0.2.1").expect("signing in is counted apart");
    }

    #[test]
    fn bad_tokens_are_held_back_for_themselves() {
        let throttles = Throttles::new(Throttling::Normal);
        for _ in 0..10 {
            throttles.bad_token("192.0.2.1").expect("within the burst");
        }
        let refused = throttles.bad_token("192.0.2.1").expect_err("the eleventh");
        assert!(refused.retry_after().is_some_and(|seconds| (1..=7).contains(&seconds)));
        throttles.attempt("192.0.2.1").expect("signing in is counted apart");
        throttles.bad_token("192.0.2.2").expect("another address");
    }

    #[test]
    fn codes_sent_at_once_are_no_faster() {
        let throttles = Throttles::new(Throttling::Normal);
        for _ in 0..10 {
            throttles.code("a").expect("within the burst");
        }
        assert!(throttles.code("a").is_err(), "the eleventh");
        throttles.code("b").expect("another person");
    }

    #[test]
    fn an_address_has_ten_tries_a_minute_and_does_not_hold_back_others() {
        let throttles = Throttles::new(Throttling::Normal);
        for _ in 0..10 {
            throttles.attempt("192.0.2.1").expect("within the burst");
        }
        let refused = throttles.attempt("192.0.2.1").expect_err("the eleventh");
        assert!(refused.retry_after().is_some_and(|seconds| (1..=7).contains(&seconds)));
        throttles.attempt("192.0.2.2").expect("another address");
        assert_eq!(network("2001:db8::1"), network("2001:db8:0:0:ffff::9"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
    }
}

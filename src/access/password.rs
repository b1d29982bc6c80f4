//! Passwords: argon2id on two threads of our own.
//!
//! Hashing on the server's blocking pool lets the allocator keep hundreds of megabytes. Two threads
//! that each reuse one block array hold what one hash costs each (19 MiB unless the owners chose more),
//! and give it back after a quiet minute. The queue is bounded: when it is full, the answer is "busy",
//! not a heap of waiting hashes.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use argon2::password_hash::phc::{Ident, Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::oneshot;

use crate::clock::{Millis, Stopwatch, random};
use crate::domain::password_cost::Cost;
use crate::error::{Error, Result};
use crate::secret::Secret;

const THREADS: usize = 2;
/// Jobs that may wait at one thread.
const QUEUE: usize = 16;
const KEEP_MEMORY: Duration = Duration::from_mins(1);

/// Longer passwords are not looked at: hashing is work.
pub const MAX_BYTES: usize = 1_024;

/// A hash of the right shape that no password has: unknown people cost the same time as known ones.
fn nobody(Cost { memory, passes, lanes }: Cost) -> String {
    const REST: &str = "bm9ib2R5bm9ib2R5bm8$Tm9ib2R5IGhhcyB0aGlzIHBhc3N3b3JkIGF0IGFsbCEhISE";
    format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${REST}")
}

#[derive(Clone)]
pub struct Passwords {
    queues: Arc<[SyncSender<Job>]>,
    turn: Arc<AtomicUsize>,
    /// What a new hash costs at present.
    cost: Arc<RwLock<Cost>>,
}

struct Job {
    password: Secret,
    task: Task,
}

enum Task {
    Hash(Cost, oneshot::Sender<Result<String>>),
    /// With what a new hash would cost.
    Verify(String, Cost, oneshot::Sender<Result<bool>>),
    Measure(Cost, oneshot::Sender<Result<Millis>>),
}

impl Passwords {
    /// Starts the threads. They end when the last clone is dropped.
    pub fn start() -> Result<Self> {
        let mut queues = Vec::with_capacity(THREADS);
        for number in 0..THREADS {
            let (sender, receiver) = sync_channel(QUEUE);
            std::thread::Builder::new()
                .name(format!("password-{number}"))
                .spawn(move || work(&receiver))
                .map_err(Error::broken)?;
            queues.push(sender);
        }
        let cost = Arc::new(RwLock::new(Cost::LEAST));
        Ok(Passwords { queues: queues.into(), turn: Arc::default(), cost })
    }

    /// What hashes cost from now on; those that are there stay good.
    pub fn set_cost(&self, cost: Cost) {
        *self.cost.write().unwrap_or_else(PoisonError::into_inner) = cost;
    }

    fn cost(&self) -> Cost {
        *self.cost.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a hash was made at another cost than a new one would be.
    pub fn is_stale(&self, stored: &str) -> bool {
        let known = PasswordHash::new(stored).ok();
        let params = known.and_then(|known| Params::try_from(&known).ok());
        params.is_none_or(|params| cost_of(&params) != self.cost())
    }

    /// How long a hash of this cost takes on this machine, waiting apart.
    pub async fn measure(&self, cost: Cost) -> Result<Millis> {
        let (answer, waiting) = oneshot::channel();
        let password = Secret::new("as long as people choose them");
        self.enqueue(Job { password, task: Task::Measure(cost, answer) })?;
        waiting.await.map_err(Error::broken)?
    }

    /// The text form of a new hash, ready to be stored.
    pub async fn hash(&self, password: Secret) -> Result<String> {
        let (answer, waiting) = oneshot::channel();
        self.enqueue(Job { password, task: Task::Hash(self.cost(), answer) })?;
        waiting.await.map_err(Error::broken)?
    }

    /// Whether the password belongs to the stored hash; `None` stands for a person who does not
    /// exist, takes the same time and is never true.
    pub async fn verify(&self, password: Secret, stored: Option<String>) -> Result<bool> {
        if password.expose().len() > MAX_BYTES {
            return Ok(false);
        }
        let (known, cost) = (stored.is_some(), self.cost());
        let (answer, waiting) = oneshot::channel();
        let stored = stored.unwrap_or_else(|| nobody(cost));
        self.enqueue(Job { password, task: Task::Verify(stored, cost, answer) })?;
        Ok(waiting.await.map_err(Error::broken)?? && known)
    }

    /// Gives the job to the next thread, or to the other one when that one has too much to do.
    fn enqueue(&self, mut job: Job) -> Result<()> {
        let first = self.turn.fetch_add(1, Ordering::Relaxed);
        for offset in 0..self.queues.len() {
            let Some(queue) = self.queues.get((first.wrapping_add(offset)) % self.queues.len())
            else {
                continue;
            };
            match queue.try_send(job) {
                Ok(()) => {
                    metrics::gauge!("jieru_password_queue").increment(1.0);
                    return Ok(());
                }
                Err(TrySendError::Full(back) | TrySendError::Disconnected(back)) => job = back,
            }
        }
        metrics::counter!("jieru_password_refusals_total").increment(1);
        Err(Error::busy(2))
    }
}

fn work(queue: &Receiver<Job>) {
    let mut memory: Vec<Block> = Vec::new();
    loop {
        let next = queue.recv_timeout(KEEP_MEMORY);
        if next.is_ok() {
            metrics::gauge!("jieru_password_queue").decrement(1.0);
        }
        match next {
            Ok(Job { password, task: Task::Hash(cost, answer) }) => {
                // Nobody waits any longer when sending fails: the request was given up.
                let _ = answer.send(hash(&password, cost, &mut memory));
            }
            Ok(Job { password, task: Task::Verify(stored, cost, answer) }) => {
                let _ = answer.send(verify(&password, &stored, cost, &mut memory));
            }
            Ok(Job { password, task: Task::Measure(cost, answer) }) => {
                let _ = answer.send(measure(&password, cost, &mut memory));
                // It was for this once.
                memory = Vec::new();
            }
            Err(RecvTimeoutError::Timeout) => memory = Vec::new(),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn params_of(Cost { memory, passes, lanes }: Cost) -> Result<Params> {
    Params::new(memory, passes, lanes, Some(Params::DEFAULT_OUTPUT_LEN)).map_err(broken)
}

fn cost_of(params: &Params) -> Cost {
    Cost { memory: params.m_cost(), passes: params.t_cost(), lanes: params.p_cost() }
}

fn measure(password: &Secret, cost: Cost, memory: &mut Vec<Block>) -> Result<Millis> {
    let params = params_of(cost)?;
    // Getting the memory is not part of what is measured: it is there for the next hash.
    memory.resize(params.block_count(), Block::default());
    let watch = Stopwatch::start();
    compute(password, b"sixteen bytes of", params, Params::DEFAULT_OUTPUT_LEN, memory)?;
    Ok(Millis::try_from(watch.elapsed().as_millis()).unwrap_or(Millis::MAX))
}

fn hash(password: &Secret, cost: Cost, memory: &mut Vec<Block>) -> Result<String> {
    let params = params_of(cost)?;
    let salt: [u8; 16] = random()?;
    let output = compute(password, &salt, params.clone(), Params::DEFAULT_OUTPUT_LEN, memory)?;
    let stored = PasswordHash {
        algorithm: Ident::new("argon2id").map_err(broken)?,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).map_err(broken)?,
        salt: Some(Salt::new(&salt).map_err(broken)?),
        hash: Some(Output::new(&output).map_err(broken)?),
    };
    Ok(stored.to_string())
}

fn verify(password: &Secret, stored: &str, cost: Cost, memory: &mut Vec<Block>) -> Result<bool> {
    let stored = PasswordHash::new(stored).map_err(broken)?;
    let params = Params::try_from(&stored).map_err(broken)?;
    let (Some(salt), Some(expected)) = (stored.salt, stored.hash) else {
        return Err(Error::broken("a stored password hash has no salt or no hash"));
    };
    // Whoever has not signed in since the cost was raised is told apart from nobody by no missing time, and
    // by none too many: what their hash leaves of the work of a new one is done all the same. Where the cost
    // was lowered, their hash takes the longer time that it takes, until they sign in: making everybody wait
    // for that would undo what was lowered, for as long as anybody stays away.
    if let Some(rest) = rest(cost_of(&params), cost) {
        compute(password, salt.as_ref(), params_of(rest)?, expected.len(), memory)?;
    }
    let output = compute(password, salt.as_ref(), params, expected.len(), memory)?;
    // `Output` compares in constant time.
    Ok(Output::new(&output).map_err(broken)? == expected)
}

/// What is left of the work of a new hash after one of another cost; time goes with memory times passes,
/// for lanes are computed one after the other. `None` where nothing is left that a hash could be made of.
fn rest(spent: Cost, cost: Cost) -> Option<Cost> {
    let work = |of: Cost| u64::from(of.memory) * u64::from(of.passes);
    let missing = work(cost).checked_sub(work(spent)).filter(|missing| *missing > 0)?;
    let passes = missing.div_ceil(u64::from(cost.memory).max(1));
    let memory = u32::try_from(missing / passes).ok()?;
    let rest = Cost { memory, passes: u32::try_from(passes).ok()?, lanes: 1 };
    (memory >= Params::MIN_M_COST).then_some(rest)
}

fn compute(
    password: &Secret,
    salt: &[u8],
    params: Params,
    length: usize,
    memory: &mut Vec<Block>,
) -> Result<Vec<u8>> {
    memory.resize(params.block_count(), Block::default());
    let mut output = vec![0; length];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(
            password.expose().as_bytes(),
            salt,
            &mut output,
            memory.as_mut_slice(),
        )
        .map_err(broken)?;
    Ok(output)
}

fn broken(error: impl std::fmt::Display) -> Error {
    Error::broken(format!("argon2: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_is_verified_by_its_own_password_only() {
        let passwords = Passwords::start().expect("threads");
        let stored = passwords.hash(Secret::new("correct horse 电池")).await.expect("hashed");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(
            passwords
                .verify(Secret::new("correct horse 电池"), Some(stored.clone()))
                .await
                .expect("verified")
        );
        assert!(
            !passwords
                .verify(Secret::new("correct horse"), Some(stored.clone()))
                .await
                .expect("verified")
        );
        assert!(
            !passwords
                .verify(Secret::new("x".repeat(2_000)), Some(stored))
                .await
                .expect("not looked at")
        );
    }

    #[tokio::test]
    async fn nobody_has_a_password() {
        let passwords = Passwords::start().expect("threads");
        assert!(!passwords.verify(Secret::new("anything at all"), None).await.expect("verified"));
        let hash = nobody(Cost::LEAST);
        assert!(PasswordHash::new(&hash).is_ok() && !passwords.is_stale(&hash));
    }

    #[tokio::test]
    async fn another_cost_counts_for_new_hashes_and_old_ones_stay_good() {
        let passwords = Passwords::start().expect("threads");
        let old = passwords.hash(Secret::new("correct horse 电池")).await.expect("hashed");
        passwords.set_cost(Cost { passes: 3, ..Cost::LEAST });
        assert!(passwords.is_stale(&old));
        let new = passwords.hash(Secret::new("correct horse 电池")).await.expect("hashed");
        assert!(new.starts_with("$argon2id$v=19$m=19456,t=3,p=1$"), "{new}");
        assert!(!passwords.is_stale(&new) && passwords.is_stale("nonsense"));
        for stored in [old, new] {
            for (typed, right) in [("correct horse 电池", true), ("correct horse", false)] {
                let answer = passwords.verify(Secret::new(typed), Some(stored.clone())).await;
                assert_eq!(answer.expect("an answer"), right, "{stored}");
            }
        }
        assert!(!passwords.verify(Secret::new("anything"), None).await.expect("an answer"));
        assert!(passwords.measure(Cost::LEAST).await.expect("a time") >= 0);
    }

    #[test]
    fn a_stale_hash_and_what_is_left_cost_what_a_new_hash_costs() {
        let work = |of: Cost| u64::from(of.memory) * u64::from(of.passes);
        let old = Cost::LEAST;
        for cost in [
            Cost { passes: 3, ..old },
            Cost { memory: 64 * 1_024, passes: 3, lanes: 1 },
            Cost { memory: 128 * 1_024, passes: 10, lanes: 4 },
            Cost { memory: 20 * 1_024, ..old },
        ] {
            let rest = rest(old, cost).expect("something is left");
            params_of(rest).expect("a hash can be made of it");
            assert!(rest.memory <= cost.memory, "{rest:?} takes no more memory than {cost:?}");
            let missing = work(cost) - work(old) - work(rest);
            assert!(missing < u64::from(rest.passes), "{cost:?}: {rest:?}");
        }
        assert_eq!(rest(old, old), None);
        assert_eq!(rest(Cost { passes: 4, ..old }, old), None, "it was lowered");
        assert_eq!(rest(old, Cost { lanes: 4, ..old }), None, "the same work");
    }

    #[tokio::test]
    async fn another_library_of_the_same_algorithm_agrees() {
        use argon2::password_hash::PasswordVerifier;
        let passwords = Passwords::start().expect("threads");
        let stored = passwords.hash(Secret::new("correct horse battery")).await.expect("hashed");
        let parsed = PasswordHash::new(&stored).expect("text form");
        assert!(Argon2::default().verify_password(b"correct horse battery", &parsed).is_ok());
    }

    #[tokio::test]
    async fn two_are_hashed_at_once_and_a_full_queue_says_so_at_once() {
        let passwords = Passwords::start().expect("threads");
        assert_eq!(passwords.queues.len(), 2);
        let tries = (0..200).map(|_| passwords.verify(Secret::new("anything at all"), None));
        let answers = futures_util::future::join_all(tries).await;
        let (done, busy): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        // Those that wait, those being hashed, and those that a thread took while they came in.
        assert!((THREADS * QUEUE..=THREADS * (QUEUE + 8)).contains(&done.len()), "{}", done.len());
        for error in busy.into_iter().filter_map(Result::err) {
            assert_eq!((error.kind(), error.retry_after()), (crate::error::Kind::Busy, Some(2)));
        }
    }
}

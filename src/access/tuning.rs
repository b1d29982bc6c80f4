//! Which cost of a password's hash this machine bears: a few settings are measured, and the strongest one
//! within the time that nobody minds is recommended.

use crate::clock::Millis;
use crate::domain::password_cost::{Cost, MIB, PASSES};
use crate::error::{Error, Result};

/// A sign-in may wait for its hash so long.
pub const MOST: Millis = 300;
/// All measurements together take no longer, the last one apart.
const BUDGET: Millis = 8_000;
/// In MiB, from what is asked for at least to what two hashes at once may hold.
const MEMORIES: [u32; 4] = [19, 32, 46, 64];
/// Tries to find the greatest number of passes.
const TRIES: u32 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    pub cost: Cost,
    pub millis: Millis,
}

/// What was measured, in that order, and what follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tuning {
    pub measured: Vec<Measured>,
    pub best: Measured,
}

impl Tuning {
    /// Nothing that is safe is fast enough here.
    pub fn is_slow(&self) -> bool {
        self.best.millis > MOST
    }
}

/// Memory first, because that is what costs an attacker most; then as many passes as fit.
pub async fn tune(measure: impl AsyncFn(Cost) -> Result<Millis>) -> Result<Tuning> {
    let look = async |cost: Cost| Ok::<_, Error>(Measured { cost, millis: measure(cost).await? });
    let mut best = look(Cost::LEAST).await?;
    let mut measured = vec![best];
    let spent = |measured: &[Measured]| measured.iter().map(|one| one.millis).sum::<Millis>();
    for memory in MEMORIES.into_iter().skip(1) {
        if best.millis > MOST || spent(&measured) > BUDGET {
            break;
        }
        let next = look(Cost { memory: memory * MIB, ..Cost::LEAST }).await?;
        measured.push(next);
        if next.millis > MOST {
            break;
        }
        best = next;
    }
    // Each pass takes about as long as the one before.
    let fitting = 2 * MOST / best.millis.max(1);
    let mut passes = u32::try_from(fitting).unwrap_or(u32::MAX).min(*PASSES.end());
    for _ in 0..TRIES {
        if passes <= best.cost.passes || spent(&measured) > BUDGET {
            break;
        }
        let next = look(Cost { passes, ..best.cost }).await?;
        measured.push(next);
        if next.millis <= MOST {
            best = next;
            break;
        }
        passes -= 1;
    }
    Ok(Tuning { measured, best })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A machine on which a MiB takes so many microseconds in each pass.
    async fn on(micros: i64) -> Tuning {
        let measure = async |cost: Cost| {
            let work = i64::from(cost.memory / MIB) * i64::from(cost.passes);
            Ok(work * micros / 1_000)
        };
        tune(measure).await.expect("a recommendation")
    }

    #[tokio::test]
    async fn the_strongest_that_fits_is_recommended() {
        let usual = on(1_400).await;
        assert_eq!(usual.best.cost, Cost { memory: 64 * MIB, passes: 3, lanes: 1 });
        assert!((250..=300).contains(&usual.best.millis), "{usual:?}");
        let fast = on(100).await;
        assert_eq!(fast.best.cost, Cost { memory: 64 * MIB, passes: 10, lanes: 1 });
        let small = on(4_000).await;
        assert_eq!(small.best.cost, Cost { memory: 32 * MIB, ..Cost::LEAST });
        assert!(!small.is_slow());
    }

    #[tokio::test]
    async fn nothing_below_the_least_is_recommended_and_nothing_runs_for_long() {
        let slow = on(100_000).await;
        assert_eq!((slow.best.cost, slow.measured.len()), (Cost::LEAST, 1));
        assert!(slow.is_slow());
        for micros in [1, 10, 500, 1_000, 2_000, 3_000, 5_000, 7_000, 9_000] {
            let tuning = on(micros).await;
            assert!(tuning.best.cost.is_safe(), "{tuning:?}");
            assert!(tuning.measured.iter().map(|one| one.millis).sum::<Millis>() < 10_000);
        }
    }
}

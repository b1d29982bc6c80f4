//! Kills, power cuts, full disks, outages, interrupted migrations and clocks that jump: nothing that was
//! acknowledged is lost, nothing half written appears, the answer is true, and it goes on without a
//! restart where it can.
//!
//! `cargo test` runs a short form. `JIERU_DURABILITY=long cargo test durability:: -- --nocapture` runs the
//! long one and prints figures. Whatever is left to chance prints its seed, and `JIERU_DURABILITY_SEED`
//! throws the same dice again.

mod clocks;
mod faults;
mod interrupted;
mod kills;
mod outage;
mod power;
mod racing;
mod saving;
mod syscalls;

use std::{env, process::Command, time::Duration};

use jieru::clock::random;

/// How often something is done: briefly in every run of the tests, thoroughly when asked for.
fn times(short: usize, long: usize) -> usize {
    if env::var("JIERU_DURABILITY").is_ok_and(|form| form == "long") { long } else { short }
}

/// Random moments that can be had again.
struct Dice(u64);

impl Dice {
    fn thrown() -> Self {
        let given = env::var("JIERU_DURABILITY_SEED").ok().and_then(|text| text.parse().ok());
        let seed = given.unwrap_or_else(|| u64::from_le_bytes(random().expect("entropy")));
        println!("JIERU_DURABILITY_SEED={seed}");
        Dice(seed)
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// A place in a list that is not empty.
    fn index(&mut self, length: usize) -> usize {
        let end = u64::try_from(length).expect("a short list");
        usize::try_from(self.below(end)).expect("a place in it")
    }

    fn coin(&mut self) -> bool {
        self.below(2) == 0
    }

    fn moment(&mut self, within: Duration) -> Duration {
        Duration::from_micros(self.below(u64::try_from(within.as_micros()).expect("a short time")))
    }
}

/// A command as `outer` runs it.
fn wrapped(outer: &[&str], inner: &Command) -> Command {
    let (program, arguments) = outer.split_first().expect("a program");
    let mut command = Command::new(program);
    command.args(arguments).arg(inner.get_program());
    completed(command, inner)
}

/// With the arguments and the environment of another command.
fn completed(mut command: Command, like: &Command) -> Command {
    command.args(like.get_args());
    for (name, value) in like.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

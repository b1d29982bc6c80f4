//! What it costs to hash a password: the more, the longer whoever stole the hashes tries. There is one
//! such cost for the installation, never below what is asked for at least.

use std::ops::RangeInclusive;

use super::change::{Change, Fields, Log};

/// Of argon2id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// In KiB; so much is taken for each password that is being hashed.
    pub memory: u32,
    pub passes: u32,
    pub lanes: u32,
}

/// KiB in a MiB, in which people choose.
pub const MIB: u32 = 1_024;
/// What may be chosen, in MiB.
pub const MEMORY: RangeInclusive<u32> = 19..=128;
pub const PASSES: RangeInclusive<u32> = 2..=10;
pub const LANES: RangeInclusive<u32> = 1..=4;

impl Cost {
    /// What OWASP asks for at least, and what an installation begins with.
    pub const LEAST: Cost = Cost { memory: 19 * MIB, passes: 2, lanes: 1 };

    pub fn is_safe(self) -> bool {
        let memory = MEMORY.start() * MIB..=MEMORY.end() * MIB;
        memory.contains(&self.memory)
            && PASSES.contains(&self.passes)
            && LANES.contains(&self.lanes)
    }

    /// "64 MiB · 3 · 1", as everybody who compares settings writes it.
    pub fn shown(self) -> String {
        format!("{} MiB · t={} · p={}", self.memory / MIB, self.passes, self.lanes)
    }
}

/// The cost of the installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
    pub cost: Cost,
    pub version: i64,
}

impl PasswordCost {
    pub const NOUN: &'static str = "password_cost";

    /// `None` when it is so already.
    pub fn save(&self, cost: Cost, installation: &str) -> Option<(PasswordCost, Change)> {
        let new = PasswordCost { cost, version: self.version + 1 };
        let (before, after) = (self.fields(), new.fields());
        let (log, action) = (Log::Installation, "password_cost.saved");
        let change = Change::edit(log, action, Self::NOUN, installation, &before, &after)?;
        Some((new, change))
    }

    fn fields(self) -> Fields {
        let Cost { memory, passes, lanes } = self.cost;
        vec![
            ("memory".into(), Some((memory / MIB).to_string())),
            ("passes".into(), Some(passes.to_string())),
            ("lanes".into(), Some(lanes.to_string())),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_below_what_is_asked_for_is_safe() {
        assert!(Cost::LEAST.is_safe());
        for wrong in [
            Cost { memory: 18 * MIB, ..Cost::LEAST },
            Cost { memory: 129 * MIB, ..Cost::LEAST },
            Cost { passes: 1, ..Cost::LEAST },
            Cost { passes: 11, ..Cost::LEAST },
            Cost { lanes: 0, ..Cost::LEAST },
            Cost { lanes: 5, ..Cost::LEAST },
        ] {
            assert!(!wrong.is_safe(), "{wrong:?}");
        }
    }

    #[test]
    fn a_change_tells_what_it_was_and_is() {
        let present = PasswordCost { cost: Cost::LEAST, version: 1 };
        assert!(present.save(Cost::LEAST, "i").is_none());
        let more = Cost { memory: 64 * MIB, passes: 3, lanes: 1 };
        let (new, change) = present.save(more, "i").expect("a change");
        assert_eq!((new.cost, new.version, change.changes.len()), (more, 2, 2));
    }
}

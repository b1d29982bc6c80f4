//! What a new password takes in this installation. There is one such rule, and it only grows or shrinks:
//! which characters a password has is nobody's business.

use std::ops::RangeInclusive;

use super::change::{Change, Fields, Log};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordRules {
    /// Characters that a new password has at least.
    pub shortest: i64,
    pub version: i64,
}

/// What may be chosen.
pub const CHOICE: RangeInclusive<i64> = 8..=64;

impl PasswordRules {
    pub const NOUN: &'static str = "password_rules";

    /// `None` when it is so already.
    pub fn save(&self, shortest: i64, installation: &str) -> Option<(PasswordRules, Change)> {
        let new = PasswordRules { shortest, version: self.version + 1 };
        let (before, after) = (self.fields(), new.fields());
        let (log, action) = (Log::Installation, "password_rules.saved");
        let change = Change::edit(log, action, Self::NOUN, installation, &before, &after)?;
        Some((new, change))
    }

    fn fields(self) -> Fields {
        vec![("shortest".into(), Some(self.shortest.to_string()))]
    }
}

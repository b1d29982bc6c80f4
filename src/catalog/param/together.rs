//! What rows below a parameter have among themselves: fields that are chosen as one, usual names.

use super::Param;
use crate::text::Text;

/// Fields that are chosen together.
#[derive(Clone, Copy, Debug)]
pub struct Together {
    /// What the choice is called in a form; no field of the row has this name.
    pub name: &'static str,
    pub label: Text,
    pub help: Text,
    pub fields: &'static [&'static str],
    /// Every legal combination.
    pub ways: &'static [Way],
}

/// One legal combination: a value for each of the fields, the empty text where one is left out.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    pub values: &'static [&'static str],
    pub label: Text,
}

impl Way {
    /// What a form sends for it.
    pub fn value(&self) -> String {
        self.values.join("/")
    }
}

impl Param {
    pub const fn together(mut self, together: Together) -> Self {
        self.together = Some(together);
        self
    }

    pub const fn holds(mut self, names: &'static [&'static str]) -> Self {
        self.holds = names;
        self
    }
}

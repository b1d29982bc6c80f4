//! The catalogue: every documented parameter of every vendor is one row of a table, and small
//! readers turn rows into checks, forms, structures, reference pages, the API schema and written values.
//!
//! It knows kinds, not vendors: no vendor name is spelt here. It may import `text` only.

pub mod check;
pub mod diagnostic;
pub mod encode;
pub mod example;
pub mod form;
pub mod kind;
mod misplaced;
mod nested;
pub mod normalise;
pub mod param;
pub mod reference;
pub mod rule;
pub mod schema;
pub mod situation;
#[cfg(test)]
pub mod soundness;
mod spelling;
pub mod structure;
mod version;
mod wording;

pub use check::{Catalogue, Checked, Entry, Input, Outcome, check, examine};
pub use diagnostic::{Diagnostic, Severity};
pub use encode::{Form, Surface, Written, encode};
pub use kind::{Hash, Kind, Trouble};
pub use nested::canonical;
pub use normalise::normalise;
pub use param::{
    Allowed, Effect, Heading, Limits, Oddity, Param, Stands, Together, Way, Who, Wire,
};
pub use rule::{Rule, RuleKind};
pub use situation::{Situation, Standing};
pub use spelling::nearest;

/// A box of values as they come from a form, the store or a JSON file.
pub type Values = serde_json::Map<String, serde_json::Value>;

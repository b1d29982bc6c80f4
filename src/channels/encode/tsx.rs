//! TypeScript with JSX. Values stand in literals of the script; elements hold only `{names}`, because
//! text between tags would need an escaping of its own.

use serde_json::Value;

use crate::channels::encode::Encoded;
use crate::channels::encode::script::{escape, is_name, line_ends};

#[derive(Clone, Copy, Debug)]
pub enum Tsx {}

/// The name of a variable.
pub fn tsx_name(text: &str) -> Option<Encoded<Tsx>> {
    is_name(text).then(|| Encoded::new(text.to_owned()))
}

/// A JSON value as a literal.
pub fn tsx_value(value: &Value) -> Encoded<Tsx> {
    Encoded::new(escape(value, line_ends))
}

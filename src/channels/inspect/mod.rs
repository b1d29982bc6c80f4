//! The inspector: a link, a page, a script, a tag or a JSON file in; what it means and what is wrong
//! with it out.
//!
//! It reads text only: no database, no network. It never prints a right signature.

use serde::Serialize;

use crate::channels::{Severity, Values};
use crate::text::Message;

/// Longer texts are refused, in bytes.
pub const LONGEST: usize = 2 * 1024 * 1024;

/// Everything that was recognised in one text.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Inspection {
    pub entries: Vec<Entry>,
}

/// One entry point, or one piece of one.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    pub channel: Option<&'static str>,
    /// A target of the channel, `fragment`, `app_json`, `page_json` or `unknown`.
    pub kind: &'static str,
    /// Account, window, parameter and visitor values by the vendor's names: decoded and typed.
    pub values: Values,
    pub findings: Vec<Finding>,
    /// The whole text put right, where it can be.
    pub corrected: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub id: String,
    pub severity: Severity,
    pub parameter: Option<String>,
    pub at: Option<At>,
    pub message: Message,
    /// What to write instead.
    pub correction: Option<String>,
}

/// A place in the text. Lines and columns count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct At {
    pub line: usize,
    pub column: usize,
}

/// Looks at a text of at most [`LONGEST`] bytes.
pub fn inspect(_text: &str) -> Inspection {
    Inspection::default()
}

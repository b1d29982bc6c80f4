//! The inspector: a link, a page, a script, a tag or a JSON file in; what it means and what is wrong
//! with it out. It reads text only: no database, no network. It never prints a right signature, and
//! what it cannot know it says nothing about.
//!
//! # How a text is read
//!
//! A paste may hold several files, or words around code: each is read apart, so that one text can
//! have several sources. [`Source::read`] recognises the form (address, JSON, markup, script) and reads everything once:
//! [`markup`] tags and attributes of HTML, WXML, AXML, Vue and JSX; [`script`] calls, assignments and
//! literal values of JavaScript; [`link`] addresses and their pairs, wherever they stand. Every value is
//! a [`Passage`]: the text as it is meant, with the way back to the bytes that say it. Readers never
//! fail, never recurse without a bound and take linear time.
//!
//! # How a channel takes part
//!
//! Methods of [`Channel`](super::Channel), empty by default; `sobot::inspect` is the example.
//!
//! 1. `recognise(&Source) -> Vec<Draft>` turns pieces into entries. Ask the source for what is yours:
//!
//!    ```text
//!    source.links          addresses by host and path; link.pair("sysnum"), link.fragment_pairs, pairs_as_meant
//!    source.tags_named("contact-button")   tags; tag.text("plugid"), attribute.binding()
//!    source.calls_named("openCustomerServiceChat")   (script, call); script.arguments(call)
//!    source.page_data("sessionFrom")       what Page({data: {…}}) binds under a name
//!    source.json           the value of a JSON text: node.object(), object.field("plugins")
//!    ```
//!
//!    A [`Draft`] has a `kind` (a target's id, `fragment`, `app_json`, `page_json`), the `target` whose
//!    tables check its values (empty: none), and a list of [`Said`]: one value each, under the vendor's
//!    name, with its place. A value that only a program could compute has the value `None`; it then
//!    counts as set, and nothing is said about it. `open` says that more values may stand elsewhere.
//!    The engine sorts values into account, window, parameters and visitor, runs `tables::check`, and
//!    gives `value-not-allowed`, the ineffective id, `not-in-this-target` and `unknown-parameter` by
//!    itself, with corrections from the catalogue.
//!    What the channel's own rules for deployments say can be borrowed: `borrowed_findings`.
//!    `relate(&mut [&mut Draft])` then lets the pieces of one paste tell each other what they know.
//! 2. `inspection_rules() -> &[Rule]` is a const table. A [`Rule`] has an id, one severity and a function
//!    that looks at a draft and gives [`Found`]s: a message in both languages, a place (`at`, `about`),
//!    a correction for people and an [`Edit`] that applies it (`passage.replace`). An edit must remove
//!    the finding; the engine corrects until nothing is left, and gives no corrected text where that
//!    never happens.
//!
//! Every id needs a guilty and an innocent text in `tests/channels/inspect.rs`.

mod boundary;
pub mod draft;
mod engine;
pub mod entity;
mod form;
pub mod judge;
mod lines;
pub mod link;
pub mod markup;
mod parts;
pub mod passage;
mod report;
mod rules;
pub mod script;
pub mod source;
pub mod tag;

use serde::Serialize;

use crate::channels::{Severity, Values};
use crate::text::Message;

pub use draft::{Draft, Found, Rule, Said, Signed};
pub use engine::MOST_ENTRIES;
pub use form::Form;
pub use passage::{Edit, Passage, Span};
pub use source::Source;

/// Longer addresses are cut by some clients and servers; in characters.
pub const LONGEST_LINK: usize = rules::LONGEST_LINK;

/// Whether an address holds values of JSON, as encoders write them.
pub fn has_json(address: &str) -> bool {
    rules::ENCODED_JSON.iter().any(|sign| address.contains(sign))
}

/// What makes a long address shorter.
pub fn shorter(json: bool) -> (&'static str, &'static str) {
    rules::shorter(json)
}

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
    /// Signatures are left out.
    pub values: Values,
    pub findings: Vec<Finding>,
    /// The whole text put right, where it can be.
    pub corrected: Option<String>,
    /// What the signature in the text was compared with, where keys are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<Comparison>,
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

/// What a signature in a text turned out to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Comparison {
    /// Right for this key.
    Matches { key: String },
    /// A known wrong way to sign with this key.
    Variant { key: String, variant: String },
    /// Neither, for any registered key.
    MatchesNone,
}

/// Somebody who knows more than the text says. Channels stay without storage and without a clock: the
/// caller verifies with each of its keys.
pub trait Known {
    /// UNIX seconds; `None` where nothing is to be said about what has expired.
    fn now(&self) -> Option<i64> {
        None
    }
    /// `None` where no key is registered for what the signature is about.
    fn compare(&self, signed: &Signed) -> Option<Comparison>;
}

/// Nobody knows any key.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

/// Somebody who knows the time and no keys: UNIX seconds.
#[derive(Clone, Copy, Debug)]
pub struct Today(pub i64);

impl Known for Today {
    fn now(&self) -> Option<i64> {
        Some(self.0)
    }

    fn compare(&self, _signed: &Signed) -> Option<Comparison> {
        None
    }
}

impl Known for Nothing {
    fn compare(&self, _signed: &Signed) -> Option<Comparison> {
        None
    }
}

/// The pairs of an address as somebody meant them: JSON and addresses that were not encoded, and so
/// fell apart at their own `&` and `#`, are whole again.
pub fn pairs_as_meant(link: &link::Link) -> Vec<link::Pair> {
    rules::pairs_as_meant(link)
}

/// Every id that a rule can give, with its one severity; the tables of the channels add theirs.
pub fn ids() -> Vec<(&'static str, Severity)> {
    let channels = super::ALL.iter().flat_map(|channel| channel.inspection_rules());
    rules::ids().chain(channels.map(|rule| (rule.id, rule.severity))).collect()
}

/// Looks at a text of at most [`LONGEST`] bytes.
pub fn inspect(text: &str) -> Inspection {
    inspect_with(text, &Nothing)
}

/// The same, with signatures compared with registered keys.
pub fn inspect_with(text: &str, known: &dyn Known) -> Inspection {
    engine::inspect(text, known)
}

//! The channels: one folder per vendor. Everything else iterates [`ALL`].
//!
//! Channels are pure: no clock, no database, no network. What they need (the time, the key, random
//! bytes) is handed to them. A channel's preview is a drawing model; `web` renders it.

pub mod alipay;
pub mod bundle;
pub mod colour;
pub mod deployment;
pub mod doctor;
pub mod encode;
pub mod examples;
pub mod inherit;
pub mod inspect;
mod json_text;
mod leak;
pub mod mini_program;
pub mod policy;
pub mod preview;
pub mod registered;
pub mod samples;
pub mod signing;
pub mod sobot;
pub mod stamp;
pub mod tables;
pub mod tencent_desk;
pub mod wechat;
pub mod wecom;

use serde::Serialize;
use serde_json::Value;

use crate::catalog::{Param, kind};
use crate::secret::Secret;
use crate::text::Text;
use preview::{Condition, Conditions, Preview};

pub use crate::catalog::{Diagnostic, Severity, Values};
pub use deployment::{read, render};
pub use signing::{Refusal, Samples, Scheme, Verdict};
pub use tables::{Forms, check, forms, forms_of, label, schema};

/// All channels, in the order in which people meet them.
pub const ALL: &[&dyn Channel] =
    &[&alipay::Alipay, &wechat::Wechat, &sobot::Sobot, &wecom::Wecom, &tencent_desk::TencentDesk];

/// The channel with this id.
pub fn find(id: &str) -> Option<&'static dyn Channel> {
    ALL.iter().copied().find(|channel| channel.id() == id)
}

/// One integration kind of one vendor.
pub trait Channel: Sync {
    /// `sobot`, `wecom` …
    fn id(&self) -> &'static str;
    fn label(&self) -> Text;
    /// One sentence: what it is and what one needs at hand.
    fn summary(&self) -> Text;
    fn targets(&self) -> &'static [Target];
    /// The identifiers an enterprise has with this vendor (`a.*`); empty where there is no account.
    fn account_fields(&self) -> &'static [Param];
    /// Every parameter of the catalogue, visitor and page values included.
    fn parameters(&self) -> &'static [Param];
    /// Parameters whose values name registered fields.
    fn registered(&self) -> &'static [registered::Refers] {
        &[]
    }
    /// Signature schemes whose keys belong to this channel.
    fn schemes(&self) -> &'static [&'static dyn Scheme];
    /// The visitor value that a signature is made for, where there is one.
    fn identity(&self) -> Option<&'static str> {
        None
    }
    /// Names of the vendor's earlier forms: the present name, the former one.
    fn former_names(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }
    /// `h5`, `pc` … where the window's fields limit it to one; empty where it serves all.
    fn surface(&self, _deployment: &Deployment) -> &'static str {
        ""
    }
    /// The window's field that decides the form of its links, where people can choose.
    fn link_form(&self) -> Option<&'static str> {
        None
    }
    /// Diagnostic id, without the channel, for a value whose rules do not hold.
    fn ineffective(&self) -> &'static str {
        "rule-unsatisfied"
    }
    /// Artifacts, links, signatures and diagnostics. Never fails: what is wrong is a diagnostic.
    fn render(&self, deployment: &Deployment, ambient: &Ambient) -> Rendered;
    /// What a page around the code has to allow, where the page has a content security policy.
    fn needs(&self, _target: &str) -> &'static [&'static policy::Need] {
        &[]
    }
    /// What a drawing can take for granted here, such as who the visitor is.
    fn conditions(&self) -> &'static [Condition] {
        &[]
    }
    /// What it looks like. Works on incomplete and wrong values too: it draws what it can.
    fn preview(&self, deployment: &Deployment, conditions: &Conditions) -> Preview;
    /// What of this vendor is recognised in a pasted text; see [`inspect`] for how to take part.
    fn recognise(&self, _source: &inspect::Source<'_>) -> Vec<inspect::Draft> {
        Vec::new()
    }
    /// What the pieces of one paste say about each other, wherever they stand in it.
    fn relate(&self, _drafts: &mut [&mut inspect::Draft]) {}
    /// What is looked for in the entries that `recognise` gave.
    fn inspection_rules(&self) -> &'static [inspect::Rule] {
        &[]
    }
    /// What the channel's rules for deployments say about an entry, as far as it is true of a text
    /// that was only read.
    fn borrowed_findings(&self, _draft: &inspect::Draft) -> Vec<Diagnostic> {
        Vec::new()
    }
    /// How the signature of this deployment is made, with the key as dots; `None` where nothing is signed.
    fn explain(&self, deployment: &Deployment) -> Option<Explanation>;
}

/// The scheme with this id, whichever channel it belongs to.
pub fn scheme(id: &str) -> Option<&'static dyn Scheme> {
    schemes().find(|scheme| scheme.id() == id)
}

/// Every way to sign, in the order of the channels.
pub fn schemes() -> impl Iterator<Item = &'static dyn Scheme> {
    ALL.iter().flat_map(|channel| channel.schemes()).copied()
}

/// What a channel may not ask the machine for: the time and entropy are handed to it.
#[derive(Clone)]
pub struct Ambient {
    /// UNIX seconds.
    pub now: i64,
    /// Fresh random bytes, for signatures that need them. Never used twice for two visitors.
    pub seed: [u8; 32],
}

impl Ambient {
    /// A fixed moment without entropy: for looking at what a deployment becomes, not for signing.
    pub fn at(now: i64) -> Self {
        Ambient { now, seed: [0; 32] }
    }
}

/// What one window of a channel can be.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "a row of a table: each flag is a column")]
pub struct Target {
    pub id: &'static str,
    pub label: Text,
    pub summary: Text,
    /// The window's own fields (`w.*`).
    pub window_fields: &'static [Param],
    /// Code flavours; the first is the default. Empty where there is only one form.
    pub flavours: &'static [&'static str],
    /// Which registered objects a window of this target refers to.
    pub account: bool,
    pub key: Option<&'static str>,
    pub plugin: bool,
    pub template: bool,
    /// Whether it yields a link, so that a page for links makes sense.
    pub links: bool,
    /// What must be done outside the code, as a check-list.
    pub prerequisites: &'static [Text],
}

/// A deployment: everything that is needed to make the code of one window.
#[derive(Clone, Debug, Default)]
pub struct Deployment {
    pub target: String,
    pub flavour: String,
    pub account: Values,
    pub window: Values,
    pub parameters: Values,
    pub visitor: Values,
    pub key: Option<Secret>,
}

impl Deployment {
    /// Whether a field of the window is not given at all; a wrong value is given.
    pub fn window_unset(&self, name: &str) -> bool {
        self.window.get(name).is_none_or(kind::is_unset)
    }
}

/// What a deployment becomes. Refused deployments have empty lists and at least one error.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Rendered {
    pub artifacts: Vec<Artifact>,
    pub links: Vec<Link>,
    pub signatures: Vec<Value>,
    pub diagnostics: Vec<Diagnostic>,
}

/// One generated file or fragment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Artifact {
    pub path: String,
    pub language: &'static str,
    /// `insert` a fragment, `patch` a JSON file, `replace` the whole file.
    pub merge: &'static str,
    pub content: String,
}

#[derive(Clone, Serialize)]
pub struct Link {
    pub kind: String,
    pub url: String,
    pub signed: bool,
    /// UNIX seconds, or null where the vendor's signature never ages.
    pub expires_at: Option<i64>,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Link({}, signed: {})", self.kind, self.signed)
    }
}

impl Rendered {
    /// Nothing but what is wrong.
    pub fn refused(diagnostics: Vec<Diagnostic>) -> Self {
        Rendered { diagnostics, ..Rendered::default() }
    }

    pub fn is_refused(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// How a signature comes about, step by step.
#[derive(Clone, Debug)]
pub struct Explanation {
    pub steps: Vec<Step>,
    /// What the vendor's scheme does not promise.
    pub limits: Vec<Text>,
}

#[derive(Clone, Debug)]
pub struct Step {
    pub label: Text,
    /// The characters at this step; a key stands as dots.
    pub shown: String,
}

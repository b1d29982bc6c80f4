//! Code that signs on the customer's own server, with the vector that proves it right.

use serde_json::Value;

use crate::channels::{self, Artifact, Target};
use crate::text::Text;

pub struct ServerPart {
    pub label: Text,
    pub scheme: &'static str,
    pub files: Vec<Artifact>,
    pub input: String,
    pub output: String,
    /// How to compare, and the usual causes where it differs.
    pub note: Text,
}

impl ServerPart {
    pub fn of(target: &Target) -> Option<Self> {
        let scheme = channels::scheme(target.key?)?;
        let samples = scheme.samples();
        Some(ServerPart {
            label: scheme.label(),
            scheme: scheme.id(),
            input: pretty(&samples.vector.input),
            output: pretty(&samples.vector.output),
            note: samples.vector.compare.note,
            files: samples.artifacts,
        })
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

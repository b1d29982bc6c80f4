//! Ways to sign for a vendor, one per scheme: what `jieru sign`, `verify` and `samples` ask.
//!
//! A scheme gets everything it needs handed to it, and never puts the right signature into the answer
//! of a verification.

use serde::Serialize;
use serde_json::Value;

use crate::channels::{Ambient, Artifact, Values};
use crate::text::{Message, Text};

/// A way to sign.
pub trait Scheme: Sync {
    /// `sobot_web_md5` …
    fn id(&self) -> &'static str;
    fn label(&self) -> Text;
    /// Signs. `input` is the whole object, `scheme` included; its `key` may be absent where the scheme
    /// needs none.
    ///
    /// # Errors
    /// The first field that is missing or wrong.
    fn sign(&self, input: &Values, ambient: &Ambient) -> Result<Value, Refusal>;
    /// Whether a given signature is right; `None` where the scheme cannot be verified.
    ///
    /// # Errors
    /// The first field that is missing or wrong; a malformed signature is a verdict, not an error.
    fn verify(&self, input: &Values, ambient: &Ambient) -> Option<Result<Verdict, Refusal>>;
    /// Server-side code that signs, in five languages, with a test vector from a public demo key.
    fn samples(&self) -> Samples;
}

/// What is wrong with the input of a signer or a verifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// `sign.missing`, `sign.wrong-type`, `sign.value-not-allowed` …
    pub id: &'static str,
    pub field: &'static str,
    pub message: Message,
}

/// The answer of a verification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    pub valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// The known wrong way in which it was made; `null` is said aloud, but only when it is not valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<Option<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warnings: Option<Vec<&'static str>>,
}

impl Verdict {
    pub fn valid(warnings: Vec<&'static str>) -> Self {
        Verdict { valid: true, reason: None, variant: None, warnings: Some(warnings) }
    }

    pub fn invalid(reason: &'static str, variant: Option<&'static str>) -> Self {
        Verdict { valid: false, reason: Some(reason), variant: Some(variant), warnings: None }
    }
}

/// Signing code for a customer's server.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Samples {
    pub artifacts: Vec<Artifact>,
    pub vector: Vector,
}

/// One signature from a public demo key that every sample must reproduce.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Vector {
    pub input: Value,
    pub output: Value,
}

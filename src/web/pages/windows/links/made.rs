//! What the page hands out: links with their signature, signatures alone, or code for one visitor.

use serde_json::Value;

use super::taken_apart::{self, ShownLink};
use super::template;
use crate::channels::{
    self, Artifact, Channel, Deployment, Diagnostic, Explanation, Rendered, Scheme,
};
use crate::text::{Text, text};
use crate::web::moment::{Moment, moment};

/// What one press of the button made.
pub(super) struct Made {
    pub links: Vec<ShownLink>,
    /// Signatures of kinds that have no link.
    pub signatures: Vec<ShownSignature>,
    /// Code for this one visitor, where there is nothing else to hand over.
    pub artifacts: Vec<Artifact>,
    pub problems: Vec<Diagnostic>,
    pub explanation: Option<Explanation>,
    /// Signed with the public demo key, because this person may not use the real one.
    pub demo: bool,
}

/// A signature as values to hand over: `user_sig`, or `cinfo` and `key`.
pub(super) struct ShownSignature {
    pub label: Text,
    pub scheme: String,
    pub values: Vec<(String, String)>,
    pub expires: Option<Moment>,
}

pub(super) fn made(
    channel: &dyn Channel,
    deployment: &Deployment,
    rendered: Rendered,
    demo: bool,
) -> Made {
    // Some kinds of entry carry what the key made inside their code.
    let inside = rendered.links.is_empty()
        && rendered.signatures.is_empty()
        && deployment.key.is_some()
        && !deployment.visitor.is_empty();
    Made {
        links: {
            let shown = |link| taken_apart::made(channel, link, &deployment.visitor);
            rendered.links.into_iter().map(shown).collect()
        },
        signatures: rendered.signatures.iter().map(signature).collect(),
        artifacts: if inside { rendered.artifacts } else { Vec::new() },
        problems: rendered.diagnostics,
        explanation: channel.explain(deployment),
        demo,
    }
}

/// What production fills in for everybody: no signature, no value of a visitor.
pub(super) fn patterns(
    channel: &dyn Channel,
    deployment: &Deployment,
    mut rendered: Rendered,
) -> Made {
    let problems = std::mem::take(&mut rendered.diagnostics);
    let shown = |template| taken_apart::pattern(channel, template);
    let templates = template::templates(channel, deployment, rendered);
    Made {
        links: templates.into_iter().map(shown).collect(),
        signatures: Vec::new(),
        artifacts: Vec::new(),
        problems,
        explanation: None,
        demo: false,
    }
}

fn signature(made: &Value) -> ShownSignature {
    let scheme = made.get("scheme").and_then(Value::as_str).unwrap_or_default();
    let own = |name: &str| !matches!(name, "scheme" | "expires_at");
    let map = made.as_object().into_iter().flatten();
    let values = map.filter(|(name, value)| own(name) && !value.is_null()).map(|(name, value)| {
        (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    });
    ShownSignature {
        label: channels::scheme(scheme).map_or(text("签名", "Signature"), Scheme::label),
        scheme: scheme.to_owned(),
        values: values.collect(),
        expires: made.get("expires_at").and_then(Value::as_i64).map(seconds),
    }
}

pub(super) fn seconds(at: i64) -> Moment {
    moment(at.saturating_mul(crate::clock::SECOND))
}

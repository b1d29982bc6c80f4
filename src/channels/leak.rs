//! The guard against a key in the wrong place: whatever stands in an option or a visitor's value ends
//! in generated code, so a key must not stand there.

use serde_json::Value;

use crate::channels::{Channel, Deployment, Diagnostic, Severity, Values};
use crate::secret::Secret;
use crate::text::Message;

/// Shorter keys are found only where they are the whole value: they occur inside words by chance.
const SHORTEST: usize = 8;

/// Every value that holds the deployment's own key.
pub fn find(channel: &dyn Channel, deployment: &Deployment) -> Vec<Diagnostic> {
    let Some(key) = &deployment.key else { return Vec::new() };
    let secret = |name: &str| {
        channel.account_fields().iter().any(|param| param.secret && param.name == name)
    };
    let Deployment { account, window, parameters, visitor, .. } = deployment;
    [account, window, parameters, visitor]
        .into_iter()
        .flat_map(|values: &Values| values.iter())
        .filter(|(name, _)| !secret(name))
        .filter_map(|(name, value)| place(name, value, key))
        .map(|place| leaked(channel, &place))
        .collect()
}

/// The path of the first text inside a value that holds the key.
fn place(path: &str, value: &Value, key: &Secret) -> Option<String> {
    match value {
        Value::String(text) => holds(text, key).then(|| path.to_owned()),
        Value::Array(items) => {
            let mut items = items.iter().enumerate();
            items.find_map(|(at, item)| place(&format!("{path}.{at}"), item, key))
        }
        Value::Object(map) => map.iter().find_map(|(name, item)| {
            let inner = format!("{path}.{name}");
            if holds(name, key) { Some(path.to_owned()) } else { place(&inner, item, key) }
        }),
        _ => None,
    }
}

fn holds(text: &str, key: &Secret) -> bool {
    let key = key.expose();
    if key.chars().count() < SHORTEST { text == key } else { text.contains(key) }
}

fn leaked(channel: &dyn Channel, path: &str) -> Diagnostic {
    let message = Message::new(
        "这里填的是安全密钥，会随代码公开，已拒绝；密钥只用于签名",
        "This holds the security key, which generated code would publish; refused. A key only signs",
    );
    Diagnostic {
        id: "snippet.secret".to_owned(),
        ..Diagnostic::about(channel.id(), "", Severity::Error, path, message)
    }
}

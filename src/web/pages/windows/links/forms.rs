//! The forms that the links of one window can have, such as the one for phones and the one for desktops.

use serde_json::Value;

use crate::catalog::Param;
use crate::catalog::form::Choice;
use crate::channels::{Channel, Deployment, Target};

/// The window's field that decides the form, where there is one.
fn field(channel: &dyn Channel, target: &Target) -> Option<&'static Param> {
    let name = channel.link_form()?;
    target.window_fields.iter().find(|param| param.name == name)
}

/// To choose from; empty where there is nothing to choose.
pub fn choices(channel: &dyn Channel, target: &Target, deployment: &Deployment) -> Vec<Choice> {
    let Some(param) = field(channel, target) else { return Vec::new() };
    let stored = deployment.window.get(param.name).and_then(Value::as_str);
    let now = stored.filter(|value| !value.is_empty()).or(param.default);
    let choice =
        |one: &crate::catalog::Allowed| Choice::new(one.value, one.label, Some(one.value) == now);
    param.values.iter().map(choice).collect()
}

/// The deployment in the form that was chosen; false where there is no such form.
pub fn choose(
    channel: &dyn Channel,
    target: &Target,
    deployment: &mut Deployment,
    chosen: &str,
) -> bool {
    let Some(param) = field(channel, target) else { return chosen.is_empty() };
    if chosen.is_empty() {
        return true;
    }
    let known = param.values.iter().any(|one| one.value == chosen);
    if known {
        deployment.window.insert(param.name.to_owned(), Value::String(chosen.to_owned()));
    }
    known
}

/// The deployment in each of its forms.
pub fn all(channel: &dyn Channel, target: &Target, deployment: &Deployment) -> Vec<Deployment> {
    let values = field(channel, target).map_or(&[][..], |param| param.values);
    let shaped = values.iter().map(|one| {
        let mut shaped = deployment.clone();
        choose(channel, target, &mut shaped, one.value);
        shaped
    });
    shaped.collect()
}

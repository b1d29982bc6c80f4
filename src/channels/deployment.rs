//! Reading a deployment from JSON, with everything that is wrong about its shape at once.

use serde_json::Value;

use crate::channels::tables;
use crate::channels::{
    ALL, Ambient, Channel, Deployment, Diagnostic, Rendered, Severity, Values, find, json_text,
};
use crate::secret::Secret;
use crate::text::Message;

/// The fields of the outermost object.
const FIELDS: &[&str] =
    &["channel", "target", "flavour", "account", "window", "parameters", "visitor", "key"];

/// Renders a deployment given as JSON text: the work of `jieru render`.
pub fn render(text: &str, ambient: &Ambient) -> Rendered {
    match json_text::object(text) {
        Ok(map) => match read(&map) {
            Ok((channel, deployment)) => channel.render(&deployment, ambient),
            Err(diagnostics) => Rendered::refused(diagnostics),
        },
        Err(message) => Rendered::refused(vec![invalid(message)]),
    }
}

/// The channel and the deployment that a JSON object describes.
///
/// # Errors
/// Everything that is wrong: where the shape is wrong but the channel is known, the findings of its
/// values as well.
pub fn read(map: &Values) -> Result<(&'static dyn Channel, Deployment), Vec<Diagnostic>> {
    let mut wrong = Vec::new();
    for name in map.keys().filter(|name| !FIELDS.contains(&name.as_str())) {
        let list = FIELDS.join(", ");
        let message = if name.trim().is_empty() {
            Message::new(
                format!("有一个字段的名字是空的；可用的字段：{list}"),
                format!("A field has an empty name; known are: {list}"),
            )
        } else {
            Message::new(
                format!("没有名为 {name} 的字段；可用的字段：{list}"),
                format!("There is no field {name}; known are: {list}"),
            )
        };
        wrong.push(about("deployment.unknown-field", name, message));
    }
    let channel = read_channel(map, &mut wrong);
    let mut deployment = Deployment {
        account: read_box(map, "account", &mut wrong),
        window: read_box(map, "window", &mut wrong),
        parameters: read_box(map, "parameters", &mut wrong),
        visitor: read_box(map, "visitor", &mut wrong),
        key: read_text(map, "key", &mut wrong).filter(|key| !key.is_empty()).map(Secret::new),
        ..Deployment::default()
    };
    if let Some(channel) = channel {
        read_target(channel, map, &mut deployment, &mut wrong);
        if wrong.is_empty() {
            return Ok((channel, deployment));
        }
        if tables::target(channel, &deployment.target).is_some() {
            wrong.extend(channel.render(&deployment, &Ambient::at(0)).diagnostics);
        } else {
            wrong.extend(whatever_the_target(channel, &deployment));
        }
    }
    Err(wrong)
}

/// What is wrong with the account and with single values: the same for every target.
fn whatever_the_target(channel: &dyn Channel, deployment: &Deployment) -> Vec<Diagnostic> {
    let Some(target) = channel.targets().first() else { return Vec::new() };
    let guessed = Deployment { target: target.id.to_owned(), ..deployment.clone() };
    let account = |name: &str| channel.account_fields().iter().any(|param| param.name == name);
    let given = |name: &str| {
        deployment.parameters.contains_key(name) || deployment.visitor.contains_key(name)
    };
    let mut found = tables::check(channel, &guessed).diagnostics;
    found.retain(|one| {
        let single = one.id.ends_with("unknown-parameter") || one.id.ends_with("value-not-allowed");
        one.is_error() && one.name().is_some_and(|name| account(name) || single && given(name))
    });
    found
}

fn read_channel(map: &Values, wrong: &mut Vec<Diagnostic>) -> Option<&'static dyn Channel> {
    let id = read_text(map, "channel", wrong);
    let channel = id.as_deref().and_then(find);
    if channel.is_none() {
        let list = ALL.iter().map(|channel| channel.id()).collect::<Vec<_>>().join(", ");
        wrong.push(about(
            "deployment.unknown-channel",
            "channel",
            Message::new(
                format!("channel 只能是：{list}"),
                format!("channel must be one of: {list}"),
            ),
        ));
    }
    channel
}

fn read_target(
    channel: &dyn Channel,
    map: &Values,
    deployment: &mut Deployment,
    wrong: &mut Vec<Diagnostic>,
) {
    deployment.target = read_text(map, "target", wrong).unwrap_or_default();
    let Some(target) = tables::target(channel, &deployment.target) else {
        let list = channel.targets().iter().map(|target| target.id).collect::<Vec<_>>().join(", ");
        wrong.push(about(
            "deployment.unknown-target",
            "target",
            Message::new(
                format!("target 只能是：{list}"),
                format!("target must be one of: {list}"),
            ),
        ));
        return;
    };
    let first = target.flavours.first().copied().unwrap_or("native");
    let flavour = read_text(map, "flavour", wrong).filter(|flavour| !flavour.is_empty());
    deployment.flavour = flavour.unwrap_or_else(|| first.to_owned());
    if deployment.flavour != "native" && !target.flavours.contains(&deployment.flavour.as_str()) {
        let list = if target.flavours.is_empty() {
            "native".to_owned()
        } else {
            target.flavours.join(", ")
        };
        wrong.push(about(
            "deployment.unknown-flavour",
            "flavour",
            Message::new(
                format!("flavour 只能是：{list}"),
                format!("flavour must be one of: {list}"),
            ),
        ));
    }
}

fn read_box(map: &Values, name: &str, wrong: &mut Vec<Diagnostic>) -> Values {
    match map.get(name) {
        None | Some(Value::Null) => Values::new(),
        Some(Value::Object(values)) => values.clone(),
        Some(_) => {
            wrong.push(about(
                "deployment.wrong-type",
                name,
                Message::new(
                    format!("{name} 应是 JSON 对象"),
                    format!("{name} must be a JSON object"),
                ),
            ));
            Values::new()
        }
    }
}

fn read_text(map: &Values, name: &str, wrong: &mut Vec<Diagnostic>) -> Option<String> {
    match map.get(name) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(_) => {
            wrong.push(about(
                "deployment.wrong-type",
                name,
                Message::new(format!("{name} 应是一段文字"), format!("{name} must be a text")),
            ));
            None
        }
    }
}

fn about(id: &str, field: &str, message: Message) -> Diagnostic {
    Diagnostic {
        id: id.to_owned(),
        severity: Severity::Error,
        parameter: Some(field.to_owned()),
        message,
        help: None,
    }
}

fn invalid(message: Message) -> Diagnostic {
    Diagnostic {
        id: "json.invalid".to_owned(),
        severity: Severity::Error,
        parameter: None,
        message,
        help: None,
    }
}

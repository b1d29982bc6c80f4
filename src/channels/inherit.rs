//! What an enterprise may decide for all its windows of a channel, and what a window makes of it: its
//! own value counts, then the enterprise's, then the vendor's. `null` says that a window has none on
//! purpose, although the enterprise has one.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Channel, Deployment, Diagnostic, Severity, Values, find, tables};
use crate::catalog::check::{Catalogue, Input};
use crate::catalog::kind::is_unset;
use crate::catalog::param::Stands;
use crate::catalog::{self, Kind, Param};
use crate::clock::Millis;
use crate::text::{Text, text};

/// Whether windows of this target take the value of this parameter from their enterprise.
pub fn inherits(param: &Param, target: &str) -> bool {
    may_be_default(param) && param.exists_in(target) && param.place(target) == Stands::Box
}

/// Whether somebody decides it for good, and not for one visitor, one page or one window.
fn may_be_default(param: &Param) -> bool {
    param.parent.is_none()
        && !param.secret
        && !param.observed
        && !param.at_run_time()
        && param.kind != Kind::Const
}

/// The parameters that an enterprise may decide, in the order of the table.
pub fn parameters(channel: &dyn Channel) -> impl Iterator<Item = &'static Param> {
    let targets = channel.targets();
    channel
        .parameters()
        .iter()
        .filter(move |param| targets.iter().any(|target| inherits(param, target.id)))
}

/// Those of an enterprise's values that windows of this target take.
pub fn of_target(channel: &dyn Channel, target: &str, defaults: &Values) -> Values {
    let here = |name: &str| {
        let mut table = channel.parameters().iter();
        table.any(|param| param.name == name && inherits(param, target))
    };
    let taken = defaults.iter().filter(|(name, value)| here(name) && !is_unset(value));
    taken.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The values in force: the window's own, and the enterprise's where it has none and they work.
pub fn effective(channel: Option<&dyn Channel>, deployment: &mut Deployment, defaults: &Values) {
    let surface = channel.map_or("", |channel| channel.surface(deployment));
    let works = |name: &str| {
        let mut table = channel.map_or(&[][..], Channel::parameters).iter();
        table.any(|param| param.name == name && param.works_on(surface))
    };
    for (name, value) in defaults {
        if !deployment.parameters.contains_key(name) && works(name) {
            deployment.parameters.insert(name.clone(), value.clone());
        }
    }
    deployment.parameters.retain(|_, value| !value.is_null());
}

/// Those of an enterprise's values that mean the same in another one, and the names of the others:
/// vendors' identifiers, and what is built of them, belong to one console.
pub fn portable(channel: &dyn Channel, values: &Values) -> (Values, Vec<String>) {
    let table = channel.parameters();
    let identifies = |name: &str| {
        let below = |param: &Param| {
            param.name == name && param.parent.is_none()
                || param.parent.is_some_and(|path| path.split('.').next() == Some(name))
        };
        table.iter().any(|param| below(param) && param.kind == Kind::Identifier)
    };
    let (own, kept): (Values, Values) =
        values.clone().into_iter().partition(|(name, _)| identifies(name));
    (kept, own.keys().cloned().collect())
}

/// Why a name can be no default of this channel; `None` where it can, or where nobody knows it.
pub fn refused(channel: &dyn Channel, name: &str) -> Option<Text> {
    // What is an option here may belong to a window of another kind.
    if parameters(channel).any(|known| known.name == name) {
        return None;
    }
    let of_window = channel.targets().iter().flat_map(|target| target.window_fields);
    if of_window.clone().any(|param| param.name == name) {
        return Some(text(
            "它属于单个聊天窗，不能作为企业默认值",
            "It belongs to one chat window and can be no default of the enterprise",
        ));
    }
    if channel.account_fields().iter().any(|param| param.name == name) {
        return Some(text(
            "它属于渠道账号，请在账号里填写",
            "It belongs to the channel account; fill it in there",
        ));
    }
    let param = channel.parameters().iter().find(|param| param.name == name)?;
    if param.secret {
        return Some(text(
            "密钥不能作为默认值：它会进入代码",
            "A key can be no default: it would enter code",
        ));
    }
    if param.at_run_time() {
        return Some(text(
            "它由访客或页面在运行时提供，不能作为企业默认值",
            "A visitor or a page supplies it at run time; it can be no default of the enterprise",
        ));
    }
    Some(text("它不能作为企业默认值", "It can be no default of the enterprise"))
}

/// What is wrong with single values, whatever windows make of them together.
pub fn check(channel: &dyn Channel, values: &Values) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut rest = values.clone();
    for target in channel.targets() {
        let here = of_target(channel, target.id, &rest);
        rest.retain(|name, _| !here.contains_key(name));
        found.extend(of_values(channel, target.id, &here));
    }
    // What no target takes is unknown or refused.
    if let Some(target) = channel.targets().first() {
        rest.retain(|name, value| !is_unset(value) && refused(channel, name).is_none());
        let mut unknown = of_values(channel, target.id, &rest);
        unknown.retain(Diagnostic::is_error);
        found.extend(unknown);
        for name in values.keys() {
            if let Some(why) = refused(channel, name) {
                let id = "no-default";
                found.push(Diagnostic::about(channel.id(), id, Severity::Error, name, why.into()));
            }
        }
    }
    found
}

fn of_values(channel: &dyn Channel, target: &str, values: &Values) -> Vec<Diagnostic> {
    let catalogue = Catalogue {
        channel: channel.id(),
        target,
        surface: "",
        account: &[],
        window: &[],
        parameters: channel.parameters(),
        ineffective: channel.ineffective(),
        former: channel.former_names(),
        elsewhere: |_, _| false,
    };
    let empty = Values::new();
    let input = Input { account: &empty, window: &empty, parameters: values, visitor: &empty };
    let mut found = catalog::check(catalogue, &input).diagnostics;
    let together = format!("{}.{}", channel.id(), channel.ineffective());
    found.retain(|one| {
        one.name().is_some_and(|name| values.contains_key(name)) && one.id != together
    });
    found
}

/// When a value that a window takes from its enterprise was last another one. `changed` tells when
/// each was, `own` are the window's options.
pub fn moved(
    channel: &str,
    target: &str,
    changed: &BTreeMap<String, Millis>,
    own: &Values,
) -> Option<Millis> {
    let table = find(channel)?.parameters();
    let taken = |name: &str| {
        !own.contains_key(name)
            && table.iter().any(|param| param.name == name && inherits(param, target))
    };
    changed.iter().filter(|(name, _)| taken(name)).map(|(_, at)| *at).max()
}

/// A value as people read it beside a field.
pub fn shown(param: &Param, value: &Value) -> String {
    const MOST: usize = 60;
    let text = catalog::encode::vendor_text(param, value);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MOST {
        return line;
    }
    line.chars().take(MOST).chain(['…']).collect()
}

/// The parameter of a name, where an enterprise may decide it.
pub fn parameter(channel: &dyn Channel, name: &str) -> Option<&'static Param> {
    parameters(channel).find(|param| param.name == name)
}

/// The targets that take it, where these are not all.
pub fn only_in(channel: &dyn Channel, param: &Param) -> Vec<Text> {
    let all = channel.targets();
    let here: Vec<Text> =
        all.iter().filter(|target| inherits(param, target.id)).map(|target| target.label).collect();
    if here.len() == all.len() { Vec::new() } else { here }
}

/// The deployment of a window, as far as inherited values are concerned.
pub fn of_window(
    channel: &'static dyn Channel,
    target: &str,
    (own, settings): (&Values, &Values),
    defaults: &Values,
) -> Values {
    let mut deployment = Deployment {
        target: target.to_owned(),
        parameters: own.clone(),
        window: settings.clone(),
        ..Deployment::default()
    };
    let known = tables::target(channel, target).map_or("", |target| target.id);
    effective(Some(channel), &mut deployment, &of_target(channel, known, defaults));
    deployment.parameters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::ALL;
    use serde_json::json;

    fn values(value: Value) -> Values {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn own_values_count_and_null_is_none_on_purpose() {
        let sobot = find("sobot").expect("a channel");
        let defaults = values(json!({"color": "112233", "locale": "en", "uname": "x"}));
        let of = |own: Value| of_window(sobot, "link", (&values(own), &Values::new()), &defaults);
        assert_eq!(Value::Object(of(json!({}))), json!({"color": "112233", "locale": "en"}));
        assert_eq!(
            Value::Object(of(json!({"color": "445566", "locale": null}))),
            json!({"color": "445566"})
        );
        let leave = of_window(sobot, "leave_message", (&Values::new(), &Values::new()), &defaults);
        assert_eq!(Value::Object(leave), json!({"locale": "en"}), "it has no colour");
    }

    #[test]
    fn only_inherited_values_make_a_release_older() {
        let changed = [("color", 5), ("locale", 9), ("uname", 20)];
        let changed = changed.map(|(name, at)| (name.to_owned(), at)).into();
        let at = |target: &str, own: Value| moved("sobot", target, &changed, &values(own));
        assert_eq!(at("link", json!({})), Some(9));
        assert_eq!(at("link", json!({"locale": null})), Some(5));
        assert_eq!(at("leave_message", json!({"locale": "cn"})), None);
    }

    #[test]
    fn what_does_not_work_on_the_surface_is_not_inherited() {
        let sobot = find("sobot").expect("a channel");
        let defaults = values(json!({"show_face": true}));
        let of = |variant: &str| {
            let settings = values(json!({"variant": variant}));
            of_window(sobot, "link", (&Values::new(), &settings), &defaults)
        };
        assert!(of("h5").contains_key("show_face"));
        assert!(!of("pc").contains_key("show_face"));
    }

    #[test]
    fn no_default_is_a_value_of_one_visitor_or_window_and_wrong_ones_are_told() {
        let sobot = find("sobot").expect("a channel");
        let wrong = values(json!({
            "uname": "x", "variant": "h5", "sysnum": "1", "colr": "112233", "color": "#zz",
            "locale": "en"
        }));
        let found = check(sobot, &wrong);
        let mut names: Vec<&str> =
            found.iter().filter(|one| one.is_error()).filter_map(Diagnostic::name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names, ["color", "colr", "sysnum", "uname", "variant"], "{found:?}");
        for channel in ALL {
            for param in parameters(*channel) {
                let why = refused(*channel, param.name);
                assert!(why.is_none(), "{} {}: {why:?}", channel.id(), param.name);
            }
        }
    }
}

//! What the web, the command line and the API ask the catalogue about a channel.

use serde_json::{Value, json};

use crate::catalog::check::{Catalogue, Input, Outcome};
use crate::catalog::form::{Group, Sheet, Widget, form};
use crate::catalog::schema::schema as schema_of;
use crate::catalog::{self, Param, Situation};
use crate::channels::colour::{self, Colour};
use crate::channels::{ALL, Channel, Deployment, Diagnostic, Severity, Target, Values, find, leak};
use crate::text::{Text, text};

/// The target of a deployment, where its channel has it.
pub fn target(channel: &dyn Channel, id: &str) -> Option<&'static Target> {
    channel.targets().iter().find(|target| target.id == id)
}

/// Every table of a channel: the account, the windows of all targets, the parameters.
pub fn every(channel: &dyn Channel) -> Vec<&'static [Param]> {
    let windows = channel.targets().iter().map(|target| target.window_fields);
    std::iter::once(channel.account_fields()).chain(windows).chain([channel.parameters()]).collect()
}

/// The tables that count for a deployment.
pub fn catalogue<'d>(channel: &dyn Channel, deployment: &'d Deployment) -> Catalogue<'d> {
    Catalogue {
        channel: channel.id(),
        target: &deployment.target,
        surface: channel.surface(deployment),
        account: channel.account_fields(),
        window: target(channel, &deployment.target).map_or(&[], |target| target.window_fields),
        parameters: channel.parameters(),
        ineffective: channel.ineffective(),
        former: channel.former_names(),
        elsewhere: stands_in_some_target,
    }
}

/// Fields that describe a customer's site or server and mean the same for every channel.
const GENERAL: &[&str] = &["page", "sign_endpoint", "signed"];

fn stands_in_some_target(channel: &str, name: &str) -> bool {
    let targets = find(channel).map_or(&[][..], Channel::targets);
    let mut fields = targets.iter().flat_map(|target| target.window_fields);
    GENERAL.contains(&name) || fields.any(|field| field.name == name)
}

/// Whether a window of this target is nothing without a registered account: some vendors need no
/// identifier at all.
pub fn needs_account(channel: &dyn Channel, target: &Target) -> bool {
    target.account && channel.account_fields().iter().any(|param| param.required)
}

/// Typed values and everything that is wrong, by the catalogue alone; `render` finds more.
pub fn check(channel: &dyn Channel, deployment: &Deployment) -> Outcome {
    examine(channel, deployment).0
}

/// The same, with the values as the rules saw them.
pub fn examine<'d>(channel: &dyn Channel, deployment: &'d Deployment) -> (Outcome, Situation<'d>) {
    let (mut outcome, situation) =
        catalog::examine(catalogue(channel, deployment), &input(deployment));
    let leaks = leak::find(channel, deployment);
    if !leaks.is_empty() {
        outcome.checked = None;
        outcome.diagnostics.extend(leaks);
    }
    outcome.diagnostics.extend(idle_key(channel, deployment));
    (outcome, situation)
}

/// A key for a target that has nothing to sign.
fn idle_key(channel: &dyn Channel, deployment: &Deployment) -> Option<Diagnostic> {
    let signs = target(channel, &deployment.target).is_none_or(|target| target.key.is_some());
    (deployment.key.is_some() && !signs).then(|| {
        let said = text(
            "这种接入方式没有签名，密钥没有用到",
            "This kind of entry signs nothing, so the key was not used",
        );
        Diagnostic::about(channel.id(), "key-unused", Severity::Note, "key", said.into())
    })
}

/// The values around a parameter, read leniently.
pub fn situation<'d>(channel: &dyn Channel, deployment: &'d Deployment) -> Situation<'d> {
    Situation::new(catalogue(channel, deployment), &input(deployment))
}

fn input(deployment: &Deployment) -> Input<'_> {
    Input {
        account: &deployment.account,
        window: &deployment.window,
        parameters: &deployment.parameters,
        visitor: &deployment.visitor,
    }
}

/// The fields of every box of a deployment, grouped and ready to be drawn.
#[derive(Clone, Debug)]
pub struct Forms {
    /// `a.*`
    pub account: Vec<Group>,
    /// `w.*`
    pub window: Vec<Group>,
    /// `p.*`: what the administrator decides.
    pub parameters: Vec<Group>,
    /// `v.*`: what a visitor or a page supplies at run time.
    pub visitor: Vec<Group>,
}

/// Draws the forms of a deployment. `diagnostics` are those of its `render`, or none.
pub fn forms(channel: &dyn Channel, deployment: &Deployment, diagnostics: &[Diagnostic]) -> Forms {
    forms_of(channel, deployment, &deployment.parameters, diagnostics)
}

/// The same where the fields hold `own` options only: those of the deployment may come from elsewhere.
pub fn forms_of(
    channel: &dyn Channel,
    deployment: &Deployment,
    own: &Values,
    diagnostics: &[Diagnostic],
) -> Forms {
    let situation = situation(channel, deployment);
    let draw = |prefix: &'static str, table: &'static [Param], values: &Values| {
        let mut groups = form(&Sheet { table, prefix, values, situation: &situation, diagnostics });
        for field in groups.iter_mut().flat_map(|group| &mut group.fields) {
            if let Widget::Colour { swatch: Some(fill), .. } = &field.widget {
                field.contrast = Colour::parse(fill).map(colour::contrast_note);
            }
        }
        groups
    };
    let (run_time, fixed): (Vec<Group>, Vec<Group>) = {
        let table = channel.parameters();
        let at_run_time =
            |name: &str| table.iter().any(|param| param.name == name && param.at_run_time());
        let keep = |groups: Vec<Group>, wanted: bool| -> Vec<Group> {
            let kept = groups.into_iter().map(|mut group| {
                group.fields.retain(|field| at_run_time(field.raw) == wanted);
                group
            });
            kept.filter(|group| !group.fields.is_empty()).collect()
        };
        (keep(draw("v", table, &deployment.visitor), true), keep(draw("p", table, own), false))
    };
    Forms {
        account: draw("a", channel.account_fields(), &deployment.account),
        window: draw("w", situation.catalogue().window, &deployment.window),
        parameters: fixed,
        visitor: run_time,
    }
}

/// The row behind a form field such as `p.color`, `w.init`, `a.host`, `v.uname` or `p.goods.0.name`.
pub fn param(channel: &dyn Channel, field: &str) -> Option<&'static Param> {
    let mut steps = field.split('.');
    let (prefix, name) = (steps.next()?, steps.next()?);
    let named = |table: &'static [Param]| {
        table.iter().find(|param| param.name == name && param.parent.is_none())
    };
    match prefix {
        "p" | "v" => named(channel.parameters()),
        "a" => named(channel.account_fields()),
        "w" => channel.targets().iter().find_map(|target| named(target.window_fields)),
        _ => None,
    }
}

/// The label of a form field, for histories and comparisons.
pub fn label(channel: &str, field: &str) -> Option<Text> {
    param(find(channel)?, field).map(|param| param.label)
}

/// What a way of writing the code is called; a flavour that nobody named keeps its own name.
pub fn flavour(id: &'static str) -> Text {
    match id {
        "native" => text("原生小程序", "Native mini program"),
        "uni_app" => text("uni-app 框架（Vue）", "uni-app (Vue)"),
        "taro" => text("Taro 框架（React）", "Taro (React)"),
        other => text(other, other),
    }
}

/// The catalogue of every channel.
pub fn schema() -> Value {
    json!({ "channels": ALL.iter().map(|channel| describe(*channel)).collect::<Vec<_>>() })
}

fn describe(channel: &dyn Channel) -> Value {
    let targets = channel.targets();
    let window = targets
        .iter()
        .map(|target| (target.id.to_owned(), schema_of(target.window_fields, &[target.id]).into()));
    let ids: Vec<&str> = targets.iter().map(|target| target.id).collect();
    json!({
        "id": channel.id(),
        "label": channel.label(),
        "targets": ids,
        "parameters": schema_of(channel.parameters(), &ids),
        "account": schema_of(channel.account_fields(), &ids),
        "window": window.collect::<serde_json::Map<String, Value>>(),
    })
}

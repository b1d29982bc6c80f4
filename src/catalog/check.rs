//! The check reader: a deployment's boxes in, typed values and everything that is wrong out.
//!
//! [`Checked`] has private fields and is made only here; whatever writes code asks for it.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;

use crate::catalog::diagnostic::{Diagnostic, Severity, help_page};
use crate::catalog::encode::vendor_text;
use crate::catalog::kind::{self, Trouble};
use crate::catalog::misplaced::{absent, elsewhere, observed, right_box};
use crate::catalog::param::{Param, Stands};
use crate::catalog::situation::{Situation, Standing};
use crate::catalog::{Values, nested, spelling, version};
use crate::text::Message;

/// The tables that count for one target of one channel.
#[derive(Clone, Copy, Debug)]
pub struct Catalogue<'a> {
    pub channel: &'static str,
    pub target: &'a str,
    /// `h5`, `pc` … where the target has only one; empty where it serves all.
    pub surface: &'a str,
    pub account: &'static [Param],
    pub window: &'static [Param],
    pub parameters: &'static [Param],
    /// Diagnostic id for a value whose rules do not hold.
    pub ineffective: &'static str,
    /// Names of the vendor's earlier forms: the present name, the former one.
    pub former: &'static [(&'static str, &'static str)],
    /// Whether a channel has a window field of this name in some other target.
    pub elsewhere: fn(channel: &str, name: &str) -> bool,
}

/// The boxes of a deployment.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    pub account: &'a Values,
    pub window: &'a Values,
    pub parameters: &'a Values,
    pub visitor: &'a Values,
}

/// Values that have passed; only [`check`] makes them.
#[derive(Clone, Debug)]
pub struct Checked {
    account: Vec<Entry>,
    window: Vec<Entry>,
    options: Arc<[Entry]>,
    /// Options that their rules make without effect.
    idle: Vec<&'static str>,
    table: &'static [Param],
}

/// One value that is set.
#[derive(Clone, Debug)]
pub struct Entry {
    pub param: &'static Param,
    /// The canonical form of the parameter's kind.
    pub value: Value,
}

/// What a check yields: the values when nothing was an error, and every finding.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub checked: Option<Checked>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks all boxes at once, in the order in which people read them.
pub fn check(catalogue: Catalogue<'_>, input: &Input<'_>) -> Outcome {
    examine(catalogue, input).0
}

/// The same, with the values as the rules saw them: for findings of a channel's own.
pub fn examine<'a>(catalogue: Catalogue<'a>, input: &Input<'_>) -> (Outcome, Situation<'a>) {
    let mut findings = Findings {
        channel: catalogue.channel,
        former: catalogue.former,
        unknown: 0,
        list: Vec::new(),
    };
    let target = catalogue.target;
    let account = check_box(catalogue.account, input.account, target, &mut findings, |_| false);
    let elsewhere = |name: &str| (catalogue.elsewhere)(catalogue.channel, name);
    let window = check_box(catalogue.window, input.window, target, &mut findings, elsewhere);
    let options: Arc<[Entry]> = check_options(catalogue, input, &mut findings).into();
    demand_options(catalogue, input, &mut findings);
    let situation = Situation::after(catalogue, input, Arc::clone(&options));
    let mut idle = Vec::new();
    for entry in options.iter() {
        if let Some(message) = situation.newer(entry.param) {
            findings.add("newer-than-kit", Severity::Error, entry.param.name, message);
        }
        if let Standing::Ineffective(reason) = situation.standing(entry.param) {
            idle.push(entry.param.name);
            findings.add(catalogue.ineffective, Severity::Warning, entry.param.name, reason);
        }
    }
    let fine = !findings.list.iter().any(Diagnostic::is_error);
    let checked =
        fine.then_some(Checked { account, window, options, idle, table: catalogue.parameters });
    (Outcome { checked, diagnostics: findings.list }, situation)
}

impl Checked {
    /// The text of an account field, or its default.
    pub fn account(&self, name: &str) -> Option<String> {
        text_of(&self.account, name)
    }

    /// The text of a window field, or its default.
    pub fn window(&self, name: &str) -> Option<String> {
        text_of(&self.window, name)
    }

    /// The canonical value of a window field that is set.
    pub fn window_value(&self, name: &str) -> Option<&Value> {
        self.window.iter().find(|entry| entry.param.name == name).map(|entry| &entry.value)
    }

    /// Whether a flag of the window is on.
    pub fn window_flag(&self, name: &str) -> bool {
        self.window_value(name) == Some(&Value::Bool(true))
    }

    /// Whether the version of the vendor's kit that the window pins reads this parameter.
    pub fn reads(&self, name: &str) -> bool {
        let since = self.table.iter().find(|param| param.name == name && param.parent.is_none());
        let since = since.and_then(|param| param.since);
        let pinned = self.window.iter().find(|entry| entry.param.pins);
        let pinned = pinned.map(|entry| vendor_text(entry.param, &entry.value));
        !matches!((since, pinned), (Some(since), Some(pinned)) if version::is_newer(since, &pinned))
    }

    /// The vendor's text of an option that is set.
    pub fn option(&self, name: &str) -> Option<String> {
        text_of(&self.options, name)
    }

    /// All options that are set, in the order of the table.
    pub fn options(&self) -> &[Entry] {
        &self.options
    }

    /// Whether the rules leave this option an effect.
    pub fn is_effective(&self, name: &str) -> bool {
        !self.idle.contains(&name)
    }

    pub fn table(&self) -> &'static [Param] {
        self.table
    }
}

fn text_of(entries: &[Entry], name: &str) -> Option<String> {
    let entry = entries.iter().find(|entry| entry.param.name == name)?;
    Some(vendor_text(entry.param, &entry.value).into_owned())
}

/// Unknown names that are compared with the known ones.
const SUGGESTIONS: usize = 10;

struct Findings {
    channel: &'static str,
    former: &'static [(&'static str, &'static str)],
    unknown: usize,
    list: Vec<Diagnostic>,
}

impl Findings {
    fn add(&mut self, id: &str, severity: Severity, parameter: &str, message: Message) {
        self.list.push(Diagnostic::about(self.channel, id, severity, parameter, message));
    }

    fn trouble(&mut self, param: &Param, trouble: Trouble) {
        let name = param.name;
        let parameter =
            trouble.path.map_or_else(|| name.to_owned(), |path| format!("{name}.{path}"));
        let id = match trouble.id {
            "value-not-allowed" | "required" => param.fault.unwrap_or(trouble.id),
            other => other,
        };
        self.add(id, trouble.severity, &parameter, trouble.message);
    }

    fn required(&mut self, param: &Param) {
        let message = Message::new(
            format!("请填写{}", param.label.zh),
            format!("Please fill in: {}", param.label.en),
        );
        self.add("required", Severity::Error, param.name, message);
    }

    fn unknown<'n>(&mut self, name: &str, known: impl Iterator<Item = &'n str>) {
        self.unknown += 1;
        let present = self.former.iter().find(|(_, former)| *former == name);
        // Looking for the nearest name is work, and nobody reads a hundred suggestions.
        let near = match present {
            Some((present, _)) => Some(*present),
            None if self.unknown <= SUGGESTIONS => {
                let former = self.former.iter().map(|(_, former)| *former);
                spelling::nearest(name, known.chain(former)).map(|near| {
                    let present = self.former.iter().find(|(_, former)| *former == near);
                    present.map_or(near, |(present, _)| *present)
                })
            }
            None => None,
        };
        self.add("unknown-parameter", Severity::Error, name, spelling::unknown(name, near));
        if let Some(found) = self.list.last_mut() {
            // What does not exist has no anchor.
            found.help = near.map(|near| help_page(self.channel, near));
        }
    }

    /// The canonical value, unless something about it is an error.
    fn read(&mut self, table: &'static [Param], param: &Param, given: &Value) -> Option<Value> {
        let (value, troubles) = match kind::read(param, given) {
            Ok(accepted) => {
                let (value, inner) = nested::check(table, param, accepted.value);
                (value, accepted.troubles.into_iter().chain(inner).collect())
            }
            Err(troubles) => (Value::Null, troubles),
        };
        let fine = troubles.iter().all(|trouble| trouble.severity != Severity::Error);
        for trouble in troubles {
            self.trouble(param, trouble);
        }
        fine.then_some(value)
    }
}

/// Checks the account or the window: every name belongs to the box, defaults stand in for absent values.
fn check_box(
    table: &'static [Param],
    given: &Values,
    target: &str,
    findings: &mut Findings,
    elsewhere: impl Fn(&str) -> bool,
) -> Vec<Entry> {
    let fields = || table.iter().filter(|param| param.exists_in(target));
    for (name, value) in given {
        if fields().any(|param| param.name == *name) {
            continue;
        }
        if !elsewhere(name) {
            findings.unknown(name, fields().map(|param| param.name));
        } else if !kind::is_unset(value) {
            let message = Message::new(
                format!("当前接入方式没有 {name} 这项设置，已略去"),
                format!("{name} is no setting of this target and was left out"),
            );
            findings.add("not-in-this-target", Severity::Warning, name, message);
        }
    }
    let mut entries = Vec::new();
    for param in fields() {
        let set = given.get(param.name).filter(|value| !kind::is_unset(value));
        let default = || param.default.map(|default| Cow::Owned(Value::from(default)));
        match set.map(Cow::Borrowed).or_else(default) {
            Some(value) => {
                let value = findings.read(table, param, &value);
                entries.extend(value.map(|value| Entry { param, value }));
            }
            None if param.required => findings.required(param),
            None => {}
        }
    }
    entries
}

fn check_options(
    catalogue: Catalogue<'_>,
    input: &Input<'_>,
    findings: &mut Findings,
) -> Vec<Entry> {
    let known = || catalogue.parameters.iter().filter(|param| param.parent.is_none());
    let mut found: Vec<Given<'_>> = Vec::with_capacity(catalogue.parameters.len());
    found.extend(known().map(|param| {
        let (usual, _) = boxes(param, input);
        Given { param, usual: usual.get(param.name), other: None }
    }));
    // Names are unique, so that counting tells whether the other box has any, and whether any is unknown.
    let all = input.parameters.len() + input.visitor.len();
    let mut missing = all - found.iter().filter(|given| given.usual.is_some()).count();
    if missing > 0 {
        for given in &mut found {
            let (_, other) = boxes(given.param, input);
            given.other = other.get(given.param.name);
            missing -= usize::from(given.other.is_some());
        }
    }
    if missing > 0 {
        for name in input.parameters.keys().chain(input.visitor.keys()) {
            if known().any(|param| param.name == name) {
                continue;
            }
            // `extInfo.url` is spelt like the path of a field: it stands where its parent stands.
            let parent = name.split_once('.').and_then(|(parent, _)| {
                let parent = known().find(|param| param.name == parent)?;
                elsewhere(parent, catalogue.target)
            });
            match parent {
                Some(message) => findings.add("stands-elsewhere", Severity::Error, name, message),
                None => findings.unknown(name, known().map(|param| param.name)),
            }
        }
    }
    let mut entries = Vec::with_capacity(all);
    entries.extend(found.iter().filter_map(|given| check_option(catalogue, given, findings)));
    entries
}

/// What both boxes have for one parameter.
struct Given<'v> {
    param: &'static Param,
    usual: Option<&'v Value>,
    other: Option<&'v Value>,
}

/// The box where a parameter belongs, and the other one.
fn boxes<'v>(param: &Param, input: &Input<'v>) -> (&'v Values, &'v Values) {
    if param.at_run_time() {
        (input.visitor, input.parameters)
    } else {
        (input.parameters, input.visitor)
    }
}

fn check_option(
    catalogue: Catalogue<'_>,
    given: &Given<'_>,
    findings: &mut Findings,
) -> Option<Entry> {
    let Given { param, usual, other } = *given;
    let set = |value: Option<&'_ Value>| value.is_some_and(|value| !kind::is_unset(value));
    let value = usual.filter(|_| set(usual)).or(other.filter(|_| set(other)))?;
    if let Some(message) = elsewhere(param, catalogue.target) {
        findings.add("stands-elsewhere", Severity::Error, param.name, message);
        return None;
    }
    if !param.exists_in(catalogue.target) || !param.works_on(catalogue.surface) {
        findings.add("not-in-this-target", Severity::Warning, param.name, absent(catalogue, param));
        return None;
    }
    if set(usual) && set(other) {
        let message = Message::new(
            "在 parameters 和 visitor 中各给了一次",
            "Given in both parameters and visitor",
        );
        findings.add("given-twice", Severity::Error, param.name, message);
    } else if set(other) {
        findings.add("other-box", Severity::Note, param.name, right_box(param));
    }
    if param.observed {
        findings.add("outside-document", Severity::Warning, param.name, observed());
    }
    let value = findings.read(catalogue.parameters, param, value)?;
    Some(Entry { param, value })
}

/// Required options; those of a visitor only where a visitor is given at all.
fn demand_options(catalogue: Catalogue<'_>, input: &Input<'_>, findings: &mut Findings) {
    let visited = !input.visitor.is_empty();
    for param in
        catalogue.parameters.iter().filter(|param| param.required && param.parent.is_none())
    {
        let here =
            param.exists_in(catalogue.target) && param.place(catalogue.target) == Stands::Box;
        let set =
            |values: &Values| values.get(param.name).is_some_and(|value| !kind::is_unset(value));
        let missing = !set(input.parameters) && !set(input.visitor);
        if here && missing && (visited || !param.at_run_time()) {
            findings.required(param);
        }
    }
}

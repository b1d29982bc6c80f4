//! What the catalogue says about the values of an entry: the same tables that guard the editor.

use serde_json::Value;

use crate::catalog::encode::encode_component;
use crate::catalog::{self, Kind, Param, Stands, kind};
use crate::channels::inspect::draft::{Draft, Found, Said};
use crate::channels::inspect::link::percent_decode;
use crate::channels::inspect::passage::{HOLE, Passage};
use crate::channels::{Channel, Deployment, Diagnostic, Severity, Values, tables};
use crate::text::Message;

/// A finding before it has a line and a column.
#[derive(Clone, Debug)]
pub struct Judged {
    pub id: String,
    pub severity: Severity,
    pub found: Found,
}

/// Ids that only make sense where something is made: nothing is missing from a text that was only
/// read, and where its values stand in a deployment is not its business.
const MAKING: &[&str] = &[
    "required",
    "stands-elsewhere",
    "other-box",
    "given-twice",
    "json-as-text",
    "outside-document",
];

/// Unknown names that are compared with the known ones, and how long they may be.
const SUGGESTIONS: usize = 20;
const LONGEST_NAME: usize = 60;

/// The typed values, and what is wrong with them by the tables.
pub fn judge(channel: &dyn Channel, draft: &Draft) -> (Values, Vec<Judged>) {
    if draft.target.is_empty() {
        let named = draft.said.iter().filter(|said| !said.name.contains(HOLE));
        let known = named.filter_map(|said| Some((said.name.clone(), said.value.clone()?)));
        return (known.collect(), Vec::new());
    }
    let mut deployment = Deployment { target: draft.target.to_owned(), ..Deployment::default() };
    let mut judged = Vec::new();
    for said in &draft.said {
        place(channel, said, &mut deployment, &mut judged);
    }
    let outcome = tables::check(channel, &deployment);
    for diagnostic in outcome.diagnostics {
        judged.extend(translate(channel, draft, diagnostic));
    }
    (typed(channel, draft), judged)
}

/// The deployment that the known values of an entry make: for rules that the channel already has.
pub fn deployment(channel: &dyn Channel, draft: &Draft) -> Deployment {
    let mut deployment = Deployment { target: draft.target.to_owned(), ..Deployment::default() };
    for said in &draft.said {
        place(channel, said, &mut deployment, &mut Vec::new());
    }
    deployment
}

/// The table row of a name for this target.
fn row(channel: &dyn Channel, target: &str, name: &str) -> Option<&'static Param> {
    let window = tables::target(channel, target).map_or(&[][..], |target| target.window_fields);
    let boxes =
        channel.account_fields().iter().chain(window).filter(|param| param.exists_in(target));
    let options = channel.parameters().iter().filter(|param| param.parent.is_none());
    boxes.chain(options).find(|param| param.name == name)
}

fn place(
    channel: &dyn Channel,
    said: &Said,
    deployment: &mut Deployment,
    judged: &mut Vec<Judged>,
) {
    let named = |param: &&Param| param.name == said.name;
    let target = deployment.target.clone();
    let account = channel.account_fields().iter().find(named);
    let window =
        tables::target(channel, &target).and_then(|target| target.window_fields.iter().find(named));
    let option = channel.parameters().iter().filter(|param| param.parent.is_none()).find(named);
    let values = match (account, window, option) {
        (Some(_), _, _) => &mut deployment.account,
        (_, Some(_), _) => &mut deployment.window,
        (_, _, Some(param)) if param.place(&target) != Stands::Box => return,
        (_, _, Some(param)) if param.at_run_time() => &mut deployment.visitor,
        (_, _, Some(_)) => &mut deployment.parameters,
        // A name that a program computes may be any of them.
        _ if said.spelt.contains(HOLE) => return,
        _ => return judged.push(unknown(channel, said, judged.len() < SUGGESTIONS)),
    };
    if let Some(value) = said.value.as_ref().filter(|_| !said.trusted) {
        values.insert(said.name.clone(), value.clone());
    }
}

/// An unknown name; the nearest known one is the correction.
fn unknown(channel: &dyn Channel, said: &Said, suggest: bool) -> Judged {
    let known = channel.parameters().iter().filter(|param| param.parent.is_none());
    let short = suggest && said.spelt.len() <= LONGEST_NAME;
    let nearest =
        short.then(|| catalog::nearest(&said.spelt, known.map(|param| param.name))).flatten();
    let found = match nearest {
        Some(near) => Found::new(
            format!("没有名为 {} 的参数，是否想写 {near}？", said.spelt),
            format!("There is no parameter {}; did you mean {near}?", said.spelt),
        )
        .correction(near)
        .edit(said.name_at.as_ref().and_then(|at| at.replace(0..at.text.len(), near))),
        None => Found::new(
            format!("没有名为 {} 的参数，厂商不会理会它", said.spelt),
            format!("There is no parameter {}; the vendor ignores it", said.spelt),
        ),
    };
    Judged {
        id: format!("{}.unknown-parameter", channel.id()),
        severity: Severity::Warning,
        found: found.about(said),
    }
}

fn translate(channel: &dyn Channel, draft: &Draft, diagnostic: Diagnostic) -> Option<Judged> {
    let prefix = format!("{}.", channel.id());
    let short = diagnostic.id.strip_prefix(&prefix).unwrap_or(&diagnostic.id);
    let path = diagnostic.parameter.clone()?;
    let said = draft.said(diagnostic.name()?)?;
    if MAKING.contains(&short) || (said.value.is_none() && short != channel.ineffective()) {
        return None;
    }
    if short == channel.ineffective() && !certain(channel, draft, said) {
        return None;
    }
    let Message { zh, en } = match short {
        "not-in-this-target" => absent(channel, draft, said),
        _ => diagnostic.message,
    };
    let mut found = Found::new(zh, en).about(said);
    let inner = path.strip_prefix(said.name.as_str()).filter(|inner| !inner.is_empty());
    match inner {
        Some(inner) => found = below(said, inner, found),
        None => found = correct(channel, draft, said, found),
    }
    let severity =
        if short == "unknown-parameter" { Severity::Warning } else { diagnostic.severity };
    Some(Judged { id: diagnostic.id, severity, found })
}

/// Nothing is left out of a text that was only read.
fn absent(channel: &dyn Channel, draft: &Draft, said: &Said) -> Message {
    let param = row(channel, draft.target, &said.name);
    let places = param.map_or(&[][..], |param| {
        if param.exists_in(draft.target) { param.surface } else { param.targets }
    });
    let name = &said.spelt;
    Message::new(
        format!("{name} 在这里不起作用；仅支持：{}", places.join("、")),
        format!("{name} has no effect here; it works in: {}", places.join(", ")),
    )
}

/// The place of a name inside a value; `inner` begins with a dot.
fn below(said: &Said, inner: &str, mut found: Found) -> Found {
    found.parameter = Some(format!("{}{inner}", said.spelt));
    let path = inner.trim_start_matches('.');
    if let Some((_, name)) = said.inside.iter().find(|(known, _)| known == path) {
        found.at = Some(name.whole());
    }
    found
}

/// Whether a rule that does not hold could hold if more were known.
fn certain(channel: &dyn Channel, draft: &Draft, said: &Said) -> bool {
    let Some(param) = row(channel, draft.target, &said.name) else { return false };
    let unseen = |name: &str| match draft.said(name) {
        Some(other) => other.value.is_none(),
        // What does not exist in this target cannot stand elsewhere either.
        None => {
            draft.open
                && row(channel, draft.target, name)
                    .is_some_and(|other| other.exists_in(draft.target))
        }
    };
    let own = said.value.as_ref().map(kind::plain).unwrap_or_default();
    let counts = |own_values: &[&str]| own_values.is_empty() || own_values.contains(&own.as_str());
    !param.rules.iter().any(|rule| counts(rule.own) && unseen(rule.parameter))
}

/// What the editor would make of the value, where that is better.
fn correct(channel: &dyn Channel, draft: &Draft, said: &Said, found: Found) -> Found {
    let better = || {
        let param = row(channel, draft.target, &said.name)?;
        let typed = kind::plain(said.value.as_ref()?);
        let meant = percent_decode(&Passage::plain(&typed, 0)).text;
        if meant != typed && encode_component(&meant) == typed {
            // Encoded where nobody decodes: what was meant is better, and nothing else is.
            return kind::accepts(param, &meant).then_some(meant);
        }
        let (better, told) = catalog::normalise(param, &typed);
        (told.is_some() && better != typed && kind::accepts(param, &better)).then_some(better)
    };
    let Some(better) = better() else { return found };
    let edit = said.value_at.as_ref().and_then(|at| at.replace(0..at.text.len(), &better));
    found.correction(better).edit(edit)
}

/// Takes away the encoding that the vendor wants even inside a script, from a value or from the fields
/// of a JSON value; an address that nobody encoded stays as it is.
pub fn unescape(channel: &dyn Channel, name: &str, value: Value) -> Value {
    let rows = channel.parameters();
    let Some(param) = rows.iter().find(|row| row.name == name && row.parent.is_none()) else {
        return value;
    };
    let inner: Vec<&str> = rows
        .iter()
        .filter(|row| row.parent == Some(name) && row.escaped)
        .map(|row| row.name)
        .collect();
    match value {
        Value::String(text) if param.escaped => Value::from(unescape_text(&text)),
        Value::String(text) if !inner.is_empty() => match serde_json::from_str(&text) {
            Ok(json) => unescape_inside(json, &inner),
            Err(_) => Value::String(text),
        },
        other => unescape_inside(other, &inner),
    }
}

fn unescape_inside(value: Value, names: &[&str]) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(|item| unescape_inside(item, names)).collect(),
        Value::Object(map) => {
            let fields = map.into_iter().map(|(name, item)| match item {
                Value::String(text) if names.contains(&name.as_str()) => {
                    (name, Value::from(unescape_text(&text)))
                }
                other => (name, other),
            });
            fields.collect()
        }
        other => other,
    }
}

fn unescape_text(text: &str) -> String {
    let meant = percent_decode(&Passage::plain(text, 0)).text;
    if encode_component(&meant) == text { meant } else { text.to_owned() }
}

/// Known names with their values in canonical form; what is no value of its kind stays as it is.
fn typed(channel: &dyn Channel, draft: &Draft) -> Values {
    let mut values = Values::new();
    for said in &draft.said {
        let (Some(param), Some(value)) = (row(channel, draft.target, &said.name), &said.value)
        else {
            continue;
        };
        if param.place(draft.target) != Stands::Box || kind::is_unset(value) {
            continue;
        }
        let table = channel.parameters();
        let value =
            catalog::canonical(table, param, value).unwrap_or_else(|| lenient(param, value));
        values.insert(said.name.clone(), value);
    }
    values
}

/// JSON that is not allowed is still shown as JSON.
fn lenient(param: &Param, value: &Value) -> Value {
    match value {
        Value::String(text) if matches!(param.kind, Kind::Json | Kind::Object | Kind::List) => {
            serde_json::from_str(text).unwrap_or_else(|_| value.clone())
        }
        other => other.clone(),
    }
}

/// A finding of the channel's own rules for deployments, at its place in the text.
pub fn borrowed(channel: &dyn Channel, draft: &Draft, diagnostic: Diagnostic) -> Option<Judged> {
    let said = draft.said(diagnostic.name()?)?;
    said.value.as_ref()?;
    let path = diagnostic.parameter.clone().unwrap_or_default();
    let Message { zh, en } = diagnostic.message;
    let found = Found::new(zh, en).about(said);
    let found = match path.strip_prefix(said.name.as_str()).filter(|inner| !inner.is_empty()) {
        Some(inner) => below(said, inner, found),
        None => correct(channel, draft, said, found),
    };
    Some(Judged { id: diagnostic.id, severity: diagnostic.severity, found })
}

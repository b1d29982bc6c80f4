//! Entries of an inspection as the page shows them: labels from the catalogue, places in words.

use serde_json::Value;

use super::registry::Known;
use crate::catalog::{Param, reference};
use crate::channels::inspect::{Entry, Finding};
use crate::channels::{self, Channel, tables};
use crate::text::{Message, Text, text};

/// One entry point.
pub struct Sheet {
    pub channel: Option<&'static dyn Channel>,
    pub kind: Text,
    /// The target's or the piece's own name.
    pub kind_id: &'static str,
    pub values: Vec<Line>,
    pub findings: Vec<Told>,
    pub known: Known,
}

/// One decoded value.
pub struct Line {
    pub raw: String,
    pub label: Option<Text>,
    /// Where it is explained.
    pub about: Option<String>,
    pub value: String,
    /// What the value means, where the vendor has a list.
    pub meaning: Option<Text>,
}

/// A finding with the address that explains it.
pub struct Told {
    pub finding: Finding,
    pub about: Option<String>,
}

impl Told {
    pub fn place(&self) -> Option<Message> {
        let at = self.finding.at?;
        Some(Message::new(
            format!("第 {} 行，第 {} 列", at.line, at.column),
            format!("line {}, column {}", at.line, at.column),
        ))
    }
}

pub fn sheets(entries: impl Iterator<Item = Entry>, known: Vec<Known>) -> Vec<Sheet> {
    let known = known.into_iter().chain(std::iter::repeat_with(Known::default));
    entries.zip(known).map(|(entry, known)| sheet(entry, known)).collect()
}

fn sheet(entry: Entry, known: Known) -> Sheet {
    let channel = entry.channel.and_then(channels::find);
    let target = channel.and_then(|channel| tables::target(channel, entry.kind));
    let told = |finding: Finding| {
        let name = finding.parameter.as_deref().and_then(|path| path.split('.').next());
        let about = channel.zip(name).and_then(|(channel, name)| about(channel, name));
        Told { finding, about }
    };
    Sheet {
        kind: target.map_or_else(|| kind(entry.kind), |target| target.label),
        kind_id: entry.kind,
        values: entry.values.iter().map(|(name, value)| line(channel, name, value)).collect(),
        findings: entry.findings.into_iter().map(told).collect(),
        channel,
        known,
    }
}

/// Pieces that are no target of their own.
fn kind(id: &str) -> Text {
    match id {
        "fragment" => text("片段", "Fragment"),
        "app_json" => text("小程序的 app.json", "The app.json of a mini program"),
        "page_json" => text("小程序页面的 json", "The json of a page"),
        _ => text("未识别", "Not recognised"),
    }
}

/// The row behind a name of any box.
fn param(channel: &'static dyn Channel, name: &str) -> Option<&'static Param> {
    ["a", "w", "p"].iter().find_map(|prefix| tables::param(channel, &format!("{prefix}.{name}")))
}

fn about(channel: &'static dyn Channel, name: &str) -> Option<String> {
    param(channel, name).map(|param| reference::address(channel.id(), param.name))
}

fn line(channel: Option<&'static dyn Channel>, name: &str, value: &Value) -> Line {
    let param = channel.and_then(|channel| param(channel, name));
    let shown = match value {
        Value::String(text) => text.clone(),
        Value::Array(_) | Value::Object(_) => {
            serde_json::to_string_pretty(value).unwrap_or_default()
        }
        other => other.to_string(),
    };
    let spelt = match (param, value) {
        (Some(param), Value::Bool(_)) => {
            crate::catalog::encode::vendor_text(param, value).into_owned()
        }
        _ => shown.clone(),
    };
    Line {
        raw: name.to_owned(),
        label: param.map(|param| param.label),
        about: channel.and_then(|channel| about(channel, name)),
        meaning: param.and_then(|param| param.meaning(&spelt)).filter(|text| text.zh != shown),
        value: shown,
    }
}

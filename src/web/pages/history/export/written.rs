//! How a history is written into a file: as a table for people, or as one JSON object a line for
//! programs, in the published form.

use std::fmt::Write as _;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::ledger::{self, Block, Hash, Last, Line, Purged};
use crate::store::history::Event;
use crate::text::{Lang, Text, text};
use crate::web::cells;
use crate::web::moment::{ZONE, ZONE_SHOWN, moment};
use crate::web::told::{self, Names};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    Lines,
}

const HEAD: [Text; 19] = [
    text("编号", "Number"),
    text("时间", "Time"),
    text("时间（UTC）", "Time (UTC)"),
    text("操作者", "Who"),
    text("操作者编号", "Id of the actor"),
    text("操作者种类", "Kind of actor"),
    text("角色", "Role"),
    text("来源地址", "Network address"),
    text("动作", "What was done"),
    text("动作名", "Name of the action"),
    text("对象名称", "Name of the object"),
    text("对象种类", "Kind of object"),
    text("对象编号", "Id of the object"),
    text("改动", "Changes"),
    text("原因", "Reason"),
    text("权限", "Permission"),
    text("记录种类", "Kind of record"),
    text("请求编号", "Request id"),
    text("操作编号", "Act"),
];

/// The last line for programs: what the log was, how many of its events the file has, and the hash of
/// all bytes before.
#[derive(Serialize)]
struct Ending<'a> {
    #[serde(flatten)]
    last: &'a Last,
    events: u64,
    sha256: &'a str,
}

impl Format {
    pub const fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Lines => "jsonl",
        }
    }

    pub const fn kind(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Lines => "application/jsonl; charset=utf-8",
        }
    }

    /// The names of the columns, with the zone of the times.
    pub fn head(self, lang: Lang) -> String {
        if self == Format::Lines {
            return String::new();
        }
        let mut names = HEAD.map(|text| text.to(lang).to_owned());
        if let Some(time) = names.get_mut(1) {
            time.extend([match lang {
                Lang::Zh => format!("（{ZONE}，{ZONE_SHOWN}）"),
                Lang::En => format!(" ({ZONE}, {ZONE_SHOWN})"),
            }]);
        }
        format!("{}{}", cells::MARK, cells::csv(names.iter().map(String::as_str)))
    }

    /// One record. `proof` is what a filtered file has for programs: that it belongs to the log.
    pub fn event(
        self,
        event: &Event,
        proof: Option<Vec<Hash>>,
        names: &Names,
        lang: Lang,
    ) -> Result<String> {
        match self {
            Format::Csv => Ok(row(event, names, lang)),
            Format::Lines => line(&Line::new(event.into(), proof)),
        }
    }

    /// Events that are no longer kept, as what is left of them.
    pub fn purged(self, purged: Block) -> Result<String> {
        match self {
            Format::Csv => Ok(String::new()),
            Format::Lines => line(&Purged { purged }),
        }
    }

    /// What says that the file is whole: how many records it has, and the hash of all bytes before.
    pub fn tail(self, last: &Last, events: u64, sha256: &str) -> Result<String> {
        if self == Format::Lines {
            return line(&Ending { last, events, sha256 });
        }
        let said = ["# complete".to_owned(), events.to_string(), format!("sha256:{sha256}")];
        let empty = std::iter::repeat_n("", HEAD.len().saturating_sub(said.len()));
        Ok(cells::csv(said.iter().map(String::as_str).chain(empty)))
    }
}

/// JSON on one line. Characters that steer a terminal stand as their numbers: they can only be inside
/// texts, where that means the same.
fn line(of: &impl Serialize) -> Result<String> {
    let text = serde_json::to_string(of).map_err(Error::broken)?;
    let mut out = String::with_capacity(text.len().saturating_add(1));
    for c in text.chars() {
        if steers(c) {
            write!(out, "\\u{:04x}", u32::from(c)).map_err(Error::broken)?;
        } else {
            out.push(c);
        }
    }
    out.push('\n');
    Ok(out)
}

/// Control characters, and those that turn the direction of a text.
fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn row(event: &Event, names: &Names, lang: Lang) -> String {
    let done = told::action(&event.action).map_or(event.action.as_str(), |text| text.to(lang));
    let changes = told::changes(event, names, lang);
    let unset = text("未设置", "not set").to(lang);
    let told = changes.iter().map(|change| {
        let value = |one: &Option<String>| one.clone().unwrap_or_else(|| unset.to_owned());
        format!("{}: {} → {}", change.field, value(&change.before), value(&change.after))
    });
    let cells = [
        event.seq.to_string(),
        moment(event.at).shown,
        ledger::moment(event.at),
        event.actor_name.clone(),
        event.actor_id.clone(),
        event.actor_kind.clone(),
        event.actor_role.clone(),
        event.address.clone(),
        done.trim_end_matches('：').to_owned(),
        event.action.clone(),
        event.details.get("name").cloned().unwrap_or_default(),
        event.noun.clone(),
        event.subject.clone(),
        told.collect::<Vec<_>>().join("\n"),
        event.reason.clone(),
        event.permission.clone(),
        event.record.clone(),
        event.request_id.clone(),
        event.act.clone(),
    ];
    let safe = cells.map(|cell| harmless(&cell));
    cells::csv(safe.iter().map(String::as_str))
}

/// Line ends may stand in a cell; other characters that steer stand as their numbers.
fn harmless(cell: &str) -> String {
    let each = cell.chars().map(|c| match c {
        '\n' => c.to_string(),
        c if steers(c) => format!("\\u{{{:x}}}", u32::from(c)),
        c => c.to_string(),
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::FieldChange;

    fn event(text: &str) -> Event {
        Event {
            seq: 7,
            at: 1_795_226_400_123,
            actor_kind: "user".to_owned(),
            actor_id: "1".to_owned(),
            actor_name: text.to_owned(),
            actor_role: "admin".to_owned(),
            address: "203.0.113.8".to_owned(),
            permission: "window.edit".to_owned(),
            record: "change".to_owned(),
            action: "window.saved".to_owned(),
            noun: "window".to_owned(),
            subject: "2".to_owned(),
            act: "3".to_owned(),
            reason: text.to_owned(),
            request_id: "4".to_owned(),
            changes: vec![FieldChange {
                field: "p.color".to_owned(),
                before: None,
                after: Some(text.to_owned()),
            }],
            details: BTreeMap::from([("name".to_owned(), text.to_owned())]),
        }
    }

    #[test]
    fn nothing_in_a_file_steers_a_terminal_or_a_spreadsheet() {
        let text = "=cmd|' /C calc'!A0\u{1b}[2J\u{9b}31m\u{202e}\0\"\r\n<b>";
        for format in [Format::Csv, Format::Lines] {
            let out = format.event(&event(text), None, &Names::new(), Lang::En).expect("a record");
            let inner = out.trim_end_matches(['\r', '\n']);
            assert!(!inner.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\0', '\r']), "{out:?}");
            assert!(!inner.contains(",=") && !inner.contains(",\"="), "{out:?}");
        }
    }

    #[test]
    fn a_line_is_the_published_form_and_reads_back() {
        let text = "甲 \u{1b}\u{2028}\"";
        let out = Format::Lines.event(&event(text), None, &Names::new(), Lang::En).expect("a line");
        assert_eq!(out.matches('\n').count(), 1);
        let read: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(read["actor"]["name"], text);
        assert_eq!(read["at"], "2026-11-21T02:00:00.123Z");
        assert_eq!(read["changes"][0]["before"], serde_json::Value::Null);
        assert_eq!(read["details"]["name"], text);
    }

    #[test]
    fn every_row_has_as_many_cells_as_the_head() {
        let mut file = Format::Csv.head(Lang::En);
        let row = Format::Csv.event(&event("a\nb"), None, &Names::new(), Lang::En);
        file.push_str(&row.expect("a row"));
        let last = Last {
            checkpoint: String::new(),
            size: 1,
            root: Hash::of_nothing(),
            key: String::new(),
            filtered: false,
        };
        file.push_str(&Format::Csv.tail(&last, 1, "ab").expect("a last row"));
        let rows = cells::read::rows(&file, ',').expect("a table");
        assert_eq!(rows.len(), 3);
        assert!(rows.iter().all(|row| row.cells.len() == HEAD.len()), "{rows:?}");
        assert!(file.contains("Asia/Shanghai"));
    }
}

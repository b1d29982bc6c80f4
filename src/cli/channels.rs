//! `jieru channels`: the catalogue, for programs as JSON and for people as Markdown.

use clap::{Args, ValueEnum};

use super::{Outcome, print_json, print_text, terminal_language};
use crate::catalog::param::{Allowed, Param};
use crate::catalog::reference::{Row, Section, reference};
use crate::channels::{self, Channel, tables};
use crate::text::{Lang, Text, text};

#[derive(Args, Debug)]
pub struct Channels {
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Json,
    Markdown,
}

impl Channels {
    pub fn run(&self) -> Outcome {
        match self.format {
            Format::Json => print_json(&channels::schema()),
            Format::Markdown => print_text(&markdown(terminal_language())),
        }
        Outcome::Done
    }
}

const COLUMNS: [Text; 7] = [
    text("参数", "Parameter"),
    text("含义", "Meaning"),
    text("类型", "Kind"),
    text("默认", "Default"),
    text("可选值与范围", "Values and limits"),
    text("适用", "Works in"),
    text("说明", "Notes"),
];

const COLON: Text = text("：", ": ");

fn markdown(lang: Lang) -> String {
    let pages = channels::ALL.iter().map(|channel| page(*channel, lang));
    pages.collect::<Vec<_>>().join("\n")
}

fn page(channel: &dyn Channel, lang: Lang) -> String {
    let mut lines = vec![
        format!("# {} (`{}`)", channel.label().to(lang), channel.id()),
        String::new(),
        channel.summary().to(lang).to_owned(),
        String::new(),
    ];
    for target in channel.targets() {
        let (label, summary) = (target.label.to(lang), target.summary.to(lang));
        lines.push(format!("- `{}` {label}{}{summary}", target.id, COLON.to(lang)));
    }
    let around = tables::every(channel);
    let parameters = reference(channel.parameters(), &around);
    lines.extend(parameters.iter().flat_map(|section| table(section, lang)));
    let account = reference(channel.account_fields(), &around);
    lines.extend(account.iter().flat_map(|section| table(section, lang)));
    for target in channel.targets() {
        for section in reference(target.window_fields, &around) {
            let heading = format!("{} · {}", target.label.to(lang), section.heading.label.to(lang));
            lines.extend(table_under(&heading, &section, lang));
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

fn table(section: &Section, lang: Lang) -> Vec<String> {
    table_under(section.heading.label.to(lang), section, lang)
}

fn table_under(heading: &str, section: &Section, lang: Lang) -> Vec<String> {
    let heads = COLUMNS.map(|column| column.to(lang)).join(" | ");
    let mut lines = vec![
        String::new(),
        format!("## {heading}"),
        String::new(),
        format!("| {heads} |"),
        format!("|{}", " --- |".repeat(COLUMNS.len())),
    ];
    lines.extend(section.rows.iter().map(|row| line(row, lang)));
    lines
}

fn line(row: &Row, lang: Lang) -> String {
    let param = row.param;
    let default = match (param.default, param.fallback) {
        (Some(value), _) => format!("`{value}`"),
        (None, Some(what)) => what.to(lang).to_owned(),
        (None, None) => String::new(),
    };
    let cells = [
        format!("`{}`", row.path),
        param.label.to(lang).to_owned(),
        param.kind.name().to_owned(),
        default,
        values(row, lang),
        places(param),
        notes(param, lang),
    ];
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |", cells.join(" | "))
}

fn values(row: &Row, lang: Lang) -> String {
    let one = |allowed: &Allowed| format!("`{}` {}", allowed.value, allowed.label.to(lang));
    let values = row.values.iter().map(one);
    let limits = row.limits.as_ref().map(|limits| limits.to(lang).to_owned());
    values.chain(limits).collect::<Vec<_>>().join("; ")
}

fn places(param: &Param) -> String {
    [param.targets, param.surface].concat().join(", ")
}

fn notes(param: &Param, lang: Lang) -> String {
    let erratum = param.erratum.map(|erratum| format!("⚠ {}", erratum.to(lang)));
    let since = param.since.map(|version| format!("≥ {version}"));
    let notes = [Some(param.help.to(lang).to_owned()), since, erratum];
    notes.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

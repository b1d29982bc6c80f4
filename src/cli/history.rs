//! `jieru history verify`: whether the history is as it was recorded, in a database or in an exported
//! file. It changes nothing.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use super::settings::{Network, Place, config};
use super::{Outcome, print_json, print_text, terminal_language, usage};
use crate::app;
use crate::error::{Error, Result};
use crate::ledger::{Export, Note, Verdict, notes};
use crate::store::ledger::Report;
use crate::text::{Lang, Message, text};

#[derive(Debug, Subcommand)]
pub enum History {
    /// Check that nothing in the history was changed, removed, inserted, swapped or cut off.
    #[command(after_help = usage::HISTORY)]
    Verify(Verify),
}

#[derive(Debug, Args)]
pub struct Verify {
    /// An exported file (JSON lines) instead of a database.
    #[arg(long, value_name = "EXPORT.jsonl")]
    file: Option<PathBuf>,
    /// Checkpoints that you kept elsewhere: one signed note or several in one file.
    #[arg(long, value_name = "OLD")]
    checkpoint: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    place: Place,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl History {
    pub fn run(self) -> Result<Outcome> {
        let History::Verify(verify) = self;
        let given = verify.checkpoint.as_deref().map(read_notes).transpose()?.unwrap_or_default();
        let report = if let Some(file) = &verify.file {
            of_file(file, &given)?
        } else {
            let config = config(&verify.place, &Network::default(), false)?;
            app::run_to_end(app::history::verify(&config, &given))?
        };
        match verify.format {
            Format::Json => print_json(&report),
            Format::Text => print_text(&told(&report, terminal_language())),
        }
        Ok(if report.ok { Outcome::Done } else { Outcome::Refused })
    }
}

fn of_file(file: &Path, given: &[Note]) -> Result<Report> {
    let open = || File::open(file).map(BufReader::new);
    let verdict = Export::verify(open, given, |_| ()).map_err(|error| unreadable(file, error))?;
    Ok(Report { ok: verdict.is_ok(), logs: vec![verdict] })
}

fn read_notes(file: &Path) -> Result<Vec<Note>> {
    let text = std::fs::read_to_string(file).map_err(|error| unreadable(file, error))?;
    let found = notes(&text).filter(|notes| !notes.is_empty());
    found.ok_or_else(|| {
        let file = file.display();
        Error::refused(Message::new(
            format!("{file} 里没有检查点：应为一个或多个带签名的检查点文本。"),
            format!("{file} holds no checkpoint: it should be one or several signed notes."),
        ))
    })
}

fn unreadable(file: &Path, error: std::io::Error) -> Error {
    let file = file.display();
    Error::refused(Message::new(
        format!("无法读取 {file}：{error}"),
        format!("{file} cannot be read: {error}"),
    ))
}

/// One line a log, and the outcome.
fn told(report: &Report, lang: Lang) -> String {
    let mut lines: Vec<String> = report.logs.iter().map(|log| line(log, lang)).collect();
    let key = report.logs.iter().find_map(|log| log.key.as_ref());
    if let Some(key) = key {
        let label = text(
            "文件自带的公钥（请与 /history/key 核对）",
            "key that came with the file (compare it with /history/key)",
        );
        lines.push(format!("{}: {key}", label.to(lang)));
    }
    let outcome = if report.ok {
        text("历史完好", "The history is intact")
    } else {
        text("历史被改动过", "The history has been tampered with")
    };
    lines.push(outcome.to(lang).to_owned());
    lines.into_iter().map(|line| super::output::shown(&line)).collect::<Vec<_>>().join("\n")
}

fn line(Verdict { log, size, root, fault, .. }: &Verdict, lang: Lang) -> String {
    let message = match fault {
        None => Message::new(
            format!("{log}：完好，{size} 条，根哈希 {root}"),
            format!("{log}: intact, {size} entries, root {root}"),
        ),
        Some(fault) => {
            let Message { zh, en } = fault.message();
            Message::new(format!("{log}：已损坏。{zh}"), format!("{log}: BROKEN: {en}"))
        }
    };
    message.to(lang).to_owned()
}

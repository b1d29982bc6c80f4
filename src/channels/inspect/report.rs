//! An inspection as people read it in a terminal, and what it comes to for a script.

use std::fmt::Write as _;

use serde_json::Value;

use crate::channels::inspect::{Comparison, Entry, Finding, Inspection};
use crate::channels::{Severity, find, tables};
use crate::text::{Lang, Message, Text, text};

/// A corrected text with more lines is not printed; JSON has it whole.
const MOST_LINES: usize = 200;

impl Inspection {
    /// 0: nothing above a warning. 1: at least one error. 2: nothing was recognised or found.
    pub fn exit_code(&self) -> u8 {
        let mut findings = self.entries.iter().flat_map(|entry| &entry.findings);
        if self.entries.is_empty() {
            return 2;
        }
        u8::from(findings.any(|finding| finding.severity == Severity::Error))
    }

    /// Entries, values, findings and corrections, in one language.
    pub fn to_text(&self, lang: Lang) -> String {
        self.to_text_in(&[lang])
    }

    /// The same, in several languages.
    pub fn to_text_in(&self, languages: &[Lang]) -> String {
        let page = Page { languages };
        if self.entries.is_empty() {
            return format!("{}\n", page.say(&NOTHING.into()));
        }
        let entries: Vec<String> = self.entries.iter().map(|entry| page.entry(entry)).collect();
        let corrected = self.entries.iter().find_map(|entry| entry.corrected.as_ref());
        let corrected = corrected.map(|text| page.corrected(text)).unwrap_or_default();
        format!("{}{corrected}", entries.join("\n"))
    }
}

const NOTHING: Text =
    text("没有认出任何接入内容，也没有发现问题", "Nothing was recognised, and nothing is wrong");
const UNKNOWN: Text = text("未能识别渠道", "no known channel");
const FINE: Text = text("没有发现问题", "nothing is wrong");
const CORRECTED: Text = text("改好的内容", "Corrected");
const IN_JSON: Text = text(
    "改好的内容较长，请用 --format json 取得",
    "The corrected text is long; --format json has it",
);

struct Page<'l> {
    languages: &'l [Lang],
}

impl Page<'_> {
    fn say(&self, message: &Message) -> String {
        let texts = self.languages.iter().map(|lang| message.to(*lang));
        texts.collect::<Vec<_>>().join(" / ")
    }

    fn entry(&self, entry: &Entry) -> String {
        let mut page = format!("{}\n", self.head(entry));
        let width = entry.values.keys().map(|name| name.chars().count()).max().unwrap_or_default();
        for (name, value) in &entry.values {
            let _ = writeln!(page, "  {:width$}  {}", plain(name), shown(value));
        }
        if let Some(comparison) = &entry.signature {
            let _ = writeln!(page, "  {}", self.say(&compared(comparison)));
        }
        for finding in &entry.findings {
            page.push_str(&self.finding(finding));
        }
        if entry.findings.is_empty() {
            let _ = writeln!(page, "  {}", self.say(&FINE.into()));
        }
        page
    }

    fn head(&self, entry: &Entry) -> String {
        let Some(channel) = entry.channel.and_then(find) else {
            return format!("— {}", self.say(&UNKNOWN.into()));
        };
        let label = self.say(&channel.label().into());
        match tables::target(channel, entry.kind) {
            Some(target) => format!(
                "{} {} — {label} · {}",
                channel.id(),
                entry.kind,
                self.say(&target.label.into())
            ),
            None => format!("{} {} — {label}", channel.id(), entry.kind),
        }
    }

    fn finding(&self, finding: &Finding) -> String {
        let word = match finding.severity {
            Severity::Error => text("错误", "error"),
            Severity::Warning => text("警告", "warning"),
            Severity::Note => text("提示", "note"),
        };
        let mut page = format!("  {} {}", self.say(&word.into()), finding.id);
        if let Some(at) = finding.at {
            let _ = write!(page, "  {}:{}", at.line, at.column);
        }
        if let Some(parameter) = &finding.parameter {
            let _ = write!(page, "  {}", plain(parameter));
        }
        page.push('\n');
        for lang in self.languages {
            let _ = writeln!(page, "    {}", plain(finding.message.to(*lang)));
        }
        if let Some(correction) = finding.correction.as_ref().filter(|text| !text.is_empty()) {
            let _ = writeln!(page, "    → {}", plain(correction));
        }
        page
    }

    fn corrected(&self, corrected: &str) -> String {
        if corrected.lines().count() > MOST_LINES {
            return format!("\n{}\n", self.say(&IN_JSON.into()));
        }
        let lines: String = corrected.lines().map(|line| format!("{}\n", plain(line))).collect();
        format!("\n{}\n{lines}", self.say(&CORRECTED.into()))
    }
}

fn compared(comparison: &Comparison) -> Message {
    match comparison {
        Comparison::Matches { key } => Message::new(
            format!("签名正确，密钥：{key}"),
            format!("The signature is right for the key {key}"),
        ),
        Comparison::Variant { key, variant } => Message::new(
            format!("签名是用密钥 {key} 以错误的方式算出的：{variant}"),
            format!("The signature was made with the key {key} in a wrong way: {variant}"),
        ),
        Comparison::MatchesNone => Message::new(
            "签名与登记的密钥都不相符",
            "The signature fits none of the registered keys",
        ),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => plain(text),
        other => plain(&other.to_string()),
    }
}

/// What was pasted must not steer the terminal.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        let steers = character.is_control()
            || matches!(character, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        if steers && character != '\t' {
            plain.extend(character.escape_unicode());
        } else {
            plain.push(character);
        }
    }
    plain
}

//! The log of the server, on standard error. A thread of its own writes the lines: whoever reads them
//! slowly, or no longer, holds nothing up, and lines that find no room are counted. Nothing that a line
//! says can begin another line or steer a terminal.

use std::io::{IsTerminal as _, Result as Written, Write, stderr};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::catalog::kind::is_forbidden;
use crate::config::LogFormat;
use crate::error::{Error, Result};

/// Lines that may wait to be written.
const WAITING: usize = 10_000;
/// How long the last lines may take.
const FAREWELL: Duration = Duration::from_secs(1);
const FILTER: &str = "warn,actix_http=off,actix_session=error,jieru=info";

enum Entry {
    Line(String),
    /// Everything before this was written.
    End(SyncSender<()>),
}

/// Where lines go.
#[derive(Clone)]
pub struct Log {
    lines: SyncSender<Entry>,
}

impl Log {
    /// Begins to write what the program tells.
    pub fn start(format: Option<LogFormat>) -> Result<Self> {
        let (lines, waiting) = sync_channel(WAITING);
        std::thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || write(&waiting))
            .map_err(Error::broken)?;
        let log = Log { lines };
        let filter =
            EnvFilter::try_from_env("JIERU_LOG").unwrap_or_else(|_| EnvFilter::new(FILTER));
        let told = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_ansi(false)
            .log_internal_errors(false)
            .with_writer(log.clone());
        // A second start in one process keeps the first log.
        let _ = match format.unwrap_or_else(for_reader) {
            LogFormat::Json => told.json().flatten_event(true).try_init(),
            LogFormat::Text => told.try_init(),
        };
        Ok(log)
    }

    /// Waits a moment for what is still to be written.
    pub fn finish(&self) {
        let (end, ended) = sync_channel(1);
        if self.lines.try_send(Entry::End(end)).is_ok() {
            // Nobody reads any longer when the time is over.
            let _ = ended.recv_timeout(FAREWELL);
        }
    }
}

fn for_reader() -> LogFormat {
    if stderr().is_terminal() { LogFormat::Text } else { LogFormat::Json }
}

fn write(waiting: &Receiver<Entry>) {
    while let Ok(entry) = waiting.recv() {
        match entry {
            // There is nobody to tell that nobody reads.
            Entry::Line(line) => drop(stderr().write_all(line.as_bytes())),
            Entry::End(end) => drop(end.try_send(())),
        }
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line { log: self }
    }
}

/// Takes one line as a whole.
pub struct Line<'a> {
    log: &'a Log,
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> Written<usize> {
        let line = Entry::Line(escaped(&String::from_utf8_lossy(bytes)));
        if self.log.lines.try_send(line).is_err() {
            metrics::counter!("jieru_log_lines_lost_total").increment(1);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Written<()> {
        Ok(())
    }
}

/// One line, in which everything that steers is written as JSON writes it; that fits plain text, too.
fn escaped(line: &str) -> String {
    let line = line.strip_suffix('\n').unwrap_or(line);
    let mut shown = String::with_capacity(line.len() + 1);
    for letter in line.chars() {
        if is_forbidden(letter) || matches!(letter, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}') {
            for unit in letter.encode_utf16(&mut [0; 2]).iter() {
                shown.push_str("\\u");
                for shift in [12, 8, 4, 0] {
                    shown.extend(char::from_digit(u32::from(*unit >> shift) & 0xf, 16));
                }
            }
        } else {
            shown.push(letter);
        }
    }
    shown.push('\n');
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_says_more_than_one() {
        let line = "{\"a\":\"\u{9b}31m\u{2028}\u{2029}\u{1b}[2J\u{202e}\r界\n{}\"}\n";
        let shown = escaped(line);
        assert_eq!(shown.matches('\n').count(), 1);
        assert!(shown.ends_with('\n') && shown.contains('界'));
        assert!(!shown.trim_end_matches('\n').chars().any(|c| is_forbidden(c) || c.is_control()));
        let read: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
        assert_eq!(read["a"], "\u{9b}31m\u{2028}\u{2029}\u{1b}[2J\u{202e}\r界\n{}");
    }

    #[test]
    fn a_log_that_nobody_reads_holds_nothing_up() {
        let (lines, waiting) = sync_channel(2);
        let log = Log { lines };
        for _ in 0..10 {
            log.make_writer().write_all(b"a line\n").expect("never an error");
        }
        log.finish();
        assert_eq!(waiting.try_iter().count(), 2);
        drop(waiting);
        log.make_writer().write_all(b"a line\n").expect("never an error");
    }
}

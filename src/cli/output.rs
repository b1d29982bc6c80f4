//! Standard output and standard error. A failed write is remembered, so that the program does not end
//! as if somebody had read what it said.

use std::io::{Error, ErrorKind, Result, Write as _, stderr, stdout};
use std::sync::atomic::{AtomicBool, Ordering};

use super::terminal_language;
use crate::catalog::kind::is_forbidden;
use crate::text::Message;

static FAILED: AtomicBool = AtomicBool::new(false);

/// Whether something could not be written to standard output.
pub fn has_failed() -> bool {
    FAILED.load(Ordering::Relaxed)
}

/// JSON on standard output, readable for people too.
pub fn print_json(value: &impl serde::Serialize) {
    match serde_json::to_string_pretty(value) {
        Ok(text) => print_text(&text),
        Err(error) => failed(&error.into()),
    }
}

/// Lines on standard output.
pub fn print_text(text: &str) {
    printed(writeln!(stdout(), "{}", text.trim_end_matches('\n')));
}

/// What became of something that was written to standard output.
pub fn printed(written: Result<()>) {
    match written.and_then(|()| stdout().flush()) {
        // Whoever reads may stop reading: that is no fault of ours.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => failed(&error),
        _ => {}
    }
}

fn failed(error: &Error) {
    FAILED.store(true, Ordering::Relaxed);
    let message = Message::new(
        format!("无法写到标准输出：{error}"),
        format!("Standard output cannot be written: {error}"),
    );
    say(message.to(terminal_language()));
}

/// A sentence on standard error.
pub fn say(sentence: &str) {
    // There is nobody left to tell.
    let _ = writeln!(stderr(), "jieru: {}", shown(sentence));
}

/// What stands behind a sentence.
pub fn aside(cause: &str) {
    let _ = writeln!(stderr(), "  ({})", shown(cause));
}

/// Names and values come from anywhere: nothing in them may steer a terminal or turn a line around.
pub fn shown(sentence: &str) -> String {
    let mut shown = String::with_capacity(sentence.len());
    for letter in sentence.chars() {
        if is_forbidden(letter) {
            shown.extend(letter.escape_default());
        } else {
            shown.push(letter);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(shown("颜色 a\u{1b}[31m\n\u{202e}b"), "颜色 a\\u{1b}[31m\\n\\u{202e}b");
    }
}

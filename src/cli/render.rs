//! `jieru render`: a deployment in, artifacts and links out.

use super::input::{Input, Unreadable};
use super::{Outcome, ambient, print_json, say};
use crate::channels::{self, Diagnostic, Rendered, Severity};
use crate::error::Result;

pub fn run(input: &Input) -> Result<Outcome> {
    let rendered = match input.json() {
        Ok(text) => channels::render(&text, &ambient()?),
        Err(why) => Rendered::refused(vec![nothing(why)]),
    };
    print_json(&rendered);
    for wrong in rendered.diagnostics.iter().filter(|found| found.is_error()) {
        say(&reason(wrong));
    }
    Ok(if rendered.is_refused() { Outcome::Refused } else { Outcome::Done })
}

fn nothing(why: Unreadable) -> Diagnostic {
    Diagnostic {
        id: why.id.to_owned(),
        severity: Severity::Error,
        parameter: None,
        message: why.message,
        help: None,
    }
}

fn reason(wrong: &Diagnostic) -> String {
    let message = wrong.message.to(super::terminal_language());
    match &wrong.parameter {
        Some(name) if !name.is_empty() => format!("{name}: {message}"),
        _ => message.to_owned(),
    }
}

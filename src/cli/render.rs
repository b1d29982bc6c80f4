//! `jieru render`: a deployment in, artifacts and links out.

use super::input::Input;
use super::{Outcome, ambient, print_json, say};
use crate::channels::{self, Diagnostic};
use crate::error::Result;

pub fn run(input: &Input) -> Result<Outcome> {
    let rendered = channels::render(&input.text()?, &ambient()?);
    print_json(&rendered);
    for wrong in rendered.diagnostics.iter().filter(|found| found.is_error()) {
        say(&reason(wrong));
    }
    Ok(if rendered.is_refused() { Outcome::Refused } else { Outcome::Done })
}

fn reason(wrong: &Diagnostic) -> String {
    let message = wrong.message.to(super::terminal_language());
    match &wrong.parameter {
        Some(name) => format!("{name}: {message}"),
        None => message.to_owned(),
    }
}

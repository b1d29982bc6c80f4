//! `jieru inspect`: a link, a page, a script, a tag or a JSON file in; what it means and what is wrong
//! with it out.

use clap::{Args, ValueEnum};

use super::input::Input;
use super::{Outcome, print_json, print_text, terminal_language};
use crate::channels::inspect::{Today, inspect_with};
use crate::clock::{self, Clock};
use crate::error::Result;

#[derive(Args, Debug)]
pub struct Inspect {
    #[command(flatten)]
    input: Input,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Inspect {
    pub fn run(&self) -> Result<Outcome> {
        let now = Clock::system().now() / clock::SECOND;
        let inspection = inspect_with(&self.input.text()?, &Today(now));
        match self.format {
            Format::Json => print_json(&inspection),
            Format::Text => print_text(&inspection.to_text(terminal_language())),
        }
        Ok(Outcome::Code(inspection.exit_code()))
    }
}

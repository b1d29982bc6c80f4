//! `jieru inspect`: a link, a page, a script, a tag or a JSON file in; what it means and what is wrong
//! with it out.

use clap::{Args, ValueEnum};

use super::input::Input;
use super::{Outcome, print_json, print_text, say, terminal_language};
use crate::channels::inspect::{Inspection, Today, inspect_with};
use crate::clock::{self, Clock};

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
    pub fn run(&self) -> Outcome {
        let now = Clock::system().now() / clock::SECOND;
        let inspection = match self.input.text() {
            Ok(text) => inspect_with(&text, &Today(now)),
            Err(why) => {
                say(why.message.to(terminal_language()));
                if matches!(self.format, Format::Json) {
                    print_json(&Inspection::refused(why.id, why.message));
                }
                return Outcome::Refused;
            }
        };
        match self.format {
            Format::Json => print_json(&inspection),
            Format::Text => print_text(&inspection.to_text(terminal_language())),
        }
        Outcome::Code(inspection.exit_code())
    }
}

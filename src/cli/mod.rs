//! The command line. One file per command; this one reads arguments and turns outcomes into exit
//! codes: 0 done, 1 refused, 64 wrong usage, 70 our own fault.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the terminal is what the command line speaks to"
)]

mod check;
mod migrate;
mod serve;
mod settings;
mod user;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::app;
use crate::error::{Error, Kind};
use crate::text::Lang;

const DONE: u8 = 0;
const REFUSED: u8 = 1;
const USAGE: u8 = 64;
const INTERNAL: u8 = 70;

/// Jieru 接入: register, preview, sign and audit every customer-service entry point.
#[derive(Debug, Parser)]
#[command(name = "jieru", version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the portal.
    Serve(serve::Serve),
    /// Create or update the database, and stop.
    Migrate(settings::Place),
    /// Look whether everything that serving needs is there.
    Check(settings::Place),
    /// Add and disable people, reset passwords.
    #[command(subcommand)]
    User(user::User),
}

pub fn main() -> ExitCode {
    let arguments = match Arguments::command()
        .try_get_matches()
        .and_then(|found| Arguments::from_arg_matches(&found))
    {
        Ok(arguments) => arguments,
        Err(error) => {
            // Printing can only fail when nobody reads.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { USAGE } else { DONE });
        }
    };
    let outcome = app::run_to_end(run(arguments.command));
    ExitCode::from(match outcome {
        Ok(()) => DONE,
        Err(error) => {
            tell(&error);
            if error.kind() == Kind::Broken { INTERNAL } else { REFUSED }
        }
    })
}

async fn run(command: Command) -> Result<(), Error> {
    match command {
        Command::Serve(serve) => serve.run().await,
        Command::Migrate(place) => migrate::run(place).await,
        Command::Check(place) => check::run(place).await,
        Command::User(user) => user.run().await,
    }
}

/// The reason in words, in the language of the terminal, with the cause behind it.
fn tell(error: &Error) {
    match error.text() {
        Some(text) => {
            eprintln!("jieru: {}", text.to(terminal_language()));
            if let Some(cause) = std::error::Error::source(error) {
                eprintln!("  ({cause})");
            }
        }
        None => eprintln!("jieru: {error}"),
    }
}

/// From `LC_ALL`, `LC_MESSAGES` or `LANG`; English where they say nothing that we speak.
fn terminal_language() -> Lang {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find_map(|value| Lang::from_tag(&value))
        .unwrap_or(Lang::En)
}

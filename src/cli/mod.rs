//! The command line. One file per command; this one reads arguments and turns outcomes into exit
//! codes: 0 done, 1 refused, 2 nothing recognised, 64 wrong usage, 70 our own fault.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the terminal is what the command line speaks to"
)]

mod backup;
mod channels;
mod check;
mod health;
mod history;
mod input;
mod inspect;
mod log;
mod migrate;
mod output;
mod reference;
mod render;
mod samples;
mod sbom;
mod serve;
mod settings;
mod sign;
mod tune;
mod usage;
mod user;
mod vault;

use std::process::ExitCode;

use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::app;
use crate::channels::Ambient;
use crate::clock::{self, Clock};
use crate::error::{Error, Kind};
use crate::text::Lang;
use output::{print_json, print_text, say};

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
    /// Look whether everything that serving needs is there, and sound.
    Check(check::Check),
    /// Make a backup of everything, sealed with the master key and verified, while the portal serves.
    Backup(backup::Backup),
    /// Restore a backup into an empty data directory and an empty database.
    Restore(backup::Restore),
    /// Ask the running server whether it can work; for containers.
    Health {
        #[command(flatten)]
        place: settings::Place,
        #[command(flatten)]
        network: settings::Network,
    },
    /// Print every setting in force and where it comes from.
    Settings(reference::Settings),
    /// Add and disable people, reset passwords.
    #[command(subcommand)]
    User(user::User),
    /// Check the history.
    #[command(subcommand)]
    History(history::History),
    /// Change the master key.
    #[command(subcommand)]
    Vault(vault::Vault),
    /// Print the catalogue: every channel, target and documented parameter.
    Channels(channels::Channels),
    /// Turn a deployment (JSON) into artifacts, links and findings.
    #[command(after_help = usage::RENDER)]
    Render(input::Input),
    /// Sign (JSON in, JSON out).
    #[command(after_help = usage::SIGN)]
    Sign(input::Input),
    /// Tell whether a signature is right, and what is wrong with it.
    #[command(after_help = usage::VERIFY)]
    Verify(input::Input),
    /// Print server-side signing code with a test vector.
    Samples(samples::Samples),
    /// Read a link, a page, a script, a tag or a JSON file, and tell what is wrong with it.
    Inspect(inspect::Inspect),
    /// Measure what hashing a password takes on this machine, and recommend a cost.
    TunePasswords(tune::Tune),
    /// Print what this program is built from, as CycloneDX 1.6.
    Sbom,
}

/// How a command ended that did its work.
enum Outcome {
    Done,
    /// "No", said on standard output already.
    Refused,
    /// With a code of its own.
    Code(u8),
}

pub fn main() -> ExitCode {
    let parsed = Arguments::command()
        .try_get_matches()
        .and_then(|found| Ok((Arguments::from_arg_matches(&found)?, found)));
    let (arguments, found) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            if error.use_stderr() {
                // There is nobody left to tell.
                let _ = error.print();
                return ExitCode::from(USAGE);
            }
            output::printed(error.print());
            return ExitCode::from(if output::has_failed() { INTERNAL } else { DONE });
        }
    };
    let outcome = run(arguments.command, &found);
    ExitCode::from(match outcome {
        Ok(_) if output::has_failed() => INTERNAL,
        Ok(Outcome::Done) => DONE,
        Ok(Outcome::Refused) => REFUSED,
        Ok(Outcome::Code(code)) => code,
        Err(error) => {
            tell(&error);
            if error.kind() == Kind::Broken { INTERNAL } else { REFUSED }
        }
    })
}

/// Only commands that speak to a database or a network need the runtime.
fn run(command: Command, found: &ArgMatches) -> Result<Outcome, Error> {
    match command {
        Command::Serve(serve) => app::run_to_end(serve.run())?,
        Command::Migrate(place) => app::run_to_end(migrate::run(place))?,
        Command::Check(check) => return app::run_to_end(check.run()),
        Command::Backup(backup) => backup.run()?,
        Command::Restore(restore) => restore.run()?,
        Command::Health { place, network } => return health::run(&place, &network),
        Command::Settings(settings) => {
            let (_, found) = found.subcommand().ok_or_else(|| Error::broken("no command"))?;
            return settings.run(found);
        }
        Command::TunePasswords(tune) => app::run_to_end(tune.run())?,
        Command::Sbom => return sbom::run(),
        Command::User(user) => app::run_to_end(user.run())?,
        Command::Vault(vault) => app::run_to_end(vault.run())?,
        Command::History(history) => return history.run(),
        Command::Channels(channels) => return Ok(channels.run()),
        Command::Render(input) => return render::run(&input),
        Command::Sign(input) => return sign::sign(&input),
        Command::Verify(input) => return sign::verify(&input),
        Command::Samples(samples) => return Ok(samples.run()),
        Command::Inspect(inspect) => return Ok(inspect.run()),
    }
    Ok(Outcome::Done)
}

/// The present moment, and entropy for signatures that need it.
fn ambient() -> Result<Ambient, Error> {
    Ok(Ambient { now: Clock::system().now() / clock::SECOND, seed: clock::random()? })
}

/// The reason in words, in the language of the terminal, with the cause behind it.
fn tell(error: &Error) {
    match error.text() {
        Some(text) => {
            say(text.to(terminal_language()));
            if let Some(cause) = std::error::Error::source(error) {
                output::aside(&cause.to_string());
            }
        }
        None => say(&error.to_string()),
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

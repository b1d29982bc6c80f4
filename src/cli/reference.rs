//! Every setting with its words: `jieru settings` prints from here what is in force and where it comes
//! from, and the tables of both READMEs.

mod rows;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args, ValueEnum};
use serde_json::json;

pub use rows::{SETTINGS, Setting};

use super::settings::{Network, Place, config, keys_of};
use super::{Outcome, print_json, print_text, terminal_language};
use crate::error::Result;
use crate::text::Lang;

#[derive(Debug, Args)]
pub struct Settings {
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    network: Network,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
    /// The reference, as it stands in the README.
    Markdown,
}

impl Settings {
    /// `found` knows which arguments were typed and which came from the environment.
    pub fn run(self, found: &ArgMatches) -> Result<Outcome> {
        if let Format::Markdown = self.format {
            print_text(&table(terminal_language()));
            return Ok(Outcome::Done);
        }
        let in_force = config(&self.place, &self.network, false)?;
        let keys = keys_of(self.place.config.as_deref())?;
        let lines: Vec<(&str, String, &str)> = SETTINGS
            .iter()
            .filter_map(|setting| {
                let value = (setting.value?)(&in_force);
                Some((setting.key, value, source(setting, found, &keys)))
            })
            .collect();
        match self.format {
            Format::Json => {
                let one = |(name, value, source): &(&str, String, &str)| json!({ "name": name, "value": value, "source": source });
                print_json(&json!({ "settings": lines.iter().map(one).collect::<Vec<_>>() }));
            }
            _ => {
                for (name, value, source) in lines {
                    print_text(&super::output::shown(&format!("{name:<20}{value}  ({source})")));
                }
            }
        }
        Ok(Outcome::Done)
    }
}

/// Where the value in force comes from.
fn source(setting: &Setting, found: &ArgMatches, keys: &[String]) -> &'static str {
    match found.value_source(setting.key) {
        Some(ValueSource::CommandLine) => "flag",
        Some(ValueSource::EnvVariable) => "environment",
        _ if keys.iter().any(|key| key == setting.key) => "file",
        _ => "default",
    }
}

/// The reference as a table of Markdown.
fn table(lang: Lang) -> String {
    let heads = match lang {
        Lang::Zh => "| 参数 | 环境变量 | 文件键 | 默认值 | 含义 |",
        Lang::En => "| flag | environment | file key | default | meaning |",
    };
    let code = |name: &str| if name.is_empty() { String::new() } else { format!("`{name}` ") };
    let line = |one: &Setting| {
        let (default, meaning) = (one.default.to(lang), one.meaning.to(lang));
        let (flag, env, key) = (code(one.flag), code(one.env), code(one.key));
        format!("| {flag}| {env}| {key}| {default} | {meaning} |")
    };
    let told = SETTINGS.iter().map(line);
    let lines = [heads.to_owned(), "|---|---|---|---|---|".to_owned()];
    lines.into_iter().chain(told).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::super::Arguments;
    use super::SETTINGS;

    #[test]
    fn every_argument_of_a_setting_has_its_row_and_the_same_environment() {
        let command = Arguments::command();
        let serve = command.find_subcommand("serve").expect("a command");
        let arguments = serve.get_arguments().filter(|argument| argument.get_id() != "help");
        let mut seen = 0;
        for argument in arguments {
            let name = argument.get_long().expect("a flag");
            let flag = format!("--{name}");
            let row = SETTINGS.iter().find(|row| row.flag.split(' ').next() == Some(&*flag));
            let row = row.unwrap_or_else(|| panic!("{flag} has no row"));
            let env = argument.get_env().map(|env| env.to_str().expect("text")).unwrap_or_default();
            assert_eq!(row.env, env, "{flag}");
            assert!(row.key.is_empty() || argument.get_id() == row.key, "{flag}");
            seen += 1;
        }
        let flags = SETTINGS.iter().filter(|row| !row.flag.is_empty()).count();
        assert_eq!(seen, flags, "a row without an argument");
    }
}

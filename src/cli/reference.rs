//! Every setting with its words: `jieru settings` prints from here what is in force and where it comes
//! from, and the tables of both READMEs.

use clap::parser::ValueSource;
use clap::{ArgMatches, Args, ValueEnum};
use serde_json::json;

use super::settings::{Network, Place, config, keys_of};
use super::{Outcome, print_json, print_text, terminal_language};
use crate::config::{Config, Throttling};
use crate::error::Result;
use crate::store::Location;
use crate::text::{Lang, Text, text};

/// One setting, wherever it may stand.
pub struct Setting {
    /// As the help has it; empty where there is no flag.
    pub flag: &'static str,
    pub env: &'static str,
    /// Its name in the settings file.
    pub key: &'static str,
    default: Text,
    meaning: Text,
    /// What is in force; nothing secret. `None` is for whoever reads the environment itself.
    value: Option<fn(&Config) -> String>,
}

const fn same(both: &'static str) -> Text {
    text(both, both)
}

pub const SETTINGS: &[Setting] = &[
    Setting {
        flag: "--config FILE",
        env: "JIERU_CONFIG",
        key: "",
        default: text("无", "none"),
        meaning: text("配置文件", "the settings file"),
        value: None,
    },
    Setting {
        flag: "--data-dir DIR",
        env: "JIERU_DATA_DIR",
        key: "data_dir",
        default: text("`data`；加 `--demo` 时为 `data/demo`", "`data`, with `--demo` `data/demo`"),
        meaning: text("数据目录", "where the installation lives"),
        value: Some(|config| config.data_dir.display().to_string()),
    },
    Setting {
        flag: "--database-url URL",
        env: "JIERU_DATABASE_URL",
        key: "database_url",
        default: text(
            "`sqlite:` + 数据目录中的 `jieru.db`",
            "`sqlite:` + `jieru.db` in the data directory",
        ),
        meaning: text("`sqlite:文件` 或 `postgres://…`", "`sqlite:FILE` or `postgres://…`"),
        value: Some(|config| {
            Location::parse(&config.database_url)
                .map_or_else(|_| "…".to_owned(), |location| location.shown())
        }),
    },
    Setting {
        flag: "--master-key-file FILE",
        env: "JIERU_MASTER_KEY_FILE",
        key: "master_key_file",
        default: text("数据目录中的 `master.key`", "`master.key` in the data directory"),
        meaning: text("用来打开加密的密钥", "opens the sealed secrets"),
        value: Some(|config| config.master_key_file.display().to_string()),
    },
    Setting {
        flag: "--listen ADDRESS",
        env: "JIERU_LISTEN",
        key: "listen",
        default: same("`127.0.0.1:8080`"),
        meaning: text("监听的地址和端口", "address and port"),
        value: Some(|config| config.listen.clone()),
    },
    Setting {
        flag: "--public-url URL",
        env: "JIERU_PUBLIC_URL",
        key: "public_url",
        default: text(
            "监听回环地址时由它得出，否则必填",
            "made from the listening address when that is loopback, else required",
        ),
        meaning: text(
            "浏览器访问的地址，不带路径",
            "origin under which browsers come, without a path",
        ),
        value: Some(|config| {
            config.public_url.as_ref().map(|url| url.origin()).unwrap_or_default()
        }),
    },
    Setting {
        flag: "--trusted-proxies A,B",
        env: "JIERU_TRUSTED_PROXIES",
        key: "trusted_proxies",
        default: text("无", "none"),
        meaning: text(
            "只相信这些地址给出的 `X-Forwarded-For`；文件里写成数组",
            "addresses whose `X-Forwarded-For` is believed; an array in the file",
        ),
        value: Some(|config| {
            config.trusted_proxies.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
        }),
    },
    Setting {
        flag: "--workers N",
        env: "JIERU_WORKERS",
        key: "workers",
        default: text("CPU 核数", "number of cores"),
        meaning: text("工作线程数", "worker threads"),
        value: Some(|config| config.workers.to_string()),
    },
    Setting {
        flag: "--checkpoint-file FILE",
        env: "JIERU_CHECKPOINT_FILE",
        key: "checkpoint_file",
        default: text("无", "none"),
        meaning: text(
            "每个签名的历史检查点都追加到这个文件",
            "gets every signed checkpoint of the history appended",
        ),
        value: Some(|config| {
            config
                .checkpoint_file
                .as_ref()
                .map(|file| file.display().to_string())
                .unwrap_or_default()
        }),
    },
    Setting {
        flag: "--checkpoint-minutes N",
        env: "JIERU_CHECKPOINT_MINUTES",
        key: "checkpoint_minutes",
        default: same("60"),
        meaning: text(
            "有新事件的日志隔多久签一次检查点；0 表示不自动签",
            "a log that has grown gets a checkpoint after so long; 0 for never",
        ),
        value: Some(|config| config.checkpoint_minutes.to_string()),
    },
    Setting {
        flag: "--throttling normal\\|wide",
        env: "JIERU_THROTTLING",
        key: "throttling",
        default: same("`normal`"),
        meaning: text(
            "仅供测试：`wide` 放开登录限速",
            "for tests only: `wide` opens the sign-in throttles",
        ),
        value: Some(|config| match config.throttling {
            Throttling::Normal => "normal".to_owned(),
            Throttling::Wide => "wide".to_owned(),
        }),
    },
    Setting {
        flag: "--demo",
        env: "",
        key: "",
        default: text("关", "off"),
        meaning: text("启动演示", "serve the demo"),
        value: None,
    },
    Setting {
        flag: "",
        env: "JIERU_DEMO_PASSWORD",
        key: "",
        default: text("随机，存于 `demo-password`", "random, kept in `demo-password`"),
        meaning: text(
            "演示成员的密码，启动时生效",
            "password of the demo people, applied at start",
        ),
        value: None,
    },
    Setting {
        flag: "",
        env: "JIERU_LOG",
        key: "",
        default: same("`warn,actix_http=off,actix_session=error,jieru=info`"),
        meaning: text("标准错误上 JSON 日志的过滤规则", "filter of the JSON log on standard error"),
        value: None,
    },
];

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
    // What is for tests alone is no part of the reference.
    let told = SETTINGS.iter().filter(|one| one.key != "throttling").map(line);
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

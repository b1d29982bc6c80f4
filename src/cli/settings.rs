//! Where settings come from: a flag beats the environment, the environment beats the file.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use serde::Deserialize;

use crate::config::{Config, Limits, LogFormat, PublicUrl, Throttling};
use crate::error::{Error, Result};
use crate::text::Message;

/// Which installation a command works on.
#[derive(Clone, Debug, Default, Args)]
pub struct Place {
    /// TOML file with settings.
    #[arg(long, value_name = "FILE", env = "JIERU_CONFIG")]
    pub config: Option<PathBuf>,
    /// `sqlite:FILE` or `postgres://…`; default: jieru.db in the data directory.
    #[arg(long, value_name = "URL", env = "JIERU_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// Directory for the database, the master key and the marker; default ./data, for the demo ./data/demo.
    #[arg(long, value_name = "DIR", env = "JIERU_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
    /// File of the master key, mode 0600; default: master.key in the data directory.
    #[arg(long, value_name = "FILE", env = "JIERU_MASTER_KEY_FILE")]
    pub master_key_file: Option<PathBuf>,
}

/// Settings that only serving needs.
#[derive(Clone, Debug, Default, Args)]
pub struct Network {
    /// Address and port to listen on; default 127.0.0.1:8080.
    #[arg(long, value_name = "ADDRESS", env = "JIERU_LISTEN")]
    pub listen: Option<String>,
    /// Address under which browsers reach the portal, such as https://jieru.example.com.
    #[arg(long, value_name = "URL", env = "JIERU_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Proxies whose X-Forwarded-For is believed, separated by commas.
    #[arg(long, value_name = "ADDRESSES", env = "JIERU_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<IpAddr>,
    /// Number of worker threads; default: the number of cores.
    #[arg(long, value_name = "N", env = "JIERU_WORKERS")]
    pub workers: Option<usize>,
    /// Append every signed checkpoint of the history to this file.
    #[arg(long, value_name = "FILE", env = "JIERU_CHECKPOINT_FILE")]
    pub checkpoint_file: Option<PathBuf>,
    /// Minutes after which a log that has grown gets a checkpoint; default 60, 0 for never.
    #[arg(long, value_name = "MINUTES", env = "JIERU_CHECKPOINT_MINUTES")]
    pub checkpoint_minutes: Option<u32>,
    /// How the log is written; default: text for a terminal, json for everything else.
    #[arg(long, value_name = "json|text", env = "JIERU_LOG_FORMAT")]
    pub log_format: Option<String>,
    #[command(flatten)]
    pub patience: Patience,
    /// For tests only: `wide` opens the throttles.
    #[arg(long, value_name = "normal|wide", env = "JIERU_THROTTLING", hide = true)]
    pub throttling: Option<String>,
}

/// How long clients may take, and how many there may be.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct Patience {
    /// Seconds for the first line and the headers of a request; default 5.
    #[arg(long, value_name = "SECONDS", env = "JIERU_HEAD_SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub head_seconds: Option<u64>,
    /// Seconds for the body of a form; default 10.
    #[arg(long, value_name = "SECONDS", env = "JIERU_BODY_SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub body_seconds: Option<u64>,
    /// Seconds that an answer waits for somebody to read on; default 30.
    #[arg(long, value_name = "SECONDS", env = "JIERU_WRITE_SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub write_seconds: Option<u64>,
    /// Seconds after which a connection is closed on which nothing is asked; default 75.
    #[arg(long, value_name = "SECONDS", env = "JIERU_KEEP_ALIVE_SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub keep_alive_seconds: Option<u64>,
    /// Open connections per worker thread; default 10000.
    #[arg(long, value_name = "N", env = "JIERU_CONNECTIONS")]
    pub connections: Option<usize>,
}

/// The file; the same names as the flags, with underscores.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the names are those of the settings")]
struct File {
    listen: Option<String>,
    database_url: Option<String>,
    data_dir: Option<PathBuf>,
    master_key_file: Option<PathBuf>,
    public_url: Option<String>,
    #[serde(default)]
    trusted_proxies: Vec<IpAddr>,
    workers: Option<usize>,
    throttling: Option<String>,
    checkpoint_file: Option<PathBuf>,
    checkpoint_minutes: Option<u32>,
    log_format: Option<String>,
    head_seconds: Option<u64>,
    body_seconds: Option<u64>,
    write_seconds: Option<u64>,
    keep_alive_seconds: Option<u64>,
    connections: Option<usize>,
}

impl File {
    fn read(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path else { return Ok(File::default()) };
        let wrong = |error: Box<dyn std::error::Error + Send + Sync>| {
            Error::refused(Message::new(
                format!("配置文件 {} 无法读取：{error}", path.display()),
                format!("The settings file {} cannot be read: {error}", path.display()),
            ))
        };
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.into()))?;
        toml::from_str(&text).map_err(|error| wrong(error.into()))
    }
}

/// The names that the settings file sets.
pub fn keys_of(path: Option<&Path>) -> Result<Vec<String>> {
    let Some(path) = path else { return Ok(Vec::new()) };
    File::read(Some(path))?;
    let text = std::fs::read_to_string(path).map_err(Error::broken)?;
    let table: toml::Table = text.parse().map_err(Error::broken)?;
    Ok(table.keys().cloned().collect())
}

/// Puts the settings of flags, environment and file together.
pub fn config(place: &Place, network: &Network, demo: bool) -> Result<Config> {
    let file = File::read(place.config.as_deref())?;
    let limits = limits(&network.patience, &file);
    let data_dir = place
        .data_dir
        .clone()
        .or(file.data_dir)
        .unwrap_or_else(|| PathBuf::from(if demo { "data/demo" } else { "data" }));
    let preset = Config::in_directory(&data_dir);
    let public_url = network.public_url.clone().or(file.public_url);
    let throttling = network.throttling.clone().or(file.throttling);
    let log_format = network.log_format.clone().or(file.log_format);
    let proxies = if network.trusted_proxies.is_empty() {
        file.trusted_proxies
    } else {
        network.trusted_proxies.clone()
    };
    Ok(Config {
        listen: network.listen.clone().or(file.listen).unwrap_or(preset.listen),
        database_url: place
            .database_url
            .clone()
            .or(file.database_url)
            .unwrap_or(preset.database_url),
        public_url: public_url.as_deref().map(PublicUrl::parse).transpose()?,
        master_key_file: place
            .master_key_file
            .clone()
            .or(file.master_key_file)
            .unwrap_or(preset.master_key_file),
        trusted_proxies: proxies,
        throttling: throttling_from(throttling.as_deref())?,
        limits,
        log_format: log_format.as_deref().map(log_format_from).transpose()?,
        demo,
        gallery: preset.gallery,
        checkpoint_file: network.checkpoint_file.clone().or(file.checkpoint_file),
        checkpoint_minutes: network
            .checkpoint_minutes
            .or(file.checkpoint_minutes)
            .unwrap_or(preset.checkpoint_minutes),
        workers: network.workers.or(file.workers).unwrap_or_else(cores),
        data_dir,
    })
}

fn limits(given: &Patience, file: &File) -> Limits {
    let preset = Limits::default();
    let seconds = |flag: Option<u64>, file: Option<u64>, preset: Duration| {
        flag.or(file).map_or(preset, |seconds| Duration::from_secs(seconds.max(1)))
    };
    Limits {
        head: seconds(given.head_seconds, file.head_seconds, preset.head),
        body: seconds(given.body_seconds, file.body_seconds, preset.body),
        write: seconds(given.write_seconds, file.write_seconds, preset.write),
        keep_alive: seconds(given.keep_alive_seconds, file.keep_alive_seconds, preset.keep_alive),
        connections: given.connections.or(file.connections).unwrap_or(preset.connections).max(1),
    }
}

fn log_format_from(text: &str) -> Result<LogFormat> {
    match text {
        "json" => Ok(LogFormat::Json),
        "text" => Ok(LogFormat::Text),
        other => Err(Error::refused(Message::new(
            format!("log_format 应为 json 或 text，而不是 {other}"),
            format!("log_format must be json or text, not {other}"),
        ))),
    }
}

fn throttling_from(text: Option<&str>) -> Result<Throttling> {
    match text {
        None | Some("normal") => Ok(Throttling::Normal),
        Some("wide") => Ok(Throttling::Wide),
        Some(other) => Err(Error::refused(Message::new(
            format!("throttling 应为 normal 或 wide，而不是 {other}"),
            format!("throttling must be normal or wide, not {other}"),
        ))),
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
}

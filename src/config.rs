//! The settings of one server, typed. Where they come from (flags, environment, file) is `cli`'s
//! business; what they mean stands here, once.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use url::{Host, Url};

use crate::error::{Error, Result};
use crate::text::Message;

/// How hard repeated sign-in attempts are held back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Throttling {
    #[default]
    Normal,
    /// For tests only; said loudly in the log at every start.
    Wide,
}

/// How long clients may take, and how many there may be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For the first line and the headers of a request.
    pub head: Duration,
    /// For the body of a form.
    pub body: Duration,
    /// So long may an answer wait for somebody to read on.
    pub write: Duration,
    /// A connection on which nothing is asked is closed.
    pub keep_alive: Duration,
    /// Open connections per worker thread.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            head: Duration::from_secs(5),
            body: Duration::from_secs(10),
            write: Duration::from_secs(30),
            keep_alive: Duration::from_secs(75),
            connections: 10_000,
        }
    }
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    Text,
}

#[derive(Clone, Debug)]
pub struct Config {
    /// Address and port; port 0 takes a free one.
    pub listen: String,
    /// `sqlite:FILE` or `postgres://…`.
    pub database_url: String,
    pub data_dir: PathBuf,
    /// Origin under which browsers reach us; by default made from the address that we listen on.
    pub public_url: Option<PublicUrl>,
    pub master_key_file: PathBuf,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    pub throttling: Throttling,
    pub limits: Limits,
    /// `None`: text for a terminal, JSON for everything else.
    pub log_format: Option<LogFormat>,
    pub demo: bool,
    /// Serves the component gallery at `/ui`.
    pub gallery: bool,
    pub workers: usize,
    /// Gets every checkpoint of the history that is made.
    pub checkpoint_file: Option<PathBuf>,
    /// How long a log that grows goes without a checkpoint; 0 makes none by itself.
    pub checkpoint_minutes: u32,
}

impl Config {
    /// Everything in one data directory, on SQLite, at the default address.
    pub fn in_directory(data_dir: &Path) -> Self {
        Config {
            listen: "127.0.0.1:8080".to_owned(),
            database_url: format!("sqlite:{}", data_dir.join("jieru.db").display()),
            data_dir: data_dir.to_owned(),
            public_url: None,
            master_key_file: data_dir.join("master.key"),
            trusted_proxies: Vec::new(),
            throttling: Throttling::Normal,
            limits: Limits::default(),
            log_format: None,
            demo: false,
            gallery: cfg!(debug_assertions),
            workers: 2,
            checkpoint_file: None,
            checkpoint_minutes: 60,
        }
    }
}

/// Scheme, host and port of the portal as browsers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    url: Url,
}

impl PublicUrl {
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || {
            Error::refused(Message::new(
                format!(
                    "公开地址“{text}”不对：应为 https://主机 或 http://主机[:端口]，后面不带路径。"
                ),
                format!(
                    "The public URL “{text}” is wrong: it must be https://host or http://host[:port] without a path."
                ),
            ))
        };
        let url = Url::parse(text).map_err(|error| wrong().because(error))?;
        let plain = matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if plain { Ok(PublicUrl { url }) } else { Err(wrong()) }
    }

    pub fn https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// `https://jieru.example` without a final slash.
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// The value of a right `Host` header: the port only where it is not the scheme's own.
    pub fn authority(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        match self.url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// The name of the host; `None` where it is written in numbers.
    pub fn domain(&self) -> Option<&str> {
        self.url.domain()
    }

    /// The same, with this machine by its name where it is written in numbers: `http://localhost:8080`.
    pub fn by_name(&self) -> Self {
        let mut named = self.clone();
        let numbers = self.domain().is_none() && self.loopback();
        if numbers && named.url.set_host(Some("localhost")).is_err() {
            return self.clone();
        }
        named
    }

    pub fn loopback(&self) -> bool {
        match self.url.host() {
            Some(Host::Domain(name)) => is_local_name(name),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }
}

/// Names that always mean this machine.
pub fn is_local_name(name: &str) -> bool {
    name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_an_origin() {
        let url = PublicUrl::parse("https://Jieru.Example/").expect("an origin");
        assert_eq!(url.origin(), "https://jieru.example");
        assert_eq!(url.authority(), "jieru.example");
        assert!(url.https() && !url.loopback());
        assert!(PublicUrl::parse("http://127.0.0.1:8080").expect("an origin").loopback());
        assert_eq!(PublicUrl::parse("http://[::1]:80").expect("an origin").authority(), "[::1]");
        let named = |text: &str| PublicUrl::parse(text).expect("an origin").by_name().origin();
        assert_eq!(named("http://127.0.0.1:8080"), "http://localhost:8080");
        assert_eq!(named("http://[::1]:81"), "http://localhost:81");
        for other in ["https://jieru.example", "http://192.0.2.1:8080", "http://localhost"] {
            assert_eq!(named(other), other);
        }
        for wrong in ["jieru.example", "ftp://a", "https://a/b", "https://a?x", "https://u@a", ""] {
            assert!(PublicUrl::parse(wrong).is_err(), "{wrong}");
        }
    }
}

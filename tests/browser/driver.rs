//! The `chromedriver` process and the browser behind it. Both end with the test process.

use std::{
    io::{BufRead as _, BufReader},
    os::unix::process::CommandExt as _,
    path::PathBuf,
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::json;
use tempfile::TempDir;
use thirtyfour::{Capabilities, WebDriver, error::WebDriverResult};

use crate::support::{
    leftovers::{STOP_AND_REMOVE, Watcher, when_gone},
    program,
};

/// Headless, as root where it must be, and without a word to the network.
const SWITCHES: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--lang=zh-CN",
];

pub struct Driver {
    process: Child,
    address: String,
    browser: PathBuf,
    folder: PathBuf,
    _output: BufReader<ChildStdout>,
    _watcher: Watcher,
}

impl Driver {
    /// Starts `chromedriver` on a free port, in a process group of its own.
    pub fn start() -> Result<Self, String> {
        let chromedriver = program(&["chromedriver"]).ok_or("chromedriver was not found")?;
        let browser = program(&["chromium", "chromium-browser", "google-chrome"])
            .ok_or("chromium was not found")?;
        let folder = TempDir::with_prefix("jieru-chromium-").map_err(|error| error.to_string())?;
        let mut process = Command::new(chromedriver)
            .arg("--port=0")
            .env("TMPDIR", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(|error| format!("chromedriver: {error}"))?;
        let group = process.id().to_string();
        let folder = folder.keep();
        let watcher = when_gone(STOP_AND_REMOVE, &[&folder.to_string_lossy(), &group]);
        let mut output = BufReader::new(process.stdout.take().ok_or("chromedriver is mute")?);
        let port = port(&mut output)?;
        let address = format!("http://127.0.0.1:{port}");
        Ok(Driver { process, address, browser, folder, _output: output, _watcher: watcher })
    }

    /// Opens the browser with a profile of its own.
    pub async fn session(&self) -> WebDriverResult<WebDriver> {
        let profile = format!("--user-data-dir={}", self.folder.join("profile").display());
        let switches: Vec<&str> = SWITCHES.iter().copied().chain([profile.as_str()]).collect();
        let mut wanted = Capabilities::new();
        wanted.set("browserName", "chrome")?;
        wanted.set("goog:loggingPrefs", json!({ "browser": "ALL" }))?;
        wanted.set(
            "goog:chromeOptions",
            json!({ "binary": self.browser, "args": switches, "prefs": { "intl.accept_languages": "zh-CN,zh" } }),
        )?;
        WebDriver::new(&self.address, wanted).await
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads up to `ChromeDriver was started successfully on port 38221.`
fn port(output: &mut BufReader<ChildStdout>) -> Result<u16, String> {
    let mut said = String::new();
    loop {
        let mut line = String::new();
        let length = output.read_line(&mut line).map_err(|error| error.to_string())?;
        if length == 0 {
            return Err(format!("chromedriver ended and said: {said}"));
        }
        if let Some(port) = port_in(&line) {
            return Ok(port);
        }
        said.push_str(&line);
    }
}

fn port_in(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("successfully on port ")?;
    rest.trim_end().trim_end_matches('.').parse().ok()
}

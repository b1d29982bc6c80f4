//! What a test does with the browser: open, type, press, look, listen.

use std::{
    env, fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use base64::Engine as _;
use serde_json::{Value, json};
use thirtyfour::{
    By, Key, RequestData, SessionId, WebDriver, WebElement, common::command::FormatRequestData,
    extensions::query::ElementQueryable as _,
};

use super::axe;

/// How long an element or a page may take to appear, and how often we look.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(20);

pub const DESKTOP: (u32, u32) = (1440, 900);
pub const PHONE: (u32, u32) = (390, 844);

pub struct Page {
    pub driver: WebDriver,
    heard: Vec<String>,
    scripts: bool,
}

impl Page {
    pub(super) fn new(driver: WebDriver) -> Self {
        Page { driver, heard: Vec::new(), scripts: true }
    }

    /// Back to an empty desktop window: no cookies, no stored data, scripts on, light, silent.
    pub(super) async fn reset(&mut self) {
        self.open("about:blank").await;
        self.cdp("Network.clearBrowserCookies", json!({})).await;
        self.javascript(true).await;
        self.media(&[("prefers-color-scheme", "light")]).await;
        self.viewport(DESKTOP).await;
        self.complaints().await;
    }

    pub async fn open(&self, url: &str) {
        self.driver.goto(url).await.unwrap_or_else(|error| panic!("{url}: {error}"));
    }

    /// Fills in the sign-in page of the portal at `origin` and waits for the page after it.
    pub async fn login(&self, origin: &str, email: &str, password: &str) {
        self.open(&format!("{origin}/login")).await;
        self.fill("input[name=email]", email).await;
        self.fill("input[name=password]", password).await;
        self.leave(async |page| page.press(&[Key::Enter]).await).await;
        assert!(!self.has("form[action='/login']").await, "{email} was not let in");
    }

    /// Clicks what leads to another page, and waits for that page.
    pub async fn follow(&self, css: &str) {
        self.leave(async |page| page.click(css).await).await;
    }

    /// Does something that leads to another page, and waits until that page is complete. Without
    /// this, what is asked next may still be answered by the page before.
    pub async fn leave(&self, act: impl AsyncFnOnce(&Self)) {
        self.evaluate("document.before = true;").await;
        act(self).await;
        let arrived = "return !document.before && document.readyState === 'complete';";
        let patience = Instant::now() + PATIENCE;
        while Instant::now() < patience {
            // While the pages change there is nobody to answer.
            let answer = self.driver.execute(arrived, Vec::new()).await;
            if answer.is_ok_and(|answer| answer.json() == &Value::Bool(true)) {
                return;
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("no other page came");
    }

    /// The first element that fits, waited for.
    pub async fn find(&self, css: &str) -> WebElement {
        let query = self.driver.query(By::Css(css)).wait(PATIENCE, PAUSE);
        query.first().await.unwrap_or_else(|error| panic!("{css}: {error}"))
    }

    pub async fn has(&self, css: &str) -> bool {
        let found = self.driver.find_all(By::Css(css)).await;
        !found.unwrap_or_else(|error| panic!("{css}: {error}")).is_empty()
    }

    pub async fn text(&self, css: &str) -> String {
        self.find(css).await.text().await.unwrap_or_else(|error| panic!("{css}: {error}"))
    }

    pub async fn click(&self, css: &str) {
        let element = self.find(css).await;
        element.click().await.unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    /// Replaces what stands in a field.
    pub async fn fill(&self, css: &str, text: &str) {
        let field = self.find(css).await;
        field.clear().await.unwrap_or_else(|error| panic!("{css}: {error}"));
        field.send_keys(text).await.unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    /// Presses keys one after the other, on whatever has the focus.
    pub async fn press(&self, keys: &[Key]) {
        for key in keys {
            let chain = self.driver.action_chain().key_down(key.clone()).key_up(key.clone());
            chain.perform().await.expect("a key");
        }
    }

    /// Presses a letter while a modifier is held: `chord(Key::Control, 'k')`.
    pub async fn chord(&self, modifier: Key, letter: char) {
        let chain = self.driver.action_chain().key_down(modifier.clone()).key_down(letter);
        chain.key_up(letter).key_up(modifier).perform().await.expect("keys");
    }

    /// Types on whatever has the focus.
    pub async fn write(&self, text: &str) {
        self.driver.action_chain().send_keys(text).perform().await.expect("keys");
    }

    /// What has the focus, as `tag#id[name]`.
    pub async fn focus(&self) -> String {
        let script = "const e = document.activeElement; if (!e) return '';
            return e.localName + (e.id ? '#' + e.id : '') + (e.name ? `[${e.name}]` : '');";
        self.evaluate(script).await.as_str().unwrap_or_default().to_owned()
    }

    /// Presses Tab until the element has the focus; panics with the way walked when it never does.
    pub async fn tab_to(&self, css: &str) {
        let script = "const e = document.activeElement; return !!e && e.matches(arguments[0]);";
        let mut way = Vec::new();
        for _ in 0..200 {
            self.press(&[Key::Tab]).await;
            let answer = self.driver.execute(script, vec![json!(css)]).await.expect("a script");
            if answer.json() == &Value::Bool(true) {
                return;
            }
            way.push(self.focus().await);
        }
        panic!("Tab never reached {css}: {}", way.join(" → "));
    }

    /// Runs a script that returns something. Works with the page's own scripts off, too.
    pub async fn evaluate(&self, script: &str) -> Value {
        let answer = self.driver.execute(script, Vec::new()).await;
        answer.unwrap_or_else(|error| panic!("{script}: {error}")).json().clone()
    }

    pub async fn viewport(&self, (width, height): (u32, u32)) {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Light or dark: `scheme("dark")`.
    pub async fn scheme(&self, scheme: &str) {
        self.media(&[("prefers-color-scheme", scheme)]).await;
    }

    /// Media features for this and the following pages, such as `("forced-colors", "active")`.
    pub async fn media(&self, features: &[(&str, &str)]) {
        let list: Vec<Value> =
            features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.cdp("Emulation.setEmulatedMedia", json!({ "media": "", "features": list })).await;
    }

    /// Switches the scripts of the pages opened from now on.
    pub async fn javascript(&mut self, on: bool) {
        self.cdp("Emulation.setScriptExecutionDisabled", json!({ "value": !on })).await;
        self.scripts = on;
    }

    /// Fails when axe finds anything, best practices included, and lists every element.
    pub async fn axe(&mut self, label: &str) {
        if let Some(report) = self.axe_report().await {
            let url = self.driver.current_url().await.expect("an address");
            panic!("accessibility of {label} ({url}):\n{report}");
        }
    }

    /// What axe finds. What the engine itself makes the browser log is nobody's complaint.
    pub async fn axe_report(&mut self) -> Option<String> {
        self.listen().await;
        if !self.scripts {
            self.cdp("Emulation.setScriptExecutionDisabled", json!({ "value": false })).await;
        }
        if self.evaluate("return typeof window.axe").await != "object" {
            self.evaluate(axe::ENGINE).await;
        }
        let found = self.driver.execute_async(axe::RUN, Vec::new()).await.expect("axe answers");
        if !self.scripts {
            self.cdp("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
        }
        let _ = self.driver.browser_log().await;
        axe::report(found.json())
    }

    /// Fails when the page is wider than the window.
    pub async fn assert_no_sideways_scroll(&self, label: &str) {
        let script = "const e = document.documentElement; return e.scrollWidth - e.clientWidth;";
        let excess = self.evaluate(script).await;
        assert_eq!(excess, 0, "{label} is {excess} px wider than the window");
    }

    /// Takes what the browser has complained about: script errors, blocked content, missing files.
    pub async fn complaints(&mut self) -> Vec<String> {
        self.listen().await;
        std::mem::take(&mut self.heard)
    }

    pub async fn assert_quiet(&mut self) {
        let complaints = self.complaints().await;
        assert!(complaints.is_empty(), "the browser complained:\n{}", complaints.join("\n"));
    }

    async fn listen(&mut self) {
        let log = self.driver.browser_log().await.expect("the browser's log");
        let loud = log.into_iter().filter(|entry| is_complaint(&entry.level, &entry.message));
        self.heard.extend(loud.map(|entry| format!("{}: {}", entry.level, entry.message)));
    }

    /// Saves the whole page as `LABEL.png` in the folder `JIERU_SHOTS`; does nothing without it.
    pub async fn shot(&self, label: &str) {
        let Some(folder) = env::var_os("JIERU_SHOTS").map(PathBuf::from) else { return };
        let whole = json!({ "format": "png", "captureBeyondViewport": true });
        let answer = self.cdp("Page.captureScreenshot", whole).await;
        let data = answer.get("data").and_then(Value::as_str).expect("a picture");
        let picture = base64::prelude::BASE64_STANDARD.decode(data).expect("Base64");
        fs::create_dir_all(&folder).expect("the folder for pictures");
        fs::write(folder.join(format!("{label}.png")), picture).expect("a written picture");
    }

    /// Sends one command of the Chrome DevTools Protocol.
    pub async fn cdp(&self, command: &'static str, parameters: Value) -> Value {
        let sent = self.driver.cmd(Cdp { command, parameters }).await;
        let answer = sent.and_then(thirtyfour::session::http::CmdResponse::value_json);
        answer.unwrap_or_else(|error| panic!("{command}: {error}"))
    }
}

/// Warnings and errors count. A page that answers 4xx is not a fault of the page; a file that does
/// is.
pub(super) fn is_complaint(level: &str, message: &str) -> bool {
    let refused = ["401", "403", "404", "409", "422"]
        .iter()
        .any(|status| message.contains(&format!("responded with a status of {status}")));
    // A plain text names no icon, so the browser asks for one.
    let page = refused && !message.contains("/static/");
    matches!(level, "SEVERE" | "WARNING") && !page
}

/// The command is no part of WebDriver; `chromedriver` offers it under a path of its own.
#[derive(Debug)]
struct Cdp {
    command: &'static str,
    parameters: Value,
}

impl FormatRequestData for Cdp {
    fn format_request(&self, session: &SessionId) -> RequestData {
        RequestData::new(reqwest::Method::POST, format!("/session/{session}/goog/cdp/execute"))
            .add_body(json!({ "cmd": self.command, "params": self.parameters }))
    }
}

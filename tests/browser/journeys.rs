//! The ways in which people use the portal, walked in the browser: with the mouse, with the keyboard
//! alone, on a phone, and without scripts.

mod access;
mod alipay;
mod backup;
mod care;
mod comfort;
mod conflict;
mod customers;
mod earlier;
mod first_start;
mod four_eyes;
mod handover;
mod help;
mod house;
mod inspect;
mod install;
mod key_access;
mod keys;
mod links;
mod master_key;
mod me;
mod pages;
mod passkeys;
mod people;
mod policy;
mod proving;
mod registry;
mod review;
mod risks;
mod roles;
mod search;
mod second_factor;
mod sobot;
mod spread;
mod tenants;
mod tencent;
mod timeline;
mod tokens;
mod way;
mod wecom;

use std::{fs, time::Duration};

use jieru::config::Config;
use serde_json::json;

use super::page::{PHONE, Page};
use crate::support::{
    TestDb,
    app::{self, TestApp},
};
use way::Way;

/// Sobot's own documentation uses this number.
const SYSNUM: &str = "4c349791a07b46c1a70b8ac88aa23257";

/// A portal with the data of the demo.
struct Demo {
    app: TestApp,
    password: String,
}

fn demo() -> Demo {
    demo_on(TestDb::sqlite())
}

fn demo_on(db: TestDb) -> Demo {
    let app = app::start(Config { demo: true, ..app::config(&db) }, db);
    let file = app.db.dir.path().join("demo-password");
    let password = fs::read_to_string(file).expect("the password of the demo").trim().to_owned();
    Demo { app, password }
}

impl Demo {
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.app.origin())
    }

    /// `owner`, `admin`, `developer` or `auditor`.
    async fn sign_in(&self, page: &Page, who: &str) {
        page.login(&self.app.origin(), &format!("{who}@demo.example"), &self.password).await;
    }

    async fn open(&self, page: &Page, path: &str) {
        page.open(&self.url(path)).await;
    }
}

impl Page {
    /// A script with one argument.
    async fn ask(&self, script: &str, argument: &str) -> serde_json::Value {
        let answer = self.driver.execute(script, vec![json!(argument)]).await;
        answer.unwrap_or_else(|error| panic!("{script}: {error}")).json().clone()
    }

    /// Brings an element to the middle of the window, away from what sticks to its edges.
    async fn bring(&self, css: &str) {
        self.find(css).await;
        let script = "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' });";
        self.ask(script, css).await;
    }

    /// Waits until an expression is true.
    async fn until(&self, expression: &str) {
        for _ in 0..250 {
            if self.evaluate(&format!("return {expression};")).await == json!(true) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("never true: {expression}\n{}", self.address().await);
    }

    async fn address(&self) -> String {
        self.driver.current_url().await.expect("an address").to_string()
    }

    /// What stands in a field.
    async fn value(&self, css: &str) -> String {
        let value = self.find(css).await.prop("value").await.expect("a property");
        value.unwrap_or_default()
    }

    /// The text of an element as it is in the document, hidden or not.
    async fn content(&self, css: &str) -> String {
        self.find(css).await;
        let text = self.ask("return document.querySelector(arguments[0]).textContent;", css).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    async fn title(&self) -> String {
        self.driver.title().await.expect("a title")
    }
}

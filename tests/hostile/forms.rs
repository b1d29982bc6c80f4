//! Each field of each form in turn holds hostile values, while the others are right: so the value gets as
//! far as it can. `cargo test` gives each field a share of the values, and every value to some field of a
//! form that has a few; `JIERU_HOSTILE=long cargo test hostile::` gives each field each value.

use std::env;

use jieru::web::routes::{ROUTES, Records, Route};

use super::{corpus, readers};
use crate::{
    coverage::{filled::Filled, prepared},
    support::{
        TestDb,
        client::{Client, Reply},
        factor, folded,
        world::{PASSWORD, World, password_hash, world},
    },
    web::html::Page,
};

const ROOT: &str = "root@portal.example";

/// What would end what the next value needs: the session, and the set-up that is over.
const LEFT_OUT: &[&str] = &["/logout", "/setup"];

/// Forms that change how their sender signs in.
const OF_THE_ACCOUNT: &[&str] = &["/me", "/login", "/reauth", "/settings/sign-in"];

/// Of so many values each field gets one in the short form.
const SHARE: usize = 5;

fn share() -> usize {
    if env::var("JIERU_HOSTILE").is_ok_and(|form| form == "long") { 1 } else { SHARE }
}

pub struct Siege {
    pub world: World,
    pub client: Client,
    pub sent: usize,
}

impl Siege {
    async fn of(db: TestDb) -> Self {
        let world = world(db).await;
        let client = world.sign_in(ROOT).await;
        Siege { world, client, sent: 0 }
    }

    /// A form that would be taken, with what it needs made for it.
    async fn ready(&mut self, route: &Route) -> Filled {
        prepared::ready(&self.world, route, ROOT, &mut self.client).await
    }

    async fn besiege(&mut self, route: &Route, values: &[String], share: usize) {
        let names: Vec<String> =
            self.ready(route).await.fields.into_iter().map(|(name, _)| name).collect();
        for (place, name) in names.iter().enumerate() {
            // A password costs a quarter of a second each time.
            let step = if name.contains("password") { 16 } else { share };
            let mut call = self.ready(route).await;
            for value in values.iter().skip(place % step).step_by(step) {
                let reply = self.send(route, &call, name, value).await;
                if reply.status.is_success() || reply.status.is_redirection() {
                    self.recover(route).await;
                    call = self.ready(route).await;
                }
            }
        }
    }

    async fn send(&mut self, route: &Route, call: &Filled, name: &str, value: &str) -> Reply {
        let mut fields = call.fields.clone();
        for field in fields.iter_mut().filter(|(known, _)| known == name) {
            value.clone_into(&mut field.1);
        }
        let hostile = Filled { path: call.path.clone(), fields };
        let reply = hostile.send(&mut self.client, route.method).await;
        self.sent += 1;
        let shown: String = value.chars().take(60).collect();
        let what = format!("{} with {name} = {shown:?}: {}", route.path, reply.status);
        whole(&reply, &what);
        reply
    }

    /// What was taken may have ended the session, changed what signing in takes, or moved the enterprise to
    /// the trash.
    async fn recover(&mut self, route: &Route) {
        if OF_THE_ACCOUNT.iter().any(|below| route.path.starts_with(below)) {
            self.reset().await;
        }
        if route.path == "/e/{e}/deletions" {
            self.client.post_form("/e/alpha/restorations", &[]).await;
        }
        if self.client.get("/people").await.status != 200 {
            self.client = self.world.app.client();
            self.client.login(ROOT, PASSWORD).await;
        }
        let home = self.client.get("/e/alpha").await;
        assert_eq!(home.status, 200, "after {}: {}", route.path, home.body);
    }

    /// Signing in is again as it was.
    async fn reset(&self) {
        let (probe, hash) = (&self.world.probe, password_hash().await);
        for statement in [
            format!("UPDATE people SET password = '{hash}' WHERE email = '{ROOT}'"),
            // The days of grace have not begun for anybody.
            "UPDATE sign_in_rules SET since = 9999999999999".to_owned(),
        ] {
            probe.execute(&statement).await;
        }
        factor::clear(&self.world).await;
    }
}

/// An answer that was meant: no fault of ours, nothing of the value outside its place, and whole headers.
#[track_caller]
pub fn whole(reply: &Reply, what: &str) {
    assert!(!reply.status.is_server_error(), "{what}\n{}", reply.body);
    assert!(reply.header("x-request-id").is_some(), "{what}");
    for cookie in reply.headers.get_all("set-cookie") {
        assert!(!cookie.to_str().unwrap_or_default().contains("hostile"), "{what}");
    }
    if let Some(to) = reply.location() {
        assert!(to.starts_with('/') && !to.starts_with("//") && !to.contains('\\'), "{what}: {to}");
    }
    if reply.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
        Page::of(&reply.body).assert_untouched();
    }
}

/// The forms whose path the filter takes; then everything is read back, and the history still tells
/// everything that is stored.
async fn siege(db: TestDb, values: &[String], share: usize, takes: impl Fn(&str) -> bool) {
    let mut siege = Siege::of(db).await;
    let rows: Vec<&Route> = ROUTES
        .iter()
        .filter(|row| row.method == "POST" && takes(row.path) && !LEFT_OUT.contains(&row.path))
        .collect();
    assert!(!rows.is_empty());
    for route in &rows {
        siege.besiege(route, values, share).await;
    }
    assert!(siege.sent > rows.len() * 10, "only {} requests", siege.sent);
    readers::read_back(&mut siege).await;
    if rows.iter().any(|row| row.records == Records::Change) {
        folded::holds(&siege.world).await;
    }
}

fn of_windows(path: &str) -> bool {
    path.contains("/windows")
        || path.contains("/settings/defaults")
        || path.starts_with("/handovers")
}

fn of_reviews(path: &str) -> bool {
    path.starts_with("/e/") && (path.contains("/changes") || path.contains("/settings/"))
}

#[tokio::test]
async fn every_field_of_windows() {
    siege(TestDb::sqlite(), &corpus::all(), share(), of_windows).await;
}

#[tokio::test]
async fn every_field_of_reviews_and_settings() {
    let takes = |path: &str| !of_windows(path) && of_reviews(path);
    siege(TestDb::sqlite(), &corpus::all(), share(), takes).await;
}

#[tokio::test]
async fn every_field_of_the_registry() {
    let takes = |path: &str| path.starts_with("/e/") && !of_windows(path) && !of_reviews(path);
    siege(TestDb::sqlite(), &corpus::all(), share(), takes).await;
}

#[tokio::test]
async fn every_field_of_the_installation() {
    let takes = |path: &str| !path.starts_with("/e/") && !of_windows(path);
    siege(TestDb::sqlite(), &corpus::all(), share(), takes).await;
}

#[tokio::test]
async fn a_sample_on_postgresql() {
    if let Some(db) = TestDb::postgres().await {
        siege(db, &corpus::sample(9), 1, |_| true).await;
    }
}

//! What every test may lean on: a database of its own on both engines, a running portal with a
//! client, and honest notes about what could not be tested here. It knows nothing of single pages.

pub mod app;
pub mod client;
pub mod factor;
pub mod folded;
pub mod leftovers;
pub mod passkey;
pub mod postgres;
pub mod probe;
pub mod samples;
mod selftest;
mod wishes;
pub mod world;

use std::{
    collections::BTreeSet,
    env,
    io::Write as _,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use tempfile::TempDir;

/// A fresh, empty database and the data directory that belongs to it. Both vanish with this value.
pub struct TestDb {
    pub url: String,
    pub dir: TempDir,
}

impl TestDb {
    /// A new SQLite file inside the data directory; the portal creates it when it first connects.
    pub fn sqlite() -> Self {
        let dir = TempDir::with_prefix("jieru-test-").expect("a temporary folder");
        let url = format!("sqlite:{}", dir.path().join("jieru.db").display());
        TestDb { url, dir }
    }

    /// A new database of the shared PostgreSQL cluster; `None` where PostgreSQL is left out.
    pub async fn postgres() -> Option<Self> {
        let url = postgres::fresh_database().await?;
        Some(TestDb { url, dir: TempDir::with_prefix("jieru-test-").expect("a temporary folder") })
    }
}

impl TestDb {
    /// Moves it out of something that has a `drop` of its own; what stays behind is of no use.
    pub fn take(&mut self) -> Self {
        let dir = TempDir::with_prefix("jieru-test-").expect("a temporary folder");
        std::mem::replace(self, TestDb { url: String::new(), dir })
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        postgres::give_back(&self.url);
    }
}

/// Stamps async tests for both engines: `name::sqlite` and `name::postgres`.
///
/// ```ignore
/// both! {
///     async fn a_saved_window_is_found(db: TestDb) { … }
/// }
/// ```
macro_rules! both {
    ($($(#[$attribute:meta])* async fn $name:ident($db:ident: TestDb) $body:block)+) => { $(
        mod $name {
            #[allow(unused_imports, reason = "a body may need nothing from outside")]
            use super::*;

            async fn body($db: $crate::support::TestDb) $body

            $(#[$attribute])*
            #[tokio::test]
            async fn sqlite() {
                body($crate::support::TestDb::sqlite()).await;
            }

            $(#[$attribute])*
            #[tokio::test]
            async fn postgres() {
                if let Some(db) = $crate::support::TestDb::postgres().await {
                    body(db).await;
                }
            }
        }
    )+ };
}
pub(crate) use both;

/// True where nothing may be left out: `JIERU_TEST_STRICT=1`, as in CI.
pub fn strict() -> bool {
    env::var_os("JIERU_TEST_STRICT").is_some_and(|value| value == "1")
}

/// Says once per reason that tests are left out, straight to the terminal; panics when strict.
pub fn leave_out(what: &str, why: &str) {
    static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    assert!(!strict(), "{what} must not be left out (JIERU_TEST_STRICT=1), but {why}");
    let note = format!("LEFT OUT: {what}: {why}");
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    if said.insert(note.clone()) {
        // Not `eprintln!`: the test runner hides what passing tests print.
        let _ = writeln!(std::io::stderr(), "{note}");
    }
}

/// The first of these programs that stands in `PATH`.
pub fn program(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names
        .iter()
        .find_map(|name| folders.iter().map(|dir| dir.join(name)).find(|file| file.is_file()))
}

//! What every handler can reach: the opened parts of one running server.

use std::net::IpAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};

use subtle::ConstantTimeEq;

use crate::access::{Passwords, Refusals, Throttles};
use crate::clock::Clock;
use crate::config::{Limits, PublicUrl};
use crate::secret::Secret;
use crate::store::Db;
use crate::store::ledger::Notary;
use crate::vault::Vault;
use crate::web::figures::Figures;
use crate::web::form::desks::Desks;
use crate::web::frame::{LANG_COOKIE, THEME_COOKIE};
use crate::web::pages::history_proofs::Runs;

#[derive(Clone)]
pub struct Portal {
    pub db: Db,
    pub vault: Vault,
    /// Signs checkpoints of the history.
    pub notary: Notary,
    /// Checks of the history that run in the background.
    pub runs: Runs,
    pub clock: Clock,
    pub figures: Figures,
    /// Where large forms are read.
    pub desks: Desks,
    pub limits: Limits,
    pub passwords: Passwords,
    pub throttles: Throttles,
    pub refusals: Refusals,
    pub public_url: PublicUrl,
    pub trusted_proxies: Arc<[IpAddr]>,
    /// The id of this installation, which is also its subject in the history.
    pub installation: Arc<str>,
    /// Where the portal may write.
    pub data_dir: Arc<Path>,
    pub demo: bool,
    pub gallery: bool,
    pub setup: SetupGate,
}

impl Portal {
    pub fn session_cookie(&self) -> &'static str {
        if self.public_url.https() { "__Host-jieru" } else { "jieru" }
    }

    pub fn form_cookie(&self) -> &'static str {
        if self.public_url.https() { "__Host-jieru-form" } else { "jieru-form" }
    }

    pub fn lang_cookie(&self) -> &'static str {
        if self.public_url.https() { "__Host-jieru-lang" } else { LANG_COOKIE }
    }

    pub fn theme_cookie(&self) -> &'static str {
        if self.public_url.https() { "__Host-jieru-theme" } else { THEME_COOKIE }
    }
}

/// Guards the first set-up: only who reads the console can take a fresh installation.
#[derive(Clone, Default)]
pub struct SetupGate {
    code: Arc<Mutex<Option<Secret>>>,
}

impl SetupGate {
    pub fn open(code: Secret) -> Self {
        SetupGate { code: Arc::new(Mutex::new(Some(code))) }
    }

    pub fn is_open(&self) -> bool {
        self.code.lock().is_ok_and(|code| code.is_some())
    }

    /// Typed as people type: case and separators do not matter.
    pub fn accepts(&self, typed: &str) -> bool {
        let Ok(code) = self.code.lock() else { return false };
        code.as_ref().is_some_and(|code| {
            plain(code.expose()).as_bytes().ct_eq(plain(typed).as_bytes()).into()
        })
    }

    /// The code has done its work.
    pub fn close(&self) {
        if let Ok(mut code) = self.code.lock() {
            *code = None;
        }
    }
}

fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gate_opens_with_its_code_however_it_is_typed_and_only_once() {
        let gate = SetupGate::open(Secret::new("ABCD-2345-WXYZ"));
        assert!(gate.accepts("abcd 2345 wxyz") && gate.accepts("ABCD2345WXYZ"));
        assert!(!gate.accepts("") && !gate.accepts("ABCD-2345-WXY"));
        gate.close();
        assert!(!gate.accepts("ABCD-2345-WXYZ") && !gate.accepts(""));
    }
}

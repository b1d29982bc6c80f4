//! A secret that an app may share, before it counts. It lies in the page alone, sealed and good within
//! one session: looking at the page stores nothing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::access::totp::Shared;
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::secret::Secret;
use crate::vault::{Binding, Sealed, Vault};
use crate::web::qr::Qr;

pub struct Offer {
    shared: Shared,
    pub groups: Secret,
    pub address: Secret,
    /// The field of the form that brings it back.
    pub sealed: String,
    pub qr: Qr,
}

impl Offer {
    pub fn make(vault: &Vault, seed: &str, account: &str) -> Result<Self> {
        let shared = Shared::make()?;
        let place = Binding::of_offered_factor(seed);
        let sealed = vault.own_key().seal(shared.secret(), place)?;
        Offer::of(shared, account, URL_SAFE_NO_PAD.encode(sealed.0))
            .ok_or_else(|| Error::broken("an address that no picture holds"))
    }

    /// What a form brought back; `None` where it was drawn in another session.
    pub fn open(vault: &Vault, seed: &str, account: &str, sealed: &str) -> Option<Self> {
        let bytes = Sealed(URL_SAFE_NO_PAD.decode(sealed).ok()?);
        let secret = vault.own_key().open(&bytes, Binding::of_offered_factor(seed)).ok()?;
        Offer::of(Shared::of(secret), account, sealed.to_owned())
    }

    pub fn of(shared: Shared, account: &str, sealed: String) -> Option<Self> {
        let (groups, address) = (shared.groups(), shared.address(account));
        let qr = Qr::of(address.expose())?;
        Some(Offer { shared, groups, address, sealed, qr })
    }

    pub fn secret(&self) -> &Secret {
        self.shared.secret()
    }

    /// The time step of a typed code; spaces are forgiven.
    pub fn step_of(&self, typed: &Secret, now: Millis) -> Result<Option<i64>> {
        let digits: String = typed.expose().split_whitespace().collect();
        self.shared.step_of(&digits, now)
    }
}

//! Seals and opens secrets at rest. Nothing else in the product sees a raw key.
//!
//! XChaCha20-Poly1305 with a fresh random nonce per sealing; the associated data binds a sealed
//! value to its place (enterprise, row, number), so that a value moved elsewhere does not open. The
//! master key lies in a file of mode 0600 outside the database and its backups.

mod master;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::clock::random;
use crate::error::{Error, Result};
use crate::secret::{Secret, SecretBytes};
use crate::text::text;

pub use master::MasterKey;

const NONCE: usize = 24;

/// Bytes that only this vault can open. Safe to store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed(pub Vec<u8>);

/// Where a sealed value belongs. Opening it anywhere else fails.
#[derive(Clone, Copy, Debug)]
pub struct Binding<'a> {
    pub tenant: &'a str,
    pub row: &'a str,
    pub number: i64,
}

impl Binding<'_> {
    /// The associated data, with lengths so that no two places read the same.
    fn bytes(&self) -> Vec<u8> {
        format!(
            "jieru/keys/secret/{}:{}/{}:{}/{}",
            self.tenant.len(),
            self.tenant,
            self.row.len(),
            self.row,
            self.number
        )
        .into_bytes()
    }
}

/// The opened vault of one installation.
#[derive(Clone)]
pub struct Vault {
    sealing: SecretBytes<32>,
    fingerprints: SecretBytes<32>,
    cookies: SecretBytes<64>,
    tokens: SecretBytes<32>,
}

impl Vault {
    pub fn new(master: &MasterKey) -> Result<Self> {
        let mut cookies = [0; 64];
        let (first, second) = cookies.split_at_mut(32);
        first.copy_from_slice(&derive(master, "cookies/1")?);
        second.copy_from_slice(&derive(master, "cookies/2")?);
        Ok(Vault {
            sealing: SecretBytes::new(derive(master, "sealing/1")?),
            fingerprints: SecretBytes::new(derive(master, "fingerprints/1")?),
            cookies: SecretBytes::new(cookies),
            tokens: SecretBytes::new(derive(master, "form-tokens/1")?),
        })
    }

    pub fn seal(&self, secret: &Secret, place: Binding<'_>) -> Result<Sealed> {
        let nonce: [u8; NONCE] = random()?;
        let associated = place.bytes();
        let payload = Payload { msg: secret.expose().as_bytes(), aad: &associated };
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| broken("sealing failed"))?;
        Ok(Sealed([nonce.as_slice(), &sealed].concat()))
    }

    /// Fails when the bytes were changed, belong elsewhere or were sealed under another master key.
    pub fn open(&self, sealed: &Sealed, place: Binding<'_>) -> Result<Secret> {
        let (nonce, body) =
            sealed.0.split_at_checked(NONCE).ok_or_else(|| broken("sealed value too short"))?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| broken("nonce"))?;
        let associated = place.bytes();
        let opened = self
            .cipher()
            .decrypt(&XNonce::from(nonce), Payload { msg: body, aad: &associated })
            .map_err(|_| broken("a sealed value does not open at its place"))?;
        let opened = Zeroizing::new(opened);
        let characters =
            std::str::from_utf8(&opened).map_err(|_| broken("a sealed value is not text"))?;
        Ok(Secret::new(characters))
    }

    /// A short name of a secret by which two people can compare it without seeing it. Keyed with the
    /// master key, so that nobody can try guesses against the history.
    pub fn fingerprint(&self, secret: &Secret, tenant: &str) -> Result<String> {
        let mut mac = mac(self.fingerprints.expose())?;
        mac.update(tenant.as_bytes());
        mac.update(&[0]);
        mac.update(secret.expose().as_bytes());
        let bytes = mac.finalize().into_bytes();
        let hex: String = bytes.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let groups: Vec<&str> =
            [0..4, 4..8, 8..12, 12..16].into_iter().filter_map(|range| hex.get(range)).collect();
        Ok(groups.join("-"))
    }

    /// Key material for the session cookie.
    pub fn cookie_key(&self) -> &SecretBytes<64> {
        &self.cookies
    }

    /// The form token of a browser: bound to its session or, before sign-in, to its own cookie.
    pub fn form_token(&self, bound_to: &str) -> Result<[u8; 32]> {
        let mut mac = mac(self.tokens.expose())?;
        mac.update(bound_to.as_bytes());
        Ok(mac.finalize().into_bytes().into())
    }

    /// A known value, sealed: stored in the database, it tells at start whether this is its master key.
    pub fn seal_check(&self, installation: &str) -> Result<Sealed> {
        self.seal(&Secret::new(CHECK), Binding { tenant: installation, row: "check", number: 0 })
    }

    pub fn opens_check(&self, sealed: &Sealed, installation: &str) -> bool {
        self.open(sealed, Binding { tenant: installation, row: "check", number: 0 })
            .is_ok_and(|opened| opened.expose() == CHECK)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.sealing.expose()).into())
    }
}

const CHECK: &str = "jieru master key check 1";

/// The only thing of an unguessable token that is ever stored.
pub fn token_hash(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn mac(key: &[u8]) -> Result<Hmac<Sha256>> {
    <Hmac<Sha256> as KeyInit>::new_from_slice(key).map_err(|_| broken("hmac key"))
}

/// One purpose, one key: HMAC of the purpose under the master key.
fn derive(master: &MasterKey, purpose: &str) -> Result<[u8; 32]> {
    let mut mac = mac(master.expose())?;
    mac.update(b"jieru/");
    mac.update(purpose.as_bytes());
    Ok(mac.finalize().into_bytes().into())
}

fn broken(what: &'static str) -> Error {
    Error::broken(what)
}

/// Said at start when the master key is not the one that this database was sealed with.
pub fn wrong_master_key() -> Error {
    Error::refused(text(
        "主密钥与数据库不匹配：数据库是用另一把主密钥加密的。请把原来的主密钥文件放回，或用 JIERU_MASTER_KEY_FILE 指出它的位置。",
        "The master key does not belong to this database: it was sealed with another one. Put the original master key file back, or name it with JIERU_MASTER_KEY_FILE.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(byte: u8) -> Vault {
        Vault::new(&MasterKey::from_bytes([byte; 32])).expect("derivation does not fail")
    }

    const HERE: Binding<'_> = Binding { tenant: "t1", row: "k1", number: 1 };

    #[test]
    fn a_sealed_secret_opens_at_its_place_only() {
        let vault = vault(1);
        let sealed = vault.seal(&Secret::new("test-key-0001"), HERE).expect("seals");
        assert_eq!(vault.open(&sealed, HERE).expect("opens").expose(), "test-key-0001");
        for elsewhere in [
            Binding { tenant: "t2", ..HERE },
            Binding { row: "k2", ..HERE },
            Binding { number: 2, ..HERE },
        ] {
            assert!(vault.open(&sealed, elsewhere).is_err(), "{elsewhere:?}");
        }
    }

    #[test]
    fn a_changed_byte_or_another_master_key_is_refused() {
        let sealed = vault(1).seal(&Secret::new("x"), HERE).expect("seals");
        assert!(vault(2).open(&sealed, HERE).is_err());
        for at in 0..sealed.0.len() {
            let mut changed = sealed.clone();
            changed.0[at] ^= 1;
            assert!(vault(1).open(&changed, HERE).is_err(), "byte {at}");
        }
        assert!(vault(1).open(&Sealed(vec![1, 2, 3]), HERE).is_err());
    }

    #[test]
    fn two_sealings_of_one_secret_differ_and_hide_it() {
        let vault = vault(1);
        let (first, second) = (
            vault.seal(&Secret::new("same"), HERE).expect("seals"),
            vault.seal(&Secret::new("same"), HERE).expect("seals"),
        );
        assert_ne!(first, second);
        assert!(!first.0.windows(4).any(|part| part == b"same"));
    }

    #[test]
    fn fingerprints_compare_within_a_tenant_and_need_the_master_key() {
        let secret = Secret::new("test-key-0001");
        let of =
            |byte, tenant: &str| vault(byte).fingerprint(&secret, tenant).expect("fingerprint");
        assert_eq!(of(1, "t1"), of(1, "t1"));
        assert_ne!(of(1, "t1"), of(1, "t2"));
        assert_ne!(of(1, "t1"), of(2, "t1"));
        assert_eq!(of(1, "t1").len(), 19);
    }

    #[test]
    fn the_check_value_knows_its_master_key_and_installation() {
        let sealed = vault(1).seal_check("i1").expect("seals");
        assert!(vault(1).opens_check(&sealed, "i1"));
        assert!(!vault(2).opens_check(&sealed, "i1"));
        assert!(!vault(1).opens_check(&sealed, "i2"));
    }
}

//! Seals and opens secrets at rest. Nothing else in the product sees a raw key.
//!
//! Two steps: each enterprise has a random data key, and its secrets are sealed under that; the data
//! keys lie in the database, wrapped by the master key, which lies in a file of mode 0600 outside the
//! database and its backups. A new master key therefore re-wraps a few rows and touches no secret.
//!
//! XChaCha20-Poly1305 with a fresh random nonce each time. The associated data binds a sealed value
//! to its place (enterprise, table, row, column, number), so that a value moved elsewhere does not
//! open.

mod data_key;
mod early;
mod master;
mod masters;
mod standing;
mod stream;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use masters::Masters;

use crate::clock::random;
use crate::error::{Error, Result};
use crate::secret::{Secret, SecretBytes};
use crate::text::text;

pub use data_key::{Binding, DataKey, Sealed, Wrapped};
pub use early::{Early, fits, seal_check};
pub use master::{MasterKey, adopt, keep_old, next_file};
pub use standing::{Earlier, Stage, Standing};
pub use stream::{Opening, Sealing, StreamHead, StreamKey};

const NONCE: usize = 24;

/// The place of the installation's own data key, which keys the fingerprints.
pub const INSTALLATION: &str = "installation";

/// The opened vault of one installation. A clone is the same vault.
#[derive(Clone)]
pub struct Vault {
    masters: Masters,
    /// Whether this process is changing the master key at the moment.
    changing: Arc<AtomicBool>,
    fingerprints: SecretBytes<32>,
    own: SecretBytes<32>,
    cookies: SecretBytes<64>,
    tokens: SecretBytes<32>,
}

/// The one change of the master key that a process makes at a time; its end is the end of this value.
#[derive(Debug)]
pub struct Changing(Arc<AtomicBool>);

impl Drop for Changing {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

impl Vault {
    /// The vault of a new installation, and the installation's data key to be stored.
    pub fn found(master: MasterKey) -> Result<(Self, Wrapped)> {
        Vault::around(master, random()?)
    }

    /// The vault of an installation from before data keys: fingerprints stay what they were.
    pub fn upgraded(master: MasterKey) -> Result<(Self, Wrapped)> {
        let root = derive(master.expose(), "fingerprints/1")?;
        Vault::around(master, root)
    }

    /// Opens the vault with the installation's stored data key.
    pub fn open(master: MasterKey, installation: &Wrapped) -> Result<Self> {
        let root = data_key::unwrap(&master, INSTALLATION, installation)?;
        Vault::of(master, root)
    }

    fn around(master: MasterKey, root: [u8; 32]) -> Result<(Self, Wrapped)> {
        let root = DataKey::of(INSTALLATION, root);
        let wrapped = data_key::wrap(&master, &root)?;
        Ok((Vault::of(master, root)?, wrapped))
    }

    /// Cookies and form tokens come from the installation's data key and not from the master key: a
    /// change of that signs nobody out, and servers agree whenever each of them was started.
    fn of(master: MasterKey, root: DataKey) -> Result<Self> {
        let root = root.into_bytes();
        let mut cookies = [0; 64];
        let (first, second) = cookies.split_at_mut(32);
        first.copy_from_slice(&derive(root.expose(), "cookies/1")?);
        second.copy_from_slice(&derive(root.expose(), "cookies/2")?);
        Ok(Vault {
            cookies: SecretBytes::new(cookies),
            tokens: SecretBytes::new(derive(root.expose(), "form-tokens/1")?),
            own: SecretBytes::new(derive(root.expose(), "sealing/1")?),
            fingerprints: root,
            masters: Masters::of(master),
            changing: Arc::default(),
        })
    }

    /// The same vault, which looks at this file again when the master key was changed meanwhile.
    pub fn kept_in(self, file: PathBuf) -> Self {
        Vault { masters: self.masters.kept_in(file), ..self }
    }

    /// Where the master key lies.
    pub fn file(&self) -> Result<&Path> {
        self.masters.file().map(PathBuf::as_path).ok_or_else(|| broken("a vault without its file"))
    }

    /// Names the master key in use without telling anything about it.
    pub fn master_id(&self) -> Result<String> {
        self.masters.present()?.id()
    }

    /// The master key of this name is in use from now on; the one before stays at hand for requests
    /// that are under way. An error that says what to do where it is not on this machine.
    pub fn follow(&self, name: &str) -> Result<()> {
        self.masters.follow(name)
    }

    /// Takes the right to change the master key; `None` while this process is changing it.
    pub fn begin_change(&self) -> Option<Changing> {
        let free =
            self.changing.compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed);
        free.is_ok().then(|| Changing(Arc::clone(&self.changing)))
    }

    /// A new data key for one enterprise, and its form to be stored.
    pub fn new_data_key(&self, tenant: &str) -> Result<(DataKey, Wrapped)> {
        let key = DataKey::of(tenant, random()?);
        let wrapped = data_key::wrap(&self.masters.present()?, &key)?;
        Ok((key, wrapped))
    }

    /// Opens the data key of one enterprise with the master key that it names.
    pub fn unwrap(&self, tenant: &str, wrapped: &Wrapped) -> Result<DataKey> {
        let name = wrapped.master().ok_or_else(|| broken("a data key names no master key"))?;
        data_key::unwrap(&self.masters.named(name)?, tenant, wrapped)
    }

    /// What the installation's own secrets are sealed under, such as the key that signs checkpoints. It
    /// comes from the installation's data key: a new master key does not touch it.
    pub fn own_key(&self) -> DataKey {
        DataKey::of(INSTALLATION, *self.own.expose())
    }

    /// A short name of a secret by which two people can compare it without seeing it. Keyed, so that
    /// nobody can try guesses against the history; a new master key does not change it.
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

    /// By what a secret is looked up wherever in the installation it is registered. Keyed like the
    /// fingerprints, under a key of its own; it is stored and shown to nobody.
    pub fn lookup(&self, secret: &Secret) -> Result<String> {
        let mut mac = mac(&derive(self.fingerprints.expose(), "lookups/1")?)?;
        mac.update(secret.expose().as_bytes());
        Ok(mac.finalize().into_bytes().iter().take(16).map(|byte| format!("{byte:02x}")).collect())
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
}

/// Wraps a stored data key anew. One that is under the new master key already stays as it is, so that
/// this can be done again.
pub fn rewrap(
    old: &MasterKey,
    new: &MasterKey,
    place: &str,
    wrapped: &Wrapped,
) -> Result<Option<Wrapped>> {
    if wrapped.is_under(new)? {
        return Ok(None);
    }
    data_key::wrap(new, &data_key::unwrap(old, place, wrapped)?).map(Some)
}

/// A new key for a vendor that takes keys made elsewhere: 256 random bits as 43 letters and digits.
pub fn generate() -> Result<Secret> {
    use base64::Engine as _;
    let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(random()?);
    Ok(Secret::new(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(*bytes)))
}

/// A code that can be read aloud: letters and digits without those that look alike, in groups of four.
pub fn readable_code<const LETTERS: usize>() -> Result<Secret> {
    const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let bytes: [u8; LETTERS] = random()?;
    let mut code = String::with_capacity(LETTERS + LETTERS / 4);
    for (index, byte) in bytes.into_iter().enumerate() {
        if index > 0 && index % 4 == 0 {
            code.push('-');
        }
        let letter = ALPHABET.get(usize::from(byte & 31)).copied();
        code.push(char::from(letter.ok_or_else(|| broken("a code"))?));
    }
    Ok(Secret::new(code))
}

/// The only thing of an unguessable token that is ever stored.
pub fn token_hash(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn encrypt(key: &[u8; 32], message: &[u8], associated: &[u8]) -> Result<Vec<u8>> {
    let nonce: [u8; NONCE] = random()?;
    let payload = Payload { msg: message, aad: associated };
    let body = XChaCha20Poly1305::new(&(*key).into())
        .encrypt(&XNonce::from(nonce), payload)
        .map_err(|_| broken("sealing failed"))?;
    Ok([nonce.as_slice(), &body].concat())
}

/// Fails when the bytes were changed, belong elsewhere or were sealed under another key.
fn decrypt(key: &[u8; 32], sealed: &[u8], associated: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let (nonce, body) =
        sealed.split_at_checked(NONCE).ok_or_else(|| broken("sealed value too short"))?;
    let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| broken("nonce"))?;
    XChaCha20Poly1305::new(&(*key).into())
        .decrypt(&XNonce::from(nonce), Payload { msg: body, aad: associated })
        .map(Zeroizing::new)
        .map_err(|_| broken("a sealed value does not open at its place"))
}

fn characters(opened: &[u8]) -> Result<Secret> {
    let characters =
        std::str::from_utf8(opened).map_err(|_| broken("a sealed value is not text"))?;
    Ok(Secret::new(characters))
}

fn mac(key: &[u8]) -> Result<Hmac<Sha256>> {
    <Hmac<Sha256> as KeyInit>::new_from_slice(key).map_err(|_| broken("hmac key"))
}

/// One purpose, one key: HMAC of the purpose under the master key or the installation's data key.
fn derive(key: &[u8; 32], purpose: &str) -> Result<[u8; 32]> {
    let mut mac = mac(key)?;
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
        "主密钥与数据库不匹配：数据库是用另一把主密钥加密的。请把原来的主密钥文件放回，或用 JIERU_MASTER_KEY_FILE 指出它的位置；如果主密钥是在另一台服务器上更换的，请把那里的新文件复制过来。",
        "The master key does not belong to this database: it was sealed with another one. Put the original master key file back, or name it with JIERU_MASTER_KEY_FILE; when it was changed on another server, copy its new file here.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn master(byte: u8) -> MasterKey {
        MasterKey::from_bytes([byte; 32])
    }

    #[test]
    fn fingerprints_compare_within_a_tenant_and_survive_a_new_master_key() {
        let secret = Secret::new("test-key-0001");
        let (vault, wrapped) = Vault::found(master(1)).expect("a vault");
        let (other, _) = Vault::found(master(1)).expect("another installation");
        let of = |vault: &Vault, tenant| vault.fingerprint(&secret, tenant).expect("fingerprint");
        assert_eq!(of(&vault, "t1"), of(&vault, "t1"));
        assert_ne!(of(&vault, "t1"), of(&vault, "t2"));
        assert_ne!(of(&vault, "t1"), of(&other, "t1"));
        assert_eq!(of(&vault, "t1").len(), 19);
        let name = vault.lookup(&secret).expect("a name");
        assert_eq!(name.len(), 32);
        assert_ne!(name, other.lookup(&secret).expect("another name"));
        let moved = rewrap(&master(1), &master(2), INSTALLATION, &wrapped).expect("re-wraps");
        let moved = moved.expect("it was under the old key");
        assert!(rewrap(&master(1), &master(2), INSTALLATION, &moved).expect("again").is_none());
        let later = Vault::open(master(2), &moved).expect("opens");
        assert_eq!(of(&vault, "t1"), of(&later, "t1"));
        assert_eq!(name, later.lookup(&secret).expect("the same name"));
        assert!(Vault::open(master(2), &wrapped).is_err());
    }

    #[test]
    fn an_older_installation_keeps_its_fingerprints() {
        let (one, _) = Vault::upgraded(master(1)).expect("a vault");
        let (same, _) = Vault::upgraded(master(1)).expect("a vault");
        let secret = Secret::new("x");
        assert_eq!(
            one.fingerprint(&secret, "t").expect("fingerprint"),
            same.fingerprint(&secret, "t").expect("fingerprint")
        );
    }

    #[test]
    fn cookies_and_form_tokens_survive_a_new_master_key() {
        let (vault, wrapped) = Vault::found(master(1)).expect("a vault");
        let moved = rewrap(&master(1), &master(2), INSTALLATION, &wrapped).expect("re-wraps");
        let later = Vault::open(master(2), &moved.expect("moved")).expect("opens");
        let (other, _) = Vault::found(master(1)).expect("another installation");
        assert_eq!(vault.cookie_key().expose(), later.cookie_key().expose());
        assert_ne!(vault.cookie_key().expose(), other.cookie_key().expose());
        let token = |vault: &Vault| vault.form_token("session:x").expect("a token");
        assert_eq!(token(&vault), token(&later));
        assert_ne!(token(&vault), token(&other));
    }

    #[test]
    fn a_process_changes_its_master_key_once_at_a_time() {
        let (vault, _) = Vault::found(master(1)).expect("a vault");
        let first = vault.begin_change().expect("free");
        assert!(vault.clone().begin_change().is_none());
        drop(first);
        assert!(vault.begin_change().is_some());
    }

    #[test]
    fn codes_have_groups_of_unmistakable_letters() {
        let code = readable_code::<12>().expect("random bytes");
        let fine = |c: char| c == '-' || (c.is_ascii_alphanumeric() && !"01IO".contains(c));
        assert!(code.expose().len() == 14 && code.expose().chars().all(fine));
    }

    #[test]
    fn generated_keys_differ_and_are_one_line() {
        let (one, other) = (generate().expect("random"), generate().expect("random"));
        assert_ne!(one.expose(), other.expose());
        assert_eq!(one.expose().len(), 43);
    }
}

//! Data keys: one per enterprise, random, wrapped by the master key; and what is sealed under them.

use super::{MasterKey, broken, characters, decrypt, derive, encrypt};
use crate::error::Result;
use crate::secret::{Secret, SecretBytes};

/// Bytes of the master key's name in front of a wrapped key.
const NAME: usize = 16;

/// Bytes that only a data key can open. Safe to store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed(pub Vec<u8>);

/// A data key that only the master key can open, which it names in front. Safe to store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrapped(pub Vec<u8>);

/// Where a sealed value belongs, below its enterprise. Opening it anywhere else fails.
#[derive(Clone, Copy, Debug)]
pub struct Binding<'a> {
    pub table: &'a str,
    pub row: &'a str,
    pub column: &'a str,
    pub number: i64,
}

impl<'a> Binding<'a> {
    /// The place of one secret of a security key.
    pub fn of_secret(key: &'a str, number: i64) -> Self {
        Binding { table: "key_secrets", row: key, column: "sealed", number }
    }

    /// The place of the secret that a person's authenticator shares, and of a passkey.
    pub fn of_factor(id: &'a str) -> Self {
        Binding { table: "second_factors", row: id, column: "sealed", number: 0 }
    }

    /// The place of such a secret before it counts: it is good within one session only.
    pub fn of_offered_factor(seed: &'a str) -> Self {
        Binding { table: "second_factors", row: seed, column: "offered", number: 0 }
    }

    /// The associated data, with lengths so that no two places read the same.
    fn bytes(&self, tenant: &str) -> Vec<u8> {
        let number = self.number.to_string();
        let parts = [tenant, self.table, self.row, self.column, &number];
        let told: Vec<String> = parts.iter().map(|part| format!("{}:{part}", part.len())).collect();
        format!("jieru/2/{}", told.join("/")).into_bytes()
    }
}

/// The opened data key of one enterprise. It knows whose it is.
#[derive(Clone, Debug)]
pub struct DataKey {
    tenant: String,
    bytes: SecretBytes<32>,
}

impl DataKey {
    pub(super) fn of(tenant: &str, bytes: [u8; 32]) -> Self {
        DataKey { tenant: tenant.to_owned(), bytes: SecretBytes::new(bytes) }
    }

    pub(super) fn into_bytes(self) -> SecretBytes<32> {
        self.bytes
    }

    pub fn seal(&self, secret: &Secret, place: Binding<'_>) -> Result<Sealed> {
        let message = secret.expose().as_bytes();
        encrypt(self.bytes.expose(), message, &place.bytes(&self.tenant)).map(Sealed)
    }

    /// Fails when the bytes were changed, belong elsewhere or were sealed under another key.
    pub fn open(&self, sealed: &Sealed, place: Binding<'_>) -> Result<Secret> {
        characters(&decrypt(self.bytes.expose(), &sealed.0, &place.bytes(&self.tenant))?)
    }
}

impl Wrapped {
    /// The name of the master key that wrapped it.
    pub fn master(&self) -> Option<&str> {
        self.0.get(..NAME).and_then(|name| std::str::from_utf8(name).ok())
    }

    /// Whether this master key wrapped it.
    pub(super) fn is_under(&self, master: &MasterKey) -> Result<bool> {
        Ok(self.master() == Some(master.id()?.as_str()))
    }
}

fn associated(tenant: &str, name: &str) -> Vec<u8> {
    format!("jieru/2/data_keys/wrapped/{}:{tenant}/{name}", tenant.len()).into_bytes()
}

pub(super) fn wrap(master: &MasterKey, key: &DataKey) -> Result<Wrapped> {
    let (name, wrapping) = (master.id()?, SecretBytes::new(derive(master.expose(), "wrapping/1")?));
    let body = encrypt(wrapping.expose(), key.bytes.expose(), &associated(&key.tenant, &name))?;
    Ok(Wrapped([name.as_bytes(), &body].concat()))
}

pub(super) fn unwrap(master: &MasterKey, tenant: &str, wrapped: &Wrapped) -> Result<DataKey> {
    if !wrapped.is_under(master)? {
        return Err(broken("a data key is wrapped by another master key"));
    }
    let body = wrapped.0.get(NAME..).unwrap_or_default();
    let wrapping = SecretBytes::new(derive(master.expose(), "wrapping/1")?);
    let opened = decrypt(wrapping.expose(), body, &associated(tenant, &master.id()?))?;
    let bytes = opened.as_slice().try_into().map_err(|_| broken("a data key has 32 bytes"))?;
    Ok(DataKey::of(tenant, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Binding<'_> =
        Binding { table: "key_secrets", row: "k1", column: "sealed", number: 1 };

    fn master(byte: u8) -> MasterKey {
        MasterKey::from_bytes([byte; 32])
    }

    #[test]
    fn a_sealed_secret_opens_at_its_place_only() {
        let key = DataKey::of("t1", [7; 32]);
        let sealed = key.seal(&Secret::new("test-key-0001"), HERE).expect("seals");
        assert_eq!(key.open(&sealed, HERE).expect("opens").expose(), "test-key-0001");
        for elsewhere in [
            Binding { table: "keys", ..HERE },
            Binding { row: "k2", ..HERE },
            Binding { column: "note", ..HERE },
            Binding { number: 2, ..HERE },
        ] {
            assert!(key.open(&sealed, elsewhere).is_err(), "{elsewhere:?}");
        }
        let foreign = DataKey::of("t2", [7; 32]);
        assert!(foreign.open(&sealed, HERE).is_err(), "the tenant is bound too");
    }

    #[test]
    fn a_changed_byte_or_another_key_is_refused() {
        let (key, other) = (DataKey::of("t", [1; 32]), DataKey::of("t", [2; 32]));
        let sealed = key.seal(&Secret::new("x"), HERE).expect("seals");
        assert!(other.open(&sealed, HERE).is_err());
        for at in 0..sealed.0.len() {
            let mut changed = sealed.clone();
            changed.0[at] ^= 1;
            assert!(key.open(&changed, HERE).is_err(), "byte {at}");
        }
        assert!(key.open(&Sealed(vec![1, 2, 3]), HERE).is_err());
    }

    #[test]
    fn two_sealings_of_one_secret_differ_and_hide_it() {
        let key = DataKey::of("t", [1; 32]);
        let seal = || key.seal(&Secret::new("same"), HERE).expect("seals");
        let (first, second) = (seal(), seal());
        assert_ne!(first, second);
        assert!(!first.0.windows(4).any(|part| part == b"same"));
    }

    #[test]
    fn a_wrapped_key_opens_for_its_tenant_under_its_master_key() {
        let key = DataKey::of("t1", [7; 32]);
        let wrapped = wrap(&master(1), &key).expect("wraps");
        let opened = unwrap(&master(1), "t1", &wrapped).expect("opens");
        assert_eq!(opened.bytes.expose(), key.bytes.expose());
        assert!(unwrap(&master(1), "t2", &wrapped).is_err());
        assert!(unwrap(&master(2), "t1", &wrapped).is_err());
        for at in 0..wrapped.0.len() {
            let mut changed = wrapped.clone();
            changed.0[at] ^= 1;
            assert!(unwrap(&master(1), "t1", &changed).is_err(), "byte {at}");
        }
        assert!(unwrap(&master(1), "t1", &Wrapped(Vec::new())).is_err());
    }
}

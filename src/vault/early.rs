//! What lies directly under the master key: the check value of an installation, and secrets sealed
//! before there were data keys, which the upgrade opens once and seals anew.

use super::{MasterKey, Sealed, characters, decrypt, derive, encrypt};
use crate::error::Result;
use crate::secret::{Secret, SecretBytes};

const CHECK: &str = "jieru master key check 1";

/// Opens what was sealed directly under the master key.
pub struct Early(SecretBytes<32>);

impl Early {
    pub fn new(master: &MasterKey) -> Result<Self> {
        Ok(Early(SecretBytes::new(derive(master.expose(), "sealing/1")?)))
    }

    /// The secret of a key: its enterprise, its id, its number.
    pub fn open(&self, sealed: &Sealed, tenant: &str, key: &str, number: i64) -> Result<Secret> {
        characters(&decrypt(self.0.expose(), &sealed.0, &place(tenant, key, number))?)
    }
}

fn place(tenant: &str, row: &str, number: i64) -> Vec<u8> {
    let (first, second) = (tenant.len(), row.len());
    format!("jieru/keys/secret/{first}:{tenant}/{second}:{row}/{number}").into_bytes()
}

/// A known value, sealed: stored in the database, it tells at start whether this is its master key.
pub fn seal_check(master: &MasterKey, installation: &str) -> Result<Sealed> {
    let key = Early::new(master)?.0;
    encrypt(key.expose(), CHECK.as_bytes(), &place(installation, "check", 0)).map(Sealed)
}

/// Whether this is the master key of the installation with this check value.
pub fn fits(master: &MasterKey, check: &Sealed, installation: &str) -> bool {
    Early::new(master)
        .and_then(|early| early.open(check, installation, "check", 0))
        .is_ok_and(|opened| opened.expose() == CHECK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_knows_its_master_key_and_installation() {
        let master = |byte| MasterKey::from_bytes([byte; 32]);
        let sealed = seal_check(&master(1), "i1").expect("seals");
        assert!(fits(&master(1), &sealed, "i1"));
        assert!(!fits(&master(2), &sealed, "i1"));
        assert!(!fits(&master(1), &sealed, "i2"));
    }

    /// Sealed by the first version: what it wrote must open for ever.
    #[test]
    fn what_was_sealed_directly_under_the_master_key_still_opens() {
        let master = MasterKey::from_bytes([1; 32]);
        let key = Early::new(&master).expect("derived").0;
        let bytes = encrypt(key.expose(), b"s3cret", b"jieru/keys/secret/2:t1/2:k1/3");
        let sealed = Sealed(bytes.expect("seals"));
        let early = Early::new(&master).expect("derived");
        assert_eq!(early.open(&sealed, "t1", "k1", 3).expect("opens").expose(), "s3cret");
        assert!(early.open(&sealed, "t1", "k1", 4).is_err());
    }
}

//! The master key in use and, once it was changed, the one before it: a request under way may have
//! read a data key that either of them wrapped. Which of the two is meant, a wrapped key says itself.

use std::path::PathBuf;
use std::sync::{Arc, RwLock};

use super::{MasterKey, broken, next_file};
use crate::error::{Error, Result};
use crate::text::text;

#[derive(Clone)]
pub(super) struct Masters {
    held: Arc<RwLock<Held>>,
    /// Where the master key lies, to look again after a change.
    file: Option<PathBuf>,
}

struct Held {
    present: MasterKey,
    before: Option<MasterKey>,
}

impl Masters {
    pub(super) fn of(present: MasterKey) -> Self {
        Masters { held: Arc::new(RwLock::new(Held { present, before: None })), file: None }
    }

    pub(super) fn kept_in(self, file: PathBuf) -> Self {
        Masters { file: Some(file), ..self }
    }

    pub(super) fn file(&self) -> Option<&PathBuf> {
        self.file.as_ref()
    }

    pub(super) fn present(&self) -> Result<MasterKey> {
        Ok(self.held.read().map_err(|_| broken("master key lock"))?.present.clone())
    }

    /// The key of this name: one that is held, else one that lies in the files meanwhile. What is found
    /// there is the present one from then on: nothing is wrapped by a key before it is in use.
    pub(super) fn named(&self, name: &str) -> Result<MasterKey> {
        if let Some(known) = self.known(name)? {
            return Ok(known);
        }
        let found = self.look(name)?;
        self.put(found.clone())?;
        Ok(found)
    }

    /// The key of this name is the present one: the database says so.
    pub(super) fn follow(&self, name: &str) -> Result<()> {
        let named = self.named(name)?;
        self.put(named)
    }

    fn known(&self, name: &str) -> Result<Option<MasterKey>> {
        let held = self.held.read().map_err(|_| broken("master key lock"))?;
        for key in std::iter::once(&held.present).chain(&held.before) {
            if key.id()? == name {
                return Ok(Some(key.clone()));
            }
        }
        Ok(None)
    }

    fn put(&self, new: MasterKey) -> Result<()> {
        let mut held = self.held.write().map_err(|_| broken("master key lock"))?;
        // Several requests may have found it at once.
        if held.present.id()? != new.id()? {
            held.before = Some(std::mem::replace(&mut held.present, new));
        }
        Ok(())
    }

    /// `jieru vault rotate` or another server may have changed it. Between the two last steps of a
    /// change the key lies in the file for the next one.
    fn look(&self, name: &str) -> Result<MasterKey> {
        let Some(file) = &self.file else { return Err(outdated()) };
        let mut cause = None;
        for place in [file.clone(), next_file(file)] {
            match MasterKey::read(&place) {
                Ok(Some(key)) if key.id()? == name => return Ok(key),
                Ok(_) => {}
                Err(error) => cause = Some(error),
            }
        }
        let told = format!("no key {name} in {} or beside it", file.display());
        let told = cause.map_or(told.clone(), |cause| format!("{told}: {cause}"));
        Err(outdated().because(told))
    }
}

/// Seconds until another attempt makes sense: somebody has to copy a file.
const LATER: u64 = 60;

/// Said where a secret is needed and this server has the earlier master key only.
fn outdated() -> Error {
    Error::busy(LATER).saying(text(
        "主密钥已经更换，而这台服务器上还是以前的主密钥文件，所以暂时不能使用安全密钥，也没有保存任何更改。请管理员把新的主密钥文件复制到这台服务器上；门户会自动采用它，不需要重启。",
        "The master key was changed, and this server still has the earlier master key file. Security keys cannot be used here until then, and nothing was saved. The operator must copy the new master key file to this server; the portal takes it up by itself, without a restart.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;
    use crate::vault::{DataKey, Vault, adopt, data_key, rewrap};

    #[test]
    fn a_vault_finds_a_master_key_that_was_changed_beside_it_and_keeps_the_one_before() {
        let folder = tempfile::tempdir().expect("folder");
        let file = folder.path().join("master.key");
        let old = MasterKey::create(&file).expect("made");
        let (vault, _) = Vault::found(old.clone()).expect("a vault");
        let vault = vault.kept_in(file.clone());
        let (_, wrapped) = vault.new_data_key("t1").expect("a data key");
        let elsewhere = MasterKey::from_bytes([3; 32]);
        let foreign =
            rewrap(&old, &elsewhere, "t1", &wrapped).expect("re-wraps").expect("it was moved");
        let refused = vault.unwrap("t1", &foreign).expect_err("changed elsewhere");
        assert_eq!(refused.kind(), Kind::Busy);
        assert!(refused.text().expect("words").en.contains("master key file"));
        let new = MasterKey::create(&next_file(&file)).expect("made");
        let moved = rewrap(&old, &new, "t1", &wrapped).expect("re-wraps").expect("it was moved");
        // The database has gone over, the files not yet.
        vault.unwrap("t1", &moved).expect("found");
        assert_eq!(vault.master_id().expect("id"), new.id().expect("id"));
        adopt(&file).expect("renamed");
        vault.unwrap("t1", &moved).expect("held");
        vault.unwrap("t1", &wrapped).expect("the one before is held, too");
        assert_eq!(vault.master_id().expect("id"), new.id().expect("id"));
        assert!(vault.unwrap("t1", &foreign).is_err());
    }

    #[test]
    fn what_the_database_says_is_followed() {
        let folder = tempfile::tempdir().expect("folder");
        let file = folder.path().join("master.key");
        let old = MasterKey::create(&file).expect("made");
        let masters = Masters::of(old.clone()).kept_in(file.clone());
        let new = MasterKey::create(&next_file(&file)).expect("made");
        let (old, new) = (old.id().expect("id"), new.id().expect("id"));
        for name in [&old, &new, &new, &old] {
            masters.follow(name).expect("there");
            assert_eq!(&masters.present().expect("held").id().expect("id"), name);
        }
        assert!(masters.follow("0123456789abcdef").is_err());
        let key = DataKey::of("t1", [7; 32]);
        let present = masters.present().expect("held");
        let wrapped = data_key::wrap(&present, &key).expect("wraps");
        assert_eq!(wrapped.master(), Some(old.as_str()));
    }
}

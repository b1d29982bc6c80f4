//! Another master key, step by step: made beside the present one, then every data key is wrapped by it
//! in one transaction, then its file takes the place of the old one, which is kept under its own name.
//!
//! Stopped at any point it can be run again. Until the transaction the old key fits the database, and
//! the next one that lies there already is taken; after it the next key fits, and whoever opens the
//! installation, or goes on with the change, puts it into its place.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Db, Write, data_keys, installation};
use crate::domain::Act;
use crate::error::{Error, Kind, Result};
use crate::rights::{Permit, RotateMaster};
use crate::text::{Message, text};
use crate::vault::{self, MasterKey, adopt, next_file, seal_check};

/// Everything is under the new key; the old one is kept in this file.
#[derive(Debug)]
pub struct Anew {
    pub to: String,
    pub keys: usize,
    pub kept: PathBuf,
}

/// A change of the master key of one installation.
pub struct Rotation {
    db: Db,
    installation: String,
    file: PathBuf,
    old: MasterKey,
}

impl Rotation {
    /// `file` holds the key that the database is under.
    pub fn of(db: &Db, installation: &str, file: &Path) -> Result<Self> {
        let old = MasterKey::read(file)?.ok_or_else(vault::wrong_master_key)?;
        let (db, installation) = (db.clone(), installation.to_owned());
        Ok(Rotation { db, installation, file: file.to_owned(), old })
    }

    /// The name of the key that is to be replaced.
    pub fn from(&self) -> Result<String> {
        self.old.id()
    }

    /// All steps, those that an earlier run has done among them.
    pub async fn run(&self, permit: &Permit<RotateMaster>, reason: &str) -> Result<Anew> {
        let next = self.prepare()?;
        let kept = self.keep_old()?;
        let keys = self.rewrap(&next, permit, reason).await?;
        self.finish()?;
        Ok(Anew { to: next.id()?, keys, kept })
    }

    /// First step: the next key lies beside the present one. An earlier run may have made it.
    pub fn prepare(&self) -> Result<MasterKey> {
        let file = next_file(&self.file);
        let next = match MasterKey::read(&file)? {
            Some(next) => next,
            None => MasterKey::create(&file)?,
        };
        if next.id()? == self.old.id()? {
            return Err(Error::refused(Message::new(
                format!("{} 就是现在的主密钥，不是新的。请删除这个文件后重试。", file.display()),
                format!(
                    "{} is the present master key and not a new one. Delete that file and try again.",
                    file.display()
                ),
            )));
        }
        Ok(next)
    }

    /// Second step: the present key under a name of its own.
    pub fn keep_old(&self) -> Result<PathBuf> {
        vault::keep_old(&self.file)
    }

    /// Third step: every data key under the next key, and the event, or nothing at all.
    pub async fn rewrap(
        &self,
        next: &MasterKey,
        permit: &Permit<RotateMaster>,
        reason: &str,
    ) -> Result<usize> {
        let id = &self.installation;
        let (from, to) = (self.old.id()?, next.id()?);
        let check = seal_check(next, id)?;
        let change = installation::master_changed(id, "vault.rotated", &from, &to);
        let count = AtomicUsize::new(0);
        let write = async |write: &mut Write<'_>| {
            // The row of the installation is held from here on: no data key is made meanwhile.
            installation::change_master(write, (&from, &to), &check).await?;
            let all = data_keys::all(write).await?;
            for (place, wrapped) in &all {
                if let Some(moved) = vault::rewrap(&self.old, next, place, wrapped)? {
                    data_keys::replace(write, place, &moved).await?;
                }
            }
            count.store(all.len(), Ordering::Relaxed);
            let change = change.clone().detail("data_keys", all.len().to_string());
            Ok(Act::new(change).because(reason.to_owned()))
        };
        match self.db.write(permit, write).await {
            Ok(()) => Ok(count.into_inner()),
            Err(error) if error.kind() == Kind::Conflict => Err(at_the_same_time()),
            Err(error) => Err(error),
        }
    }

    /// Last step: the next key takes the place of the present one.
    pub fn finish(&self) -> Result<()> {
        adopt(&self.file)
    }
}

/// Of two who change the master key, one goes ahead.
pub fn at_the_same_time() -> Error {
    Error::refused(text(
        "另一个进程正在更换主密钥。请等它结束后再执行一次。",
        "Another process is changing the master key. Wait until it has ended, then run this again.",
    ))
}

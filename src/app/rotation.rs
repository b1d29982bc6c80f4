//! Another master key: made beside the present one, then every data key is wrapped by it in one
//! transaction, then its file takes the place of the old one, which is kept under its own name.
//!
//! Stopped at any point it can be run again. Until the transaction the old key fits the database, and
//! the next one that lies there already is taken; after it the next key fits, and whoever opens the
//! installation puts it into its place.

use std::path::PathBuf;

use super::opening::{self, Opened};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Kind, Result};
use crate::rights::{Grants, Origin, Place, RotateMaster};
use crate::store::{Db, Location, Write, data_keys, installation};
use crate::text::{Message, text};
use crate::vault::{self, MasterKey, adopt, next_file, seal_check};

/// How it ended.
#[derive(Debug)]
pub enum Rotated {
    /// Everything is under the new key; the old one is kept in this file.
    Anew { to: String, keys: usize, kept: PathBuf },
    /// An earlier run had done all but the last step.
    Finished { to: String },
}

/// An opened installation whose master key is to be changed, step by step.
pub struct Rotation {
    file: PathBuf,
    opened: Opened,
    old: MasterKey,
}

pub async fn rotate(config: &Config) -> Result<Rotated> {
    let waiting = next_file(&config.master_key_file).exists();
    let rotation = Rotation::begin(config).await?;
    let outcome = if waiting && !next_file(&config.master_key_file).exists() {
        rotation.old.id().map(|to| Rotated::Finished { to })
    } else {
        rotation.run().await
    };
    rotation.opened.db.close().await;
    outcome
}

impl Rotation {
    /// Opens what is there, and never makes a new installation.
    pub async fn begin(config: &Config) -> Result<Self> {
        let location = Location::parse(&config.database_url)?;
        if opening::is_missing(&location) {
            return Err(nothing_here(&location));
        }
        let db = Db::open(&location, Clock::system()).await?;
        let found = if db.is_blank().await? { None } else { db.installation().await? };
        db.close().await;
        if found.is_none() {
            return Err(nothing_here(&location));
        }
        let opened = opening::open(config).await?;
        let file = config.master_key_file.clone();
        let old = MasterKey::read(&file)?.ok_or_else(vault::wrong_master_key)?;
        Ok(Rotation { file, opened, old })
    }

    async fn run(&self) -> Result<Rotated> {
        let next = self.prepare()?;
        let kept = self.keep_old()?;
        let keys = self.rewrap(&next).await?;
        self.finish()?;
        Ok(Rotated::Anew { to: next.id()?, keys, kept })
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
    pub async fn rewrap(&self, next: &MasterKey) -> Result<usize> {
        let id = &self.opened.installation.id;
        let (from, to) = (self.old.id()?, next.id()?);
        let check = seal_check(next, id)?;
        let change = installation::master_changed(id, "vault.rotated", &from, &to);
        let count = std::sync::atomic::AtomicUsize::new(0);
        let write = async |write: &mut Write<'_>| {
            // The row of the installation is held from here on: no data key is made meanwhile.
            installation::change_master(write, (&from, &to), &check).await?;
            let all = data_keys::all(write).await?;
            for (place, wrapped) in &all {
                if let Some(moved) = vault::rewrap(&self.old, next, place, wrapped)? {
                    data_keys::replace(write, place, &moved).await?;
                }
            }
            count.store(all.len(), std::sync::atomic::Ordering::Relaxed);
            Ok(change.clone().detail("data_keys", all.len().to_string()).into())
        };
        let permit = Grants::system("command line", Origin::default())
            .permit::<RotateMaster>(Place::Installation)
            .map_err(|_| Error::broken("the system may do everything"))?;
        match self.opened.db.write(&permit, write).await {
            Ok(()) => Ok(count.into_inner()),
            Err(error) if error.kind() == Kind::Conflict => Err(Error::refused(text(
                "另一个进程正在更换主密钥。请等它结束后再执行一次。",
                "Another process is changing the master key. Wait until it has ended, then run this again.",
            ))),
            Err(error) => Err(error),
        }
    }

    /// Last step: the next key takes the place of the present one.
    pub fn finish(&self) -> Result<()> {
        adopt(&self.file)
    }
}

fn nothing_here(location: &Location) -> Error {
    let place = location.shown();
    Error::refused(Message::new(
        format!("{place} 里没有门户，没有什么可以更换的。请检查 --data-dir 和 --database-url。"),
        format!(
            "There is no portal in {place}, so there is nothing to change. Check --data-dir and --database-url."
        ),
    ))
}

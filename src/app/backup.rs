//! `jieru backup`: one file of everything, made beside its name and put there once it is verified.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use super::opening;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::rights::{Grants, MakeBackups, Origin, Permit, Place};
use crate::store::backup::{self, Made, Whole};
use crate::store::{Db, Location};
use crate::text::Message;
use crate::vault::{MasterKey, StreamKey, next_file, wrong_master_key};

/// What was made, and whether the history tells of it.
#[derive(Debug)]
pub struct Backup {
    pub whole: Whole,
    pub recorded: bool,
}

/// Changes nothing of the database but its history, and leaves a database of an earlier version as it
/// is: a backup is what one makes before an upgrade.
pub async fn backup(config: &Config, to: &Path) -> Result<Backup> {
    let location = Location::parse(&config.database_url)?;
    if opening::is_missing(&location) {
        return Err(nothing_here(&location));
    }
    if to.exists() {
        return Err(taken(to));
    }
    let db = Db::open(&location, Clock::system()).await?;
    let part = beside(to);
    let outcome = make(config, &db, &location, (to, &part)).await;
    if outcome.is_err() {
        // It may not be there yet.
        let _ = fs::remove_file(&part);
    }
    db.close().await;
    outcome
}

async fn make(
    config: &Config,
    db: &Db,
    location: &Location,
    (to, part): (&Path, &Path),
) -> Result<Backup> {
    let found = if db.is_blank().await? { None } else { db.installation().await? };
    let found = found.ok_or_else(|| nothing_here(location))?;
    opening::refuse_unfinished(&found)?;
    let file = private(part).map_err(|error| unwritable(part).because(error))?;
    let key = async |name: &str| key_named(&config.master_key_file, name);
    let Made { whole, .. } = backup::make(db, file, key).await?;
    let recorded = db.pending_migrations().await? == 0;
    if recorded {
        let change = backup::made(&whole);
        db.write(&permit()?, async |_| Ok(change.clone().into())).await?;
    }
    put(part, to)?;
    Ok(Backup { whole, recorded })
}

/// Whoever has the files and the database may do it.
pub(super) fn permit() -> Result<Permit<MakeBackups>> {
    Grants::system("command line", Origin::default())
        .permit(Place::Installation)
        .map_err(|_| Error::broken("the system may do everything"))
}

/// The master key of this name: in its file, or still in the one for the next key.
fn key_named(file: &Path, name: &str) -> Result<StreamKey> {
    let mut present = false;
    for place in [file.to_owned(), next_file(file)] {
        if let Some(master) = MasterKey::read(&place)? {
            present = true;
            if master.id()? == name {
                return StreamKey::of(&master);
            }
        }
    }
    Err(if present { wrong_master_key() } else { opening::missing_master(file) })
}

/// `FILE.part`: what an interrupted run left there is written over.
fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

/// Made anew for its owner alone.
fn private(file: &Path) -> std::io::Result<File> {
    if file.exists() {
        fs::remove_file(file)?;
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

/// A link fails where a file of this name was made meanwhile; a rename would replace it.
fn put(part: &Path, to: &Path) -> Result<()> {
    let linked = match fs::hard_link(part, to) {
        Ok(()) => fs::remove_file(part),
        Err(_) if to.exists() => return Err(taken(to)),
        // Not every file system has links.
        Err(_) => fs::rename(part, to),
    };
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
    let synced = File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all());
    linked.and(synced).map_err(|error| unwritable(to).because(error))
}

fn taken(file: &Path) -> Error {
    let file = file.display();
    Error::refused(Message::new(
        format!("{file} 已经存在，备份从不覆盖文件。请换一个文件名。"),
        format!("{file} exists already, and a backup overwrites nothing. Choose another name."),
    ))
}

fn unwritable(file: &Path) -> Error {
    let file = file.display();
    Error::refused(Message::new(
        format!("无法写入 {file}，请检查目录和权限。"),
        format!("{file} cannot be written; check its directory and the permissions."),
    ))
}

fn nothing_here(location: &Location) -> Error {
    let place = location.shown();
    Error::refused(Message::new(
        format!("{place} 里没有门户，没有什么可以备份的。请检查 --data-dir 和 --database-url。"),
        format!(
            "There is no portal in {place}, so there is nothing to back up. Look at --data-dir and --database-url."
        ),
    ))
}

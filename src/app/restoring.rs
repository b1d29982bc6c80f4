//! `jieru restore`: a backup into an empty data directory and an empty database, or a look at the file
//! alone. The marker comes last: what failed before it is taken away, and what was killed before it is no
//! portal to anybody.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::backup::permit;
use super::opening;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::ledger::Verdict;
use crate::store::backup::load::{self, Found};
use crate::store::backup::{Reader, Whole};
use crate::store::ledger::{self, Check, Notary};
use crate::store::{Db, Location, data_keys};
use crate::text::{Message, text};
use crate::vault::{INSTALLATION, MasterKey, StreamKey, Vault, fits, wrong_master_key};

/// Looks through the whole file and restores nothing.
pub fn look(config: &Config, from: &Path) -> Result<Whole> {
    Reader::look(open(from)?, &StreamKey::of(&master(config)?)?)
}

pub async fn restore(config: &Config, from: &Path) -> Result<Whole> {
    let master = master(config)?;
    let key = StreamKey::of(&master)?;
    // The whole file is looked through before anything is made.
    let whole = Reader::look(open(from)?, &key)?;
    let location = Location::parse(&config.database_url)?;
    let marker = config.data_dir.join("installation.json");
    if marker.exists() {
        return Err(occupied(&config.data_dir.display().to_string()));
    }
    opening::make_directory(&config.data_dir)?;
    let db = emptied(&location).await?;
    let outcome = fill(&db, open(from)?, key, master).await;
    if let Err(error) = outcome {
        take_away(&location, db).await;
        return Err(error);
    }
    db.close().await;
    opening::write_marker(&marker, &whole.contents.head.installation)?;
    Ok(whole)
}

/// The database without tables, or a refusal. What an interrupted restore left is taken away first.
async fn emptied(location: &Location) -> Result<Db> {
    let db = Db::open(location, Clock::system()).await?;
    match load::look(&db).await {
        Ok(Found::Nothing) => Ok(db),
        Ok(Found::Unfinished) => {
            take_away(location, db).await;
            let db = Db::open(location, Clock::system()).await?;
            if load::look(&db).await? == Found::Nothing {
                return Ok(db);
            }
            db.close().await;
            Err(occupied(&location.shown()))
        }
        Ok(Found::Something) => {
            db.close().await;
            Err(occupied(&location.shown()))
        }
        Err(error) => {
            db.close().await;
            Err(error)
        }
    }
}

/// Loads, brings the schema up to date, and checks that keys and history are those of the backup.
async fn fill(db: &Db, file: File, key: StreamKey, master: MasterKey) -> Result<()> {
    let loaded = load::load(db, file, key).await?;
    let found = &loaded.installation;
    if !fits(&master, &found.key_check, &found.id) {
        return Err(wrong_master_key());
    }
    db.migrate().await?;
    let wrapped = data_keys::wrapped(&mut db.read().await?, INSTALLATION).await?;
    let wrapped = wrapped.ok_or_else(|| Error::broken("the installation has no data key"))?;
    let notary = Notary::new(Vault::open(master, &wrapped)?, &found.id, None);
    let check = Check { notary: Some(&notary), given: &[], only: None, told: |_| () };
    let report = ledger::verify(db, &check).await?;
    if let Some(broken) = report.logs.iter().find(|verdict| !verdict.is_ok()) {
        return Err(tampered(broken));
    }
    load::finish(db, &permit()?, &loaded).await
}

/// As if nothing had been tried. What cannot be removed is refused by `serve` as unfinished.
async fn take_away(location: &Location, db: Db) {
    match location {
        Location::Postgres(_) => {
            if let Err(error) = load::clear(&db).await {
                tracing::warn!(%error, "what a failed restore left cannot be taken away");
            }
            db.close().await;
        }
        Location::Sqlite(file) => {
            db.close().await;
            for ending in ["", "-wal", "-shm"] {
                let mut name = file.as_os_str().to_owned();
                name.push(ending);
                // Side files are there only sometimes.
                let _ = fs::remove_file(PathBuf::from(name));
            }
        }
    }
}

fn master(config: &Config) -> Result<MasterKey> {
    let file = &config.master_key_file;
    MasterKey::read(file)?.ok_or_else(|| opening::missing_master(file))
}

fn open(file: &Path) -> Result<File> {
    File::open(file).map_err(|error| {
        let file = file.display();
        Error::refused(Message::new(
            format!("无法读取备份文件 {file}。"),
            format!("The backup file {file} cannot be read."),
        ))
        .because(error)
    })
}

fn occupied(place: &str) -> Error {
    Error::refused(Message::new(
        format!("{place} 不是空的。备份只恢复到空的数据目录和空的数据库里，请换一个。"),
        format!(
            "{place} is not empty. A backup is restored only into an empty data directory and an empty database; choose others."
        ),
    ))
}

fn tampered(broken: &Verdict) -> Error {
    let words = broken.fault.as_ref().map_or_else(
        || text("无法核对", "it cannot be checked").into(),
        crate::ledger::Fault::message,
    );
    Error::refused(Message::new(
        format!("备份里的历史 {} 不完整：{}。没有恢复任何内容。", broken.log, words.zh),
        format!(
            "The history {} of the backup is broken: {}. Nothing was restored.",
            broken.log, words.en
        ),
    ))
}

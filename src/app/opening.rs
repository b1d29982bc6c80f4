//! Opening an installation: data directory, marker, master key and database belong together. An
//! installation whose database is gone never starts as a fresh one, and nothing is opened with a
//! master key that is not its own.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::config::Config;
use crate::domain::sign_in::Duty;
use crate::domain::{Act, Change, Log, SignInRules};
use crate::error::{Error, Kind, Result};
use crate::rights::{Grants, ManagePeople, Origin, Permit, Place};
use crate::store::installation::{self, Installation, Setup};
use crate::store::ledger::Notary;
use crate::store::{Db, Location, Write, data_keys, secrets, sign_in_rules};
use crate::text::Message;
use crate::vault::{
    Binding, Early, INSTALLATION, MasterKey, Vault, adopt, fits, next_file, seal_check,
    wrong_master_key,
};

/// An installation whose parts fit together.
pub struct Opened {
    pub db: Db,
    pub vault: Vault,
    pub installation: Installation,
}

/// What lies in the data directory to tell which installation it is.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Marker {
    pub(crate) installation: String,
}

/// Opens the installation, or makes a fresh one where there is none.
pub async fn open(config: &Config) -> Result<Opened> {
    make_directory(&config.data_dir)?;
    let marker_file = config.data_dir.join("installation.json");
    let marker = read_marker(&marker_file)?;
    let location = Location::parse(&config.database_url)?;
    if marker.is_some() && is_missing(&location) {
        return Err(database_gone(&location));
    }
    let db = Db::open(&location, Clock::system()).await?;
    let found = if db.is_blank().await? { None } else { db.installation().await? };
    let opened = match (marker, found) {
        (Some(_), None) => return Err(database_gone(&location)),
        (Some(marker), Some(found)) if marker.installation != found.id => {
            return Err(foreign(&marker_file, &location));
        }
        (_, Some(found)) => {
            refuse_unfinished(&found)?;
            let master = existing_master(config, &found)?;
            refuse_mixed_demo(config, &found)?;
            db.migrate().await?;
            let vault = vault(config, &db, master, &found).await?;
            db.name_secrets(&vault).await?;
            Opened { db, vault, installation: found }
        }
        (None, None) => create(config, db).await?,
    };
    refuse_mixed_demo(config, &opened.installation)?;
    let notary = Notary::new(opened.vault.clone(), &opened.installation.id, None);
    notary.found(&opened.db).await?;
    write_marker(&marker_file, &opened.installation.id)?;
    Ok(opened)
}

async fn create(config: &Config, db: Db) -> Result<Opened> {
    let master = match MasterKey::read(&config.master_key_file)? {
        Some(master) => master,
        None => MasterKey::create(&config.master_key_file)?,
    };
    let name = master.id()?;
    db.migrate().await?;
    let clock = db.clock().clone();
    let id = clock.id().to_string();
    let key_check = seal_check(&master, &id)?;
    let (vault, wrapped) = Vault::found(master)?;
    let new = Installation {
        key_check,
        demo: config.demo,
        setup: if config.demo { Setup::Done } else { Setup::Account },
        created_at: clock.now(),
        id,
    };
    let permit = permit()?;
    let fields = vec![
        ("master_key".to_owned(), Some(format!("fingerprint:{name}"))),
        ("setup".to_owned(), Some(new.setup.name().to_owned())),
        ("demo".to_owned(), Some(new.demo.to_string())),
    ];
    // Everybody is to try the demo, and nobody has a phone for its people.
    let duty = if new.demo { Duty::Nobody } else { Duty::default() };
    let rules = SignInRules::usual(duty, new.created_at);
    let fields = fields.into_iter().chain(rules.fields()).collect();
    let act = Act::new(Change::creation(
        Log::Installation,
        "installation.created",
        "installation",
        &new.id,
        fields,
    ));
    let write = async |write: &mut Write<'_>| {
        installation::insert(write, &new, &name).await?;
        data_keys::insert_installation(write, &wrapped, new.created_at).await?;
        sign_in_rules::insert(write, &rules).await?;
        Ok(act.clone())
    };
    match db.write(&permit, write).await {
        Ok(()) => {
            let vault = vault.kept_in(config.master_key_file.clone());
            Ok(Opened { db, vault, installation: new })
        }
        // Another node was faster on the same database; this one joins it.
        Err(error) if error.kind() == Kind::Taken => {
            let found = db.installation().await?.ok_or_else(|| Error::broken("no installation"))?;
            let master = existing_master(config, &found)?;
            let vault = self::vault(config, &db, master, &found).await?;
            Ok(Opened { db, vault, installation: found })
        }
        Err(error) => Err(error),
    }
}

fn permit() -> Result<Permit<ManagePeople>> {
    Grants::system("start", Origin::default())
        .permit(Place::Installation)
        .map_err(|_| Error::broken("the system may do everything"))
}

/// The master key of this database. When a change of it was interrupted after the database had gone
/// over to the next one, that one takes its place now.
pub(crate) fn existing_master(config: &Config, found: &Installation) -> Result<MasterKey> {
    let file = &config.master_key_file;
    let fitting = |master: &MasterKey| fits(master, &found.key_check, &found.id);
    if let Some(master) = MasterKey::read(file)?.filter(fitting) {
        return Ok(master);
    }
    if let Ok(Some(next)) = MasterKey::read(&next_file(file))
        && fitting(&next)
    {
        adopt(file)?;
        return Ok(next);
    }
    if MasterKey::read(file)?.is_some() {
        return Err(wrong_master_key());
    }
    Err(missing_master(file))
}

/// Opens the vault. What an earlier version sealed directly under the master key is sealed under data
/// keys first: all of it in one transaction, or nothing.
async fn vault(config: &Config, db: &Db, master: MasterKey, found: &Installation) -> Result<Vault> {
    let file = config.master_key_file.clone();
    let mut read = db.read().await?;
    if installation::master(&mut read).await?.is_empty() {
        drop(read);
        match upgrade(db, &master, found).await {
            Err(error) if error.kind() != Kind::Conflict => return Err(error),
            // Another node was faster.
            _ => read = db.read().await?,
        }
    }
    let wrapped = data_keys::wrapped(&mut read, INSTALLATION).await?;
    let wrapped = wrapped.ok_or_else(|| Error::broken("the installation has no data key"))?;
    Ok(Vault::open(master, &wrapped)?.kept_in(file))
}

async fn upgrade(db: &Db, master: &MasterKey, found: &Installation) -> Result<()> {
    let (name, now) = (master.id()?, db.clock().now());
    let (vault, wrapped) = Vault::upgraded(master.clone())?;
    let early = Early::new(master)?;
    let change = installation::master_changed(&found.id, "vault.upgraded", "", &name);
    let write = async |write: &mut Write<'_>| {
        installation::change_master(write, ("", &name), &found.key_check).await?;
        data_keys::insert_installation(write, &wrapped, now).await?;
        for (tenant, stored) in secrets::early(write).await? {
            let secret = early.open(&stored.sealed, &tenant, &stored.key, stored.number)?;
            let enterprise = tenant.parse().map_err(Error::broken)?;
            let key = data_keys::of(write, &vault, enterprise, now).await?;
            let sealed = key.seal(&secret, Binding::of_secret(&stored.key, stored.number))?;
            secrets::reseal(write, &stored, sealed).await?;
        }
        Ok(change.clone().into())
    };
    db.write(&permit()?, write).await
}

pub(super) fn missing_master(file: &Path) -> Error {
    let file = file.display();
    Error::refused(Message::new(
        format!(
            "找不到主密钥文件 {file}。数据库是用它加密的，没有它无法启动；请把它放回，或用 JIERU_MASTER_KEY_FILE 指出位置。"
        ),
        format!(
            "The master key file {file} is missing. The database was sealed with it and cannot be served without it; put it back, or name it with JIERU_MASTER_KEY_FILE."
        ),
    ))
}

/// What a restore has not finished is no portal.
pub(super) fn refuse_unfinished(found: &Installation) -> Result<()> {
    if found.setup != Setup::Restoring {
        return Ok(());
    }
    Err(Error::refused(Message::new(
        "这个数据库的恢复没有完成，不能使用。请再执行一次 jieru restore，它会从头开始。",
        "The restore of this database was not finished, and it cannot be used. Run jieru restore again; it starts anew.",
    )))
}

fn refuse_mixed_demo(config: &Config, found: &Installation) -> Result<()> {
    if config.demo && !found.demo {
        return Err(Error::refused(Message::new(
            "这个数据库不是演示库，--demo 不会动它。请去掉 --demo，或另选 --data-dir。",
            "This database is not a demo, and --demo does not touch it. Leave --demo out, or choose another --data-dir.",
        )));
    }
    Ok(())
}

pub(super) fn make_directory(directory: &Path) -> Result<()> {
    let made = create_private(directory).and_then(|()| {
        let probe = directory.join(".writable");
        fs::write(&probe, b"")?;
        fs::remove_file(&probe)
    });
    made.map_err(|error| {
        Error::refused(Message::new(
            format!("数据目录 {} 无法写入，请检查权限，或用 --data-dir 换一个。", directory.display()),
            format!("The data directory {} is not writable; check its permissions, or choose another one with --data-dir.", directory.display()),
        ))
        .because(error)
    })
}

/// Creates the directory for its owner alone; one that exists keeps its mode.
fn create_private(directory: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

pub(crate) fn read_marker(file: &Path) -> Result<Option<Marker>> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(damaged_marker(file).because(error)),
    };
    serde_json::from_str(&text).map(Some).map_err(|error| damaged_marker(file).because(error))
}

/// Written beside and moved into place, so that it is whole or not there.
pub(super) fn write_marker(file: &Path, installation: &str) -> Result<()> {
    let marker = Marker { installation: installation.to_owned() };
    let text = serde_json::to_string_pretty(&marker).map_err(Error::broken)?;
    if fs::read_to_string(file).is_ok_and(|present| present == text) {
        return Ok(());
    }
    let beside: PathBuf = file.with_extension("json.new");
    fs::write(&beside, text).and_then(|()| fs::rename(&beside, file)).map_err(Error::broken)
}

pub(crate) fn is_missing(location: &Location) -> bool {
    match location {
        Location::Sqlite(file) => fs::metadata(file).map_or(true, |data| data.len() == 0),
        Location::Postgres(_) => false,
    }
}

pub(crate) fn database_gone(location: &Location) -> Error {
    let place = location.shown();
    Error::refused(Message::new(
        format!(
            "数据目录属于一个已有的门户，但数据库 {place} 不存在或是空的。为避免误当作全新安装，启动已中止：请恢复数据库；如果确实要重新开始，请换一个空的数据目录。"
        ),
        format!(
            "The data directory belongs to an existing portal, but the database {place} is missing or empty. It does not start as a fresh one by mistake: restore the database, or, to begin anew, choose an empty data directory."
        ),
    ))
}

fn foreign(marker: &Path, location: &Location) -> Error {
    let (marker, place) = (marker.display(), location.shown());
    Error::refused(Message::new(
        format!(
            "{marker} 与数据库 {place} 不属于同一个门户，启动已中止。请检查 --data-dir 和 --database-url。"
        ),
        format!(
            "{marker} and the database {place} do not belong to the same portal. Check --data-dir and --database-url."
        ),
    ))
}

fn damaged_marker(file: &Path) -> Error {
    Error::refused(Message::new(
        format!("标记文件 {} 无法读取或已损坏。", file.display()),
        format!("The marker {} cannot be read or is damaged.", file.display()),
    ))
}

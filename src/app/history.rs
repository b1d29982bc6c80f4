//! Checks the history of an installation as it lies there: nothing is made, migrated or written.

use super::opening;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::ledger::Note;
use crate::store::installation::Installation;
use crate::store::ledger::{self, Check, Notary, Report};
use crate::store::{Db, Location, data_keys};
use crate::text::{Message, text};
use crate::vault::{INSTALLATION, MasterKey, Vault, fits};

/// Looks at every log, with the checkpoints that somebody kept elsewhere.
pub async fn verify(config: &Config, given: &[Note]) -> Result<Report> {
    let location = Location::parse(&config.database_url)?;
    if opening::is_missing(&location) {
        return Err(nothing_here(&location));
    }
    let db = Db::open(&location, Clock::system()).await?;
    let outcome = look(config, &location, &db, given).await;
    db.close().await;
    outcome
}

async fn look(config: &Config, location: &Location, db: &Db, given: &[Note]) -> Result<Report> {
    let found = if db.is_blank().await? { None } else { db.installation().await? };
    let found = found.ok_or_else(|| nothing_here(location))?;
    if db.pending_migrations().await? > 0 {
        return Err(Error::refused(text(
            "数据库来自较早的版本，历史还没有哈希。请先执行 jieru migrate。",
            "The database is of an earlier version, and its history has no hashes yet. Run jieru migrate first.",
        )));
    }
    check(config, db, &found, given).await
}

/// The same of a database that is open and up to date.
pub async fn check(
    config: &Config,
    db: &Db,
    found: &Installation,
    given: &[Note],
) -> Result<Report> {
    let notary = notary(config, db, found).await?;
    let check = Check { notary: notary.as_ref(), given, only: None, told: |_| () };
    ledger::verify(db, &check).await
}

/// Where the master key is at hand, the signing key is looked at, too; without it the rest can be.
async fn notary(config: &Config, db: &Db, found: &Installation) -> Result<Option<Notary>> {
    let master = MasterKey::read(&config.master_key_file)?;
    let Some(master) = master.filter(|master| fits(master, &found.key_check, &found.id)) else {
        return Ok(None);
    };
    let Some(wrapped) = data_keys::wrapped(&mut db.read().await?, INSTALLATION).await? else {
        return Ok(None);
    };
    Ok(Some(Notary::new(Vault::open(master, &wrapped)?, &found.id, None)))
}

fn nothing_here(location: &Location) -> Error {
    let place = location.shown();
    Error::refused(Message::new(
        format!("{place} 里没有门户，没有历史可以检查。请检查 --data-dir 和 --database-url。"),
        format!(
            "There is no portal in {place}, so there is no history to check. Look at --data-dir and --database-url."
        ),
    ))
}

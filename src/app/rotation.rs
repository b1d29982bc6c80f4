//! `jieru vault rotate`: opens what is there and changes its master key. The steps are those of
//! [`crate::store::rotation`], which the page for it takes, too.

use super::opening::{self, Opened};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::rights::{Grants, Origin, Permit, Place, RotateMaster};
use crate::store::rotation::{Anew, Rotation};
use crate::store::{Db, Location};
use crate::text::Message;
use crate::vault::next_file;

/// How it ended.
#[derive(Debug)]
pub enum Rotated {
    Anew(Anew),
    /// An earlier run had done all but the last step.
    Finished {
        to: String,
    },
}

pub async fn rotate(config: &Config) -> Result<Rotated> {
    let waiting = next_file(&config.master_key_file).exists();
    let (opened, rotation) = begin(config).await?;
    let outcome = if waiting && !next_file(&config.master_key_file).exists() {
        rotation.from().map(|to| Rotated::Finished { to })
    } else {
        rotation.run(&permit()?, "").await.map(Rotated::Anew)
    };
    opened.db.close().await;
    outcome
}

/// Opens what is there, and never makes a new installation.
pub async fn begin(config: &Config) -> Result<(Opened, Rotation)> {
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
    let rotation = Rotation::of(&opened.db, &opened.installation.id, &config.master_key_file)?;
    Ok((opened, rotation))
}

/// Whoever has the files and the database may do it.
pub fn permit() -> Result<Permit<RotateMaster>> {
    Grants::system("command line", Origin::default())
        .permit(Place::Installation)
        .map_err(|_| Error::broken("the system may do everything"))
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

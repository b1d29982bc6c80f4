//! `jieru check`: looks at everything that serving needs, changes nothing, and says what it found.

use super::print_text;
use super::settings::{Network, Place, config};
use crate::app::opening;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::store::installation::Installation;
use crate::store::{Db, Location};
use crate::text::{Message, text};
use crate::vault::{MasterKey, fits, next_file};

pub async fn run(place: Place) -> Result<()> {
    let config = config(&place, &Network::default(), false)?;
    let location = Location::parse(&config.database_url)?;
    let marker = opening::read_marker(&config.data_dir.join("installation.json"))?;
    if opening::is_missing(&location) {
        return Err(if marker.is_some() {
            opening::database_gone(&location)
        } else {
            not_yet(&location)
        });
    }
    let db = Db::open(&location, Clock::system()).await?;
    say("database", &location.shown());
    let pending = db.pending_migrations().await?;
    say("migrations", if pending == 0 { "up to date" } else { "pending: run jieru migrate" });
    let installation = if db.is_blank().await? { None } else { db.installation().await? };
    let installation = installation.ok_or_else(|| {
        Error::refused(text(
            "数据库是空的。执行 jieru serve 或 jieru migrate。",
            "The database is empty. Run jieru serve or jieru migrate.",
        ))
    })?;
    say("installation", &installation.id);
    let foreign = marker.as_ref().is_some_and(|marker| marker.installation != installation.id);
    say(
        "marker",
        match &marker {
            None => "missing: serve writes it when the master key fits",
            Some(_) if foreign => "of another installation",
            Some(_) => "fits",
        },
    );
    let changing = check_master(&config, &installation)?;
    say(
        "people",
        if db.has_people().await? {
            "present"
        } else {
            "none yet: open /setup, or run jieru user add"
        },
    );
    db.close().await;
    if !foreign && pending == 0 && !changing {
        return Ok(());
    }
    Err(Error::refused(text("还有需要处理的项目，见上。", "Something needs attention, see above.")))
}

/// Whether a change of the master key was interrupted; an error when no key fits the database.
fn check_master(config: &Config, installation: &Installation) -> Result<bool> {
    let file = &config.master_key_file;
    let fitting = |master: &MasterKey| fits(master, &installation.key_check, &installation.id);
    let changing = next_file(file).exists();
    let master = MasterKey::read(file)?;
    let next = if changing { MasterKey::read(&next_file(file))? } else { None };
    if master.is_none() && next.is_none() {
        return Err(Error::refused(text("找不到主密钥文件。", "The master key file is missing.")));
    }
    if !master.iter().chain(&next).any(fitting) {
        return Err(crate::vault::wrong_master_key());
    }
    say("master key", "opens the database");
    if changing {
        say("", "its change was interrupted: run jieru vault rotate to finish it");
    }
    Ok(changing)
}

fn not_yet(location: &Location) -> Error {
    let place = location.shown();
    Error::refused(Message::new(
        format!("数据库 {place} 不存在。执行 jieru serve 或 jieru migrate 会创建它。"),
        format!("The database {place} does not exist. jieru serve or jieru migrate creates it."),
    ))
}

fn say(what: &str, found: &str) {
    print_text(&format!("{what:<14}{found}"));
}

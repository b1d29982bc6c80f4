//! What the portal does by itself for keys: it reminds of last days, and destroys revoked secrets whose
//! time is over.

use super::moment::day;
use super::pages::keys::purge::DAYS;
use crate::domain::{Act, Change, EnterpriseId, Key};
use crate::error::{Error, Kind, Result};
use crate::rights::{EditKeys, Grants, Permit, Place};
use crate::store::{Db, Write, keys, reminders, secrets};

/// Days before the last one on which somebody is reminded; 0 is the day after it.
const THRESHOLDS: [i64; 4] = [30, 7, 1, 0];

/// One round; how many reminders were given and secrets destroyed.
pub async fn round(db: &Db) -> Result<u64> {
    Ok(remind(db).await? + purge_outlived(db).await?)
}

fn permit(enterprise: EnterpriseId) -> Result<Permit<EditKeys>> {
    let place = Place::Enterprise(enterprise);
    Grants::job("keys").permit(place).map_err(|_| Error::broken("the system may do everything"))
}

/// The first and last expiry day of those who are reminded at a threshold today.
fn days_of(threshold: i64, now: crate::clock::Millis) -> (String, String) {
    match threshold {
        0 => ("0000-01-01".to_owned(), day(now, -1)),
        1 => (day(now, 0), day(now, 1)),
        7 => (day(now, 2), day(now, 7)),
        _ => (day(now, 8), day(now, threshold)),
    }
}

/// Writes one event for each key and threshold, once.
pub async fn remind(db: &Db) -> Result<u64> {
    let mut given = 0;
    for threshold in THRESHOLDS {
        let now = db.clock().now();
        let (first, last) = days_of(threshold, now);
        loop {
            let due = reminders::due(&mut db.read().await?, (&first, &last), threshold).await?;
            let mut now_given = 0;
            for key in due {
                now_given += u64::from(give(db, &key, threshold).await?);
            }
            given += now_given;
            if now_given == 0 {
                break;
            }
        }
    }
    Ok(given)
}

async fn give(db: &Db, key: &Key, threshold: i64) -> Result<bool> {
    let change = Change::access(key.log(), "key.reminded", Key::NOUN, key.id)
        .detail("name", &key.name)
        .detail("expires_on", &key.expires_on)
        .detail("days", threshold.to_string())
        .detail("key_fingerprint", format!("fingerprint:{}", key.fingerprint));
    let now = db.clock().now();
    let work = async |write: &mut Write<'_>| {
        reminders::insert(write, key, threshold, now).await?;
        Ok(change.clone().into())
    };
    quietly(db.write(&permit(key.enterprise)?, work).await)
}

/// Destroys what enterprises no longer want to keep, one act for each secret.
pub async fn purge_outlived(db: &Db) -> Result<u64> {
    let mut purged = 0;
    loop {
        let now = db.clock().now();
        let due = secrets::outlived(&mut db.read().await?, DAYS, now).await?;
        let mut now_purged = 0;
        for (enterprise, key, number) in due {
            let (Ok(enterprise), Ok(key)) = (enterprise.parse(), key.parse()) else { continue };
            let mut read = db.read().await?;
            let Some(key) = keys::find(&mut read, EnterpriseId(enterprise), key).await? else {
                continue;
            };
            let ring = secrets::ring(&mut read, key).await?;
            drop(read);
            let Ok((next, change)) = ring.purge(number, now) else { continue };
            let seen = ring.key.version;
            let work = async |write: &mut Write<'_>| {
                secrets::purge(write, &next, number, seen).await?;
                Ok(Act::new(change.clone()))
            };
            let done = db.write(&permit(ring.key.enterprise)?, work).await;
            now_purged += u64::from(quietly(done)?);
        }
        purged += now_purged;
        if now_purged == 0 {
            return Ok(purged);
        }
    }
}

/// Another node was faster, or somebody changed the key meanwhile: next time.
fn quietly(done: Result<()>) -> Result<bool> {
    match done {
        Ok(()) => Ok(true),
        Err(error) if matches!(error.kind(), Kind::Conflict | Kind::Taken | Kind::Busy) => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_belongs_to_one_threshold() {
        const NOW: i64 = 1_795_226_400_000;
        for left in -3..=30 {
            let date = day(NOW, left);
            let hit: Vec<i64> = THRESHOLDS
                .into_iter()
                .filter(|one| {
                    let (first, last) = days_of(*one, NOW);
                    (first..=last).contains(&date)
                })
                .collect();
            let wanted = match left {
                ..0 => 0,
                0..=1 => 1,
                2..=7 => 7,
                _ => 30,
            };
            assert_eq!(hit, [wanted], "{left}");
        }
    }
}

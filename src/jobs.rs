//! What runs by itself: clearing away ended sessions and old throttle counts, emptying the trash, the
//! care of keys, examining what was saved, and signing checkpoints.

use std::time::Duration;

use crate::access::Throttles;
use crate::domain::EnterpriseId;
use crate::domain::card::KEPT;
use crate::domain::{Log, Retention};
use crate::error::{Error, Kind, Result};
use crate::rights::{Grants, Permit, Place, PurgeHistory, PurgeTrash};
use crate::store::shelves::{Shelved, held, of_noun};
use crate::store::{Db, Write, cards, ledger, passkey_challenges, retention, sessions, throttles};

const EVERY: Duration = Duration::from_mins(10);

/// Runs until the server stops; `care` reminds of keys and destroys old secrets. A failure is logged and tried again next time.
pub async fn run(db: Db, counts: Throttles, care: impl AsyncFn() -> Result<u64>) {
    loop {
        tokio::time::sleep(EVERY).await;
        counts.shrink();
        for (what, outcome) in [
            ("sessions", sessions::delete_ended(&db).await),
            ("questions to passkeys", passkey_challenges::delete_expired(&db).await),
            ("throttles", throttles::delete_old(&db).await),
            ("trash", empty_trash(&db).await),
            ("keys", care().await),
            ("history", let_go(&db).await),
            ("ended roles", db.forget_endings().await),
            ("expired links", db.forget_invitations().await),
        ] {
            tell(what, outcome);
        }
    }
}

/// How often measured times are taken into the figures.
const SETTLE: Duration = Duration::from_secs(5);

/// Keeps the figures small until the server stops.
pub async fn settle(work: impl Fn()) {
    loop {
        tokio::time::sleep(SETTLE).await;
        work();
    }
}

/// Counts and logs what became of one round of a job.
fn tell(what: &'static str, outcome: Result<u64>) {
    let word = if outcome.is_ok() { "done" } else { "failed" };
    metrics::counter!("jieru_jobs_total", "job" => what, "outcome" => word).increment(1);
    match outcome {
        Ok(0) => {}
        Ok(count) => tracing::debug!(what, count, "job done"),
        Err(error) => tracing::warn!(what, %error, "job failed"),
    }
}

/// How soon what was saved is examined, and what is due is released, by itself.
const SOON: Duration = Duration::from_secs(30);

/// Examines what was saved or became due, from the start on and then again and again.
pub async fn examine(work: impl AsyncFn() -> Result<u64>) {
    loop {
        tell("examination", work().await);
        tokio::time::sleep(SOON).await;
    }
}

/// How often it is looked for logs whose checkpoint is due.
const LOOK: Duration = Duration::from_mins(1);

/// Signs checkpoints of the logs that have grown.
pub async fn sign(work: impl AsyncFn() -> Result<u64>) {
    loop {
        tokio::time::sleep(LOOK).await;
        tell("checkpoints", work().await);
    }
}

/// Removes for good what has lain in the trash long enough, one act for each object. What something
/// else in the trash still refers to waits until that is gone; enterprises stay.
pub async fn empty_trash(db: &Db) -> Result<u64> {
    let until = db.clock().now() - KEPT;
    let mut removed = 0;
    loop {
        let mut now_removed = 0;
        let mut after = (0, String::new());
        loop {
            let due = cards::due(&mut db.read().await?, after.clone(), until).await?;
            let Some(last) = due.last() else { break };
            after = (last.trashed_at.unwrap_or(until), last.id.clone());
            for line in &due {
                let Ok(place) = line.place.parse() else { continue };
                let (place, id) = (EnterpriseId(place), line.id.as_str());
                if of_noun!(line.noun.as_str(), purge(db, place, id), Ok(false))? {
                    now_removed += 1;
                }
            }
        }
        removed += now_removed;
        // What was waited for may be gone now.
        if now_removed == 0 {
            return Ok(removed);
        }
    }
}

/// Removes events after the time for which they are kept, one block and one act a log; what is held
/// stays. Returns how many went.
pub async fn let_go(db: &Db) -> Result<u64> {
    let (mut gone, mut after) = (0, String::new());
    loop {
        let page = retention::rules(&mut db.read().await?, &after).await?;
        for rule in &page.items {
            gone += remove_old(db, rule).await?;
        }
        match page.next {
            Some(next) => after = next,
            None => return Ok(gone),
        }
    }
}

async fn remove_old(db: &Db, rule: &Retention) -> Result<u64> {
    let now = db.clock().now();
    let mut read = db.read().await?;
    let Some(mut block) = retention::due(&mut read, rule, now).await? else { return Ok(0) };
    block.last = block.last.min(block.first + retention::BLOCK - 1);
    let size = u64::try_from(block.last + 1).map_err(Error::broken)?;
    block.root = ledger::root(&mut read, rule.log, size).await?.hex();
    drop(read);
    let place = match rule.log {
        Log::Installation => Place::Installation,
        Log::Enterprise(id) => Place::Enterprise(id),
    };
    let permit: Permit<PurgeHistory> = Grants::job("retention")
        .permit(place)
        .map_err(|_| Error::broken("the system may do everything"))?;
    let work = async |write: &mut Write<'_>| {
        // A hold, or another rule, may have come since.
        if retention::find(write, rule.log).await? != *rule {
            return Err(Error::conflict());
        }
        retention::purge(write, &block, now).await?;
        Ok(block.purged().into())
    };
    match db.write(&permit, work).await {
        Ok(()) => Ok(u64::try_from(block.count()).unwrap_or_default()),
        Err(error) if error.kind() == Kind::Conflict => Ok(0),
        Err(error) => Err(error),
    }
}

async fn purge<T: Shelved>(db: &Db, enterprise: EnterpriseId, id: &str) -> Result<bool> {
    let mut read = db.read().await?;
    let Some(object) = T::load(&mut read, enterprise, id).await? else { return Ok(false) };
    if object.trashed_at().is_none() || held(&mut read, &object).await? {
        return Ok(false);
    }
    drop(read);
    let permit: Permit<PurgeTrash> = Grants::job("trash")
        .permit(Place::Enterprise(enterprise))
        .map_err(|_| Error::broken("the system may do everything"))?;
    let work = async |write: &mut Write<'_>| {
        object.erase(write).await?;
        Ok(object.purged().into())
    };
    match db.write(&permit, work).await {
        Ok(()) => Ok(true),
        Err(error) if matches!(error.kind(), Kind::Invalid | Kind::Conflict) => Ok(false),
        Err(error) => Err(error),
    }
}

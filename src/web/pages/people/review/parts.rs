//! A review of more roles than one form holds goes on from part to part. Each part takes away at once
//! what is to go and says in the history how far it came; the last one ends the review for all of them.

use super::{CURSOR, ENDED};
use crate::clock::{HOUR, Millis};
use crate::domain::{Change, Log};
use crate::error::{Error, Result};
use crate::store::members::{self, Mark, Member};
use crate::store::{Source, reports};
use crate::text::{Text, text};
use crate::web::fault::Fault;
use crate::web::pages::people::realm::Realm;

/// Roles that one part goes through: a form holds no more.
const MOST: usize = 400;
pub const CONTINUED: &str = "access_review.continued";
/// A review that nobody went on with for so long begins anew.
const RESTS: Millis = 30 * 24 * HOUR;

const OVERTAKEN: Text = text(
    "这次复核已经由别人继续、完成，或者隔得太久了。请从头开始，或从最近停下的地方继续。",
    "Somebody else went on with this review or ended it, or it rested for too long. Begin anew, or go on where it stopped last.",
);

/// Some of the roles of a place.
pub struct Part {
    pub members: Vec<Member>,
    /// Where the next part goes on; nothing in the last one.
    pub next: Option<String>,
}

/// The part after a mark; the first one after nothing.
pub async fn part<R: Realm>(realm: &R, after: &str) -> std::result::Result<Part, Fault> {
    let id = realm.of().map(|enterprise| enterprise.id);
    let mut read = realm.visit().portal.db.read().await?;
    let (mut found, mut after) = (Vec::new(), after.to_owned());
    loop {
        let page = members::list(&mut read, id, &after).await?;
        found.extend(page.items);
        match page.next {
            Some(next) if found.len() < MOST => after = next,
            next => return Ok(Part { members: found, next }),
        }
    }
}

/// What the parts of a review came to so far.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Where the next one goes on.
    pub after: String,
    pub at: Millis,
    pub by: String,
    pub kept: usize,
    pub withdrawn: usize,
}

/// The review that was begun and not ended, where there is one.
pub async fn unfinished(
    source: &mut impl Source,
    log: Log,
    now: Millis,
) -> Result<Option<Progress>> {
    let Some(last) = reports::last_act(source, log, CONTINUED).await? else { return Ok(None) };
    let ended = reports::last_act(source, log, ENDED).await?;
    if ended.is_some_and(|ended| ended.seq > last.seq) || now - last.at > RESTS {
        return Ok(None);
    }
    let detail = |name: &str| last.details.get(name).map(String::as_str).unwrap_or_default();
    // What an earlier version kept leads nowhere.
    if Mark::read(detail(CURSOR)).is_none() {
        return Ok(None);
    }
    Ok(Some(Progress {
        after: detail(CURSOR).to_owned(),
        kept: detail("kept_roles").parse().unwrap_or_default(),
        withdrawn: detail("withdrawn_roles").parse().unwrap_or_default(),
        at: last.at,
        by: last.actor_name,
    }))
}

/// What the parts before this one came to; a conflict where they are not those of the review that goes
/// on.
pub async fn before(
    source: &mut impl Source,
    log: Log,
    after: &str,
    now: Millis,
) -> Result<Progress> {
    if after.is_empty() {
        return Ok(Progress::default());
    }
    let found = unfinished(source, log, now).await?.filter(|found| found.after == after);
    found.ok_or_else(|| Error::conflict().saying(OVERTAKEN))
}

impl Progress {
    /// With one more part.
    pub fn and(&self, kept: usize, withdrawn: usize) -> Self {
        let (kept, withdrawn) = (self.kept + kept, self.withdrawn + withdrawn);
        Progress { kept, withdrawn, ..self.clone() }
    }

    /// How far the review came, or that it is done.
    pub fn told(&self, log: Log, subject: String, next: Option<&str>) -> Change {
        let action = if next.is_some() { CONTINUED } else { ENDED };
        let change = Change::note(log, action, "access_review", subject)
            .detail("kept_roles", self.kept.to_string())
            .detail("withdrawn_roles", self.withdrawn.to_string());
        match next {
            Some(next) => change.detail(CURSOR, next),
            None => change,
        }
    }
}

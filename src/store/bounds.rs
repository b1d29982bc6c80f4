//! A permit holds at one place: what it lets somebody write is told in the log of that place, and in no
//! other one.

use super::ledger::CHECKPOINT;
use crate::domain::{Act, Invitation, Log};
use crate::error::{Error, Result};
use crate::rights::Place;

/// What the installation's log tells though an enterprise's own people, or a job there, did it: links to
/// accounts, which are the whole portal's, and checkpoints, which lie where nobody of the enterprise
/// takes them away.
const TOLD_ABOVE: &[&str] = &[Invitation::NOUN, CHECKPOINT];

/// Nobody acts in one enterprise under a right in another one, or for all of them under a right in one.
pub(super) fn check(place: Place, act: &Act) -> Result<()> {
    let own = match place {
        Place::Installation => return Ok(()),
        Place::Enterprise(id) | Place::Window { enterprise: id, .. } => id,
    };
    for change in act.changes() {
        let inside = match change.log {
            Log::Enterprise(id) => id == own,
            Log::Installation => TOLD_ABOVE.contains(&change.noun),
        };
        if !inside {
            let (action, log) = (change.action, change.log);
            return Err(Error::broken(format!("{action} in {log:?} under a right in {own}")));
        }
    }
    Ok(())
}

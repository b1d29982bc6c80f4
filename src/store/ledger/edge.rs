//! What the head of a log and its last rows say, against what its entries give.

use sqlx::FromRow;

use super::super::Read;
use super::super::sql::{sql, statements};
use super::nodes;
use super::walk::Grown;
use crate::error::Result;
use crate::ledger::{Fault, Frontier, Reason};

statements! {
    HEAD = "SELECT size, hashed, root, frontier FROM logs WHERE log = $1";
    LAST_EVENT = "SELECT COALESCE(MAX(seq), -1) FROM events WHERE log = $1";
    LAST_PLACE = "SELECT COALESCE(MAX(place), -1) FROM subtrees WHERE log = $1 AND level = $2";
    PURGES = "SELECT details FROM events WHERE log = $1 AND action = 'history.purged' ORDER BY seq DESC LIMIT 1000";
}

/// The head as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub(super) struct Stored {
    pub size: i64,
    pub hashed: i64,
    pub root: String,
    pub frontier: String,
}

impl Stored {
    pub(super) async fn find(read: &mut Read, log: &str) -> Result<Option<Self>> {
        sql!(fetch_optional Stored; read, HEAD, log.to_owned())
    }
}

/// The last rows of a log. They are read before its head, which counts at least as many.
pub(super) struct Edge {
    event: i64,
    places: Vec<i64>,
}

impl Edge {
    pub(super) async fn read(read: &mut Read, log: &str) -> Result<Self> {
        let (event,) = sql!(fetch_one (i64,); &mut *read, LAST_EVENT, log.to_owned())?;
        let mut places = Vec::new();
        for level in 0..63_i64 {
            let (place,) = sql!(fetch_one (i64,); &mut *read, LAST_PLACE, log.to_owned(), level)?;
            places.push(place);
        }
        Ok(Edge { event, places })
    }

    /// Rows that the head does not count, or a head that the entries do not give.
    pub(super) fn fault(
        &self,
        (size, hashed): (u64, u64),
        head: &Stored,
        at_head: &Frontier,
        sound: u64,
    ) -> Option<Fault> {
        if u64::try_from(self.event).is_ok_and(|last| last >= size) {
            return Some(Fault::at(size, Reason::Surplus));
        }
        if hashed > size {
            return Some(Fault::at(size, Reason::Missing));
        }
        let surplus = |(place, level): (&i64, u32)| {
            u64::try_from(*place).is_ok_and(|place| place >= hashed >> level)
        };
        if self.places.iter().zip(0..63).any(surplus) {
            return Some(Fault::at(hashed, Reason::Subtree));
        }
        let nothing = hashed == 0 && head.root.is_empty();
        let same =
            (nothing || head.root == at_head.root().hex()) && head.frontier == at_head.text();
        (!same).then(|| Fault::among(sound, size.max(sound + 1), Reason::Head))
    }
}

/// Holds subtrees that were computed against those that are kept.
pub(super) async fn subtrees(read: &mut Read, key: &str, grown: &Grown) -> Result<Option<Fault>> {
    for (level, nodes) in grown {
        let (Some((first, _)), Some((last, _))) = (nodes.first(), nodes.last()) else { continue };
        let kept = nodes::stretch(read, key, *level, (*first, last + 1)).await?;
        if let Some((place, _)) = nodes.iter().find(|(place, hash)| kept.get(place) != Some(hash)) {
            let fault = Fault::among(place << level, (place + 1) << level, Reason::Subtree);
            return Ok(Some(fault));
        }
    }
    Ok(None)
}

/// Which entries were purged, as the log itself tells.
pub(super) async fn purges(read: &mut Read, key: &str) -> Result<Vec<(u64, u64)>> {
    let rows = sql!(fetch_all (String,); read, PURGES, key.to_owned())?;
    let range = |(details,): (String,)| {
        let details: serde_json::Value = serde_json::from_str(&details).ok()?;
        let number = |name: &str| details.get(name)?.as_str()?.parse::<u64>().ok();
        Some((number("from")?, number("to")?))
    };
    Ok(rows.into_iter().filter_map(range).collect())
}

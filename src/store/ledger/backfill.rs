//! Leaves for the events of an earlier version, when the database is opened. One transaction makes the
//! leaves of one batch and says how far it came, so that it can stop anywhere and go on.

use super::super::fault::{lost_race, store_error};
use super::super::sql::{sql, statements};
use super::super::{Db, Tx, Write};
use super::append::Head;
use crate::error::Result;
use crate::rights::{Grants, Origin, Releases};

statements! {
    BEHIND = "SELECT log FROM logs WHERE hashed < size ORDER BY log LIMIT 1";
    LOCK = "UPDATE logs SET size = size WHERE log = $1 RETURNING size, hashed, frontier";
}

/// Events of one transaction.
const STRETCH: i64 = 4096;

impl Db {
    /// Leaves only repeat what the events say, like cards: there is nothing to permit or to record.
    pub(in crate::store) async fn complete_leaves(&self) -> Result<()> {
        let grants = Grants::system("start", Origin::default());
        let mut made = 0;
        loop {
            let mut write = Write {
                tx: self.begin().await?,
                actor: grants.actor(),
                permission: "",
                releases: Releases::Nowhere,
            };
            match stretch(&mut write).await {
                Ok(0) => break,
                Ok(events) => made += events,
                // Another node does the same.
                Err(error) if lost_race(&error) => continue,
                Err(error) => return Err(error),
            }
            match write.tx {
                Tx::Sqlite(tx) => tx.commit().await.map_err(store_error)?,
                Tx::Postgres(tx) => tx.commit().await.map_err(store_error)?,
            }
        }
        if made > 0 {
            tracing::info!(made, "events of an earlier version have got their hashes");
        }
        Ok(())
    }
}

/// How many events got their leaves.
async fn stretch(write: &mut Write<'_>) -> Result<i64> {
    let Some((log,)) = sql!(fetch_optional (String,); &mut *write, BEHIND)? else { return Ok(0) };
    let (size, hashed, frontier) =
        sql!(fetch_one (i64, i64, String); &mut *write, LOCK, log.clone())?;
    let mut head = Head::of(log, hashed, &frontier)?;
    let until = size.min(hashed + STRETCH);
    head.catch_up(write, until).await?;
    head.keep(write).await?;
    // Another node was faster; there may be more of other logs.
    Ok((until - hashed).max(1))
}

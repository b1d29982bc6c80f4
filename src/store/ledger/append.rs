//! The head of a log inside the transaction that appends to it: numbers, leaves, complete subtrees,
//! root and right edge, all in O(log n).

use super::super::fault::inconsistent;
use super::super::sql::{sql, statements};
use super::super::{Source, Write};
use super::batch::{self, BATCH};
use crate::error::Result;
use crate::ledger::{Event, Frontier, Hash, Subtree};

statements! {
    // Locks the log's row until the commit: on PostgreSQL this is what keeps the sequence gap-less.
    RESERVE = "INSERT INTO logs (log, size) VALUES ($1, $2)
               ON CONFLICT (log) DO UPDATE SET size = logs.size + $2 RETURNING size, hashed, frontier";
    // Records of one length, one after the other: two digits of the level, nineteen of the place, 64
    // letters of the hash.
    INSERT = "WITH RECURSIVE record(at) AS (SELECT 0 UNION ALL SELECT at + 85 FROM record WHERE at + 85 < CAST($3 AS INTEGER))
              INSERT INTO subtrees (log, level, place, hash)
              SELECT $1, CAST(substr($2, at + 1, 2) AS BIGINT), CAST(substr($2, at + 3, 19) AS BIGINT), substr($2, at + 22, 64) FROM record";
    ADVANCE = "UPDATE logs SET hashed = $2, root = $3, frontier = $4 WHERE log = $1";
}

/// How many subtrees one statement stores. PostgreSQL walks to each of them from the first letter, so that
/// more of them at once take longer than another statement.
const AT_ONCE: usize = 32;

/// One log while something is appended to it. [`Head::keep`] must be called in the end.
pub(in crate::store) struct Head {
    log: String,
    frontier: Frontier,
    grown: Vec<(Subtree, Hash)>,
}

impl Head {
    /// Takes the next `count` numbers of a log.
    pub(in crate::store) async fn reserve(
        write: &mut Write<'_>,
        log: String,
        count: i64,
    ) -> Result<Self> {
        let (size, hashed, frontier) =
            sql!(fetch_one (i64, i64, String); write, RESERVE, log.clone(), count)?;
        let mut head = Head::of(log, hashed, &frontier)?;
        // A node of an earlier version may have written events without leaves a moment ago.
        head.catch_up(write, size - count).await?;
        Ok(head)
    }

    pub(super) fn of(log: String, hashed: i64, frontier: &str) -> Result<Self> {
        let parsed = u64::try_from(hashed).ok().and_then(|size| Frontier::parse(size, frontier));
        match parsed {
            Some(frontier) => Ok(Head { log, frontier, grown: Vec::new() }),
            None => Err(inconsistent("logs", "frontier", &log)),
        }
    }

    /// The number of the next event.
    pub(in crate::store) fn seq(&self) -> Result<i64> {
        i64::try_from(self.frontier.size()).map_err(|_| inconsistent("logs", "size", &self.log))
    }

    pub(in crate::store) fn push(&mut self, event: &Event<'_>) {
        let grown = &mut self.grown;
        self.frontier.push(event.leaf(), |at, hash| grown.push((at, hash)));
    }

    /// Makes leaves of events that have none, up to before this number.
    pub(super) async fn catch_up(&mut self, source: &mut impl Source, until: i64) -> Result<()> {
        let mut from = self.seq()?;
        while from < until {
            let to = until.min(from + BATCH);
            let rows = batch::read(source, &self.log, from, to).await?;
            let mut expected = from;
            for row in rows.split() {
                let event = row.ok().filter(|event| event.seq == expected);
                let event = event.ok_or_else(|| {
                    inconsistent("events", "seq", &format!("{} {expected}", self.log))
                })?;
                self.push(&event);
                expected += 1;
            }
            if expected != to {
                return Err(inconsistent("events", "seq", &format!("{} {expected}", self.log)));
            }
            from = to;
        }
        Ok(())
    }

    /// Stores what has grown, and the head.
    pub(in crate::store) async fn keep(self, write: &mut Write<'_>) -> Result<()> {
        let hashed = self.seq()?;
        for part in self.grown.chunks(AT_ONCE) {
            let mut records = String::with_capacity(85 * AT_ONCE);
            for (Subtree { level, place }, hash) in part {
                records.extend([format!("{level:02}{place:019}{hash}")]);
            }
            let length = i64::try_from(records.len()).map_err(crate::error::Error::broken)?;
            sql!(execute write, INSERT, self.log.clone(), records, length)?;
        }
        let (root, frontier) = (self.frontier.root().hex(), self.frontier.text());
        sql!(execute write, ADVANCE, self.log.clone(), hashed, root, frontier)?;
        Ok(())
    }
}

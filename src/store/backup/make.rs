//! Makes a backup of what one transaction sees, and looks through the file before it says so.

use std::fs::File;
use std::io::{Seek, SeekFrom};

use futures_util::TryStreamExt;
use sqlx::AssertSqlSafe;
use tokio::sync::Semaphore;

use super::super::fault::store_error;
use super::super::history::{self, Filter};
use super::super::sql::Conn;
use super::super::{Db, Source, installation};
use super::format::{Contents, Counting, FORMAT, Head, Reader, Whole, Writer};
use super::schema::{Table, tables};
use super::{Snapshot, aside, one_of};
use crate::clock::Millis;
use crate::domain::{Change, Log};
use crate::error::{Error, Result};
use crate::vault::StreamKey;

const SCHEMA: &str = "SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations WHERE success";

/// Rows that are handed over at once.
const ROWS: usize = 500;

/// Each holds a connection and reads everything: a process makes one after the other.
static ONE: Semaphore = Semaphore::const_new(1);

/// A finished, verified backup. The file stands at its beginning.
#[derive(Debug)]
pub struct Made {
    pub file: File,
    pub whole: Whole,
}

/// Writes everything that the database holds into an empty file that can also be read. `key` gives what
/// the master key of this name seals with: the one that the snapshot was taken under.
pub async fn make(
    db: &Db,
    file: File,
    key: impl AsyncFnOnce(&str) -> Result<StreamKey>,
) -> Result<Made> {
    let _one = ONE.acquire().await.map_err(Error::broken)?;
    let mut snapshot = Snapshot::take(db).await?;
    let found = installation::find(&mut snapshot).await?.ok_or_else(Error::not_found)?;
    let master = installation::master(&mut snapshot).await?;
    let key = key(&master).await?;
    let (schema,): (i64,) = one_of!(fetch_one &mut snapshot, SCHEMA, SCHEMA)?;
    let head = Head {
        format: FORMAT,
        installation: found.id,
        made_at: db.clock().now(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        engine: db.engine().to_owned(),
        schema,
        demo: found.demo,
    };
    let sealing = key.clone();
    let mut writer = aside(move || Writer::begin(file, &sealing, head)).await?;
    for table in tables(&mut snapshot).await? {
        writer = write(&mut snapshot, writer, table).await?;
    }
    let (file, contents) = aside(move || writer.finish()).await?;
    aside(move || verified(file, &key, &contents)).await
}

/// All rows of one table, some at a time.
async fn write(snapshot: &mut Snapshot, mut writer: Writer, table: Table) -> Result<Writer> {
    let taken = table.is_taken();
    let conn = snapshot.conn();
    let statement = table.select(&conn);
    writer = aside(move || writer.table(&table).map(|()| writer)).await?;
    if taken {
        let mut rows = match conn {
            Conn::Sqlite(conn) => {
                sqlx::query_as::<sqlx::Sqlite, (String,)>(AssertSqlSafe(statement)).fetch(conn)
            }
            Conn::Postgres(conn) => {
                sqlx::query_as::<sqlx::Postgres, (String,)>(AssertSqlSafe(statement)).fetch(conn)
            }
        };
        let mut some = Vec::with_capacity(ROWS);
        while let Some((row,)) = rows.try_next().await.map_err(store_error)? {
            some.push(row);
            if some.len() == ROWS {
                let full = std::mem::replace(&mut some, Vec::with_capacity(ROWS));
                writer = aside(move || writer.rows(&full).map(|()| writer)).await?;
            }
        }
        writer = aside(move || writer.rows(&some).map(|()| writer)).await?;
    }
    aside(move || writer.end_of_table().map(|()| writer)).await
}

/// Reads the file back: only what opens and says the same as what was written is a backup.
fn verified(mut file: File, key: &StreamKey, written: &Contents) -> Result<Made> {
    let reread = |file: &mut File| {
        file.seek(SeekFrom::Start(0))?;
        file.try_clone()
    };
    let copy = reread(&mut file).map_err(Error::broken)?;
    let whole = Reader::look(copy, key)?;
    if whole.contents != *written {
        return Err(Error::broken("the backup does not say what was written into it"));
    }
    // A copy of a handle moves with it.
    reread(&mut file).map_err(Error::broken)?;
    Ok(Made { file, whole })
}

/// The rows of a table as they are now, counted as a backup counts them.
pub(super) async fn counted(
    source: &mut impl Source,
    table: &Table,
) -> Result<super::format::Count> {
    let conn = source.conn();
    let statement = table.select(&conn);
    let mut rows = match conn {
        Conn::Sqlite(conn) => {
            sqlx::query_as::<sqlx::Sqlite, (String,)>(AssertSqlSafe(statement)).fetch(conn)
        }
        Conn::Postgres(conn) => {
            sqlx::query_as::<sqlx::Postgres, (String,)>(AssertSqlSafe(statement)).fetch(conn)
        }
    };
    let mut counting = Counting::default();
    while let Some((row,)) = rows.try_next().await.map_err(store_error)? {
        counting.take(&row)?;
    }
    Ok(counting.count())
}

/// What the history tells of a backup: what is in it and which bytes it has, wherever it was taken to.
pub fn made(whole: &Whole) -> Change {
    let Whole { contents, size, sha256 } = whole;
    Change::access(Log::Installation, "backup.made", "backup", &contents.head.installation)
        .detail("sha256", sha256)
        .detail("size", size.to_string())
        .detail("rows", contents.rows().to_string())
        .detail("schema", contents.head.schema.to_string())
}

/// A backup that the history tells of.
#[derive(Clone, Debug)]
pub struct Last {
    pub at: Millis,
    pub who: String,
    pub size: u64,
    pub sha256: String,
}

/// How many of them are told.
const LAST: usize = 10;

/// The last backups, the newest first.
pub async fn last(source: &mut impl Source) -> Result<Vec<Last>> {
    let wanted = Filter::Action("backup.made".to_owned());
    let events = history::page(source, Log::Installation, &wanted, None).await?.items;
    let told = |event: history::Event| {
        let detail = |name: &str| event.details.get(name).cloned().unwrap_or_default();
        let (size, sha256) = (detail("size").parse().unwrap_or_default(), detail("sha256"));
        Last { at: event.at, who: event.actor_name, size, sha256 }
    };
    Ok(events.into_iter().take(LAST).map(told).collect())
}

/// When the latest event of the installation's log was, for whoever doubts the clock.
pub async fn latest_event(source: &mut impl Source) -> Result<Option<Millis>> {
    let events = history::page(source, Log::Installation, &Filter::All, None).await?.items;
    Ok(events.first().map(|event| event.at))
}

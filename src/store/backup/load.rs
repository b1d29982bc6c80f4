//! Fills an empty database from a backup: all rows in one transaction, held against the counts of the
//! file before it is committed.
//!
//! Until [`finish`], the installation says of itself that it is being restored, and nothing opens it: a
//! restore that was stopped half-way is never taken for a portal.

use std::fs::File;

use sqlx::AssertSqlSafe;

use super::super::fault::store_error;
use super::super::installation::{self, Installation, Setup};
use super::super::sql::Conn;
use super::super::{Db, Source, Tx, Write, invitations, passkey_challenges};
use super::aside;
use super::format::{Part, Reader, Whole, damaged};
use super::make::counted;
use super::schema::{Table, quoted, tables};
use crate::domain::{Change, Log};
use crate::error::{Error, Kind, Result};
use crate::rights::{MakeBackups, Permit};
use crate::vault::StreamKey;

/// Where migrations leave rows of their own.
const SEEDED: &[&str] = &["password_rules", "password_cost"];

const BEGIN: &str = "UPDATE installation SET setup = 'restoring'";

/// What was loaded, and what is to be put into place at the end.
pub struct Loaded {
    pub installation: Installation,
    whole: Whole,
}

struct Loading(Tx);

impl Source for Loading {
    fn conn(&mut self) -> Conn<'_> {
        match &mut self.0 {
            Tx::Sqlite(tx) => Conn::Sqlite(tx),
            Tx::Postgres(tx) => Conn::Postgres(tx),
        }
    }
}

/// What stands in the way of a restore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    Nothing,
    /// A restore that was stopped half-way.
    Unfinished,
    Something,
}

/// Looks at what the database holds.
pub async fn look(db: &Db) -> Result<Found> {
    let mut read = db.read().await?;
    match tables(&mut read).await {
        Ok(tables) if tables.is_empty() => return Ok(Found::Nothing),
        // Columns of kinds that we never have.
        Err(error) if error.kind() == Kind::Broken => return Ok(Found::Something),
        // Stopped before the first row, or while the tables were made.
        Ok(tables) if !db.is_blank().await? && !filled(&mut read, &tables).await? => {
            return Ok(Found::Unfinished);
        }
        tables => tables.map(drop)?,
    }
    Ok(match installation::find(&mut read).await {
        Ok(Some(found)) if found.setup == Setup::Restoring => Found::Unfinished,
        Ok(_) => Found::Something,
        // Tables of somebody else.
        Err(error) if error.kind() == Kind::Broken => Found::Something,
        Err(error) => return Err(error),
    })
}

/// Whether anybody but a migration wrote into them.
async fn filled(source: &mut impl Source, tables: &[Table]) -> Result<bool> {
    for table in tables.iter().filter(|table| !SEEDED.contains(&table.name.as_str())) {
        if counted(source, table).await?.rows > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes every table away: of a restore that failed, or was stopped before. PostgreSQL only; a SQLite
/// file is removed instead.
pub async fn clear(db: &Db) -> Result<()> {
    let mut loading = Loading(db.begin().await?);
    let mut all = tables(&mut loading).await?;
    all.reverse();
    let names = all.into_iter().map(|table| table.name).chain(["_sqlx_migrations".to_owned()]);
    for name in names {
        let drop = format!("DROP TABLE IF EXISTS {}", quoted(&name));
        run(&mut loading, drop, None).await?;
    }
    commit(loading).await
}

/// Loads the file into a database without rows. Every table of the file must be there, and no other.
pub async fn load(db: &Db, file: File, key: StreamKey) -> Result<Loaded> {
    let mut reader = aside(move || Reader::begin(file, &key)).await?;
    let wanted = reader.head().schema;
    db.migrate_to(wanted).await?;
    let mut loading = Loading(db.begin().await?);
    let mut left = tables(&mut loading).await?;
    // Some migrations leave rows behind; the file has its own.
    for table in left.iter().rev() {
        run(&mut loading, format!("DELETE FROM {}", quoted(&table.name)), None).await?;
    }
    let mut current: Option<Table> = None;
    loop {
        let part;
        (reader, part) = aside(move || reader.part().map(|part| (reader, part))).await?;
        match part {
            Part::Table(table) => {
                let at = left.iter().position(|known| same(known, &table));
                left.remove(at.ok_or_else(|| unknown(&table))?);
                current = Some(table);
            }
            Part::Rows(rows) => {
                let table = current.as_ref().ok_or_else(damaged)?;
                let statement = table.insert(&loading.conn());
                run(&mut loading, statement, Some(format!("[{rows}]"))).await?;
            }
            Part::Counted(count) => {
                let table = current.take().ok_or_else(damaged)?;
                if counted(&mut loading, &table).await? != count {
                    let table = &table.name;
                    return Err(Error::broken(format!("{table} came out different")));
                }
            }
            Part::End => break,
        }
    }
    if let Some(missing) = left.first() {
        return Err(Error::broken(format!("{} is not in the backup", missing.name)));
    }
    let whole = aside(move || reader.finish()).await?;
    let found = installation::find(&mut loading).await?.ok_or_else(damaged)?;
    run(&mut loading, BEGIN.to_owned(), None).await?;
    commit(loading).await?;
    Ok(Loaded { installation: found, whole })
}

/// The last step: it is a portal again, and its history tells of it. Links to accounts that were open then
/// may have been used or revoked since, so none of them opens any longer.
pub async fn finish(db: &Db, permit: &Permit<MakeBackups>, loaded: &Loaded) -> Result<()> {
    let Loaded { installation: found, whole } = loaded;
    let change = Change::access(Log::Installation, "backup.restored", "backup", &found.id)
        .detail("sha256", &whole.sha256)
        .detail("rows", whole.contents.rows().to_string())
        .detail("made_at", crate::ledger::moment(whole.contents.head.made_at));
    let now = db.clock().now();
    let write = async |write: &mut Write<'_>| {
        installation::advance(write, Setup::Restoring, found.setup).await?;
        passkey_challenges::forget_all(write).await?;
        invitations::close_all(write, change.clone().into(), now).await
    };
    db.write(permit, write).await
}

/// The same columns of the same kinds, in whichever order.
fn same(known: &Table, table: &Table) -> bool {
    let sorted = |table: &Table| {
        let mut columns = table.columns.clone();
        columns.sort_by(|one, other| one.0.cmp(&other.0));
        columns
    };
    known.name == table.name && sorted(known) == sorted(table)
}

async fn run(loading: &mut Loading, statement: String, rows: Option<String>) -> Result<()> {
    let text = AssertSqlSafe(statement);
    let done = match (loading.conn(), rows) {
        (Conn::Sqlite(conn), None) => sqlx::raw_sql(text).execute(conn).await.map(drop),
        (Conn::Postgres(conn), None) => sqlx::raw_sql(text).execute(conn).await.map(drop),
        (Conn::Sqlite(conn), Some(rows)) => {
            sqlx::query::<sqlx::Sqlite>(text).bind(rows).execute(conn).await.map(drop)
        }
        (Conn::Postgres(conn), Some(rows)) => {
            sqlx::query::<sqlx::Postgres>(text).bind(rows).execute(conn).await.map(drop)
        }
    };
    done.map_err(store_error)
}

async fn commit(loading: Loading) -> Result<()> {
    match loading.0 {
        Tx::Sqlite(tx) => tx.commit().await,
        Tx::Postgres(tx) => tx.commit().await,
    }
    .map_err(store_error)
}

fn unknown(table: &Table) -> Error {
    Error::broken(format!("the table {} of the backup is unknown here", table.name))
}

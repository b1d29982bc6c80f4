//! Backups: everything that the database holds, as one file that fits either database, sealed with the
//! master key and looked through again before anybody calls it one.
//!
//! It is taken from one read transaction ([`Snapshot`]) while the portal goes on serving: all that was
//! acknowledged before it began is in it, and nothing is in it by half. [`make`] writes and verifies,
//! [`load`] fills an empty database; what belongs around it is the business of `app::restoring`.

mod check;
mod format;
pub mod load;
mod make;
mod schema;

pub use check::{Flaw, examine};
pub use format::{Contents, Head, Reader, Whole, too_new};
pub use make::{Last, Made, last, latest_event, made, make};
pub use schema::{LEFT_OUT, Table, tables};

use super::fault::store_error;
use super::sql::Conn;
use super::{Db, Engine, Source, Tx};
use crate::error::{Error, Result};

/// Runs the text of whichever database is behind the source: what a schema looks like is asked
/// differently on each.
macro_rules! one_of {
    ($fetch:ident $source:expr, $sqlite:expr, $postgres:expr) => {
        match $crate::store::Source::conn($source) {
            $crate::store::Conn::Sqlite(conn) => {
                sqlx::query_as::<sqlx::Sqlite, _>($sqlite).$fetch(conn).await
            }
            $crate::store::Conn::Postgres(conn) => {
                sqlx::query_as::<sqlx::Postgres, _>($postgres).$fetch(conn).await
            }
        }
        .map_err($crate::store::fault::store_error)
    };
}
use one_of;

/// A transaction that reads everything as it was when it began, and writes nothing.
pub struct Snapshot(Tx);

impl Snapshot {
    pub async fn take(db: &Db) -> Result<Self> {
        Ok(Snapshot(match &db.engine {
            Engine::Sqlite { readers, .. } => {
                readers.begin().await.map(Tx::Sqlite).map_err(store_error)?
            }
            Engine::Postgres(pool) => {
                const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
                // In a task of its own for the reason that `Db::begin` gives.
                let pool = pool.clone();
                let begun = tokio::spawn(async move { pool.begin_with(BEGIN).await });
                begun.await.map_err(Error::broken)?.map(Tx::Postgres).map_err(store_error)?
            }
        }))
    }
}

impl Source for Snapshot {
    fn conn(&mut self) -> Conn<'_> {
        match &mut self.0 {
            Tx::Sqlite(tx) => Conn::Sqlite(tx),
            Tx::Postgres(tx) => Conn::Postgres(tx),
        }
    }
}

/// What compresses, seals and writes would hold up everything else on its thread.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::broken)?
}

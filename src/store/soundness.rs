//! Whether a database is sound and keeps what it acknowledged, for `jieru check`.

use super::fault::store_error;
use super::sql::Conn;
use super::{Db, Source};
use crate::error::Result;

/// What a PostgreSQL server was told to be careless about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Careless {
    /// It acknowledges before the disk has it. Our own connections ask for more.
    pub commits: bool,
    /// It trusts the operating system with what was acknowledged: a power cut loses it.
    pub disk: bool,
}

pub(super) const SERVER: &str = "SELECT current_setting('synchronous_commit') = 'off', current_setting('fsync') = 'off' OR current_setting('full_page_writes') = 'off'";
const WAITS: &str = "SELECT current_setting('synchronous_commit') <> 'off'";
const QUICK_CHECK: &str = "PRAGMA quick_check(1)";

impl Db {
    pub fn careless(&self) -> Careless {
        self.careless
    }

    /// Whether what our own connections write is on the disk before it is acknowledged.
    pub async fn waits_for_disk(&self) -> Result<bool> {
        let mut read = self.read().await?;
        let Conn::Postgres(conn) = read.conn() else { return Ok(true) };
        let found = sqlx::query_as::<sqlx::Postgres, (bool,)>(WAITS).fetch_one(conn).await;
        found.map(|(waits,)| waits).map_err(store_error)
    }

    /// What is wrong with the file, in SQLite's own words; PostgreSQL looks after its own.
    pub async fn damage(&self) -> Result<Option<String>> {
        let mut read = self.read().await?;
        let Conn::Sqlite(conn) = read.conn() else { return Ok(None) };
        let said = sqlx::query_as::<sqlx::Sqlite, (String,)>(QUICK_CHECK).fetch_one(conn).await;
        let (said,) = said.map_err(store_error)?;
        Ok((said != "ok").then_some(said))
    }
}

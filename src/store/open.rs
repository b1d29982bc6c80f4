//! Opening, creating and migrating a database.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, PgConnection};
use url::Url;

use super::fault::store_error;
use super::soundness::{Careless, SERVER};
use super::sql::{sql, statements};
use super::{Db, Engine};
use crate::clock::Clock;
use crate::error::{Error, Kind, Result};
use crate::text::Message;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

statements! {
    PING = "SELECT 1";
    MIGRATIONS = "SELECT version FROM _sqlx_migrations WHERE success";
}

/// Where the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Location {
    /// Reads `sqlite:FILE`, `sqlite://FILE` or `postgres://…`.
    pub fn parse(url: &str) -> Result<Self> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Location::Postgres(url.to_owned()));
        }
        let file = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
        match file {
            Some(file) if !file.is_empty() => Ok(Location::Sqlite(PathBuf::from(file))),
            _ => Err(Error::refused(Message::new(
                "数据库地址应为 sqlite:文件 或 postgres://…",
                "The database URL must be sqlite:FILE or postgres://…",
            ))),
        }
    }

    /// For messages: without the password.
    pub fn shown(&self) -> String {
        match self {
            Location::Sqlite(file) => format!("sqlite:{}", file.display()),
            Location::Postgres(url) => Url::parse(url).map_or_else(
                |_| "postgres://…".to_owned(),
                |url| {
                    // A password may stand before the host and in the query alike.
                    let host = url.host_str().unwrap_or_default();
                    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
                    format!("postgres://{host}{port}{}", url.path())
                },
            ),
        }
    }
}

impl Db {
    /// Opens the database as it is; a SQLite file is created when there is none.
    pub async fn open(location: &Location, clock: Clock) -> Result<Self> {
        let (engine, careless) = match location {
            Location::Sqlite(file) => (open_sqlite(file).await?, Careless::default()),
            Location::Postgres(url) => open_postgres(location, url).await?,
        };
        Ok(Db { engine, clock, stuck: std::sync::Arc::default(), careless })
    }

    /// Brings the schema up to date. Running it twice, or on two nodes at once, does no harm.
    pub async fn migrate(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite { writer, .. } => SQLITE.run(writer).await,
            Engine::Postgres(pool) => POSTGRES.run(pool).await,
        }
        .map_err(|error| Error::broken(format!("migration failed: {error}")))?;
        self.complete_cards().await?;
        self.complete_leaves().await
    }

    /// Brings the schema of an empty database to this version and no further.
    pub async fn migrate_to(&self, version: i64) -> Result<()> {
        let (known, ran) = match &self.engine {
            Engine::Sqlite { writer, .. } => {
                (SQLITE.version_exists(version), SQLITE.run_to(version, writer).await)
            }
            Engine::Postgres(pool) => {
                (POSTGRES.version_exists(version), POSTGRES.run_to(version, pool).await)
            }
        };
        if !known {
            return Err(Error::refused(Message::new(
                format!("它来自更新的版本（结构版本 {version}），请用那个版本的程序。"),
                format!(
                    "It is of a later version (schema {version}); use the program of that version."
                ),
            )));
        }
        ran.map_err(|error| Error::broken(format!("migration failed: {error}")))
    }

    /// Whether no migration ever ran here.
    pub async fn is_blank(&self) -> Result<bool> {
        match sql!(fetch_all (i64,); &mut self.read().await?, MIGRATIONS) {
            Ok(rows) => Ok(rows.is_empty()),
            // There is no such table.
            Err(error) if error.kind() == Kind::Broken => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// Whether this program knows the schema of this number: a later one it cannot fill.
    pub fn knows_schema(&self, version: i64) -> bool {
        match &self.engine {
            Engine::Sqlite { .. } => SQLITE.version_exists(version),
            Engine::Postgres(_) => POSTGRES.version_exists(version),
        }
    }

    /// How many migrations this program knows that the database has not run yet.
    pub async fn pending_migrations(&self) -> Result<usize> {
        let known = match &self.engine {
            Engine::Sqlite { .. } => SQLITE.iter().count(),
            Engine::Postgres(_) => POSTGRES.iter().count(),
        };
        let done = if self.is_blank().await? {
            0
        } else {
            sql!(fetch_all (i64,); &mut self.read().await?, MIGRATIONS)?.len()
        };
        Ok(known.saturating_sub(done))
    }

    pub async fn ping(&self) -> Result<()> {
        sql!(execute &mut self.read().await?, PING).map(|_| ())
    }
}

async fn open_sqlite(file: &Path) -> Result<Engine> {
    make_private(file).map_err(|error| cannot_open(&file.display().to_string(), error.into()))?;
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // A saved key must survive a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("temp_store", "memory")
        .pragma("cache_size", "-16384")
        .pragma("mmap_size", "134217728");
    let pool = |connections: u32| {
        SqlitePoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(PATIENCE)
            .idle_timeout(None)
            .max_lifetime(None)
    };
    let writer = pool(1)
        // After an input or output error SQLite has rolled back by itself; the rollback that follows
        // fails, and sqlx 0.9.0 believes the connection inside a transaction for ever. Another one
        // takes its place, so that saving goes on without a restart.
        .after_release(|connection, _| {
            Box::pin(async move {
                // The rollback is only queued until here.
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
        .connect_with(options.clone().row_buffer_size(ROWS_AHEAD))
        .await
        .map_err(|error| cannot_open(&file.display().to_string(), error))?;
    let readers =
        pool(4).connect_lazy_with(options.row_buffer_size(ROWS_AHEAD).pragma("query_only", "on"));
    Ok(Engine::Sqlite { writer, readers })
}

/// How long a connection may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Rows that the worker thread reads before it waits for us; 1 would cost twice the time per page.
const ROWS_AHEAD: usize = 500;

async fn open_postgres(location: &Location, url: &str) -> Result<(Engine, Careless)> {
    let wrong = |error| cannot_open(&location.shown(), error);
    let mut options = PgConnectOptions::from_str(url).map_err(wrong)?;
    // The pool would hide why nobody answers; one connection of our own says it.
    let attempt = tokio::time::timeout(PATIENCE, PgConnection::connect_with(&options)).await;
    let mut connection = attempt.unwrap_or(Err(sqlx::Error::PoolTimedOut)).map_err(wrong)?;
    let asked = sqlx::query_as::<sqlx::Postgres, (bool, bool)>(SERVER);
    let (commits, disk) = asked.fetch_one(&mut connection).await.map_err(wrong)?;
    connection.close().await.map_err(wrong)?;
    if commits {
        // A saved key must survive here, too; whoever asks for more than this gets more.
        options = options.options([("synchronous_commit", "on")]);
    }
    let pool = PgPoolOptions::new()
        .max_connections(16)
        .acquire_timeout(PATIENCE)
        .connect_with(options)
        .await
        .map_err(wrong)?;
    Ok((Engine::Postgres(pool), Careless { commits, disk }))
}

/// Password hashes and sealed keys are nobody else's on this machine; SQLite gives its side files the
/// mode of the database.
fn make_private(file: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(|_| ())
}

fn cannot_open(what: &str, error: sqlx::Error) -> Error {
    Error::refused(Message::new(
        format!("无法打开数据库 {what}，请检查路径、权限和连接地址。"),
        format!("The database {what} cannot be opened; check its path, permissions and address."),
    ))
    .because(store_error(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_connection_to_sqlite_waits_for_the_disk() {
        let folder = tempfile::tempdir().expect("folder");
        let engine = open_sqlite(&folder.path().join("a.db")).await.expect("a database");
        let Engine::Sqlite { writer, readers } = engine else { panic!("no SQLite") };
        for pool in [&writer, &readers] {
            let mode: (String,) =
                sqlx::query_as("PRAGMA journal_mode").fetch_one(pool).await.expect("a mode");
            let level: (i64,) =
                sqlx::query_as("PRAGMA synchronous").fetch_one(pool).await.expect("a level");
            assert_eq!((mode.0.as_str(), level.0), ("wal", 2), "2 is FULL");
        }
    }

    #[test]
    fn urls_are_read_and_shown_without_the_password() {
        assert_eq!(Location::parse("sqlite:a.db").expect("file"), Location::Sqlite("a.db".into()));
        assert_eq!(
            Location::parse("sqlite:///a.db").expect("file"),
            Location::Sqlite("/a.db".into())
        );
        assert!(Location::parse("mysql://x").is_err());
        assert!(Location::parse("sqlite:").is_err());
        let location = Location::parse("postgres://app:hunter2@db.example/jieru").expect("url");
        assert_eq!(location.shown(), "postgres://db.example/jieru");
        let location =
            Location::parse("postgres:///jieru?host=/run&password=hunter2").expect("url");
        assert_eq!(location.shown(), "postgres:///jieru");
    }
}

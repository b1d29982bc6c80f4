//! How the database is doing: how long one waits for it, how many connections are used, and whether it
//! answers and takes changes.

use std::future::Future;
use std::sync::atomic::Ordering;

use super::fault::{lost_race, store_error};
use super::sql::{sql, statements};
use super::{Db, Engine};
use crate::clock::Stopwatch;
use crate::error::{Kind, Result};

statements! {
    // Writes what stands there already.
    PROBE = "UPDATE installation SET setup = setup";
}

/// A pool of connections at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Pool {
    pub name: &'static str,
    pub used: usize,
    pub idle: usize,
    pub most: usize,
}

/// Waits for a connection and measures how long that takes.
pub(super) async fn waited<T>(
    pool: &'static str,
    connection: impl Future<Output = std::result::Result<T, sqlx::Error>>,
) -> Result<T> {
    let watch = Stopwatch::start();
    let outcome = connection.await;
    metrics::histogram!("jieru_database_wait_seconds", "pool" => pool).record(watch.elapsed());
    outcome.map_err(store_error)
}

impl Db {
    pub fn pools(&self) -> Vec<Pool> {
        fn of<D: sqlx::Database>(name: &'static str, pool: &sqlx::Pool<D>) -> Pool {
            let open = usize::try_from(pool.size()).unwrap_or_default();
            let idle = pool.num_idle();
            let most = usize::try_from(pool.options().get_max_connections()).unwrap_or_default();
            Pool { name, used: open.saturating_sub(idle), idle, most }
        }
        match &self.engine {
            Engine::Sqlite { writer, readers } => vec![of("write", writer), of("read", readers)],
            Engine::Postgres(pool) => vec![of("all", pool)],
        }
    }

    /// Keeps whether the last change failed because of the database.
    pub(super) fn note(&self, outcome: &Result<()>) {
        match outcome {
            Ok(()) => self.stuck.store(false, Ordering::Relaxed),
            Err(error) if error.kind() == Kind::Busy && !lost_race(error) => {
                self.stuck.store(true, Ordering::Relaxed);
            }
            Err(_) => {}
        }
    }

    /// Whether it answers and, where the last change failed, whether it takes changes again. Nobody sends
    /// changes to a server that is not ready, so it has to be tried.
    pub async fn ready(&self) -> Result<()> {
        self.ping().await?;
        if self.stuck.load(Ordering::Relaxed) {
            let tried = async { sql!(execute &mut self.direct().await?, PROBE).map(|_| ()) }.await;
            self.note(&tried);
            return tried;
        }
        Ok(())
    }
}

//! Everything that lies in a database, SQLite or PostgreSQL. Only this module names sqlx.
//!
//! Reading needs a [`Read`]. Writing needs a permit and ends with an [`Act`]: [`Db::write`] takes
//! both, so that nothing is changed without the right to do it or without its record in the
//! history. Sessions, questions to passkeys, throttles and hashes made anew are the named exceptions, and
//! cards, looks, names of secrets and leaves of the history that an earlier version did not write: they
//! are made anew when the database is opened.

pub mod access_requests;
pub mod accounts;
pub mod backup;
mod bounds;
pub mod cards;
pub mod checkups;
pub mod data_keys;
pub mod defaults;
pub mod directory;
pub mod domains;
pub mod endings;
pub mod enterprises;
mod fault;
mod figures;
pub mod findings;
pub mod grants;
pub mod handovers;
pub mod history;
pub mod installation;
pub mod invitations;
pub mod keys;
pub mod lapses;
pub mod leave_templates;
pub mod ledger;
pub mod lists;
pub mod looks;
pub mod members;
pub mod object_releases;
mod open;
pub mod passkey_challenges;
pub mod password_rules;
pub mod past;
pub mod people;
pub mod plugins;
pub mod recognised;
pub mod releases;
pub mod reminders;
pub mod reports;
pub mod requests;
pub mod retention;
pub mod review_policies;
pub mod rotation;
pub mod saved_searches;
pub mod search;
pub mod second_factors;
pub mod secrets;
pub mod sessions;
pub mod shelves;
pub mod sign_in_rules;
pub mod soundness;
mod sql;
pub mod standing;
pub mod switches;
pub mod throttles;
pub mod tokens;
pub mod vip_fields;
pub mod windows;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use crate::clock::Clock;
use crate::domain::Act;
use crate::error::{Error, Result};
use crate::rights::{Actor, Permission, Permit, Place, Releases};
use figures::waited;

pub use fault::{FULL, READ_ONLY};
pub use open::Location;
pub use sql::{Conn, Source};

/// What each module asks the database.
const ASKED: &[(&str, &[&str])] = &[
    ("installation", installation::STATEMENTS),
    ("people", people::STATEMENTS),
    ("password_rules", password_rules::STATEMENTS),
    ("grants", grants::STATEMENTS),
    ("directory", directory::STATEMENTS),
    ("endings", endings::STATEMENTS),
    ("members", members::STATEMENTS),
    ("access_requests", access_requests::STATEMENTS),
    ("invitations", invitations::STATEMENTS),
    ("sessions", sessions::STATEMENTS),
    ("second_factors", second_factors::STATEMENTS),
    ("passkey_challenges", passkey_challenges::STATEMENTS),
    ("sign_in_rules", sign_in_rules::STATEMENTS),
    ("throttles", throttles::STATEMENTS),
    ("tokens", tokens::STATEMENTS),
    ("figures", figures::STATEMENTS),
    ("enterprises", enterprises::STATEMENTS),
    ("accounts", accounts::STATEMENTS),
    ("plugins", plugins::STATEMENTS),
    ("leave_templates", leave_templates::STATEMENTS),
    ("vip_fields", vip_fields::STATEMENTS),
    ("keys", keys::STATEMENTS),
    ("lapses", lapses::STATEMENTS),
    ("secrets", secrets::STATEMENTS),
    ("data_keys", data_keys::STATEMENTS),
    ("windows", windows::STATEMENTS),
    ("defaults", defaults::STATEMENTS),
    ("domains", domains::STATEMENTS),
    ("recognised", recognised::STATEMENTS),
    ("releases", releases::STATEMENTS),
    ("handovers", handovers::STATEMENTS),
    ("history", history::PARTS[0]),
    ("history::walk", history::PARTS[1]),
    ("history::choices", history::PARTS[2]),
    ("history::notes", history::PARTS[3]),
    ("past", past::STATEMENTS),
    ("retention", retention::STATEMENTS),
    ("reports", reports::STATEMENTS),
    ("open", open::STATEMENTS),
    ("cards", cards::STATEMENTS),
    ("lists", lists::STATEMENTS),
    ("looks", looks::STATEMENTS),
    ("saved_searches", saved_searches::STATEMENTS),
    ("search", search::STATEMENTS),
    ("shelves", shelves::STATEMENTS),
    ("checkups", checkups::STATEMENTS),
    ("findings", findings::STATEMENTS),
    ("standing", standing::STATEMENTS),
    ("switches", switches::STATEMENTS),
    ("reminders", reminders::STATEMENTS),
    ("requests", requests::STATEMENTS),
    ("review_policies", review_policies::STATEMENTS),
    ("object_releases", object_releases::STATEMENTS),
];

/// Every SQL text of the product, for the test that prepares each of them on both databases.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    ASKED
        .iter()
        .copied()
        .chain(ledger::PARTS.iter().map(|part| ("ledger", *part)))
        .flat_map(|(module, texts)| texts.iter().map(move |text| (module, *text)))
        .collect()
}

/// How many rows a list page shows.
pub const PAGE: i64 = 50;

/// One page of a list, and the key from which the next page goes on.
#[derive(Clone, Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Cuts a result that was read with one row more than a page has.
    fn cut(mut rows: Vec<T>, key: impl Fn(&T) -> String) -> Self {
        let more = usize::try_from(PAGE).is_ok_and(|page| rows.len() > page);
        if more {
            rows.pop();
        }
        let next = if more { rows.last().map(key) } else { None };
        Page { items: rows, next }
    }
}

/// Whether a list has what lies in the trash, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trashed {
    LeftOut,
    Listed,
}

impl Trashed {
    fn listed(self) -> bool {
        self == Trashed::Listed
    }
}

/// Every page of a list, one after the other; for lists that are short by nature.
pub async fn every<T, S: Source>(
    source: &mut S,
    page: impl AsyncFn(&mut S, &str) -> Result<Page<T>>,
) -> Result<Vec<T>> {
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let Page { items, next } = page(source, &after).await?;
        all.extend(items);
        match next {
            Some(next) => after = next,
            None => return Ok(all),
        }
    }
}

/// The database. A clone is the same database.
#[derive(Clone)]
pub struct Db {
    engine: Engine,
    clock: Clock,
    /// The last change failed because of the database.
    stuck: Arc<AtomicBool>,
    careless: soundness::Careless,
}

#[derive(Clone)]
enum Engine {
    /// One writing connection, several that only read.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

/// A connection for reading.
pub struct Read(Connection);

/// A connection whose every statement stands for itself, for the named exceptions only.
struct Direct(Connection);

enum Connection {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// An open transaction of one actor under one permission. Dropping it rolls back; only
/// [`Db::write`] commits, and only with an act.
#[must_use]
pub struct Write<'p> {
    tx: Tx,
    actor: &'p Actor,
    permission: &'static str,
    releases: Releases,
}

enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// How often a transaction that lost against another one is run again.
const ATTEMPTS: u32 = 3;

impl Db {
    pub async fn read(&self) -> Result<Read> {
        Ok(Read(match &self.engine {
            Engine::Sqlite { readers, .. } => {
                Connection::Sqlite(waited("read", readers.acquire()).await?)
            }
            Engine::Postgres(pool) => Connection::Postgres(waited("all", pool.acquire()).await?),
        }))
    }

    /// Runs `work` in one transaction and commits it with the act that it returns. When `work` or
    /// the commit fails, nothing has happened. `work` may run again when the database gave another
    /// transaction the precedence, so it must do nothing but call the store.
    pub async fn write<P: Permission>(
        &self,
        permit: &Permit<P>,
        work: impl AsyncFn(&mut Write<'_>) -> Result<Act>,
    ) -> Result<()> {
        self.again(async || {
            let (actor, releases) = (permit.actor(), permit.releases());
            let mut write = Write { tx: self.begin().await?, actor, permission: P::NAME, releases };
            let act = work(&mut write).await?;
            write.commit(std::iter::once((actor, permit.place(), &act)), &self.clock).await
        })
        .await
    }

    /// The same for acts at several places, each under a permit of its own: all of them, or none.
    pub async fn write_each<P: Permission>(
        &self,
        acts: &[(Permit<P>, Act)],
        work: impl AsyncFn(&mut Write<'_>) -> Result<()>,
    ) -> Result<()> {
        let Some((first, _)) = acts.first() else { return Err(Error::broken("no act")) };
        self.again(async || {
            // Nothing is made live at several places at once.
            let (actor, releases) = (first.actor(), Releases::Nowhere);
            let mut write = Write { tx: self.begin().await?, actor, permission: P::NAME, releases };
            work(&mut write).await?;
            let acts = acts.iter().map(|(permit, act)| (permit.actor(), permit.place(), act));
            write.commit(acts, &self.clock).await
        })
        .await
    }

    /// Runs a transaction until no other one has the precedence.
    async fn again(&self, run: impl AsyncFn() -> Result<()>) -> Result<()> {
        let mut attempt = 1;
        loop {
            let outcome = run().await;
            match outcome {
                Err(error) if fault::lost_race(&error) && attempt < ATTEMPTS => attempt += 1,
                outcome => {
                    self.note(&outcome);
                    return outcome;
                }
            }
        }
    }

    async fn begin(&self) -> Result<Tx> {
        match &self.engine {
            Engine::Sqlite { writer, .. } => {
                waited("write", writer.begin_with("BEGIN IMMEDIATE")).await.map(Tx::Sqlite)
            }
            Engine::Postgres(pool) => {
                // In sqlx 0.9.0 a dropped `begin` future leaves its connection inside a transaction
                // (transact-rs/sqlx issue 4385). A task of its own is never dropped half-way: when
                // nobody waits any longer, its finished transaction is dropped and rolled back.
                let pool = pool.clone();
                let begun = tokio::spawn(async move { waited("all", pool.begin()).await });
                begun.await.map_err(Error::broken)?.map(Tx::Postgres)
            }
        }
    }

    async fn direct(&self) -> Result<Direct> {
        Ok(Direct(match &self.engine {
            Engine::Sqlite { writer, .. } => {
                Connection::Sqlite(waited("write", writer.acquire()).await?)
            }
            Engine::Postgres(pool) => Connection::Postgres(waited("all", pool.acquire()).await?),
        }))
    }

    /// `sqlite` or `postgres`.
    pub fn engine(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite { .. } => "sqlite",
            Engine::Postgres(_) => "postgres",
        }
    }

    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The same database through new connections. One to PostgreSQL works for as long as the thread
    /// that opened it, so that what is written after the workers have ended needs connections that
    /// none of them has opened.
    #[must_use]
    pub fn reconnected(&self) -> Self {
        let engine = match &self.engine {
            Engine::Postgres(pool) => {
                let (pooling, address) = (pool.options().clone(), pool.connect_options());
                Engine::Postgres(pooling.connect_lazy_with(address.as_ref().clone()))
            }
            // Each has a thread of its own.
            sqlite @ Engine::Sqlite { .. } => sqlite.clone(),
        };
        Db { engine, ..self.clone() }
    }

    /// Waits for running statements and closes every connection.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

impl Write<'_> {
    async fn commit(
        mut self,
        acts: impl Iterator<Item = (&Actor, Place, &Act)>,
        clock: &Clock,
    ) -> Result<()> {
        let permission = self.permission;
        let mut events = 0;
        for (actor, place, act) in acts {
            bounds::check(place, act)?;
            let act = requests::voiding(&mut self, act, actor, clock).await?;
            let written = history::append(&mut self, &act, actor, permission, clock).await;
            written.map_err(fault::unrecorded)?;
            events += act.changes().map(|_| 1).sum::<u64>();
        }
        match self.tx {
            Tx::Sqlite(tx) => tx.commit().await,
            Tx::Postgres(tx) => tx.commit().await,
        }
        .map_err(fault::at_commit)?;
        metrics::counter!("jieru_events_total").increment(events);
        Ok(())
    }
}

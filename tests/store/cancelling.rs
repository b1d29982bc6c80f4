//! Writes given up half-way. In sqlx 0.9.0 a `begin()` that is dropped in flight leaves its pooled
//! PostgreSQL connection inside a transaction, into which somebody else's writes then vanish. The
//! store goes around that; these tests drop writes after every possible number of polls.

use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};

use futures_util::future::join_all;
use jieru::{clock::Clock, store::Db};
use sqlx::{PgPool, postgres::PgPoolOptions};

use super::{insert, opened};
use crate::support::{TestDb, both, probe::Probe, world::sample_enterprise};

/// More polls than a whole write needs.
const MOST_POLLS: usize = 60;
/// Connections of the store's pool on PostgreSQL.
const CONNECTIONS: usize = 16;

/// Polls a future as often as it is woken, at most `polls` times, and drops it where it then stands.
async fn given_up<T>(future: impl Future<Output = T>, polls: usize) -> Option<T> {
    let mut future = pin!(future);
    let mut done = 0;
    poll_fn(|context| {
        done += 1;
        match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if done >= polls => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// One enterprise with its record; true when it was done before it was given up.
async fn write(db: &Db, slug: &str, polls: usize) -> bool {
    let (new, change) = sample_enterprise(&Clock::system(), slug, 0);
    match given_up(insert(db, &new, &change), polls).await {
        Some(outcome) => {
            outcome.expect("a written enterprise");
            true
        }
        None => false,
    }
}

/// Waits until no connection is inside a transaction; says how many are stuck in one.
async fn stuck(probe: &Probe) -> i64 {
    let mut stuck = 0;
    for _ in 0..30 {
        stuck = match probe {
            Probe::Sqlite(_) => return 0,
            Probe::Postgres(_) => probe
                .one(
                    "SELECT count(*)::text FROM pg_stat_activity
                     WHERE datname = current_database() AND state LIKE 'idle in transaction%'",
                )
                .await
                .parse()
                .expect("a number"),
        };
        if stuck == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    stuck
}

both! {
    async fn writes_given_up_anywhere_leave_every_connection_clean(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let probe = Probe::open(&db.url).await;
        // All connections of the pool take part.
        let warm = (0..CONNECTIONS).map(|number| async move {
            write(store, &format!("warm-{number}"), usize::MAX).await
        });
        assert!(join_all(warm).await.into_iter().all(|done| done));
        let mut done = 0;
        for polls in 1..=MOST_POLLS {
            let several = (0..4).map(|number| async move {
                write(store, &format!("given-up-{polls}-{number}"), polls).await
            });
            done += join_all(several).await.into_iter().filter(|done| *done).count();
            // At once: the next `begin` on such a connection would hide it.
            assert_eq!(stuck(&probe).await, 0, "inside a transaction after {polls} polls");
        }
        assert!(done > 0, "{MOST_POLLS} polls are too few for a whole write");
        assert!(done < 4 * MOST_POLLS, "nothing was given up");
        // Every connection works, and what it writes is there.
        let last = (0..2 * CONNECTIONS).map(|number| async move {
            write(store, &format!("last-{number}"), usize::MAX).await
        });
        assert!(join_all(last).await.into_iter().all(|done| done));
        assert_eq!(stuck(&probe).await, 0);
        let last = "SELECT CAST(count(*) AS TEXT) FROM enterprises WHERE slug LIKE 'last-%'";
        assert_eq!(probe.one(last).await, (2 * CONNECTIONS).to_string());
        // Whatever came of the others: each enterprise has its record, each record its enterprise.
        let recorded = "SELECT CAST(count(*) AS TEXT) FROM events WHERE action = 'enterprise.created'";
        assert_eq!(probe.one(recorded).await, probe.count("enterprises").await.to_string());
        assert_eq!(probe.count("logs").await, probe.count("enterprises").await + 1);
    }
}

/// The fault itself. When a newer sqlx no longer has it, this fails, and the task around `begin` in
/// the store can go. Which poll finds the transaction half begun depends on how fast the server
/// answers, so it is tried until it shows.
#[tokio::test]
async fn the_fault_that_the_store_goes_around_is_still_there() {
    const ROUNDS: usize = 100;
    let Some(db) = TestDb::postgres().await else { return };
    for _ in 0..ROUNDS {
        for polls in 1..=6 {
            let pool = PgPoolOptions::new().max_connections(1).connect(&db.url).await.unwrap();
            let stuck = match given_up(pool.begin(), polls).await {
                Some(begun) => {
                    begun.expect("a transaction").rollback().await.expect("its end");
                    false
                }
                None => in_transaction(&pool).await,
            };
            pool.close().await;
            if stuck {
                return;
            }
        }
    }
    panic!("a dropped `begin` leaves its connection clean");
}

/// Whether two statements of their own see one and the same transaction.
async fn in_transaction(pool: &PgPool) -> bool {
    let now = "SELECT transaction_timestamp()::text";
    let (first,): (String,) = sqlx::query_as(now).fetch_one(pool).await.expect("a time");
    let (second,): (String,) = sqlx::query_as(now).fetch_one(pool).await.expect("a time");
    first == second
}

//! How long it takes to give a million old events their hashes, to check them all, and to append one
//! more: `cargo bench --bench ledger`, or with `JIERU_BENCH_EVENTS` of them. Numbers, not verdicts.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement prints what it measured, and without its input it means nothing"
)]

use std::time::{Duration, Instant};

use jieru::app::{self, Opened};
use jieru::config::Config;
use jieru::domain::{Change, Log};
use jieru::rights::{Grants, ManagePeople, Origin, Permit, Place};
use jieru::store::Write;
use jieru::store::ledger::{Check, Notary, Prover, verify};
use sqlx::{AssertSqlSafe, SqlitePool};

/// Appended one by one to learn what one costs.
const APPENDED: u32 = 200;
/// An event of a window's save, with the length that such events have.
const CHANGES: &str = r#"[{"field":"p.color","before":"04babc","after":"00a3ff"},{"field":"name","before":"官网链接","after":"官网客服链接"}]"#;
const DETAILS: &str = r#"{"channel":"sobot","code":"sobot-link","name":"官网客服链接"}"#;

fn main() {
    // The test runner asks what there is.
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    app::run_to_end(measure());
}

async fn measure() {
    let wanted = std::env::var("JIERU_BENCH_EVENTS").ok().and_then(|text| text.parse().ok());
    let events: u64 = wanted.unwrap_or(1_000_000);
    let dir = tempfile::tempdir().expect("a folder");
    let config = Config::in_directory(dir.path());
    let opened = app::open(&config).await.expect("an installation");
    bulk(&config, events).await;
    let took = timed(async || opened.db.migrate().await.expect("leaves")).await;
    told("hashing", events, took);
    let notary = Notary::new(opened.vault.clone(), &opened.installation.id, None);
    notary.checkpoint(&opened.db, &permit(), Log::Installation).await.expect("a checkpoint");
    let check = Check { notary: Some(&notary), given: &[], only: None, told: |_| () };
    for _ in 0..3 {
        let took = timed(async || {
            let report = verify(&opened.db, &check).await.expect("a report");
            assert!(report.ok, "{:?}", report.logs);
        })
        .await;
        told("verifying", events, took);
    }
    let took = timed(async || append(&opened).await).await;
    println!("appending: {:?} an event", took / APPENDED);
    let mut read = opened.db.read().await.expect("a connection");
    let took = timed(async || {
        let mut prover = Prover::new(Log::Installation, events);
        for index in 0..1000 {
            prover.inclusion(&mut read, index * events / 1000).await.expect("a proof");
        }
    });
    println!("proving: {:?} an entry", took.await / 1000);
}

/// Copies of one event, as a version without hashes left them.
async fn bulk(config: &Config, events: u64) {
    let pool = SqlitePool::connect(&config.database_url).await.expect("a database");
    let text = format!(
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {events} - 1)
         INSERT INTO events (log, seq, at, actor_kind, actor_id, actor_name, actor_role, address, permission, record, action, noun, subject, act, reason, request_id, changes, details)
         SELECT 'installation', i, 1782835140000 + i, 'user', '0197e5a4-7b1c-7c3e-9d2f-1a2b3c4d5e6f', '王芳', 'admin', '203.0.113.7', 'window.edit', 'change', 'window.saved', 'window',
                '0197e5a4-7b1c-7c3e-9d2f-' || printf('%012x', i % 5000), '0197e5a4-7b1c-7c3e-9d2f-' || printf('%012x', i), '', '0197e5a4-7b1c-7c3e-9d2f-' || printf('%012x', i), '{CHANGES}', '{DETAILS}' FROM n;
         UPDATE logs SET size = {events} WHERE log = 'installation'"
    );
    sqlx::raw_sql(AssertSqlSafe(text)).execute(&pool).await.expect("events");
    pool.close().await;
}

async fn append(opened: &Opened) {
    for number in 0..APPENDED {
        let change = Change::access(Log::Installation, "session.started", "session", number);
        let work = async |_: &mut Write<'_>| Ok(change.clone().into());
        opened.db.write(&permit(), work).await.expect("an event");
    }
}

fn permit() -> Permit<ManagePeople> {
    Grants::system("bench", Origin::default()).permit(Place::Installation).expect("all rights")
}

async fn timed(work: impl AsyncFnOnce()) -> Duration {
    let start = Instant::now();
    work().await;
    start.elapsed()
}

fn told(what: &str, events: u64, took: Duration) {
    println!("{what}: {events} events in {took:?}");
}

//! How long a page of a history of a million events takes, near its end and far from it: `cargo bench
//! --bench timeline`. Numbers, not verdicts; that each walk follows an index is tested elsewhere.
#![expect(clippy::expect_used, reason = "a measurement without its input means nothing")]

use std::sync::OnceLock;

use divan::{Bencher, black_box};
use jieru::app;
use jieru::config::Config;
use jieru::domain::Log;
use jieru::store::Db;
use jieru::store::history::choices;
use jieru::store::history::walk::{self, Wanted};
use sqlx::{AssertSqlSafe, SqlitePool};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

const EVENTS: i64 = 1_000_000;

struct Filled {
    runtime: Runtime,
    db: Db,
    _directory: TempDir,
}

fn main() {
    divan::main();
}

/// A fresh installation whose own log has a million events more.
fn filled() -> &'static Filled {
    static FILLED: OnceLock<Filled> = OnceLock::new();
    FILLED.get_or_init(|| {
        let directory = TempDir::with_prefix("jieru-bench-").expect("a folder");
        let config = Config::in_directory(directory.path());
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let db = runtime.block_on(async {
            let db = app::open(&config).await.expect("an installation").db;
            let pool = SqlitePool::connect(&config.database_url).await.expect("a database");
            for text in [EVENT_ROWS, FIELD_ROWS, TIME_ROWS] {
                let text = text.replace("EVENTS", &EVENTS.to_string());
                sqlx::raw_sql(AssertSqlSafe(text)).execute(&pool).await.expect("rows");
            }
            pool.close().await;
            db
        });
        Filled { runtime, db, _directory: directory }
    })
}

const EVENT_ROWS: &str = "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < EVENTS + 99)
    INSERT INTO events (log, seq, at, actor_kind, actor_id, actor_name, actor_role, address, permission, record, action, noun, subject, act, reason, request_id, changes, details)
    SELECT 'installation', i, 1795226400000 + i * 1000, 'user', 'a' || (i % 70), 'Actor ' || (i % 70), 'admin', '203.0.113.' || (i % 250), 'window.edit',
        CASE i % 3 WHEN 0 THEN 'access' ELSE 'change' END, CASE i % 3 WHEN 0 THEN 'key.revealed' ELSE 'window.saved' END,
        CASE i % 3 WHEN 0 THEN 'key' ELSE 'window' END, 's' || (i % 4000), 'act' || (i / 2), '', 'r' || i,
        CASE i % 4 WHEN 0 THEN '[{\"field\":\"p.color\",\"before\":\"a\",\"after\":\"b\"}]' ELSE '[]' END, '{}' FROM n";
const FIELD_ROWS: &str = "INSERT INTO event_fields (log, field, seq) SELECT log, 'p.color', seq FROM events WHERE seq >= 100 AND seq % 4 = 0";
const TIME_ROWS: &str =
    "DELETE FROM event_times; INSERT INTO event_times (log, block, earliest, latest)
    SELECT log, seq / 1000, min(at), max(at) FROM events GROUP BY log, seq / 1000";

fn question(name: &str) -> Wanted {
    let text = str::to_owned;
    match name {
        "subject" => Wanted { subject: text("s3"), ..Wanted::default() },
        "field" => Wanted { field: text("p.color"), ..Wanted::default() },
        "three conditions" => Wanted {
            subject: text("s4"),
            field: text("p.color"),
            record: text("change"),
            ..Wanted::default()
        },
        "never together" => {
            Wanted { record: text("change"), noun: text("key"), ..Wanted::default() }
        }
        "a day" => Wanted {
            since: Some(1_795_226_400_000 + 500_000_000),
            before: Some(1_795_226_400_000 + 586_400_000),
            ..Wanted::default()
        },
        _ => Wanted::default(),
    }
}

const QUESTIONS: [&str; 6] =
    ["everything", "subject", "field", "three conditions", "never together", "a day"];

fn page(bencher: Bencher<'_, '_>, name: &str, before: i64) {
    let (there, wanted) = (filled(), question(name));
    bencher.bench(|| {
        there.runtime.block_on(async {
            let mut read = there.db.read().await.expect("a connection");
            let wanted = black_box(&wanted);
            walk::back(&mut read, Log::Installation, wanted, Some(before)).await.expect("a page")
        })
    });
}

#[divan::bench(args = QUESTIONS)]
fn the_first_page(bencher: Bencher<'_, '_>, name: &str) {
    page(bencher, name, EVENTS + 100);
}

#[divan::bench(args = QUESTIONS)]
fn a_page_far_down(bencher: Bencher<'_, '_>, name: &str) {
    page(bencher, name, EVENTS / 100);
}

#[divan::bench]
fn what_there_is_to_choose_from(bencher: Bencher<'_, '_>) {
    let there = filled();
    bencher.bench(|| {
        there.runtime.block_on(async {
            let mut read = there.db.read().await.expect("a connection");
            choices::of(&mut read, Log::Installation).await.expect("choices")
        })
    });
}

//! Looks into a database past the portal, so that a test need not believe what the portal says.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{AssertSqlSafe, PgPool, Row as _, SqlitePool};

pub enum Probe {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Tables that are written without a record: sessions, questions to passkeys, throttles, last uses of tokens,
/// what the doctor found, and sqlx's own.
const UNRECORDED: &[&str] = &[
    "sessions",
    "passkey_challenges",
    "throttles",
    "token_uses",
    "checkups",
    "findings",
    "unchecked",
    "_sqlx_migrations",
];

/// Every row of every recorded table, as text.
pub type Snapshot = BTreeMap<String, Vec<String>>;

/// What tells events apart, and what a route promises about them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recorded {
    pub log: String,
    pub seq: i64,
    pub act: String,
    pub record: String,
    pub action: String,
}

/// The history, and what is noted of it.
const HISTORY: &[&str] =
    &["events", "event_fields", "event_times", "key_accesses", "logs", "subtrees", "checkpoints"];

/// How many events each log has.
pub type Sizes = BTreeMap<String, i64>;

impl Probe {
    pub async fn open(url: &str) -> Self {
        if url.starts_with("postgres:") {
            Probe::Postgres(PgPool::connect(url).await.expect("a database"))
        } else {
            Probe::Sqlite(SqlitePool::connect(url).await.expect("a database"))
        }
    }

    /// Rows of text columns.
    pub async fn rows(&self, statement: &str) -> Vec<Vec<Option<String>>> {
        let text = AssertSqlSafe(statement.to_owned());
        match self {
            Probe::Sqlite(pool) => {
                let rows = sqlx::query(text).fetch_all(pool).await;
                let rows = rows.unwrap_or_else(|error| panic!("{statement}: {error}"));
                rows.iter().map(|row| (0..row.len()).map(|at| row.get(at)).collect()).collect()
            }
            Probe::Postgres(pool) => {
                let rows = sqlx::query(text).fetch_all(pool).await;
                let rows = rows.unwrap_or_else(|error| panic!("{statement}: {error}"));
                rows.iter().map(|row| (0..row.len()).map(|at| row.get(at)).collect()).collect()
            }
        }
    }

    /// The first column, where nothing is NULL.
    pub async fn column(&self, statement: &str) -> Vec<String> {
        let rows = self.rows(statement).await;
        rows.into_iter().map(|row| row[0].clone().expect("no NULL")).collect()
    }

    pub async fn one(&self, statement: &str) -> String {
        self.column(statement).await.pop().unwrap_or_else(|| panic!("no row: {statement}"))
    }

    pub async fn count(&self, table: &str) -> usize {
        let count = self.one(&format!("SELECT CAST(count(*) AS TEXT) FROM {table}")).await;
        count.parse().expect("a number")
    }

    /// Changes something behind the portal's back.
    pub async fn execute(&self, statement: &str) {
        let text = AssertSqlSafe(statement.to_owned());
        let done = match self {
            Probe::Sqlite(pool) => sqlx::raw_sql(text).execute(pool).await.map(drop),
            Probe::Postgres(pool) => sqlx::raw_sql(text).execute(pool).await.map(drop),
        };
        done.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }

    pub async fn tables(&self) -> Vec<String> {
        self.column(match self {
            Probe::Sqlite(_) => {
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
            }
            Probe::Postgres(_) => {
                "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
            }
        })
        .await
    }

    pub async fn snapshot(&self) -> Snapshot {
        self.without(UNRECORDED).await
    }

    /// The same without the history: what was refused changes nothing, but it is recorded.
    pub async fn objects(&self) -> Snapshot {
        self.without(&[UNRECORDED, HISTORY].concat()).await
    }

    async fn without(&self, left_out: &[&str]) -> Snapshot {
        let mut all = Snapshot::new();
        for table in self.tables().await {
            if !left_out.contains(&table.as_str()) {
                let rows = self.content(&table).await;
                all.insert(table, rows);
            }
        }
        all
    }

    /// Every row of one table, as one text each.
    pub async fn content(&self, table: &str) -> Vec<String> {
        let statement = match self {
            Probe::Sqlite(_) => {
                let columns = format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid");
                let quoted: Vec<String> = self
                    .column(&columns)
                    .await
                    .iter()
                    .map(|name| format!("quote({name})"))
                    .collect();
                format!("SELECT {} FROM {table} ORDER BY 1", quoted.join(" || ',' || "))
            }
            Probe::Postgres(_) => format!("SELECT t::text FROM {table} t ORDER BY 1"),
        };
        self.column(&statement).await
    }

    pub async fn events(&self) -> BTreeSet<Recorded> {
        self.events_since(&Sizes::new()).await.0
    }

    /// How far each log has come.
    pub async fn sizes(&self) -> Sizes {
        let rows = self.rows("SELECT log, CAST(size AS TEXT) FROM logs").await.into_iter();
        rows.map(|row| (text(&row, 0), text(&row, 1).parse().expect("a number"))).collect()
    }

    /// What was recorded since the logs had these sizes, and their sizes now.
    pub async fn events_since(&self, known: &Sizes) -> (BTreeSet<Recorded>, Sizes) {
        let (mut events, sizes) = (BTreeSet::new(), self.sizes().await);
        for (log, size) in &sizes {
            let from = known.get(log).copied().unwrap_or_default();
            if from < *size {
                let statement = format!(
                    "SELECT log, CAST(seq AS TEXT), act, record, action FROM events WHERE log = '{log}' AND seq >= {from} AND seq < {size}"
                );
                events.extend(self.rows(&statement).await.iter().map(|row| Recorded {
                    log: text(row, 0),
                    seq: text(row, 1).parse().expect("a number"),
                    act: text(row, 2),
                    record: text(row, 3),
                    action: text(row, 4),
                }));
            }
        }
        (events, sizes)
    }
}

fn text(row: &[Option<String>], at: usize) -> String {
    row[at].clone().expect("no NULL")
}

//! Both databases get the same tables from the same migrations, and understand every statement.

use std::{collections::BTreeSet, fs, path::Path};

use jieru::store::statements;
use sqlx::{AssertSqlSafe, Executor as _, SqlSafeStr as _};

use super::opened;
use crate::support::{TestDb, both, probe::Probe};

/// The same type under the two names; every other name must be the same in both.
const TYPES: &[(&str, &str)] = &[("BLOB", "BYTEA")];

/// Columns that pages are ordered by; PostgreSQL is told to compare them byte by byte.
const ORDERED: &[&str] = &[
    "accounts.name",
    "cards.name",
    "channel_defaults.channel",
    "enterprises.slug",
    "facets.name",
    "keys.expires_on",
    "keys.name",
    "leave_templates.name",
    "people.email",
    "plugins.name",
    "retention_proposals.id",
    "retentions.log",
    "saved_searches.name",
    "sessions.id",
    "tokens.id",
    "vip_fields.key",
    "vip_fields.kind",
    "windows.code",
    "words.word",
];

both! {
    async fn every_statement_is_understood(db: TestDb) {
        opened(&db).await.db.close().await;
        let probe = Probe::open(&db.url).await;
        let all = statements();
        assert!(all.len() > 60, "only {} statements", all.len());
        for (module, text) in all {
            let sql = AssertSqlSafe(text).into_sql_str();
            let prepared = match &probe {
                Probe::Sqlite(pool) => pool.acquire().await.unwrap().prepare(sql).await.map(drop),
                Probe::Postgres(pool) => pool.acquire().await.unwrap().prepare(sql).await.map(drop),
            };
            prepared.unwrap_or_else(|error| panic!("{module}: {error}\n{text}"));
        }
    }

    async fn migrating_again_changes_nothing(db: TestDb) {
        let first = opened(&db).await;
        let probe = Probe::open(&db.url).await;
        let before = probe.snapshot().await;
        first.db.migrate().await.expect("a migrated database");
        assert_eq!(first.db.pending_migrations().await.expect("a number"), 0);
        let second = opened(&db).await;
        assert_eq!(second.installation.id, first.installation.id);
        assert_eq!(probe.snapshot().await, before);
    }
}

#[test]
fn both_folders_hold_the_same_migrations() {
    let names = |engine: &str| -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
        let entries = fs::read_dir(folder).expect("a folder");
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    assert!(!names("sqlite").is_empty());
    assert_eq!(names("sqlite"), names("postgres"));
}

#[tokio::test]
async fn both_schemas_are_the_same() {
    let Some(postgres) = TestDb::postgres().await else { return };
    let sqlite = TestDb::sqlite();
    for db in [&sqlite, &postgres] {
        opened(db).await.db.close().await;
    }
    let (one, other) = (Probe::open(&sqlite.url).await, Probe::open(&postgres.url).await);
    let tables = one.tables().await;
    assert_eq!(tables, other.tables().await);
    assert!(tables.len() > 10, "{tables:?}");
    assert_eq!(columns(&one).await, columns(&other).await);
    assert_eq!(keys(&one).await, keys(&other).await);
    assert_eq!(indexes(&one).await, indexes(&other).await);
    assert_eq!(unique_rules(&one).await, unique_rules(&other).await);
    assert_eq!(references(&one).await, references(&other).await);
    let ordered = other
        .column(
            "SELECT table_name || '.' || column_name FROM information_schema.columns
             WHERE table_schema = 'public' AND collation_name = 'C' ORDER BY 1",
        )
        .await;
    assert_eq!(ordered, ORDERED);
}

/// Our own tables; sqlx makes and migrates its own.
const OURS: &str =
    "m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name <> '_sqlx_migrations'";

/// `table.column TYPE required`
async fn columns(probe: &Probe) -> BTreeSet<String> {
    let statement = match probe {
        Probe::Sqlite(_) => format!(
            "SELECT m.name || '.' || c.name || ' ' || upper(c.type) || iif(c.\"notnull\", ' required', '')
             FROM sqlite_master m, pragma_table_info(m.name) c WHERE {OURS}"
        ),
        Probe::Postgres(_) => "SELECT table_name || '.' || column_name || ' ' || upper(data_type)
                || CASE is_nullable WHEN 'NO' THEN ' required' ELSE '' END
             FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations'"
            .to_owned(),
    };
    let same = |mut line: String| {
        for (sqlite, postgres) in TYPES {
            line = line.replace(postgres, sqlite);
        }
        line
    };
    probe.column(&statement).await.into_iter().map(same).collect()
}

/// `table (column, column)` of primary keys
async fn keys(probe: &Probe) -> BTreeSet<String> {
    let statement = match probe {
        Probe::Sqlite(_) => format!(
            "SELECT m.name || ' (' || (SELECT group_concat(name, ', ') FROM
                (SELECT name FROM pragma_table_info(m.name) WHERE pk > 0 ORDER BY pk)) || ')'
             FROM sqlite_master m WHERE {OURS}"
        ),
        Probe::Postgres(_) => rules("p", "conrelid::regclass::text || ' ' || substr(def, 13)"),
    };
    probe.column(&statement).await.into_iter().collect()
}

/// `name ON table (column, column)` of the indexes that are no rules
async fn indexes(probe: &Probe) -> BTreeSet<String> {
    let statement = match probe {
        Probe::Sqlite(_) => "SELECT i.name || ' ON ' || i.tbl_name || ' (' ||
                (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) || ')'
             FROM sqlite_master i WHERE i.type = 'index' AND i.sql IS NOT NULL",
        Probe::Postgres(_) => "SELECT i.relname || ' ON ' || t.relname || ' (' ||
                (SELECT string_agg(a.attname, ', ' ORDER BY k.at) FROM unnest(x.indkey::int[]) WITH ORDINALITY k(number, at)
                 JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number) || ')'
             FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
             JOIN pg_namespace n ON n.oid = t.relnamespace
             WHERE n.nspname = 'public' AND (NOT x.indisunique OR x.indpred IS NOT NULL)",
    };
    probe.column(statement).await.into_iter().collect()
}

/// `name (column, column)` of unique rules. SQLite forgets their names but keeps our text.
async fn unique_rules(probe: &Probe) -> BTreeSet<String> {
    match probe {
        Probe::Sqlite(_) => constraints(probe, "UNIQUE").await,
        Probe::Postgres(_) => {
            let statement = rules("u", "conname || ' ' || substr(def, 8)");
            probe.column(&statement).await.into_iter().collect()
        }
    }
}

/// `table (column, column) -> table (column, column)`, and what a deletion does
async fn references(probe: &Probe) -> BTreeSet<String> {
    let statement = match probe {
        Probe::Sqlite(_) => format!(
            "SELECT m.name || ' (' || group_concat(f.\"from\", ', ' ORDER BY f.seq) || ') -> '
                || f.\"table\" || ' (' || group_concat(f.\"to\", ', ' ORDER BY f.seq) || ')'
                || iif(f.on_delete = 'CASCADE', ' ON DELETE CASCADE', '')
             FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE {OURS} GROUP BY m.name, f.id"
        ),
        Probe::Postgres(_) => rules(
            "f",
            "conrelid::regclass::text || ' ' || replace(replace(substr(def, 13), 'REFERENCES', '->'), '(', ' (')",
        ),
    };
    let neat = |line: String| line.split_whitespace().collect::<Vec<_>>().join(" ");
    probe.column(&statement).await.into_iter().map(neat).collect()
}

/// PostgreSQL's rules of one kind; `shown` may use the definition as `def`.
fn rules(kind: &str, shown: &str) -> String {
    format!(
        "SELECT {shown} FROM (SELECT conname, conrelid, contype, pg_get_constraintdef(oid) AS def
             FROM pg_constraint WHERE connamespace = 'public'::regnamespace) c
         WHERE contype = '{kind}' AND conrelid::regclass::text <> '_sqlx_migrations'"
    )
}

/// `CONSTRAINT name KIND (columns)` of SQLite's table texts
async fn constraints(probe: &Probe, kind: &str) -> BTreeSet<String> {
    let texts = probe.column(&format!("SELECT m.sql FROM sqlite_master m WHERE {OURS}")).await;
    let mut found = BTreeSet::new();
    for text in &texts {
        for rule in text.split("CONSTRAINT ").skip(1) {
            let (name, rest) = rule.split_once(' ').expect("a name");
            if let Some(columns) = rest.strip_prefix(kind) {
                let end = columns.find(')').expect("columns");
                found.insert(format!("{name}{}", &columns[..=end]));
            }
        }
    }
    found
}

//! The tables that a database has, read from the database itself: a table that is new is in the next
//! backup without anybody having thought of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::super::Source;
use super::super::sql::Conn;
use super::one_of;
use crate::error::{Error, Result};

/// What is not taken: sessions. Everybody signs in again, also those whose session was ended since.
pub const LEFT_OUT: &[&str] = &["sessions"];

/// sqlx's own list of migrations is made by running them.
const COLUMNS_OF_SQLITE: &str = "SELECT m.name, p.name, p.type FROM sqlite_master m JOIN pragma_table_info(m.name) p
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite~_%' ESCAPE '~' AND m.name <> '_sqlx_migrations'
    ORDER BY m.name, p.cid";
const COLUMNS_OF_POSTGRES: &str = "SELECT t.table_name::text, c.column_name::text, c.data_type::text
    FROM information_schema.tables t JOIN information_schema.columns c USING (table_schema, table_name)
    WHERE table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND table_name <> '_sqlx_migrations'
    ORDER BY t.table_name::text COLLATE \"C\", c.ordinal_position";
const REFERENCES_OF_SQLITE: &str = "SELECT DISTINCT m.name, f.\"table\" FROM sqlite_master m
    JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'";
const REFERENCES_OF_POSTGRES: &str =
    "SELECT DISTINCT child.relname::text, parent.relname::text FROM pg_constraint c
    JOIN pg_class child ON child.oid = c.conrelid JOIN pg_class parent ON parent.oid = c.confrelid
    JOIN pg_namespace n ON n.oid = child.relnamespace
    WHERE c.contype = 'f' AND n.nspname = current_schema()";

/// What a column holds, the same on both databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Text,
    Number,
    Flag,
    Bytes,
}

impl Kind {
    fn of(declared: &str) -> Option<Kind> {
        Some(match declared.to_ascii_lowercase().as_str() {
            "text" => Kind::Text,
            "bigint" => Kind::Number,
            "boolean" => Kind::Flag,
            "blob" | "bytea" => Kind::Bytes,
            _ => return None,
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    #[serde(rename = "table")]
    pub name: String,
    pub columns: Vec<(String, Kind)>,
}

/// Every table, those that others refer to before these.
pub async fn tables(source: &mut impl Source) -> Result<Vec<Table>> {
    let columns: Vec<(String, String, String)> =
        one_of!(fetch_all source, COLUMNS_OF_SQLITE, COLUMNS_OF_POSTGRES)?;
    let references: Vec<(String, String)> =
        one_of!(fetch_all source, REFERENCES_OF_SQLITE, REFERENCES_OF_POSTGRES)?;
    let mut found: BTreeMap<String, Table> = BTreeMap::new();
    for (table, column, declared) in columns {
        let kind = Kind::of(&declared).ok_or_else(|| {
            Error::broken(format!("{table}.{column} has the unknown type {declared}"))
        })?;
        let new = || Table { name: table.clone(), columns: Vec::new() };
        found.entry(table.clone()).or_insert_with(new).columns.push((column, kind));
    }
    in_order(found, &references)
}

fn in_order(
    mut found: BTreeMap<String, Table>,
    references: &[(String, String)],
) -> Result<Vec<Table>> {
    let mut ordered: Vec<Table> = Vec::new();
    while !found.is_empty() {
        let waiting: BTreeSet<&String> = references
            .iter()
            .filter(|(child, parent)| child != parent && found.contains_key(parent))
            .map(|(child, _)| child)
            .collect();
        let free: Vec<String> =
            found.keys().filter(|name| !waiting.contains(name)).cloned().collect();
        if free.is_empty() {
            return Err(Error::broken("tables refer to each other in a circle"));
        }
        ordered.extend(free.iter().filter_map(|name| found.remove(name)));
    }
    Ok(ordered)
}

impl Table {
    /// Whether its rows are in a backup.
    pub fn is_taken(&self) -> bool {
        !LEFT_OUT.contains(&self.name.as_str())
    }

    /// One JSON array a row. Bytes are hexadecimal digits, flags 0 and 1.
    pub fn select(&self, conn: &Conn<'_>) -> String {
        let value = |(name, kind): &(String, Kind)| {
            let name = quoted(name);
            match (kind, conn) {
                (Kind::Bytes, Conn::Sqlite(_)) => {
                    format!("CASE WHEN {name} IS NOT NULL THEN lower(hex({name})) END")
                }
                (Kind::Bytes, Conn::Postgres(_)) => format!("encode({name}, 'hex')"),
                (Kind::Flag, Conn::Postgres(_)) => format!("{name}::int"),
                _ => name,
            }
        };
        let values = self.columns.iter().map(value).collect::<Vec<_>>().join(", ");
        let table = quoted(&self.name);
        match conn {
            Conn::Sqlite(_) => format!("SELECT json_array({values}) FROM {table}"),
            Conn::Postgres(_) => format!("SELECT json_build_array({values})::text FROM {table}"),
        }
    }

    /// Takes an array of such rows as its one argument.
    pub fn insert(&self, conn: &Conn<'_>) -> String {
        let names: Vec<String> = self.columns.iter().map(|(name, _)| quoted(name)).collect();
        let value = |(at, (_, kind)): (usize, &(String, Kind))| match conn {
            Conn::Sqlite(_) => {
                let value = format!("json_extract(value, '$[{at}]')");
                if *kind == Kind::Bytes { format!("unhex({value})") } else { value }
            }
            Conn::Postgres(_) => match kind {
                Kind::Text => format!("value->>{at}"),
                Kind::Number => format!("(value->>{at})::bigint"),
                Kind::Flag => format!("(value->>{at})::int::boolean"),
                Kind::Bytes => format!("decode(value->>{at}, 'hex')"),
            },
        };
        let values: Vec<String> = self.columns.iter().enumerate().map(value).collect();
        let rows = match conn {
            Conn::Sqlite(_) => "json_each($1)",
            Conn::Postgres(_) => "jsonb_array_elements($1::jsonb)",
        };
        let (table, names, values) = (quoted(&self.name), names.join(", "), values.join(", "));
        format!("INSERT INTO {table} ({names}) SELECT {values} FROM {rows}")
    }
}

/// Names come from the database or from a file that was sealed with the master key; quoted all the same.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_come_after_those_that_they_refer_to() {
        let table =
            |name: &str| (name.to_owned(), Table { name: name.to_owned(), columns: Vec::new() });
        let all = || ["a", "b", "c", "d"].map(table).into_iter().collect();
        let refer = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs
                .iter()
                .map(|(child, parent)| ((*child).to_owned(), (*parent).to_owned()))
                .collect()
        };
        let ordered =
            in_order(all(), &refer(&[("a", "c"), ("b", "a"), ("b", "b")])).expect("an order");
        let names: Vec<&str> = ordered.iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names, ["c", "d", "a", "b"]);
        assert!(in_order(all(), &refer(&[("a", "b"), ("b", "a")])).is_err());
    }
}

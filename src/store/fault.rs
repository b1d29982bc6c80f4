//! What a database says when something is wrong, in our own words.

use sqlx::error::ErrorKind;

use crate::error::{Error, Kind};
use crate::text::text;

const RACE: &str = "race";
/// What the database is when it takes no changes, as [`Error::constraint`] says it.
pub const FULL: &str = "full";
pub const READ_ONLY: &str = "read-only";

pub(super) fn store_error(error: sqlx::Error) -> Error {
    match &error {
        sqlx::Error::RowNotFound => Error::not_found(),
        sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::Io(_)
        | sqlx::Error::Tls(_) => Error::busy(2).because(error),
        sqlx::Error::Database(database) => {
            let code = database.code().unwrap_or_default().into_owned();
            match database.kind() {
                ErrorKind::UniqueViolation => {
                    let rule = database
                        .constraint()
                        .map_or_else(|| rule_from(database.message()), str::to_owned);
                    Error::taken(rule).because(error)
                }
                ErrorKind::ForeignKeyViolation => Error::invalid(text(
                    "引用的对象不存在，或仍在被使用",
                    "It refers to something that does not exist, or is still in use",
                ))
                .because(error),
                _ if matches!(code.as_str(), "40001" | "40P01") => {
                    Error::busy(1).by(RACE).because(error)
                }
                _ if unavailable(&code) => match closed(&code) {
                    Some(why) => Error::busy(2).by(why).because(error),
                    None => Error::busy(2).because(error),
                },
                _ => Error::broken(error),
            }
        }
        _ => Error::broken(error),
    }
}

/// Serialization failures and deadlocks: run it again.
pub(super) fn lost_race(error: &Error) -> bool {
    error.kind() == Kind::Busy && error.constraint() == Some(RACE)
}

/// The history could not be written, so nothing was: whoever asked may try again.
pub(super) fn unrecorded(error: Error) -> Error {
    // A number that is taken already is a row that the head does not count: nobody's input.
    if !matches!(error.kind(), Kind::Broken | Kind::Taken | Kind::Invalid) {
        return error;
    }
    let words = text(
        "历史无法写入，因此什么都没有改动。请稍后再试，或请管理员查看服务器日志。",
        "The history cannot be written, so nothing was changed. Try again later, or ask an administrator to look at the server’s log.",
    );
    Error::busy(5).saying(words).because(error)
}

/// Why it answers but takes no changes.
fn closed(code: &str) -> Option<&'static str> {
    match code {
        "53100" => Some(FULL),
        "25006" => Some(READ_ONLY),
        _ if code.len() == 5 => None,
        _ => match code.parse::<u32>().ok()? & 0xff {
            13 => Some(FULL),
            8 => Some(READ_ONLY),
            _ => None,
        },
    }
}

/// What a commit that failed means: PostgreSQL may have done it and gone away before it could say so,
/// and what SQLite wrote and could not sync may be there after all when it is opened again.
pub(super) fn at_commit(error: sqlx::Error) -> Error {
    let database = error.as_database_error();
    let code = database.and_then(sqlx::error::DatabaseError::code).unwrap_or_default().into_owned();
    let error = store_error(error);
    let on_sqlite = !code.is_empty() && code.len() < 5;
    let known = if on_sqlite { !UNSYNCED.contains(&code.as_str()) } else { lost_race(&error) };
    if known || error.kind() != Kind::Busy {
        return error;
    }
    let words = text(
        "数据库没有确认这次保存，因此不能确定是否已经保存。请先查看这个对象，再决定是否重试。",
        "The database did not confirm the change, so it is not certain whether it was saved. Look at the object before you try again.",
    );
    Error::busy(5).saying(words).because(error)
}

/// SQLite's codes where a file or its directory could not be synced.
const UNSYNCED: [&str; 2] = ["1034", "1290"];

/// SQLite: locked, read-only, input/output, full. PostgreSQL: shutting down, starting, out of room or
/// connections, read-only.
fn unavailable(code: &str) -> bool {
    // PostgreSQL's codes have five letters or digits, SQLite's are shorter numbers.
    if code.len() == 5 {
        let classes = ["57P", "53", "08", "25006"];
        return classes.iter().any(|class| code.starts_with(class));
    }
    code.parse::<u32>().is_ok_and(|number| matches!(number & 0xff, 5 | 6 | 8 | 10 | 13 | 14))
}

/// SQLite names columns instead of rules: `UNIQUE constraint failed: windows.enterprise_id,
/// windows.code` broke `windows_code_key`. All our rules are named so.
fn rule_from(message: &str) -> String {
    let columns = message.rsplit(": ").next().unwrap_or_default();
    let last = columns.rsplit(", ").next().unwrap_or_default();
    format!("{}_key", last.replace('.', "_"))
}

/// A row that cannot be what it says: names the table, the column and the row.
pub(super) fn inconsistent(table: &str, column: &str, row: &str) -> Error {
    Error::broken(format!("inconsistent row: {table}.{column} of {row}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_columns_become_the_name_of_the_rule() {
        assert_eq!(
            rule_from("UNIQUE constraint failed: windows.enterprise_id, windows.code"),
            "windows_code_key"
        );
        assert_eq!(rule_from("UNIQUE constraint failed: people.email"), "people_email_key");
    }

    #[test]
    fn codes_of_both_databases_mean_come_back_later() {
        for code in ["5", "13", "8", "1032", "57P01", "53300", "08006", "25006"] {
            assert!(unavailable(code), "{code}");
        }
        assert_eq!([closed("13"), closed("1032")], [Some(FULL), Some(READ_ONLY)]);
        assert_eq!([closed("53100"), closed("25006")], [Some(FULL), Some(READ_ONLY)]);
        assert_eq!([closed("5"), closed("57P01")], [None, None]);
        for code in ["1", "42P01", "23505", "2067"] {
            assert!(!unavailable(code), "{code}");
        }
    }
}

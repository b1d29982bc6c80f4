//! The waist: one SQL text runs on either database. Placeholders are `$1`, `$2` … on both.

use sqlx::{PgConnection, SqliteConnection};

use super::{Connection, Direct, Read, Tx, Write};

/// A connection of whichever database is behind it.
pub enum Conn<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

/// Whatever statements can run on: a reading connection or a transaction.
pub trait Source {
    fn conn(&mut self) -> Conn<'_>;
}

impl Source for Read {
    fn conn(&mut self) -> Conn<'_> {
        self.0.conn()
    }
}

impl Source for Direct {
    fn conn(&mut self) -> Conn<'_> {
        self.0.conn()
    }
}

impl Connection {
    fn conn(&mut self) -> Conn<'_> {
        match self {
            Connection::Sqlite(connection) => Conn::Sqlite(connection),
            Connection::Postgres(connection) => Conn::Postgres(connection),
        }
    }
}

impl Source for Write<'_> {
    fn conn(&mut self) -> Conn<'_> {
        match &mut self.tx {
            Tx::Sqlite(tx) => Conn::Sqlite(tx),
            Tx::Postgres(tx) => Conn::Postgres(tx),
        }
    }
}

/// Runs one statement: `sql!(execute source, TEXT, args…)` gives the number of rows touched;
/// `sql!(fetch_optional Row; source, TEXT, args…)`, `fetch_one` and `fetch_all` give rows.
/// Each argument is written into two arms of which one runs, so nothing is evaluated twice.
macro_rules! sql {
    (execute $source:expr, $text:expr $(, $arg:expr)* $(,)?) => {
        match $crate::store::Source::conn($source) {
            $crate::store::Conn::Sqlite(conn) => sqlx::query::<sqlx::Sqlite>($text)
                $(.bind($arg))*.execute(conn).await.map(|done| done.rows_affected()),
            $crate::store::Conn::Postgres(conn) => sqlx::query::<sqlx::Postgres>($text)
                $(.bind($arg))*.execute(conn).await.map(|done| done.rows_affected()),
        }.map_err($crate::store::fault::store_error)
    };
    ($fetch:ident $row:ty; $source:expr, $text:expr $(, $arg:expr)* $(,)?) => {
        match $crate::store::Source::conn($source) {
            $crate::store::Conn::Sqlite(conn) => sqlx::query_as::<sqlx::Sqlite, $row>($text)
                $(.bind($arg))*.$fetch(conn).await,
            $crate::store::Conn::Postgres(conn) => sqlx::query_as::<sqlx::Postgres, $row>($text)
                $(.bind($arg))*.$fetch(conn).await,
        }.map_err($crate::store::fault::store_error)
    };
}

/// Names SQL texts and lists them all in `STATEMENTS`, so that a test can prepare every one.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)*) => {
        $($(#[$doc])* const $name: &str = $text;)*
        pub(super) const STATEMENTS: &[&str] = &[$($name),*];
    };
}

pub(super) use {sql, statements};

//! The installation's own row: who it is, its master key's check value, how far the set-up has come.

use sqlx::FromRow;

use super::sql::{sql, statements};
use super::{Db, Source, Write};
use crate::clock::Millis;
use crate::domain::{Change, Log};
use crate::error::{Error, Result};
use crate::vault::Sealed;

statements! {
    FIND = "SELECT id, key_check, demo, setup, created_at FROM installation";
    INSERT = "INSERT INTO installation (only_row, id, key_check, demo, setup, created_at, master_key) VALUES (1, $1, $2, $3, $4, $5, $6)";
    MASTER = "SELECT master_key FROM installation";
    CHANGE_MASTER = "UPDATE installation SET master_key = $2, key_check = $3 WHERE master_key = $1";
    STEP = "UPDATE installation SET setup = $1 WHERE setup = $2";
}

/// How far the first set-up has come: the step that is to be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setup {
    Account,
    Enterprise,
    Window,
    Snippet,
    Done,
    /// A backup is being restored: nobody may use this yet.
    Restoring,
}

impl Setup {
    pub const fn name(self) -> &'static str {
        match self {
            Setup::Account => "account",
            Setup::Enterprise => "enterprise",
            Setup::Window => "window",
            Setup::Snippet => "snippet",
            Setup::Done => "done",
            Setup::Restoring => "restoring",
        }
    }

    fn from_name(name: &str) -> Option<Setup> {
        use Setup::{Account, Done, Enterprise, Restoring, Snippet, Window};
        [Account, Enterprise, Window, Snippet, Done, Restoring]
            .into_iter()
            .find(|step| step.name() == name)
    }
}

#[derive(Clone, Debug)]
pub struct Installation {
    pub id: String,
    pub key_check: Sealed,
    pub demo: bool,
    pub setup: Setup,
    pub created_at: Millis,
}

#[derive(FromRow)]
struct Row {
    id: String,
    key_check: Vec<u8>,
    demo: bool,
    setup: String,
    created_at: i64,
}

pub async fn find(source: &mut impl Source) -> Result<Option<Installation>> {
    let row = sql!(fetch_optional Row; source, FIND)?;
    row.map(|row| {
        let setup = Setup::from_name(&row.setup)
            .ok_or_else(|| super::fault::inconsistent("installation", "setup", &row.setup))?;
        Ok(Installation {
            id: row.id,
            key_check: Sealed(row.key_check),
            demo: row.demo,
            setup,
            created_at: row.created_at,
        })
    })
    .transpose()
}

/// `master` is the name of the master key in use.
pub async fn insert(
    write: &mut Write<'_>,
    installation: &Installation,
    master: &str,
) -> Result<()> {
    sql!(
        execute write, INSERT,
        installation.id.clone(),
        installation.key_check.0.clone(),
        installation.demo,
        installation.setup.name(),
        installation.created_at,
        master.to_owned(),
    )?;
    Ok(())
}

/// The name of the master key in use; empty in a database from before data keys.
pub async fn master(source: &mut impl Source) -> Result<String> {
    Ok(sql!(fetch_one (String,); source, MASTER)?.0)
}

/// Another master key from now on. Of two processes that try the same, one gets a conflict.
pub async fn change_master(
    write: &mut Write<'_>,
    (from, to): (&str, &str),
    check: &Sealed,
) -> Result<()> {
    match sql!(execute write, CHANGE_MASTER, from.to_owned(), to.to_owned(), check.0.clone())? {
        1 => Ok(()),
        _ => Err(Error::conflict()),
    }
}

/// What the history tells of another master key: its name, never a byte of it.
pub fn master_changed(installation: &str, action: &'static str, from: &str, to: &str) -> Change {
    let field = |id: &str| {
        let told = (!id.is_empty()).then(|| format!("fingerprint:{id}"));
        vec![("master_key".to_owned(), told)]
    };
    let change = Change::creation(Log::Installation, action, NOUN, installation, field(to));
    Change::edit(Log::Installation, action, NOUN, installation, &field(from), &field(to))
        .unwrap_or(change)
}

/// What the history tells of a step of the set-up.
pub fn advanced(installation: &str, from: Setup, to: Setup) -> Change {
    let action = if to == Setup::Done { "setup.finished" } else { "setup.advanced" };
    let step = |step: Setup| vec![("setup".to_owned(), Some(step.name().to_owned()))];
    let change = Change::creation(Log::Installation, action, NOUN, installation, step(to));
    Change::edit(Log::Installation, action, NOUN, installation, &step(from), &step(to))
        .unwrap_or(change)
}

pub const NOUN: &str = "installation";

/// Moves the set-up on. Of two browsers that try the same step, one gets a conflict.
pub async fn advance(write: &mut Write<'_>, from: Setup, to: Setup) -> Result<()> {
    match sql!(execute write, STEP, to.name(), from.name())? {
        1 => Ok(()),
        _ => Err(Error::conflict()),
    }
}

impl Db {
    /// The installation, or `None` when this database is empty or not ours.
    pub async fn installation(&self) -> Result<Option<Installation>> {
        find(&mut self.read().await?).await
    }
}

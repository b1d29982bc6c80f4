//! The master key: which one is in use, what it wraps, where its files lie, and how far a change of it
//! has come. Names and places are told, never a byte of a key.

mod change;
#[cfg(test)]
pub mod samples;

use std::path::Path;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;

pub use change::change;

use super::{Cursor, next_page};
use crate::clock::Millis;
use crate::domain::Log;
use crate::error::{Error, Kind, Result};
use crate::rights::RotateMaster;
use crate::store::history::{self, Filter};
use crate::store::{Page, Read, data_keys, installation};
use crate::text::{Message, Text, text};
use crate::vault::{Stage, Standing};
use crate::web::fault::{Answer, Fault};
use crate::web::form::Form;
use crate::web::moment::{Moment, moment};
use crate::web::portal::Portal;
use crate::web::scope::Installed;
use crate::web::ui::Ui;

const PATH: &str = "/settings/master-key";

#[derive(Template)]
#[template(path = "master_key/show.html")]
pub struct MasterKeyPage {
    pub ui: Ui,
    pub standing: Standing,
    /// Why a file cannot be read; nothing can be changed then.
    pub problem: Option<Message>,
    pub file: String,
    pub since: Moment,
    pub count: i64,
    pub lines: Vec<Line>,
    pub first: bool,
    pub next: Option<String>,
    pub earlier: Vec<Earlier>,
    pub typed: Typed,
}

/// The data key of one enterprise.
pub struct Line {
    pub key: data_keys::Line,
    pub since: Moment,
}

/// The kept file of an earlier master key.
pub struct Earlier {
    pub name: String,
    pub file: String,
    pub since: Moment,
}

/// What was ticked and typed before a change; never the password.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub backup: bool,
    pub copies: bool,
    pub servers: bool,
    pub reason: String,
}

impl MasterKeyPage {
    /// Names of the steps of a change, for the one that was interrupted.
    fn steps(&self) -> Vec<&'static str> {
        const STEPS: [Text; 4] = [
            text("生成新的主密钥", "Make the next key"),
            text("留存现在的主密钥", "Keep the present key"),
            text("重新包裹数据密钥并记入历史", "Re-wrap the data keys, with the event"),
            text("换上新文件", "Put the new file into place"),
        ];
        STEPS.iter().map(|step| self.ui.text(*step)).collect()
    }

    /// The way back to the first page of the list.
    fn begin(&self) -> Option<&'static str> {
        (!self.first).then_some(PATH)
    }

    /// The step that comes next where a change was interrupted.
    fn at(&self) -> Option<usize> {
        match self.standing.stage() {
            Stage::Made => Some(1),
            Stage::Kept => Some(2),
            Stage::Rewrapped => Some(3),
            Stage::Rest | Stage::Behind => None,
        }
    }

    fn behind(&self) -> bool {
        self.standing.stage() == Stage::Behind
    }

    /// The name of the key in the file, where the database is under another one.
    fn foreign(&self) -> Option<&str> {
        self.standing.present.as_deref().filter(|name| *name != self.standing.installed)
    }

    /// Whether the database is under the next key already.
    fn rewrapped(&self) -> bool {
        self.standing.stage() == Stage::Rewrapped
    }
}

pub async fn show(installed: Installed<RotateMaster>, query: Query<Cursor>) -> Answer {
    page(&installed, StatusCode::OK, Form::default(), Typed::default(), &query.cursor).await
}

async fn page(
    installed: &Installed<RotateMaster>,
    status: StatusCode,
    form: Form,
    typed: Typed,
    after: &str,
) -> Answer {
    let (visit, portal) = (&installed.visit, &installed.visit.portal);
    let mut read = portal.db.read().await?;
    let (standing, problem) = standing(portal, &mut read).await?;
    let since = since(&mut read).await?;
    let count = data_keys::count(&mut read).await?;
    let Page { items, next } = data_keys::page(&mut read, after).await?;
    drop(read);
    let mut ui = visit.ui(text("主密钥", "Master key"))?;
    visit.take_flash(&mut ui);
    ui.errors = form.errors;
    let line = |key: data_keys::Line| Line { since: moment(key.since), key };
    let earlier = standing.outlived().map(|one| Earlier {
        name: one.name.clone(),
        file: shown(&one.file),
        since: moment(one.since),
    });
    let page = MasterKeyPage {
        ui,
        problem,
        file: shown(portal.vault.file()?),
        since: moment(since),
        count,
        lines: items.into_iter().map(line).collect(),
        first: after.is_empty(),
        next: next_page(PATH, &[], next.as_ref()),
        earlier: earlier.collect(),
        standing,
        typed,
    };
    visit.page(status, &page)
}

/// The whole path: whoever looks for the file does not know from where the server was started.
fn shown(file: &Path) -> String {
    std::path::absolute(file).unwrap_or_else(|_| file.to_owned()).display().to_string()
}

/// How the files of this server stand to the database. A file that cannot be read is told as it is.
async fn standing(
    portal: &Portal,
    read: &mut Read,
) -> std::result::Result<(Standing, Option<Message>), Fault> {
    let name = installation::master(read).await?;
    match Standing::look(portal.vault.file()?, name.clone()) {
        Ok(standing) => Ok((standing, None)),
        Err(error) => {
            let problem = told(error)?;
            let nothing =
                Standing { installed: name, present: None, next: None, earlier: Vec::new() };
            Ok((nothing, Some(problem)))
        }
    }
}

/// The words of an error that whoever runs the server can do something about.
fn told(error: Error) -> std::result::Result<Message, Fault> {
    match error.text() {
        Some(text) if error.kind() == Kind::Refused => {
            tracing::warn!(%error, "the master key file");
            Ok(text.clone())
        }
        _ => Err(error.into()),
    }
}

/// Since when the present master key is in use: its change, or the beginning.
async fn since(read: &mut Read) -> Result<Millis> {
    for action in ["vault.rotated", "vault.upgraded", "installation.created"] {
        let filter = Filter::Action(action.to_owned());
        let events = history::page(read, Log::Installation, &filter, None).await?;
        if let Some(event) = events.items.first() {
            return Ok(event.at);
        }
    }
    Ok(installation::find(read).await?.map_or(0, |found| found.created_at))
}

//! One release: its files, links and values, and what differs from another one.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::compared::{self, FileDiff};
use super::edition::{Edition, Which};
use crate::catalog::form::Choice;
use crate::channels::{self, Channel};
use crate::domain::release::File;
use crate::domain::{Release, Window};
use crate::rights::{EditWindows, ViewWindow};
use crate::store::{Read, releases};
use crate::text::{Lang, Message};
use crate::web::fault::{Answer, Fault};
use crate::web::moment::{Moment, moment};
use crate::web::pages::windows::fields::target_or_first;
use crate::web::scope::Scoped;
use crate::web::told::Labelled;
use crate::web::ui::{Crumb, Ui};

#[derive(Template)]
#[template(path = "windows/release.html")]
pub(super) struct ReleasePage {
    pub ui: Ui,
    pub base: String,
    pub window: Window,
    pub channel: &'static dyn Channel,
    pub target: &'static channels::Target,
    pub number: i64,
    pub made: Moment,
    pub made_by: String,
    pub note: String,
    pub content_hash: String,
    pub production: bool,
    pub live: bool,
    pub may_edit: bool,
    /// Stamped, in every flavour.
    pub files: Vec<Shown>,
    pub links: Vec<File>,
    pub inputs: Vec<Labelled>,
    pub others: Vec<Choice>,
    pub compared: Option<Compared>,
}

/// A file as it is copied, with the hash of what stands in it without the stamp.
pub(super) struct Shown {
    pub path: String,
    pub flavour: String,
    pub language: String,
    pub content: String,
    pub sha256: String,
}

pub(super) struct Compared {
    pub number: i64,
    pub fields: Vec<Labelled>,
    pub files: Vec<FileDiff>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    /// The number to compare with; the release before, where nobody says so.
    #[serde(default)]
    with: String,
}

pub async fn show(
    Scoped { within, object: window }: Scoped<Window, ViewWindow>,
    query: Query<Wanted>,
) -> Answer {
    let word = within.visit.request().match_info().get("n").unwrap_or_default().to_owned();
    let which = Which::parse(&word).filter(|which| *which != Which::Draft);
    let which = which.ok_or_else(Fault::not_found)?;
    let portal = &within.visit.portal;
    let edition = Edition::find(portal, &within.enterprise.slug, &window, which).await?;
    let edition = edition.ok_or_else(Fault::not_found)?;
    let release = edition.release.clone().ok_or_else(Fault::not_found)?;
    let channel = channels::find(&window.channel).ok_or_else(Fault::not_found)?;
    let target = target_or_first(channel, &release.inputs.target).ok_or_else(Fault::not_found)?;
    let lang = within.visit.lang();
    let mut read = portal.db.read().await?;
    let live = releases::live(&mut read, &window).await?;
    let older = releases::list(&mut read, &window, Some(release.number)).await?;
    let wanted = query.with.parse().ok().or(older.items.first().map(|other| other.number));
    let other = match wanted {
        Some(number) => releases::find(&mut read, &window, number).await?,
        None => None,
    };
    let compared = match other.filter(|other| other.number != release.number) {
        Some(other) => Some(compare(&mut read, &other, &release, &edition.files, lang).await?),
        None => None,
    };
    drop(read);
    let others = older.items.iter().map(|other| {
        let chosen = compared.as_ref().is_some_and(|compared| compared.number == other.number);
        Choice::new(other.number, Message::name(&format!("v{}", other.number)), chosen)
    });
    let mut ui = crate::web::pages::windows::ui_of(&within, &window)?;
    let back = within.path(&format!("/windows/{}/releases", window.code));
    ui.crumbs.push(Crumb::to(&window.content.name, back));
    ui.title = format!("{} v{}", window.content.name, release.number);
    let page = ReleasePage {
        ui,
        base: within.path(""),
        channel,
        target,
        number: release.number,
        made: moment(release.made_at),
        made_by: release.made_by.clone(),
        note: release.note.clone(),
        content_hash: release.content_hash.clone(),
        production: release.inputs.environment == "production",
        live: live.is_some_and(|live| live.number == release.number),
        may_edit: within.allows::<EditWindows>(),
        inputs: compared::values(&window.channel, &release.inputs.fields(), lang),
        files: shown(&edition),
        links: edition.links(&edition.flavour).cloned().collect(),
        others: others.collect(),
        compared,
        window,
    };
    within.visit.page(StatusCode::OK, &page)
}

async fn compare(
    read: &mut Read,
    other: &Release,
    release: &Release,
    files: &[File],
    lang: Lang,
) -> Result<Compared, Fault> {
    let (before, after) = (other.inputs.fields(), release.inputs.fields());
    Ok(Compared {
        number: other.number,
        fields: compared::fields(&release.inputs.channel, &before, &after, lang),
        files: compared::files(&releases::files(read, other).await?, files),
    })
}

pub(super) fn shown(edition: &Edition) -> Vec<Shown> {
    let flavours = edition.flavours();
    let files = flavours.iter().flat_map(|flavour| edition.artifacts(flavour));
    files
        .map(|file| Shown {
            path: file.path.clone(),
            flavour: file.flavour.clone(),
            language: file.language.clone(),
            content: edition.text(file),
            sha256: file.sha256.clone(),
        })
        .collect()
}

impl ReleasePage {
    /// Where a file's bytes are.
    fn raw(&self, file: &Shown) -> String {
        let code = &self.window.code;
        let flavour = if self.many_flavours() { file.flavour.as_str() } else { "" };
        let path = format!("{}/windows/{code}/releases/{}/artifacts/", self.base, self.number);
        crate::web::pages::windows::install::raw_address(&path, &file.path, flavour)
    }

    fn many_flavours(&self) -> bool {
        self.files
            .first()
            .is_some_and(|first| self.files.iter().any(|file| file.flavour != first.flavour))
    }
}

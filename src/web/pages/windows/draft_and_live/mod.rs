//! The draft beside the live release: both drawings, the fields that differ, and the lines of code.

#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use askama::Template;

use super::deployment::without_visitor;
use super::releases::compared::{self, FileDiff};
use super::releases::{Draft, Refused};
use crate::channels::preview::{Conditions, Preview};
use crate::channels::{Channel, Deployment, Diagnostic, Target};
use crate::domain::release::File;
use crate::domain::{Release, Window};
use crate::rights::{EditWindows, ReleaseWindows, ViewEnterprise};
use crate::store::releases;
use crate::text::Lang;
use crate::web::fault::Answer;
use crate::web::moment::{Moment, moment};
use crate::web::scope::Scoped;
use crate::web::told::Labelled;
use crate::web::ui::Ui;

#[derive(Template)]
#[template(path = "windows/draft_and_live.html")]
struct BothPage {
    ui: Ui,
    base: String,
    window: Window,
    channel: &'static dyn Channel,
    target: &'static Target,
    may_edit: bool,
    may_release: bool,
    draft: Preview,
    live: Option<Live>,
    /// Why the draft yields no code, so that only the drawings can be compared.
    refused: Vec<Diagnostic>,
}

/// The live release, and how the draft differs from it.
struct Live {
    number: i64,
    made: Moment,
    preview: Preview,
    fields: Vec<Labelled>,
    files: Vec<FileDiff>,
}

pub async fn show(Scoped { within, object: window }: Scoped<Window, ViewEnterprise>) -> Answer {
    let portal = &within.visit.portal;
    let mut read = portal.db.read().await?;
    let draft = Draft::load(&mut read, &window).await?;
    let live = releases::live(&mut read, &window).await?;
    let files = match &live {
        Some(live) => releases::files(&mut read, live).await?,
        None => Vec::new(),
    };
    drop(read);
    let seconds = portal.clock.now() / crate::clock::SECOND;
    let ui = super::ui_of(&within, &window)?;
    let (live, refused) = compared(&draft, &window, live, &files, (seconds, ui.lang));
    let page = BothPage {
        ui,
        base: within.path(""),
        may_edit: within.allows::<EditWindows>(),
        may_release: within.allows::<ReleaseWindows>() && !window.is_retired(),
        draft: drawn_draft(&draft, &window),
        channel: draft.channel,
        target: draft.target,
        window,
        live,
        refused,
    };
    within.visit.page(StatusCode::OK, &page)
}

/// The live release with what differs, and why nothing can be said of the draft's code.
fn compared(
    draft: &Draft,
    window: &Window,
    live: Option<Release>,
    files: &[File],
    (seconds, lang): (i64, Lang),
) -> (Option<Live>, Vec<Diagnostic>) {
    let (cut, refused) = match draft.cut(&window.content, seconds) {
        Ok((cut, _)) => (Some(cut), Vec::new()),
        Err(Refused { mut found, .. }) => {
            found.retain(Diagnostic::is_error);
            (None, found)
        }
    };
    let live = live.map(|live| {
        let before = live.inputs.fields();
        let after = cut.as_ref().map_or_else(|| before.clone(), |cut| cut.inputs.fields());
        Live {
            number: live.number,
            made: moment(live.made_at),
            preview: drawn(draft.channel, Some(&live)),
            fields: compared::fields(&window.channel, &before, &after, lang),
            files: cut.map_or_else(Vec::new, |cut| compared::files(files, &cut.files)),
        }
    });
    (live, refused)
}

/// The drawing of a release, of the values that it was made with.
pub fn drawn(channel: &dyn Channel, release: Option<&Release>) -> Preview {
    let inputs = release.map(|release| release.inputs.clone()).unwrap_or_default();
    let deployment = Deployment {
        target: inputs.target,
        flavour: inputs.flavour,
        account: inputs.account.map(|account| account.values).unwrap_or_default(),
        window: inputs.rendered.window,
        parameters: inputs.rendered.parameters,
        ..Deployment::default()
    };
    channel.preview(&deployment, &Conditions::default())
}

/// The same of the draft: without the values of a test visitor, which a release does not have.
pub fn drawn_draft(draft: &Draft, window: &Window) -> Preview {
    let deployment = without_visitor(&draft.references.deployment(&window.content));
    draft.channel.preview(&deployment, &Conditions::default())
}

impl BothPage {
    fn here(&self) -> String {
        format!("{}/windows/{}", self.base, self.window.code)
    }
}

impl Live {
    fn same(&self) -> bool {
        self.fields.is_empty() && self.files.is_empty()
    }
}

//! The install page: everything that a developer takes away of one window, step by step. It shows the
//! live release; the draft only for who asks for it, and clearly marked.

pub(super) mod copies;
pub(super) mod handout;
mod mail;
mod policy;
#[cfg(test)]
pub mod samples;
pub(super) mod server;

pub use copies::record;
pub use handout::markdown;
pub use policy::evaluate;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::releases::edition::{Edition, Which};
use super::releases::{Draft, Refused};
use crate::catalog::form::Choice;
use crate::channels::{Channel, Target, tables};
use crate::domain::Window;
use crate::domain::release::{Cut, File};
use crate::rights::{EditWindows, HandOver, Permission, ReleaseWindows, ViewWindow};
use crate::store::releases;
use crate::text::{Message, text};
use crate::web::fault::{Answer, Fault};
use crate::web::moment::{Moment, moment};
use crate::web::scope::{Scoped, Within};
use crate::web::ui::Ui;
use policy::{Pasted, PolicyPart};
use server::ServerPart;

#[derive(Template)]
#[template(path = "windows/install.html")]
struct InstallPage {
    ui: Ui,
    base: String,
    /// `https://jieru.example`, for addresses that leave the portal.
    origin: String,
    window: Window,
    channel: &'static dyn Channel,
    target: &'static Target,
    may_edit: bool,
    may_release: bool,
    may_hand_over: bool,
    /// The e-mail address, under which the browser keeps the ticks of this person.
    reader: String,
    releases: Vec<Choice>,
    flavours: Vec<Choice>,
    since: Vec<Choice>,
    shown: Option<Shown>,
    /// The live release, when the draft would yield something else.
    behind: Option<i64>,
    server: Option<ServerPart>,
    /// Where the entry is meant to be.
    hosts: Vec<String>,
    policy: Option<PolicyPart>,
}

/// What is taken away.
pub(super) struct Shown {
    pub name: String,
    pub word: String,
    pub draft: bool,
    pub made: Option<Moment>,
    pub content_hash: String,
    pub flavour: String,
    pub steps: Vec<Step>,
    pub links: Vec<File>,
    /// All files one after the other.
    pub everything: String,
    pub markdown: String,
    /// The release that it is held against.
    pub since: Option<i64>,
    /// Files of that release that are gone.
    pub gone: Vec<String>,
}

pub(super) struct Step {
    pub path: String,
    pub language: String,
    pub merge: String,
    pub content: String,
    /// What stood here in the older release; empty where nobody compares, or nothing changed.
    pub was: String,
    pub changed: Option<Changed>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Changed {
    New,
    Other,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Wanted {
    /// `live`, `draft` or a number; the live one where nobody says so.
    #[serde(default)]
    pub release: String,
    #[serde(default)]
    pub flavour: String,
    /// The number of an older release to compare with.
    #[serde(default)]
    pub since: String,
}

pub async fn show(
    Scoped { within, object: window }: Scoped<Window, ViewWindow>,
    query: Query<Wanted>,
) -> Answer {
    page(&within, window, &query, None).await
}

/// The page, with what somebody pasted as a present policy.
async fn page<P: Permission>(
    within: &Within<P>,
    window: Window,
    wanted: &Wanted,
    pasted: Option<Pasted>,
) -> Answer {
    let desk = Desk::open(within, &window, wanted).await?;
    let mut ui = super::ui_of(within, &window)?;
    within.visit.take_flash(&mut ui);
    let base = within.path("");
    let given = (wanted.flavour.as_str(), desk.hosts.as_slice());
    let shown = desk
        .edition
        .as_ref()
        .map(|edition| shown(edition, &window, given, desk.older.as_ref(), ui.lang));
    let flavour = shown.as_ref().map_or("", |shown| shown.flavour.as_str());
    let policy = desk.edition.as_ref().and_then(|edition| {
        let channel = desk.draft.channel;
        PolicyPart::of(channel, &desk.draft, &window, edition, (flavour, ui.lang), pasted)
    });
    let page = InstallPage {
        releases: desk.choices(),
        flavours: desk.flavours(flavour),
        since: desk.since(),
        behind: desk.behind(),
        server: ServerPart::of(desk.draft.target),
        reader: format!("{} {base}/{}", within.visit.person()?.person.email, window.code),
        may_edit: within.allows::<EditWindows>(),
        may_release: within.allows::<ReleaseWindows>() && !window.is_retired(),
        may_hand_over: within.allows::<HandOver>() && !window.is_retired(),
        channel: desk.draft.channel,
        target: desk.draft.target,
        hosts: desk.hosts,
        policy,
        shown,
        base,
        origin: within.visit.portal.public_url.origin(),
        window,
        ui,
    };
    within.visit.page(StatusCode::OK, &page)
}

/// What one visit of the page needs to know.
struct Desk {
    draft: Draft,
    /// What the draft would be, where it yields code.
    cut: Option<Cut>,
    live: Option<i64>,
    live_files: Vec<File>,
    live_environment: String,
    older_numbers: Vec<i64>,
    edition: Option<Edition>,
    older: Option<(i64, Vec<File>)>,
    /// Where the entry is meant to be, of entries that stand on web pages.
    hosts: Vec<String>,
}

impl Desk {
    async fn open<P: Permission>(
        within: &Within<P>,
        window: &Window,
        wanted: &Wanted,
    ) -> Result<Self, Fault> {
        let portal = &within.visit.portal;
        let mut read = portal.db.read().await?;
        let draft = Draft::load(&mut read, window).await?;
        let seconds = portal.clock.now() / crate::clock::SECOND;
        let cut = match draft.cut(&window.content, seconds) {
            Ok((cut, _)) => Some(cut),
            Err(Refused { .. }) => None,
        };
        let live = releases::live(&mut read, window).await?;
        let live_files = match &live {
            Some(live) => releases::files(&mut read, live).await?,
            None => Vec::new(),
        };
        let known = releases::list(&mut read, window, None).await?;
        let older_numbers: Vec<i64> = known.items.iter().map(|one| one.number).collect();
        let older = match wanted.since.parse() {
            Ok(number) => releases::find(&mut read, window, number).await?,
            Err(_) => None,
        };
        let older = match older {
            Some(older) => Some((older.number, releases::files(&mut read, &older).await?)),
            None => None,
        };
        let hosts = handout::hosts(&mut read, window).await?;
        drop(read);
        let word = if wanted.release.is_empty() { "live" } else { &wanted.release };
        let which = Which::parse(word).ok_or_else(Fault::not_found)?;
        let slug = &within.enterprise.slug;
        let edition = Edition::find(portal, slug, window, which).await?;
        if edition.is_none() && matches!(which, Which::Number(_)) {
            return Err(Fault::not_found());
        }
        Ok(Desk {
            draft,
            cut,
            live_environment: live
                .as_ref()
                .map(|live| live.inputs.environment.clone())
                .unwrap_or_default(),
            live: live.map(|live| live.number),
            live_files,
            older_numbers,
            edition,
            older,
            hosts,
        })
    }

    /// The live release, the draft, and what came before.
    fn choices(&self) -> Vec<Choice> {
        let shown = self.edition.as_ref().map(Edition::word).unwrap_or_default();
        let label = |number: i64| {
            if self.live == Some(number) {
                Message::new(format!("v{number}（线上）"), format!("v{number} (live)"))
            } else {
                Message::name(&format!("v{number}"))
            }
        };
        let mut all: Vec<Choice> = self
            .older_numbers
            .iter()
            .map(|number| Choice::new(number, label(*number), shown == number.to_string()))
            .collect();
        if !all.iter().any(|choice| choice.chosen) && !shown.is_empty() && shown != "draft" {
            all.push(Choice::new(&shown, Message::name(&format!("v{shown}")), true));
        }
        all.push(Choice::new(
            "draft",
            text("草稿（未发布）", "Draft (not released)"),
            shown == "draft",
        ));
        all
    }

    fn flavours(&self, shown: &str) -> Vec<Choice> {
        let Some(edition) = &self.edition else { return Vec::new() };
        let there = edition.flavours();
        let known = self.draft.target.flavours.iter().filter(|flavour| there.contains(flavour));
        known
            .map(|flavour| Choice::new(flavour, tables::flavour(flavour), *flavour == shown))
            .collect()
    }

    fn since(&self) -> Vec<Choice> {
        let shown =
            self.edition.as_ref().and_then(|one| one.release.as_ref()).map(|one| one.number);
        let chosen = self.older.as_ref().map(|older| older.0);
        let older: Vec<i64> = self
            .older_numbers
            .iter()
            .copied()
            .filter(|number| shown.is_none_or(|shown| *number != shown))
            .collect();
        if older.is_empty() {
            return Vec::new();
        }
        let none = Choice::new("", text("不比较", "No comparison"), chosen.is_none());
        let each = older.into_iter().map(|number| {
            Choice::new(number, Message::name(&format!("v{number}")), chosen == Some(number))
        });
        std::iter::once(none).chain(each).collect()
    }

    /// The live number, where the draft would yield other code.
    fn behind(&self) -> Option<i64> {
        let cut = self.cut.as_ref()?;
        let same = self.live_environment == cut.inputs.environment
            && cut.files.len() == self.live_files.len()
            && cut.files.iter().zip(&self.live_files).all(|(one, other)| one == other);
        self.live.filter(|_| !same)
    }
}

pub(super) fn shown(
    edition: &Edition,
    window: &Window,
    (wanted, hosts): (&str, &[String]),
    older: Option<&(i64, Vec<File>)>,
    lang: crate::text::Lang,
) -> Shown {
    let flavour = edition.chosen(wanted).to_owned();
    let was = |file: &File| {
        let (_, files) = older?;
        let same = |old: &&File| {
            (&old.flavour, old.kind, &old.path) == (&file.flavour, file.kind, &file.path)
        };
        Some(files.iter().find(same))
    };
    let step = |file: &File| {
        let (changed, was) = match was(file) {
            None => (None, String::new()),
            Some(None) => (Some(Changed::New), String::new()),
            Some(Some(old)) if old.sha256 == file.sha256 => (None, String::new()),
            // Under the same stamp, so that only what really differs is marked.
            Some(Some(old)) => (Some(Changed::Other), edition.text(old)),
        };
        Step {
            path: file.path.clone(),
            language: file.language.clone(),
            merge: file.merge.clone(),
            content: edition.text(file),
            was,
            changed,
        }
    };
    let steps: Vec<Step> = edition.artifacts(&flavour).map(step).collect();
    let gone = older.map_or_else(Vec::new, |(_, files)| {
        let here = |file: &&File| {
            file.flavour == flavour
                && file.kind == crate::domain::release::FileKind::Artifact
                && !steps.iter().any(|step| step.path == file.path)
        };
        files.iter().filter(here).map(|file| file.path.clone()).collect()
    });
    Shown {
        name: edition.name(),
        word: edition.word(),
        draft: edition.release.is_none(),
        made: edition.release.as_ref().map(|release| moment(release.made_at)),
        content_hash: edition.content_hash.clone(),
        links: edition.links(&flavour).cloned().collect(),
        everything: handout::everything(edition, &flavour),
        markdown: handout::written(edition, window, (&flavour, hosts), lang),
        since: older.map(|(number, _)| *number),
        gone,
        steps,
        flavour,
    }
}

/// The address of a file's bytes, every part of its path encoded. `flavour` is empty where there is
/// only one.
pub fn raw_address(folder: &str, path: &str, flavour: &str) -> String {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    const KEPT: &percent_encoding::AsciiSet =
        &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    let parts: Vec<String> =
        path.split('/').map(|part| utf8_percent_encode(part, KEPT).to_string()).collect();
    let query = if flavour.is_empty() { String::new() } else { format!("?flavour={flavour}") };
    format!("{folder}{}{query}", parts.join("/"))
}

impl Shown {
    /// The numbers of the steps that changed.
    fn changed_steps(&self) -> Vec<usize> {
        let steps = (1..).zip(&self.steps);
        steps.filter(|(_, step)| step.changed.is_some()).map(|(number, _)| number).collect()
    }
}

impl InstallPage {
    fn here(&self) -> String {
        format!("{}/windows/{}/install", self.base, self.window.code)
    }

    /// An address that shows the same for ever.
    fn permanent(&self, shown: &Shown) -> String {
        let flavour = if self.flavours.len() > 1 {
            format!("&flavour={}", shown.flavour)
        } else {
            String::new()
        };
        format!("{}{}?release={}{flavour}", self.origin, self.here(), shown.word)
    }
}

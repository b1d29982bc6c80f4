//! The editor: parameters, preview and code side by side. One renderer serves the page, the fragment
//! that follows typing, and what is copied.

#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use askama::Template;

use super::deployment::{References, without_visitor};
use super::fields::{Choices, Typed, VendorFields, check, has_errors, target_or_first};
use crate::channels::preview::Preview;
use crate::channels::{self, Ambient, Artifact, Channel, Diagnostic, Link, Severity, Target};
use crate::domain::{Act, Window};
use crate::rights::{EditWindows, Permission, ViewEnterprise};
use crate::store::windows;
use crate::text::{Message, text};
use crate::web::conflict::{self, Conflict};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::moment::{Moment, moment};
use crate::web::pages::accounts::saved;
use crate::web::scope::{Saved, Scoped, Within};
use crate::web::ui::{FlashKind, PageError, Ui};

#[derive(Template)]
#[template(path = "windows/editor.html")]
struct EditorPage {
    ui: Ui,
    base: String,
    window: Window,
    channel: &'static dyn Channel,
    target: &'static Target,
    version: i64,
    updated: Moment,
    typed: Typed,
    choices: Choices,
    vendor: VendorFields,
    live: Live,
    may_edit: bool,
    /// What is shown was typed, not stored.
    unsaved: bool,
}

impl EditorPage {
    /// "Draft v3"
    fn draft(&self) -> String {
        format!("{} v{}", self.ui.t("草稿", "Draft"), self.window.version)
    }
}

/// The panes that follow what is typed.
#[derive(Template)]
#[template(path = "windows/editor.html", block = "live")]
struct LiveFragment {
    ui: Ui,
    live: Live,
}

struct Live {
    preview: Preview,
    artifacts: Vec<Artifact>,
    links: Vec<Link>,
    /// Warnings and notes; while something is wrong, the errors instead of the code.
    problems: Vec<Diagnostic>,
    refused: bool,
    /// Fields that have no effect at the moment, and why.
    states: Vec<(String, Message)>,
}

/// Everything that one request needs to know about its window.
struct Desk {
    channel: &'static dyn Channel,
    target: &'static Target,
    references: References,
    seconds: i64,
}

impl Desk {
    /// `target` may differ from the stored one while the window is edited.
    async fn open<P: Permission>(
        within: &Within<P>,
        window: &Window,
        target: &str,
    ) -> Result<Self, Fault> {
        let channel = channels::find(&window.channel).ok_or_else(Fault::not_found)?;
        let target = target_or_first(channel, target).ok_or_else(Fault::not_found)?;
        let portal = &within.visit.portal;
        let mut read = portal.db.read().await?;
        let references = References::load(&mut read, within.enterprise.id, channel, target).await?;
        Ok(Desk { channel, target, references, seconds: portal.clock.now() / crate::clock::SECOND })
    }

    fn live(&self, typed: &Typed) -> (Live, VendorFields, Vec<Diagnostic>, Vec<PageError>) {
        let deployment = self.references.deployment(&typed.content);
        let (found, errors) = self.check(typed);
        let vendor = VendorFields::draw(self.channel, &deployment, self.target, &found).registered(
            self.channel,
            self.target,
            &self.references,
            &typed.content,
        );
        let states = vendor
            .all()
            .filter_map(|field| Some((field.id.clone(), field.inactive.clone()?)))
            .collect();
        let rendered =
            self.channel.render(&without_visitor(&deployment), &Ambient::at(self.seconds));
        let refused = has_errors(&found);
        let mut problems = found.clone();
        problems.retain(|finding| !refused || finding.severity == Severity::Error);
        let live = Live {
            preview: self.channel.preview(&deployment),
            artifacts: rendered.artifacts,
            links: rendered.links,
            problems,
            refused,
            states,
        };
        (live, vendor, found, errors)
    }

    fn check(&self, typed: &Typed) -> (Vec<Diagnostic>, Vec<PageError>) {
        let deployment = self.references.deployment(&typed.content);
        check(self.channel, self.target, &deployment, &self.references.fields, self.seconds)
    }
}

pub async fn show(Scoped { within, object: window }: Scoped<Window, ViewEnterprise>) -> Answer {
    let desk = Desk::open(&within, &window, &window.content.target).await?;
    let (typed, version) = (Typed::of(&window), window.version);
    page(&within, StatusCode::OK, window, version, desk, typed, Vec::new())
}

fn page<P: Permission>(
    within: &Within<P>,
    status: StatusCode,
    window: Window,
    version: i64,
    desk: Desk,
    typed: Typed,
    errors: Vec<PageError>,
) -> Answer {
    let mut ui = super::ui_of(within, &window)?;
    within.visit.take_flash(&mut ui);
    let (live, vendor, _, _) = desk.live(&typed);
    let vendor = vendor.told(&errors);
    ui.errors = errors;
    let unsaved = typed.content != window.content || typed.meta != window.meta;
    let page = EditorPage {
        ui,
        base: within.path(""),
        channel: desk.channel,
        target: desk.target,
        version,
        updated: moment(window.updated_at),
        choices: typed.choices(desk.channel, desk.target, &desk.references),
        vendor,
        live,
        typed,
        may_edit: within.allows::<EditWindows>(),
        unsaved,
        window,
    };
    within.visit.page(status, &page)
}

async fn take<P: Permission>(
    within: &Within<P>,
    window: &Window,
    form: &mut Form,
) -> Result<(Desk, Typed), Fault> {
    let target = form.line("target");
    let desk = Desk::open(
        within,
        window,
        if target.is_empty() { &window.content.target } else { &target },
    )
    .await?;
    if !target.is_empty() && desk.target.id != target {
        form.wrong("target", text("请从列表中选择", "Choose from the list"));
    }
    let moved = desk.target.id != window.content.target;
    let typed = Typed::take(form, desk.channel, desk.target, &desk.references, moved);
    form.finish();
    Ok((desk, typed))
}

/// Draws what was typed and saves nothing: the fragment for the script, the whole page without one.
pub async fn preview(
    Posted { scope: Scoped { within, object: window }, mut form }: Posted<
        Scoped<Window, ViewEnterprise>,
    >,
) -> Answer {
    let seen = form.seen_version()?;
    let (desk, typed) = take(&within, &window, &mut form).await?;
    if within.visit.frame.fragment {
        let (live, ..) = desk.live(&typed);
        return within
            .visit
            .page(StatusCode::OK, &LiveFragment { ui: within.ui_titled(String::new())?, live });
    }
    let said = text("预览已更新，尚未保存", "The preview is updated; nothing is saved yet");
    within.visit.leave(FlashKind::Warning, saved(said, &typed.told))?;
    let (_, errors) = desk.check(&typed);
    let errors = form.errors.into_iter().chain(errors).collect();
    page(&within, StatusCode::OK, window, seen, desk, typed, errors)
}

pub async fn save(
    Posted { scope: Scoped { within, object: window }, mut form }: Posted<
        Scoped<Window, EditWindows>,
    >,
) -> Answer {
    let seen = form.seen_version()?;
    let (desk, typed) = take(&within, &window, &mut form).await?;
    let (found, errors) = desk.check(&typed);
    if form.is_wrong() || has_errors(&found) {
        let errors = form.errors.into_iter().chain(errors).collect();
        return page(&within, StatusCode::UNPROCESSABLE_ENTITY, window, seen, desk, typed, errors);
    }
    let to = within.path(&format!("/windows/{}", window.code));
    let done = || within.visit.done(&to, saved(text("已保存草稿", "Draft saved"), &typed.told));
    let edited = window.edit(typed.draft(), within.visit.portal.clock.now());
    let Some((new, change)) = edited else { return done() };
    let act = Act::new(change).because(typed.reason.clone());
    match within.write(act, async |write| windows::update(write, &new, seen).await).await? {
        Saved::Done => done(),
        Saved::Stale | Saved::Taken => answer_conflict(&within, &window, &new, seen, &form).await,
    }
}

async fn answer_conflict(
    within: &Within<EditWindows>,
    window: &Window,
    yours: &Window,
    seen: i64,
    form: &Form,
) -> Answer {
    let mut read = within.visit.portal.db.read().await?;
    let now = windows::find_by_code(&mut read, window.enterprise, &window.code)
        .await?
        .ok_or_else(Fault::not_found)?;
    drop(read);
    let conflict = Conflict {
        seen,
        yours,
        theirs: &now,
        channel: &window.channel,
        action: within.path(&format!("/windows/{}", window.code)),
    };
    let ui = super::ui_of(within, window)?;
    conflict::answer(&within.visit, ui, form, conflict).await
}

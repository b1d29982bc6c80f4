//! The releases of a window, what the draft would change, and the form that makes the next one.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;

use super::compared::{self, FileDiff};
use super::{Draft, Refused};
use crate::channels::{Channel, Diagnostic, Severity, Target};
use crate::domain::change::Fields;
use crate::domain::release::{Cut, Inputs, Occasion, Origin};
use crate::domain::request::Policy;
use crate::domain::window::Environment;
use crate::domain::{Act, Release, ReleaseId, Window};
use crate::rights::{EditWindows, Permission, ReleaseWindows, SubmitChanges, ViewWindow};
use crate::store::{Read, Write, defaults, releases, requests, review_policies, windows};
use crate::text::{Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::moment::{Moment, moment};
use crate::web::pages::{Cursor, next_page};
use crate::web::scope::{Found, Saved, Scoped, Within};
use crate::web::told::Labelled;
use crate::web::ui::{FlashKind, PageError, Ui};

#[derive(Template)]
#[template(path = "windows/releases.html")]
pub(super) struct ReleasesPage {
    pub ui: Ui,
    pub base: String,
    pub window: Window,
    pub channel: &'static dyn Channel,
    pub target: &'static Target,
    pub lines: Vec<Line>,
    pub next: Option<String>,
    /// The number that counts now.
    pub live: Option<i64>,
    pub waiting: Waiting,
    pub note: String,
    pub gate: Gate,
    pub may_edit: bool,
    pub may_release: bool,
    pub may_submit: bool,
    /// Why this person does not release here, where the role otherwise does.
    pub barred: Option<Text>,
}

/// What stands between a draft and its release.
#[derive(Clone, Debug, Default)]
pub(super) struct Gate {
    /// It is one of production, or what is live is.
    pub production: bool,
    /// So many people have to approve it.
    pub needed: i64,
    /// The open request that the window is in.
    pub open: Option<i64>,
    /// Nothing is released until then.
    pub frozen: Option<Moment>,
}

impl Gate {
    /// Whether a draft becomes live at once.
    pub fn is_open(&self) -> bool {
        self.needed == 0 && self.frozen.is_none()
    }

    async fn of(read: &mut Read, window: &Window, now: i64) -> Result<(Gate, Policy), Fault> {
        let policy = review_policies::find(read, window.enterprise).await?;
        let live = releases::live(read, window).await?;
        // A window of production stays one until something else is live.
        let production = window.content.environment == Environment::Production
            || live.is_some_and(|live| live.inputs.environment == "production");
        let subject = (Window::NOUN, window.id.to_string());
        let open = requests::open_of(read, window.enterprise, (subject.0, &subject.1)).await?;
        let frozen = policy.frozen_until.filter(|_| policy.frozen(now)).map(moment);
        Ok((Gate { production, needed: policy.needed(production), open, frozen }, policy))
    }
}

pub(super) struct Line {
    pub release: Release,
    pub made: Moment,
}

/// What the next release would bring.
pub(super) enum Waiting {
    /// Nothing differs from the last release.
    Same,
    Changes {
        /// `None`: this would be the first release.
        last: Option<i64>,
        fields: Vec<Labelled>,
        files: Vec<FileDiff>,
        warnings: Vec<Diagnostic>,
    },
    Refused(Vec<Diagnostic>),
}

pub async fn show(
    Scoped { within, object: window }: Scoped<Window, ViewWindow>,
    query: Query<Cursor>,
) -> Answer {
    let before = query.cursor.parse().ok();
    page(&within, StatusCode::OK, window, before, Form::default(), String::new()).await
}

async fn page<P: Permission>(
    within: &Within<P>,
    status: StatusCode,
    window: Window,
    before: Option<i64>,
    form: Form,
    note: String,
) -> Answer {
    let mut read = within.visit.portal.db.read().await?;
    let listed = releases::list(&mut read, &window, before).await?;
    let live = releases::live(&mut read, &window).await?;
    let draft = Draft::load(&mut read, &window).await?;
    let waiting = waiting(within, &mut read, &draft, &window).await?;
    let now = within.visit.portal.clock.now();
    let (gate, _) = Gate::of(&mut read, &window, now).await?;
    drop(read);
    let mut ui = crate::web::pages::windows::ui_of(within, &window)?;
    within.visit.take_flash(&mut ui);
    ui.errors = form.errors;
    let path = within.path(&format!("/windows/{}/releases", window.code));
    let page = ReleasesPage {
        ui,
        base: within.path(""),
        channel: draft.channel,
        target: draft.target,
        next: next_page(&path, &[], listed.next.as_ref()),
        lines: listed.items.into_iter().map(line).collect(),
        live: live.map(|live| live.number),
        waiting,
        note,
        may_edit: within.allows::<EditWindows>(),
        may_release: within.releases_to(gate.production) && !window.is_retired(),
        barred: within.barred(gate.production).filter(|_| !window.is_retired()),
        gate,
        may_submit: within.allows::<SubmitChanges>() && !window.is_retired(),
        window,
    };
    within.visit.page(status, &page)
}

pub(super) fn line(release: Release) -> Line {
    Line { made: moment(release.made_at), release }
}

async fn waiting<P: Permission>(
    within: &Within<P>,
    read: &mut Read,
    draft: &Draft,
    window: &Window,
) -> Result<Waiting, Fault> {
    let portal = &within.visit.portal;
    let (cut, said) = match draft.cut(&window.content, portal.clock.now() / crate::clock::SECOND) {
        Ok(cut) => cut,
        Err(Refused { mut found, .. }) => {
            found.retain(Diagnostic::is_error);
            return Ok(Waiting::Refused(found));
        }
    };
    let last = releases::last(read, window).await?;
    if attempt(window, last.as_ref(), &cut, ReleaseId(portal.clock.id())).is_none() {
        return Ok(Waiting::Same);
    }
    let was = match &last {
        Some(last) => releases::files(read, last).await?,
        None => Vec::new(),
    };
    let before = last.as_ref().map_or_else(Fields::new, |last| last.inputs.fields());
    let lang = within.visit.lang();
    Ok(Waiting::Changes {
        fields: compared::fields(&window.channel, &before, &cut.inputs.fields(), lang),
        files: if last.is_some() { compared::files(&was, &cut.files) } else { Vec::new() },
        last: last.map(|last| last.number),
        warnings: said.into_iter().filter(|one| one.severity == Severity::Warning).collect(),
    })
}

/// A release that nobody keeps, to see whether there would be one.
fn attempt(window: &Window, last: Option<&Release>, cut: &Cut, id: ReleaseId) -> Option<Release> {
    let (made_by, note, origin) = (String::new(), String::new(), Origin::default());
    let occasion = Occasion { id, made_by, made_at: 0, note, origin };
    Release::make(window, last, cut, occasion).map(|(release, _)| release)
}

pub async fn make(
    Posted { scope: Scoped { within, object: window }, mut form }: Posted<
        Scoped<Window, ReleaseWindows>,
    >,
) -> Answer {
    let seen = form.take("version");
    let (mut note, reason) = (form.lines("note"), form.reason());
    if note.is_empty() {
        note.clone_from(&reason);
    }
    form.finish();
    if form.is_wrong() {
        return page(&within, StatusCode::UNPROCESSABLE_ENTITY, window, None, form, note).await;
    }
    // Without a version, the draft is released as it is now.
    if !seen.is_empty() && seen.parse() != Ok(window.version) {
        return conflict(&within, &window, form, note).await;
    }
    let portal = &within.visit.portal;
    let mut read = portal.db.read().await?;
    let draft = Draft::load(&mut read, &window).await?;
    let last = releases::last(&mut read, &window).await?;
    let now = portal.clock.now();
    let (gate, policy) = Gate::of(&mut read, &window, now).await?;
    drop(read);
    within.must_release(gate.production, &window.told()).await?;
    if !gate.is_open() {
        return closed(&within, window, &gate, form, note).await;
    }
    let cut = match draft.cut(&window.content, now / crate::clock::SECOND) {
        Ok((cut, _)) => cut,
        Err(Refused { errors, .. }) => {
            form.errors = errors;
            return page(&within, StatusCode::UNPROCESSABLE_ENTITY, window, None, form, note).await;
        }
    };
    let occasion = Occasion {
        id: ReleaseId(portal.clock.id()),
        made_by: within.visit.person()?.person.name.clone(),
        made_at: now,
        note: note.clone(),
        origin: Origin::default(),
    };
    let to = within.path(&format!("/windows/{}/releases", window.code));
    let Some((new, change)) = Release::make(&window, last.as_ref(), &cut, occasion) else {
        return unchanged(&within, &to, last.as_ref());
    };
    let act = Act::new(change).because(if reason.is_empty() { note.clone() } else { reason });
    let work = async |write: &mut Write<'_>| {
        review_policies::hold(write, &policy).await?;
        if let Some(taken) = &draft.references.defaults {
            defaults::hold(write, taken).await?;
        }
        releases::insert(write, &new, &cut.files).await
    };
    match within.write(act, work).await? {
        Saved::Done => within.visit.done(&to, done(new.number)),
        Saved::Stale | Saved::Taken => conflict(&within, &window, form, note).await,
    }
}

fn done(number: i64) -> Message {
    Message::new(
        format!("已发布 v{number}，现为线上版本"),
        format!("Released v{number}; it is live now"),
    )
}

/// Says that there is nothing to release, and makes nothing.
fn unchanged<P: Permission>(within: &Within<P>, to: &str, last: Option<&Release>) -> Answer {
    let number = last.map_or(0, |last| last.number);
    let said = Message::new(
        format!("草稿与 v{number} 相同，没有新建版本"),
        format!("The draft is the same as v{number}; no release was made"),
    );
    within.visit.leave(FlashKind::Warning, said)?;
    Ok(crate::web::visit::see_other(to))
}

/// It takes approvals first, or nothing is released now.
async fn closed(
    within: &Within<ReleaseWindows>,
    window: Window,
    gate: &Gate,
    mut form: Form,
    note: String,
) -> Answer {
    let text = match &gate.frozen {
        Some(until) => Message::new(
            format!("现在冻结发布，到 {} 为止，这次没有发布。", until.shown),
            format!("Releases are frozen until {}, so nothing was released.", until.shown),
        ),
        None => Message::new(
            format!("正式环境要 {} 人批准，这次没有发布。请提交审核。", gate.needed),
            format!(
                "This takes {} approval(s), so nothing was released. Submit it for review.",
                gate.needed
            ),
        ),
    };
    form.errors.push(PageError { field: None, label: None, text });
    page(within, StatusCode::CONFLICT, window, None, form, note).await
}

/// Somebody saved or released meanwhile: shows what is there now, and keeps the note.
async fn conflict(
    within: &Within<ReleaseWindows>,
    window: &Window,
    mut form: Form,
    note: String,
) -> Answer {
    let mut read = within.visit.portal.db.read().await?;
    let now = windows::find_by_code(&mut read, window.enterprise, &window.code)
        .await?
        .ok_or_else(Fault::not_found)?;
    drop(read);
    let said = text(
        "打开页面之后，有人保存了草稿或发布了版本，这次没有发布。请看看现在的改动，再发布一次。",
        "Somebody saved the draft or made a release after you opened the page, so nothing was released. Look at the changes as they are now, and release again.",
    );
    form.errors.push(PageError { field: None, label: None, text: said.into() });
    page(within, StatusCode::CONFLICT, now, None, form, note).await
}

impl ReleasesPage {
    /// "Draft v3"
    fn draft(&self) -> String {
        format!("{} v{}", self.ui.t("草稿", "Draft"), self.window.version)
    }

    /// "Live v3"
    fn live_name(&self) -> String {
        format!("{} v{}", self.ui.t("线上", "Live"), self.live.unwrap_or_default())
    }

    fn is_live(&self, release: &Release) -> bool {
        self.live == Some(release.number)
    }

    fn environment(inputs: &Inputs) -> bool {
        inputs.environment == "production"
    }
}

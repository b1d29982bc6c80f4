//! Back to an earlier release: its content once more, as a new release. What the draft becomes is
//! asked; where approvals are needed, it goes through a change request like everything else.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::compared::{self, FileDiff};
use crate::catalog::form::Choice;
use crate::channels::Target;
use crate::domain::request::{Policy, Source};
use crate::domain::{Act, Release, Window};
use crate::rights::{EditWindows, ReleaseWindows};
use crate::store::{Write, releases, review_policies};
use crate::text::{Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::moment::{Moment, moment};
use crate::web::pages::changes::contents::{self, Current, Made, Making, Next};
use crate::web::pages::changes::submit::{Words, submit};
use crate::web::scope::{Found, Saved, Scoped, Within};
use crate::web::told::Labelled;
use crate::web::ui::{FlashKind, PageError, Ui};

#[derive(Template)]
#[template(path = "windows/rollback.html")]
pub(super) struct RollbackPage {
    pub ui: Ui,
    pub base: String,
    pub window: Window,
    pub target: &'static Target,
    pub live: Option<i64>,
    pub to: Option<Chosen>,
    /// Every earlier release of the first page.
    pub others: Vec<Choice>,
    pub drafts: Vec<Choice>,
    pub reason: String,
    /// How many people have to approve it first.
    pub needed: i64,
    pub may_edit: bool,
    /// Why this person does not go back to that one.
    pub barred: Option<Text>,
}

/// The release that it goes back to.
pub(super) struct Chosen {
    pub number: i64,
    pub made: Moment,
    pub made_by: String,
    pub note: String,
    pub fields: Vec<Labelled>,
    pub files: Vec<FileDiff>,
    /// Why it cannot be.
    pub blocked: Option<Message>,
    pub same: bool,
}

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    to: String,
}

#[derive(Default)]
struct Typed {
    to: Option<i64>,
    replace: bool,
    reason: String,
}

pub async fn ask(
    Scoped { within, object: window }: Scoped<Window, ReleaseWindows>,
    query: Query<Wanted>,
) -> Answer {
    let typed = Typed { to: query.to.parse().ok(), ..Typed::default() };
    page(&within, StatusCode::OK, window, typed, Form::default()).await
}

async fn page(
    within: &Within<ReleaseWindows>,
    status: StatusCode,
    window: Window,
    typed: Typed,
    form: Form,
) -> Answer {
    let portal = &within.visit.portal;
    let mut read = portal.db.read().await?;
    let live = releases::live(&mut read, &window).await?;
    let live_number = live.as_ref().map(|live| live.number);
    let listed = releases::list(&mut read, &window, None).await?.items;
    let older: Vec<&Release> =
        listed.iter().filter(|one| Some(one.number) != live_number).collect();
    let to = typed.to.or_else(|| older.first().map(|one| one.number));
    let policy = review_policies::find(&mut read, window.enterprise).await?;
    let now = portal.clock.now();
    let draft = super::Draft::load(&mut read, &window).await?;
    let (mut needed, mut barred) = (0, None);
    let chosen = match to.filter(|number| Some(*number) != live_number) {
        Some(number) => {
            let source = Source::Release { number, draft: typed.replace };
            let current = contents::of_window(&mut read, window.clone(), source, now).await?;
            needed = policy.needed(current.is_production());
            barred = within.barred(current.is_production());
            chosen(&current, number, within)
        }
        None => None,
    };
    drop(read);
    let mut ui = crate::web::pages::windows::ui_of(within, &window)?;
    within.visit.take_flash(&mut ui);
    ui.errors = form.errors;
    let choice = |one: &&Release| {
        let name = Message::name(&format!("v{} · {}", one.number, moment(one.made_at).shown));
        Choice::new(one.number, name, Some(one.number) == to)
    };
    let page = RollbackPage {
        ui,
        base: within.path(""),
        target: draft.target,
        live: live_number,
        others: older.iter().map(choice).collect(),
        to: chosen,
        drafts: drafts(typed.replace),
        reason: typed.reason,
        needed,
        may_edit: within.allows::<EditWindows>(),
        barred,
        window,
    };
    within.visit.page(status, &page)
}

const KEEP: &str = "keep";
const REPLACE: &str = "replace";

pub(super) fn drafts(replace: bool) -> Vec<Choice> {
    let keep =
        text("保留草稿，以后可以继续改、再发布", "Keep the draft as it is, to go on with it later");
    let put = text(
        "草稿也换成这个版本，未发布的改动留在历史里",
        "Put this release into the draft, too; unreleased edits stay in the history",
    );
    vec![Choice::new(KEEP, keep, !replace), Choice::new(REPLACE, put, replace)]
}

fn chosen(current: &Current, number: i64, within: &Within<ReleaseWindows>) -> Option<Chosen> {
    let Made::Window(of) = &current.made else { return None };
    let (old, files, blocked) = match &of.next {
        Next::Repeat { old, files, .. } => (old, files, None),
        Next::Blocked { old, files, why } => (old, files, Some(why.clone())),
        _ => return None,
    };
    let before = of.live.as_ref().map(|live| live.inputs.fields()).unwrap_or_default();
    let lang = within.visit.lang();
    Some(Chosen {
        number,
        made: moment(old.made_at),
        made_by: old.made_by.clone(),
        note: old.note.clone(),
        fields: compared::fields(&of.window.channel, &before, &old.inputs.fields(), lang),
        files: compared::files(&of.live_files, files),
        same: current.content_hash.is_none() && blocked.is_none(),
        blocked,
    })
}

pub async fn make(
    Posted { scope: Scoped { within, object: window }, mut form }: Posted<
        Scoped<Window, ReleaseWindows>,
    >,
) -> Answer {
    let to = form.take("to");
    let draft = form.take("draft");
    let reason = form.required_line("reason");
    let typed = Typed { to: to.parse().ok(), replace: draft == REPLACE, reason };
    if typed.to.is_none() {
        form.wrong("to", text("请选择要回到的版本", "Choose the release to go back to"));
    }
    if !matches!(draft.as_str(), "" | KEEP | REPLACE) {
        form.wrong("draft", text("请从列表中选择", "Choose from the list"));
    }
    form.finish();
    let (Some(number), false) = (typed.to, form.is_wrong()) else {
        return page(&within, StatusCode::UNPROCESSABLE_ENTITY, window, typed, form).await;
    };
    let portal = &within.visit.portal;
    let now = portal.clock.now();
    let source = Source::Release { number, draft: typed.replace };
    let mut read = portal.db.read().await?;
    let current = contents::of_window(&mut read, window.clone(), source, now).await?;
    let policy = review_policies::find(&mut read, window.enterprise).await?;
    drop(read);
    if matches!(current.made, Made::Gone) {
        return Err(Fault::not_found());
    }
    within.must_release(current.is_production(), &window.told()).await?;
    if let Made::Window(of) = &current.made
        && let Next::Blocked { why, .. } = &of.next
    {
        form.errors.push(PageError { field: Some("to".into()), label: None, text: why.clone() });
        return page(&within, StatusCode::CONFLICT, window, typed, form).await;
    }
    if current.content_hash.is_none() {
        let to = within.path(&format!("/windows/{}/releases", window.code));
        let said = Message::new(
            format!("线上已经与 v{number} 相同，没有新建版本"),
            format!("What is live is the same as v{number}; no release was made"),
        );
        within.visit.leave(FlashKind::Warning, said)?;
        return Ok(crate::web::visit::see_other(&to));
    }
    if policy.needed(current.is_production()) > 0 || policy.frozen(now) {
        return ask_for_review(&within, window, current, source, typed, form).await;
    }
    release_now(&within, window, &current, &policy, typed, form).await
}

/// Where nobody has to agree first.
async fn release_now(
    within: &Within<ReleaseWindows>,
    window: Window,
    current: &Current,
    policy: &Policy,
    typed: Typed,
    mut form: Form,
) -> Answer {
    let portal = &within.visit.portal;
    let number = typed.to.unwrap_or_default();
    let making = Making {
        by: within.visit.person()?.person.name.clone(),
        note: typed.reason.clone(),
        at: portal.clock.now(),
        request: 0,
        emergency: false,
    };
    let Some((ready, changes)) = current.ready(&portal.clock, &making) else {
        return Err(Fault::not_found());
    };
    let mut changes = changes.into_iter();
    let first = changes.next().ok_or_else(Fault::not_found)?;
    let act = changes.fold(Act::new(first), Act::and).because(&typed.reason);
    let work = async |write: &mut Write<'_>| {
        review_policies::hold(write, policy).await?;
        ready.store(write).await
    };
    match within.write(act, work).await? {
        Saved::Done => {
            let to = within.path(&format!("/windows/{}/releases", window.code));
            let said = Message::new(
                format!("已回到 v{number} 的内容，发布为 v{}", ready.number()),
                format!("Back to v{number}, released as v{}", ready.number()),
            );
            within.visit.done(&to, said)
        }
        Saved::Stale | Saved::Taken => {
            let said = text(
                "有人刚刚保存了草稿或发布了版本，这次没有执行。请再看一遍。",
                "Somebody saved the draft or made a release just now, so nothing was done. Look again.",
            );
            form.errors.push(PageError { field: None, label: None, text: said.into() });
            page(within, StatusCode::CONFLICT, window, typed, form).await
        }
    }
}

async fn ask_for_review(
    within: &Within<ReleaseWindows>,
    window: Window,
    current: Current,
    source: Source,
    typed: Typed,
    mut form: Form,
) -> Answer {
    let number = typed.to.unwrap_or_default();
    let words = Words {
        title: format!("{} ⟲ v{number}", window.content.name),
        reason: typed.reason.clone(),
        ticket: String::new(),
    };
    match submit(within, &[current], &[source], words).await? {
        Ok(number) => within.visit.done(
            &within.path(&format!("/changes/{number}")),
            text(
                "回滚已提交审核；紧急时可以在这里直接发布",
                "The rollback waits for a review; in an emergency it can be released here",
            )
            .into(),
        ),
        Err(refused) => {
            form.errors.push(PageError { field: None, label: None, text: refused });
            page(within, StatusCode::CONFLICT, window, typed, form).await
        }
    }
}

impl RollbackPage {
    /// "Live v3"
    fn live_name(&self) -> String {
        format!("{} v{}", self.ui.t("线上", "Live"), self.live.unwrap_or_default())
    }

    fn here(&self) -> String {
        format!("{}/windows/{}", self.base, self.window.code)
    }
}

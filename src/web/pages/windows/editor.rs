//! The editor: parameters, preview and code side by side. One renderer serves the page, the fragment
//! that follows typing, and what is copied.

mod live;
#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use live::{Desk, Live, Seen};

use super::conditions;
use super::fields::{Choices, Typed, has_errors};
use super::life::LifePart;
use super::vendor::{Asked, VendorFields};
use crate::catalog::structure::Act as Pressed;
use crate::channels::preview::Conditions;
use crate::channels::{Channel, Target};
use crate::domain::{Act, Window};
use crate::rights::{EditWindows, Permission, ReleaseWindows, ViewEnterprise};
use crate::store::windows;
use crate::text::text;
use crate::web::conflict::{self, Conflict};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::moment::{Moment, moment};
use crate::web::pages::accounts::saved;
use crate::web::pages::registry::Manage;
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
    manage: Manage,
    life: LifePart,
    asked: Asked,
    may_edit: bool,
    may_release: bool,
    /// The number that counts now.
    released: Option<i64>,
    /// What is shown was typed, not stored.
    unsaved: bool,
}

impl EditorPage {
    /// "Draft v3"
    fn draft(&self) -> String {
        format!("{} v{}", self.ui.t("草稿", "Draft"), self.window.version)
    }

    fn here(&self) -> String {
        format!("{}/windows/{}", self.base, self.window.code)
    }

    /// Where buttons lead that save nothing.
    fn at(&self) -> String {
        format!("{}/windows/{}/preview", self.base, self.window.code)
    }
}

/// The panes that follow what is typed.
#[derive(Template)]
#[template(path = "windows/editor.html", block = "live")]
struct LiveFragment {
    ui: Ui,
    live: Live,
}

pub async fn show(
    Scoped { within, object: window }: Scoped<Window, ViewEnterprise>,
    asked: Query<Asked>,
    query: Query<Vec<(String, String)>>,
) -> Answer {
    let desk = Desk::open(&within, &window, &window.content.target).await?;
    let drawn = Drawn {
        version: window.version,
        typed: Typed::of(&window),
        asked: asked.into_inner(),
        conditions: conditions::of_query(&query, desk.channel, desk.target.id),
        ..Drawn::default()
    };
    page(&within, StatusCode::OK, window, desk, drawn).await
}

/// What a page shows besides the window itself.
#[derive(Default)]
struct Drawn {
    version: i64,
    typed: Typed,
    /// What the form itself found wrong, and whether the catalogue has its say in the summary, too.
    errors: Vec<PageError>,
    checked: bool,
    pressed: Option<Pressed>,
    /// The option that was just given back to the enterprise.
    given_back: Option<String>,
    asked: Asked,
    conditions: Conditions,
}

async fn page<P: Permission>(
    within: &Within<P>,
    status: StatusCode,
    window: Window,
    desk: Desk,
    drawn: Drawn,
) -> Answer {
    let manage = Manage::of(within, &window).await?;
    let Drawn { version, typed, mut errors, checked, pressed, given_back, asked, conditions } =
        drawn;
    let mut ui = super::ui_of(within, &window)?;
    within.visit.take_flash(&mut ui);
    let may_edit = manage.open() && !window.is_retired();
    let seen = Seen { conditions, may_edit };
    let base = desk.code(&window.content);
    let (live, vendor) = desk.live(&typed, &base, &seen);
    let vendor = vendor.told(&errors).focused(pressed.as_ref()).focused_on(given_back.as_deref());
    let vendor = vendor.narrowed(&asked);
    if checked {
        errors.extend(desk.errors(&typed, &vendor));
    }
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
        asked,
        may_edit,
        manage,
        life: LifePart::of(within, &window),
        may_release: within.allows::<ReleaseWindows>() && !window.is_retired(),
        released: desk.released,
        unsaved,
        window,
    };
    within.visit.page(status, &page)
}

async fn take<P: Permission>(
    within: &Within<P>,
    window: &Window,
    form: &mut Form,
    pressed: Option<&Pressed>,
) -> Result<(Desk, Typed, Conditions), Fault> {
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
    let mut typed = Typed::take(form, desk.channel, desk.target, &desk.references, moved, pressed);
    typed.spare(desk.channel, desk.target, &window.content);
    let conditions = conditions::take(form, desk.channel, desk.target.id);
    form.finish();
    Ok((desk, typed, conditions))
}

/// Draws what was typed and saves nothing: the fragment for the script, the whole page without one,
/// and for the buttons of rows, which change what is typed.
pub async fn preview(
    Posted { scope: Scoped { within, object: window }, mut form }: Posted<
        Scoped<Window, ViewEnterprise>,
    >,
) -> Answer {
    let version = form.seen_version()?;
    let act = form.take("act");
    let pressed = Pressed::read(&act);
    if pressed.is_none() && !act.is_empty() {
        return Err(Fault::status(StatusCode::UNPROCESSABLE_ENTITY));
    }
    let inherit = form.take("inherit");
    let (desk, mut typed, conditions) = take(&within, &window, &mut form, pressed.as_ref()).await?;
    let given_back = typed.give_back(&inherit, &mut form);
    if within.visit.frame.fragment {
        let seen = Seen { conditions, may_edit: within.allows::<EditWindows>() };
        let (live, _) = desk.live(&typed, &desk.code(&window.content), &seen);
        return within
            .visit
            .page(StatusCode::OK, &LiveFragment { ui: within.ui_titled(String::new())?, live });
    }
    let said = text("预览已更新，尚未保存", "The preview is updated; nothing is saved yet");
    within.visit.leave(FlashKind::Warning, saved(said, &typed.told))?;
    // Somebody who fills in rows is not done yet: the list beside the code says what is missing.
    let checked = pressed.is_none() && given_back.is_none();
    let errors = form.errors;
    let drawn = Drawn {
        version,
        typed,
        errors,
        checked,
        pressed,
        given_back,
        conditions,
        ..Drawn::default()
    };
    page(&within, StatusCode::OK, window, desk, drawn).await
}

pub async fn save(
    Posted { scope: Scoped { within, object: window }, mut form }: Posted<
        Scoped<Window, EditWindows>,
    >,
) -> Answer {
    let seen = form.seen_version()?;
    let (desk, typed, conditions) = take(&within, &window, &mut form, None).await?;
    if form.is_wrong() || has_errors(&desk.check(&typed)) {
        let errors = form.errors;
        let drawn =
            Drawn { version: seen, typed, errors, checked: true, conditions, ..Drawn::default() };
        return page(&within, StatusCode::UNPROCESSABLE_ENTITY, window, desk, drawn).await;
    }
    let to = within.path(&format!("/windows/{}", window.code));
    let to = conditions::kept(&to, &conditions);
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

//! What an enterprise decides for all its windows of a channel: one form for each channel, the same as
//! the editor's, and what a save would change before anybody saves.

mod options;
mod review;
#[cfg(test)]
pub mod samples;
mod worsened;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use review::{HeirLine, Review};

use super::vendor::VendorFields;
use crate::catalog::Values;
use crate::catalog::structure::Act as Pressed;
use crate::channels::{self, Channel, inherit};
use crate::domain::{Act, Defaults};
use crate::error::Error;
use crate::rights::{EditWindows, Permission, ViewEnterprise};
use crate::store::{PAGE, defaults};
use crate::text::{Message, text};
use crate::web::boxes;
use crate::web::conflict::{self, Conflict};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::pages::accounts::saved;
use crate::web::pages::{Cursor, next_page};
use crate::web::scope::{List, Saved, Scoped, Within};
use crate::web::ui::{FlashKind, Ui};

const LIST: List =
    List { label: text("企业默认值", "Enterprise defaults"), path: "/settings/defaults" };

#[derive(Template)]
#[template(path = "defaults/list.html")]
struct ListPage {
    ui: Ui,
    base: String,
    lines: Vec<Line>,
    may_edit: bool,
}

struct Line {
    channel: &'static dyn Channel,
    /// How many options have a default, of how many that could.
    set: usize,
    all: usize,
}

#[derive(Template)]
#[template(path = "defaults/form.html")]
struct FormPage {
    ui: Ui,
    base: String,
    channel: &'static dyn Channel,
    version: i64,
    vendor: VendorFields,
    reason: String,
    /// What a save would change, where somebody asked.
    review: Option<Review>,
    heirs: Vec<HeirLine>,
    next: Option<String>,
    /// The page of windows begins with the first.
    first: bool,
    may_edit: bool,
}

impl FormPage {
    fn here(&self) -> String {
        format!("{}{}/{}", self.base, LIST.path, self.channel.id())
    }

    /// Where buttons lead that save nothing.
    fn at(&self) -> String {
        format!("{}/preview", self.here())
    }
}

pub async fn list(within: Within<ViewEnterprise>) -> Answer {
    let mut read = within.visit.portal.db.read().await?;
    let known = defaults::list(&mut read, within.enterprise.id).await?;
    drop(read);
    let line = |channel: &&'static dyn Channel| {
        let own = known.iter().find(|one| one.channel == channel.id());
        let set = own.map_or(0, |one| one.values.len());
        Line { channel: *channel, set, all: inherit::parameters(*channel).count() }
    };
    let mut ui = within.ui_below(LIST.label)?;
    within.visit.take_flash(&mut ui);
    let lines = channels::ALL.iter().map(line).collect();
    let may_edit = within.allows::<EditWindows>();
    let page = ListPage { ui, base: within.path(""), lines, may_edit };
    within.visit.page(StatusCode::OK, &page)
}

/// What was typed, and how it is drawn again.
#[derive(Default)]
struct Typed {
    version: i64,
    values: Values,
    shown: Values,
    as_json: Vec<String>,
    reason: String,
    told: Vec<Message>,
}

impl Typed {
    fn of(stored: &Defaults) -> Self {
        Typed { version: stored.version, values: stored.values.clone(), ..Typed::default() }
    }

    fn take(
        form: &mut Form,
        channel: &dyn Channel,
        pressed: Option<&Pressed>,
    ) -> Result<Self, Fault> {
        let version = form.seen_version()?;
        let mut told = Vec::new();
        let taken = boxes::take(form, "p.", channel.parameters(), pressed, &mut told);
        let reason = form.reason();
        form.finish();
        let boxes::Taken { values, shown, as_json } = taken;
        Ok(Typed { version, values, shown, as_json, reason, told })
    }
}

pub async fn show(
    Scoped { within, object: stored }: Scoped<Defaults, ViewEnterprise>,
    query: Query<Cursor>,
) -> Answer {
    let drawn =
        Drawn { typed: Typed::of(&stored), cursor: query.into_inner().cursor, ..Drawn::default() };
    page(&within, StatusCode::OK, &stored, drawn).await
}

#[derive(Default)]
struct Drawn {
    typed: Typed,
    form: Form,
    /// Somebody fills in rows and is not done yet.
    pressed: Option<Pressed>,
    review: Option<Review>,
    cursor: String,
}

async fn page<P: Permission>(
    within: &Within<P>,
    status: StatusCode,
    stored: &Defaults,
    drawn: Drawn,
) -> Answer {
    let Drawn { typed, form, pressed, review, cursor } = drawn;
    let channel = channel_of(stored)?;
    let mut read = within.visit.portal.db.read().await?;
    let most = usize::try_from(PAGE).map_err(Error::broken)?;
    let heirs = defaults::heirs(&mut read, stored.enterprise, channel.id(), &cursor, most).await?;
    drop(read);
    let mut ui = ui_of(within, channel)?;
    within.visit.take_flash(&mut ui);
    let found = inherit::check(channel, &typed.values);
    let vendor =
        options::draw(channel, &typed, &found).told(&form.errors).focused(pressed.as_ref());
    ui.errors = form.errors;
    if status == StatusCode::UNPROCESSABLE_ENTITY {
        ui.errors.extend(boxes::summary(&found, |name| {
            inherit::parameter(channel, name).map(|param| ("p", param))
        }));
    }
    let path = within.path(&format!("{}/{}", LIST.path, channel.id()));
    let page = FormPage {
        ui,
        base: within.path(""),
        channel,
        version: typed.version,
        vendor,
        reason: typed.reason,
        review,
        next: next_page(&path, &[], heirs.next.as_ref()),
        heirs: heirs.items.iter().map(|heir| HeirLine::of(channel, stored, heir)).collect(),
        first: cursor.is_empty(),
        may_edit: within.allows::<EditWindows>(),
    };
    within.visit.page(status, &page)
}

fn channel_of(stored: &Defaults) -> Result<&'static dyn Channel, Fault> {
    channels::find(&stored.channel).ok_or_else(Fault::not_found)
}

/// The frame of the page of one channel.
fn ui_of<P: Permission>(within: &Within<P>, channel: &dyn Channel) -> Result<Ui, Fault> {
    let mut ui = within.ui_below_list(LIST.label, LIST)?;
    let label = channel.label();
    let title = Message::new(format!("{}的默认值", label.zh), format!("Defaults of {}", label.en));
    let title = ui.msg(&title).to_owned();
    ui.title = title;
    Ok(ui)
}

/// Says what a save would change, and saves nothing; the same for the buttons of rows.
pub async fn preview(
    Posted { scope: Scoped { within, object: stored }, mut form }: Posted<
        Scoped<Defaults, EditWindows>,
    >,
) -> Answer {
    let channel = channel_of(&stored)?;
    let act = form.take("act");
    let pressed = Pressed::read(&act);
    if pressed.is_none() && !act.is_empty() {
        return Err(Fault::status(StatusCode::UNPROCESSABLE_ENTITY));
    }
    let typed = Typed::take(&mut form, channel, pressed.as_ref())?;
    let wrong = form.is_wrong() || is_wrong(channel, &typed.values);
    if pressed.is_some() || wrong {
        let status =
            if pressed.is_some() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        return page(&within, status, &stored, Drawn { typed, form, pressed, ..Drawn::default() })
            .await;
    }
    let mut review = review::of(&within, channel, &stored, &typed.values).await?;
    if review.total > 0 {
        review.worsened = worsened::of(&within, channel, &stored, &typed.values).await?;
    }
    let said =
        text("这是将要发生的改动，尚未保存", "This is what would change; nothing is saved yet");
    within.visit.leave(FlashKind::Warning, saved(said, &typed.told))?;
    let drawn = Drawn { typed, form, review: Some(review), ..Drawn::default() };
    page(&within, StatusCode::OK, &stored, drawn).await
}

fn is_wrong(channel: &dyn Channel, values: &Values) -> bool {
    inherit::check(channel, values).iter().any(channels::Diagnostic::is_error)
}

pub async fn save(
    Posted { scope: Scoped { within, object: stored }, mut form }: Posted<
        Scoped<Defaults, EditWindows>,
    >,
) -> Answer {
    let channel = channel_of(&stored)?;
    let typed = Typed::take(&mut form, channel, None)?;
    if form.is_wrong() || is_wrong(channel, &typed.values) {
        let drawn = Drawn { typed, form, ..Drawn::default() };
        return page(&within, StatusCode::UNPROCESSABLE_ENTITY, &stored, drawn).await;
    }
    let to = within.path(&format!("{}/{}", LIST.path, channel.id()));
    let edited = stored.edit(typed.values.clone(), within.visit.portal.clock.now());
    let Some((new, change)) = edited else {
        let same = text("没有改动，什么也没有保存", "Nothing changed, so nothing was saved");
        return within.visit.done(&to, saved(same, &typed.told));
    };
    let review = review::of(&within, channel, &stored, &new.values).await?;
    let change =
        change.detail("name", channel.label().zh).detail("windows", review.total.to_string());
    let act = Act::new(change).because(typed.reason.clone());
    let seen = typed.version;
    match within.write(act, async |write| defaults::save(write, &new, seen).await).await? {
        Saved::Done => within.visit.done(&to, review.done(&typed.told)),
        Saved::Stale | Saved::Taken => {
            let mut read = within.visit.portal.db.read().await?;
            let now = defaults::find(&mut read, stored.enterprise, &stored.channel).await?;
            drop(read);
            let conflict =
                Conflict { seen, yours: &new, theirs: &now, channel: &stored.channel, action: to };
            let ui = ui_of(&within, channel)?;
            conflict::answer(&within.visit, ui, &form, conflict).await
        }
    }
}

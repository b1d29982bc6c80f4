//! Options of several windows at once: chosen in the list, set or cleared on one page, reviewed window
//! by window, and saved in one act or not at all.

mod chosen;
mod options;
mod review;
#[cfg(test)]
pub mod samples;
mod typed;

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use askama::Template;
use chosen::Chosen;
use options::Present;
use review::{Plan, Review, WRONG};
use typed::Typed;

use super::LIST;
use super::vendor::VendorFields;
use crate::catalog::structure::Act as Pressed;
use crate::channels::{Channel, Diagnostic};
use crate::domain::{Act, Change, Window};
use crate::error::{Error, Result as Stored};
use crate::rights::EditWindows;
use crate::store::{Write, windows};
use crate::text::{Message, Text, text};
use crate::web::boxes;
use crate::web::fault::{Answer, Fault};
use crate::web::form::Posted;
use crate::web::pages::accounts::saved;
use crate::web::scope::{Saved, Within};
use crate::web::ui::{FlashKind, PageError, Ui};
use crate::web::visit::see_other;

#[derive(Template)]
#[template(path = "windows/edits.html")]
struct EditsPage {
    ui: Ui,
    base: String,
    /// The part of the list that the windows were chosen in.
    back: String,
    channel: &'static dyn Channel,
    windows: Vec<Line>,
    /// The chosen windows as the form sends them: with the versions that a review was drawn from.
    sent: Vec<(String, String)>,
    vendor: VendorFields,
    present: BTreeMap<&'static str, Present>,
    cleared: Vec<String>,
    reason: String,
    review: Option<Review>,
}

impl EditsPage {
    fn here(&self) -> String {
        format!("{}{}/edits", self.base, LIST.path)
    }

    /// Where buttons lead that save nothing.
    fn at(&self) -> String {
        format!("{}/preview", self.here())
    }

    fn is_cleared(&self, name: &str) -> bool {
        self.cleared.iter().any(|cleared| cleared == name)
    }
}

/// A window as it was chosen.
struct Line {
    id: String,
    code: String,
    name: String,
    kind: Text,
}

/// Why windows of several channels are not edited together, and the ways on.
#[derive(Template)]
#[template(path = "windows/edits_mixed.html")]
struct MixedPage {
    ui: Ui,
    base: String,
    back: String,
    parts: Vec<(Text, Vec<Line>)>,
}

/// What a page shows besides the windows themselves.
#[derive(Default)]
struct Drawn {
    typed: Typed,
    errors: Vec<PageError>,
    /// Somebody fills in rows and is not done yet.
    pressed: Option<Pressed>,
    plans: Option<Vec<Plan>>,
}

/// The windows that were chosen in the list. Nothing is saved.
pub async fn open(Posted { scope: within, mut form }: Posted<Within<EditWindows>>) -> Answer {
    let chosen = Chosen::take(&within, &mut form).await?;
    // The list’s own field for tags and owners.
    form.take("value");
    form.finish_or_refuse()?;
    let Some(channel) = chosen.channel() else { return mixed(&within, &chosen) };
    page(&within, StatusCode::OK, (channel, &chosen), Drawn::default())
}

/// Says what a save would change, and saves nothing; the same for the buttons of rows.
pub async fn preview(Posted { scope: within, mut form }: Posted<Within<EditWindows>>) -> Answer {
    let act = form.take("act");
    let pressed = Pressed::read(&act);
    if pressed.is_none() && !act.is_empty() {
        return Err(Fault::status(StatusCode::UNPROCESSABLE_ENTITY));
    }
    let chosen = Chosen::take(&within, &mut form).await?;
    let Some(channel) = chosen.channel() else { return mixed(&within, &chosen) };
    let typed = Typed::take(&mut form, channel, &chosen.windows, pressed.as_ref());
    if pressed.is_some() {
        let drawn = Drawn { typed, errors: form.errors, pressed, plans: None };
        return page(&within, StatusCode::OK, (channel, &chosen), drawn);
    }
    let drawn = reviewed(&within, (channel, &chosen), typed, form.errors).await?;
    if !drawn.errors.is_empty() {
        return page(&within, StatusCode::UNPROCESSABLE_ENTITY, (channel, &chosen), drawn);
    }
    let said =
        text("这是将要发生的改动，尚未保存", "This is what would change; nothing is saved yet");
    within.visit.leave(FlashKind::Warning, saved(said, &drawn.typed.told))?;
    page(&within, StatusCode::OK, (channel, &chosen), drawn)
}

/// Saves all of them, or none.
pub async fn save(Posted { scope: within, mut form }: Posted<Within<EditWindows>>) -> Answer {
    let chosen = Chosen::take(&within, &mut form).await?;
    let Some(channel) = chosen.channel() else { return mixed(&within, &chosen) };
    let typed = Typed::take(&mut form, channel, &chosen.windows, None);
    let drawn = reviewed(&within, (channel, &chosen), typed, form.errors).await?;
    if !drawn.errors.is_empty() {
        return page(&within, StatusCode::UNPROCESSABLE_ENTITY, (channel, &chosen), drawn);
    }
    let plans = drawn.plans.iter().flatten();
    let written: Vec<(Window, Change)> = plans.filter_map(Plan::written).cloned().collect();
    let Some(act) = act(&written, &drawn.typed.reason) else {
        let same = text("没有改动，什么也没有保存", "Nothing changed, so nothing was saved");
        within.visit.leave(FlashKind::Warning, saved(same, &drawn.typed.told))?;
        return Ok(see_other(&chosen.back));
    };
    if !stale(&chosen, &drawn).is_empty() {
        return overtaken(&within, channel, chosen, drawn).await;
    }
    match within.write(act, async |write| store(write, &written).await).await? {
        Saved::Done => within.visit.done(&chosen.back, done(written.len(), &drawn.typed.told)),
        Saved::Stale | Saved::Taken => {
            let chosen = chosen.again(&within).await?;
            overtaken(&within, channel, chosen, drawn).await
        }
    }
}

/// One act, a change for each window.
fn act(written: &[(Window, Change)], reason: &str) -> Option<Act> {
    let mut changes = written.iter().map(|(_, change)| change.clone());
    let first = changes.next()?;
    Some(changes.fold(Act::new(first), Act::and).because(reason))
}

async fn store(write: &mut Write<'_>, written: &[(Window, Change)]) -> Stored<()> {
    for (new, _) in written {
        // The number of a draft does not tell whether it was retired meanwhile.
        let now = windows::find(write, new.enterprise, new.id).await?;
        if now.is_none_or(|now| now.is_retired()) {
            return Err(Error::conflict());
        }
        windows::update(write, new, new.version - 1).await?;
    }
    Ok(())
}

fn done(count: usize, told: &[Message]) -> Message {
    let windows = if count == 1 { "window" } else { "windows" };
    let said =
        Message::new(format!("已保存 {count} 个聊天窗"), format!("{count} chat {windows} saved"));
    told.iter().fold(said, |said, more| {
        Message::new(format!("{}。{}", said.zh, more.zh), format!("{}. {}", said.en, more.en))
    })
}

/// The review of what was typed, with everything that stands against a save.
async fn reviewed(
    within: &Within<EditWindows>,
    (channel, chosen): (&'static dyn Channel, &Chosen),
    typed: Typed,
    mut errors: Vec<PageError>,
) -> Result<Drawn, Fault> {
    let mut whole = |text: Text| {
        errors.push(PageError { label: None, field: None, text: text.into() });
    };
    if typed.is_empty() {
        whole(text("请至少填写或清空一个参数", "Set or clear at least one option"));
    }
    if !errors.is_empty() {
        return Ok(Drawn { typed, errors, ..Drawn::default() });
    }
    let plans = review::plans(within, channel, chosen, &typed).await?;
    if plans.iter().any(Plan::is_wrong) {
        errors.push(PageError { label: None, field: None, text: WRONG.into() });
        errors.extend(boxes::summary(&found(&plans, &typed), |name| {
            options::parameter(channel, name).map(|param| ("p", param))
        }));
    }
    Ok(Drawn { typed, errors, pressed: None, plans: Some(plans) })
}

/// What is found about the options of this edit, each once.
fn found(plans: &[Plan], typed: &Typed) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for one in plans.iter().filter(|plan| !plan.left_out).flat_map(|plan| &plan.found) {
        let mine = one.name().is_some_and(|name| typed.names(name));
        let known = found.iter().any(|known| {
            (&known.id, &known.parameter, &known.message) == (&one.id, &one.parameter, &one.message)
        });
        if mine && !known {
            found.push(one.clone());
        }
    }
    found
}

/// The windows that would be written and are others now than in the review.
fn stale<'c>(chosen: &'c Chosen, drawn: &Drawn) -> Vec<&'c Window> {
    let written = |window: &Window| {
        let mut plans = drawn.plans.iter().flatten();
        plans.any(|plan| plan.window.id == window.id && plan.written().is_some())
    };
    chosen.windows.iter().filter(|window| chosen.is_stale(window) && written(window)).collect()
}

/// Nothing is saved; the review is drawn anew, and says which windows are others now.
async fn overtaken(
    within: &Within<EditWindows>,
    channel: &'static dyn Channel,
    chosen: Chosen,
    drawn: Drawn,
) -> Answer {
    let told = stale(&chosen, &drawn).into_iter().map(|window| {
        let (name, now) = (&window.content.name, window.version);
        let text = match chosen.seen.get(&window.id.to_string()) {
            Some(seen) => Message::new(
                format!(
                    "“{name}”已被改为草稿 v{now}，您看到的是 v{seen}。什么也没有保存，下面是按现在的草稿重新算的结果"
                ),
                format!(
                    "“{name}” is draft v{now} by now, and you saw v{seen}. Nothing was saved; below is what would change today"
                ),
            ),
            None => Message::new(
                format!("“{name}”还没有看过会改变什么。什么也没有保存，请先看下面的结果"),
                format!("What would change in “{name}” was not shown yet. Nothing was saved; look at it below first"),
            ),
        };
        PageError { label: None, field: None, text }
    });
    let told: Vec<PageError> = told.collect();
    let mut drawn = reviewed(within, (channel, &chosen), drawn.typed, Vec::new()).await?;
    drawn.errors.splice(0..0, told);
    page(within, StatusCode::CONFLICT, (channel, &chosen), drawn)
}

fn page(
    within: &Within<EditWindows>,
    status: StatusCode,
    (channel, chosen): (&'static dyn Channel, &Chosen),
    drawn: Drawn,
) -> Answer {
    let mut ui = ui_of(within, chosen)?;
    within.visit.take_flash(&mut ui);
    within.visit.page(status, &composed(ui, within.path(""), (channel, chosen), drawn))
}

fn composed(
    mut ui: Ui,
    base: String,
    (channel, chosen): (&'static dyn Channel, &Chosen),
    drawn: Drawn,
) -> EditsPage {
    let Drawn { typed, errors, pressed, plans } = drawn;
    let about = plans.as_deref().map_or_else(Vec::new, |plans| found(plans, &typed));
    let vendor = options::draw(channel, &chosen.windows, &typed, &about);
    let vendor = vendor.told(&errors).focused(pressed.as_ref());
    let present = |field| Some((field, options::present(channel, &chosen.windows, field)?));
    let present = vendor.all().filter_map(present);
    let present = present.map(|(field, present)| (field.raw, present)).collect();
    ui.errors.extend(errors);
    let sent = chosen.windows.iter().map(|window| match &plans {
        Some(_) => (format!("version.{}", window.id), window.version.to_string()),
        None => ("ids".to_owned(), window.id.to_string()),
    });
    EditsPage {
        base,
        back: chosen.back.clone(),
        channel,
        windows: chosen.windows.iter().map(|window| line(channel, window)).collect(),
        sent: sent.collect(),
        vendor,
        present,
        cleared: typed.cleared,
        reason: typed.reason,
        review: plans.map(|plans| Review::of(channel, &plans, ui.lang)),
        ui,
    }
}

fn line(channel: &'static dyn Channel, window: &Window) -> Line {
    let target = chosen::target(channel, window);
    Line {
        id: window.id.to_string(),
        code: window.code.clone(),
        name: window.content.name.clone(),
        kind: target.map_or(text("未知", "Unknown"), |target| target.label),
    }
}

/// The page is an answer to a form: changing language or theme leads back to the list.
fn ui_of(within: &Within<EditWindows>, chosen: &Chosen) -> Result<Ui, Fault> {
    let mut ui = within.ui_below_list(LIST.label, LIST)?;
    let count = chosen.windows.len();
    let windows = if count == 1 { "window" } else { "windows" };
    let title = Message::new(
        format!("修改 {count} 个聊天窗的参数"),
        format!("Edit values of {count} chat {windows}"),
    );
    let title = ui.msg(&title).to_owned();
    ui.title = title;
    ui.here.clone_from(&chosen.back);
    Ok(ui)
}

fn mixed(within: &Within<EditWindows>, chosen: &Chosen) -> Answer {
    let ui = ui_of(within, chosen)?;
    let parts = chosen.by_channel().into_iter().map(|(channel, windows)| {
        (channel.label(), windows.into_iter().map(|window| line(channel, window)).collect())
    });
    let page =
        MixedPage { ui, base: within.path(""), back: chosen.back.clone(), parts: parts.collect() };
    within.visit.page(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

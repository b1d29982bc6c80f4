//! Two windows of one kind, one for test and one for production, side by side: identifiers differ and
//! stay, options move from one to the other's draft.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::fields::target_or_first;
use crate::catalog::form::Choice;
use crate::catalog::{Kind, Param};
use crate::channels::{self, Channel, Target};
use crate::domain::change::difference;
use crate::domain::window::{Content, Draft, Environment};
use crate::domain::{Act, Window};
use crate::rights::EditWindows;
use crate::store::{Write, cards, windows};
use crate::text::{Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::scope::{Found, Saved, Scoped, Within};
use crate::web::told::{self, Names};
use crate::web::ui::{PageError, Ui};

#[derive(Template)]
#[template(path = "windows/promotions.html")]
pub(super) struct PromotionsPage {
    pub ui: Ui,
    pub base: String,
    pub window: Window,
    pub channel: &'static dyn Channel,
    pub target: &'static Target,
    pub others: Vec<Choice>,
    pub other: Option<Other>,
    /// Why this person promotes nothing to the other side.
    pub barred: Option<Text>,
    pub reason: String,
}

/// The window on the other side.
pub(super) struct Other {
    pub code: String,
    pub name: String,
    pub version: i64,
    pub production: bool,
    pub rows: Vec<Row>,
    /// What is each one's own.
    pub own: Vec<Row>,
}

pub(super) struct Row {
    pub field: String,
    pub label: String,
    pub raw: String,
    pub here: Option<String>,
    pub there: Option<String>,
    pub moves: bool,
}

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    with: String,
}

/// Windows that are offered as the other side.
const MOST: usize = 200;

/// What each window has of its own, whatever it is called.
const OWN: &[&str] =
    &["account_id", "key_id", "plugin_id", "template_id", "environment", "name", "code"];

pub async fn ask(
    Scoped { within, object: window }: Scoped<Window, EditWindows>,
    query: Query<Wanted>,
) -> Answer {
    let typed = Typed { with: query.into_inner().with, ..Typed::default() };
    page(&within, StatusCode::OK, window, typed, Form::default()).await
}

#[derive(Default)]
struct Typed {
    with: String,
    /// What was ticked; `None` where nobody has chosen yet.
    fields: Option<Vec<String>>,
    reason: String,
}

async fn page(
    within: &Within<EditWindows>,
    status: StatusCode,
    window: Window,
    typed: Typed,
    form: Form,
) -> Answer {
    let channel = channels::find(&window.channel).ok_or_else(Fault::not_found)?;
    let target = target_or_first(channel, &window.content.target).ok_or_else(Fault::not_found)?;
    let mut read = within.visit.portal.db.read().await?;
    let all = windows::of_channel(&mut read, window.enterprise, &window.channel, MOST).await?;
    let others: Vec<Window> = all.into_iter().filter(|other| fits(&window, other)).collect();
    let paired = windows::counterpart(&mut read, &window).await?;
    let chosen = others
        .iter()
        .find(|other| other.code == typed.with)
        .or_else(|| others.iter().find(|other| Some(other.id.to_string()) == paired))
        .or(others.first());
    let other = match chosen {
        Some(other) => {
            let changes = differences(&window, other);
            let values = changes.iter().flat_map(|one| [&one.before, &one.after]).flatten();
            let ids: Vec<String> = values.filter(|value| value.len() == 36).cloned().collect();
            let names = cards::names(&mut read, &window.enterprise.to_string(), &ids).await?;
            let lang = within.visit.lang();
            let rows = changes.iter().map(|change| {
                let own = is_own(target, &change.field);
                let ticked = typed.fields.as_ref().map(|fields| fields.contains(&change.field));
                row(&window.channel, change, &names, lang, ticked.unwrap_or(!own))
            });
            let (own, rows): (Vec<Row>, Vec<Row>) =
                rows.partition(|row| OWN.contains(&row.field.as_str()));
            Some(Other {
                code: other.code.clone(),
                name: other.content.name.clone(),
                version: other.version,
                production: other.content.environment.name() == "production",
                rows,
                own,
            })
        }
        None => None,
    };
    drop(read);
    let mut ui = super::ui_of(within, &window)?;
    within.visit.take_flash(&mut ui);
    ui.errors = form.errors;
    let code = other.as_ref().map(|other| other.code.clone()).unwrap_or_default();
    let choice = |one: &Window| {
        let label = Message::name(&format!("{} · {}", one.content.name, one.code));
        Choice::new(&one.code, label, one.code == code)
    };
    let page = PromotionsPage {
        ui,
        base: within.path(""),
        channel,
        target,
        others: others.iter().map(choice).collect(),
        barred: other.as_ref().and_then(|other| within.barred(other.production)),
        other,
        reason: typed.reason,
        window,
    };
    within.visit.page(status, &page)
}

/// The same kind of entry, for the other environment, and in use.
fn fits(window: &Window, other: &Window) -> bool {
    other.id != window.id
        && other.content.target == window.content.target
        && other.content.environment != window.content.environment
        && !other.is_retired()
}

/// What differs, from the other window to this one.
fn differences(window: &Window, other: &Window) -> Vec<crate::domain::FieldChange> {
    let plain = |window: &Window| {
        let mut fields = window.fields();
        let skip = ["owner", "tags", "note", "life", "instead"];
        fields.retain(|(name, _)| !skip.contains(&name.as_str()) && !name.starts_with("v."));
        fields
    };
    difference(&plain(other), &plain(window))
}

/// Identifiers and addresses belong to one window; options are for both.
fn is_own(target: &Target, field: &str) -> bool {
    if OWN.contains(&field) {
        return true;
    }
    let Some(name) = field.strip_prefix("w.") else { return false };
    let param: Option<&Param> = target.window_fields.iter().find(|param| param.name == name);
    param.is_none_or(|param| matches!(param.kind, Kind::Identifier | Kind::Text | Kind::Url))
}

fn row(
    channel: &str,
    change: &crate::domain::FieldChange,
    names: &Names,
    lang: crate::text::Lang,
    moves: bool,
) -> Row {
    let (label, raw) = told::field(channel, &change.field, lang);
    let shown = |value: &Option<String>| {
        let value = value.as_ref()?;
        let told = || told::value(channel, &change.field, value, lang);
        Some(names.get(value).cloned().unwrap_or_else(told))
    };
    Row {
        field: change.field.clone(),
        label,
        raw,
        here: shown(&change.after),
        there: shown(&change.before),
        moves,
    }
}

pub async fn make(
    Posted { scope: Scoped { within, object: window }, mut form }: Posted<
        Scoped<Window, EditWindows>,
    >,
) -> Answer {
    let seen = form.seen_version()?;
    let (with, fields) = (form.take("with"), form.several("fields"));
    let reason = form.reason();
    form.finish();
    let portal = &within.visit.portal;
    let found =
        windows::find_by_code(&mut portal.db.read().await?, window.enterprise, &with).await?;
    let other = found.filter(|other| other.trashed_at.is_none() && fits(&window, other));
    if other.is_none() {
        form.wrong(
            "with",
            text("请选择另一个环境的聊天窗", "Choose a window of the other environment"),
        );
    }
    let (Some(other), false) = (other, form.is_wrong()) else {
        let typed = Typed { with, fields: Some(fields), reason };
        return page(&within, StatusCode::UNPROCESSABLE_ENTITY, window, typed, form).await;
    };
    // Promoting is how something gets to an environment; whoever releases nothing there does not start it.
    let production = other.content.environment == Environment::Production;
    within.must_release(production, &other.told()).await?;
    let content = moved(&window, &other, &fields);
    let to = within.path(&format!("/windows/{}/draft", other.code));
    let done = Message::new(
        format!("已写入“{}”的草稿；看过之后提交审核或发布", other.content.name),
        format!(
            "Put into the draft of “{}”; look at it, then submit or release it",
            other.content.name
        ),
    );
    let draft = Draft { content, meta: other.meta.clone() };
    let Some((new, change)) = other.edit(draft, portal.clock.now()) else {
        let said = text(
            "没有选中任何不同的选项，草稿没有变化。",
            "Nothing that differs was chosen; the draft is as it was.",
        );
        form.errors.push(PageError { field: None, label: None, text: said.into() });
        let typed = Typed { with, fields: Some(fields), reason };
        return page(&within, StatusCode::UNPROCESSABLE_ENTITY, window, typed, form).await;
    };
    let act = Act::new(change.detail("promoted_from", &window.code)).because(&reason);
    let work = async |write: &mut Write<'_>| {
        windows::update(write, &new, seen).await?;
        windows::pair(write, &window, &other).await
    };
    match within.write(act, work).await? {
        Saved::Done => within.visit.done(&to, done),
        Saved::Stale | Saved::Taken => {
            let said = text(
                "在您打开页面之后，有人保存了那边的草稿，这次没有写入。请再看一遍不同之处。",
                "Somebody saved the other draft after you opened the page, so nothing was written. Look at the differences again.",
            );
            form.errors.push(PageError { field: None, label: None, text: said.into() });
            let typed = Typed { with, fields: Some(fields), reason };
            page(&within, StatusCode::CONFLICT, window, typed, form).await
        }
    }
}

/// The content of the other window with what was chosen of this one.
fn moved(window: &Window, other: &Window, fields: &[String]) -> Content {
    let wanted: BTreeSet<&str> = fields.iter().map(String::as_str).collect();
    let mut content = other.content.clone();
    for change in differences(window, other) {
        if wanted.contains(change.field.as_str()) && !OWN.contains(&change.field.as_str()) {
            content.take(&window.content, &change.field);
        }
    }
    content
}

impl PromotionsPage {
    fn here(&self) -> String {
        format!("{}/windows/{}", self.base, self.window.code)
    }
}

//! Another release became live since a request was submitted, or its code uses another draft by now:
//! field by field, somebody chooses what counts, and the request starts from what is live.

use actix_web::http::StatusCode;
use askama::Template;

use super::contents::{Current, Made, Next, OfWindow, replaced};
use super::releasing::{Case, refused};
use super::{by, path_of, ui_of};
use crate::domain::change::{FieldChange, Fields, difference};
use crate::domain::request::{Refusal, Source};
use crate::domain::window::Content;
use crate::domain::{Act, Change, ChangeRequest, Window};
use crate::rights::SubmitChanges;
use crate::store::{Read, Write, cards, releases, requests, windows};
use crate::text::text;
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::scope::{Saved, Scoped, Within};
use crate::web::told::{self, Names};
use crate::web::ui::{PageError, Ui};

#[derive(Template)]
#[template(path = "changes/rebase.html")]
pub(super) struct RebasePage {
    pub ui: Ui,
    pub base: String,
    pub number: i64,
    pub version: i64,
    pub windows: Vec<Choices>,
    /// Names of the drafts that come along.
    pub along: Vec<String>,
    pub overtaken: bool,
}

pub(super) struct Choices {
    pub name: String,
    pub live: i64,
    pub rows: Vec<Row>,
}

/// One field that differs between what is live and the draft.
pub(super) struct Row {
    /// The form's field: `keep.0.p.color`.
    pub field: String,
    pub label: String,
    pub raw: String,
    pub base: Option<String>,
    pub live: Option<String>,
    pub draft: Option<String>,
    pub keep_draft: bool,
}

const DRAFT: &str = "draft";
const LIVE: &str = "live";

pub async fn ask(
    Scoped { within, object: request }: Scoped<ChangeRequest, SubmitChanges>,
) -> Answer {
    page(&within, StatusCode::OK, request, Form::default()).await
}

async fn page(
    within: &Within<SubmitChanges>,
    status: StatusCode,
    request: ChangeRequest,
    form: Form,
) -> Answer {
    let portal = &within.visit.portal;
    let mut read = portal.db.read().await?;
    let case = Case::open(&mut read, request, portal.clock.now()).await?;
    let mut windows = Vec::new();
    for (at, current) in case.currents.iter().enumerate() {
        let Some((of, base)) = overtaken(&mut read, &case, at, current).await? else { continue };
        windows.push(choices(within, &mut read, at, of, base).await?);
    }
    drop(read);
    let mut ui = ui_of(within, &case.request)?;
    ui.crumbs.push(crate::web::ui::Crumb::to(&ui.title, path_of(within, case.request.number)));
    ui.title = text("以现在的线上为基础", "Rebase on what is live").to(ui.lang).to_owned();
    ui.errors = form.errors;
    let along = case.missing.iter().filter_map(|one| one.item(Source::Draft));
    let page = RebasePage {
        base: within.path(""),
        number: case.request.number,
        version: case.request.version,
        along: along.map(|item| item.name).collect(),
        overtaken: case.is_overtaken(),
        windows,
        ui,
    };
    within.visit.page(status, &page)
}

/// The window whose live release is another one than the request started from, with the content that
/// it did start from.
async fn overtaken<'c>(
    read: &mut Read,
    case: &Case,
    at: usize,
    current: &'c Current,
) -> Result<Option<(&'c OfWindow, Option<Content>)>, Fault> {
    let Some(item) = case.request.items.get(at) else { return Ok(None) };
    let Made::Window(of) = &current.made else { return Ok(None) };
    if item.base == current.live || matches!(of.next, Next::Repeat { .. }) {
        return Ok(None);
    }
    let base = releases::find(read, &of.window, item.base).await?;
    Ok(Some((of, base.map(|base| replaced(&of.window, &base).content))))
}

/// The fields of the draft and of what is live, and where they differ.
fn differing(of: &OfWindow) -> (Fields, Vec<FieldChange>) {
    let live = of.live.as_ref().map(|live| replaced(&of.window, live).content);
    let live = live.map(|content| fields(&of.window, content)).unwrap_or_default();
    let changes = difference(&live, &of.window.fields());
    (live, changes)
}

fn fields(window: &Window, content: Content) -> Fields {
    Window { content, ..window.clone() }.fields()
}

async fn choices(
    within: &Within<SubmitChanges>,
    read: &mut Read,
    at: usize,
    of: &OfWindow,
    base: Option<Content>,
) -> Result<Choices, Fault> {
    let (_, changes) = differing(of);
    let before = base.map(|content| fields(&of.window, content)).unwrap_or_default();
    let values = changes.iter().flat_map(|change| [&change.before, &change.after]).flatten();
    let ids: Vec<String> = values.filter(|value| value.len() == 36).cloned().collect();
    let names: Names = cards::names(read, &within.enterprise.id.to_string(), &ids).await?;
    let lang = within.visit.lang();
    let row = |change: &FieldChange| {
        let known = before.iter().find(|(name, _)| *name == change.field);
        let base = known.and_then(|(_, value)| value.clone());
        let (label, raw) = told::field(&of.window.channel, &change.field, lang);
        let shown = |value: &Option<String>| {
            let value = value.as_ref()?;
            let named = names.get(value).cloned();
            let told = || told::value(&of.window.channel, &change.field, value, lang);
            Some(named.unwrap_or_else(told))
        };
        Row {
            field: format!("keep.{at}.{}", change.field),
            label,
            raw,
            // Whoever did not touch a field has nothing against what became live meanwhile.
            keep_draft: change.after != base,
            base: shown(&base),
            live: shown(&change.before),
            draft: shown(&change.after),
        }
    };
    Ok(Choices {
        name: of.window.content.name.clone(),
        live: of.live.as_ref().map_or(0, |live| live.number),
        rows: changes.iter().map(row).collect(),
    })
}

pub async fn make(
    Posted { scope: Scoped { within, object: request }, mut form }: Posted<
        Scoped<ChangeRequest, SubmitChanges>,
    >,
) -> Answer {
    let seen = form.seen_version()?;
    let kept: Vec<(String, String)> = form
        .prefixed("keep.", &[])
        .into_iter()
        .map(|(name, values)| (name, values.into_iter().next().unwrap_or_default()))
        .collect();
    if kept.iter().any(|(_, choice)| choice != DRAFT && choice != LIVE) {
        let said = text(
            "请为每个字段选择“草稿”或“线上”。",
            "Choose the draft or the live value for each field.",
        );
        form.errors.push(PageError { field: None, label: None, text: said.into() });
    }
    form.finish();
    if form.is_wrong() {
        return page(&within, StatusCode::UNPROCESSABLE_ENTITY, request, form).await;
    }
    if seen != request.version {
        return stale(&within, request, form).await;
    }
    let portal = &within.visit.portal;
    let now = portal.clock.now();
    let mut read = portal.db.read().await?;
    let case = Case::open(&mut read, request, now).await?;
    let edits = edits(&mut read, &case, &kept).await?;
    drop(read);
    let bases: Vec<i64> = case.currents.iter().map(|current| current.live).collect();
    let along: Vec<_> = case.missing.iter().filter_map(|one| one.item(Source::Draft)).collect();
    let me = by(&within)?;
    let (new, act) = match case.request.rebase(&me, &bases, along.clone(), now) {
        Ok(done) => done,
        Err(refusal) => {
            let against = refused(refusal);
            return Err(Fault::saying(against.status, against.text));
        }
    };
    let act = edits.iter().map(|(_, _, change)| change.clone()).fold(act, Act::and);
    let watched: Vec<_> =
        case.currents.iter().chain(&case.missing).flat_map(Current::watched).collect();
    let work = async |write: &mut Write<'_>| {
        for (window, seen, _) in &edits {
            windows::update(write, window, *seen).await?;
        }
        requests::update(write, &new).await?;
        requests::add(write, &new, &along).await?;
        requests::watch_anew(write, &new, &watched).await
    };
    match within.write(act, work).await? {
        Saved::Done => within.visit.done(
            &path_of(&within, new.number),
            text("已以现在的线上为基础", "Rebased on what is live").into(),
        ),
        Saved::Stale | Saved::Taken => stale(&within, case.request, form).await,
    }
}

/// A draft that was rewritten: the version that it takes the place of, and the event.
type Edit = (Window, i64, Change);

/// The drafts that differ after what was chosen.
async fn edits(
    read: &mut Read,
    case: &Case,
    kept: &[(String, String)],
) -> Result<Vec<Edit>, Fault> {
    let mut edits = Vec::new();
    for (at, current) in case.currents.iter().enumerate() {
        let Some((of, _)) = overtaken(read, case, at, current).await? else { continue };
        let mine = kept.iter().filter_map(|(name, choice)| {
            let (place, field) = name.split_once('.')?;
            (place.parse() == Ok(at) && choice == LIVE).then_some(field)
        });
        edits.extend(edit(of, &mine.collect::<Vec<_>>(), case.now));
    }
    Ok(edits)
}

/// The draft with the live values of these fields; `None` where that changes nothing.
fn edit(of: &OfWindow, live_fields: &[&str], now: i64) -> Option<Edit> {
    let live = replaced(&of.window, of.live.as_ref()?).content;
    let mut content = of.window.content.clone();
    for field in live_fields {
        content.take(&live, field);
    }
    let draft = crate::domain::window::Draft { content, meta: of.window.meta.clone() };
    let (new, change) = of.window.edit(draft, now)?;
    Some((new, of.window.version, change))
}

async fn stale(within: &Within<SubmitChanges>, request: ChangeRequest, mut form: Form) -> Answer {
    let mut read = within.visit.portal.db.read().await?;
    let now = requests::find(&mut read, request.enterprise, request.number).await?;
    drop(read);
    form.errors.push(PageError { field: None, label: None, text: refused(Refusal::Moved).text });
    page(within, StatusCode::CONFLICT, now.unwrap_or(request), form).await
}

impl RebasePage {
    fn here(&self) -> String {
        format!("{}/changes/{}", self.base, self.number)
    }
}

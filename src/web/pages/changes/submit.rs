//! Submitting: which drafts are to become live, why, and for which ticket.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;

use super::contents::{self, Current};
use super::{LIST, by, path_of};
use crate::catalog::form::Choice;
use crate::domain::object_release::Candidate;
use crate::domain::request::{Item, MOST_ITEMS, Order, Policy, Source};
use crate::domain::{
    ChangeRequest, EnterpriseId, LeaveTemplate, Plugin, RequestId, VipField, Window,
};
use crate::rights::SubmitChanges;
use crate::store::shelves::{Few, all};
use crate::store::{Read, Trashed, Write, object_releases, releases, requests};
use crate::text::{Message, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::pages::registry::shelf;
use crate::web::scope::{Saved, Within};
use crate::web::ui::{PageError, Ui};

#[derive(Template)]
#[template(path = "changes/new.html")]
pub(super) struct NewPage {
    pub ui: Ui,
    pub base: String,
    pub items: Vec<Choice>,
    pub title: String,
    pub reason: String,
    pub ticket: String,
    pub policy: Policy,
}

#[derive(Default)]
struct Typed {
    items: Vec<String>,
    title: String,
    reason: String,
    ticket: String,
}

/// `?item=window:main-site` chooses what is ticked at first; it may be repeated.
pub async fn blank(within: Within<SubmitChanges>, query: Query<Vec<(String, String)>>) -> Answer {
    let chosen = query.into_inner().into_iter().filter(|(name, _)| name == "item");
    let typed = Typed { items: chosen.map(|(_, item)| item).collect(), ..Typed::default() };
    page(&within, StatusCode::OK, typed, Form::default()).await
}

async fn page(
    within: &Within<SubmitChanges>,
    status: StatusCode,
    typed: Typed,
    form: Form,
) -> Answer {
    let mut read = within.visit.portal.db.read().await?;
    let place = within.enterprise.id;
    let policy = requests::policy(&mut read, place).await?;
    let mut items = waiting(&mut read, place).await?;
    for word in &typed.items {
        match items.iter_mut().find(|known| is_called(known, word)) {
            Some(known) => known.chosen = true,
            None => items.extend(named(within, &mut read, word).await?),
        }
    }
    drop(read);
    let mut ui = within.ui_below_list(text("提交变更", "Submit a change"), LIST)?;
    within.visit.take_flash(&mut ui);
    ui.errors = form.errors;
    let Typed { title, reason, ticket, .. } = typed;
    let page = NewPage { ui, base: within.path(""), items, title, reason, ticket, policy };
    within.visit.page(status, &page)
}

/// `window:main-site` names the same as `window:019…`.
fn is_called(choice: &Choice, word: &str) -> bool {
    choice.value == word
        || choice.written.as_deref().is_some_and(|code| word == format!("window:{code}"))
}

/// One that was asked for and is not among those that were changed last.
async fn named(
    within: &Within<SubmitChanges>,
    read: &mut Read,
    word: &str,
) -> Result<Option<Choice>, Fault> {
    let now = within.visit.portal.clock.now();
    let current = contents::chosen(read, within.enterprise.id, word, now).await?;
    Ok(current.item(Source::Draft).map(|item| {
        let mut choice = choice(&item.noun, &item.id, &item.name);
        choice.chosen = true;
        choice
    }))
}

fn choice(noun: &str, id: &str, name: &str) -> Choice {
    let kind = shelf(noun).map_or(text("对象", "Object"), |shelf| shelf.one);
    let label = Message::new(format!("{}：{name}", kind.zh), format!("{}: {name}", kind.en));
    Choice::new(format!("{noun}:{id}"), label, false)
}

/// What was saved and is not live yet: the windows that were saved last, and the few other objects.
async fn waiting(read: &mut Read, place: EnterpriseId) -> Result<Vec<Choice>, Fault> {
    let windows = releases::unreleased(read, place).await?;
    let mut items: Vec<Choice> = windows
        .into_iter()
        .map(|(id, code, name)| {
            let mut choice = choice(Window::NOUN, &id, &name);
            choice.written = Some(code);
            choice
        })
        .collect();
    let live = object_releases::hashes(read, place).await?;
    items.extend(changed::<Plugin>(read, place, &live).await?);
    items.extend(changed::<LeaveTemplate>(read, place, &live).await?);
    items.extend(changed::<VipField>(read, place, &live).await?);
    Ok(items)
}

async fn changed<T: Few>(
    read: &mut Read,
    place: EnterpriseId,
    live: &object_releases::Hashes,
) -> Result<Vec<Choice>, Fault> {
    let objects: Vec<T> = all(read, place, Trashed::LeftOut).await?;
    let candidates = objects.iter().filter_map(Candidate::of);
    let new = candidates
        .filter(|one| live.get(&(one.noun.to_owned(), one.id.clone())) != Some(&one.content_hash));
    Ok(new.map(|one| choice(one.noun, &one.id, &one.name)).collect())
}

pub async fn create(Posted { scope: within, mut form }: Posted<Within<SubmitChanges>>) -> Answer {
    let typed = Typed {
        items: form.several("items"),
        title: form.line("title"),
        reason: form.required_line("reason"),
        ticket: form.line("ticket"),
    };
    form.finish();
    let currents = currents(&within, &mut form, &typed).await?;
    if form.is_wrong() {
        return page(&within, StatusCode::UNPROCESSABLE_ENTITY, typed, form).await;
    }
    let sources = vec![Source::Draft; currents.len()];
    let words = Words {
        title: typed.title.clone(),
        reason: typed.reason.clone(),
        ticket: typed.ticket.clone(),
    };
    match submit(&within, &currents, &sources, words).await? {
        Ok(number) => within.visit.done(
            &path_of(&within, number),
            text("已提交，等待审核", "Submitted for review").into(),
        ),
        Err(refused) => {
            form.errors.push(PageError {
                field: Some("items".to_owned()),
                label: None,
                text: refused,
            });
            page(&within, StatusCode::UNPROCESSABLE_ENTITY, typed, form).await
        }
    }
}

/// The chosen objects as they are now, and what production windows take along; notes beside the field
/// what cannot be submitted.
async fn currents(
    within: &Within<SubmitChanges>,
    form: &mut Form,
    typed: &Typed,
) -> Result<Vec<Current>, Fault> {
    if typed.items.is_empty() {
        form.wrong("items", text("请选择要发布的对象", "Choose what is to be released"));
    }
    if typed.items.len() > MOST_ITEMS {
        form.wrong(
            "items",
            Message::new(
                format!("一次最多 {MOST_ITEMS} 个对象"),
                format!("At most {MOST_ITEMS} objects at a time"),
            ),
        );
        return Ok(Vec::new());
    }
    let now = within.visit.portal.clock.now();
    let mut read = within.visit.portal.db.read().await?;
    let mut all: Vec<Current> = Vec::new();
    for word in &typed.items {
        let current = contents::chosen(&mut read, within.enterprise.id, word, now).await?;
        let Some(item) = current.item(Source::Draft) else {
            form.wrong("items", nothing(&current));
            continue;
        };
        if let Some(number) = taken(&mut read, within.enterprise.id, &item).await? {
            form.wrong("items", in_another(&item, number));
        }
        all.push(current);
    }
    take_along(&mut read, &mut all).await?;
    Ok(all)
}

/// Adds the drafts that are in the code of production windows, each once.
pub(super) async fn take_along(read: &mut Read, all: &mut Vec<Current>) -> Result<(), Fault> {
    let mut along = Vec::new();
    for current in all.iter() {
        along.extend(current.takes_along(read).await?);
    }
    for one in along {
        if !all.iter().any(|known| known.watched() == one.watched()) {
            all.push(one);
        }
    }
    Ok(())
}

async fn taken(read: &mut Read, place: EnterpriseId, item: &Item) -> Result<Option<i64>, Fault> {
    Ok(requests::open_of(read, place, (&item.noun, &item.id)).await?)
}

fn in_another(item: &Item, number: i64) -> Message {
    Message::new(
        format!("“{}”已在变更 #{number} 里，请先处理那一个", item.name),
        format!("“{}” is in change request #{number} already; see to that one first", item.name),
    )
}

fn nothing(current: &Current) -> Message {
    let contents::Made::Window(of) = &current.made else {
        return text(
            "选中的对象没有要发布的改动，或者不存在",
            "What was chosen has nothing to release, or does not exist",
        )
        .into();
    };
    let name = &of.window.content.name;
    match of.next {
        contents::Next::Refused(_) => Message::new(
            format!("“{name}”的草稿有错误，请先改正"),
            format!("The draft of “{name}” has errors; correct them first"),
        ),
        _ => Message::new(
            format!("“{name}”的草稿与线上相同，没有要发布的"),
            format!(
                "The draft of “{name}” is the same as what is live; there is nothing to release"
            ),
        ),
    }
}

/// What people say of a request.
pub struct Words {
    pub title: String,
    pub reason: String,
    pub ticket: String,
}

/// How often another number is tried, when somebody else took it first.
const TRIES: u32 = 3;

/// Submits these objects together, and answers with the number of the request; or why not.
pub async fn submit<P: crate::rights::Permission>(
    within: &Within<P>,
    currents: &[Current],
    sources: &[Source],
    words: Words,
) -> Result<Result<i64, Message>, Fault> {
    let portal = &within.visit.portal;
    let place = within.enterprise.id;
    let with = |current: &Current, at: usize| {
        current.item(sources.get(at).copied().unwrap_or(Source::Draft))
    };
    let items: Vec<Item> =
        currents.iter().enumerate().filter_map(|(at, one)| with(one, at)).collect();
    let first = items.first().map(|item| item.name.clone()).unwrap_or_default();
    let title = if words.title.is_empty() { first } else { words.title };
    let watched = contents::watched(currents);
    for _ in 0..TRIES {
        let mut read = portal.db.read().await?;
        for item in &items {
            if let Some(number) = taken(&mut read, place, item).await? {
                return Ok(Err(in_another(item, number)));
            }
        }
        let order = Order {
            id: RequestId(portal.clock.id()),
            enterprise: place,
            number: requests::next_number(&mut read, place).await?,
            title: title.clone(),
            reason: words.reason.clone(),
            ticket: words.ticket.clone(),
            author: by(within)?,
            items: items.clone(),
            release_at: None,
        };
        drop(read);
        let (new, act) = ChangeRequest::submit(order, portal.clock.now());
        let work = async |write: &mut Write<'_>| requests::insert(write, &new, &watched).await;
        if within.write(act, work).await? == Saved::Done {
            return Ok(Ok(new.number));
        }
    }
    let busy = text(
        "同时有很多人在提交，请再试一次。",
        "Many people are submitting at the same time; try again.",
    );
    Ok(Err(busy.into()))
}

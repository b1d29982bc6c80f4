//! The history: who did what when, field by field.

#[cfg(test)]
pub mod samples;

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::registry::shelf;
use super::{Cursor, next_page};
use crate::catalog::form::Choice;
use crate::domain::{FieldChange, Log, Window};
use crate::error::Error;
use crate::rights::ReadHistory;
use crate::store::history::{self, Event, Filter};
use crate::store::{Page, Read, cards};
use crate::text::text;
use crate::web::fault::{Answer, Fault};
use crate::web::moment::{ZONE, ZONE_SHOWN, moment};
use crate::web::scope::{Installed, Scoped, Within};
use crate::web::told::{self, Names};
use crate::web::ui::Ui;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "history/history.html")]
struct HistoryPage {
    ui: Ui,
    path: String,
    items: Vec<Item>,
    nouns: Vec<Choice>,
    older: Option<String>,
    newest: Option<String>,
    filter: Option<String>,
    zone: &'static str,
    /// How many there are, where nothing is filtered out.
    size: Option<i64>,
}

struct Item {
    who: String,
    text: String,
    href: Option<String>,
    iso: String,
    at: String,
    meta: String,
    reason: String,
    current: bool,
    changes: Vec<FieldChange>,
}

/// Filters; one at a time, each with its index.
///
/// A filter that this page does not know is refused: a list that silently ignored it would look
/// like "nothing else happened".
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    #[serde(default)]
    noun: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    actor: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    cursor: String,
    /// The language of the page, which every address may carry.
    #[serde(default, rename = "lang")]
    _lang: String,
}

impl Wanted {
    fn several(&self) -> bool {
        let given = [&self.noun, &self.subject, &self.actor, &self.action];
        given.iter().filter(|value| !value.is_empty()).count() > 1
    }

    fn filter(&self) -> Filter {
        if !self.subject.is_empty() {
            Filter::Subject(self.subject.clone())
        } else if !self.actor.is_empty() {
            Filter::Actor(self.actor.clone())
        } else if !self.action.is_empty() {
            Filter::Action(self.action.clone())
        } else if !self.noun.is_empty() {
            Filter::Noun(self.noun.clone())
        } else {
            Filter::All
        }
    }

    fn query(&self) -> Vec<(&'static str, &str)> {
        match self.filter() {
            Filter::All => Vec::new(),
            Filter::Subject(_) => vec![("subject", &self.subject)],
            Filter::Actor(_) => vec![("actor", &self.actor)],
            Filter::Action(_) => vec![("action", &self.action)],
            Filter::Noun(_) => vec![("noun", &self.noun)],
        }
    }
}

pub async fn of_enterprise(within: Within<ReadHistory>, query: Query<Wanted>) -> Answer {
    let ui = within.ui_below(text("历史", "History"))?;
    let base = within.path("");
    show(&within.visit, ui, Log::Enterprise(within.enterprise.id), &base, &query).await
}

/// The same of one window.
pub async fn of_window(
    Scoped { within, object: window }: Scoped<Window, ReadHistory>,
    query: Query<Cursor>,
) -> Answer {
    let ui = within.ui_below(text("历史", "History"))?;
    let (subject, cursor) = (window.id.to_string(), query.into_inner().cursor);
    let wanted = Wanted { subject, cursor, ..Wanted::default() };
    show(&within.visit, ui, window.log(), &within.path(""), &wanted).await
}

pub async fn of_installation(installed: Installed<ReadHistory>, query: Query<Wanted>) -> Answer {
    let ui = installed.visit.ui(text("系统历史", "System history"))?;
    show(&installed.visit, ui, Log::Installation, "", &query).await
}

async fn show(visit: &Visit, ui: Ui, log: Log, base: &str, wanted: &Wanted) -> Answer {
    if wanted.several() {
        let one = text("一次只能用一个条件", "Only one filter at a time");
        return Err(Fault::saying(StatusCode::UNPROCESSABLE_ENTITY, one));
    }
    let mut read = visit.portal.db.read().await?;
    let before = wanted.cursor.parse().ok();
    let Page { items, next } = history::page(&mut read, log, &wanted.filter(), before).await?;
    let size = match wanted.filter() {
        Filter::All => Some(history::size(&mut read, log).await?),
        _ => None,
    };
    let names = names(&mut read, log, &items).await?;
    drop(read);
    let path = format!("{base}/history");
    let page = HistoryPage {
        items: items
            .iter()
            .enumerate()
            .map(|(at, event)| item(event, at == 0 && before.is_none(), base, &names, &ui))
            .collect(),
        nouns: nouns(&wanted.noun, &ui),
        older: next_page(&path, &wanted.query(), next.as_ref()),
        newest: before.map(|_: i64| path.clone()),
        filter: filtered(wanted, &items, &ui),
        zone: ZONE,
        size,
        path,
        ui,
    };
    visit.page(StatusCode::OK, &page)
}

/// The present names of the objects that the shown events refer to, and of no others.
async fn names(read: &mut Read, log: Log, events: &[Event]) -> Result<Names, Error> {
    let Log::Enterprise(id) = log else { return Ok(Names::new()) };
    let ids: BTreeSet<String> = events.iter().flat_map(told::referred).collect();
    let ids: Vec<String> = ids.into_iter().collect();
    cards::names(read, &id.to_string(), &ids).await
}

/// What the list is narrowed to, in words.
fn filtered(wanted: &Wanted, items: &[Event], ui: &Ui) -> Option<String> {
    let name = |event: &Event| event.details.get("name").cloned();
    match wanted.filter() {
        Filter::All | Filter::Noun(_) => None,
        Filter::Subject(id) => Some(items.first().and_then(name).unwrap_or(id)),
        Filter::Actor(id) => Some(items.first().map_or(id, |event| event.actor_name.clone())),
        Filter::Action(action) => {
            Some(told::action(&action).map_or(action.clone(), |text| ui.text(text).to_owned()))
        }
    }
}

fn nouns(chosen: &str, ui: &Ui) -> Vec<Choice> {
    let all = Choice::new("", text("全部对象", "Everything"), chosen.is_empty());
    let own = ["person", "session", "installation"];
    // The installation's log tells of people, an enterprise's of what is registered in it.
    let in_enterprise = ui.here.starts_with("/e/");
    let here = told::NOUNS
        .iter()
        .filter(|(noun, _)| own.contains(noun) != in_enterprise || *noun == "grant");
    let each = here.map(|(noun, label)| Choice::new(noun, *label, *noun == chosen));
    std::iter::once(all).chain(each).collect()
}

fn item(event: &Event, current: bool, base: &str, names: &Names, ui: &Ui) -> Item {
    let name = event.details.get("name").map(String::as_str).unwrap_or_default();
    let verb = told::action(&event.action).map_or(event.action.as_str(), |text| ui.text(text));
    let at = moment(event.at);
    let who = match event.actor_kind.as_str() {
        "system" => ui.t("系统", "System").to_owned(),
        "guest" => format!("{}{}", ui.t("交接链接：", "Hand-over link: "), event.actor_name),
        _ => event.actor_name.clone(),
    };
    Item {
        who,
        text: sentence(verb, name, event),
        href: href(event, base),
        iso: at.iso,
        at: at.shown,
        meta: meta(event, ui),
        reason: event.reason.clone(),
        current,
        changes: told::changes(event, names, ui.lang),
    }
}

/// Verb and name; a verb that ends with a full-width colon needs no space.
fn sentence(verb: &str, name: &str, event: &Event) -> String {
    if name.is_empty() || event.noun == "session" {
        return verb.to_owned();
    }
    let space = if verb.ends_with('：') { "" } else { " " };
    format!("{verb}{space}{name}")
}

/// Where the subject of an event is to be found.
fn href(event: &Event, base: &str) -> Option<String> {
    match event.noun.as_str() {
        "window" | "link" => event.details.get("code").map(|code| format!("{base}/windows/{code}")),
        "handover" => {
            event.details.get("code").map(|code| format!("{base}/windows/{code}/handovers"))
        }
        "change_request" => {
            event.details.get("number").map(|number| format!("{base}/changes/{number}"))
        }
        "review_policy" => Some(format!("{base}/settings/review")),
        "dictionary" => Some(format!("{base}/vip-fields")),
        "domains" => Some(format!("{base}/settings/domains")),
        "defaults" => Some(format!("{base}/settings/defaults/{}", event.subject)),
        "enterprise" if !base.is_empty() => Some(base.to_owned()),
        noun if !event.action.ends_with(".purged") => {
            shelf(noun).map(|shelf| format!("{base}{}/{}", shelf.list.path, event.subject))
        }
        _ => None,
    }
}

fn meta(event: &Event, ui: &Ui) -> String {
    let role = crate::rights::Role::from_name(&event.actor_role)
        .map(|role| ui.text(role.label()).to_owned());
    let said = |word: &str, value: &str| (!value.is_empty()).then(|| format!("{word} {value}"));
    let detail = |name: &str| event.details.get(name).map(String::as_str).unwrap_or_default();
    // The ends of the ids differ; their beginnings are the time.
    let request =
        event.request_id.len().checked_sub(8).and_then(|from| event.request_id.get(from..));
    let told = [
        Some(format!("#{}", event.seq)),
        role,
        said(ui.t("权限", "right"), &event.permission),
        said(ui.t("密钥", "key"), detail("key")),
        said("", detail("key_fingerprint")),
        said(ui.t("访客", "visitor"), detail("visitor")),
        said(ui.t("复制自", "copied from"), detail("copied_from")),
        said(ui.t("来源", "from"), &event.address),
        said(ui.t("请求", "request"), request.unwrap_or_default()),
    ];
    told.into_iter().flatten().map(|part| part.trim().to_owned()).collect::<Vec<_>>().join(" · ")
}

/// Said once for all times on the page.
impl HistoryPage {
    fn zone_note(&self) -> String {
        if self.ui.zh() {
            format!("时间均为 {}（{ZONE_SHOWN}）", self.zone)
        } else {
            format!("All times in {} ({ZONE_SHOWN})", self.zone)
        }
    }

    fn count(&self) -> String {
        let Some(size) = self.size else { return String::new() };
        if self.ui.zh() { format!("共 {size} 条 · ") } else { format!("{size} events · ") }
    }
}

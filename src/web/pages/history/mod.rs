//! The history: who did what when, field by field, under any combination of conditions.

mod asked;
pub mod export;
mod item;
mod narrowing;
pub mod one;
#[cfg(test)]
pub mod samples;
pub mod saved;

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;

use crate::domain::{Log, Window};
use crate::error::Error;
use crate::rights::ReadHistory;
use crate::store::history::choices::{self, Choices};
use crate::store::history::walk::{self, Found, LOOK, Wanted};
use crate::store::history::{self, Event};
use crate::store::{Read, cards};
use crate::text::text;
use crate::web::fault::Answer;
use crate::web::moment::{Moment, ZONE, ZONE_SHOWN, moment};
use crate::web::scope::{Installed, Scoped, Within};
use crate::web::told::{self, Names};
use crate::web::ui::{PageError, Ui};
use crate::web::visit::Visit;
use asked::{Asked, wrong};
use item::{Group, groups};
use narrowing::{Chip, Offers, chips, known_field};
use saved::Searches;

/// Where a history is read.
#[derive(Clone, Debug)]
pub struct Placed {
    pub log: Log,
    /// The enterprise's address, or nothing.
    pub base: String,
    /// The address of the list itself.
    pub path: String,
    /// The only object that is told of, by its id.
    pub only: Option<String>,
}

impl Placed {
    fn within(log: Log, base: String) -> Self {
        let path = format!("{base}/history");
        Placed { log, base, path, only: None }
    }

    fn installation() -> Self {
        Placed::within(Log::Installation, String::new())
    }
}

#[derive(Template)]
#[template(path = "history/history.html")]
struct HistoryPage {
    ui: Ui,
    placed: Placed,
    asked: Asked,
    offers: Offers,
    chips: Vec<Chip>,
    groups: Vec<Group>,
    older: Option<String>,
    newest: Option<String>,
    /// Where a long search without result goes on, and how far it came.
    looked_to: Option<(i64, Moment)>,
    searches: Searches,
    /// When this page was made, for paper.
    printed: String,
    /// How many there are, where nothing is filtered out.
    size: Option<i64>,
}

pub async fn of_enterprise(within: Within<ReadHistory>, query: Query<Asked>) -> Answer {
    let ui = within.ui_below(text("历史", "History"))?;
    let placed = Placed::within(Log::Enterprise(within.enterprise.id), within.path(""));
    show(&within.visit, ui, placed, query.into_inner()).await
}

/// The same of one window.
pub async fn of_window(
    Scoped { within, object: window }: Scoped<Window, ReadHistory>,
    query: Query<Asked>,
) -> Answer {
    let ui = within.ui_below(text("历史", "History"))?;
    let placed = Placed {
        log: window.log(),
        path: within.path(&format!("/windows/{}/history", window.code)),
        base: within.path(""),
        only: Some(window.id.to_string()),
    };
    show(&within.visit, ui, placed, query.into_inner()).await
}

pub async fn of_installation(installed: Installed<ReadHistory>, query: Query<Asked>) -> Answer {
    let ui = installed.visit.ui(text("系统历史", "System history"))?;
    show(&installed.visit, ui, Placed::installation(), query.into_inner()).await
}

/// What an address means, once the names in it were looked up.
struct Meant {
    wanted: Wanted,
    /// The words of what stands as an id in the address.
    called: BTreeMap<&'static str, String>,
    errors: Vec<PageError>,
}

async fn show(visit: &Visit, mut ui: Ui, placed: Placed, mut asked: Asked) -> Answer {
    visit.take_flash(&mut ui);
    if placed.only.is_some() {
        asked.subject.clear();
    }
    answer(visit, ui, placed, asked, (Vec::new(), Searches::default())).await
}

/// The page; `wrong` and `typed` are of a search that could not be saved.
async fn answer(
    visit: &Visit,
    mut ui: Ui,
    placed: Placed,
    asked: Asked,
    (wrong, typed): (Vec<PageError>, Searches),
) -> Answer {
    let mut read = visit.portal.db.read().await?;
    let there = choices::of(&mut read, placed.log).await?;
    let meant = mean(&mut read, &placed, &asked, &there).await?;
    let before = asked.before();
    let mut found = Found::default();
    if meant.errors.is_empty() {
        found = walk::back(&mut read, placed.log, &meant.wanted, before).await?;
    }
    let size = if meant.wanted.is_everything() && meant.errors.is_empty() {
        Some(history::size(&mut read, placed.log).await?)
    } else {
        None
    };
    let names = names(&mut read, placed.log, &found.events).await?;
    let searches = saved::of(&mut read, visit, &placed).await?;
    drop(read);
    ui.errors = meant.errors.into_iter().chain(wrong).collect();
    let bad = !ui.errors.is_empty();
    let next = |seq: i64| {
        let cursor = seq.to_string();
        let on = asked.at(&placed.path, &[("cursor", &cursor)]);
        Some(on)
    };
    let first = before.is_none() && !asked.is_narrowed() && placed.only.is_none();
    let page = HistoryPage {
        offers: Offers::of(&there, &asked, &placed.path, visit.portal.clock.now(), &ui),
        chips: chips(&asked, &placed.path, &meant.called, &ui),
        groups: groups(&found.events, first, &placed, &names, &ui),
        older: found.older.and_then(next),
        newest: before.map(|_| asked.at(&placed.path, &[])),
        printed: moment(visit.portal.clock.now()).shown,
        searches: Searches { name: typed.name, shared: typed.shared, ..searches },
        looked_to: found.looked_to.map(|(seq, at)| (seq, moment(at))),
        size,
        asked,
        placed,
        ui,
    };
    visit.page(if bad { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

/// Reads what is asked for: names and codes become ids, `color` becomes `p.color`.
async fn mean(
    read: &mut Read,
    placed: &Placed,
    asked: &Asked,
    there: &Choices,
) -> Result<Meant, Error> {
    let (mut wanted, mut errors) = match asked.wanted() {
        Ok(wanted) => (wanted, Vec::new()),
        Err(errors) => (Wanted::default(), errors),
    };
    let mut called = BTreeMap::new();
    wanted.field = known_field(&wanted.field, there);
    if !wanted.actor.is_empty()
        && let Some(actor) = choices::actor(read, placed.log, &wanted.actor).await?
    {
        called.insert("actor", actor.name);
    }
    if let Some(only) = &placed.only {
        wanted.subject.clone_from(only);
    } else if !wanted.subject.is_empty() {
        match subject(read, placed.log, &wanted.subject).await? {
            Subject::One(id, name) => {
                wanted.subject = id;
                called.insert("subject", name);
            }
            Subject::Several => {
                let what = text(
                    "有几个对象都叫这个名称，请填写代号或编号",
                    "Several objects are called so. Write the code or the id",
                );
                errors.push(wrong("subject", text("对象", "Object"), what.into()));
            }
            Subject::Unknown => {}
        }
    }
    Ok(Meant { wanted, called, errors })
}

enum Subject {
    One(String, String),
    Several,
    /// Nothing is called so; then nothing is found either.
    Unknown,
}

async fn subject(read: &mut Read, log: Log, typed: &str) -> Result<Subject, Error> {
    if let Some(name) = choices::subject(read, log, typed).await? {
        return Ok(Subject::One(typed.to_owned(), name));
    }
    let place = history::log_name(log);
    let ids = choices::called(read, &place, typed).await?;
    Ok(match ids.as_slice() {
        [] => Subject::Unknown,
        [id] => Subject::One(id.clone(), typed.to_owned()),
        _ => Subject::Several,
    })
}

/// The present names of the objects that the shown events refer to, and of no others.
async fn names(read: &mut Read, log: Log, events: &[Event]) -> Result<Names, Error> {
    let Log::Enterprise(id) = log else { return Ok(Names::new()) };
    let ids: BTreeSet<String> = events.iter().flat_map(told::referred).collect();
    let ids: Vec<String> = ids.into_iter().collect();
    cards::names(read, &id.to_string(), &ids).await
}

/// Said once for all times on a page.
fn zone_note(ui: &Ui) -> String {
    if ui.zh() {
        format!("时间均为 {ZONE}（{ZONE_SHOWN}）")
    } else {
        format!("All times in {ZONE} ({ZONE_SHOWN})")
    }
}

impl HistoryPage {
    fn zone_note(&self) -> String {
        zone_note(&self.ui)
    }

    /// Whether a search was to be kept and could not be.
    fn keeps(&self) -> bool {
        self.ui.errors.iter().any(|error| error.field.as_deref() == Some("name"))
    }

    /// The conditions as an address carries them.
    fn question(&self) -> String {
        self.asked.at("", &[]).trim_start_matches('?').to_owned()
    }

    fn count(&self) -> String {
        let Some(size) = self.size else { return String::new() };
        if self.ui.zh() { format!("共 {size} 条 · ") } else { format!("{size} events · ") }
    }

    /// How far a search came that ended before its page was full.
    fn looked(&self) -> Option<String> {
        let (seq, at) = self.looked_to.as_ref()?;
        let at = &at.shown;
        Some(if self.ui.zh() {
            format!("已查看 {LOOK} 条可能符合的记录，回溯到 #{seq}（{at}）；更早的还没有查。")
        } else {
            format!(
                "{LOOK} records that might fit were looked at, back to #{seq} ({at}). Older ones were not looked at yet."
            )
        })
    }

    /// The address of the whole set as a file.
    fn file(&self, extension: &str) -> String {
        let path = format!("{}/history.{extension}", self.placed.base);
        match &self.placed.only {
            Some(only) => self.asked.at(&path, &[("subject", only)]),
            None => self.asked.at(&path, &[]),
        }
    }

    /// The hint beside times.
    fn time_hint(&self) -> String {
        if self.ui.zh() {
            format!("如 2026-11-21 或 2026-11-21 10:30（{ZONE_SHOWN}）")
        } else {
            format!("Such as 2026-11-21 or 2026-11-21 10:30 ({ZONE_SHOWN})")
        }
    }
}

//! One event at an address of its own: everything that was recorded of it, what else was done in the
//! same act, and for a release the code that changed.

use actix_web::http::StatusCode;
use askama::Template;

use super::item::{Item, href, role, sentence, who};
use super::{Placed, names, zone_note};
use crate::domain::{EnterpriseId, Log, WindowId};
use crate::error::Error;
use crate::rights::ReadHistory;
use crate::store::history::{self, Event, walk};
use crate::store::{Read, releases, windows};
use crate::text::{Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::moment::{Moment, moment};
use crate::web::pages::people::review::CURSOR;
use crate::web::pages::windows::releases::compared::{self, FileDiff};
use crate::web::scope::{Installed, Within};
use crate::web::told::{self, Labelled, Names};
use crate::web::ui::{Crumb, Ui};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "history/event.html")]
pub struct EventPage {
    pub ui: Ui,
    pub path: String,
    pub event: Event,
    pub who: String,
    pub role: String,
    /// What was done, in words, and where its object is.
    pub done: String,
    pub href: Option<String>,
    pub at: Moment,
    pub changes: Vec<Labelled>,
    pub details: Vec<(String, String)>,
    /// The other events of the same act, and whether there are more than these.
    pub others: Vec<Item>,
    pub more: bool,
    /// The code that a release changed, where it is a release.
    pub code: Option<Vec<FileDiff>>,
    pub older: Option<String>,
    pub newer: Option<String>,
    /// When this page was made, for paper.
    pub printed: String,
}

/// Events of one act that are shown beside one of them.
const OTHERS: i64 = 50;

pub async fn of_enterprise(within: Within<ReadHistory>) -> Answer {
    let mut ui = within.ui_below(text("历史", "History"))?;
    ui.crumbs.push(Crumb::to(ui.t("历史", "History"), within.path("/history")));
    let placed = Placed::within(Log::Enterprise(within.enterprise.id), within.path(""));
    show(&within.visit, ui, placed).await
}

pub async fn of_installation(installed: Installed<ReadHistory>) -> Answer {
    let mut ui = installed.visit.ui(text("系统历史", "System history"))?;
    ui.crumbs.push(Crumb::to(ui.t("系统历史", "System history"), "/history".to_owned()));
    show(&installed.visit, ui, Placed::installation()).await
}

async fn show(visit: &Visit, mut ui: Ui, placed: Placed) -> Answer {
    let seq = visit.request().match_info().get("seq").and_then(|seq| seq.parse().ok());
    let seq: i64 = seq.ok_or_else(Fault::not_found)?;
    let mut read = visit.portal.db.read().await?;
    let event = walk::one(&mut read, placed.log, seq).await?.ok_or_else(Fault::not_found)?;
    let mut act = walk::of_act(&mut read, placed.log, &event.act, OTHERS + 2).await?;
    act.retain(|other| other.seq != seq);
    let more = usize::try_from(OTHERS).is_ok_and(|most| act.len() > most);
    act.truncate(usize::try_from(OTHERS).unwrap_or_default());
    let size = history::size(&mut read, placed.log).await?;
    let names = names(&mut read, placed.log, std::slice::from_ref(&event)).await?;
    let code = match placed.log {
        Log::Enterprise(enterprise) => released(&mut read, enterprise, &event).await?,
        Log::Installation => None,
    };
    drop(read);
    ui.title = format!("#{seq} {}", sentence(&event, &ui));
    let own = |number: i64| format!("{}/{number}", placed.path);
    let page = EventPage {
        who: who(&event, &ui),
        role: role(&event, &ui).unwrap_or_else(|| event.actor_role.clone()),
        done: sentence(&event, &ui),
        href: href(&event, &placed.base),
        at: moment(event.at),
        changes: changes(&event, &names, &ui),
        details: details(&event, &ui),
        others: act.iter().map(|event| Item::of(event, &placed, &Names::new(), &ui)).collect(),
        more,
        code,
        older: (seq > 0).then(|| own(seq.saturating_sub(1))),
        newer: (seq.saturating_add(1) < size).then(|| own(seq.saturating_add(1))),
        printed: moment(visit.portal.clock.now()).shown,
        path: placed.path,
        event,
        ui,
    };
    visit.page(StatusCode::OK, &page)
}

/// Fields with their labels and, beside them, the names that they are stored under.
pub fn changes(event: &Event, names: &Names, ui: &Ui) -> Vec<Labelled> {
    let channel = event.details.get("channel").map_or("", String::as_str);
    let rows = told::labelled(channel, &event.changes, ui.lang).into_iter().zip(&event.changes);
    rows.map(|(row, change)| {
        let named = |shown: Option<String>, stored: &Option<String>| {
            stored.as_ref().and_then(|id| names.get(id).cloned()).or(shown)
        };
        let raw = if row.label == change.field { String::new() } else { change.field.clone() };
        Labelled {
            before: named(row.before, &change.before),
            after: named(row.after, &change.after),
            label: row.label,
            raw,
        }
    })
    .collect()
}

/// What was noted beside the fields.
pub fn details(event: &Event, ui: &Ui) -> Vec<(String, String)> {
    let label = |name: &str| -> Option<Text> {
        Some(match name {
            "key_fingerprint" => text("密钥指纹", "Fingerprint of the key"),
            "visitor" => text("访客", "Visitor"),
            "copied_from" => text("复制自", "Copied from"),
            "path" => text("请求的地址", "Requested path"),
            "method" => text("请求方式", "Method"),
            "count" => text("次数", "Times"),
            "number" => text("序号", "Number"),
            "what" => text("取走的内容", "What was taken"),
            "sha256" => text("文件的 SHA-256", "SHA-256 of the file"),
            "filter" => text("条件", "Conditions"),
            "format" => text("格式", "Format"),
            "events" => text("记录条数", "Number of records"),
            "first_at" => text("最早一次", "The first one"),
            "last_at" => text("最晚一次", "The last one"),
            _ => return told::own_field(name),
        })
    };
    let shown = event.details.iter().filter(|(name, _)| name.as_str() != CURSOR);
    let each = shown.map(|(name, value)| {
        let label = label(name).map_or_else(|| name.clone(), |label| ui.text(label).to_owned());
        // Only these are words of ours.
        let word = match name.as_str() {
            "factor" => told::factor(value),
            "way" => told::way(value),
            "outcome" => told::checked(value),
            _ => None,
        };
        (label, word.map_or_else(|| value.clone(), |word| ui.text(word).to_owned()))
    });
    each.collect()
}

/// The code that a release changed, file by file, against the release before it.
async fn released(
    read: &mut Read,
    enterprise: EnterpriseId,
    event: &Event,
) -> Result<Option<Vec<FileDiff>>, Error> {
    let number = |text: Option<&String>| text.and_then(|number| number.parse::<i64>().ok());
    let of_release = event.changes.iter().find(|change| change.field == "release");
    let (Some(change), Ok(window)) = (of_release, event.subject.parse::<WindowId>()) else {
        return Ok(None);
    };
    if event.noun != "window" {
        return Ok(None);
    }
    let Some(window) = windows::find(read, enterprise, window).await? else { return Ok(None) };
    let Some(after) = number(change.after.as_ref()) else { return Ok(None) };
    let Some(release) = releases::find(read, &window, after).await? else { return Ok(None) };
    let files = releases::files(read, &release).await?;
    let before = match number(change.before.as_ref()) {
        Some(before) => releases::find(read, &window, before).await?,
        None => None,
    };
    let earlier = match before {
        Some(before) => releases::files(read, &before).await?,
        None => Vec::new(),
    };
    Ok(Some(compared::files(&earlier, &files)))
}

impl EventPage {
    /// Kind of actor or of record, as the filter calls it.
    fn kind(&self, name: &str) -> &'static str {
        let mut known = super::asked::ACTORS.iter().chain(&super::asked::RECORDS);
        let found = known.find(|(known, _)| *known == name);
        found.map_or("", |(_, label)| self.ui.text(*label))
    }

    fn zone(&self) -> String {
        zone_note(&self.ui)
    }

    /// The list narrowed to one value of this event.
    fn only(&self, name: &str, value: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair(name, value);
        format!("{}?{}", self.path, query.finish())
    }
}

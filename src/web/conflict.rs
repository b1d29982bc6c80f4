//! The page for a stale save: before, yours, theirs, field by field. Nothing typed is lost: the page
//! carries it all, and saving again works on the version that is now in force.

#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use askama::Template;

use super::fault::Answer;
use super::form::Form;
use super::told;
use super::ui::Ui;
use super::visit::Visit;
use crate::domain::Log;
use crate::domain::change::Fields;
use crate::store::history::{self, Event, Filter};

#[derive(Template)]
#[template(path = "parts/conflict.html")]
struct ConflictPage {
    ui: Ui,
    /// Where the form goes, which is also where the page that is now in force is.
    action: String,
    version: i64,
    rows: Vec<Row>,
    kept: Vec<(String, String)>,
    who: String,
}

#[derive(Clone, Debug)]
struct Row {
    label: String,
    raw: String,
    before: Option<String>,
    yours: Option<String>,
    theirs: Option<String>,
}

/// Two states of one object and the way back to it.
pub struct Conflict<'a> {
    pub log: Log,
    pub subject: String,
    pub channel: &'a str,
    pub action: String,
    pub seen: i64,
    pub now: i64,
    pub yours: Fields,
    pub theirs: Fields,
}

/// Draws the page with status 409.
pub async fn answer(visit: &Visit, ui: Ui, form: &Form, conflict: Conflict<'_>) -> Answer {
    let mut read = visit.portal.db.read().await?;
    let events = history::page(&mut read, conflict.log, &Filter::Subject(conflict.subject), None)
        .await?
        .items;
    let later: Vec<&Event> = since(&events, conflict.now - conflict.seen);
    let before = undo(&conflict.theirs, &later);
    let who = later.first().map(|event| event.actor_name.clone()).unwrap_or_default();
    let rows = compare(&before, &conflict.yours, &conflict.theirs)
        .into_iter()
        .map(|(name, before, yours, theirs)| {
            let (label, raw) = told::field(conflict.channel, &name, visit.lang());
            Row { label, raw, before, yours, theirs }
        })
        .collect();
    let page = ConflictPage {
        ui,
        action: conflict.action,
        version: conflict.now,
        rows,
        kept: form.kept().into_iter().filter(|(name, _)| name != "save").collect(),
        who,
    };
    visit.page(StatusCode::CONFLICT, &page)
}

/// The last `count` saves, newest first. Every save is one event that changes fields.
fn since(events: &[Event], count: i64) -> Vec<&Event> {
    let count = usize::try_from(count).unwrap_or(0);
    events.iter().filter(|event| event.record == "change").take(count).collect()
}

/// The state before some events: their changes taken back, the newest first.
fn undo(state: &Fields, newest_first: &[&Event]) -> Fields {
    let mut fields = state.clone();
    for change in newest_first.iter().flat_map(|event| &event.changes) {
        match fields.iter_mut().find(|(name, _)| *name == change.field) {
            Some((_, value)) => value.clone_from(&change.before),
            None => fields.push((change.field.clone(), change.before.clone())),
        }
    }
    fields
}

type Compared = (String, Option<String>, Option<String>, Option<String>);

/// Only fields in which the three differ.
fn compare(before: &Fields, yours: &Fields, theirs: &Fields) -> Vec<Compared> {
    let get = |fields: &Fields, name: &str| {
        fields.iter().find(|(field, _)| field == name).and_then(|(_, value)| value.clone())
    };
    let mut names: Vec<&String> = Vec::new();
    for (name, _) in theirs.iter().chain(yours).chain(before) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let all = names
        .into_iter()
        .map(|name| (name.clone(), get(before, name), get(yours, name), get(theirs, name)));
    all.filter(|(_, before, yours, theirs)| yours != theirs || before != theirs).collect()
}

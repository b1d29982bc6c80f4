//! The page for a stale save: before, yours, theirs, field by field. Nothing typed is lost: the page
//! carries it all, and saving again works on the version that is now in force.

#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use askama::Template;

use super::fault::Answer;
use super::form::Form;
use super::told;
use super::ui::{Crumb, Ui};
use super::visit::Visit;
use crate::domain::Recorded;
use crate::domain::change::Fields;
use crate::domain::ring::SECRET_FIELDS;
use crate::store::history::{self, Event};

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

/// A save that came too late.
pub struct Conflict<'a> {
    /// The version that the page was drawn from.
    pub seen: i64,
    pub yours: &'a dyn Recorded,
    pub theirs: &'a dyn Recorded,
    /// Whose labels the fields have; empty where no vendor is involved.
    pub channel: &'a str,
    /// The way back to the object, and where its form goes.
    pub action: String,
}

/// Draws the page with status 409.
pub async fn answer(visit: &Visit, ui: Ui, form: &Form, conflict: Conflict<'_>) -> Answer {
    let Conflict { seen, yours, theirs, channel, action } = conflict;
    let mut read = visit.portal.db.read().await?;
    // Every save is one change; a version that never was has none after it.
    let saves = u32::try_from(theirs.version().saturating_sub(seen)).unwrap_or(0);
    let later = history::last_changes(&mut read, theirs.log(), theirs.subject(), saves).await?;
    drop(read);
    let before = undo(&theirs.fields(), &later);
    let rows = compare(&before, &yours.fields(), &theirs.fields())
        .into_iter()
        .map(|(name, before, yours, theirs)| {
            let (label, raw) = told::field(channel, &name, visit.lang());
            Row { label, raw, before, yours, theirs }
        })
        .collect();
    let page = ConflictPage {
        ui: headed(ui),
        action,
        version: theirs.version(),
        rows,
        kept: form.kept(),
        who: later.first().map(|event| event.actor_name.clone()).unwrap_or_default(),
    };
    visit.page(StatusCode::CONFLICT, &page)
}

/// The frame of the object's own page under the heading of this one.
fn headed(mut ui: Ui) -> Ui {
    let title = ui.t("内容已被他人修改", "Changed by somebody else").to_owned();
    let place = std::mem::replace(&mut ui.title, title);
    ui.crumbs.push(Crumb { label: place, href: None });
    ui
}

/// The state before some events: their changes taken back, the newest first.
fn undo(state: &Fields, newest_first: &[Event]) -> Fields {
    let mut fields = state.clone();
    let changes = newest_first.iter().flat_map(|event| &event.changes);
    // What becomes of single secrets is no field of a form.
    for change in changes.filter(|change| !change.field.starts_with(SECRET_FIELDS)) {
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

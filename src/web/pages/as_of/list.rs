//! A list of an earlier moment: what there was of a noun, the newest first.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;

use super::refused;
use super::view::{View, Wanted};
use crate::clock::Millis;
use crate::domain::life::Stage;
use crate::domain::past::Past;
use crate::domain::window::Environment;
use crate::rights::ReadHistory;
use crate::store::past::{self, Existence, Pasts, STILL};
use crate::text::{Lang, Text, text};
use crate::web::fault::Answer;
use crate::web::moment::{Moment, moment};
use crate::web::pages::next_page;
use crate::web::pages::registry::{Column, Listed, Look, Shelf};
use crate::web::pages::windows::life;
use crate::web::scope::Within;
use crate::web::told;
use crate::web::ui::Ui;

#[derive(Template)]
#[template(path = "as_of/list.html")]
pub(super) struct ListPage {
    pub ui: Ui,
    pub view: View,
    pub shelf: &'static Shelf,
    pub rows: Vec<Row>,
    pub newest: Option<String>,
    pub older: Option<String>,
    /// How many there were of this noun.
    pub total: i64,
}

pub(super) struct Row {
    pub name: String,
    pub code: String,
    pub href: String,
    pub cells: Vec<Cell>,
    pub owner: String,
    pub tags: Vec<String>,
    pub changed: Moment,
    pub by: String,
    pub marks: Vec<(&'static str, Text)>,
}

pub(super) enum Cell {
    Nothing,
    Word(String),
    Code(String),
    Environment(bool),
    Pairs(Vec<(String, String)>),
}

/// What became of objects since.
pub(super) const IN_TRASH: (&str, Text) = ("warn", text("当时在回收站", "In the trash then"));
pub(super) const TRASHED: (&str, Text) = ("warn", text("现在在回收站", "In the trash now"));
pub(super) const REMOVED: (&str, Text) = ("off", text("后来已删除", "Removed since"));

pub async fn show<T: Listed>(within: Within<ReadHistory>, query: Query<Wanted>) -> Answer {
    let shelf = T::SHELF;
    let (log, path) = (within.enterprise.log(), within.path(shelf.list.path));
    let now = within.visit.portal.clock.now();
    let mut read = within.visit.portal.db.read().await?;
    let point = match View::find(&mut read, log, &query.as_of, now).await? {
        Ok(point) => point,
        Err(why) => return refused(&within, path, &query.as_of, why),
    };
    let before: Option<i64> = query.cursor.parse().ok();
    let view = View::new(&within, path.clone(), point);
    let page = past::existing(&mut read, log, shelf.noun, view.seq, before).await?;
    let pasts = past::listed(&mut read, log, shelf.noun, &page.items, view.seq).await?;
    let trashed = past::trashed_now(&mut read, log, shelf.noun, &page.items).await?;
    let counts = past::counts(&mut read, log, view.seq).await?;
    drop(read);
    let mut ui = within.ui_below(shelf.list.label)?;
    view.keep(&mut ui, &within.path(""));
    let lang = ui.lang;
    let rows = rows(&page.items, pasts, &trashed, shelf, &view, lang);
    let pairs = [("as_of", view.at.iso.as_str())];
    let list = ListPage {
        newest: before.map(|_| view.link(&path)),
        older: next_page(&path, &pairs, page.next.as_ref()),
        total: counts.get(shelf.noun).copied().unwrap_or_default(),
        rows,
        shelf,
        view,
        ui,
    };
    within.visit.page(StatusCode::OK, &list)
}

pub(super) fn rows(
    page: &[Existence],
    mut pasts: Pasts,
    trashed: &BTreeMap<String, Millis>,
    shelf: &Shelf,
    view: &View,
    lang: Lang,
) -> Vec<Row> {
    let each = page.iter().map(|one| {
        let past = pasts.remove(&one.subject).unwrap_or_default();
        let handle = if one.code.is_empty() { &one.subject } else { &one.code };
        let marks = marks(&past, one, trashed.contains_key(&one.subject));
        Row {
            name: past.name.clone(),
            code: one.code.clone(),
            href: view.link(&format!("{}/{handle}", view.path)),
            cells: shelf.columns.iter().map(|column| cell(&past, *column, lang)).collect(),
            owner: past.get("owner").unwrap_or_default().to_owned(),
            tags: past.get("tags").map(tags).unwrap_or_default(),
            changed: moment(past.changed.at),
            by: past.changed.by.clone(),
            marks,
        }
    });
    each.collect()
}

/// How it stood then, and what became of it.
pub(super) fn marks(past: &Past, one: &Existence, trashed: bool) -> Vec<(&'static str, Text)> {
    let stage = past.get("life").and_then(Stage::from_name);
    let life = stage.and_then(|stage| Some((life::tag(stage)?, stage.label())));
    let then = past.is_trashed().then_some(IN_TRASH);
    let now = if one.gone == STILL {
        (trashed && !past.is_trashed()).then_some(TRASHED)
    } else {
        Some(REMOVED)
    };
    life.into_iter().chain(then).chain(now).collect()
}

fn tags(text: &str) -> Vec<String> {
    text.split(", ").map(str::to_owned).collect()
}

fn cell(past: &Past, column: Column, lang: Lang) -> Cell {
    let live = || past.release().map(|number| format!("v{number}"));
    let value = match (column.look, column.field) {
        (Look::Version, _) => return live().map_or(Cell::Nothing, Cell::Code),
        (Look::Pairs, prefix) => {
            let own = past.fields.iter().filter_map(|(name, value)| {
                Some((name.strip_prefix(prefix)?.to_owned(), value.clone()))
            });
            return Cell::Pairs(own.take(3).collect());
        }
        (_, "state") => past.secret_state(),
        (_, "fingerprint") => past.get("secret").map(print),
        (_, field) => past.get(field),
    };
    match (column.look, value) {
        (_, None) => Cell::Nothing,
        (Look::Word, Some(value)) => {
            Cell::Word(told::value(&past.channel, column.field, value, lang))
        }
        (Look::Environment, Some(value)) => {
            Cell::Environment(value == Environment::Production.name())
        }
        (_, Some(value)) => Cell::Code(value.to_owned()),
    }
}

/// Without the word that stands before it in the history.
pub(super) fn print(told: &str) -> &str {
    told.strip_prefix("fingerprint:").unwrap_or(told)
}

impl ListPage {
    /// A draft has no number in the history; what was live has one.
    fn head(&self, column: &Column) -> &'static str {
        match column.look {
            Look::Version => self.ui.t("当时线上", "Live then"),
            _ => self.ui.text(column.label),
        }
    }

    fn note(&self) -> String {
        if self.ui.zh() {
            format!("当时共 {} 个", self.total)
        } else {
            format!("{} in all then", self.total)
        }
    }
}

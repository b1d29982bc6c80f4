//! A list of one noun. Every state of it stands in its address: what is searched, what it is narrowed
//! to, its order, its page.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;

use super::marks::{read_mark, write_mark};
use super::tenants::Bin;
use super::{Column, Listed, Look, Shelf};
use crate::catalog::form::Choice;
use crate::channels::{self, Scheme};
use crate::domain;
use crate::domain::card::wanted_words;
use crate::domain::life::Stage;
use crate::domain::ring::State;
use crate::domain::vip_field::{Class, Kind};
use crate::domain::window::Environment;
use crate::rights::ViewEnterprise;
use crate::store::cards::{Line, facet};
use crate::store::lists::{self, MATCHES, Mark, Sort, Turned, Wanted};
use crate::text::{Lang, Text, text};
use crate::web::due::{self, Due};
use crate::web::fault::Answer;
use crate::web::moment::{Moment, moment};
use crate::web::pages::leave_templates::languages;
use crate::web::pages::windows::life;
use crate::web::scope::Within;
use crate::web::told;
use crate::web::ui::Ui;

#[derive(Template)]
#[template(path = "registry/list.html")]
pub(super) struct ListPage {
    pub ui: Ui,
    pub base: String,
    pub shelf: &'static Shelf,
    pub rows: Vec<Row>,
    pub asked: Asked,
    pub filters: Vec<Filter>,
    pub before: Option<String>,
    pub after: Option<String>,
    /// Keys that expire soon, above the list of keys.
    pub due: Vec<(domain::Key, Due)>,
    /// Enterprises in the trash, below the list of enterprises.
    pub bin: Bin,
    pub may_register: bool,
    pub may_edit: bool,
    /// Objects that a search looks at.
    pub most: i64,
}

impl ListPage {
    fn path(&self) -> String {
        format!("{}{}", self.base, self.shelf.list.path)
    }

    /// Whether a table of them can come back.
    fn imports(&self) -> bool {
        self.shelf.noun == domain::VipField::NOUN
    }

    /// Whether values of several of them are edited together.
    fn edits(&self) -> bool {
        self.shelf.noun == domain::Window::NOUN
    }

    /// The address of one object. An enterprise stands before everything of its own.
    fn row_path(&self, row: &Row) -> String {
        if self.shelf.noun == domain::Enterprise::NOUN {
            return format!("/e/{}", row.line.handle);
        }
        format!("{}/{}", self.path(), row.line.handle)
    }

    /// Nothing is registered at all, as opposed to nothing found.
    fn blank(&self) -> bool {
        self.rows.is_empty() && !self.asked.narrowed() && self.asked.mark.is_none()
    }

    /// The address of the same list in another order; a second click turns it round.
    fn sorted(&self, by: &str) -> String {
        let turned = self.asked.order() == by;
        let wanted = if turned { format!("-{by}") } else { by.to_owned() };
        self.asked.address(&self.path(), &[("sort", &wanted)])
    }

    /// `asc`, `desc`, or nothing where it is not sorted by this.
    fn order(&self, by: &str) -> &'static str {
        match self.asked.order().strip_prefix('-') {
            Some(name) if name == by => "desc",
            None if self.asked.order() == by => "asc",
            _ => "",
        }
    }

    /// The address of the list narrowed to one value.
    fn narrowed_to(&self, name: &str, value: &str) -> String {
        self.asked.address(&self.path(), &[(name, value)])
    }

    /// What is told below the list.
    fn note(&self) -> String {
        let count = self.rows.len();
        let alone = self.before.is_none() && self.after.is_none();
        match (self.ui.lang, alone) {
            (Lang::Zh, true) => format!("共 {count} 条"),
            (Lang::Zh, false) => format!("本页 {count} 条"),
            (Lang::En, true) => format!("{count} in all"),
            (Lang::En, false) => format!("{count} on this page"),
        }
    }
}

/// One object in the list.
pub(super) struct Row {
    pub line: Line,
    pub cells: Vec<Cell>,
    pub updated: Moment,
    /// Whether it can be chosen, where this person may choose at all.
    pub pick: bool,
}

impl Row {
    /// The handle, where it is one that people gave.
    fn code(&self) -> &str {
        if self.line.handle == self.line.id { "" } else { &self.line.handle }
    }

    /// Where a window stands, when nobody should install it anew: the kind of the tag, and its word.
    fn stage(&self) -> Option<(&'static str, Text)> {
        let stage = Stage::from_name(self.line.about.get("life")?)?;
        Some((life::tag(stage)?, stage.label()))
    }
}

pub(super) enum Cell {
    Nothing,
    Word(String),
    Chip(String),
    Code(String),
    Environment(bool),
    Pairs(Vec<(String, String)>),
    Version(i64),
}

/// A choice in the query bar.
pub(super) struct Filter {
    pub name: &'static str,
    pub label: String,
    pub options: Vec<Choice>,
}

/// What the address asks for.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub q: String,
    pub owner: String,
    pub tag: String,
    pub facets: Vec<(&'static str, String)>,
    sort: Sort,
    descending: bool,
    pub mark: Option<Mark>,
}

impl Asked {
    pub(super) fn read(pairs: &[(String, String)], shelf: &Shelf) -> Self {
        let get = |name: &str| {
            let found = pairs.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
        };
        let mut asked =
            Asked { q: get("q"), owner: get("owner"), tag: get("tag"), ..Asked::default() };
        asked.facets = shelf.filters.iter().map(|name| (*name, get(name))).collect();
        asked.facets.retain(|(_, value)| !value.is_empty());
        let order = get("sort");
        asked.descending = order.starts_with('-');
        if order.trim_start_matches('-') == "updated" {
            asked.sort = Sort::Updated;
        }
        asked.mark = read_mark(&get("cursor"), asked.sort);
        asked
    }

    pub(super) fn narrowed(&self) -> bool {
        let texts = [&self.q, &self.owner, &self.tag];
        texts.iter().any(|text| !text.is_empty()) || !self.facets.is_empty()
    }

    fn value(&self, name: &str) -> &str {
        let found = self.facets.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    fn order(&self) -> &'static str {
        match (self.sort, self.descending) {
            (Sort::Name, false) => "name",
            (Sort::Name, true) => "-name",
            (Sort::Updated, false) => "updated",
            (Sort::Updated, true) => "-updated",
        }
    }

    /// The same question with something else in it, from its first page on.
    pub(super) fn address(&self, path: &str, other: &[(&str, &str)]) -> String {
        let mut pairs = vec![("q", self.q.as_str()), ("owner", &self.owner), ("tag", &self.tag)];
        pairs.extend(self.facets.iter().map(|(name, value)| (*name, value.as_str())));
        if self.order() != "name" {
            pairs.push(("sort", self.order()));
        }
        pairs.retain(|(name, _)| !other.iter().any(|(own, _)| own == name));
        pairs.extend(other);
        pairs.retain(|(_, value)| !value.is_empty());
        if pairs.is_empty() {
            return path.to_owned();
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(pairs);
        format!("{path}?{}", query.finish())
    }

    /// The facet that fewest objects are likely to have comes first.
    pub(super) fn wanted<'a>(&self, place: &'a str, noun: &'a str) -> Wanted<'a> {
        let named = [("tag", &self.tag), ("owner", &self.owner)];
        let named = named.into_iter().filter(|(_, value)| !value.is_empty());
        let own = self.facets.iter().rev().map(|(name, value)| facet(name, value));
        Wanted {
            place,
            noun,
            facets: named.map(|(name, value)| facet(name, value)).chain(own).collect(),
            words: wanted_words(&self.q),
            sort: self.sort,
            descending: self.descending,
            mark: self.mark.clone(),
        }
    }
}

pub async fn list<T: Listed>(
    within: Within<ViewEnterprise>,
    query: Query<Vec<(String, String)>>,
) -> Answer {
    let shelf = T::SHELF;
    let asked = Asked::read(&query, shelf);
    let place = within.enterprise.id.to_string();
    let wanted = asked.wanted(&place, shelf.noun);
    let mut read = within.visit.portal.db.read().await?;
    let Turned { items, before, after } = if asks_for_nothing(&asked, &wanted) {
        Turned { items: Vec::new(), before: None, after: None }
    } else {
        lists::page(&mut read, &wanted).await?
    };
    let whole = !asked.narrowed() && asked.mark.is_none();
    let due = if shelf.noun == domain::Key::NOUN && whole {
        due::keys(&mut read, within.enterprise.id, within.visit.portal.clock.now()).await?
    } else {
        Vec::new()
    };
    drop(read);
    let path = within.path(shelf.list.path);
    let mut ui = within.ui_below(shelf.list.label)?;
    within.visit.take_flash(&mut ui);
    let page = ListPage {
        base: within.path(""),
        shelf,
        rows: items.into_iter().map(|line| row(line, shelf, ui.lang)).collect(),
        filters: filters(shelf, &asked, ui.lang),
        before: turned(&asked, &path, before),
        after: turned(&asked, &path, after),
        due,
        bin: Bin::default(),
        may_register: within.allows::<T::Edit>(),
        may_edit: within.allows::<T::Edit>(),
        most: MATCHES,
        asked,
        ui,
    };
    within.visit.page(StatusCode::OK, &page)
}

/// Signs alone are no words: nothing is called so.
pub(super) fn asks_for_nothing(asked: &Asked, wanted: &Wanted<'_>) -> bool {
    !asked.q.is_empty() && wanted.words.is_empty()
}

/// The address of a neighbouring page.
pub(super) fn turned(asked: &Asked, path: &str, mark: Option<Mark>) -> Option<String> {
    mark.map(|mark| asked.address(path, &[("cursor", &write_mark(&mark))]))
}

pub(super) fn row(line: Line, shelf: &Shelf, lang: Lang) -> Row {
    let cells = shelf.columns.iter().map(|column| cell(&line, *column, lang)).collect();
    Row { cells, updated: moment(line.updated_at), pick: true, line }
}

fn cell(line: &Line, column: Column, lang: Lang) -> Cell {
    let value = line.about.get(column.field).filter(|value| !value.is_empty());
    match (column.look, value) {
        (Look::Version, _) => Cell::Version(line.version),
        (Look::Pairs, _) => {
            let own = line.about.iter().filter_map(|(name, value)| {
                Some((name.strip_prefix(column.field)?.to_owned(), value.clone()))
            });
            Cell::Pairs(own.take(3).collect())
        }
        (_, None) => Cell::Nothing,
        (Look::Word, Some(value)) => {
            let channel = line.about.get("channel").map_or("", String::as_str);
            Cell::Word(told::value(channel, column.field, value, lang))
        }
        (Look::Chip, Some(value)) => Cell::Chip(value.clone()),
        (Look::Code, Some(value)) => Cell::Code(value.clone()),
        (Look::Environment, Some(value)) => {
            Cell::Environment(value == Environment::Production.name())
        }
    }
}

pub(super) fn filters(shelf: &Shelf, asked: &Asked, lang: Lang) -> Vec<Filter> {
    let all = |name| Choice::new("", text("全部", "All"), asked.value(name).is_empty());
    let mut found = Vec::new();
    for name in shelf.filters {
        let chosen = |id: &str| asked.value(name) == id;
        let own: Vec<Choice> = match *name {
            "channel" => channels::ALL
                .iter()
                .map(|one| Choice::new(one.id(), one.label(), chosen(one.id())))
                .collect(),
            // Targets of different channels may have one name; they are offered within a channel.
            "target" => channels::find(asked.value("channel"))
                .map(|channel| channel.targets().iter())
                .into_iter()
                .flatten()
                .map(|one| Choice::new(one.id, one.label, chosen(one.id)))
                .collect(),
            "environment" => [
                (Environment::Test, text("测试", "Test")),
                (Environment::Production, text("正式", "Production")),
            ]
            .map(|(one, label)| Choice::new(one.name(), label, chosen(one.name())))
            .into(),
            "life" => Stage::ALL
                .map(|one| Choice::new(one.name(), one.label(), chosen(one.name())))
                .into(),
            "scheme" => channels::ALL
                .iter()
                .flat_map(|channel| channel.schemes())
                .map(|one| Choice::new(one.id(), Scheme::label(*one), chosen(one.id())))
                .collect(),
            "state" => [State::Active, State::Revoked]
                .map(|one| Choice::new(one.name(), told::state(one), chosen(one.name())))
                .into(),
            "locale" => {
                languages().map(|(value, label)| Choice::new(value, label, chosen(value))).collect()
            }
            "kind" => {
                Kind::ALL.map(|one| Choice::new(one.name(), one.label(), chosen(one.name()))).into()
            }
            "class" => Class::ALL
                .map(|one| Choice::new(one.name(), one.label(), chosen(one.name())))
                .into(),
            _ => Vec::new(),
        };
        if !own.is_empty() {
            let label = told::own_field(name).map_or(*name, |label| label.to(lang)).to_owned();
            let options = std::iter::once(all(name)).chain(own).collect();
            found.push(Filter { name, label, options });
        }
    }
    found
}

//! Samples of what all nouns share: lists of every noun, the trash, refusals, clones.

use super::clones::ClonePage;
use super::enterprise::DeletePage;
use super::list::{Asked, ListPage, filters, row};
use super::manage::{Held, Made, Review, Trashed};
use super::reach::IN_USE;
use super::tenants::{self, Bin, Gone, WINDOWS_LEFT};
use super::trash::{BlockedPage, MISSING, Row, TrashPage};
use super::{Linked, Manage, SHELVES, Shelf};
use crate::catalog::form::Choice;
use crate::channels;
use crate::clock::HOUR;
use crate::domain::names::NAME_RULE;
use crate::domain::{Card, Enterprise, Key, Registered};
use crate::store::cards::Line;
use crate::text::text;
use crate::web::due::Due;
use crate::web::moment::moment;
use crate::web::sample::{Page, Sample, Words, targets, things};
use crate::web::ui::{FlashKind, Ui, Undo};

pub const PAGES: &[Page] = &[
    Page::of::<ListPage>(),
    Page::of::<TrashPage>(),
    Page::of::<BlockedPage>(),
    Page::of::<ClonePage>(),
    Page::of::<DeletePage>(),
];

pub fn linked(words: Words) -> Linked {
    Linked {
        what: text("聊天窗", "Chat window"),
        name: words.line(),
        code: "main-site".to_owned(),
        href: "/e/demo/windows/main-site".to_owned(),
    }
}

fn made(words: Words, number: i64) -> Made {
    let (by, note) = (words.line(), if number == 2 { String::new() } else { words.line() });
    Made { number, at: moment(things::NOW), by, note, same: number == 1 }
}

/// The shared part of an object's page: read-only objects lie in the trash.
pub fn managed(words: Words, may_edit: bool) -> Manage {
    Manage {
        one: text("聊天窗", "Chat window"),
        path: "/e/demo/windows/main-site".to_owned(),
        may_edit: true,
        clonable: true,
        trashed: (!may_edit).then(|| Trashed {
            by: words.line(),
            at: moment(things::NOW),
            days: (words == Words::Plain).then_some(29),
        }),
        users: vec![linked(words)],
        alike: if may_edit { vec![linked(words)] } else { Vec::new() },
        review: Some(Review {
            live: may_edit.then(|| (3, moment(things::NOW))),
            differs: words != Words::Plain,
            open: (!may_edit).then_some(7),
            changes: "/e/demo/changes".to_owned(),
            submit: may_edit.then(|| "/e/demo/changes/new?item=plugin:1".to_owned()),
            releases: (1..=if may_edit { 3 } else { 0 }).rev().map(|at| made(words, at)).collect(),
            version: 5,
        }),
        history: may_edit.then(|| "/e/demo/history?subject=1".to_owned()),
        held: ["plugid", "sysnum", "scene"]
            .map(|raw| Held { raw: raw.to_owned(), by: linked(words) })
            .into(),
    }
}

fn stored(object: &impl Registered) -> Line {
    let card: Card = object.card();
    let own = card.facets.into_iter().map(|(name, value)| (name.to_owned(), value));
    Line {
        noun: card.noun.to_owned(),
        id: card.id,
        place: card.place,
        handle: card.handle,
        name: card.name,
        owner: object.meta().owner.clone(),
        tags: object.meta().tags.clone(),
        about: own.chain(card.about).collect(),
        version: object.version(),
        updated_at: object.updated_at(),
        trashed_at: None,
        trashed_by: String::new(),
    }
}

/// One object of every kind that a shelf holds, and one of a channel that is gone.
fn lines(shelf: &Shelf, words: Words) -> Vec<Line> {
    let mut all = vec![stored(&things::plugin(words).0), stored(&things::leave_template(words).0)];
    all.extend(things::vip_fields(words).iter().map(stored));
    for (channel, target) in targets() {
        all.push(stored(&things::account(channel, words).0));
        all.push(stored(&things::window(channel, things::content(target, words), words).0));
        all.extend(target.key.map(|scheme| stored(&things::key(scheme, words).0)));
    }
    all.extend([1, 2].map(|_| stored(&things::enterprise(words).0)));
    all.retain(|line| line.noun == shelf.noun);
    // One form holds no id twice.
    for (number, line) in all.iter_mut().enumerate() {
        line.id = format!("{}{number}", line.id);
    }
    let mut odd = all.first().cloned().into_iter().collect::<Vec<_>>();
    for line in &mut odd {
        line.about.insert("channel".to_owned(), words.line());
        line.owner = String::new();
        line.tags = Vec::new();
        line.about.retain(|name, _| name == "channel");
    }
    all.into_iter().chain(odd).collect()
}

impl Sample for ListPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let shelves = SHELVES.iter().copied().chain([&tenants::SHELF]);
        shelves.flat_map(|shelf| states(shelf, &ui, words)).collect()
    }
}

/// A key of each urgency, above the list of keys.
fn due(shelf: &Shelf, full: bool, words: Words) -> Vec<(Key, Due)> {
    let Some(channel) = channels::ALL.iter().find(|channel| !channel.schemes().is_empty()) else {
        return Vec::new();
    };
    let scheme = channel.schemes().first().map_or("", |scheme| scheme.id());
    let shown = full && shelf.noun == Key::NOUN;
    let days = ["2000-01-01", "2027-03-31"].into_iter().filter(|_| shown);
    days.filter_map(|day| {
        let left = Due::of(day, things::NOW + 125 * 24 * HOUR)?;
        Some((Key { expires_on: day.to_owned(), ..things::key(scheme, words).0 }, left))
    })
    .collect()
}

fn of_enterprises(shelf: &Shelf) -> bool {
    shelf.noun == Enterprise::NOUN
}

fn bin(shelf: &Shelf, full: bool, words: Words) -> Bin {
    let gone = |may_restore| Gone {
        name: words.line(),
        slug: "demo".to_owned(),
        by: words.line(),
        at: moment(things::NOW),
        may_restore,
    };
    if !full || !of_enterprises(shelf) {
        return Bin::default();
    }
    let next = words == Words::Plain;
    Bin {
        rows: vec![gone(true), gone(false)],
        next: next.then(|| "/enterprises?trash=1.a#trash-h".to_owned()),
    }
}

fn states(shelf: &'static Shelf, ui: &Ui, words: Words) -> Vec<ListPage> {
    let page = |ui: Ui, asked: &[(&str, &str)], full: bool, may_edit| {
        let pairs: Vec<(String, String)> =
            asked.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let asked = Asked::read(&pairs, shelf);
        let rows = if full { lines(shelf, words) } else { Vec::new() };
        let turn = |cursor| asked.address("/e/demo/windows", &[("cursor", cursor)]);
        ListPage {
            base: if of_enterprises(shelf) { String::new() } else { "/e/demo".to_owned() },
            shelf,
            rows: rows
                .into_iter()
                .enumerate()
                .map(|(at, line)| {
                    // Somebody may change some enterprises only.
                    let pick = at > 0 || !of_enterprises(shelf);
                    super::list::Row { pick, ..row(line, shelf, ui.lang) }
                })
                .collect(),
            filters: filters(shelf, &asked, ui.lang),
            before: full.then(|| turn("b&")),
            after: full.then(|| turn("f\"")),
            due: due(shelf, full, words),
            bin: bin(shelf, full, words),
            may_register: may_edit,
            may_edit,
            most: 1_000,
            asked,
            ui,
        }
    };
    let line = words.line();
    let undone = |ui: &Ui| {
        let mut ui = words.flashing(ui, FlashKind::Done);
        let ids = vec!["1".to_owned(), "2".to_owned()];
        let undo = Undo { action: "/e/demo/windows/batches".to_owned(), ids };
        ui.flash = ui.flash.map(|flash| crate::web::ui::Flash { undo: Some(undo), ..flash });
        ui
    };
    vec![
        page(ui.clone(), &[], false, true),
        page(ui.clone(), &[], false, false),
        page(ui.clone(), &[("q", &line), ("tag", &line), ("owner", &line)], false, true),
        page(ui.clone(), &[("cursor", "f01935000-0000-7000-8000-000000000001.YQ")], false, true),
        page(undone(ui), &[("channel", "sobot"), ("sort", "-updated")], true, true),
        page(ui.clone(), &[("q", &line), ("sort", "-name")], true, false),
    ]
}

impl Sample for TrashPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let row = |may_restore| Row {
            object: linked(words),
            by: words.line(),
            at: moment(things::NOW),
            days: Some(29),
            may_restore,
        };
        let next = Some("/e/demo/trash?cursor=1.a%26b".to_owned());
        vec![
            TrashPage { ui: ui.clone(), rows: Vec::new(), next: None, first: true },
            TrashPage { ui: ui.clone(), rows: Vec::new(), next: None, first: false },
            TrashPage {
                ui: words.flashing(&ui, FlashKind::Done),
                rows: vec![row(true), row(false), Row { days: None, ..row(true) }],
                next,
                first: true,
            },
        ]
    }
}

impl Sample for BlockedPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |why| BlockedPage {
            ui: ui.clone(),
            why,
            rows: vec![(linked(words), vec![linked(words), linked(words)])],
            back: "/e/demo/windows".to_owned(),
        };
        vec![page(IN_USE), page(MISSING), page(WINDOWS_LEFT)]
    }
}

impl Sample for ClonePage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui, code: Option<String>| ClonePage {
            ui,
            action: "/e/demo/windows/main-site/clones".to_owned(),
            back: "/e/demo/windows/main-site".to_owned(),
            name: words.line(),
            code,
            rule: NAME_RULE,
            enterprises: vec![Choice::new("demo", words.message(), true)],
            reason: words.line(),
            id: "01935000-0000-7000-8000-000000000001".to_owned(),
        };
        let wrong = words.refusing(&ui, &["enterprise", "name", "code", "reason"]);
        vec![page(ui.clone(), None), page(wrong, Some(words.line()))]
    }
}

impl Sample for DeletePage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let enterprise: Enterprise = things::enterprise(words).0;
        let page = |ui, typed| DeletePage {
            ui,
            enterprise: enterprise.clone(),
            typed,
            reason: words.line(),
        };
        vec![
            page(ui.clone(), String::new()),
            page(words.refusing(&ui, &["name", "reason"]), words.line()),
        ]
    }
}

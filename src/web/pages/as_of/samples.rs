//! Samples of earlier moments: objects of every channel as they were, lists of every noun, and every
//! reason why there is nothing to see.

use std::collections::BTreeMap;

use super::AskPage;
use super::compare::{ComparePage, sample};
use super::list::{ListPage, rows};
use super::object::{Live, ObjectPage, Told};
use super::shown::{Known, groups};
use super::view::View;
use crate::domain::change::Fields;
use crate::domain::past::{Deed, Net, PUBLISHED, Past};
use crate::domain::{Change, FieldChange, Recorded};
use crate::store::past::{Existence, Pasts, STILL};
use crate::text::text;
use crate::web::moment::{moment, typed_time};
use crate::web::pages::registry::SHELVES;
use crate::web::sample::{Page, Sample, Words, targets, things};
use crate::web::ui::{PageError, Ui};

pub const PAGES: &[Page] = &[
    Page::of::<ListPage>(),
    Page::of::<ObjectPage>(),
    Page::of::<AskPage>(),
    Page::of::<ComparePage>(),
];

fn view(path: &str) -> View {
    View {
        at: moment(things::NOW),
        seq: 118,
        typed: typed_time(things::NOW),
        path: path.to_owned(),
        now: (path != "/e/demo/windows/gone").then(|| path.to_owned()),
        compare: "/e/demo/compare?from=2026-11-21T02%3A00%3A00Z".to_owned(),
    }
}

/// The object after one event.
fn past(change: &Change, words: Words) -> Past {
    let details = change.details.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    let deed = Deed {
        seq: 7,
        at: things::NOW,
        by: words.line(),
        action: change.action.to_owned(),
        noun: change.noun.to_owned(),
        subject: change.subject.clone(),
        changes: change.changes.clone(),
        details: details.collect(),
    };
    let mut past = Past::default();
    past.take(&deed);
    past
}

/// One object of every kind, with its path below the enterprise.
fn objects(words: Words) -> Vec<(Past, String)> {
    let mut changes = vec![things::plugin(words).1, things::leave_template(words).1];
    for (channel, target) in targets() {
        changes.push(things::account(channel, words).1);
        changes.extend(target.key.map(|scheme| things::key(scheme, words).1));
        changes.push(things::window(channel, things::content(target, words), words).1);
    }
    let path = |past: &Past| {
        let shelf = SHELVES.iter().find(|shelf| shelf.noun == past.noun);
        shelf.map_or(String::new(), |shelf| shelf.list.path.to_owned())
    };
    let pasts = changes.iter().map(|change| past(change, words));
    pasts.map(|past| (path(&past), past)).map(|(path, past)| (past, path)).collect()
}

fn existence(past: &Past, number: usize) -> Existence {
    Existence {
        subject: format!("{}-{number}", past.subject),
        code: past.code.clone(),
        born: 7,
        gone: if number.is_multiple_of(2) { STILL } else { 200 },
    }
}

impl Sample for ListPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let objects = objects(words);
        let of = |shelf: &'static crate::web::pages::registry::Shelf| {
            let view = view(&format!("/e/demo{}", shelf.list.path));
            let mut pasts = Pasts::new();
            let mut page = Vec::new();
            let own = objects.iter().filter(|(past, _)| past.noun == shelf.noun);
            for (number, (past, _)) in own.enumerate() {
                let one = existence(past, number);
                pasts.insert(one.subject.clone(), past.clone());
                page.push(one);
            }
            let trashed: BTreeMap<String, i64> =
                page.iter().map(|one| (one.subject.clone(), 1)).collect();
            ListPage {
                rows: rows(&page, pasts, &trashed, shelf, &view, ui.lang),
                newest: (!page.is_empty()).then(|| view.link(&view.path)),
                older: (!page.is_empty()).then(|| format!("{}&cursor=7", view.link(&view.path))),
                total: 2,
                shelf,
                view,
                ui: Ui { as_of: None, ..ui.clone() },
            }
        };
        SHELVES.iter().copied().map(of).collect()
    }
}

impl Sample for ObjectPage {
    #[expect(clippy::too_many_lines, reason = "one page in all its states")]
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let known = Known::from([(
            things::account(crate::channels::ALL[0], words).0.subject(),
            (words.line(), "account".to_owned()),
        )]);
        let told = || Told { at: moment(things::NOW), by: words.line(), event: 7 };
        let blank = |path: &str| ObjectPage {
            ui: Ui { as_of: None, ..ui.clone() },
            view: view(path),
            base: "/e/demo".to_owned(),
            one: text("企业", "Enterprise"),
            code: String::new(),
            groups: Vec::new(),
            live: None,
            marks: Vec::new(),
            removed: None,
            born: None,
            changed: None,
            lists: Vec::new(),
            subject: "1".to_owned(),
        };
        let drawn = |(past, path): (Past, String)| {
            // The enterprise itself has no list that it stands in.
            let below = if path.is_empty() { String::new() } else { format!("{path}/1") };
            let page = blank(&format!("/e/demo{below}"));
            let lang = page.ui.lang;
            let live = past.is_window().then(|| Live {
                number: "3".to_owned(),
                hash: "9f2c41aa".repeat(8),
                made: told(),
                groups: groups(
                    &past.fields,
                    &past.channel,
                    &Known::new(),
                    &page.view,
                    "/e/demo",
                    lang,
                ),
                href: Some("/e/demo/windows/a/releases/3".to_owned()),
            });
            ObjectPage {
                groups: groups(&past.fields, &past.channel, &known, &page.view, "/e/demo", lang),
                code: past.code.clone(),
                born: Some(told()),
                changed: Some(told()),
                live,
                ..page
            }
        };
        let gone = ObjectPage {
            removed: Some(told()),
            marks: vec![super::list::REMOVED],
            ..blank("/e/demo/windows/gone")
        };
        let enterprise = ObjectPage {
            lists: SHELVES
                .iter()
                .map(|shelf| (shelf.list.label, 3, format!("/e/demo{}", shelf.list.path)))
                .collect(),
            ..drawn((past(&things::enterprise(words).1, words), String::new()))
        };
        objects(words)
            .into_iter()
            .map(drawn)
            .chain([gone, enterprise, blank("/e/demo/settings/domains")])
            .collect()
    }
}

impl Sample for AskPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |typed: &str, said: bool, wrong: bool| AskPage {
            ui: Ui {
                as_of: None,
                errors: if wrong {
                    vec![PageError {
                        field: Some("as_of".to_owned()),
                        label: None,
                        text: words.message(),
                    }]
                } else {
                    Vec::new()
                },
                ..ui.clone()
            },
            path: "/e/demo/windows".to_owned(),
            typed: typed.to_owned(),
            said: said.then(|| words.message()),
            instead: said.then(|| (words.message(), "/e/demo/windows?as_of=2026".to_owned())),
        };
        vec![page("2026-06-30T23:59", true, false), page(&words.line(), false, true)]
    }
}

impl Sample for ComparePage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let known = Known::new();
        let mut nets = Vec::new();
        for (past, _) in objects(words) {
            let changes = past.fields.iter().map(|(field, value)| FieldChange {
                field: field.clone(),
                before: Some(value.clone()),
                after: None,
            });
            nets.push(Net {
                noun: past.noun.clone(),
                subject: past.subject.clone(),
                name: past.name.clone(),
                code: past.code.clone(),
                channel: past.channel.clone(),
                live: past.is_window() && nets.len() % 2 == 0,
                made: nets.len() % 3 == 0,
                gone: nets.len() % 3 == 1,
                changes: changes.take(if nets.len() % 2 == 0 { 3 } else { 20 }).collect(),
                last: past.changed.clone(),
            });
        }
        let ui = || ui.clone();
        let empty = sample(ui(), &[], &known, "");
        let asked = ComparePage { result: None, ..sample(ui(), &[], &known, "") };
        let wrong = Ui {
            errors: vec![PageError {
                field: Some("to".to_owned()),
                label: None,
                text: words.message(),
            }],
            ..ui()
        };
        let refused =
            ComparePage { result: None, to: words.line(), ..sample(wrong, &[], &known, "") };
        vec![
            sample(ui(), &nets, &known, ""),
            sample(ui(), &nets, &known, "0"),
            empty,
            asked,
            refused,
        ]
    }
}

#[test]
fn a_published_release_is_no_change_of_its_window() {
    let (window, change) = {
        let (channel, target) = targets().next().expect("a target");
        things::window(channel, things::content(target, Words::Plain), Words::Plain)
    };
    let fields: Fields = window.fields();
    let mut state = past(&change, Words::Plain);
    let before = state.fields.clone();
    state.take(&Deed {
        action: PUBLISHED.to_owned(),
        noun: "window".to_owned(),
        changes: vec![FieldChange { field: "name".into(), before: None, after: Some("x".into()) }],
        seq: 9,
        at: 9,
        by: String::new(),
        subject: state.subject.clone(),
        details: BTreeMap::new(),
    });
    assert_eq!(state.fields, before);
    let set: Vec<_> = fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    assert_eq!(before, set);
}

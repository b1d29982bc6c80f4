//! Samples of the history: nothing found, an enterprise's log with every kind of event, the
//! installation's log narrowed to one person, a search that ended early, and conditions that are wrong.

use std::collections::BTreeMap;

use super::item::{Item, href, sentence, who};
use super::one::{EventPage, changes, details};
use super::saved::{Searches, shown};
use super::{Asked, HistoryPage, Names, Offers, Placed, chips, groups, moment};
use crate::domain::release::File;
use crate::domain::window::Content;
use crate::domain::{Change, EnterpriseId, Log, PersonId, SavedSearch, SavedSearchId, window};
use crate::store::history::Event;
use crate::store::history::choices::{Actor, Choices};
use crate::web::pages::windows::releases::compared::{self, FileDiff};
use crate::web::sample::{Page, Sample, Words, targets, things};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[Page::of::<HistoryPage>(), Page::of::<EventPage>()];

fn placed(base: &str) -> Placed {
    let log = if base.is_empty() {
        Log::Installation
    } else {
        Log::Enterprise(EnterpriseId(uuid::Uuid::nil()))
    };
    Placed::within(log, base.to_owned())
}

impl Sample for HistoryPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let portal = Ui { here: "/history".to_owned(), ..ui.clone() };
        let of = |name: &str| {
            let mut asked = Asked::default();
            match name {
                "noun" => asked.noun = "key".to_owned(),
                "all" => {
                    asked.subject = words.line();
                    asked.actor = words.line();
                    asked.action = words.line();
                    asked.field = words.line();
                    asked.address = words.line();
                    asked.from = words.line();
                    asked.kind = "access".to_owned();
                }
                _ => {}
            }
            asked
        };
        let mut of_portal = events(words);
        of_portal.retain(|event| ["enterprise", "session", "unheard"].contains(&&*event.noun));
        let demo = placed("/e/demo");
        let mut only = placed("/e/demo");
        only.only = Some("1".to_owned());
        let mut ended = page(&ui, &demo, of("all"), &[], words);
        ended.looked_to = Some((17, moment(things::NOW)));
        ended.older = Some("/e/demo/history?cursor=17".to_owned());
        let mut wrong = page(&ui, &demo, of("all"), &[], words);
        wrong.ui.errors = of("all").wanted().err().unwrap_or_default();
        vec![
            page(&ui, &demo, of("noun"), &[], words),
            page(&ui, &demo, of(""), &[], words),
            page(&ui, &demo, of(""), &events(words), words),
            page(&ui, &only, of("all"), &events(words), words),
            page(&portal, &placed(""), of("noun"), &of_portal, words),
            ended,
            wrong,
        ]
    }
}

impl Sample for EventPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let (all, names) = (events(words), Names::new());
        let code = compared::files(
            &[],
            &[File::artifact("uni_app", "a.js", "js", "insert", words.line())],
        );
        let one = |event: &Event, base: &str, code: Option<Vec<FileDiff>>| {
            let placed = placed(base);
            let others = if code.is_some() { all.as_slice() } else { &[] };
            let mut ui = ui.clone();
            ui.title = words.line();
            EventPage {
                who: who(event, &ui),
                role: words.line(),
                done: sentence(event, &ui),
                href: href(event, base),
                at: moment(event.at),
                changes: changes(event, &names, &ui),
                details: details(event, &ui),
                others: others.iter().map(|event| Item::of(event, &placed, &names, &ui)).collect(),
                more: code.is_some(),
                older: code.is_some().then(|| "/history/1".to_owned()),
                newer: code.is_some().then(|| "/history/3".to_owned()),
                printed: moment(things::NOW).shown,
                path: placed.path,
                event: event.clone(),
                code,
                ui,
            }
        };
        let mut pages: Vec<Self> =
            all.iter().step_by(11).map(|event| one(event, "/e/demo", None)).collect();
        pages.extend(all.first().map(|event| one(event, "", Some(code))));
        pages.extend(all.first().map(|event| one(event, "/e/demo", Some(Vec::new()))));
        pages
    }
}

fn searches(asked: &Asked, placed: &Placed, words: Words) -> Searches {
    let own = PersonId(uuid::Uuid::nil());
    let one = |shared: bool| SavedSearch {
        id: SavedSearchId(uuid::Uuid::nil()),
        log: placed.log,
        person: own,
        name: words.line(),
        query: asked.at("", &[]).trim_start_matches('?').to_owned(),
        shared,
        created_at: things::NOW,
    };
    let all = [false, true].into_iter().filter(|_| asked.is_narrowed());
    Searches {
        all: all.map(|shared| shown(one(shared), placed, own, false)).collect(),
        may_share: !placed.base.is_empty(),
        name: words.line(),
        shared: false,
    }
}

fn page(ui: &Ui, placed: &Placed, asked: Asked, events: &[Event], words: Words) -> HistoryPage {
    let names = Names::from([(EnterpriseId(uuid::Uuid::nil()).to_string(), words.line())]);
    let there = Choices {
        actors: vec![Actor { id: "1".to_owned(), name: words.line(), kind: "guest".to_owned() }],
        actions: events.iter().map(|event| event.action.clone()).take(3).collect(),
        nouns: vec!["window".to_owned(), "unheard".to_owned()],
        fields: vec!["name".to_owned(), "p.color".to_owned(), words.line()],
    };
    HistoryPage {
        offers: Offers::of(&there, &asked, &placed.path, things::NOW, ui),
        chips: chips(&asked, &placed.path, &BTreeMap::new(), ui),
        groups: groups(events, true, placed, &names, ui),
        older: (!events.is_empty()).then(|| format!("{}?noun=key&cursor=7", placed.path)),
        newest: (!events.is_empty()).then(|| placed.path.clone()),
        looked_to: None,
        printed: moment(things::NOW).shown,
        searches: searches(&asked, placed, words),
        size: (!asked.is_narrowed()).then_some(18_204),
        placed: placed.clone(),
        asked,
        ui: ui.clone(),
    }
}

/// One event of everything that can happen to what is registered.
fn events(words: Words) -> Vec<Event> {
    let mut changes = vec![
        things::enterprise(words).1,
        things::plugin(words).1,
        Change::access(Log::Installation, "session.started", "session", "1"),
        Change::access(Log::Installation, "unheard.of", "unheard", "1")
            .detail("name", words.line()),
    ];
    for (channel, target) in targets() {
        changes.push(things::account(channel, words).1);
        changes.extend(target.key.map(|scheme| things::key(scheme, words).1));
        let (made, created) = things::window(channel, things::content(target, words), words);
        let content = Content {
            parameters: things::written(channel.parameters(), target.id, words),
            key: None,
            ..made.content.clone()
        };
        let draft = window::Draft { content, meta: made.meta.clone() };
        changes.push(created);
        changes.extend(made.edit(draft, things::NOW).map(|(_, change)| change));
        let signed = Change::access(made.log(), "link.signed", "link", made.id);
        changes.push(signed.detail("code", &made.code).detail("name", &made.content.name));
    }
    let events = changes.iter().zip(1..).map(|(change, seq)| things::event(seq, change, words));
    events.collect()
}

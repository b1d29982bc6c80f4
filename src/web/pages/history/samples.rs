//! Samples of the history: nothing found, an enterprise's log with every kind of event, the
//! installation's log narrowed to one person.

use super::{HistoryPage, Names, Wanted, ZONE, filtered, item, nouns};
use crate::domain::window::Content;
use crate::domain::{Change, EnterpriseId, Log, window};
use crate::store::history::Event;
use crate::web::sample::{Page, Sample, Words, targets, things};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[Page::of::<HistoryPage>()];

impl Sample for HistoryPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let portal = Ui { here: "/history".to_owned(), ..ui.clone() };
        let of = |name: &str| {
            let mut wanted = Wanted::default();
            match name {
                "noun" => wanted.noun = "key".to_owned(),
                "actor" => wanted.actor = words.line(),
                "action" => wanted.action = words.line(),
                "subject" => wanted.subject = words.line(),
                _ => {}
            }
            wanted
        };
        let mut of_portal = events(words);
        of_portal.retain(|event| ["enterprise", "session", "unheard"].contains(&&*event.noun));
        vec![
            page(&ui, "/e/demo", &of("noun"), &[], words),
            page(&ui, "/e/demo", &of(""), &events(words), words),
            page(&ui, "/e/demo", &of("subject"), &events(words), words),
            page(&portal, "", &of("actor"), &of_portal, words),
            page(&portal, "", &of("action"), &[], words),
        ]
    }
}

fn page(ui: &Ui, base: &str, wanted: &Wanted, events: &[Event], words: Words) -> HistoryPage {
    let names = Names::from([(EnterpriseId(uuid::Uuid::nil()).to_string(), words.line())]);
    let items = events.iter().enumerate();
    HistoryPage {
        items: items.map(|(at, event)| item(event, at == 0, base, &names, ui)).collect(),
        nouns: nouns(&wanted.noun, ui),
        older: (!events.is_empty()).then(|| format!("{base}/history?noun=key&cursor=7")),
        newest: (!events.is_empty()).then(|| format!("{base}/history")),
        filter: filtered(wanted, events, ui),
        zone: ZONE,
        size: Some(18_204),
        path: format!("{base}/history"),
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

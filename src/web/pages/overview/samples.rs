//! Samples of the overview.

use super::{Card, Granted, OverviewPage, Request, Waiting};
use crate::domain::Enterprise;
use crate::domain::finding::{Grade, Kind};
use crate::web::attention::{Attention, Line};
use crate::web::pages::me::credentials::Notice;
use crate::web::pages::me::samples::changed;
use crate::web::pages::me::sign_ins::Failures;
use crate::web::pages::windows::list::line;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[Page::of::<OverviewPage>()];

/// A line with one object, one with several, one that is only worth knowing.
pub fn told(words: Words) -> Attention {
    let line = |object: String, findings| Line {
        tag: "bad",
        grade: Grade::Error.label(),
        what: Kind::KeyDue.label(),
        advice: Kind::KeyDue.advice(),
        findings,
        object,
        enterprise: words.line(),
        href: "/e/demo/doctor?grade=error&kind=key-due".to_owned(),
    };
    let only = Line { enterprise: String::new(), ..line(words.line(), 1) };
    Attention {
        lines: vec![only, line(String::new(), 12)],
        more: true,
        all: "/e/demo/doctor".to_owned(),
    }
}

fn waiting(words: Words, forced: bool) -> Waiting {
    Waiting {
        href: "/e/demo/changes/41".to_owned(),
        number: 41,
        title: words.line(),
        author: words.line(),
        enterprise: words.line(),
        forced,
    }
}

impl Sample for OverviewPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui, cards, more, may_create| OverviewPage {
            ui,
            name: words.line(),
            cards,
            more,
            may_create,
            attention: if more { told(words) } else { Attention::default() },
            reviews: [false, true]
                .into_iter()
                .filter(|_| more)
                .map(|forced| waiting(words, forced))
                .collect(),
            requests: [None, Some(words.line())]
                .into_iter()
                .filter(|_| more)
                .map(|place| Request {
                    href: "/access-requests/1".to_owned(),
                    name: words.line(),
                    place,
                })
                .collect(),
            all_requests: more.then_some(52),
            granted: if more || may_create {
                Vec::new()
            } else {
                vec![Granted {
                    href: "/e/demo/windows/shop/install".to_owned(),
                    name: words.line(),
                    enterprise: words.line(),
                    ask: "/access-requests?place=demo".to_owned(),
                }]
            },
            setup_waits: may_create,
            failures: Failures {
                failed: if more { 3 } else { u64::from(may_create) },
                stopped: if more { 2 } else { u64::from(may_create) },
            },
            notice: if more { changed(words) } else { Notice::default() },
        };
        let card = |slug: &str, full: bool, may_edit| {
            let enterprise = Enterprise { slug: slug.to_owned(), ..things::enterprise(words).0 };
            let lines = if full { things::window_lines(words) } else { Vec::new() };
            Card { enterprise, windows: lines.into_iter().map(line).collect(), may_edit }
        };
        vec![
            page(ui.clone(), Vec::new(), false, true),
            page(ui.clone(), Vec::new(), false, false),
            page(
                words.flashing(&ui, FlashKind::Done),
                vec![card("demo", true, true), card("second", false, true)],
                true,
                true,
            ),
            page(ui.clone(), vec![card("demo", true, false)], false, false),
        ]
    }
}

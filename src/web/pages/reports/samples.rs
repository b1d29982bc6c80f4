//! Samples of the reports: with every kind of line, empty, and refused.

use super::IndexPage;
use super::keys::{KeysPage, line};
use super::people::{Line, PeoplePage};
use super::period::Period;
use super::releases::{self, ReleasesPage};
use crate::store::reports::{Access, Published};
use crate::web::moment::moment;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[
    Page::of::<IndexPage>(),
    Page::of::<KeysPage>(),
    Page::of::<PeoplePage>(),
    Page::of::<ReleasesPage>(),
];

impl Sample for IndexPage {
    fn samples(ui: Ui, _: Words) -> Vec<Self> {
        vec![IndexPage { base: "/e/demo".to_owned(), ui }]
    }
}

fn period(report: &str, paged: bool) -> Period {
    let path = format!("/e/demo/reports/{report}");
    Period {
        file: format!("{path}.csv?from=2026"),
        newest: paged.then(|| path.clone()),
        older: paged.then(|| format!("{path}?cursor=7")),
        from: "2026-06-30 23:59".to_owned(),
        to: String::new(),
        path,
    }
}

impl Sample for KeysPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let access = |seq: i64, action: &str| Access {
            seq,
            at: things::NOW,
            kind: "user".to_owned(),
            name: words.line(),
            role: "admin".to_owned(),
            address: "192.0.2.7".to_owned(),
            action: action.to_owned(),
            subject: seq.to_string(),
            reason: words.line(),
            details: ["name", "key", "key_fingerprint"]
                .map(|name| (name.to_owned(), words.line()))
                .into(),
        };
        let actions = ["key.revealed", "link.signed", "key.rotated", "key.purged"];
        let lines = || {
            let all = actions.iter().zip(1..).map(|(action, seq)| access(seq, action));
            all.map(|one| line(&one, Some("/e/demo/keys/1".to_owned()), ui.lang)).collect()
        };
        let page = |ui: Ui, lines: Vec<super::keys::Line>| KeysPage {
            base: "/e/demo".to_owned(),
            all: (!lines.is_empty()).then(|| "/e/demo/reports/keys".to_owned()),
            period: period("keys", !lines.is_empty()),
            lines,
            ui,
        };
        let wrong = words.refusing(&ui, &["from"]);
        vec![page(ui.clone(), lines()), page(ui.clone(), Vec::new()), page(wrong, Vec::new())]
    }
}

impl Sample for ReleasesPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let published = |seq: i64, request: bool| Published {
            seq,
            at: things::NOW,
            actor_kind: "user".to_owned(),
            actor_name: words.line(),
            details: [("name", words.line()), ("number", "3".to_owned())]
                .into_iter()
                .chain(request.then(|| ("emergency", "true".to_owned())))
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        };
        let given =
            |void: bool| releases::Given { name: words.line(), at: moment(things::NOW), void };
        let line = |seq: i64, request: bool| {
            let plain = releases::line(&published(seq, request), None, ui.lang);
            releases::Line {
                request: request.then_some(41),
                approvals: if request { vec![given(true), given(false)] } else { Vec::new() },
                looked: (seq == 1).then(|| words.line()),
                ..plain
            }
        };
        let page = |ui: Ui, count: i64| ReleasesPage {
            base: "/e/demo".to_owned(),
            period: period("releases", count > 0),
            lines: (1..=count).map(|seq| line(seq, seq < 3)).collect(),
            attempts: (1..=count)
                .map(|seq| releases::attempt(&published(seq, false), ui.lang))
                .collect(),
            more: count > 0,
            count,
            ui,
        };
        vec![page(ui.clone(), 3), page(words.refusing(&ui, &["to"]), 0)]
    }
}

impl Sample for PeoplePage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let line = |number: i64| Line {
            name: words.line(),
            email: "wang@example.com".to_owned(),
            role: "Admin".to_owned(),
            window: if number == 2 { words.line() } else { String::new() },
            until: (number == 2).then(|| moment(things::NOW)),
            everywhere: number == 1,
            inactive: number == 2,
            since: moment(things::NOW),
            by: words.line(),
            signed_in: (number == 1).then(|| moment(things::NOW)),
        };
        let page = |ui: Ui, count: i64, right: bool| PeoplePage {
            path: "/e/demo/reports/people".to_owned(),
            typed: "2026-06-30T23:59:59".to_owned(),
            at: right.then(|| moment(things::NOW)),
            file: "/e/demo/reports/people.csv?on=2026".to_owned(),
            lines: (0..count).map(line).collect(),
            ui,
        };
        let wrong = words.refusing(&ui, &["on"]);
        vec![page(ui.clone(), 3, true), page(ui, 0, true), page(wrong, 0, false)]
    }
}

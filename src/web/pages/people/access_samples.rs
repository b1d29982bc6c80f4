//! Samples of who may what: the members of an enterprise, a review, requests and their answers, and the
//! table of rights.

use uuid::Uuid;

use super::answering::{AnsweringPage, Standing};
use super::asking::{AskingPage, Line as Own, choices};
use super::matrix::{MatrixPage, rows};
use super::members::{Line, MembersPage, Typed, Waiting};
use super::review::{Begun, Last, Line as Reviewed, ReviewPage};
use super::show::Gone;
use super::waiting::{Line as Open, WaitingPage};
use super::{limits, roles};
use crate::domain::access_request::State;
use crate::rights::{Given, Releases, Role};
use crate::web::moment::moment;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[
    Page::of::<MembersPage>(),
    Page::of::<ReviewPage>(),
    Page::of::<AskingPage>(),
    Page::of::<AnsweringPage>(),
    Page::of::<WaitingPage>(),
    Page::of::<MatrixPage>(),
];

const PERSON: &str = "00000000-0000-0000-0000-000000000001";

impl Sample for MembersPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let lang = ui.lang;
        let line = |whole: bool| Line {
            person: PERSON.to_owned(),
            name: words.line(),
            email: words.line(),
            active: whole,
            role: words.line(),
            code: if whole { String::new() } else { "shop".to_owned() },
            since: moment(things::NOW),
            by: if whole { String::new() } else { words.line() },
            until: (!whole).then(|| moment(things::NOW)),
            then: (!whole).then(|| words.line()),
            seen: "developer:".to_owned(),
        };
        let page = |ui: Ui, full: bool| MembersPage {
            ui,
            base: "/e/demo".to_owned(),
            lines: if full { vec![line(true), line(false)] } else { Vec::new() },
            next: full.then(|| "/e/demo/people?cursor=a".to_owned()),
            ended: if full {
                vec![(words.line(), Gone { told: words.line(), at: moment(things::NOW) })]
            } else {
                Vec::new()
            },
            links: if full { super::samples::lines(words, lang) } else { Vec::new() },
            asked: if full {
                vec![Waiting {
                    href: "/e/demo/access-requests/1".to_owned(),
                    name: words.line(),
                    told: words.line(),
                    wish: words.line(),
                }]
            } else {
                Vec::new()
            },
            all_asked: if full { 51 } else { 0 },
            typed: Typed {
                email: words.line(),
                name: words.line(),
                role: Some(Role::Admin),
                reason: words.line(),
                ..Typed::default()
            },
            roles: roles(Some(Role::Admin)),
            releases: limits(Releases::Production),
            id: Uuid::nil().to_string(),
            made: full.then(|| super::samples::made(words)),
        };
        let fields = ["email", "name", "role", "releases", "window", "until", "reason"];
        vec![page(ui.clone(), false), page(words.refusing(&ui, &fields), true)]
    }
}

impl Sample for ReviewPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let line = |number: u128, chosen: &str| Reviewed {
            field: format!("g.{}", Uuid::from_u128(number)),
            name: words.line(),
            email: words.line(),
            active: number == 1,
            role: words.line(),
            code: if number == 1 { String::new() } else { "shop".to_owned() },
            since: moment(things::NOW),
            by: if number == 1 { words.line() } else { String::new() },
            until: (number == 1).then(|| moment(things::NOW)),
            signed_in: (number == 1).then(|| moment(things::NOW)),
            chosen: chosen.to_owned(),
        };
        let last = |old| Last {
            at: moment(things::NOW),
            by: words.line(),
            kept: "3".to_owned(),
            withdrawn: "1".to_owned(),
            note: words.line(),
            old,
        };
        let page = |ui: Ui, lines: Vec<Reviewed>, last| ReviewPage {
            ui,
            base: "/e/demo".to_owned(),
            everywhere: if lines.is_empty() { Vec::new() } else { vec![line(1, ""), line(2, "")] },
            after: String::new(),
            more: lines.is_empty(),
            begun: lines.is_empty().then(|| Begun {
                href: "/e/demo/access-review?after=01935000-0000-7000-8000-000000000001".to_owned(),
                at: moment(things::NOW),
                by: words.line(),
                roles: 400,
            }),
            lines,
            last,
            note: words.line(),
            seen: words.line(),
        };
        let refused = words.refusing(&ui, &["note"]);
        vec![
            page(ui.clone(), Vec::new(), None),
            page(refused, vec![line(1, "keep"), line(2, "")], Some(last(true))),
            page(ui, vec![line(1, ""), line(2, "withdraw")], Some(last(false))),
        ]
    }
}

fn own(state: State, words: Words) -> Own {
    Own {
        id: PERSON.to_owned(),
        told: words.line(),
        wish: words.line(),
        state,
        made: moment(things::NOW),
        by: if state == State::Open { String::new() } else { words.line() },
        answer: if state == State::Rejected { words.line() } else { String::new() },
    }
}

impl Sample for AskingPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui: Ui, full: bool| AskingPage {
            ui,
            action: "/e/demo/access-requests".to_owned(),
            place: words.line(),
            roles: roles(Some(Role::Developer)),
            days: choices(30),
            wish: words.line(),
            lines: if full { State::ALL.map(|state| own(state, words)).into() } else { Vec::new() },
            next: full.then(|| "/access-requests?cursor=a".to_owned()),
        };
        vec![page(ui.clone(), false), page(words.refusing(&ui, &["role", "days", "wish"]), true)]
    }
}

impl Sample for AnsweringPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui: Ui, state: State, active: bool| AnsweringPage {
            ui,
            action: "/e/demo/access-requests/1".to_owned(),
            line: own(state, words),
            name: words.line(),
            email: words.line(),
            active,
            held: (state == State::Open).then(|| {
                let given =
                    Given { role: Role::Auditor, until: None, releases: Releases::Everywhere };
                Standing::of(given, None, Role::Developer)
            }),
            until: String::new(),
            answer: words.line(),
        };
        vec![
            page(ui.clone(), State::Open, true),
            page(words.refusing(&ui, &["until", "answer"]), State::Open, true),
            page(ui.clone(), State::Open, false),
            page(ui, State::Rejected, true),
        ]
    }
}

impl Sample for WaitingPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let line = |active: bool| Open {
            href: "/e/demo/access-requests/1".to_owned(),
            name: words.line(),
            email: words.line(),
            active,
            told: words.line(),
            wish: words.line(),
            made: moment(things::NOW),
        };
        let page = |ui: Ui, lines: Vec<Open>| WaitingPage {
            ui,
            all: if lines.is_empty() { 0 } else { 52 },
            next: (!lines.is_empty()).then(|| "/access-requests/open?cursor=a".to_owned()),
            lines,
        };
        vec![page(ui.clone(), Vec::new()), page(ui, vec![line(true), line(false)])]
    }
}

impl Sample for MatrixPage {
    fn samples(ui: Ui, _: Words) -> Vec<Self> {
        vec![MatrixPage { ui, rows: rows() }]
    }
}

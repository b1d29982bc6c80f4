//! Samples of people: nobody that fits, everybody, the form for an invitation and the link it makes, a
//! person in every state, and what guests see.

use uuid::Uuid;

use super::guest::{AcceptPage, ClosedPage};
use super::invitations::{InvitationsPage, Typed};
use super::leaving::{Link, Opens, Token};
use super::list::{Line as Row, ListPage};
use super::show::{Gone, Line as Grant, PersonPage, Throttled, requests};
use super::{EVERYWHERE, Line, Made, Places, limits, roles};
use crate::access::password_rules::told;
use crate::catalog::form::Choice;
use crate::clock::HOUR;
use crate::domain::invitation::{Invited, Order};
use crate::domain::request::By;
use crate::domain::{EnterpriseId, Invitation, InvitationId, PasswordRules, Person, PersonId};
use crate::rights::{Releases, Role};
use crate::store::directory::Waiting;
use crate::text::Lang;
use crate::web::attention::Attention;
use crate::web::moment::moment;
use crate::web::pages::me::samples::lines as lines_of_sessions;
use crate::web::pages::overview::samples::told as attention;
use crate::web::pages::registry::samples::linked;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[
    Page::of::<ListPage>(),
    Page::of::<InvitationsPage>(),
    Page::of::<PersonPage>(),
    Page::of::<AcceptPage>(),
    Page::of::<ClosedPage>(),
];

const TOKEN: &str = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";

fn invitation(number: u128, words: Words) -> Invitation {
    let place = Invited {
        id: EnterpriseId(Uuid::nil()),
        slug: "demo".to_owned(),
        name: words.line(),
        window: None,
    };
    let order = Order {
        email: "li@example.com".to_owned(),
        name: words.line(),
        role: Role::Developer.name(),
        place: Some(place).filter(|_| number > 1),
        until: (number > 1).then_some(things::NOW),
        releases: Releases::Everywhere.name(),
        made_by: By { id: String::new(), name: words.line() },
    };
    let (id, person) = (InvitationId(Uuid::from_u128(number)), PersonId(Uuid::nil()));
    Invitation::make(id, person, order, things::NOW).0
}

fn person(active: bool, words: Words) -> Person {
    let id = PersonId(Uuid::nil());
    let (new, _) = Person::create(id, "li@example.com".to_owned(), words.line(), things::NOW);
    Person { active, ..new }
}

/// Links that open, that have run out, and that lead to a new password.
pub(super) fn lines(words: Words, lang: Lang) -> Vec<Line> {
    let reset = Invitation::reset(
        InvitationId(Uuid::from_u128(3)),
        &person(true, words),
        By { id: "1".to_owned(), name: words.line() },
        things::NOW,
    );
    vec![
        Line::of(invitation(2, words), things::NOW, lang),
        Line::of(invitation(1, words), things::NOW + 100 * HOUR, lang),
        Line::of(reset.0, things::NOW, lang),
    ]
}

fn places(words: Words) -> Places {
    let label = crate::text::Message::name(&words.line());
    let choices =
        vec![Choice::new("demo", label, true), Choice::new(EVERYWHERE, super::WHOLE, false)];
    Places { choices, typed: String::new() }
}

pub(super) fn made(words: Words) -> Made {
    Made::of(&invitation(1, words), "https://jieru.example", TOKEN)
}

impl Sample for ListPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let row = |number: u128, active, count: usize| Row {
            id: Uuid::from_u128(number).to_string(),
            name: words.line(),
            email: words.line(),
            active,
            roles: vec![words.line(); count],
            more: count,
            second_factor: active,
            seen: active.then(|| moment(things::NOW)),
        };
        let lang = ui.lang;
        vec![
            ListPage {
                ui: ui.clone(),
                q: words.line(),
                lines: Vec::new(),
                invitations: Vec::new(),
                attention: Attention::default(),
                asked: 0,
                more: false,
                next: None,
            },
            ListPage {
                ui,
                q: String::new(),
                lines: vec![row(1, true, 2), row(2, false, 0)],
                invitations: lines(words, lang),
                attention: attention(words),
                asked: 12,
                more: true,
                next: Some("/people?cursor=a".to_owned()),
            },
        ]
    }
}

impl Sample for InvitationsPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let lang = ui.lang;
        let page = |ui: Ui, typed: Typed, places, lines, made| InvitationsPage {
            ui,
            lines,
            next: None,
            id: Uuid::nil().to_string(),
            roles: roles(typed.role),
            releases: limits(typed.releases),
            typed,
            places,
            made,
        };
        let typed = Typed { name: words.line(), email: words.line(), ..Typed::default() };
        let long = Places { choices: Vec::new(), typed: words.line() };
        let refused =
            words.refusing(&ui, &["email", "name", "place", "role", "releases", "window", "until"]);
        vec![
            page(ui.clone(), Typed::default(), places(words), Vec::new(), None),
            page(refused, typed.clone(), places(words), lines(words, lang), None),
            page(words.refusing(&ui, &["place"]), typed, long, Vec::new(), None),
            page(ui, Typed::default(), places(words), lines(words, lang), Some(made(words))),
        ]
    }
}

fn waiting(words: Words) -> Waiting {
    Waiting { slug: "demo".to_owned(), enterprise: words.line(), number: 3, title: words.line() }
}

/// Waiting, and after the wait.
fn throttled(waits: bool) -> Throttled {
    Throttled { failures: 4, until: waits.then(|| moment(things::NOW)) }
}

fn opens(words: Words) -> Opens {
    Opens {
        tokens: vec![Token { name: words.line(), until: moment(things::NOW) }],
        links: vec![Link {
            href: "/e/demo/windows/shop/handovers".to_owned(),
            window: words.line(),
            recipient: words.line(),
            until: moment(things::NOW),
        }],
    }
}

/// What can be wrong on the page of a person.
const FIELDS: &[&str] = &[
    "place",
    "role",
    "releases",
    "window",
    "until",
    "removal_reason",
    "requests",
    "heir",
    "handing_reason",
];

impl Sample for PersonPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui: Ui, active: bool, full: bool| PersonPage {
            ui,
            person: person(active, words),
            own: full,
            second_factor: full,
            alike: if full { vec![linked(words)] } else { Vec::new() },
            held: if full {
                vec![
                    Grant {
                        told: words.line(),
                        until: None,
                        then: None,
                        place: EVERYWHERE.to_owned(),
                    },
                    Grant {
                        told: words.line(),
                        until: Some(moment(things::NOW)),
                        then: Some(words.line()),
                        place: "demo".to_owned(),
                    },
                ]
            } else {
                Vec::new()
            },
            requests: if full { requests(&[waiting(words)], &[]) } else { Vec::new() },
            heir: words.line(),
            handing_reason: words.line(),
            waiting: if full { vec![waiting(words)] } else { Vec::new() },
            more: full,
            since: moment(things::NOW),
            seen: full.then(|| moment(things::NOW)),
            places: places(words),
            code: if full { words.line() } else { String::new() },
            until: String::new(),
            ended: if full {
                vec![Gone { told: words.line(), at: moment(things::NOW) }]
            } else {
                Vec::new()
            },
            roles: roles(Some(Role::Admin)),
            releases: limits(Releases::Test),
            drawn: "*:owner demo:admin".to_owned(),
            reason: if full { words.line() } else { String::new() },
            removal_reason: String::new(),
            reset: Uuid::nil().to_string(),
            throttled: full.then(|| throttled(active)),
            sessions: if full { lines_of_sessions(words) } else { Vec::new() },
            opens: if full { opens(words) } else { Opens::default() },
            made: full.then(|| made(words)),
        };
        vec![
            page(ui.clone(), true, false),
            page(words.refusing(&ui, FIELDS), true, true),
            page(ui, false, true),
        ]
    }
}

impl Sample for AcceptPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let ui = words.outside(&ui);
        let page = |ui: Ui, joins: bool| AcceptPage {
            ui,
            path: format!("/invitations/{TOKEN}"),
            email: words.line(),
            by: words.line(),
            until: moment(things::NOW),
            joins: joins.then(|| (words.line(), words.line())),
            rule: told(&PasswordRules { shortest: 10, version: 1 }),
        };
        vec![
            page(ui.clone(), true),
            page(words.refusing(&ui, &["name", "password"]), true),
            page(ui, false),
        ]
    }
}

impl Sample for ClosedPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let mut ui = words.outside(&ui);
        ui.csrf.clear();
        vec![ClosedPage { ui }]
    }
}

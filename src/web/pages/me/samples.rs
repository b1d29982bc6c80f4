//! Samples of the own pages: with little and with much, and refused.

use uuid::Uuid;

use super::credentials::{self, Notice};
use super::own::OwnPage;
use super::password::PasswordPage;
use super::sessions::{Line, SessionsPage};
use super::sign_ins::{self, SignInsPage};
use super::{own, password, sessions, tabs};
use crate::access::password_rules::told;
use crate::domain::{PasswordRules, Person, PersonId};
use crate::text::text;
use crate::web::moment::moment;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[
    Page::of::<OwnPage>(),
    Page::of::<SessionsPage>(),
    Page::of::<SignInsPage>(),
    Page::of::<PasswordPage>(),
];

/// By the person and by somebody else.
pub fn changed(words: Words) -> Notice {
    let line = |by: String, address: &str| credentials::Line {
        at: moment(things::NOW),
        what: text("您的密码已更换", "Your password was changed"),
        passkey: by.clone(),
        by,
        address: address.to_owned(),
    };
    Notice { lines: vec![line(words.line(), ""), line(String::new(), "192.0.2.7")], seen: 7 }
}

impl Sample for OwnPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let id = PersonId(Uuid::nil());
        let (person, _) =
            Person::create(id, "li@example.com".to_owned(), words.line(), things::NOW);
        let page = |ui, roles: usize| OwnPage {
            ui,
            tabs: tabs(own::PATH),
            person: person.clone(),
            typed: words.line(),
            roles: vec![words.line(); roles],
            since: moment(things::NOW),
            seen: (roles > 0).then(|| moment(things::NOW)),
        };
        vec![page(words.flashing(&ui, FlashKind::Done), 0), page(words.refusing(&ui, &["name"]), 2)]
    }
}

/// This session, and one of an unknown device.
pub fn lines(words: Words) -> Vec<Line> {
    let line = |id: &str, device: String, own| Line {
        id: id.to_owned(),
        device,
        address: words.line(),
        begun: moment(things::NOW),
        seen: moment(things::NOW),
        own,
    };
    vec![line("a1", words.line(), true), line("b2", String::new(), false)]
}

impl Sample for SessionsPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui, lines, older: Option<&str>| SessionsPage {
            ui,
            tabs: tabs(sessions::PATH),
            lines,
            newer: older.map(|_| sessions::PATH),
            older: older.map(str::to_owned),
        };
        vec![
            page(ui.clone(), lines(words), None),
            page(ui, lines(words), Some("/me/sessions?cursor=1-a")),
        ]
    }
}

impl Sample for SignInsPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let line = |tag, count: u64, said: String| sign_ins::Line {
            at: moment(things::NOW),
            tag,
            what: text("登录失败", "Sign-in failed"),
            way: (count > 1)
                .then_some(text("由门户的所有者结束", "ended by an owner of the portal")),
            by: said.clone(),
            address: words.line(),
            device: said,
            count,
        };
        let page = |ui, tabs, lines, older: Option<&str>| SignInsPage {
            ui,
            tabs,
            lines,
            newer: older.map(|_| sign_ins::PATH.to_owned()),
            older: older.map(str::to_owned),
        };
        let lines = vec![line("ok", 1, String::new()), line("bad", 7, words.line())];
        vec![
            page(ui.clone(), tabs(sign_ins::PATH), Vec::new(), None),
            page(ui, Vec::new(), lines, Some("/me/sign-ins?cursor=12")),
        ]
    }
}

impl Sample for PasswordPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui| PasswordPage {
            ui,
            tabs: tabs(password::PATH),
            rule: told(&PasswordRules { shortest: 10, version: 1 }),
            email: words.line(),
        };
        vec![page(ui.clone()), page(words.refusing(&ui, &["password", "new_password"]))]
    }
}

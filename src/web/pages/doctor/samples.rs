//! Samples of the doctor's page.

use super::{Checked, Counted, DoctorPage, Row, linked, tag};
use crate::catalog::form::Choice;
use crate::domain::finding::{Grade, Kind};
use crate::text::text;
use crate::web::moment::moment;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[Page::of::<DoctorPage>()];

const BASE: &str = "/e/demo";

fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::KeyDue => "key",
        Kind::NoTest => "enterprise",
        _ => "window",
    }
}

impl Sample for DoctorPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let row = |kind: Kind, grade: Grade, noun: &str| Row {
            tag: tag(grade),
            grade: grade.label(),
            what: kind.label(),
            said: words.message(),
            parameter: words.line(),
            field: (noun == "window").then(|| format!("{BASE}/windows/main-site?q=color")),
            object: linked(noun, &words.line(), "main-site", BASE),
            owner: words.line(),
            advice: kind.advice(),
            act: (grade == Grade::Error)
                .then(|| (text("去轮换", "Rotate"), format!("{BASE}/keys/1/rotations"))),
        };
        let rows = || {
            let graded = Kind::ALL.iter().zip(Grade::ALL.into_iter().cycle());
            graded.map(|(kind, grade)| row(*kind, grade, noun(*kind))).collect()
        };
        let checked = || {
            let at = moment(things::NOW);
            let one =
                |what, objects| Checked { what, objects, oldest: at.clone(), newest: at.clone() };
            vec![one(text("聊天窗", "Chat windows"), 9_999), one(text("企业", "Enterprise"), 1)]
        };
        let page = |ui: Ui, rows, narrowed: bool, first: bool| DoctorPage {
            base: BASE.to_owned(),
            grades: [("全部", "All", None), ("错误", "Error", Some(Grade::Error))]
                .map(|(zh, en, grade)| Counted {
                    label: text(zh, en),
                    findings: 12,
                    href: super::address("/e/demo/doctor", grade, None),
                    current: narrowed == grade.is_some(),
                })
                .into(),
            kinds: vec![
                Choice::new("", text("全部", "All"), !narrowed),
                Choice::new("key-due", words.message(), narrowed),
            ],
            grade: if narrowed { "error" } else { "" },
            narrowed,
            rows,
            first,
            next: (!first).then(|| "/e/demo/doctor?cursor=1.2.a%26b".to_owned()),
            checked: checked(),
            waiting: i64::from(narrowed),
            ui,
        };
        vec![
            page(words.flashing(&ui, FlashKind::Done), rows(), false, true),
            page(ui.clone(), rows(), true, false),
            page(ui.clone(), Vec::new(), true, true),
            DoctorPage {
                checked: Vec::new(),
                waiting: 12,
                ..page(ui.clone(), Vec::new(), false, true)
            },
            page(ui, Vec::new(), false, true),
        ]
    }
}

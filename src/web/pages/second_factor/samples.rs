//! Samples of the own second factors: missing, due, overdue, there, passkeys of every kind, and codes that are
//! shown once.

use uuid::Uuid;

use super::offer::Offer;
use super::passkeys::{AddPage, FULL, Line, Prompt, Section, why};
use super::{App, CodesPage, FactorPage, PATH};
use crate::access::passkeys::Hindrance;
use crate::access::totp::Shared;
use crate::secret::Secret;
use crate::web::moment::moment;
use crate::web::pages::me;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] =
    &[Page::of::<FactorPage>(), Page::of::<AddPage>(), Page::of::<CodesPage>()];

fn offer() -> Offer {
    let shared = Shared::of(Secret::new("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
    Offer::of(shared, "wang@example.com", "c2VhbGVk".to_owned()).expect("a picture")
}

fn keys(words: Words, count: u128) -> Section {
    let line = |number: u128| Line {
        id: Uuid::from_u128(number).to_string(),
        name: words.line(),
        since: moment(things::NOW),
        used: number.is_multiple_of(2).then(|| moment(things::NOW)),
        idle: number.is_multiple_of(3).then(|| words.message()),
    };
    Section { lines: (1..=count).map(line).collect(), hindrance: None, full: count == 10 }
}

impl Sample for FactorPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui: Ui, app, keys, left| FactorPage {
            ui,
            tabs: me::tabs(PATH),
            app,
            keys,
            left,
            due: None,
            overdue: false,
        };
        let missing = |ui: Ui| page(ui, App::Missing(Box::new(offer())), keys(words, 0), None);
        let held = || App::Held { since: moment(things::NOW) };
        let hindered = Section { hindrance: Some(why(Hindrance::NotSecure)), ..keys(words, 3) };
        vec![
            missing(ui.clone()),
            FactorPage { due: Some(moment(things::NOW)), ..missing(ui.clone()) },
            FactorPage {
                due: Some(moment(things::NOW)),
                overdue: true,
                ..missing(words.refusing(&ui, &["one_time_code"]))
            },
            page(words.flashing(&ui, FlashKind::Warning), held(), keys(words, 0), Some(3)),
            page(ui.clone(), held(), keys(words, 10), Some(10)),
            page(ui, App::Missing(Box::new(offer())), hindered, Some(10)),
        ]
    }
}

impl Sample for AddPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page =
            |ui: Ui, name: String, prompt| AddPage { ui, tabs: me::tabs(PATH), name, prompt };
        let asked = |elsewhere| Ok(prompt(elsewhere));
        let far = Some("http://localhost:8080".to_owned());
        vec![
            page(ui.clone(), String::new(), asked(None)),
            page(words.refusing(&ui, &["name", "credential"]), words.line(), asked(far)),
            page(ui.clone(), String::new(), Err(FULL)),
            page(ui, String::new(), Err(why(Hindrance::NoName))),
        ]
    }
}

/// What a page asks the browser with.
pub fn prompt(elsewhere: Option<String>) -> Prompt {
    let options = "{\"publicKey\":{\"challenge\":\"YQ\",\"rpId\":\"localhost\"}}".to_owned();
    Prompt { options, elsewhere }
}

impl Sample for CodesPage {
    fn samples(ui: Ui, _: Words) -> Vec<Self> {
        let codes = || vec![Secret::new("ABCD-2345-WXYZ-6789-EFGH-JKLM"); 10];
        [true, false]
            .map(|first| CodesPage { ui: ui.clone(), tabs: me::tabs(PATH), codes: codes(), first })
            .into()
    }
}

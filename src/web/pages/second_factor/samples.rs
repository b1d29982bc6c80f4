//! Samples of the own second factor: missing, due, overdue, there, and codes that are shown once.

use super::offer::Offer;
use super::{CodesPage, FactorPage, PATH, State};
use crate::access::totp::Shared;
use crate::secret::Secret;
use crate::web::moment::moment;
use crate::web::pages::me;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[Page::of::<FactorPage>(), Page::of::<CodesPage>()];

fn offer() -> Offer {
    let shared = Shared::of(Secret::new("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
    Offer::of(shared, "wang@example.com", "c2VhbGVk".to_owned()).expect("a picture")
}

impl Sample for FactorPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let missing = |ui: Ui, due: bool, overdue| FactorPage {
            ui,
            tabs: me::tabs(PATH),
            state: State::Missing {
                offer: offer(),
                due: due.then(|| moment(things::NOW)),
                overdue,
            },
        };
        let held = |ui: Ui, left| FactorPage {
            ui,
            tabs: me::tabs(PATH),
            state: State::Held { since: moment(things::NOW), left },
        };
        vec![
            missing(ui.clone(), false, false),
            missing(ui.clone(), true, false),
            missing(words.refusing(&ui, &["one_time_code"]), true, true),
            held(words.flashing(&ui, FlashKind::Warning), 3),
            held(ui, 10),
        ]
    }
}

impl Sample for CodesPage {
    fn samples(ui: Ui, _: Words) -> Vec<Self> {
        let codes = || vec![Secret::new("ABCD-2345-WXYZ-6789-EFGH-JKLM"); 10];
        [true, false]
            .map(|first| CodesPage { ui: ui.clone(), tabs: me::tabs(PATH), codes: codes(), first })
            .into()
    }
}

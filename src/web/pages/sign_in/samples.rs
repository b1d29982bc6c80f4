//! Samples of the rules: as they are, and refused.

use super::{RulesPage, Typed};
use crate::web::sample::{Page, Sample, Words};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[Page::of::<RulesPage>()];

impl Sample for RulesPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui, duty, grace_days: String, reason| RulesPage {
            ui,
            typed: Typed { version: 1, duty, grace_days, reason },
        };
        vec![
            page(ui.clone(), true, "7".to_owned(), String::new()),
            page(words.refusing(&ui, &["grace_days"]), false, words.line(), words.line()),
        ]
    }
}

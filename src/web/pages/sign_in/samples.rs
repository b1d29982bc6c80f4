//! Samples of the rules: as they are, and refused.

use super::{RulesPage, Typed};
use crate::domain::sign_in::Duty;
use crate::web::sample::{Page, Sample, Words};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[Page::of::<RulesPage>()];

impl Sample for RulesPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui, duty, grace_days: String, reason| {
            RulesPage::new(ui, Typed { version: 1, duty, grace_days, reason })
        };
        vec![
            page(ui.clone(), Duty::Stewards, "7".to_owned(), String::new()),
            page(
                words.refusing(&ui, &["second_factor_duty", "grace_days"]),
                Duty::Nobody,
                words.line(),
                words.line(),
            ),
        ]
    }
}

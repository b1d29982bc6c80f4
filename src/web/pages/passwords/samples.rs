//! Samples of the rule for passwords: as it is, and refused.

use super::{PasswordsPage, Typed, told};
use crate::domain::PasswordRules;
use crate::web::sample::{Page, Sample, Words};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[Page::of::<PasswordsPage>()];

impl Sample for PasswordsPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let rules = PasswordRules { shortest: 10, version: 1 };
        let page = |ui, shortest: String, reason: String| PasswordsPage {
            ui,
            rules,
            typed: Typed { shortest, reason },
            told: told(&rules),
        };
        vec![
            page(ui.clone(), "10".to_owned(), String::new()),
            page(words.refusing(&ui, &["shortest", "reason"]), words.line(), words.line()),
        ]
    }
}

//! Samples of the page for domains.

use super::FormPage;
use crate::web::sample::{Page, Sample, Words};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[Page::of::<FormPage>()];

impl Sample for FormPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui, full: bool| FormPage {
            ui,
            action: "/e/demo/settings/domains".to_owned(),
            version: 3,
            typed: if full { words.lines() } else { String::new() },
            reason: if full { words.line() } else { String::new() },
        };
        vec![
            page(ui.clone(), false),
            page(words.flashing(&ui, FlashKind::Done), true),
            page(words.refusing(&ui, &["domains", "reason"]), true),
        ]
    }
}

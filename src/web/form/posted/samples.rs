//! Samples of the page that asks to submit once more.

use super::AgainPage;
use crate::web::sample::{Page, Sample, Words};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[Page::of::<AgainPage>()];

impl Sample for AgainPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let kept = vec![
            ("name".to_owned(), words.line()),
            ("note".to_owned(), words.lines()),
            ("version".to_owned(), "3".to_owned()),
        ];
        let page = |kept| AgainPage { ui: ui.clone(), action: "/e/demo/settings".to_owned(), kept };
        vec![page(Vec::new()), page(kept)]
    }
}

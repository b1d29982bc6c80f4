//! Samples of the page that asks for the own password: before a page, before a form, and refused.

use super::{ALONE, CONFIRMED, ReauthPage};
use crate::web::sample::{Page, Sample, Words};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[Page::of::<ReauthPage>()];

impl Sample for ReauthPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let ui = words.outside(&ui);
        let page = |ui: Ui, field: &'static str, name: &str| ReauthPage {
            ui,
            action: "/people/invitations".to_owned(),
            field,
            email: words.line(),
            kept: vec![(name.to_owned(), words.lines())],
        };
        vec![
            page(ui.clone(), ALONE, "next"),
            page(words.refusing(&ui, &[ALONE]), ALONE, "next"),
            page(ui.clone(), CONFIRMED, "note"),
            page(words.refusing(&ui, &[CONFIRMED]), CONFIRMED, "note"),
        ]
    }
}

//! Samples of the sign-in page.

use super::LoginPage;
use crate::web::sample::{Page, Sample, Words};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[Page::of::<LoginPage>()];

impl Sample for LoginPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let ui = words.outside(&ui);
        let page =
            |ui, email: String| LoginPage { ui, email, next: format!("/?q={}", words.line()) };
        vec![
            LoginPage { next: "/".to_owned(), ..page(ui.clone(), String::new()) },
            page(words.refusing(&ui, &["email"]), words.line()),
            page(words.flashing(&ui, FlashKind::Warning), words.line()),
        ]
    }
}

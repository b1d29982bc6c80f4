//! Samples of the sign-in page, and of the one that asks for a code.

use super::LoginPage;
use super::second_factor::CodePage;
use crate::web::sample::{Page, Sample, Words};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[Page::of::<LoginPage>(), Page::of::<CodePage>()];

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

impl Sample for CodePage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let ui = words.outside(&ui);
        let page = |ui| CodePage { ui, email: words.line() };
        vec![page(ui.clone()), page(words.refusing(&ui, &["one_time_code"]))]
    }
}

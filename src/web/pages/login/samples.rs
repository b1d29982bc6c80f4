//! Samples of the sign-in page, and of the one that asks for a code.

use super::LoginPage;
use super::second_factor::{CodePage, Passkey};
use crate::access::passkeys::Hindrance;
use crate::web::pages::second_factor::passkeys::why;
use crate::web::pages::second_factor::samples::prompt;
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
        let page = |ui, passkey, app| CodePage { ui, email: words.line(), passkey, app };
        let wrong = words.refusing(&ui, &["credential"]);
        let far = Some("http://localhost:8080".to_owned());
        vec![
            page(ui.clone(), Passkey::None, true),
            page(words.refusing(&ui, &["one_time_code"]), Passkey::None, true),
            page(ui.clone(), Passkey::Asked(prompt(None)), true),
            page(wrong, Passkey::Asked(prompt(far)), false),
            page(ui, Passkey::Idle(why(Hindrance::NotSecure)), false),
        ]
    }
}

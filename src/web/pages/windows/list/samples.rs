//! Samples of the list of chat windows.

use super::{ListPage, choices, line};
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[Page::of::<ListPage>()];

impl Sample for ListPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui, full: bool, blank, may_edit| ListPage {
            ui,
            base: "/e/demo".to_owned(),
            lines: if full {
                things::window_lines(words).into_iter().map(line).collect()
            } else {
                Vec::new()
            },
            channels: choices(full.then_some("sobot")),
            next: full.then(|| "/e/demo/windows?channel=sobot&cursor=a%26b".to_owned()),
            blank,
            may_edit,
        };
        vec![
            page(ui.clone(), false, true, true),
            page(ui.clone(), false, true, false),
            page(ui.clone(), false, false, true),
            page(words.flashing(&ui, FlashKind::Done), true, false, true),
            page(ui.clone(), true, false, false),
        ]
    }
}

//! Samples of the page about backups.

use super::{BackupPage, Last, Line};
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[Page::of::<BackupPage>()];

impl Sample for BackupPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let line = |size: u64| {
            let sha256 = "0f3a9c51d2b7e864".repeat(4);
            Line::of(Last { at: things::NOW, who: words.line(), size, sha256 })
        };
        let page = |ui: Ui, lines: Vec<Line>, due: bool| BackupPage {
            ui,
            lines,
            due,
            master: "0f3a9c51d2b7e864".to_owned(),
        };
        vec![
            page(ui.clone(), Vec::new(), true),
            page(words.flashing(&ui, FlashKind::Done), vec![line(9_000)], true),
            page(ui, vec![line(52_000_000), line(9_000)], false),
        ]
    }
}

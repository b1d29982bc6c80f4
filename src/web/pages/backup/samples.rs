//! Samples of the page about backups.

use super::checked::{Found, steps};
use super::{BackupPage, FILE, Last, Line};
use crate::web::moment::moment;
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
            fresh: !due,
            found: None,
        };
        let found = |own: bool, engine: &str| Found {
            made: moment(things::NOW),
            program: "0.1.0".to_owned(),
            engine: words.line(),
            schema: 72,
            installation: words.line(),
            own,
            tables: 58,
            rows: 90_210,
            size: "4.2 MiB".to_owned(),
            sha256: "0f3a9c51d2b7e864".repeat(4),
            steps: steps(&words.line(), engine),
        };
        let checked = |own: bool, engine: &str| BackupPage {
            found: Some(found(own, engine)),
            ..page(ui.clone(), vec![line(9_000)], false)
        };
        vec![
            checked(true, "sqlite"),
            checked(false, "postgres"),
            page(words.refusing(&ui, &[FILE]), vec![line(9_000)], false),
            page(ui.clone(), Vec::new(), true),
            page(words.flashing(&ui, FlashKind::Done), vec![line(9_000)], true),
            page(ui, vec![line(52_000_000), line(9_000)], false),
        ]
    }
}

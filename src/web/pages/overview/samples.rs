//! Samples of the overview.

use super::{Card, OverviewPage};
use crate::domain::Enterprise;
use crate::web::pages::windows::list::line;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[Page::of::<OverviewPage>()];

impl Sample for OverviewPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui, cards, more, may_create| OverviewPage {
            ui,
            name: words.line(),
            cards,
            more,
            may_create,
            setup_waits: may_create,
        };
        let card = |slug: &str, full: bool, may_edit| {
            let enterprise = Enterprise { slug: slug.to_owned(), ..things::enterprise(words).0 };
            let lines = if full { things::window_lines(words) } else { Vec::new() };
            Card { enterprise, windows: lines.into_iter().map(line).collect(), may_edit }
        };
        vec![
            page(ui.clone(), Vec::new(), false, true),
            page(ui.clone(), Vec::new(), false, false),
            page(
                words.flashing(&ui, FlashKind::Done),
                vec![card("demo", true, true), card("second", false, true)],
                true,
                true,
            ),
            page(ui.clone(), vec![card("demo", true, false)], false, false),
        ]
    }
}

//! Samples of the page for a stale save.

use super::{ConflictPage, Row, compare};
use crate::channels::Channel;
use crate::domain::Window;
use crate::domain::window::Content;
use crate::web::sample::{Page, Sample, Words, targets, things};
use crate::web::told;
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[Page::of::<ConflictPage>()];

impl Sample for ConflictPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |rows, kept| ConflictPage {
            ui: ui.clone(),
            action: "/e/demo/windows/main-site".to_owned(),
            version: 7,
            rows,
            kept,
            who: words.line(),
        };
        let kept = vec![
            ("name".to_owned(), words.line()),
            ("p.title".to_owned(), words.lines()),
            (words.line(), String::new()),
        ];
        let mut pages = vec![page(Vec::new(), Vec::new())];
        pages.extend(targets().map(|(channel, target)| {
            let before = things::content(target, Words::Plain);
            let yours = Content { flavour: words.line(), ..things::content(target, words) };
            let parameters = things::written(channel.parameters(), target.id, words);
            let theirs = Content { parameters, key: None, ..before.clone() };
            page(rows(&ui, channel, [before, yours, theirs], words), kept.clone())
        }));
        pages
    }
}

fn rows(ui: &Ui, channel: &dyn Channel, states: [Content; 3], words: Words) -> Vec<Row> {
    let window = |content| -> Window { things::window(channel, content, words).0 };
    let [before, yours, theirs] = states.map(|content| window(content).fields());
    let rows = compare(&before, &yours, &theirs).into_iter();
    rows.map(|(name, before, yours, theirs)| {
        let (label, raw) = told::field(channel.id(), &name, ui.lang);
        Row { label, raw, before, yours, theirs }
    })
    .collect()
}

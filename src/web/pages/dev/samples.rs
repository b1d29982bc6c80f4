//! Samples of the developer's home: nothing at all, nothing found, and windows of every kind.

use super::{DevPage, Line, choices};
use crate::store::releases::Installable;
use crate::web::pages::me::credentials::Notice;
use crate::web::pages::me::samples::changed;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[Page::of::<DevPage>()];

impl Sample for DevPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |lines: Vec<Line>, blank: bool, several: bool| DevPage {
            ui: ui.clone(),
            next: (lines.len() > 1).then(|| "/dev?cursor=demo%2Fmain-site".to_owned()),
            lines,
            channels: choices(Some("sobot")),
            words: words.line(),
            blank,
            several,
            notice: if several { changed(words) } else { Notice::default() },
        };
        let released = (0..).zip(things::window_lines(words)).map(|(at, line)| {
            let number = (at % 3 > 0).then_some(at);
            Line::of(Installable {
                slug: "demo".to_owned(),
                enterprise: words.line(),
                code: line.code,
                name: line.name,
                channel: line.channel,
                target: line.target,
                environment: line.environment,
                version: line.version,
                life: if number.is_some() { "deprecated" } else { "in_use" }.to_owned(),
                number,
                draft_version: number.map(|number| if number % 2 == 0 { 3 } else { line.version }),
                made_at: number.map(|_| things::NOW),
                changed: number.map(|_| "{\"color\":9223372036854775807}".to_owned()),
                own: number.map(|_| "{}".to_owned()),
            })
        });
        let lines: Vec<Line> = released.collect();
        vec![
            page(Vec::new(), true, false),
            page(Vec::new(), false, false),
            page(lines, false, true),
        ]
    }
}

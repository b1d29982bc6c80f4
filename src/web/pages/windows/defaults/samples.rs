//! Samples of the pages for defaults, for every channel.

use super::review::{HeirLine, Review};
use super::worsened::{Broken, Worsened};
use super::{Drawn, FormPage, Line, ListPage, Typed, options};
use crate::channels::{self, Channel, Diagnostic, Severity, inherit};
use crate::domain::FieldChange;
use crate::store::defaults::Heir;
use crate::web::boxes;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::told;
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[Page::of::<ListPage>(), Page::of::<FormPage>()];

impl Sample for ListPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui, set: usize, may_edit| {
            let line = |channel: &&'static dyn Channel| Line {
                channel: *channel,
                set,
                all: inherit::parameters(*channel).count(),
            };
            let lines = channels::ALL.iter().map(line).collect();
            ListPage { ui, base: "/e/demo".to_owned(), lines, may_edit }
        };
        vec![page(ui.clone(), 0, false), page(words.flashing(&ui, FlashKind::Done), 3, true)]
    }
}

impl Sample for FormPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        channels::ALL.iter().flat_map(|channel| states(*channel, &ui, words)).collect()
    }
}

fn states(channel: &'static dyn Channel, ui: &Ui, words: Words) -> Vec<FormPage> {
    let stored = things::defaults(channel, words);
    let wild: Vec<&str> = inherit::parameters(channel).map(|param| param.name).collect();
    let written = wild.iter().map(|name| ((*name).to_owned(), words.line().into())).collect();
    let typed = |values| Typed { version: 3, values, reason: words.line(), ..Typed::default() };
    let review = |total| reviewed(channel, total, ui, words);
    let page = |ui: Ui, drawn: Drawn, full: bool, may_edit| {
        let found = inherit::check(channel, &drawn.typed.values);
        let mut ui = ui;
        if !ui.errors.is_empty() {
            ui.errors.extend(boxes::summary(&found, |name| {
                inherit::parameter(channel, name).map(|param| ("p", param))
            }));
        }
        let vendor = options::draw(channel, &drawn.typed, &found).told(&ui.errors);
        let heirs = channel.targets().iter().zip(0..).map(|(target, at)| {
            let heir = Heir {
                code: format!("window-{at}"),
                name: words.line(),
                target: target.id.to_owned(),
                parameters: channels::Values::new(),
                settings: channels::Values::new(),
                released: (at > 0).then_some((at, 0)),
            };
            HeirLine::of(channel, &stored, &heir)
        });
        FormPage {
            ui,
            base: "/e/demo".to_owned(),
            channel,
            version: 3,
            vendor,
            reason: drawn.typed.reason,
            review: drawn.review,
            heirs: if full { heirs.collect() } else { Vec::new() },
            next: full.then(|| "/e/demo/settings/defaults/sobot?cursor=a".to_owned()),
            first: !full,
            may_edit,
        }
    };
    let of = |typed, review| Drawn { typed, review, ..Drawn::default() };
    vec![
        page(ui.clone(), of(typed(channels::Values::new()), None), false, true),
        page(ui.clone(), of(typed(stored.values.clone()), None), true, false),
        page(
            words.flashing(ui, FlashKind::Warning),
            of(typed(stored.values.clone()), Some(review(3))),
            true,
            true,
        ),
        page(ui.clone(), of(typed(stored.values.clone()), Some(review(0))), true, true),
        page(words.refusing(ui, &["reason"]), of(typed(written), None), true, true),
    ]
}

fn reviewed(channel: &'static dyn Channel, total: usize, ui: &Ui, words: Words) -> Review {
    let colour =
        FieldChange { field: "p.color".to_owned(), before: None, after: Some(words.line()) };
    let error = Diagnostic::about("sobot", "wrong", Severity::Error, "color", words.message());
    let broken = std::iter::repeat_with(|| Broken {
        code: "main-site".to_owned(),
        name: words.line(),
        errors: vec![error.clone()],
    });
    Review {
        fields: told::labelled(channel.id(), &[colour], ui.lang),
        total,
        released: total / 2,
        windows: vec![("main-site".to_owned(), words.line()); total.min(2)],
        worsened: Worsened { total, windows: broken.take(total.min(1)).collect(), more: total > 0 },
    }
}

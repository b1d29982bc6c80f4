//! Samples of the pages that edit several windows, for every channel.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::chosen::Chosen;
use super::review::{Plan, plan};
use super::typed::Typed;
use super::{Drawn, EditsPage, MixedPage, composed, line};
use crate::channels::{self, Channel, Target, Values};
use crate::domain::window::Content;
use crate::domain::{Window, WindowId};
use crate::web::pages::windows::samples::references;
use crate::web::sample::{Page, Sample, Words, targets, things};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[Page::of::<EditsPage>(), Page::of::<MixedPage>()];

const BACK: &str = "/e/demo/windows?tag=a&sort=-name";

impl Sample for EditsPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        channels::ALL.iter().flat_map(|channel| states(*channel, &ui, words)).collect()
    }
}

impl Sample for MixedPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let part = |channel: &&'static dyn Channel| {
            let windows = windows(*channel, words, |_| Values::new());
            let lines = windows.iter().map(|(_, window)| line(*channel, window)).collect();
            (channel.label(), lines)
        };
        let parts = channels::ALL.iter().map(part).collect();
        vec![MixedPage { ui, base: "/e/demo".to_owned(), back: BACK.to_owned(), parts }]
    }
}

/// A window of every kind, each with an id of its own.
fn windows(
    channel: &'static dyn Channel,
    words: Words,
    parameters: impl Fn(&'static Target) -> Values,
) -> Vec<(&'static Target, Window)> {
    let own = targets().filter(|(known, _)| known.id() == channel.id()).zip(500..);
    own.map(|((_, target), number)| {
        let typical = things::typical(channel, target);
        let content = Content {
            parameters: parameters(target),
            window: typical.window,
            ..things::content(target, words)
        };
        let (window, _) = things::window(channel, content, words);
        let id = WindowId(Uuid::from_u128(number));
        (target, Window { id, code: format!("window-{number}"), ..window })
    })
    .collect()
}

fn states(channel: &'static dyn Channel, ui: &Ui, words: Words) -> Vec<EditsPage> {
    let full = things::defaults(channel, words).values;
    let wild: Values = full.keys().map(|name| (name.clone(), words.line().into())).collect();
    let typical = |target: &'static Target| things::typical(channel, target).parameters;
    let page = |ui: &Ui, stored: &dyn Fn(&'static Target) -> Values, typed: Option<Typed>| {
        // Every kind has its fields; what a review says of each is the same.
        let most = if typed.is_some() { 2 } else { usize::MAX };
        let known: Vec<_> = windows(channel, words, stored).into_iter().take(most).collect();
        let look = |typed: &Typed| -> Vec<Plan> {
            let each = known.iter().map(|(target, window)| {
                let references = references(channel, target, words);
                plan((channel, *target), &references, window, typed, things::NOW)
            });
            each.collect()
        };
        let plans = typed.as_ref().map(look);
        let chosen = Chosen {
            windows: known.iter().map(|(_, window)| window.clone()).collect(),
            seen: BTreeMap::new(),
            back: BACK.to_owned(),
        };
        let drawn = Drawn { typed: typed.unwrap_or_default(), plans, ..Drawn::default() };
        composed(ui.clone(), "/e/demo".to_owned(), (channel, &chosen), drawn)
    };
    let typed = |values: Values| Typed { values, reason: words.line(), ..Typed::default() };
    let first = Uuid::from_u128(500).to_string();
    let cleared = Typed {
        cleared: full.keys().cloned().collect(),
        left_out: vec![first],
        ..Typed::default()
    };
    vec![
        page(ui, &|_| Values::new(), None),
        page(ui, &typical, None),
        page(&words.flashing(ui, FlashKind::Warning), &typical, Some(typed(full))),
        page(&words.refusing(ui, &["reason"]), &typical, Some(typed(wild))),
        page(ui, &typical, Some(cleared)),
    ]
}

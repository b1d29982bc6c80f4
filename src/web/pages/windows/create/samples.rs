//! Samples of the pages that make a window, for every target of every channel.

use super::{
    Channel, ChoosePage, NAME_RULE, NewPage, References, Target, Typed, VendorFields, channels,
    check, on_this_page,
};
use crate::web::pages::windows::samples::{references, typed};
use crate::web::sample::{Page, Sample, Words, targets};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[Page::of::<ChoosePage>(), Page::of::<NewPage>()];

impl Sample for ChoosePage {
    fn samples(ui: Ui, _: Words) -> Vec<Self> {
        vec![ChoosePage { ui, base: "/e/demo".to_owned(), channels: channels::ALL }]
    }
}

impl Sample for NewPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        targets().flat_map(|kind| states(kind, &ui, words)).collect()
    }
}

fn states(
    (channel, target): (&'static dyn Channel, &'static Target),
    ui: &Ui,
    words: Words,
) -> Vec<NewPage> {
    let mut blank = Typed::default();
    target.id.clone_into(&mut blank.content.target);
    let page = |ui: &Ui, references: &References, typed: Typed, tried: bool| {
        let mut ui = ui.clone();
        let deployment = references.deployment(&typed.content);
        let (found, wrong) =
            if tried { check(channel, target, &deployment, &[], 0) } else { <_>::default() };
        ui.errors.extend(wrong);
        on_this_page(&mut ui.errors, &["w"]);
        let option = |name: &str| (name.to_owned(), words.lines());
        NewPage {
            ui,
            base: "/e/demo".to_owned(),
            channel,
            target,
            code: if tried { words.line() } else { String::new() },
            choices: typed.choices(channel, target, references),
            window: VendorFields::draw(channel, &deployment, target, &found).window,
            typed,
            hidden: if tried { vec![option("p.title"), option("v.uname")] } else { Vec::new() },
            rule: NAME_RULE,
        }
    };
    let all = references(channel, target, words);
    let wrong = words.refusing(ui, &["name", "code", "environment", "owner", "note", "reason"]);
    vec![
        page(ui, &References::default(), blank.clone(), false),
        page(ui, &all, blank, false),
        page(&wrong, &all, typed(channel, target, words, true), true),
    ]
}

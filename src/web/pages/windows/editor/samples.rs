//! Samples of the editor and its live part, for every target of every channel: untouched, read-only
//! with typical values, and with the same words in every field.

use super::{
    Asked, Channel, Conditions, Desk, EditorPage, LiveFragment, Seen, Target, Typed, moment,
};
use crate::channels::preview::conditions::Choices;
use crate::domain::Window;
use crate::domain::life::Stage;
use crate::web::pages::registry::samples::managed;
use crate::web::pages::windows::deployment::References;
use crate::web::pages::windows::life::{LifePart, notice};
use crate::web::pages::windows::samples::{references, typed};
use crate::web::sample::{Page, Sample, Words, targets, things};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[Page::of::<EditorPage>(), Page::of::<LiveFragment>()];

fn desk(channel: &'static dyn Channel, target: &'static Target, words: Words) -> Desk {
    let given = things::defaults(channel, words);
    Desk {
        channel,
        target,
        references: References { defaults: Some(given), ..references(channel, target, words) },
        released: (words == Words::Plain).then_some(3),
        seconds: 0,
        base: "/e/demo".to_owned(),
    }
}

/// Every condition has its last choice; a name is typed as people type.
fn seen(desk: &Desk, words: Words, may_edit: bool) -> Seen {
    let line = words.line();
    let pairs = desk.channel.conditions().iter().map(|condition| match condition.choices {
        Choices::Among(choices) => (condition.id, choices.last().map_or("", |last| last.value)),
        Choices::Name(_) => (condition.id, line.as_str()),
    });
    let conditions = Conditions::read(desk.channel.conditions(), desk.target.id, pairs);
    Seen { conditions, may_edit }
}

fn blank(target: &Target) -> Typed {
    let mut blank = Typed::default();
    target.id.clone_into(&mut blank.content.target);
    blank
}

impl Sample for EditorPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        targets().flat_map(|(channel, target)| states(channel, target, &ui, words)).collect()
    }
}

fn states(
    channel: &'static dyn Channel,
    target: &'static Target,
    ui: &Ui,
    words: Words,
) -> Vec<EditorPage> {
    let typed = |wild| typed(channel, target, words, wild);
    let mut fields = vec!["name", "environment", "owner", "tags", "note", "reason"];
    fields.extend(target.account.then_some("account_id"));
    fields.extend(target.key.map(|_| "key_id"));
    fields.extend(target.plugin.then_some("plugin_id"));
    let refused = words.refusing(ui, &fields);
    let (saved, unsure) =
        (words.flashing(ui, FlashKind::Done), words.flashing(ui, FlashKind::Warning));
    let desk = || desk(channel, target, words);
    vec![
        page(desk(), ui.clone(), blank(target), words, true),
        page(desk(), unsure, typed(false), words, false),
        page(desk(), saved, typed(false), words, true),
        page(desk(), refused, typed(true), words, true),
    ]
}

fn page(desk: Desk, mut ui: Ui, typed: Typed, words: Words, may_edit: bool) -> EditorPage {
    let (mut window, _): (Window, _) = things::window(desk.channel, typed.content.clone(), words);
    if !may_edit {
        let turned = window.turn(Stage::Retired, &words.line(), &words.line(), things::NOW);
        window = turned.map_or(window, |(retired, _)| retired);
    }
    ui.notice = notice(&window);
    let base = desk.code(&blank(desk.target).content);
    let (live, vendor) = desk.live(&typed, &base, &seen(&desk, words, may_edit));
    let vendor = vendor.told(&ui.errors);
    if !ui.errors.is_empty() {
        ui.errors.extend(desk.errors(&typed, &vendor));
    }
    let asked = Asked { q: words.line(), set: String::new() };
    let vendor = if may_edit { vendor } else { vendor.narrowed(&asked) };
    EditorPage {
        ui,
        base: "/e/demo".to_owned(),
        channel: desk.channel,
        target: desk.target,
        version: window.version,
        updated: moment(window.updated_at),
        choices: typed.choices(desk.channel, desk.target, &desk.references),
        vendor,
        live,
        typed,
        manage: managed(words, may_edit),
        life: LifePart::told(&window, may_edit),
        asked,
        may_edit,
        may_release: may_edit,
        released: desk.released,
        unsaved: may_edit,
        window,
    }
}

impl Sample for LiveFragment {
    const WHOLE: bool = false;

    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let mut all = Vec::new();
        for (channel, target) in targets() {
            let desk = desk(channel, target, words);
            let states = [
                blank(target),
                typed(channel, target, words, false),
                typed(channel, target, words, true),
            ];
            all.extend(states.map(|typed| {
                let (live, _) = desk.live(&typed, &[], &seen(&desk, words, true));
                LiveFragment { ui: ui.clone(), live }
            }));
        }
        all
    }
}

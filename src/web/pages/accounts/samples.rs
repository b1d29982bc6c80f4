//! Samples of the pages about channel accounts, for every channel that has them.

use super::{ChoosePage, FormPage, Typed, boxes, check, groups, secrets, with_accounts};
use crate::catalog::Values;
use crate::channels::doctor::vendor_switch;
use crate::channels::{self, Channel};
use crate::domain::Meta;
use crate::domain::Switch;
use crate::domain::switch::State;
use crate::web::pages::registry::samples::managed;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::{FlashKind, Ui};
use crate::web::vendor_switch::VendorSwitch;

pub const PAGES: &[Page] = &[Page::of::<ChoosePage>(), Page::of::<FormPage>()];

impl Sample for ChoosePage {
    fn samples(ui: Ui, _: Words) -> Vec<Self> {
        let page = |channels| ChoosePage { ui: ui.clone(), base: "/e/demo".to_owned(), channels };
        vec![page(with_accounts()), page(channels::ALL.to_vec())]
    }
}

impl Sample for FormPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        with_accounts().into_iter().flat_map(|channel| states(channel, &ui, words)).collect()
    }
}

fn states(channel: &'static dyn Channel, ui: &Ui, words: Words) -> Vec<FormPage> {
    let blank = Typed {
        channel,
        version: None,
        name: String::new(),
        values: Values::new(),
        diagnostics: Vec::new(),
        meta: Meta::default(),
        reason: String::new(),
    };
    let full = |values: Values, version| Typed {
        channel,
        version,
        name: words.line(),
        diagnostics: check(channel, &values),
        values,
        meta: things::meta(words),
        reason: words.line(),
    };
    let good = || things::plausible(channel.account_fields(), "");
    let wrong = || things::written(channel.account_fields(), "", words);
    let fields = ["name", "owner", "tags", "note", "reason"];
    vec![
        page(ui.clone(), blank, words, true),
        page(words.refusing(ui, &fields), full(wrong(), None), words, true),
        page(words.flashing(ui, FlashKind::Done), full(good(), Some(7)), words, true),
        page(words.refusing(ui, &fields), full(Values::new(), Some(7)), words, true),
        page(ui.clone(), full(good(), Some(7)), words, false),
    ]
}

fn page(mut ui: Ui, typed: Typed, words: Words, may_edit: bool) -> FormPage {
    ui.errors.extend(boxes::summary(&typed.diagnostics, |name| {
        let mut fields = typed.channel.account_fields().iter();
        let param = fields.find(|param| param.name == name && !param.secret)?;
        Some(("a", param))
    }));
    let used = if may_edit { things::window_lines(words) } else { Vec::new() };
    let stored = State::ALL.map(|state| Switch {
        account: things::account(typed.channel, words).0.id,
        state,
        turned_by: words.line(),
        turned_at: things::NOW,
        version: 3,
    });
    let path = "/e/demo/accounts/2".to_owned();
    let state = if may_edit { stored.last() } else { None };
    let switch = vendor_switch(typed.channel)
        .filter(|_| typed.version.is_some())
        .map(|what| VendorSwitch::told(what, state, path, may_edit));
    FormPage {
        switch,
        manage: typed.version.map(|_| managed(words, may_edit)),
        ui,
        base: "/e/demo".to_owned(),
        action: "/e/demo/accounts".to_owned(),
        version: typed.version,
        channel: typed.channel,
        name: typed.name,
        groups: groups(typed.channel, &typed.values, &typed.diagnostics),
        secrets: secrets(typed.channel).collect(),
        meta: typed.meta,
        reason: typed.reason,
        used,
        may_edit,
        may_edit_keys: may_edit,
    }
}

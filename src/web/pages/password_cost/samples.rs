//! Samples of the cost of password hashes: as it is, measured on a usual and on a slow machine, refused.

use super::{CostPage, Typed};
use crate::access::tuning::{Measured, Tuning};
use crate::domain::password_cost::{Cost, MIB, PasswordCost};
use crate::web::sample::{Page, Sample, Words};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[Page::of::<CostPage>()];

impl Sample for CostPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let present = PasswordCost { cost: Cost::LEAST, version: 1 };
        let page = |ui, typed, tuning| CostPage { ui, present, typed, tuning };
        let tuning = |memory: u32, millis| {
            let best = Measured { cost: Cost { memory: memory * MIB, ..Cost::LEAST }, millis };
            let measured = vec![Measured { cost: Cost::LEAST, millis: 27 }, best];
            Some(Tuning { measured, best })
        };
        let wild = Typed {
            memory: words.line(),
            passes: words.line(),
            lanes: words.line(),
            reason: words.line(),
        };
        let refused = words.refusing(&ui, &["memory", "passes", "lanes", "reason"]);
        vec![
            page(ui.clone(), Typed::of(Cost::LEAST), None),
            page(refused, wild, None),
            page(ui.clone(), Typed::of(Cost::LEAST), tuning(64, 268)),
            page(ui, Typed::of(Cost::LEAST), tuning(19, 900)),
        ]
    }
}

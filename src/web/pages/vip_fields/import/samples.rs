//! Samples of the page for imports.

use super::{Entry, Fate, ImportPage, Plan};
use crate::domain::vip_field::{Draft, Kind};
use crate::domain::{FieldChange, VipField};
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[Page::of::<ImportPage>()];

impl Sample for ImportPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui, plan: Option<Plan>| ImportPage {
            ui,
            base: "/e/demo".to_owned(),
            typed: if plan.is_some() { words.lines() } else { String::new() },
            reason: if plan.is_some() { words.line() } else { String::new() },
            plan,
        };
        let draft =
            |field: &VipField| Draft { settings: field.settings.clone(), meta: field.meta.clone() };
        let known = things::vip_fields(words);
        let fates = known.first().map(|field| {
            let change = FieldChange {
                field: "class".to_owned(),
                before: Some("none".to_owned()),
                after: Some("personal".to_owned()),
            };
            vec![
                Fate::New(draft(field)),
                Fate::Changed(Box::new(field.clone()), draft(field), vec![change]),
                Fate::Same,
            ]
        });
        let fates = fates.unwrap_or_default();
        let entries = |fates: Vec<Fate>| {
            let each = fates.into_iter().zip(2..).map(|(fate, line)| Entry {
                line,
                kind: Some(Kind::Customer),
                key: words.line(),
                name: words.line(),
                fate,
            });
            Plan { entries: each.collect() }
        };
        let mut wrong = fates.clone();
        wrong.push(Fate::Wrong(words.message()));
        vec![
            page(ui.clone(), None),
            page(ui.clone(), Some(entries(fates))),
            page(ui.clone(), Some(entries(vec![Fate::Same]))),
            page(words.refusing(&ui, &["text", "reason"]), Some(entries(wrong))),
        ]
    }
}

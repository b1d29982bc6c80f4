//! Samples of the pages about VIP fields.

use super::{FormPage, Settings, Typed};
use crate::domain::{Meta, VipField};
use crate::web::pages::registry::samples::managed;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[Page::of::<FormPage>()];

fn written(field: VipField, words: Words) -> VipField {
    let settings = Settings { key: words.line(), alias: words.line(), ..field.settings.clone() };
    VipField { settings, ..field }
}

impl Sample for FormPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui, version: Option<i64>, settings, may_edit| FormPage {
            ui,
            base: "/e/demo".to_owned(),
            action: "/e/demo/vip-fields".to_owned(),
            typed: Typed {
                version,
                settings,
                meta: if version.is_some() { things::meta(words) } else { Meta::default() },
                reason: words.line(),
            },
            used: if may_edit { things::window_lines(words) } else { Vec::new() },
            manage: version.map(|_| managed(words, may_edit)),
            may_edit,
        };
        let wrong = ["kind", "name", "key", "alias", "value_type", "class", "owner", "reason"];
        let mut pages = vec![page(ui.clone(), None, Settings::default(), true)];
        for field in things::vip_fields(words) {
            let odd = written(field.clone(), words).settings;
            pages.push(page(words.refusing(&ui, &wrong), None, odd, true));
            let saved = words.flashing(&ui, FlashKind::Done);
            pages.push(page(saved, Some(7), field.settings.clone(), true));
            pages.push(page(ui.clone(), Some(7), field.settings, false));
        }
        pages
    }
}

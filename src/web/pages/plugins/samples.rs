//! Samples of the pages about plugins.

use super::{FormPage, check, fields};
use crate::domain::Meta;
use crate::domain::plugin::Settings;
use crate::web::pages::registry::samples::managed;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[Page::of::<FormPage>()];

fn written(words: Words) -> Settings {
    Settings {
        name: words.line(),
        plugid: words.line(),
        provider: words.line(),
        plugin_version: words.line(),
        alias: words.line(),
    }
}

impl Sample for FormPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui, version, settings: Settings, may_edit| FormPage {
            ui,
            base: "/e/demo".to_owned(),
            action: "/e/demo/plugins".to_owned(),
            version,
            fields: fields(&settings, &check(&settings)),
            name: settings.name,
            meta: if version.is_some() { things::meta(words) } else { Meta::default() },
            reason: words.line(),
            manage: version.map(|_| managed(words, may_edit)),
            used: if may_edit { things::window_lines(words) } else { Vec::new() },
            may_edit,
        };
        let empty = Settings {
            name: String::new(),
            plugid: String::new(),
            provider: String::new(),
            plugin_version: String::new(),
            alias: String::new(),
        };
        let good = || things::plugin(words).0.settings;
        let wrong = ["name", "plugid", "provider", "plugin_version", "alias", "owner", "reason"];
        vec![
            page(ui.clone(), None, empty, true),
            page(words.refusing(&ui, &wrong), None, written(words), true),
            page(words.flashing(&ui, FlashKind::Done), Some(7), good(), true),
            page(ui.clone(), Some(7), good(), false),
        ]
    }
}

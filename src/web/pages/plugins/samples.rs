//! Samples of the pages about plugins.

use super::{FormPage, Line, ListPage, check, fields};
use crate::domain::Meta;
use crate::domain::plugin::Settings;
use crate::web::moment::moment;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[Page::of::<ListPage>(), Page::of::<FormPage>()];

impl Sample for ListPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui, lines, next, first, may_edit| ListPage {
            ui,
            base: "/e/demo".to_owned(),
            lines,
            next,
            first,
            may_edit,
        };
        let lines = || {
            let good = things::plugin(words).0;
            let mut odd = good.clone();
            odd.settings = written(words);
            [good, odd].map(|plugin| Line { updated: moment(plugin.updated_at), plugin }).into()
        };
        let next = Some("/e/demo/plugins?cursor=a%26b".to_owned());
        vec![
            page(ui.clone(), Vec::new(), None, true, true),
            page(ui.clone(), Vec::new(), None, true, false),
            page(ui.clone(), Vec::new(), None, false, true),
            page(words.flashing(&ui, FlashKind::Done), lines(), next, true, true),
        ]
    }
}

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

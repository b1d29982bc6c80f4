//! Samples of the pages about enterprises.

use super::copies::{Brought, ClonePage};
use super::{FormPage, NAME_RULE, ShowPage, Typed, line};
use crate::domain::{Enterprise, Meta};
use crate::web::attention::Attention;
use crate::web::pages::overview::samples::told;
use crate::web::pages::registry::samples::linked;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] =
    &[Page::of::<FormPage>(), Page::of::<ShowPage>(), Page::of::<ClonePage>()];

impl Sample for FormPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui, version: Option<i64>, typed| FormPage {
            ui,
            action: if version.is_some() { "/e/demo/settings" } else { "/enterprises" }.to_owned(),
            version,
            slug: words.line(),
            typed,
            rule: NAME_RULE,
            copies: version.map(|_| "/enterprises/demo/clones".to_owned()),
            alike: version.map(|_| linked(words)).into_iter().collect(),
        };
        let typed =
            || Typed { name: words.line(), meta: things::meta(words), reason: words.line() };
        let wrong = ["name", "owner", "tags", "note", "reason"];
        vec![
            page(ui.clone(), None, Typed::default()),
            page(words.refusing(&ui, &[wrong.as_slice(), &["slug"]].concat()), None, typed()),
            page(words.flashing(&ui, FlashKind::Done), Some(7), typed()),
            page(words.refusing(&ui, &wrong), Some(7), typed()),
            page(words.refused(&ui), Some(7), typed()),
        ]
    }
}

impl Sample for ShowPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |full: bool, may: bool, has_account: bool| {
            let mut enterprise = things::enterprise(words).0;
            enterprise.trashed_at = (full && has_account).then_some(things::NOW);
            let lines = if full { things::window_lines(words) } else { Vec::new() };
            ShowPage {
                ui: if full { words.flashing(&ui, FlashKind::Warning) } else { ui.clone() },
                lines: lines.into_iter().map(line).collect(),
                enterprise: if full {
                    enterprise
                } else {
                    Enterprise { meta: Meta::default(), ..enterprise }
                },
                alike: if full { vec![linked(words)] } else { Vec::new() },
                attention: if has_account { told(words) } else { Attention::default() },
                has_account,
                may_restore: may,
                may_edit: may,
                may_edit_windows: may,
                may_edit_registry: may,
            }
        };
        vec![
            page(false, true, false),
            page(false, true, true),
            page(false, false, false),
            page(true, true, true),
            page(true, false, true),
        ]
    }
}

impl Sample for ClonePage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui, fields: usize, content| ClonePage {
            ui,
            original: things::enterprise(words).0,
            slug: words.line(),
            typed: Typed { name: words.line(), meta: things::meta(words), reason: words.line() },
            domains: words.lines(),
            content,
            brought: Brought { fields, templates: fields, defaults: fields },
            rule: NAME_RULE,
        };
        let wrong = ["name", "slug", "owner", "tags", "note", "domains", "reason"];
        vec![
            page(ui.clone(), 3, true),
            page(ui.clone(), 0, false),
            page(words.refusing(&ui, &wrong), 1, false),
        ]
    }
}

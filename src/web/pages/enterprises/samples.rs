//! Samples of the pages about enterprises.

use super::{FormPage, Line, ListPage, NAME_RULE, ShowPage, TrashedLine, Typed, line};
use crate::domain::{Enterprise, Meta};
use crate::web::attention::Attention;
use crate::web::moment::moment;
use crate::web::pages::overview::samples::told;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] =
    &[Page::of::<ListPage>(), Page::of::<FormPage>(), Page::of::<ShowPage>()];

impl Sample for ListPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui, lines: Vec<Line>, next, first, may_create| ListPage {
            trashed: lines.iter().map(|line| gone(line, words)).collect(),
            ui,
            lines,
            next,
            first,
            may_create,
        };
        let lines = || {
            let enterprise = things::enterprise(words).0;
            vec![Line { updated: moment(enterprise.updated_at), enterprise }]
        };
        let next = Some("/enterprises?cursor=a%26b".to_owned());
        vec![
            page(ui.clone(), Vec::new(), None, true, true),
            page(ui.clone(), Vec::new(), None, true, false),
            page(ui.clone(), Vec::new(), None, false, false),
            page(words.flashing(&ui, FlashKind::Done), lines(), next, false, true),
        ]
    }
}

fn gone(line: &Line, words: Words) -> TrashedLine {
    let (slug, at) = (line.enterprise.slug.clone(), moment(things::NOW));
    TrashedLine { name: words.line(), slug, by: words.line(), at }
}

impl Sample for FormPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui, version: Option<i64>, typed| FormPage {
            ui,
            action: if version.is_some() { "/e/demo/settings" } else { "/enterprises" }.to_owned(),
            version,
            slug: words.line(),
            typed,
            rule: NAME_RULE,
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

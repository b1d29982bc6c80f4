//! Samples of the pages about leave-message templates.

use super::links::Links;
use super::{FormPage, fields};
use crate::domain::leave_template::Settings;
use crate::domain::{LeaveTemplate, Meta};
use crate::web::pages::registry::samples::managed;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[Page::of::<FormPage>()];

fn written(words: Words) -> LeaveTemplate {
    let mut odd = things::leave_template(words).0;
    odd.settings = Settings {
        name: words.line(),
        templateid: words.line(),
        groupid: words.line(),
        locale: words.line(),
    };
    odd
}

/// With an account that yields a link, one whose values do not fit, and none at all.
fn links(template: &LeaveTemplate, words: Words, blank: bool) -> Links {
    let Some((channel, _)) = fields::leave_page() else {
        return Links::of(template, &[], &[], "/e/demo");
    };
    if blank {
        return Links::of(template, &[], &[], "/e/demo");
    }
    let good = things::account(channel, words).0;
    let mut bad = good.clone();
    bad.values = bad.values.into_keys().map(|name| (name, words.line())).collect();
    let variants = [template.clone(), things::leave_template(words).0];
    Links::of(template, &[good, bad], &variants, "/e/demo")
}

impl Sample for FormPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui, version: Option<i64>, template: &LeaveTemplate, may_edit: bool| FormPage {
            ui,
            base: "/e/demo".to_owned(),
            action: "/e/demo/leave-templates".to_owned(),
            version,
            fields: fields::draw(&template.settings, &fields::check(&template.settings)),
            name: template.settings.name.clone(),
            meta: if version.is_some() { things::meta(words) } else { Meta::default() },
            reason: words.line(),
            links: version.map(|_| links(template, words, !may_edit)),
            used: if may_edit { things::window_lines(words) } else { Vec::new() },
            manage: version.map(|_| managed(words, may_edit)),
            may_edit,
        };
        let mut empty = things::leave_template(words).0;
        empty.settings = Settings::default();
        let good = things::leave_template(words).0;
        let wrong = ["name", "templateid", "groupid", "locale", "owner", "reason"];
        vec![
            page(ui.clone(), None, &empty, true),
            page(words.refusing(&ui, &wrong), None, &written(words), true),
            page(words.refusing(&ui, &wrong), Some(7), &written(words), true),
            page(words.flashing(&ui, FlashKind::Done), Some(7), &good, true),
            page(ui.clone(), Some(7), &good, false),
        ]
    }
}

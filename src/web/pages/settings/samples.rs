//! Samples of the settings' first page.

use super::{SettingsPage, open_to};
use crate::rights::Role;
use crate::web::sample::{Page, Sample, Words};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[Page::of::<SettingsPage>()];

impl Sample for SettingsPage {
    fn samples(ui: Ui, _: Words) -> Vec<Self> {
        let page = |role| SettingsPage { ui: ui.clone(), sections: open_to(role) };
        vec![page(Role::Owner), page(Role::Auditor)]
    }
}

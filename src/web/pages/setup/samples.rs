//! Samples of the first set-up: every step, untouched and refused, with every kind of window chosen.

use super::{SetupPage, Typed, first_window, password_rules};
use crate::catalog::Values;
use crate::channels::{Ambient, Deployment};
use crate::domain::PasswordRules;
use crate::domain::names::NAME_RULE;
use crate::store::installation::Setup;
use crate::web::sample::{Page, Sample, Words, targets, things};
use crate::web::ui::{PageError, Ui};

pub const PAGES: &[Page] = &[Page::of::<SetupPage>()];

impl Sample for SetupPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let ui = words.outside(&ui);
        let typed = Typed {
            email: words.line(),
            name: words.line(),
            slug: words.line(),
            code: words.line(),
            ..Typed::default()
        };
        let signs = ["setup_code", "name", "email", "password"];
        let mut pages = vec![
            page(ui.clone(), Setup::Account, Typed::default()),
            page(words.refusing(&ui, &signs), Setup::Account, typed.clone()),
            page(ui.clone(), Setup::Enterprise, Typed::default()),
            page(words.refusing(&ui, &["name", "slug"]), Setup::Enterprise, typed.clone()),
            page(ui.clone(), Setup::Window, Typed::default()),
            page(words.refusing(&ui, &["kind", "name", "code"]), Setup::Window, typed.clone()),
        ];
        for (channel, target) in targets() {
            let kind = format!("{}.{}", channel.id(), target.id);
            let prefix = kind.replace('.', "-");
            let mut values: Values = things::written(channel.account_fields(), "", words);
            values.extend(things::written(target.window_fields, target.id, words));
            let typed = Typed { kind, values, ..typed.clone() };
            let mut refused = words.refusing(&ui, &["kind", "name", "code"]);
            let needed = first_window::offers(&typed).into_iter().filter(|offer| offer.chosen);
            let fields = needed.flat_map(|offer| offer.fields).map(|field| field.id);
            let told = fields.filter(|id| id.starts_with(&prefix));
            refused.errors.extend(told.map(|id| PageError {
                label: None,
                field: Some(id),
                text: words.message(),
            }));
            pages.push(page(refused, Setup::Window, typed));
            let deployment =
                Deployment { visitor: Values::new(), ..things::typical(channel, target) };
            let artifacts = channel.render(&deployment, &Ambient::at(0)).artifacts;
            pages.push(SetupPage {
                artifacts,
                window_path: "/e/demo/windows/main-site".to_owned(),
                ..page(ui.clone(), Setup::Snippet, Typed::default())
            });
        }
        pages
    }
}

fn page(ui: Ui, step: Setup, typed: Typed) -> SetupPage {
    SetupPage {
        ui,
        step,
        kinds: first_window::offers(&typed),
        typed,
        artifacts: Vec::new(),
        window_path: String::new(),
        rule: NAME_RULE,
        password_rule: password_rules::told(&PasswordRules { shortest: 10, version: 1 }),
    }
}

//! Samples of the pages about security keys.

use super::{NewPage, ShowPage, Typed, scheme_label};
use crate::catalog::form::Choice;
use crate::channels;
use crate::domain::Key;
use crate::web::moment::moment;
use crate::web::pages::registry::samples::managed;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[Page::of::<NewPage>(), Page::of::<ShowPage>()];

/// One key of every scheme, and one of a scheme that is gone.
fn keys(words: Words) -> Vec<Key> {
    let known = channels::ALL.iter().flat_map(|channel| channel.schemes()).map(|one| one.id());
    let mut keys: Vec<Key> = known.map(|scheme| things::key(scheme, words).0).collect();
    keys.push(Key { expires_on: String::new(), ..things::key(&words.line(), words).0 });
    keys
}

fn typed(words: Words) -> Typed {
    Typed {
        name: words.line(),
        account: "2".to_owned(),
        scheme: words.line(),
        expires_on: words.line(),
        meta: things::meta(words),
        reason: words.line(),
    }
}

impl Sample for NewPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let choices = || {
            vec![Choice::new("1", words.message(), false), Choice::new("2", words.message(), true)]
        };
        let schemes = || {
            let all = channels::ALL.iter().flat_map(|channel| channel.schemes());
            all.map(|one| Choice::new(one.id(), one.label(), false)).collect()
        };
        let page = |ui, accounts, typed| NewPage {
            ui,
            base: "/e/demo".to_owned(),
            accounts,
            schemes: schemes(),
            typed,
        };
        let wrong = ["name", "account_id", "scheme", "secret", "expires_on", "owner", "note"];
        vec![
            page(ui.clone(), Vec::new(), Typed::default()),
            page(ui.clone(), choices(), Typed::default()),
            page(words.refusing(&ui, &wrong), choices(), typed(words)),
            page(words.refused(&ui), choices(), typed(words)),
        ]
    }
}

impl Sample for ShowPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui: Ui, key: Key, used, may_edit| ShowPage {
            scheme: scheme_label(&key.scheme, ui.lang),
            ui,
            base: "/e/demo".to_owned(),
            account: words.line(),
            created: moment(key.created_at),
            version: key.version,
            key,
            typed: typed(words),
            used,
            manage: managed(words, may_edit),
            may_edit,
        };
        let key = || keys(words).remove(0);
        let wrong = words.refusing(&ui, &["name", "expires_on", "tags", "reason"]);
        vec![
            page(ui.clone(), key(), Vec::new(), false),
            page(words.flashing(&ui, FlashKind::Done), key(), things::window_lines(words), true),
            page(wrong, key(), Vec::new(), true),
        ]
    }
}

//! Samples of the pages about security keys.

use super::activation::ActivatePage;
use super::purge::{PolicyPage, PurgePage};
use super::reveal::{RevealPage, RevealedPage};
use super::revocation::{Dependant, RevokePage};
use super::rotation::{self, RotatePage, change_over, overlap_choices, source_choices};
use super::show::{Acts, ShowPage};
use super::{NewPage, Typed, kept_choices, scheme_label, standing};
use crate::catalog::form::Choice;
use crate::channels::{self, doctor};
use crate::clock::Millis;
use crate::domain::ring::{State, Version};
use crate::domain::{Key, Switch, switch};
use crate::secret::Secret;
use crate::store::reports::Access;
use crate::store::secrets::Uses;
use crate::text::Lang;
use crate::web::due::Due;
use crate::web::moment::{ZONE_SHOWN, moment, quiet_hour};
use crate::web::pages::registry::samples::managed;
use crate::web::pages::reports;
use crate::web::sample::{Page, Sample, Words, things};
use crate::web::ui::{FlashKind, Ui};
use crate::web::vendor_switch::VendorSwitch;

pub const PAGES: &[Page] = &[
    Page::of::<NewPage>(),
    Page::of::<ShowPage>(),
    Page::of::<RotatePage>(),
    Page::of::<ActivatePage>(),
    Page::of::<RevokePage>(),
    Page::of::<PurgePage>(),
    Page::of::<PolicyPage>(),
    Page::of::<RevealPage>(),
    Page::of::<RevealedPage>(),
];

const BASE: &str = "/e/demo";

/// One key of every scheme, one of a scheme that is gone, one that is revoked, one kept elsewhere.
fn keys(words: Words) -> Vec<Key> {
    let known = channels::ALL.iter().flat_map(|channel| channel.schemes()).map(|one| one.id());
    let mut keys: Vec<Key> = known.map(|scheme| things::key(scheme, words).0).collect();
    let gone = || things::key(&words.line(), words).0;
    keys.push(Key { expires_on: String::new(), ..gone() });
    keys.push(Key { state: State::Revoked, ..gone() });
    keys.push(Key { elsewhere: true, ..gone() });
    keys
}

/// Moments at which a key with this last day is due in every way.
fn moments() -> [Millis; 4] {
    let before = |days: i64| things::NOW + (130 - days) * 86_400_000;
    [before(20), before(5), before(1), before(-3)]
}

fn typed(words: Words) -> Typed {
    Typed {
        name: words.line(),
        account: "2".to_owned(),
        scheme: words.line(),
        elsewhere: true,
        expires_on: words.line(),
        meta: things::meta(words),
        reason: words.line(),
    }
}

/// The vendor's switch of a key whose scheme has one, in one state or not recorded.
fn switched(key: &Key, words: Words, recorded: bool) -> Option<VendorSwitch> {
    let what = doctor::scheme_switch(&key.scheme)?;
    let stored = Switch {
        account: key.account,
        state: switch::State::On,
        turned_by: words.line(),
        turned_at: things::NOW,
        version: 1,
    };
    let stored = Some(&stored).filter(|_| recorded);
    Some(VendorSwitch::told(what, stored, "/e/demo/accounts/2".to_owned(), recorded))
}

impl Sample for PurgePage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui: Ui, due: bool| {
            let ring = things::ring(words);
            let old = ring.versions.iter().find(|one| one.may_go()).cloned().expect("one");
            PurgePage {
                ui,
                base: BASE.to_owned(),
                version: ring.key.version,
                due: due.then(|| moment(things::NOW)),
                old,
                reason: words.line(),
                key: ring.key,
            }
        };
        vec![page(ui.clone(), true), page(words.refusing(&ui, &["reason"]), false)]
    }
}

impl Sample for PolicyPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui: Ui, days: String| PolicyPage {
            ui,
            base: BASE.to_owned(),
            days,
            usual: 30,
            longest: 3_650,
            version: 1,
            reason: words.line(),
        };
        let wrong = words.refusing(&ui, &["days", "reason"]);
        vec![page(words.flashing(&ui, FlashKind::Done), "30".to_owned()), page(wrong, words.line())]
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
        let page = |ui, accounts, typed: Typed| NewPage {
            ui,
            base: BASE.to_owned(),
            accounts,
            schemes: schemes(),
            kept: kept_choices(typed.elsewhere),
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

/// One line of the list of accesses.
fn access(action: &str, words: Words, lang: Lang) -> reports::Line {
    let access = Access {
        seq: 7,
        at: things::NOW,
        kind: "user".to_owned(),
        name: words.line(),
        role: "admin".to_owned(),
        address: "192.0.2.7".to_owned(),
        action: action.to_owned(),
        subject: "1".to_owned(),
        reason: words.line(),
        details: [("name".to_owned(), words.line()), ("number".to_owned(), "4".to_owned())].into(),
    };
    reports::line(&access, None, lang)
}

impl Sample for ShowPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui: Ui, key: Key, used, allowed: bool| {
            let ring = crate::domain::Ring { key, ..things::ring(words) };
            let uses = [Uses { number: 4, uses: 1234, used_at: things::NOW }];
            let acts = ["key.revealed", "link.signed"].map(|action| access(action, words, ui.lang));
            ShowPage {
                scheme: scheme_label(&ring.key.scheme, ui.lang),
                base: BASE.to_owned(),
                state: standing::tag(ring.key.state, None, things::NOW),
                sentence: standing::sentence(&ring, things::NOW + 1),
                secrets: standing::lines(&ring, &uses, things::NOW + 1, 30),
                keep: 30,
                switch: switched(&ring.key, words, allowed),
                due: Due::of("2027-03-31", moments()[1]),
                account: words.line(),
                created: moment(ring.key.created_at),
                version: ring.key.version,
                typed: typed(words),
                used,
                acts: Acts { lines: acts.into(), more: allowed },
                manage: managed(words, allowed),
                may_edit: allowed,
                may_reveal: allowed,
                may_read_history: allowed,
                key: ring.key,
                ui,
            }
        };
        let key = |at: usize| keys(words).remove(at);
        let last = keys(words).len() - 1;
        let wrong = words.refusing(&ui, &["name", "expires_on", "tags", "reason"]);
        vec![
            page(ui.clone(), key(0), Vec::new(), false),
            page(words.flashing(&ui, FlashKind::Done), key(0), things::window_lines(words), true),
            page(wrong, key(0), Vec::new(), true),
            page(ui.clone(), key(last), Vec::new(), true),
            page(ui.clone(), key(last - 1), Vec::new(), true),
        ]
    }
}

impl Sample for RotatePage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui: Ui, key: Key, dependants, typed: rotation::Typed| RotatePage {
            scheme: scheme_label(&key.scheme, ui.lang),
            ui,
            base: BASE.to_owned(),
            version: key.version,
            dependants,
            switch: switched(&key, words, true),
            quiet: quiet_hour(things::NOW),
            zone: ZONE_SHOWN,
            change: change_over(&key),
            sources: source_choices(&change_over(&key), typed.made),
            overlaps: overlap_choices(&typed.overlap),
            typed,
            key,
        };
        let typed = rotation::Typed {
            made: true,
            overlap: "own".to_owned(),
            until: words.line(),
            reason: words.line(),
        };
        let wrong = words.refusing(&ui, &["source", "secret", "overlap", "until", "reason"]);
        let first = keys(words).remove(0);
        let mut pages: Vec<Self> = keys(words)
            .into_iter()
            .map(|key| page(ui.clone(), key, things::window_lines(words), typed.clone()))
            .collect();
        pages.push(page(wrong, first, Vec::new(), typed));
        pages
    }
}

fn versions(words: Words) -> Vec<Version> {
    things::ring(words).versions
}

impl Sample for ActivatePage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui: Ui, ends| ActivatePage {
            ui,
            base: BASE.to_owned(),
            key: things::ring(words).key,
            version: 3,
            new: versions(words).remove(0),
            ends,
            change: change_over(&things::ring(words).key),
            expires_on: words.line(),
            reason: words.line(),
        };
        let wrong = words.refusing(&ui, &["expires_on", "reason"]);
        vec![page(ui, Some(moment(things::NOW))), page(wrong, None)]
    }
}

impl Sample for RevokePage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui: Ui, old: Version, ticked: bool| RevokePage {
            ui,
            base: BASE.to_owned(),
            key: things::ring(words).key,
            version: 3,
            old,
            enterprise: words.line(),
            dependants: things::window_lines(words)
                .into_iter()
                .map(|line| Dependant { line, ticked })
                .collect(),
            server: ticked,
            cut: ticked,
            confirm: words.line(),
            reason: words.line(),
        };
        let wrong = words.refusing(&ui, &["confirm", "reason"]);
        let states = versions(words).into_iter().map(|old| page(ui.clone(), old, false));
        let mut pages: Vec<Self> = states.collect();
        pages.push(page(wrong, versions(words).remove(2), true));
        pages
    }
}

impl Sample for RevealPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui: Ui| RevealPage {
            ui,
            base: BASE.to_owned(),
            key: things::ring(words).key,
            version: versions(words).remove(1),
            reason: words.line(),
        };
        let wrong = words.refusing(&ui, &["password", "reason"]);
        vec![page(ui), page(wrong)]
    }
}

impl Sample for RevealedPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        vec![RevealedPage {
            ui,
            base: BASE.to_owned(),
            key: things::ring(words).key,
            version: versions(words).remove(1),
            secret: Secret::new(words.line()),
        }]
    }
}

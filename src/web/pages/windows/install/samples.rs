//! Samples of the install page for every target: nothing released, the draft, a release, and one held
//! against an older one with a policy that was pasted.

use super::policy::{Pasted, PolicyPart};
use super::server::ServerPart;
use super::{Desk, InstallPage, shown};
use crate::channels::{Channel, Target};
use crate::domain::release::File;
use crate::web::pages::windows::releases::edition::Edition;
use crate::web::pages::windows::releases::samples::{cut, draft, other, release};
use crate::web::sample::{Page, Sample, Words, targets};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[Page::of::<InstallPage>()];

/// Each blocks something else.
const STAGES: &[&str] =
    &["script-src 'self'", "frame-src 'none'", "default-src * 'unsafe-inline'", "sandbox"];
const POLICY: &str = "default-src 'self'; script-src 'self' 'nonce-abc'";

impl Sample for InstallPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        targets().flat_map(|(channel, target)| states(channel, target, &ui, words)).collect()
    }
}

fn states(
    channel: &'static dyn Channel,
    target: &'static Target,
    ui: &Ui,
    words: Words,
) -> Vec<InstallPage> {
    let page = |edition: Option<Edition>, older: Option<Vec<File>>, pasted, may: bool| {
        let (draft, window) = draft(channel, target, words, false);
        let older = older.map(|files| (1, files));
        let hosts = vec!["*.example.com".to_owned(), words.line()];
        let of = |edition| shown(edition, &window, ("", &hosts), older.as_ref(), ui.lang);
        let shown = edition.as_ref().map(of);
        let policy = edition.as_ref().and_then(|edition| {
            let about = (edition.flavour.as_str(), ui.lang);
            PolicyPart::of(channel, &draft, &window, edition, about, pasted)
        });
        let desk = Desk {
            cut: cut(&draft, &window),
            live: Some(2),
            live_files: Vec::new(),
            live_environment: String::new(),
            older_numbers: vec![2, 1],
            edition,
            older,
            draft,
            hosts,
        };
        InstallPage {
            ui: ui.clone(),
            base: "/e/demo".to_owned(),
            origin: "https://jieru.example".to_owned(),
            may_edit: may,
            may_release: may,
            may_hand_over: may,
            reader: "wang@example.com /e/demo/link".to_owned(),
            releases: desk.choices(),
            flavours: desk.flavours(shown.as_ref().map_or("", |shown| shown.flavour.as_str())),
            since: desk.since(),
            behind: desk.behind(),
            server: ServerPart::of(target),
            channel,
            target,
            hosts: desk.hosts,
            policy,
            shown,
            window,
        }
    };
    let mut all = vec![page(None, None, None, words == Words::Plain)];
    let pasted = |text: &str, nonce| Some(Pasted { policy: text.to_owned(), nonce, ours: false });
    let (draft, window) = draft(channel, target, words, false);
    if let Some(cut) = cut(&draft, &window) {
        let new = other(&cut);
        let one = release(&window, None, &cut, words);
        let two = release(&window, Some(&one), &new, words);
        let edition = || Edition::of_release("demo", &window, two.clone(), new.files.clone());
        all.push(page(Some(Edition::of_draft(cut.clone())), None, None, true));
        // Whatever is said of a policy is said on one page; the others need no second round.
        if target.id == "component" {
            let policies = STAGES.iter().map(|policy| (*policy).to_owned());
            for policy in policies.chain([words.lines()]) {
                all.push(page(Some(edition()), None, pasted(&policy, true), false));
            }
        }
        all.push(page(Some(edition()), Some(cut.files), pasted(POLICY, true), false));
    }
    all
}

//! Samples of the draft beside the live release: nothing released, the same, different, and a draft
//! with errors, for every target.

use super::{BothPage, compared, drawn_draft};
use crate::channels::{Channel, Target};
use crate::domain::release::File;
use crate::domain::{Release, Window};
use crate::web::pages::windows::releases::Draft;
use crate::web::pages::windows::releases::samples::{cut, draft, other, release};
use crate::web::sample::{Page, Sample, Words, targets};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[Page::of::<BothPage>()];

impl Sample for BothPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        targets().flat_map(|(channel, target)| states(channel, target, &ui, words)).collect()
    }
}

fn states(
    channel: &'static dyn Channel,
    target: &'static Target,
    ui: &Ui,
    words: Words,
) -> Vec<BothPage> {
    let page = |(draft, window): (Draft, Window), live: Option<Release>, files: &[File], may| {
        let (live, refused) = compared(&draft, &window, live, files, (0, ui.lang));
        BothPage {
            ui: ui.clone(),
            base: "/e/demo".to_owned(),
            draft: drawn_draft(&draft, &window),
            channel,
            target,
            may_edit: may,
            may_release: may,
            live,
            refused,
            window,
        }
    };
    let both = |wild| draft(channel, target, words, wild);
    let mut all = vec![page(both(false), None, &[], true), page(both(true), None, &[], false)];
    let (plain, window) = both(false);
    if let Some(cut) = cut(&plain, &window) {
        let (one, new) = (release(&window, None, &cut, words), other(&cut));
        let two = release(&window, Some(&one), &new, words);
        all.push(page(both(false), Some(one), &cut.files, true));
        all.push(page(both(false), Some(two), &new.files, true));
    }
    all
}

//! Samples of hand-over links: none yet, all states, a new one; and what guests see for every target.

use uuid::Uuid;

use super::guest::{EndedPage, LandingPage, PackagePage};

use super::{LinksPage, Made, Typed, line, shape};
use crate::channels::{Channel, Target};
use crate::clock::HOUR;
use crate::domain::handover::{Order, Purpose};
use crate::domain::{Handover, HandoverId, Window};
use crate::store::handovers::{Kept, Uses};
use crate::web::moment::moment;
use crate::web::pages::windows::draft_and_live::drawn;
use crate::web::pages::windows::install::server::ServerPart;
use crate::web::pages::windows::install::shown;
use crate::web::pages::windows::releases::edition::Edition;
use crate::web::pages::windows::releases::samples::{cut, draft, release};
use crate::web::sample::{Page, Sample, Words, targets, things};
use crate::web::ui::Ui;

pub const PAGES: &[Page] = &[
    Page::of::<LinksPage>(),
    Page::of::<LandingPage>(),
    Page::of::<PackagePage>(),
    Page::of::<EndedPage>(),
];

const PATH: &str = "/handovers/0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";

fn kept(window: &Window, number: u128, purpose: Purpose, used: bool, words: Words) -> Kept {
    let order = Order {
        purpose,
        release: if used { "2".to_owned() } else { "live".to_owned() },
        recipient: words.line(),
        made_by: words.line(),
        hours: 48,
    };
    let id = HandoverId(Uuid::from_u128(number));
    let (handover, _) = Handover::make(id, window, order, things::NOW);
    let last = used.then(|| (things::NOW, "2001:db8::1".to_owned()));
    Kept { handover, uses: Uses { openings: i64::from(used), copies: 3, last } }
}

impl Sample for LinksPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let Some((channel, target)) = targets().next() else { return Vec::new() };
        let window = || draft(channel, target, words, false).1;
        let page = |ui: Ui, kept: Vec<Kept>, made, form, may: bool| LinksPage {
            ui,
            base: "/e/demo".to_owned(),
            window: window(),
            channel,
            target,
            next: may.then(|| "/e/demo/windows/main-site/handovers?cursor=a".to_owned()),
            lines: kept.into_iter().map(|one| line(one, things::NOW + HOUR)).collect(),
            may_edit: may,
            may_hand_over: may,
            may_trace: may,
            form,
            made,
        };
        let form = || {
            let typed = Typed { recipient: words.line(), hours: words.line(), ..Typed::default() };
            Some(shape(&typed, HandoverId(Uuid::nil()), &[2, 1]))
        };
        let open = kept(&window(), 1, Purpose::Code, true, words);
        let mut expired = kept(&window(), 2, Purpose::Preview, false, words);
        expired.handover.expires_at = things::NOW;
        let mut revoked = kept(&window(), 3, Purpose::Code, true, words);
        revoked.handover.revoked_at = Some(things::NOW);
        let made = Made {
            url: format!("https://jieru.example{PATH}"),
            recipient: words.line(),
            expires: moment(things::NOW),
        };
        let all = || vec![open.clone(), expired.clone(), revoked.clone()];
        vec![
            page(ui.clone(), Vec::new(), None, None, true),
            page(ui.clone(), Vec::new(), None, None, false),
            page(words.refused(&ui), all(), None, form(), true),
            page(ui.clone(), all(), Some(made), form(), true),
            page(ui, all(), None, None, false),
        ]
    }
}

impl Sample for LandingPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |purpose| LandingPage {
            ui: ui.clone(),
            path: PATH.to_owned(),
            enterprise: words.line(),
            purpose,
            until: moment(things::NOW),
        };
        Purpose::ALL.map(page).into()
    }
}

impl Sample for EndedPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |expired| EndedPage {
            ui: ui.clone(),
            enterprise: words.line(),
            contact: words.line(),
            expired,
        };
        vec![page(None), page(Some(moment(things::NOW)))]
    }
}

impl Sample for PackagePage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let each = targets().flat_map(|(channel, target)| {
            Purpose::ALL
                .into_iter()
                .filter_map(|purpose| package(channel, target, purpose, &ui, words))
                .collect::<Vec<_>>()
        });
        each.collect()
    }
}

fn package(
    channel: &'static dyn Channel,
    target: &'static Target,
    purpose: Purpose,
    ui: &Ui,
    words: Words,
) -> Option<PackagePage> {
    let (draft, window) = draft(channel, target, words, false);
    let cut = cut(&draft, &window)?;
    let one = release(&window, None, &cut, words);
    let edition = Edition::of_release("demo", &window, one, cut.files);
    let code = purpose == Purpose::Code;
    let hosts = vec!["*.example.com".to_owned(), words.line()];
    Some(PackagePage {
        ui: ui.clone(),
        path: PATH.to_owned(),
        enterprise: words.line(),
        shown: shown(&edition, &window, ("", &hosts), None, ui.lang),
        flavours: Vec::new(),
        server: ServerPart::of(target).filter(|_| code),
        preview: (!code).then(|| drawn(channel, edition.release.as_ref())),
        until: moment(things::NOW),
        reader: "reader".to_owned(),
        contact: words.line(),
        hosts,
        window,
        channel,
        target,
    })
}

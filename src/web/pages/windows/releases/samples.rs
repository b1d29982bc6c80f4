//! Samples of the releases of every target: none yet, one, two that differ, and a draft with errors.

use uuid::Uuid;

use super::edition::Edition;
use super::list::{Gate, ReleasesPage, Waiting, line};
use super::rollback::{Chosen, RollbackPage, drafts};
use super::show::{Compared, ReleasePage, shown};
use super::{Draft, Refused, compared};
use crate::catalog::form::Choice;
use crate::channels::{Channel, Target};
use crate::domain::change::Fields;
use crate::domain::release::{Cut, Occasion, Origin};
use crate::domain::window::Content;
use crate::domain::{Release, ReleaseId, Window};
use crate::text::{Message, text};
use crate::web::moment::moment;
use crate::web::pages::windows::promotions::{self, PromotionsPage};
use crate::web::pages::windows::samples::{references, typed};
use crate::web::sample::{Page, Sample, Words, targets, things};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[
    Page::of::<ReleasesPage>(),
    Page::of::<ReleasePage>(),
    Page::of::<RollbackPage>(),
    Page::of::<PromotionsPage>(),
];

/// A window of a target, and the draft of it.
pub fn draft(
    channel: &'static dyn Channel,
    target: &'static Target,
    words: Words,
    wild: bool,
) -> (Draft, Window) {
    let content = typed(channel, target, words, wild).content;
    let window = things::window(channel, content, words).0;
    (Draft { channel, target, references: references(channel, target, words) }, window)
}

/// What a release of it would be: with its own values, or with none of the options where people's
/// words fit nowhere.
pub fn cut(draft: &Draft, window: &Window) -> Option<Cut> {
    let bare = Content { parameters: <_>::default(), ..window.content.clone() };
    let tries = [&window.content, &bare];
    tries.into_iter().find_map(|content| draft.cut(content, 0).ok()).map(|(cut, _)| cut)
}

/// # Panics
/// When nothing differs from the last one.
pub fn release(window: &Window, last: Option<&Release>, cut: &Cut, words: Words) -> Release {
    let occasion = Occasion {
        id: ReleaseId(Uuid::nil()),
        made_by: words.line(),
        made_at: things::NOW,
        note: words.line(),
        origin: Origin::default(),
    };
    let (made, _) = Release::make(window, last, cut, occasion).expect("something new");
    made
}

/// The same with other code.
pub fn other(cut: &Cut) -> Cut {
    let mut other = cut.clone();
    other.inputs.name.push_str(" 2");
    for file in &mut other.files {
        file.content.push_str("// 2\n");
        file.sha256 = crate::domain::release::sha256(file.content.as_bytes());
    }
    other
}

impl Sample for ReleasesPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        targets().flat_map(|(channel, target)| lists(channel, target, &ui, words)).collect()
    }
}

/// A draft that differs from the first release.
fn changed(channel: &dyn Channel, cut: &Cut, new: &Cut, ui: &Ui) -> Waiting {
    let (before, after) = (Fields::new(), new.inputs.fields());
    Waiting::Changes {
        last: Some(1),
        fields: compared::fields(channel.id(), &before, &after, ui.lang),
        files: compared::files(&cut.files, &new.files),
        warnings: Vec::new(),
    }
}

fn lists(
    channel: &'static dyn Channel,
    target: &'static Target,
    ui: &Ui,
    words: Words,
) -> Vec<ReleasesPage> {
    let page = |ui: Ui, releases: Vec<Release>, waiting, may: bool| {
        let (draft, window) = draft(channel, target, words, false);
        let live = releases.first().map(|release| release.number);
        ReleasesPage {
            ui,
            base: "/e/demo".to_owned(),
            channel: draft.channel,
            target: draft.target,
            live,
            next: (releases.len() > 1)
                .then(|| "/e/demo/windows/main-site/releases?cursor=2".to_owned()),
            lines: releases.into_iter().map(line).collect(),
            waiting,
            note: words.lines(),
            gate: Gate {
                production: may,
                needed: i64::from(live.is_none()),
                open: live.map(|_| 7),
                frozen: (live == Some(2)).then(|| moment(things::NOW)),
            },
            may_edit: may,
            may_release: may,
            may_submit: may,
            barred: None,
            window,
        }
    };
    let (wild, window) = draft(channel, target, words, true);
    let wrong = match wild.cut(&window.content, 0) {
        Err(Refused { found, .. }) => found,
        Ok(_) => Vec::new(),
    };
    let refused = Waiting::Refused(wrong);
    let first = Waiting::Changes {
        last: None,
        fields: Vec::new(),
        files: Vec::new(),
        warnings: Vec::new(),
    };
    let mut all = vec![
        page(words.refused(ui), Vec::new(), refused, true),
        page(ui.clone(), Vec::new(), first, false),
    ];
    let (draft, window) = draft(channel, target, words, false);
    if let Some(cut) = cut(&draft, &window) {
        let new = other(&cut);
        let one = release(&window, None, &cut, words);
        let two = release(&window, Some(&one), &new, words);
        let changes = || changed(channel, &cut, &new, ui);
        let done = words.flashing(ui, FlashKind::Done);
        all.push(page(done, vec![two, one.clone()], Waiting::Same, true));
        all.push(page(ui.clone(), vec![one.clone()], changes(), true));
        let barred = Some(text("不能在这里发布。", "No releases here."));
        let page = page(ui.clone(), vec![one], changes(), true);
        all.push(ReleasesPage { barred, may_release: false, ..page });
    }
    all
}

impl Sample for PromotionsPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let (channel, target) = targets().next().expect("a target");
        let row = |field: &str, moves| promotions::Row {
            field: field.to_owned(),
            label: words.line(),
            raw: "color".to_owned(),
            here: Some(words.line()),
            there: None,
            moves,
        };
        let page = |ui: Ui, rows: Option<usize>| {
            let (draft, window) = draft(channel, target, words, false);
            let other = rows.map(|rows| promotions::Other {
                code: "other-site".to_owned(),
                name: words.line(),
                version: 2,
                production: true,
                rows: (0..rows).map(|at| row(["p.color", "w.variant"][at], at == 0)).collect(),
                own: vec![row("account_id", false)],
            });
            PromotionsPage {
                ui,
                base: "/e/demo".to_owned(),
                channel: draft.channel,
                target: draft.target,
                others: vec![Choice::new("other-site", Message::name(&words.line()), true)],
                other,
                barred: (rows == Some(0)).then_some(text("不能写到那边。", "Not to there.")),
                reason: words.line(),
                window,
            }
        };
        vec![page(words.refused(&ui), Some(2)), page(ui.clone(), Some(0)), page(ui, None)]
    }
}

impl Sample for RollbackPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let (channel, target) = targets().next().expect("a target");
        let page = |ui: Ui, to: Option<Chosen>, needed| {
            let (draft, window) = draft(channel, target, words, false);
            RollbackPage {
                ui,
                base: "/e/demo".to_owned(),
                target: draft.target,
                live: to.as_ref().map(|_| 2),
                others: to
                    .iter()
                    .map(|to| Choice::new(to.number, Message::name("v1"), true))
                    .collect(),
                to,
                drafts: drafts(true),
                reason: words.line(),
                needed,
                may_edit: true,
                barred: (needed > 1).then_some(text("不能在这里发布。", "No releases here.")),
                window,
            }
        };
        let chosen = |blocked: bool, same: bool| {
            let (draft, window) = draft(channel, target, words, false);
            let old = cut(&draft, &window).expect("a cut");
            let fields =
                compared::fields(channel.id(), &Fields::new(), &old.inputs.fields(), ui.lang);
            Chosen {
                number: 1,
                made: moment(things::NOW),
                made_by: words.line(),
                note: words.line(),
                fields: if same { Vec::new() } else { fields },
                files: compared::files(&old.files, &other(&old).files),
                blocked: blocked.then(|| Message::name(&words.line())),
                same,
            }
        };
        vec![
            page(ui.clone(), None, 0),
            page(words.refused(&ui), Some(chosen(false, false)), 1),
            page(ui.clone(), Some(chosen(false, false)), 2),
            page(ui.clone(), Some(chosen(true, false)), 0),
            page(ui.clone(), Some(chosen(false, true)), 0),
        ]
    }
}

impl Sample for ReleasePage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let each = targets().filter_map(|(channel, target)| {
            let (draft, window) = draft(channel, target, words, false);
            let cut = cut(&draft, &window)?;
            Some(page(&draft, &window, &cut, &ui, words, target.links))
        });
        each.collect()
    }
}

fn page(
    draft: &Draft,
    window: &Window,
    cut: &Cut,
    ui: &Ui,
    words: Words,
    second: bool,
) -> ReleasePage {
    let one = release(window, None, cut, words);
    let new = other(cut);
    let (release, files) = if second {
        (release(window, Some(&one), &new, words), new.files.clone())
    } else {
        (one.clone(), cut.files.clone())
    };
    let edition = Edition::of_release("demo", window, release.clone(), files);
    let id = draft.channel.id();
    let lang = ui.lang;
    ReleasePage {
        ui: ui.clone(),
        base: "/e/demo".to_owned(),
        window: window.clone(),
        channel: draft.channel,
        target: draft.target,
        number: release.number,
        made: moment(release.made_at),
        made_by: words.line(),
        note: if second { words.lines() } else { String::new() },
        content_hash: release.content_hash.clone(),
        production: second,
        live: second,
        may_edit: second,
        files: shown(&edition),
        links: edition.links(&edition.flavour).cloned().collect(),
        inputs: compared::values(id, &release.inputs.fields(), lang),
        others: [(1, true), (7, false)]
            .map(|(number, chosen)| Choice::new(number, Message::name("v1"), chosen))
            .into(),
        compared: second.then(|| Compared {
            number: 1,
            fields: compared::fields(id, &one.inputs.fields(), &release.inputs.fields(), lang),
            files: compared::files(&cut.files, &new.files),
        }),
    }
}

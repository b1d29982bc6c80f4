//! Samples of change requests in every state, of every target, and of the pages around them.

use uuid::Uuid;

use super::contents::{Next, OfWindow};
use super::list::{ListPage, choices, line};
use super::live::{self, LivePage};
use super::policy::{PolicyPage, counts};
use super::rebase::{Choices, RebasePage, Row};
use super::show::{May, Scheduled, ShowPage, Step, forced, given};
use super::shown::Shown;
use super::submit::NewPage;
use crate::catalog::form::Choice;
use crate::clock::HOUR;
use crate::domain::object_release::Candidate;
use crate::domain::request::{
    Approval, By, ChangeRequest, Contents, Emergency, Item, Order, Policy, Source, State,
};
use crate::domain::{EnterpriseId, RequestId, Window};
use crate::store::standing::Standing;
use crate::text::{Message, text};
use crate::web::moment::moment;
use crate::web::pages::windows::releases::compared;
use crate::web::pages::windows::releases::samples::{cut, draft, other, release};
use crate::web::sample::{Page, Sample, Words, targets, things};
use crate::web::ui::{FlashKind, Ui};

pub const PAGES: &[Page] = &[
    Page::of::<ListPage>(),
    Page::of::<ShowPage>(),
    Page::of::<NewPage>(),
    Page::of::<PolicyPage>(),
    Page::of::<RebasePage>(),
    Page::of::<LivePage>(),
];

fn by(words: Words, id: &str) -> By {
    By { id: id.to_owned(), name: words.line() }
}

fn item(words: Words, noun: &str, base: i64) -> Item {
    Item {
        noun: noun.to_owned(),
        id: "019f0000-0000-7000-8000-000000000001".to_owned(),
        handle: "main-site".to_owned(),
        name: words.line(),
        channel: String::new(),
        production: base > 0,
        source: Source::Draft,
        base,
        content_hash: "0123456789abcdef".repeat(4),
        released: None,
    }
}

fn request(words: Words, items: Vec<Item>) -> ChangeRequest {
    let order = Order {
        id: RequestId(Uuid::nil()),
        enterprise: EnterpriseId(Uuid::nil()),
        number: 41,
        title: words.line(),
        reason: words.line(),
        ticket: "OPS-1024".to_owned(),
        author: by(words, "author"),
        items,
        release_at: None,
    };
    ChangeRequest::submit(order, things::NOW).0
}

/// One request in each state; what was forced waits for a look.
fn every(words: Words) -> Vec<ChangeRequest> {
    let state = |state: State| {
        let mut one = request(words, vec![item(words, Window::NOUN, 2), item(words, "plugin", 0)]);
        one.state = state;
        if state == State::Released {
            one.emergency = Some(emergency(words, false));
        }
        one
    };
    State::ALL.map(state).into()
}

fn emergency(words: Words, looked: bool) -> Emergency {
    Emergency {
        by: by(words, "author"),
        reason: words.line(),
        at: things::NOW,
        look_by: things::NOW + 24 * HOUR,
        looked: looked.then(|| (by(words, "other"), things::NOW, words.line())),
    }
}

impl Sample for ListPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui: Ui, full: bool, filtered: bool| ListPage {
            ui,
            base: "/e/demo".to_owned(),
            lines: if full {
                every(words).into_iter().map(|one| line(one, things::NOW)).collect()
            } else {
                Vec::new()
            },
            looks: every(words)
                .into_iter()
                .filter(|one| full && one.awaits_look())
                .map(|one| line(one, things::NOW + 48 * HOUR))
                .collect(),
            states: choices(if filtered { "mine" } else { "" }),
            filtered,
            next: full.then(|| "/e/demo/changes?cursor=40".to_owned()),
            may_submit: full,
            may_rule: full,
        };
        vec![
            page(words.flashing(&ui, FlashKind::Done), true, false),
            page(ui.clone(), false, true),
            page(ui, false, false),
        ]
    }
}

fn steps(words: Words) -> Vec<Step> {
    let step = |current: bool| Step {
        who: words.line(),
        text: words.line(),
        href: None,
        iso: moment(things::NOW).iso,
        at: moment(things::NOW).shown,
        meta: "0123456789ab".to_owned(),
        reason: words.line(),
        current,
        changes: Vec::new(),
    };
    vec![step(true), step(false)]
}

fn approvals(words: Words, request: &mut ChangeRequest, hash: &str) {
    let approval = |voided: bool| Approval {
        by: by(words, "other"),
        content_hash: hash.to_owned(),
        comment: words.lines(),
        at: things::NOW,
        voided: voided.then(|| (by(words, "author"), things::NOW)),
    };
    request.approvals = vec![approval(true), approval(false)];
}

fn show(
    ui: Ui,
    words: Words,
    mut request: ChangeRequest,
    shown: Vec<Shown>,
    rich: bool,
) -> ShowPage {
    let each = request.items.iter().map(|item| item.content_hash.clone()).collect();
    let hash = Contents::of(&request.items, each).joint;
    if rich {
        approvals(words, &mut request, &hash);
        request.held_up = Some(Message::name(&words.line()));
    }
    let may = May {
        approve: rich,
        why_not: (!rich).then_some(text("您是提交人。", "You submitted this.")),
        reject: rich,
        comment: true,
        withdraw: !rich,
        release: rich,
        force: !rich,
        barred: (!rich).then_some(text("不能在这里发布。", "No releases here.")),
        look: request.awaits_look(),
    };
    ShowPage {
        ui,
        base: "/e/demo".to_owned(),
        made: moment(things::NOW),
        scheduled: (rich || request.awaits_look()).then(|| Scheduled {
            at: moment(things::NOW + HOUR),
            by: words.line(),
            against: rich.then_some(text("没有人能发布。", "Nobody releases it.")),
        }),
        shown,
        needed: 1,
        standing: usize::from(rich),
        content_hash: hash.clone(),
        obstacle: (!rich).then(|| Message::name(&words.line())),
        may_rebase: !rich,
        frozen: rich.then(|| Message::name(&words.line())),
        approvals: given(&request, &hash),
        emergency: request.emergency.clone().map(forced),
        may,
        steps: steps(words),
        comment: words.lines(),
        reason: words.line(),
        request,
    }
}

impl Sample for ShowPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let lang = ui.lang;
        let mut all: Vec<ShowPage> = targets()
            .filter_map(|(channel, target)| {
                let (draft, window) = draft(channel, target, words, false);
                let old = cut(&draft, &window)?;
                let live = release(&window, None, &old, words);
                let mut one = item(words, Window::NOUN, 1);
                one.channel = channel.id().to_owned();
                let mut shown = Shown::empty(&one, "/e/demo", lang);
                let of = OfWindow {
                    window,
                    draft,
                    last: Some(live.clone()),
                    live: Some(live),
                    live_files: old.files.clone(),
                    next: Next::Draft { cut: Box::new(other(&old)), said: Vec::new() },
                };
                shown.of_window(&of, lang);
                Some(show(ui.clone(), words, request(words, vec![one]), vec![shown], true))
            })
            .collect();
        let mut plugin = Shown::empty(&item(words, "plugin", 0), "/e/demo", lang);
        if let Some(candidate) = Candidate::of(&things::plugin(words).0) {
            plugin.fields = compared::fields("", &Vec::new(), &candidate.fields, lang);
        }
        let mut gone = Shown::empty(&item(words, "vip_field", 3), "/e/demo", lang);
        gone.gone = Some(text("它在回收站里。", "It lies in the trash."));
        gone.blocked = Some(Message::name(&words.line()));
        let items = vec![item(words, "plugin", 0), item(words, "vip_field", 3)];
        let mine = request(words, items.clone());
        all.push(show(words.refused(&ui), words, mine, vec![plugin, gone], false));
        for looked in [false, true] {
            let mut one = request(words, items.clone());
            one.state = State::Released;
            one.emergency = Some(emergency(words, looked));
            all.push(show(ui.clone(), words, one, Vec::new(), false));
        }
        all
    }
}

impl Sample for NewPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui: Ui, items| NewPage {
            ui,
            base: "/e/demo".to_owned(),
            items,
            title: words.line(),
            reason: words.line(),
            ticket: words.line(),
            policy: Policy::usual(EnterpriseId(Uuid::nil())),
        };
        let mut one = Choice::new("window:1", Message::name(&words.line()), true);
        one.written = Some("main-site".to_owned());
        let two = Choice::new("plugin:2", Message::name(&words.line()), false);
        vec![page(words.refused(&ui), vec![one, two]), page(ui, Vec::new())]
    }
}

impl Sample for PolicyPage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let page = |ui: Ui, until: &str| PolicyPage {
            ui,
            base: "/e/demo".to_owned(),
            version: 3,
            test: counts(0, "0"),
            production: counts(1, "2"),
            frozen_until: until.to_owned(),
            frozen_because: words.line(),
            reason: words.line(),
        };
        vec![
            page(words.refused(&ui), "soon"),
            page(words.flashing(&ui, FlashKind::Done), "2026-11-21T10:00"),
        ]
    }
}

impl Sample for LivePage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let standing = |version: i64| Standing {
            code: format!("site-{version}"),
            name: words.line(),
            version,
            number: 3,
            draft_version: 1,
            environment: if version == 1 { "test" } else { "production" }.to_owned(),
            content_hash: "0123456789abcdef".repeat(4),
            made_by: words.line(),
            made_at: things::NOW,
            emergency: version == 2,
        };
        let page = |ui: Ui, count: i64| LivePage {
            ui,
            base: "/e/demo".to_owned(),
            now: moment(things::NOW),
            lines: (1..=count).map(|version| live::line(standing(version))).collect(),
            next: (count > 0).then(|| "/e/demo/releases?cursor=site-2".to_owned()),
        };
        vec![page(ui.clone(), 2), page(ui, 0)]
    }
}

impl Sample for RebasePage {
    fn samples(ui: Ui, words: Words) -> Vec<Self> {
        let row = |at: usize, keep_draft: bool| Row {
            field: format!("keep.{at}.p.color"),
            label: words.line(),
            raw: "color".to_owned(),
            base: None,
            live: Some(words.line()),
            draft: keep_draft.then(|| words.line()),
            keep_draft,
        };
        let page = |ui: Ui, full: bool| RebasePage {
            ui,
            base: "/e/demo".to_owned(),
            number: 41,
            version: 2,
            windows: if full {
                vec![
                    Choices { name: words.line(), live: 3, rows: vec![row(0, true)] },
                    Choices { name: words.line(), live: 4, rows: vec![row(1, false)] },
                    Choices { name: words.line(), live: 5, rows: Vec::new() },
                ]
            } else {
                Vec::new()
            },
            along: if full { vec![words.line()] } else { Vec::new() },
            overtaken: full,
        };
        vec![page(words.refused(&ui), true), page(ui, false)]
    }
}

//! One change request: what it would change in fields, code and links, both drawings, what is risky
//! about it, and what may be done next.

use actix_web::http::StatusCode;
use askama::Template;

use super::contents::{Current, Made, Next, OfWindow};
use super::releasing::Case;
use super::{by, object_path, state, tag, ui_of};
use crate::channels::preview::Preview;
use crate::channels::{Diagnostic, Severity};
use crate::domain::change::Fields;
use crate::domain::release::{File, FileKind};
use crate::domain::request::{Approval, ChangeRequest, Emergency, Item, Source, State};
use crate::domain::{FieldChange, Release, Window};
use crate::rights::{
    CommentChanges, Permission, ReleaseWindows, ReviewChanges, SubmitChanges, ViewEnterprise,
};
use crate::store::history::{self, Event, Filter};
use crate::store::{Read, releases, windows};
use crate::text::{Lang, Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::Form;
use crate::web::moment::{Moment, moment};
use crate::web::pages::registry::shelf;
use crate::web::pages::windows::draft_and_live::{drawn, drawn_draft};
use crate::web::pages::windows::releases::compared::{self, FileDiff};
use crate::web::scope::{Scoped, Within};
use crate::web::told::{self, Labelled};
use crate::web::ui::Ui;

#[derive(Template)]
#[template(path = "changes/show.html")]
pub(super) struct ShowPage {
    pub ui: Ui,
    pub base: String,
    pub request: ChangeRequest,
    pub made: Moment,
    pub scheduled: Option<Moment>,
    pub shown: Vec<Shown>,
    pub needed: i64,
    pub standing: usize,
    /// What an approval would name.
    pub content_hash: String,
    /// What stands against a release now.
    pub obstacle: Option<Message>,
    pub may_rebase: bool,
    pub frozen: Option<Message>,
    pub approvals: Vec<Given>,
    pub emergency: Option<Forced>,
    pub may: May,
    pub steps: Vec<Step>,
    pub comment: String,
    pub reason: String,
}

/// What this person may do with it now.
#[derive(Clone, Debug, Default)]
pub(super) struct May {
    pub approve: bool,
    /// Why there is no such button, where somebody would look for it.
    pub why_not: Option<Text>,
    pub reject: bool,
    pub comment: bool,
    pub withdraw: bool,
    pub release: bool,
    pub force: bool,
    pub look: bool,
}

pub(super) struct Shown {
    pub item: Item,
    pub label: Text,
    pub href: Option<String>,
    /// What stands on the left of every comparison, and on the right.
    pub was: String,
    pub will: String,
    pub first: bool,
    pub fields: Vec<Labelled>,
    pub files: Vec<FileDiff>,
    pub links: Vec<FileDiff>,
    pub problems: Vec<Diagnostic>,
    /// Why an earlier release must not come back.
    pub blocked: Option<Message>,
    pub before: Option<Preview>,
    pub after: Option<Preview>,
    /// Why nothing more is shown.
    pub gone: Option<Text>,
    /// Files that somebody has to paste again.
    pub paste: Vec<String>,
    pub key: bool,
}

pub(super) struct Given {
    pub approval: Approval,
    pub at: Moment,
    pub voided: Option<Moment>,
    pub counts: bool,
}

pub(super) struct Forced {
    pub emergency: Emergency,
    pub at: Moment,
    pub look_by: Moment,
    pub looked: Option<Moment>,
}

/// One line of what happened to it, in the form of the timeline.
pub(super) struct Step {
    pub who: String,
    pub text: String,
    pub href: Option<String>,
    pub iso: String,
    pub at: String,
    pub meta: String,
    pub reason: String,
    pub current: bool,
    pub changes: Vec<FieldChange>,
}

pub async fn show(
    Scoped { within, object: request }: Scoped<ChangeRequest, ViewEnterprise>,
) -> Answer {
    page(&within, StatusCode::OK, request, Typed::default()).await
}

/// What was typed into a form that is drawn again.
#[derive(Default)]
pub(super) struct Typed {
    pub form: Form,
    pub comment: String,
    pub reason: String,
}

pub(super) async fn page<P: Permission>(
    within: &Within<P>,
    status: StatusCode,
    request: ChangeRequest,
    typed: Typed,
) -> Answer {
    let portal = &within.visit.portal;
    let mut read = portal.db.read().await?;
    let case = Case::open(&mut read, request, portal.clock.now()).await?;
    let mut shown = Vec::new();
    for (item, current) in case.request.items.iter().zip(&case.currents) {
        shown.push(shown_of(within, &mut read, &case.request, item, current).await?);
    }
    let subject = Filter::Subject(case.request.id.to_string());
    let events = history::page(&mut read, case.request.log(), &subject, None).await?.items;
    drop(read);
    let mut ui = ui_of(within, &case.request)?;
    within.visit.take_flash(&mut ui);
    ui.errors = typed.form.errors;
    let open = case.request.state.is_open();
    let content_hash = case.contents.as_ref().map(|now| now.joint.clone()).unwrap_or_default();
    let may = may(within, &case)?;
    let page = ShowPage {
        base: within.path(""),
        made: moment(case.request.created_at),
        scheduled: case.request.release_at.map(moment),
        needed: case.needed(),
        standing: case.request.standing(&content_hash).count(),
        obstacle: case.obstacle().filter(|_| open),
        may_rebase: open
            && (case.is_overtaken() || !case.missing.is_empty())
            && within.allows::<SubmitChanges>(),
        frozen: case.frozen().filter(|_| open),
        approvals: given(&case.request, &content_hash),
        emergency: case.request.emergency.clone().map(forced),
        steps: steps(&events, &ui),
        content_hash,
        shown,
        may,
        comment: typed.comment,
        reason: typed.reason,
        request: case.request,
        ui,
    };
    within.visit.page(status, &page)
}

fn may<P: Permission>(within: &Within<P>, case: &Case) -> Result<May, Fault> {
    let request = &case.request;
    let me = by(within)?;
    let open = request.state.is_open();
    let reviews = within.allows::<ReviewChanges>();
    let own = request.is_work_of(&me, &case.contributors);
    let joint = case.contents.as_ref().map(|now| now.joint.as_str()).unwrap_or_default();
    let again = request.standing(joint).any(|known| known.by.id == me.id);
    let why_not = match () {
        () if !open || !reviews => None,
        () if request.author.id == me.id => Some(text(
            "您是提交人，批准要由另一个人来做。",
            "You submitted this; somebody else has to approve it.",
        )),
        () if own => Some(text(
            "您改过这次要发布的内容，批准要由没有改过的人来做。",
            "You edited what this brings; somebody who did not has to approve it.",
        )),
        () if again => {
            Some(text("您已批准现在的内容。", "You approved this content as it is now."))
        }
        () => None,
    };
    let sound = open && case.obstacle().is_none();
    let releases = within.allows::<ReleaseWindows>();
    let frozen = case.frozen().is_some();
    let emergency = request.emergency.as_ref().filter(|_| request.awaits_look());
    Ok(May {
        approve: open && reviews && why_not.is_none() && case.contents.is_some(),
        why_not,
        reject: open && reviews,
        comment: within.allows::<CommentChanges>(),
        withdraw: open && request.author.id == me.id && within.allows::<SubmitChanges>(),
        release: sound && releases && case.is_ready() && !frozen,
        force: sound && releases && (!case.is_ready() || frozen),
        look: reviews
            && emergency.is_some_and(|one| one.by.id != me.id && request.author.id != me.id),
    })
}

async fn shown_of<P: Permission>(
    within: &Within<P>,
    read: &mut Read,
    request: &ChangeRequest,
    item: &Item,
    current: &Current,
) -> Result<Shown, Fault> {
    let lang = within.visit.lang();
    let mut shown = Shown::empty(item, &within.path(""), lang);
    if request.state == State::Released {
        if item.noun == Window::NOUN {
            released(within, read, item, &mut shown).await?;
        } else if let Some(number) = item.released {
            shown.will = format!("v{number}");
            shown.gone = Some(RELEASED);
        }
        return Ok(shown);
    }
    if !request.state.is_open() && current.content_hash.as_ref() != Some(&item.content_hash) {
        shown.gone = Some(MOVED_ON);
        return Ok(shown);
    }
    match &current.made {
        Made::Window(of) => shown.of_window(of, lang),
        Made::Object(candidate, live) => {
            let before = live.as_ref().map(|live| live.fields.clone()).unwrap_or_default();
            shown.fields = compared::fields("", &before, &candidate.fields, lang);
        }
        Made::Gone => shown.gone = Some(GONE),
    }
    Ok(shown)
}

const RELEASED: Text = text(
    "改了哪些字段，见下面“经过”里的发布记录。",
    "Which fields changed is told by the release in its history.",
);
const MOVED_ON: Text = text(
    "变更结束之后草稿又改过，当时的内容见历史。",
    "The draft was edited after this request was closed; the history tells what it said.",
);
const GONE: Text = text(
    "它在回收站里、已停用，或已彻底删除，不能发布。",
    "It lies in the trash, is retired or gone for good, and cannot be released.",
);

/// What a closed request changed, from the releases before and after it.
async fn released<P: Permission>(
    within: &Within<P>,
    read: &mut Read,
    item: &Item,
    shown: &mut Shown,
) -> Result<(), Fault> {
    let id = item.id.parse().map_err(|_| Fault::not_found())?;
    let Some(window) = windows::find(read, within.enterprise.id, id).await? else {
        shown.gone = Some(GONE);
        return Ok(());
    };
    let Some(number) = item.released else { return Ok(()) };
    let Some(new) = releases::find(read, &window, number).await? else { return Ok(()) };
    let files = releases::files(read, &new).await?;
    let old = releases::find(read, &window, item.base).await?;
    let old_files = match &old {
        Some(old) => releases::files(read, old).await?,
        None => Vec::new(),
    };
    shown.will = format!("v{number}");
    shown.compare(old.as_ref(), &old_files, &new.inputs.fields(), &files, within.visit.lang());
    if let Some(channel) = crate::channels::find(&window.channel) {
        shown.before = old.as_ref().map(|old| drawn(channel, Some(old)));
        shown.after = Some(drawn(channel, Some(&new)));
    }
    Ok(())
}

impl Shown {
    pub(super) fn empty(item: &Item, base: &str, lang: Lang) -> Self {
        let label = shelf(&item.noun).map_or(text("对象", "Object"), |shelf| shelf.one);
        let was = match item.base {
            0 => text("线上没有", "Nothing live").to(lang).to_owned(),
            number => format!("{} v{number}", text("线上", "Live").to(lang)),
        };
        Shown {
            label,
            href: object_path(&item.noun, &item.handle).map(|path| format!("{base}{path}")),
            was,
            will: text("变更后", "After").to(lang).to_owned(),
            first: item.base == 0,
            fields: Vec::new(),
            files: Vec::new(),
            links: Vec::new(),
            problems: Vec::new(),
            blocked: None,
            before: None,
            after: None,
            gone: None,
            paste: Vec::new(),
            key: false,
            item: item.clone(),
        }
    }

    pub(super) fn of_window(&mut self, of: &OfWindow, lang: Lang) {
        let (after, files) = match &of.next {
            Next::Refused(found) => {
                self.problems.clone_from(found);
                return;
            }
            Next::Blocked { why, .. } => {
                self.blocked = Some(why.clone());
                return;
            }
            Next::Draft { cut, said } => {
                let warnings = said.iter().filter(|one| one.severity == Severity::Warning);
                self.problems = warnings.cloned().collect();
                self.after = Some(drawn_draft(&of.draft, &of.window));
                (cut.inputs.fields(), &cut.files)
            }
            Next::Repeat { old, files, .. } => {
                self.will = format!("{} v{}", text("回到", "Back to").to(lang), old.number);
                self.after = Some(drawn(of.draft.channel, Some(old)));
                (old.inputs.fields(), files)
            }
        };
        self.before = of.live.as_ref().map(|live| drawn(of.draft.channel, Some(live)));
        self.compare(of.live.as_ref(), &of.live_files, &after, files, lang);
    }

    fn compare(
        &mut self,
        old: Option<&Release>,
        old_files: &[File],
        after: &Fields,
        files: &[File],
        lang: Lang,
    ) {
        let before = old.map(|old| old.inputs.fields()).unwrap_or_default();
        self.first = old.is_none();
        self.fields = compared::fields(&self.item.channel, &before, after, lang);
        self.key = crate::domain::change::difference(&before, after)
            .iter()
            .any(|change| change.field == "key_id");
        let of = |files: &[File], kind| -> Vec<File> {
            files.iter().filter(|file| file.kind == kind).cloned().collect()
        };
        let pair = |kind| compared::files(&of(old_files, kind), &of(files, kind));
        self.files = pair(FileKind::Artifact);
        self.links = pair(FileKind::Link);
        if old.is_some() {
            self.paste = self.files.iter().map(|file| file.path.clone()).collect();
            self.paste.dedup();
        }
    }

    /// Whether nothing differs but what nobody sees.
    fn same(&self) -> bool {
        self.fields.is_empty() && self.files.is_empty() && self.links.is_empty()
    }

    fn repeats(&self) -> Option<i64> {
        match self.item.source {
            Source::Release { number, .. } => Some(number),
            Source::Draft => None,
        }
    }
}

pub(super) fn given(request: &ChangeRequest, content_hash: &str) -> Vec<Given> {
    let open = request.state.is_open();
    let each = request.approvals.iter().map(|approval| Given {
        at: moment(approval.at),
        voided: approval.voided.as_ref().map(|(_, at)| moment(*at)),
        counts: approval.voided.is_none() && (!open || approval.counts(content_hash)),
        approval: approval.clone(),
    });
    each.collect()
}

pub(super) fn forced(emergency: Emergency) -> Forced {
    Forced {
        at: moment(emergency.at),
        look_by: moment(emergency.look_by),
        looked: emergency.looked.as_ref().map(|(_, at, _)| moment(*at)),
        emergency,
    }
}

fn steps(events: &[Event], ui: &Ui) -> Vec<Step> {
    let step = |(at, event): (usize, &Event)| {
        let when = moment(event.at);
        let text = told::action(&event.action)
            .map_or(event.action.clone(), |words| ui.text(words).to_owned());
        let hash = event.details.get("content_hash").map(|hash| hash.chars().take(12).collect());
        Step {
            who: event.actor_name.clone(),
            text,
            href: None,
            iso: when.iso,
            at: when.shown,
            meta: hash.unwrap_or_default(),
            reason: event.reason.clone(),
            current: at == 0,
            changes: Vec::new(),
        }
    };
    events.iter().enumerate().map(step).collect()
}

impl ShowPage {
    fn here(&self) -> String {
        format!("{}/changes/{}", self.base, self.request.number)
    }

    fn state(&self) -> (&'static str, &'static str) {
        (tag(self.request.state), self.ui.text(state(self.request.state)))
    }

    /// "Nothing has to be pasted again", the question that every reviewer has.
    fn paste(&self) -> Vec<&str> {
        self.shown.iter().flat_map(|one| &one.paste).map(String::as_str).collect()
    }

    fn changes_links(&self) -> bool {
        self.shown.iter().any(|one| !one.first && !one.links.is_empty())
    }

    fn changes_key(&self) -> bool {
        self.shown.iter().any(|one| !one.first && one.key)
    }

    fn is_open(&self) -> bool {
        self.request.state.is_open()
    }

    fn acts(&self) -> bool {
        self.may.approve || self.may.reject || self.may.comment || self.may.withdraw
    }
}

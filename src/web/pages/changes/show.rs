//! One change request: what it would change in fields, code and links, both drawings, what is risky
//! about it, and what may be done next.

use actix_web::http::StatusCode;
use askama::Template;

use super::releasing::Case;
use super::shown::{Shown, shown_of};
use super::{by, due, state, tag, ui_of};
use crate::domain::FieldChange;
use crate::domain::request::{Approval, ChangeRequest, Emergency};
use crate::rights::{
    CommentChanges, Permission, ReleaseWindows, ReviewChanges, SubmitChanges, ViewEnterprise,
};
use crate::store::history::{self, Event, Filter};
use crate::store::{Read, people};
use crate::text::{Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::Form;
use crate::web::moment::{Moment, moment};
use crate::web::scope::{Scoped, Within};
use crate::web::told;
use crate::web::ui::Ui;

#[derive(Template)]
#[template(path = "changes/show.html")]
pub(super) struct ShowPage {
    pub ui: Ui,
    pub base: String,
    pub request: ChangeRequest,
    pub made: Moment,
    pub scheduled: Option<Scheduled>,
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

/// When it is released by itself, and on whose word.
pub(super) struct Scheduled {
    pub at: Moment,
    pub by: String,
    /// Why it would not be, as things stand.
    pub against: Option<Text>,
}

impl Scheduled {
    async fn of(read: &mut Read, case: &Case) -> crate::error::Result<Option<Self>> {
        let request = &case.request;
        let Some(at) = request.release_at.filter(|_| request.state.is_open()) else {
            return Ok(None);
        };
        let by = match request.time_set_by().parse() {
            Ok(id) => people::find(read, id).await?.map(|person| person.name),
            Err(_) => None,
        };
        let against = due::against(read, case, case.now).await?;
        Ok(Some(Scheduled { at: moment(at), by: by.unwrap_or_default(), against }))
    }
}

/// What this person may do with it now.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each button comes with any other")]
pub(super) struct May {
    pub approve: bool,
    /// Why there is no such button, where somebody would look for it.
    pub why_not: Option<Text>,
    pub reject: bool,
    pub comment: bool,
    pub withdraw: bool,
    pub release: bool,
    pub force: bool,
    /// Why there is neither of the two, where the role otherwise releases.
    pub barred: Option<Text>,
    pub look: bool,
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

/// What ends a request without a release.
const ENDS: &[&str] = &["change_request.rejected", "change_request.withdrawn"];

pub(super) async fn page<P: Permission>(
    within: &Within<P>,
    status: StatusCode,
    request: ChangeRequest,
    typed: Typed,
) -> Answer {
    let portal = &within.visit.portal;
    let mut read = portal.db.read().await?;
    let case = Case::open(&mut read, request, portal.clock.now()).await?;
    let subject = Filter::Subject(case.request.id.to_string());
    let events = history::page(&mut read, case.request.log(), &subject, None).await?.items;
    let ended = events.iter().find(|event| ENDS.contains(&event.action.as_str()));
    let closed_at = ended.map(|event| event.seq);
    let mut shown = Vec::new();
    for (item, current) in case.request.items.iter().zip(&case.currents) {
        shown.push(shown_of(within, &mut read, &case.request, item, current, closed_at).await?);
    }
    let scheduled = Scheduled::of(&mut read, &case).await?;
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
        scheduled,
        needed: case.needed(),
        standing: counted(&case.request, &content_hash),
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

/// The approvals that count, or that counted when it was closed.
fn counted(request: &ChangeRequest, content_hash: &str) -> usize {
    if request.state.is_open() {
        return request.standing(content_hash).count();
    }
    request.approvals.iter().filter(|known| known.voided.is_none()).count()
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
        () if request.author.id == me.id && request.handed.is_empty() => Some(text(
            "您是提交人，批准要由另一个人来做。",
            "You submitted this; somebody else has to approve it.",
        )),
        () if request.is_authored_by(&me.id) => Some(text(
            "您提交或接手了这个变更，批准要由另一个人来做。",
            "You submitted this or took it over; somebody else has to approve it.",
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
    let barred = case.environments().find_map(|production| within.barred(production));
    let releases = within.allows::<ReleaseWindows>() && barred.is_none();
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
        barred: barred.filter(|_| sound),
        look: reviews
            && emergency.is_some_and(|one| one.by.id != me.id && !request.is_authored_by(&me.id)),
    })
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

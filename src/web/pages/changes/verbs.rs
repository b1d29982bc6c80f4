//! What is done with a change request: each verb is a POST of its own.

use actix_web::http::StatusCode;

use super::releasing::{Against, Case, refused};
use super::show::{self, Typed};
use super::{by, path_of};
use crate::domain::request::{Approval, ChangeRequest, Refusal};
use crate::domain::{Act, Change};
use crate::rights::{CommentChanges, Permission, ReleaseWindows, ReviewChanges, SubmitChanges};
use crate::store::{Write, requests};
use crate::text::{Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::moment::{local_time, moment};
use crate::web::scope::{Found, Saved, Scoped, Within};

type Asked<P> = Posted<Scoped<ChangeRequest, P>>;

const FASTER: Text = text(
    "刚才有人抢先了一步，这次没有执行。请看看现在的状态，再决定一次。",
    "Somebody else was faster, so nothing was done. Look how it stands now, and decide again.",
);

/// The fields that the form of all words has, whichever button was pressed.
fn words(form: &mut Form) -> (String, String) {
    (form.take("content_hash"), form.lines("comment"))
}

pub async fn approve(
    Posted { scope: Scoped { within, object: request }, mut form }: Asked<ReviewChanges>,
) -> Answer {
    let (content_hash, comment) = words(&mut form);
    form.finish();
    if form.is_wrong() {
        return again(&within, request, form, comment).await;
    }
    let me = by(&within)?;
    let now = within.visit.portal.clock.now();
    let case = Case::open(&mut within.visit.portal.db.read().await?, request, now).await?;
    // Whose own work it is hears that first, and the history keeps the attempt.
    if case.request.state.is_open() && case.request.is_work_of(&me, &case.contributors) {
        return refuse_own_work(&within, &case.request).await;
    }
    let Some(contents) = &case.contents else {
        return conflict(&within, case.request, refused(Refusal::Moved), comment).await;
    };
    let approval =
        Approval { by: me, content_hash, comment: comment.clone(), at: now, voided: None };
    let (contributors, needed) = (&case.contributors, case.needed());
    match case.request.approve(approval, (contents, needed), contributors, now) {
        Ok((new, act)) => {
            let watched = super::contents::watched(&case.currents);
            let work = async |write: &mut Write<'_>| {
                requests::update(write, &new).await?;
                requests::watch_anew(write, &new, &watched).await
            };
            match within.write(act, work).await? {
                Saved::Done => done(&within, &new, text("已批准", "Approved")),
                Saved::Stale | Saved::Taken => faster(&within, case.request, comment).await,
            }
        }
        Err(refusal) => conflict(&within, case.request, refused(refusal), comment).await,
    }
}

/// 403, and an event: the report of the four eyes lists such attempts.
async fn refuse_own_work(within: &Within<ReviewChanges>, request: &ChangeRequest) -> Answer {
    let log = request.log();
    let change =
        Change::access(log, "change_request.approval_refused", ChangeRequest::NOUN, request.id)
            .detail("name", &request.title)
            .detail("number", request.number.to_string());
    within.write(Act::new(change), async |_| Ok(())).await?;
    let Against { status, text } = refused(Refusal::OwnWork);
    Err(Fault::saying(status, text))
}

pub async fn reject(
    Posted { scope: Scoped { within, object: request }, mut form }: Asked<ReviewChanges>,
) -> Answer {
    let (_, comment) = words(&mut form);
    if comment.is_empty() {
        form.wrong(
            "comment",
            text("驳回时请写明原因", "Say why, so that the author knows what to change"),
        );
    }
    form.finish();
    if form.is_wrong() {
        return again(&within, request, form, comment).await;
    }
    let outcome = request.reject(by(&within)?, &comment, within.visit.portal.clock.now());
    keep(&within, request, outcome, comment, text("已驳回", "Rejected")).await
}

pub async fn withdraw(
    Posted { scope: Scoped { within, object: request }, mut form }: Asked<SubmitChanges>,
) -> Answer {
    let (_, comment) = words(&mut form);
    form.finish();
    if form.is_wrong() {
        return again(&within, request, form, comment).await;
    }
    let outcome = request.withdraw(by(&within)?, &comment, within.visit.portal.clock.now());
    let said = text("已撤回，草稿还在", "Withdrawn; the drafts are still there");
    keep(&within, request, outcome, comment, said).await
}

pub async fn comment(
    Posted { scope: Scoped { within, object: request }, mut form }: Asked<CommentChanges>,
) -> Answer {
    let (_, comment) = words(&mut form);
    if comment.is_empty() {
        form.wrong("comment", text("请写一句意见", "Write a word first"));
    }
    form.finish();
    if form.is_wrong() {
        return again(&within, request, form, comment).await;
    }
    within.write(request.comment(&comment), async |_| Ok(())).await?;
    done(&within, &request, text("已留言", "Comment kept"))
}

pub async fn look(
    Posted { scope: Scoped { within, object: request }, mut form }: Asked<ReviewChanges>,
) -> Answer {
    let finding = form.lines("finding");
    form.finish();
    if form.is_wrong() {
        return again(&within, request, form, String::new()).await;
    }
    let now = within.visit.portal.clock.now();
    let outcome = request.look(by(&within)?, &finding, now).unwrap_or(Err(Refusal::Closed));
    if outcome.as_ref().is_err_and(|refusal| *refusal == Refusal::OwnWork) {
        let said = text(
            "紧急发布要由另一个人复核。",
            "Somebody else has to look at what was released in an emergency.",
        );
        return Err(Fault::saying(StatusCode::FORBIDDEN, said));
    }
    keep(&within, request, outcome, finding, text("已复核", "Looked at")).await
}

pub async fn schedule(
    Posted { scope: Scoped { within, object: request }, mut form }: Asked<ReleaseWindows>,
) -> Answer {
    form.take("content_hash");
    let typed = form.line("release_at");
    let now = within.visit.portal.clock.now();
    let at = local_time(&typed);
    // Nothing takes a schedule back, where there is one.
    let back = typed.is_empty() && request.release_at.is_some();
    if !back && at.is_none_or(|at| at <= now) {
        form.wrong(
            "release_at",
            text(
                "请填一个将来的时间，例如 2027-03-31 04:00",
                "Give a time to come, such as 2027-03-31 04:00",
            ),
        );
    }
    form.finish();
    if form.is_wrong() {
        return again(&within, request, form, String::new()).await;
    }
    let case = Case::open(&mut within.visit.portal.db.read().await?, request, now).await?;
    if at.is_some() {
        must_release(&within, &case).await?;
    }
    let me = by(&within)?;
    let outcome = case.request.schedule(at.map(|at| (at, &me)), case.environments(), now);
    let said = match at.map(moment) {
        Some(at) => Message::new(
            format!("将在 {} 自动发布", at.shown),
            format!("It will be released at {}", at.shown),
        ),
        None => text("已取消定时", "No longer scheduled").into(),
    };
    keep(&within, case.request, outcome, String::new(), said).await
}

/// Refuses whoever does not make something live in each of the environments.
async fn must_release(within: &Within<ReleaseWindows>, case: &Case) -> Result<(), Fault> {
    for production in case.environments() {
        within.must_release(production, &Found::told(&case.request)).await?;
    }
    Ok(())
}

pub async fn release(
    Posted { scope: Scoped { within, object: request }, mut form }: Asked<ReleaseWindows>,
) -> Answer {
    let (content_hash, reason) = (form.take("content_hash"), form.reason());
    form.take("release_at");
    let forced = form.take("emergency") == "true";
    if forced && reason.is_empty() {
        form.wrong("reason", text("请写明为什么等不及", "Say why it cannot wait"));
    }
    form.finish();
    if form.is_wrong() {
        let typed = Typed { form, reason, ..Typed::default() };
        return show::page(&within, StatusCode::UNPROCESSABLE_ENTITY, request, typed).await;
    }
    let portal = &within.visit.portal;
    let case = Case::open(&mut portal.db.read().await?, request, portal.clock.now()).await?;
    let there = case.contents.as_ref().map(|now| now.joint.as_str()).unwrap_or_default();
    if case.request.state.is_open() && !content_hash.is_empty() && content_hash != there {
        return conflict(&within, case.request, refused(Refusal::Moved), String::new()).await;
    }
    must_release(&within, &case).await?;
    let plan = match case.plan(&portal.clock, by(&within)?, forced.then_some(reason)) {
        Ok(plan) => plan,
        Err(against) => return conflict(&within, case.request, against, String::new()).await,
    };
    match within.write(plan.act.clone(), async |write| plan.store(write).await).await? {
        Saved::Done => {
            done(&within, &plan.request, text("已发布，现在就是线上", "Released; it is live now"))
        }
        Saved::Stale | Saved::Taken => faster(&within, case.request, String::new()).await,
    }
}

/// Keeps what a verb made of a request.
async fn keep<P: Permission>(
    within: &Within<P>,
    request: ChangeRequest,
    outcome: Result<(ChangeRequest, Act), Refusal>,
    comment: String,
    said: impl Into<Message>,
) -> Answer {
    match outcome {
        Ok((new, act)) => {
            match within.write(act, async |write| requests::update(write, &new).await).await? {
                Saved::Done => done(within, &new, said),
                Saved::Stale | Saved::Taken => faster(within, request, comment).await,
            }
        }
        Err(refusal) => conflict(within, request, refused(refusal), comment).await,
    }
}

fn done<P: Permission>(
    within: &Within<P>,
    request: &ChangeRequest,
    said: impl Into<Message>,
) -> Answer {
    within.visit.done(&path_of(within, request.number), said.into())
}

/// The page once more, with what is wrong beside its field.
async fn again<P: Permission>(
    within: &Within<P>,
    request: ChangeRequest,
    form: Form,
    comment: String,
) -> Answer {
    let typed = Typed { form, comment, ..Typed::default() };
    show::page(within, StatusCode::UNPROCESSABLE_ENTITY, request, typed).await
}

async fn faster<P: Permission>(
    within: &Within<P>,
    request: ChangeRequest,
    comment: String,
) -> Answer {
    let against = Against { status: StatusCode::CONFLICT, text: FASTER.into() };
    conflict(within, request, against, comment).await
}

/// The page as it is now, with why nothing was done. What must not be done by this person has a page
/// of its own.
async fn conflict<P: Permission>(
    within: &Within<P>,
    request: ChangeRequest,
    against: Against,
    comment: String,
) -> Answer {
    if against.status == StatusCode::FORBIDDEN {
        return Err(Fault::saying(against.status, against.text));
    }
    let mut read = within.visit.portal.db.read().await?;
    let now = requests::find(&mut read, request.enterprise, request.number).await?;
    drop(read);
    let mut form = Form::default();
    form.errors.push(crate::web::ui::PageError { field: None, label: None, text: against.text });
    let typed = Typed { form, comment, ..Typed::default() };
    show::page(within, against.status, now.unwrap_or(request), typed).await
}

//! The page on which whoever may give a role says yes or no to a request for it.

use actix_web::http::StatusCode;
use askama::Template;

use super::asking::{Line, PATH, named};
use super::realm::{Realm, whole};
use super::{take_until, terms, told_held};
use crate::clock::Millis;
use crate::domain::access_request::State;
use crate::domain::{AccessRequest, Act, Change};
use crate::error::Error;
use crate::rights::{Given, Releases, Role};
use crate::store::access_requests::{self, Asked};
use crate::store::people::Term;
use crate::store::{Write, grants, invitations, people};
use crate::text::{Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::moment::typed_time;
use crate::web::ui::{FlashKind, Ui};
use crate::web::visit::see_other;

#[derive(Template)]
#[template(path = "people/answering.html")]
pub(super) struct AnsweringPage {
    pub ui: Ui,
    pub action: String,
    pub line: Line,
    pub name: String,
    pub email: String,
    /// Whether whoever asked is still there.
    pub active: bool,
    /// The role that is held there now.
    pub held: Option<Standing>,
    pub until: String,
    pub answer: String,
}

/// A role that is held where another one is asked for.
pub(super) struct Standing {
    pub told: Message,
    /// What becomes of it.
    pub after: Text,
}

impl Standing {
    pub fn of(held: Given, former: Option<Given>, wanted: Role) -> Self {
        let after = if covers(held, wanted) {
            text(
                "已经有这个角色：批准只会延长它。填的到期更早时，现在的不变。",
                "This role is held already: approving only makes it longer. With an earlier end it stays what it is.",
            )
        } else {
            text(
                "填了到期：到时候现在的角色恢复，只要它那时还没到期。留空：新的角色代替它，不再恢复。",
                "With an end, the present role holds again after it, if its own time is not over by then. Without one, the new role replaces it for good.",
            )
        };
        Standing { told: terms::and_then(terms::told(held), former), after }
    }
}

/// Whether it is the same role, with no limit.
fn covers(held: Given, wanted: Role) -> bool {
    (held.role, held.releases) == (wanted, Releases::Everywhere)
}
const GONE: Text = text(
    "申请人的账号已停用，不能给角色。请拒绝这个申请；还要给的话，请门户所有者先重新启用账号。",
    "Whoever asked was deactivated and gets no role. Reject the request, or have an owner of the portal reactivate the account first.",
);

/// What one answer shows besides the request.
#[derive(Default)]
struct Drawn {
    until: Option<String>,
    answer: String,
    form: Form,
}

async fn at<R: Realm>(realm: &R) -> Result<Asked, Fault> {
    let asked = named(realm.visit()).await?;
    if asked.request.log != realm.log() {
        return Err(Fault::not_found());
    }
    Ok(asked)
}

pub async fn look<R: Realm>(realm: R) -> Answer {
    let asked = at(&realm).await?;
    answering(&realm, StatusCode::OK, asked, Drawn::default()).await
}

async fn answering<R: Realm>(realm: &R, status: StatusCode, asked: Asked, drawn: Drawn) -> Answer {
    let visit = realm.visit();
    let (place, person) = (whole(realm).place, asked.request.person);
    let mut read = visit.portal.db.read().await?;
    let held = grants::held_with_former(&mut read, person, place).await?;
    drop(read);
    let wanted = Role::from_name(&asked.request.role);
    let mut ui = realm.frame(text("申请权限", "A request for access"))?;
    visit.take_flash(&mut ui);
    ui.errors = drawn.form.errors;
    let proposed = || {
        let until = asked.request.until(visit.portal.clock.now());
        until.map(typed_time).unwrap_or_default()
    };
    let page = AnsweringPage {
        action: format!("{}{PATH}/{}", realm.base(), asked.request.id),
        held: held.zip(wanted).map(|((held, former), role)| Standing::of(held, former, role)),
        until: drawn.until.unwrap_or_else(proposed),
        answer: drawn.answer,
        name: asked.name.clone(),
        email: asked.email.clone(),
        active: asked.active,
        line: Line::of(asked, ui.lang),
        ui,
    };
    visit.page(status, &page)
}

/// Says yes: gives the role, and both are one act.
pub async fn approve<R: Realm>(Posted { scope: realm, mut form }: Posted<R>) -> Answer {
    let visit = realm.visit();
    let now = visit.portal.clock.now();
    let (typed, until) = take_until(&mut form, now);
    form.finish();
    let asked = at(&realm).await?;
    let (me, request) = (&visit.person()?.person, &asked.request);
    if me.id == request.person {
        let said = text("没有人能批准自己的申请。", "Nobody approves the own request.");
        return Err(Fault::saying(StatusCode::FORBIDDEN, said));
    }
    if !asked.active && request.state == State::Open {
        return Err(Fault::saying(StatusCode::CONFLICT, GONE));
    }
    if form.is_wrong() {
        let drawn = Drawn { until: Some(typed), form, ..Drawn::default() };
        return answering(&realm, StatusCode::UNPROCESSABLE_ENTITY, asked, drawn).await;
    }
    let closed = request.close(State::Approved, (&me.name, ""), now);
    let (Some((new, change)), Some(role)) = (closed, Role::from_name(&request.role)) else {
        return answered(&realm, &asked);
    };
    give(&realm, &asked, (role, until), (new, change), now).await?;
    visit.done(
        &format!("{}/people", realm.base()),
        Message::new(
            format!("已批准“{}”的申请", asked.name),
            format!("The request of {} was approved", asked.name),
        ),
    )
}

async fn give<R: Realm>(
    realm: &R,
    asked: &Asked,
    (role, until): (Role, Option<Millis>),
    (new, change): (AccessRequest, Change),
    now: Millis,
) -> Result<(), Fault> {
    let (visit, somewhere) = (realm.visit(), whole(realm));
    // Whoever has to be limited gets the role from the list of people.
    let given = Given { role, until, releases: Releases::Everywhere };
    let term = Term { until, releases: given.releases, by: visit.person()?.person.name.clone() };
    let work = async |write: &mut Write<'_>| {
        access_requests::close(write, &new).await?;
        let found = people::find(write, new.person).await?.filter(|person| person.active);
        let person = found.ok_or_else(|| Error::conflict().saying(GONE))?;
        grants::hold(write).await?;
        let before = people::held_at(write, person.id, somewhere.place).await?;
        let act = Act::new(change.clone().detail("name", &asked.name));
        if before.is_some_and(|held| covers(held, role) && !given.outlasts(&held)) {
            return Ok(act);
        }
        let told = (before.map(told_held), Some(told_held(given)));
        let turned = person.turn_role(&somewhere.spot(), told.0, told.1);
        let turned_to = (before, Some(role));
        people::set_role(write, person.id, somewhere.place, turned_to, &term, now).await?;
        let act = turned.into_iter().fold(act, Act::and);
        invitations::close_lost(write, person.id, act, now).await
    };
    Ok(visit.portal.db.write(realm.permit(), work).await?)
}

/// Somebody answered it before, or it was withdrawn.
fn answered<R: Realm>(realm: &R, asked: &Asked) -> Answer {
    let said = text("这个申请已经有结果了", "This request was answered or withdrawn before");
    realm.visit().leave(FlashKind::Warning, said.into())?;
    Ok(see_other(&format!("{}{PATH}/{}", realm.base(), asked.request.id)))
}

/// Says no, and why.
pub async fn reject<R: Realm>(Posted { scope: realm, mut form }: Posted<R>) -> Answer {
    let answer = form.required_line("answer");
    form.finish();
    let asked = at(&realm).await?;
    if form.is_wrong() {
        let drawn = Drawn { answer, form, ..Drawn::default() };
        return answering(&realm, StatusCode::UNPROCESSABLE_ENTITY, asked, drawn).await;
    }
    let visit = realm.visit();
    let (by, now) = (visit.person()?.person.name.as_str(), visit.portal.clock.now());
    let Some((new, change)) = asked.request.close(State::Rejected, (by, &answer), now) else {
        return answered(&realm, &asked);
    };
    let change = change.detail("name", &asked.name);
    let work = async |write: &mut Write<'_>| {
        access_requests::close(write, &new).await?;
        Ok(change.clone().into())
    };
    visit.portal.db.write(realm.permit(), work).await?;
    let said = Message::new(
        format!("已拒绝“{}”的申请", asked.name),
        format!("The request of {} was rejected", asked.name),
    );
    visit.done(&format!("{}/people", realm.base()), said)
}

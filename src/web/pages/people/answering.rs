//! The page on which whoever may give a role says yes or no to a request for it.

use actix_web::http::StatusCode;
use askama::Template;

use super::asking::{Line, PATH, named};
use super::realm::{Realm, whole};
use super::{take_until, told_held};
use crate::clock::Millis;
use crate::domain::access_request::State;
use crate::domain::{AccessRequest, Act, Change};
use crate::error::Error;
use crate::rights::{Given, Releases, Role};
use crate::store::access_requests::{self, Asked};
use crate::store::people::Term;
use crate::store::{Write, invitations, people};
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
    /// The role that is held there now, and that would be replaced.
    pub held: Option<Text>,
    pub until: String,
    pub answer: String,
}

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
    let held = people::held_at(&mut visit.portal.db.read().await?, person, place).await?;
    let mut ui = realm.frame(text("申请权限", "A request for access"))?;
    visit.take_flash(&mut ui);
    ui.errors = drawn.form.errors;
    let proposed = || {
        let until = asked.request.until(visit.portal.clock.now());
        until.map(typed_time).unwrap_or_default()
    };
    let page = AnsweringPage {
        action: format!("{}{PATH}/{}", realm.base(), asked.request.id),
        held: held.map(|given| given.role.label()),
        until: drawn.until.unwrap_or_else(proposed),
        answer: drawn.answer,
        name: asked.name.clone(),
        email: asked.email.clone(),
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
        let person = found.ok_or_else(Error::conflict)?;
        let before = people::held_at(write, person.id, somewhere.place).await?;
        let told = (before.map(told_held), Some(told_held(given)));
        let turned = person.turn_role(&somewhere.spot(), told.0, told.1);
        let roles = (before.map(|given| given.role), Some(role));
        people::set_role(write, person.id, somewhere.place, roles, &term, now).await?;
        let act = Act::new(change.clone().detail("name", &asked.name));
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

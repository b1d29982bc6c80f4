//! Asking for a role: the form that the page of a refusal leads to, and what became of the own requests.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::{WHOLE, roles, take_role, told_role};
use crate::catalog::form::Choice;
use crate::domain::access_request::{State, Wish};
use crate::domain::{AccessRequest, AccessRequestId, Enterprise, Log};
use crate::error::Kind;
use crate::rights::{AskAccess, Given, Permission, Permit, Place, Releases, Role};
use crate::store::access_requests::{self, Asked};
use crate::store::{Write, enterprises, people};
use crate::text::{Lang, Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::moment::{Moment, moment};
use crate::web::pages::next_page;
use crate::web::scope::{Member, Within};
use crate::web::ui::Ui;
use crate::web::visit::Visit;

pub(super) const PATH: &str = "/access-requests";

/// Where somebody asks for a role at the place of an address: an enterprise’s own, or one below it.
pub fn way(address: &str) -> String {
    let below = address.strip_prefix("/e/");
    let slug = below.and_then(|below| below.split(['/', '?']).next());
    slug.map_or_else(|| PATH.to_owned(), |slug| format!("{PATH}?place={slug}"))
}

#[derive(Template)]
#[template(path = "people/asking.html")]
pub(super) struct AskingPage {
    pub ui: Ui,
    /// Where the form goes.
    pub action: String,
    /// What the role would be for.
    pub place: String,
    pub roles: Vec<Choice>,
    pub days: Vec<Choice>,
    pub wish: String,
    pub lines: Vec<Line>,
    pub next: Option<String>,
}

/// One of the own requests.
pub(super) struct Line {
    pub id: String,
    pub told: String,
    pub wish: String,
    pub state: State,
    pub made: Moment,
    pub by: String,
    pub answer: String,
}

impl Line {
    pub fn of(asked: Asked, lang: Lang) -> Self {
        let told = told(&asked, lang);
        let AccessRequest { id, reason, state, made_at, closed_by, answer, .. } = asked.request;
        let made = moment(made_at);
        Line { id: id.to_string(), told, wish: reason, state, made, by: closed_by, answer }
    }

    pub fn tag(&self) -> (&'static str, Text) {
        (kind(self.state), word(self.state))
    }

    pub fn is_open(&self) -> bool {
        self.state == State::Open
    }
}

/// What a request asks for.
pub(super) fn told(asked: &Asked, lang: Lang) -> String {
    let role = Role::from_name(&asked.request.role).unwrap_or(Role::Auditor);
    let role = (role, Releases::Everywhere);
    told_role(role, asked.enterprise.as_ref().map(|(_, name)| (name.as_str(), None)), lang)
}

/// How a request stands.
pub const fn word(state: State) -> Text {
    match state {
        State::Open => text("等待答复", "Waiting"),
        State::Approved => text("已批准", "Approved"),
        State::Rejected => text("已拒绝", "Rejected"),
        State::Withdrawn => text("已撤回", "Withdrawn"),
    }
}

const fn kind(state: State) -> &'static str {
    match state {
        State::Open => "info",
        State::Approved => "ok",
        State::Rejected => "bad",
        State::Withdrawn => "off",
    }
}

/// How long a role may be asked for; 0 is for good.
const DAYS: [i64; 5] = [1, 7, 30, 90, 0];
const USUAL: i64 = 30;

pub(super) fn choices(chosen: i64) -> Vec<Choice> {
    let label = |days: i64| match days {
        0 => Message::from(text("不限期", "For good")),
        1 => Message::from(text("1 天", "1 day")),
        days => Message::new(format!("{days} 天"), format!("{days} days")),
    };
    DAYS.iter().map(|days| Choice::new(days.to_string(), label(*days), *days == chosen)).collect()
}

/// What was typed into the form.
pub(super) struct Typed {
    pub role: Option<Role>,
    pub days: i64,
    pub wish: String,
    pub form: Form,
}

impl Default for Typed {
    fn default() -> Self {
        Typed { role: None, days: USUAL, wish: String::new(), form: Form::default() }
    }
}

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    /// The slug of an enterprise; nothing for the installation.
    #[serde(default)]
    place: String,
    #[serde(default)]
    cursor: String,
}

pub async fn show(Member { visit }: Member, query: Query<Wanted>) -> Answer {
    let mut read = visit.portal.db.read().await?;
    let found = match query.place.as_str() {
        "" => None,
        slug => {
            let found = enterprises::find_by_slug(&mut read, slug).await?;
            let grants = &visit.person()?.grants;
            let seen = found.filter(|one| grants.widest(one.id).is_some());
            Some(seen.ok_or_else(Fault::not_found)?)
        }
    };
    drop(read);
    page(&visit, StatusCode::OK, found.as_ref(), Typed::default(), &query.cursor).await
}

async fn page(
    visit: &Visit,
    status: StatusCode,
    place: Option<&Enterprise>,
    typed: Typed,
    cursor: &str,
) -> Answer {
    let me = visit.person()?.person.id;
    let own = access_requests::of_person(&mut visit.portal.db.read().await?, me, cursor).await?;
    let mut ui = visit.ui(text("申请权限", "Ask for access"))?;
    visit.take_flash(&mut ui);
    ui.errors = typed.form.errors;
    let lang = ui.lang;
    let slug = place.map_or("", |place| &place.slug);
    let page = AskingPage {
        ui,
        action: place.map_or_else(|| PATH.to_owned(), |one| format!("/e/{}{PATH}", one.slug)),
        place: place.map_or_else(|| WHOLE.to(lang).to_owned(), |one| one.name.clone()),
        roles: roles(typed.role),
        days: choices(typed.days),
        wish: typed.wish,
        next: next_page(PATH, &[("place", slug)], own.next.as_ref()),
        lines: own.items.into_iter().map(|one| Line::of(one, lang)).collect(),
    };
    visit.page(status, &page)
}

/// Asks for a role in an enterprise that is visible already, be it one window of it.
pub async fn ask_within(Posted { scope, form }: Posted<Within<AskAccess>>) -> Answer {
    ask(&scope.visit, &scope.permit, Some(&scope.enterprise), form).await
}

/// Asks for a role for the installation, which everybody who signs in knows of.
pub async fn ask_installed(Posted { scope: Member { visit }, form }: Posted<Member>) -> Answer {
    let permit = visit.person()?.grants.own_session();
    ask(&visit, &permit, None, form).await
}

async fn ask<P: Permission>(
    visit: &Visit,
    permit: &Permit<P>,
    enterprise: Option<&Enterprise>,
    mut form: Form,
) -> Answer {
    let (role, wish) = (take_role(&mut form), form.required_line("wish"));
    let days = form.take("days").parse().ok().filter(|days| DAYS.contains(days));
    if days.is_none() {
        form.wrong("days", text("请从列表中选择", "Choose from the list"));
    }
    form.finish();
    let me = visit.person()?;
    let place = enterprise.map_or(Place::Installation, |one| Place::Enterprise(one.id));
    let held = people::held_at(&mut visit.portal.db.read().await?, me.person.id, place).await?;
    // A role that ends is asked for again, and one that is limited without the limit.
    let same = |held: Given| held.until.is_none() && held.releases == Releases::Everywhere;
    if held.is_some_and(|held| Some(held.role) == role && same(held)) {
        form.wrong("role", text("您已经有这个角色", "You have this role already"));
    }
    let typed = |form| Typed { role, days: days.unwrap_or(USUAL), wish: wish.clone(), form };
    let (Some(asked), Some(days), false) = (role, days, form.is_wrong()) else {
        let typed = typed(form);
        return page(visit, StatusCode::UNPROCESSABLE_ENTITY, enterprise, typed, "").await;
    };
    let portal = &visit.portal;
    let days = (days != 0).then_some(days);
    let wanted = Wish { role: asked.name(), reason: wish.clone(), days };
    let log = enterprise.map_or(Log::Installation, Enterprise::log);
    let id = AccessRequestId(portal.clock.id());
    let (new, change) = AccessRequest::make(id, me.person.id, log, wanted, portal.clock.now());
    let change = change.detail("name", &me.person.name);
    let work = async |write: &mut Write<'_>| {
        access_requests::insert(write, &new).await?;
        Ok(change.clone().into())
    };
    match portal.db.write(permit, work).await {
        Ok(()) => {
            let said =
                text("申请已提交，所有者会看到它", "The request was sent; the owners will see it");
            visit.done(PATH, said.into())
        }
        Err(error) if error.kind() == Kind::Invalid => {
            form.wrong("wish", access_requests::TOO_MANY);
            let typed = typed(form);
            page(visit, StatusCode::UNPROCESSABLE_ENTITY, enterprise, typed, "").await
        }
        Err(error) => Err(error.into()),
    }
}

/// The request that the path names.
pub(super) async fn named(visit: &Visit) -> Result<Asked, Fault> {
    let id = visit.request().match_info().get("id").unwrap_or_default();
    let id: AccessRequestId = id.parse().map_err(|_| Fault::not_found())?;
    let found = access_requests::find(&mut visit.portal.db.read().await?, id).await?;
    found.ok_or_else(Fault::not_found)
}

/// Takes an own request back.
pub async fn withdraw(Posted { scope: Member { visit }, mut form }: Posted<Member>) -> Answer {
    form.finish_or_refuse()?;
    let Asked { request, .. } = named(&visit).await?;
    let me = visit.person()?;
    if request.person != me.person.id {
        return Err(Fault::not_found());
    }
    let name = me.person.name.as_str();
    let now = visit.portal.clock.now();
    if let Some((new, change)) = request.close(State::Withdrawn, (name, ""), now) {
        let change = change.detail("name", name);
        let work = async |write: &mut Write<'_>| {
            access_requests::close(write, &new).await?;
            Ok(change.clone().into())
        };
        visit.portal.db.write(&me.grants.own_session(), work).await?;
    }
    visit.done(PATH, text("申请已撤回", "The request was withdrawn").into())
}

#[cfg(test)]
mod tests {
    use super::way;

    #[test]
    fn the_way_leads_to_the_place_of_an_address() {
        for (address, asked) in [
            ("/e/demo", "/access-requests?place=demo"),
            ("/e/demo/windows/shop?tab=1", "/access-requests?place=demo"),
            ("/e/demo?lang=en", "/access-requests?place=demo"),
            ("/people", "/access-requests"),
        ] {
            assert_eq!(way(address), asked, "{address}");
        }
    }
}

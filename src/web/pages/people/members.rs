//! Who may do what in one enterprise. Its owners give, change and take roles here and invite people;
//! auditors and administrators see the report on who was let in.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;

use super::asking::told as told_request;
use super::show::Gone;
use super::terms::{self, There};
use super::verbs::{self, Turned};
use super::{
    Line as Link, Made, Somewhere, check_role, expired, invitations, limits, named_role, roles,
    still_until, take_releases, take_role, take_until, take_window,
};
use crate::catalog::form::Choice;
use crate::clock::Millis;
use crate::domain::invitation::Order;
use crate::domain::person::parse_email;
use crate::domain::request::By;
use crate::domain::{Invitation, InvitationId, Person, PersonId};
use crate::rights::{Given, ManageMembers, ReadHistory, Releases, Role};
use crate::store::members::{self, Member};
use crate::store::{
    Write, access_requests, endings, grants, invitations as links, people, second_factors, windows,
};
use crate::text::{Lang, Message, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::moment::{Moment, moment};
use crate::web::pages::{next_page, reports};
use crate::web::scope::{List, Within};
use crate::web::ui::{FlashKind, Ui};
use crate::web::visit::see_other;

pub(super) const LIST: List = List { label: text("人员", "People"), path: "/people" };

#[derive(Template)]
#[template(path = "people/members.html")]
pub(super) struct MembersPage {
    pub ui: Ui,
    pub base: String,
    pub lines: Vec<Line>,
    pub next: Option<String>,
    pub ended: Vec<(String, Gone)>,
    pub links: Vec<Link>,
    pub asked: Vec<Waiting>,
    /// How many there are, with those that do not stand here.
    pub all_asked: i64,
    pub typed: Typed,
    pub roles: Vec<Choice>,
    pub releases: Vec<Choice>,
    pub id: String,
    pub made: Option<Made>,
}

/// A role of somebody, which can be taken away.
pub(super) struct Line {
    pub person: String,
    pub name: String,
    pub email: String,
    pub active: bool,
    pub role: String,
    pub code: String,
    pub since: Moment,
    pub by: String,
    pub until: Option<Moment>,
    /// What holds again once it is over.
    pub then: Option<String>,
    /// What the role was when the page was drawn.
    pub seen: String,
}

impl Line {
    pub fn of(one: Member, lang: Lang) -> Self {
        Line {
            seen: terms::seen(one.given()),
            then: terms::then(one.former, lang),
            person: one.person.to_string(),
            role: named_role(one.role, one.releases, lang),
            since: moment(one.since),
            until: one.until.map(moment),
            name: one.name,
            email: one.email,
            active: one.active,
            code: one.code,
            by: one.by,
        }
    }
}

/// A request that waits for an answer.
pub(super) struct Waiting {
    pub href: String,
    pub name: String,
    pub told: String,
    pub wish: String,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    pub id: Option<InvitationId>,
    pub email: String,
    pub name: String,
    pub role: Option<Role>,
    pub releases: Releases,
    pub window: String,
    pub until: String,
    pub reason: String,
    /// The person, and the role that would be replaced, where this was asked already.
    pub seen: String,
}

/// What one answer shows besides the list.
#[derive(Default)]
struct Drawn {
    cursor: String,
    typed: Typed,
    form: Form,
    made: Option<Made>,
}

/// The list, for whoever may change it; the report for everybody else, and for another day.
pub async fn show(within: Within<ReadHistory>, query: Query<reports::People>) -> Answer {
    if !within.holds::<ManageMembers>() || query.asks_for_a_day() {
        return reports::people(within, query).await;
    }
    let (cursor, now) = (query.cursor.clone(), within.visit.portal.clock.now());
    let old = expired(&mut within.visit.portal.db.read().await?, &query.again, now).await?;
    let here =
        |old: &Invitation| old.place.as_ref().is_some_and(|place| place.id == within.enterprise.id);
    let typed = old.filter(here).map(|one| Typed::of(&one, now)).unwrap_or_default();
    page(&within, StatusCode::OK, Drawn { cursor, typed, ..Drawn::default() }).await
}

async fn page<P: crate::rights::Permission>(
    within: &Within<P>,
    status: StatusCode,
    drawn: Drawn,
) -> Answer {
    let (visit, id) = (&within.visit, within.enterprise.id);
    let (lang, now) = (visit.lang(), visit.portal.clock.now());
    let mut read = visit.portal.db.read().await?;
    let listed = members::list(&mut read, Some(id), &drawn.cursor).await?;
    let ended = endings::shown_in(&mut read, id, now).await?;
    let open = links::open_in(&mut read, id).await?;
    let asked = access_requests::open_at(&mut read, within.enterprise.log()).await?;
    let all_asked = access_requests::count_at(&mut read, within.enterprise.log()).await?;
    drop(read);
    let mut ui = within.ui_below(LIST.label)?;
    visit.take_flash(&mut ui);
    ui.errors = drawn.form.errors;
    let base = within.path("");
    let waiting = |one: access_requests::Asked| Waiting {
        href: format!("{base}/access-requests/{}", one.request.id),
        told: told_request(&one, lang),
        wish: one.request.reason,
        name: one.name,
    };
    let page = MembersPage {
        ui,
        next: next_page(&within.path(LIST.path), &[], listed.next.as_ref()),
        lines: listed.items.into_iter().map(|one| Line::of(one, lang)).collect(),
        ended: ended.iter().map(|one| (one.name.clone(), Gone::of(one, lang))).collect(),
        links: open.into_iter().map(|one| Link::of(one, now, lang)).collect(),
        // Nothing is answered in the trash, and no other list has it then.
        asked: asked
            .into_iter()
            .filter(|_| within.allows::<ManageMembers>())
            .map(waiting)
            .collect(),
        all_asked,
        roles: roles(drawn.typed.role),
        releases: limits(drawn.typed.releases),
        id: visit.portal.clock.id().to_string(),
        typed: drawn.typed,
        made: drawn.made,
        base: base.clone(),
    };
    visit.page(status, &page)
}

impl Typed {
    /// What an invitation said that has run out.
    fn of(old: &Invitation, now: Millis) -> Self {
        let window = old.place.as_ref().and_then(|place| place.window.as_ref());
        Typed {
            email: old.email.clone(),
            name: old.name.clone(),
            role: Role::from_name(&old.role),
            releases: Releases::from_name(&old.releases).unwrap_or_default(),
            window: window.map(|(_, code)| code.clone()).unwrap_or_default(),
            until: still_until(old, now),
            ..Typed::default()
        }
    }

    fn read(form: &mut Form) -> Self {
        let id = form.take("id").parse().ok();
        let role = take_role(form);
        let typed = Typed {
            id,
            email: form.required_line("email"),
            name: form.line("name"),
            role,
            releases: take_releases(form, role),
            window: form.line("window"),
            until: String::new(),
            reason: form.reason(),
            seen: form.take("seen"),
        };
        if !typed.email.is_empty() && parse_email(&typed.email).is_none() {
            let said = text(
                "请填写完整的邮箱地址，例如 wang@example.com",
                "Write a whole e-mail address, such as wang@example.com",
            );
            form.wrong("email", said);
        }
        typed
    }
}

/// Gives a role to whoever has this address, or invites whoever has it to come.
pub async fn give(Posted { scope: within, mut form }: Posted<Within<ManageMembers>>) -> Answer {
    let portal = within.visit.portal.clone();
    let mut typed = Typed::read(&mut form);
    let (said, until) = take_until(&mut form, portal.clock.now());
    typed.until = said;
    form.finish();
    let mut read = portal.db.read().await?;
    let enterprise = within.enterprise.clone();
    let somewhere = take_window(&mut read, &mut form, enterprise, &typed.window).await?;
    check_role(&mut form, somewhere.as_ref(), typed.role);
    let email = parse_email(&typed.email).unwrap_or_default();
    let found = people::find_by_email(&mut read, &email).await?;
    drop(read);
    if found.as_ref().is_some_and(|person| !person.active) {
        let said = text(
            "这位成员已停用，请门户所有者先重新启用",
            "This person is deactivated; an owner of the portal reactivates people",
        );
        form.wrong("email", said);
    }
    if found.is_none() && typed.name.is_empty() && !email.is_empty() {
        let said = text(
            "还没有人用这个邮箱；要邀请新人，请填写姓名",
            "Nobody has this address; to invite somebody new, write the name",
        );
        form.wrong("name", said);
    }
    let (Some(somewhere), Some(role), false) = (somewhere, typed.role, form.is_wrong()) else {
        let drawn = Drawn { typed, form, ..Drawn::default() };
        return page(&within, StatusCode::UNPROCESSABLE_ENTITY, drawn).await;
    };
    let given = Given { role, until, releases: typed.releases };
    match found {
        Some(person) => settle(&within, person, somewhere, given, (typed, form)).await,
        None => invite(&within, email, typed, somewhere, given).await,
    }
}

async fn settle(
    within: &Within<ManageMembers>,
    person: Person,
    somewhere: Somewhere,
    given: Given,
    (typed, mut form): (Typed, Form),
) -> Answer {
    let (visit, path) = (&within.visit, within.path(LIST.path));
    let mut read = visit.portal.db.read().await?;
    let found = grants::held_with_former(&mut read, person.id, somewhere.place).await?;
    let shows_more = !second_factors::of_person(&mut read, person.id).await?.is_empty();
    drop(read);
    let (held, former) = found.unzip();
    let there = There { held, former: former.flatten() };
    if held == Some(given) {
        return visit.done(&path, text("没有改动", "Nothing changed").into());
    }
    terms::check_own(visit, &mut form, person.id, (somewhere.place, given)).await?;
    if form.is_wrong() {
        let drawn = Drawn { typed, form, ..Drawn::default() };
        return page(within, StatusCode::UNPROCESSABLE_ENTITY, drawn).await;
    }
    // Nobody replaces a role that was not told, and nobody gives one to an account that was not.
    let field = somewhere.field();
    let seen = format!("{} {field} {}", person.id, held.map(terms::seen).unwrap_or_default());
    if typed.seen != seen {
        if held.is_some() {
            terms::ask_again(&mut form, &person, there, given);
        } else {
            terms::shown(within, &person).await?;
            terms::introduce(&mut form, &person, shows_more);
        }
        let drawn = Drawn { typed: Typed { seen, ..typed }, form, ..Drawn::default() };
        return page(within, StatusCode::CONFLICT, drawn).await;
    }
    let turned = (held, Some(given));
    let turned = verbs::set(visit, &within.permit, &person, &somewhere, turned, &typed.reason);
    if turned.await? == Turned::Stale {
        let held = terms::changed(visit, &mut form, &person, (somewhere.place, true)).await?;
        let seen = format!("{} {field} {}", person.id, held.map(terms::seen).unwrap_or_default());
        let drawn = Drawn { typed: Typed { seen, ..typed }, form, ..Drawn::default() };
        return page(within, StatusCode::CONFLICT, drawn).await;
    }
    visit.done(&path, verbs::told(&person, Some(given.role), there.after(given)))
}

async fn invite(
    within: &Within<ManageMembers>,
    email: String,
    typed: Typed,
    somewhere: Somewhere,
    given: Given,
) -> Answer {
    let (visit, portal) = (&within.visit, &within.visit.portal);
    let order = Order {
        email,
        name: typed.name,
        role: given.role.name(),
        place: somewhere.invited(),
        until: given.until,
        releases: given.releases.name(),
        made_by: By::from(&visit.person()?.person),
    };
    let id = typed.id.unwrap_or_else(|| InvitationId(portal.clock.id()));
    let made = Invitation::make(id, PersonId(portal.clock.id()), order, portal.clock.now());
    let Some(made) = invitations::keep(visit, &within.permit, made).await? else {
        let said = text(
            "这个邀请已经生成过，地址只显示那一次。需要的话请再生成一个。",
            "This invitation was made already, and its address was shown that once. Make another one if you need it.",
        );
        visit.leave(FlashKind::Warning, said.into())?;
        return Ok(see_other(&within.path(LIST.path)));
    };
    page(within, StatusCode::OK, Drawn { made: Some(made), ..Drawn::default() }).await
}

/// Takes a role in the enterprise, or on one of its windows, away.
pub async fn withdraw(Posted { scope: within, mut form }: Posted<Within<ManageMembers>>) -> Answer {
    let (person, code) = (form.take("person"), form.take("window"));
    let (drawn, reason) = (form.take("seen"), form.reason());
    form.finish_or_refuse()?;
    let person: PersonId = person.parse().map_err(|_| Fault::not_found())?;
    let (visit, id) = (&within.visit, within.enterprise.id);
    let mut read = visit.portal.db.read().await?;
    let window = match code.as_str() {
        "" => None,
        code => {
            let found = windows::find_by_code(&mut read, id, code).await?;
            Some(found.ok_or_else(Fault::not_found)?)
        }
    };
    let somewhere = Somewhere::of(within.enterprise.clone(), window);
    let found = members::find(&mut read, person, somewhere.place).await?;
    let held = found.ok_or_else(Fault::not_found)?;
    let person = people::find(&mut read, person).await?.ok_or_else(Fault::not_found)?;
    drop(read);
    let turned = (Some(held.given()), None);
    let stale = terms::seen(held.given()) != drawn
        || verbs::set(visit, &within.permit, &person, &somewhere, turned, &reason).await?
            == Turned::Stale;
    if stale {
        let mut form = Form::default();
        terms::changed(visit, &mut form, &person, (somewhere.place, false)).await?;
        return page(&within, StatusCode::CONFLICT, Drawn { form, ..Drawn::default() }).await;
    }
    visit.done(&within.path(LIST.path), verbs::told(&person, None, None))
}

/// An invitation to this enterprise opens no longer.
pub async fn revoke(Posted { scope: within, mut form }: Posted<Within<ManageMembers>>) -> Answer {
    form.finish_or_refuse()?;
    let (visit, portal) = (&within.visit, &within.visit.portal);
    let id = visit.request().match_info().get("id").unwrap_or_default();
    let id: InvitationId = id.parse().map_err(|_| Fault::not_found())?;
    let found = links::find(&mut portal.db.read().await?, id).await?;
    let here =
        |one: &Invitation| one.place.as_ref().is_some_and(|place| place.id == within.enterprise.id);
    let invitation = found.filter(here).ok_or_else(Fault::not_found)?;
    if let Some((new, change)) = invitation.revoke(portal.clock.now()) {
        let work = async |write: &mut Write<'_>| {
            links::close(write, &new).await?;
            Ok(change.clone().into())
        };
        portal.db.write(&within.permit, work).await?;
    }
    let said = Message::new(
        format!("给“{}”的链接打不开了", invitation.name),
        format!("The link for “{}” opens no longer", invitation.name),
    );
    visit.done(&within.path(LIST.path), said)
}

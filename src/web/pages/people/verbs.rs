//! Giving and taking roles, ending sessions, and the link to a new password.

use actix_web::http::StatusCode;

use super::show::{self, Drawn, drawn, named, place};
use super::terms::{self, There};
use super::{
    EVERYWHERE, PATH, Somewhere, check_role, invitations, take_place, take_releases, take_role,
    take_until, told_held,
};
use crate::access::throttle;
use crate::domain::request::By;
use crate::domain::second_factor;
use crate::domain::{Act, Invitation, InvitationId, Person};
use crate::error::{Error, Kind as Wrong};
use crate::rights::{Given, ManagePeople, Permission, Permit, Role};
use crate::store::directory::{self, Entry};
use crate::store::invitations as links;
use crate::store::people::Term;
use crate::store::{Write, enterprises, people, second_factors, sessions, windows};
use crate::text::{Message, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::Posted;
use crate::web::pages::me::sessions::ended;
use crate::web::scope::Installed;
use crate::web::ui::FlashKind;
use crate::web::visit::{Visit, see_other};

type Form = Posted<Installed<ManagePeople>>;

fn path(person: &Person) -> String {
    format!("{PATH}/{}", person.id)
}

/// Gives a role, or another one than before, or the same for another time.
pub async fn give(Posted { scope: Installed { visit, permit }, mut form }: Form) -> Answer {
    let (place, code, seen) = (form.take("place"), form.line("window"), form.take("seen"));
    let (role, reason) = (take_role(&mut form), form.reason());
    let releases = take_releases(&mut form, role);
    let (said, until) = take_until(&mut form, visit.portal.clock.now());
    form.finish();
    let entry = named(&visit).await?;
    let mut read = visit.portal.db.read().await?;
    let somewhere = take_place(&mut read, &mut form, (&place, &code)).await?;
    drop(read);
    check_role(&mut form, somewhere.as_ref(), role);
    let wanted = role.map(|role| Given { role, until, releases });
    if let (Some(at), Some(wanted), false) = (&somewhere, wanted, form.is_wrong()) {
        terms::check_own(&visit, &mut form, entry.person.id, (at.place, wanted)).await?;
    }
    let wrong = form.is_wrong();
    let asked =
        Drawn { place, code, until: said, role, releases, reason, form, ..Drawn::default() };
    let (Some(somewhere), Some(wanted), false) = (somewhere, wanted, wrong) else {
        return show::page(&visit, StatusCode::UNPROCESSABLE_ENTITY, entry, asked).await;
    };
    turn(&visit, &permit, entry, (somewhere, Some(wanted)), (&seen, asked)).await
}

/// Takes a role away.
pub async fn withdraw(Posted { scope: Installed { visit, permit }, mut form }: Form) -> Answer {
    let (typed, seen, reason) = (form.take("place"), form.take("seen"), form.reason());
    form.finish_or_refuse()?;
    let entry = named(&visit).await?;
    let somewhere = if typed == EVERYWHERE {
        Somewhere::installation()
    } else {
        // Even where the enterprise or the window lies in the trash.
        let (slug, code) = typed.split_once('/').unwrap_or((&typed, ""));
        let mut read = visit.portal.db.read().await?;
        let found = enterprises::find_by_slug(&mut read, slug).await?;
        let enterprise = found.ok_or_else(Fault::not_found)?;
        let window = match code {
            "" => None,
            code => {
                let found = windows::find_by_code(&mut read, enterprise.id, code).await?;
                Some(found.ok_or_else(Fault::not_found)?)
            }
        };
        Somewhere::of(enterprise, window)
    };
    let asked = Drawn { reason, ..Drawn::default() };
    turn(&visit, &permit, entry, (somewhere, None), (&seen, asked)).await
}

async fn turn(
    visit: &Visit,
    permit: &Permit<ManagePeople>,
    entry: Entry,
    (somewhere, wanted): (Somewhere, Option<Given>),
    (seen, mut asked): (&str, Drawn),
) -> Answer {
    let (person, field) = (&entry.person, somewhere.field());
    let found = entry.held.iter().find(|one| place(one) == field);
    let held = found.map(directory::Held::given);
    if seen != drawn(&entry.held) {
        let there = (somewhere.place, wanted.is_some());
        terms::changed(visit, &mut asked.form, person, there).await?;
        return show::page(visit, StatusCode::CONFLICT, entry, asked).await;
    }
    let there = There { held, former: found.and_then(|one| one.former) };
    let to = path(person);
    match set(visit, permit, person, &somewhere, (held, wanted), &asked.reason).await? {
        Turned::Done => {}
        Turned::Same => return visit.done(&to, text("没有改动", "Nothing changed").into()),
        Turned::Stale => {
            let entry = named(visit).await?;
            let there = (somewhere.place, wanted.is_some());
            terms::changed(visit, &mut asked.form, &entry.person, there).await?;
            return show::page(visit, StatusCode::CONFLICT, entry, asked).await;
        }
    }
    let back = wanted.and_then(|given| there.after(given));
    visit.done(&to, told(person, wanted.map(|given| given.role), back))
}

/// What became of a role that was to be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turned {
    Done,
    /// It was so before.
    Same,
    /// Somebody else was faster, and nothing was set.
    Stale,
}

/// Sets the role at a place to what is wanted there, in one act.
pub(super) async fn set<P: Permission>(
    visit: &Visit,
    permit: &Permit<P>,
    person: &Person,
    somewhere: &Somewhere,
    (before, after): (Option<Given>, Option<Given>),
    reason: &str,
) -> Result<Turned, Fault> {
    let spot = somewhere.spot();
    let Some(change) = person.turn_role(&spot, before.map(told_held), after.map(told_held)) else {
        return Ok(Turned::Same);
    };
    let (act, now) = (Act::new(change).because(reason), visit.portal.clock.now());
    let by = visit.person()?.person.name.clone();
    let until = after.and_then(|given| given.until);
    let releases = after.map(|given| given.releases).unwrap_or_default();
    let term = Term { until, releases, by };
    let roles = (before, after.map(|given| given.role));
    let work = async |write: &mut Write<'_>| {
        people::set_role(write, person.id, somewhere.place, roles, &term, now).await?;
        links::close_lost(write, person.id, act.clone(), now).await
    };
    match visit.portal.db.write(permit, work).await {
        Ok(()) => Ok(Turned::Done),
        // A conflict with words is not about what was seen.
        Err(error) if error.kind() == Wrong::Conflict && error.text().is_none() => {
            Ok(Turned::Stale)
        }
        Err(error) => Err(error.into()),
    }
}

/// What somebody is from now on, and what again after that.
pub(super) fn told(person: &Person, role: Option<Role>, back: Option<Given>) -> Message {
    match role {
        Some(role) => terms::and_then(
            Message::new(
                format!("“{}”的角色现在是：{}", person.name, role.label().zh),
                format!("{} is now: {}", person.name, role.label().en),
            ),
            back,
        ),
        None => Message::new(
            format!("已收回“{}”的角色", person.name),
            format!("Took the role away from {}", person.name),
        ),
    }
}

/// For whoever lost the phone and the recovery codes: the password alone counts again, in a new session.
pub async fn remove_factor(
    Posted { scope: Installed { visit, permit }, mut form }: Form,
) -> Answer {
    let reason = form.required_line("removal_reason");
    form.finish();
    let entry = named(&visit).await?;
    if form.is_wrong() {
        let asked = Drawn { removal_reason: reason, form, ..Drawn::default() };
        return show::page(&visit, StatusCode::UNPROCESSABLE_ENTITY, entry, asked).await;
    }
    let person = entry.person;
    let work = async |write: &mut Write<'_>| {
        let gone = second_factors::remove(write, person.id).await?;
        people::end_sessions(write, person.id).await?;
        let act = second_factor::removed(&person, &gone).ok_or_else(Error::conflict)?;
        Ok(act.because(reason.as_str()))
    };
    match visit.portal.db.write(&permit, work).await {
        Ok(()) => {}
        Err(error) if error.kind() == Wrong::Conflict => {
            let said = text("这位成员没有两步验证。", "This person has no second factor.");
            return Err(Fault::saying(StatusCode::CONFLICT, said));
        }
        Err(error) => return Err(error.into()),
    }
    let said = Message::new(
        format!("已移除“{}”的两步验证，所有会话都已结束", person.name),
        format!("The second factor of {} is removed, and every session ended", person.name),
    );
    visit.done(&path(&person), said)
}

/// A link with which the person chooses a new password; nobody else ever knows it.
pub async fn reset(Posted { scope: Installed { visit, permit }, mut form }: Form) -> Answer {
    let id = form.take("id").parse().ok();
    form.finish_or_refuse()?;
    let entry = named(&visit).await?;
    let portal = &visit.portal;
    if !entry.person.active {
        let said = text(
            "这位成员已停用，请先重新启用。",
            "Deactivated people have no password. Reactivate first.",
        );
        return Err(Fault::saying(StatusCode::CONFLICT, said));
    }
    let id = id.unwrap_or_else(|| InvitationId(portal.clock.id()));
    let by = By::from(&visit.person()?.person);
    let made = Invitation::reset(id, &entry.person, by, portal.clock.now());
    let Some(made) = invitations::keep(&visit, &permit, made).await? else {
        let said = text(
            "这个链接已经生成过，地址只显示那一次。需要的话请再生成一个。",
            "This link was made already, and its address was shown that once. Make another one if you need it.",
        );
        visit.leave(FlashKind::Warning, said.into())?;
        return Ok(see_other(&path(&entry.person)));
    };
    let asked = Drawn { made: Some(made), ..Drawn::default() };
    show::page(&visit, StatusCode::OK, entry, asked).await
}

/// Signs the person out everywhere, at once.
pub async fn end_sessions(Posted { scope: Installed { visit, permit }, mut form }: Form) -> Answer {
    let reason = form.reason();
    form.finish_or_refuse()?;
    let Entry { person, .. } = named(&visit).await?;
    let change = ended(&visit, &person, "owner");
    let work = async |write: &mut Write<'_>| {
        let count = sessions::end_others(write, person.id, "").await?;
        let change = change.clone().detail("count", count.to_string());
        Ok(Act::new(change).because(reason.as_str()))
    };
    visit.portal.db.write(&permit, work).await?;
    let said = Message::new(
        format!("“{}”的所有会话都已结束", person.name),
        format!("Every session of {} is ended", person.name),
    );
    visit.done(&path(&person), said)
}

/// Whoever was held back after failures may try again at once.
pub async fn let_in(Posted { scope: Installed { visit, permit }, mut form }: Form) -> Answer {
    form.finish_or_refuse()?;
    let Entry { person, .. } = named(&visit).await?;
    let work = async |write: &mut Write<'_>| {
        throttle::let_in(write, &person).await?;
        Ok(Act::new(person.let_in()))
    };
    let back = path(&person);
    match visit.portal.db.write(&permit, work).await {
        Ok(()) => {}
        Err(error) if error.kind() == Wrong::Conflict => {
            let said = text("没有什么在拦着这位成员登录", "Nothing holds this person back");
            return visit.done(&back, said.into());
        }
        Err(error) => return Err(error.into()),
    }
    let said = Message::new(
        format!("“{}”现在可以再次登录", person.name),
        format!("{} may try to sign in again now", person.name),
    );
    visit.done(&back, said)
}

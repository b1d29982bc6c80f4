//! Giving and taking roles, leaving and coming back, and the link to a new password.

use actix_web::http::StatusCode;

use super::show::{self, Drawn, drawn, named, place};
use super::{EVERYWHERE, PATH, Somewhere, invitations, take_place, take_role};
use crate::domain::second_factor::{self, Kind};
use crate::domain::{Act, Invitation, InvitationId, Log, Person};
use crate::error::Kind as Wrong;
use crate::rights::{Grant, ManagePeople, Permit, Place, Role, raises};
use crate::store::directory::{self, Entry};
use crate::store::invitations as links;
use crate::store::{Write, enterprises, people, second_factors, sessions};
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

/// Gives a role, or another one than before.
pub async fn give(Posted { scope: Installed { visit, permit }, mut form }: Form) -> Answer {
    let (typed, seen) = (form.take("place"), form.take("seen"));
    let (role, reason) = (take_role(&mut form), form.reason());
    form.finish();
    let entry = named(&visit).await?;
    let mut read = visit.portal.db.read().await?;
    let somewhere = take_place(&mut read, &mut form, &typed).await?;
    drop(read);
    let (Some(somewhere), Some(role), false) = (somewhere, role, form.is_wrong()) else {
        let asked = Drawn { place: typed, role, reason, form, ..Drawn::default() };
        return show::page(&visit, StatusCode::UNPROCESSABLE_ENTITY, entry, asked).await;
    };
    let me = visit.person()?;
    let grant = Grant { place: somewhere.place, role };
    if me.person.id == entry.person.id && raises(&me.held, grant) {
        let said = text("没有人能提升自己的角色。", "Nobody raises the own role.");
        return Err(Fault::saying(StatusCode::FORBIDDEN, said));
    }
    turn(&visit, &permit, entry, somewhere, Some(role), (&seen, &reason)).await
}

/// Takes a role away.
pub async fn withdraw(Posted { scope: Installed { visit, permit }, mut form }: Form) -> Answer {
    let (typed, seen, reason) = (form.take("place"), form.take("seen"), form.reason());
    form.finish_or_refuse()?;
    let entry = named(&visit).await?;
    let somewhere = if typed == EVERYWHERE {
        Somewhere { place: Place::Installation, enterprise: None }
    } else {
        // Even where the enterprise lies in the trash.
        let mut read = visit.portal.db.read().await?;
        let found = enterprises::find_by_slug(&mut read, &typed).await?;
        let enterprise = found.ok_or_else(Fault::not_found)?;
        Somewhere { place: Place::Enterprise(enterprise.id), enterprise: Some(enterprise) }
    };
    turn(&visit, &permit, entry, somewhere, None, (&seen, &reason)).await
}

async fn turn(
    visit: &Visit,
    permit: &Permit<ManagePeople>,
    Entry { person, held, .. }: Entry,
    Somewhere { place: at, enterprise }: Somewhere,
    role: Option<Role>,
    (seen, reason): (&str, &str),
) -> Answer {
    if seen != drawn(&held) {
        return Err(Fault::status(StatusCode::CONFLICT));
    }
    let slug = enterprise.as_ref().map_or(EVERYWHERE, |enterprise| &enterprise.slug);
    let before = held.iter().find(|one| place(one) == slug).map(|one| one.role);
    let log = enterprise.as_ref().map_or(Log::Installation, crate::domain::Enterprise::log);
    let Some(change) = person.grant(log, before.map(Role::name), role.map(Role::name)) else {
        return visit.done(&path(&person), text("没有改动", "Nothing changed").into());
    };
    let (act, now) = (Act::new(change).because(reason), visit.portal.clock.now());
    let work = async |write: &mut Write<'_>| {
        people::set_role(write, person.id, at, (before, role), now).await?;
        Ok(act.clone())
    };
    visit.portal.db.write(permit, work).await?;
    let said = match role {
        Some(role) => Message::new(
            format!("“{}”的角色现在是：{}", person.name, role.label().zh),
            format!("{} is now: {}", person.name, role.label().en),
        ),
        None => Message::new(
            format!("已收回“{}”的角色", person.name),
            format!("Took the role away from {}", person.name),
        ),
    };
    visit.done(&path(&person), said)
}

/// The person leaves: every session ends with the act, and links to a new password are of no use.
pub async fn deactivate(Posted { scope: Installed { visit, permit }, mut form }: Form) -> Answer {
    let (seen, reason) = (form.seen_version()?, form.reason());
    form.finish_or_refuse()?;
    let Entry { person, .. } = named(&visit).await?;
    let now = visit.portal.clock.now();
    if person.version != seen {
        return Err(Fault::status(StatusCode::CONFLICT));
    }
    let Some((new, change)) = person.deactivate(now) else {
        return Ok(see_other(&path(&person)));
    };
    let work = async |write: &mut Write<'_>| {
        people::set_active(write, &new, seen).await?;
        let act = Act::new(change.clone()).because(reason.as_str());
        links::close_for(write, &new.email, act, now).await
    };
    visit.portal.db.write(&permit, work).await?;
    let mut read = visit.portal.db.read().await?;
    let open = directory::waiting(&mut read, person.id, 1).await?;
    drop(read);
    let rest = if open.is_empty() {
        text("", "")
    } else {
        text("；还有未完成的变更，见下面的列表", "; open change requests are listed below")
    };
    let said = Message::new(
        format!("已停用“{}”，所有会话都已结束{}", person.name, rest.zh),
        format!("{} is deactivated, and every session ended{}", person.name, rest.en),
    );
    visit.done(&path(&person), said)
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
    let change = second_factor::removed(&person, &[Kind::Totp]);
    let work = async |write: &mut Write<'_>| {
        second_factors::remove(write, person.id).await?;
        people::end_sessions(write, person.id).await?;
        Ok(Act::new(change.clone()).because(reason.as_str()))
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

/// The person comes back, with the roles and the password from before.
pub async fn reactivate(Posted { scope: Installed { visit, permit }, mut form }: Form) -> Answer {
    let (seen, reason) = (form.seen_version()?, form.reason());
    form.finish_or_refuse()?;
    let Entry { person, .. } = named(&visit).await?;
    if person.version != seen {
        return Err(Fault::status(StatusCode::CONFLICT));
    }
    let Some((new, change)) = person.reactivate(visit.portal.clock.now()) else {
        return Ok(see_other(&path(&person)));
    };
    let work = async |write: &mut Write<'_>| {
        people::set_active(write, &new, seen).await?;
        Ok(Act::new(change.clone()).because(reason.as_str()))
    };
    visit.portal.db.write(&permit, work).await?;
    let said = Message::new(
        format!("已重新启用“{}”", person.name),
        format!("{} is active again", person.name),
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
    let by = visit.person()?.person.name.clone();
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

//! Handing over what somebody submitted and is still open: another person answers for it from then on.
//! What the one edited or submitted stays out of the other's approvals, and the other way round.

use actix_web::http::StatusCode;

use super::show::{self, Drawn, named};
use super::terms;
use crate::domain::person::parse_email;
use crate::domain::request::By;
use crate::domain::{Act, ChangeRequest, Enterprise, Person};
use crate::error::Kind;
use crate::rights::{Grants, ManagePeople, Origin, Place, SubmitChanges};
use crate::store::directory::Entry;
use crate::store::{Read, Write, enterprises, people, requests};
use crate::text::{Message, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::pages::changes::releasing::refused;
use crate::web::scope::Installed;
use crate::web::visit::Visit;

/// An open request, and where it is.
type Waiting = (Enterprise, ChangeRequest);

pub async fn hand_over(
    Posted { scope: Installed { visit, permit }, mut form }: Posted<Installed<ManagePeople>>,
) -> Answer {
    let chosen = form.several("requests");
    let (heir, reason) = (form.required_line("heir"), form.line("handing_reason"));
    if chosen.is_empty() {
        form.wrong("requests", text("请选择要转交的变更", "Choose what is handed over"));
    }
    form.finish();
    let entry = named(&visit).await?;
    let mut read = visit.portal.db.read().await?;
    let waiting = waiting(&mut read, &entry.person, &chosen).await?;
    let found = heir_of(&mut read, &mut form, &heir, &entry.person).await?;
    if let Some(found) = &found {
        check(&visit, &mut read, &mut form, found, &waiting).await?;
    }
    drop(read);
    let wrong = form.is_wrong();
    let asked = Drawn { heir, requests: chosen, handing_reason: reason, form, ..Drawn::default() };
    if waiting.len() < asked.requests.len() {
        return stale(&visit, entry, asked).await;
    }
    let (Some(found), false) = (found, wrong) else {
        return show::page(&visit, StatusCode::UNPROCESSABLE_ENTITY, entry, asked).await;
    };
    let (done, act) = handed(&waiting, &found, visit.portal.clock.now())?;
    let act = act.because(asked.handing_reason.as_str());
    let work = async |write: &mut Write<'_>| {
        for new in &done {
            requests::update(write, new).await?;
        }
        Ok(act.clone())
    };
    match visit.portal.db.write(&permit, work).await {
        Ok(()) => {}
        Err(error) if error.kind() == Kind::Conflict => return stale(&visit, entry, asked).await,
        Err(error) => return Err(error.into()),
    }
    visit.done(&format!("{}/{}", super::PATH, entry.person.id), told(&done, &found))
}

/// What was handed over, and that a time which somebody set is not.
fn told(done: &[ChangeRequest], heir: &Person) -> Message {
    let (count, id) = (done.len(), heir.id.to_string());
    let stays = |one: &&ChangeRequest| one.release_at.is_some() && one.time_set_by() != id;
    let (zh, en) = match done.iter().filter(stays).count() {
        0 => (String::new(), String::new()),
        some => (
            format!(
                "；其中 {some} 个定了时间，仍由定时的人负责：那个人停用或不能再发布，到时就不会发布，要由别人再定一次"
            ),
            format!(
                "; the time that {some} of them have stays with whoever set it: nothing is released then if that person no longer may, unless somebody else sets it again"
            ),
        ),
    };
    Message::new(
        format!("已把 {count} 个变更转交给“{}”{zh}", heir.name),
        format!("Handed {count} change request(s) over to {}{en}", heir.name),
    )
}

/// Something of it was closed or handed over meanwhile: what is still open stands on the page, with
/// everything that was typed.
async fn stale(visit: &Visit, entry: Entry, mut asked: Drawn) -> Answer {
    let said = text(
        "刚才有变更结束了，或已转交。还没完成的在下面，您填写的都还在，请看过之后再提交一次",
        "One of them was closed or handed over meanwhile. What is still open stands below, and everything you typed is still here; look at it and send it once more",
    );
    terms::note(&mut asked.form, said);
    show::page(visit, StatusCode::CONFLICT, entry, asked).await
}

/// What was chosen, where it is still open and this person still answers for it; the rest is left out.
async fn waiting(
    read: &mut Read,
    person: &Person,
    chosen: &[String],
) -> Result<Vec<Waiting>, Fault> {
    let id = person.id.to_string();
    let mut all = Vec::new();
    for word in chosen {
        let (slug, number) = word.split_once('/').ok_or_else(Fault::not_found)?;
        let number = number.parse().map_err(|_| Fault::not_found())?;
        let enterprise = enterprises::find_by_slug(read, slug).await?;
        let enterprise = enterprise.ok_or_else(Fault::not_found)?;
        let request = requests::find(read, enterprise.id, number).await?;
        let request = request.ok_or_else(Fault::not_found)?;
        if request.state.is_open() && request.author.id == id {
            all.push((enterprise, request));
        }
    }
    Ok(all)
}

/// Who has this address; notes when nobody does who could take something over.
async fn heir_of(
    read: &mut Read,
    form: &mut Form,
    typed: &str,
    leaver: &Person,
) -> Result<Option<Person>, Fault> {
    if typed.is_empty() {
        return Ok(None);
    }
    let email = parse_email(typed).unwrap_or_default();
    let found = people::find_by_email(read, &email).await?;
    let found = found.filter(|one| one.active && one.id != leaver.id);
    if found.is_none() {
        let said = text(
            "没有另一位用这个邮箱的启用中的成员",
            "Nobody else who is active has this address",
        );
        form.wrong("heir", said);
    }
    Ok(found)
}

/// Notes where this person may not edit, or would approve the own work.
async fn check(
    visit: &Visit,
    read: &mut Read,
    form: &mut Form,
    heir: &Person,
    waiting: &[Waiting],
) -> Result<(), Fault> {
    let known = people::signed_in(read, heir.id, visit.portal.clock.now()).await?;
    let held = known.map(|known| known.held).unwrap_or_default();
    let grants = Grants::of_person(heir.id, heir.name.clone(), held, Origin::default());
    for (enterprise, request) in waiting {
        let (name, number) = (&enterprise.name, request.number);
        if !grants.allow::<SubmitChanges>(Place::Enterprise(enterprise.id)) {
            let said = Message::new(
                format!("在“{name}”里不能编辑，接不了 #{number}"),
                format!("May not edit in {name}, so #{number} cannot be taken over"),
            );
            form.wrong("heir", said);
        } else if request.is_approved_by(&heir.id.to_string()) {
            let said = Message::new(
                format!("已经批准过“{name}”的 #{number}，请选另一个人"),
                format!("Has approved #{number} in {name}; choose somebody else"),
            );
            form.wrong("heir", said);
        }
    }
    Ok(())
}

/// All of them in one act.
fn handed(
    waiting: &[Waiting],
    heir: &Person,
    now: i64,
) -> Result<(Vec<ChangeRequest>, Act), Fault> {
    let mut done = Vec::new();
    let mut whole: Option<Act> = None;
    for (_, request) in waiting {
        let to = By { id: heir.id.to_string(), name: heir.name.clone() };
        let (new, act) = request.hand_over(to, now).map_err(|refusal| {
            let against = refused(refusal);
            Fault::saying(against.status, against.text)
        })?;
        done.push(new);
        whole = Some(match whole {
            Some(whole) => act.changes().cloned().fold(whole, Act::and),
            None => act,
        });
    }
    Ok((done, whole.ok_or_else(Fault::not_found)?))
}

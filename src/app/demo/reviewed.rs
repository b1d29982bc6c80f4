//! The demo's change requests: one that was approved and released, one that waits for a review, and one
//! that was forced and waits for somebody to look at it. A demo with any of its own is left alone.

use super::email;
use crate::domain::request::{Approval, By, Order, Source};
use crate::domain::{Act, ChangeRequest, EnterpriseId, Plugin, RequestId, Window, window};
use crate::error::Result;
use crate::rights::{ManagePeople, Permit};
use crate::store::requests::Which;
use crate::store::shelves::all;
use crate::store::{Db, Trashed, Write, people, requests, windows};
use crate::web::pages::changes::contents::{self, Current, Made};
use crate::web::pages::changes::releasing::Case;

/// The window whose draft waits, and what was changed in it.
const WAITING: (&str, &str, &str) = ("sobot-link", "custom_title", "在线客服 · 国庆不打烊");
/// The window that was released in an emergency.
const FORCED: (&str, &str, &str) = ("sobot-web", "color", "c0392b");

struct Team {
    owner: By,
    admin: By,
}

/// Adds the requests that the demo does not have yet.
pub async fn complete(db: &Db, permit: &Permit<ManagePeople>, place: EnterpriseId) -> Result<()> {
    let mut read = db.read().await?;
    let known = requests::list(&mut read, place, Which::All, None).await?;
    let (owner, admin) = (email("owner"), email("admin"));
    let owner = people::find_by_email(&mut read, &owner).await?;
    let admin = people::find_by_email(&mut read, &admin).await?;
    let plugins: Vec<Plugin> = all(&mut read, place, Trashed::LeftOut).await?;
    let forced = windows::find_by_code(&mut read, place, FORCED.0).await?;
    let waiting = windows::find_by_code(&mut read, place, WAITING.0).await?;
    drop(read);
    let (Some(owner), Some(admin), true) = (owner, admin, known.items.is_empty()) else {
        return Ok(());
    };
    let by = |person: &crate::domain::Person| By {
        id: person.id.to_string(),
        name: person.name.clone(),
    };
    let team = Team { owner: by(&owner), admin: by(&admin) };
    if let Some(plugin) = plugins.first() {
        let id = plugin.id.to_string();
        let current = contents::of_object::<Plugin>(&mut db.read().await?, place, &id).await?;
        let words =
            ("插件随小程序 2.4 上线", "小程序 2.4 要用新的按钮 / for mini program 2.4", "OPS-1024");
        if let Some(request) = submit(db, permit, current, &team.admin, words).await? {
            let approved = approve(db, permit, request, &team.owner).await?;
            release(db, permit, approved, &team.admin, None).await?;
        }
    }
    for (window, change) in [(forced, FORCED), (waiting, WAITING)] {
        let Some(window) = window.filter(is_open) else { continue };
        let Some(window) = edit(db, permit, window, change).await? else { continue };
        let now = db.clock().now();
        let mut read = db.read().await?;
        let current = contents::of_window(&mut read, window, Source::Draft, now).await?;
        drop(read);
        if change.0 == FORCED.0 {
            let words = ("换成应急颜色", "投诉热线故障 / hotline outage", "INC-77");
            if let Some(request) = submit(db, permit, current, &team.admin, words).await? {
                let why = "热线中断，客户找不到入口 / hotline down".to_owned();
                release(db, permit, request, &team.admin, Some(why)).await?;
            }
        } else {
            let words = ("国庆标题", "国庆期间客服不休息 / open over the holiday", "");
            submit(db, permit, current, &team.admin, words).await?;
        }
    }
    Ok(())
}

fn is_open(window: &Window) -> bool {
    window.trashed_at.is_none() && !window.is_retired()
}

/// The draft with one option changed; `None` where that is no draft that could be released.
async fn edit(
    db: &Db,
    permit: &Permit<ManagePeople>,
    window: Window,
    (_, option, value): (&str, &str, &str),
) -> Result<Option<Window>> {
    let mut content = window.content.clone();
    content.parameters.insert(option.to_owned(), value.into());
    let draft = window::Draft { content, meta: window.meta.clone() };
    let Some((new, change)) = window.edit(draft, db.clock().now()) else { return Ok(None) };
    let work = async |write: &mut Write<'_>| {
        windows::update(write, &new, window.version).await?;
        Ok(change.clone().into())
    };
    db.write(permit, work).await?;
    Ok(Some(new))
}

async fn submit(
    db: &Db,
    permit: &Permit<ManagePeople>,
    current: Current,
    author: &By,
    (title, reason, ticket): (&str, &str, &str),
) -> Result<Option<ChangeRequest>> {
    let mut read = db.read().await?;
    let mut along = current.takes_along(&mut read).await?;
    along.insert(0, current);
    let items: Vec<_> = along.iter().filter_map(|one| one.item(Source::Draft)).collect();
    if items.is_empty() || along.iter().any(|one| matches!(one.made, Made::Gone)) {
        return Ok(None);
    }
    let Some(enterprise) = along.iter().find_map(Current::enterprise) else { return Ok(None) };
    let order = Order {
        id: RequestId(db.clock().id()),
        enterprise,
        number: requests::next_number(&mut read, enterprise).await?,
        title: title.to_owned(),
        reason: reason.to_owned(),
        ticket: ticket.to_owned(),
        author: author.clone(),
        items,
        release_at: None,
    };
    drop(read);
    let watched = contents::watched(&along);
    let (new, act) = ChangeRequest::submit(order, db.clock().now());
    let work = async |write: &mut Write<'_>| {
        requests::insert(write, &new, &watched).await?;
        Ok(act.clone())
    };
    db.write(permit, work).await?;
    Ok(Some(new))
}

async fn approve(
    db: &Db,
    permit: &Permit<ManagePeople>,
    request: ChangeRequest,
    by: &By,
) -> Result<ChangeRequest> {
    let now = db.clock().now();
    let case = Case::open(&mut db.read().await?, request, now).await?;
    let Some(contents) = &case.contents else { return Ok(case.request) };
    let approval = Approval {
        by: by.clone(),
        content_hash: contents.joint.clone(),
        comment: "看过了，编号与后台一致 / checked against the console".to_owned(),
        at: now,
        voided: None,
    };
    let outcome = case.request.approve(approval, (contents, case.needed()), &[], now);
    let Ok((new, act)) = outcome else { return Ok(case.request) };
    keep(db, permit, &new, &act).await?;
    Ok(new)
}

async fn keep(
    db: &Db,
    permit: &Permit<ManagePeople>,
    new: &ChangeRequest,
    act: &Act,
) -> Result<()> {
    let work = async |write: &mut Write<'_>| {
        requests::update(write, new).await?;
        Ok(act.clone())
    };
    db.write(permit, work).await
}

async fn release(
    db: &Db,
    permit: &Permit<ManagePeople>,
    request: ChangeRequest,
    by: &By,
    emergency: Option<String>,
) -> Result<()> {
    let case = Case::open(&mut db.read().await?, request, db.clock().now()).await?;
    // What stands against it stays submitted; the demo is none the worse for it.
    let Ok(plan) = case.plan(db.clock(), by.clone(), emergency) else { return Ok(()) };
    let work = async |write: &mut Write<'_>| {
        plan.store(write).await?;
        Ok(plan.act.clone())
    };
    db.write(permit, work).await
}

//! The demo's change requests: one that was approved and released, one that waits for a review, and one
//! that was forced and waits for somebody to look at it. A demo with any of its own is left alone.

use super::email;
use crate::domain::request::{Approval, By, Order, Source};
use crate::domain::{
    Act, ChangeRequest, EnterpriseId, LeaveTemplate, Person, Plugin, RequestId, VipField,
};
use crate::error::Result;
use crate::rights::{ManagePeople, Permit};
use crate::store::requests::Which;
use crate::store::shelves::{Shelved, all};
use crate::store::{Db, Trashed, Write, people, requests};
use crate::web::pages::changes::contents::{self, Current, Made};
use crate::web::pages::changes::releasing::Case;

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
    let templates: Vec<LeaveTemplate> = all(&mut read, place, Trashed::LeftOut).await?;
    let fields: Vec<VipField> = all(&mut read, place, Trashed::LeftOut).await?;
    drop(read);
    let (Some(owner), Some(admin), true) = (owner, admin, known.items.is_empty()) else {
        return Ok(());
    };
    let by = |person: &Person| By { id: person.id.to_string(), name: person.name.clone() };
    let team = Team { owner: by(&owner), admin: by(&admin) };
    if let Some(plugin) = plugins.first() {
        let words =
            ("插件随小程序 2.4 上线", "小程序 2.4 要用新的按钮 / for mini program 2.4", "OPS-1024");
        let current = current::<Plugin>(db, place, plugin.id).await?;
        if let Some(request) = submit(db, permit, current, &team.admin, words).await? {
            let approved = approve(db, permit, request, &team.owner).await?;
            release(db, permit, approved, &team.admin, None).await?;
        }
    }
    if let Some(template) = templates.first() {
        let words = ("留言模板改到新技能组", "旧技能组已撤销 / the old group is gone", "INC-77");
        let current = current::<LeaveTemplate>(db, place, template.id).await?;
        if let Some(request) = submit(db, permit, current, &team.admin, words).await? {
            let why = "夜间留言全部落空 / messages of the night went nowhere".to_owned();
            release(db, permit, request, &team.admin, Some(why)).await?;
        }
    }
    if let Some(field) = fields.first() {
        let words = ("会员等级用于排队", "会员优先接入 / members first", "");
        let current = current::<VipField>(db, place, field.id).await?;
        submit(db, permit, current, &team.admin, words).await?;
    }
    Ok(())
}

async fn current<T: Shelved>(
    db: &Db,
    place: EnterpriseId,
    id: impl std::fmt::Display,
) -> Result<Current> {
    contents::of_object::<T>(&mut db.read().await?, place, &id.to_string()).await
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

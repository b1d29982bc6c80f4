//! Saved searches: a question to a history under a name, for oneself or for everybody who reads it.

use actix_web::http::StatusCode;

use super::asked::Asked;
use super::{Placed, answer};
use crate::domain::saved_search::MOST;
use crate::domain::{Log, PersonId, SavedSearch, SavedSearchId};
use crate::error::Kind;
use crate::rights::{EditEnterprise, ManagePeople, Permission, Permit, Place, ReadHistory};
use crate::store::{Read, Write, saved_searches};
use crate::text::{Message, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::scope::{Installed, Within};
use crate::web::ui::Ui;
use crate::web::visit::{Told, Visit};

/// A saved search as a page shows it.
pub struct Shown {
    pub name: String,
    pub href: String,
    pub shared: bool,
    /// Where it is deleted, for who may.
    pub delete: Option<String>,
}

/// What the page says of them.
#[derive(Default)]
pub struct Searches {
    pub all: Vec<Shown>,
    /// Whether this person may share one.
    pub may_share: bool,
    /// What was typed, where it could not be saved.
    pub name: String,
    pub shared: bool,
}

/// Who may share a search, and delete what others share: whoever keeps the settings of the place.
fn may_share(visit: &Visit, log: Log) -> Result<bool, Fault> {
    let grants = &visit.person()?.grants;
    Ok(match log {
        Log::Installation => grants.allow::<ManagePeople>(Place::Installation),
        Log::Enterprise(id) => grants.allow::<EditEnterprise>(Place::Enterprise(id)),
    })
}

fn may_not_share(visit: &Visit, place: Place, told: &Told) -> Fault {
    let right = match place {
        Place::Installation => ManagePeople::NAME,
        Place::Enterprise(_) | Place::Window { .. } => EditEnterprise::NAME,
    };
    visit.denied(place, right, told)
}

pub async fn of(read: &mut Read, visit: &Visit, placed: &Placed) -> Result<Searches, Fault> {
    let (own, may_share) = (visit.person()?.person.id, may_share(visit, placed.log)?);
    let all = saved_searches::list(read, placed.log, own).await?;
    let all = all.into_iter().map(|one| shown(one, placed, own, may_share)).collect();
    Ok(Searches { all, may_share, ..Searches::default() })
}

pub fn shown(one: SavedSearch, placed: &Placed, own: PersonId, may_share: bool) -> Shown {
    let base = format!("{}/history", placed.base);
    Shown {
        href: format!("{base}?{}", one.query),
        delete: (one.person == own || may_share)
            .then(|| format!("{base}/searches/{}/deletions", one.id)),
        name: one.name,
        shared: one.shared,
    }
}

pub async fn save_in_enterprise(Posted { scope, form }: Posted<Within<ReadHistory>>) -> Answer {
    let mut ui = scope.ui_below(text("历史", "History"))?;
    scope.visit.take_flash(&mut ui);
    let placed = Placed::within(Log::Enterprise(scope.enterprise.id), scope.path(""));
    save(&scope.visit, ui, placed, (&scope.permit, form)).await
}

pub async fn save_in_installation(
    Posted { scope, form }: Posted<Installed<ReadHistory>>,
) -> Answer {
    let ui = scope.visit.ui(text("系统历史", "System history"))?;
    save(&scope.visit, ui, Placed::installation(), (&scope.permit, form)).await
}

async fn save(
    visit: &Visit,
    ui: Ui,
    placed: Placed,
    (permit, mut form): (&Permit<ReadHistory>, Form),
) -> Answer {
    let (name, query) = (form.required_line("name"), form.take("query"));
    let shared = form.take("shared") == "true";
    form.finish();
    let asked = Asked::of(&query).filter(|asked| asked.is_narrowed() && asked.wanted().is_ok());
    let asked = asked.ok_or_else(|| Fault::status(StatusCode::UNPROCESSABLE_ENTITY))?;
    if shared && !may_share(visit, placed.log)? {
        let told = Told { noun: SavedSearch::NOUN, name, ..Told::default() };
        return Err(may_not_share(visit, permit.place(), &told));
    }
    let portal = &visit.portal;
    let person = visit.person()?.person.id;
    let all = saved_searches::list(&mut portal.db.read().await?, placed.log, person).await?;
    if all.iter().filter(|one| one.person == person).count() >= MOST {
        let (zh, en) = (format!("最多保存 {MOST} 个查询"), format!("{MOST} searches at most"));
        form.wrong("name", Message::new(zh, en));
    }
    let new = SavedSearch {
        id: SavedSearchId(portal.clock.id()),
        log: placed.log,
        person,
        name: name.clone(),
        query: asked.at("", &[]).trim_start_matches('?').to_owned(),
        shared,
        created_at: portal.clock.now(),
    };
    if !form.is_wrong() {
        let work = async |write: &mut Write<'_>| {
            saved_searches::insert(write, &new).await?;
            Ok(new.saved().into())
        };
        match portal.db.write(permit, work).await {
            Ok(()) => {
                let said = Message::new(
                    format!("已保存查询“{name}”。"),
                    format!("Saved the search “{name}”."),
                );
                return visit.done(&asked.at(&placed.path, &[]), said);
            }
            Err(error) if error.kind() == Kind::Taken => {
                form.wrong("name", text("您已有一个同名的查询", "You have a search of this name"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    answer(visit, ui, placed, asked, (form.errors, Searches { name, shared, ..<_>::default() }))
        .await
}

pub async fn delete_in_enterprise(Posted { scope, form }: Posted<Within<ReadHistory>>) -> Answer {
    let placed = Placed::within(Log::Enterprise(scope.enterprise.id), scope.path(""));
    delete(&scope.visit, placed, (&scope.permit, form)).await
}

pub async fn delete_in_installation(
    Posted { scope, form }: Posted<Installed<ReadHistory>>,
) -> Answer {
    delete(&scope.visit, Placed::installation(), (&scope.permit, form)).await
}

async fn delete(
    visit: &Visit,
    placed: Placed,
    (permit, mut form): (&Permit<ReadHistory>, Form),
) -> Answer {
    form.finish_or_refuse()?;
    let id = visit.request().match_info().get("id").and_then(|id| id.parse().ok());
    let id: SavedSearchId = id.ok_or_else(Fault::not_found)?;
    let db = &visit.portal.db;
    let found = saved_searches::find(&mut db.read().await?, placed.log, id).await?;
    let own = visit.person()?.person.id;
    // Somebody else's own search is nobody's business.
    let found = found.filter(|one| one.person == own || one.shared).ok_or_else(Fault::not_found)?;
    if found.person != own && !may_share(visit, placed.log)? {
        let (id, name) = (id.to_string(), found.name);
        let told = Told { noun: SavedSearch::NOUN, id, name, ..Told::default() };
        return Err(may_not_share(visit, permit.place(), &told));
    }
    let work = async |write: &mut Write<'_>| {
        saved_searches::delete(write, id).await?;
        Ok(found.deleted().into())
    };
    db.write(permit, work).await?;
    let name = &found.name;
    let said =
        Message::new(format!("已删除查询“{name}”。"), format!("Deleted the search “{name}”."));
    visit.done(&placed.path, said)
}

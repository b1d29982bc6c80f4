//! Going through who may do what: every role of a place with whoever gave it, marked “keep” or taken
//! away, and at the end a note. The review is an event with its counts.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use askama::Template;

use super::realm::{Realm, whole};
use super::{Somewhere, named_role, told_held};
use crate::catalog::form::Choice;
use crate::clock::{HOUR, Millis};
use crate::domain::{Act, Change};
use crate::error::Error;
use crate::rights::Place;
use crate::store::members::{self, Member};
use crate::store::past::STILL;
use crate::store::people::Term;
use crate::store::{Write, checkups, every, invitations, people, reports, windows};
use crate::text::{Message, text};
use crate::web::cells;
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::moment::{Moment, ZONE, ZONE_SHOWN, moment};
use crate::web::ui::Ui;

/// Roles that one review goes through: a form holds no more.
const MOST: usize = 400;
/// A review is due again after so long.
pub const DUE: Millis = 90 * 24 * HOUR;

const KEEP: &str = "keep";
const WITHDRAW: &str = "withdraw";
pub const ENDED: &str = "access_review.ended";

#[derive(Template)]
#[template(path = "people/review.html")]
pub(super) struct ReviewPage {
    pub ui: Ui,
    pub base: String,
    pub lines: Vec<Line>,
    pub last: Option<Last>,
    pub note: String,
    /// There are more roles than one review goes through.
    pub more: bool,
}

/// The last review, and whether it is too old.
pub(super) struct Last {
    pub at: Moment,
    pub by: String,
    pub kept: String,
    pub withdrawn: String,
    pub note: String,
    pub old: bool,
}

pub(super) struct Line {
    /// The name of the field.
    pub field: String,
    pub name: String,
    pub email: String,
    pub active: bool,
    pub role: String,
    pub code: String,
    pub since: Moment,
    pub by: String,
    pub until: Option<Moment>,
    pub signed_in: Option<Moment>,
    /// What was chosen; empty before.
    pub chosen: String,
}

impl Line {
    fn label(&self, ui: &Ui) -> String {
        format!("{} {} {} {}", ui.t("决定：", "Decision on"), self.name, self.role, self.code)
    }

    fn choices(&self) -> Vec<Choice> {
        let words = [
            ("", text("请选择", "Choose")),
            (KEEP, text("保留", "Keep")),
            (WITHDRAW, text("收回", "Take away")),
        ];
        words.map(|(name, label)| Choice::new(name, label, self.chosen == name)).into()
    }
}

/// What the form holds for one role.
fn field(one: &Member) -> String {
    match one.place {
        Place::Window { window, .. } => format!("g.{}.{window}", one.person),
        Place::Installation | Place::Enterprise(_) => format!("g.{}", one.person),
    }
}

/// What one answer shows besides the list.
#[derive(Default)]
struct Drawn {
    chosen: BTreeMap<String, String>,
    note: String,
    form: Form,
}

async fn all<R: Realm>(realm: &R) -> Result<Vec<Member>, Fault> {
    let id = realm.of().map(|enterprise| enterprise.id);
    let mut read = realm.visit().portal.db.read().await?;
    let page =
        async |read: &mut crate::store::Read, after: &str| members::list(read, id, after).await;
    Ok(every(&mut read, page).await?)
}

pub async fn show<R: Realm>(realm: R) -> Answer {
    let members = all(&realm).await?;
    page(&realm, StatusCode::OK, members, Drawn::default()).await
}

async fn page<R: Realm>(
    realm: &R,
    status: StatusCode,
    mut members: Vec<Member>,
    mut drawn: Drawn,
) -> Answer {
    let visit = realm.visit();
    let (lang, now) = (visit.lang(), visit.portal.clock.now());
    let more = members.len() > MOST;
    members.truncate(MOST);
    let mut read = visit.portal.db.read().await?;
    let ids: Vec<String> = members.iter().map(|one| one.person.to_string()).collect();
    let seen = reports::last_sign_ins(&mut read, &ids, STILL).await?;
    let last = reports::last_act(&mut read, realm.log(), ENDED).await?;
    drop(read);
    let mut ui = realm.frame(text("复核权限", "Access review"))?;
    visit.take_flash(&mut ui);
    ui.errors = drawn.form.errors;
    let line = |one: Member| Line {
        chosen: drawn.chosen.remove(&field(&one)).unwrap_or_default(),
        field: field(&one),
        role: named_role(one.role, one.releases, lang),
        since: moment(one.since),
        until: one.until.map(moment),
        signed_in: seen.get(&one.person.to_string()).copied().map(moment),
        name: one.name,
        email: one.email,
        active: one.active,
        code: one.code,
        by: one.by,
    };
    let told = |one: reports::Published| {
        let detail = |name| one.details.get(name).cloned().unwrap_or_default();
        Last {
            at: moment(one.at),
            kept: detail("kept_roles"),
            withdrawn: detail("withdrawn_roles"),
            note: detail("note"),
            old: now - one.at > DUE,
            by: one.actor_name,
        }
    };
    let page = ReviewPage {
        ui,
        base: realm.base(),
        lines: members.into_iter().map(line).collect(),
        last: last.map(told),
        note: drawn.note,
        more,
    };
    visit.page(status, &page)
}

/// Ends the review: takes away what is to go, and keeps the rest; all of it is one act.
pub async fn end<R: Realm>(Posted { scope: realm, mut form }: Posted<R>) -> Answer {
    let chosen: BTreeMap<String, String> = form
        .prefixed("g.", &[])
        .into_iter()
        .filter_map(|(name, values)| Some((format!("g.{name}"), values.into_iter().next()?)))
        .collect();
    let note = form.required_line("note");
    form.finish();
    let mut members = all(&realm).await?;
    members.truncate(MOST);
    for one in &members {
        if !matches!(chosen.get(&field(one)).map(String::as_str), Some(KEEP | WITHDRAW)) {
            form.wrong(&field(one), text("请选择保留还是收回", "Choose: keep or take away"));
        }
    }
    if form.is_wrong() {
        let drawn = Drawn { chosen, note, form };
        return page(&realm, StatusCode::UNPROCESSABLE_ENTITY, members, drawn).await;
    }
    let goes = |one: &&Member| chosen.get(&field(one)).is_some_and(|one| one == WITHDRAW);
    let gone: Vec<&Member> = members.iter().filter(goes).collect();
    let (kept, withdrawn) = (members.len() - gone.len(), gone.len());
    let change = Change::note(realm.log(), ENDED, "access_review", realm.subject())
        .detail("kept_roles", kept.to_string())
        .detail("withdrawn_roles", withdrawn.to_string())
        .detail("note", note.as_str());
    let (visit, now) = (realm.visit(), realm.visit().portal.clock.now());
    let work = async |write: &mut Write<'_>| {
        let mut act = Act::new(change.clone()).because(note.as_str());
        for one in &gone {
            act = act.and(take(write, &realm, one, now).await?);
            act = invitations::close_lost(write, one.person, act, now).await?;
        }
        if let Some(of) = realm.of() {
            checkups::concern_enterprise(write, of.id, (ENDED, now)).await?;
        }
        Ok(act)
    };
    visit.portal.db.write(realm.permit(), work).await?;
    let said = Message::new(
        format!("复核已完成：保留 {kept} 个角色，收回 {withdrawn} 个"),
        format!("The review is done: {kept} roles kept, {withdrawn} taken away"),
    );
    visit.done(&format!("{}/access-review", realm.base()), said)
}

/// Takes one role away, where it is still what was seen.
async fn take<R: Realm>(
    write: &mut Write<'_>,
    realm: &R,
    one: &Member,
    now: Millis,
) -> crate::error::Result<Change> {
    let person = people::find(write, one.person).await?.ok_or_else(Error::conflict)?;
    let somewhere = match (one.place, realm.of()) {
        (Place::Window { enterprise, window }, Some(of)) => {
            let window = windows::find(write, enterprise, window).await?;
            Somewhere::of(of.clone(), Some(window.ok_or_else(Error::conflict)?))
        }
        _ => whole(realm),
    };
    let change = person.turn_role(&somewhere.spot(), Some(told_held(one.given())), None);
    let roles = (Some(one.role), None);
    people::set_role(write, person.id, one.place, roles, &Term::default(), now).await?;
    change.ok_or_else(Error::conflict)
}

/// The state as a file.
pub async fn csv<R: Realm>(realm: R) -> Answer {
    let visit = realm.visit();
    let members = all(&realm).await?;
    let ids: Vec<String> = members.iter().map(|one| one.person.to_string()).collect();
    let mut read = visit.portal.db.read().await?;
    let seen = reports::last_sign_ins(&mut read, &ids, STILL).await?;
    drop(read);
    let change =
        Change::access(realm.log(), "access_list.exported", "access_review", realm.subject())
            .detail("count", members.len().to_string());
    let work = async |_: &mut Write<'_>| Ok(change.clone().into());
    visit.portal.db.write(realm.permit(), work).await?;
    let lang = visit.lang();
    let zone = format!("{ZONE}, {ZONE_SHOWN}");
    let word = |zh: &'static str, en: &'static str| text(zh, en).to(lang).to_owned();
    let head = [
        word("姓名", "Name"),
        word("邮箱", "E-mail"),
        word("角色", "Role"),
        word("只限聊天窗", "On this chat window only"),
        format!("{} ({zone})", word("到期", "Until")),
        word("已停用", "Deactivated"),
        format!("{} ({zone})", word("授予时间", "Given")),
        word("由谁授予", "Given by"),
        format!("{} ({zone})", word("最近登录", "Last sign-in")),
    ];
    let mut file = cells::MARK.to_owned();
    file.push_str(&cells::csv(head.iter().map(String::as_str)));
    let shown = |at: Option<Millis>| at.map(|at| moment(at).shown).unwrap_or_default();
    for one in &members {
        let (until, since) = (shown(one.until), shown(Some(one.since)));
        let signed_in = shown(seen.get(&one.person.to_string()).copied());
        let off = if one.active { String::new() } else { word("是", "yes") };
        let role = named_role(one.role, one.releases, lang);
        let (name, email, by) = (one.name.as_str(), one.email.as_str(), one.by.as_str());
        let row = [name, email, &role, &one.code, &until, &off, &since, by, &signed_in];
        file.push_str(&cells::csv(row));
    }
    let name = realm.of().map_or("portal", |enterprise| &enterprise.slug);
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"access-{name}.csv\""),
        ))
        .body(file))
}

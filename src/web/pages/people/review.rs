//! Going through who may do what: every role of a place with whoever gave it, marked “keep” or taken
//! away, and at the end a note. The review is an event with its counts.

pub mod file;
mod parts;

use std::collections::{BTreeMap, HashSet};

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::realm::{Realm, whole};
use super::terms::seen;
use super::{Somewhere, named_role, told_held};
use crate::catalog::form::Choice;
use crate::clock::{HOUR, Millis};
use crate::domain::release::sha256;
use crate::domain::{Act, Change};
use crate::error::Error;
use crate::rights::Place;
use crate::store::members::{self, Member};
use crate::store::past::STILL;
use crate::store::people::Term;
use crate::store::{Read, Write, checkups, every, grants, invitations, people, reports, windows};
use crate::text::{Lang, Message, Text, text};
use crate::web::fault::Answer;
use crate::web::form::{Form, Posted};
use crate::web::moment::{Moment, moment};
use crate::web::ui::Ui;
use crate::web::visit::see_other;
use parts::{Part, Progress};

/// A review is due again after so long.
pub const DUE: Millis = 90 * 24 * HOUR;

/// Letters of a mark: as many as tell the roles of one page apart, and the same role at two moments.
const MARK: usize = 12;
const KEEP: &str = "keep";
const WITHDRAW: &str = "withdraw";
pub const ENDED: &str = "access_review.ended";
/// Where the next part goes on: a mark, which tells people nothing.
pub const CURSOR: &str = "cursor";

#[derive(Template)]
#[template(path = "people/review.html")]
pub(super) struct ReviewPage {
    pub ui: Ui,
    pub base: String,
    pub lines: Vec<Line>,
    /// Roles for the whole portal, which count here, too, and are decided on elsewhere.
    pub everywhere: Vec<Line>,
    pub last: Option<Last>,
    pub note: String,
    /// What the roles of this part were when the page was drawn.
    pub seen: String,
    /// The mark that this part of the review begins after; empty in the first one.
    pub after: String,
    /// There is another part after this one.
    pub more: bool,
    /// A review that was begun and not ended, on the page of its first part.
    pub begun: Option<Begun>,
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

/// How far a review came.
pub(super) struct Begun {
    pub href: String,
    pub at: Moment,
    pub by: String,
    pub roles: usize,
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
    fn of(one: Member, chosen: String, seen: &BTreeMap<String, Millis>, lang: Lang) -> Self {
        Line {
            chosen,
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
        }
    }

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

/// A role as it is shown: whoever decides, decides on this one and on no other that took its place.
fn mark(one: &Member) -> String {
    let shown = format!("{} {}", field(one), seen(one.given()));
    sha256(shown.as_bytes()).chars().take(MARK).collect()
}

/// What one answer shows besides the list.
#[derive(Default)]
struct Drawn {
    after: String,
    chosen: BTreeMap<String, String>,
    note: String,
    form: Form,
}

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    after: String,
}

/// Roles for the installation, where the review is of an enterprise: they give access there, too.
async fn everywhere<R: Realm>(read: &mut Read, realm: &R) -> crate::error::Result<Vec<Member>> {
    if realm.of().is_none() {
        return Ok(Vec::new());
    }
    every(read, async |read: &mut Read, after: &str| members::list(read, None, after).await).await
}

async fn signed_in(
    read: &mut Read,
    members: &[Member],
) -> crate::error::Result<BTreeMap<String, Millis>> {
    let ids: Vec<String> = members.iter().map(|one| one.person.to_string()).collect();
    reports::last_sign_ins(read, &ids, STILL).await
}

fn path<R: Realm>(realm: &R, after: &str) -> String {
    let path = format!("{}/access-review", realm.base());
    if after.is_empty() {
        return path;
    }
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("after", after);
    format!("{path}?{}", query.finish())
}

pub async fn show<R: Realm>(realm: R, query: Query<Wanted>) -> Answer {
    let after = query.into_inner().after;
    if !after.is_empty() {
        // Only the part where a review stopped is gone on with.
        let (log, now) = (realm.log(), realm.visit().portal.clock.now());
        let mut read = realm.visit().portal.db.read().await?;
        let begun = parts::unfinished(&mut read, log, now).await?;
        if begun.is_none_or(|begun| begun.after != after) {
            return Ok(see_other(&path(&realm, "")));
        }
    }
    let part = parts::part(&realm, &after).await?;
    page(&realm, StatusCode::OK, part, Drawn { after, ..Drawn::default() }).await
}

async fn page<R: Realm>(realm: &R, status: StatusCode, part: Part, mut drawn: Drawn) -> Answer {
    let visit = realm.visit();
    let (lang, now) = (visit.lang(), visit.portal.clock.now());
    let mut read = visit.portal.db.read().await?;
    let everywhere = everywhere(&mut read, realm).await?;
    let mut seen = signed_in(&mut read, &part.members).await?;
    seen.extend(signed_in(&mut read, &everywhere).await?);
    let last = reports::last_act(&mut read, realm.log(), ENDED).await?;
    let begun = parts::unfinished(&mut read, realm.log(), now).await?;
    drop(read);
    let mut ui = realm.frame(text("复核权限", "Access review"))?;
    visit.take_flash(&mut ui);
    ui.errors = drawn.form.errors;
    let mut line = |one: Member| {
        let chosen = drawn.chosen.remove(&field(&one)).unwrap_or_default();
        Line::of(one, chosen, &seen, lang)
    };
    let marks: Vec<String> = part.members.iter().map(mark).collect();
    let lines = part.members.into_iter().map(&mut line).collect();
    let page = ReviewPage {
        ui,
        base: realm.base(),
        lines,
        everywhere: everywhere
            .into_iter()
            .map(|one| Line::of(one, String::new(), &seen, lang))
            .collect(),
        last: last.map(|one| Last::of(one, now)),
        note: drawn.note,
        seen: marks.join(" "),
        more: part.next.is_some(),
        begun: begun.filter(|_| drawn.after.is_empty()).map(|begun| Begun {
            href: path(realm, &begun.after),
            at: moment(begun.at),
            by: begun.by,
            roles: begun.kept + begun.withdrawn,
        }),
        after: drawn.after,
    };
    visit.page(status, &page)
}

impl Last {
    fn of(one: reports::Published, now: Millis) -> Self {
        let detail = |name| one.details.get(name).cloned().unwrap_or_default();
        Last {
            at: moment(one.at),
            kept: detail("kept_roles"),
            withdrawn: detail("withdrawn_roles"),
            note: detail("note"),
            old: now - one.at > DUE,
            by: one.actor_name,
        }
    }
}

/// Ends the review, or this part of it: takes away what is to go, and keeps the rest; all of it is one
/// act.
pub async fn end<R: Realm>(Posted { scope: realm, mut form }: Posted<R>) -> Answer {
    let mut chosen: BTreeMap<String, String> = form
        .prefixed("g.", &[])
        .into_iter()
        .filter_map(|(name, values)| Some((format!("g.{name}"), values.into_iter().next()?)))
        .collect();
    let (after, seen) = (form.take("after"), form.take("seen"));
    let part = parts::part(&realm, &after).await?;
    let last = part.next.is_none();
    let note = if last { form.required_line("note") } else { form.line("note") };
    form.finish();
    let (visit, now) = (realm.visit(), realm.visit().portal.clock.now());
    let before =
        parts::before(&mut visit.portal.db.read().await?, realm.log(), &after, now).await?;
    let seen: HashSet<&str> = seen.split(' ').collect();
    for one in &part.members {
        if !matches!(chosen.get(&field(one)).map(String::as_str), Some(KEEP | WITHDRAW)) {
            form.wrong(&field(one), text("请选择保留还是收回", "Choose: keep or take away"));
        } else if !seen.contains(mark(one).as_str()) {
            chosen.remove(&field(one));
            form.wrong(&field(one), CHANGED);
        }
    }
    if form.is_wrong() {
        let drawn = Drawn { after, chosen, note, form };
        return page(&realm, StatusCode::UNPROCESSABLE_ENTITY, part, drawn).await;
    }
    let goes = |one: &&Member| chosen.get(&field(one)).is_some_and(|one| one == WITHDRAW);
    let gone: Vec<&Member> = part.members.iter().filter(goes).collect();
    let so_far = before.and(part.members.len() - gone.len(), gone.len());
    let change = so_far.told(realm.log(), realm.subject(), part.next.as_deref());
    let change = if last { change.detail("note", note.as_str()) } else { change };
    let work = async |write: &mut Write<'_>| {
        // Somebody else may have gone on meanwhile, or do so at this moment.
        grants::hold(write).await?;
        parts::before(write, realm.log(), &after, now).await?;
        let mut act = Act::new(change.clone()).because(note.as_str());
        for one in &gone {
            act = act.and(take(write, &realm, one, now).await?);
            act = invitations::close_lost(write, one.person, act, now).await?;
        }
        if let Some(of) = realm.of().filter(|_| last) {
            checkups::concern_enterprise(write, of.id, (ENDED, now)).await?;
        }
        Ok(act)
    };
    visit.portal.db.write(realm.permit(), work).await?;
    visit.done(&path(&realm, part.next.as_deref().unwrap_or_default()), done(&so_far, last))
}

fn done(so_far: &Progress, last: bool) -> Message {
    let Progress { kept, withdrawn, .. } = so_far;
    if last {
        return Message::new(
            format!("复核已完成：保留 {kept} 个角色，收回 {withdrawn} 个"),
            format!("The review is done: {kept} roles kept, {withdrawn} taken away"),
        );
    }
    Message::new(
        format!("到这里保留了 {kept} 个角色，收回 {withdrawn} 个；请继续下一部分"),
        format!("{kept} roles kept and {withdrawn} taken away so far; go on with the next part"),
    )
}

const CHANGED: Text = text(
    "这个角色在您打开页面之后变了，请看过之后再选择",
    "This role changed after you opened the page; look at it and choose again",
);

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
    let roles = (Some(one.given()), None);
    people::set_role(write, person.id, one.place, roles, &Term::default(), now).await?;
    change.ok_or_else(Error::conflict)
}

//! The trash of an enterprise, and the ways in and out. Nothing that is in use goes in; nothing comes
//! out whose own references still lie there. Codes and names stay taken all the while, so that
//! whatever comes back finds its place.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;

use super::manage::days_left;
use super::reach::Reach;
use super::{Linked, Listed, shelf};
use crate::clock::Millis;
use crate::domain::{Change, Registered};
use crate::error::Error;
use crate::rights::{EditKeys, EditRegistry, EditWindows, ViewEnterprise};
use crate::store::cards::{self, Line};
use crate::store::{Read, Write, releases};
use crate::text::{Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::Posted;
use crate::web::moment::{Moment, moment};
use crate::web::pages::{Cursor, next_page};
use crate::web::scope::{List, Scoped, Within};
use crate::web::ui::{Ui, Undo};

pub const LIST: List = List { label: text("回收站", "Trash"), path: "/trash" };

#[derive(Template)]
#[template(path = "registry/trash.html")]
pub(super) struct TrashPage {
    pub ui: Ui,
    pub rows: Vec<Row>,
    pub next: Option<String>,
    pub first: bool,
}

/// Something in the trash.
pub(super) struct Row {
    pub object: Linked,
    pub by: String,
    pub at: Moment,
    /// `None` for what is never removed.
    pub days: Option<i64>,
    pub may_restore: bool,
}

/// Why something cannot be moved: what stands in the way of each object.
#[derive(Template)]
#[template(path = "registry/blocked.html")]
pub(super) struct BlockedPage {
    pub ui: Ui,
    pub why: Text,
    pub rows: Vec<(Linked, Vec<Linked>)>,
    pub back: String,
}

/// Where a page of a trash goes on, as it stands in an address.
pub(super) fn read_mark(cursor: &str) -> Option<(Millis, String)> {
    let (at, id) = cursor.split_once('.')?;
    let id: uuid::Uuid = id.parse().ok()?;
    Some((at.parse().ok()?, id.to_string()))
}

pub async fn list(within: Within<ViewEnterprise>, query: Query<Cursor>) -> Answer {
    let before = read_mark(&query.cursor);
    let first = before.is_none();
    let mut read = within.visit.portal.db.read().await?;
    let place = within.enterprise.id.to_string();
    let (found, next) = cards::trash(&mut read, &place, before).await?;
    let moved = |line: Option<&Line>| line.and_then(|line| line.trashed_at).unwrap_or(0);
    let shown = (moved(found.last()), moved(found.first()));
    let held = releases::held(&mut read, &place, shown).await?;
    drop(read);
    let next = next.map(|(at, id)| format!("{at}.{id}"));
    let mut ui = within.ui_below(LIST.label)?;
    within.visit.take_flash(&mut ui);
    let page = TrashPage {
        ui,
        rows: found.iter().map(|line| row(&within, line, held.contains(&line.id))).collect(),
        next: next_page(&within.path(LIST.path), &[], next.as_ref()),
        first,
    };
    within.visit.page(StatusCode::OK, &page)
}

fn row(within: &Within<ViewEnterprise>, line: &Line, held: bool) -> Row {
    let at = line.trashed_at.unwrap_or(0);
    let may_restore = match line.noun.as_str() {
        "window" => within.allows::<EditWindows>(),
        "key" => within.allows::<EditKeys>(),
        noun => shelf(noun).is_some() && within.allows::<EditRegistry>(),
    };
    Row {
        object: Linked::of(line, &within.path("")),
        by: line.trashed_by.clone(),
        at: moment(at),
        days: (!held).then(|| days_left(at, within.visit.portal.clock.now())),
        may_restore,
    }
}

/// How moving several objects went.
pub(super) enum Moved {
    Done,
    Nothing,
    Stale,
    Blocked(Vec<(Linked, Vec<Linked>)>),
}

/// Moves all of them at once, or none.
pub(super) async fn into_trash<T: Registered>(
    reach: &impl Reach<T>,
    objects: &[T],
    reason: &str,
) -> Result<Moved, Fault> {
    let mut read = reach.visit().portal.db.read().await?;
    let mut blocked = Vec::new();
    for object in objects.iter().filter(|object| object.trashed_at().is_none()) {
        let users = reach.in_the_way(&mut read, object).await?;
        if !users.is_empty() {
            blocked.push((reach.linked(object), users));
        }
    }
    drop(read);
    if !blocked.is_empty() {
        return Ok(Moved::Blocked(blocked));
    }
    let now = reach.visit().portal.clock.now();
    let moved: Vec<(T, Change)> = objects.iter().filter_map(|one| one.trash(now)).collect();
    let check = async |write: &mut Write<'_>, new: &T| {
        // Somebody may have begun to use it since we looked.
        let users = reach.in_the_way(write, new).await?;
        if users.is_empty() { Ok(()) } else { Err(Error::conflict()) }
    };
    reach.save(moved, reason, check).await
}

/// Takes all of them out at once, or none.
pub(super) async fn out_of_trash<T: Registered>(
    reach: &impl Reach<T>,
    objects: &[T],
    reason: &str,
) -> Result<Moved, Fault> {
    let mut read = reach.visit().portal.db.read().await?;
    let mut blocked = Vec::new();
    for object in objects {
        let missing = still_trashed(&mut read, object).await?;
        if !missing.is_empty() {
            let missing = missing.iter().map(|line| Linked::of(line, &reach.base())).collect();
            blocked.push((reach.linked(object), missing));
        }
    }
    drop(read);
    if !blocked.is_empty() {
        return Ok(Moved::Blocked(blocked));
    }
    let now = reach.visit().portal.clock.now();
    let moved: Vec<(T, Change)> = objects.iter().filter_map(|one| one.restore(now)).collect();
    reach.save(moved, reason, async |_: &mut Write<'_>, _: &T| Ok(())).await
}

/// What an object refers to and cannot be used now.
async fn still_trashed<T: Registered>(read: &mut Read, object: &T) -> Result<Vec<Line>, Fault> {
    let card = object.card();
    let mut found = Vec::new();
    for (noun, id) in &card.refers {
        let line = cards::find(read, &card.place, noun, id).await?;
        found.extend(line.filter(|line| line.trashed_at.is_some()));
    }
    Ok(found)
}

pub(super) const MISSING: Text = text(
    "它引用的对象还在回收站里，没有恢复。请先恢复下面的对象。",
    "What it refers to still lies in the trash, so it was not restored. Restore the objects below first.",
);

/// The page that lists what stands in the way.
pub(super) fn blocked<T: Registered>(
    reach: &impl Reach<T>,
    list: List,
    why: Text,
    rows: Vec<(Linked, Vec<Linked>)>,
    back: String,
) -> Answer {
    let ui = reach.frame(text("还不能移动", "It cannot be moved yet"), list)?;
    reach.visit().page(StatusCode::CONFLICT, &BlockedPage { ui, why, rows, back })
}

pub(super) fn stale() -> Fault {
    let words = text(
        "对象刚刚被他人修改，什么都没有移动。请刷新页面后再试。",
        "Somebody changed it just now, so nothing was moved. Reload the page and try again.",
    );
    Fault::saying(StatusCode::CONFLICT, words)
}

/// `POST …/{id}/deletions`
pub async fn delete<T: Listed>(
    Posted { scope: Scoped { within, object }, mut form }: Posted<Scoped<T, T::Edit>>,
) -> Answer {
    let reason = form.reason();
    form.finish_or_refuse()?;
    let reach: &Within<T::Edit> = &within;
    let linked = Reach::<T>::linked(reach, &object);
    match into_trash::<T>(reach, std::slice::from_ref(&object), &reason).await? {
        Moved::Blocked(rows) => {
            let why = Reach::<T>::why(reach);
            blocked::<T>(reach, T::SHELF.list, why, rows, linked.href)
        }
        Moved::Stale => Err(stale()),
        Moved::Done | Moved::Nothing => {
            let path = within.path(T::SHELF.list.path);
            let undo = Undo { action: format!("{path}/batches"), ids: vec![object.subject()] };
            let done = Reach::<T>::moved(reach, &[linked.name]);
            within.visit.done_with(&path, done, undo)
        }
    }
}

/// `POST …/{id}/restorations`
pub async fn restore<T: Listed>(
    Posted { scope: Scoped { within, object }, mut form }: Posted<Scoped<T, T::Edit>>,
) -> Answer {
    let reason = form.reason();
    form.finish_or_refuse()?;
    let linked = Reach::<T>::linked(&within, &object);
    match out_of_trash::<T>(&within, std::slice::from_ref(&object), &reason).await? {
        Moved::Blocked(rows) => blocked::<T>(&within, LIST, MISSING, rows, within.path(LIST.path)),
        Moved::Stale => Err(stale()),
        Moved::Nothing => Ok(crate::web::visit::see_other(&linked.href)),
        Moved::Done => {
            let name = linked.name;
            let done = Message::new(format!("已恢复“{name}”"), format!("“{name}” is restored"));
            within.visit.done(&linked.href, done)
        }
    }
}

//! The trash of an enterprise, and the ways in and out. Nothing that is in use goes in; nothing comes
//! out whose own references still lie there. Codes and names stay taken all the while, so that
//! whatever comes back finds its place.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;

use super::manage::days_left;
use super::{Linked, Listed, shelf};
use crate::clock::Millis;
use crate::domain::{Act, Change};
use crate::error::Error;
use crate::rights::{EditKeys, EditRegistry, EditWindows, Permission, ViewEnterprise};
use crate::store::cards::{self, Line};
use crate::store::{Read, Write, releases};
use crate::text::{Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::Posted;
use crate::web::moment::{Moment, moment};
use crate::web::pages::{Cursor, next_page};
use crate::web::scope::{List, Saved, Scoped, Within};
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

pub async fn list(within: Within<ViewEnterprise>, query: Query<Cursor>) -> Answer {
    let before = query.cursor.split_once('.').and_then(|(at, id)| {
        let id: uuid::Uuid = id.parse().ok()?;
        Some((at.parse::<Millis>().ok()?, id.to_string()))
    });
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

/// Moves all of them in one act, or none.
pub(super) async fn into_trash<T: Listed>(
    within: &Within<T::Edit>,
    objects: &[T],
    reason: &str,
) -> Result<Moved, Fault> {
    let base = within.path("");
    let mut read = within.visit.portal.db.read().await?;
    let mut blocked = Vec::new();
    for object in objects.iter().filter(|object| object.trashed_at().is_none()) {
        let users = cards::users(&mut read, &object.card()).await?;
        if !users.is_empty() {
            let users = users.iter().map(|user| Linked::of(user, &base)).collect();
            blocked.push((of_object(object, &base), users));
        }
    }
    drop(read);
    if !blocked.is_empty() {
        return Ok(Moved::Blocked(blocked));
    }
    let now = within.visit.portal.clock.now();
    let moved: Vec<(T, Change)> = objects.iter().filter_map(|one| one.trash(now)).collect();
    save_all(within, moved, reason, async |write: &mut Write<'_>, new: &T| {
        // Somebody may have begun to use it since we looked.
        let users = cards::users(write, &new.card()).await?;
        if users.is_empty() { Ok(()) } else { Err(Error::conflict()) }
    })
    .await
}

/// Takes all of them out in one act, or none.
pub(super) async fn out_of_trash<T: Listed>(
    within: &Within<T::Edit>,
    objects: &[T],
    reason: &str,
) -> Result<Moved, Fault> {
    let base = within.path("");
    let mut read = within.visit.portal.db.read().await?;
    let mut blocked = Vec::new();
    for object in objects {
        let missing = still_trashed(&mut read, object).await?;
        if !missing.is_empty() {
            let missing = missing.iter().map(|line| Linked::of(line, &base)).collect();
            blocked.push((of_object(object, &base), missing));
        }
    }
    drop(read);
    if !blocked.is_empty() {
        return Ok(Moved::Blocked(blocked));
    }
    let now = within.visit.portal.clock.now();
    let moved: Vec<(T, Change)> = objects.iter().filter_map(|one| one.restore(now)).collect();
    save_all(within, moved, reason, async |_: &mut Write<'_>, _: &T| Ok(())).await
}

/// What an object refers to and cannot be used now.
async fn still_trashed<T: Listed>(read: &mut Read, object: &T) -> Result<Vec<Line>, Fault> {
    let card = object.card();
    let mut found = Vec::new();
    for (noun, id) in &card.refers {
        let line = cards::find(read, &card.place, noun, id).await?;
        found.extend(line.filter(|line| line.trashed_at.is_some()));
    }
    Ok(found)
}

pub(super) async fn save_all<T: Listed>(
    within: &Within<T::Edit>,
    moved: Vec<(T, Change)>,
    reason: &str,
    check: impl AsyncFn(&mut Write<'_>, &T) -> crate::error::Result<()>,
) -> Result<Moved, Fault> {
    let mut changes = moved.iter().map(|(_, change)| change.clone());
    let Some(first) = changes.next() else { return Ok(Moved::Nothing) };
    let act = changes.fold(Act::new(first), Act::and).because(reason);
    let work = async |write: &mut Write<'_>| {
        for (new, _) in &moved {
            check(write, new).await?;
            new.save(write, new.version() - 1).await?;
        }
        Ok(())
    };
    Ok(match within.write(act, work).await? {
        Saved::Done => Moved::Done,
        Saved::Stale | Saved::Taken => Moved::Stale,
    })
}

pub(super) fn of_object<T: Listed>(object: &T, base: &str) -> Linked {
    let card = object.card();
    Linked {
        what: T::SHELF.one,
        code: if card.handle == card.id { String::new() } else { card.handle.clone() },
        href: format!("{base}{}/{}", T::SHELF.list.path, card.handle),
        name: card.name,
    }
}

pub(super) const IN_USE: Text = text(
    "它还在被使用，没有移到回收站。请先让下面的对象改用别的，或把它们一起移走。",
    "It is still in use and was not moved to the trash. First let the objects below use something else, or move them away, too.",
);
pub(super) const MISSING: Text = text(
    "它引用的对象还在回收站里，没有恢复。请先恢复下面的对象。",
    "What it refers to still lies in the trash, so it was not restored. Restore the objects below first.",
);

/// The page that lists what stands in the way.
pub(super) fn blocked<P: Permission>(
    within: &Within<P>,
    list: List,
    why: Text,
    rows: Vec<(Linked, Vec<Linked>)>,
    back: String,
) -> Answer {
    let ui = within.ui_below_list(text("还不能移动", "It cannot be moved yet"), list)?;
    within.visit.page(StatusCode::CONFLICT, &BlockedPage { ui, why, rows, back })
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
    let (shelf, linked) = (T::SHELF, of_object(&object, &within.path("")));
    match into_trash::<T>(&within, std::slice::from_ref(&object), &reason).await? {
        Moved::Blocked(rows) => blocked(&within, shelf.list, IN_USE, rows, linked.href),
        Moved::Stale => Err(stale()),
        Moved::Done | Moved::Nothing => {
            let path = within.path(shelf.list.path);
            let undo = Undo { action: format!("{path}/batches"), ids: vec![object.subject()] };
            within.visit.done_with(&path, moved_words(&[linked.name]), undo)
        }
    }
}

/// "… was moved to the trash"
pub(super) fn moved_words(names: &[String]) -> Message {
    match names {
        [name] => Message::new(
            format!("已把“{name}”移到回收站，30 天内可以恢复"),
            format!("“{name}” was moved to the trash; it can be restored for 30 days"),
        ),
        names => Message::new(
            format!("已把 {} 项移到回收站，30 天内可以恢复", names.len()),
            format!(
                "{} objects were moved to the trash; they can be restored for 30 days",
                names.len()
            ),
        ),
    }
}

/// `POST …/{id}/restorations`
pub async fn restore<T: Listed>(
    Posted { scope: Scoped { within, object }, mut form }: Posted<Scoped<T, T::Edit>>,
) -> Answer {
    let reason = form.reason();
    form.finish_or_refuse()?;
    let linked = of_object(&object, &within.path(""));
    match out_of_trash::<T>(&within, std::slice::from_ref(&object), &reason).await? {
        Moved::Blocked(rows) => blocked(&within, LIST, MISSING, rows, within.path(LIST.path)),
        Moved::Stale => Err(stale()),
        Moved::Nothing => Ok(crate::web::visit::see_other(&linked.href)),
        Moved::Done => {
            let name = linked.name;
            let done = Message::new(format!("已恢复“{name}”"), format!("“{name}” is restored"));
            within.visit.done(&linked.href, done)
        }
    }
}

//! One act on many objects of a list: into the trash and back, tags, owner.

use actix_web::http::StatusCode;

use super::Listed;
use super::reach::Reach;
use super::trash::{self, MISSING, Moved, blocked, into_trash, out_of_trash, stale};
use crate::domain::{Change, Meta, Registered};
use crate::store::Write;
use crate::text::{Message, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::scope::Within;
use crate::web::ui::{FlashKind, Undo};
use crate::web::visit::own_path;

/// Objects that one act may touch; a page of a list has fewer.
const MOST: usize = 200;

fn wrong(zh: &'static str, en: &'static str) -> Fault {
    Fault::saying(StatusCode::UNPROCESSABLE_ENTITY, text(zh, en))
}

/// `POST …/batches`: `ids`, `act`, `value` for tags and owner, `back` for the way back.
pub async fn act<T: Listed>(Posted { scope: within, form }: Posted<Within<T::Edit>>) -> Answer {
    run::<T>(&within, form).await
}

/// The same on whichever list.
pub(super) async fn run<T: Registered>(reach: &impl Reach<T>, mut form: Form) -> Answer {
    let (ids, act) = (form.several("ids"), form.line("act"));
    let (value, reason, back) = (form.line("value"), form.reason(), form.line("back"));
    form.finish_or_refuse()?;
    reach.watch(&[&value, &reason]).await?;
    let path = reach.path(reach.list());
    let objects = load(reach, &ids).await?;
    // Back to the same part of the list, and nowhere else.
    let inside = |to: &&str| to.split('?').next() == Some(path.as_str());
    let back = own_path(&back).filter(inside).unwrap_or(&path).to_owned();
    match act.as_str() {
        "trash" => match into_trash(reach, &objects, &reason).await? {
            Moved::Blocked(rows) => blocked(reach, reach.list(), reach.why(), rows, back),
            Moved::Stale => Err(stale()),
            Moved::Done | Moved::Nothing => {
                let names: Vec<String> =
                    objects.iter().map(|object| reach.linked(object).name).collect();
                let undo = Undo { action: format!("{path}/batches"), ids };
                reach.visit().done_with(&back, reach.moved(&names), undo)
            }
        },
        "restore" => match out_of_trash(reach, &objects, &reason).await? {
            Moved::Blocked(rows) => {
                blocked(reach, trash::LIST, MISSING, rows, reach.path(trash::LIST))
            }
            Moved::Stale => Err(stale()),
            Moved::Done | Moved::Nothing => reach.visit().done(&back, restored(objects.len())),
        },
        "tag" | "untag" | "owner" => {
            describe(reach, &objects, (&act, &value), &reason, &back).await
        }
        _ => Err(wrong("请选择要做什么", "Choose what to do")),
    }
}

fn restored(count: usize) -> Message {
    Message::new(format!("已恢复 {count} 项"), format!("{count} restored"))
}

/// The chosen objects; one that is not here any more refuses the whole act.
async fn load<T: Registered>(reach: &impl Reach<T>, ids: &[String]) -> Result<Vec<T>, Fault> {
    if ids.is_empty() {
        return Err(wrong("请先在列表中选择", "Choose something in the list first"));
    }
    if ids.len() > MOST {
        return Err(wrong("一次最多选择 200 项", "At most 200 objects at once"));
    }
    let mut read = reach.visit().portal.db.read().await?;
    let mut objects = Vec::new();
    for id in ids {
        objects.push(reach.load(&mut read, id).await?);
    }
    Ok(objects)
}

async fn describe<T: Registered>(
    reach: &impl Reach<T>,
    objects: &[T],
    (act, value): (&str, &str),
    reason: &str,
    back: &str,
) -> Answer {
    let tags = Meta::parse_tags(value);
    if act != "owner" && tags.is_empty() {
        return Err(wrong("请填写标签", "Type a tag"));
    }
    if objects.iter().any(|object| object.trashed_at().is_some()) {
        return Err(stale());
    }
    let now = reach.visit().portal.clock.now();
    let edited = objects.iter().filter_map(|object| {
        let mut meta = object.meta().clone();
        match act {
            "tag" => {
                let new = tags.iter().filter(|tag| !object.meta().tags.contains(tag));
                meta.tags.extend(new.cloned());
            }
            "untag" => meta.tags.retain(|tag| !tags.contains(tag)),
            _ => value.clone_into(&mut meta.owner),
        }
        object.describe(meta, now)
    });
    let edited: Vec<(T, Change)> = edited.collect();
    let count = edited.len();
    match reach.save(edited, reason, async |_: &mut Write<'_>, _: &T| Ok(())).await? {
        Moved::Done => {
            let done = Message::new(format!("已修改 {count} 项"), format!("{count} changed"));
            reach.visit().done(back, done)
        }
        Moved::Nothing => {
            let same =
                text("所选的都已经是这样，没有修改", "All of them are so already; nothing changed");
            reach.visit().leave(FlashKind::Warning, same.into())?;
            Ok(crate::web::visit::see_other(back))
        }
        Moved::Blocked(_) | Moved::Stale => Err(stale()),
    }
}

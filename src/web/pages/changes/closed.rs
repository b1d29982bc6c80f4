//! What a request that was rejected or withdrawn would have changed: the drafts have moved on since, but
//! the history tells what they said at that moment.

use super::contents::replaced;
use crate::domain::change::{Fields, difference};
use crate::domain::request::{ChangeRequest, Item, Source};
use crate::domain::window::Content;
use crate::domain::{FieldChange, Window};
use crate::rights::Permission;
use crate::store::{Read, cards, past, releases, windows};
use crate::web::fault::Fault;
use crate::web::scope::Within;
use crate::web::told::{self, Labelled};

/// What never becomes live: words for the people of the registry, and what no draft can change.
const APART: &[&str] = &[
    "owner",
    "tags",
    "note",
    "life",
    "instead",
    "trashed",
    "code",
    "channel",
    "release",
    "content_hash",
];

/// The fields as they were at the event that closed the request; `None` where the history has none.
pub(super) async fn fields<P: Permission>(
    within: &Within<P>,
    read: &mut Read,
    request: &ChangeRequest,
    item: &Item,
    seq: i64,
) -> Result<Option<Vec<Labelled>>, Fault> {
    // What repeats an earlier release was no draft of anybody.
    if item.source != Source::Draft {
        return Ok(None);
    }
    let subjects = [item.id.clone()];
    let mut found = past::fold(read, request.log(), &subjects, seq).await?;
    let Some(past) = found.remove(&(item.noun.clone(), item.id.clone())) else { return Ok(None) };
    let set = |fields: Vec<(String, String)>| -> Fields {
        fields.into_iter().map(|(name, value)| (name, Some(value))).collect()
    };
    let before = if item.noun == Window::NOUN {
        let Some(base) = live_window(read, request, item).await? else { return Ok(None) };
        base
    } else {
        set(past.live)
    };
    let changes = difference(&own(before), &own(set(past.fields)));
    let changes = named(within, read, changes).await?;
    Ok(Some(told::labelled(&item.channel, &changes, within.visit.lang())))
}

/// The draft that the live release was made of when the request began; nothing where none was live.
async fn live_window(
    read: &mut Read,
    request: &ChangeRequest,
    item: &Item,
) -> Result<Option<Fields>, Fault> {
    let Ok(id) = item.id.parse() else { return Ok(None) };
    let Some(window) = windows::find(read, request.enterprise, id).await? else { return Ok(None) };
    let base = releases::find(read, &window, item.base).await?;
    let content: Option<Content> = base.map(|base| replaced(&window, &base).content);
    Ok(Some(content.map(|content| Window { content, ..window }.fields()).unwrap_or_default()))
}

fn own(mut fields: Fields) -> Fields {
    fields.retain(|(name, _)| !APART.contains(&name.as_str()) && !name.starts_with("v."));
    fields
}

/// With names instead of ids.
async fn named<P: Permission>(
    within: &Within<P>,
    read: &mut Read,
    changes: Vec<FieldChange>,
) -> Result<Vec<FieldChange>, Fault> {
    let values = changes.iter().flat_map(|change| [&change.before, &change.after]).flatten();
    let ids: Vec<String> = values.filter(|value| value.len() == 36).cloned().collect();
    let names = cards::names(read, &within.enterprise.id.to_string(), &ids).await?;
    let name = |value: Option<String>| value.map(|id| names.get(&id).cloned().unwrap_or(id));
    let each = changes.into_iter().map(|change| FieldChange {
        field: change.field,
        before: name(change.before),
        after: name(change.after),
    });
    Ok(each.collect())
}

//! Saves an object whose form was filled in, for every noun alike: done, overtaken by somebody else,
//! or its name is taken.

use actix_web::HttpResponse;

use super::Listed;
use crate::domain::{Act, Change};
use crate::store::shelves::Shelved;
use crate::text::Message;
use crate::web::conflict::{self, Conflict};
use crate::web::fault::Fault;
use crate::web::form::Form;
use crate::web::scope::{Saved, Within};

/// What a form made of an object.
pub struct Edit<T> {
    /// The version that the form was drawn from.
    pub seen: i64,
    /// `None` where nothing is different.
    pub edited: Option<(T, Change)>,
    pub reason: String,
    /// What is said once it is saved.
    pub done: Message,
}

/// Saves, and leads back to the object; whoever was overtaken gets the page with both versions.
/// `None` when another object has what must be unique: only the noun's page knows beside which field
/// to say so.
pub async fn save<T: Listed>(
    within: &Within<T::Edit>,
    form: &Form,
    object: &T,
    edit: Edit<T>,
) -> Result<Option<HttpResponse>, Fault> {
    let card = object.card();
    let to = within.path(&format!("{}/{}", T::SHELF.list.path, card.handle));
    let Some((new, change)) = edit.edited else {
        return within.visit.done(&to, edit.done).map(Some);
    };
    let act = Act::new(change).because(edit.reason);
    match within.write(act, async |write| Shelved::save(&new, write, edit.seen).await).await? {
        Saved::Done => within.visit.done(&to, edit.done).map(Some),
        Saved::Taken => Ok(None),
        Saved::Stale => {
            let mut read = within.visit.portal.db.read().await?;
            let now = T::load(&mut read, within.enterprise.id, &card.id).await?;
            drop(read);
            let now = now.ok_or_else(Fault::not_found)?;
            let channel = card.facets.iter().find(|(name, _)| *name == "channel");
            let conflict = Conflict {
                seen: edit.seen,
                yours: &new,
                theirs: &now,
                channel: channel.map_or("", |(_, channel)| channel),
                action: to,
            };
            let ui = within.ui_below_list(T::SHELF.one, T::SHELF.list)?;
            conflict::answer(&within.visit, ui, form, conflict).await.map(Some)
        }
    }
}

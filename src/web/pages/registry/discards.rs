//! `POST …/{id}/discards`: the draft of a plugin, a template or a VIP field says what one of its releases
//! says, the live one where no other is named. What becomes live goes through a request as ever.

use super::Listed;
use crate::clock::Millis;
use crate::domain::change::{Change, Fields};
use crate::domain::object_release::Candidate;
use crate::domain::{Act, LeaveTemplate, Plugin, VipField};
use crate::store::object_releases;
use crate::store::shelves::Shelved;
use crate::text::{Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::Posted;
use crate::web::scope::{Saved, Scoped};

/// A noun whose releases are its own fields.
pub trait Released: Listed {
    /// The draft with the fields of a release; `None` where it says the same.
    fn replace(&self, fields: &Fields, now: Millis) -> Option<(Self, Change)>;
}

macro_rules! released {
    ($($noun:ident)*) => {$(
        impl Released for $noun {
            fn replace(&self, fields: &Fields, now: Millis) -> Option<(Self, Change)> {
                self.edit(self.replaced(fields), now)
            }
        }
    )*};
}
released! { Plugin LeaveTemplate VipField }

const UNKNOWN: Text =
    text("没有这个版本，草稿没有变化。", "There is no such release, and the draft is as it was.");
const STALE: Text = text(
    "在您打开页面之后有人保存了草稿，没有放弃任何改动。请回去看看。",
    "Somebody saved the draft after you opened the page, so nothing was discarded. Go back and look.",
);
const TAKEN: Text = text(
    "那个版本用的名称或编号现在属于另一个对象，草稿没有变化。",
    "The name or identifier of that release belongs to another object now, and the draft is as it was.",
);

pub async fn make<T: Released>(
    Posted { scope: Scoped { within, object }, mut form }: Posted<Scoped<T, T::Edit>>,
) -> Answer {
    let seen = form.seen_version()?;
    let wanted = form.take("release");
    let reason = form.reason();
    form.finish_or_refuse()?;
    let conflict = |said| Err(Fault::saying(actix_web::http::StatusCode::CONFLICT, said));
    if seen != object.version() {
        return conflict(STALE);
    }
    let candidate = Candidate::of(&object).ok_or_else(Fault::not_found)?;
    let mut read = within.visit.portal.db.read().await?;
    let releases = object_releases::list(&mut read, &candidate).await?;
    drop(read);
    let named = |number: i64| releases.iter().find(|one| one.number == number);
    let found =
        if wanted.is_empty() { releases.first() } else { wanted.parse().ok().and_then(named) };
    let Some(release) = found else { return conflict(UNKNOWN) };
    let to = within.path(&format!("{}/{}", T::SHELF.list.path, candidate.handle));
    let number = release.number;
    let done = Message::new(
        format!("草稿现在与版本 v{number} 相同；放弃的改动在历史里"),
        format!(
            "The draft is the same as release v{number} now; what was discarded is in the history"
        ),
    );
    let now = within.visit.portal.clock.now();
    let Some((new, change)) = object.replace(&release.fields, now) else {
        return within.visit.done(&to, done);
    };
    let act = Act::new(change.detail("discarded", number.to_string())).because(reason);
    match within.write(act, async |write| Shelved::save(&new, write, seen).await).await? {
        Saved::Done => within.visit.done(&to, done),
        Saved::Stale => conflict(STALE),
        Saved::Taken => conflict(TAKEN),
    }
}

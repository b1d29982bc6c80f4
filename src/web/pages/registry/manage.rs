//! The part of an object's own page that is the same for every noun: where it is used, who else holds
//! its identifiers, which names look like its own, its clone, its way into the trash and back.

use super::{Linked, Listed};
use crate::clock::{HOUR, Millis};
use crate::domain::card::KEPT;
use crate::domain::object_release::{Candidate, ObjectRelease};
use crate::rights::{Permission, ReadHistory, SubmitChanges};
use crate::store::shelves::held as held_for_good;
use crate::store::{Read, cards, object_releases, requests};
use crate::text::Text;
use crate::web::fault::Fault;
use crate::web::moment::{Moment, moment};
use crate::web::scope::Within;

#[derive(Clone, Debug)]
pub struct Manage {
    pub one: Text,
    /// The address of the object.
    pub path: String,
    pub may_edit: bool,
    pub clonable: bool,
    pub trashed: Option<Trashed>,
    /// What else refers to it, besides chat windows.
    pub users: Vec<Linked>,
    pub held: Vec<Held>,
    /// Others of its noun whose names look like its own.
    pub alike: Vec<Linked>,
    /// Everything that happened to it, for whoever may read that.
    pub history: Option<String>,
    /// How it stands beside its live release, for nouns that have one.
    pub review: Option<Review>,
}

/// The draft of an object beside its live release.
#[derive(Clone, Debug)]
pub struct Review {
    /// The number that is live, and when it was made.
    pub live: Option<(i64, Moment)>,
    /// Whether the draft says something else.
    pub differs: bool,
    /// The open request that it is in, and the address of the list.
    pub open: Option<i64>,
    pub changes: String,
    /// Where it is submitted, for whoever may.
    pub submit: Option<String>,
    /// The newest releases, the live one first.
    pub releases: Vec<Made>,
    /// Of the draft: who brings a release back replaces this one and no newer one.
    pub version: i64,
}

/// One release of an object.
#[derive(Clone, Debug)]
pub struct Made {
    pub number: i64,
    pub at: Moment,
    pub by: String,
    pub note: String,
    /// Whether the draft says the same.
    pub same: bool,
}

/// Since when it lies in the trash.
#[derive(Clone, Debug)]
pub struct Trashed {
    pub by: String,
    pub at: Moment,
    /// `None` for what is never removed.
    pub days: Option<i64>,
}

/// Another object of the same noun holds the same identifier.
#[derive(Clone, Debug)]
pub struct Held {
    pub raw: String,
    pub by: Linked,
}

/// Identifiers that several objects hold by nature.
pub const SHARED: &[&str] = &[
    "host",
    "variant",
    "init",
    "staff",
    "page",
    "uikit_version",
    "root",
    "expire",
    "tag",
    "url",
    "templateid",
    "groupid",
];

impl Manage {
    pub async fn of<T: Listed, P: Permission>(
        within: &Within<P>,
        object: &T,
    ) -> Result<Self, Fault> {
        let (card, base) = (object.card(), within.path(""));
        let mut read = within.visit.portal.db.read().await?;
        let mut held = Vec::new();
        let channel = |about: Option<&str>| about.unwrap_or_default().to_owned();
        let own = card.facets.iter().find(|(name, _)| *name == "channel");
        let own = channel(own.map(|(_, value)| value.as_str()));
        let telling = card
            .identifiers
            .iter()
            .filter(|(name, value)| !SHARED.contains(&name.as_str()) && !value.is_empty());
        for (name, value) in telling.take(8) {
            let key = (card.place.as_str(), card.noun, card.id.as_str());
            for other in cards::holders(&mut read, key, (name, value)).await? {
                if channel(other.about.get("channel").map(String::as_str)) == own {
                    held.push(Held { raw: name.clone(), by: Linked::of(&other, &base) });
                }
            }
        }
        let alike = cards::alike(&mut read, card.noun, &card.id).await?;
        let users = cards::users(&mut read, &card).await?;
        let users = users.iter().filter(|user| user.noun != "window");
        let users = users.map(|user| Linked::of(user, &base)).collect();
        let trashed = match object.trashed_at() {
            None => None,
            Some(at) => {
                let stored = cards::find(&mut read, &card.place, card.noun, &card.id).await?;
                let by = stored.map(|line| line.trashed_by).unwrap_or_default();
                let left = days_left(at, within.visit.portal.clock.now());
                let days = (!held_for_good(&mut read, object).await?).then_some(left);
                Some(Trashed { by, at: moment(at), days })
            }
        };
        let review = review(within, &mut read, object).await?;
        Ok(Manage {
            review,
            one: T::SHELF.one,
            path: format!("{base}{}/{}", T::SHELF.list.path, card.handle),
            may_edit: within.allows::<T::Edit>(),
            clonable: T::SHELF.clonable,
            trashed,
            users,
            held,
            alike: alike.iter().map(|other| Linked::of(other, &base)).collect(),
            history: within
                .holds::<ReadHistory>()
                .then(|| format!("{base}/history?subject={}", card.id)),
        })
    }

    /// Whether the page may be changed.
    pub fn open(&self) -> bool {
        self.may_edit && self.trashed.is_none()
    }

    /// Who else holds the identifier of this name.
    pub fn holders<'a>(&'a self, raw: &'a str) -> impl Iterator<Item = &'a Held> {
        self.held.iter().filter(move |held| held.raw == raw)
    }
}

async fn review<T: Listed, P: Permission>(
    within: &Within<P>,
    read: &mut Read,
    object: &T,
) -> Result<Option<Review>, Fault> {
    let Some(candidate) = Candidate::of(object) else { return Ok(None) };
    let releases = object_releases::list(read, &candidate).await?;
    let live = releases.first();
    let place = within.enterprise.id;
    let open = requests::open_of(read, place, (candidate.noun, &candidate.id)).await?;
    let differs = !candidate.is_live(live);
    let may = within.allows::<SubmitChanges>() && object.trashed_at().is_none();
    let submit = within.path(&format!("/changes/new?item={}:{}", candidate.noun, candidate.id));
    let made = |one: &ObjectRelease| Made {
        number: one.number,
        at: moment(one.made_at),
        by: one.made_by.clone(),
        note: one.note.clone(),
        same: candidate.is_live(Some(one)),
    };
    Ok(Some(Review {
        live: live.map(|live| (live.number, moment(live.made_at))),
        differs,
        submit: (may && differs && open.is_none()).then_some(submit),
        open,
        changes: within.path("/changes"),
        releases: releases.iter().map(made).collect(),
        version: candidate.version,
    }))
}

/// Days that something still lies in the trash; a day that has begun counts.
pub fn days_left(trashed_at: Millis, now: Millis) -> i64 {
    let left = trashed_at.saturating_add(KEPT).saturating_sub(now);
    left.saturating_add(24 * HOUR - 1).div_euclid(24 * HOUR).max(0)
}

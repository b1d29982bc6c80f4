//! What every registered object has in common: a card, which lists, searches and look-ups read
//! instead of the object itself, and the verbs that are the same for all nouns.

use super::change::{Change, Fields, Log};
use super::ids::EnterpriseId;
use super::meta::Meta;
use super::{Account, Enterprise, Key, LeaveTemplate, Plugin, Recorded, VipField, Window};
use crate::clock::{HOUR, Millis};

pub use super::words::wanted_words;

/// How long something stays in the trash before it is gone for good.
pub const KEPT_DAYS: i64 = 30;
pub const KEPT: Millis = KEPT_DAYS * 24 * HOUR;

/// Where the cards of enterprises lie; those of everything else lie in their enterprise.
pub const INSTALLATION: &str = "installation";

/// What the registry tells of an object without loading it. It never holds a secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// [`INSTALLATION`] or the enterprise's id.
    pub place: String,
    pub noun: &'static str,
    pub id: String,
    /// The last part of its address.
    pub handle: String,
    pub name: String,
    /// By these a list can be narrowed: `channel`, `environment` …
    pub facets: Vec<(&'static str, String)>,
    /// What else its list shows.
    pub about: Vec<(String, String)>,
    /// The vendor's identifiers, by the vendor's names.
    pub identifiers: Vec<(String, String)>,
    /// What else it is found by, by field: values that people set. Nothing here is a secret.
    pub texts: Vec<(String, String)>,
    /// The objects that it refers to: noun and id.
    pub refers: Vec<(&'static str, String)>,
    /// How others may refer to it besides noun and id.
    pub names: Vec<(&'static str, String)>,
}

/// A noun of the registry. `registered!` implements it for one.
pub trait Registered: Recorded + Clone + 'static {
    const NOUN: &'static str;

    fn card(&self) -> Card;
    fn meta(&self) -> &Meta;
    fn trashed_at(&self) -> Option<Millis>;
    fn updated_at(&self) -> Millis;
    fn enterprise(&self) -> EnterpriseId;

    /// Into the trash; `None` when it lies there already.
    fn trash(&self, now: Millis) -> Option<(Self, Change)>;
    /// Out of the trash, as a new version; `None` when it is in use.
    fn restore(&self, now: Millis) -> Option<(Self, Change)>;
    /// Another owner, other tags or another note; `None` when they are the same.
    fn describe(&self, meta: Meta, now: Millis) -> Option<(Self, Change)>;
    /// What the history tells when it is gone for good.
    fn purged(&self) -> Change;
}

macro_rules! registered {
    ($($noun:ident $enterprise:ident $saved:literal $trashed:literal $restored:literal $purged:literal;)*) => {$(
        impl Registered for $noun {
            const NOUN: &'static str = $noun::NOUN;

            fn card(&self) -> Card {
                $noun::card(self)
            }

            fn meta(&self) -> &Meta {
                &self.meta
            }

            fn trashed_at(&self) -> Option<Millis> {
                self.trashed_at
            }

            fn updated_at(&self) -> Millis {
                self.updated_at
            }

            fn enterprise(&self) -> EnterpriseId {
                self.$enterprise
            }

            fn trash(&self, now: Millis) -> Option<(Self, Change)> {
                let new = $noun { trashed_at: self.trashed_at.or(Some(now)), ..next(self, now) };
                told(self, new, $trashed)
            }

            fn restore(&self, now: Millis) -> Option<(Self, Change)> {
                told(self, $noun { trashed_at: None, ..next(self, now) }, $restored)
            }

            fn describe(&self, meta: Meta, now: Millis) -> Option<(Self, Change)> {
                told(self, $noun { meta, ..next(self, now) }, $saved)
            }

            fn purged(&self) -> Change {
                named(self, Change::removal(self.log(), $purged, $noun::NOUN, self.id, fields(self)))
            }
        }

        impl Next for $noun {
            fn next(&self, now: Millis) -> Self {
                $noun { version: self.version + 1, updated_at: now, ..self.clone() }
            }
        }
    )*};
}

registered! {
    Enterprise id "enterprise.saved" "enterprise.trashed" "enterprise.restored" "enterprise.purged";
    Account enterprise "account.saved" "account.trashed" "account.restored" "account.purged";
    Key enterprise "key.saved" "key.trashed" "key.restored" "key.purged";
    Plugin enterprise "plugin.saved" "plugin.trashed" "plugin.restored" "plugin.purged";
    LeaveTemplate enterprise "leave_template.saved" "leave_template.trashed" "leave_template.restored" "leave_template.purged";
    VipField enterprise "vip_field.saved" "vip_field.trashed" "vip_field.restored" "vip_field.purged";
    Window enterprise "window.saved" "window.trashed" "window.restored" "window.purged";
}

trait Next {
    fn next(&self, now: Millis) -> Self;
}

fn next<T: Next>(old: &T, now: Millis) -> T {
    old.next(now)
}

/// The fields of an object, and whether it lies in the trash.
fn fields(object: &impl Registered) -> Fields {
    let mut fields = object.fields();
    fields.push(("trashed".into(), object.trashed_at().map(|_| "true".to_owned())));
    fields
}

fn told<T: Registered>(old: &T, new: T, action: &'static str) -> Option<(T, Change)> {
    let log: Log = new.log();
    let change = Change::edit(log, action, T::NOUN, new.subject(), &fields(old), &fields(&new))?;
    let change = named(&new, change);
    Some((new, change))
}

/// With what a reader of the history wants to know of the object later.
fn named<T: Registered>(object: &T, change: Change) -> Change {
    let card = object.card();
    let mut change = change.detail("name", &card.name);
    if card.handle != card.id {
        change = change.detail("code", &card.handle);
    }
    match card.facets.iter().find(|(name, _)| *name == "channel") {
        Some((_, channel)) => change.detail("channel", channel),
        None => change,
    }
}

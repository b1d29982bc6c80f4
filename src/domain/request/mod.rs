//! A change request: what is to become live, who looked at it, and what became of it. An approval
//! names the hash of the content that was looked at; whatever is edited afterwards voids it, and there
//! is no way around that.

mod later;
mod verbs;

use serde::{Deserialize, Serialize};

use super::change::{Change, Log};
use super::ids::{EnterpriseId, RequestId};
use super::person::Person;
use super::release::sha256;
use super::window::Environment;
use crate::clock::{HOUR, Millis};
use crate::text::Message;

pub use verbs::{Emergency, Order, Refusal, Released, voids};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRequest {
    pub id: RequestId,
    pub enterprise: EnterpriseId,
    /// Counts from 1 in each enterprise.
    pub number: i64,
    pub title: String,
    pub reason: String,
    /// The number of a ticket in somebody else's system; may be empty.
    pub ticket: String,
    pub state: State,
    /// Who answers for it.
    pub author: By,
    /// Those who did before, the first one first; they approve it no more than the author.
    pub handed: Vec<By>,
    pub items: Vec<Item>,
    /// In the order in which they were given, those that no longer count among them.
    pub approvals: Vec<Approval>,
    /// Released without the approvals that it needed; never taken back.
    pub emergency: Option<Emergency>,
    /// When it is to be released by itself.
    pub release_at: Option<Millis>,
    /// Why a release that was due did not happen.
    pub held_up: Option<Message>,
    /// Who set that time; empty where there is none.
    pub scheduled_by: String,
    pub version: i64,
    pub created_at: Millis,
    pub updated_at: Millis,
    /// Who ended it, and when.
    pub closed: Option<(By, Millis)>,
}

/// Where a request stands. Whether it may be released is asked anew each time: an approval counts
/// for the content that it names only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Submitted,
    Approved,
    Released,
    Rejected,
    Withdrawn,
}

impl State {
    pub const ALL: [State; 5] =
        [State::Submitted, State::Approved, State::Released, State::Rejected, State::Withdrawn];

    pub const fn name(self) -> &'static str {
        match self {
            State::Submitted => "submitted",
            State::Approved => "approved",
            State::Released => "released",
            State::Rejected => "rejected",
            State::Withdrawn => "withdrawn",
        }
    }

    pub fn from_name(name: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.name() == name)
    }

    pub const fn is_open(self) -> bool {
        matches!(self, State::Submitted | State::Approved)
    }
}

/// A person, with the name at that time: people may go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    pub id: String,
    pub name: String,
}

impl From<&Person> for By {
    fn from(person: &Person) -> Self {
        By { id: person.id.to_string(), name: person.name.clone() }
    }
}

/// One object that a request brings live.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub noun: String,
    pub id: String,
    /// The last part of its address, its name and its channel when the request was submitted.
    pub handle: String,
    pub name: String,
    pub channel: String,
    /// Whether the rules for production count.
    pub production: bool,
    pub source: Source,
    /// The number that was live when the request was submitted or last rebased; 0 for none.
    pub base: i64,
    /// Of what it would bring when it was submitted.
    pub content_hash: String,
    /// The number that it became.
    #[serde(default)]
    pub released: Option<i64>,
}

/// What the new release is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Draft,
    /// An earlier release, once more; whether the draft becomes the same.
    Release {
        number: i64,
        draft: bool,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    pub by: By,
    pub content_hash: String,
    pub comment: String,
    pub at: Millis,
    /// Whose edit ended it, and when.
    #[serde(default)]
    pub voided: Option<(By, Millis)>,
}

impl Approval {
    /// Whether it counts for this content.
    pub fn counts(&self, content_hash: &str) -> bool {
        self.voided.is_none() && self.content_hash == content_hash
    }
}

/// How many people must approve before something is released, and whether anything may be now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub enterprise: EnterpriseId,
    pub test: i64,
    pub production: i64,
    /// Until then nothing is released but in an emergency.
    pub frozen_until: Option<Millis>,
    pub frozen_because: String,
    pub version: i64,
    pub updated_at: Millis,
}

/// So many approvals may be asked for.
pub const MOST_APPROVALS: i64 = 5;
/// After an emergency, somebody else looks at it within this time.
pub const LOOK_WITHIN: Millis = 24 * HOUR;
/// Objects in one request.
pub const MOST_ITEMS: usize = 20;

impl Policy {
    pub const NOUN: &'static str = "review_policy";

    /// Where nobody has chosen: test is free, production takes a second person.
    pub fn usual(enterprise: EnterpriseId) -> Self {
        Policy {
            enterprise,
            test: 0,
            production: 1,
            frozen_until: None,
            frozen_because: String::new(),
            version: 0,
            updated_at: 0,
        }
    }

    pub fn needed(&self, production: bool) -> i64 {
        if production { self.production } else { self.test }
    }

    pub fn frozen(&self, now: Millis) -> bool {
        self.frozen_until.is_some_and(|until| now < until)
    }

    /// Other rules; `None` when they are the same.
    pub fn edit(&self, rules: Rules, now: Millis) -> Option<(Policy, Change)> {
        let new = Policy {
            test: rules.test.clamp(0, MOST_APPROVALS),
            // Nothing goes live in production on one person's word.
            production: rules.production.clamp(1, MOST_APPROVALS),
            frozen_until: rules.frozen_until,
            frozen_because: rules.frozen_because,
            version: self.version + 1,
            updated_at: now,
            ..self.clone()
        };
        let log = Log::Enterprise(self.enterprise);
        let (before, after) = (self.fields(), new.fields());
        let subject = self.enterprise;
        let change =
            Change::edit(log, "review_policy.saved", Self::NOUN, subject, &before, &after)?;
        Some((new, change))
    }

    fn fields(&self) -> super::change::Fields {
        vec![
            ("approvals_test".into(), Some(self.test.to_string())),
            ("approvals_production".into(), Some(self.production.to_string())),
            ("frozen_until".into(), self.frozen_until.map(|until| until.to_string())),
            ("frozen_because".into(), super::meta::filled(&self.frozen_because)),
        ]
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    pub test: i64,
    pub production: i64,
    pub frozen_until: Option<Millis>,
    pub frozen_because: String,
}

/// What a request would bring at present: the content hash of each object, in their order, and the one
/// that an approval names. Of one object that is its own; of several it is the hash of the canonical
/// JSON (RFC 8785) of them all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    pub each: Vec<String>,
    pub joint: String,
}

impl Contents {
    pub fn of(items: &[Item], each: Vec<String>) -> Self {
        #[derive(Serialize)]
        struct One<'i> {
            id: &'i str,
            noun: &'i str,
            sha256: &'i str,
        }
        let all: Vec<One<'_>> = items
            .iter()
            .zip(&each)
            .map(|(item, sha256)| One { id: &item.id, noun: &item.noun, sha256 })
            .collect();
        let joint = match all.as_slice() {
            [only] => only.sha256.to_owned(),
            // Texts and lists of texts cannot fail to become JSON.
            all => sha256(serde_json::to_string(all).unwrap_or_default().as_bytes()),
        };
        Contents { each, joint }
    }
}

impl ChangeRequest {
    pub const NOUN: &'static str = "change_request";

    pub fn log(&self) -> Log {
        Log::Enterprise(self.enterprise)
    }

    /// The approvals that it takes: those of the strictest of its objects.
    pub fn needed(&self, policy: &Policy) -> i64 {
        self.items.iter().map(|item| policy.needed(item.production)).max().unwrap_or_default()
    }

    /// The approvals that count for this content.
    pub fn standing<'r>(&'r self, content_hash: &'r str) -> impl Iterator<Item = &'r Approval> {
        self.approvals.iter().filter(move |approval| approval.counts(content_hash))
    }

    pub fn is_ready(&self, content_hash: &str, needed: i64) -> bool {
        let standing = i64::try_from(self.standing(content_hash).count()).unwrap_or(i64::MAX);
        self.state.is_open() && standing >= needed
    }

    /// Whether somebody still has to look at what was released in an emergency.
    pub fn awaits_look(&self) -> bool {
        self.emergency.as_ref().is_some_and(|emergency| emergency.looked.is_none())
    }

    /// Whether somebody answers for it, or did before.
    pub fn is_authored_by(&self, id: &str) -> bool {
        self.author.id == id || self.handed.iter().any(|one| one.id == id)
    }

    /// The names of all who answered for it, in their order.
    pub fn authors(&self) -> String {
        let all: Vec<&str> =
            self.handed.iter().chain([&self.author]).map(|one| one.name.as_str()).collect();
        all.join(" → ")
    }

    /// Whether an object is one of its own.
    pub fn brings(&self, noun: &str, id: &str) -> bool {
        self.items.iter().any(|item| item.noun == noun && item.id == id)
    }
}

impl Item {
    pub const fn environment(&self) -> Environment {
        if self.production { Environment::Production } else { Environment::Test }
    }
}

#[cfg(test)]
mod tests;

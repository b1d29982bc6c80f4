//! The numbered, unchangeable state of a plugin, a template or a VIP field that counts for production.
//! Windows have releases of their own kind, with files.

use super::card::Registered;
use super::change::{Change, Fields, Log};
use super::ids::EnterpriseId;
use super::release::sha256;
use super::{LeaveTemplate, Plugin, VipField};
use crate::clock::Millis;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectRelease {
    pub enterprise: EnterpriseId,
    pub noun: &'static str,
    pub object: String,
    /// Counts from 1 for each object.
    pub number: i64,
    /// Its own fields; owner, tags and note are for the people of the registry.
    pub fields: Fields,
    pub content_hash: String,
    /// The version of the draft that it was made of.
    pub draft_version: i64,
    pub note: String,
    pub made_by: String,
    pub made_at: Millis,
}

/// What of an object would be released: its draft, without its type.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub enterprise: EnterpriseId,
    pub noun: &'static str,
    /// What its release is called in the history.
    pub published: &'static str,
    pub id: String,
    pub handle: String,
    pub name: String,
    pub version: i64,
    pub fields: Fields,
    pub content_hash: String,
}

/// What the release of an object is called in the history; `None` for nouns that are not released so.
pub fn published(noun: &str) -> Option<&'static str> {
    Some(match noun {
        Plugin::NOUN => "plugin.published",
        LeaveTemplate::NOUN => "leave_template.published",
        VipField::NOUN => "vip_field.published",
        _ => return None,
    })
}

impl Candidate {
    /// `None` for nouns that are not released so.
    pub fn of<T: Registered>(object: &T) -> Option<Self> {
        let published = published(T::NOUN)?;
        let mut fields = object.fields();
        fields.retain(|(name, _)| !["owner", "tags", "note"].contains(&name.as_str()));
        let card = object.card();
        Some(Candidate {
            enterprise: object.enterprise(),
            noun: T::NOUN,
            published,
            id: card.id,
            handle: card.handle,
            name: card.name,
            version: object.version(),
            content_hash: content_hash(&fields),
            fields,
        })
    }

    /// Whether its live release is the same.
    pub fn is_live(&self, live: Option<&ObjectRelease>) -> bool {
        live.is_some_and(|live| live.content_hash == self.content_hash)
    }
}

/// SHA-256 of the canonical JSON (RFC 8785) of names and values in their order.
fn content_hash(fields: &Fields) -> String {
    // Texts and lists of texts cannot fail to become JSON.
    sha256(serde_json::to_string(fields).unwrap_or_default().as_bytes())
}

impl ObjectRelease {
    /// The next release, or `None` when nothing differs from the last one.
    pub fn make(
        candidate: &Candidate,
        last: Option<&ObjectRelease>,
        (made_by, note): (&str, &str),
        now: Millis,
    ) -> Option<(ObjectRelease, Change)> {
        if candidate.is_live(last) {
            return None;
        }
        let new = ObjectRelease {
            enterprise: candidate.enterprise,
            noun: candidate.noun,
            object: candidate.id.clone(),
            number: last.map_or(1, |last| last.number + 1),
            fields: candidate.fields.clone(),
            content_hash: candidate.content_hash.clone(),
            draft_version: candidate.version,
            note: note.to_owned(),
            made_by: made_by.to_owned(),
            made_at: now,
        };
        let before = last.map(ObjectRelease::told).unwrap_or_default();
        let log = Log::Enterprise(candidate.enterprise);
        let change = Change::edit(
            log,
            candidate.published,
            candidate.noun,
            &candidate.id,
            &before,
            &new.told(),
        )?
        .detail("name", &candidate.name)
        .detail("number", new.number.to_string())
        .detail("content_hash", &new.content_hash);
        Some((new, change))
    }

    fn told(&self) -> Fields {
        let mut fields = vec![
            ("release".to_owned(), Some(self.number.to_string())),
            ("content_hash".to_owned(), Some(self.content_hash.clone())),
        ];
        fields.extend(self.fields.iter().cloned());
        fields
    }
}

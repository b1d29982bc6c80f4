//! The tenant.

use super::card::{self, Card};
use super::change::{Change, Fields, Log};
use super::ids::EnterpriseId;
use super::meta::{Meta, filled};
use crate::clock::Millis;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enterprise {
    pub id: EnterpriseId,
    /// Stands in every address below the enterprise; never changes.
    pub slug: String,
    pub name: String,
    pub meta: Meta,
    pub version: i64,
    pub created_at: Millis,
    pub updated_at: Millis,
    /// When it was moved to the trash.
    pub trashed_at: Option<Millis>,
}

/// What a person may change.
#[derive(Clone, Debug)]
pub struct Draft {
    pub name: String,
    pub meta: Meta,
}

impl Enterprise {
    pub const NOUN: &'static str = "enterprise";

    pub fn create(
        id: EnterpriseId,
        slug: String,
        draft: Draft,
        now: Millis,
    ) -> (Enterprise, Change) {
        let Draft { name, meta } = draft;
        let new = Enterprise {
            id,
            slug,
            name,
            meta,
            version: 1,
            created_at: now,
            updated_at: now,
            trashed_at: None,
        };
        let change =
            Change::creation(new.log(), "enterprise.created", Self::NOUN, id, new.fields());
        let change = change.detail("name", &new.name);
        (new, change)
    }

    /// `None` when nothing changed.
    pub fn edit(&self, draft: Draft, now: Millis) -> Option<(Enterprise, Change)> {
        let Draft { name, meta } = draft;
        let new =
            Enterprise { name, meta, version: self.version + 1, updated_at: now, ..self.clone() };
        let change = Change::edit(
            self.log(),
            "enterprise.saved",
            Self::NOUN,
            self.id,
            &self.fields(),
            &new.fields(),
        )?
        .detail("name", &new.name);
        Some((new, change))
    }

    /// What lists and look-ups tell of it.
    pub fn card(&self) -> Card {
        Card {
            place: card::INSTALLATION.to_owned(),
            noun: Self::NOUN,
            id: self.id.to_string(),
            handle: self.slug.clone(),
            name: self.name.clone(),
            ..Card::default()
        }
    }

    pub fn log(&self) -> Log {
        Log::Enterprise(self.id)
    }

    pub fn fields(&self) -> Fields {
        let mut fields =
            vec![("slug".into(), filled(&self.slug)), ("name".into(), filled(&self.name))];
        self.meta.fields(&mut fields);
        fields
    }
}

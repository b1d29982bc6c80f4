//! A question to a history that somebody keeps under a name: one's own, or for everybody who reads it.

use super::change::Fields;
use super::{Change, Log, PersonId, SavedSearchId};
use crate::clock::Millis;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedSearch {
    pub id: SavedSearchId,
    pub log: Log,
    pub person: PersonId,
    pub name: String,
    /// The conditions as an address carries them.
    pub query: String,
    pub shared: bool,
    pub created_at: Millis,
}

/// Searches that one person keeps of one history.
pub const MOST: usize = 50;

impl SavedSearch {
    pub const NOUN: &'static str = "saved_search";

    pub fn saved(&self) -> Change {
        let change = Change::creation(self.log, "search.saved", Self::NOUN, self.id, self.fields());
        change.detail("name", &self.name)
    }

    pub fn deleted(&self) -> Change {
        let change =
            Change::removal(self.log, "search.deleted", Self::NOUN, self.id, self.fields());
        change.detail("name", &self.name)
    }

    fn fields(&self) -> Fields {
        vec![
            ("name".to_owned(), Some(self.name.clone())),
            ("query".to_owned(), Some(self.query.clone())),
            ("shared".to_owned(), Some(self.shared.to_string())),
        ]
    }
}

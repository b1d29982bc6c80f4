//! A channel account: the identifiers that an enterprise has with a vendor.

use std::collections::BTreeMap;

use super::card::Card;
use super::change::{Change, Fields, Log};
use super::ids::{AccountId, EnterpriseId};
use super::meta::{Meta, filled};
use crate::clock::Millis;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub enterprise: EnterpriseId,
    /// The channel never changes: its windows depend on it.
    pub channel: String,
    pub name: String,
    /// The vendor's names and values (`sysnum`, `host` …), checked by the catalogue.
    pub values: BTreeMap<String, String>,
    pub meta: Meta,
    pub version: i64,
    pub created_at: Millis,
    pub updated_at: Millis,
    /// When it was moved to the trash.
    pub trashed_at: Option<Millis>,
}

#[derive(Clone, Debug)]
pub struct Draft {
    pub name: String,
    pub values: BTreeMap<String, String>,
    pub meta: Meta,
}

impl Account {
    pub const NOUN: &'static str = "account";

    pub fn create(
        id: AccountId,
        enterprise: EnterpriseId,
        channel: String,
        draft: Draft,
        now: Millis,
    ) -> (Account, Change) {
        let Draft { name, values, meta } = draft;
        let new = Account {
            id,
            enterprise,
            channel,
            name,
            values,
            meta,
            version: 1,
            created_at: now,
            updated_at: now,
            trashed_at: None,
        };
        let change = Change::creation(new.log(), "account.created", Self::NOUN, id, new.fields());
        let change = change.detail("name", &new.name).detail("channel", &new.channel);
        (new, change)
    }

    pub fn edit(&self, draft: Draft, now: Millis) -> Option<(Account, Change)> {
        let Draft { name, values, meta } = draft;
        let new = Account {
            name,
            values,
            meta,
            version: self.version + 1,
            updated_at: now,
            ..self.clone()
        };
        let change = Change::edit(
            self.log(),
            "account.saved",
            Self::NOUN,
            self.id,
            &self.fields(),
            &new.fields(),
        )?
        .detail("name", &new.name)
        .detail("channel", &new.channel);
        Some((new, change))
    }

    /// What lists and look-ups tell of it.
    pub fn card(&self) -> Card {
        let pairs = || self.values.iter().map(|(name, value)| (name.clone(), value.clone()));
        Card {
            place: self.enterprise.to_string(),
            noun: Self::NOUN,
            id: self.id.to_string(),
            handle: self.id.to_string(),
            name: self.name.clone(),
            facets: vec![("channel", self.channel.clone())],
            about: pairs().map(|(name, value)| (format!("a.{name}"), value)).collect(),
            identifiers: pairs().collect(),
            refers: Vec::new(),
            ..Card::default()
        }
    }

    pub fn log(&self) -> Log {
        Log::Enterprise(self.enterprise)
    }

    pub fn fields(&self) -> Fields {
        let mut fields =
            vec![("channel".into(), filled(&self.channel)), ("name".into(), filled(&self.name))];
        fields.extend(self.values.iter().map(|(name, value)| (format!("a.{name}"), filled(value))));
        self.meta.fields(&mut fields);
        fields
    }
}

//! A security key: what the registry tells about a secret, never the secret itself.

use super::account::Account;
use super::card::Card;
use super::change::{Change, Fields, Log};
use super::ids::{AccountId, EnterpriseId, KeyId};
use super::meta::{Meta, filled};
use super::ring::State;
use crate::clock::Millis;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub id: KeyId,
    pub enterprise: EnterpriseId,
    pub account: AccountId,
    pub name: String,
    /// The signature scheme, such as `sobot_web_md5`.
    pub scheme: String,
    /// The number of the secret in use; its characters are sealed in the vault under this number.
    pub secret_number: i64,
    /// Lets two people compare a key without seeing it.
    pub fingerprint: String,
    /// The state of the secret in use: active, unless even that one was revoked.
    pub state: State,
    /// Only its fingerprint is known here; whoever signs has the secret somewhere else.
    pub elsewhere: bool,
    /// The last day on which it should be used (`2027-03-31`), as told by whoever registered it.
    pub expires_on: String,
    pub meta: Meta,
    pub version: i64,
    pub created_at: Millis,
    pub updated_at: Millis,
    /// When it was moved to the trash.
    pub trashed_at: Option<Millis>,
}

/// What is given when the key is registered and never edited afterwards.
#[derive(Clone, Debug)]
pub struct Identity {
    pub id: KeyId,
    pub enterprise: EnterpriseId,
    pub account: AccountId,
    pub scheme: String,
    pub fingerprint: String,
    pub elsewhere: bool,
}

#[derive(Clone, Debug)]
pub struct Draft {
    pub name: String,
    pub expires_on: String,
    pub meta: Meta,
}

impl Key {
    pub const NOUN: &'static str = "key";

    pub fn create(identity: Identity, draft: Draft, now: Millis) -> (Key, Change) {
        let Identity { id, enterprise, account, scheme, fingerprint, elsewhere } = identity;
        let Draft { name, expires_on, meta } = draft;
        let new = Key {
            id,
            enterprise,
            account,
            name,
            scheme,
            secret_number: 1,
            fingerprint,
            state: State::Active,
            elsewhere,
            expires_on,
            meta,
            version: 1,
            created_at: now,
            updated_at: now,
            trashed_at: None,
        };
        let change = Change::creation(new.log(), "key.created", Self::NOUN, id, new.fields());
        let change = change.detail("name", &new.name);
        (new, change)
    }

    pub fn edit(&self, draft: Draft, now: Millis) -> Option<(Key, Change)> {
        let Draft { name, expires_on, meta } = draft;
        let new = Key {
            name,
            expires_on,
            meta,
            version: self.version + 1,
            updated_at: now,
            ..self.clone()
        };
        let change = Change::edit(
            self.log(),
            "key.saved",
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
            place: self.enterprise.to_string(),
            noun: Self::NOUN,
            id: self.id.to_string(),
            handle: self.id.to_string(),
            name: self.name.clone(),
            facets: vec![("scheme", self.scheme.clone()), ("state", self.state.name().to_owned())],
            about: vec![
                ("fingerprint".into(), self.fingerprint.clone()),
                ("expires_on".into(), self.expires_on.clone()),
            ],
            identifiers: Vec::new(),
            // People read it to each other; it tells nothing of the secret.
            texts: vec![("fingerprint".into(), self.fingerprint.clone())],
            refers: vec![(Account::NOUN, self.account.to_string())],
            ..Card::default()
        }
    }

    /// Whether the portal can sign with it.
    pub fn signs(&self) -> bool {
        self.state == State::Active && !self.elsewhere
    }

    pub fn log(&self) -> Log {
        Log::Enterprise(self.enterprise)
    }

    pub fn fields(&self) -> Fields {
        let mut fields = vec![
            ("name".into(), filled(&self.name)),
            ("account_id".into(), Some(self.account.to_string())),
            ("scheme".into(), filled(&self.scheme)),
            ("secret".into(), Some(format!("fingerprint:{}", self.fingerprint))),
            ("kept".into(), self.elsewhere.then(|| "elsewhere".to_owned())),
            ("expires_on".into(), filled(&self.expires_on)),
        ];
        self.meta.fields(&mut fields);
        fields
    }
}

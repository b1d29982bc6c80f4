//! Sessions: rows in the database that know only a hash of the session's id. The id lies in the
//! cookie alone; it is made anew at every sign-in.

use std::collections::HashMap;

use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_session::{Session, SessionExt};
use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::clock::random;
use crate::domain::{Person, PersonId};
use crate::error::{Error, Kind, Result};
use crate::rights::{Grant, Grants, Origin};
use crate::store::sessions::{self, NewSession};
use crate::store::{Db, people};
use crate::vault::token_hash;

type State = HashMap<String, String>;

// Values in the state are JSON texts: that is how the session layer keeps them.
const PERSON: &str = "person";
const SEED: &str = "seed";
const FLASH: &str = "flash";
const ADDRESS: &str = "address";
const AGENT: &str = "agent";

/// Longer texts that a browser sends about itself are cut.
const AGENT_LENGTH: usize = 200;

/// The session layer's storage on our own tables.
#[derive(Clone)]
pub struct Sessions(pub Db);

impl SessionStore for Sessions {
    async fn load(&self, key: &SessionKey) -> std::result::Result<Option<State>, LoadError> {
        let state = sessions::load(&self.0, &token_hash(key.as_ref()))
            .await
            .map_err(|error| LoadError::Other(error.into()))?;
        state
            .map(|text| {
                serde_json::from_str(&text)
                    .map_err(|error| LoadError::Deserialization(error.into()))
            })
            .transpose()
    }

    async fn save(
        &self,
        state: State,
        _ttl: &Duration,
    ) -> std::result::Result<SessionKey, SaveError> {
        let other = |error: Error| SaveError::Other(error.into());
        let bytes: [u8; 32] = random().map_err(other)?;
        let id = URL_SAFE_NO_PAD.encode(bytes);
        let new = NewSession {
            id_hash: token_hash(&id),
            person: plain(&state, PERSON),
            address: plain(&state, ADDRESS).unwrap_or_default(),
            agent: plain(&state, AGENT).unwrap_or_default(),
            state: serde_json::to_string(&state)
                .map_err(|error| SaveError::Serialization(error.into()))?,
        };
        sessions::save(&self.0, new).await.map_err(other)?;
        SessionKey::try_from(id).map_err(|error| SaveError::Other(anyhow::anyhow!("{error}")))
    }

    async fn update(
        &self,
        key: SessionKey,
        state: State,
        _ttl: &Duration,
    ) -> std::result::Result<SessionKey, UpdateError> {
        let text = serde_json::to_string(&state)
            .map_err(|error| UpdateError::Serialization(error.into()))?;
        // A session that was ended meanwhile stays ended: the update then touches no row.
        let hash = token_hash(key.as_ref());
        match sessions::update(&self.0, &hash, text, plain(&state, PERSON)).await {
            // The page is made and what it says is true: a save that was done must not be denied because
            // the message for the next page is lost.
            Err(error) if error.kind() == Kind::Busy => {
                tracing::warn!(%error, "what a session says is not kept");
            }
            outcome => outcome.map_err(|error| UpdateError::Other(error.into()))?,
        }
        Ok(key)
    }

    /// The end of a session is fixed at its beginning; `load` keeps "last seen".
    async fn update_ttl(
        &self,
        _key: &SessionKey,
        _ttl: &Duration,
    ) -> std::result::Result<(), anyhow::Error> {
        Ok(())
    }

    async fn delete(&self, key: &SessionKey) -> std::result::Result<(), anyhow::Error> {
        Ok(sessions::delete(&self.0, &token_hash(key.as_ref())).await?)
    }
}

fn plain(state: &State, name: &str) -> Option<String> {
    state.get(name).and_then(|json| serde_json::from_str(json).ok())
}

/// The person behind a request, with everything that this person may do.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub person: Person,
    pub grants: Grants,
    pub held: Vec<Grant>,
    /// What form tokens of this session are bound to.
    pub seed: String,
}

/// Begins a session for a person: a new id, and a new seed for form tokens.
pub fn begin(request: &HttpRequest, person: PersonId, address: &str) -> Result<()> {
    let session = request.get_session();
    session.clear();
    session.renew();
    let seed: [u8; 32] = random()?;
    insert(&session, PERSON, person.to_string())?;
    insert(&session, SEED, URL_SAFE_NO_PAD.encode(seed))?;
    insert(&session, ADDRESS, address.to_owned())?;
    let agent = request
        .headers()
        .get("user-agent")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    insert(&session, AGENT, agent.chars().take(AGENT_LENGTH).collect::<String>())
}

pub fn end(request: &HttpRequest) {
    request.get_session().purge();
}

/// Who is behind this request; `None` when nobody signed in, or when that person is gone.
pub async fn signed_in(request: &HttpRequest, db: &Db, origin: Origin) -> Result<Option<SignedIn>> {
    let session = request.get_session();
    let (Some(person), Some(seed)) = (get(&session, PERSON), get(&session, SEED)) else {
        return Ok(None);
    };
    let Ok(id) = person.parse() else { return Ok(None) };
    let Some((person, held)) = people::signed_in(&mut db.read().await?, id).await? else {
        return Ok(None);
    };
    let grants = Grants::of_person(person.id, person.name.clone(), held.clone(), origin);
    Ok(Some(SignedIn { person, grants, held, seed }))
}

/// A message for the next page, kept until it was shown. It is text that `web` reads again.
pub fn leave_flash(request: &HttpRequest, flash: String) -> Result<()> {
    insert(&request.get_session(), FLASH, flash)
}

pub fn take_flash(request: &HttpRequest) -> Option<String> {
    let session = request.get_session();
    let flash = get(&session, FLASH)?;
    session.remove(FLASH);
    Some(flash)
}

fn get(session: &Session, name: &str) -> Option<String> {
    session.get::<String>(name).ok().flatten()
}

fn insert(session: &Session, name: &str, value: String) -> Result<()> {
    session.insert(name, value).map_err(|error| Error::broken(error.to_string()))
}

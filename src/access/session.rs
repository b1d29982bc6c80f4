//! Sessions: rows in the database that know only a hash of the session's id. The id lies in the
//! cookie alone; it is made anew at every sign-in.

use std::collections::HashMap;

use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_session::{Session, SessionExt};
use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::deadlines::Deadlines;
use crate::clock::{MINUTE, Millis, random};
use crate::domain::{Person, PersonId};
use crate::error::{Error, Kind, Result};
use crate::rights::{Grant, Grants, Origin};
use crate::store::people::{self, Known};
use crate::store::sessions::{self, Live, NewSession};
use crate::store::{Db, endings};
use crate::vault::token_hash;

type State = HashMap<String, String>;

// Values in the state are JSON texts: that is how the session layer keeps them.
const PERSON: &str = "person";
/// Who typed the right password and still has to show the second factor; since when, and on the way where.
const HALFWAY: &str = "halfway";
const SINCE: &str = "since";
const NEXT: &str = "next";
/// What questions to passkeys are kept under before there is a session.
const TICKET: &str = "ticket";
const SEED: &str = "seed";
const FLASH: &str = "flash";
const ADDRESS: &str = "address";
const AGENT: &str = "agent";
/// The name under which its owner finds it in a list.
const NAME: &str = "name";
const BEGUN: &str = "begun";
/// When the password was typed: a moment, or nothing before the session is saved. Gone when it is
/// fresh no longer.
const TYPED: &str = "typed";

/// How long a second factor is waited for.
pub const PATIENCE: Millis = 5 * MINUTE;
/// Longer texts that a browser sends about itself are cut.
const AGENT_LENGTH: usize = 200;

/// The session layer's storage on our own tables.
#[derive(Clone)]
pub struct Sessions {
    db: Db,
    deadlines: Deadlines,
}

impl Sessions {
    pub fn new(db: Db) -> Self {
        let deadlines = Deadlines::new(db.clock().clone());
        Sessions { db, deadlines }
    }

    /// The state of a session that is not over; without the moment of a password that is not fresh.
    async fn find(&self, id_hash: &str) -> std::result::Result<Option<State>, LoadError> {
        let other = |error: Error| LoadError::Other(error.into());
        let Some(live) = sessions::load(&self.db, id_hash).await.map_err(other)? else {
            return Ok(None);
        };
        let mut state: State = serde_json::from_str(&live.state)
            .map_err(|error| LoadError::Deserialization(error.into()))?;
        let Some(fresh) = self.deadlines.look(id_hash, &live, moment(&state, TYPED)) else {
            sessions::delete(&self.db, id_hash).await.map_err(other)?;
            return Ok(None);
        };
        if !fresh {
            state.remove(TYPED);
        }
        Ok(Some(state))
    }
}

impl Sessions {
    /// A session whose password was typed once more goes on under another id, and ends when it would
    /// have ended. One that was ended meanwhile stays ended: no row has its old id any more.
    async fn go_on(
        &self,
        key: SessionKey,
        state: &State,
    ) -> std::result::Result<SessionKey, UpdateError> {
        let other = |error: Error| UpdateError::Other(error.into());
        let text = serde_json::to_string(state)
            .map_err(|error| UpdateError::Serialization(error.into()))?;
        let id = new_id().map_err(other)?;
        let (old, new) = (token_hash(key.as_ref()), token_hash(&id));
        if !sessions::rename(&self.db, &old, &new, text).await.map_err(other)? {
            return Ok(key);
        }
        self.watch(&new, state, self.db.clock().now());
        SessionKey::try_from(id).map_err(|error| UpdateError::Other(anyhow::anyhow!("{error}")))
    }

    /// Counts the time of a new id in this process.
    fn watch(&self, id_hash: &str, state: &State, now: Millis) {
        let expires_at = moment(state, BEGUN).unwrap_or(now) + sessions::ABSOLUTE;
        let live = Live { state: String::new(), seen_at: now, touched_at: now, expires_at };
        self.deadlines.look(id_hash, &live, moment(state, TYPED));
    }
}

fn new_id() -> Result<String> {
    let bytes: [u8; 32] = random()?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Within this very request.
fn was_typed(state: &State) -> bool {
    state.contains_key(TYPED) && moment(state, TYPED).is_none()
}

impl SessionStore for Sessions {
    async fn load(&self, key: &SessionKey) -> std::result::Result<Option<State>, LoadError> {
        self.find(&token_hash(key.as_ref())).await
    }

    /// A session begins.
    async fn save(
        &self,
        mut state: State,
        _ttl: &Duration,
    ) -> std::result::Result<SessionKey, SaveError> {
        let other = |error: Error| SaveError::Other(error.into());
        let id = new_id().map_err(other)?;
        let now = self.db.clock().now();
        note(&mut state, BEGUN, now);
        if was_typed(&state) {
            note(&mut state, TYPED, now);
        }
        let id_hash = token_hash(&id);
        let new = NewSession {
            id_hash: id_hash.clone(),
            id: plain(&state, NAME).unwrap_or_default(),
            begun_at: now,
            person: whose(&state),
            address: plain(&state, ADDRESS).unwrap_or_default(),
            agent: plain(&state, AGENT).unwrap_or_default(),
            state: serde_json::to_string(&state)
                .map_err(|error| SaveError::Serialization(error.into()))?,
        };
        sessions::save(&self.db, new).await.map_err(other)?;
        self.watch(&id_hash, &state, now);
        SessionKey::try_from(id).map_err(|error| SaveError::Other(anyhow::anyhow!("{error}")))
    }

    async fn update(
        &self,
        key: SessionKey,
        mut state: State,
        _ttl: &Duration,
    ) -> std::result::Result<SessionKey, UpdateError> {
        if was_typed(&state) {
            note(&mut state, TYPED, self.db.clock().now());
            return self.go_on(key, &state).await;
        }
        let text = serde_json::to_string(&state)
            .map_err(|error| UpdateError::Serialization(error.into()))?;
        // A session that was ended meanwhile stays ended: the update then touches no row.
        let hash = token_hash(key.as_ref());
        match sessions::update(&self.db, &hash, text, whose(&state)).await {
            // The page is made and what it says is true: a save that was done must not be denied because
            // the message for the next page is lost. What signs somebody in or out is saved or deleted,
            // and says so when it cannot be.
            Err(error) if error.kind() == Kind::Busy => {
                tracing::warn!(%error, "what a session says is not kept");
            }
            updated => updated.map_err(|error| UpdateError::Other(error.into()))?,
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
        Ok(sessions::delete(&self.db, &token_hash(key.as_ref())).await?)
    }
}

fn plain(state: &State, name: &str) -> Option<String> {
    state.get(name).and_then(|json| serde_json::from_str(json).ok())
}

/// The person whom a session is of, so that it ends with all others of that person; half-way ones do, too.
fn whose(state: &State) -> Option<String> {
    plain(state, PERSON).or_else(|| plain(state, HALFWAY))
}

fn moment(state: &State, name: &str) -> Option<Millis> {
    plain(state, name)?.parse().ok()
}

fn note(state: &mut State, name: &str, at: Millis) {
    state.insert(name.to_owned(), format!("\"{at}\""));
}

/// The person behind a request, with everything that this person may do.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub person: Person,
    pub grants: Grants,
    pub held: Vec<Grant>,
    /// What form tokens of this session are bound to.
    pub seed: String,
    pub second_factor: bool,
    /// The moment from which nothing opens without a second factor; `None` where none is missing.
    pub due: Option<Millis>,
    /// The name of the session, which is no secret.
    pub session: String,
    /// The password was typed within the last ten minutes.
    pub fresh: bool,
}

/// Whoever typed the right password and still has to show the second factor. It is no session of anybody
/// yet: nothing opens with it.
#[derive(Clone, Debug)]
pub struct Halfway {
    pub person: PersonId,
    /// Where the way leads afterwards.
    pub next: String,
    /// A name for this one attempt; no secret.
    pub ticket: String,
}

/// Begins a session for a person: a new id, and a new seed for form tokens.
pub fn begin(request: &HttpRequest, person: PersonId, address: &str) -> Result<()> {
    let session = anew(request, address)?;
    let seed: [u8; 32] = random()?;
    insert(&session, PERSON, person.to_string())?;
    insert(&session, SEED, URL_SAFE_NO_PAD.encode(seed))?;
    let name: [u8; 12] = random()?;
    insert(&session, NAME, URL_SAFE_NO_PAD.encode(name))?;
    insert(&session, TYPED, String::new())
}

/// Keeps for a few minutes that the password was right.
pub fn wait(
    request: &HttpRequest,
    person: PersonId,
    next: String,
    address: &str,
    now: Millis,
) -> Result<()> {
    let session = anew(request, address)?;
    let ticket: [u8; 12] = random()?;
    insert(&session, HALFWAY, person.to_string())?;
    insert(&session, SINCE, now.to_string())?;
    insert(&session, TICKET, format!("half-way {}", URL_SAFE_NO_PAD.encode(ticket)))?;
    insert(&session, NEXT, next)
}

/// Who is half-way in, unless that took too long.
pub fn halfway(request: &HttpRequest, now: Millis) -> Option<Halfway> {
    let session = request.get_session();
    let since: Millis = get(&session, SINCE)?.parse().ok()?;
    let person = get(&session, HALFWAY)?.parse().ok()?;
    let (next, ticket) = (get(&session, NEXT)?, get(&session, TICKET)?);
    let in_time = (since..since.saturating_add(PATIENCE)).contains(&now);
    in_time.then_some(Halfway { person, next, ticket })
}

/// Forgets somebody half-way in; whether there was anybody.
pub fn give_up(request: &HttpRequest) -> bool {
    request.get_session().remove(HALFWAY).is_some()
}

/// A session with a new id, in which nothing is left of the one before.
fn anew(request: &HttpRequest, address: &str) -> Result<Session> {
    let session = request.get_session();
    session.clear();
    session.renew();
    insert(&session, ADDRESS, address.to_owned())?;
    insert(&session, AGENT, agent(request).chars().take(AGENT_LENGTH).collect::<String>())?;
    Ok(session)
}

/// What a browser says of itself.
pub fn agent(request: &HttpRequest) -> &str {
    let sent = request.headers().get("user-agent");
    sent.and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The password was typed once more: the session goes on under a new id, until it would have ended.
pub fn confirm(request: &HttpRequest) -> Result<()> {
    insert(&request.get_session(), TYPED, String::new())
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
    let Some(known) = counted(db, id).await? else { return Ok(None) };
    let Known { person, held, second_factor, due, .. } = known;
    let grants = Grants::of_person(person.id, person.name.clone(), held.clone(), origin);
    let name = get(&session, NAME).unwrap_or_default();
    let fresh = get(&session, TYPED).is_some();
    Ok(Some(SignedIn { person, grants, held, seed, second_factor, due, session: name, fresh }))
}

/// A person with the roles that count at this moment; `None` when gone or inactive. What has ended is
/// taken away before anything else is asked: no list finds it any more.
pub async fn counted(db: &Db, id: PersonId) -> Result<Option<Known>> {
    let found = people::signed_in(&mut db.read().await?, id, db.clock().now()).await?;
    if found.as_ref().is_some_and(|known| known.overdue) {
        endings::of_person(db, id).await?;
        // What a role replaced may hold again.
        return people::signed_in(&mut db.read().await?, id, db.clock().now()).await;
    }
    Ok(found)
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

//! Passkeys as a second factor. A browser is asked with a question that lies in the database for five
//! minutes, under the session that asked, and is good for one answer. Which addresses browsers do this for
//! at all is said here; the protocol is in `ceremony`.

#![cfg_attr(
    not(feature = "passkeys"),
    allow(dead_code, reason = "without the protocol nobody gets as far as this")
)]

#[cfg(feature = "passkeys")]
mod ceremony;
#[cfg(not(feature = "passkeys"))]
#[path = "without.rs"]
mod ceremony;

use super::login::{self, Showed};
use super::second_factor::count_of;
use crate::access::Throttles;
use crate::config::PublicUrl;
use crate::domain::Person;
use crate::domain::second_factor::Kind;
use crate::error::{Kind as Wrong, Result};
use crate::rights::Origin;
use crate::secret::Secret;
use crate::store::passkey_challenges::{self as challenges, Asked};
use crate::store::second_factors::{self, Place, Stored};
use crate::store::{Db, Write};
use crate::vault::{Binding, Sealed, Vault, token_hash};

/// Who browsers make passkeys for: this portal under one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relying {
    /// The host.
    pub id: String,
    pub origin: String,
}

/// Why there are no passkeys here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// The program was built without them.
    NotBuilt,
    /// Plain http, which browsers refuse for every name but this machine's.
    NotSecure,
    /// An address in numbers.
    NoName,
}

impl Relying {
    /// What the public URL means to browsers.
    pub fn of(url: &PublicUrl) -> std::result::Result<Self, Hindrance> {
        if !cfg!(feature = "passkeys") {
            return Err(Hindrance::NotBuilt);
        }
        let url = url.by_name();
        let Some(id) = url.domain() else { return Err(Hindrance::NoName) };
        if !url.https() && !url.loopback() {
            return Err(Hindrance::NotSecure);
        }
        Ok(Relying { id: id.to_owned(), origin: url.origin() })
    }
}

/// What a browser is asked, and what is kept here of it.
struct Question {
    options: String,
    state: String,
}

/// A passkey that a browser has just made.
struct Made {
    /// The key as it is kept.
    passkey: Secret,
    /// The id of the credential, in Base64.
    credential: String,
}

/// What an answer at the sign-in is worth.
enum Verdict {
    Shown { credential: String, counter: i64 },
    CountedBack,
    Wrong,
}

/// The same once it was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The beginning of the session is recorded.
    Taken,
    Wrong,
    /// The key was right, but somebody has counted further with it: there may be two of it.
    CountedBack,
}

/// A new passkey, ready to be stored.
pub struct Fresh {
    pub place: Place,
    pub sealed: Sealed,
}

const ADD: &str = "add";
const SIGN_IN: &str = "sign_in";

/// Who has to do with a question and its answer, and where.
#[derive(Clone, Copy)]
pub struct Ceremony<'a> {
    pub db: &'a Db,
    pub vault: &'a Vault,
    pub relying: &'a Relying,
    pub person: &'a Person,
    /// The name of the session that asks.
    pub holder: &'a str,
}

impl Ceremony<'_> {
    /// Asks for a new passkey. The options for the browser name those that are there.
    pub async fn ask_for_new(&self) -> Result<String> {
        let known = self.known().await?;
        self.keep(ADD, ceremony::ask_for_new(self.relying, self.person, &known)?).await
    }

    /// Asks to show a passkey; `None` where there is none of this address.
    pub async fn ask_to_show(&self) -> Result<Option<String>> {
        let known = self.known().await?;
        if known.is_empty() {
            return Ok(None);
        }
        self.keep(SIGN_IN, ceremony::ask_to_show(self.relying, &known)?).await.map(Some)
    }

    /// Reads what a browser made; `None` where it does not answer the question of this session. `id` is
    /// what the factor is to be called in the database.
    pub async fn read_new(&self, id: &str, answer: &str) -> Result<Option<Fresh>> {
        let Some(state) = challenges::take(self.db, self.asked(ADD)).await? else {
            return Ok(None);
        };
        let Some(Made { passkey, credential }) = ceremony::read_new(self.relying, &state, answer)?
        else {
            return Ok(None);
        };
        let place =
            Place { credential_hash: token_hash(&credential), host: self.relying.id.clone() };
        let sealed = self.vault.own_key().seal(&passkey, Binding::of_factor(id))?;
        Ok(Some(Fresh { place, sealed }))
    }

    /// Takes the answer of a passkey, and records the beginning of the session with it. Wrong ones hold
    /// the account back, under the same count as wrong codes.
    pub async fn check(
        &self,
        throttles: &Throttles,
        answer: &str,
        origin: Origin,
    ) -> Result<Outcome> {
        let name = count_of(self.person.id);
        throttles.check_account(self.db, &name).await?;
        let outcome = self.take(answer, origin).await?;
        match outcome {
            Outcome::Taken => throttles.succeeded(self.db, &name).await?,
            Outcome::Wrong | Outcome::CountedBack => throttles.failed(self.db, &name).await?,
        }
        Ok(outcome)
    }

    async fn take(&self, answer: &str, origin: Origin) -> Result<Outcome> {
        let Some(state) = challenges::take(self.db, self.asked(SIGN_IN)).await? else {
            return Ok(Outcome::Wrong);
        };
        let (credential, counter) = match ceremony::read_shown(self.relying, &state, answer)? {
            Verdict::Shown { credential, counter } => (credential, counter),
            Verdict::CountedBack => return Ok(Outcome::CountedBack),
            Verdict::Wrong => return Ok(Outcome::Wrong),
        };
        let hash = token_hash(&credential);
        // It may have been removed since the question.
        let held = second_factors::of_person(&mut self.db.read().await?, self.person.id).await?;
        let Some(factor) = held.into_iter().find(|one| one.place.credential_hash == hash) else {
            return Ok(Outcome::Wrong);
        };
        let (id, now) = (factor.factor.id, self.db.clock().now());
        let take =
            async |write: &mut Write<'_>| second_factors::take_step(write, id, counter, now).await;
        match login::begin(self.db, self.person, Showed::Passkey, origin, take).await {
            Ok(()) => Ok(Outcome::Taken),
            Err(error) if error.kind() == Wrong::Conflict => Ok(Outcome::CountedBack),
            Err(error) => Err(error),
        }
    }

    /// The own passkeys that browsers find at this address, opened.
    async fn known(&self) -> Result<Vec<Secret>> {
        let held = second_factors::of_person(&mut self.db.read().await?, self.person.id).await?;
        let here = held.iter().filter(|one| is_of(one, &self.relying.id));
        here.map(|one| {
            let id = one.factor.id.to_string();
            self.vault.own_key().open(&one.sealed, Binding::of_factor(&id))
        })
        .collect()
    }

    async fn keep(&self, purpose: &'static str, question: Question) -> Result<String> {
        challenges::keep(self.db, self.asked(purpose), question.state).await?;
        Ok(question.options)
    }

    fn asked(&self, purpose: &'static str) -> Asked<'_> {
        Asked { holder: self.holder, person: self.person.id, purpose }
    }
}

/// Whether this is a passkey that browsers find under this host.
pub fn is_of(stored: &Stored, host: &str) -> bool {
    stored.factor.kind == Kind::Passkey && stored.place.host == host
}

#[cfg(all(test, feature = "passkeys"))]
mod tests {
    use super::*;

    #[test]
    fn browsers_make_passkeys_for_names_over_https_and_for_this_machine() {
        let of = |text: &str| Relying::of(&PublicUrl::parse(text).expect("an origin"));
        let at =
            |id: &str, origin: &str| Ok(Relying { id: id.to_owned(), origin: origin.to_owned() });
        let far = "https://portal.example:8443";
        assert_eq!(of(far), at("portal.example", far));
        for text in ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"] {
            assert_eq!(of(text), at("localhost", "http://localhost:8080"), "{text}");
        }
        assert_eq!(of("http://portal.example"), Err(Hindrance::NotSecure));
        for text in ["https://192.0.2.7", "http://192.0.2.7:8080", "https://[2001:db8::1]"] {
            assert_eq!(of(text), Err(Hindrance::NoName), "{text}");
        }
    }
}

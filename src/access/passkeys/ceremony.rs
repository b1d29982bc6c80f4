//! The protocol (WebAuthn), with user verification required. This is the only place that names its crate;
//! what it keeps is JSON, and nothing of what a browser sends is believed before it was checked.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;
use webauthn_rs::prelude::{
    Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Webauthn, WebauthnBuilder, WebauthnError,
};

use super::{Made, Question, Relying, Verdict};
use crate::domain::Person;
use crate::error::{Error, Result};
use crate::secret::Secret;

/// Who browsers say the key is for.
const NAME: &str = "Jieru";
/// How long a browser waits for somebody's finger; the question is kept as long.
const PATIENCE: Duration = Duration::from_mins(5);

pub(super) fn ask_for_new(
    relying: &Relying,
    person: &Person,
    known: &[Secret],
) -> Result<Question> {
    let known = opened(known)?;
    let ids = known.iter().map(|key| key.cred_id().clone()).collect();
    let begun = portal(relying)?.start_passkey_registration(
        person.id.0,
        &person.email,
        &person.name,
        Some(ids),
    );
    let (options, state) = begun.map_err(|error| ours(&error))?;
    question(&options, &state)
}

pub(super) fn read_new(relying: &Relying, state: &str, answer: &str) -> Result<Option<Made>> {
    let state: PasskeyRegistration = kept(state)?;
    let Ok(answer) = serde_json::from_str::<RegisterPublicKeyCredential>(answer) else {
        return Ok(None);
    };
    match portal(relying)?.finish_passkey_registration(&answer, &state) {
        Ok(passkey) => {
            let credential = URL_SAFE_NO_PAD.encode(passkey.cred_id());
            Ok(Some(Made { passkey: Secret::new(json(&passkey)?), credential }))
        }
        Err(error) => {
            tracing::debug!(%error, "a new passkey is refused");
            Ok(None)
        }
    }
}

pub(super) fn ask_to_show(relying: &Relying, known: &[Secret]) -> Result<Question> {
    let begun = portal(relying)?.start_passkey_authentication(&opened(known)?);
    let (options, state) = begun.map_err(|error| ours(&error))?;
    question(&options, &state)
}

pub(super) fn read_shown(relying: &Relying, state: &str, answer: &str) -> Result<Verdict> {
    let state: PasskeyAuthentication = kept(state)?;
    let Ok(answer) = serde_json::from_str::<PublicKeyCredential>(answer) else {
        return Ok(Verdict::Wrong);
    };
    match portal(relying)?.finish_passkey_authentication(&answer, &state) {
        Ok(shown) => Ok(Verdict::Shown {
            credential: URL_SAFE_NO_PAD.encode(shown.cred_id()),
            counter: i64::from(shown.counter()),
        }),
        Err(WebauthnError::CredentialPossibleCompromise) => Ok(Verdict::CountedBack),
        Err(error) => {
            tracing::debug!(%error, "the answer of a passkey is refused");
            Ok(Verdict::Wrong)
        }
    }
}

fn portal(relying: &Relying) -> Result<Webauthn> {
    let origin = Url::parse(&relying.origin).map_err(Error::broken)?;
    let builder = WebauthnBuilder::new(&relying.id, &origin).map_err(|error| ours(&error))?;
    builder.rp_name(NAME).timeout(PATIENCE).build().map_err(|error| ours(&error))
}

fn opened(known: &[Secret]) -> Result<Vec<Passkey>> {
    known.iter().map(|key| kept(key.expose())).collect()
}

fn question(options: &impl Serialize, state: &impl Serialize) -> Result<Question> {
    Ok(Question { options: json(options)?, state: json(state)? })
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::broken)
}

/// What we have written ourselves.
fn kept<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(Error::broken)
}

/// Nothing that anybody sent.
fn ours(error: &WebauthnError) -> Error {
    Error::broken(error.to_string())
}

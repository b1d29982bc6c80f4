//! What is asked after the password: a code of an app, or a recovery code. Each is good once, and wrong
//! ones hold the account back like wrong passwords, under a count of their own: whoever knows the
//! password does not clear it.

use super::login::{self, Showed};
use super::totp::{self, Shared};
use crate::access::Throttles;
use crate::domain::second_factor::Kind;
use crate::domain::{FactorId, Person, PersonId};
use crate::error::{Error, Kind as Wrong, Result};
use crate::rights::Origin;
use crate::secret::Secret;
use crate::store::{Db, Write, second_factors};
use crate::vault::{Binding, Vault, readable_code, token_hash};

/// Recovery codes that are made at a time.
const CODES: usize = 10;

/// Takes a code, and records the beginning of the session with it; `None` when it is wrong or was used
/// before.
pub async fn check(
    db: &Db,
    vault: &Vault,
    throttles: &Throttles,
    person: &Person,
    typed: &Secret,
    origin: Origin,
) -> Result<Option<Showed>> {
    let name = count_of(person.id);
    throttles.code(&name)?;
    throttles.check_account(db, &name).await?;
    let plain = Secret::new(plain(typed.expose()));
    let taken = if totp::is_code(plain.expose()) {
        match step(db, vault, person.id, &plain).await? {
            Some((factor, step)) => {
                let now = db.clock().now();
                let take = async |write: &mut Write<'_>| {
                    second_factors::take_step(write, factor, step, now).await
                };
                login::begin(db, person, Showed::Totp, origin, take).await.map(|()| Showed::Totp)
            }
            None => Err(Error::conflict()),
        }
    } else {
        let (hash, now) = (token_hash(plain.expose()), db.clock().now());
        let take = async |write: &mut Write<'_>| {
            second_factors::take_code(write, person.id, &hash, now).await
        };
        let showed = Showed::RecoveryCode;
        login::begin(db, person, showed, origin, take).await.map(|()| showed)
    };
    match taken {
        Ok(showed) => {
            throttles.succeeded(db, &name).await?;
            Ok(Some(showed))
        }
        Err(error) if error.kind() == Wrong::Conflict => {
            throttles.failed(db, &name).await?;
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// The app and the time step that a code is of.
async fn step(
    db: &Db,
    vault: &Vault,
    person: PersonId,
    typed: &Secret,
) -> Result<Option<(FactorId, i64)>> {
    let now = db.clock().now();
    let stored = second_factors::of_person(&mut db.read().await?, person).await?;
    for one in stored.into_iter().filter(|one| one.factor.kind == Kind::Totp) {
        let id = one.factor.id;
        let secret = vault.own_key().open(&one.sealed, Binding::of_factor(&id.to_string()))?;
        if let Some(step) = Shared::of(secret).step_of(typed.expose(), now)? {
            return Ok(Some((id, step)));
        }
    }
    Ok(None)
}

/// What failures are counted under, whatever was shown. No address of anybody looks like it.
pub(super) fn count_of(person: PersonId) -> String {
    format!("second factor of {person}")
}

/// Ten codes of 120 bits for whoever loses the app, and their hashes to be stored.
pub fn recovery_codes() -> Result<(Vec<Secret>, Vec<String>)> {
    let codes = (0..CODES).map(|_| readable_code::<24>()).collect::<Result<Vec<Secret>>>()?;
    let hashes = codes.iter().map(|code| token_hash(&plain(code.expose()))).collect();
    Ok((codes, hashes))
}

/// Case, spaces and dashes do not matter.
fn plain(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recovery_codes_are_long_different_and_forgiving() {
        let (codes, hashes) = recovery_codes().expect("random");
        let distinct: std::collections::BTreeSet<&String> = hashes.iter().collect();
        assert_eq!((codes.len(), distinct.len()), (CODES, CODES));
        let code = codes[0].expose();
        assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [4; 6]);
        let typed = format!(" {} ", code.to_lowercase().replace('-', " "));
        assert_eq!(token_hash(&plain(&typed)), hashes[0]);
        assert!(!totp::is_code(&plain(code)) && totp::is_code(&plain("123 456")));
    }
}

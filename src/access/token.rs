//! API tokens: what they look like, and who is behind one. A token ends with a checksum, so that typing
//! mistakes are told from guesses and scanners find leaked ones without asking anybody.

use subtle::ConstantTimeEq;

use crate::access::{SignedIn, session};
use crate::clock::random;
use crate::domain::Token;
use crate::domain::token::{Narrowed, State};
use crate::error::{Error, Result};
use crate::rights::{Grants, Origin, Place, Scope};
use crate::secret::Secret;
use crate::store::people::Known;
use crate::store::tokens::Kept;
use crate::store::{Db, tokens};
use crate::vault::token_hash;

const PREFIX: &str = "jru_";
const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 32 bytes take so many letters, and a CRC-32 of these letters so many more.
const RANDOM: usize = 43;
const CHECK: usize = 6;

/// Why a token opens nothing, for the history; whoever sent it is told nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    Malformed,
    Unknown,
    Expired,
    Revoked,
    /// Its person was deactivated.
    Inactive,
}

impl Why {
    pub const fn name(self) -> &'static str {
        match self {
            Why::Malformed => "malformed",
            Why::Unknown => "unknown",
            Why::Expired => "expired",
            Why::Revoked => "revoked",
            Why::Inactive => "inactive",
        }
    }
}

/// What became of a token that somebody sent.
pub enum Shown {
    /// Good for what its person holds at this moment, narrowed.
    Good(Box<(Token, SignedIn)>),
    /// Good for nothing; which one it is, where that is known.
    Bad(Why, Option<Box<Token>>),
}

/// A new token. It is shown once and stored as a hash.
pub fn issue() -> Result<Secret> {
    let letters = base62(random::<32>()?.to_vec(), RANDOM)?;
    let check = base62(crc32fast::hash(letters.as_bytes()).to_be_bytes().to_vec(), CHECK)?;
    Ok(Secret::new(format!("{PREFIX}{letters}{check}")))
}

/// Whether it looks like one of ours. Nothing else is looked up.
pub fn is_well_formed(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(PREFIX) else { return false };
    let Some((letters, check)) = rest.split_at_checked(RANDOM) else { return false };
    let sum = crc32fast::hash(letters.as_bytes()).to_be_bytes().to_vec();
    rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && base62(sum, CHECK).is_ok_and(|sum| sum == check)
}

/// Who is behind a token. Notes its use.
pub async fn bearer(db: &Db, text: &str, origin: Origin) -> Result<Shown> {
    if !is_well_formed(text) {
        return Ok(Shown::Bad(Why::Malformed, None));
    }
    let hash = token_hash(text);
    let mut read = db.read().await?;
    let Some(kept) = tokens::by_hash(&mut read, &hash).await?.filter(|kept| same(kept, &hash))
    else {
        return Ok(Shown::Bad(Why::Unknown, None));
    };
    let token = kept.token.clone();
    match token.state(db.clock().now()) {
        State::Active => {}
        State::Expired => return Ok(Shown::Bad(Why::Expired, Some(Box::new(token)))),
        State::Revoked => return Ok(Shown::Bad(Why::Revoked, Some(Box::new(token)))),
    }
    drop(read);
    let Some(known) = session::counted(db, token.person).await? else {
        return Ok(Shown::Bad(Why::Inactive, Some(Box::new(token))));
    };
    let Known { person, held, second_factor, .. } = known;
    tokens::touch(db, &kept, &origin.address).await?;
    let place = token.place.as_ref().map(place);
    let named = (token.id, token.name.clone());
    let grants = Grants::of_token(named, &held, place, Scope::from_words(&token.scopes), origin);
    let signed_in = SignedIn {
        person,
        grants,
        held,
        // A program has no session, types no password and owes no second factor.
        seed: String::new(),
        session: String::new(),
        fresh: false,
        second_factor,
        due: None,
    };
    Ok(Shown::Good(Box::new((token, signed_in))))
}

/// What a token is narrowed to; a window that is gone for good covers nothing.
fn place(of: &Narrowed) -> Place {
    let enterprise = of.enterprise;
    match &of.window {
        Some(window) => Place::Window { enterprise, window: window.id },
        None => Place::Enterprise(enterprise),
    }
}

fn same(kept: &Kept, hash: &str) -> bool {
    kept.hash.as_bytes().ct_eq(hash.as_bytes()).into()
}

/// A number of many bytes in base 62, with zeros in front where it is short.
fn base62(mut number: Vec<u8>, length: usize) -> Result<String> {
    let mut letters = Vec::with_capacity(length);
    for _ in 0..length {
        let mut rest: u16 = 0;
        for byte in &mut number {
            let part = rest * 256 + u16::from(*byte);
            *byte = u8::try_from(part / 62).map_err(Error::broken)?;
            rest = part % 62;
        }
        let letter = LETTERS.get(usize::from(rest)).copied();
        letters.push(char::from(letter.ok_or_else(|| Error::broken("a letter"))?));
    }
    Ok(letters.into_iter().rev().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_told_from_everything_else_without_asking_anybody() {
        let token = issue().expect("a token").expose().to_owned();
        assert_eq!((token.len(), is_well_formed(&token)), (53, true), "{token}");
        assert_ne!(token, issue().expect("a token").expose());
        for at in [0, 4, 20, 46, 47, 52] {
            let mut typo = token.clone().into_bytes();
            typo[at] = if typo[at] == b'7' { b'8' } else { b'7' };
            assert!(!is_well_formed(&String::from_utf8(typo).expect("text")), "{at}");
        }
        for wrong in
            ["", "jru_", &token[..52], &format!("{token}0"), &token.replace("jru_", "jrv_")]
        {
            assert!(!is_well_formed(wrong), "{wrong}");
        }
        assert!(!is_well_formed(&format!("jru_{}", "界".repeat(17))), "no letters of ours");
    }

    #[test]
    fn numbers_keep_their_length() {
        assert_eq!(base62(vec![0, 0], 3).expect("text"), "000");
        assert_eq!(base62(vec![0, 61], 3).expect("text"), "00z");
        assert_eq!(base62(vec![0, 62], 3).expect("text"), "010");
        assert_eq!(base62(vec![255; 32], RANDOM).expect("text").len(), RANDOM);
        // The greatest number takes all letters: nothing is cut off.
        assert_ne!(&base62(vec![255; 32], RANDOM).expect("text")[..1], "0");
    }
}

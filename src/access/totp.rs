//! One-time codes of an authenticator app: RFC 6238 with SHA-1, six digits and thirty seconds, which is
//! what every app understands.

use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::clock::{Millis, SECOND, random};
use crate::error::{Error, Result};
use crate::secret::Secret;

/// How long a code is shown.
const STEP: Millis = 30 * SECOND;
const DIGITS: usize = 6;
/// Base32 as RFC 4648 writes it.
const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Who apps say the code is for.
const ISSUER: &str = "Jieru";

/// What portal and app share, in Base32.
#[derive(Clone, Debug)]
pub struct Shared(Secret);

impl Shared {
    /// 160 random bits, as RFC 4226 recommends.
    pub fn make() -> Result<Self> {
        let bytes: Zeroizing<[u8; 20]> = Zeroizing::new(random()?);
        Ok(Shared(Secret::new(base32(bytes.as_slice()))))
    }

    pub fn of(base32: Secret) -> Self {
        Shared(base32)
    }

    pub fn secret(&self) -> &Secret {
        &self.0
    }

    /// In groups of four, for typing.
    pub fn groups(&self) -> Secret {
        let letters: Vec<char> = self.0.expose().chars().collect();
        let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
        Secret::new(groups.join(" "))
    }

    /// What stands in the QR code; apps that take an address take this one.
    pub fn address(&self, account: &str) -> Secret {
        let account = utf8_percent_encode(account, NON_ALPHANUMERIC);
        let secret = self.0.expose();
        Secret::new(format!(
            "otpauth://totp/{ISSUER}:{account}?secret={secret}&issuer={ISSUER}&algorithm=SHA1&digits={DIGITS}&period=30"
        ))
    }

    /// The time step that a typed code is for: the present one, or one beside it, because clocks differ and
    /// people type. Every comparison takes the same time, and all of them are made.
    pub fn step_of(&self, typed: &str, now: Millis) -> Result<Option<i64>> {
        let present = now.div_euclid(STEP);
        let mut found = None;
        for step in [present - 1, present, present + 1] {
            let same = self.code(step)?.as_bytes().ct_eq(typed.as_bytes());
            if bool::from(same) {
                found = Some(step);
            }
        }
        Ok(found)
    }

    /// The code of a moment.
    pub fn code_at(&self, now: Millis) -> Result<Zeroizing<String>> {
        self.code(now.div_euclid(STEP))
    }

    fn code(&self, step: i64) -> Result<Zeroizing<String>> {
        let broken = || Error::broken("a one-time code");
        let key = Zeroizing::new(from_base32(self.0.expose()).ok_or_else(broken)?);
        let mut mac = <Hmac<Sha1> as KeyInit>::new_from_slice(&key).map_err(|_| broken())?;
        mac.update(&step.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let at = digest.last().map(|byte| usize::from(byte & 15)).ok_or_else(broken)?;
        let four = digest.get(at..at + 4).and_then(|four| four.try_into().ok());
        let number = u32::from_be_bytes(four.ok_or_else(broken)?) & 0x7fff_ffff;
        Ok(Zeroizing::new(format!("{:06}", number % 1_000_000)))
    }
}

/// Whether this looks like a code of an app and not like a recovery code.
pub fn is_code(typed: &str) -> bool {
    typed.len() == DIGITS && typed.bytes().all(|byte| byte.is_ascii_digit())
}

/// Groups of five bits. Secrets have a multiple of forty, so nothing is left over to pad.
fn base32(bytes: &[u8]) -> String {
    let bits = bytes.iter().flat_map(|byte| (0..8).rev().map(move |at| (byte >> at) & 1));
    let bits: Vec<u8> = bits.collect();
    let letter = |five: &[u8]| {
        let index = five.iter().fold(0, |number: u8, bit| (number << 1) | bit);
        LETTERS.get(usize::from(index)).copied().map(char::from)
    };
    bits.chunks(5).filter_map(letter).collect()
}

fn from_base32(text: &str) -> Option<Vec<u8>> {
    let mut bits = Vec::with_capacity(text.len() * 5);
    for letter in text.bytes() {
        let index = LETTERS.iter().position(|known| *known == letter)?;
        bits.extend((0..5).rev().map(|at| u8::from((index >> at) & 1 == 1)));
    }
    let byte = |eight: &[u8]| eight.iter().fold(0, |number: u8, bit| (number << 1) | bit);
    Some(bits.chunks_exact(8).map(byte).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `12345678901234567890`, the secret of the vectors.
    const KNOWN: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn shared() -> Shared {
        Shared::of(Secret::new(KNOWN))
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        assert_eq!(base32(b"12345678901234567890"), KNOWN);
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(*shared().code_at(second * SECOND).expect("a code"), code, "{second}");
        }
    }

    #[test]
    fn codes_of_rfc_4226_count_from_nothing() {
        for (step, code) in [(0, "755224"), (1, "287082"), (2, "359152"), (9, "520489")] {
            assert_eq!(*shared().code(step).expect("a code"), code, "{step}");
        }
    }

    #[test]
    fn a_code_counts_one_step_early_and_one_step_late() {
        let now = 1_234_567_890 * SECOND;
        let code = shared().code_at(now).expect("a code");
        let step = |later: Millis| shared().step_of(&code, now + later).expect("an answer");
        let own = now / STEP;
        assert_eq!([step(0), step(STEP), step(-STEP)], [Some(own); 3]);
        assert_eq!([step(2 * STEP), step(-2 * STEP)], [None; 2]);
        for wrong in ["", "005925", "05924", "0005924", "００５９２４"] {
            assert_eq!(shared().step_of(wrong, now).expect("an answer"), None, "{wrong}");
        }
    }

    #[test]
    fn base32_is_that_of_rfc_4648_and_comes_back() {
        for (bytes, text) in [("", ""), ("fooba", "MZXW6YTB"), ("foobarfoob", "MZXW6YTBOJTG633C")] {
            assert_eq!(base32(bytes.as_bytes()), text);
            assert_eq!(from_base32(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(from_base32("MZXW1"), None);
        let (one, other) = (Shared::make().expect("random"), Shared::make().expect("random"));
        assert_eq!(one.secret().expose().len(), 32);
        assert_ne!(one.secret().expose(), other.secret().expose());
    }

    #[test]
    fn addresses_carry_everything_that_an_app_asks_for() {
        let address = shared().address("wang+a@example.com");
        assert_eq!(
            address.expose(),
            format!(
                "otpauth://totp/Jieru:wang%2Ba%40example%2Ecom?secret={KNOWN}&issuer=Jieru&algorithm=SHA1&digits=6&period=30"
            )
        );
        assert_eq!(shared().groups().expose().split(' ').count(), 8);
    }
}

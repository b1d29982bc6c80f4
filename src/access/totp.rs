//! One-time codes of an authenticator app: RFC 6238 with SHA-1, six digits and thirty seconds, which is
//! what every app understands.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use totp_rs::{Algorithm, Builder, Totp};
use zeroize::Zeroizing;

use crate::clock::{Millis, SECOND, random};
use crate::error::{Error, Result};
use crate::secret::Secret;

/// How long a code is shown, in seconds.
const PERIOD: u64 = 30;
const DIGITS: u8 = 6;
/// Clocks differ and people type: so many steps before and after the present one count, too.
const SKEW: u16 = 1;
/// Who apps say the code is for.
const ISSUER: &str = "Jieru";

/// What portal and app share, in Base32.
#[derive(Clone, Debug)]
pub struct Shared(Secret);

impl Shared {
    /// 160 random bits, as RFC 4226 recommends.
    pub fn make() -> Result<Self> {
        Ok(Shared(Secret::new(totp_rs::Secret::new_stack(random()?).to_base32())))
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
            "otpauth://totp/{ISSUER}:{account}?secret={secret}&issuer={ISSUER}&algorithm=SHA1&digits={DIGITS}&period={PERIOD}"
        ))
    }

    /// The time step that a typed code is for: the present one, or one beside it. Codes are compared in
    /// constant time.
    pub fn step_of(&self, typed: &str, now: Millis) -> Result<Option<i64>> {
        let step = self.app()?.check(typed, seconds(now)?);
        step.map(i64::try_from).transpose().map_err(Error::broken)
    }

    /// The code of a moment.
    pub fn code_at(&self, now: Millis) -> Result<Zeroizing<String>> {
        Ok(Zeroizing::new(self.app()?.generate(seconds(now)?).to_string()))
    }

    /// What the app computes. The library's own errors may name what must not be told.
    fn app(&self) -> Result<Totp> {
        let broken = || Error::broken("a secret of one-time codes");
        let secret = totp_rs::Secret::try_from_base32(self.0.expose()).map_err(|_| broken())?;
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(DIGITS)
            .with_step_duration(PERIOD)
            .with_skew(SKEW)
            .with_secret(secret)
            .build()
            .map_err(|_| broken())
    }
}

fn seconds(now: Millis) -> Result<u64> {
    u64::try_from(now.max(0) / SECOND).map_err(Error::broken)
}

/// Whether this looks like a code of an app and not like a recovery code.
pub fn is_code(typed: &str) -> bool {
    typed.len() == usize::from(DIGITS) && typed.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `12345678901234567890`, the secret of the vectors.
    const KNOWN: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    const STEP: Millis = 30 * SECOND;

    fn shared() -> Shared {
        Shared::of(Secret::new(KNOWN))
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        let known = totp_rs::Secret::new_stack(*b"12345678901234567890");
        assert_eq!(known.to_base32(), KNOWN);
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
            assert_eq!(*shared().code_at(step * STEP).expect("a code"), code, "{step}");
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
    fn secrets_are_long_different_and_come_back() {
        let (one, other) = (Shared::make().expect("random"), Shared::make().expect("random"));
        assert_eq!(one.secret().expose().len(), 32);
        assert_ne!(one.secret().expose(), other.secret().expose());
        assert!(one.code_at(0).is_ok());
        for wrong in ["", "MZXW1", "MZXW6YTB"] {
            assert!(Shared::of(Secret::new(wrong)).code_at(0).is_err(), "{wrong}");
        }
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

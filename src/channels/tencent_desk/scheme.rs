//! The scheme `tencent_usersig`: UserSig as integrators sign and verify it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::params::identity::{Identity, identity};
use super::usersig::{Claims, Ticket};
use crate::channels::signing::{Fields, Samples, Scheme, Verdict};
use crate::channels::{Ambient, Refusal, Values, samples};
use crate::secret::Secret;
use crate::text::{Message, Text, text};

pub const SCHEME: &str = "tencent_usersig";

/// Fifty years: the vendor's most.
pub const LONGEST: i64 = 1_576_800_000;
/// 24 hours: the least that the vendor advises.
pub const ADVISED: i64 = 86_400;
/// The end of the year 9999 in seconds; a later time is in milliseconds.
pub const LATEST: i64 = 253_402_300_799;
/// The largest identifier of an app that fits every field of the vendor.
pub const LARGEST_APP: i64 = 4_294_967_295;
/// More bytes of rights than any product of the vendor has.
const LARGEST_USERBUF: usize = 4096;

/// The scheme `tencent_usersig`.
pub struct UserSigScheme;

impl Scheme for UserSigScheme {
    fn id(&self) -> &'static str {
        SCHEME
    }

    fn label(&self) -> Text {
        text("腾讯云 UserSig（HMAC-SHA256）", "Tencent Cloud UserSig (HMAC-SHA256)")
    }

    fn sign(&self, input: &Values, ambient: &Ambient) -> Result<Value, Refusal> {
        let fields = Fields(input);
        let sdk_app_id = app(fields)?;
        let key = Secret::new(fields.text("key")?);
        let user_id = fields.digits_or_text("user_id")?;
        let kind = identity(&user_id);
        if kind == Identity::Impossible {
            return Err(Refusal::not_allowed(
                "user_id",
                Message::new(
                    "user_id 最多 32 字节，只能含可见的 ASCII 字符；建议只用字母、数字、- 和 _",
                    "user_id has at most 32 bytes of printable ASCII; letters, digits, - and _ are best",
                ),
            ));
        }
        let expire = fields.integer("expire", 1, LONGEST)?;
        let time = fields.optional_integer("time", 0, LATEST)?.unwrap_or(ambient.now);
        let userbuf = userbuf(fields)?;
        let ticket =
            Ticket { sdk_app_id, user_id: &user_id, time, expire, userbuf: userbuf.as_deref() };
        let user_sig = ticket.sign(&key);
        let mut warnings = warnings(kind, &key);
        warnings.extend((expire < ADVISED).then_some("expire_below_24_hours"));
        Ok(json!({
            "user_sig": user_sig.as_str(),
            "time": time,
            "expires_at": ticket.expires_at(),
            "warnings": warnings,
        }))
    }

    fn verify(&self, input: &Values, ambient: &Ambient) -> Option<Result<Verdict, Refusal>> {
        Some(verify(Fields(input), ambient))
    }

    fn samples(&self) -> Samples {
        samples::tencent_usersig()
    }
}

fn verify(fields: Fields<'_>, ambient: &Ambient) -> Result<Verdict, Refusal> {
    let sdk_app_id = app(fields)?;
    let key = Secret::new(fields.text("key")?);
    let user_id = fields.digits_or_text("user_id")?;
    let user_sig = match fields.0.get("user_sig") {
        // An empty signature is a wrong one; only an absent one is a question without a subject.
        Some(Value::String(text)) => text.as_str(),
        _ => fields.text("user_sig")?,
    };
    let now = fields.optional_integer("now", i64::MIN, i64::MAX)?.unwrap_or(ambient.now);
    let userbuf = fields.optional_text("userbuf")?;
    let reason = match Claims::read(user_sig) {
        None => "malformed",
        Some(claims) if claims.identifier != user_id => "user_id_mismatch",
        Some(claims) if claims.sdk_app_id != sdk_app_id => "sdk_app_id_mismatch",
        Some(claims)
            if !claims.is_signed_with(&key)
                || userbuf.is_some_and(|given| claims.userbuf() != Some(given)) =>
        {
            "signature_mismatch"
        }
        // Exactly at the end it still counts.
        Some(claims) if now > claims.expires_at() => "expired",
        Some(claims) => {
            let mut warnings = warnings(identity(&user_id), &key);
            warnings.extend(claims.is_in_milliseconds().then_some("time_in_milliseconds"));
            return Ok(Verdict::valid(warnings));
        }
    };
    Ok(Verdict::invalid(reason, None))
}

fn app(fields: Fields<'_>) -> Result<u64, Refusal> {
    let number = fields.integer("sdk_app_id", 1, LARGEST_APP)?;
    Ok(number.unsigned_abs())
}

fn userbuf(fields: Fields<'_>) -> Result<Option<Vec<u8>>, Refusal> {
    let Some(text) = fields.optional_text("userbuf")? else { return Ok(None) };
    let bytes = STANDARD.decode(text).ok().filter(|bytes| bytes.len() <= LARGEST_USERBUF);
    bytes.map(Some).ok_or_else(|| {
        Refusal::not_allowed(
            "userbuf",
            Message::new(
                "userbuf 应是标准 Base64，解码后不超过 4096 字节",
                "userbuf must be standard Base64 of at most 4096 bytes",
            ),
        )
    })
}

/// What is right and yet worth knowing.
fn warnings(kind: Identity, key: &Secret) -> Vec<&'static str> {
    let loose = (kind != Identity::Strict).then_some("user_id_outside_strict_set");
    let odd = (!is_usual_key(key)).then_some("key_not_64_hex");
    loose.into_iter().chain(odd).collect()
}

/// Keys of the vendor's console: 64 lower-case hexadecimal digits.
pub fn is_usual_key(key: &Secret) -> bool {
    let key = key.expose().as_bytes();
    key.len() == 64 && key.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

//! Checking a web signature, and naming the known mistake behind a wrong one.
//!
//! People who sign on their own server make the same few mistakes. Each is tried here, so that the
//! answer can say which one it was; the right signature is never part of the answer.

use encoding_rs::GBK;
use serde_json::Value;
use subtle::ConstantTimeEq as _;

use super::sign::{Signed, md5_hex, sign};
use crate::catalog::encode::encode_component;
use crate::channels::signing::{Fields, Verdict};
use crate::channels::{Ambient, Refusal, Values};

/// Where the shortened form of an MD5 is cut out of the full one.
const MIDDLE: std::ops::Range<usize> = 8..24;

/// Which times are tried for the formula of the app SDK where the input names none: the present, and
/// the round ones that examples use.
const ROUND_TIMES: std::ops::RangeInclusive<i64> = 10..=20;
const ROUND: i64 = 100_000_000;

/// # Errors
/// The first field that is missing or wrong; a malformed signature is a verdict.
pub fn verify(input: &Values, ambient: &Ambient) -> Result<Verdict, Refusal> {
    let signed = Signed::read(input)?;
    let fields = Fields(input);
    let given = match input.get("sign") {
        // An empty signature is a wrong one; only an absent one is a question without a subject.
        Some(Value::String(text)) => text.as_str(),
        _ => fields.text("sign")?,
    };
    let now = fields.optional_integer("now", 0, i64::MAX)?.unwrap_or(ambient.now);
    let created = fields.optional_integer("create_time", 0, i64::MAX)?;
    let right = sign(&signed.sysnum, &signed.key, &signed.partnerid);
    if equal(given, right.as_str()) {
        return Ok(Verdict::valid(signed.warnings()));
    }
    let variant = variant(&signed, right.as_str(), given, &times(created, now));
    let shaped = given.len() == 32 && given.bytes().all(|byte| byte.is_ascii_hexdigit());
    let known = variant.is_some();
    Ok(Verdict::invalid(if shaped || known { "signature_mismatch" } else { "malformed" }, variant))
}

/// Which known mistake gives this signature. A mistake may come together with capital letters.
fn variant(signed: &Signed<'_>, right: &str, given: &str, times: &[i64]) -> Option<&'static str> {
    let lower = given.to_ascii_lowercase();
    if equal(&lower, right) {
        return Some("upper_case");
    }
    if right.get(MIDDLE).is_some_and(|middle| equal(&lower, middle)) {
        return Some("sixteen_characters");
    }
    let made = |parts: &[&[u8]]| equal(&lower, &md5_hex(parts));
    let (sysnum, key, id) =
        (signed.sysnum.as_bytes(), signed.key.expose().as_bytes(), signed.partnerid.as_bytes());
    if encoded(&signed.partnerid).iter().any(|id| made(&[sysnum, key, id.as_bytes()])) {
        return Some("encoded_before_hash");
    }
    if made(&[sysnum, id, key]) {
        return Some("key_last");
    }
    if let [Some(sysnum), Some(key), Some(id)] =
        [&*signed.sysnum, signed.key.expose(), &*signed.partnerid].map(gbk)
        && made(&[&sysnum, &key, &id])
    {
        return Some("gbk");
    }
    let mut ends = [b"\n".as_slice(), b"\r\n"].into_iter();
    if ends.any(|end| made(&[sysnum, key, id, end]) || made(&[sysnum, key, end, id])) {
        return Some("trailing_newline");
    }
    let mut times = times.iter().map(i64::to_string);
    times.any(|time| made(&[sysnum, id, key, time.as_bytes()])).then_some("app_sdk_formula")
}

/// The ways in which libraries encode a value for an address.
fn encoded(id: &str) -> [String; 6] {
    let component = encode_component(id);
    let form: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
    // Python and PHP encode what `encodeURIComponent` leaves alone, but a blank as `%20`.
    let strict = form.replace('+', "%20").replace('*', "%2A").replace("%7E", "~");
    // Java and .NET by hand, and some proxies, write the digits small.
    let [low, low_form, low_strict] = [&component, &form, &strict].map(|text| small_digits(text));
    [component, form, strict, low, low_form, low_strict]
}

/// `%E7` as `%e7`, and nothing else changed.
fn small_digits(text: &str) -> String {
    let mut digits = 0;
    let small = text.chars().map(|letter| {
        let digit = digits > 0;
        digits = if letter == '%' { 2 } else { usize::saturating_sub(digits, 1) };
        if digit { letter.to_ascii_lowercase() } else { letter }
    });
    small.collect()
}

/// `None` where a character has no place in GBK, which nobody's library signs alike.
fn gbk(text: &str) -> Option<Vec<u8>> {
    let (bytes, _, unmappable) = GBK.encode(text);
    (!unmappable).then(|| bytes.into_owned())
}

/// The app SDK appends its creation time, in seconds by some and in milliseconds by others.
fn times(created: Option<i64>, now: i64) -> Vec<i64> {
    if let Some(created) = created {
        return vec![created];
    }
    let round = ROUND_TIMES.map(|count| count * ROUND);
    let seconds = std::iter::once(now).chain(round);
    seconds.flat_map(|time| [time, time.saturating_mul(1000)]).collect()
}

/// Takes equally long wherever the two differ.
fn equal(given: &str, made: &str) -> bool {
    given.as_bytes().ct_eq(made.as_bytes()).into()
}

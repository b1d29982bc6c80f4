//! Who signs in, and with which signature.

use serde_json::Value;

use crate::catalog::kind;
use crate::channels::inspect::{Draft, Found, Source};
use crate::channels::tencent_desk::scheme::LONGEST;
use crate::channels::tencent_desk::usersig::Claims;

pub fn usersig(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let Some(said) = draft.said("userSig") else { return Vec::new() };
    let Some(user_sig) = said.value.as_ref().and_then(Value::as_str) else { return Vec::new() };
    let text = |name: &str| draft.said(name).and_then(|said| said.value.as_ref()).map(kind::plain);
    let whole = user_sig.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"*-_".contains(&byte));
    let Some(claims) = Claims::read(user_sig).filter(|_| whole) else {
        return vec![Found::new(
            "不是有效的 UserSig：无法还原；可能没有复制完整、字母表不对，或还是示例里的占位",
            "No valid UserSig: it cannot be opened; perhaps it was not copied whole, has the wrong alphabet, or is the sample's placeholder",
        )
        .about(said)];
    };
    let mut found = Vec::new();
    if text("userID").is_some_and(|user_id| !user_id.is_empty() && user_id != claims.identifier) {
        found.push((
            "签名属于另一个 userID，登录会返回 70013",
            "The signature is for another userID; signing in answers 70013",
        ));
    }
    if text("sdk_app_id").is_some_and(|app| app != claims.sdk_app_id.to_string()) {
        found.push((
            "签名属于另一个 SDKAppID，登录会返回 70014",
            "The signature is for another SDKAppID; signing in answers 70014",
        ));
    }
    if claims.is_in_milliseconds() {
        found.push((
            "签发时刻写成了毫秒，签名几乎永不过期；应为秒",
            "Its moment is in milliseconds, so that it hardly ever ends; seconds are meant",
        ));
    }
    let end = claims.time.saturating_add(claims.expire);
    if source.now.is_some_and(|now| now > end) {
        found.push((
            "签名已过期，登录会返回 70001",
            "The signature has expired; signing in answers 70001",
        ));
    }
    if !(1..=LONGEST).contains(&claims.expire) {
        found.push((
            "有效期不在 1 秒到 50 年之间",
            "It does not live between one second and fifty years",
        ));
    }
    found.into_iter().map(|(zh, en)| Found::new(zh, en).about(said)).collect()
}

/// What the vendor advises, in seconds.
const ADVISED: i64 = 86_400;

/// Valid, and over before the visitor has gone.
pub fn short_life(draft: &Draft, _source: &Source<'_>) -> Vec<Found> {
    let said = draft.said("userSig");
    let claims = said.and_then(|said| Claims::read(said.value.as_ref()?.as_str()?));
    let short = claims.is_some_and(|claims| (1..ADVISED).contains(&claims.expire));
    let found = said.filter(|_| short).map(|said| {
        Found::new(
            "这个 UserSig 的有效期不到 24 小时；过期后访客会掉线，厂商建议不少于 86400 秒",
            "This UserSig lives less than 24 hours; visitors are cut off when it ends. The vendor advises 86400 seconds or more",
        )
        .about(said)
    });
    found.into_iter().collect()
}

/// The empty text of the vendor's samples, which the tables take for "not set".
pub fn nobody(draft: &Draft, _source: &Source<'_>) -> Vec<Found> {
    let said = draft
        .said("userID")
        .filter(|said| said.value.as_ref().and_then(Value::as_str).is_some_and(str::is_empty));
    let found = said.map(|said| {
        Found::new(
            "userID 是空的，还是示例里的占位：无法登录",
            "The userID is empty, as in the samples: nobody can sign in",
        )
        .about(said)
    });
    found.into_iter().collect()
}

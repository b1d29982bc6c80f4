//! How a key stands, in words: its secrets as lines of a table, and one plain sentence.

use super::purge::due;
use crate::clock::Millis;
use crate::domain::Ring;
use crate::domain::ring::{State, Version};
use crate::store::secrets::Uses;
use crate::text::{Message, Text, text};
use crate::web::moment::{Moment, moment};
use crate::web::told;

/// One secret of a key as the table shows it.
pub struct Line {
    pub number: i64,
    pub state: State,
    pub word: Text,
    pub kind: &'static str,
    pub fingerprint: String,
    pub elsewhere: bool,
    pub created: Moment,
    pub activated: Option<Moment>,
    pub retires: Option<Moment>,
    pub revoked: Option<Moment>,
    /// When its bytes will be destroyed by themselves.
    pub leaves: Option<Moment>,
    pub purged: Option<Moment>,
    pub uses: i64,
    pub used: Option<Moment>,
}

pub fn lines(ring: &Ring, uses: &[Uses], now: Millis, keep: i64) -> Vec<Line> {
    let line = |version: &Version| {
        let used = uses.iter().find(|one| one.number == version.number);
        let (kind, word) = tag(version.state, version.retires_at, now);
        Line {
            number: version.number,
            state: version.state,
            word,
            kind,
            fingerprint: version.fingerprint.clone(),
            elsewhere: version.elsewhere,
            created: moment(version.created_at),
            activated: version.activated_at.map(moment),
            retires: version.retires_at.map(moment),
            revoked: version.revoked_at.map(moment),
            leaves: due(version, keep).map(moment),
            purged: version.purged_at.map(moment),
            uses: used.map_or(0, |one| one.uses),
            used: used.map(|one| moment(one.used_at)),
        }
    };
    ring.versions.iter().map(line).collect()
}

/// Kind and word of the tag of one secret.
pub fn tag(state: State, retires_at: Option<Millis>, now: Millis) -> (&'static str, Text) {
    match state {
        State::Retiring if retires_at.is_some_and(|end| end <= now) => {
            ("bad", text("重叠期已过", "Overlap over"))
        }
        State::Pending => ("info", told::state(state)),
        State::Active => ("ok", told::state(state)),
        State::Retiring => ("warn", told::state(state)),
        State::Revoked => ("off", told::state(state)),
    }
}

/// What is in force and what is to be done next.
pub fn sentence(ring: &Ring, now: Millis) -> Message {
    let key = &ring.key;
    let number = key.secret_number;
    let mut said = match (key.state, key.elsewhere) {
        (State::Active, false) => Message::new(
            format!("门户用密钥 #{number} 签名。"),
            format!("The portal signs with secret #{number}."),
        ),
        (State::Active, true) => Message::new(
            format!("密钥 #{number} 保存在别处，门户不签名，只登记指纹。"),
            format!(
                "Secret #{number} is kept elsewhere: the portal does not sign and knows its fingerprint only."
            ),
        ),
        _ => Message::new(
            "没有可用的密钥，门户不能签名；请轮换。".to_owned(),
            "No secret is in force and the portal cannot sign; rotate the key.".to_owned(),
        ),
    };
    let mut add = |zh: String, en: String| {
        said.zh.push_str(&zh);
        said.en.push(' ');
        said.en.push_str(&en);
    };
    for version in ring.in_state(State::Pending) {
        let (number, zh) = (version.number, version.number);
        add(
            format!("新密钥 #{zh} 已准备好，还没有启用：交给后端，在厂商后台换上之后再启用。"),
            format!(
                "Secret #{number} is prepared and not active yet: hand it over, put it in force at the vendor, then activate it."
            ),
        );
    }
    for version in ring.in_state(State::Retiring) {
        let number = version.number;
        let end = version.retires_at.map(moment).map(|at| at.shown).unwrap_or_default();
        if version.retires_at.is_some_and(|end| end <= now) {
            add(
                format!("旧密钥 #{number} 的重叠期已过（{end}）：请吊销它。"),
                format!("The overlap of secret #{number} is over ({end}): revoke it."),
            );
        } else {
            add(
                format!("旧密钥 #{number} 还有效到 {end}。"),
                format!("Secret #{number} still counts until {end}."),
            );
        }
    }
    said
}

//! The published form of an event: what is exported, and what its leaf is the hash of. Every field is
//! always there, null or empty included, so that leaving one out cannot mean anything.

use std::borrow::Cow;

use serde::Serialize;

use super::Hash;
use super::canonical::write_text;
use crate::clock::Millis;

/// One event as it is published. Its order of fields is the one of an exported line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Event<'a> {
    /// Its number in the log, from 0 without a gap.
    pub seq: i64,
    #[serde(serialize_with = "as_moment")]
    pub at: Millis,
    pub actor: Actor<'a>,
    pub address: Cow<'a, str>,
    pub permission: Cow<'a, str>,
    pub record: Cow<'a, str>,
    pub action: Cow<'a, str>,
    pub noun: Cow<'a, str>,
    pub subject: Cow<'a, str>,
    pub act: Cow<'a, str>,
    pub reason: Cow<'a, str>,
    pub request_id: Cow<'a, str>,
    pub changes: Vec<Field<'a>>,
    #[serde(serialize_with = "as_object")]
    pub details: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Actor<'a> {
    pub kind: Cow<'a, str>,
    pub id: Cow<'a, str>,
    pub name: Cow<'a, str>,
    pub role: Cow<'a, str>,
}

/// A field before and after; `None` is "not set".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Field<'a> {
    pub field: Cow<'a, str>,
    pub before: Option<Cow<'a, str>>,
    pub after: Option<Cow<'a, str>>,
}

impl Event<'_> {
    /// RFC 8785: the names of the fields stand in the order of their letters.
    pub fn canonical(&self) -> String {
        let mut out = String::with_capacity(640);
        let Actor { kind, id, name, role } = &self.actor;
        for (name, text) in [("{\"act\":", &self.act), (",\"action\":", &self.action)] {
            put(&mut out, name, text);
        }
        put(&mut out, ",\"actor\":{\"id\":", id);
        put(&mut out, ",\"kind\":", kind);
        put(&mut out, ",\"name\":", name);
        put(&mut out, ",\"role\":", role);
        put(&mut out, "},\"address\":", &self.address);
        put(&mut out, ",\"at\":", &moment(self.at));
        out.push_str(",\"changes\":[");
        for (at, change) in self.changes.iter().enumerate() {
            out.push_str(if at == 0 { "{\"after\":" } else { ",{\"after\":" });
            put_optional(&mut out, change.after.as_deref());
            out.push_str(",\"before\":");
            put_optional(&mut out, change.before.as_deref());
            put(&mut out, ",\"field\":", &change.field);
            out.push('}');
        }
        out.push_str("],\"details\":{");
        let mut details: Vec<_> = self.details.iter().collect();
        details.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
        for (at, (name, value)) in details.into_iter().enumerate() {
            put(&mut out, if at == 0 { "" } else { "," }, name);
            put(&mut out, ":", value);
        }
        out.push('}');
        for (name, text) in [
            (",\"noun\":", &self.noun),
            (",\"permission\":", &self.permission),
            (",\"reason\":", &self.reason),
            (",\"record\":", &self.record),
            (",\"request_id\":", &self.request_id),
        ] {
            put(&mut out, name, text);
        }
        out.push_str(",\"seq\":");
        out.push_str(&self.seq.to_string());
        put(&mut out, ",\"subject\":", &self.subject);
        out.push('}');
        out
    }

    pub fn leaf(&self) -> Hash {
        Hash::of_leaf(self.canonical().as_bytes())
    }
}

fn put(out: &mut String, name: &str, text: &str) {
    out.push_str(name);
    write_text(text, out);
}

fn put_optional(out: &mut String, text: Option<&str>) {
    match text {
        Some(text) => write_text(text, out),
        None => out.push_str("null"),
    }
}

/// RFC 3339 in UTC with milliseconds. A number that is no time of this calendar stays a number.
pub fn moment(at: Millis) -> String {
    jiff::Timestamp::from_millisecond(at).map_or_else(|_| at.to_string(), |at| format!("{at:.3}"))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
fn as_moment<S: serde::Serializer>(at: &Millis, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&moment(*at))
}

type Details<'a> = [(Cow<'a, str>, Cow<'a, str>)];

fn as_object<S: serde::Serializer>(
    details: &Details<'_>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(details.iter().map(|(name, value)| (name, value)))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::ledger::Json;

    pub fn sample(seq: i64) -> Event<'static> {
        let field = |name: &'static str, before: Option<&'static str>| Field {
            field: name.into(),
            before: before.map(Cow::from),
            after: Some("04babc".into()),
        };
        Event {
            seq,
            at: 1_782_835_140_007,
            actor: Actor {
                kind: "user".into(),
                id: "0197".into(),
                name: "王芳 \"W\"".into(),
                role: "admin".into(),
            },
            action: "window.saved".into(),
            noun: "window".into(),
            reason: "第一行\n第二行\u{1}".into(),
            changes: vec![field("p.color", None), field("w.x", Some("\\"))],
            details: vec![("name".into(), "甲".into()), ("code".into(), "a".into())],
            ..Event::default()
        }
    }

    #[test]
    fn the_order_written_by_hand_is_the_canonical_one() {
        for event in [sample(7), Event::default()] {
            let line = serde_json::to_string(&event).expect("JSON");
            let read: Json = serde_json::from_str(&line).expect("JSON");
            assert_eq!(read.canonical(), event.canonical());
        }
        assert!(sample(0).canonical().contains("\"at\":\"2026-06-30T15:59:00.007Z\""));
    }

    #[test]
    fn times_have_milliseconds_always() {
        assert_eq!(moment(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(moment(i64::MAX), i64::MAX.to_string());
    }
}

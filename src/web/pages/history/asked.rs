//! What the address of a history asks for: the conditions as they were typed, what they mean, and the
//! addresses that differ from this one in a single condition.

use serde::Deserialize;

use crate::store::history::walk::Wanted;
use crate::text::{Message, Text, text};
use crate::web::moment::{ZONE_SHOWN, stretch};
use crate::web::ui::PageError;

/// A condition that nobody knows is refused: a list that silently ignored it would look like "nothing
/// else happened".
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Asked {
    pub actor: String,
    /// A kind of actor, or whether something was changed or only seen.
    pub kind: String,
    pub action: String,
    pub noun: String,
    /// An id, a code or a name.
    pub subject: String,
    pub field: String,
    pub address: String,
    pub from: String,
    pub to: String,
    pub cursor: String,
    /// The language of the page, which every address may carry.
    #[serde(rename = "lang")]
    _lang: String,
}

/// What `kind` may be: who acted, and what the event is.
pub const ACTORS: [(&str, Text); 5] = [
    ("user", text("成员操作", "People")),
    ("guest", text("交接链接与访客", "Hand-over links and visitors")),
    ("token", text("令牌", "Tokens")),
    ("job", text("定时任务", "Jobs")),
    ("system", text("系统", "System")),
];
pub const RECORDS: [(&str, Text); 2] = [
    ("change", text("改动", "Changes")),
    ("access", text("查看与导出等", "Views, exports and the like")),
];

impl Asked {
    /// Reads the part of an address behind its question mark.
    pub fn of(query: &str) -> Option<Self> {
        actix_web::web::Query::<Asked>::from_query(query)
            .ok()
            .map(actix_web::web::Query::into_inner)
    }

    /// The conditions in the order in which a page tells them.
    pub fn conditions(&self) -> [(&'static str, Text, &str); 9] {
        [
            ("subject", text("对象", "Object"), &self.subject),
            ("field", text("字段", "Field"), &self.field),
            ("actor", text("操作者", "Who"), &self.actor),
            ("action", text("动作", "What was done"), &self.action),
            ("noun", text("对象种类", "Kind of object"), &self.noun),
            ("kind", text("记录种类", "Kind of record"), &self.kind),
            ("address", text("来源地址", "Network address"), &self.address),
            ("from", text("从", "From"), &self.from),
            ("to", text("到", "To"), &self.to),
        ]
    }

    /// The conditions that are set, as an address carries them.
    pub fn query(&self) -> Vec<(&'static str, &str)> {
        let all = self.conditions().into_iter().map(|(name, _, value)| (name, value.trim()));
        all.filter(|(_, value)| !value.is_empty()).collect()
    }

    /// The same question at `path`, with some conditions replaced or, by an empty value, left out.
    pub fn at(&self, path: &str, other: &[(&'static str, &str)]) -> String {
        let mut pairs = self.query();
        pairs.retain(|(name, _)| !other.iter().any(|(own, _)| own == name));
        pairs.extend(other.iter().filter(|(_, value)| !value.is_empty()));
        if pairs.is_empty() {
            return path.to_owned();
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(pairs);
        format!("{path}?{}", query.finish())
    }

    pub fn is_narrowed(&self) -> bool {
        !self.query().is_empty()
    }

    /// Whether something is asked that the page keeps folded away.
    pub fn is_special(&self) -> bool {
        [&self.noun, &self.kind, &self.address].iter().any(|value| !value.trim().is_empty())
    }

    /// What is to be looked for; `subject` and `field` are still as they were typed.
    ///
    /// # Errors
    /// Everything that cannot be meant.
    pub fn wanted(&self) -> Result<Wanted, Vec<PageError>> {
        let mut errors = Vec::new();
        let mut time = |name: &'static str, label: Text, typed: &str| {
            let read = stretch(typed);
            if read.is_none() && !typed.trim().is_empty() {
                errors.push(wrong(name, label, not_a_time()));
            }
            read
        };
        let from = time("from", text("从", "From"), &self.from);
        let to = time("to", text("到", "To"), &self.to);
        let (since, before) = (from.map(|(begins, _)| begins), to.map(|(_, ends)| ends));
        if since.zip(before).is_some_and(|(since, before)| since >= before) {
            let what = text("要晚于“从”", "It must be later than “From”").into();
            errors.push(wrong("to", text("到", "To"), what));
        }
        let kind = self.kind.trim();
        let of = |known: &[(&str, Text)]| known.iter().any(|(name, _)| *name == kind);
        let (by_actor, by_record) = (of(&ACTORS), of(&RECORDS));
        if !kind.is_empty() && !by_actor && !by_record {
            let what = text("没有这种记录", "There is no such kind").into();
            errors.push(wrong("kind", text("记录种类", "Kind of record"), what));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let given = |text: &str| text.trim().to_owned();
        Ok(Wanted {
            subject: given(&self.subject),
            actor: given(&self.actor),
            actor_kind: if by_actor { kind.to_owned() } else { String::new() },
            record: if by_record { kind.to_owned() } else { String::new() },
            action: given(&self.action),
            noun: given(&self.noun),
            address: given(&self.address),
            field: given(&self.field),
            since,
            before,
        })
    }

    /// The number before which the page begins.
    pub fn before(&self) -> Option<i64> {
        self.cursor.parse().ok()
    }
}

pub fn wrong(name: &str, label: Text, what: Message) -> PageError {
    PageError { field: Some(name.to_owned()), label: Some(label.into()), text: what }
}

fn not_a_time() -> Message {
    Message::new(
        format!(
            "看不懂这个时间。请写 2026-11-21、2026-11-21 10:30（{ZONE_SHOWN}），或带时区的 2026-11-21T02:30:00Z"
        ),
        format!(
            "This is no time. Write 2026-11-21, 2026-11-21 10:30 ({ZONE_SHOWN}), or with its zone 2026-11-21T02:30:00Z"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> Asked {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        actix_web::web::Query::<Asked>::from_query(&query).expect("a query").into_inner()
    }

    #[test]
    fn an_address_keeps_every_condition_but_the_one_that_is_taken_away() {
        let asked = asked(&[("subject", "w 1"), ("field", "p.color"), ("cursor", "7")]);
        assert_eq!(asked.at("/h", &[]), "/h?subject=w+1&field=p.color");
        assert_eq!(asked.at("/h", &[("field", "")]), "/h?subject=w+1");
        assert_eq!(
            asked.at("/h", &[("subject", ""), ("field", ""), ("from", "2026-01-01")]),
            "/h?from=2026-01-01"
        );
        assert_eq!(asked.at("/h", &[("subject", ""), ("field", "")]), "/h");
    }

    #[test]
    fn a_kind_is_of_the_actor_or_of_the_record() {
        let of = |kind: &str| asked(&[("kind", kind)]).wanted();
        assert_eq!(of("guest").expect("a kind").actor_kind, "guest");
        assert_eq!(of("access").expect("a kind").record, "access");
        assert!(of("alien").is_err());
    }

    #[test]
    fn times_that_cannot_be_meant_are_named() {
        let fields = |from: &str, to: &str| -> Vec<String> {
            let errors = asked(&[("from", from), ("to", to)]).wanted().err().unwrap_or_default();
            errors.into_iter().filter_map(|error| error.field).collect()
        };
        assert!(fields("2026-01-01", "2026-01-01").is_empty(), "one whole day");
        assert_eq!(fields("soon", "later"), ["from", "to"]);
        assert_eq!(fields("2026-01-02", "2026-01-01"), ["to"]);
    }
}

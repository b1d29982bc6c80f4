//! An object of an earlier moment as a page shows it: labels and values from the catalogue, references
//! by the names that they had.

use std::collections::{BTreeMap, BTreeSet};

use super::view::View;
use crate::domain::past::{Past, Set};
use crate::domain::ring::SECRET_FIELDS;
use crate::text::{Lang, Text, text};
use crate::web::pages::registry::shelf;
use crate::web::told;

/// One field.
#[derive(Clone, Debug)]
pub struct Fact {
    pub label: String,
    /// The vendor's spelling; empty for our own fields.
    pub raw: String,
    pub value: String,
    pub href: Option<String>,
    /// As it is written in code.
    pub code: bool,
}

#[derive(Clone, Debug)]
pub struct Group {
    pub title: Text,
    pub facts: Vec<Fact>,
}

/// The groups of a page and the prefixes of their fields.
const GROUPS: &[(Text, &str)] = &[
    (text("渠道账号的值", "Values of the account"), "a."),
    (text("聊天窗的值", "Values of the window"), "w."),
    (text("选项", "Options"), "p."),
    (text("访客示例值", "Sample visitor values"), "v."),
    (text("密钥版本", "Secrets"), SECRET_FIELDS),
];
const OWN: Text = text("登记内容", "Registered");

/// Told apart from the fields: marks say it.
const MARKS: &[&str] = &["trashed"];
/// What every object carries comes last.
const LAST: &[&str] = &["owner", "tags", "note"];

/// The ids that these fields refer to.
pub fn referred<'s>(sets: impl IntoIterator<Item = &'s Set>) -> Vec<String> {
    let fields = sets.into_iter().flatten();
    let ids = fields.filter(|(name, _)| told::is_reference(name)).map(|(_, id)| id.clone());
    ids.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Objects that others refer to, as they were: name and noun by id.
pub type Known = BTreeMap<String, (String, String)>;

pub fn known(pasts: BTreeMap<(String, String), Past>) -> Known {
    let named = pasts.into_iter().filter(|(_, past)| !past.name.is_empty());
    named.map(|((noun, id), past)| (id, (past.name, noun))).collect()
}

/// The fields in groups; groups without fields are left out.
pub fn groups(
    set: &Set,
    channel: &str,
    known: &Known,
    view: &View,
    base: &str,
    lang: Lang,
) -> Vec<Group> {
    let rank = |name: &str| LAST.iter().position(|last| *last == name).map_or(0, |at| at + 1);
    let of = |title: Text, fits: &dyn Fn(&str) -> bool| {
        let mut own: Vec<&(String, String)> = set.iter().filter(|(name, _)| fits(name)).collect();
        own.sort_by_key(|(name, _)| rank(name));
        let facts = own.into_iter().map(|field| fact(field, channel, known, view, base, lang));
        Group { title, facts: facts.collect() }
    };
    let grouped = |name: &str| GROUPS.iter().any(|(_, prefix)| name.starts_with(prefix));
    let first = of(OWN, &|name| !grouped(name) && !MARKS.contains(&name));
    let rest = GROUPS.iter().map(|(title, prefix)| of(*title, &|name| name.starts_with(prefix)));
    std::iter::once(first).chain(rest).filter(|group| !group.facts.is_empty()).collect()
}

fn fact(
    (name, value): &(String, String),
    channel: &str,
    known: &Known,
    view: &View,
    base: &str,
    lang: Lang,
) -> Fact {
    let (label, raw) = told::field(channel, name, lang);
    let boxed = GROUPS.iter().any(|(_, prefix)| name.starts_with(prefix));
    if let Some((called, noun)) = known.get(value).filter(|_| told::is_reference(name)) {
        let path = shelf(noun).map(|shelf| format!("{base}{}/{value}", shelf.list.path));
        let href = path.map(|path| view.link(&path));
        return Fact { label, raw, value: called.clone(), href, code: false };
    }
    let shown = told::value(channel, name, value, lang);
    let code = shown == *value && (boxed || CODES.contains(&name.as_str()));
    Fact { label, raw, value: shown, href: None, code }
}

/// Our own fields that hold what is written in code.
const CODES: &[&str] = &[
    "code",
    "slug",
    "secret",
    "plugid",
    "provider",
    "plugin_version",
    "alias",
    "templateid",
    "groupid",
    "key",
    "content_hash",
    "domains",
];

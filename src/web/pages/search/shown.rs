//! What was found as the page shows it: where it is, what it is, and where the words stand in it.

use crate::channels;
use crate::domain::window::Environment;
use crate::domain::words::{Piece, excerpt, marked, wanted_words};
use crate::domain::{
    Account, Enterprise, EnterpriseId, Key, LeaveTemplate, Plugin, VipField, Window,
};
use crate::store::search::{Hit, Hits};
use crate::text::{Lang, Text, text};
use crate::web::pages::registry::{Linked, UNKNOWN, shelf};
use crate::web::told;

use super::address;

/// Every noun that is searched, in the order of the page.
pub const NOUNS: [&str; 7] = [
    Window::NOUN,
    Account::NOUN,
    Key::NOUN,
    Plugin::NOUN,
    LeaveTemplate::NOUN,
    VipField::NOUN,
    Enterprise::NOUN,
];

/// Texts in which the words stand, at most so many of one object.
const MATCHES: usize = 3;
/// Characters on either side of a match in a long text.
const AROUND: usize = 24;

/// What several objects of a noun are called.
pub fn noun_label(noun: &str) -> Text {
    match shelf(noun) {
        Some(shelf) => shelf.list.label,
        None if noun == Enterprise::NOUN => text("企业", "Enterprises"),
        None => UNKNOWN,
    }
}

/// What was found of one noun.
#[derive(Clone, Debug)]
pub struct Group {
    pub noun: &'static str,
    pub label: Text,
    pub items: Vec<Item>,
    pub total: i64,
    /// Where all of them are listed, when some are not shown.
    pub all: Option<String>,
}

impl Group {
    pub fn of(noun: &'static str, hits: Hits, (q, words): (&str, &[String]), lang: Lang) -> Self {
        let shown = i64::try_from(hits.items.len()).unwrap_or(i64::MAX);
        let list = hits.items.first().zip(shelf(noun)).filter(|_| hits.together);
        let all = match list {
            // Where all of them lie in one enterprise, its own list knows more: columns, filters, acts.
            Some((first, shelf)) => {
                let mut query = form_urlencoded::Serializer::new(String::new());
                query.append_pair("q", q);
                format!("{}{}?{}", first.base(), shelf.list.path, query.finish())
            }
            None => address(&[("q", q), ("noun", noun)]),
        };
        Group {
            noun,
            label: noun_label(noun),
            total: hits.total,
            all: (hits.total > shown).then_some(all),
            items: hits.items.iter().map(|hit| Item::of(hit, words, lang)).collect(),
        }
    }
}

/// One object that was found.
#[derive(Clone, Debug)]
pub struct Item {
    /// The enterprise in which it lies.
    pub place: Option<EnterpriseId>,
    pub what: Text,
    pub href: String,
    pub name: Vec<Piece>,
    /// Its code or slug, where it has one.
    pub code: Vec<Piece>,
    pub enterprise: String,
    /// Channel, kind, environment.
    pub facts: Vec<String>,
    pub matches: Vec<Match>,
}

/// A text of the object in which the words stand.
#[derive(Clone, Debug)]
pub struct Match {
    pub label: String,
    /// The vendor's spelling; empty for our own fields.
    pub raw: String,
    pub text: Vec<Piece>,
}

impl Item {
    pub fn of(hit: &Hit, words: &[String], lang: Lang) -> Self {
        let line = &hit.line;
        let own = line.noun == Enterprise::NOUN;
        let linked = Linked::of(line, &hit.base());
        Item {
            place: line.place.parse().ok(),
            what: if own { text("企业", "Enterprise") } else { linked.what },
            href: if own { hit.base() } else { linked.href },
            name: marked(&line.name, words),
            code: marked(&linked.code, words),
            enterprise: if own { String::new() } else { hit.enterprise.clone() },
            facts: facts(hit, lang),
            matches: matches(hit, words, lang),
        }
    }

    /// Of a pasted text: what it says and nothing is marked.
    pub fn plain(what: Text, name: &str, enterprise: &str, href: String) -> Self {
        Item {
            place: None,
            what,
            href,
            name: marked(name, &[]),
            code: Vec::new(),
            enterprise: enterprise.to_owned(),
            facts: Vec::new(),
            matches: Vec::new(),
        }
    }

    /// One that was found by a whole identifier: with its field.
    pub fn held((hit, field): &(Hit, String), q: &str, lang: Lang) -> Self {
        let mut item = Item::of(hit, &wanted_words(q), lang);
        let box_of = match hit.line.noun.as_str() {
            Account::NOUN => "a.",
            Window::NOUN => "w.",
            _ => "",
        };
        let (label, raw) = told::field(channel(hit), &format!("{box_of}{field}"), lang);
        item.matches = if field.is_empty() {
            Vec::new()
        } else {
            vec![Match { label, raw, text: vec![Piece { text: q.to_owned(), hit: true }] }]
        };
        item
    }

    /// The name in one piece.
    pub fn called(&self) -> String {
        self.name.iter().map(|piece| piece.text.as_str()).collect()
    }
}

fn channel(hit: &Hit) -> &str {
    hit.line.about.get("channel").map_or("", String::as_str)
}

fn facts(hit: &Hit, lang: Lang) -> Vec<String> {
    let known = ["channel", "target", "scheme", "kind"].into_iter().filter_map(|name| {
        let value = hit.line.about.get(name).filter(|value| !value.is_empty())?;
        let known = name != "channel" || channels::find(value).is_some();
        known.then(|| told::value(channel(hit), name, value, lang))
    });
    let live = hit.line.about.get("environment").map(String::as_str)
        == Some(Environment::Production.name());
    let environment = live.then(|| text("正式", "Production").to(lang).to_owned());
    known.chain(environment).collect()
}

/// The texts that hold words which the name and the code do not hold.
fn matches(hit: &Hit, words: &[String], lang: Lang) -> Vec<Match> {
    let has = |pieces: &[Piece]| pieces.iter().any(|piece| piece.hit);
    let holds = |text: &str, word: &String| has(&marked(text, std::slice::from_ref(word)));
    let line = &hit.line;
    let left: Vec<&String> = words
        .iter()
        .filter(|word| !holds(&line.name, word) && !holds(&line.handle, word))
        .collect();
    if left.is_empty() {
        return Vec::new();
    }
    let found = hit.texts.iter().filter(|(_, value)| left.iter().any(|word| holds(value, word)));
    let told = found.map(|(field, value)| {
        let (label, raw) = match field.as_str() {
            "fingerprint" => (text("指纹", "Fingerprint").to(lang).to_owned(), String::new()),
            field => told::field(channel(hit), field, lang),
        };
        Match { label, raw, text: excerpt(marked(value, words), AROUND) }
    });
    told.take(MATCHES).collect()
}

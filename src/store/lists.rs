//! Lists of registered objects: narrowed, searched, sorted by name or by time, turned both ways. A
//! list is a walk along one index, from where the last page ended; the same statements serve every
//! noun. A search looks at the first [`MATCHES`] objects that hold the longest word.
//!
//! What must hold beside the first facet is asked for row by row, as a value and not by `EXISTS`:
//! PostgreSQL would collect the answers of the whole table before it looks at the first row.
//!
//! Somebody with roles in some enterprises sees these only. Their list begins at the grants, in
//! statements of their own: a condition on grants in everybody's statements would make PostgreSQL
//! leave the index for all of them.

use super::cards::{Line, Row, lines};
use super::recognised::Eyes;
use super::sql::{sql, statements};
use super::{PAGE, Source};
use crate::clock::Millis;
use crate::error::Result;

/// Objects that one search looks at.
pub const MATCHES: i64 = 1_000;
/// Facets beside the first one, and words beside the longest, that are looked at.
const FACETS: usize = 5;
const WORDS: usize = 2;

/// The conditions of a list: what comes after `FROM`, from the first facet on.
macro_rules! conditions {
    ($key:literal, $cmp:literal) => {
        concat!(
            " WHERE f.place = $1 AND f.noun = $2 AND f.facet = $3 AND (f.", $key, ", f.id) ", $cmp, " ($4, $5)
             AND ($6 = '' OR (SELECT 1 FROM facets x WHERE x.noun = f.noun AND x.id = f.id AND x.facet = $6) = 1)
             AND ($7 = '' OR (SELECT 1 FROM facets x WHERE x.noun = f.noun AND x.id = f.id AND x.facet = $7) = 1)
             AND ($8 = '' OR (SELECT 1 FROM facets x WHERE x.noun = f.noun AND x.id = f.id AND x.facet = $8) = 1)
             AND ($9 = '' OR (SELECT 1 FROM facets x WHERE x.noun = f.noun AND x.id = f.id AND x.facet = $9) = 1)
             AND ($10 = '' OR (SELECT 1 FROM facets x WHERE x.noun = f.noun AND x.id = f.id AND x.facet = $10) = 1)"
        )
    };
}

macro_rules! listing {
    (all $key:literal, $cmp:literal, $way:literal) => {
        concat!(
            "SELECT c.noun, c.id, c.place, c.handle, c.name, c.owner, c.tags, c.about, c.version, c.updated_at, c.trashed_at, c.trashed_by
             FROM facets f CROSS JOIN cards c", conditions!($key, $cmp),
            " AND c.noun = f.noun AND c.id = f.id ORDER BY f.", $key, " ", $way, ", f.id ", $way, " LIMIT $11"
        )
    };
    (found $key:literal, $cmp:literal, $way:literal) => {
        listing!(
            cut $key, $cmp, $way,
            "SELECT DISTINCT id FROM words WHERE place = $1 AND noun = $2 AND word >= $12 AND word < $13 LIMIT 1000",
            listing!(more words)
        )
    };
    (own $key:literal, $cmp:literal, $way:literal) => {
        listing!(cut $key, $cmp, $way, "SELECT place AS id FROM grants WHERE person_id = $12", "")
    };
    (own_found $key:literal, $cmp:literal, $way:literal) => {
        listing!(
            cut $key, $cmp, $way,
            "SELECT DISTINCT v.id FROM grants g CROSS JOIN words v WHERE g.person_id = $18 AND v.noun = $2 AND v.id = g.place AND v.word >= $12 AND v.word < $13 LIMIT 1000",
            listing!(more words)
        )
    };
    (more words) => {
        "
             AND ($14 = '' OR (SELECT min(v.word) FROM words v WHERE v.noun = f.noun AND v.id = f.id AND v.word >= $14 AND v.word < $15) IS NOT NULL)
             AND ($16 = '' OR (SELECT min(v.word) FROM words v WHERE v.noun = f.noun AND v.id = f.id AND v.word >= $16 AND v.word < $17) IS NOT NULL)"
    };
    // The page is cut before the cards are fetched.
    (cut $key:literal, $cmp:literal, $way:literal, $ids:literal, $more:expr) => {
        concat!(
            "SELECT c.noun, c.id, c.place, c.handle, c.name, c.owner, c.tags, c.about, c.version, c.updated_at, c.trashed_at, c.trashed_by
             FROM (SELECT f.noun, f.id, f.", $key, " AS sorted
                   FROM (", $ids, ") w
                   CROSS JOIN facets f", conditions!($key, $cmp), " AND f.id = w.id", $more, "
                   ORDER BY f.", $key, " ", $way, ", f.id ", $way, " LIMIT $11) p
             CROSS JOIN cards c WHERE c.noun = p.noun AND c.id = p.id ORDER BY p.sorted ", $way, ", p.id ", $way
        )
    };
}

statements! {
    NAME_UP = listing!(all "name", ">", "ASC");
    NAME_DOWN = listing!(all "name", "<", "DESC");
    UPDATED_UP = listing!(all "updated_at", ">", "ASC");
    UPDATED_DOWN = listing!(all "updated_at", "<", "DESC");
    FOUND_NAME_UP = listing!(found "name", ">", "ASC");
    FOUND_NAME_DOWN = listing!(found "name", "<", "DESC");
    FOUND_UPDATED_UP = listing!(found "updated_at", ">", "ASC");
    FOUND_UPDATED_DOWN = listing!(found "updated_at", "<", "DESC");
    OWN_NAME_UP = listing!(own "name", ">", "ASC");
    OWN_NAME_DOWN = listing!(own "name", "<", "DESC");
    OWN_UPDATED_UP = listing!(own "updated_at", ">", "ASC");
    OWN_UPDATED_DOWN = listing!(own "updated_at", "<", "DESC");
    OWN_FOUND_NAME_UP = listing!(own_found "name", ">", "ASC");
    OWN_FOUND_NAME_DOWN = listing!(own_found "name", "<", "DESC");
    OWN_FOUND_UPDATED_UP = listing!(own_found "updated_at", ">", "ASC");
    OWN_FOUND_UPDATED_DOWN = listing!(own_found "updated_at", "<", "DESC");
}

/// What a list is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Name,
    Updated,
}

/// Where a page begins: beside this row, which is not part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub key: Key,
    pub id: String,
    /// The page before the row instead of the one after it.
    pub back: bool,
}

/// The value that a list is ordered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    Name(String),
    Updated(Millis),
}

/// Which part of which list.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    pub place: &'a str,
    pub noun: &'a str,
    /// As `cards::facet` writes them, the one that few objects have first; all must hold.
    pub facets: Vec<String>,
    /// Beginnings of words, the longest first; all must hold.
    pub words: Vec<String>,
    pub sort: Sort,
    pub descending: bool,
    pub mark: Option<Mark>,
}

/// A page of a list, with the marks of its neighbours.
#[derive(Clone, Debug)]
pub struct Turned {
    pub items: Vec<Line>,
    pub before: Option<Mark>,
    pub after: Option<Mark>,
}

/// A list in one order: both ways, whole and searched, of everybody and of somebody.
struct Texts {
    all: [&'static str; 2],
    found: [&'static str; 2],
    own: [&'static str; 2],
    own_found: [&'static str; 2],
}

const BY_NAME: Texts = Texts {
    all: [NAME_UP, NAME_DOWN],
    found: [FOUND_NAME_UP, FOUND_NAME_DOWN],
    own: [OWN_NAME_UP, OWN_NAME_DOWN],
    own_found: [OWN_FOUND_NAME_UP, OWN_FOUND_NAME_DOWN],
};

const BY_TIME: Texts = Texts {
    all: [UPDATED_UP, UPDATED_DOWN],
    found: [FOUND_UPDATED_UP, FOUND_UPDATED_DOWN],
    own: [OWN_UPDATED_UP, OWN_UPDATED_DOWN],
    own_found: [OWN_FOUND_UPDATED_UP, OWN_FOUND_UPDATED_DOWN],
};

/// Everything that stands between two statements.
struct Bound {
    first: String,
    more: [String; FACETS],
    words: [(String, String); 1 + WORDS],
}

pub async fn page(source: &mut impl Source, wanted: &Wanted<'_>) -> Result<Turned> {
    page_seen(source, wanted, Eyes::All).await
}

/// The same of enterprises: those in which somebody has a role.
pub async fn page_seen(
    source: &mut impl Source,
    wanted: &Wanted<'_>,
    eyes: Eyes,
) -> Result<Turned> {
    let back = wanted.mark.as_ref().is_some_and(|mark| mark.back);
    let down = wanted.descending != back;
    let mut facets = wanted.facets.iter().cloned();
    let first = facets.next().unwrap_or_default();
    let more = std::array::from_fn(|_| facets.next().unwrap_or_default());
    let mut words = wanted.words.iter().map(|word| (word.clone(), format!("{word}\u{10ffff}")));
    let words = std::array::from_fn(|_| words.next().unwrap_or_default());
    let found = run(source, wanted, (down, eyes), Bound { first, more, words }).await?;
    Ok(turned(found, wanted, back))
}

async fn run(
    source: &mut impl Source,
    wanted: &Wanted<'_>,
    (down, eyes): (bool, Eyes),
    bound: Bound,
) -> Result<Vec<Line>> {
    let Bound { first, more, words } = bound;
    let [second, third, fourth, fifth, sixth] = more;
    let [(word, word_end), (also, also_end), (last, last_end)] = words;
    let (place, noun, most) = (wanted.place.to_owned(), wanted.noun.to_owned(), PAGE + 1);
    let id = wanted.mark.as_ref().map(|mark| mark.id.clone()).unwrap_or_default();
    let all = word.is_empty();
    let text = |[up, other_way]: [&'static str; 2]| if down { other_way } else { up };
    // Names and times are bound as what they are.
    macro_rules! ask {
        ($texts:ident, $key:expr) => {{
            let key = $key;
            match (eyes, all) {
                (Eyes::All, true) => sql!(
                    fetch_all Row; source, text($texts.all), place, noun, first, key, id,
                    second, third, fourth, fifth, sixth, most,
                ),
                (Eyes::All, false) => sql!(
                    fetch_all Row; source, text($texts.found), place, noun, first, key, id,
                    second, third, fourth, fifth, sixth, most,
                    word, word_end, also, also_end, last, last_end,
                ),
                (Eyes::Person(person), true) => sql!(
                    fetch_all Row; source, text($texts.own), place, noun, first, key, id,
                    second, third, fourth, fifth, sixth, most, person.to_string(),
                ),
                (Eyes::Person(person), false) => sql!(
                    fetch_all Row; source, text($texts.own_found), place, noun, first, key, id,
                    second, third, fourth, fifth, sixth, most,
                    word, word_end, also, also_end, last, last_end, person.to_string(),
                ),
            }
        }};
    }
    let rows: Vec<Row> = match wanted.sort {
        Sort::Name => ask!(
            BY_NAME,
            match wanted.mark.as_ref().map(|mark| mark.key.clone()) {
                Some(Key::Name(name)) => name,
                _ if down => "\u{10ffff}".to_owned(),
                _ => String::new(),
            }
        )?,
        Sort::Updated => ask!(
            BY_TIME,
            match wanted.mark.as_ref().map(|mark| mark.key.clone()) {
                Some(Key::Updated(at)) => at,
                _ if down => Millis::MAX,
                _ => Millis::MIN,
            }
        )?,
    };
    lines(rows)
}

/// The rows in the order of the list, and what lies on both sides of them.
fn turned(mut items: Vec<Line>, wanted: &Wanted<'_>, back: bool) -> Turned {
    let more = usize::try_from(PAGE).is_ok_and(|page| items.len() > page);
    if more {
        items.pop();
    }
    if back {
        items.reverse();
    }
    let mark = |line: &Line, back| {
        let key = match wanted.sort {
            Sort::Name => Key::Name(line.name.clone()),
            Sort::Updated => Key::Updated(line.updated_at),
        };
        Mark { key, id: line.id.clone(), back }
    };
    let (has_before, has_after) = if back { (more, true) } else { (wanted.mark.is_some(), more) };
    let before = items.first().filter(|_| has_before).map(|line| mark(line, true));
    let after = items.last().filter(|_| has_after).map(|line| mark(line, false));
    Turned { items, before, after }
}

//! Searches over every enterprise that somebody may see: by words, and by a vendor's identifier or an
//! address name as a whole. What lies in the trash has no words and no identifiers.
//!
//! A search looks at the first [`LOOKED_AT`] words that begin like the longest one wanted, and asks for
//! the others object by object. Who sees every place walks along one index; who sees some walks along
//! another one, place by place, so that nobody else's objects use up what is looked at.

use std::collections::BTreeMap;

use sqlx::FromRow;

use super::cards::{Line, Row as CardRow};
use super::fault::inconsistent;
use super::recognised::Eyes;
use super::sql::{sql, statements};
use super::{PAGE, Source};
use crate::domain::Enterprise;
use crate::error::Result;

/// Words that one search looks at; the statements say it too.
pub const LOOKED_AT: i64 = 2_000;
/// Holders of one identifier that are told.
const HOLDERS: i64 = 30;

macro_rules! found {
    ($words:literal) => {
        concat!(
            "SELECT c.noun, c.id, c.place, c.handle, c.name, c.owner, c.tags, c.about, c.version, c.updated_at, c.trashed_at, c.trashed_by,
                    c.texts, e.slug, e.name AS enterprise, m.worth,
                    count(*) OVER () AS total, min(m.place) OVER () AS first_place, max(m.place) OVER () AS last_place
             FROM (SELECT x.id, x.place, min(x.worth) AS worth FROM (", $words, " LIMIT 2000) x GROUP BY x.id, x.place) m
             CROSS JOIN cards c CROSS JOIN enterprises e
             WHERE c.noun = $1 AND c.id = m.id AND c.trashed_at = 0
               AND e.id = CASE WHEN c.noun = 'enterprise' THEN c.id ELSE c.place END AND e.trashed_at = 0
               AND ($4 = '' OR (SELECT min(v.word) FROM words v WHERE v.noun = $1 AND v.id = m.id AND v.word >= $4 AND v.word < $5) IS NOT NULL)
               AND ($6 = '' OR (SELECT min(v.word) FROM words v WHERE v.noun = $1 AND v.id = m.id AND v.word >= $6 AND v.word < $7) IS NOT NULL)
               AND (m.worth, c.name, c.id) > ($8, $9, $10)
             ORDER BY m.worth, c.name, c.id LIMIT $11"
        )
    };
}

macro_rules! whole {
    ($from:literal) => {
        concat!(
            "SELECT c.noun, c.id, c.place, c.handle, c.name, c.owner, c.tags, c.about, c.version, c.updated_at, c.trashed_at, c.trashed_by,
                    c.texts, e.slug, e.name AS enterprise, h.field, h.held
             FROM (", $from, " LIMIT 200) h CROSS JOIN cards c CROSS JOIN enterprises e
             WHERE c.noun = h.noun AND c.id = h.id AND c.trashed_at = 0
               AND e.id = CASE WHEN c.noun = 'enterprise' THEN c.id ELSE c.place END AND e.trashed_at = 0
             ORDER BY e.slug, c.noun, c.name, c.id LIMIT $2"
        )
    };
}

statements! {
    FOUND_ALL = found!("SELECT w.id, w.place, w.worth FROM words w WHERE w.noun = $1 AND w.word >= $2 AND w.word < $3");
    FOUND_SEEN = found!(
        "SELECT w.id, w.place, w.worth FROM grants g CROSS JOIN words w
         WHERE g.person_id = $12 AND w.place = g.place AND w.noun = $1 AND w.word >= $2 AND w.word < $3"
    );
    FOUND_ENTERPRISES = found!(
        "SELECT w.id, w.place, w.worth FROM grants g CROSS JOIN words w
         WHERE g.person_id = $12 AND w.noun = $1 AND w.id = g.place AND w.word >= $2 AND w.word < $3"
    );
    HELD = whole!(
        "SELECT i.noun, i.id, i.name AS field, i.value AS held FROM identifiers i WHERE i.value = $1
         AND ($3 = '' OR EXISTS (SELECT 1 FROM grants g WHERE g.person_id = $3 AND g.place = i.place))"
    );
    CALLED = whole!(
        "SELECT k.noun, k.id, '' AS field, k.handle AS held FROM cards k WHERE k.handle = $1
         AND ($3 = '' OR EXISTS (SELECT 1 FROM grants g WHERE g.person_id = $3 AND g.place = k.place)
              OR EXISTS (SELECT 1 FROM grants g WHERE g.person_id = $3 AND k.noun = 'enterprise' AND g.place = k.id))"
    );
    SECRETS = "SELECT s.key_id FROM key_secrets s JOIN keys k ON k.id = s.key_id
         WHERE s.lookup IN ($2, $3, $4, $5, $6, $7, $8, $9)
           AND ($1 = '' OR EXISTS (SELECT 1 FROM grants g WHERE g.person_id = $1 AND g.place = k.enterprise_id)) LIMIT 1";
    // Of those only that are kept elsewhere and came before there were names.
    FINGERPRINTS = "SELECT k.enterprise_id, s.fingerprint FROM key_secrets s JOIN keys k ON k.id = s.key_id
         WHERE s.lookup = '' AND ($1 = '' OR EXISTS (SELECT 1 FROM grants g WHERE g.person_id = $1 AND g.place = k.enterprise_id))";
}

/// Something that was found, and where it is.
#[derive(Clone, Debug)]
pub struct Hit {
    pub line: Line,
    pub slug: String,
    pub enterprise: String,
    /// What the search looked at besides the name, by field.
    pub texts: Vec<(String, String)>,
}

/// What was found of one noun: one page of it.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    pub items: Vec<Hit>,
    /// How many there are from here on, of those that were looked at.
    pub total: i64,
    /// All of them lie in the same enterprise.
    pub together: bool,
    pub after: Option<After>,
}

/// Where the next page begins: behind what a match was worth, name and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    pub worth: i64,
    pub name: String,
    pub id: String,
}

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    card: CardRow,
    texts: String,
    slug: String,
    enterprise: String,
    worth: i64,
    total: i64,
    first_place: String,
    last_place: String,
}

#[derive(FromRow)]
struct WholeRow {
    #[sqlx(flatten)]
    card: CardRow,
    texts: String,
    slug: String,
    enterprise: String,
    field: String,
    held: String,
}

fn hit(card: CardRow, texts: &str, slug: String, enterprise: String) -> Result<Hit> {
    let line = Line::try_from(card)?;
    let texts =
        serde_json::from_str(texts).map_err(|_| inconsistent("cards", "texts", &line.id))?;
    Ok(Hit { line, slug, enterprise, texts })
}

/// Objects of a noun that hold every one of the words, beginning after a mark: those found by their
/// names first.
pub async fn found(
    source: &mut impl Source,
    eyes: Eyes,
    noun: &str,
    words: &[String],
    (after, most): (Option<After>, i64),
) -> Result<Hits> {
    let mut words = words.iter().map(|word| (word.clone(), format!("{word}\u{10ffff}")));
    let Some((word, end)) = words.next() else { return Ok(Hits::default()) };
    let (also, also_end) = words.next().unwrap_or_default();
    let (last, last_end) = words.next().unwrap_or_default();
    let after = after.unwrap_or(After { worth: -1, name: String::new(), id: String::new() });
    let most = most.min(PAGE);
    let text = match eyes {
        Eyes::All => FOUND_ALL,
        Eyes::Person(_) if noun == Enterprise::NOUN => FOUND_ENTERPRISES,
        Eyes::Person(_) => FOUND_SEEN,
    };
    let rows: Vec<Row> = match eyes {
        Eyes::All => sql!(
            fetch_all Row; source, text, noun.to_owned(), word, end, also, also_end, last, last_end,
            after.worth, after.name, after.id, most + 1,
        )?,
        Eyes::Person(id) => sql!(
            fetch_all Row; source, text, noun.to_owned(), word, end, also, also_end, last, last_end,
            after.worth, after.name, after.id, most + 1, id.to_string(),
        )?,
    };
    page(rows, most)
}

fn page(mut rows: Vec<Row>, most: i64) -> Result<Hits> {
    let more = usize::try_from(most).is_ok_and(|most| rows.len() > most);
    if more {
        rows.pop();
    }
    let total = rows.first().map_or(0, |row| row.total);
    let together = rows.first().is_some_and(|row| row.first_place == row.last_place);
    let worth = rows.last().map_or(0, |row| row.worth);
    let each = rows.into_iter().map(|row| hit(row.card, &row.texts, row.slug, row.enterprise));
    let items = each.collect::<Result<Vec<Hit>>>()?;
    let after = items.last().filter(|_| more).map(|hit| After {
        worth,
        name: hit.line.name.clone(),
        id: hit.line.id.clone(),
    });
    Ok(Hits { items, total, together, after })
}

/// Objects that hold this identifier, or are called so in addresses, each with the field.
pub async fn holders(
    source: &mut impl Source,
    eyes: Eyes,
    value: &str,
) -> Result<Vec<(Hit, String)>> {
    let mut found: Vec<(Hit, String)> = Vec::new();
    for text in [CALLED, HELD] {
        let rows =
            sql!(fetch_all WholeRow; source, text, value.to_owned(), HOLDERS, eyes.person())?;
        for row in rows {
            // Some columns compare without regard to case on some installations.
            if row.held != value {
                continue;
            }
            let field = row.field;
            let hit = hit(row.card, &row.texts, row.slug, row.enterprise)?;
            if !found.iter().any(|(known, _)| known.line.id == hit.line.id) {
                found.push((hit, field));
            }
        }
    }
    Ok(found)
}

/// Whether one of these is the name of a secret of an enterprise that is seen, in whichever state it is.
pub async fn is_secret(source: &mut impl Source, eyes: Eyes, names: &[String]) -> Result<bool> {
    for some in names.chunks(8) {
        // The first one fills up what is not asked for.
        let at = |at: usize| some.get(at).or_else(|| some.first()).cloned().unwrap_or_default();
        let found = sql!(
            fetch_optional (String,); source, SECRETS,
            eyes.person(), at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7),
        )?;
        if found.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The fingerprints of secrets that have no such name, of every enterprise that is seen.
pub async fn fingerprints(
    source: &mut impl Source,
    eyes: Eyes,
) -> Result<BTreeMap<String, Vec<String>>> {
    let rows = sql!(fetch_all (String, String); source, FINGERPRINTS, eyes.person())?;
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (enterprise, fingerprint) in rows {
        found.entry(enterprise).or_default().push(fingerprint);
    }
    Ok(found)
}

impl Hit {
    /// The address of its enterprise.
    pub fn base(&self) -> String {
        format!("/e/{}", self.slug)
    }
}

//! What the doctor found, as pages read it: by page, by number, and the worst of it over everything that
//! somebody sees. [`super::checkups`] writes it.

use std::collections::BTreeMap;

use sqlx::FromRow;

use super::recognised::Eyes;
use super::sql::{sql, statements};
use super::{PAGE, Source, looks};
use crate::domain::finding::{Finding, Grade, Kind};
use crate::domain::{Enterprise, EnterpriseId};
use crate::error::Result;
use crate::text::Message;

statements! {
    TALLY = "SELECT kind, rank, COUNT(*) AS findings FROM findings WHERE place = $1 GROUP BY kind, rank ORDER BY rank";
    ELSEWHERE = "SELECT rank, parameter FROM findings WHERE noun = $1 AND id = $2 AND kind = $3";
    PAGE_OF_ALL = "SELECT f.noun, f.id, f.number, f.rank, f.kind, f.parameter, f.said_zh, f.said_en, c.handle, c.name, c.owner
            FROM findings f CROSS JOIN cards c
            WHERE f.place = $1 AND f.rank >= $2 AND f.rank < $3 AND (f.rank, f.id, f.number) > ($4, $5, $6) AND f.kind NOT IN ($8, $9, $10, $11) AND c.noun = f.noun AND c.id = f.id
            ORDER BY f.rank, f.id, f.number LIMIT $7";
    PAGE_OF_KIND = "SELECT f.noun, f.id, f.number, f.rank, f.kind, f.parameter, f.said_zh, f.said_en, c.handle, c.name, c.owner
            FROM findings f CROSS JOIN cards c
            WHERE f.place = $1 AND f.rank >= $2 AND f.rank < $3 AND (f.rank, f.id, f.number) > ($4, $5, $6) AND f.kind = $8 AND c.noun = f.noun AND c.id = f.id
            ORDER BY f.rank, f.id, f.number LIMIT $7";
    WORST = "SELECT f.place, e.slug, e.name, f.kind, f.rank, f.noun, f.id, f.parameter FROM findings f CROSS JOIN enterprises e
            WHERE f.rank <= $1 AND e.id = f.place AND e.trashed_at = 0 ORDER BY f.rank LIMIT $2";
    WORST_SEEN = "SELECT f.place, e.slug, e.name, f.kind, f.rank, f.noun, f.id, f.parameter FROM grants g CROSS JOIN enterprises e CROSS JOIN findings f
            WHERE g.person_id = $3 AND e.id = g.place AND e.trashed_at = 0 AND f.place = e.id AND f.rank <= $1 ORDER BY f.rank LIMIT $2";
    CARD_NAME = "SELECT name, handle FROM cards WHERE noun = $1 AND id = $2";
}

/// How many findings there are of one kind and grade.
#[derive(Clone, Debug)]
pub struct Tally {
    pub kind: Kind,
    pub grade: Grade,
    pub findings: i64,
}

/// The other enterprise that a finding tells of. Whoever does not see that one is not told: the finding
/// alone says that it exists.
fn elsewhere(kind: Kind, noun: &str, parameter: &str) -> Option<EnterpriseId> {
    let tells = kind == Kind::Alike && noun == Enterprise::NOUN;
    parameter.split_once('/').filter(|_| tells)?.0.parse().ok()
}

/// What there is in an enterprise, without what tells of enterprises that are not seen.
pub async fn tally(
    source: &mut impl Source,
    place: &str,
    sees: impl Fn(EnterpriseId) -> bool,
) -> Result<Vec<Tally>> {
    let rows = sql!(fetch_all (String, i64, i64); source, TALLY, place.to_owned())?;
    let tally = |(kind, rank, findings): (String, i64, i64)| {
        Some(Tally { kind: Kind::from_name(&kind)?, grade: Grade::of_rank(rank), findings })
    };
    let mut found: Vec<Tally> = rows.into_iter().filter_map(tally).collect();
    let (noun, kind) = (Enterprise::NOUN, Kind::Alike);
    let others = sql!(
        fetch_all (i64, String); source, ELSEWHERE, noun, place.to_owned(), kind.name(),
    )?;
    for (rank, parameter) in others {
        if elsewhere(kind, noun, &parameter).is_some_and(|other| !sees(other)) {
            let of = (kind, Grade::of_rank(rank));
            let same = found.iter_mut().filter(|one| (one.kind, one.grade) == of);
            same.for_each(|one| one.findings -= 1);
        }
    }
    found.retain(|one| one.findings > 0);
    Ok(found)
}

/// A finding with the object that it is about.
#[derive(Clone, Debug)]
pub struct Found {
    pub noun: String,
    pub id: String,
    pub handle: String,
    pub name: String,
    pub owner: String,
    pub finding: Finding,
    at: Mark,
}

/// Where a page ends: rank, object, number.
pub type Mark = (i64, String, i64);

#[derive(FromRow)]
struct Row {
    noun: String,
    id: String,
    number: i64,
    rank: i64,
    kind: String,
    parameter: String,
    said_zh: String,
    said_en: String,
    handle: String,
    name: String,
    owner: String,
}

impl Row {
    fn elsewhere(&self) -> Option<EnterpriseId> {
        elsewhere(Kind::from_name(&self.kind)?, &self.noun, &self.parameter)
    }

    fn found(self) -> Option<Found> {
        let finding = Finding {
            kind: Kind::from_name(&self.kind)?,
            grade: Grade::of_rank(self.rank),
            parameter: self.parameter,
            said: Message::new(self.said_zh, self.said_en),
        };
        let at = (self.rank, self.id.clone(), self.number);
        let Row { noun, id, handle, name, owner, .. } = self;
        Some(Found { noun, id, handle, name, owner, finding, at })
    }
}

/// One page of what was found in an enterprise, the worst first, and where the next one goes on.
/// What is hidden is left out: at most the kinds about people, and what tells of enterprises that are
/// not seen.
pub async fn page(
    source: &mut impl Source,
    place: &str,
    (grade, kind, hidden): (Option<Grade>, Option<Kind>, &[Kind]),
    sees: impl Fn(EnterpriseId) -> bool,
    after: Option<Mark>,
) -> Result<(Vec<Found>, Option<Mark>)> {
    let (from, to) = grade.map_or((0, i64::MAX), Grade::ranks);
    let (rank, id, number) = after.unwrap_or((-1, String::new(), -1));
    // An enterprise has no more findings of the kind that are left out below.
    let (place, most) = (place.to_owned(), PAGE + 1 + looks::MOST);
    let left_out = |at: usize| hidden.get(at).map_or("", |kind| kind.name());
    let mut rows = match kind {
        None => sql!(
            fetch_all Row; source, PAGE_OF_ALL, place, from, to, rank, id, number, most,
            left_out(0), left_out(1), left_out(2), left_out(3),
        )?,
        Some(kind) if hidden.contains(&kind) => Vec::new(),
        Some(kind) => sql!(
            fetch_all Row; source, PAGE_OF_KIND, place, from, to, rank, id, number, most, kind.name(),
        )?,
    };
    rows.retain(|row| row.elsewhere().is_none_or(&sees));
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    rows.truncate(most);
    let found: Vec<Found> = rows.into_iter().filter_map(Row::found).collect();
    let next = found.last().filter(|_| more).map(|last| last.at.clone());
    Ok((found, next))
}

/// Findings of one kind in one enterprise, for the overview.
#[derive(Clone, Debug)]
pub struct Worst {
    pub slug: String,
    pub enterprise: String,
    pub kind: Kind,
    pub grade: Grade,
    pub findings: usize,
    /// The object, where there is only one: its noun, its name and its address's last part.
    pub only: Option<(String, String, String)>,
}

/// Findings that are looked at for one overview.
pub const LOOKED_AT: i64 = 500;

#[derive(Clone, FromRow)]
struct WorstRow {
    place: String,
    slug: String,
    name: String,
    kind: String,
    rank: i64,
    noun: String,
    id: String,
    parameter: String,
}

/// What is worst in all enterprises that somebody sees, up to this rank, by kind and enterprise; and
/// whether there are more than were looked at. `shown` says of what kind this person is told where, and
/// of which other enterprise.
pub async fn worst(
    source: &mut impl Source,
    eyes: Eyes,
    (rank, most): (i64, usize),
    shown: impl Fn(&str, Kind, Option<EnterpriseId>) -> bool,
) -> Result<(Vec<Worst>, bool)> {
    let rows = match eyes {
        Eyes::All => sql!(fetch_all WorstRow; source, WORST, rank, LOOKED_AT)?,
        Eyes::Person(id) => {
            sql!(fetch_all WorstRow; source, WORST_SEEN, rank, LOOKED_AT, id.to_string())?
        }
    };
    let cut = i64::try_from(rows.len()).is_ok_and(|rows| rows >= LOOKED_AT);
    let mut grouped: BTreeMap<(i64, String), (WorstRow, usize)> = BTreeMap::new();
    let told = |row: &WorstRow| {
        Kind::from_name(&row.kind)
            .is_some_and(|kind| shown(&row.place, kind, elsewhere(kind, &row.noun, &row.parameter)))
    };
    for row in rows.into_iter().filter(told) {
        grouped.entry((row.rank, row.place.clone())).or_insert((row, 0)).1 += 1;
    }
    let more = cut || grouped.len() > most;
    let mut found = Vec::new();
    for (row, findings) in grouped.into_values().take(most) {
        let Some(kind) = Kind::from_name(&row.kind) else { continue };
        let only = if findings == 1 { named(source, &row).await? } else { None };
        let (slug, enterprise, grade) = (row.slug, row.name, Grade::of_rank(row.rank));
        found.push(Worst { slug, enterprise, kind, grade, findings, only });
    }
    Ok((found, more))
}

async fn named(
    source: &mut impl Source,
    row: &WorstRow,
) -> Result<Option<(String, String, String)>> {
    let (noun, id) = (row.noun.clone(), row.id.clone());
    let card = sql!(fetch_optional (String, String); source, CARD_NAME, noun.clone(), id)?;
    Ok(card.map(|(name, handle)| (noun, name, handle)))
}

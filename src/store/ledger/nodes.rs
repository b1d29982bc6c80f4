//! Reading kept subtrees: many at once for the check, single ones for proofs.

use std::collections::HashMap;

use super::super::Source;
use super::super::fault::inconsistent;
use super::super::history::log_name;
use super::super::sql::{sql, statements};
use crate::domain::Log;
use crate::error::{Error, Result};
use crate::ledger::{Block, Frontier, Hash, Part, Plan, Subtree, cover};

statements! {
    STRETCH = "SELECT COUNT(*), COALESCE(string_agg(concat_ws($5, place, hash), $6), '')
               FROM subtrees WHERE log = $1 AND level = $2 AND place >= $3 AND place < $4";
}

/// The subtrees of one level from a place to before another, as far as they are there.
pub(super) async fn stretch(
    source: &mut impl Source,
    log: &str,
    level: u32,
    (from, to): (u64, u64),
) -> Result<HashMap<u64, Hash>> {
    let number = |place: u64| i64::try_from(place).map_err(Error::broken);
    let (count, text) = sql!(
        fetch_one (i64, String); source, STRETCH,
        log.to_owned(), i64::from(level), number(from)?, number(to)?, " ", "\n",
    )?;
    let mut found = HashMap::new();
    for line in text.lines().filter(|_| count > 0) {
        // What is no hash is as good as not there.
        let read = line
            .split_once(' ')
            .and_then(|(place, hash)| Some((place.parse::<u64>().ok()?, Hash::from_hex(hash)?)));
        found.extend(read);
    }
    Ok(found)
}

/// Neighbours that are read together, because proofs of neighbouring entries share them.
const TOGETHER: u64 = 256;
/// Groups that are kept at hand.
const AT_HAND: usize = 256;

/// Makes proofs in the first `size` entries of one log.
pub struct Prover {
    log: String,
    size: u64,
    known: HashMap<(u32, u64), HashMap<u64, Hash>>,
}

impl Prover {
    pub fn new(log: Log, size: u64) -> Self {
        Prover { log: log_name(log), size, known: HashMap::new() }
    }

    /// That this entry is among them, leaf to root; not found when it is not.
    pub async fn inclusion(&mut self, source: &mut impl Source, index: u64) -> Result<Vec<Hash>> {
        let plan = Plan::of_inclusion(index, self.size).ok_or_else(Error::not_found)?;
        self.fill(source, &plan).await
    }

    /// That they begin with the first `old` ones.
    pub async fn consistency(&mut self, source: &mut impl Source, old: u64) -> Result<Vec<Hash>> {
        let plan = Plan::of_consistency(old, self.size).ok_or_else(Error::not_found)?;
        self.fill(source, &plan).await
    }

    /// The kept leaf hash of an entry.
    pub async fn leaf(&mut self, source: &mut impl Source, index: u64) -> Result<Hash> {
        self.hash(source, Subtree::of_leaf(index)).await
    }

    async fn fill(&mut self, source: &mut impl Source, plan: &Plan) -> Result<Vec<Hash>> {
        let mut found = HashMap::new();
        for at in plan.subtrees() {
            found.insert(at, self.hash(source, at).await?);
        }
        plan.fill(|at| found.get(&at).copied().ok_or_else(|| self.missing(at)))
    }

    async fn hash(&mut self, source: &mut impl Source, at: Subtree) -> Result<Hash> {
        let group = (at.level, at.place / TOGETHER);
        if !self.known.contains_key(&group) {
            if self.known.len() >= AT_HAND {
                self.known.clear();
            }
            let from = group.1 * TOGETHER;
            let read = stretch(source, &self.log, at.level, (from, from + TOGETHER)).await?;
            self.known.insert(group, read);
        }
        let found = self.known.get(&group).and_then(|group| group.get(&at.place)).copied();
        found.ok_or_else(|| self.missing(at))
    }

    fn missing(&self, at: Subtree) -> Error {
        let Subtree { level, place } = at;
        inconsistent("subtrees", "hash", &format!("{} {level} {place}", self.log))
    }
}

/// The line of an export that stands for purged entries.
pub async fn purged_block(
    source: &mut impl Source,
    log: Log,
    (from, to): (u64, u64),
) -> Result<Block> {
    let mut prover = Prover::new(log, to);
    let mut subtrees = Vec::new();
    for at in cover(from, to) {
        subtrees.push(Part::new(at, prover.hash(source, at).await?));
    }
    Ok(Block { from, to, subtrees })
}

/// The root of the first `size` entries, as a checkpoint of that size names it.
pub async fn root(source: &mut impl Source, log: Log, size: u64) -> Result<Hash> {
    let (mut prover, mut frontier) = (Prover::new(log, size), Frontier::default());
    for at in cover(0, size) {
        let hash = prover.hash(source, at).await?;
        if !frontier.push_subtree(at, hash) {
            return Err(prover.missing(at));
        }
    }
    Ok(frontier.root())
}

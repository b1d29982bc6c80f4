//! Proofs: that an entry stands in a log, and that a later log begins with an earlier one. They are
//! made of complete subtrees and checked as RFC 9162 (2.1.3.2 and 2.1.4.2) writes it down.

use super::tree::fold;
use super::{Hash, Subtree, cover};

/// Which subtrees a proof is made of; each line of it is the root over one or several of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan(Vec<Vec<Subtree>>);

impl Plan {
    /// For entry `index` of the first `size` entries, leaf to root; `None` when it is not among them.
    pub fn of_inclusion(index: u64, size: u64) -> Option<Self> {
        if index >= size {
            return None;
        }
        let (mut lines, mut from, mut to) = (Vec::new(), 0, size);
        while to - from > 1 {
            let middle = from + split(to - from);
            if index < middle {
                lines.push(cover(middle, to));
                to = middle;
            } else {
                lines.push(cover(from, middle));
                from = middle;
            }
        }
        lines.reverse();
        Some(Plan(lines))
    }

    /// That the first `new` entries begin with the first `old` ones; `None` when they are fewer, or
    /// when there is no old log to speak of.
    pub fn of_consistency(old: u64, new: u64) -> Option<Self> {
        if old == 0 || old > new {
            return None;
        }
        let (mut lines, mut from, mut to) = (Vec::new(), 0, new);
        // Whether the old log is the whole left edge, so that its root is known without a line.
        let mut whole = true;
        while old != to {
            let middle = from + split(to - from);
            if old <= middle {
                lines.push(cover(middle, to));
                to = middle;
            } else {
                lines.push(cover(from, middle));
                from = middle;
                whole = false;
            }
        }
        if !whole {
            lines.push(cover(from, to));
        }
        lines.reverse();
        Some(Plan(lines))
    }

    /// What has to be looked up.
    pub fn subtrees(&self) -> impl Iterator<Item = Subtree> {
        self.0.iter().flatten().copied()
    }

    /// The proof, once every subtree is known.
    pub fn fill<E>(
        &self,
        mut lookup: impl FnMut(Subtree) -> Result<Hash, E>,
    ) -> Result<Vec<Hash>, E> {
        let mut proof = Vec::with_capacity(self.0.len());
        for line in &self.0 {
            let parts = line.iter().map(|part| lookup(*part)).collect::<Result<Vec<_>, E>>()?;
            proof.push(fold(&parts));
        }
        Ok(proof)
    }
}

/// The largest power of two that is smaller than `size`, which is at least 2.
fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

/// Whether `leaf` is entry `index` of the log of `size` entries with this root.
pub fn is_included(leaf: Hash, (index, size): (u64, u64), proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut here, mut last, mut hash) = (index, size - 1, leaf);
    for line in proof {
        if last == 0 {
            return false;
        }
        if here & 1 == 1 || here == last {
            hash = Hash::of_node(line, &hash);
            while here & 1 == 0 && here != 0 {
                here >>= 1;
                last >>= 1;
            }
        } else {
            hash = Hash::of_node(&hash, line);
        }
        here >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether the log of the second size and root begins with the log of the first.
pub fn is_consistent(old: (u64, &Hash), new: (u64, &Hash), proof: &[Hash]) -> bool {
    let ((first, first_root), (second, second_root)) = (old, new);
    if first >= second || first == 0 {
        let same = first == second && first_root == second_root;
        let nothing = first == 0 && *first_root == Hash::of_nothing();
        return proof.is_empty() && (same || nothing);
    }
    let mut lines = proof.iter();
    let start = if first.is_power_of_two() { Some(first_root) } else { lines.next() };
    let Some(start) = start else { return false };
    let (mut here, mut last) = (first - 1, second - 1);
    while here & 1 == 1 {
        here >>= 1;
        last >>= 1;
    }
    let (mut was, mut is) = (*start, *start);
    for line in lines {
        if last == 0 {
            return false;
        }
        if here & 1 == 1 || here == last {
            was = Hash::of_node(line, &was);
            is = Hash::of_node(line, &is);
            while here & 1 == 0 && here != 0 {
                here >>= 1;
                last >>= 1;
            }
        } else {
            is = Hash::of_node(&is, line);
        }
        here >>= 1;
        last >>= 1;
    }
    last == 0 && was == *first_root && is == *second_root
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Frontier;
    use std::collections::BTreeMap;

    struct Grown {
        known: BTreeMap<Subtree, Hash>,
        roots: Vec<Hash>,
    }

    impl Grown {
        fn root(&self, size: u64) -> &Hash {
            &self.roots[usize::try_from(size).expect("a small log")]
        }
    }

    fn grown(size: u64) -> Grown {
        let (mut known, mut roots) = (BTreeMap::new(), vec![Hash::of_nothing()]);
        let mut frontier = Frontier::default();
        for number in 0..size {
            frontier.push(Hash::of_leaf(&number.to_be_bytes()), |at, hash| {
                known.insert(at, hash);
            });
            roots.push(frontier.root());
        }
        Grown { known, roots }
    }

    fn proof(grown: &Grown, plan: &Plan) -> Vec<Hash> {
        plan.fill(|at| grown.known.get(&at).copied().ok_or(at)).expect("every subtree is complete")
    }

    #[test]
    fn every_entry_of_every_small_log_is_proved() {
        let all = grown(70);
        for size in 1..=70 {
            for index in 0..size {
                let proof = proof(&all, &Plan::of_inclusion(index, size).expect("inside"));
                let leaf = all.known[&Subtree::of_leaf(index)];
                let root = all.root(size);
                assert!(is_included(leaf, (index, size), &proof, root));
                assert!(!is_included(leaf, ((index + 1) % size, size), &proof, root) || size == 1);
                assert!(!is_included(Hash::of_nothing(), (index, size), &proof, root));
                let longer = [proof.as_slice(), &[*root]].concat();
                assert!(!is_included(leaf, (index, size), &longer, root));
            }
            assert_eq!(Plan::of_inclusion(size, size), None);
        }
    }

    #[test]
    fn every_earlier_log_is_proved() {
        let all = grown(70);
        for new in 1..=70 {
            for old in 1..=new {
                let proof = proof(&all, &Plan::of_consistency(old, new).expect("smaller"));
                let (first, second) = (all.root(old), all.root(new));
                assert!(is_consistent((old, first), (new, second), &proof), "{old} of {new}");
                let wrong = Hash::of_nothing();
                assert!(!is_consistent((old, &wrong), (new, second), &proof));
                assert!(!is_consistent((old, first), (new, &wrong), &proof));
                let longer = [proof.as_slice(), &[wrong]].concat();
                assert!(!is_consistent((old, first), (new, second), &longer));
            }
            assert_eq!(Plan::of_consistency(new + 1, new), None);
            assert_eq!(Plan::of_consistency(0, new), None);
        }
    }
}

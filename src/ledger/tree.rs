//! The tree of RFC 6962: it grows by one leaf at a time in O(log n), and a leaf that stands never
//! moves. What is complete stays as it is for ever, which is why only complete subtrees are kept.

use super::Hash;
use super::hash::LETTERS;

/// A complete subtree: 2^level leaves, of which the first has the number place × 2^level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Subtree {
    pub level: u32,
    pub place: u64,
}

impl Subtree {
    pub const fn of_leaf(number: u64) -> Self {
        Subtree { level: 0, place: number }
    }

    /// How many leaves it has.
    pub const fn size(self) -> u64 {
        1 << self.level
    }

    /// The number of its first leaf.
    pub const fn first(self) -> u64 {
        self.place << self.level
    }

    const fn parent(self) -> Self {
        Subtree { level: self.level + 1, place: self.place >> 1 }
    }
}

/// The right edge of a tree: the roots of its largest complete subtrees, the largest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// As [`Frontier::text`] wrote it; `None` when it does not fit the size.
    pub fn parse(size: u64, text: &str) -> Option<Self> {
        let (letters, rest) = text.as_bytes().as_chunks::<LETTERS>();
        if !rest.is_empty() || usize::try_from(size.count_ones()).ok()? != letters.len() {
            return None;
        }
        let hash = |letters: &[u8; LETTERS]| Hash::from_hex(std::str::from_utf8(letters).ok()?);
        Some(Frontier { size, peaks: letters.iter().map(hash).collect::<Option<_>>()? })
    }

    pub fn text(&self) -> String {
        self.peaks.iter().map(Hash::hex).collect()
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    /// Takes the next leaf. `grown` is told of every subtree that is complete now, the leaf first.
    pub fn push(&mut self, leaf: Hash, grown: impl FnMut(Subtree, Hash)) {
        self.take(Subtree::of_leaf(self.size), leaf, grown);
    }

    /// Takes a whole subtree of which only the root is known; `false` when it does not stand next.
    pub fn push_subtree(&mut self, at: Subtree, hash: Hash) -> bool {
        let fits = at.level < u64::BITS - 1
            && at.first() == self.size
            && at.first() >> at.level == at.place;
        if fits {
            self.take(at, hash, |_, _| ());
        }
        fits
    }

    fn take(&mut self, mut at: Subtree, mut hash: Hash, mut grown: impl FnMut(Subtree, Hash)) {
        self.size += at.size();
        grown(at, hash);
        while at.place & 1 == 1 {
            let Some(left) = self.peaks.pop() else { break };
            hash = Hash::of_node(&left, &hash);
            at = at.parent();
            grown(at, hash);
        }
        self.peaks.push(hash);
    }

    pub fn root(&self) -> Hash {
        fold(&self.peaks)
    }
}

/// The root over neighbouring subtrees that become smaller to the right.
pub(super) fn fold(peaks: &[Hash]) -> Hash {
    let mut peaks = peaks.iter().rev();
    let Some(last) = peaks.next() else { return Hash::of_nothing() };
    peaks.fold(*last, |right, left| Hash::of_node(left, &right))
}

/// The largest complete subtrees that together have exactly the leaves `from` to before `to`.
pub fn cover(from: u64, to: u64) -> Vec<Subtree> {
    let mut parts = Vec::new();
    let mut at = from;
    while at < to {
        let mut level = at.trailing_zeros().min((to - at).ilog2());
        level = level.min(u64::BITS - 2);
        parts.push(Subtree { level, place: at >> level });
        at += 1 << level;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// The eight entries that implementations of RFC 6962 are tested with, and the roots of the first
    /// one to eight of them.
    const ENTRIES: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    const ROOTS: [&str; 8] = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    #[test]
    fn the_known_entries_have_the_known_roots() {
        let mut frontier = Frontier::default();
        for (entry, root) in ENTRIES.iter().zip(ROOTS) {
            frontier.push(Hash::of_leaf(entry), |_, _| ());
            assert_eq!(frontier.root().hex(), root);
            assert_eq!(Frontier::parse(frontier.size(), &frontier.text()), Some(frontier.clone()));
        }
        assert_eq!(Frontier::parse(7, &frontier.text()), None);
    }

    #[test]
    fn every_complete_subtree_is_told_once() {
        let mut told = BTreeMap::new();
        let mut frontier = Frontier::default();
        for number in 0..100_u64 {
            frontier.push(Hash::of_leaf(&number.to_be_bytes()), |at, hash| {
                assert!(told.insert(at, hash).is_none());
            });
        }
        let expected: u64 = (0..7).map(|level| 100 >> level).sum();
        assert_eq!(u64::try_from(told.len()), Ok(expected));
        for from in 0..=100 {
            for to in from..=100 {
                let parts = cover(from, to);
                let mut at = from;
                for part in &parts {
                    assert_eq!(part.first(), at);
                    at += part.size();
                }
                assert_eq!(at, to);
            }
            // A prefix taken as subtrees has the root that the leaves have.
            let mut whole = Frontier::default();
            for part in cover(0, from) {
                assert!(whole.push_subtree(part, told[&part]));
            }
            let mut leaves = Frontier::default();
            for number in 0..from {
                leaves.push(told[&Subtree::of_leaf(number)], |_, _| ());
            }
            assert_eq!(whole, leaves);
        }
        assert!(!frontier.push_subtree(Subtree { level: 3, place: 12 }, Hash::of_nothing()));
    }
}

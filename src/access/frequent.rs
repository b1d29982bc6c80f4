//! The commonest passwords of a published list, as fingerprints: the first four bytes of the SHA-256 of each
//! one in lower case, sorted. That is a third of the list's size, needs no memory beside the program, and
//! takes one search; of other passwords one in 27,000 is refused for a fingerprint that it happens to share.
//!
//! The list is the million commonest of the ten million passwords that Mark Burnett published in 2015, as
//! SecLists keeps it (`Passwords/Common-Credentials`, "10-million-password-list-top-1000000"). Taken were all
//! of at least 10 characters and the first 50,000 of at least 8: of every shortest length from 8 to 15 far
//! more than the first 3,000. A test makes the file again from the list:
//! `JIERU_FREQUENT_PASSWORDS=<file> cargo test --lib access::frequent`, with `JIERU_BLESS=1` to write it.

use sha2::{Digest, Sha256};

static FINGERPRINTS: &[u8] = include_bytes!("frequent.bin");
const WIDTH: usize = 4;

/// Whether a password, in lower case, stands in the list.
pub fn is_listed(folded: &str) -> bool {
    let wanted = fingerprint(folded);
    let (all, _) = FINGERPRINTS.as_chunks::<WIDTH>();
    all.binary_search(&wanted).is_ok()
}

fn fingerprint(folded: &str) -> [u8; WIDTH] {
    let hash = <[u8; 32]>::from(Sha256::digest(folded.as_bytes()));
    let [a, b, c, d, ..] = hash;
    [a, b, c, d]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const LONG: usize = 10;
    const SHORT: usize = 8;
    const SHORT_ONES: usize = 50_000;

    fn made_of(list: &str) -> Vec<u8> {
        let of = |length: usize| list.lines().filter(move |one| one.chars().count() >= length);
        let taken = of(LONG).chain(of(SHORT).take(SHORT_ONES));
        let all: BTreeSet<_> = taken.map(|one| fingerprint(&one.to_lowercase())).collect();
        all.into_iter().flatten().collect()
    }

    #[test]
    fn the_file_is_made_of_the_list() {
        let Some(path) = std::env::var_os("JIERU_FREQUENT_PASSWORDS") else {
            // Without the list: it is at least what can be searched.
            let (all, rest) = FINGERPRINTS.as_chunks::<WIDTH>();
            assert!(all.is_sorted_by(|one, next| one < next) && rest.is_empty());
            assert!(all.len() > 100_000, "{}", all.len());
            return;
        };
        let list = std::fs::read(path).expect("the list");
        let made = made_of(&String::from_utf8_lossy(&list));
        if std::env::var_os("JIERU_BLESS").is_some_and(|value| value == "1") {
            let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/access/frequent.bin");
            std::fs::write(file, &made).expect("the file is written");
        } else {
            assert!(made == FINGERPRINTS, "the list makes another file");
        }
    }

    #[test]
    fn what_the_list_has_is_found_at_every_rank() {
        let ranks = [
            "12345678",
            "slipknot",
            "babygirl",
            "hamilton",
            "qwertyuio",
            "original",
            "harrypotter",
            "11121985",
            "22051986",
            "19991999",
            "yaroslav",
            "28111993",
            "12071997",
            "06101997",
            "spooner1",
            "alteclan",
            "qwertyuiop",
            "a123456789",
            "konstantin",
            "angelofwar",
            "rrrrrrrrrr",
            "department",
            "starwars123",
            "zghjcnjcegth",
            "nastya2011",
            "starwars77",
            "nikita1992",
            "toniville46",
            "tourdefrance",
            "cristina0146x",
            "zihnpk5sevsg",
            "yakovleva0907",
            "welkom112233",
            "vladi4ek96",
        ];
        for one in ranks {
            assert!(is_listed(one), "{one}");
        }
    }

    #[test]
    fn what_it_does_not_have_is_not() {
        let made = (0..20_000).map(|n| format!("vK9-{n}-dropq"));
        let shared = made.filter(|one| is_listed(one)).count();
        assert!(shared <= 5, "{shared} of 20,000 share a fingerprint");
    }
}

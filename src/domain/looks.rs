//! What a name looks like, so that another one that reads the same is noticed: full-width letters, other
//! cases, letters of other scripts, and what cannot be seen at all. It says nothing about what is right.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection::skeleton;

/// The looks of a name, as hashes of one length however long the name is. Two names look alike where
/// they share one: some letters look like others in one case only, so a name may have two. There is
/// always at least one.
pub fn of(name: &str) -> BTreeSet<String> {
    let plain: String = name.nfkc().collect();
    let folded: String = skeleton(&fold(&plain)).collect();
    let seen: String = skeleton(&plain).collect();
    let seen: String = skeleton(&fold(&seen)).collect();
    [folded, seen].iter().map(|look| hash(look)).collect()
}

/// Without regard to case, as Unicode folds it: `ß` is `ss`, and every sigma is the same.
fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

/// Spaces count once, whatever their number and kind.
fn hash(look: &str) -> String {
    let words: Vec<&str> = look.split_whitespace().collect();
    let digest = Sha256::digest(words.join(" ").as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str) -> bool {
        !of(one).is_disjoint(&of(other))
    }

    #[test]
    fn names_that_read_the_same_look_alike() {
        let pairs = [
            ("Demo", "DEMO"),
            ("Demo", "Ｄｅｍｏ"),
            ("Demo", "D\u{435}mo"),
            ("Demo", "De\u{200b}mo"),
            ("PayPal", "PayPaI"),
            ("illini", "ILLINI"),
            ("Straße", "STRASSE"),
            ("\u{412}\u{435}\u{440}\u{430}", "\u{412}\u{415}\u{420}\u{410}"),
            ("A  B", "A\u{a0}B"),
            ("客服①", "客服1"),
        ];
        for (one, other) in pairs {
            assert!(alike(one, other), "{one} {other}");
        }
    }

    #[test]
    fn other_names_do_not() {
        let pairs = [("客服 1", "客服 2"), ("Mail", "Mall"), ("A B", "AB"), ("甲", "乙")];
        for (one, other) in pairs {
            assert!(!alike(one, other), "{one} {other}");
        }
        for name in ["", "\u{200b}", "甲"] {
            let looks = of(name);
            assert!(!looks.is_empty() && looks.iter().all(|look| look.len() == 64), "{name}");
        }
    }
}

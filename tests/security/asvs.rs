//! The table of the OWASP Application Security Verification Standard 5.0.0 beside this file: every item
//! of levels 1 and 2 that applies here and the chosen ones of level 3, each once, with evidence that
//! exists or the reason why it is open.

use std::collections::BTreeMap;

use super::named::{Tests, rows, text};

const DOCUMENT: &str = "tests/security/asvs.md";

/// The items of each chapter, by level, without the chapter's number.
const CHAPTERS: &[(u8, [&str; 3])] = &[
    (
        1,
        [
            "2.1 2.2 2.3 2.4 2.5 3.2",
            "1.1 1.2 2.9 3.3 3.4 3.5 3.6 3.7 3.10 4.1 4.2 4.3 5.2",
            "2.10 3.12 5.3",
        ],
    ),
    (2, ["1.1 2.1 2.2 3.1", "1.2 1.3 2.3 3.2 3.3 3.4 4.1", "3.5"]),
    (
        3,
        [
            "2.1 2.2 3.1 4.1 4.2 5.1 5.2 5.3",
            "3.2 3.3 3.4 4.3 4.4 4.5 4.6 5.4 5.5 7.2",
            "2.3 3.5 4.7 4.8 5.6 5.7 5.8 6.1 7.3",
        ],
    ),
    (4, ["1.1", "1.2 1.3 2.1", "1.4 2.2 2.3 2.4 2.5"]),
    (5, ["2.1 2.2 3.1 3.2", "1.1 2.3 4.1 4.2", "2.4 3.3"]),
    (
        6,
        [
            "1.1 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 3.1 3.2 4.1 4.2",
            "1.2 1.3 2.9 2.10 2.11 2.12 3.3 3.4 4.3 4.4 5.1 5.2 5.3 5.4 5.5",
            "3.5 3.7 3.8 4.6 5.6",
        ],
    ),
    (7, ["2.1 2.2 2.3 2.4 4.1 4.2", "1.1 1.2 3.1 3.2 4.3 4.4 4.5 5.1 5.2", "5.3"]),
    (8, ["1.1 2.1 2.2 3.1", "1.2 2.3 4.1", "3.2 3.3"]),
    (9, ["1.1 1.2 1.3 2.1", "2.2 2.3 2.4", ""]),
    (11, ["3.1 3.2 4.1", "1.1 1.2 2.1 2.2 2.3 3.3 4.2 4.3 4.4 5.1 6.1", "2.4 2.5 3.4"]),
    (12, ["1.1 2.1", "1.2 3.1 3.2 3.3 3.4", ""]),
    (13, ["4.1", "1.1 2.1 2.2 2.3 2.4 2.5 3.1 3.2 4.2 4.3 4.4 4.5", "1.2 1.3 1.4 3.4 4.6 4.7"]),
    (14, ["2.1 3.1", "1.1 1.2 2.2 2.3 2.4 3.2 3.3", "2.6"]),
    (15, ["1.1 2.1 3.1", "1.2 1.3 2.2 2.3 3.2 3.3 3.4 3.5 3.6 3.7", "2.4 4.1 4.2 4.3 4.4"]),
    (16, ["", "1.1 2.1 2.2 2.3 2.4 2.5 3.1 3.2 3.3 3.4 4.1 4.2 4.3 5.1 5.2 5.3", "5.4"]),
];

/// The shortest reason that says something.
const REASON: usize = 20;

fn wanted() -> BTreeMap<String, u8> {
    let mut items = BTreeMap::new();
    for (chapter, levels) in CHAPTERS {
        for (level, numbers) in (1..).zip(levels) {
            for number in numbers.split_whitespace() {
                let known = items.insert(format!("{chapter}.{number}"), level);
                assert!(known.is_none(), "{chapter}.{number} twice");
            }
        }
    }
    items
}

fn is_item(cell: &str) -> bool {
    cell.split('.').count() == 3 && cell.chars().all(|c| c.is_ascii_digit() || c == '.')
}

#[test]
fn the_list_has_all_items_of_levels_1_and_2() {
    let items = wanted();
    let of = |level: u8| items.values().filter(|own| **own == level).count();
    assert_eq!((of(1), of(2), of(3)), (61, 128, 44));
}

#[test]
fn every_item_has_one_row_with_evidence_that_exists() {
    let (document, known) = (text(DOCUMENT).expect(DOCUMENT), Tests::of_the_project());
    let (mut wanted, mut faults) = (wanted(), Vec::new());
    for row in rows(&document, is_item) {
        let [number, level, asks, evidence] = row.as_slice() else {
            faults.push(format!("{}: {} cells instead of 4", row[0], row.len()));
            continue;
        };
        match wanted.remove(number) {
            None => faults.push(format!("{number}: twice, or not on the list")),
            Some(right) if right.to_string() != *level => {
                faults.push(format!("{number}: level {level} instead of {right}"));
            }
            Some(_) => {}
        }
        if !(2..=8).contains(&asks.split_whitespace().count()) {
            faults.push(format!("{number}: two to eight words, not “{asks}”"));
        }
        let open = evidence.strip_prefix("open: ").is_some_and(|why| why.len() >= REASON);
        if !open && !evidence.contains('`') {
            faults.push(format!("{number}: neither evidence nor a reason why it is open"));
        }
        let (_, missing) = known.weigh(evidence);
        faults.extend(missing.into_iter().map(|what| format!("{number}: there is no {what}")));
    }
    faults.extend(wanted.into_keys().map(|number| format!("{number}: has no row")));
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

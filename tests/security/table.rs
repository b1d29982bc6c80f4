//! The table of threats in SECURITY.md is whole, and what it names is there.

use super::named::{Tests, rows, text};

const DOCUMENT: &str = "SECURITY.md";
/// Threats that later work brings along: their rows say so.
const LATER: &[usize] = &[12];

fn document() -> String {
    text(DOCUMENT).expect("SECURITY.md")
}

#[test]
fn every_threat_has_its_row_and_every_row_its_tests() {
    let (document, known) = (document(), Tests::of_the_project());
    let mut faults = Vec::new();
    for number in 1..=34 {
        let name = format!("T{number}");
        let rows = rows(&document, |first| first == name);
        let [row] = rows.as_slice() else {
            faults.push(format!("{name}: {} rows", rows.len()));
            continue;
        };
        let [_, threat, holds, evidence] = row.as_slice() else {
            faults.push(format!("{name}: {} cells instead of 4", row.len()));
            continue;
        };
        if threat.is_empty() || holds.is_empty() {
            faults.push(format!("{name}: an empty cell"));
        }
        let (tests, missing) = known.weigh(evidence);
        if LATER.contains(&number) {
            if !evidence.contains("later work") {
                faults.push(format!("{name}: does not say that it belongs to later work"));
            }
        } else if tests == 0 {
            faults.push(format!("{name}: names no test"));
        }
        faults.extend(missing.into_iter().map(|what| format!("{name}: there is no {what}")));
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Limits, keys and algorithms name the place of the code where they stand.
#[test]
fn every_piece_of_code_that_is_named_is_there() {
    let (document, known) = (document(), Tests::of_the_project());
    let named = document.split('`').skip(1).step_by(2).filter(|name| name.contains(".rs#"));
    let missing: Vec<&str> =
        named.filter(|name| !known.weigh(&format!("`{name}`")).1.is_empty()).collect();
    assert!(missing.is_empty(), "{} are not there:\n{}", missing.len(), missing.join("\n"));
}

//! What needs attention, in a few lines: for the overview, over every enterprise that somebody sees, and
//! for the page of one enterprise. Each line leads to the object or to the doctor's list.

use super::pages::doctor::{address, linked, page_of, tag};
use crate::domain::Finding;
use crate::domain::finding::{Grade, Kind};
use crate::store::findings::{Tally, Worst};
use crate::text::{Lang, Text};

/// Findings of one kind, told in one line.
#[derive(Clone, Debug)]
pub struct Line {
    pub tag: &'static str,
    pub grade: Text,
    pub what: Text,
    pub advice: Text,
    pub findings: i64,
    /// The only object that it concerns, or nothing.
    pub object: String,
    /// The enterprise, where several are told of.
    pub enterprise: String,
    pub href: String,
}

/// Lines for people who look for what to do next.
#[derive(Clone, Debug, Default)]
pub struct Attention {
    pub lines: Vec<Line>,
    /// There is more than what is told here.
    pub more: bool,
    /// Where everything is told; empty where there is no one place.
    pub all: String,
}

/// The last rank that is urgent enough: every error and warning, and contradictions of documents. The
/// other notes wait in the doctor's list.
pub fn urgent() -> i64 {
    Kind::Contradiction.rank(Grade::Note)
}

fn presses(kind: Kind, grade: Grade) -> bool {
    kind.rank(grade) <= urgent()
}

impl Attention {
    /// Over several enterprises.
    pub fn over(worst: Vec<Worst>, more: bool) -> Self {
        let line = |one: Worst| {
            let base = format!("/e/{}", one.slug);
            let doctor = address(&format!("{base}/doctor"), Some(one.grade), Some(one.kind));
            let (object, href) = match one.only {
                Some((noun, name, handle)) => {
                    let object = linked(&noun, &name, &handle, &base);
                    (object.name, object.href)
                }
                None => (String::new(), doctor),
            };
            Line {
                tag: tag(one.grade),
                grade: one.grade.label(),
                what: one.kind.label(),
                advice: one.kind.advice(),
                findings: i64::try_from(one.findings).unwrap_or(i64::MAX),
                object,
                enterprise: one.enterprise,
                href,
            }
        };
        let pressing = worst.into_iter().filter(|one| presses(one.kind, one.grade));
        Attention { lines: pressing.map(line).collect(), more, all: String::new() }
    }

    /// Of the people of the installation, one by one.
    pub fn of_people(found: &[Finding], lang: Lang) -> Self {
        let line = |one: &Finding| Line {
            tag: tag(one.grade),
            grade: one.grade.label(),
            what: one.kind.label(),
            advice: one.kind.advice(),
            findings: 1,
            object: one.said.to(lang).to_owned(),
            enterprise: String::new(),
            href: page_of(one),
        };
        Attention { lines: found.iter().map(line).collect(), ..Attention::default() }
    }

    /// In one enterprise.
    pub fn within(base: &str, tally: &[Tally], most: usize) -> Self {
        let doctor = format!("{base}/doctor");
        let pressing = tally.iter().filter(|one| presses(one.kind, one.grade));
        let line = |one: &Tally| Line {
            tag: tag(one.grade),
            grade: one.grade.label(),
            what: one.kind.label(),
            advice: one.kind.advice(),
            findings: one.findings,
            object: String::new(),
            enterprise: String::new(),
            href: address(&doctor, Some(one.grade), Some(one.kind)),
        };
        let lines: Vec<Line> = pressing.clone().take(most).map(line).collect();
        Attention { more: pressing.count() > most, lines, all: doctor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_presses_comes_first_and_quiet_notes_stay_in_the_list() {
        let tally = |kind, grade, findings| Tally { kind, grade, findings };
        let all = [
            tally(Kind::Wrong, Grade::Error, 3),
            tally(Kind::KeyDue, Grade::Warning, 1),
            tally(Kind::Unreleased, Grade::Note, 4),
            tally(Kind::Contradiction, Grade::Note, 2),
            tally(Kind::Unused, Grade::Note, 9),
        ];
        let told = Attention::within("/e/a", &all, 5);
        let kinds: Vec<&str> = told.lines.iter().map(|line| line.what.en).collect();
        let wanted = [Kind::Wrong, Kind::KeyDue, Kind::Contradiction].map(|kind| kind.label().en);
        assert_eq!(kinds, wanted);
        assert!(!told.more && Attention::within("/e/a", &all, 2).more);
        assert_eq!(told.lines[0].href, "/e/a/doctor?grade=error&kind=wrong");
    }
}

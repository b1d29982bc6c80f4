//! The check of an exported file, with nothing but the file and an older checkpoint.

use std::io::Cursor;

use jieru::{
    ledger::{Block, Hash},
    ledger::{
        Checkpoint, Event, Export, Frontier, Last, Line, Note, Part, Plan, Purged, Signer, Subtree,
        Verdict, cover, notes,
    },
    secret::SecretBytes,
};
use std::collections::HashMap;

const SIZE: u64 = 21;

fn signer() -> Signer {
    Signer::new("0197-ab", &SecretBytes::new([7; 32]))
}

fn event(seq: u64) -> Event<'static> {
    Event {
        seq: i64::try_from(seq).expect("small"),
        at: 1_782_835_140_007,
        action: "window.saved".into(),
        reason: "第一行\n\"第二行\"".into(),
        details: vec![("name".into(), "甲".into())],
        ..Event::default()
    }
}

/// The log of `size` events: its tree and its root.
fn log(size: u64) -> (HashMap<Subtree, Hash>, Hash) {
    let (mut known, mut frontier) = (HashMap::new(), Frontier::default());
    for seq in 0..size {
        frontier.push(event(seq).leaf(), |at, hash| {
            known.insert(at, hash);
        });
    }
    (known, frontier.root())
}

fn note(size: u64) -> String {
    signer().sign(&Checkpoint::of("0197-ab", "e/demo", size, log(size).1))
}

fn older(sizes: &[u64]) -> Vec<Note> {
    sizes.iter().flat_map(|size| notes(&note(*size)).expect("a note")).collect()
}

fn last(filtered: bool) -> String {
    let root = log(SIZE).1;
    let key = signer().verifier().text();
    json(&Last { checkpoint: note(SIZE), size: SIZE, root, key, filtered })
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("JSON")
}

fn whole() -> Vec<String> {
    let lines = (0..SIZE).map(|seq| json(&Line::new(event(seq), None)));
    lines.chain([last(false)]).collect()
}

fn filtered(wanted: &[u64]) -> Vec<String> {
    let (known, _) = log(SIZE);
    let line = |seq: &u64| {
        let plan = Plan::of_inclusion(*seq, SIZE).expect("inside");
        let proof = plan.fill(|at| known.get(&at).copied().ok_or(())).expect("complete");
        json(&Line::new(event(*seq), Some(proof)))
    };
    wanted.iter().map(line).chain([last(true)]).collect()
}

/// With the first `to` events as one block.
fn purged(to: u64) -> Vec<String> {
    let (known, _) = log(SIZE);
    let subtrees = cover(0, to).into_iter().map(|at| Part::new(at, known[&at])).collect();
    let mut lines = vec![json(&Purged { purged: Block { from: 0, to, subtrees } })];
    lines.extend(whole().split_off(usize::try_from(to).expect("small")));
    lines
}

fn check(lines: &[String], given: &[Note]) -> Verdict {
    let file = lines.join("\n") + "\n";
    Export::verify(|| Ok(Cursor::new(file.clone())), given, |_| ()).expect("a readable file")
}

#[track_caller]
fn broken(lines: &[String], given: &[Note]) -> (Option<u64>, &'static str) {
    let fault = check(lines, given).fault.expect("a fault");
    (fault.from, fault.reason.id())
}

#[test]
fn what_was_exported_is_accepted() {
    for lines in [whole(), filtered(&[0, 5, 6, 20]), filtered(&[]), purged(6), purged(21)] {
        let verdict = check(&lines, &[]);
        assert!(verdict.is_ok(), "{:?}", verdict.fault);
        assert_eq!((verdict.log.as_str(), verdict.size), ("e/demo", SIZE));
        assert_eq!(verdict.root, log(SIZE).1);
    }
    assert!(check(&whole(), &older(&[1, 5, 16, SIZE])).is_ok());
    assert!(check(&purged(6), &older(&[6, 16])).is_ok());
    assert!(check(&filtered(&[3]), &older(&[SIZE])).is_ok());
}

#[test]
fn the_order_of_names_and_the_spaces_of_a_line_do_not_matter() {
    let mut lines = whole();
    let value: serde_json::Value = serde_json::from_str(&lines[4]).expect("JSON");
    let mut names: Vec<_> = value.as_object().expect("an object").iter().collect();
    names.reverse();
    let parts: Vec<String> =
        names.iter().map(|(name, value)| format!("  {name:?} : {value}")).collect();
    lines[4] = format!("{{{}}}", parts.join(","));
    assert!(check(&lines, &[]).is_ok());
    lines[4] = lines[4].replacen('{', "{\"seq\":4,", 1);
    assert_eq!(broken(&lines, &[]), (Some(4), "entry.unreadable"), "a name that stands twice");
}

#[test]
fn every_falsification_of_a_whole_export_names_the_entry() {
    let edit = |work: &dyn Fn(&mut Vec<String>)| {
        let mut lines = whole();
        work(&mut lines);
        broken(&lines, &[])
    };
    assert_eq!(edit(&|all| all[5] = all[5].replace("saved", "SAVED")), (Some(5), "entry.changed"));
    assert_eq!(edit(&|all| drop(all.remove(5))), (Some(5), "entry.missing"));
    assert_eq!(edit(&|all| all.insert(5, all[4].clone())), (Some(5), "entry.order"));
    assert_eq!(edit(&|all| all.swap(5, 9)), (Some(5), "entry.missing"));
    assert_eq!(edit(&|all| drop(all.remove(20))), (Some(20), "entry.missing"));
    assert_eq!(edit(&|all| drop(all.pop())), (Some(SIZE), "file.broken_off"));
    assert_eq!(edit(&|all| all[7] = "{".to_owned()), (Some(7), "entry.unreadable"));
    assert_eq!(
        edit(&|all| all.insert(21, json(&Line::new(event(21), None)))),
        (Some(21), "entry.surplus")
    );
    // An entry that was given its own new hash fits no root.
    let renewed = |all: &mut Vec<String>| {
        all[5] = json(&Line::new(Event { reason: "x".into(), ..event(5) }, None));
    };
    assert_eq!(edit(&renewed), (Some(0), "file.root"));
    let mut lines = whole();
    renewed(&mut lines);
    assert_eq!(broken(&lines, &older(&[4, 9])), (Some(4), "given.differs"));
}

#[test]
fn a_last_line_that_nobody_signed_is_refused() {
    let mut lines = whole();
    let end = lines.len() - 1;
    lines[end] = last(false).replace("\"size\":21", "\"size\":20");
    assert_eq!(broken(&lines, &[]), (None, "file.checkpoint"));
    let other = Signer::new("0197-ab", &SecretBytes::new([8; 32]));
    let root = log(SIZE).1;
    let forged = other.sign(&Checkpoint::of("0197-ab", "e/demo", SIZE, root));
    let key = other.verifier().text();
    lines[end] = json(&Last { checkpoint: forged, size: SIZE, root, key, filtered: false });
    assert!(check(&lines, &[]).is_ok(), "a file alone cannot tell whose key it is");
    assert_eq!(broken(&lines, &older(&[9])), (None, "given.unsigned"));
}

#[test]
fn older_checkpoints_are_held_against_what_they_cover() {
    let longer = {
        let mut frontier = Frontier::default();
        for seq in 0..=SIZE {
            frontier.push(event(seq).leaf(), |_, _| ());
        }
        Checkpoint::of("0197-ab", "e/demo", SIZE + 1, frontier.root())
    };
    let longer = notes(&signer().sign(&longer)).expect("a note");
    assert_eq!(broken(&whole(), &longer), (Some(SIZE), "given.longer"));
    assert_eq!(broken(&purged(6), &older(&[5])).1, "given.incomparable");
    assert_eq!(broken(&filtered(&[3]), &older(&[5])).1, "given.incomparable");
    let foreign = signer().sign(&Checkpoint::of("0197-ab", "e/other", 5, log(5).1));
    assert_eq!(broken(&whole(), &notes(&foreign).expect("a note")).1, "given.no_log");
}

#[test]
fn every_falsification_of_a_filtered_or_purged_export_is_found() {
    let mut lines = filtered(&[3, 9]);
    lines[1] = json(&Line::new(Event { reason: "x".into(), ..event(9) }, None));
    assert_eq!(broken(&lines, &[]), (Some(9), "entry.proof"));
    let mut lines = filtered(&[3, 9]);
    lines.swap(0, 1);
    assert_eq!(broken(&lines, &[]).1, "entry.order");
    let mut lines = purged(6);
    lines[0] = lines[0].replace("\"to\":6", "\"to\":5");
    assert_eq!(broken(&lines, &[]), (Some(0), "entry.unreadable"));
    let mut lines = purged(6);
    let hash = Hash::of_nothing().hex();
    let at = lines[0].find("\"hash\":\"").expect("a hash") + 8;
    lines[0].replace_range(at..at + 64, &hash);
    assert_eq!(broken(&lines, &[]), (Some(0), "file.root"));
    let mut lines = purged(6);
    lines.remove(0);
    assert_eq!(broken(&lines, &[]), (Some(0), "entry.missing"));
}

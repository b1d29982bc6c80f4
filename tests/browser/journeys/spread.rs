//! Whether the journeys are walked under every pair of circumstances: an error that shows only on a
//! narrow screen without scripts, or only in English on PostgreSQL, is met by one of them.

use super::{
    Way, access, alipay, backup, care, customers, earlier, four_eyes, handover, house, install,
    key_access, keys, links, master_key, me, passkeys, people, policy, proving, review, risks,
    second_factor, tencent, timeline, tokens, wecom,
};

/// The journeys of administrators and developers, and the ways in which each is walked.
const WALKED: &[(&str, &[Way])] = &[
    ("an Alipay window", alipay::WAYS),
    ("a rotated key", keys::WAYS),
    ("WeCom's options", wecom::WAYS),
    ("templates and VIP fields", customers::WAYS),
    ("inherited or own", house::WAYS),
    ("the dictionary as a table", house::TABLES),
    ("the first snippet", install::WAYS),
    ("many files", install::FILES),
    ("signing code", install::SERVER),
    ("a hand-over link", handover::WAYS),
    ("an installed page", handover::PASTED),
    ("draft and live", handover::BESIDE),
    ("a policy", policy::WAYS),
    ("a signed link", links::WAYS),
    ("Tencent's rows", tencent::WAYS),
    ("what needs attention", care::WAYS),
    ("the master key", master_key::WAYS),
    ("who changed the colour", timeline::WAYS),
    ("a review", review::WAYS),
    ("a proved history", proving::WAYS),
    ("an earlier moment", earlier::WAYS),
    ("kept and held", earlier::KEPT),
    ("who saw the key", key_access::WAYS),
    ("four eyes", four_eyes::WAYS),
    ("orphans and risks", risks::WAYS),
    ("coming and going", people::WAYS),
    ("a second factor", second_factor::WAYS),
    ("a lost phone", second_factor::LOST),
    ("a passkey", passkeys::WAYS),
    ("no passkey", passkeys::BARE),
    ("the own account", me::WAYS),
    ("a token for a build", tokens::WAYS),
    ("who may what", access::WAYS),
    ("a backup", backup::WAYS),
];

type Circumstance = (&'static str, fn(Way) -> bool);

const CIRCUMSTANCES: [Circumstance; 5] = [
    ("the keyboard alone", |way| way.keyboard),
    ("390 px", |way| way.narrow),
    ("no scripts", |way| way.bare),
    ("English", |way| way.english),
    ("PostgreSQL", |way| way.postgres),
];

#[test]
fn every_journey_is_walked_with_the_mouse_on_sqlite() {
    for (journey, ways) in WALKED {
        assert!(ways.contains(&Way::MOUSE), "{journey}");
    }
}

#[test]
fn every_pair_of_circumstances_is_walked() {
    let walked: Vec<Way> = WALKED.iter().flat_map(|(_, ways)| ways.iter().copied()).collect();
    let mut missing = Vec::new();
    for (at, (one, has_one)) in CIRCUMSTANCES.iter().enumerate() {
        for (other, has_other) in &CIRCUMSTANCES[at + 1..] {
            for pair in [(false, false), (false, true), (true, false), (true, true)] {
                if !walked.iter().any(|way| (has_one(*way), has_other(*way)) == pair) {
                    missing.push(format!("{one} {} with {other} {}", pair.0, pair.1));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

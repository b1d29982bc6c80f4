//! Who may approve, what ends an approval, and what a release takes.

use uuid::Uuid;

use super::*;

fn by(name: &str) -> By {
    By { id: name.to_owned(), name: name.to_owned() }
}

fn item(name: &str, hash: &str) -> Item {
    Item {
        noun: "window".into(),
        id: name.into(),
        handle: name.into(),
        name: name.into(),
        channel: "sobot".into(),
        production: true,
        source: Source::Draft,
        base: 0,
        content_hash: hash.into(),
        released: None,
    }
}

fn submitted(items: Vec<Item>) -> ChangeRequest {
    let order = Order {
        id: RequestId(Uuid::nil()),
        enterprise: EnterpriseId(Uuid::nil()),
        number: 1,
        title: "launch".into(),
        reason: "launch".into(),
        ticket: String::new(),
        author: by("author"),
        items,
        release_at: None,
    };
    ChangeRequest::submit(order, 1).0
}

fn one() -> (ChangeRequest, Contents) {
    let request = submitted(vec![item("a", "h1")]);
    let contents = Contents::of(&request.items, vec!["h1".into()]);
    (request, contents)
}

fn approval(name: &str, hash: &str) -> Approval {
    let content_hash = hash.to_owned();
    Approval { by: by(name), content_hash, comment: String::new(), at: 2, voided: None }
}

fn released(contents: &Contents, emergency: Option<&str>) -> Released {
    Released {
        numbers: vec![1],
        contents: contents.clone(),
        by: by("author"),
        at: 9,
        emergency: emergency.map(str::to_owned),
        frozen: false,
    }
}

fn approved(name: &str) -> (ChangeRequest, Contents) {
    let (request, contents) = one();
    let (new, _) = request.approve(approval(name, "h1"), (&contents, 1), &[], 2).expect("approved");
    (new, contents)
}

#[test]
fn neither_author_nor_contributor_approves() {
    let (request, contents) = one();
    let of = |name: &str| {
        let contributors = ["editor".to_owned()];
        request.approve(approval(name, "h1"), (&contents, 1), &contributors, 2).map(|_| ())
    };
    assert_eq!(of("author"), Err(Refusal::OwnWork));
    assert_eq!(of("editor"), Err(Refusal::OwnWork));
    assert_eq!(of("other"), Ok(()));
}

#[test]
fn who_took_it_over_and_who_handed_it_over_approve_nothing() {
    let (request, contents) = one();
    let (handed, act) = request.hand_over(by("heir"), 2).expect("handed over");
    let told: Vec<_> = act.changes().flat_map(|one| &one.changes).collect();
    assert!(told.iter().any(|one| one.field == "author"), "{told:?}");
    assert_eq!(handed.authors(), "author → heir");
    let of = |name: &str| handed.approve(approval(name, "h1"), (&contents, 1), &[], 3).map(|_| ());
    assert_eq!(of("author"), Err(Refusal::OwnWork));
    assert_eq!(of("heir"), Err(Refusal::OwnWork));
    assert_eq!(of("other"), Ok(()));
    assert_eq!(handed.withdraw(by("author"), "", 3).map(|_| ()), Err(Refusal::NotAuthor));
    assert!(handed.withdraw(by("heir"), "", 3).is_ok());
    let (forced, _) = handed.release(released(&contents, Some("down")), 1).expect("released");
    assert_eq!(forced.look(by("heir"), "", 9).expect("waits").map(|_| ()), Err(Refusal::OwnWork));
    // An approval is somebody else's word, and stays that.
    let (request, _) = approved("other");
    assert_eq!(request.hand_over(by("other"), 5).map(|_| ()), Err(Refusal::OwnWork));
    assert_eq!(forced.hand_over(by("third"), 9).map(|_| ()), Err(Refusal::Closed));
}

#[test]
fn what_is_released_by_itself_is_of_the_environment_that_was_set() {
    let (mut request, _) = one();
    request.items[0].production = false;
    let setter = by("setter");
    let (same, _) = request.schedule(Some((9, &setter)), [false].into_iter(), 2).expect("a time");
    assert!(!same.items[0].production && same.release_at == Some(9));
    let (moved, _) = request.schedule(Some((9, &setter)), [true].into_iter(), 2).expect("a time");
    assert!(moved.items[0].production && moved.scheduled_by == "setter");
    let (back, _) = moved.schedule(None, [true].into_iter(), 3).expect("no time");
    assert!(back.release_at.is_none() && back.scheduled_by.is_empty());
}

#[test]
fn an_approval_names_the_content_that_was_looked_at() {
    let (request, contents) = one();
    let seen_before = request.approve(approval("other", "h0"), (&contents, 1), &[], 2);
    assert_eq!(seen_before.map(|_| ()), Err(Refusal::Moved));
    let (request, _) = approved("other");
    assert_eq!(request.state, State::Approved);
    let edited = Contents::of(&request.items, vec!["h2".into()]);
    assert!(!request.is_ready(&edited.joint, 1));
    let late = request.release(released(&edited, None), 1).map(|_| ());
    assert_eq!(late, Err(Refusal::NotApproved));
}

#[test]
fn an_edit_voids_what_stood_and_both_stay_to_be_seen() {
    let (request, contents) = approved("other");
    let (voided, change) = request.void(&by("editor"), 5).expect("an approval stood");
    assert_eq!((voided.state, change.action), (State::Submitted, "change_request.approval_voided"));
    assert!(voided.void(&by("editor"), 6).is_none());
    let (again, _) =
        voided.approve(approval("other", "h1"), (&contents, 1), &[], 7).expect("once more");
    assert_eq!(again.approvals.len(), 2);
    assert_eq!(again.standing("h1").count(), 1);
}

#[test]
fn one_person_counts_once() {
    let (request, contents) = one();
    let (request, _) =
        request.approve(approval("other", "h1"), (&contents, 2), &[], 2).expect("the first");
    assert_eq!(request.state, State::Submitted);
    let again = request.approve(approval("other", "h1"), (&contents, 2), &[], 3).map(|_| ());
    assert_eq!(again, Err(Refusal::Again));
    let (request, _) =
        request.approve(approval("third", "h1"), (&contents, 2), &[], 3).expect("the second");
    assert_eq!(request.state, State::Approved);
}

#[test]
fn an_emergency_is_flagged_for_ever_and_looked_at_by_somebody_else() {
    let (request, contents) = one();
    let (new, act) = request.release(released(&contents, Some("down")), 1).expect("released");
    assert!(new.awaits_look() && act.reason == "down");
    assert_eq!(new.look(by("author"), "", 10).expect("waits").map(|_| ()), Err(Refusal::OwnWork));
    let (looked, _) = new.look(by("other"), "fine", 10).expect("waits").expect("looked at");
    assert!(!looked.awaits_look() && looked.emergency.is_some());
    assert!(looked.look(by("third"), "", 11).is_none());
    let (calm, contents) = approved("other");
    let (calm, _) = calm.release(released(&contents, Some("why not")), 1).expect("released");
    assert!(calm.emergency.is_none(), "it had its approvals");
}

#[test]
fn what_is_closed_stays_closed() {
    let (request, contents) = approved("other");
    let (closed, _) = request.release(released(&contents, None), 1).expect("released");
    assert_eq!(closed.items.first().and_then(|item| item.released), Some(1));
    assert_eq!(closed.reject(by("other"), "", 10).map(|_| ()), Err(Refusal::Closed));
    assert!(closed.void(&by("editor"), 10).is_none());
    let (request, _) = one();
    assert_eq!(request.withdraw(by("other"), "", 3).map(|_| ()), Err(Refusal::NotAuthor));
}

#[test]
fn each_object_tells_the_step_with_its_own_hash() {
    let request = submitted(vec![item("a", "h1"), item("b", "h2")]);
    let contents = Contents::of(&request.items, vec!["h1".into(), "h3".into()]);
    assert_ne!(contents.joint, "h1");
    let approval = approval("other", &contents.joint);
    let (new, act) = request.approve(approval, (&contents, 1), &[], 2).expect("approved");
    let told: Vec<_> = act
        .changes()
        .map(|one| (one.action, one.details.get("content_hash").map(String::as_str)))
        .collect();
    let joint = contents.joint.as_str();
    assert_eq!(
        told,
        [
            ("change_request.approved", Some(joint)),
            ("window.approved", Some("h1")),
            ("window.approved", Some("h3"))
        ]
    );
    assert_eq!(new.needed(&Policy::usual(new.enterprise)), 1);
}

#[test]
fn production_always_takes_a_second_person() {
    let usual = Policy::usual(EnterpriseId(Uuid::nil()));
    let rules = Rules { test: 2, production: 0, ..Rules::default() };
    let (new, _) = usual.edit(rules, 1).expect("other rules");
    assert_eq!((new.test, new.production), (2, 1));
    let frozen = Rules { production: 1, frozen_until: Some(10), ..Rules::default() };
    let (frozen, _) = usual.edit(frozen, 1).expect("other rules");
    assert!(frozen.frozen(9) && !frozen.frozen(10));
}

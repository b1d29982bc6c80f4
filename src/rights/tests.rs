//! Who may do what, and who may not.

use super::*;
use uuid::Uuid;

fn person(grants: Vec<Grant>) -> Grants {
    Grants::of_person(PersonId(Uuid::nil()), "甲".into(), grants, Origin::default())
}

#[test]
fn a_role_for_one_enterprise_counts_only_there() {
    let here = Place::Enterprise(EnterpriseId(Uuid::from_u128(1)));
    let there = Place::Enterprise(EnterpriseId(Uuid::from_u128(2)));
    let grants = person(vec![Grant::of(here, Role::Admin)]);
    assert!(grants.permit::<EditWindows>(here).is_ok());
    assert!(!grants.sees(there));
    assert!(grants.permit::<EditWindows>(there).is_err());
    assert!(grants.permit::<CreateEnterprises>(Place::Installation).is_err());
}

#[test]
fn the_strongest_role_counts_and_is_named_in_the_permit() {
    let here = Place::Enterprise(EnterpriseId(Uuid::from_u128(1)));
    let grants =
        person(vec![Grant::of(Place::Installation, Role::Auditor), Grant::of(here, Role::Admin)]);
    let permit = grants.permit::<EditWindows>(here).expect("an admin edits windows");
    assert_eq!(permit.actor().role, "admin");
    assert_eq!(grants.installation_role(), Some(Role::Auditor));
}

#[test]
fn a_hand_over_link_is_good_for_itself_alone() {
    let here = Place::Enterprise(EnterpriseId(Uuid::from_u128(1)));
    let there = Place::Enterprise(EnterpriseId(Uuid::from_u128(2)));
    let (id, name) = (HandoverId(Uuid::nil()), "外包".to_owned());
    let grants = Grants::of_link(id, name, EnterpriseId(Uuid::from_u128(1)), Origin::default());
    let permit = grants.permit::<UseHandover>(here).expect("its own right");
    assert_eq!(permit.actor().kind, ActorKind::Guest);
    assert!(grants.permit::<UseHandover>(there).is_err());
    assert!(grants.permit::<ViewEnterprise>(here).is_err() && !grants.sees(here));
    for role in Role::ALL {
        let person = person(vec![Grant::of(here, role)]);
        assert!(person.permit::<UseHandover>(here).is_err(), "links are used as links");
    }
}

#[test]
fn a_token_is_less_than_its_person() {
    let (one, two) = (EnterpriseId(Uuid::from_u128(1)), EnterpriseId(Uuid::from_u128(2)));
    let held = [Grant::of(Place::Installation, Role::Owner)];
    let token = |place, scopes: &[Scope]| {
        let name = (TokenId(Uuid::nil()), "构建".to_owned());
        Grants::of_token(name, &held, place, scopes.to_vec(), Origin::default())
    };
    let whole = token(None, &[Scope::Read]);
    let permit = whole.permit::<ReadHistory>(Place::Installation).expect("for reading");
    assert_eq!((permit.actor().kind, permit.actor().role.as_str()), (ActorKind::Token, "owner"));
    assert!(whole.allow::<ViewEnterprise>(Place::Enterprise(two)));
    assert!(!whole.allow::<ReadMetrics>(Place::Installation), "another scope");
    let narrow = token(Some(Place::Enterprise(one)), &[Scope::Read, Scope::Metrics]);
    assert!(narrow.allow::<ReadHistory>(Place::Enterprise(one)));
    assert!(!narrow.sees(Place::Enterprise(two)) && !narrow.sees(Place::Installation));
    assert!(!narrow.allow::<ReadMetrics>(Place::Installation), "another place");
    let window = Place::Window { enterprise: one, window: WindowId(Uuid::from_u128(3)) };
    let single = token(Some(window), &[Scope::Read]);
    assert!(single.allow::<ViewWindow>(window) && !single.allow::<ReadHistory>(window));
    assert!(!single.sees(Place::Enterprise(one)) && !single.sees(Place::Installation));
    assert!(token(None, &[Scope::Metrics]).allow::<ReadMetrics>(Place::Installation));
    for place in [Place::Installation, Place::Enterprise(one)] {
        assert!(!whole.allow::<EditWindows>(place) && !whole.allow::<ManagePeople>(place));
        assert!(!whole.allow::<RevealKeys>(place) && !whole.allow::<SignLinks>(place));
    }
}

#[test]
fn a_link_to_an_account_is_good_for_itself_alone() {
    let here = Place::Enterprise(EnterpriseId(Uuid::from_u128(1)));
    let grants = Grants::of_invited(PersonId(Uuid::nil()), "甲".into(), Origin::default());
    assert!(grants.permit::<AcceptInvitation>(Place::Installation).is_ok());
    assert!(grants.permit::<AcceptInvitation>(here).is_err());
    assert!(grants.permit::<ManagePeople>(Place::Installation).is_err() && !grants.sees(here));
}

#[test]
fn a_role_raises_whoever_holds_a_weaker_one_or_none() {
    let here = Place::Enterprise(EnterpriseId(Uuid::from_u128(1)));
    let (admin, owner) = (given(Role::Admin, None), given(Role::Owner, None));
    let auditor = given(Role::Auditor, None);
    assert_eq!(raised(&[], here, auditor), Some(Raise::Role));
    assert_eq!(raised(&[(here, admin)], here, owner), Some(Raise::Role));
    assert_eq!(raised(&[(here, owner)], Place::Installation, auditor), Some(Raise::Role));
    assert_eq!(raised(&[(Place::Installation, owner)], here, owner), None);
    assert_eq!(raised(&[(here, admin)], here, given(Role::Developer, None)), None);
}

fn given(role: Role, until: Option<i64>) -> Given {
    Given { role, until, releases: Releases::Everywhere }
}

#[test]
fn a_role_for_longer_or_with_less_of_a_limit_raises_too() {
    let here = Place::Enterprise(EnterpriseId(Uuid::from_u128(1)));
    let owner = |until| given(Role::Owner, until);
    let held = [(here, owner(Some(10)))];
    assert_eq!(raised(&held, here, owner(Some(10))), None);
    assert_eq!(raised(&held, here, owner(Some(9))), None);
    assert_eq!(raised(&held, here, owner(Some(11))), Some(Raise::Term));
    assert_eq!(raised(&held, here, owner(None)), Some(Raise::Term));
    assert_eq!(raised(&held, here, given(Role::Auditor, None)), Some(Raise::Term), "it stays");
    let whole = [(here, owner(Some(10))), (Place::Installation, owner(None))];
    assert_eq!(raised(&whole, here, owner(None)), None, "the other one lasts");
    let admin = |releases| Given { role: Role::Admin, until: None, releases };
    let test = [(here, admin(Releases::Test))];
    assert_eq!(raised(&test, here, admin(Releases::Test)), None);
    assert_eq!(raised(&test, here, admin(Releases::Nowhere)), None);
    assert_eq!(raised(&test, here, admin(Releases::Production)), Some(Raise::Limit));
    assert_eq!(raised(&test, here, admin(Releases::Everywhere)), Some(Raise::Limit));
    assert_eq!(raised(&test, here, given(Role::Developer, None)), None, "releases nothing");
    assert_eq!(raised(&held, here, Given { until: Some(10), ..admin(Releases::Test) }), None);
}

#[test]
fn after_a_role_for_a_time_what_lasts_longest_holds_again() {
    let (developer, auditor) = (given(Role::Developer, None), given(Role::Auditor, Some(10)));
    assert_eq!(afterwards(auditor, Some(developer), None), Some(developer));
    assert_eq!(afterwards(given(Role::Auditor, None), Some(developer), None), None, "for good");
    let short = given(Role::Developer, Some(5));
    assert_eq!(afterwards(auditor, Some(short), None), None, "it ends before");
    assert_eq!(afterwards(auditor, None, None), None);
    // The same role with an end is meant to end then.
    assert_eq!(afterwards(given(Role::Developer, Some(10)), Some(developer), None), None);
    let limited = Given { releases: Releases::Test, ..given(Role::Admin, None) };
    assert_eq!(afterwards(given(Role::Admin, Some(10)), Some(limited), None), Some(limited));
    // One role for a time after the other: what was there at first is not lost.
    let admin = given(Role::Admin, Some(20));
    assert_eq!(afterwards(auditor, Some(admin), Some(developer)), Some(developer));
    assert_eq!(afterwards(auditor, Some(admin), None), Some(admin));
    assert_eq!(
        afterwards(given(Role::Admin, Some(30)), Some(admin), Some(developer)),
        Some(developer)
    );
    let back = given(Role::Developer, Some(15));
    assert_eq!(afterwards(back, Some(auditor), Some(developer)), Some(developer));
}

#[test]
fn a_role_on_one_window_counts_there_and_for_what_is_meant_for_it() {
    let enterprise = EnterpriseId(Uuid::from_u128(1));
    let at = |number| Place::Window { enterprise, window: WindowId(Uuid::from_u128(number)) };
    let whole = Place::Enterprise(enterprise);
    let grants = person(vec![Grant::of(at(7), Role::Developer)]);
    let permit = grants.permit::<ViewWindow>(at(7)).expect("its own window");
    assert_eq!(permit.actor().role, "developer");
    assert!(grants.allow::<SignLinks>(at(7)) && grants.sees(at(7)));
    assert!(!grants.allow::<ViewWindow>(at(8)) && !grants.sees(at(8)));
    assert!(!grants.allow::<ViewWindow>(whole) && !grants.sees(whole));
    assert!(!grants.sees(Place::Installation));
    assert!(!grants.allow::<ViewEnterprise>(at(7)), "a page that knows no windows stays closed");
    assert!(!grants.allow::<CommentChanges>(at(7)));
    assert_eq!(grants.widest(enterprise), Some(at(7)));
    assert!(grants.allow::<AskAccess>(at(7)) && !grants.allow::<AskAccess>(whole));
    assert_eq!(grants.widest(EnterpriseId(Uuid::from_u128(2))), None);
    assert_eq!(grants.windows(), [(enterprise, WindowId(Uuid::from_u128(7)))]);
    let other = Place::Window {
        enterprise: EnterpriseId(Uuid::from_u128(2)),
        window: WindowId(Uuid::from_u128(7)),
    };
    assert!(!grants.sees(other), "the enterprise belongs to it");
}

#[test]
fn a_role_in_an_enterprise_counts_on_its_windows() {
    let enterprise = EnterpriseId(Uuid::from_u128(1));
    let window = Place::Window { enterprise, window: WindowId(Uuid::from_u128(7)) };
    for place in [Place::Installation, Place::Enterprise(enterprise)] {
        let grants = person(vec![Grant::of(place, Role::Admin)]);
        assert!(grants.allow::<ViewWindow>(window) && grants.allow::<EditWindows>(window));
        assert!(grants.windows().is_empty());
    }
    let mixed = person(vec![
        Grant::of(Place::Enterprise(enterprise), Role::Auditor),
        Grant::of(window, Role::Developer),
    ]);
    assert!(mixed.allow::<SignLinks>(window) && mixed.allow::<ReadHistory>(window));
    assert!(!mixed.allow::<SignLinks>(Place::Enterprise(enterprise)));
    let owner = (Place::Installation, given(Role::Owner, None));
    assert_eq!(raised(&[owner], window, given(Role::Developer, None)), None);
}

#[test]
fn only_developers_are_let_in_to_one_window() {
    let enterprise = EnterpriseId(Uuid::from_u128(1));
    let window = Place::Window { enterprise, window: WindowId(Uuid::from_u128(7)) };
    for role in Role::ALL {
        assert_eq!(window.takes(role), role == Role::Developer);
        assert!(Place::Installation.takes(role) && Place::Enterprise(enterprise).takes(role));
    }
}

#[test]
fn roles_that_release_in_different_environments_add_up() {
    let enterprise = EnterpriseId(Uuid::from_u128(1));
    let here = Place::Enterprise(enterprise);
    let window = Place::Window { enterprise, window: WindowId(Uuid::from_u128(7)) };
    let admin = |place, releases| Grant { releases, ..Grant::of(place, Role::Admin) };
    let one = person(vec![admin(here, Releases::Test)]);
    assert_eq!(one.releases_at(window), Releases::Test);
    let permit = one.permit::<ReleaseWindows>(window).expect("the right, for test");
    assert!(permit.releases().allows(false) && !permit.releases().allows(true));
    let both = [admin(here, Releases::Test), admin(Place::Installation, Releases::Production)];
    assert_eq!(person(both.to_vec()).releases_at(window), Releases::Everywhere);
    assert_eq!(person(both.to_vec()).releases_at(Place::Installation), Releases::Production);
    let weak = person(vec![Grant::of(here, Role::Developer), admin(here, Releases::Nowhere)]);
    assert_eq!(weak.releases_at(here), Releases::Nowhere);
    assert!(weak.allow::<EditWindows>(here), "everything else stays");
    assert_eq!(Grants::job("schedule").releases_at(here), Releases::Everywhere);
    let trace = one.trace(here);
    assert_eq!(trace.releases(), Releases::Nowhere);
}

#[test]
fn only_administrators_are_narrowed() {
    for role in Role::ALL {
        for releases in Releases::ALL {
            let grant = Grant { releases, ..Grant::of(Place::Installation, role) };
            let fits = releases == Releases::Everywhere || role == Role::Admin;
            assert_eq!(grant.is_sound(), fits, "{grant:?}");
            assert_eq!(Releases::from_name(releases.name()), Some(releases));
        }
    }
}

#[test]
fn auditors_and_developers_change_nothing() {
    let here = Place::Enterprise(EnterpriseId(Uuid::from_u128(1)));
    for role in [Role::Auditor, Role::Developer] {
        let grants = person(vec![Grant::of(here, role)]);
        assert!(grants.permit::<EditWindows>(here).is_err());
        assert!(grants.permit::<EditKeys>(here).is_err());
        assert!(grants.permit::<EditRegistry>(here).is_err());
        assert!(grants.permit::<EditEnterprise>(here).is_err());
    }
}

//! Roles that end by themselves, and roles on one window: what counts, what is taken away, what is told.

use futures_util::future::join_all;
use jieru::{
    clock::HOUR,
    domain::{Act, Change, EnterpriseId, Log, Person, PersonId, WindowId, person::Held},
    rights::{Given, Grant, Place, Releases, Role},
    store::{
        Db, Write, endings, enterprises, grants, members,
        people::{self, Term},
        statements,
    },
};
use uuid::Uuid;

use super::{opened, stored_enterprise};
use crate::support::{both, probe::Probe, world::system};

/// Somebody who holds a role in an enterprise until a moment.
async fn holder(db: &Db, id: EnterpriseId, until: Option<i64>) -> PersonId {
    let now = db.clock().now();
    let person = PersonId(db.clock().id());
    let (new, created) =
        Person::create(person, format!("{person}@example.com"), "甲".to_owned(), now);
    let held = Held { role: "auditor", until, releases: "all" };
    let given = new.turn_role(&Log::Enterprise(id).into(), None, Some(held)).expect("a change");
    let term = Term { until, by: "乙".to_owned(), ..Term::default() };
    let grant = (Place::Enterprise(id), Role::Auditor);
    let work = async |write: &mut Write<'_>| {
        people::insert(write, &new, "none".to_owned()).await?;
        people::give_for(write, person, grant, &term, now).await?;
        Ok(Act::new(created.clone()).and(given.clone()))
    };
    db.write(&system(), work).await.expect("a role");
    person
}

/// Gives another role until a moment.
async fn give_for(db: &Db, person: PersonId, place: Place, (role, until): (Role, i64)) {
    let until = (until != i64::MAX).then_some(until);
    let term = Term { until, by: "丙".to_owned(), ..Term::default() };
    let now = db.clock().now();
    let note = Change::note(Log::Installation, "person.created", "person", person);
    let work = async |write: &mut Write<'_>| {
        people::give_for(write, person, (place, role), &term, now).await?;
        Ok(Act::new(note.clone()))
    };
    db.write(&system(), work).await.expect("a role");
}

async fn counted(db: &Db, id: PersonId) -> (usize, bool) {
    let mut read = db.read().await.expect("a connection");
    let found = people::signed_in(&mut read, id, db.clock().now()).await.expect("an answer");
    let found = found.expect("somebody");
    (found.held.len(), found.overdue)
}

both! {
    async fn what_is_over_counts_nowhere_and_is_told_once_however_many_look(db: TestDb) {
        let opened = opened(&db).await;
        let (store, probe) = (&opened.db, Probe::open(&db.url).await);
        let id = stored_enterprise(store, "alpha").await.id;
        let now = store.clock().now();
        let (over, later) = (holder(store, id, Some(now - 1)).await, holder(store, id, Some(now + HOUR)).await);
        let always = holder(store, id, None).await;
        assert_eq!(counted(store, over).await, (0, true), "before anybody takes it away");
        assert_eq!(counted(store, later).await, (1, false));
        assert_eq!(counted(store, always).await, (1, false));
        let ended = join_all((0..6).map(|_| endings::round(store))).await;
        let ended: u64 = ended.into_iter().map(|one| one.expect("a round")).sum();
        assert_eq!(ended, 1);
        endings::of_person(store, over).await.expect("nothing is left to do");
        let told = probe.rows("SELECT actor_kind, permission, subject, changes FROM events WHERE action = 'grant.ended'").await;
        let [told] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!(told[..3], [Some("job".to_owned()), Some("access.end".to_owned()), Some(over.to_string())]);
        assert!(told[3].as_deref().is_some_and(|text| text.contains("\"before\":\"auditor\"")), "{told:?}");
        assert_eq!(counted(store, over).await, (0, false));
        let mut read = store.read().await.expect("a connection");
        let shown = endings::shown_in(&mut read, id, now).await.expect("a list");
        assert_eq!(shown.len(), 1);
        assert_eq!(endings::shown_of(&mut read, over, now).await.expect("a list").len(), 1);
        assert!(endings::shown_in(&mut read, id, now + endings::SHOWN).await.expect("a list").is_empty());
        let listed = members::list(&mut read, Some(id), "").await.expect("a list");
        let until: Vec<Option<i64>> = listed.items.iter().map(|one| one.until).collect();
        assert!(until.contains(&None) && until.contains(&Some(now + HOUR)) && until.len() == 2);
        assert!(listed.items.iter().all(|one| one.by == "乙"));
        drop(read);
        assert_eq!(store.forget_endings().await.expect("a number"), 0, "shown for thirty days");
        probe.execute("UPDATE ended_grants SET ended_at = 5").await;
        assert_eq!(store.forget_endings().await.expect("a number"), 1);
    }

    async fn what_a_role_for_a_time_replaced_holds_again_after_it(db: TestDb) {
        let opened = opened(&db).await;
        let (store, probe) = (&opened.db, Probe::open(&db.url).await);
        let id = stored_enterprise(store, "alpha").await.id;
        let now = store.clock().now();
        let (back, gone) = (holder(store, id, None).await, holder(store, id, Some(now + HOUR)).await);
        let place = Place::Enterprise(id);
        for person in [back, gone] {
            let since = format!("UPDATE grants SET created_at = 7 WHERE person_id = '{person}'");
            probe.execute(&since).await;
            for (role, until) in [(Role::Developer, now + HOUR - 2), (Role::Admin, now + HOUR - 1)] {
                give_for(store, person, place, (role, until)).await;
            }
        }
        let auditor = |until| Given { role: Role::Auditor, until, releases: Releases::Everywhere };
        let mut read = store.read().await.expect("a connection");
        let held = grants::held_with_former(&mut read, back, place).await.expect("an answer");
        let (held, former) = held.expect("a role");
        assert_eq!((held.role, held.until), (Role::Admin, Some(now + HOUR - 1)));
        assert_eq!(former, Some(auditor(None)), "one after the other loses nothing");
        let listed = members::list(&mut read, Some(id), "").await.expect("a list");
        let mut formers: Vec<_> = listed.items.iter().filter_map(|one| one.former).collect();
        formers.sort_by_key(|one| one.until);
        assert_eq!(formers, [auditor(None), auditor(Some(now + HOUR))]);
        drop(read);
        // The term is over; what the one held before ended meanwhile, too.
        probe.execute(&format!("UPDATE grants SET ends_at = {}", now - 2)).await;
        let ended = format!("UPDATE grants SET former_ends_at = {} WHERE person_id = '{gone}'", now - 1);
        probe.execute(&ended).await;
        let rounds = join_all((0..6).map(|_| endings::round(store))).await;
        let rounds: u64 = rounds.into_iter().map(|one| one.expect("a round")).sum();
        assert_eq!(rounds, 2, "each once");
        let mut read = store.read().await.expect("a connection");
        let held = grants::held_with_former(&mut read, back, place).await.expect("an answer");
        assert_eq!(held, Some((auditor(None), None)));
        assert_eq!(people::held_at(&mut read, gone, place).await.expect("an answer"), None);
        let one = members::find(&mut read, back, place).await.expect("an answer").expect("a role");
        assert_eq!((one.since, one.by.as_str()), (7, "乙"), "since it was given first");
        for person in [back, gone] {
            let shown = endings::shown_of(&mut read, person, now).await.expect("a list");
            assert_eq!(shown.iter().map(|one| one.role).collect::<Vec<_>>(), [Role::Admin]);
        }
        drop(read);
        let told = |person| format!("SELECT action, actor_kind, changes FROM events WHERE actor_kind = 'job' AND subject = '{person}'");
        let rows = probe.rows(&told(back)).await;
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!(row[0].as_deref(), Some("grant.changed"));
        let changes = row[2].as_deref().expect("changes");
        assert!(changes.contains("\"before\":\"admin\"") && changes.contains("\"after\":\"auditor\""), "{changes}");
        let rows = probe.rows(&told(gone)).await;
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!(row[0].as_deref(), Some("grant.ended"));
        assert_eq!(counted(store, back).await, (1, false));
        // What is given for good leaves nothing to come back.
        give_for(store, back, place, (Role::Developer, now + HOUR)).await;
        give_for(store, back, place, (Role::Developer, i64::MAX)).await;
        let stored = format!("grants WHERE person_id = '{back}' AND former_role IS NULL");
        assert_eq!(probe.count(&stored).await, 1);
    }

    async fn a_role_on_a_window_is_that_of_a_developer(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let enterprise = stored_enterprise(store, "alpha").await.id;
        let person = holder(store, enterprise, None).await;
        let place = Place::Window { enterprise, window: WindowId(Uuid::from_u128(7)) };
        let change = || {
            Act::new(Change::note(Log::Installation, "person.created", "person", person))
        };
        for role in Role::ALL {
            let work = async |write: &mut Write<'_>| {
                people::give(write, person, Grant::of(place, role), 1).await?;
                Ok(change())
            };
            assert_eq!(store.write(&system(), work).await.is_ok(), role == Role::Developer);
        }
        let mut read = store.read().await.expect("a connection");
        let held = people::grants(&mut read, person).await.expect("roles");
        assert!(held.contains(&Grant::of(place, Role::Developer)) && held.len() == 2);
        let given = Given { role: Role::Developer, until: None, releases: Releases::Everywhere };
        assert_eq!(people::held_at(&mut read, person, place).await.unwrap(), Some(given));
        // Lists of enterprises know nothing of it.
        let own = enterprises::list(&mut read, Some(person), "").await.expect("a list");
        assert_eq!(own.items.len(), 1, "the one with a role in it");
    }
}

/// Whoever holds a role on a window alone has a row that names the enterprise: what looks for
/// enterprises by it would show all of them.
#[test]
fn only_those_who_know_of_windows_look_for_roles_by_their_enterprise() {
    let knowing = ["directory", "members", "endings", "people", "releases", "checkups"];
    for (module, text) in statements() {
        let grants = text.contains("grants g") || text.contains("FROM grants");
        let by_enterprise =
            text.contains("g.enterprise_id") || text.contains("grants WHERE enterprise_id");
        assert!(!grants || !by_enterprise || knowing.contains(&module), "{module}: {text}");
    }
}

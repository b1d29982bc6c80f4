//! Roles that end by themselves, and roles on one window: what counts, what is taken away, what is told.

use futures_util::future::join_all;
use jieru::{
    clock::HOUR,
    domain::{Act, EnterpriseId, Log, Person, PersonId, WindowId, person::Held},
    rights::{Given, Grant, Place, Releases, Role},
    store::{
        Db, Write, endings, enterprises, members,
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

    async fn a_role_on_a_window_is_that_of_a_developer(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let enterprise = stored_enterprise(store, "alpha").await.id;
        let person = holder(store, enterprise, None).await;
        let place = Place::Window { enterprise, window: WindowId(Uuid::from_u128(7)) };
        let change = || {
            Act::new(jieru::domain::Change::note(Log::Installation, "person.created", "person", person))
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

//! People who come and go at the same moment: an owner always stays, and a link is good once.

use futures_util::future::join_all;
use jieru::{
    domain::{Act, Log, Person, PersonId},
    error::{Error, Kind, Result},
    rights::{Given, Grant, Place, Releases, Role},
    store::{
        Db, Write, directory, invitations,
        people::{self, Term},
    },
};

use super::opened;
use crate::support::{
    both,
    probe::Probe,
    world::{password_hash, sample_invitation, system},
};

const ROUNDS: usize = 20;
const READERS: usize = 8;
const OWNS: Grant = Grant::of(Place::Installation, Role::Owner);

async fn person(db: &Db, email: &str, grant: Option<Grant>) -> Person {
    let now = db.clock().now();
    let id = PersonId(db.clock().id());
    let (person, created) = Person::create(id, email.to_owned(), email.to_owned(), now);
    let hash = password_hash().await;
    let work = async |write: &mut Write<'_>| {
        people::insert(write, &person, hash.clone()).await?;
        let mut act = Act::new(created.clone());
        if let Some(grant) = grant {
            people::give(write, id, grant, now).await?;
            let given = person.grant(Log::Installation, None, Some(grant.role.name()));
            act = act.and(given.expect("a change"));
        }
        Ok(act)
    };
    db.write(&system(), work).await.expect("a person");
    person
}

async fn leaves(db: &Db, person: &Person) -> Result<()> {
    let (new, change) = person.deactivate(db.clock().now()).expect("a change");
    let work = async |write: &mut Write<'_>| {
        people::set_active(write, &new, person.version).await?;
        Ok(Act::new(change.clone()))
    };
    db.write(&system(), work).await
}

async fn steps_down(db: &Db, person: &Person, to: Option<Role>) -> Result<()> {
    let change = person.grant(Log::Installation, Some("owner"), to.map(Role::name));
    let change = change.expect("a change");
    let seen = Given { role: Role::Owner, until: None, releases: Releases::Everywhere };
    let (seen, now) = (Some(seen), db.clock().now());
    let work = async |write: &mut Write<'_>| {
        people::set_role(write, person.id, Place::Installation, (seen, to), &Term::default(), now)
            .await?;
        Ok(Act::new(change.clone()))
    };
    db.write(&system(), work).await
}

/// It was refused for the last owner's sake, and says so.
fn refused(error: &Error) {
    assert_eq!(error.kind(), Kind::Conflict, "{error}");
    let said = error.text().expect("words");
    assert!(said.en.contains("last active owner") && said.zh.contains("最后一位"), "{said:?}");
}

both! {
    async fn of_two_owners_who_go_at_once_one_stays(db: TestDb) {
        let opened = opened(&db).await;
        let (store, probe) = (&opened.db, Probe::open(&db.url).await);
        let mut stays = person(store, "owner-0@example.com", Some(OWNS)).await;
        for round in 1..=ROUNDS {
            let new = person(store, &format!("owner-{round}@example.com"), Some(OWNS)).await;
            let one = leaves(store, &stays);
            let (one, other) = match round % 3 {
                0 => futures_util::future::join(one, leaves(store, &new)).await,
                1 => futures_util::future::join(one, steps_down(store, &new, None)).await,
                _ => {
                    futures_util::future::join(one, steps_down(store, &new, Some(Role::Admin))).await
                }
            };
            stays = match (one, other) {
                (Ok(()), Err(error)) => {
                    refused(&error);
                    new
                }
                (Err(error), Ok(())) => {
                    refused(&error);
                    stays
                }
                both => panic!("round {round}: {both:?}"),
            };
            let left = "SELECT p.email FROM people p JOIN grants g ON g.person_id = p.id WHERE g.role = 'owner' AND g.place = 'installation' AND p.active";
            assert_eq!(probe.column(left).await, [stays.email.clone()]);
        }
    }

    async fn a_role_is_changed_only_where_it_is_what_was_seen(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let owner = person(store, "a@example.com", Some(OWNS)).await;
        let admin = person(store, "b@example.com", Some(Grant { role: Role::Admin, ..OWNS })).await;
        let error = steps_down(store, &admin, None).await.expect_err("not what was seen");
        assert!(error.kind() == Kind::Conflict && error.text().is_none(), "{error}");
        let mut read = store.read().await.expect("a connection");
        let held = people::grants(&mut read, admin.id).await.expect("roles");
        assert_eq!(held, [Grant { role: Role::Admin, ..OWNS }]);
        drop(read);
        // Nor where only its end or its limit is another one.
        let now = store.clock().now();
        for (until, releases) in [(Some(now + 60_000), Releases::Everywhere), (None, Releases::Test)] {
            let seen = Given { role: Role::Admin, until, releases };
            let change = admin.grant(Log::Installation, Some("admin"), None).expect("a change");
            let work = async |write: &mut Write<'_>| {
                let turned = (Some(seen), None);
                people::set_role(write, admin.id, Place::Installation, turned, &Term::default(), now).await?;
                Ok(Act::new(change.clone()))
            };
            let error = store.write(&system(), work).await.expect_err("not what was seen");
            assert!(error.kind() == Kind::Conflict && error.text().is_none(), "{error}");
        }
        refused(&leaves(store, &owner).await.expect_err("the last owner"));
        refused(&steps_down(store, &owner, Some(Role::Auditor)).await.expect_err("the last owner"));
        leaves(store, &admin).await.expect("somebody else may go");
    }

    async fn a_link_is_used_once_however_many_try(db: TestDb) {
        let opened = opened(&db).await;
        let (store, probe) = (&opened.db, Probe::open(&db.url).await);
        for round in 0..4 {
            let email = format!("new-{round}@example.com");
            let (new, change) = sample_invitation(store.clock(), &email, store.clock().now());
            let hash = format!("hash-{round}");
            let work = async |write: &mut Write<'_>| {
                invitations::insert(write, &new, &hash).await?;
                Ok(Act::new(change.clone()))
            };
            store.write(&system(), work).await.expect("an invitation");
            let (used, accepted) = new.accept(store.clock().now()).expect("it opens");
            let password = password_hash().await;
            let accept = async || {
                let now = store.clock().now();
                let (person, created) = Person::create(new.person, email.clone(), "甲".into(), now);
                let work = async |write: &mut Write<'_>| {
                    invitations::close(write, &used).await?;
                    people::insert(write, &person, password.clone()).await?;
                    Ok(Act::new(created.clone()).and(accepted.clone()))
                };
                store.write(&system(), work).await
            };
            let done = join_all((0..READERS).map(|_| accept())).await;
            assert_eq!(done.iter().filter(|one| one.is_ok()).count(), 1, "round {round}");
            for error in done.iter().filter_map(|one| one.as_ref().err()) {
                assert_eq!(error.kind(), Kind::Conflict, "{error}");
            }
            let told = "SELECT CAST(count(*) AS TEXT) FROM events WHERE action = 'invitation.accepted'";
            assert_eq!(probe.one(told).await, (round + 1).to_string());
        }
        assert_eq!(probe.count("people").await, 4);
    }

    async fn everybody_is_listed_once_in_the_order_of_addresses(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        for number in 0..60 {
            let grant = (number % 2 == 0).then_some(Grant { role: Role::Auditor, ..OWNS });
            person(store, &format!("p{number:02}@example.com"), grant).await;
        }
        person(store, "other@example.com", None).await;
        let mut read = store.read().await.expect("a connection");
        let first = directory::list(&mut read, "p", "").await.expect("a page");
        let next = first.next.clone().expect("another page");
        let second = directory::list(&mut read, "p", &next).await.expect("a page");
        assert!(second.next.is_none());
        let all: Vec<_> = first.items.iter().chain(&second.items).collect();
        let emails: Vec<&str> = all.iter().map(|one| one.person.email.as_str()).collect();
        let wanted: Vec<String> = (0..60).map(|number| format!("p{number:02}@example.com")).collect();
        assert_eq!(emails, wanted);
        for (number, entry) in all.iter().enumerate() {
            assert_eq!(entry.held.len(), usize::from(number % 2 == 0), "{}", entry.person.email);
        }
        let everybody = directory::list(&mut read, "", "").await.expect("a page");
        assert_eq!(everybody.items.len(), 50);
        assert_eq!(everybody.items[0].person.email, "other@example.com");
    }
}

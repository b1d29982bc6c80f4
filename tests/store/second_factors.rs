//! Codes are taken once however many try at the same moment, and outlive a change of the master key.

use std::fs;

use futures_util::future::join_all;
use jieru::{
    access::{second_factor::recovery_codes, totp::Shared},
    app::{self, rotation::rotate},
    clock::MINUTE,
    domain::sign_in::Duty,
    domain::{Act, FactorId, Person, PersonId, SecondFactor},
    error::Kind as Wrong,
    store::{Db, Write, people, second_factors, sign_in_rules},
    vault::{Binding, Vault},
};

use super::opened;
use crate::support::{
    app::config,
    both,
    probe::Probe,
    world::{password_hash, system},
};

const TRIES: usize = 8;

async fn holder(db: &Db, vault: &Vault, shared: &Shared, hashes: &[String]) -> SecondFactor {
    let now = db.clock().now();
    let id = PersonId(db.clock().id());
    let (person, created) = Person::create(id, "a@example.com".to_owned(), "甲".to_owned(), now);
    let (new, added) = SecondFactor::add_codes(FactorId(db.clock().id()), &person, now);
    let text = new.id.to_string();
    let sealed = vault.own_key().seal(shared.secret(), Binding::of_factor(&text)).expect("sealed");
    let password = password_hash().await;
    let work = async |write: &mut Write<'_>| {
        people::insert(write, &person, password.clone()).await?;
        second_factors::insert(write, &new, &sealed).await?;
        second_factors::replace_codes(write, id, hashes).await?;
        Ok(Act::new(created.clone()).and(added.clone()))
    };
    db.write(&system(), work).await.expect("a person with a factor");
    new
}

/// How many of some writes at the same moment go through; all others lose by a conflict.
async fn winners(
    db: &Db,
    person: PersonId,
    take: impl AsyncFn(&mut Write<'_>) -> jieru::error::Result<()>,
) -> usize {
    let mut read = db.read().await.expect("a connection");
    let person = people::find(&mut read, person).await.expect("an answer").expect("somebody");
    drop(read);
    let (take, person) = (&take, &person);
    let one = async || {
        let work = async |write: &mut Write<'_>| {
            take(write).await?;
            Ok(Act::new(person.password_reset()))
        };
        db.write(&system(), work).await
    };
    let done = join_all((0..TRIES).map(|_| one())).await;
    for error in done.iter().filter_map(|one| one.as_ref().err()) {
        assert_eq!(error.kind(), Wrong::Conflict, "{error}");
    }
    done.iter().filter(|one| one.is_ok()).count()
}

both! {
    async fn a_code_is_taken_once_however_many_try(db: TestDb) {
        let opened = opened(&db).await;
        let (store, shared) = (&opened.db, Shared::make().expect("random"));
        let (_, hashes) = recovery_codes().expect("random");
        let factor = holder(store, &opened.vault, &shared, &hashes).await;
        let (id, person) = (factor.id, factor.person);
        let step = |step| async move |write: &mut Write<'_>| second_factors::take_step(write, id, step, 7).await;
        for (at, wins) in [(100, 1), (100, 0), (99, 0), (101, 1)] {
            assert_eq!(winners(store, person, step(at)).await, wins, "step {at}");
        }
        let code = async |write: &mut Write<'_>| second_factors::take_code(write, person, &hashes[3], 5).await;
        assert_eq!(winners(store, person, code).await, 1);
        let mut read = store.read().await.expect("a connection");
        assert_eq!(second_factors::codes_left(&mut read, person).await.expect("a number"), 9);
    }

    async fn a_shared_secret_outlives_a_new_master_key(db: TestDb) {
        let (config, shared) = (config(&db), Shared::make().expect("random"));
        let first = opened(&db).await;
        let factor = holder(&first.db, &first.vault, &shared, &[]).await;
        first.db.close().await;
        rotate(&config).await.expect("a new key");
        let again = app::open(&config).await.expect("it opens");
        let mut read = again.db.read().await.expect("a connection");
        let stored = second_factors::of_person(&mut read, factor.person).await.expect("an answer");
        assert_eq!(stored.len(), 1);
        let (own, id) = (again.vault.own_key(), factor.id.to_string());
        let secret = own.open(&stored[0].sealed, Binding::of_factor(&id)).expect("it opens");
        assert_eq!(secret.expose(), shared.secret().expose());
        own.open(&stored[0].sealed, Binding::of_factor("another")).expect_err("another row");
        own.open(&stored[0].sealed, Binding::of_offered_factor(&id)).expect_err("another purpose");
    }

    async fn rules_are_there_from_the_beginning_and_saved_over_what_was_seen(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let rules = sign_in_rules::find(&mut store.read().await.expect("a connection")).await;
        let rules = rules.expect("rules");
        assert!(rules.duty == Duty::Stewards && rules.grace_days == 7 && rules.since == opened.installation.created_at);
        let (new, change) = rules.edit(Duty::Nobody, 0, "i", store.clock().now()).expect("a change");
        let save = async || {
            let work = async |write: &mut Write<'_>| {
                sign_in_rules::save(write, &new, rules.version).await?;
                Ok(Act::new(change.clone()))
            };
            store.write(&system(), work).await
        };
        save().await.expect("the first one");
        assert_eq!(save().await.expect_err("the second one").kind(), Wrong::Conflict);
    }

    async fn an_installation_from_before_has_the_duty_from_the_migration_on(db: TestDb) {
        let opened = opened(&db).await;
        let (store, probe) = (&opened.db, Probe::open(&db.url).await);
        let engine = if db.url.starts_with("sqlite:") { "sqlite" } else { "postgres" };
        let root = env!("CARGO_MANIFEST_DIR");
        let text = fs::read_to_string(format!("{root}/migrations/{engine}/0017_second_factor.sql"));
        let text = text.expect("a file");
        let insert = &text[text.find("INSERT INTO").expect("a row")..];
        let before = store.clock().now();
        for demo in [false, true] {
            let reset = format!("DELETE FROM sign_in_rules; UPDATE installation SET demo = {demo}");
            probe.execute(&reset).await;
            probe.execute(insert).await;
            let rules = sign_in_rules::find(&mut store.read().await.expect("a connection")).await;
            let rules = rules.expect("rules");
            let duty = if demo { Duty::Nobody } else { Duty::Stewards };
            assert_eq!((rules.duty, rules.grace_days, rules.version), (duty, 7, 1));
            assert!((rules.since - before).abs() < MINUTE, "{} is not {before}", rules.since);
        }
    }
}

//! The clock jumps by hours, forward and back: numbers keep the order, and no time is waited for twice.

use jieru::{
    app,
    clock::{Clock, HOUR, MINUTE, Millis},
    domain::{Act, enterprise::Draft},
    store::{
        Db, Location, Write, enterprises,
        ledger::{Check, Notary, verify},
        throttles,
    },
};

use super::{Dice, times};
use crate::{
    store::sessions::{begin, held, lives},
    support::{
        app::config,
        both,
        probe::Probe,
        world::{sample_enterprise, system},
    },
};

const START: Millis = 1_800_000_000_000;
/// As far as the clock jumps, either way.
const FAR: u64 = 48;

both! {
    async fn a_clock_that_jumps_refuses_no_save_and_changes_no_order(db: TestDb) {
        let opened = app::open(&config(&db)).await.expect("an installation");
        let notary = Notary::new(opened.vault.clone(), &opened.installation.id, None);
        opened.db.close().await;
        let clock = Clock::held_at(START);
        let location = Location::parse(&db.url).expect("an address");
        let store = Db::open(&location, clock.clone()).await.expect("a database");
        let (mut stored, change) = sample_enterprise(&clock, "alpha", clock.now());
        let insert = async |write: &mut Write<'_>| {
            enterprises::insert(write, &stored).await?;
            Ok(Act::new(change.clone()))
        };
        store.write(&system(), insert).await.expect("a stored enterprise");
        let (mut dice, saves) = (Dice::thrown(), times(60, 2_000));
        for save in 0..saves {
            let hours = Millis::try_from(dice.below(2 * FAR + 1)).expect("hours");
            clock.advance((hours - Millis::try_from(FAR).expect("hours")) * HOUR);
            let draft = Draft { name: format!("n{save}"), meta: stored.meta.clone() };
            let (new, change) = stored.edit(draft, clock.now()).expect("a change");
            let update = async |write: &mut Write<'_>| {
                enterprises::update(write, &new, stored.version).await?;
                Ok(Act::new(change.clone()))
            };
            store.write(&system(), update).await.expect("a save at any time");
            stored = new;
            if save % 10 == 0 {
                notary.round(&store, HOUR).await.expect("checkpoints at any time");
            }
        }
        let probe = Probe::open(&db.url).await;
        let told = format!("SELECT changes FROM events WHERE log = '{}' AND seq > 0 ORDER BY seq", stored.id);
        let told = probe.column(&told).await;
        assert_eq!(told.len(), saves);
        for (save, changes) in told.iter().enumerate() {
            assert!(changes.contains(&format!("\"after\":\"n{save}\"")), "{save}: {changes}");
        }
        let check = Check { notary: Some(&notary), given: &[], only: None, told: |_| () };
        assert!(verify(&store, &check).await.expect("a report").ok);
        println!("{saves} saves under a clock that jumps: all taken, in their order");
    }

    async fn what_has_ended_stays_ended_when_the_clock_is_put_back(db: TestDb) {
        let (store, clock) = held(&db).await;
        for id in ["used", "idle"] {
            begin(&store, id).await;
        }
        clock.advance(-3 * HOUR);
        assert!(lives(&store, "used").await, "a clock that was put right ends no session");
        clock.advance(3 * HOUR + 31 * MINUTE);
        assert!(!lives(&store, "idle").await);
        jieru::store::sessions::delete_ended(&store).await.expect("cleared away");
        clock.advance(-31 * MINUTE);
        for id in ["used", "idle"] {
            assert!(!lives(&store, id).await, "{id} was over");
        }
        begin(&store, "new").await;
        assert!(lives(&store, "new").await, "whoever signs in now is in");
    }

    async fn a_lock_from_a_time_to_come_holds_nobody_back(db: TestDb) {
        let (store, clock) = held(&db).await;
        clock.advance(5 * HOUR);
        let counted = throttles::count(&store, "a", |_| MINUTE).await.expect("counted");
        assert_eq!(counted.locked_until, clock.now() + MINUTE);
        assert!(throttles::find(&store, "a").await.expect("an answer").is_some());
        clock.advance(-5 * HOUR);
        assert!(throttles::find(&store, "a").await.expect("an answer").is_none());
    }
}

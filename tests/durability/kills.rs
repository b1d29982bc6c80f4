//! The server is killed in the middle of saves, again and again; and it is told to stop.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use super::{Dice, saving::Site, times};
use crate::support::both;

const SAVERS: usize = 4;
/// How long a server lives at most before it is killed.
const LIFE: Duration = Duration::from_millis(700);
/// How long it may take to end after it was told to.
const FAREWELL: Duration = Duration::from_secs(30);

both! {
    async fn what_was_acknowledged_before_a_kill_is_there_and_nothing_is_half_written(db: TestDb) {
        let mut site = Site::new(db, SAVERS).await;
        let (mut dice, kills) = (Dice::thrown(), times(4, 250));
        for kill in 0..kills {
            let served = site.serve();
            let life = Duration::from_millis(20) + dice.moment(LIFE);
            site.save_while(&format!("k{kill}"), async {
                tokio::time::sleep(life).await;
                // Dropping it sends SIGKILL.
                drop(served);
            })
            .await;
            site.check().await;
            if kill % times(1, 10) == 0 {
                site.verify();
            }
        }
        site.verify_whole().await;
        let saved = site.answers.acknowledged.len();
        println!("{kills} kills: {saved} saves acknowledged, none lost");
        assert!(saved > kills, "only {saved} saves were acknowledged");
        assert!(site.answers.refused.is_empty(), "{:?}", site.answers.refused);
    }

    async fn told_to_stop_in_load_it_finishes_what_it_began_and_ends(db: TestDb) {
        let mut site = Site::new(db, SAVERS).await;
        for stop in 0..times(1, 20) {
            let mut served = site.serve();
            let took = site.save_while(&format!("s{stop}"), async {
                tokio::time::sleep(Duration::from_millis(500)).await;
                let id = served.child.id().to_string();
                assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill").success());
                let asked = Instant::now();
                loop {
                    if let Some(status) = served.child.try_wait().expect("a status") {
                        assert_eq!(status.code(), Some(0));
                        return asked.elapsed();
                    }
                    assert!(asked.elapsed() < FAREWELL, "it still serves");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            })
            .await;
            println!("SIGTERM in load: it ended after {took:?}");
            site.check().await;
        }
        site.verify_whole().await;
        assert!(site.answers.acknowledged.len() > SAVERS, "it was in load");
    }
}

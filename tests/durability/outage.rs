//! PostgreSQL stops without a farewell in the middle of saves, and comes back.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use reqwest::StatusCode;
use tempfile::TempDir;
use tokio::task::spawn_blocking;

use super::{
    Dice,
    saving::{Answers, Site, offer},
    times,
};
use crate::support::{TestDb, postgres::OwnCluster};

const SAVERS: usize = 4;
/// How long it may take to save again once the database is back.
const AGAIN: Duration = Duration::from_secs(10);

async fn blocking(cluster: &Arc<OwnCluster>, work: impl FnOnce(&OwnCluster) + Send + 'static) {
    let cluster = Arc::clone(cluster);
    spawn_blocking(move || work(&cluster)).await.expect("it is done");
}

#[tokio::test]
async fn a_postgres_that_stops_hard_in_load_loses_nothing_and_the_same_server_saves_again() {
    let Some(cluster) = OwnCluster::start() else { return };
    let cluster = Arc::new(cluster);
    let dir = TempDir::with_prefix("jieru-test-").expect("a folder");
    let db = TestDb { url: cluster.database("jieru").await, dir };
    let mut site = Site::new(db, SAVERS).await;
    let served = site.serve();
    let (mut dice, mut client) = (Dice::thrown(), site.clients[0].twin());
    let (mut others, rounds) = (Answers::default(), times(2, 30));
    for round in 0..rounds {
        let life = Duration::from_millis(200) + dice.moment(Duration::from_millis(500));
        let took = site
            .save_while(&format!("o{round}"), async {
                tokio::time::sleep(life).await;
                blocking(&cluster, OwnCluster::stop_hard).await;
                let ready = client.get("/readyz").await;
                assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE, "{}", ready.body);
                assert!(ready.header("retry-after").is_some(), "when to come back");
                assert_eq!(client.get("/healthz").await.status, StatusCode::OK);
                blocking(&cluster, OwnCluster::start_again).await;
                let back = Instant::now();
                let known = others.acknowledged.len();
                for attempt in 0.. {
                    offer(&mut client, &format!("back{round}-{attempt}"), &mut others).await;
                    assert!(back.elapsed() < AGAIN, "it does not save again\n{:?}", others.refused);
                    if others.acknowledged.len() > known {
                        break;
                    }
                }
                let took = back.elapsed();
                let ready = client.get("/readyz").await;
                assert_eq!(ready.status, StatusCode::OK, "{}", ready.body);
                took
            })
            .await;
        println!("PostgreSQL stopped hard: saves again after {took:?}");
        site.check().await;
    }
    site.answers.acknowledged.append(&mut others.acknowledged);
    site.answers.refused.append(&mut others.refused);
    assert_eq!(served.stop().code, Some(0));
    site.verify_whole().await;
    let Answers { acknowledged, refused, uncertain } = &site.answers;
    println!(
        "{rounds} outages: {} acknowledged, {} refused, {} uncertain",
        acknowledged.len(),
        refused.len(),
        uncertain.len()
    );
    assert!(acknowledged.len() > rounds && !refused.is_empty());
}

//! The server is killed in the middle of saves, again and again: what was acknowledged is there, nothing
//! is there without its event, and the history is intact.

use std::{
    collections::BTreeSet,
    process::Command,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jieru::clock::random;
use reqwest::StatusCode;
use tokio::task::LocalSet;

use super::{on, run, serve, told};
use crate::support::{TestDb, both, client::Client, probe::Probe};

const KILLS: usize = 10;
const SAVERS: usize = 4;
const PASSWORD: &str = "correct horse battery";

/// Names whose saving was acknowledged.
type Acknowledged = Arc<Mutex<BTreeSet<String>>>;

/// Registers plugins until nobody answers any more.
async fn save(mut client: Client, prefix: String, acknowledged: Acknowledged) {
    for number in 0.. {
        let name = format!("{prefix}-{number}");
        let plugid = format!("{:0>32}", name.replace(|letter: char| !letter.is_ascii_digit(), ""));
        let fields = [
            ("name", name.as_str()),
            ("plugid", &plugid),
            ("provider", "wx104a1a20c3f81ec2"),
            ("plugin_version", "1.4.3"),
            ("alias", "contactPlugin"),
        ];
        let reply = client.post_form("/e/alpha/plugins", &fields).await;
        if reply.status == StatusCode::SEE_OTHER {
            acknowledged.lock().unwrap_or_else(PoisonError::into_inner).insert(name);
        } else {
            assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{}", reply.body);
        }
    }
}

fn count(acknowledged: &Acknowledged) -> usize {
    acknowledged.lock().unwrap_or_else(PoisonError::into_inner).len()
}

/// Everybody signs in anew after each start.
fn unthrottled(db: &TestDb) -> Command {
    let mut command = on(db, &["serve"]);
    command.env("JIERU_THROTTLING", "wide");
    command
}

async fn set(probe: &Probe, statement: &str) -> BTreeSet<String> {
    probe.column(statement).await.into_iter().collect()
}

both! {
    async fn nothing_acknowledged_is_lost_and_nothing_is_without_its_event(db: TestDb) {
        run(on(&db, &["migrate"])).done();
        let add = ["user", "add", "--email", "a@example.com", "--name", "甲", "--role", "owner", "--password-stdin"];
        told(on(&db, &add), PASSWORD).done();
        let log = db.dir.path().join("log");
        let served = serve(unthrottled(&db), &log);
        let mut client = served.client();
        client.login("a@example.com", PASSWORD).await;
        let fields = [("name", "甲"), ("slug", "alpha")];
        let made = client.fill("/enterprises/new", "/enterprises", &fields).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        drop(served);
        let acknowledged = Acknowledged::default();
        for kill in 0..KILLS {
            let served = serve(unthrottled(&db), &log);
            let saving = LocalSet::new();
            let mut tasks = Vec::new();
            for saver in 0..SAVERS {
                let mut client = served.client();
                client.login("a@example.com", PASSWORD).await;
                client.get("/e/alpha/plugins/new").await;
                let name = format!("p-{kill}-{saver}");
                tasks.push(saving.spawn_local(save(client, name, Arc::clone(&acknowledged))));
            }
            // However slow the machine is, something was acknowledged before it is killed.
            let before = count(&acknowledged);
            let life = async {
                while count(&acknowledged) < before + SAVERS {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                let [wait] = random::<1>().expect("entropy");
                tokio::time::sleep(Duration::from_millis(u64::from(wait))).await;
            };
            let minute = Duration::from_mins(1);
            saving.run_until(tokio::time::timeout(minute, life)).await.expect("saves in a minute");
            // Dropping it sends SIGKILL.
            drop(served);
            saving.await;
            for task in tasks {
                task.await.expect_err("it saves until nobody answers");
            }
            let probe = Probe::open(&db.url).await;
            let stored = set(&probe, "SELECT name FROM plugins").await;
            let known = acknowledged.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let lost: Vec<_> = known.difference(&stored).collect();
            assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
            let ids = set(&probe, "SELECT id FROM plugins").await;
            let told = set(&probe, "SELECT subject FROM events WHERE action = 'plugin.created'").await;
            assert_eq!(ids, told, "each change with its event, each event with its change");
            drop(probe);
            run(on(&db, &["history", "verify"])).done();
        }
        assert!(count(&acknowledged) >= KILLS * SAVERS);
    }
}

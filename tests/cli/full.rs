//! A disk that is full: what cannot be saved is refused with 503, what is there can be read, and saving
//! goes on by itself once there is room. Files that may not grow stand in for a full disk.

use std::{collections::BTreeSet, process::Command};

use reqwest::StatusCode;

use super::{Served, on, run, serve, told};
use crate::support::{
    self, TestDb,
    client::{Client, Reply},
    probe::Probe,
};

const PASSWORD: &str = "correct horse battery";
/// Blocks of 512 bytes that a file may have: more than the fresh database, less than a few hundred saves.
const SCRIPT: &str = "trap '' XFSZ; ulimit -S -f 2048; exec \"$@\"";

/// The same command, with files that may not grow beyond that.
fn confined(command: &Command) -> Command {
    let mut confined = Command::new("sh");
    confined.args(["-c", SCRIPT, "sh"]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => confined.env(name, value),
            None => confined.env_remove(name),
        };
    }
    confined
}

async fn save(client: &mut Client, number: usize) -> Reply {
    let (name, plugid) = (format!("p-{number}"), format!("{number:0>32}"));
    let fields = [
        ("name", name.as_str()),
        ("plugid", &plugid),
        ("provider", "wx104a1a20c3f81ec2"),
        ("plugin_version", "1.4.3"),
        ("alias", "contactPlugin"),
    ];
    client.post_form("/e/alpha/plugins", &fields).await
}

/// A server whose files cannot grow much, with an owner who has made an enterprise.
async fn confined_with_an_enterprise(db: &TestDb) -> (Served, Client) {
    run(on(db, &["migrate"])).done();
    let mut add = vec!["user", "add", "--email", "a@example.com", "--name", "甲"];
    add.extend(["--role", "owner", "--password-stdin"]);
    told(on(db, &add), PASSWORD).done();
    let mut command = on(db, &["serve"]);
    command.env("JIERU_THROTTLING", "wide").env("JIERU_CHECKPOINT_MINUTES", "0");
    let served = serve(confined(&command), &db.dir.path().join("log"));
    let mut client = served.client();
    client.login("a@example.com", PASSWORD).await;
    let fields = [("name", "甲"), ("slug", "alpha")];
    let made = client.fill("/enterprises/new", "/enterprises", &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    client.get("/e/alpha/plugins/new").await;
    (served, client)
}

#[tokio::test]
async fn a_full_disk_refuses_what_it_cannot_keep_and_goes_on_when_there_is_room() {
    if support::program(&["prlimit"]).is_none() {
        support::leave_out("a full disk", "prlimit (util-linux) was not found");
        return;
    }
    let db = TestDb::sqlite();
    let (served, mut client) = confined_with_an_enterprise(&db).await;

    let mut saved = BTreeSet::new();
    let refused = loop {
        let number = saved.len();
        assert!(number < 2_000, "files may grow after all");
        let reply = save(&mut client, number).await;
        if reply.status != StatusCode::SEE_OTHER {
            break reply;
        }
        saved.insert(format!("p-{number}"));
    };
    assert!(!saved.is_empty());
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{}", refused.body);
    assert!(refused.header("retry-after").is_some() && refused.body.contains("<html"));
    for number in 5_000..5_003 {
        assert_eq!(save(&mut client, number).await.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(client.get("/e/alpha/plugins").await.status, StatusCode::OK, "it can be read");
        assert_eq!(client.get("/healthz").await.status, StatusCode::OK);
    }

    let id = served.child.id().to_string();
    let freed = Command::new("prlimit").args(["--pid", &id, "--fsize=unlimited"]).status();
    assert!(freed.expect("prlimit").success());
    let again = save(&mut client, 9_000).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "there is room again");
    let last = format!("p-{}", saved.len());
    saved.insert("p-9000".to_owned());
    served.stop();
    let probe = Probe::open(&db.url).await;
    let stored: BTreeSet<_> = probe.column("SELECT name FROM plugins").await.into_iter().collect();
    let lost: Vec<_> = saved.difference(&stored).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    // The last one may be there where only the message about it found no room.
    let more: Vec<_> = stored.difference(&saved).filter(|name| **name != last).collect();
    assert!(more.is_empty(), "refused and stored: {more:?}");
    run(on(&db, &["history", "verify"])).done();
    run(on(&db, &["check"])).done();
}

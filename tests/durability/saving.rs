//! Clients that save, what they were told, and whether it was true.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    process::Command,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use futures_util::future::join_all;
use jieru::{
    clock::Clock,
    store::{Db, Location},
};
use reqwest::StatusCode;

use crate::{
    cli::{Served, on, run, serve, told},
    support::{
        TestDb,
        client::{Client, Reply},
        folded,
        probe::Probe,
    },
};

const EMAIL: &str = "a@example.com";
const PASSWORD: &str = "correct horse battery";
/// Said where a database went away during the commit itself.
const UNCERTAIN: &str = "不能确定是否已经保存";

/// An installation with one owner and one enterprise, and clients that are signed in as that owner.
pub struct Site {
    pub db: TestDb,
    pub clients: Vec<Client>,
    pub answers: Answers,
    log: PathBuf,
}

/// Names by what was said when they were saved. What got no answer at all stands nowhere.
#[derive(Default)]
pub struct Answers {
    pub acknowledged: BTreeSet<String>,
    pub refused: BTreeSet<String>,
    pub uncertain: BTreeSet<String>,
}

impl Answers {
    pub fn take(&mut self, other: Answers) {
        self.acknowledged.extend(other.acknowledged);
        self.refused.extend(other.refused);
        self.uncertain.extend(other.uncertain);
    }
}

impl Site {
    pub async fn new(db: TestDb, clients: usize) -> Self {
        let add = ["user", "add", "--email", EMAIL, "--name", "甲", "--role", "owner"];
        told(on(&db, &[&add[..], &["--password-stdin"]].concat()), PASSWORD).done();
        let log = db.dir.path().join("log");
        let served = serve(serving(&db), &log);
        let mut first = served.client();
        first.login(EMAIL, PASSWORD).await;
        let fields = [("name", "甲"), ("slug", "alpha")];
        let made = first.fill("/enterprises/new", "/enterprises", &fields).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        let form = first.get("/e/alpha/plugins/new").await;
        assert_eq!(form.status, StatusCode::OK, "{}", form.body);
        assert_eq!(served.stop().code, Some(0));
        let clients = (0..clients).map(|_| first.twin()).collect();
        Site { db, clients, answers: Answers::default(), log }
    }

    /// How this site is served.
    pub fn command(&self) -> Command {
        serving(&self.db)
    }

    pub fn serve(&mut self) -> Served {
        self.serve_by(self.command())
    }

    pub fn serve_by(&mut self, command: Command) -> Served {
        let served = serve(command, &self.log);
        for client in &mut self.clients {
            client.move_to(served.origin.clone());
        }
        served
    }

    /// What the server logged since it was started.
    pub fn logged(&self) -> String {
        fs::read_to_string(&self.log).expect("a log")
    }

    /// Everybody saves until `until` is over or nobody answers any more.
    pub async fn save_while<T>(&mut self, prefix: &str, until: impl Future<Output = T>) -> T {
        let over = Cell::new(false);
        let savers = self.clients.iter_mut().enumerate();
        let savers = savers.map(|(number, client)| {
            let prefix = format!("{prefix}-{number}");
            save_until(client, prefix, &over)
        });
        let until = async {
            let outcome = until.await;
            over.set(true);
            outcome
        };
        let (answers, outcome) = tokio::join!(join_all(savers), until);
        for answers in answers {
            self.answers.take(answers);
        }
        outcome
    }

    /// Everybody saves a few times, and all of it is acknowledged.
    pub async fn save_some(&mut self, prefix: &str, times: usize) {
        let savers = self.clients.iter_mut().enumerate().map(|(number, client)| async move {
            let mut answers = Answers::default();
            for at in 0..times {
                offer(client, &format!("{prefix}-{number}-{at}"), &mut answers).await;
            }
            assert_eq!(answers.acknowledged.len(), times, "{:?}", answers.refused);
            answers
        });
        for answers in join_all(savers).await {
            self.answers.take(answers);
        }
    }

    /// Whether everything that was said is true, and everything that is stored is whole.
    pub async fn check(&self) {
        let probe = Probe::open(&self.db.url).await;
        let stored: BTreeSet<String> = whole(&probe).await.into_values().collect();
        let Answers { acknowledged, refused, .. } = &self.answers;
        let lost: Vec<_> = acknowledged.difference(&stored).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
        let untrue: Vec<_> = refused.intersection(&stored).collect();
        assert!(untrue.is_empty(), "said to be refused, and there: {untrue:?}");
    }

    /// The history is intact.
    pub fn verify(&self) {
        run(on(&self.db, &["history", "verify"])).done();
    }

    /// The history is intact and tells everything that is stored.
    pub async fn verify_whole(&self) {
        self.check().await;
        self.verify();
        let location = Location::parse(&self.db.url).expect("an address");
        let store = Db::open(&location, Clock::system()).await.expect("a database");
        let looked = folded::complete(&store, &Probe::open(&self.db.url).await).await;
        assert!(looked >= self.answers.acknowledged.len(), "{looked}");
        store.close().await;
    }
}

fn serving(db: &TestDb) -> Command {
    on(db, &["serve", "--throttling", "wide"])
}

async fn save_until(client: &mut Client, prefix: String, over: &Cell<bool>) -> Answers {
    let mut answers = Answers::default();
    for number in 0.. {
        let answered = offer(client, &format!("{prefix}-{number}"), &mut answers).await;
        if !answered || over.get() {
            break;
        }
    }
    answers
}

/// Fields of a plugin that nothing else has.
pub fn fields(name: &str) -> [(&'static str, String); 5] {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    [
        ("name", name.to_owned()),
        ("plugid", format!("{:032}", NEXT.fetch_add(1, Ordering::Relaxed))),
        ("provider", "wx104a1a20c3f81ec2".to_owned()),
        ("plugin_version", "1.4.3".to_owned()),
        ("alias", "contactPlugin".to_owned()),
    ]
}

/// Saves one plugin and notes what is said; false where nobody answers.
pub async fn offer(client: &mut Client, name: &str, answers: &mut Answers) -> bool {
    let fields = fields(name);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, &**text)).collect();
    let Ok(reply) = client.try_form("/e/alpha/plugins", &fields).await else { return false };
    if is_saved(&reply) {
        answers.acknowledged.insert(name.to_owned());
        return true;
    }
    assert_eq!(
        reply.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "{:?} {}",
        reply.location(),
        reply.body
    );
    assert!(reply.header("retry-after").is_some(), "when to come back");
    let uncertain = reply.body.contains(UNCERTAIN);
    let said = if uncertain { &mut answers.uncertain } else { &mut answers.refused };
    said.insert(name.to_owned());
    tokio::time::sleep(Duration::from_millis(20)).await;
    true
}

/// Done, and not just led to the sign-in page.
fn is_saved(reply: &Reply) -> bool {
    let to = reply.location().unwrap_or_default();
    reply.status == StatusCode::SEE_OTHER && to.starts_with("/e/alpha/plugins/")
}

/// Each plugin has its row, one event of its creation and its card, all with the same name; logs have no
/// gap, and every event is a leaf. Ids and names.
pub async fn whole(probe: &Probe) -> BTreeMap<String, String> {
    if let Probe::Sqlite(_) = probe {
        assert_eq!(probe.one("PRAGMA integrity_check").await, "ok");
    }
    let rows = pairs(probe, "SELECT id, name FROM plugins ORDER BY id").await;
    let cards = "SELECT id, name FROM cards WHERE noun = 'plugin' ORDER BY id";
    assert_eq!(rows, pairs(probe, cards).await, "each object has its card");
    let told =
        "SELECT subject, changes FROM events WHERE action = 'plugin.created' ORDER BY subject";
    let told = pairs(probe, told).await;
    let told: Vec<_> = told.into_iter().map(|(id, changes)| (id, named(&changes))).collect();
    assert_eq!(rows, told, "each change has its event, each event its change");
    let sizes =
        "SELECT l.log, CAST(l.size AS TEXT), CAST(l.hashed AS TEXT), CAST(count(e.seq) AS TEXT),
            CAST(coalesce(max(e.seq) + 1, 0) AS TEXT)
        FROM logs l LEFT JOIN events e ON e.log = l.log GROUP BY l.log, l.size, l.hashed";
    for row in probe.rows(sizes).await {
        assert!(row[2..].iter().all(|number| *number == row[1]), "{row:?}");
    }
    rows.into_iter().collect()
}

async fn pairs(probe: &Probe, statement: &str) -> Vec<(String, String)> {
    let rows = probe.rows(statement).await.into_iter();
    let text = |row: &[Option<String>], at: usize| row[at].clone().expect("no NULL");
    rows.map(|row| (text(&row, 0), text(&row, 1))).collect()
}

/// The name that the event of a creation tells.
fn named(changes: &str) -> String {
    let changes: serde_json::Value = serde_json::from_str(changes).expect("JSON");
    let mut changes = changes.as_array().expect("a list").iter();
    let name = changes.find(|change| change["field"] == "name").expect("a name");
    name["after"].as_str().expect("a name").to_owned()
}

//! The history under any combination of conditions: what is found is what fits, in order and whole,
//! in both directions, along an index, at the same cost near the beginning and far from it.

use std::{collections::BTreeSet, fs};

use jieru::{
    clock::Clock,
    domain::{Account, EnterpriseId, Log},
    store::{
        Db, PAGE, Write, accounts,
        history::{
            Event, choices,
            walk::{self, LOOK, Wanted},
        },
        statements,
    },
};

use super::{opened, registry::explained, stored_enterprise};
use crate::support::{
    both,
    probe::Probe,
    world::{sample_account, system},
};

/// Events that are written past the portal.
const MANY: i64 = 20_000;
/// The moment of the first of them; one comes each second, and the clock jumps back an hour at times.
const BEGINNING: i64 = 1_795_226_400_000;

/// Fills a log with events of every sort, and notes of them what the migration notes of older ones.
pub async fn fill(probe: &Probe, log: &str, many: i64) {
    let events = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many})
         INSERT INTO events (log, seq, at, actor_kind, actor_id, actor_name, actor_role, address, permission, record, action, noun, subject, act, reason, request_id, changes, details)
         SELECT '{log}', i, {BEGINNING} + i * 1000 - CASE i % 1000 WHEN 500 THEN 3600000 ELSE 0 END,
             CASE i % 10 WHEN 0 THEN 'guest' ELSE 'user' END, 'a' || (i % 7), 'Actor ' || (i % 7), 'admin', '203.0.113.' || (i % 50), 'window.edit',
             CASE i % 3 WHEN 0 THEN 'access' ELSE 'change' END,
             CASE WHEN i % 5000 = 17 THEN 'window.retired' WHEN i % 3 = 0 THEN 'key.revealed' ELSE 'window.saved' END,
             CASE i % 3 WHEN 0 THEN 'key' ELSE 'window' END, 's' || (i % 40), 'act' || (i / 2), '', 'r' || i,
             CASE WHEN i % 6000 = 4 THEN '[{{\"field\":\"p.rare\",\"before\":null,\"after\":\"1\"}}]'
                  WHEN i % 4 = 0 THEN '[{{\"field\":\"p.color\",\"before\":\"a\",\"after\":\"b\"}},{{\"field\":\"name\",\"before\":null,\"after\":\"c\"}}]' ELSE '[]' END,
             '{{}}' FROM n"
    );
    probe.execute(&events).await;
    // As an earlier version leaves it: the tree is made when the database is opened.
    probe
        .execute(&format!(
            "UPDATE logs SET size = {}, hashed = 0, root = '', frontier = '' WHERE log = '{log}';
             DELETE FROM subtrees WHERE log = '{log}'; DELETE FROM checkpoints WHERE log = '{log}'",
            many + 1
        ))
        .await;
    notes_of_the_migration(probe).await;
    if matches!(probe, Probe::Postgres(_)) {
        probe.execute("ANALYZE").await;
    }
}

/// Forgets what is noted beside the events, and notes it as the migration does.
async fn notes_of_the_migration(probe: &Probe) {
    let engine = match probe {
        Probe::Sqlite(_) => "sqlite",
        Probe::Postgres(_) => "postgres",
    };
    probe
        .execute("DELETE FROM event_fields; DELETE FROM event_times; DELETE FROM key_accesses")
        .await;
    let mut noted = 0;
    for file in ["0013_timeline", "0015_key_accesses"] {
        let path = format!("{}/migrations/{engine}/{file}.sql", env!("CARGO_MANIFEST_DIR"));
        let text = fs::read_to_string(path).expect("a file");
        for insert in text.split(';').filter_map(|part| Some(&part[part.find("INSERT INTO")?..])) {
            probe.execute(insert).await;
            noted += 1;
        }
    }
    assert_eq!(noted, 4, "two of each");
}

fn fits(wanted: &Wanted, event: &Event) -> bool {
    let same = |asked: &str, there: &str| asked.is_empty() || asked == there;
    same(&wanted.subject, &event.subject)
        && same(&wanted.actor, &event.actor_id)
        && same(&wanted.actor_kind, &event.actor_kind)
        && same(&wanted.record, &event.record)
        && same(&wanted.action, &event.action)
        && same(&wanted.noun, &event.noun)
        && same(&wanted.address, &event.address)
        && (wanted.field.is_empty() || event.changes.iter().any(|one| one.field == wanted.field))
        && wanted.since.is_none_or(|since| event.at >= since)
        && wanted.before.is_none_or(|before| event.at < before)
}

/// Everything that fits, oldest first, and how many parts it came in.
async fn whole(db: &Db, log: Log, wanted: &Wanted) -> (Vec<Event>, usize) {
    let (mut events, mut from, mut parts) = (Vec::new(), 0, 0);
    loop {
        let mut read = db.read().await.expect("a connection");
        let part = walk::on(&mut read, log, wanted, (from, i64::MAX), 500).await.expect("a part");
        assert!(part.events.len() <= 500);
        events.extend(part.events);
        parts += 1;
        match part.next {
            Some(next) => from = next,
            None => return (events, parts),
        }
    }
}

/// The numbers of everything that fits, newest first, and how many pages it came on.
async fn back(db: &Db, log: Log, wanted: &Wanted) -> (Vec<i64>, usize) {
    let (mut seqs, mut before, mut pages) = (Vec::new(), None, 0);
    loop {
        let mut read = db.read().await.expect("a connection");
        let found = walk::back(&mut read, log, wanted, before).await.expect("a page");
        let short = i64::try_from(found.events.len()).is_ok_and(|length| length < PAGE);
        assert!(!short || found.older.is_none() || found.looked_to.is_some());
        seqs.extend(found.events.iter().map(|event| event.seq));
        pages += 1;
        match found.older {
            Some(older) => {
                assert!(before.is_none_or(|before| older < before), "it goes on");
                before = Some(older);
            }
            None => return (seqs, pages),
        }
    }
}

fn questions() -> Vec<Wanted> {
    let text = str::to_owned;
    let at = |second: i64| Some(BEGINNING + second * 1_000);
    let none = Wanted::default;
    vec![
        none(),
        Wanted { subject: text("s3"), ..none() },
        Wanted { field: text("p.color"), ..none() },
        Wanted { field: text("p.rare"), ..none() },
        Wanted { address: text("203.0.113.9"), ..none() },
        Wanted { actor_kind: text("guest"), ..none() },
        Wanted { record: text("access"), noun: text("key"), ..none() },
        Wanted { action: text("window.retired"), actor: text("a3"), ..none() },
        Wanted { subject: text("s4"), field: text("p.color"), actor: text("a1"), ..none() },
        // No index leads there quickly: every second event is looked at for one in thousands.
        Wanted {
            record: text("change"),
            actor_kind: text("user"),
            field: text("p.rare"),
            ..none()
        },
        Wanted { record: text("change"), noun: text("key"), ..none() },
        Wanted { since: at(4_000), before: at(4_100), ..none() },
        // The hour to which the clock jumped back.
        Wanted { since: at(-3_200), before: at(-3_000), ..none() },
        Wanted { subject: text("s3"), since: at(19_000), ..none() },
        Wanted { field: text("name"), address: text("203.0.113.8"), before: at(900), ..none() },
        Wanted { since: at(90_000), ..none() },
        Wanted { before: at(-9_000_000), ..none() },
        Wanted { subject: text("nothing"), ..none() },
        Wanted { field: text("p.nothing"), noun: text("window"), ..none() },
    ]
}

both! {
    async fn what_fits_is_found_whole_and_in_order_in_both_directions(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let enterprise = stored_enterprise(store, "alpha").await;
        let other = stored_enterprise(store, "beta").await;
        let probe = Probe::open(&db.url).await;
        fill(&probe, &enterprise.id.to_string(), MANY).await;
        let log = enterprise.log();
        let (all, _) = whole(store, log, &Wanted::default()).await;
        assert_eq!(i64::try_from(all.len()), Ok(MANY + 1));
        for wanted in questions() {
            let expected: Vec<i64> =
                all.iter().filter(|event| fits(&wanted, event)).map(|event| event.seq).collect();
            let (on, parts) = whole(store, log, &wanted).await;
            assert_eq!(on.iter().map(|event| event.seq).collect::<Vec<_>>(), expected, "{wanted:?}");
            let (mut backwards, pages) = back(store, log, &wanted).await;
            backwards.reverse();
            assert_eq!(backwards, expected, "{wanted:?}");
            // Bounded: as many pages as it takes to look at every event once, and to show what fits.
            let most = usize::try_from(MANY / LOOK).expect("a number") + expected.len() / 50 + 2;
            assert!(pages <= most && parts <= most, "{wanted:?}: {pages} pages, {parts} parts");
        }
        let (beta, _) = whole(store, other.log(), &Wanted::default()).await;
        assert_eq!(beta.len(), 1, "another log has its own events only");
    }

    async fn a_long_search_says_how_far_it_came(db: TestDb) {
        let opened = opened(&db).await;
        let enterprise = stored_enterprise(&opened.db, "alpha").await;
        fill(&Probe::open(&db.url).await, &enterprise.id.to_string(), MANY).await;
        let wanted = Wanted { record: "change".to_owned(), noun: "key".to_owned(), ..Wanted::default() };
        let mut read = opened.db.read().await.expect("a connection");
        let found = walk::back(&mut read, enterprise.log(), &wanted, None).await.expect("a page");
        assert!(found.events.is_empty());
        let (seq, at) = found.looked_to.expect("it stopped before the end");
        assert_eq!(found.older, Some(seq));
        assert!(seq > MANY - 3 * LOOK - 10 && seq < MANY - LOOK, "{seq}");
        let there = walk::one(&mut read, enterprise.log(), seq).await.expect("a look").expect("an event");
        assert_eq!(there.at, at);
    }

    async fn every_walk_follows_an_index(db: TestDb) {
        let opened = opened(&db).await;
        let enterprise = stored_enterprise(&opened.db, "alpha").await;
        let probe = Probe::open(&db.url).await;
        let log = enterprise.id.to_string();
        fill(&probe, &log, MANY).await;
        let parts = ["history::walk", "history::choices", "history::notes"];
        let all = statements().into_iter().filter(|(module, text)| parts.contains(module) && text.contains("FROM"));
        let mut looked_at = 0;
        for (module, text) in all {
            let plan = explained(&probe, &filled(module, text, &log)).await;
            let scans = plan.lines().filter(|line| {
                line.contains("Seq Scan on events") || line.contains("Seq Scan on event_fields") || line.contains("Seq Scan on key_accesses") || ((line.contains("SCAN event") || line.contains("SCAN key_acc")) && !line.contains("INDEX"))
            });
            assert_eq!(scans.count(), 0, "{text}\n{plan}");
            looked_at += 1;
        }
        assert!(looked_at > 40, "only {looked_at} statements");
    }

    async fn the_migration_notes_of_old_events_what_is_noted_of_new_ones(db: TestDb) {
        let opened = opened(&db).await;
        let enterprise = stored_enterprise(&opened.db, "alpha").await;
        let probe = Probe::open(&db.url).await;
        let (account, made) = sample_account(&Clock::system(), enterprise.id, "nul", 0);
        let work = async |write: &mut Write<'_>| {
            accounts::insert(write, &account).await?;
            Ok(made.clone().into())
        };
        opened.db.write(&system(), work).await.expect("an account");
        let noted = [probe.content("event_fields").await, probe.content("event_times").await];
        assert!(noted.iter().all(|rows| rows.len() > 1), "{noted:?}");
        notes_of_the_migration(&probe).await;
        assert_eq!([probe.content("event_fields").await, probe.content("event_times").await], noted);
    }

    async fn there_is_to_choose_from_what_was_recorded(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let enterprise = stored_enterprise(store, "alpha").await;
        fill(&Probe::open(&db.url).await, &enterprise.id.to_string(), 100).await;
        let mut read = store.read().await.expect("a connection");
        let there = choices::of(&mut read, enterprise.log()).await.expect("choices");
        let names: BTreeSet<&str> = there.actors.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names.len(), 8, "seven and the test itself: {names:?}");
        assert_eq!(there.actions, ["enterprise.created", "key.revealed", "window.retired", "window.saved"]);
        assert_eq!(there.nouns, ["enterprise", "key", "window"]);
        assert!(there.fields.contains(&"p.color".to_owned()) && there.fields.contains(&"slug".to_owned()));
        named(store, enterprise.id).await;
    }
}

/// What is looked for by its name has an id.
async fn named(store: &Db, enterprise: EnterpriseId) {
    let (account, made): (Account, _) = sample_account(&Clock::system(), enterprise, "官网", 0);
    let work = async |write: &mut Write<'_>| {
        accounts::insert(write, &account).await?;
        Ok(made.clone().into())
    };
    store.write(&system(), work).await.expect("an account");
    let mut read = store.read().await.expect("a connection");
    let (place, id) = (enterprise.to_string(), account.id.to_string());
    let called = choices::called(&mut read, &place, "官网").await.expect("ids");
    assert_eq!(called, std::slice::from_ref(&id));
    assert!(choices::called(&mut read, &place, "官").await.expect("ids").is_empty());
    let name = choices::subject(&mut read, Log::Enterprise(enterprise), &id).await.expect("a name");
    assert_eq!(name.as_deref(), Some("官网"));
}

/// A statement with its values, so that the database can say how it means to answer it.
fn filled(module: &str, text: &str, log: &str) -> String {
    let log = format!("'{log}'");
    let given: Vec<&str> = match module {
        "history::walk" if text.contains("count(*)") => vec![&log, "1", "15000", "2000", "'x'"],
        "history::walk" if text.contains("$15") => vec![
            &log,
            "1",
            "15000",
            "2000",
            "51",
            "'s3'",
            "'a1'",
            "'user'",
            "'change'",
            "'window.saved'",
            "'window'",
            "'203.0.113.1'",
            "'p.color'",
            "0",
            "9999999999999",
        ],
        "history::walk" => vec![&log, if text.contains("act =") { "'act7'" } else { "7" }, "9"],
        "history::choices" if text.contains("LIMIT $2") => vec![&log, "300"],
        "history::choices" => vec![&log, "'a1'"],
        _ if text.starts_with("WITH RECURSIVE") => vec![&log, "300"],
        _ if text.contains("$3") => vec![&log, "'p.color'", "7"],
        _ => vec![&log, "7"],
    };
    let mut text = text.to_owned();
    for (at, value) in given.iter().enumerate().rev() {
        text = text.replace(&format!("${}", at + 1), value);
    }
    text
}

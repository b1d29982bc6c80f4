//! Searches over all that somebody may see: by words and by whole identifiers, never beyond the own
//! enterprises, at the same cost for ten windows and for ten thousand.

use std::fmt::Write as _;

use jieru::{
    clock::Clock,
    domain::{
        Act, Change, Enterprise, EnterpriseId, Meta, Person, PersonId, Registered, Window,
        WindowId,
        card::wanted_words,
        window::{Content, Draft},
    },
    rights::{Grant, Place, Role},
    store::{
        Db, Write, people,
        recognised::Eyes,
        search::{self, After, Hits},
        statements, windows,
    },
};
use sqlx::{AssertSqlSafe, Row as _};

use super::{opened, stored_enterprise};
use crate::support::{
    both,
    probe::Probe,
    world::{object, system},
};

fn window(enterprise: EnterpriseId, code: &str, name: &str, title: &str) -> (Window, Change) {
    let content = Content {
        name: name.to_owned(),
        target: "link".to_owned(),
        parameters: object(serde_json::json!({
            "title": title, "auto_open": true, "card": { "url": ["https://shop.example/p/77"] },
        })),
        window: object(serde_json::json!({ "scene": format!("SCE{code}0042") })),
        visitor: object(serde_json::json!({ "uname": "隐私姓名" })),
        ..Content::default()
    };
    let meta =
        Meta {
            owner: "王芳".to_owned(), tags: vec!["vip".to_owned()], note: "双十一".to_owned()
        };
    let id = WindowId(Clock::system().id());
    Window::create(id, enterprise, code.to_owned(), "sobot".to_owned(), Draft { content, meta }, 1)
}

async fn store(db: &Db, all: &[(Window, Change)]) {
    let mut changes = all.iter().map(|(_, change)| change.clone());
    let first = changes.next().expect("a change");
    let act = changes.fold(Act::new(first), Act::and);
    let work = async |write: &mut Write<'_>| {
        for (window, _) in all {
            windows::insert(write, window).await?;
        }
        Ok(act.clone())
    };
    db.write(&system(), work).await.expect("written windows");
}

/// Somebody with a role in one enterprise.
async fn person_of(db: &Db, enterprise: &Enterprise) -> Eyes {
    let id = PersonId(Clock::system().id());
    let email = format!("{}@somewhere.example", enterprise.slug);
    let (person, change) = Person::create(id, email, "某人".to_owned(), 1);
    let grant = Grant::of(Place::Enterprise(enterprise.id), Role::Auditor);
    let work = async |write: &mut Write<'_>| {
        people::insert(write, &person, "none".to_owned()).await?;
        people::give(write, person.id, grant, 1).await?;
        Ok(Act::new(change.clone()))
    };
    db.write(&system(), work).await.expect("a person");
    Eyes::Person(id)
}

async fn found(db: &Db, eyes: Eyes, noun: &str, q: &str, after: Option<After>, most: i64) -> Hits {
    let mut read = db.read().await.expect("a connection");
    search::found(&mut read, eyes, noun, &wanted_words(q), (after, most)).await.expect("a search")
}

async fn names(db: &Db, eyes: Eyes, q: &str) -> Vec<String> {
    let hits = found(db, eyes, Window::NOUN, q, None, 30).await;
    hits.items.into_iter().map(|hit| format!("{}/{}", hit.slug, hit.line.handle)).collect()
}

both! {
    async fn every_part_of_a_window_finds_it_and_its_visitor_does_not(db: TestDb) {
        let opened = opened(&db).await;
        let (store_, alpha) = (&opened.db, stored_enterprise(&opened.db, "alpha").await);
        let all = [
            window(alpha.id, "shop-1", "官网售前", "您好，请问有什么可以帮您"),
            window(alpha.id, "other", "Pay help", "Hello"),
        ];
        store(store_, &all).await;
        for q in [
            "官", "售前", "前", "shop", "shop-1", "官网 hello", "帮您", "https://shop.example/p/77", "example",
            "SCEshop-10042", "shop 0042", "王芳", "vip 售前", "双十", "售前 您好 0042",
        ] {
            let wanted: &[&str] = match q {
                "官网 hello" => &[],
                "https://shop.example/p/77" | "example" | "王芳" | "双十" | "shop" | "shop 0042" => &["alpha/shop-1", "alpha/other"],
                _ => &["alpha/shop-1"],
            };
            let mut told = names(store_, Eyes::All, q).await;
            let mut wanted: Vec<String> = wanted.iter().map(|one| (*one).to_owned()).collect();
            told.sort();
            wanted.sort();
            assert_eq!(told, wanted, "{q}");
        }
        for q in ["隐私姓名", "%", "true", "_", "nothing"] {
            assert!(names(store_, Eyes::All, q).await.is_empty(), "{q}");
        }
        let hits = found(store_, Eyes::All, Window::NOUN, "shop", None, 30).await;
        assert_eq!(hits.items[0].line.handle, "shop-1", "a name is worth more than a value");
        assert!(hits.items[0].texts.contains(&("p.card".to_owned(), "https://shop.example/p/77".to_owned())));
    }

    async fn nobody_finds_what_others_own(db: TestDb) {
        let opened = opened(&db).await;
        let store_ = &opened.db;
        let (alpha, beta) = (stored_enterprise(store_, "alpha").await, stored_enterprise(store_, "beta").await);
        store(store_, &[
            window(alpha.id, "mine", "售前", "标题"), window(beta.id, "theirs", "售前", "标题"),
        ]).await;
        let (a, b) = (person_of(store_, &alpha).await, person_of(store_, &beta).await);
        assert_eq!(names(store_, a, "售前").await, ["alpha/mine"]);
        assert_eq!(names(store_, b, "售前").await, ["beta/theirs"]);
        assert_eq!(names(store_, Eyes::All, "售前").await.len(), 2);
        for (eyes, slugs) in [(a, vec!["alpha"]), (b, vec!["beta"]), (Eyes::All, vec!["alpha", "beta"])] {
            let mut seen = Vec::new();
            for slug in ["alpha", "beta"] {
                let hits = found(store_, eyes, Enterprise::NOUN, slug, None, 30).await;
                seen.extend(hits.items.into_iter().map(|hit| hit.slug));
            }
            assert_eq!(seen, slugs);
        }
        let mut read = store_.read().await.expect("a connection");
        for (eyes, value, count) in [
            (a, "SCEmine0042", 1), (b, "SCEmine0042", 0), (Eyes::All, "SCEmine0042", 1),
            (a, "mine", 1), (b, "mine", 0), (a, "SCEmine004", 0), (a, "alpha", 1), (a, "beta", 0),
        ] {
            let held = search::holders(&mut read, eyes, value).await.expect("holders");
            assert_eq!(held.len(), count, "{value}");
        }
    }

    async fn all_that_is_found_comes_page_by_page_in_order(db: TestDb) {
        let opened = opened(&db).await;
        let (store_, alpha) = (&opened.db, stored_enterprise(&opened.db, "alpha").await);
        let all: Vec<(Window, Change)> = (0..37)
            .map(|at| {
                // Equal names are told apart by their ids; every third is found by its title only.
                let (name, title) = if at % 3 == 0 { ("某窗", "客服") } else { ("客服", "标题") };
                window(alpha.id, &format!("w{at}"), name, title)
            })
            .collect();
        store(store_, &all).await;
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let hits = found(store_, Eyes::All, Window::NOUN, "客服", after, 10).await;
            assert_eq!(hits.total, i64::try_from(37 - seen.len()).expect("a number"));
            assert!(hits.together);
            seen.extend(hits.items.into_iter().map(|hit| (hit.line.name, hit.line.id)));
            after = match hits.after { Some(mark) => Some(mark), None => break };
        }
        let mut wanted: Vec<(String, String)> =
            all.iter().map(|(one, _)| (one.content.name.clone(), one.id.to_string())).collect();
        wanted.sort_by_key(|(name, id)| (name == "某窗", id.clone()));
        assert_eq!(seen, wanted);
    }

    async fn a_search_in_ten_thousand_reads_no_whole_table(db: TestDb) {
        let opened = opened(&db).await;
        let enterprise = stored_enterprise(&opened.db, "alpha").await;
        let eyes = person_of(&opened.db, &enterprise).await;
        let Eyes::Person(person) = eyes else { panic!("a person") };
        opened.db.close().await;
        let probe = Probe::open(&db.url).await;
        fill(&probe, &enterprise.id.to_string()).await;
        let texts = statements().into_iter().filter(|(module, _)| *module == "search");
        for (_, text) in texts {
            let plan = plan(&probe, text, &person.to_string()).await;
            for (table, rows) in [("words", "w"), ("words", "v"), ("cards", "c"), ("cards", "k"), ("identifiers", "i")] {
                let scanned = [format!("Seq Scan on {table}"), format!("SCAN {rows}\n"), format!("SCAN {rows} ")];
                assert!(!scanned.iter().any(|scan| plan.contains(scan)), "{text}\n{plan}");
            }
            // There are no secrets yet, which PostgreSQL reads as they are.
            assert!(!plan.contains("SCAN s\n") && !plan.contains("SCAN s "), "{text}\n{plan}");
        }
    }

    async fn cards_of_an_earlier_version_are_completed(db: TestDb) {
        let first = opened(&db).await;
        let alpha = stored_enterprise(&first.db, "alpha").await;
        let (kept, gone) = (window(alpha.id, "kept", "售前", "标题"), window(alpha.id, "gone", "售后", "标题"));
        store(&first.db, &[kept, gone.clone()]).await;
        let (trashed, change) = gone.0.trash(2).expect("a change");
        let work = async |write: &mut Write<'_>| {
            windows::update(write, &trashed, 1).await?;
            Ok(Act::new(change.clone()))
        };
        first.db.write(&system(), work).await.expect("into the trash");
        let probe = Probe::open(&db.url).await;
        let before = probe.snapshot().await;
        probe.execute("UPDATE cards SET edition = 0, texts = '[]'").await;
        probe.execute("DELETE FROM words WHERE worth = 2").await;
        first.db.close().await;
        opened(&db).await.db.close().await;
        assert_eq!(probe.snapshot().await, before, "who moved it to the trash is told still");
    }
}

/// Ten thousand cards with words and identifiers, without the objects behind them.
async fn fill(probe: &Probe, place: &str) {
    for part in 0..20 {
        let (mut cards, mut words, mut identifiers) = (String::new(), String::new(), String::new());
        for number in part * 500..(part + 1) * 500 {
            let id = format!("01935000-0000-7000-8000-{number:012}");
            let comma = if cards.is_empty() { "" } else { "," };
            write!(cards, "{comma}('{place}','window','{id}','c{number}','name {number}','','','{{}}',1,{number},0,'')").expect("a text");
            write!(
                words,
                "{comma}('{place}','window','{id}','w{number}'),('{place}','window','{id}','name')"
            )
            .expect("a text");
            write!(identifiers, "{comma}('{place}','window','{id}','scene','S{number}')")
                .expect("a text");
        }
        probe.execute(&format!("INSERT INTO cards (place, noun, id, handle, name, owner, tags, about, version, updated_at, trashed_at, trashed_by) VALUES {cards}")).await;
        probe.execute(&format!("INSERT INTO words (place, noun, id, word) VALUES {words}")).await;
        probe
            .execute(&format!(
                "INSERT INTO identifiers (place, noun, id, name, value) VALUES {identifiers}"
            ))
            .await;
    }
    probe
        .execute(if matches!(probe, Probe::Sqlite(_)) { "ANALYZE" } else { "VACUUM ANALYZE" })
        .await;
}

async fn plan(probe: &Probe, text: &str, person: &str) -> String {
    let person = format!("'{person}'");
    let words =
        ["'window'", "'w12'", "'w13'", "''", "''", "''", "''", "-1", "''", "''", "4", &person];
    let whole = ["'S77'", "30", &person];
    let names = [&*person, "'a'", "'b'", "'c'", "'d'", "'e'", "'f'", "'g'", "'h'"];
    let given: &[&str] = match () {
        () if text.contains("key_secrets") => &names,
        () if text.contains("$12") || text.contains("$11") => &words,
        () => &whole,
    };
    let mut text = text.to_owned();
    for (at, value) in given.iter().enumerate().rev() {
        text = text.replace(&format!("${}", at + 1), value);
    }
    let steps: Vec<String> = match probe {
        Probe::Sqlite(pool) => {
            let text = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}"));
            let rows = sqlx::query(text).fetch_all(pool).await.expect("a plan");
            rows.iter().map(|row| row.get("detail")).collect()
        }
        Probe::Postgres(_) => probe.column(&format!("EXPLAIN {text}")).await,
    };
    steps.join("\n") + "\n"
}

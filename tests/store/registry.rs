//! What lists, trash and look-ups read: every list in every order, turned both ways, at the same cost
//! for ten and for ten thousand; nothing leaves the trash too early, nothing stays too long.

use std::fmt::Write as _;

use jieru::{
    clock::Clock,
    domain::{
        Act, Change, Meta, Plugin, PluginId, Registered, Window, WindowId,
        card::wanted_words,
        plugin::{self, Settings},
        window::{Content, Draft, Environment},
    },
    jobs::empty_trash,
    store::{
        Db, PAGE, Write, cards,
        lists::{self, Sort, Wanted},
        plugins, statements, windows,
    },
};

use sqlx::{AssertSqlSafe, Row as _};

use super::{opened, stored_enterprise};
use crate::support::{
    both,
    probe::Probe,
    world::{object, system},
};

const WINDOWS: usize = 130;

/// Whether a list should hold a window.
type Fits = fn(&Window) -> bool;

fn made(enterprise: jieru::domain::EnterpriseId) -> Vec<(Window, Change)> {
    let new = |number: usize| {
        let meta = Meta {
            owner: if number.is_multiple_of(5) { "Wang".to_owned() } else { String::new() },
            tags: if number.is_multiple_of(4) { vec!["vip".to_owned()] } else { Vec::new() },
            note: String::new(),
        };
        let content = Content {
            // Equal names are told apart by their ids.
            name: format!("客服 {}", number % 40),
            target: "link".to_owned(),
            environment: if number.is_multiple_of(2) {
                Environment::Test
            } else {
                Environment::Production
            },
            window: object(serde_json::json!({"scene": format!("SCE{number}")})),
            ..Content::default()
        };
        let channel = if number.is_multiple_of(3) { "wecom" } else { "sobot" };
        let (id, code) = (WindowId(Clock::system().id()), format!("code-{number}"));
        let at = i64::try_from(number % 60).expect("a number") * 1_000;
        Window::create(id, enterprise, code, channel.to_owned(), Draft { content, meta }, at)
    };
    (0..WINDOWS).map(new).collect()
}

async fn store_all(db: &Db, all: &[(Window, Change)]) {
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

/// Walks a list to its end and back again: the ids on the way there, and on the way back.
async fn walked(db: &Db, mut wanted: Wanted<'_>) -> (Vec<String>, Vec<String>) {
    let mut read = db.read().await.expect("a connection");
    let ids = |turned: &lists::Turned| {
        turned.items.iter().map(|line| line.id.clone()).collect::<Vec<_>>()
    };
    let mut there = Vec::new();
    let (mut back, mut before) = loop {
        let turned = lists::page(&mut read, &wanted).await.expect("a page");
        assert!(turned.items.len() <= usize::try_from(PAGE).expect("a number"));
        let here = ids(&turned);
        there.extend(here.clone());
        match turned.after {
            Some(mark) => wanted.mark = Some(mark),
            None => break (here, turned.before),
        }
    };
    while let Some(mark) = before {
        wanted.mark = Some(mark);
        let turned = lists::page(&mut read, &wanted).await.expect("a page");
        back.splice(0..0, ids(&turned));
        before = turned.before;
    }
    (there, back)
}

both! {
    async fn every_list_comes_whole_and_in_order_and_turns_both_ways(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let enterprise = stored_enterprise(store, "alpha").await;
        let other = stored_enterprise(store, "beta").await;
        let all = made(enterprise.id);
        store_all(store, &all).await;
        store_all(store, &made(other.id)[..3]).await;
        let place = enterprise.id.to_string();
        let cases: &[(&[&str], &str, Fits)] = &[
            (&[], "", |_| true),
            (&["channel=wecom"], "", |one| one.channel == "wecom"),
            (&["tag=vip", "channel=sobot"], "", |one| one.channel == "sobot" && !one.meta.tags.is_empty()),
            (&["owner=wang", "environment=test", "channel=wecom"], "", |one| {
                one.meta.owner == "Wang" && one.channel == "wecom" && one.content.environment == Environment::Test
            }),
            (&[], "客", |_| true),
            (&[], "服 CODE", |_| true),
            (&[], "sce12", |one| one.content.window["scene"].as_str().is_some_and(|scene| scene.starts_with("SCE12"))),
            (&["channel=sobot"], "code 7", |one| {
                let found = [&one.code, &one.content.name].iter().any(|text| text.split(['-', ' ']).any(|word| word.starts_with('7')));
                one.channel == "sobot" && found
            }),
            (&[], "nothing", |_| false),
            (&["tag=none"], "", |_| false),
        ];
        for (facets, q, fits) in cases {
            for (sort, descending) in [(Sort::Name, false), (Sort::Name, true), (Sort::Updated, false), (Sort::Updated, true)] {
                let mut expected: Vec<&Window> = all.iter().map(|(one, _)| one).filter(|one| fits(one)).collect();
                expected.sort_by_key(|one| match sort {
                    Sort::Name => (one.content.name.clone(), 0, one.id.to_string()),
                    Sort::Updated => (String::new(), one.updated_at, one.id.to_string()),
                });
                if descending {
                    expected.reverse();
                }
                let expected: Vec<String> = expected.iter().map(|one| one.id.to_string()).collect();
                let wanted = Wanted {
                    place: &place,
                    noun: Window::NOUN,
                    facets: facets.iter().map(|facet| (*facet).to_owned()).collect(),
                    words: wanted_words(q),
                    sort,
                    descending,
                    mark: None,
                };
                let (there, back) = walked(store, wanted).await;
                assert_eq!(there, expected, "{facets:?} {q} {sort:?} {descending}");
                assert_eq!(back, expected, "{facets:?} {q} {sort:?} {descending} backwards");
            }
        }
    }

    async fn a_list_of_ten_thousand_is_a_walk_along_an_index(db: TestDb) {
        let opened = opened(&db).await;
        let enterprise = stored_enterprise(&opened.db, "alpha").await;
        opened.db.close().await;
        let probe = Probe::open(&db.url).await;
        let place = enterprise.id.to_string();
        fill(&probe, &place, Window::NOUN).await;
        // Those that begin at the grants have a test of their own.
        let everybodys = |(module, text): &(&str, &str)| *module == "lists" && !text.contains("FROM grants");
        for (_, text) in statements().into_iter().filter(everybodys) {
            let plan = plan(&probe, text, (&place, Window::NOUN), "").await;
            let search = text.contains("FROM words WHERE");
            let index = if text.contains("ORDER BY f.name") { "facets_name_idx" } else { "facets_updated_idx" };
            let sorted = plan.contains("TEMP B-TREE FOR ORDER") || plan.contains("Sort");
            let scanned = plan.contains("Seq Scan") || plan.contains("SCAN f") || plan.contains("SCAN c") || plan.contains("SCAN words");
            assert!(!scanned, "{text}\n{plan}");
            if search {
                assert!(plan.contains("words_word_idx"), "{text}\n{plan}");
            } else {
                assert!(plan.contains(index) && !sorted, "{text}\n{plan}");
            }
        }
    }

    async fn the_trash_is_emptied_after_thirty_days(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let enterprise = stored_enterprise(store, "alpha").await;
        let probe = Probe::open(&db.url).await;
        let (old, fresh) = (trashed(store, enterprise.id, "旧的").await, trashed(store, enterprise.id, "新的").await);
        assert_eq!(empty_trash(store).await.expect("a count"), 0, "nothing is due yet");
        // A window in the trash still refers to the old one: both have lain there long enough.
        let content = Content { name: "旧窗".to_owned(), plugin: Some(old.id), ..Content::default() };
        let draft = Draft { content, meta: Meta::default() };
        let (window, created) =
            Window::create(WindowId(Clock::system().id()), enterprise.id, "old".to_owned(), "wecom".to_owned(), draft, 1);
        let (gone, moved) = window.trash(2).expect("a change");
        let work = async |write: &mut Write<'_>| {
            windows::insert(write, &window).await?;
            windows::update(write, &gone, 1).await?;
            Ok(Act::new(created.clone()).and(moved.clone()))
        };
        store.write(&system(), work).await.expect("a window in the trash");
        let id = old.id;
        for text in [
            format!("UPDATE plugins SET trashed_at = 1 WHERE id = '{id}'"),
            format!("UPDATE cards SET trashed_at = 1 WHERE id = '{id}'"),
            format!("UPDATE enterprises SET trashed_at = 1 WHERE id = '{}'", enterprise.id),
            format!("UPDATE cards SET trashed_at = 1 WHERE id = '{}'", enterprise.id),
        ] {
            probe.execute(&text).await;
        }
        assert_eq!(empty_trash(store).await.expect("a count"), 2);
        assert_eq!(probe.column("SELECT id FROM plugins").await, [fresh.id.to_string()]);
        assert_eq!(probe.count("windows").await, 0);
        assert_eq!(probe.count("enterprises").await, 1, "a history keeps its enterprise");
        for table in ["cards", "facets", "words", "identifiers", "looks", "uses"] {
            assert!(probe.column(&format!("SELECT id FROM {table} WHERE id = '{id}'")).await.is_empty(), "{table}");
        }
        let told = probe
            .column("SELECT action || ' ' || actor_kind || ' ' || permission FROM events WHERE action LIKE '%.purged' ORDER BY seq")
            .await;
        assert_eq!(told, ["window.purged job trash.purge", "plugin.purged job trash.purge"]);
    }

    async fn a_database_of_an_earlier_version_gets_its_cards(db: TestDb) {
        let first = opened(&db).await;
        let enterprise = stored_enterprise(&first.db, "alpha").await;
        store_all(&first.db, &made(enterprise.id)[..9]).await;
        let probe = Probe::open(&db.url).await;
        let before = probe.snapshot().await;
        for table in ["cards", "facets", "words", "identifiers", "looks", "uses"] {
            probe.execute(&format!("DELETE FROM {table}")).await;
        }
        first.db.close().await;
        opened(&db).await.db.close().await;
        assert_eq!(probe.snapshot().await, before);
    }

    async fn what_is_in_the_trash_is_neither_listed_nor_found_nor_in_the_way(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let enterprise = stored_enterprise(store, "alpha").await;
        let plugin = trashed(store, enterprise.id, "旧的").await;
        let place = enterprise.id.to_string();
        let mut read = store.read().await.expect("a connection");
        for words in [Vec::new(), wanted_words("旧")] {
            let wanted = Wanted {
                place: &place, noun: Plugin::NOUN, facets: Vec::new(), words,
                sort: Sort::Name, descending: false, mark: None,
            };
            assert!(lists::page(&mut read, &wanted).await.expect("a page").items.is_empty());
        }
        let plugid = plugin.settings.plugid.as_str();
        let held = cards::holders(&mut read, (&place, Plugin::NOUN, ""), ("plugid", plugid)).await;
        assert!(held.expect("holders").is_empty());
        let (listed, next) = cards::trash(&mut read, &place, None).await.expect("a page");
        assert_eq!((listed.len(), next), (1, None));
        assert_eq!((listed[0].name.as_str(), listed[0].trashed_by.as_str()), ("旧的", "test"));
    }
}

/// A plugin that lies in the trash since now.
async fn trashed(db: &Db, enterprise: jieru::domain::EnterpriseId, name: &str) -> Plugin {
    let settings = Settings {
        name: name.to_owned(),
        plugid: "a1b2c3d4e5f60718293a4b5c6d7e8f90".to_owned(),
        provider: String::new(),
        plugin_version: "1.4.3".to_owned(),
        alias: "contactPlugin".to_owned(),
    };
    let draft = plugin::Draft { settings, meta: Meta::default() };
    let now = db.clock().now();
    let (new, created) = Plugin::create(PluginId(Clock::system().id()), enterprise, draft, now);
    let (gone, moved) = new.trash(now).expect("a change");
    let work = async |write: &mut Write<'_>| {
        plugins::insert(write, &new).await?;
        plugins::update(write, &gone, 1).await?;
        Ok(Act::new(created.clone()).and(moved.clone()))
    };
    db.write(&system(), work).await.expect("a plugin in the trash");
    gone
}

/// Ten thousand cards with their facets and words, without the objects behind them.
pub(super) async fn fill(probe: &Probe, place: &str, noun: &str) {
    for part in 0..20 {
        let (mut cards, mut facets, mut words) = (String::new(), String::new(), String::new());
        for number in part * 500..(part + 1) * 500 {
            let id = format!("01935000-0000-7000-8000-{number:012}");
            let comma = if cards.is_empty() { "" } else { "," };
            let name = format!("name {}", number * 7919 % 10_000);
            write!(cards, "{comma}('{place}','{noun}','{id}','c{number}','{name}','','','{{}}',1,{number},0,'')").expect("a text");
            let sort = format!("'{id}','{name}',{number}");
            write!(
                facets,
                "{comma}('{place}','{noun}','',{sort}),('{place}','{noun}','channel=c{}',{sort}),('{place}','{noun}','environment=test',{sort})",
                number % 5,
            )
            .expect("a text");
            write!(
                words,
                "{comma}('{place}','{noun}','{id}','w{number}'),('{place}','{noun}','{id}','name')"
            )
            .expect("a text");
        }
        probe.execute(&format!("INSERT INTO cards (place, noun, id, handle, name, owner, tags, about, version, updated_at, trashed_at, trashed_by) VALUES {cards}")).await;
        probe.execute(&format!("INSERT INTO facets VALUES {facets}")).await;
        probe.execute(&format!("INSERT INTO words (place, noun, id, word) VALUES {words}")).await;
    }
    probe
        .execute(if matches!(probe, Probe::Sqlite(_)) { "ANALYZE" } else { "VACUUM ANALYZE" })
        .await;
}

/// How the database means to answer a list narrowed to a channel and an environment.
pub(super) async fn plan(
    probe: &Probe,
    text: &str,
    (place, noun): (&str, &str),
    person: &str,
) -> String {
    let descending = text.contains(" DESC");
    let key = match (text.contains("ORDER BY f.name"), descending) {
        (true, false) => "'name 5'",
        (true, true) => "'name 7'",
        (false, _) => "5000",
    };
    let [place, noun, person] = [place, noun, person].map(|text| format!("'{text}'"));
    let searches = text.contains("$13");
    let given = [
        place.as_str(),
        noun.as_str(),
        "'channel=c1'",
        key,
        "''",
        "'environment=test'",
        "''",
        "''",
        "''",
        "''",
        "51",
        if searches { "'w12'" } else { person.as_str() },
        "'w13'",
        "''",
        "''",
        "''",
        "''",
        person.as_str(),
    ];
    let mut text = text.to_owned();
    for (at, value) in given.iter().enumerate().rev() {
        text = text.replace(&format!("${}", at + 1), value);
    }
    explained(probe, &text).await
}

/// How the database means to answer a statement that has its values.
pub(super) async fn explained(probe: &Probe, text: &str) -> String {
    let steps: Vec<String> = match probe {
        Probe::Sqlite(pool) => {
            let text = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}"));
            let rows = sqlx::query(text).fetch_all(pool).await.expect("a plan");
            rows.iter().map(|row| row.get("detail")).collect()
        }
        Probe::Postgres(_) => probe.column(&format!("EXPLAIN {text}")).await,
    };
    steps.join("\n")
}

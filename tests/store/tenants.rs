//! The list of enterprises of somebody with roles in some of them: those and no others, at a cost that
//! follows the roles and not the installation.

use jieru::{
    clock::Clock,
    domain::{
        Act, Change, Enterprise, Person, PersonId,
        card::{INSTALLATION, wanted_words},
    },
    error::Kind,
    rights::{EditEnterprise, Grant, Grants, Origin, Permit, Place, Role},
    store::{
        Db, Write, cards, enterprises,
        lists::{self, Sort, Wanted},
        people,
        recognised::Eyes,
        statements,
    },
};

use super::{
    opened,
    registry::{fill, plan},
    stored_enterprise,
};
use crate::support::{
    both,
    probe::Probe,
    world::{sample_enterprise, sample_invitation, system},
};

const OWN: usize = 60;

/// Somebody with a role in these.
async fn somebody(db: &Db, own: &[Enterprise]) -> PersonId {
    let id = PersonId(Clock::system().id());
    let (person, change) = Person::create(id, format!("{id}@example.com"), "某人".to_owned(), 1);
    let work = async |write: &mut Write<'_>| {
        people::insert(write, &person, "none".to_owned()).await?;
        for one in own {
            let grant = Grant::of(Place::Enterprise(one.id), Role::Auditor);
            people::give(write, id, grant, 1).await?;
        }
        Ok(Act::new(change.clone()))
    };
    db.write(&system(), work).await.expect("a person");
    id
}

async fn store_all(db: &Db, count: usize) -> Vec<Enterprise> {
    let made: Vec<(Enterprise, Change)> = (0..count)
        .map(|number| {
            let at = i64::try_from(number).expect("a number") + 1;
            sample_enterprise(&Clock::system(), &format!("e-{number:03}"), at)
        })
        .collect();
    let mut changes = made.iter().map(|(_, change)| change.clone());
    let first = changes.next().expect("a change");
    let act = changes.fold(Act::new(first), Act::and);
    let work = async |write: &mut Write<'_>| {
        for (new, _) in &made {
            enterprises::insert(write, new).await?;
        }
        Ok(act.clone())
    };
    db.write(&system(), work).await.expect("written enterprises");
    made.into_iter().map(|(new, _)| new).collect()
}

fn wanted(q: &str, sort: Sort, descending: bool) -> Wanted<'static> {
    Wanted {
        place: INSTALLATION,
        noun: Enterprise::NOUN,
        facets: vec!["tag=vip".to_owned()],
        words: wanted_words(q),
        sort,
        descending,
        mark: None,
    }
}

/// Walks a list to its end and back to its beginning.
async fn walked(db: &Db, mut wanted: Wanted<'_>, eyes: Eyes) -> (Vec<String>, Vec<String>) {
    let mut read = db.read().await.expect("a connection");
    let slugs = |turned: &lists::Turned| {
        turned.items.iter().map(|line| line.handle.clone()).collect::<Vec<_>>()
    };
    let mut there = Vec::new();
    let (mut back, mut before) = loop {
        let turned = lists::page_seen(&mut read, &wanted, eyes).await.expect("a page");
        there.extend(slugs(&turned));
        match turned.after {
            Some(mark) => wanted.mark = Some(mark),
            None => break (slugs(&turned), turned.before),
        }
    };
    while let Some(mark) = before {
        wanted.mark = Some(mark);
        let turned = lists::page_seen(&mut read, &wanted, eyes).await.expect("a page");
        back.splice(0..0, slugs(&turned));
        before = turned.before;
    }
    (there, back)
}

/// The right to change an enterprise, of somebody who has this role in it.
fn permit(person: PersonId, one: &Enterprise, role: Role) -> Permit<EditEnterprise> {
    let place = Place::Enterprise(one.id);
    let grants = vec![Grant::of(place, role)];
    let grants = Grants::of_person(person, "某人".to_owned(), grants, Origin::default());
    grants.permit(place).expect("the right")
}

both! {
    async fn the_own_enterprises_come_whole_and_in_order_and_turn_both_ways(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let all = store_all(store, OWN * 2).await;
        let own: Vec<Enterprise> = all.iter().step_by(2).cloned().collect();
        let eyes = Eyes::Person(somebody(store, &own).await);
        let nobody = Eyes::Person(somebody(store, &[]).await);
        let slugs: Vec<String> = own.iter().map(|one| one.slug.clone()).collect();
        for q in ["", "企业", "企 e"] {
            for sort in [Sort::Name, Sort::Updated] {
                let (there, back) = walked(store, wanted(q, sort, false), eyes).await;
                assert_eq!((&there, &back), (&slugs, &slugs), "{q} {sort:?}");
                let (there, back) = walked(store, wanted(q, sort, true), eyes).await;
                let turned: Vec<String> = slugs.iter().rev().cloned().collect();
                assert_eq!((there, back), (turned.clone(), turned), "{q} {sort:?} downwards");
                assert!(walked(store, wanted(q, sort, false), nobody).await.0.is_empty());
            }
        }
        assert!(walked(store, wanted("001", Sort::Name, false), eyes).await.0.is_empty(), "foreign");
        assert_eq!(walked(store, wanted("002", Sort::Name, false), eyes).await.0, ["e-002"]);
    }

    async fn the_own_list_among_ten_thousand_begins_at_the_grants(db: TestDb) {
        let opened = opened(&db).await;
        let person = somebody(&opened.db, &[]).await.to_string();
        let others = somebody(&opened.db, &[]).await.to_string();
        opened.db.close().await;
        let probe = Probe::open(&db.url).await;
        let grants = |who: &str, few: bool| {
            let one = |number: usize| format!("('{who}','01935000-0000-7000-8000-{number:012}',NULL,'auditor',1)");
            let numbers = (0..10_000_usize).filter(|number| !few || number.is_multiple_of(250));
            numbers.map(one).collect::<Vec<_>>().join(",")
        };
        for given in [grants(&person, true), grants(&others, false)] {
            let statement = format!("INSERT INTO grants (person_id, place, enterprise_id, role, created_at) VALUES {given}");
            probe.execute(&statement).await;
        }
        fill(&probe, INSTALLATION, Enterprise::NOUN).await;
        let own = |(module, text): &(&str, &str)| {
            *module == "lists" && text.contains("FROM grants") || *module == "cards" && text.contains("FROM grants")
        };
        let mut seen = 0;
        for (module, text) in statements().into_iter().filter(own) {
            // The trash asks with other values in other places.
            let text = if module == "cards" { text.replace("$1", "$12") } else { text.to_owned() };
            let text = text.replace("($2, $3)", "(9, '')").replace("LIMIT $4", "LIMIT 51");
            let plan = plan(&probe, &text, (INSTALLATION, Enterprise::NOUN), &person).await + "\n";
            let tables = [("grants", "g"), ("grants", "grants"), ("facets", "f"), ("cards", "c"), ("words", "v")];
            for (table, rows) in tables {
                let scanned = [format!("Seq Scan on {table}"), format!("SCAN {rows}\n"), format!("SCAN {rows} ")];
                assert!(!scanned.iter().any(|scan| plan.contains(scan)), "{text}\n{plan}");
            }
            let key = ["grants_pkey", "sqlite_autoindex_grants_1"];
            assert!(key.iter().any(|key| plan.contains(key)), "{text}\n{plan}");
            seen += 1;
        }
        assert_eq!(seen, 9, "eight lists and the trash");
    }

    async fn acts_at_several_places_are_written_together_each_under_its_own_right(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let (alpha, beta) = (stored_enterprise(store, "alpha").await, stored_enterprise(store, "beta").await);
        let person = somebody(store, &[]).await;
        let (gone, first) = alpha.edit(draft("甲"), 2).expect("a change");
        let (other, second) = beta.edit(draft("乙"), 2).expect("a change");
        let acts = [
            (permit(person, &alpha, Role::Owner), Act::new(first)),
            (permit(person, &beta, Role::Admin), Act::new(second).because("原因")),
        ];
        let probe = Probe::open(&db.url).await;
        let before = probe.snapshot().await;
        let work = async |write: &mut Write<'_>| {
            enterprises::update(write, &gone, 1).await?;
            enterprises::update(write, &other, 7).await
        };
        assert!(store.write_each(&acts, work).await.is_err(), "somebody was faster in one of them");
        let nothing: [(Permit<EditEnterprise>, Act); 0] = [];
        assert!(store.write_each(&nothing, async |_: &mut Write<'_>| Ok(())).await.is_err());
        assert_eq!(probe.snapshot().await, before);
        let work = async |write: &mut Write<'_>| {
            enterprises::update(write, &gone, 1).await?;
            enterprises::update(write, &other, 1).await
        };
        store.write_each(&acts, work).await.expect("both");
        let told = probe
            .column("SELECT actor_role || ' ' || permission || ' ' || reason FROM events WHERE action = 'enterprise.saved' ORDER BY actor_role")
            .await;
        assert_eq!(told, ["admin enterprise.edit 原因", "owner enterprise.edit "]);
        let acts = probe.column("SELECT DISTINCT act FROM events WHERE action = 'enterprise.saved'").await;
        assert_eq!(acts.len(), 2);
    }

    async fn a_right_in_one_enterprise_writes_into_no_other_log(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let all = store_all(store, 2).await;
        let [alpha, beta] = &all[..] else { panic!("two of them") };
        let person = somebody(store, &all).await;
        let own = permit(person, alpha, Role::Owner);
        let (_, here) = alpha.edit(draft("甲"), 2).expect("a change");
        let (_, there) = beta.edit(draft("乙"), 2).expect("a change");
        let (_, above) = Person::create(PersonId(Clock::system().id()), "x@example.com".into(), "某人".into(), 1);
        let probe = Probe::open(&db.url).await;
        let before = probe.snapshot().await;
        for foreign in [there, above] {
            for act in [Act::new(foreign.clone()), Act::new(here.clone()).and(foreign.clone())] {
                let work = async |_: &mut Write<'_>| Ok(act.clone());
                let refused = store.write(&own, work).await.expect_err("another log");
                assert_eq!(refused.kind(), Kind::Broken);
                assert!(format!("{refused:?}").contains(foreign.action), "{refused:?}");
                let acts = [(permit(person, alpha, Role::Owner), act.clone())];
                assert!(store.write_each(&acts, async |_: &mut Write<'_>| Ok(())).await.is_err());
            }
        }
        assert_eq!(probe.snapshot().await, before);
        // A link to an account is told in the log of the whole portal, whoever makes it.
        let (_, link) = sample_invitation(&Clock::system(), "x@example.com", 1);
        store.write(&own, async |_: &mut Write<'_>| Ok(link.clone().into())).await.expect("told");
    }

    async fn somebody_sees_the_trash_of_the_own_enterprises_only(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let all = store_all(store, 4).await;
        let eyes = Eyes::Person(somebody(store, &all[..1]).await);
        for one in &all[..3] {
            let (gone, change) = jieru::domain::Registered::trash(one, 2).expect("a change");
            let work = async |write: &mut Write<'_>| {
                enterprises::update(write, &gone, 1).await?;
                Ok(Act::new(change.clone()))
            };
            store.write(&system(), work).await.expect("into the trash");
        }
        let mut read = store.read().await.expect("a connection");
        for (eyes, count) in [(eyes, 1), (Eyes::All, 3)] {
            let (gone, next) = cards::trashed_enterprises(&mut read, eyes, None).await.expect("a page");
            assert_eq!((gone.len(), next), (count, None));
        }
    }
}

fn draft(name: &str) -> jieru::domain::enterprise::Draft {
    jieru::domain::enterprise::Draft { name: name.to_owned(), meta: jieru::domain::Meta::default() }
}

//! Many at once: the sequence of a log has no gap, and of several saves of one version one wins.

use futures_util::future::join_all;
use jieru::{
    clock::Clock,
    domain::{Act, Change, Enterprise, Log, enterprise::Draft},
    error::{Kind, Result},
    store::{
        Db, Write, enterprises,
        history::{self, Filter},
    },
};

use super::{insert, opened, stored_enterprise};
use crate::support::{
    both,
    probe::Probe,
    world::{sample_enterprise, system},
};

const WRITERS: usize = 16;
const SAVERS: usize = 8;
const ROUNDS: i64 = 50;

async fn seqs(db: &Db, log: Log) -> Vec<i64> {
    let (mut seqs, mut before) = (Vec::new(), None);
    loop {
        let mut read = db.read().await.expect("a connection");
        let page = history::page(&mut read, log, &Filter::All, before).await.expect("a page");
        seqs.extend(page.items.iter().map(|event| event.seq));
        match page.next {
            Some(next) => before = Some(next.parse().expect("a number")),
            None => break,
        }
    }
    seqs.reverse();
    seqs
}

/// One act that stands in two logs.
async fn in_two_logs(db: &Db, enterprise: &Enterprise, number: usize) -> Result<()> {
    let field = |text: &str| vec![("n".to_owned(), Some(format!("{text} {number}")))];
    let here = Change::creation(enterprise.log(), "test.done", "test", number, field("here"));
    let there = Change::creation(Log::Installation, "test.done", "test", number, field("there"));
    let act = if number.is_multiple_of(2) {
        Act::new(here.clone()).and(there).and(here)
    } else {
        Act::new(there).and(here.clone()).and(here)
    };
    db.write(&system(), async |_: &mut Write<'_>| Ok(act.clone())).await
}

both! {
    async fn sequences_have_no_gap_however_many_write(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let enterprise = stored_enterprise(store, "alpha").await;
        let (installed, created) =
            (seqs(store, Log::Installation).await.len(), seqs(store, enterprise.log()).await.len());
        for round in 0..4 {
            let writers = (0..WRITERS).map(|writer| in_two_logs(store, &enterprise, round * 100 + writer));
            for outcome in join_all(writers).await {
                outcome.expect("a written act");
            }
        }
        for (log, expected) in
            [(Log::Installation, installed + 4 * WRITERS), (enterprise.log(), created + 8 * WRITERS)]
        {
            let numbers: Vec<i64> = (0..).take(expected).collect();
            assert_eq!(seqs(store, log).await, numbers);
            let size = history::size(&mut store.read().await.expect("a connection"), log).await;
            assert_eq!(usize::try_from(size.expect("a size")), Ok(numbers.len()));
        }
    }

    async fn of_several_saves_of_one_version_exactly_one_wins(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let mut stored = stored_enterprise(store, "alpha").await;
        for round in 1..=ROUNDS {
            let saves = (0..SAVERS).map(|saver| save(store, &stored, format!("{round}/{saver}")));
            let mut won = Vec::new();
            for outcome in join_all(saves).await {
                match outcome {
                    Ok(new) => won.push(new),
                    Err(error) => assert_eq!(error.kind(), Kind::Conflict, "{error}"),
                }
            }
            let [winner] = won.as_slice() else { panic!("round {round}: {} won", won.len()) };
            stored = find(store, winner).await;
            assert_eq!(&stored, winner);
            assert_eq!(stored.version, round + 1);
        }
        let told = seqs(store, stored.log()).await.len();
        assert_eq!(i64::try_from(told), Ok(1 + ROUNDS), "each saved version and nothing else is recorded");
    }

    async fn of_several_with_one_slug_exactly_one_is_made(db: TestDb) {
        let opened = opened(&db).await;
        let probe = Probe::open(&db.url).await;
        let all: Vec<_> =
            (0..SAVERS).map(|_| sample_enterprise(&Clock::system(), "alpha", 0)).collect();
        let made = join_all(all.iter().map(|(new, change)| insert(&opened.db, new, change))).await;
        let refused: Vec<_> = made.into_iter().filter_map(Result::err).collect();
        assert_eq!(refused.len(), SAVERS - 1);
        for error in refused {
            assert_eq!(error.kind(), Kind::Taken, "{error}");
            assert_eq!(error.constraint(), Some("enterprises_slug_key"));
        }
        assert_eq!(probe.count("enterprises").await, 1);
    }
}

async fn save(db: &Db, stored: &Enterprise, name: String) -> Result<Enterprise> {
    let draft = Draft { name, meta: stored.meta.clone() };
    let (new, change) = stored.edit(draft, db.clock().now()).expect("a change");
    let work = async |write: &mut Write<'_>| {
        enterprises::update(write, &new, stored.version).await?;
        Ok(Act::new(change.clone()))
    };
    db.write(&system(), work).await.map(|()| new.clone())
}

async fn find(db: &Db, enterprise: &Enterprise) -> Enterprise {
    let mut read = db.read().await.expect("a connection");
    enterprises::find(&mut read, enterprise.id).await.expect("an answer").expect("an enterprise")
}

//! Sessions end by themselves, and the database never knows their ids.

use std::collections::HashMap;

use actix_session::storage::{SessionKey, SessionStore as _};
use actix_web::cookie::time::Duration;
use jieru::{
    access::login::{self, Showed},
    access::session::Sessions,
    clock::{Clock, HOUR, MINUTE, Millis, SECOND},
    domain::{Act, Change, Log, PersonId},
    error::Kind,
    store::{
        Db, Location, Write, people,
        sessions::{self, NewSession},
    },
    vault::token_hash,
};
use reqwest::StatusCode;

use super::opened;
use crate::support::{
    TestDb, both,
    probe::Probe,
    world::{PASSWORD, system, world},
};

const START: Millis = 1_800_000_000_000;

/// A migrated database under a clock that stands still.
pub async fn held(db: &TestDb) -> (Db, Clock) {
    opened(db).await.db.close().await;
    let clock = Clock::held_at(START);
    let location = Location::parse(&db.url).expect("an address");
    (Db::open(&location, clock.clone()).await.expect("a database"), clock)
}

pub async fn begin(db: &Db, id: &str) {
    begin_of(db, id, None).await;
}

async fn begin_of(db: &Db, id: &str, person: Option<PersonId>) {
    let new = NewSession {
        id_hash: token_hash(id),
        id: id.to_owned(),
        person: person.map(|person| person.to_string()),
        state: "{}".to_owned(),
        address: "192.0.2.1".to_owned(),
        agent: "test".to_owned(),
        begun_at: db.clock().now(),
    };
    sessions::save(db, new).await.expect("a session");
}

/// Somebody ends sessions, and how many there were.
async fn ends(db: &Db, work: impl AsyncFn(&mut Write<'_>) -> jieru::error::Result<u64>) -> u64 {
    let ended = std::cell::Cell::new(0);
    let act = async |write: &mut Write<'_>| {
        ended.set(work(write).await?);
        Ok(Act::new(Change::access(Log::Installation, "session.ended", "session", "test")))
    };
    db.write(&system(), act).await.expect("an act");
    ended.get()
}

/// The same key once more.
fn key(of: &SessionKey) -> SessionKey {
    SessionKey::try_from(of.as_ref().to_owned()).expect("a key")
}

pub async fn lives(db: &Db, id: &str) -> bool {
    sessions::load(db, &token_hash(id)).await.expect("an answer").is_some()
}

both! {
    async fn a_session_ends_after_half_an_hour_without_a_request(db: TestDb) {
        let (db, clock) = held(&db).await;
        begin(&db, "used").await;
        begin(&db, "idle").await;
        clock.advance(29 * MINUTE);
        assert!(lives(&db, "used").await);
        clock.advance(MINUTE);
        assert!(!lives(&db, "idle").await, "half an hour without a request");
        clock.advance(28 * MINUTE);
        assert!(lives(&db, "used").await, "the request before counts");
        clock.advance(30 * MINUTE);
        assert!(!lives(&db, "used").await);
    }

    async fn a_session_ends_after_eight_hours_however_busy(db: TestDb) {
        let (db, clock) = held(&db).await;
        begin(&db, "busy").await;
        for _ in 0..31 {
            clock.advance(15 * MINUTE);
            assert!(lives(&db, "busy").await);
        }
        clock.advance(15 * MINUTE - SECOND);
        assert!(lives(&db, "busy").await);
        sessions::update(&db, &token_hash("busy"), "{}".to_owned(), None).await.expect("an update");
        clock.advance(SECOND);
        assert_eq!(clock.now() - START, 8 * HOUR);
        assert!(!lives(&db, "busy").await, "eight hours are over");
    }

    async fn ended_sessions_are_cleared_away_and_live_ones_stay(db: TestDb) {
        let (store, clock) = held(&db).await;
        let probe = Probe::open(&db.url).await;
        begin(&store, "old").await;
        clock.advance(31 * MINUTE);
        begin(&store, "new").await;
        assert_eq!(sessions::delete_ended(&store).await.expect("a number"), 1);
        assert_eq!(probe.column("SELECT id_hash FROM sessions").await, [token_hash("new")]);
        sessions::update(&store, &token_hash("old"), "{}".to_owned(), None).await.expect("nothing");
        assert_eq!(probe.count("sessions").await, 1, "an ended session does not come back");
    }

    async fn people_see_and_end_their_own_sessions_and_nobody_elses(db: TestDb) {
        let world = world(db).await;
        let clock = Clock::held_at(START);
        let location = Location::parse(&world.app.db.url).expect("an address");
        let db = Db::open(&location, clock.clone()).await.expect("a database");
        let mut read = db.read().await.expect("a connection");
        let who = people::find_by_email(&mut read, "auditor@alpha.example").await.expect("an answer");
        let (mine, other) = (who.expect("a person").id, world.nobody);
        drop(read);
        for number in 0..60 {
            // Two at each moment: their names decide.
            clock.advance(number % 2 * SECOND);
            begin_of(&db, &format!("mine-{number:02}"), Some(mine)).await;
        }
        begin_of(&db, "theirs", Some(other)).await;
        let mut seen = Vec::new();
        let mut before = String::new();
        loop {
            let mut read = db.read().await.expect("a connection");
            let page = sessions::list(&mut read, mine, clock.now(), &before).await.expect("a page");
            seen.extend(page.items.into_iter().map(|one| one.id));
            match page.next {
                Some(next) => before = next,
                None => break,
            }
        }
        let wanted: Vec<String> = (0..60).rev().map(|number| format!("mine-{number:02}")).collect();
        assert_eq!(seen, wanted, "the newest first, each once");
        assert_eq!(ends(&db, async |write| sessions::end(write, mine, "theirs").await).await, 0);
        assert_eq!(ends(&db, async |write| sessions::end(write, mine, "mine-07").await).await, 1);
        assert!(!lives(&db, "mine-07").await && lives(&db, "theirs").await);
        assert_eq!(ends(&db, async |write| sessions::end_others(write, mine, "mine-03").await).await, 58);
        assert!(lives(&db, "mine-03").await && lives(&db, "theirs").await);
        let mut read = db.read().await.expect("a connection");
        let found = sessions::find(&mut read, other, clock.now(), "mine-03").await.expect("an answer");
        assert!(found.is_none(), "somebody else’s");
        drop(read);
        assert_eq!(ends(&db, async |write| sessions::end_others(write, mine, "").await).await, 1);
        clock.advance(30 * MINUTE);
        let mut read = db.read().await.expect("a connection");
        assert!(sessions::list(&mut read, other, clock.now(), "").await.expect("a page").items.is_empty());
    }

    async fn a_clock_that_is_set_back_revives_and_prolongs_no_session(db: TestDb) {
        let (store, clock) = held(&db).await;
        let sessions = Sessions::new(store.clone());
        let state = || HashMap::from([("typed".to_owned(), "\"\"".to_owned())]);
        let ttl = Duration::hours(8);
        let key = sessions.save(state(), &ttl).await.expect("a session");
        let pass = |minutes: i64| {
            clock.advance(minutes * MINUTE);
            clock.set_forward(-minutes * MINUTE);
        };
        let fresh = async || {
            let state = sessions.load(&key).await.expect("an answer");
            state.map(|state| state.contains_key("typed"))
        };
        pass(9);
        assert_eq!(fresh().await, Some(true), "typed nine minutes ago");
        pass(1);
        assert_eq!(fresh().await, Some(false), "ten minutes have passed");
        pass(29);
        assert_eq!(fresh().await, Some(false));
        pass(30);
        assert_eq!(clock.now(), START, "by the clock nothing has happened");
        assert_eq!(fresh().await, None, "half an hour without a request");
        assert_eq!(Probe::open(&db.url).await.count("sessions").await, 0, "gone for good");

        let key = sessions.save(state(), &ttl).await.expect("a session");
        for _ in 0..31 {
            pass(15);
            assert!(sessions.load(&key).await.expect("an answer").is_some());
        }
        pass(15);
        assert!(sessions.load(&key).await.expect("an answer").is_none(), "eight hours are over");
    }

    async fn a_session_goes_on_under_a_new_id_until_it_would_have_ended(db: TestDb) {
        let (store, clock) = held(&db).await;
        let sessions = Sessions::new(store.clone());
        let (ttl, nothing) = (Duration::hours(8), HashMap::new());
        let old = sessions.save(nothing, &ttl).await.expect("a session");
        for _ in 0..24 {
            clock.advance(20 * MINUTE - SECOND);
            sessions.load(&old).await.expect("an answer").expect("a state");
        }
        let mut state = sessions.load(&old).await.expect("an answer").expect("a state");
        // The password was typed once more.
        state.insert("typed".to_owned(), "\"\"".to_owned());
        let new = sessions.update(key(&old), state, &ttl).await.expect("a session");
        assert!(new != old && sessions.load(&old).await.expect("an answer").is_none());
        assert!(sessions.load(&new).await.expect("an answer").is_some_and(|state| state.contains_key("typed")));
        clock.advance(24 * SECOND);
        assert!(sessions.load(&new).await.expect("an answer").is_none(), "eight hours after it began");
    }

    async fn a_password_that_was_still_being_judged_revives_no_session(db: TestDb) {
        let (store, _) = held(&db).await;
        let sessions = Sessions::new(store.clone());
        let ttl = Duration::hours(8);
        let old = sessions.save(HashMap::new(), &ttl).await.expect("a session");
        let mut state = sessions.load(&old).await.expect("an answer").expect("a state");
        sessions.delete(&old).await.expect("it was ended");
        state.insert("typed".to_owned(), "\"\"".to_owned());
        let kept = sessions.update(key(&old), state, &ttl).await.expect("an answer");
        assert!(sessions.load(&kept).await.expect("an answer").is_none());
        assert_eq!(Probe::open(&db.url).await.content("sessions").await, Vec::<String>::new());
    }

    async fn an_old_password_begins_no_session_once_there_is_another(db: TestDb) {
        let world = world(db).await;
        let found = async || {
            let mut read = world.store.read().await.expect("a connection");
            people::find_by_email(&mut read, "auditor@alpha.example").await.expect("an answer").expect("a person")
        };
        let judged = found().await;
        let begin = async || {
            let origin = jieru::rights::Origin::default();
            login::begin(&world.store, &judged, Showed::Nothing, origin, async |_| Ok(())).await
        };
        begin().await.expect("nothing changed");
        world.probe.execute(&format!("UPDATE people SET updated_at = updated_at + 1 WHERE id = '{}'", judged.id)).await;
        assert_eq!(begin().await.expect_err("another password").kind(), Kind::Conflict);
        let started = "SELECT action FROM events WHERE action = 'session.started'";
        assert_eq!(world.probe.column(started).await.len(), 1);
    }

    async fn the_database_knows_only_a_hash_of_the_id(db: TestDb) {
        let world = world(db).await;
        let mut client = world.app.client();
        let form = [("email", "auditor@alpha.example"), ("password", PASSWORD), ("next", "")];
        let reply = client.fill("/login", "/login", &form).await;
        let mut cookies = reply.headers.get_all("set-cookie").iter();
        let cookie = cookies.find_map(|value| value.to_str().ok()?.strip_prefix("jieru="));
        let cookie = cookie.expect("a session cookie");
        let value = cookie.split(';').next().unwrap_or_default();
        let value = percent_encoding::percent_decode_str(value).decode_utf8().expect("text");
        // A signature of 44 characters stands before the id.
        let id = value.get(44..).expect("an id");
        assert!(id.len() >= 43, "at least 256 bits");
        let rows = world.probe.content("sessions").await;
        assert!(rows.iter().any(|row| row.contains(&token_hash(id))), "{rows:?}");
        for table in world.probe.tables().await {
            for row in world.probe.content(&table).await {
                assert!(!row.contains(id), "{table}: {row}");
            }
        }
    }

    async fn the_session_of_a_deactivated_person_ends_at_once(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("auditor@alpha.example").await;
        assert_eq!(client.get("/e/alpha").await.status, StatusCode::OK);
        let mut read = world.store.read().await.expect("a connection");
        let person = people::find_by_email(&mut read, "auditor@alpha.example").await;
        drop(read);
        let person = person.expect("an answer").expect("a person");
        let (new, change) = person.deactivate(world.store.clock().now()).expect("a change");
        let work = async |write: &mut Write<'_>| {
            people::set_active(write, &new, person.version).await?;
            Ok(Act::new(change.clone()))
        };
        world.store.write(&system(), work).await.expect("a deactivated person");
        assert_eq!(client.get("/e/alpha").await.status, StatusCode::SEE_OTHER);
        let id = person.id;
        let left = format!("SELECT id_hash FROM sessions WHERE person_id = '{id}'");
        assert!(world.probe.column(&left).await.is_empty());
        let form = [("email", "auditor@alpha.example"), ("password", PASSWORD), ("next", "")];
        let reply = client.fill("/login", "/login", &form).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

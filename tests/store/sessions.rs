//! Sessions end by themselves, and the database never knows their ids.

use jieru::{
    clock::{Clock, HOUR, MINUTE, Millis, SECOND},
    domain::Act,
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
    let new = NewSession {
        id_hash: token_hash(id),
        person: None,
        state: "{}".to_owned(),
        address: "192.0.2.1".to_owned(),
        agent: "test".to_owned(),
    };
    sessions::save(db, new).await.expect("a session");
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

//! Several people save the same version of one object at once: one of them wins, all others are told.

use futures_util::future::join_all;
use reqwest::StatusCode;

use super::{
    saving::{Site, fields},
    times,
};
use crate::support::{both, client::Client, probe::Probe};

const SAVERS: usize = 8;

async fn save(client: &mut Client, path: &str, version: usize, name: &str) -> StatusCode {
    let (fields, version) = (fields(name), version.to_string());
    let mut form: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, &**text)).collect();
    form.push(("version", &version));
    let reply = client.post_form(path, &form).await;
    if reply.status == StatusCode::SEE_OTHER {
        assert_eq!(reply.location(), Some(path), "saved, and not led elsewhere");
    }
    reply.status
}

both! {
    async fn of_saves_of_one_version_at_once_exactly_one_wins_and_no_update_is_lost(db: TestDb) {
        let mut site = Site::new(db, SAVERS).await;
        let _served = site.serve();
        let first = fields("first");
        let first: Vec<(&str, &str)> = first.iter().map(|(name, text)| (*name, &**text)).collect();
        let made = site.clients[0].post_form("/e/alpha/plugins", &first).await;
        let path = made.location().expect("a place").to_owned();
        let rounds = times(20, 200);
        let probe = Probe::open(&site.db.url).await;
        for round in 1..=rounds {
            let names: Vec<String> = (0..SAVERS).map(|saver| format!("r{round}-{saver}")).collect();
            let saves = site.clients.iter_mut().zip(&names);
            let saves = saves.map(|(client, name)| save(client, &path, round, name));
            let said = join_all(saves).await;
            let winners: Vec<usize> =
                (0..SAVERS).filter(|at| said[*at] == StatusCode::SEE_OTHER).collect();
            let [winner] = winners[..] else { panic!("round {round}: {said:?}") };
            let others = said.iter().filter(|status| **status == StatusCode::CONFLICT).count();
            assert_eq!(others, SAVERS - 1, "round {round}: {said:?}");
            assert_eq!(probe.one("SELECT name FROM plugins").await, names[winner]);
        }
        let version = probe.one("SELECT CAST(version AS TEXT) FROM plugins").await;
        assert_eq!(version, (rounds + 1).to_string());
        let told = "SELECT CAST(count(*) AS TEXT) FROM events WHERE noun = 'plugin'";
        assert_eq!(probe.one(told).await, version, "each saved version and nothing else is recorded");
        println!("{rounds} rounds of {SAVERS} savers: no update lost");
        site.verify();
    }
}

//! Wishes to keep less history, which wait for a second person in every world.

use jieru::{
    domain::{
        Act, EnterpriseId, Log, Retention,
        retention::{Proposal, Wish},
    },
    store::{Db, Write, retention},
};

use super::world::system;

/// Enough that each role may approve one and reject one.
const EACH: i64 = 12;

pub async fn wait(db: &Db, enterprises: &[EnterpriseId]) {
    let places = enterprises.iter().copied().map(Log::Enterprise);
    let mut made = Vec::new();
    for log in places.chain([Log::Installation]) {
        for number in 0..EACH {
            let (id, rule) = (db.clock().id().to_string(), Retention::none(log));
            let wish = Wish::Keep(30_000 + number);
            made.push(Proposal::make(id, &rule, wish, "空间", ("somebody", "某人"), 0));
        }
    }
    let work = async |write: &mut Write<'_>| {
        for (proposal, _) in &made {
            retention::propose(write, proposal).await?;
        }
        let mut changes = made.iter().map(|(_, change)| change.clone());
        let first = changes.next().expect("a wish");
        Ok(changes.fold(Act::new(first), Act::and))
    };
    db.write(&system(), work).await.expect("waiting wishes");
}

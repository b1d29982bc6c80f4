//! The store on both databases: one schema, one meaning of every statement, nothing half written.

mod backup;
mod cancelling;
mod defaults;
mod endings;
mod findings;
mod folding;
mod ledger;
mod paging;
mod people;
mod racing;
mod registry;
mod releases;
mod rolling_back;
mod schema;
pub mod sealing;
mod search;
mod second_factors;
pub mod sessions;
mod tenants;
pub mod timeline;

use jieru::{
    app::{self, Opened},
    clock::Clock,
    domain::{Act, Change, Enterprise},
    store::{Db, Write, enterprises},
};

use crate::support::{
    TestDb,
    app::config,
    world::{sample_enterprise, system},
};

/// A fresh installation that nobody serves.
async fn opened(db: &TestDb) -> Opened {
    app::open(&config(db)).await.expect("an installation")
}

async fn stored_enterprise(db: &Db, slug: &str) -> Enterprise {
    let (new, change) = sample_enterprise(&Clock::system(), slug, db.clock().now());
    insert(db, &new, &change).await.expect("a stored enterprise");
    new
}

async fn insert(db: &Db, new: &Enterprise, change: &Change) -> jieru::error::Result<()> {
    let work = async |write: &mut Write<'_>| {
        enterprises::insert(write, new).await?;
        Ok(Act::new(change.clone()))
    };
    db.write(&system(), work).await
}

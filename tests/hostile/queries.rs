//! Queries of every page: filters, cursors, moments, and names that no page knows.

use jieru::web::routes::{ROUTES, bare};

use super::{corpus, forms::whole};
use crate::{
    coverage::filled::filled,
    support::{TestDb, both, world::world},
};

const ROOT: &str = "root@portal.example";
/// Every name that some page reads, and one that none does.
const NAMES: &[&str] = &[
    "q",
    "cursor",
    "after",
    "before",
    "from",
    "to",
    "as_of",
    "actor",
    "kind",
    "action",
    "noun",
    "subject",
    "field",
    "address",
    "channel",
    "target",
    "tag",
    "state",
    "owner",
    "sort",
    "lang",
    "next",
    "page",
    "n",
    "nobody-reads-this",
];

#[tokio::test]
async fn every_page_survives_every_query() {
    let world = world(TestDb::sqlite()).await;
    let mut client = world.sign_in(ROOT).await;
    let (values, mut asked, mut sent) = (corpus::sample(3), 0, 0);
    let rows = ROUTES.iter().filter(|row| row.method == "GET" && row.path == bare(row.path));
    for route in rows {
        let call = filled(&world, route, "alpha", &world.alpha, ROOT).await;
        let path = call.path.split('?').next().unwrap_or_default();
        // Each page meets each name, with one value after the other.
        for name in NAMES {
            asked += 1;
            let value = &values[asked % values.len()];
            let value: String = value.chars().take(2_000).collect();
            let query: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
            for query in [format!("{name}={query}"), format!("{name}={query}&{name}=2")] {
                let reply = client.get(&format!("{path}?{query}")).await;
                whole(&reply, &format!("{path}?{query}"));
                sent += 1;
            }
        }
    }
    assert!(sent > 2_000, "only {sent}");
}

both! {
    async fn lists_survive_every_value_of_every_filter(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(ROOT).await;
        for path in ["/e/alpha/windows", "/e/alpha/history", "/search", "/people", "/e/alpha/compare"] {
            for name in ["q", "cursor", "from", "to", "actor", "field", "channel", "tag", "as_of"] {
                for value in corpus::sample(2) {
                    let value: String = value.chars().take(2_000).collect();
                    let query: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
                    let reply = client.get(&format!("{path}?{name}={query}")).await;
                    whole(&reply, &format!("{path}?{name}={value}"));
                }
            }
        }
    }
}

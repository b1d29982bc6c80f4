//! Mass assignment and polluted parameters: what nobody asked for and what comes twice is refused by every
//! form, and nothing happens.

use jieru::web::routes::ROUTES;

use super::forms::whole;
use crate::{
    coverage::filled::{Filled, filled},
    support::{
        both,
        world::{World, world},
    },
};

const ROOT: &str = "root@portal.example";
/// Lists of choices, which repeat one name.
const LISTS: &[&str] = &["ids", "items", "w.events", "fields", "scopes"];
/// These answer before they look at any field: the set-up is over; without an id there is nothing to see.
const BLIND: &[&str] = &["/setup"];
/// These draw what was typed and save nothing: they say what is wrong on the page itself.
const DRAWS: &[&str] = &["/preview", "/install", "/windows/edits"];

async fn tried(world: &World, twice: bool) -> usize {
    let mut client = world.sign_in(ROOT).await;
    let (before, mut tried, mut taken) = (world.probe.objects().await, 0, Vec::new());
    for route in ROUTES.iter().filter(|row| row.method == "POST" && !BLIND.contains(&row.path)) {
        let call = filled(world, route, "alpha", &world.alpha, ROOT).await;
        let more: Vec<(String, String)> = if twice {
            call.fields
                .iter()
                .filter(|(name, _)| !LISTS.contains(&name.as_str()))
                .cloned()
                .collect()
        } else {
            [
                "is_admin",
                "enterprise_id",
                "person_id",
                "p",
                "constructor",
                "__proto__",
                "csrf_token",
            ]
            .map(|name| (name.to_owned(), "1".to_owned()))
            .into()
        };
        for extra in more {
            let fields = [call.fields.clone(), vec![extra.clone()]].concat();
            let polluted = Filled { path: call.path.clone(), fields };
            let reply = polluted.send(&mut client, "POST").await;
            let what = format!("{} with {} once more: {}", route.path, extra.0, reply.status);
            whole(&reply, &what);
            let drawn = DRAWS.iter().any(|end| route.path.ends_with(end));
            if !reply.status.is_client_error() && !drawn {
                taken.push(what);
            }
            tried += 1;
        }
    }
    assert!(taken.is_empty(), "{taken:#?}");
    assert_eq!(world.probe.objects().await, before);
    tried
}

both! {
    async fn no_form_takes_what_nobody_asked_for(db: TestDb) {
        let world = world(db).await;
        assert!(tried(&world, false).await > 300);
    }

    async fn no_form_takes_what_comes_twice(db: TestDb) {
        let world = world(db).await;
        assert!(tried(&world, true).await > 150);
    }
}

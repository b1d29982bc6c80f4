//! What belongs to another enterprise does not exist: not one byte tells it from what was never made.

use jieru::web::routes::{ROUTES, Route, bare};
use reqwest::StatusCode;
use uuid::Uuid;

use super::filled::{Filled, filled, path};
use crate::support::{
    both,
    client::{Client, Reply},
    world::{Tenant, World, world},
};

/// The body without what belongs to the request alone: its id and its own path.
fn neutral(reply: &Reply, call: &Filled) -> String {
    let id = reply.header("x-request-id").expect("a request id");
    reply.body.replace(id, "ID").replace(&call.path, "PATH")
}

/// The path of an object that never was, with the query of the other one.
fn never_path(world: &World, route: &Route, other: &str, never: &Tenant) -> String {
    let path = path(world, bare(route.path), "alpha", never);
    other.split_once('?').map_or(path.clone(), |(_, query)| format!("{path}?{query}"))
}

fn inside() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().filter(|route| route.path.contains("{e}"))
}

async fn missing(client: &mut Client, route: &Route, call: &Filled) -> String {
    let reply = call.send(client, route.method).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND, "{} {}", route.method, call.path);
    neutral(&reply, call)
}

both! {
    async fn a_foreign_enterprise_answers_like_a_missing_one(db: TestDb) {
        let world = world(db).await;
        let email = "owner@alpha.example";
        let mut client = world.sign_in(email).await;
        let before = world.probe.snapshot().await;
        let mut rows = 0;
        for route in inside() {
            let foreign = filled(&world, route, "beta", &world.beta, email).await;
            let nowhere = filled(&world, route, "gamma", &world.beta, email).await;
            let (foreign, nowhere) = (
                missing(&mut client, route, &foreign).await,
                missing(&mut client, route, &nowhere).await,
            );
            assert_eq!(foreign, nowhere, "{} {}", route.method, route.path);
            assert!(!foreign.contains("beta"), "{}: {foreign}", route.path);
            rows += 1;
        }
        assert!(rows > 20, "only {rows} routes inside enterprises");
        assert_eq!(world.probe.snapshot().await, before);
    }

    async fn foreign_ids_under_the_own_slug_answer_like_missing_ones(db: TestDb) {
        let world = world(db).await;
        let email = "owner@alpha.example";
        let mut client = world.sign_in(email).await;
        let before = world.probe.snapshot().await;
        let (nobody, alpha) = (Uuid::from_u128(7), &world.alpha);
        let never = Tenant {
            id: alpha.id,
            account: jieru::domain::AccountId(nobody),
            key: jieru::domain::KeyId(nobody),
            plugin: jieru::domain::PluginId(nobody),
            template: jieru::domain::LeaveTemplateId(nobody),
            field: jieru::domain::VipFieldId(nobody),
            window: alpha.window,
            handover: jieru::domain::HandoverId(nobody),
        };
        let mut rows = 0;
        for route in inside().filter(|route| route.path.contains("{id}")) {
            let foreign = filled(&world, route, "alpha", &world.beta, email).await;
            let mut absent = filled(&world, route, "alpha", &world.beta, email).await;
            absent.path = never_path(&world, route, &foreign.path, &never);
            let (foreign, absent) = (
                missing(&mut client, route, &foreign).await,
                missing(&mut client, route, &absent).await,
            );
            assert_eq!(foreign, absent, "{} {}", route.method, route.path);
            rows += 1;
        }
        assert!(rows >= 6, "only {rows} routes with an id");
        assert_eq!(world.probe.snapshot().await, before);
    }

    async fn references_to_foreign_objects_are_refused(db: TestDb) {
        let world = world(db).await;
        let email = "owner@alpha.example";
        let mut client = world.sign_in(email).await;
        let before = world.probe.snapshot().await;
        for path in ["/e/{e}/windows", "/e/{e}/windows/{code}", "/e/{e}/keys"] {
            let route = inside().find(|route| route.path == path && route.method == "POST");
            let route = route.unwrap_or_else(|| panic!("no route POST {path}"));
            let mut call = filled(&world, route, "alpha", &world.alpha, email).await;
            for (name, value) in &mut call.fields {
                match name.as_str() {
                    "account_id" => *value = world.beta.account.to_string(),
                    "key_id" => *value = world.beta.key.to_string(),
                    _ => {}
                }
            }
            let reply = call.send(&mut client, "POST").await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        }
        assert_eq!(world.probe.snapshot().await, before);
    }

    async fn lists_show_the_own_enterprises_only(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("auditor@beta.example").await;
        for path in ["/", "/enterprises"] {
            let reply = client.get(path).await;
            assert!(reply.body.contains("/e/beta"), "{path}");
            assert!(!reply.body.contains("alpha"), "{path}: {}", reply.body);
        }
        let mut root = world.sign_in("root@portal.example").await;
        let reply = root.get("/enterprises").await;
        assert!(reply.body.contains("/e/alpha") && reply.body.contains("/e/beta"));
    }
}

//! What belongs to another enterprise does not exist: not one byte tells it from what was never made.

use jieru::{
    domain::{
        Act, Log, SavedSearch, SavedSearchId,
        person::{Held, Spot},
    },
    rights::{Grant, Place, Role, is_narrow},
    store::{Write, people, saved_searches},
    web::routes::{Access, ROUTES, Route, bare},
};
use reqwest::StatusCode;
use uuid::Uuid;

use super::filled::{Filled, filled, path};
use super::people::invited;
use crate::support::{
    both,
    client::{Client, Reply},
    world::{Tenant, World, system, world},
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

/// The tables of what stands behind each kind of id in addresses.
const TABLES: &[(&str, &str)] = &[
    ("accounts", "accounts"),
    ("keys", "keys"),
    ("plugins", "plugins"),
    ("leave-templates", "leave_templates"),
    ("vip-fields", "vip_fields"),
    ("handovers", "handovers"),
    ("proposals", "retention_proposals"),
    ("access-requests", "access_requests"),
    ("searches", "saved_searches"),
    ("invitations", "invitations"),
];

/// The id in a call's address really is one of beta's: what is compared with the missing is there.
async fn is_of_beta(world: &World, route: &Route, call: &Filled) {
    let at = bare(route.path).split('/').position(|part| part == "{id}").expect("an id");
    let path = call.path.split('?').next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').collect();
    let (kind, id) = (parts[at - 1], parts[at]);
    let table = TABLES.iter().find(|(known, _)| *known == kind);
    let (_, table) = table.unwrap_or_else(|| panic!("nobody knows the table of {}", route.path));
    let (rows, beta) = (world.probe.content(table).await, world.beta.id.to_string());
    let there = rows.iter().any(|row| row.contains(id) && row.contains(&beta));
    assert!(there, "{} {}: no such row of beta: {rows:?}", route.method, call.path);
}

/// A search of beta's history that everybody may use who reads that.
async fn shared_search(world: &World) -> String {
    let (db, log) = (&world.store, Log::Enterprise(world.beta.id));
    let new = SavedSearch {
        id: SavedSearchId(db.clock().id()),
        log,
        person: world.nobody,
        name: "共享的查询".to_owned(),
        query: "noun=key".to_owned(),
        shared: true,
        created_at: db.clock().now(),
    };
    let work = async |write: &mut Write<'_>| {
        saved_searches::insert(write, &new).await?;
        Ok(Act::new(new.saved()))
    };
    db.write(&system(), work).await.expect("a search");
    new.id.to_string()
}

fn inside() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().filter(|route| route.path.contains("{e}"))
}

async fn missing(client: &mut Client, route: &Route, call: &Filled) -> String {
    let reply = call.send(client, route.method).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND, "{} {}", route.method, call.path);
    neutral(&reply, call)
}

/// Gives the first window of alpha to somebody who has no other role.
async fn give_window(world: &World) {
    let (enterprise, window) = (world.alpha.id, world.alpha.window);
    let place = Place::Window { enterprise, window };
    let now = world.store.clock().now();
    let person = people::find(&mut world.store.read().await.unwrap(), world.nobody).await;
    let person = person.unwrap().expect("somebody");
    let held = Held { role: "developer", until: None, releases: "all" };
    let spot = Spot { log: Log::Enterprise(enterprise), window: Some((window, "link")) };
    let given = person.turn_role(&spot, None, Some(held)).expect("a change");
    let work = async |write: &mut Write<'_>| {
        people::give(write, person.id, Grant::of(place, Role::Developer), now).await?;
        Ok(given.clone().into())
    };
    world.store.write(&system(), work).await.expect("a role");
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
        let search = shared_search(&world).await;
        let (invitation, _) = invited(&world, Some(&world.beta)).await;
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
            let mut foreign = filled(&world, route, "alpha", &world.beta, email).await;
            let mut absent = filled(&world, route, "alpha", &world.beta, email).await;
            if route.path.contains("/searches/{id}") {
                foreign.path = foreign.path.replace(&world.beta.account.to_string(), &search);
            }
            foreign.path = foreign.path.replace(&world.invitation.to_string(), &invitation);
            is_of_beta(&world, route, &foreign).await;
            absent.path = never_path(&world, route, &foreign.path, &never)
                .replace(&world.invitation.to_string(), &nobody.to_string());
            assert_ne!(foreign.path, absent.path);
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

    async fn whoever_sees_one_window_finds_its_pages_and_nothing_else(db: TestDb) {
        let world = world(db).await;
        give_window(&world).await;
        let email = "nobody@portal.example";
        let mut client = world.sign_in(email).await;
        let (mut open, mut closed) = (0, 0);
        for route in inside() {
            let call = filled(&world, route, "alpha", &world.alpha, email).await;
            let reply = call.send(&mut client, route.method).await;
            let row = format!("{} {}: {}", route.method, call.path, reply.status);
            let narrow = matches!(route.access, Access::Within(right, _) if is_narrow(right));
            let asks = route.path == "/e/{e}/access-requests";
            if narrow && (asks || route.path.contains("/windows/{code}/")) {
                assert!(matches!(reply.status.as_u16(), 200 | 303), "{row}\n{}", reply.body);
                open += 1;
            } else {
                assert_eq!(reply.status, StatusCode::NOT_FOUND, "{row}");
                let nowhere = filled(&world, route, "gamma", &world.alpha, email).await;
                let nowhere = missing(&mut client, route, &nowhere).await;
                assert_eq!(neutral(&reply, &call), nowhere, "{row}");
                closed += 1;
            }
        }
        assert!(open >= 10 && closed > 100, "{open} open, {closed} closed");
        // Another window of the same enterprise is not there.
        for path in ["install", "links", "releases", "releases/1", "install.md"] {
            let other = client.get(&format!("/e/alpha/windows/button/{path}")).await;
            assert_eq!(other.status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in ["/", "/dev", "/enterprises", "/search?q=alpha", "/search?q=%E6%8C%89%E9%92%AE"] {
            let body = client.get(path).await.body;
            assert!(!body.contains("button") || !body.contains("订单页按钮"), "{path}: {body}");
            assert!(!body.contains("href=\"/e/alpha\""), "{path}: {body}");
        }
        let dev = client.get("/dev").await.body;
        assert!(dev.contains("/e/alpha/windows/link/install") && !dev.contains("订单页按钮"), "{dev}");
        assert!(client.get("/").await.body.contains("/e/alpha/windows/link/install"));
        let found = client.get("/search?q=alpha/link").await;
        assert_eq!(found.location(), Some("/e/alpha/windows/link/install"), "{}", found.body);
        let hidden = client.get("/search?q=alpha/button").await;
        assert_eq!(hidden.status, StatusCode::OK);
        // No page of it leads to what is not there.
        for page in ["install", "links", "releases", "releases/1"] {
            let body = client.get(&format!("/e/alpha/windows/link/{page}")).await.body;
            for href in body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                if href.starts_with("/e/") {
                    let there = client.get(&href.replace("&amp;", "&")).await;
                    assert_eq!(there.status, StatusCode::OK, "{page} leads to {href}");
                }
            }
        }
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

//! Every form that changes something, sent twice at the same moment: impatience makes one object or a
//! clear answer, never a fault of ours and never two of what is there once.

use futures_util::future::join;
use jieru::web::routes::{ROUTES, Records, Route};

use crate::{
    coverage::{filled::Filled, prepared},
    support::{
        both,
        client::{Client, Reply},
        folded,
        world::{World, world},
    },
};

const ROOT: &str = "root@portal.example";

/// Forms that make an object, and the rows that it is: of two at once, one more.
const CREATIONS: &[(&str, &str)] = &[
    ("/enterprises", "enterprises"),
    ("/enterprises/{slug}/clones", "enterprises"),
    ("/e/{e}/accounts", "accounts"),
    ("/e/{e}/accounts/{id}/clones", "accounts"),
    ("/e/{e}/keys", "keys"),
    ("/e/{e}/keys/{id}/rotations", "key_secrets"),
    ("/e/{e}/plugins", "plugins"),
    ("/e/{e}/plugins/{id}/clones", "plugins"),
    ("/e/{e}/leave-templates", "leave_templates"),
    ("/e/{e}/leave-templates/{id}/clones", "leave_templates"),
    ("/e/{e}/vip-fields", "vip_fields"),
    ("/e/{e}/vip-fields/{id}/clones", "vip_fields"),
    ("/e/{e}/vip-fields/imports", "vip_fields"),
    ("/e/{e}/windows", "windows"),
    ("/e/{e}/windows/{code}/clones", "windows"),
    ("/e/{e}/windows/{code}/releases", "releases"),
    ("/e/{e}/windows/{code}/handovers", "handovers"),
    ("/e/{e}/changes", "change_requests"),
    ("/e/{e}/history/searches", "saved_searches"),
    ("/history/searches", "saved_searches"),
    ("/people/invitations", "invitations WHERE revoked_at = 0 AND accepted_at = 0"),
    ("/invitations/{token}", "people"),
];

/// Left out: the set-up is over, and `web::setup` sends it twice.
const OVER: &str = "/setup";

struct Impatient {
    world: World,
    one: Client,
    two: Client,
}

impl Impatient {
    /// A request that would be taken, with what it needs made for it.
    async fn ready(&mut self, route: &Route) -> Filled {
        let mut call = prepared::ready(&self.world, route, ROOT, &mut self.one).await;
        let named = ["/handovers", "/people/invitations", "/vip-fields/{id}/clones"];
        if named.iter().any(|end| route.path.ends_with(*end)) {
            // What the page puts into its form.
            call.fields.push(("id".to_owned(), self.world.store.clock().id().to_string()));
        }
        call
    }

    async fn twice(&mut self, route: &Route, call: &Filled) -> [Reply; 2] {
        let first = call.send(&mut self.one, route.method);
        let (one, two) = join(first, call.send(&mut self.two, route.method)).await;
        for reply in [&one, &two] {
            let what = format!("{}: {}", route.path, reply.status);
            assert!(!reply.status.is_server_error(), "{what}\n{}", reply.body);
            assert!(reply.header("x-request-id").is_some(), "{what}");
        }
        [one, two]
    }

    /// What was done may have ended the session.
    async fn recover(&mut self) {
        if self.one.get("/people").await.status != 200 {
            self.one = self.world.sign_in(ROOT).await;
        }
        self.two = self.one.twin();
    }
}

fn post(path: &str) -> &'static Route {
    let route = ROUTES.iter().find(|row| row.method == "POST" && row.path == path);
    route.unwrap_or_else(|| panic!("no such route: {path}"))
}

fn done(reply: &Reply) -> bool {
    reply.status.is_success() || reply.status.is_redirection()
}

both! {
    async fn a_creation_that_is_sent_twice_at_once_makes_one(db: TestDb) {
        let world = world(db).await;
        let one = world.sign_in(ROOT).await;
        let two = one.twin();
        let mut impatient = Impatient { world, one, two };
        for (path, rows) in CREATIONS {
            if path.ends_with("/releases") {
                // There is something new to release.
                let save = post("/e/{e}/windows/{code}");
                let call = impatient.ready(save).await;
                impatient.twice(save, &call).await;
            }
            let route = post(path);
            let call = impatient.ready(route).await;
            let before = impatient.world.probe.count(rows).await;
            let replies = impatient.twice(route, &call).await;
            let statuses = replies.each_ref().map(|reply| reply.status.as_u16());
            let after = impatient.world.probe.count(rows).await;
            assert_eq!(after, before + 1, "{path}: {statuses:?}\n{}", replies[1].body);
            assert!(replies.iter().any(done), "{path}: {statuses:?}");
        }
        folded::holds(&impatient.world).await;
    }

    async fn no_change_that_is_sent_twice_at_once_breaks_anything(db: TestDb) {
        let world = world(db).await;
        let one = world.sign_in(ROOT).await;
        let two = one.twin();
        let mut impatient = Impatient { world, one, two };
        let changes = ROUTES.iter().filter(|row| row.records == Records::Change);
        let mut sent = 0;
        for route in changes.filter(|row| row.path != OVER) {
            let call = impatient.ready(route).await;
            impatient.twice(route, &call).await;
            impatient.recover().await;
            sent += 1;
        }
        assert!(sent > 50, "only {sent} forms");
        folded::holds(&impatient.world).await;
    }
}

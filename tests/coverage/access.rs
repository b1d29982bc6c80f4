//! Who may enter: nobody without signing in, and everybody as the checked-in matrix says, which is
//! also what follows from the rights.

use std::{env, fmt::Write as _, fs};

use jieru::{
    rights::Role,
    web::routes::{Access, ROUTES, Records, Route},
};
use reqwest::StatusCode;

use super::{
    filled::{Filled, filled},
    prepared, review,
};
use crate::support::{
    both,
    client::{Client, Reply},
    folded,
    probe::{Recorded, Sizes, Snapshot},
    world::{World, world},
};

const MATRIX: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/coverage/matrix.txt");

const HEAD: &str = "\
# What every route answers to whom, in a finished installation and in the enterprise of the path.
# Made by the test with JIERU_BLESS=1; every change of it is a change of rights and wants a review.
";

/// Somebody, with the role that counts in the enterprise and for the installation.
struct Somebody {
    label: &'static str,
    email: &'static str,
    here: Option<Role>,
    installation: Option<Role>,
}

const fn of(label: &'static str, email: &'static str, here: Option<Role>) -> Somebody {
    Somebody { label, email, here, installation: None }
}

const PEOPLE: &[Somebody] = &[
    of("owner", "owner@alpha.example", Some(Role::Owner)),
    of("admin", "admin@alpha.example", Some(Role::Admin)),
    of("developer", "developer@alpha.example", Some(Role::Developer)),
    of("auditor", "auditor@alpha.example", Some(Role::Auditor)),
    Somebody {
        label: "root",
        email: "root@portal.example",
        here: Some(Role::Owner),
        installation: Some(Role::Owner),
    },
    of("nobody", "nobody@portal.example", None),
];

/// What follows from the row's access for this person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Through,
    Forbidden,
    Missing,
}

fn class(route: &Route, who: &Somebody) -> Class {
    let holds = |role: Option<Role>, roles: &[Role]| role.is_some_and(|role| roles.contains(&role));
    match route.access {
        // The set-up is over.
        Access::Public if route.path == "/setup" => Class::Missing,
        Access::Public | Access::Halfway | Access::Member => Class::Through,
        Access::Installed(_, roles) if holds(who.installation, roles) => Class::Through,
        Access::Within(..) | Access::Each(..) if who.here.is_none() => Class::Missing,
        Access::Within(_, roles) | Access::Each(_, roles) if holds(who.here, roles) => {
            Class::Through
        }
        Access::Installed(..) | Access::Within(..) | Access::Each(..) => Class::Forbidden,
    }
}

fn to_sign_in(reply: &Reply) -> bool {
    reply.status == StatusCode::SEE_OTHER
        && reply.location().is_some_and(|to| to.starts_with("/login"))
}

both! {
    async fn who_is_not_signed_in_meets_the_sign_in_page(db: TestDb) {
        let world = world(db).await;
        let before = world.probe.snapshot().await;
        for route in ROUTES.iter() {
            // A wrong password is recorded, too; `web::timeline` looks at it.
            if (route.method, route.path) == ("POST", "/login") {
                continue;
            }
            // Guests of a link are recorded, signed in or not.
            let guest = ["/handovers/", "/invitations/"].iter().any(|at| route.path.starts_with(at));
            if guest && route.records != Records::None {
                continue;
            }
            let mut client = world.app.client();
            let call = filled(&world, route, "alpha", &world.alpha, "who@portal.example").await;
            let reply = call.send(&mut client, route.method).await;
            let row = format!("{} {}: {}", route.method, route.path, reply.status);
            if route.access == Access::Public {
                assert!(!to_sign_in(&reply), "{row}");
                // A wrong password, a finished set-up; everything else is served.
                let told = matches!(route.path, "/login" | "/setup") && reply.status.is_client_error();
                assert!(told || matches!(reply.status.as_u16(), 200 | 303), "{row}");
            } else {
                assert!(to_sign_in(&reply), "{row} {:?}", reply.location());
            }
        }
        assert_eq!(world.probe.snapshot().await, before);
    }

    async fn every_role_gets_the_answer_of_its_right_and_writes_what_the_row_says(db: TestDb) {
        let sqlite = db.url.starts_with("sqlite:");
        let mut walk = Walk::of(world(db).await).await;
        let mut rows: Vec<String> =
            ROUTES.iter().map(|route| format!("{:<4} {:<30}", route.method, route.path)).collect();
        let mut head = format!("{:<35}", "");
        for who in PEOPLE {
            let mut client = walk.sign_in(who.email).await;
            write!(head, " {:<9}", who.label).expect("a text");
            for (route, row) in ROUTES.iter().zip(&mut rows) {
                let status = walk.step(route, who, &mut client).await;
                write!(row, " {status:<9}").expect("a text");
            }
        }
        // After all these acts, the history still tells everything that is stored.
        assert!(folded::holds(&walk.world).await > 20);
        let lines = std::iter::once(&head).chain(&rows).map(|line| line.trim_end());
        let matrix = format!("{HEAD}{}\n", lines.collect::<Vec<_>>().join("\n"));
        if env::var_os("JIERU_BLESS").is_some() {
            if sqlite {
                fs::write(MATRIX, matrix).expect("a written matrix");
            }
            return;
        }
        let checked_in = fs::read_to_string(MATRIX).expect("the matrix");
        assert!(matrix == checked_in, "the matrix changed (JIERU_BLESS=1 writes it):\n{matrix}");
    }
}

/// A walk over the table, which always knows what stood in the database before a step.
struct Walk {
    world: World,
    /// All objects, and how far each log has come.
    state: Snapshot,
    sizes: Sizes,
    /// Who was refused what where: the first time is recorded at once.
    refused: std::collections::BTreeSet<(&'static str, &'static str, String)>,
}

impl Walk {
    async fn of(world: World) -> Self {
        let (state, sizes) = (objects(&world).await, world.probe.sizes().await);
        Walk { world, state, sizes, refused: <_>::default() }
    }

    /// Signing in is recorded; the walk goes on from there.
    async fn sign_in(&mut self, email: &str) -> Client {
        let client = self.world.sign_in(email).await;
        self.look().await;
        client
    }

    /// Takes the database as it is now for what stood there before the next step.
    async fn look(&mut self) {
        (self.state, self.sizes) = (objects(&self.world).await, self.world.probe.sizes().await);
    }

    /// One request of one person: checks answer and records, and returns the status.
    async fn step(&mut self, route: &Route, who: &Somebody, client: &mut Client) -> u16 {
        let mut call = filled(&self.world, route, "alpha", &self.world.alpha, who.email).await;
        if class(route, who) == Class::Through {
            if let Some(path) = self.fresh(route, who, client).await {
                call.path = path;
            }
            self.prepare(route, who, client, &mut call).await;
        }
        let reply = if matches!(route.path, "/login" | "/logout" | "/login/second-factor")
            && route.method == "POST"
        {
            // These change the session itself.
            let mut own = self.sign_in(who.email).await;
            call.send(&mut own, route.method).await
        } else {
            call.send(client, route.method).await
        };
        let row = format!("{} {} as {}: {}", route.method, call.path, who.label, reply.status);
        let ok = matches!(reply.status.as_u16(), 200 | 303)
            && (!to_sign_in(&reply) || matches!(route.path, "/logout" | "/invitations/{token}"));
        match class(route, who) {
            Class::Through => assert!(ok, "{row}\n{}", reply.body),
            Class::Forbidden => assert_eq!(reply.status, StatusCode::FORBIDDEN, "{row}"),
            Class::Missing => assert_eq!(reply.status, StatusCode::NOT_FOUND, "{row}"),
        }
        match (class(route, who), route.access) {
            (
                Class::Forbidden,
                Access::Installed(right, _) | Access::Within(right, _) | Access::Each(right, _),
            ) => {
                // Another moment of a page is the same page.
                let path = call.path.split('?').next().unwrap_or_default().to_owned();
                let first = self.refused.insert((who.label, right, path));
                self.refused(first, &row).await;
            }
            _ => self.recorded(route, &call, ok, &row).await,
        }
        reply.status.as_u16()
    }

    /// What can be moved to the trash must be in nobody's use, and what comes back must lie there: an
    /// object made for this one request.
    async fn fresh(
        &mut self,
        route: &Route,
        who: &Somebody,
        client: &mut Client,
    ) -> Option<String> {
        let (object, verb) = route.path.rsplit_once('/')?;
        if object.ends_with("/searches/{id}") {
            let list = object.trim_end_matches("/{id}").replace("{e}", "alpha");
            let name = format!("查询 {}", super::filled::unique());
            let made = client.post_form(&list, &[("name", &name), ("query", "noun=key")]).await;
            assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
            let probe = &self.world.probe;
            let id =
                probe.one(&format!("SELECT id FROM saved_searches WHERE name = '{name}'")).await;
            self.look().await;
            return Some(format!("{list}/{id}/{verb}"));
        }
        let list = object.rsplit_once('/').map(|(list, _)| list)?;
        if !matches!(verb, "deletions" | "restorations") || !object.ends_with('}') || list == "/e" {
            return None;
        }
        let create = ROUTES.iter().find(|row| row.method == "POST" && row.path == list)?;
        let call = filled(&self.world, create, "alpha", &self.world.alpha, who.email).await;
        let made = call.send(client, "POST").await;
        let path = made.location().unwrap_or_else(|| panic!("{}", made.body)).to_owned();
        if verb == "restorations" {
            let moved = client.post_form(&format!("{path}/deletions"), &[]).await;
            assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.body);
        }
        self.look().await;
        Some(format!("{path}/{verb}"))
    }

    /// What is done with a request needs one that is in the right state, and what goes back to an
    /// earlier release needs one.
    async fn prepare(
        &mut self,
        route: &Route,
        who: &Somebody,
        client: &mut Client,
        call: &mut Filled,
    ) {
        if route.method != "POST" || self.came(route, who, client, call).await {
            return;
        }
        if let Some((object, verb)) = route.path.rsplit_once('/')
            && (object == "/e/{e}/changes/{n}" || route.path == "/e/{e}/changes")
        {
            review::prepare(&self.world, verb, who.email, call).await;
        } else if route.path.ends_with("/promotions") {
            let create = ROUTES
                .iter()
                .find(|row| row.method == "POST" && row.path == "/e/{e}/windows")
                .expect("a row");
            let world = &self.world;
            let mut made = filled(world, create, "alpha", &world.alpha, who.email).await;
            for (name, value) in &mut made.fields {
                match name.as_str() {
                    "environment" => "production".clone_into(value),
                    "p.color" => "123456".clone_into(value),
                    _ => {}
                }
            }
            let reply = made.send(client, "POST").await;
            let path = reply.location().unwrap_or_else(|| panic!("{}", reply.body));
            let code = path.rsplit('/').next().expect("a code").to_owned();
            call.fields.push(("with".to_owned(), code));
        } else if route.path.ends_with("/{id}/discards") {
            let save = route.path.trim_end_matches("/discards");
            review::released(&self.world, save).await;
            let save = ROUTES.iter().find(|row| row.method == "POST" && row.path == save);
            let world = &self.world;
            let email = who.email;
            let save = save.expect("a row");
            let made = filled(world, save, "alpha", &world.alpha, email).await;
            let reply = made.send(client, "POST").await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}: {}", save.path, reply.body);
            *call = filled(world, route, "alpha", &world.alpha, email).await;
        } else if route.path.ends_with("/rollbacks") || route.path.ends_with("/discards") {
            let find = |path: &str| {
                ROUTES.iter().find(|row| row.method == "POST" && row.path == path).expect("a row")
            };
            let (save, release) = ("/e/{e}/windows/{code}", "/e/{e}/windows/{code}/releases");
            // What is thrown away is newer than something that is whole.
            let mut steps = vec![save, release];
            if route.path.ends_with("/discards") {
                steps.push(save);
            }
            for step in steps {
                let (world, email) = (&self.world, who.email);
                let made = filled(world, find(step), "alpha", &world.alpha, email).await;
                let reply = made.send(client, "POST").await;
                assert_eq!(reply.status, StatusCode::SEE_OTHER, "{step}: {}", reply.body);
            }
        } else {
            return;
        }
        self.look().await;
    }

    /// Whether the request is about somebody or something that had to come first.
    async fn came(
        &mut self,
        route: &Route,
        who: &Somebody,
        client: &mut Client,
        call: &mut Filled,
    ) -> bool {
        let came = prepared::came(&self.world, route.path, who.email, client, call).await;
        if came {
            self.look().await;
        }
        came
    }

    /// A refusal changes nothing and is an event; its like is summed up when the minute is over.
    async fn refused(&mut self, first: bool, row: &str) {
        let state = objects(&self.world).await;
        let (new, sizes) = self.world.probe.events_since(&self.sizes).await;
        assert!(!first || !new.is_empty(), "{row}: nothing was recorded");
        for event in new {
            let told = (event.action.as_str(), event.record.as_str());
            assert_eq!(told, ("access.denied", "access"), "{row}");
        }
        assert_eq!(state, self.state, "{row} changed an object");
        (self.state, self.sizes) = (state, sizes);
    }

    async fn recorded(&mut self, route: &Route, call: &Filled, ok: bool, row: &str) {
        let state = objects(&self.world).await;
        let (events, sizes) = self.world.probe.events_since(&self.sizes).await;
        // A minute after the first refusal, those that followed are summed up; a file of the history
        // has a checkpoint made, which is told in the installation's log.
        let mut new: Vec<&Recorded> = events.iter().collect();
        let asked = route.path.ends_with("/checkpoints");
        new.retain(|event| event.action != "access.denied");
        new.retain(|event| asked || event.action != "checkpoint.made");
        match route.records {
            Records::Change if ok => {
                let first = new.first().unwrap_or_else(|| panic!("{row}: nothing was recorded"));
                let one_act = new.iter().all(|event| event.act == first.act);
                assert!(
                    one_act && new.iter().all(|event| event.record == "change"),
                    "{row} {new:?}"
                );
            }
            Records::Access if ok => {
                let [only] = new.as_slice() else { panic!("{row}: {new:?} instead of one event") };
                assert_eq!(only.record, "access", "{row}");
                assert_eq!(state, self.state, "{row} changed an object");
            }
            _ => {
                assert!(new.is_empty(), "{row} {:?} recorded {new:?}", call.fields);
                assert_eq!(state, self.state, "{row} changed an object");
            }
        }
        (self.state, self.sizes) = (state, sizes);
    }
}

/// Everything but the history, and what is counted beside its events: signatures, openings, codes.
async fn objects(world: &World) -> Snapshot {
    let mut state = world.probe.objects().await;
    state.retain(|table, _| !table.ends_with("_uses"));
    state
}

#[test]
fn every_change_is_posted_and_only_files_record_that_they_were_taken() {
    for route in ROUTES.iter() {
        match route.method {
            // The files of the registry's own data; code is taken by a form of its own.
            "GET" if matches!(route.path.rsplit_once('.'), Some((data, "csv" | "md" | "jsonl")) if !data.ends_with("install")) =>
            {
                assert_eq!(route.records, Records::Access, "{}", route.path);
            }
            "GET" => assert_eq!(route.records, Records::None, "{}", route.path),
            "POST" => {}
            other => panic!("{other} {}: browsers do not send that", route.path),
        }
    }
}

//! What an error tells whoever asked: its request id, and nothing of how the portal is made.

use jieru::config::{Config, Throttling};
use reqwest::Method;

use crate::support::{
    app::{config, start},
    both,
    client::{Client, Reply, token_in},
    world::{World, world},
};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// Paths, SQL, types, libraries and versions.
const INNER: &[&str] = &[
    "/src/",
    ".rs:",
    "SELECT ",
    "INSERT ",
    "UPDATE ",
    " WHERE ",
    "no such table",
    "no such column",
    "relation \"",
    "syntax error",
    "constraint",
    "sqlite",
    "SQLite",
    "postgres",
    "PostgreSQL",
    "sqlx",
    "actix",
    "tokio",
    "serde",
    "askama",
    "jieru::",
    "panicked",
    "unwrap",
    "backtrace",
    "Some(",
    "Err(",
    "Error {",
    "rustc",
    concat!("jieru/", env!("CARGO_PKG_VERSION")),
    concat!("jieru ", env!("CARGO_PKG_VERSION")),
];

/// What is tried, and the statuses that may answer it.
type Expected = (&'static str, &'static [u16]);
type Headers<'a> = &'a [(&'a str, &'a str)];

/// An answer, and the statuses that it may have.
struct Provoked {
    what: &'static str,
    statuses: &'static [u16],
    reply: Reply,
}

impl Provoked {
    fn assert_tells_nothing(&self, folder: &str) {
        let Provoked { what, statuses, reply } = self;
        let status = reply.status.as_u16();
        assert!(statuses.contains(&status), "{what}: {status} {}", reply.body);
        let id = reply.header("x-request-id").unwrap_or_else(|| panic!("{what}: no request id"));
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{what}");
        // A form is shown again with its fields; everything else is a page that refuses.
        let shown_again = matches!(status, 422 | 429);
        assert!(shown_again || reply.body.contains(id), "{what}: the page does not tell its id");
        let headers = reply.headers.iter().map(|(name, value)| format!("{name}: {value:?}\n"));
        let headers: String = headers.collect();
        for inner in INNER.iter().copied().chain([folder]) {
            assert!(!reply.body.contains(inner), "{what} tells {inner}: {}", reply.body);
            assert!(!headers.contains(inner), "{what} tells {inner}: {headers}");
        }
        for name in ["server", "x-powered-by", "via"] {
            assert!(reply.header(name).is_none(), "{what}: {name}");
        }
    }
}

/// What anybody can send who has a browser, and the errors that it should give.
async fn sent(world: &World) -> Vec<Provoked> {
    let mut owner = world.sign_in("owner@alpha.example").await;
    let mut visitor = world.app.client();
    let token = token_in(&owner.get("/e/alpha/settings").await.body).expect("a token");
    let version = world.version("enterprises", world.alpha.id).await;
    let mut all = Vec::new();
    let pages: [(&'static str, &'static [u16], &str); 8] = [
        ("an unknown page", &[404], "/nowhere"),
        ("a foreign enterprise", &[404], "/e/beta/windows"),
        ("an unknown file", &[404], "/static/x/Cargo.toml"),
        ("bytes that are no text", &[400, 404], "/e/alpha/windows/%ff%00"),
        ("an id that is none", &[400, 404], "/e/alpha/keys/not-an-id"),
        ("an event that is none", &[400, 404], "/e/alpha/history/99999999999999999999"),
        ("a right that is missing", &[403], "/history"),
        ("a moment that cannot be read", &[400, 422], "/e/alpha?as_of=nonsense"),
    ];
    for (what, statuses, path) in pages {
        all.push(Provoked { what, statuses, reply: owner.get(path).await });
    }
    let long = format!("csrf_token={token}&name={}", "a".repeat(65 * 1024));
    let fields = format!("csrf_token={token}&version={version}&name=a");
    let gzip = [FORM, ("content-encoding", "gzip")];
    let json = [("content-type", "application/json")];
    let elsewhere = [FORM, ("origin", "https://evil.example")];
    let tries: [(Expected, Headers<'_>, String); 8] = [
        (("too large", &[413]), &[FORM], long),
        (("no form", &[415]), &json, "{}".to_owned()),
        (("packed", &[415]), &gzip, fields.clone()),
        (("no text", &[400]), &[FORM], format!("{fields}%ff")),
        (("no token", &[403]), &[FORM], "name=a".to_owned()),
        (("from elsewhere", &[403]), &elsewhere, fields.clone()),
        (
            ("a version that is none", &[400]),
            &[FORM],
            format!("csrf_token={token}&version=x&name=a"),
        ),
        (("an unknown field", &[422]), &[FORM], format!("{fields}&is_admin=1")),
    ];
    for ((what, statuses), headers, body) in tries {
        let reply = owner.send(Method::POST, "/e/alpha/settings", headers, Some(body)).await;
        all.push(Provoked { what, statuses, reply });
    }
    let doors: [(Expected, Method, Headers<'_>); 3] = [
        (("another method", &[405]), Method::DELETE, &[]),
        (("a method that nobody knows", &[405]), Method::TRACE, &[]),
        (("another host", &[421]), Method::GET, &[("host", "evil.example")]),
    ];
    for ((what, statuses), method, headers) in doors {
        let reply = visitor.send(method, "/login", headers, None).await;
        all.push(Provoked { what, statuses, reply });
    }
    all
}

async fn guessed(client: &mut Client) -> Reply {
    loop {
        let fields =
            [("email", "unknown@alpha.example"), ("password", "wrong password"), ("next", "")];
        let reply = client.fill("/login", "/login", &fields).await;
        if reply.status != 422 {
            return reply;
        }
    }
}

both! {
    async fn what_is_refused_tells_its_request_and_no_more(db: TestDb) {
        let world = world(db).await;
        let folder = world.app.db.dir.path().display().to_string();
        for one in sent(&world).await {
            one.assert_tells_nothing(&folder);
        }
    }

    async fn what_is_held_back_tells_its_request_and_no_more(db: TestDb) {
        let World { app, .. } = world(db).await;
        let db = app.stop();
        let folder = db.dir.path().display().to_string();
        let app = start(Config { throttling: Throttling::Normal, ..config(&db) }, db);
        let reply = guessed(&mut app.client()).await;
        Provoked { what: "too many guesses", statuses: &[429], reply }.assert_tells_nothing(&folder);
    }

    async fn a_database_that_fails_anywhere_tells_its_request_and_no_more(db: TestDb) {
        let world = world(db).await;
        let folder = world.app.db.dir.path().display().to_string();
        let mut owner = world.sign_in("owner@alpha.example").await;
        for (what, table) in [
            ("what the page needs is gone", "windows"),
            ("the sessions are gone", "sessions"),
            ("the people are gone", "people"),
        ] {
            // A name of its own each time: another connection of the probe may know the last one still.
            world.probe.execute(&format!("ALTER TABLE {table} RENAME TO {table}_away")).await;
            let reply = owner.get("/e/alpha/windows/link").await;
            Provoked { what, statuses: &[500, 503], reply }.assert_tells_nothing(&folder);
            world.probe.execute(&format!("ALTER TABLE {table}_away RENAME TO {table}")).await;
            let back = owner.get("/e/alpha/windows/link").await;
            assert_eq!(back.status.as_u16(), 200, "after {what} it goes on by itself");
        }
    }
}

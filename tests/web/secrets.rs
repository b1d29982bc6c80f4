//! The registered key is never seen again: not on a page of anybody, not in the database's bytes.

use std::fs;

use jieru::web::routes::ROUTES;
use reqwest::StatusCode;

use super::{borrowed, owned};
use crate::{
    coverage::filled::filled,
    support::{
        TestDb, both,
        probe::Probe,
        world::{PASSWORD, SECRET, world},
    },
};

const TYPED: &str = "another-Secret-typed-into-the-form-42";

/// How the bytes could stand somewhere: as they are, in hex, in base64.
fn shapes(secret: &str) -> Vec<String> {
    use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
    let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    vec![secret.to_owned(), hex.to_uppercase(), hex, STANDARD_NO_PAD.encode(secret)]
}

both! {
    async fn no_page_of_anybody_shows_a_key(db: TestDb) {
        let world = world(db).await;
        let secrets = [shapes(SECRET), shapes(TYPED)].concat();
        let mut owner = world.sign_in("owner@alpha.example").await;
        let fields = owned(&[
            ("name", "新密钥"),
            ("account_id", &world.alpha.account.to_string()),
            ("scheme", "sobot_web_md5"),
            ("secret", TYPED),
        ]);
        // Refused first: the page that comes back must not hold what was typed.
        let wrong = [fields.clone(), owned(&[("expires_on", "tomorrow")])].concat();
        let reply = owner.fill("/e/alpha/keys/new", "/e/alpha/keys", &borrowed(&wrong)).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(secrets.iter().all(|secret| !reply.body.contains(secret)), "{}", reply.body);
        let reply = owner.post_form("/e/alpha/keys", &borrowed(&fields)).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let page = reply.location().expect("its page").to_owned();
        let mut seen = 0;
        for who in ["owner", "admin", "developer", "auditor"] {
            let email = format!("{who}@alpha.example");
            let mut client = world.sign_in(&email).await;
            let mut answers = vec![client.get(&page).await];
            for route in ROUTES.iter().filter(|route| route.path != "/logout" && route.path != "/login") {
                let call = filled(&world, route, "alpha", &world.alpha, &email).await;
                let reply = call.send(&mut client, route.method).await;
                if let Some(to) = reply.location().map(str::to_owned) {
                    answers.push(client.get(&to).await);
                }
                answers.push(reply);
            }
            for reply in &answers {
                for secret in secrets.iter().chain([&PASSWORD.to_owned()]) {
                    assert!(!reply.body.contains(secret), "{who} sees {secret} in {}", reply.body);
                    assert!(!format!("{:?}", reply.headers).contains(secret));
                }
            }
            seen += answers.len();
        }
        assert!(seen > 100, "only {seen} answers");
        // The walk has ended sessions.
        let mut owner = world.sign_in("root@portal.example").await;
        let listed = owner.get("/e/alpha/keys").await.body;
        assert!(listed.contains("新密钥"), "{listed}");
    }

    async fn no_byte_of_the_database_is_a_key_or_a_password(db: TestDb) {
        let (dir, url) = (db.dir.path().to_owned(), db.url.clone());
        let world = world(db).await;
        world.sign_in("owner@alpha.example").await;
        let secrets = [shapes(SECRET), shapes(PASSWORD)].concat();
        let probe = Probe::open(&url).await;
        let mut rows = 0;
        for table in probe.tables().await {
            for row in probe.content(&table).await {
                assert!(secrets.iter().all(|secret| !row.contains(secret)), "{table}: {row}");
                rows += 1;
            }
        }
        assert!(rows > 30, "only {rows} rows");
        let mut files = 0;
        for entry in fs::read_dir(&dir).expect("a folder") {
            let path = entry.expect("an entry").path();
            let bytes = fs::read(&path).expect("a file");
            for secret in &secrets {
                let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
                assert!(!found, "{secret} in {}", path.display());
            }
            files += 1;
        }
        assert!(files >= 2, "the master key and the marker at least");
    }
}

#[tokio::test]
async fn the_write_ahead_log_is_looked_into() {
    let world = world(TestDb::sqlite()).await;
    let log = fs::read(world.app.db.dir.path().join("jieru.db-wal")).expect("a write-ahead log");
    let name = "官网密钥".as_bytes();
    assert!(
        log.windows(name.len()).any(|part| part == name)
            || fs::read(world.app.db.dir.path().join("jieru.db"))
                .expect("a database")
                .windows(name.len())
                .any(|part| part == name),
        "a text that is stored openly is found, so the search works"
    );
}

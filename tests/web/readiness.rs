//! Whether a server says that it cannot work, why, and that it can again.

use reqwest::StatusCode;
use sqlx::Connection as _;

use crate::support::{
    both,
    client::Client,
    world::{World, world},
};

const PATH: &str = "/readyz";

async fn save(world: &World, client: &mut Client) -> StatusCode {
    let version = world.version("enterprises", world.alpha.id).await;
    let name = format!("企业 {version}");
    let fields = [("version", version.as_str()), ("name", name.as_str())];
    client.post_form("/e/alpha/settings", &fields).await.status
}

/// Takes writing away until the value that comes back is undone.
async fn close(world: &World) -> Option<sqlx::SqliteConnection> {
    if let Some(file) = world.app.db.url.strip_prefix("sqlite:") {
        let url = format!("sqlite:{file}");
        let mut other = sqlx::SqliteConnection::connect(&url).await.expect("a connection");
        sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.expect("the lock");
        return Some(other);
    }
    read_only(world, "on").await;
    None
}

/// Every connection from now on; those that are open are ended.
async fn read_only(world: &World, word: &str) {
    let name = world.probe.one("SELECT current_database()::text").await;
    world
        .probe
        .execute(&format!(
            "BEGIN READ WRITE; ALTER DATABASE {name} SET default_transaction_read_only = {word}; COMMIT;
             SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ))
        .await;
}

async fn open(world: &World, other: Option<sqlx::SqliteConnection>) {
    match other {
        Some(other) => other.close().await.expect("a closed connection"),
        None => read_only(world, "off").await,
    }
}

both! {
    async fn a_server_that_cannot_write_says_so_until_it_can(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        client.get("/e/alpha/settings").await;
        let ready = world.app.client().get(PATH).await;
        assert_eq!((ready.status, ready.body.as_str()), (StatusCode::OK, "{\"ready\":true}"));
        let other = close(&world).await;
        assert_eq!(save(&world, &mut client).await, StatusCode::SERVICE_UNAVAILABLE);
        let reply = world.app.client().get("/readyz?lang=en").await;
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{}", reply.body);
        assert!(reply.header("retry-after").is_some());
        let told = reply.json();
        assert_eq!(told["ready"], false);
        let cause = told["cause"].as_str().expect("words");
        let words = if other.is_some() { "takes no changes" } else { "read-only" };
        assert!(cause.contains(words) && cause.len() < 80, "{cause}");
        open(&world, other).await;
        assert_eq!(world.app.client().get(PATH).await.status, StatusCode::OK);
        assert_eq!(save(&world, &mut client).await, StatusCode::SEE_OTHER);
    }
}

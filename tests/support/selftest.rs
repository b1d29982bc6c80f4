//! The harness tested on itself: a harness that cannot fail proves nothing.

use reqwest::{StatusCode, header::HeaderMap};
use sqlx::{Connection as _, PgConnection};

use super::{
    TestDb, both,
    client::{Client, Reply, token_in},
    postgres,
};

both! {
    async fn each_engine_gets_a_database_of_its_own(db: TestDb) {
        let other = if db.url.starts_with("postgres:") {
            let mut connection = PgConnection::connect(&db.url).await.expect("a database");
            let tables: i64 = sqlx::query_scalar(
                "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'",
            )
            .fetch_one(&mut connection)
            .await
            .expect("an answer");
            assert_eq!(tables, 0);
            TestDb::postgres().await.expect("the cluster runs")
        } else {
            TestDb::sqlite()
        };
        assert_ne!(db.url, other.url);
        assert_ne!(db.dir.path(), other.dir.path());
    }
}

#[tokio::test]
async fn a_template_is_migrated_once_and_copied() {
    let mut runs = 0;
    let mut urls = Vec::new();
    for _ in 0..2 {
        let migrated = postgres::migrated_database(async |url| {
            runs += 1;
            let mut connection = PgConnection::connect(url).await.expect("a database");
            let create = sqlx::query("CREATE TABLE migrated (id BIGINT PRIMARY KEY)");
            create.execute(&mut connection).await.expect("a table");
            connection.close().await.expect("a closed connection");
        });
        let Some(url) = migrated.await else { return };
        let mut connection = PgConnection::connect(&url).await.expect("a database");
        let insert = sqlx::query("INSERT INTO migrated VALUES (1)").execute(&mut connection).await;
        assert_eq!(insert.expect("an empty copy of the table").rows_affected(), 1);
        urls.push(url);
    }
    assert_eq!(runs, 1);
    assert_ne!(urls.first(), urls.last());
    for url in urls {
        postgres::give_back(&url);
    }
}

#[test]
fn a_token_is_found_in_any_order_of_attributes() {
    let first = r#"<p><input value="a1" name="csrf_token" type="hidden"></p>"#;
    let second = r#"<form><input type="hidden" name="csrf_token" value="b2"><input value="x">"#;
    assert_eq!(token_in(first).as_deref(), Some("a1"));
    assert_eq!(token_in(second).as_deref(), Some("b2"));
    assert_eq!(token_in(r#"<input value="x"><input name="csrf_token">"#), None);
}

#[test]
#[should_panic(expected = "422 Unprocessable Entity <p>")]
fn an_answer_that_is_no_json_is_shown() {
    let reply = |body: &str| Reply {
        status: StatusCode::UNPROCESSABLE_ENTITY,
        headers: HeaderMap::new(),
        body: body.to_owned(),
    };
    assert_eq!(reply("{\"a\": 1}").json(), serde_json::json!({ "a": 1 }));
    reply("<p>").json();
}

#[tokio::test]
#[should_panic(expected = "/nowhere")]
async fn a_server_that_is_not_there_is_noticed() {
    Client::new("http://127.0.0.1:1").get("/nowhere").await;
}

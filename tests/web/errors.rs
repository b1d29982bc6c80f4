//! Error pages speak the visitor's language and say which request it was, and no more.

use reqwest::Method;

use crate::support::{both, world::world};

both! {
    async fn error_pages_speak_both_languages(db: TestDb) {
        let world = world(db).await;
        let mut client = world.app.client();
        for (headers, lang, title) in [
            (vec![], "zh-CN", "页面不存在"),
            (vec![("accept-language", "en-GB,en;q=0.9")], "en", "Page not found"),
            (vec![("accept-language", "zh-TW")], "zh-CN", "页面不存在"),
            (vec![("accept-language", "fr, de;q=0.5")], "zh-CN", "页面不存在"),
            (vec![("accept-language", "fr, en;q=0.5")], "en", "Page not found"),
            (vec![("accept-language", "en"), ("cookie", "jieru-lang=zh-CN")], "zh-CN", "页面不存在"),
            (vec![("accept-language", "zh"), ("cookie", "jieru-lang=en")], "en", "Page not found"),
            (vec![("cookie", "jieru-lang=<script>")], "zh-CN", "页面不存在"),
        ] {
            let reply = client.send(Method::GET, "/nowhere", &headers, None).await;
            assert!(reply.body.contains(&format!("<html lang=\"{lang}\"")), "{headers:?}");
            assert!(reply.body.contains(&format!("<h1>{title}</h1>")), "{headers:?} {}", reply.body);
        }
    }

    async fn a_chosen_language_and_theme_last(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("auditor@alpha.example").await;
        let choice = [("lang", "en"), ("theme", "dark"), ("next", "/e/alpha")];
        let reply = client.post_form("/appearance", &choice).await;
        assert_eq!(reply.location(), Some("/e/alpha"));
        let page = client.get("/e/alpha").await.body;
        assert!(page.contains("<html lang=\"en\" data-theme=\"dark\""), "{page}");
        let away = [("lang", "en"), ("theme", "dark"), ("next", "//evil.example")];
        assert_eq!(client.post_form("/appearance", &away).await.location(), Some("/"));
    }

    async fn a_database_that_is_gone_is_said_and_nothing_else(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        world.probe.execute("ALTER TABLE windows RENAME TO away").await;
        let reply = client.get("/e/alpha/windows/link").await;
        assert_eq!(reply.status.as_u16(), 500);
        assert!(reply.body.contains(reply.header("x-request-id").expect("an id")));
        for inner in ["windows WHERE", "no such", "SELECT", "relation", "sqlx", "panicked"] {
            assert!(!reply.body.contains(inner), "{}", reply.body);
        }
        world.probe.execute("ALTER TABLE away RENAME TO windows").await;
        assert_eq!(client.get("/e/alpha/windows/link").await.status.as_u16(), 200, "it goes on by itself");
    }
}

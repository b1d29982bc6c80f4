//! The install page and the developer's home: what is taken away, by whom, and what is told about it.

use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::html::Page;
use crate::support::{both, world::world};

const INSTALL: &str = "/e/alpha/windows/link/install";

both! {
    async fn the_live_release_stands_there_and_the_draft_only_when_asked_for(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("developer@alpha.example").await;
        let page = Page::of(&client.get(INSTALL).await.body);
        let raw = client.get("/e/alpha/windows/link/releases/live/artifacts/link.html").await.body;
        assert_eq!(page.with_id("step-1").expect("a step").text, raw, "what is copied is what is stored");
        assert!(raw.contains("第一版") && page.text().contains("草稿比线上版本 v1 新"));
        let page = Page::of(&client.get(&format!("{INSTALL}?release=draft")).await.body);
        assert!(page.text().contains("这是草稿的代码"));
        let raw = client.get("/e/alpha/windows/link/releases/draft/artifacts/link.html").await.body;
        assert_eq!(page.with_id("step-1").expect("a step").text, raw);
        for wrong in ["9", "x", "01"] {
            assert_eq!(client.get(&format!("{INSTALL}?release={wrong}")).await.status, StatusCode::NOT_FOUND);
        }
        let none = client.get("/e/alpha/windows/button/install").await;
        assert_eq!(none.status, StatusCode::OK);
        assert!(Page::of(&none.body).text().contains("还没有版本"));
    }

    async fn taking_a_file_away_is_recorded_with_its_release(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("developer@alpha.example").await;
        client.get(INSTALL).await;
        let copies = format!("{INSTALL}/copies");
        for (what, to) in [
            ("link.html", "/e/alpha/windows/link/releases/1/artifacts/link.html"),
            ("zip", "/e/alpha/windows/link/releases/1.zip?flavour=native"),
            ("markdown", "/e/alpha/windows/link/install.md?release=1&flavour=native"),
        ] {
            let reply = client.post_form(&copies, &[("what", what)]).await;
            assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, Some(to)), "{what}");
            assert_eq!(client.get(to).await.status, StatusCode::OK, "{to}");
        }
        let rows = world.probe.column("SELECT details FROM events WHERE action = 'snippet.copied' ORDER BY seq").await;
        assert_eq!(rows.len(), 3);
        let first: Value = serde_json::from_str(&rows[0]).expect("JSON");
        assert_eq!((first["release"].as_str(), first["what"].as_str()), (Some("v1"), Some("link.html")));
        let wrong = client.post_form(&copies, &[("what", "other.html")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let script = [("x-fragment", "1"), ("content-type", "application/x-www-form-urlencoded")];
        let token = crate::support::client::token_in(&client.get(INSTALL).await.body).expect("a token");
        let body = form_urlencoded::Serializer::new(String::new()).append_pair("csrf_token", &token).append_pair("what", "link.html").finish();
        let reply = client.send(Method::POST, &copies, &script, Some(body)).await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT);
        let rows = world.probe.column("SELECT details FROM events WHERE action = 'snippet.copied'").await;
        assert_eq!(rows.len(), 4);
    }

    async fn the_policy_helper_names_what_is_blocked(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("developer@alpha.example").await;
        let path = format!("{INSTALL}?release=draft");
        let before = world.probe.snapshot().await;
        let blocked = client.fill(&path, &path, &[("policy", "default-src 'self'")]).await;
        assert_eq!(blocked.status, StatusCode::OK, "{}", blocked.body);
        let page = Page::of(&blocked.body);
        assert!(page.with_id("verdicts").expect("verdicts").text.contains("default-src 不允许"));
        assert_eq!(page.value("policy"), "default-src 'self'");
        let fine = client.post_form(&path, &[("policy", "script-src 'nonce-x'"), ("nonce", "true")]).await;
        let page = Page::of(&fine.body);
        assert!(page.with_id("verdicts").expect("verdicts").text.contains("不会拦住"));
        assert!(page.with_id("policy-code").expect("code").text.contains("<script nonce=\"{RANDOM}\">"));
        let odd = client.post_form(&path, &[("policy", "</script><b>你好")]).await;
        assert!(Page::of(&odd.body).with_id("verdicts").expect("a note").text.contains("没有认出策略"));
        assert_eq!(world.probe.snapshot().await, before, "nothing pasted is kept");
    }

    async fn a_policy_is_drawn_put_right_and_told_in_a_mail(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("developer@alpha.example").await;
        let path = format!("{INSTALL}?release=draft");
        let reply = client.fill(&path, &path, &[("policy", "default-src 'self'"), ("nonce", "true")]).await;
        let page = Page::of(&reply.body);
        assert!(page.text().contains("访客什么也看不到"), "{}", page.text());
        let better = page.with_id("policy-amended").expect("a better policy").text.clone();
        assert!(better.starts_with("default-src 'self';") && better.contains("'nonce-{RANDOM}'"), "{better}");
        let mail = page.with_id("policy-mail").expect("a mail").text.clone();
        assert!(mail.contains("现在被拦住") && mail.contains(&better), "{mail}");
        let fine = client.post_form(&path, &[("policy", &better), ("nonce", "true")]).await;
        let page = Page::of(&fine.body);
        assert!(page.text().contains("和没有策略时一样") && page.with_id("policy-amended").is_none());
        let ours = client.post_form(&path, &[("policy", "script-src 'none'"), ("ours", "true")]).await;
        let page = Page::of(&ours.body);
        assert!(page.with_id("verdicts").expect("verdicts").text.contains("不会拦住"));
        assert_ne!(page.value("policy"), "script-src 'none'");
    }

    async fn developers_land_on_their_list_of_windows(db: TestDb) {
        let world = world(db).await;
        for (who, to) in [("developer", "/dev"), ("admin", "/"), ("auditor", "/")] {
            let mut client = world.app.client();
            let email = format!("{who}@alpha.example");
            let fields = [("email", email.as_str()), ("password", crate::support::world::PASSWORD), ("next", "/")];
            let reply = client.fill("/login", "/login", &fields).await;
            assert_eq!(reply.location(), Some(to), "{who}");
        }
        let mut client = world.sign_in("developer@alpha.example").await;
        let reply = client.get("/dev").await;
        assert!(reply.body.contains("/e/alpha/windows/link/install"));
        assert!(!reply.body.contains("/e/beta/"), "other tenants are not there");
        let found = client.get("/dev?q=%E6%8C%89%E9%92%AE").await;
        assert!(found.body.contains("windows/button") && !found.body.contains("windows/link/"));
        let channel = client.get("/dev?channel=sobot").await;
        assert!(!channel.body.contains("windows/button") && channel.body.contains("windows/link/"));
        let none = client.get("/dev?q=%25").await;
        assert!(Page::of(&none.body).text().contains("没有符合条件的聊天窗"));
    }
}

//! Hand-over links: made and revoked by those who may, opened by guests without an account, recorded
//! with their address, and of no use for anything else.

use jieru::{
    config::{Config, Throttling},
    vault::token_hash,
};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::html::Page;
use crate::support::{
    app::{config, start},
    both,
    client::Client,
    world::{SECRET, World, world},
};

const LIST: &str = "/e/alpha/windows/link/handovers";
const GUEST: &str = "/handovers/handed-over-alpha";

/// Makes a link as an administrator and gives back its path.
async fn made(client: &mut Client, fields: &[(&str, &str)]) -> String {
    let reply = client.fill(LIST, LIST, fields).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    let page = Page::of(&reply.body);
    let url = page.with_id("made").expect("an address").text.clone();
    url.split_once("/handovers/").map(|(_, token)| format!("/handovers/{token}")).expect("a path")
}

async fn told(world: &World, action: &str) -> Vec<Vec<Option<String>>> {
    let rows = format!(
        "SELECT actor_kind, actor_name, address, permission, details FROM events WHERE action = '{action}' ORDER BY seq"
    );
    world.probe.rows(&rows).await
}

both! {
    async fn a_link_is_shown_once_and_kept_as_a_hash(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("admin@alpha.example").await;
        let path = made(&mut client, &[("recipient", "外包 陈工"), ("hours", "2")]).await;
        let token = path.rsplit('/').next().expect("a token");
        assert_eq!(token.len(), 43, "256 random bits");
        let list = client.get(LIST).await.body;
        assert!(list.contains("外包 陈工") && !list.contains(token));
        let stored = world.probe.column("SELECT token_hash FROM handovers").await;
        assert!(stored.contains(&token_hash(token)));
        for table in world.probe.tables().await {
            let rows = world.probe.content(&table).await.join("\n");
            assert!(!rows.contains(token), "{table} holds the token");
        }
        let span = "SELECT CAST(expires_at - made_at AS TEXT) FROM handovers WHERE recipient = '外包 陈工'";
        assert_eq!(world.probe.one(span).await, "7200000");
    }

    async fn a_guest_opens_takes_and_is_recorded(db: TestDb) {
        let world = world(db).await;
        let mut guest = world.app.client();
        let before = world.probe.snapshot().await;
        // Scanners look, and nothing happens.
        for method in [Method::HEAD, Method::GET, Method::GET] {
            let reply = guest.send(method, GUEST, &[], None).await;
            assert_eq!(reply.status, StatusCode::OK);
            assert!(!reply.body.contains("第一版"), "the code is behind the button");
            assert_eq!(reply.header("cache-control"), Some("no-store"));
            assert_eq!(reply.header("referrer-policy"), Some("no-referrer"));
            assert!(reply.header("x-robots-tag").is_some_and(|tag| tag.contains("noindex")));
        }
        assert_eq!(world.probe.snapshot().await, before);
        let page = guest.post_form(GUEST, &[]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let shown = Page::of(&page.body);
        let code = shown.with_id("step-1").expect("a step").text.clone();
        assert!(!page.body.contains("<nav") && !page.body.contains("/e/alpha"), "no menu, no other object");
        assert!(!page.body.contains(SECRET));
        let raw = guest.post_form(&format!("{GUEST}/copies"), &[("what", "link.html")]).await;
        assert_eq!((raw.status, raw.header("cache-control")), (StatusCode::OK, Some("no-store")));
        let mut staff = world.sign_in("developer@alpha.example").await;
        let stored = staff.get("/e/alpha/windows/link/releases/live/artifacts/link.html").await.body;
        assert_eq!((&raw.body, &code), (&stored, &stored), "copies are the stored bytes");
        let zip = guest.post_form(&format!("{GUEST}/copies"), &[("what", "zip")]).await;
        assert_eq!(zip.header("content-type"), Some("application/zip"));
        let wrong = guest.post_form(&format!("{GUEST}/copies"), &[("what", "other.html")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let (opened, copied) = (told(&world, "handover.opened").await, told(&world, "handover.copied").await);
        assert_eq!((opened.len(), copied.len()), (1, 2));
        let [kind, name, address, permission, details] = opened[0].as_slice() else { panic!("a row") };
        assert_eq!(kind.as_deref(), Some("guest"));
        assert_eq!(name.as_deref(), Some("外包 李工"));
        assert_eq!(address.as_deref(), Some("127.0.0.1"));
        assert_eq!(permission.as_deref(), Some("handover.use"));
        let details: Value = serde_json::from_str(details.as_deref().expect("details")).expect("JSON");
        assert_eq!(details["release"], "v1");
        let auditor = world.sign_in("auditor@alpha.example").await.get(LIST).await.body;
        assert!(auditor.contains("127.0.0.1") && auditor.contains("打开 1 次，复制 2 次"));
        let developer = staff.get(LIST).await.body;
        assert!(!developer.contains("127.0.0.1") && !developer.contains("生成链接"));
        let history = world.sign_in("auditor@alpha.example").await.get("/e/alpha/history?noun=handover").await.body;
        assert!(history.contains("交接链接：外包 李工") && history.contains("打开了交接链接"));
    }

    async fn what_ended_says_whom_to_ask_and_what_is_unknown_is_not_there(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let path = made(&mut admin, &[("recipient", "甲"), ("hours", "1"), ("release", "1")]).await;
        let mut guest = world.app.client();
        assert_eq!(guest.get(&path).await.status, StatusCode::OK);
        let id = world.probe.one("SELECT id FROM handovers WHERE recipient = '甲'").await;
        let revoked = admin.post_form(&format!("{LIST}/{id}/revocations"), &[]).await;
        assert_eq!((revoked.status, revoked.location()), (StatusCode::SEE_OTHER, Some(LIST)));
        let before = world.probe.snapshot().await;
        let again = admin.post_form(&format!("{LIST}/{id}/revocations"), &[]).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "revoking twice is no mistake");
        let gone = guest.get(&path).await;
        assert_eq!(gone.status, StatusCode::GONE);
        assert!(gone.body.contains("王芳") && gone.body.contains("企业 alpha"), "{}", gone.body);
        assert!(!gone.body.contains("官网链接"), "not even the name of the window");
        let token = crate::support::client::token_in(&guest.get(GUEST).await.body).expect("a token");
        for path in [path.clone(), format!("{path}/copies")] {
            let body = format!("csrf_token={token}");
            let reply = guest.send(Method::POST, &path, &[("content-type", "application/x-www-form-urlencoded")], Some(body)).await;
            assert!(matches!(reply.status, StatusCode::GONE | StatusCode::UNPROCESSABLE_ENTITY), "{}", reply.status);
        }
        world.probe.execute("UPDATE handovers SET expires_at = 5 WHERE recipient = '外包 李工'").await;
        let expired = guest.get(GUEST).await;
        assert_eq!(expired.status, StatusCode::GONE);
        assert!(expired.body.contains("1970-01-01"));
        world.probe.execute("UPDATE handovers SET expires_at = made_at + 172800000 WHERE recipient = '外包 李工'").await;
        assert_eq!(world.probe.snapshot().await["events"], before["events"]);
        assert_eq!(guest.get("/handovers/unknown").await.status, StatusCode::NOT_FOUND);
    }

    async fn a_preview_shows_no_code(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let path = made(&mut admin, &[("recipient", "乙"), ("purpose", "preview")]).await;
        let mut guest = world.app.client();
        guest.get(&path).await;
        let page = guest.post_form(&path, &[]).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("class=\"drawn\"") && !page.body.contains("第一版"));
        let code = guest.post_form(&format!("{path}/copies"), &[("what", "link.html")]).await;
        assert_eq!(code.status, StatusCode::UNPROCESSABLE_ENTITY);
        let links = guest.post_form(&format!("{path}/copies"), &[("what", "links")]).await;
        assert_eq!(links.status, StatusCode::OK);
    }

    async fn wrong_input_is_told_and_kept_and_a_form_makes_one_link(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        for (field, fields) in [
            ("recipient", vec![("hours", "48")]),
            ("hours", vec![("recipient", "甲"), ("hours", "0")]),
            ("hours", vec![("recipient", "甲"), ("hours", "721")]),
            ("hours", vec![("recipient", "甲"), ("hours", "two")]),
            ("release", vec![("recipient", "甲"), ("release", "9")]),
            ("release", vec![("recipient", "甲"), ("release", "draft")]),
            ("purpose", vec![("recipient", "甲"), ("purpose", "all")]),
        ] {
            let reply = admin.fill(LIST, LIST, &fields).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
            let page = Page::of(&reply.body);
            assert!(page.wrong_beside(field).is_some(), "{field} {fields:?}");
        }
        let one = [("recipient", "丙"), ("id", "0193f000-0000-7000-8000-000000000001")];
        assert_eq!(admin.post_form(LIST, &one).await.status, StatusCode::OK);
        let twice = admin.post_form(LIST, &one).await;
        assert_eq!((twice.status, twice.location()), (StatusCode::SEE_OTHER, Some(LIST)));
        let made = world.probe.column("SELECT id FROM handovers WHERE recipient = '丙'").await;
        assert_eq!(made.len(), 1);
        let secret = admin.fill(LIST, LIST, &[("recipient", SECRET)]).await;
        assert_eq!(secret.status, StatusCode::UNPROCESSABLE_ENTITY, "the leak guard watches");
    }

    async fn guessing_is_throttled(db: TestDb) {
        let mut normal = config(&db);
        normal.throttling = Throttling::Normal;
        let app = start(Config { demo: true, ..normal }, db);
        let mut guest = app.client();
        let mut last = StatusCode::NOT_FOUND;
        for guess in 0..12 {
            last = guest.get(&format!("/handovers/guess-{guess}")).await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(guest.get("/login").await.status, StatusCode::OK, "nobody is kept from signing in");
    }
}

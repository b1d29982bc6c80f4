//! The own pages: another name, sessions that one ends, sign-ins that one did not do.

use reqwest::{Method, StatusCode};

use super::html::Page;
use crate::support::{
    both,
    client::{Client, Reply},
    world::{PASSWORD, World, world},
};

const AUDITOR: &str = "auditor@alpha.example";
const FIREFOX: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0";
const WECHAT: &str = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/107.0 Mobile Safari/537.36 MicroMessenger/8.0.50";

/// Signs in, or tries to, with a browser that says what it is.
async fn arrive(client: &mut Client, agent: &str, email: &str, password: &str) -> Reply {
    let page = client.get("/login").await;
    let token = crate::support::client::token_in(&page.body).expect("a token");
    let fields =
        [("csrf_token", token.as_str()), ("email", email), ("password", password), ("next", "")];
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("user-agent", agent)];
    client.send(Method::POST, "/login", &headers, Some(body)).await
}

async fn id_of(world: &World, email: &str) -> String {
    world.probe.one(&format!("SELECT id FROM people WHERE email = '{email}'")).await
}

/// What was recorded of a person's sessions, the last one first.
async fn told(world: &World, email: &str, action: &str) -> Vec<String> {
    let id = id_of(world, email).await;
    let text = format!(
        "SELECT details FROM events WHERE subject = '{id}' AND action = '{action}' ORDER BY seq DESC"
    );
    world.probe.column(&text).await
}

both! {
    async fn the_own_page_tells_who_one_is_and_takes_another_name(db: TestDb) {
        let world = world(db).await;
        let mut auditor = world.sign_in(AUDITOR).await;
        let home = auditor.get("/").await.body;
        assert!(home.contains("href=\"/me\""), "the head of every page leads there");
        let shown = auditor.get("/me").await.body;
        for text in [AUDITOR, "审计员 · 企业 alpha", "/me/sessions", "/me/sign-ins", "/me/password"] {
            assert!(shown.contains(text), "{text}: {shown}");
        }
        let version = Page::of(&shown).first("version").to_owned();
        let empty = auditor.post_form("/me", &[("name", " "), ("version", &version)]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(Page::of(&empty.body).wrong_beside("name").is_some());
        let done = auditor.post_form("/me", &[("name", "林 审"), ("version", &version)]).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, Some("/me")), "{}", done.body);
        assert!(auditor.get("/").await.body.contains("林 审"));
        let stale = auditor.post_form("/me", &[("name", "旧 页面"), ("version", &version)]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        assert!(stale.body.contains("旧 页面"), "nothing typed is lost: {}", stale.body);
        let id = id_of(&world, AUDITOR).await;
        let event = format!("SELECT actor_name, changes, permission FROM events WHERE subject = '{id}' AND action = 'person.renamed'");
        let rows = world.probe.rows(&event).await;
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0][0].as_deref(), Some("测试 auditor@alpha.example"), "done under the old name");
        assert!(rows[0][1].as_deref().is_some_and(|changes| changes.contains("林 审")));
    }

    async fn sessions_are_listed_with_their_device_and_ended_one_by_one_or_at_once(db: TestDb) {
        let world = world(db).await;
        let (mut here, mut there, mut third) = (world.app.client(), world.app.client(), world.app.client());
        assert_eq!(arrive(&mut here, FIREFOX, AUDITOR, PASSWORD).await.status, StatusCode::SEE_OTHER);
        assert_eq!(arrive(&mut there, WECHAT, AUDITOR, PASSWORD).await.status, StatusCode::SEE_OTHER);
        arrive(&mut third, "nobody knows this one", AUDITOR, PASSWORD).await;
        let shown = here.get("/me/sessions").await.body;
        for text in ["Firefox · Windows", "WeChat · Android", "未知设备", "当前会话", "127.0.0.1"] {
            assert!(shown.contains(text), "{text}: {shown}");
        }
        assert_eq!(shown.matches("当前会话").count(), 1);
        assert_eq!(shown.matches("data-end>").count(), 2, "this one ends by signing out");
        let wechat = world.probe.one(&format!("SELECT id FROM sessions WHERE agent = '{WECHAT}'")).await;
        let mut stranger = world.sign_in("developer@alpha.example").await;
        let ending = format!("/me/sessions/{wechat}/endings");
        let foreign = stranger.post_form(&ending, &[]).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "somebody else’s");
        assert_eq!(there.get("/").await.status, StatusCode::OK);
        let done = here.post_form(&ending, &[]).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, Some("/me/sessions")), "{}", done.body);
        assert_eq!(there.get("/").await.status, StatusCode::SEE_OTHER, "signed out at once");
        assert_eq!(here.post_form(&ending, &[]).await.status, StatusCode::NOT_FOUND);
        let ended = told(&world, AUDITOR, "session.ended").await;
        assert!(ended[0].contains("WeChat · Android") && ended[0].contains("\"way\":\"own\""), "{ended:?}");
        assert_eq!(here.post_form("/me/sessions/endings", &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(third.get("/").await.status, StatusCode::SEE_OTHER);
        assert_eq!(here.get("/me/sessions").await.body.matches("data-end>").count(), 0);
        let ended = told(&world, AUDITOR, "session.ended").await;
        assert!(ended[0].contains("\"count\":\"1\"") && ended[0].contains("\"way\":\"others\""), "{ended:?}");
        let own = world.probe.one(&format!("SELECT id FROM sessions WHERE agent = '{FIREFOX}'")).await;
        let left = here.post_form(&format!("/me/sessions/{own}/endings"), &[]).await;
        assert_eq!(left.location(), Some("/login"), "ending this one is signing out");
        assert_eq!(here.get("/me").await.status, StatusCode::SEE_OTHER);
        assert_eq!(stranger.get("/me").await.status, StatusCode::OK, "nobody else was touched");
    }

    async fn changed_credentials_are_told_after_the_next_sign_in_until_they_were_seen(db: TestDb) {
        const OTHER: &str = "violet harbour toaster";
        let world = world(db).await;
        let mut here = world.sign_in(AUDITOR).await;
        let fields = [("password", PASSWORD), ("new_password", OTHER)];
        let changed = here.fill("/me/password", "/me/password", &fields).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
        assert!(!here.get("/").await.body.contains("data-credentials"), "whoever did it knows it");
        let mut there = world.app.client();
        let home = there.login(AUDITOR, OTHER).await.body;
        assert!(home.contains("您的密码已更换") && home.contains("127.0.0.1"), "{home}");
        assert!(there.get("/").await.body.contains("data-credentials"), "until it was seen");
        let number = Page::of(&home).first("seen").to_owned();
        let seen = there.post_form("/me/credentials", &[("seen", &number), ("next", "//evil.example")]).await;
        assert_eq!((seen.status, seen.location()), (StatusCode::SEE_OTHER, Some("/")), "{}", seen.body);
        assert!(!there.get("/").await.body.contains("data-credentials"));
        assert_eq!(told(&world, AUDITOR, "credentials.seen").await.len(), 1, "the history keeps that");
        // What somebody else brings about says who that was; developers are told where they arrive.
        let mut root = world.sign_in("root@portal.example").await;
        let page = format!("/people/{}", id_of(&world, "developer@alpha.example").await);
        let made = root.fill(&page, &format!("{page}/resets"), &[]).await;
        let link = Page::of(&made.body).with_id("made").expect("an address").text.clone();
        let path = link.split_once("/invitations/").map(|(_, token)| format!("/invitations/{token}")).expect("a path");
        let mut guest = world.app.client();
        guest.fill(&path, &path, &[("password", OTHER)]).await;
        let arrived = guest.login("developer@alpha.example", OTHER).await.body;
        assert!(arrived.contains("data-credentials") && arrived.contains("您的密码已重设"), "{arrived}");
        assert!(!there.get("/").await.body.contains("data-credentials"), "nobody else's");
    }

    async fn failed_attempts_are_told_to_whoever_was_meant(db: TestDb) {
        let world = world(db).await;
        let mut first = world.sign_in(AUDITOR).await;
        assert!(!first.get("/").await.body.contains("id=\"failed\""));
        first.post_form("/logout", &[]).await;
        let mut thief = world.app.client();
        for _ in 0..2 {
            let refused = arrive(&mut thief, WECHAT, AUDITOR, "guessed it").await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let mut auditor = world.app.client();
        arrive(&mut auditor, FIREFOX, AUDITOR, PASSWORD).await;
        let home = auditor.get("/").await.body;
        assert!(home.contains("id=\"failed\"") && home.contains("href=\"/me/sign-ins\""), "{home}");
        let shown = auditor.get("/me/sign-ins").await.body;
        for text in ["登录失败", "WeChat · Android", "Firefox · Windows", "会话结束", "127.0.0.1"] {
            assert!(shown.contains(text), "{text}: {shown}");
        }
        assert!(!shown.contains("guessed it"));
        auditor.post_form("/logout", &[]).await;
        let mut again = world.sign_in(AUDITOR).await;
        assert!(!again.get("/").await.body.contains("id=\"failed\""), "told once");
        let other = world.sign_in("developer@alpha.example").await.get("/me/sign-ins").await.body;
        assert!(!other.contains("登录失败"), "nobody else’s: {other}");
    }

    async fn sign_ins_turn_over_page_by_page(db: TestDb) {
        let world = world(db).await;
        let mut auditor = world.sign_in(AUDITOR).await;
        for _ in 0..30 {
            auditor.post_form("/logout", &[]).await;
            auditor = world.sign_in(AUDITOR).await;
        }
        let mut path = "/me/sign-ins".to_owned();
        let mut rows = Vec::new();
        for _ in 0..4 {
            let page = auditor.get(&path).await.body;
            rows.push(page.matches("<td class=\"nowrap\"><time").count());
            let Some(next) = page.split("href=\"").find(|text| text.starts_with("/me/sign-ins?cursor=")) else { break };
            path = next.split('"').next().expect("an address").to_owned();
        }
        assert_eq!(rows, [50, 11], "31 sign-ins and 30 ends");
    }

    async fn owners_see_and_end_the_sessions_of_somebody(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let mut auditor = world.app.client();
        arrive(&mut auditor, FIREFOX, AUDITOR, PASSWORD).await;
        arrive(&mut world.app.client(), WECHAT, AUDITOR, "guessed it").await;
        let page = format!("/people/{}", id_of(&world, AUDITOR).await);
        assert!(root.get(&page).await.body.contains("Firefox · Windows"));
        let shown = root.get(&format!("{page}/sign-ins")).await.body;
        assert!(shown.contains("WeChat · Android") && shown.contains("登录失败"), "{shown}");
        let denied = world.sign_in("owner@alpha.example").await.get(&format!("{page}/sign-ins")).await;
        assert_eq!(denied.status, StatusCode::FORBIDDEN);
        assert_eq!(auditor.get("/").await.status, StatusCode::OK);
        let done = root.post_form(&format!("{page}/session-endings"), &[("reason", "丢了手机")]).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, Some(page.as_str())), "{}", done.body);
        assert_eq!(auditor.get("/").await.status, StatusCode::SEE_OTHER);
        let ended = told(&world, AUDITOR, "session.ended").await;
        assert!(ended[0].contains("\"way\":\"owner\"") && ended[0].contains("\"count\":\"1\""), "{ended:?}");
        let reason = "SELECT reason FROM events WHERE action = 'session.ended' ORDER BY seq DESC";
        assert_eq!(world.probe.column(reason).await[0], "丢了手机");
        arrive(&mut auditor, FIREFOX, AUDITOR, PASSWORD).await;
        let shown = auditor.get("/me/sign-ins").await.body;
        assert!(shown.contains("由门户的所有者结束") && shown.contains("测试 root@portal.example"), "{shown}");
    }
}

//! A build gets a token: somebody makes it, a program reads with it, and it is revoked.

use reqwest::{Method, StatusCode};

use super::way::walks;
use super::{Demo, Way};
use crate::browser::Page;

const FILE: &str = "/e/demo/windows/sobot-link/install.md";
const NEW: &str = "form[action='/me/tokens'] .btn-primary";

walks! {
    WAYS = make_and_revoke;
    a_token_is_made_and_revoked_with_the_mouse: Way::MOUSE;
    a_token_is_made_and_revoked_with_the_keyboard_without_scripts_on_postgresql: Way::KEYBOARD.bare().on_postgres();
    a_token_is_made_and_revoked_on_a_phone_in_english: Way::PHONE.in_english();
}

async fn make_and_revoke(page: &mut Page, way: Way, demo: &Demo) {
    let shot = |what: &str| format!("tokens-{what}-{}", way.name());
    way.enter(page, demo, "developer").await;
    demo.open(page, "/me/tokens").await;
    assert!(page.content("main").await.contains(way.says("还没有令牌", "No tokens yet")));
    page.axe("no tokens").await;
    page.assert_no_sideways_scroll("no tokens").await;
    page.shot(&shot("none")).await;
    way.go(page, NEW).await;
    page.find("#name[aria-invalid='true']").await;
    page.axe("a token refused").await;
    page.complaints().await;
    way.put(page, "#name", "官网的构建").await;
    way.put(page, "#window", "sobot-link").await;
    way.go(page, NEW).await;
    let token = page.content("#made").await;
    assert!(token.starts_with("jru_"), "{token}");
    page.axe("a new token").await;
    page.assert_no_sideways_scroll("a new token").await;
    page.shot(&shot("made")).await;
    assert_eq!(asked(demo, &token).await, StatusCode::OK);
    demo.open(page, "/me/tokens").await;
    let list = page.content("main").await;
    assert!(list.contains("127.0.0.1") && !list.contains(&token), "{list}");
    way.go(page, "main table .btn-danger").await;
    assert!(page.content(".flash-ok").await.contains("官网的构建"));
    assert!(page.content("main table").await.contains(way.says("已吊销", "Revoked")));
    page.axe("a revoked token").await;
    page.shot(&shot("revoked")).await;
    assert_eq!(asked(demo, &token).await, StatusCode::UNAUTHORIZED);
}

/// What a program gets with it.
async fn asked(demo: &Demo, token: &str) -> StatusCode {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str())];
    demo.app.client().send(Method::GET, FILE, &headers, None).await.status
}

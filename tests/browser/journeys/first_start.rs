//! An empty installation, from the code on the console to the first snippet.

use super::{SYSNUM, Way};
use crate::{
    browser::{Page, browse},
    support::{
        TestDb,
        app::{TestApp, spawn_app},
    },
};

#[test]
fn a_first_start_with_the_mouse() {
    walk(Way::MOUSE);
}

#[test]
fn a_first_start_with_the_keyboard_alone() {
    walk(Way::KEYBOARD);
}

#[test]
fn a_first_start_on_a_phone() {
    walk(Way::PHONE);
}

#[test]
fn a_first_start_without_scripts() {
    walk(Way::BARE);
}

fn walk(way: Way) {
    let app = spawn_app(TestDb::sqlite());
    browse(async |page| {
        way.begin(page).await;
        account(page, way, &app).await;
        leave_and_return(page, &app).await;
        enterprise(page, way).await;
        window(page, way).await;
        finish(page, way, &app).await;
    });
}

async fn account(page: &mut Page, way: Way, app: &TestApp) {
    let code = app.setup_code.clone().expect("the code of a fresh installation");
    page.open(&app.origin()).await;
    assert!(page.address().await.ends_with("/setup"), "an empty portal leads to its set-up");
    page.shot("setup-1").await;

    way.put(page, "#setup_code", &code).await;
    way.put(page, "#name", "陈静").await;
    way.put(page, "#email", "chen@example.com").await;
    way.put(page, "#password", "short").await;
    way.go(page, "main form .btn-primary").await;
    assert!(page.title().await.starts_with("错误："), "{}", page.title().await);
    assert!(page.has("#errors a[href='#password']").await, "the summary leads to the field");
    assert!(page.has("#f-password .error").await, "the message stands at the field");
    assert_eq!(page.value("#name").await, "陈静");
    assert_eq!(page.value("#email").await, "chen@example.com");
    assert_eq!(page.value("#password").await, "");
    if !way.bare {
        assert_eq!(page.focus().await, "div#errors");
    }
    page.assert_no_sideways_scroll("a refused first step").await;
    page.shot("setup-1-refused").await;

    if page.value("#setup_code").await.is_empty() {
        way.put(page, "#setup_code", &code).await;
    }
    way.put(page, "#password", "correct horse battery").await;
    way.go(page, "main form .btn-primary").await;
}

/// Each step is saved: whoever comes back goes on where they stopped.
async fn leave_and_return(page: &mut Page, app: &TestApp) {
    assert!(page.has("#slug").await, "the enterprise comes second");
    page.open(&app.origin()).await;
    page.open(&format!("{}/setup", app.origin())).await;
    assert!(page.has("#slug").await, "the set-up goes on with the enterprise");
    assert!(!page.has("#setup_code").await);
    page.shot("setup-2").await;
}

async fn enterprise(page: &mut Page, way: Way) {
    way.put(page, "#name", "杭州示例贸易").await;
    way.put(page, "#slug", "hangzhou").await;
    way.go(page, "main form .btn-primary").await;
}

async fn window(page: &mut Page, way: Way) {
    page.find("#kind").await;
    page.assert_no_sideways_scroll("the kinds of entry").await;
    page.shot("setup-3").await;
    way.put(page, "#name", "官网售前咨询").await;
    way.put(page, "#code", "pre-sales").await;
    way.pick(page, "kind", "sobot.link").await;
    way.put(page, "[name='sobot.link.sysnum']", SYSNUM).await;
    way.put(page, "[name='sobot.link.host']", "demo.sobot.com").await;
    way.go(page, "main form .btn-primary").await;
}

async fn finish(page: &mut Page, way: Way, app: &TestApp) {
    let snippet = page.content("#first-1-code").await;
    assert!(snippet.contains("demo.sobot.com") && snippet.contains(SYSNUM), "{snippet}");
    page.assert_no_sideways_scroll("the first snippet").await;
    page.shot("setup-4").await;
    way.go(page, "main form .btn-primary").await;
    assert!(page.has(".flash-ok").await, "the set-up says that it is finished");
    assert!(page.has("main form[action='/me/second-factor']").await, "a second factor comes next");
    page.open(&format!("{}/", app.origin())).await;
    assert!(page.has("main a[href='/e/hangzhou/windows/pre-sales']").await, "or is left for later");
    page.open(&format!("{}/setup", app.origin())).await;
    assert!(page.title().await.contains("不存在"), "{}", page.title().await);
    assert!(!page.has("main form[action='/setup']").await);
}

//! A key is rotated: who depends on it, the successor, the change-over, the end of the old one, and a
//! look at the secret.

use super::pages::{Walk, enter};
use super::way::walks;
use super::{Demo, Way, demo};
use crate::browser::{Page, browse};

const NEW: &str = "a-new-key-for-the-journey-77";

walks! {
    WAYS = steps;
    a_key_is_rotated_with_the_mouse: Way::MOUSE;
    a_key_is_rotated_on_a_phone: Way::PHONE;
    a_key_is_rotated_with_the_keyboard_alone_without_scripts: Way::KEYBOARD.bare();
    a_key_is_rotated_without_scripts: Way::BARE;
}

async fn steps(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "admin").await;
    let key = prepare(page, way, demo).await;
    activate(page, way).await;
    reveal(page, way, demo).await;
    revoke(page, way, demo, &key).await;
    audit(page, demo, &key).await;
}

#[test]
fn every_page_about_a_key_is_accessible_in_chinese() {
    everywhere("zh-CN");
}

#[test]
fn every_page_about_a_key_is_accessible_in_english() {
    everywhere("en");
}

fn everywhere(lang: &'static str) {
    let demo = demo();
    browse(async |page| {
        let mut walk = Walk::new(lang);
        enter(page, &demo, lang, Some("owner")).await;
        demo.open(page, "/e/demo/windows/sobot-link").await;
        let key = format!("/e/demo/keys/{}", page.value("#key_id").await);
        walk.look_at(page, &demo, "/e/demo/keys", "keys-list").await;
        walk.look_at(page, &demo, &format!("{key}/rotations"), "key-rotate").await;
        Way::MOUSE.go(page, "main form [data-save]").await;
        walk.look(page, "key-rotate-refused").await;
        Way::MOUSE.put(page, "#secret", NEW).await;
        Way::MOUSE.go(page, "main form [data-save]").await;
        walk.look(page, "key-pending").await;
        walk.look_at(page, &demo, &format!("{key}/activations"), "key-activate").await;
        Way::MOUSE.go(page, "main form [data-save]").await;
        walk.look(page, "key-retiring").await;
        walk.look_at(page, &demo, &format!("{key}/revocations?number=2"), "key-revoke").await;
        Way::MOUSE.go(page, "main form [data-save]").await;
        walk.look(page, "key-revoke-refused").await;
        walk.look_at(page, &demo, &format!("{key}/reveals"), "key-reveal").await;
        Way::MOUSE.put(page, "#password", &demo.password).await;
        Way::MOUSE.go(page, "main form .btn-primary").await;
        walk.look(page, "key-revealed").await;
        enter(page, &demo, lang, Some("auditor")).await;
        walk.look_at(page, &demo, &key, "key-reader").await;
        walk.end();
    });
}

impl Walk {
    async fn look_at(&mut self, page: &mut Page, demo: &Demo, path: &str, label: &str) {
        demo.open(page, path).await;
        self.look(page, label).await;
    }
}

/// Sobot's key of the demo; its page says who depends on it.
async fn prepare(page: &mut Page, way: Way, demo: &Demo) -> String {
    demo.open(page, "/e/demo/windows/sobot-link").await;
    let key = page.value("#key_id").await;
    let path = format!("/e/demo/keys/{key}");
    demo.open(page, &path).await;
    way.go(page, ".page-head .btn-primary").await;
    let told = page.content("#main").await;
    for word in ["sobot-link", "实时生效", "建议的切换时间"] {
        assert!(told.contains(word), "{word}: {told}");
    }
    page.assert_no_sideways_scroll("the rotation").await;

    // The old key again is refused by its fingerprint, and never shown.
    way.put(page, "#secret", "jieru-demo-key").await;
    way.go(page, "main form [data-save]").await;
    if page.has("#secret-notes .error").await {
        assert!(page.content("#secret-notes").await.contains("指纹"));
    } else {
        // The demo's key is another one; this one is given up again.
        way.go(page, "td.acts a[href*='revocations']").await;
        way.go(page, "main form [data-save]").await;
        way.go(page, ".page-head .btn-primary").await;
    }
    way.put(page, "#secret", NEW).await;
    way.pick(page, "overlap", "24h").await;
    way.go(page, "main form [data-save]").await;
    assert!(page.has(".flash-ok").await);
    assert!(page.content("#main").await.contains("待启用"));
    path
}

async fn activate(page: &mut Page, way: Way) {
    way.go(page, ".page-head .btn-primary").await;
    assert!(page.content("#main").await.contains("旧密钥还有效到"));
    way.put(page, "#expires_on", "2031-01-31").await;
    way.go(page, "main form [data-save]").await;
    assert!(page.has(".flash-ok").await);
    let told = page.content("#main").await;
    assert!(told.contains("使用中") && told.contains("退役中"), "{told}");
    page.assert_no_sideways_scroll("the key").await;
}

async fn reveal(page: &mut Page, way: Way, demo: &Demo) {
    way.go(page, "td.acts a[href*='reveals']").await;
    way.put(page, "#password", "not my password").await;
    way.go(page, "main form .btn-primary").await;
    assert!(page.has("#password-notes .error").await);
    way.put(page, "#password", &demo.password).await;
    way.go(page, "main form .btn-primary").await;
    assert_eq!(page.content("#secret").await, NEW);
    way.go(page, "main .btn-primary").await;
    assert!(!page.driver.source().await.expect("the page").contains(NEW), "shown once");
}

async fn revoke(page: &mut Page, way: Way, demo: &Demo, path: &str) {
    demo.open(page, &format!("{path}/revocations")).await;
    // Nothing is ticked off: the name of the enterprise is asked for.
    way.go(page, "main form [data-save]").await;
    assert!(page.has("#confirm-notes .error").await);
    way.put(page, "#confirm", "深圳示例科技").await;
    way.go(page, "main form [data-save]").await;
    assert!(page.has(".flash-ok").await);
    assert!(page.content("#main").await.contains("已吊销"));
}

/// The history tells every step, and no secret.
async fn audit(page: &mut Page, demo: &Demo, path: &str) {
    let key = path.rsplit('/').next().unwrap_or_default();
    demo.open(page, &format!("/e/demo/history?subject={key}")).await;
    let told = page.content("#main").await;
    for word in ["准备了新的密钥", "启用了新密钥", "查看了密钥内容", "吊销了密钥", "fingerprint:"]
    {
        assert!(told.contains(word), "{word}: {told}");
    }
    assert!(!page.driver.source().await.expect("the page").contains(NEW));
}

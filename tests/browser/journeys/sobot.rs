//! From nothing to a copied Sobot link: enterprise, account, key, window, colour, code.

use serde_json::json;
use thirtyfour::Key;

use super::{Demo, SYSNUM, Way, demo};
use crate::browser::{Page, browse};

#[test]
fn a_sobot_link_with_the_mouse() {
    walk(Way::MOUSE);
}

#[test]
fn a_sobot_link_with_the_keyboard_alone() {
    walk(Way::KEYBOARD);
}

#[test]
fn a_sobot_link_on_a_phone() {
    walk(Way::PHONE);
}

#[test]
fn a_sobot_link_without_scripts() {
    walk(Way::BARE);
}

fn walk(way: Way) {
    let demo = demo();
    browse(async |page| {
        way.begin(page).await;
        demo.sign_in(page, "owner").await;
        register(page, way, &demo).await;
        create(page, way, &demo).await;
        colour(page, way).await;
        if !way.bare {
            copied(page, way, &demo).await;
        }
    });
}

async fn register(page: &mut Page, way: Way, demo: &Demo) {
    demo.open(page, "/enterprises/new").await;
    way.put(page, "#name", "杭州示例贸易").await;
    way.put(page, "#slug", "hangzhou").await;
    way.go(page, "main form .btn-primary").await;
    assert!(page.address().await.ends_with("/e/hangzhou"));

    // A window needs an account first, and the page says so.
    demo.open(page, "/e/hangzhou/windows/new?channel=sobot&target=link").await;
    way.go(page, "main .btn-primary[href*='accounts/new']").await;
    way.put(page, "#name", "官网智齿账号").await;
    way.put(page, "#a-sysnum", SYSNUM).await;
    way.put(page, "#a-host", "demo.sobot.com").await;
    way.go(page, "main form .btn-primary").await;
    assert!(page.has(".flash-ok").await);

    demo.open(page, "/e/hangzhou/keys/new").await;
    way.put(page, "#name", "官网签名密钥").await;
    way.put(page, "#secret", "a-key-nobody-may-see").await;
    way.go(page, "main form .btn-primary").await;
    let shown = page.driver.source().await.expect("the page");
    assert!(!shown.contains("a-key-nobody-may-see"), "the key is never shown again");
    assert!(shown.contains("指纹"), "its fingerprint is");
}

async fn create(page: &mut Page, way: Way, demo: &Demo) {
    demo.open(page, "/e/hangzhou/windows/new").await;
    way.go(page, "a.choice[href*='channel=sobot'][href*='target=link']").await;
    way.put(page, "#name", "官网售前咨询").await;
    way.put(page, "#code", "pre-sales").await;
    if way.keyboard {
        page.tab_to("#key_id").await;
        page.press(&[Key::Down]).await;
    } else {
        page.click("#key_id option:last-child").await;
    }
    way.go(page, "main form .btn-primary").await;
    assert!(page.address().await.ends_with("/e/hangzhou/windows/pre-sales"));
    page.assert_no_sideways_scroll("the editor").await;
}

/// The colour is typed; preview and code follow, while typing or with the button.
async fn colour(page: &mut Page, way: Way) {
    assert!(!page.content("#file-1-code").await.contains("1f9d55"));
    way.unfold(page, "g-appearance").await;
    way.put(page, "#p-color", "1f9d55").await;
    if way.bare {
        way.go(page, "[data-refresh]").await;
        assert_eq!(page.value("#p-color").await, "1f9d55", "what was typed is still there");
        assert!(page.content("h1 + *").await.contains("v1"), "looking saves nothing");
    } else {
        page.until("document.querySelector('#file-1-code').textContent.includes('1f9d55')").await;
    }
    let drawn = "return !!document.querySelector('#live svg [fill=\"#1f9d55\"]');";
    assert_eq!(page.evaluate(drawn).await, json!(true), "the preview follows");
    assert!(page.content("#file-1-code").await.contains("color=1f9d55"));

    if way.keyboard {
        page.leave(async |page| page.chord_enter().await).await;
    } else {
        way.go(page, "[data-save]").await;
    }
    assert!(page.has(".flash-ok").await, "the save is confirmed");
    assert!(page.content(".page-head").await.contains("v2"));
    assert_eq!(page.value("#p-color").await, "1f9d55");
    assert!(page.content("#file-1-code").await.contains("color=1f9d55"));
}

async fn copied(page: &mut Page, way: Way, demo: &Demo) {
    let allowed = json!({
        "origin": demo.app.origin(),
        "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"],
    });
    page.cdp("Browser.grantPermissions", allowed).await;
    way.press(page, "[data-copy='#file-1-code']").await;
    let code = page.content("#file-1-code").await;
    page.until("document.querySelector('#say').textContent !== ''").await;
    let said = page.content("#say").await;
    assert_eq!(said, format!("已复制 {} 个字符", code.chars().count()));
    let read = "const done = arguments[0];
        navigator.clipboard.readText().then(done, (error) => done(String(error)));";
    let clipboard = page.driver.execute_async(read, Vec::new()).await.expect("a clipboard");
    assert_eq!(clipboard.json(), &json!(code));
}

impl Page {
    pub(super) async fn chord_enter(&self) {
        let chain = self.driver.action_chain().key_down(Key::Control).key_down(Key::Enter);
        chain.key_up(Key::Enter).key_up(Key::Control).perform().await.expect("keys");
    }
}

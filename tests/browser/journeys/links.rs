//! Signed links for a test visitor, and the explanation of the signature.

use std::fmt::Write as _;

use md5::{Digest as _, Md5};
use serde_json::json;

use super::way::walks;
use super::{Demo, PHONE, SYSNUM, Way, demo};
use crate::browser::{Page, browse};

/// The registered key of the demo.
const KEY: &str = "test-key-0001";
const LINKS: &str = "/e/demo/windows/sobot-link/links";

walks! {
    WAYS = steps;
    a_signed_link_with_the_mouse: Way::MOUSE;
    a_signed_link_with_the_keyboard_alone: Way::KEYBOARD;
    a_signed_link_on_a_phone: Way::PHONE;
    a_signed_link_without_scripts: Way::BARE;
}

async fn steps(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "developer").await;
    demo.open(page, "/e/demo/windows/sobot-link").await;
    way.go(page, "main .tabs a[href$='/links']").await;

    // One character more than Sobot takes.
    way.put(page, "#v-partnerid", &"a".repeat(301)).await;
    way.go(page, "main form .btn-primary").await;
    assert!(page.title().await.starts_with("错误："), "{}", page.title().await);
    assert!(page.content("#f-v-partnerid .error").await.contains("300"));
    assert_eq!(page.value("#v-partnerid").await.len(), 301, "what was typed is kept");
    assert!(!page.has("#made-h").await, "nothing was made");

    way.put(page, "#v-partnerid", "甲 1").await;
    way.go(page, "main form .btn-primary").await;
    signed(page, KEY).await;
    code(page).await;
    assert!(!page.content("main").await.contains("演示密钥"));
    page.assert_no_sideways_scroll("the signed link").await;
    page.shot("links-made").await;
}

/// The code in the page, what was looked at, and that the link is not in our own address.
async fn code(page: &mut Page) {
    assert!(page.has(".qr svg[role='img'] path").await);
    let checks = page.content(".checks").await;
    for told in ["在通行的 2000 个以内", "都已编码", "逐字相同"] {
        assert!(checks.contains(told), "{told}: {checks}");
    }
    assert!(page.content(".made-link").await.contains("换密钥之前一直有效"));
    assert!(!page.address().await.contains("sign="));
    let open = page.find(".made-link a[target='_blank']").await;
    let href = open.attr("href").await.expect("an attribute").unwrap_or_default();
    assert!(href.starts_with("https://demo.sobot.com/") && href.contains("sign="), "{href}");
}

/// Test visitor, pattern for production, and why another server's signature is refused: in English,
/// on a phone.
#[test]
fn links_and_codes_in_english_on_a_phone() {
    let demo = demo();
    browse(async |page| {
        page.viewport(PHONE).await;
        demo.sign_in(page, "developer").await;
        let english = json!({"name": "jieru-lang", "value": "en", "url": demo.app.origin()});
        page.cdp("Network.setCookie", english).await;
        demo.open(page, LINKS).await;
        let way = Way::PHONE;
        way.put(page, "#v-partnerid", "甲 1").await;
        way.go(page, "main .links form .btn-primary").await;
        assert!(page.content(".checks").await.contains("character by character"));
        let signed = page.content("#link-1").await.trim().to_owned();
        page.assert_no_sideways_scroll("a signed link in English").await;
        page.axe("a signed link in English").await;
        page.shot("links-english").await;

        way.pick(page, "purpose", "production").await;
        way.go(page, "main .links form .btn-primary").await;
        let pattern = page.content("#link-1").await;
        assert!(pattern.contains("partnerid={partnerid}&sign={sign}"), "{pattern}");
        assert!(!page.has(".qr").await, "nobody can open a pattern");

        let wrong = signed.replace("%E7%94%B2%201", "someone-else");
        assert_ne!(wrong, signed);
        way.put(page, "#text", &wrong).await;
        way.go(page, "form[action='/inspect'] button").await;
        let told = page.content("main").await;
        let sign = signed.split("sign=").nth(1).and_then(|rest| rest.split('&').next());
        let given = told.matches(sign.expect("a signature")).count();
        assert!(told.contains("sign") && given > 0, "{told}");
        page.shot("links-refused-english").await;
    });
}

/// Looking at one window under other conditions, with the mouse: the drawing follows, the draft stays.
#[test]
fn a_preview_follows_its_conditions() {
    let demo = demo();
    browse(async |page| {
        demo.sign_in(page, "admin").await;
        demo.open(page, "/e/demo/windows/sobot-web").await;
        let way = Way::MOUSE;
        way.press(page, ".conditions > summary").await;
        way.pick(page, "c.visitor", "vip").await;
        page.until("document.querySelector('.sim-words').textContent.includes('member-1001')")
            .await;
        way.pick(page, "c.page", "dark").await;
        page.until("document.querySelector('.sim-dark') !== null").await;
        assert_eq!(page.value("#c-visitor").await, "vip", "what was chosen stays chosen");
        way.pick(page, "c.key", "refused").await;
        page.until("document.querySelector('.sims').textContent.includes('非法用户')").await;
        way.pick(page, "c.device", "phone").await;
        page.until("!document.querySelector('.sim-desktop')").await;
        page.axe("a preview under conditions").await;
        page.shot("preview-conditions").await;

        // Conditions are no change: leaving asks nothing, and nothing was stored.
        way.go(page, "main .tabs a[href$='/links']").await;
        demo.open(page, "/e/demo/windows/sobot-web").await;
        assert!(!page.content(".sims").await.contains("非法用户"));
    });
}

/// Whoever may only look has a form of their own, whose conditions stand in the address.
#[test]
fn a_reader_looks_under_conditions_without_a_script() {
    let demo = demo();
    browse(async |page| {
        let way = Way::BARE;
        way.begin(page).await;
        demo.sign_in(page, "developer").await;
        demo.open(page, "/e/demo/windows/wecom-order").await;
        way.press(page, ".conditions > summary").await;
        way.pick(page, "c.tap", "code").await;
        way.put(page, "#c-name", "Anna").await;
        way.go(page, "button[form='window-view']").await;
        assert!(page.address().await.contains("c.tap=code"), "{}", page.address().await);
        assert!(page.has(".sim-code").await);
        assert_eq!(page.value("#c-name").await, "Anna");
        page.shot("preview-reader").await;
    });
}

async fn signed(page: &mut Page, key: &str) {
    let mut sign = String::new();
    for byte in Md5::digest(format!("{SYSNUM}{key}甲 1")) {
        let _ = write!(sign, "{byte:02x}");
    }
    let made = page.content("section[aria-labelledby='made-h']").await;
    assert!(made.contains(&format!("sign={sign}")), "{sign} is missing in {made}");
    assert!(made.contains("%E7%94%B2") && made.contains("甲 1"), "before and after encoding");
    let why = page.content("section[aria-labelledby='why-h']").await;
    assert!(why.contains(SYSNUM) && why.contains("••••"), "the key stands as dots: {why}");
    assert!(why.contains(&sign), "{why}");
    assert!(!made.contains(key) && !why.contains(key), "the key is never shown");
}

#[test]
fn an_auditor_signs_with_the_public_demo_key_and_is_told() {
    let demo = demo();
    browse(async |page| {
        demo.sign_in(page, "auditor").await;
        demo.open(page, LINKS).await;
        Way::MOUSE.put(page, "#v-partnerid", "甲 1").await;
        Way::MOUSE.go(page, "main form .btn-primary").await;
        signed(page, "jieru-demo-key").await;
        assert!(
            page.content("section[aria-labelledby='made-h'] .card-head").await.contains("演示密钥")
        );
        assert!(page.has("section[aria-labelledby='made-h'] .note-warn").await);
    });
}

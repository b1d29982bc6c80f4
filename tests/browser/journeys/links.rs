//! Signed links for a test visitor, and the explanation of the signature.

use std::fmt::Write as _;

use md5::{Digest as _, Md5};

use super::{SYSNUM, Way, demo};
use crate::browser::{Page, browse};

/// The registered key of the demo.
const KEY: &str = "test-key-0001";
const LINKS: &str = "/e/demo/windows/sobot-link/links";

#[test]
fn a_signed_link_with_the_mouse() {
    walk(Way::Mouse);
}

#[test]
fn a_signed_link_with_the_keyboard_alone() {
    walk(Way::Keyboard);
}

#[test]
fn a_signed_link_on_a_phone() {
    walk(Way::Phone);
}

#[test]
fn a_signed_link_without_scripts() {
    walk(Way::Bare);
}

fn walk(way: Way) {
    let demo = demo();
    browse(async |page| {
        way.begin(page).await;
        demo.sign_in(page, "developer").await;
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
        assert!(!page.content("main").await.contains("演示密钥"));
        page.assert_no_sideways_scroll("the signed link").await;
        page.shot("links-made").await;
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
        Way::Mouse.put(page, "#v-partnerid", "甲 1").await;
        Way::Mouse.go(page, "main form .btn-primary").await;
        signed(page, "jieru-demo-key").await;
        assert!(
            page.content("section[aria-labelledby='made-h'] .card-head").await.contains("演示密钥")
        );
        assert!(page.has("section[aria-labelledby='made-h'] .note-warn").await);
    });
}

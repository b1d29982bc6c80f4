//! A piece of code of unknown origin: what it is, what is wrong with it, whose it is.

use super::{SYSNUM, Way, demo};
use crate::browser::browse;

#[test]
fn a_link_is_inspected_with_the_mouse() {
    walk(Way::MOUSE);
}

#[test]
fn a_link_is_inspected_with_the_keyboard_alone() {
    walk(Way::KEYBOARD);
}

#[test]
fn a_link_is_inspected_on_a_phone() {
    walk(Way::PHONE);
}

#[test]
fn a_link_is_inspected_without_scripts() {
    walk(Way::BARE);
}

fn walk(way: Way) {
    let demo = demo();
    browse(async |page| {
        way.begin(page).await;
        demo.sign_in(page, "developer").await;
        demo.open(page, "/inspect").await;
        way.go(page, "main form .btn-primary").await;
        assert!(page.title().await.starts_with("错误："), "{}", page.title().await);
        assert!(page.content("#f-text .error").await.contains("请粘贴"));

        let link = format!(
            "https://demo.sobot.com/chat/h5/v2/index.html?sysnum={SYSNUM}&partnerid=u1001&color=%2304babc"
        );
        way.put(page, "#text", &link).await;
        way.go(page, "main form .btn-primary").await;
        let found = page.content("#result").await;
        assert!(found.contains("智齿客服") && found.contains("u1001"), "{found}");
        assert!(page.has(".findings .tag-bad, .findings .tag-warn").await, "{found}");
        assert!(page.has("#result a[href^='/e/demo/accounts/']").await, "whose it is: {found}");
        assert_eq!(page.value("#text").await, link, "what was pasted is still there");
        page.assert_no_sideways_scroll("the inspector").await;
        page.axe("an inspection").await;
        page.shot("inspected").await;
        way.go(page, "#result td a.raw, #result th a.raw").await;
        assert!(page.address().await.contains("/help/channels/sobot#"));
    });
}

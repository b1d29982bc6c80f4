//! From a field to its explanation, and a search among all names of a channel.

use thirtyfour::Key;

use super::{Way, demo};
use crate::browser::{Page, browse};

#[test]
fn a_field_is_explained_with_the_mouse() {
    walk(Way::MOUSE);
}

#[test]
fn a_field_is_explained_with_the_keyboard_alone() {
    walk(Way::KEYBOARD);
}

#[test]
fn a_field_is_explained_on_a_phone() {
    walk(Way::PHONE);
}

#[test]
fn a_field_is_explained_without_scripts() {
    walk(Way::BARE);
}

fn walk(way: Way) {
    let demo = demo();
    browse(async |page| {
        way.begin(page).await;
        demo.sign_in(page, "admin").await;
        demo.open(page, "/e/demo/windows/sobot-link").await;
        way.unfold(page, "g-appearance").await;
        way.go(page, "#f-p-color a.raw").await;
        assert!(page.address().await.ends_with("/help/channels/sobot#color"));
        assert!(page.has("#color:target").await, "the row is marked");
        let row = page.content("#color").await;
        assert!(row.contains("不填时") || row.contains("出处"), "{row}");
        seen(page, "#color").await;

        if way.keyboard {
            // The search is one key away; by Tab the way leads on from the row.
            page.write("/").await;
            assert_eq!(page.focus().await, "input#q[q]");
            page.write("partnerid").await;
        } else {
            way.put(page, "#q", "partnerid").await;
        }
        if way.bare {
            way.go(page, ".finder .btn").await;
        } else {
            // The page narrows while one types, and says how much is left.
            page.until("document.getElementById('color').offsetParent === null").await;
            assert!(page.content("[data-filter-count]").await.contains("找到"));
        }
        seen(page, "#partnerid").await;
        page.assert_no_sideways_scroll("the help page").await;
        page.axe("the help page after a search").await;
        if !way.keyboard {
            return;
        }
        page.press(&[Key::Enter]).await;
        page.until("location.search.includes('q=partnerid')").await;
    });
}

/// The element stands in the window or below the bar, not hidden.
async fn seen(page: &Page, css: &str) {
    let shown = format!("!!document.querySelector('{css}').offsetParent");
    page.until(&shown).await;
}

#[test]
fn help_is_reached_from_the_sidebar() {
    let demo = demo();
    browse(async |page| {
        demo.sign_in(page, "auditor").await;
        page.follow("#nav a[href='/help']").await;
        assert!(page.has("#nav a[href='/help'][aria-current='page']").await);
        page.follow("main a[href='/help/channels']").await;
        page.follow("main a[href='/help/channels/wecom#target-mini_program']").await;
        assert!(page.has("#target-mini_program:target").await);
    });
}

//! Who changed the colour, and who saw the key: from the history to the one record that says it, to a
//! file, and to what is offered where nothing fits.

use thirtyfour::Key;

use super::way::walks;
use super::{Demo, Way};
use crate::browser::Page;

walks! {
    WAYS = steps;
    the_colour_is_traced_with_the_mouse: Way::MOUSE;
    the_colour_is_traced_with_the_keyboard_without_scripts_on_postgres: Way::KEYBOARD.bare().on_postgres();
    the_colour_is_traced_on_a_phone_in_english: Way::PHONE.in_english();
}

const EDITOR: &str = "/e/demo/windows/sobot-link";

async fn look(page: &mut Page, way: Way, what: &str) {
    page.axe(what).await;
    page.assert_no_sideways_scroll(what).await;
    page.shot(&format!("timeline-{what}-{}", way.name())).await;
}

async fn steps(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "admin").await;
    demo.open(page, EDITOR).await;
    page.evaluate("for (const group of document.querySelectorAll('details.group')) group.open = true; return true;").await;
    way.put(page, "#p-color", "aa3344").await;
    // The reason is saved with it; its field is far down for the keyboard.
    page.bring("#reason").await;
    page.fill("#reason", "新配色").await;
    page.bring("[data-save]").await;
    page.follow("[data-save]").await;

    demo.open(page, "/e/demo/history").await;
    look(page, way, "whole").await;
    narrowed(page, way).await;
    look(page, way, "narrowed").await;
    assert!(!page.content(".timeline > li del").await.contains("aa3344"));
    assert!(page.content(".timeline > li ins").await.contains("aa3344"));
    assert!(page.content(".lead").await.contains("Asia/Shanghai"));
    way.go(page, ".timeline > li:first-child .meta a").await;
    one(page, way).await;
    look(page, way, "one").await;
    way.go(page, ".record a[href*='subject=']").await;
    assert!(page.content("#only-h + .chips").await.contains(way.says("对象", "Object")));
    widened(page, way, demo).await;
    kept(page, way).await;
}

/// Object, field and period, as somebody asks who heard of a complaint.
async fn narrowed(page: &Page, way: Way) {
    way.put(page, "#subject", "sobot-link").await;
    way.put(page, "#from", "2020-01-01").await;
    if way.keyboard {
        page.tab_to("#action").await;
        for _ in 0..80 {
            if page.value("#action").await == "window.saved" {
                break;
            }
            page.press(&[Key::Down]).await;
        }
    } else {
        way.pick(page, "action", "window.saved").await;
    }
    way.go(page, ".narrowing button").await;
    let address = page.address().await;
    assert!(
        address.contains("subject=sobot-link") && address.contains("action=window.saved"),
        "{address}"
    );
}

async fn one(page: &Page, way: Way) {
    assert!(page.address().await.contains("/e/demo/history/"), "an address of its own");
    let told = page.content("main").await;
    for part in ["aa3344", "p.color", "新配色", "王芳", "window.edit", "window.saved"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(told.contains(way.says("请求编号", "Request id")));
}

/// Where nothing fits, the page says what it looked for and what to leave out.
async fn widened(page: &mut Page, way: Way, demo: &Demo) {
    demo.open(page, "/e/demo/history?subject=sobot-link&action=window.saved&to=2020-01-01").await;
    look(page, way, "nothing").await;
    let told = page.content(".empty").await;
    assert!(
        told.contains(way.says("没有符合全部条件的记录", "Nothing recorded fits all conditions")),
        "{told}"
    );
    way.go(page, ".empty .actions a:nth-of-type(3)").await;
    assert!(page.has(".timeline > li").await, "without the period there is something");
    demo.open(page, "/e/demo/history?from=soon").await;
    assert!(page.has("#errors a[href='#from']").await);
    look(page, way, "wrong").await;
}

/// The demo keeps one search: who looked at keys.
async fn kept(page: &mut Page, way: Way) {
    way.go(page, ".chips .chip-name").await;
    assert!(page.address().await.contains("noun=key"), "{}", page.address().await);
    way.press(page, ".keep > summary").await;
    way.put(page, "#name", "我的查询").await;
    way.go(page, ".keep form .btn").await;
    assert!(page.has(".flash-ok").await);
    assert!(page.content(".chips").await.contains("我的查询"));
    look(page, way, "kept").await;
}

//! What goes live in production takes two people: one submits, the other sees what changes and
//! approves; an edit in between strikes the approval out, and both are told.

use super::way::walks;
use super::{Demo, Way};
use crate::browser::Page;

const WINDOW: &str = "/e/demo/windows/sobot-link";
const RELEASES: &str = "/e/demo/windows/sobot-link/releases";
const LIST: &str = "/e/demo/changes";

walks! {
    WAYS = steps;
    a_change_is_reviewed_and_released_with_the_mouse: Way::MOUSE;
    a_change_is_reviewed_and_released_with_the_keyboard: Way::KEYBOARD.on_postgres();
    a_change_is_reviewed_and_released_on_a_phone_without_scripts: Way::PHONE.bare();
    a_change_is_reviewed_and_released_in_english: Way::MOUSE.in_english();
}

async fn steps(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "admin").await;
    recolour(page, way, demo, "c0392b").await;
    // Nobody releases production alone.
    demo.open(page, RELEASES).await;
    assert!(page.has("form[action='/e/demo/changes']").await && !page.has("#note").await);
    way.put(page, "#reason", "launch").await;
    way.go(page, "form[action='/e/demo/changes'] .btn-primary").await;
    let request = page.address().await;
    assert!(page.has(".flash-ok").await && request.contains("/e/demo/changes/"));
    // The author sees why there is no button.
    assert!(!page.has("[formaction$='/approvals']").await);
    let own = page.content("main").await;
    assert!(own.contains(way.says("您是提交人", "You submitted this")), "{own}");
    page.axe("an own change request").await;
    page.assert_no_sideways_scroll("an own change request").await;

    change_over(page, way, demo, "owner").await;
    demo.open(page, "/").await;
    let number = request.rsplit('/').next().expect("a number").to_owned();
    way.go(page, &format!("[aria-labelledby='reviews-h'] a[href$='/changes/{number}']")).await;
    for told in ["04babc", "c0392b", "launch", "0 / 1"] {
        assert!(page.content("main").await.contains(told), "{told}");
    }
    page.axe("a change request").await;
    page.assert_no_sideways_scroll("a change request").await;
    page.shot(&format!("change-request-{}", way.name())).await;
    way.put(page, "#comment", "看过了").await;
    way.go(page, "[formaction$='/approvals']").await;
    assert!(page.content("[aria-labelledby='approvals-h']").await.contains("1 / 1"));

    // The author goes on editing: the approval is struck out.
    change_over(page, way, demo, "admin").await;
    recolour(page, way, demo, "16a085").await;
    page.open(&request).await;
    assert!(page.has("[aria-labelledby='approvals-h'] del").await);
    assert!(!page.has("[aria-labelledby='go-h']").await, "nothing to release with");

    change_over(page, way, demo, "owner").await;
    page.open(&request).await;
    way.go(page, "[formaction$='/approvals']").await;
    way.go(page, "[aria-labelledby='go-h'] .btn-primary").await;
    assert!(page.has(".flash-ok").await);
    let state = page.content(".page-head").await;
    assert!(state.contains(way.says("已发布", "Released")), "{state}");
    page.shot(&format!("change-request-released-{}", way.name())).await;
    demo.open(page, LIST).await;
    page.axe("change requests").await;
    page.assert_no_sideways_scroll("change requests").await;
    page.shot(&format!("change-requests-{}", way.name())).await;
    // The history tells the chain.
    demo.open(page, "/e/demo/history").await;
    let history = page.content(".timeline").await;
    for told in [
        way.says("发布了变更", "released the change request"),
        way.says("批准作废", "voids the approvals"),
    ] {
        assert!(history.contains(told), "{told}: {history}");
    }
}

async fn recolour(page: &Page, way: Way, demo: &Demo, colour: &str) {
    demo.open(page, WINDOW).await;
    way.unfold(page, "g-appearance").await;
    way.put(page, "#p-color", colour).await;
    way.go(page, "[data-save]").await;
    assert!(page.has(".flash-ok").await);
}

/// Somebody else sits down at the same screen.
async fn change_over(page: &Page, way: Way, demo: &Demo, who: &str) {
    page.driver.delete_all_cookies().await.expect("no cookies");
    way.enter(page, demo, who).await;
}

//! An auditor takes a checkpoint away, comes back with it, and learns whether the history is as it was.

use super::pages::{Walk, enter};
use super::way::walks;
use super::{Demo, Way, demo};
use crate::{
    browser::{Page, browse},
    support::probe::Probe,
};

walks! {
    WAYS = steps;
    a_history_is_proved_with_the_mouse: Way::MOUSE;
    a_history_is_proved_on_a_phone_in_english_on_postgres: Way::PHONE.in_english().on_postgres();
    a_history_is_proved_with_the_keyboard_alone_without_scripts: Way::KEYBOARD.bare();
}

const BASE: &str = "/e/demo/history";

async fn falsify(demo: &Demo) {
    let log = "(SELECT id FROM enterprises WHERE slug = 'demo')";
    let text = format!("UPDATE events SET reason = 'never' WHERE log = {log} AND seq = 3");
    Probe::open(&demo.app.db.url).await.execute(&text).await;
}

/// Until the check in the background is over; short ones are over before the page is shown.
async fn check(page: &mut Page, way: Way, demo: &Demo) {
    way.go(page, "main form[method='post'] .btn-primary").await;
    for _ in 0..100 {
        if !page.has("[data-again]").await {
            return;
        }
        demo.open(page, &format!("{BASE}/verifications")).await;
    }
    panic!("the check never ends");
}

async fn steps(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "auditor").await;
    demo.open(page, BASE).await;
    way.go(page, "a[href='/e/demo/history/proofs']").await;
    way.go(page, "main form[method='post'] .btn-primary").await;
    assert!(page.has(".flash-ok").await);
    let kept = page.content("#checkpoint").await;
    assert!(kept.contains("/e/demo"), "{kept}");
    page.assert_no_sideways_scroll("proofs").await;
    way.put(page, "#seq", "999999").await;
    way.go(page, "form:has(#seq) .btn").await;
    assert!(page.has("#seq-notes .error").await);
    way.put(page, "#seq", "#3").await;
    way.go(page, "form:has(#seq) .btn").await;
    assert!(page.content("#proof").await.contains("leaf_hash"));

    way.go(page, "a[href='/e/demo/history/verifications']").await;
    way.put(page, "#checkpoint", "nonsense").await;
    way.go(page, "main form[method='post'] .btn-primary").await;
    assert!(page.has("#checkpoint-notes .error").await);
    demo.open(page, &format!("{BASE}/verifications")).await;
    check(page, way, demo).await;
    assert!(page.has("main .note-ok").await);
    falsify(demo).await;
    demo.open(page, &format!("{BASE}/verifications")).await;
    check(page, way, demo).await;
    let told = page.content("main .note-bad").await;
    assert!(told.contains(way.says("历史被改动过", "tampered with")), "{told}");
    assert!(page.content("#main").await.contains(way.says("第 3 条", "entry 3")));
    page.assert_no_sideways_scroll("a broken history").await;
}

#[test]
fn every_state_of_the_proofs_is_accessible_in_chinese() {
    everywhere("zh-CN");
}

#[test]
fn every_state_of_the_proofs_is_accessible_in_english() {
    everywhere("en");
}

fn everywhere(lang: &'static str) {
    let demo = demo();
    browse(async |page| {
        let mut walk = Walk::new(lang);
        enter(page, &demo, lang, Some("auditor")).await;
        demo.open(page, &format!("{BASE}/proofs?seq=3")).await;
        walk.look(page, "history-proofs").await;
        demo.open(page, &format!("{BASE}/proofs?seq=x")).await;
        walk.look(page, "history-proofs-refused").await;
        demo.open(page, &format!("{BASE}/verifications")).await;
        walk.look(page, "history-verifications").await;
        check(page, Way::MOUSE, &demo).await;
        walk.look(page, "history-intact").await;
        falsify(&demo).await;
        demo.open(page, &format!("{BASE}/verifications")).await;
        check(page, Way::MOUSE, &demo).await;
        walk.look(page, "history-broken").await;
        walk.end();
    });
}

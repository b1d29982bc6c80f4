//! What auditors come for: how everything stood on a date, what is different since, and how long all of
//! it is kept.

use jiff::Timestamp;

use super::way::walks;
use super::{Demo, Way};
use crate::browser::Page;

walks! {
    WAYS = steps;
    an_earlier_moment_is_seen_with_the_mouse: Way::MOUSE;
    an_earlier_moment_is_seen_with_the_keyboard_in_english_on_postgres: Way::KEYBOARD.in_english().on_postgres();
    an_earlier_moment_is_seen_on_a_phone_without_scripts: Way::PHONE.bare();
}

walks! {
    KEPT = kept;
    history_is_kept_and_held_with_the_mouse: Way::MOUSE;
    history_is_kept_and_held_on_a_phone_without_scripts_in_english_on_postgres: Way::PHONE.bare().in_english().on_postgres();
}

async fn look(page: &mut Page, way: Way, what: &str) {
    page.axe(what).await;
    page.assert_no_sideways_scroll(what).await;
    page.shot(&format!("earlier-{what}-{}", way.name())).await;
}

async fn steps(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "owner").await;
    demo.open(page, "/e/demo/plugins").await;
    let old = page.content("main tbody a.row-link").await;
    let then = Timestamp::now();
    way.go(page, "main tbody a.row-link").await;
    way.put(page, "#name", "改名以后").await;
    way.go(page, "[data-save]").await;
    assert!(page.has(".flash-ok").await);
    demo.open(page, "/e/demo/windows").await;
    way.press(page, ".page-head .pick-moment > summary").await;
    page.find("#as_of").await;
    look(page, way, "asking").await;
    // What is no moment, and what lies before the beginning.
    demo.open(page, "/e/demo?as_of=gestern").await;
    assert!(page.has("#errors").await);
    look(page, way, "refused").await;
    way.put(page, "#as_of", "2001-01-01 00:00").await;
    way.go(page, "main .moment button").await;
    let told = page.content("main .note").await;
    assert!(told.contains(way.says("历史从", "begins at")), "{told}");
    look(page, way, "too-early").await;
    way.go(page, "main .note a").await;
    assert!(page.has(".as-of-banner").await);
    look(page, way, "enterprise").await;
    // The list and the object as they were.
    demo.open(page, &format!("/e/demo/plugins?as_of={then}")).await;
    let list = page.content("main tbody").await;
    assert!(list.contains(&old) && !list.contains("改名以后"), "{list}");
    look(page, way, "list").await;
    way.go(page, "main tbody a.row-link").await;
    assert!(page.address().await.contains("as_of="), "the moment is kept");
    assert!(!page.has("main form[method='post']").await, "nothing can be changed");
    look(page, way, "object").await;
    demo.open(page, &format!("/e/demo/windows/sobot-link?as_of={then}")).await;
    look(page, way, "window").await;
    // What is different since.
    way.go(page, ".as-of-banner a[href*='/compare']").await;
    let count = page.content("#count").await;
    assert!(count.contains(way.says("1 个对象，共 1 处不同", "1 difference")), "{count}");
    assert!(page.content(".compared").await.contains("改名以后"));
    assert!(page.has("a[href*='/compare.csv?']").await);
    look(page, way, "compared").await;
    for report in ["", "/keys", "/people"] {
        demo.open(page, &format!("/e/demo/reports{report}")).await;
        look(page, way, &format!("reports{}", report.replace('/', "-"))).await;
    }
    demo.open(page, "/e/demo/plugins").await;
    assert!(page.content("main tbody").await.contains("改名以后"), "now is as it was");
}

async fn kept(page: &mut Page, way: Way, demo: &Demo) {
    const PAGE: &str = "/e/demo/settings/retention";
    way.enter(page, demo, "admin").await;
    demo.open(page, PAGE).await;
    look(page, way, "everything-kept").await;
    way.put(page, "#amount", "5").await;
    way.go(page, "[data-save]").await;
    assert!(page.has(".wishes li").await && !page.has("[data-approve]").await, "not one's own");
    way.put(page, "#hold", "诉讼 2026-17").await;
    way.go(page, "[data-hold]").await;
    assert!(page.content("#held").await.contains("诉讼 2026-17"));
    look(page, way, "held").await;
    page.driver.delete_all_cookies().await.expect("nobody is signed in");
    way.enter(page, demo, "owner").await;
    demo.open(page, PAGE).await;
    look(page, way, "wish").await;
    way.go(page, "[data-approve]").await;
    let rule = page.content("[aria-labelledby='rule-h'] .card-head").await;
    assert!(rule.contains(way.says("保留 5 年", "Kept for 5 years")), "{rule}");
    let next = page.content("#next").await;
    assert!(next.starts_with('0') && next.contains(way.says("已保全", "on hold")), "{next}");
    look(page, way, "approved").await;
    demo.open(page, "/settings/retention").await;
    look(page, way, "installation").await;
}

//! Code for somebody without an account: an administrator makes a link, a stranger opens it, takes
//! the code, and finds a plain page once it was revoked. And what was installed is recognised again.

use super::{Demo, Way, demo, demo_on};
use crate::{
    browser::{Page, browse},
    support::TestDb,
};

const LIST: &str = "/e/demo/windows/sobot-link/handovers";
const INSTALL: &str = "/e/demo/windows/sobot-link/install";

#[test]
fn a_stranger_gets_the_code_by_a_link_with_the_mouse() {
    browse(async |page| walk(page, demo(), Way::Mouse, "zh-CN").await);
}

#[test]
fn a_stranger_gets_the_code_with_the_keyboard_alone() {
    browse(async |page| walk(page, demo(), Way::Keyboard, "zh-CN").await);
}

#[test]
fn a_stranger_gets_the_code_on_a_phone() {
    browse(async |page| walk(page, demo(), Way::Phone, "zh-CN").await);
}

#[test]
fn a_stranger_gets_the_code_without_scripts_in_english_on_postgres() {
    browse(async |page| {
        let Some(db) = TestDb::postgres().await else { return };
        walk(page, demo_on(db), Way::Bare, "en").await;
    });
}

/// Makes a link, opens it as somebody who is not signed in, revokes it, and opens it again.
async fn walk(page: &mut Page, demo: Demo, way: Way, lang: &str) {
    way.begin(page).await;
    let name = format!("{}-{lang}", super::install::name(way));
    demo.sign_in(page, "admin").await;
    demo.speak(page, lang).await;
    demo.open(page, INSTALL).await;
    way.go(page, ".page-head a[href$='/handovers']").await;
    page.axe("the hand-over links").await;
    page.assert_no_sideways_scroll("the hand-over links").await;
    way.put(page, "#hours", "900").await;
    way.go(page, "form[aria-labelledby='new-h'] .btn-primary").await;
    page.find("#recipient[aria-invalid='true']").await;
    page.find("#hours[aria-invalid='true']").await;
    // The wrong form answers 422, which the browser notes.
    page.complaints().await;
    way.put(page, "#recipient", "外包 何工").await;
    way.put(page, "#hours", "48").await;
    way.go(page, "form[aria-labelledby='new-h'] .btn-primary").await;
    let address = page.content("#made").await;
    page.axe("a new hand-over link").await;
    page.shot(&format!("handover-made-{name}")).await;
    page.driver.delete_all_cookies().await.expect("no cookies");
    demo.speak(page, lang).await;
    page.open(&address).await;
    assert!(!page.has("nav.sidebar").await, "a guest has no menu");
    page.axe("the landing page").await;
    page.shot(&format!("handover-landing-{name}")).await;
    way.go(page, "form[action^='/handovers/'] .btn-primary").await;
    assert!(page.content("#step-1").await.starts_with("<!-- jieru:demo/sobot-link v2"));
    assert!(page.content("main").await.contains("深圳示例科技"));
    page.axe("the code for a guest").await;
    page.assert_no_sideways_scroll("the code for a guest").await;
    page.shot(&format!("handover-code-{name}")).await;
    if way == Way::Bare {
        way.go(page, "[data-what='link.html'] button[form='take']").await;
        assert!(page.content("body").await.contains("jieru:demo/sobot-link v2"));
        page.complaints().await;
    } else {
        let sent = "performance.getEntriesByType('resource').some((one) => one.name.endsWith('/copies') && one.responseStatus === 204)";
        way.press(page, "[data-copy='#step-1']").await;
        page.until(sent).await;
    }
    demo.sign_in(page, "admin").await;
    demo.speak(page, lang).await;
    demo.open(page, LIST).await;
    let used = if lang == "en" { "opened 1, copied 1" } else { "打开 1 次，复制 1 次" };
    assert!(page.content("table").await.contains(used));
    page.shot(&format!("handover-list-{name}")).await;
    way.go(page, "tbody tr:first-child form button").await;
    assert!(page.content(".flash-ok").await.contains("外包 何工"));
    page.driver.delete_all_cookies().await.expect("no cookies");
    page.open(&address).await;
    assert!(page.content("main").await.contains("深圳示例科技"), "whom to ask");
    page.axe("an ended link").await;
    page.shot(&format!("handover-ended-{name}")).await;
    page.complaints().await;
}

#[test]
fn what_was_installed_is_recognised() {
    let demo = demo();
    browse(async |page| {
        demo.sign_in(page, "developer").await;
        demo.open(page, &format!("{INSTALL}?release=1")).await;
        let old = page.content("#step-1").await;
        let changed = old.replace("https://demo.sobot.com", "https://evil.example");
        assert_ne!(old, changed);
        let pasted = format!("<html>\n{old}\n</html>\n");
        Way::Mouse.put(page, "#text", &pasted).await;
        Way::Mouse.go(page, "form[aria-labelledby='installed-h'] .btn").await;
        let told = page.content(".installed").await;
        assert!(told.contains("落后 1 个版本") && told.contains("没有被手工改过"), "{told}");
        page.axe("an installed page").await;
        page.assert_no_sideways_scroll("an installed page").await;
        page.shot("installed").await;
        Way::Mouse.go(page, ".installed a[href*='since=1']").await;
        assert!(page.content("main").await.contains("第 1 步有改动"));
    });
}

#[test]
fn the_draft_stands_beside_the_live_release() {
    let demo = demo();
    browse(async |page| {
        demo.sign_in(page, "admin").await;
        demo.open(page, "/e/demo/windows/sobot-link/draft").await;
        assert!(page.content("main").await.contains("完全相同"));
        demo.open(page, "/e/demo/windows/sobot-link").await;
        Way::Mouse.put(page, "#name", "改过的名称").await;
        Way::Mouse.go(page, "[data-save]").await;
        Way::Mouse.go(page, ".tabs a[href$='/draft']").await;
        assert!(page.content("table.diff").await.contains("改过的名称"));
        page.axe("draft and live").await;
        page.assert_no_sideways_scroll("draft and live").await;
        page.shot("draft-and-live").await;
    });
}

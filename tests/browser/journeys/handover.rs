//! Code for somebody without an account: an administrator makes a link, a stranger opens it, takes
//! the code, and finds a plain page once it was revoked. And what was installed is recognised again.

use serde_json::json;

use super::way::walks;
use super::{Demo, Way};
use crate::browser::Page;

const LIST: &str = "/e/demo/windows/sobot-link/handovers";
const INSTALL: &str = "/e/demo/windows/sobot-link/install";
const NEW: &str = "form[aria-labelledby='new-h'] .btn-primary";

walks! {
    WAYS = hand_over;
    a_stranger_gets_the_code_by_a_link_with_the_mouse: Way::MOUSE;
    a_stranger_gets_the_code_with_the_keyboard_alone_on_a_phone: Way::PHONE.by_keyboard();
    a_stranger_gets_the_code_without_scripts_in_english_on_postgresql: Way::BARE.in_english().on_postgres();
}

walks! {
    PASTED = installed;
    what_was_installed_is_recognised: Way::MOUSE;
    what_was_installed_is_recognised_on_a_phone_in_english_without_scripts: Way::PHONE.bare().in_english();
}

walks! {
    BESIDE = beside;
    the_draft_stands_beside_the_live_release: Way::MOUSE;
    the_draft_stands_beside_the_live_release_on_a_phone_with_postgresql: Way::PHONE.on_postgres();
}

/// Makes a link, opens it as somebody who is not signed in, revokes it, and opens it again.
async fn hand_over(page: &mut Page, way: Way, demo: &Demo) {
    let shot = |what: &str| format!("handover-{what}-{}", way.name());
    way.enter(page, demo, "admin").await;
    demo.open(page, INSTALL).await;
    way.go(page, ".page-head a[href$='/handovers']").await;
    way.put(page, "#hours", "900").await;
    way.go(page, NEW).await;
    page.find("#recipient[aria-invalid='true']").await;
    page.find("#hours[aria-invalid='true']").await;
    // The wrong form answers 422, which the browser notes.
    page.complaints().await;
    way.put(page, "#recipient", "外包 何工").await;
    way.put(page, "#hours", "48").await;
    way.go(page, NEW).await;
    let address = page.content("#made").await;
    page.axe("a new hand-over link").await;
    page.assert_no_sideways_scroll("a new hand-over link").await;
    page.shot(&shot("made")).await;

    stranger(page, way, demo).await;
    page.open(&address).await;
    assert!(!page.has("nav").await, "a guest has no menu");
    page.axe("the landing page").await;
    page.shot(&shot("landing")).await;
    way.go(page, "form[action^='/handovers/'] .btn-primary").await;
    assert!(page.content("#step-1").await.starts_with("<!-- jieru:demo/sobot-link v2"));
    assert!(page.content("main").await.contains("深圳示例科技"));
    page.axe("the code for a guest").await;
    page.assert_no_sideways_scroll("the code for a guest").await;
    page.shot(&shot("code")).await;
    if way.bare {
        way.go(page, "[data-what='link.html'] button[form='take']").await;
        assert!(page.content("body").await.contains("jieru:demo/sobot-link v2"));
        page.complaints().await;
    } else {
        let sent = "performance.getEntriesByType('resource').some((one) => one.name.endsWith('/copies') && one.responseStatus === 204)";
        way.press(page, "[data-copy='#step-1']").await;
        page.until(sent).await;
    }

    way.enter(page, demo, "admin").await;
    demo.open(page, LIST).await;
    let used = way.says("打开 1 次，复制 1 次", "opened 1, copied 1");
    assert!(page.content("table").await.contains(used));
    page.shot(&shot("list")).await;
    way.go(page, "tbody tr:first-child form button").await;
    assert!(page.content(".flash-ok").await.contains("外包 何工"));
    stranger(page, way, demo).await;
    page.open(&address).await;
    assert!(page.content("main").await.contains("深圳示例科技"), "whom to ask");
    page.axe("an ended link").await;
    page.shot(&shot("ended")).await;
    page.complaints().await;
}

/// Somebody else's browser, who reads the same language.
async fn stranger(page: &Page, way: Way, demo: &Demo) {
    page.driver.delete_all_cookies().await.expect("no cookies");
    let lang = way.says("zh-CN", "en");
    let chosen = json!({"name": "jieru-lang", "value": lang, "url": demo.app.origin()});
    page.cdp("Network.setCookie", chosen).await;
}

/// An old release inside a page of somebody's own.
async fn installed(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "developer").await;
    demo.open(page, &format!("{INSTALL}?release=1")).await;
    let old = page.content("#step-1").await;
    way.put(page, "#text", &format!("<html>\n{old}\n</html>\n")).await;
    way.go(page, "form[aria-labelledby='installed-h'] .btn").await;
    let told = page.content(".installed").await;
    let (behind, whole) = (
        way.says("落后 1 个版本", "1 behind"),
        way.says("没有被手工改过", "nobody changed it by hand"),
    );
    assert!(told.contains(behind) && told.contains(whole), "{told}");
    page.axe("an installed page").await;
    page.assert_no_sideways_scroll("an installed page").await;
    page.shot(&format!("installed-{}", way.name())).await;
    way.go(page, ".installed a[href*='since=1']").await;
    let changed = way.says("第 1 步有改动", "step 1 changed");
    assert!(page.content("main").await.contains(changed));
}

async fn beside(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "admin").await;
    demo.open(page, "/e/demo/windows/sobot-link/draft").await;
    assert!(page.content("main").await.contains("完全相同"));
    demo.open(page, "/e/demo/windows/sobot-link").await;
    way.put(page, "#name", "改过的名称").await;
    way.go(page, "[data-save]").await;
    way.go(page, ".tabs a[href$='/draft']").await;
    assert!(page.content("table.diff").await.contains("改过的名称"));
    page.axe("draft and live").await;
    page.assert_no_sideways_scroll("draft and live").await;
    page.shot(&format!("draft-and-live-{}", way.name())).await;
}

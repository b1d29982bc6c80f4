//! Who may what: a refusal leads to a request, an owner says yes and goes through everybody's roles, and
//! somebody from outside comes for one window and sees nothing else.

use serde_json::json;
use thirtyfour::Key;

use super::way::walks;
use super::{Demo, Way};
use crate::browser::Page;

const EMAIL: &str = "wai@vendor.example";
const PASSWORD: &str = "a long enough password";

walks! {
    WAYS = who_may_what;
    access_is_asked_for_given_and_reviewed_with_the_mouse: Way::MOUSE;
    access_is_asked_for_given_and_reviewed_with_the_keyboard_without_scripts: Way::KEYBOARD.bare();
    access_is_asked_for_given_and_reviewed_on_a_phone_in_english: Way::PHONE.in_english();
}

async fn who_may_what(page: &mut Page, way: Way, demo: &Demo) {
    ask(page, way, demo).await;
    stranger(page, way, demo).await;
    way.enter(page, demo, "owner").await;
    answer(page, way, demo).await;
    review(page, way, demo).await;
    let address = invite(page, way, demo).await;
    stranger(page, way, demo).await;
    come(page, way, demo, &address).await;
}

/// The page of a refusal leads to the form, and the form back to what became of it.
async fn ask(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "developer").await;
    demo.open(page, "/e/demo/history").await;
    // The refusal answers 403, which the browser notes.
    page.complaints().await;
    page.axe("a refusal").await;
    way.go(page, "[data-ask]").await;
    way.go(page, "[data-save]").await;
    page.find("#wish[aria-invalid='true']").await;
    page.complaints().await;
    choose(page, way, "role", "auditor").await;
    way.put(page, "#wish", "排查改色问题").await;
    page.axe("a request for access").await;
    page.assert_no_sideways_scroll("a request for access").await;
    page.shot(&format!("access-ask-{}", way.name())).await;
    way.go(page, "[data-save]").await;
    assert!(page.content("main").await.contains(way.says("等待答复", "Waiting")));
}

async fn answer(page: &mut Page, way: Way, demo: &Demo) {
    demo.open(page, "/").await;
    way.go(page, "section[aria-labelledby='asked-h'] a").await;
    page.axe("an answer").await;
    page.assert_no_sideways_scroll("an answer").await;
    page.shot(&format!("access-answer-{}", way.name())).await;
    way.go(page, "form[action$='/approvals'] .btn-primary").await;
    assert!(page.content(".flash-ok").await.contains(way.says("已批准", "approved")));
}

/// Everybody is kept but nobody is left out.
async fn review(page: &mut Page, way: Way, demo: &Demo) {
    demo.open(page, "/e/demo/people").await;
    page.axe("the people of an enterprise").await;
    page.assert_no_sideways_scroll("the people of an enterprise").await;
    page.shot(&format!("access-people-{}", way.name())).await;
    way.go(page, ".page-head a[href$='/access-review']").await;
    page.axe("a review").await;
    page.assert_no_sideways_scroll("a review").await;
    page.shot(&format!("access-review-{}", way.name())).await;
    let names = "return [...document.querySelectorAll('select[name^=\"g.\"]')].map(one => one.name).join(' ')";
    let names = page.ask(names, "").await;
    let names = names.as_str().expect("names").to_owned();
    assert!(names.split(' ').count() >= 4, "{names}");
    for name in names.split(' ') {
        choose(page, way, name, "keep").await;
    }
    way.put(page, "#note", "都还需要").await;
    way.go(page, "[data-save]").await;
    assert!(page.content(".flash-ok").await.contains(way.says("复核已完成", "review is done")));
    assert!(page.content("main").await.contains(way.says("上次复核", "Last review")));
}

/// Invites somebody to one window, and gives back the address that is shown once.
async fn invite(page: &mut Page, way: Way, demo: &Demo) -> String {
    demo.open(page, "/e/demo/people").await;
    way.put(page, "#email", EMAIL).await;
    way.put(page, "#name", "外包 何工").await;
    choose(page, way, "role", "developer").await;
    way.put(page, "#window", "wecom-order").await;
    way.go(page, "form[aria-labelledby='give-h'] .btn-primary").await;
    page.content("#made").await
}

async fn come(page: &mut Page, way: Way, demo: &Demo, address: &str) {
    page.open(address).await;
    way.put(page, "#password", PASSWORD).await;
    way.go(page, "form[action^='/invitations/'] .btn-primary").await;
    demo.open(page, "/").await;
    page.axe("the overview of one window").await;
    way.go(page, "section[aria-labelledby='granted-h'] a").await;
    assert!(page.has("main .tabs").await);
    page.axe("one window").await;
    page.assert_no_sideways_scroll("one window").await;
    page.shot(&format!("access-window-{}", way.name())).await;
    demo.open(page, "/e/demo").await;
    assert!(page.content("h1").await.contains(way.says("页面不存在", "not found")));
    page.complaints().await;
}

/// Chooses an option; the keyboard walks through a list that stays closed.
async fn choose(page: &Page, way: Way, name: &str, value: &str) {
    if !way.keyboard {
        return way.pick(page, name, value).await;
    }
    let css = format!("#{}", name.replace('.', "-"));
    page.tab_to(&css).await;
    for _ in 0..4 {
        if page.value(&css).await == value {
            return;
        }
        page.press(&[Key::Down]).await;
    }
    panic!("the arrow keys never reached {value} of {name}");
}

/// Somebody else's browser, who reads the same language.
async fn stranger(page: &Page, way: Way, demo: &Demo) {
    page.driver.delete_all_cookies().await.expect("no cookies");
    let lang = way.says("zh-CN", "en");
    let chosen = json!({"name": "jieru-lang", "value": lang, "url": demo.app.origin()});
    page.cdp("Network.setCookie", chosen).await;
}

//! Somebody comes, gets another role, and leaves: the owner invites, the invited person chooses a
//! password and works, and is signed out for good on the last day.

use serde_json::json;
use thirtyfour::Key;

use super::way::walks;
use super::{Demo, Way};
use crate::browser::Page;

const EMAIL: &str = "he@demo.example";
const PASSWORD: &str = "a long enough password";
const NEW: &str = "form[aria-labelledby='new-h'] .btn-primary";

walks! {
    WAYS = come_and_go;
    somebody_comes_and_goes_with_the_mouse: Way::MOUSE;
    somebody_comes_and_goes_with_the_keyboard_without_scripts_on_postgresql: Way::KEYBOARD.bare().on_postgres();
    somebody_comes_and_goes_on_a_phone_in_english: Way::PHONE.in_english();
}

async fn come_and_go(page: &mut Page, way: Way, demo: &Demo) {
    let shot = |what: &str| format!("people-{what}-{}", way.name());
    let address = invite(page, way, demo).await;
    stranger(page, way, demo).await;
    page.open(&address).await;
    assert!(!page.has("nav").await, "a guest has no menu");
    assert!(page.content("main").await.contains("陈静"), "who invites");
    page.axe("an invitation").await;
    page.assert_no_sideways_scroll("an invitation").await;
    page.shot(&shot("landing")).await;
    way.put(page, "#password", "short").await;
    way.go(page, "form[action^='/invitations/'] .btn-primary").await;
    page.find("#password[aria-invalid='true']").await;
    page.complaints().await;
    way.put(page, "#password", PASSWORD).await;
    way.go(page, "form[action^='/invitations/'] .btn-primary").await;
    assert!(page.content(".flash-ok").await.contains(way.says("账号已建好", "account is ready")));
    demo.open(page, "/e/demo").await;
    assert!(page.has("main").await);
    page.open(&address).await;
    let closed = way.says("这个链接打不开", "This link does not open");
    assert!(page.content("h1").await.contains(closed), "good once");
    page.axe("a closed invitation").await;
    page.complaints().await;

    stranger(page, way, demo).await;
    way.enter(page, demo, "owner").await;
    demo.open(page, "/people?q=he%40").await;
    page.axe("people").await;
    page.assert_no_sideways_scroll("people").await;
    page.shot(&shot("list")).await;
    way.go(page, "main table .row-link").await;
    choose(page, way, "admin").await;
    way.go(page, "form[action$='/grants'] .btn-primary").await;
    assert!(page.content(".flash-ok").await.contains(way.says("管理员", "Administrator")));
    page.axe("a person").await;
    page.assert_no_sideways_scroll("a person").await;
    page.shot(&shot("person")).await;
    way.go(page, "[data-leave]").await;
    assert!(page.content(".page-head").await.contains(way.says("已停用", "Deactivated")));
    page.axe("a person who left").await;
    page.shot(&shot("left")).await;

    stranger(page, way, demo).await;
    demo.open(page, "/login").await;
    page.fill("#email", EMAIL).await;
    page.fill("#password", PASSWORD).await;
    page.leave(async |page| page.press(&[Key::Enter]).await).await;
    assert!(page.has("form[action='/login']").await, "not let in any more");
    page.complaints().await;
}

/// Invites somebody, after a form that is not complete, and gives back the address that is shown once.
async fn invite(page: &mut Page, way: Way, demo: &Demo) -> String {
    way.enter(page, demo, "owner").await;
    demo.open(page, "/people").await;
    way.go(page, ".page-head a[href='/people/invitations']").await;
    way.go(page, NEW).await;
    page.find("#name[aria-invalid='true']").await;
    page.find("#email[aria-invalid='true']").await;
    // The wrong form answers 422, which the browser notes.
    page.complaints().await;
    way.put(page, "#name", "何 工").await;
    way.put(page, "#email", EMAIL).await;
    choose(page, way, "developer").await;
    way.go(page, NEW).await;
    let address = page.content("#made").await;
    page.axe("a new invitation").await;
    page.assert_no_sideways_scroll("a new invitation").await;
    page.shot(&format!("people-made-{}", way.name())).await;
    address
}

/// Chooses a role; the keyboard walks through a list that stays closed.
async fn choose(page: &Page, way: Way, role: &str) {
    if !way.keyboard {
        return way.pick(page, "role", role).await;
    }
    page.tab_to("#role").await;
    for _ in 0..4 {
        if page.value("#role").await == role {
            return;
        }
        page.press(&[Key::Down]).await;
    }
    panic!("the arrow keys never reached {role}");
}

/// Somebody else's browser, who reads the same language.
async fn stranger(page: &Page, way: Way, demo: &Demo) {
    page.driver.delete_all_cookies().await.expect("no cookies");
    let lang = way.says("zh-CN", "en");
    let chosen = json!({"name": "jieru-lang", "value": lang, "url": demo.app.origin()});
    page.cdp("Network.setCookie", chosen).await;
}

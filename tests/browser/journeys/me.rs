//! Somebody looks after the own account: the name, where one is signed in, who tried to be, another
//! password; and types it once more where an old session is not enough.

use super::way::walks;
use super::{Demo, Way};
use crate::browser::Page;
use crate::support::probe::Probe;

const NEW: &str = "violet harbour toaster";

walks! {
    WAYS = looks_after_the_own_account;
    the_own_account_is_looked_after_with_the_mouse: Way::MOUSE;
    the_own_account_is_looked_after_with_the_keyboard_without_scripts_on_postgresql: Way::KEYBOARD.bare().on_postgres();
    the_own_account_is_looked_after_on_a_phone_in_english: Way::PHONE.in_english();
}

async fn looks_after_the_own_account(page: &mut Page, way: Way, demo: &Demo) {
    let shot = |what: &str| format!("me-{what}-{}", way.name());
    let mut thief = demo.app.client();
    let guess = [("email", "owner@demo.example"), ("password", "guessed it"), ("next", "")];
    demo.app.client().login("owner@demo.example", &demo.password).await;
    thief.fill("/login", "/login", &guess).await;
    way.enter(page, demo, "owner").await;
    own(page, way, demo).await;

    way.go(page, ".tabs a[href='/me/sessions']").await;
    let this = way.says("当前会话", "This one");
    assert!(page.content("main table").await.contains(this));
    page.axe("own sessions").await;
    page.assert_no_sideways_scroll("own sessions").await;
    page.shot(&shot("sessions")).await;
    way.go(page, "[data-end-others]").await;
    assert!(page.has(".flash-ok").await && !page.has("[data-end]").await);

    way.go(page, ".tabs a[href='/me/sign-ins']").await;
    let failed = way.says("登录失败", "Sign-in failed");
    assert!(page.content("main table").await.contains(failed));
    page.axe("own sign-ins").await;
    page.assert_no_sideways_scroll("own sign-ins").await;
    page.shot(&shot("sign-ins")).await;

    way.go(page, ".tabs a[href='/me/password']").await;
    page.axe("the own password").await;
    page.assert_no_sideways_scroll("the own password").await;
    password(page, way, demo).await;
    page.shot(&shot("password")).await;
    fresh(page, way, demo).await;
}

async fn own(page: &mut Page, way: Way, demo: &Demo) {
    demo.open(page, "/").await;
    assert!(page.has("#failed a[href='/me/sign-ins']").await, "somebody tried");
    page.axe("an overview after a failed attempt").await;
    if way.bare {
        demo.open(page, "/me").await;
    } else {
        way.press(page, ".user-button").await;
        way.go(page, "#user-menu a[href='/me']").await;
    }
    page.axe("the own page").await;
    page.assert_no_sideways_scroll("the own page").await;
    page.shot(&format!("me-own-{}", way.name())).await;
    way.put(page, "#name", " ").await;
    way.go(page, "form[action='/me'] .btn-primary").await;
    page.find("#name[aria-invalid='true']").await;
    page.complaints().await;
    way.put(page, "#name", "陈 静").await;
    way.go(page, "form[action='/me'] .btn-primary").await;
    assert!(page.has(".flash-ok").await);
    assert!(page.content(".user-button").await.contains("陈 静"), "the head knows the name");
}

async fn password(page: &mut Page, way: Way, demo: &Demo) {
    let save = "form[action='/me/password'] .btn-primary";
    way.put(page, "#password", &demo.password).await;
    way.put(page, "#new_password", "password1234").await;
    way.go(page, save).await;
    page.find("#new_password[aria-invalid='true']").await;
    assert_eq!(page.value("#new_password").await, "", "passwords are never sent back");
    page.axe("a refused password").await;
    page.complaints().await;
    way.put(page, "#password", &demo.password).await;
    way.put(page, "#new_password", NEW).await;
    if !way.bare {
        way.press(page, "[data-show='#new_password']").await;
        page.until("document.querySelector('#new_password').type === 'text'").await;
        way.press(page, "[data-show='#new_password']").await;
        page.until("document.querySelector('#new_password').type === 'password'").await;
    }
    way.go(page, save).await;
    assert!(page.has(".flash-ok").await, "this session goes on");
}

/// The last password was typed long ago.
async fn fresh(page: &mut Page, way: Way, demo: &Demo) {
    demo.open(page, "/people/invitations").await;
    let old =
        "UPDATE sessions SET state = replace(state, '\"typed\":\"\\\"1', '\"typed\":\"\\\"0')";
    Probe::open(&demo.app.db.url).await.execute(old).await;
    way.put(page, "#name", "何 工").await;
    way.put(page, "#email", "he@demo.example").await;
    way.go(page, "form[aria-labelledby='new-h'] .btn-primary").await;
    page.find("#confirm_password").await;
    page.axe("a form that asks for the password").await;
    page.assert_no_sideways_scroll("a form that asks for the password").await;
    page.shot(&format!("me-reauth-{}", way.name())).await;
    page.complaints().await;
    way.put(page, "#confirm_password", "not my password").await;
    way.go(page, "main .btn-primary").await;
    page.find("#confirm_password[aria-invalid='true']").await;
    page.complaints().await;
    way.put(page, "#confirm_password", NEW).await;
    way.go(page, "main .btn-primary").await;
    assert!(page.content("#made").await.contains("/invitations/"), "nothing typed was lost");
    Probe::open(&demo.app.db.url).await.execute(old).await;
    demo.open(page, "/settings/master-key").await;
    way.put(page, "#password", NEW).await;
    way.go(page, "main .btn-primary").await;
    assert!(page.address().await.ends_with("/settings/master-key"));
}

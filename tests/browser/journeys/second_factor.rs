//! The second factor: set up with an app, asked for at the next sign-in, and lost with the phone.

use jieru::{
    access::totp::Shared,
    clock::{Clock, Millis, SECOND},
    secret::Secret,
};
use serde_json::json;

use super::way::walks;
use super::{Demo, Way};
use crate::browser::Page;

const CODE: &str = "#one_time_code";
const SET: &str = "form[action='/me/second-factor'] .btn-primary";
const SHOW: &str = "form[action='/login/second-factor'] .btn-primary";

walks! {
    WAYS = set_up_and_sign_in;
    a_second_factor_with_the_mouse: Way::MOUSE;
    a_second_factor_with_the_keyboard_without_scripts_on_postgresql: Way::KEYBOARD.bare().on_postgres();
    a_second_factor_on_a_phone_in_english: Way::PHONE.in_english();
}

walks! {
    LOST = lost_phone;
    a_lost_phone_with_the_mouse: Way::MOUSE;
    a_lost_phone_with_the_keyboard_without_scripts: Way::KEYBOARD.bare();
}

/// What an app shows so much later than now.
fn code(app: &Shared, later: Millis) -> String {
    app.code_at(Clock::system().now() + later).expect("a code").to_string()
}

async fn set_up_and_sign_in(page: &mut Page, way: Way, demo: &Demo) {
    let shot = |what: &str| format!("second-factor-{what}-{}", way.name());
    way.enter(page, demo, "admin").await;
    let app = set_up(page, way, &shot("offered")).await;
    let codes = page.content("#codes").await;
    assert_eq!(codes.lines().count(), 10);
    page.axe("recovery codes").await;
    page.assert_no_sideways_scroll("recovery codes").await;
    page.shot(&shot("codes")).await;
    way.go(page, "main a.btn-primary").await;
    leave(page, way).await;

    password(page, way, demo, "admin").await;
    page.axe("a code is asked for").await;
    page.assert_no_sideways_scroll("a code is asked for").await;
    page.shot(&shot("asked")).await;
    way.put(page, CODE, "000000").await;
    way.go(page, SHOW).await;
    page.find("#one_time_code[aria-invalid='true']").await;
    assert_eq!(page.value(CODE).await, "");
    page.complaints().await;
    way.put(page, CODE, &code(&app, 30 * SECOND)).await;
    way.go(page, SHOW).await;
    assert!(page.has("#nav").await, "signed in");
    leave(page, way).await;

    password(page, way, demo, "admin").await;
    let first = codes.lines().next().expect("a code").to_lowercase();
    way.put(page, CODE, &first).await;
    way.go(page, SHOW).await;
    assert!(page.content(".flash-warn").await.contains('9'), "one less");
    demo.open(page, "/me/second-factor").await;
    page.axe("a second factor that is on").await;
    page.assert_no_sideways_scroll("a second factor that is on").await;
    page.shot(&shot("on")).await;
    way.go(page, "[data-renew]").await;
    assert!(!page.content("#codes").await.contains(codes.lines().nth(1).expect("a code")));
    way.go(page, "main a.btn-primary").await;
    demo.open(page, "/me/second-factor").await;
    way.go(page, "[data-remove]").await;
    assert!(page.has(SET).await, "there is none any more");
    page.assert_quiet().await;
}

async fn lost_phone(page: &mut Page, way: Way, demo: &Demo) {
    let shot = |what: &str| format!("lost-phone-{what}-{}", way.name());
    way.enter(page, demo, "admin").await;
    set_up(page, way, &shot("offered")).await;
    stranger(page, way, demo).await;
    password(page, way, demo, "admin").await;
    way.press(page, "#lost > summary").await;
    assert!(page.content("#lost").await.contains("jieru user second-factor"));
    page.axe("lost your phone").await;
    page.assert_no_sideways_scroll("lost your phone").await;
    page.shot(&shot("told")).await;

    stranger(page, way, demo).await;
    way.enter(page, demo, "owner").await;
    demo.open(page, "/people?q=admin%40").await;
    way.go(page, "main table .row-link").await;
    way.go(page, "[data-remove-factor]").await;
    page.find("#removal_reason[aria-invalid='true']").await;
    page.complaints().await;
    way.put(page, "#removal_reason", way.says("手机丢了", "Lost phone")).await;
    page.axe("somebody with a second factor").await;
    page.shot(&shot("person")).await;
    way.go(page, "[data-remove-factor]").await;
    assert!(page.has(".flash-ok").await && !page.has("[data-remove-factor]").await);

    stranger(page, way, demo).await;
    password(page, way, demo, "admin").await;
    assert!(page.has("#nav").await, "the password alone");
    demo.open(page, "/settings/sign-in").await;
    page.complaints().await;
    stranger(page, way, demo).await;
    way.enter(page, demo, "owner").await;
    demo.open(page, "/settings/sign-in").await;
    page.axe("the rules").await;
    page.assert_no_sideways_scroll("the rules").await;
    page.shot(&shot("rules")).await;
    page.assert_quiet().await;
}

/// From the person's menu to the recovery codes; the app that knows the secret.
async fn set_up(page: &mut Page, way: Way, shot: &str) -> Shared {
    way.press(page, ".user-button").await;
    way.go(page, "#user-menu a[href='/me']").await;
    way.go(page, ".tabs a[href='/me/second-factor']").await;
    page.axe("setting up a second factor").await;
    page.assert_no_sideways_scroll("setting up a second factor").await;
    page.shot(shot).await;
    let secret = page.content("#secret").await.replace(' ', "");
    let app = Shared::of(Secret::new(secret.clone()));
    way.put(page, CODE, "000000").await;
    way.go(page, SET).await;
    page.find("#one_time_code[aria-invalid='true']").await;
    assert_eq!(page.content("#secret").await.replace(' ', ""), secret, "scanned once is enough");
    page.complaints().await;
    way.put(page, CODE, &code(&app, 0)).await;
    way.go(page, SET).await;
    app
}

async fn leave(page: &Page, way: Way) {
    way.press(page, ".user-button").await;
    way.go(page, "#user-menu form[action='/logout'] button").await;
}

async fn password(page: &Page, way: Way, demo: &Demo, who: &str) {
    demo.open(page, "/login").await;
    way.put(page, "#email", &format!("{who}@demo.example")).await;
    way.put(page, "#password", &demo.password).await;
    way.go(page, "form[action='/login'] .btn-primary").await;
}

/// Somebody else's browser, who reads the same language.
async fn stranger(page: &Page, way: Way, demo: &Demo) {
    page.driver.delete_all_cookies().await.expect("no cookies");
    let lang = way.says("zh-CN", "en");
    let chosen = json!({"name": "jieru-lang", "value": lang, "url": demo.app.origin()});
    page.cdp("Network.setCookie", chosen).await;
}

//! What needs attention: from the overview to the object, the doctor's list, and the vendor's switch.

use thirtyfour::Key;

use super::way::walks;
use super::{Demo, Way};
use crate::browser::Page;

walks! {
    WAYS = steps;
    the_doctor_is_asked_with_the_mouse: Way::MOUSE;
    the_doctor_is_asked_with_the_keyboard_in_english_on_postgres: Way::KEYBOARD.in_english().on_postgres();
    the_doctor_is_asked_on_a_phone_without_scripts: Way::PHONE.bare();
}

async fn look(page: &mut Page, way: Way, what: &str) {
    page.axe(what).await;
    page.assert_no_sideways_scroll(what).await;
    page.shot(&format!("care-{what}-{}", way.name())).await;
}

async fn steps(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "admin").await;
    demo.open(page, "/").await;
    look(page, way, "overview").await;
    way.go(page, ".attention li:first-child a").await;
    assert!(page.address().await.contains("/e/demo/keys/"), "the only key that is due");

    demo.open(page, "/e/demo/doctor").await;
    look(page, way, "doctor").await;
    if way.keyboard {
        page.tab_to("#kind").await;
        page.press(&[Key::Down]).await;
    } else {
        way.pick(page, "kind", "key-due").await;
    }
    way.go(page, ".doctor-filter .btn").await;
    assert!(page.address().await.contains("kind=key-due"));
    let rows = page.evaluate("return document.querySelectorAll('.doctor-list li').length").await;
    assert_eq!(rows, 1);
    let told = page.content(".doctor-list li").await;
    assert!(told.contains(way.says("密钥快到期", "Key expires soon")), "{told}");
    look(page, way, "doctor-narrowed").await;
    way.go(page, ".doctor-list a[href$='/rotations']").await;
    assert!(page.address().await.ends_with("/rotations"));

    demo.open(page, "/e/demo/accounts?channel=sobot").await;
    way.go(page, "main tbody tr:first-child a.row-link").await;
    way.pick(page, "state", "on").await;
    way.go(page, "[data-switch]").await;
    assert!(page.has(".flash-ok").await);
    look(page, way, "switch").await;
    demo.open(page, "/e/demo/doctor?kind=unsigned").await;
    assert!(page.has(".doctor-list li").await, "windows that do not sign are refused now");
}

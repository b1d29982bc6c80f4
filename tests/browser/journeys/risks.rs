//! Orphans and risks: the doctor tells which keys are old, which windows nobody looks after and which
//! use what their vendor calls outdated; each line leads to where it is put right. Where nothing is
//! wrong, it says what was examined and when.

use serde_json::json;
use thirtyfour::Key;

use super::way::walks;
use super::{Demo, Way};
use crate::{browser::Page, support::probe::Probe};

const DOCTOR: &str = "/e/demo/doctor";
const WINDOW: &str = "/e/demo/windows/sobot-link";
const SAVE: &str = "main form [data-save]";

walks! {
    WAYS = steps;
    orphans_and_risks_are_put_right_with_the_mouse: Way::MOUSE;
    orphans_and_risks_are_put_right_with_the_keyboard_without_scripts_on_postgres: Way::KEYBOARD.bare().on_postgres();
    orphans_and_risks_are_put_right_on_a_phone_in_english: Way::PHONE.in_english();
}

async fn look(page: &mut Page, way: Way, what: &str) {
    page.axe(what).await;
    page.assert_no_sideways_scroll(what).await;
    page.shot(&format!("risks-{what}-{}", way.name())).await;
}

async fn steps(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "owner").await;
    for kind in ["key-old", "no-owner", "outdated"] {
        nothing(page, way, demo, kind).await;
    }
    look(page, way, "none-of-a-kind").await;
    let key = make_old(page, demo).await;
    make_orphan(page, way, demo).await;
    make_outdated(page, way, demo).await;
    demo.open(page, DOCTOR).await;
    every_line_leads_somewhere(page).await;
    look(page, way, "doctor").await;
    rotate(page, way, demo, &key).await;
    adopt(page, way, demo).await;
    renew(page, way, demo).await;
    for kind in ["key-old", "no-owner", "outdated"] {
        nothing(page, way, demo, kind).await;
    }
    sound(page, way, demo).await;
}

/// Nothing of a kind: the page says so, and below it what was examined.
async fn nothing(page: &Page, way: Way, demo: &Demo, kind: &str) {
    demo.open(page, &format!("{DOCTOR}?kind={kind}")).await;
    let told = page.content(".empty").await;
    assert!(told.contains(way.says("没有这样的发现", "Nothing of this kind")), "{kind}: {told}");
    assert!(!page.has(".doctor-list").await, "{kind}");
    examined(page).await;
}

/// What was examined, how many of each, and when.
async fn examined(page: &Page) {
    let css = "[aria-labelledby='checked-h'] tbody tr";
    assert!(page.has(&format!("{css} td.num")).await);
    assert!(page.has(&format!("{css} td:last-child time[datetime]")).await, "and when");
}

/// Lets a key of the demo be more than a year old: no form takes a day in the past.
async fn make_old(page: &Page, demo: &Demo) -> String {
    demo.open(page, WINDOW).await;
    let id = page.value("#key_id").await;
    let year = 366 * 24 * 3_600_000_i64;
    let probe = Probe::open(&demo.app.db.url).await;
    for text in [
        format!(
            "UPDATE key_secrets SET created_at = created_at - {year}, activated_at = activated_at - {year} WHERE key_id = '{id}'"
        ),
        format!("UPDATE checkups SET due_at = 0 WHERE noun = 'key' AND id = '{id}'"),
    ] {
        probe.execute(&text).await;
    }
    id
}

/// A window that nobody is named for.
async fn make_orphan(page: &Page, way: Way, demo: &Demo) {
    demo.open(page, "/e/demo/windows/new?channel=sobot&target=link").await;
    way.put(page, "#name", "活动页咨询").await;
    way.put(page, "#code", "orphan").await;
    way.go(page, "main form .btn-primary").await;
    assert!(page.address().await.ends_with("/e/demo/windows/orphan"));
}

/// A window at work gets the form of the link that is meant for very old phones.
async fn make_outdated(page: &Page, way: Way, demo: &Demo) {
    demo.open(page, WINDOW).await;
    way.unfold(page, "g-w-window").await;
    way.pick(page, "w.variant", "h5_legacy").await;
    save_editor(page).await;
}

/// The button is far down for the keyboard.
async fn save_editor(page: &Page) {
    page.bring("[data-save]").await;
    page.follow("[data-save]").await;
    assert!(page.has(".flash-ok").await);
}

async fn every_line_leads_somewhere(page: &Page) {
    let script = "return [...document.querySelectorAll('.doctor-list > li')]
        .filter((line) => !line.querySelector('a[href^=\"/e/demo\"]'))
        .map((line) => line.textContent);";
    let lost = page.evaluate(script).await;
    assert_eq!(lost, json!([]), "lines without a link");
    assert!(page.has(".doctor-list > li").await, "{}", page.content("body").await);
}

/// Narrows the list to a kind, as people do; it then holds one line.
async fn narrow(page: &Page, way: Way, demo: &Demo, kind: &str, label: &str) {
    demo.open(page, DOCTOR).await;
    if way.keyboard {
        page.tab_to("#kind").await;
        for _ in 0..40 {
            if page.value("#kind").await == kind {
                break;
            }
            page.press(&[Key::Down]).await;
        }
    } else {
        way.pick(page, "kind", kind).await;
    }
    way.go(page, ".doctor-filter button").await;
    assert!(page.address().await.contains(&format!("kind={kind}")), "{}", page.address().await);
    let rows = page.evaluate("return document.querySelectorAll('.doctor-list > li').length;").await;
    assert_eq!(rows, 1, "{kind}");
    let told = page.content(".doctor-list > li").await;
    assert!(told.contains(label), "{label}: {told}");
    examined(page).await;
}

/// From the line to the rotation; once the new secret counts, the line is gone.
async fn rotate(page: &mut Page, way: Way, demo: &Demo, key: &str) {
    let label = way.says("密钥用了一年以上", "Key older than a year");
    narrow(page, way, demo, "key-old", label).await;
    look(page, way, "old-key").await;
    way.go(page, &format!(".doctor-list a[href$='/keys/{key}/rotations']")).await;
    way.put(page, "#secret", "a-younger-key-of-the-journey-64").await;
    way.go(page, SAVE).await;
    assert!(page.has(".flash-ok").await);
    way.go(page, ".page-head .btn-primary").await;
    way.go(page, SAVE).await;
    assert!(page.has(".flash-ok").await);
}

/// From the line to the window, which gets an owner.
async fn adopt(page: &mut Page, way: Way, demo: &Demo) {
    narrow(page, way, demo, "no-owner", way.says("没有负责人", "No owner")).await;
    look(page, way, "orphan").await;
    way.go(page, ".doctor-list a[href$='/windows/orphan']").await;
    page.evaluate("document.querySelector('details:has(#owner)').open = true; return true;").await;
    page.bring("#owner").await;
    page.fill("#owner", "李强").await;
    save_editor(page).await;
}

/// From the line to the field itself.
async fn renew(page: &mut Page, way: Way, demo: &Demo) {
    let label = way.says("过时或文档之外的写法", "Outdated, or outside the vendor document");
    narrow(page, way, demo, "outdated", label).await;
    look(page, way, "outdated").await;
    way.go(page, ".doctor-list a[href$='/windows/sobot-link?q=variant']").await;
    way.pick(page, "w.variant", "h5").await;
    save_editor(page).await;
}

/// An enterprise without findings: what was examined, how many of each and when.
async fn sound(page: &mut Page, way: Way, demo: &Demo) {
    demo.open(page, "/enterprises/new").await;
    way.put(page, "#name", "杭州示例贸易").await;
    way.put(page, "#slug", "hangzhou").await;
    way.press(page, "main form details.group > summary").await;
    way.put(page, "#owner", "陈静").await;
    way.go(page, "main form .btn-primary").await;
    assert!(page.address().await.ends_with("/e/hangzhou"));
    demo.open(page, "/e/hangzhou/doctor").await;
    let told = page.content(".empty").await;
    assert!(told.contains(way.says("没有发现问题", "Nothing was found")), "{told}");
    assert!(!page.has(".doctor-list").await);
    examined(page).await;
    let checked = page.content("[aria-labelledby='checked-h']").await;
    assert!(checked.contains(way.says("企业", "Enterprise")), "{checked}");
    assert!(checked.contains(way.says("密钥的到期日", "age of keys")), "what was looked at");
    look(page, way, "sound").await;
}

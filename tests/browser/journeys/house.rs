//! What an enterprise decides once: options that windows inherit, and the dictionary of its fields as a
//! table.

use serde_json::json;
use thirtyfour::Key;

use super::{Demo, Way, demo, demo_on};
use crate::{
    browser::{Page, browse, page::PHONE},
    support::TestDb,
};

const WINDOW: &str = "/e/demo/windows/sobot-link";
const DEFAULTS: &str = "/e/demo/settings/defaults/sobot";

#[test]
fn a_window_inherits_or_has_its_own_with_the_mouse() {
    let demo = demo();
    browse(async |page| walk(page, Way::Mouse, &demo).await);
}

/// A phone in English without scripts.
#[test]
fn a_window_inherits_or_has_its_own_on_a_phone_without_scripts() {
    browse(async |page| {
        let Some(db) = TestDb::postgres().await else { return };
        let demo = demo_on(db);
        page.open(&demo.url("/login")).await;
        let english = json!({"name": "jieru-lang", "value": "en", "url": demo.app.origin()});
        page.cdp("Network.setCookie", english).await;
        page.viewport(PHONE).await;
        walk(page, Way::Bare, &demo).await;
    });
}

async fn walk(page: &mut Page, way: Way, demo: &Demo) {
    way.begin(page).await;
    demo.sign_in(page, "admin").await;
    // Nothing of its own: the enterprise's value is in force.
    demo.open(page, WINDOW).await;
    stands(page, "inherited").await;
    assert!(page.content("#live").await.contains("time=2880"));
    page.axe("inherited and own").await;
    page.assert_no_sideways_scroll("inherited and own").await;
    page.shot("inherited-and-own").await;
    // Typing makes it the window's own.
    way.unfold(page, "g-appearance").await;
    way.put(page, "#p-time", "60").await;
    way.go(page, "[data-save]").await;
    assert!(page.has(".flash-ok").await);
    stands(page, "own").await;
    assert!(page.content("#live").await.contains("time=60"));
    // One click takes it back; saving keeps that.
    way.unfold(page, "g-appearance").await;
    let again = "#w-p-time [data-give-back]";
    if way == Way::Bare {
        way.go(page, again).await
    } else {
        way.press(page, again).await
    }
    stands(page, "inherited").await;
    assert_eq!(page.value("#p-time").await, "");
    way.go(page, "[data-save]").await;
    stands(page, "inherited").await;
    // None on purpose.
    way.unfold(page, "g-appearance").await;
    way.press(page, "#p-time-unset").await;
    way.go(page, "[data-save]").await;
    stands(page, "unset").await;
    assert!(!page.content("#live").await.contains("time="));
    way.unfold(page, "g-appearance").await;
    way.press(page, "#p-time-unset").await;
    way.go(page, "[data-save]").await;
    // Another default: first what it changes, then the save.
    demo.open(page, DEFAULTS).await;
    way.put(page, "#p-time", "1440").await;
    way.go(page, ".card-foot button[formaction]").await;
    assert!(page.content("#review").await.contains("sobot-link"));
    page.axe("the review of defaults").await;
    page.assert_no_sideways_scroll("the review of defaults").await;
    page.shot("review-of-defaults").await;
    way.go(page, "[data-save]").await;
    assert!(page.has(".flash-ok").await);
    assert!(
        page.has("a[href='/e/demo/windows/sobot-link/releases']").await,
        "its release is older"
    );
    page.axe("saved defaults").await;
    page.shot("saved-defaults").await;
    demo.open(page, WINDOW).await;
    assert!(page.content("#live").await.contains("time=1440"));
}

async fn stands(page: &Page, standing: &str) {
    page.find(&format!("#w-p-time .inherits[data-standing='{standing}']")).await;
}

#[test]
fn the_dictionary_comes_back_with_the_keyboard() {
    let demo = demo();
    browse(async |page| {
        demo.sign_in(page, "admin").await;
        demo.open(page, "/e/demo/vip-fields").await;
        Way::Keyboard.go(page, "a[href='/e/demo/vip-fields/imports']").await;
        page.axe("an empty import").await;
        page.tab_to("#text").await;
        page.write("Kind;Name;Id or field name;Class of personal data").await;
        page.press(&[Key::Enter]).await;
        page.write("level;钻石卡;d1;internal").await;
        page.press(&[Key::Enter]).await;
        page.write("levle;铜卡;d2;none").await;
        Way::Keyboard.go(page, "main form .card-foot button").await;
        let told = page.content("#result").await;
        assert!(told.contains("levle"), "the wrong line is told: {told}");
        page.axe("an import with a wrong line").await;
        page.shot("import-wrong").await;
        assert!(!page.has("[data-save]").await, "nothing can be imported yet");
        let typed = page.value("#text").await;
        page.tab_to("#text").await;
        page.chord(Key::Control, 'a').await;
        for (at, line) in typed.replace("levle", "level").lines().enumerate() {
            if at > 0 {
                page.press(&[Key::Enter]).await;
            }
            page.write(line).await;
        }
        Way::Keyboard.go(page, "main form .card-foot button").await;
        page.axe("an import that can be carried out").await;
        page.shot("import-sound").await;
        Way::Keyboard.go(page, "[data-save]").await;
        assert!(page.has(".flash-ok").await);
        let listed = page.content("main").await;
        assert!(listed.contains("钻石卡") && listed.contains("铜卡"));
    });
}

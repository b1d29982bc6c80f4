//! What an enterprise decides once: options that windows inherit, and the dictionary of its fields as a
//! table.

use thirtyfour::Key;

use super::way::walks;
use super::{Demo, Way};
use crate::browser::Page;

const WINDOW: &str = "/e/demo/windows/sobot-link";
const DEFAULTS: &str = "/e/demo/settings/defaults/sobot";

walks! {
    WAYS = steps;
    a_window_inherits_or_has_its_own_with_the_mouse: Way::MOUSE;
    a_window_inherits_or_has_its_own_on_a_phone_without_scripts: Way::PHONE.bare().in_english().on_postgres();
}

walks! {
    TABLES = dictionary;
    the_dictionary_comes_back_with_the_mouse: Way::MOUSE;
    the_dictionary_comes_back_with_the_keyboard: Way::KEYBOARD;
}

async fn steps(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "admin").await;
    // Nothing of its own: the enterprise's value is in force.
    demo.open(page, WINDOW).await;
    stands(page, "inherited").await;
    assert!(page.content("#live").await.contains("time=2880"));
    page.axe("inherited and own").await;
    page.assert_no_sideways_scroll("inherited and own").await;
    page.shot(&format!("inherited-and-own-{}", way.name())).await;
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
    if way.bare {
        way.go(page, again).await;
    } else {
        way.press(page, again).await;
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
    page.shot(&format!("review-of-defaults-{}", way.name())).await;
    way.go(page, "[data-save]").await;
    assert!(page.has(".flash-ok").await);
    assert!(
        page.has("a[href='/e/demo/windows/sobot-link/releases']").await,
        "its release is older"
    );
    page.axe("saved defaults").await;
    page.shot(&format!("saved-defaults-{}", way.name())).await;
    demo.open(page, WINDOW).await;
    assert!(page.content("#live").await.contains("time=1440"));
}

async fn stands(page: &Page, standing: &str) {
    page.find(&format!("#w-p-time .inherits[data-standing='{standing}']")).await;
}

async fn dictionary(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "admin").await;
    demo.open(page, "/e/demo/vip-fields").await;
    way.go(page, "a[href='/e/demo/vip-fields/imports']").await;
    page.axe("an empty import").await;
    page.tab_to("#text").await;
    page.write("Kind;Name;Id or field name;Class of personal data").await;
    page.press(&[Key::Enter]).await;
    page.write("level;钻石卡;d1;internal").await;
    page.press(&[Key::Enter]).await;
    page.write("levle;铜卡;d2;none").await;
    way.go(page, "main form .card-foot button").await;
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
    way.go(page, "main form .card-foot button").await;
    page.axe("an import that can be carried out").await;
    page.shot("import-sound").await;
    way.go(page, "[data-save]").await;
    assert!(page.has(".flash-ok").await);
    let listed = page.content("main").await;
    assert!(listed.contains("钻石卡") && listed.contains("铜卡"));
}

//! Trouble with a content security policy: what it blocks is drawn and said, the policy is put right,
//! and a mail says it to whoever looks after it.

use super::way::walks;
use super::{Demo, Way};
use crate::browser::Page;

const HERE: &str = "section[aria-labelledby='policy-h'] form";

walks! {
    WAYS = tried;
    a_policy_is_tried_in_a_drawn_page_with_the_mouse: Way::MOUSE;
    a_policy_is_tried_on_a_phone_in_english_on_postgresql: Way::PHONE.in_english().on_postgres();
    a_policy_is_tried_with_the_keyboard_alone_without_scripts: Way::KEYBOARD.bare();
}

/// The frame's host is missing: the drawing and the words say so, and the mail holds what to add.
async fn tried(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "developer").await;
    demo.open(page, "/e/demo/windows/sobot-web/install").await;
    let policy = "default-src *; script-src 'nonce-a' https://demo.sobot.com; frame-src 'self'";
    way.put(page, "#policy", policy).await;
    page.tab_to("#nonce").await;
    page.press(&[thirtyfour::Key::Space]).await;
    way.go(page, &format!("{HERE} .btn:not([name])")).await;
    page.find(".policy-scene .part-blocked").await;
    let empty = way.says("点开却是空白", "opens an empty box");
    assert!(page.content(".policy-scene").await.contains(empty));
    let mail = page.content("#policy-mail").await;
    assert!(mail.contains("frame-src 'self' https://demo.sobot.com"), "{mail}");
    page.axe("a page under a policy").await;
    page.assert_no_sideways_scroll("a page under a policy").await;
    page.shot(&format!("policy-{}", way.name())).await;
    way.go(page, &format!("{HERE} [name='ours']")).await;
    assert!(!page.has(".policy-scene .part-blocked").await, "our own header lets it through");
    page.axe("a page under our own policy").await;
}

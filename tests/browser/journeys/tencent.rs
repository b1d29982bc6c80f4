//! The Tencent kit: options that an older kit does not know, buttons in rows, and code that carries
//! their signs in a form that survives the way into the chat.

use serde_json::{Value, json};
use thirtyfour::Key;

use super::way::walks;
use super::{Demo, Way};
use crate::browser::Page;

const EDITOR: &str = "/e/demo/windows/tencent-desk";
const LIST: &str = "p-toolbarButtonList";

walks! {
    WAYS = steps;
    tencent_toolbar_buttons_with_the_mouse: Way::MOUSE;
    tencent_toolbar_buttons_with_the_keyboard_alone_in_english: Way::KEYBOARD.in_english();
    tencent_toolbar_buttons_on_a_phone_on_postgresql: Way::PHONE.on_postgres();
    tencent_toolbar_buttons_without_scripts_in_english: Way::BARE.in_english();
}

async fn steps(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "admin").await;
    demo.open(page, EDITOR).await;
    versions(page, way).await;
    another_button(page, way).await;
    moved_up(page, way).await;
    saved(page, way).await;
    if way.narrow {
        page.assert_no_sideways_scroll("rows on a phone").await;
    }
    page.axe("an editor with rows").await;
}

/// What the kit does not know yet is greyed and says since when it does; the value stays.
async fn versions(page: &mut Page, way: Way) {
    way.put(page, "#w-uikit_version", "1.2.0").await;
    settled(page, way, "document.querySelector('#f-p-bottomQuickOrder.inactive')").await;
    let reason = page.content("#f-p-bottomQuickOrder > .notes > .reason").await;
    assert!(reason.contains("1.5.2"), "{reason}");
    assert!(page.has("#live .note-bad").await, "code for an old kit would not work");
    assert_eq!(page.value("#p-bottomQuickOrder-header").await, "云客服年费版", "the value stays");
    way.put(page, "#w-uikit_version", "1.5.3").await;
    settled(page, way, "!document.querySelector('#f-p-bottomQuickOrder.inactive')").await;
    assert!(!page.has("#live .note-bad").await);
}

async fn another_button(page: &mut Page, way: Way) {
    way.unfold(page, "g-toolbar").await;
    act(page, way, &format!("#{LIST}-add")).await;
    let title = format!("#{LIST}-2-title");
    page.find(&title).await;
    assert!(page.focus().await.contains(&title[1..]), "{}", page.focus().await);
    if way.keyboard {
        // The new row has the focus already.
        page.write("查物流 & 退款?").await;
    } else {
        way.put(page, &title, "查物流 & 退款?").await;
    }
    choose(page, way, &format!("#{LIST}-2-isPreset"), "0").await;
    way.put(page, &format!("#{LIST}-2-content"), "物流 & 退款").await;
    settled(
        page,
        way,
        "document.querySelector('#live').textContent.includes('u67e5\\\\\\\\u7269')",
    )
    .await;
    assert!(!page.has("#live .note-bad").await, "{}", page.content("#live").await);
}

/// Order is that of the rows; they move with buttons, and the button keeps the focus.
async fn moved_up(page: &mut Page, way: Way) {
    act(page, way, &format!("#{LIST}-2-up")).await;
    page.find(&format!("#{LIST}-2-title[value='查询包裹 & 退款']")).await;
    assert!(page.focus().await.contains(&format!("{LIST}-1-up")), "{}", page.focus().await);
    assert_eq!(page.value(&format!("#{LIST}-1-title")).await, "查物流 & 退款?");
    settled(page, way, "document.querySelector('#w-p-toolbarButtonList [data-json]').textContent.indexOf('查物流') < document.querySelector('#w-p-toolbarButtonList [data-json]').textContent.indexOf('查询包裹')").await;
    assert!(page.has("#live mark").await, "what is new in the code is marked");
}

async fn saved(page: &mut Page, way: Way) {
    if way.keyboard {
        page.leave(async |page| page.chord_enter().await).await;
    } else {
        way.go(page, "[data-save]").await;
    }
    assert!(page.has(".flash-ok").await, "{}", page.content("main").await);
    assert_eq!(page.value(&format!("#{LIST}-1-title")).await, "查物流 & 退款?");
    let json = page.content("#w-p-toolbarButtonList [data-json]").await;
    let stored: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(stored[1]["content"], json!("物流 & 退款"));
    assert_eq!((&stored[1]["isPreset"], stored.as_array().map(Vec::len)), (&json!(0), Some(3)));
    // The code writes the same list, with every sign that a query would break on as \uXXXX.
    let code = page.content("#live").await;
    let line = code.lines().find(|line| line.contains("toolbarButtonList=")).expect("the list");
    let literal = line.split('\'').nth(1).expect("a text").replace("\\\\", "\\");
    assert!(!literal.contains(['&', '?', '=', '#', '%']), "{literal}");
    let sent: Value = serde_json::from_str(&literal).expect("JSON that the chat reads");
    assert_eq!(sent[1]["title"], json!("查物流 & 退款?"));
    assert_eq!(sent.as_array().map(Vec::len), Some(3));
}

/// Presses a button of a row: the field comes anew, or without scripts the page.
pub async fn act(page: &Page, way: Way, css: &str) {
    if way.bare {
        page.bring(css).await;
        way.go(page, css).await;
    } else {
        page.evaluate(
            "document.querySelectorAll('.param-field').forEach((part) => { part.known = true; });",
        )
        .await;
        way.press(page, css).await;
        page.until("[...document.querySelectorAll('.param-field')].some((part) => !part.known)")
            .await;
    }
}

pub async fn choose(page: &Page, way: Way, css: &str, value: &str) {
    if !way.keyboard {
        page.bring(css).await;
        return page.click(&format!("{css} option[value='{value}']")).await;
    }
    page.tab_to(css).await;
    for key in std::iter::repeat_n(Key::Down, 12).chain(std::iter::repeat_n(Key::Up, 12)) {
        if page.value(css).await == value {
            return;
        }
        page.press(&[key]).await;
    }
    assert_eq!(page.value(css).await, value, "the arrow keys never reached it");
}

/// Waits until something is true: by itself, or after the button for that.
pub async fn settled(page: &Page, way: Way, expression: &str) {
    if way.bare {
        way.go(page, "[data-refresh]").await;
    }
    page.until(&format!("Boolean({expression})")).await;
}

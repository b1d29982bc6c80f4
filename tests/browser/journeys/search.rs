//! Search and palette: with the keyboard in Chinese, without scripts on a phone in English, and the
//! keys that can be switched off.

use serde_json::json;
use thirtyfour::Key;

use super::{SYSNUM, Way, demo, demo_on};
use crate::{
    browser::{browse, page::Page},
    support::TestDb,
};

const CHOSEN: &str = "#palette [aria-selected=true]";

/// Types into the palette and waits for what the portal found.
async fn look_for(page: &Page, text: &str) {
    page.chord(Key::Control, 'a').await;
    page.write(text).await;
    let of_this = json!(text);
    page.until(&format!(
        "[...document.querySelectorAll('#palette [aria-labelledby=palette-all] a')]
            .some((link) => new URL(link.href).searchParams.get('q') === {of_this})"
    ))
    .await;
}

#[test]
fn the_palette_leads_everywhere_with_the_keyboard() {
    let demo = demo();
    browse(async |page| {
        demo.sign_in(page, "admin").await;
        demo.open(page, "/e/demo/keys").await;
        demo.open(page, "/e/demo/windows/sobot-link").await;
        page.tab_to("a[data-search]").await;
        page.chord(Key::Control, 'k').await;
        page.until("document.querySelector('#palette[open]') !== null").await;
        assert_eq!(
            page.evaluate("return document.activeElement.getAttribute('role')").await,
            json!("combobox")
        );
        page.until("document.querySelector('#palette [aria-labelledby=palette-actions]') !== null")
            .await;
        let first = page.content("#palette [role=group]").await;
        assert!(first.contains("最近访问") && first.contains("安全密钥"), "{first}");
        page.axe("the palette").await;
        page.shot("palette-blank").await;

        look_for(page, "售前").await;
        assert!(page.has("#palette mark").await, "matches are marked");
        page.axe("the palette with results").await;
        page.shot("palette-found").await;
        page.scheme("dark").await;
        page.shot("palette-found-dark").await;
        page.scheme("light").await;
        page.press(&[Key::Down]).await;
        let named = page
            .evaluate("return document.activeElement.getAttribute('aria-activedescendant')")
            .await;
        let marked = page.evaluate(&format!("return document.querySelector('{CHOSEN}').id")).await;
        assert_eq!(named, marked, "the choice is told");
        page.press(&[Key::Escape]).await;
        page.until("document.querySelector('#palette[open]') === null").await;
        assert_eq!(
            page.evaluate("return document.activeElement.matches('a[data-search]')").await,
            json!(true),
            "the focus is back"
        );

        lead(page).await;

        page.evaluate("document.querySelector('form[action=\"/logout\"]').requestSubmit();").await;
        page.until("location.pathname === '/login' && document.readyState === 'complete'").await;
        assert_eq!(
            page.evaluate("return localStorage.getItem('jieru-visited')").await,
            json!(null),
            "nothing stays behind"
        );
        page.assert_quiet().await;
    });
}

/// An action, a pasted id, and the keys that need no palette.
async fn lead(page: &mut Page) {
    page.chord(Key::Control, 'k').await;
    look_for(page, "轮换").await;
    assert!(page.content(CHOSEN).await.contains("轮换密钥"));
    page.leave(async |page| page.press(&[Key::Enter]).await).await;
    assert!(page.address().await.ends_with("/e/demo/keys"));

    page.write("/").await;
    look_for(page, SYSNUM).await;
    page.leave(async |page| page.press(&[Key::Enter]).await).await;
    assert!(page.address().await.contains("/e/demo/accounts/"), "a pasted id is first");

    page.write("gw").await;
    page.until("location.pathname.endsWith('/windows')").await;
    page.write("?").await;
    page.until("document.querySelector('#keys[open]') !== null").await;
    page.axe("the list of keys").await;
    page.shot("palette-keys").await;
    page.click("#single-keys").await;
    page.press(&[Key::Escape]).await;
    page.write("/").await;
    assert!(!page.has("#palette[open]").await, "single keys are off");
    page.chord(Key::Control, 'k').await;
    page.until("document.querySelector('#palette[open]') !== null").await;
    page.press(&[Key::Escape]).await;
}

#[test]
fn a_search_works_on_a_phone_without_scripts() {
    browse(async |page| {
        let Some(db) = TestDb::postgres().await else { return };
        let demo = demo_on(db);
        Way::PHONE.begin(page).await;
        Way::BARE.begin(page).await;
        demo.sign_in(page, "developer").await;
        demo.open(page, "/search?lang=en").await;
        page.axe("the empty search").await;
        page.assert_no_sideways_scroll("the empty search").await;
        page.shot("search-blank-phone-en").await;
        demo.open(page, "/?lang=en").await;
        Way::BARE.go(page, "a[data-search]").await;
        Way::BARE.put(page, "#q", "客服").await;
        Way::BARE.go(page, ".query .btn-primary").await;
        assert!(page.has(".found mark").await);
        demo.open(page, "/search?q=%E5%AE%98%E7%BD%91&lang=en").await;
        assert!(page.content("main").await.contains("Chat windows"));
        page.axe("results").await;
        page.assert_no_sideways_scroll("results").await;
        page.shot("search-found-phone-en").await;
        demo.open(page, "/search?q=nothing-like-this&lang=en").await;
        assert!(page.content("main").await.contains("Nothing found"));
        page.axe("no results").await;
        page.shot("search-none-phone-en").await;
        Way::BARE
            .put(
                page,
                "#q",
                &format!("https://demo.sobot.com/chat/h5/v2/index.html?sysnum={SYSNUM}"),
            )
            .await;
        Way::BARE.go(page, ".query .btn-primary").await;
        let landed = page.address().await;
        assert!(landed.contains("/e/demo/windows/") || page.has(".found").await, "{landed}");
        Way::BARE.go(page, "a[data-search]").await;
        Way::BARE.put(page, "#q", SYSNUM).await;
        Way::BARE.go(page, ".query .btn-primary").await;
        assert!(page.address().await.contains("/e/demo/accounts/"), "an id lands");
    });
}

#[test]
fn results_in_chinese_on_a_desk() {
    let demo = demo();
    browse(async |page| {
        demo.sign_in(page, "owner").await;
        demo.open(page, "/search").await;
        page.shot("search-blank").await;
        demo.open(page, "/search?q=%E5%AE%A2%E6%9C%8D").await;
        page.axe("results").await;
        page.shot("search-found").await;
        page.scheme("dark").await;
        demo.open(page, "/search?q=%E5%AE%A2%E6%9C%8D").await;
        page.axe("results in the dark").await;
        page.shot("search-found-dark").await;
    });
}

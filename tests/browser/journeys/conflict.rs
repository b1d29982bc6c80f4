//! Two people, one window: the history names who did what, and a stale save loses nothing.

use thirtyfour::Cookie;

use super::{Demo, Way, demo};
use crate::browser::{Page, browse};

const EDITOR: &str = "/e/demo/windows/sobot-link";

#[test]
fn the_history_tells_who_changed_what_and_when() {
    let demo = demo();
    browse(async |page| {
        demo.sign_in(page, "admin").await;
        demo.open(page, EDITOR).await;
        recolour(page, "aa3300", "活动换色").await;
        demo.open(page, "/e/demo/history").await;
        let first = page.content(".timeline > li:first-child").await;
        for part in ["王芳", "官网售前咨询", "活动换色", "04babc", "aa3300"] {
            assert!(first.contains(part), "{part} is missing in {first}");
        }
        assert_eq!(page.content(".timeline > li:first-child del").await, "原为：04babc");
        assert_eq!(page.content(".timeline > li:first-child ins").await, "现为：aa3300");
        assert!(page.has(".timeline > li:first-child time[datetime]").await);

        Way::MOUSE.go(page, ".timeline > li:first-child a").await;
        assert!(page.address().await.ends_with(EDITOR), "a row leads to its object");
    });
}

#[test]
fn a_stale_save_shows_three_columns_and_can_overwrite() {
    clash(Way::MOUSE);
}

#[test]
fn a_stale_save_on_a_phone_without_scripts() {
    clash(Way::BARE);
}

fn clash(way: Way) {
    let demo = demo();
    browse(async |page| {
        if way.bare {
            Way::PHONE.begin(page).await;
        }
        way.begin(page).await;
        demo.sign_in(page, "owner").await;
        demo.open(page, EDITOR).await;
        way.put(page, "#p-color", "112233").await;
        way.put(page, "#reason", "我的理由").await;
        if !way.bare {
            page.until("document.querySelector('#file-1-code').textContent.includes('112233')")
                .await;
        }
        meanwhile(page, &demo).await;

        way.go(page, "[data-save]").await;
        let text = page.content("main").await;
        for part in ["王芳", "04babc", "112233", "445566"] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
        let heads = page.evaluate("return document.querySelectorAll('main thead th').length").await;
        assert_eq!(heads, 4, "a field and its three states");
        page.assert_no_sideways_scroll("the conflict").await;
        page.axe("the conflict").await;
        page.shot("conflict").await;

        way.go(page, "main form .btn-primary").await;
        assert!(page.has(".flash-ok").await, "mine is saved now");
        assert_eq!(page.value("#p-color").await, "112233");
        assert!(page.content(".page-head").await.contains("v3"));
        demo.open(page, "/e/demo/history").await;
        let first = page.content(".timeline > li:first-child").await;
        for part in ["陈静", "我的理由", "445566", "112233"] {
            assert!(first.contains(part), "{part} is missing in {first}");
        }
    });
}

/// Somebody else saves the same window, in a browser of their own.
async fn meanwhile(page: &mut Page, demo: &Demo) {
    let mine: Vec<Cookie> = page.driver.get_all_cookies().await.expect("cookies");
    let here = page.driver.window().await.expect("a window");
    let there = page.driver.new_tab().await.expect("a tab");
    page.driver.switch_to_window(there).await.expect("the other tab");
    demo.open(page, "/enterprises").await;
    page.driver.delete_all_cookies().await.expect("no cookies");
    demo.sign_in(page, "admin").await;
    demo.open(page, EDITOR).await;
    recolour(page, "445566", "").await;
    page.driver.delete_all_cookies().await.expect("no cookies");
    for cookie in mine {
        page.driver.add_cookie(cookie).await.expect("a cookie");
    }
    page.driver.close_window().await.expect("a closed tab");
    page.driver.switch_to_window(here).await.expect("the first tab");
}

async fn recolour(page: &mut Page, colour: &str, reason: &str) {
    Way::MOUSE.put(page, "#p-color", colour).await;
    Way::MOUSE.put(page, "#reason", reason).await;
    Way::MOUSE.go(page, "[data-save]").await;
    assert!(page.has(".flash-ok").await);
}

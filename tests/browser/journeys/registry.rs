//! A list, what is chosen in it, the trash, and a copy.

use super::{Way, demo};
use crate::browser::{browse, page::PHONE};

const LIST: &str = "/e/demo/windows?channel=sobot";

#[test]
fn chosen_windows_go_to_the_trash_and_come_back() {
    there_and_back(Way::MOUSE);
}

#[test]
fn chosen_windows_go_to_the_trash_and_come_back_on_a_phone_without_scripts() {
    there_and_back(Way::BARE);
}

fn there_and_back(way: Way) {
    let demo = demo();
    browse(async |page| {
        if way.bare {
            Way::PHONE.begin(page).await;
        }
        way.begin(page).await;
        demo.sign_in(page, "admin").await;
        demo.open(page, "/e/demo/windows").await;
        way.pick(page, "channel", "sobot").await;
        way.go(page, ".query .btn:not(.btn-quiet)").await;
        assert!(page.address().await.contains("channel=sobot"));
        let rows = "return document.querySelectorAll('main tbody tr').length";
        let all = page.evaluate(rows).await.as_u64().expect("a number");
        assert!(all >= 2, "{all} windows of Sobot");
        let bar = "return getComputedStyle(document.querySelector('.bulk')).display";
        assert_eq!(page.evaluate(bar).await, "none", "nothing is chosen yet");

        let first = page.value("main tbody tr:nth-child(1) [name=ids]").await;
        for row in [1, 2] {
            way.press(page, &format!("main tbody tr:nth-child({row}) [name=ids]")).await;
        }
        assert_eq!(page.evaluate(bar).await, "flex", "the bar appears");
        page.assert_no_sideways_scroll("a list with a choice").await;
        page.axe("a list with a choice").await;
        page.shot(if way.bare { "registry-list-phone" } else { "registry-list" }).await;
        way.go(page, ".bulk [value=trash]").await;
        assert!(page.address().await.contains("channel=sobot"), "one stays where one was");
        assert_eq!(page.evaluate(rows).await, all - 2);
        page.axe("a list after an act").await;
        page.shot(if way.bare { "registry-undo-phone" } else { "registry-undo" }).await;
        way.go(page, "[data-undo]").await;
        demo.open(page, LIST).await;
        assert_eq!(page.evaluate(rows).await, all, "taken back");

        way.press(page, &format!("main [name=ids][value='{first}']")).await;
        way.go(page, ".bulk [value=trash]").await;
        demo.open(page, "/e/demo/trash").await;
        page.axe("the trash").await;
        page.assert_no_sideways_scroll("the trash").await;
        page.shot(if way.bare { "registry-trash-phone" } else { "registry-trash" }).await;
        assert!(page.content("main tbody tr:first-child").await.contains("王芳"));
        way.go(page, "main tbody tr:first-child a").await;
        assert!(page.has(".in-trash").await && !page.has("[data-save]").await, "it is read-only");
        page.axe("something in the trash").await;
        page.shot(if way.bare { "registry-trashed-phone" } else { "registry-trashed" }).await;
        way.go(page, ".in-trash [data-restore]").await;
        assert!(page.has(".flash-ok").await && page.has("[data-save]").await);
        demo.open(page, LIST).await;
        assert_eq!(page.evaluate(rows).await, all, "restored");
    });
}

#[test]
fn all_of_a_page_are_chosen_at_once_with_the_keyboard_and_get_an_owner() {
    let demo = demo();
    browse(async |page| {
        demo.sign_in(page, "owner").await;
        demo.open(page, "/e/demo/accounts").await;
        page.tab_to("[data-all]").await;
        page.press(&[thirtyfour::Key::Space]).await;
        Way::KEYBOARD.put(page, ".bulk [name=value]", "张三").await;
        Way::KEYBOARD.go(page, ".bulk [value=owner]").await;
        let owners = "return new Set([...document.querySelectorAll('main tbody tr')].map(
            (row) => row.textContent.includes('张三'))).size";
        assert_eq!(page.evaluate(owners).await, 1);
        assert!(page.content("main tbody").await.contains("张三"));
    });
}

#[test]
fn a_window_is_copied() {
    let demo = demo();
    browse(async |page| {
        demo.sign_in(page, "owner").await;
        page.viewport(PHONE).await;
        demo.open(page, "/e/demo/windows/sobot-link").await;
        Way::PHONE.go(page, "a[href$='/clones']").await;
        page.axe("a copy").await;
        page.assert_no_sideways_scroll("a copy").await;
        page.shot("registry-clone").await;
        Way::PHONE.put(page, "#name", "官网售前咨询（测试）").await;
        Way::PHONE.put(page, "#code", "sobot-link-test").await;
        Way::PHONE.go(page, "[data-save]").await;
        assert!(page.address().await.ends_with("/e/demo/windows/sobot-link-test"));
        assert_eq!(page.content("h1").await, "官网售前咨询（测试）");
        demo.open(page, "/e/demo/windows?q=sobot-link&sort=-updated").await;
        assert!(page.content("main tbody tr:first-child").await.contains("sobot-link-test"));
        page.scheme("dark").await;
        page.shot("registry-dark-phone").await;
    });
}

//! A second enterprise after the first one; both in the list, one of them to the trash and back.

use super::{Way, demo};
use crate::browser::browse;

#[test]
fn an_enterprise_is_copied_chosen_moved_and_taken_back() {
    copied_and_moved(Way::MOUSE);
}

#[test]
fn an_enterprise_is_copied_chosen_moved_and_taken_back_on_a_phone_without_scripts() {
    copied_and_moved(Way::BARE);
}

fn copied_and_moved(way: Way) {
    let demo = demo();
    browse(async |page| {
        if way.bare {
            Way::PHONE.begin(page).await;
        }
        way.begin(page).await;
        let label = |what: &str| {
            if way.bare { format!("tenants-{what}-phone") } else { format!("tenants-{what}") }
        };
        demo.sign_in(page, "owner").await;
        demo.open(page, "/e/demo/settings").await;
        way.go(page, "a[href$='/clones']").await;
        page.axe("a copy of an enterprise").await;
        page.assert_no_sideways_scroll("a copy of an enterprise").await;
        page.shot(&label("copy")).await;
        way.put(page, "#slug", "second").await;
        way.go(page, "[data-save]").await;
        assert!(page.address().await.ends_with("/e/second"));
        page.shot(&label("copied")).await;

        demo.open(page, "/enterprises?q=second").await;
        way.press(page, "main tbody [name=ids]").await;
        way.put(page, ".bulk [name=value]", "华南").await;
        page.axe("enterprises with a choice").await;
        page.assert_no_sideways_scroll("enterprises with a choice").await;
        page.shot(&label("list")).await;
        way.go(page, ".bulk [value=tag]").await;
        assert!(page.address().await.contains("q=second"), "one stays where one was");
        assert!(page.content("main tbody").await.contains("华南"));

        demo.open(page, "/enterprises").await;
        let rows = "return document.querySelectorAll('main tbody [name=ids]').length";
        assert_eq!(page.evaluate(rows).await, 2);
        for row in [1, 2] {
            way.press(page, &format!("main tbody tr:nth-child({row}) [name=ids]")).await;
        }
        way.go(page, ".bulk [value=trash]").await;
        assert!(
            page.content("main").await.contains("企业里还有聊天窗"),
            "the first one has windows"
        );
        page.axe("what keeps an enterprise").await;
        page.shot(&label("blocked")).await;

        demo.open(page, "/enterprises?tag=%E5%8D%8E%E5%8D%97&q=second").await;
        way.press(page, "main tbody [name=ids]").await;
        way.go(page, ".bulk [value=trash]").await;
        demo.open(page, "/enterprises").await;
        assert_eq!(page.evaluate(rows).await, 1);
        page.axe("enterprises and their trash").await;
        page.assert_no_sideways_scroll("enterprises and their trash").await;
        page.shot(&label("trash")).await;
        way.go(page, "[action$='/e/second/restorations'] [data-restore]").await;
        assert!(page.has(".flash-ok").await && page.address().await.ends_with("/e/second"));
    });
}

//! The conditions of a preview: they change the drawing and nothing else.

use reqwest::StatusCode;

use super::{borrowed, html::Page, window_form};
use crate::support::{both, world::world};

const WINDOW: &str = "/e/alpha/windows/link";
const PREVIEW: &str = "/e/alpha/windows/link/preview";

/// Whether this is chosen somewhere on the page.
fn chosen(page: &Page, value: &str) -> bool {
    page.elements.iter().any(|element| {
        element.name == "option"
            && element.attribute("value") == Some(value)
            && element.attribute("selected").is_some()
    })
}

both! {
    async fn an_address_keeps_them_for_whoever_only_looks(db: TestDb) {
        let world = world(db).await;
        for who in ["owner", "auditor"] {
            let mut client = world.sign_in(&format!("{who}@alpha.example")).await;
            let usual = client.get(WINDOW).await.body;
            assert!(!usual.contains("经验证当前用户为非法用户，不予"), "{who}");
            let reply = client.get(&format!("{WINDOW}?c.key=refused&c.nothing=1&c.agent=x")).await;
            assert_eq!(reply.status, StatusCode::OK);
            assert!(reply.body.contains("经验证当前用户为非法用户，不予"), "{who}");
            assert!(chosen(&Page::of(&reply.body), "refused"), "{who}");
        }
    }

    async fn a_form_keeps_them_without_a_script_and_stores_nothing(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let before = world.probe.snapshot().await;
        let more = [("c.visitor", "vip"), ("c.agent", "offline")];
        let fields = window_form(&world.alpha, "1", &more);
        let reply = client.fill(WINDOW, PREVIEW, &borrowed(&fields)).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        let page = Page::of(&reply.body);
        assert!(chosen(&page, "vip") && chosen(&page, "offline"));
        assert!(page.text().contains("member-1001"), "the desk sees the drawn member");
        assert!(page.values("v.partnerid").iter().all(|value| value.is_empty()));
        assert_eq!(world.probe.snapshot().await, before);
    }

    async fn saving_goes_on_with_them_and_does_not_store_them(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let more = [("name", "另一个名称"), ("c.visitor", "member")];
        let fields = window_form(&world.alpha, "1", &more);
        let reply = client.fill(WINDOW, WINDOW, &borrowed(&fields)).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        assert_eq!(reply.location(), Some("/e/alpha/windows/link?c.visitor=member"));
        for row in world.probe.content("windows").await {
            assert!(!row.contains("member"), "{row}");
        }
        let followed = client.get("/e/alpha/windows/link?c.visitor=member").await;
        assert!(chosen(&Page::of(&followed.body), "member"));
    }
}

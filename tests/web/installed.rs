//! What somebody installed, pasted back: which release it is, and what became of it since.

use reqwest::StatusCode;

use super::html::Page;
use crate::support::{both, client::Client, world::world};

const RAW: &str = "/e/alpha/windows/link/releases/live/artifacts/link.html";

async fn pasted(client: &mut Client, text: &str) -> Page {
    let reply = client.fill("/inspect", "/inspect", &[("text", text)]).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    Page::of(&reply.body)
}

both! {
    async fn a_stamp_tells_the_release_and_how_far_it_is_behind(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("admin@alpha.example").await;
        let first = client.get(RAW).await.body;
        let page = format!("<html>\r\n<body>\r\n  {}</body></html>", first.replace('\n', "\r\n  "));
        let told = pasted(&mut client, &page).await;
        assert!(told.text().contains("第 3 行的戳记") && told.text().contains("线上版本"), "{}", told.text());
        assert!(told.text().contains("没有被手工改过"));
        let reply = client.fill("/e/alpha/windows/link/releases", "/e/alpha/windows/link/releases", &[("note", "二")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let before = world.probe.snapshot().await;
        let told = pasted(&mut client, &first).await;
        assert!(told.text().contains("落后 1 个版本"), "{}", told.text());
        let second = client.get(RAW).await.body;
        let last = second.lines().last().expect("a line");
        let by_hand = second.replace(last, "<b>by hand</b>");
        let told = pasted(&mut client, &by_hand).await;
        assert!(told.text().contains("被手工改过") || told.text().contains("只有戳记"), "{}", told.text());
        let both = pasted(&mut client, &format!("{first}\n{second}")).await;
        assert!(both.text().contains("落后 1 个版本") && both.with_id("stamp-2").is_some());
        let forged = first.replace(" v1 ", " v7 ");
        let told = pasted(&mut client, &forged).await;
        assert!(told.text().contains("没有编号和内容都与它相符的版本"), "{}", told.text());
        assert_eq!(world.probe.snapshot().await, before, "nothing pasted is kept");
    }

    async fn a_stamp_of_others_says_no_more_than_not_yours(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in("admin@alpha.example").await;
        let first = owner.get(RAW).await.body;
        let nowhere = first.replace("alpha/link", "gamma/none");
        let mut other = world.sign_in("owner@beta.example").await;
        for text in [&first, &nowhere] {
            let reply = other.fill("/inspect", "/inspect", &[("text", text)]).await;
            let page = Page::of(&reply.body);
            assert!(page.text().contains("不属于您能看到的聊天窗"), "{}", page.text());
            assert!(!reply.body.contains("企业 alpha") && !reply.body.contains("/e/alpha/windows"));
        }
    }

    async fn the_draft_is_held_against_what_is_live(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("developer@alpha.example").await;
        let page = client.get("/e/alpha/windows/link/draft").await;
        assert_eq!(page.status, StatusCode::OK);
        let text = Page::of(&page.body);
        assert!(text.text().contains("不同的字段") && text.text().contains("不同的代码"));
        assert_eq!(page.body.matches("class=\"drawn\"").count(), 2, "both drawings");
        let none = client.get("/e/alpha/windows/button/draft").await;
        assert!(Page::of(&none.body).text().contains("还没有线上版本"));
    }
}

//! The inspector's page: what is recognised, what of it is registered, which key signed it. Nothing
//! of it is kept, and no right signature is ever told.

use md5::{Digest as _, Md5};
use reqwest::StatusCode;

use super::html::Page;
use crate::support::{
    both,
    client::{Client, Reply},
    world::{SECRET, SYSNUM, world},
};

fn md5(key: &str, partnerid: &str) -> String {
    let digest = Md5::digest(format!("{SYSNUM}{key}{partnerid}"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn link(host: &str, sign: &str) -> String {
    format!("https://{host}/chat/h5/v2/index.html?sysnum={SYSNUM}&partnerid=u1001&sign={sign}")
}

async fn inspected(client: &mut Client, text: &str) -> Reply {
    client.fill("/inspect", "/inspect", &[("text", text)]).await
}

async fn page(client: &mut Client, text: &str) -> Page {
    let reply = inspected(client, text).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert!(!reply.body.contains(SECRET));
    let page = Page::of(&reply.body);
    page.assert_untouched();
    page
}

fn leads_to(page: &Page, address: &str) -> bool {
    page.elements.iter().any(|element| element.attribute("href") == Some(address))
}

both! {
    async fn a_link_is_taken_apart_and_found_in_the_registry(db: TestDb) {
        let world = world(db).await;
        let (alpha, beta) = (
            format!("/e/alpha/accounts/{}", world.alpha.account),
            format!("/e/beta/accounts/{}", world.beta.account),
        );
        for (who, sees) in [("auditor@alpha.example", [true, false]), ("root@portal.example", [true, true]), ("nobody@portal.example", [false, false])] {
            let mut client = world.sign_in(who).await;
            let before = world.probe.snapshot().await;
            let page = page(&mut client, &link("demo.sobot.com", "x")).await;
            assert!(page.text().contains("智齿客服"), "{who}: {}", page.text());
            assert!(page.text().contains("u1001") && page.text().contains(SYSNUM));
            assert_eq!([leads_to(&page, &alpha), leads_to(&page, &beta)], sees, "{who}");
            assert_eq!(leads_to(&page, "/e/alpha/windows/link"), sees[0], "{who}");
            assert_eq!(page.text().contains("没有登记"), !sees[0], "{who}");
            assert_eq!(world.probe.snapshot().await, before, "nothing is kept or recorded");
        }
    }

    async fn what_differs_from_the_registered_account_is_told(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let page = page(&mut client, &link("other.sobot.com", "x")).await;
        assert!(page.text().contains("demo.sobot.com") && page.text().contains("登记的是"));
    }

    async fn signatures_are_compared_for_people_who_may_sign(db: TestDb) {
        let world = world(db).await;
        let right = md5(SECRET, "u1001");
        let key = format!("/e/alpha/keys/{}", world.alpha.key);
        let mut client = world.sign_in("developer@alpha.example").await;
        let fits = page(&mut client, &link("demo.sobot.com", &right)).await;
        assert!(fits.text().contains("与登记的密钥“官网密钥”相符"), "{}", fits.text());
        assert!(leads_to(&fits, &key));
        let upper = page(&mut client, &link("demo.sobot.com", &right.to_uppercase())).await;
        assert!(upper.text().contains("大写"), "{}", upper.text());
        let reply = inspected(&mut client, &link("demo.sobot.com", &md5("wrong", "u1001"))).await;
        assert!(reply.body.contains("都不相符"), "{}", reply.body);
        assert!(!reply.body.contains(&right), "the right signature is never told");
        let mut auditor = world.sign_in("auditor@alpha.example").await;
        let unsaid = page(&mut auditor, &link("demo.sobot.com", &right)).await;
        assert!(unsaid.text().contains("没有签名权限") && !unsaid.text().contains("相符"));
        let mut nobody = world.sign_in("nobody@portal.example").await;
        let stranger = page(&mut nobody, &link("demo.sobot.com", &right)).await;
        assert!(!stranger.text().contains("签名权限") && !stranger.text().contains("官网"));
    }

    async fn a_plugin_is_found_by_its_plugid(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("developer@alpha.example").await;
        let text = "<cell plugid=\"a1b2c3d4e5f60718293a4b5c6d7e8f90\" styleType=\"{{1}}\" bind:completemessage=\"done\" />";
        let page = page(&mut client, text).await;
        assert!(leads_to(&page, &format!("/e/alpha/plugins/{}", world.alpha.plugin)), "{}", page.text());
        assert!(leads_to(&page, "/e/alpha/windows/button"));
    }

    async fn what_is_not_recognised_is_said_kindly(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("developer@alpha.example").await;
        let page = page(&mut client, "只是一句话").await;
        assert!(page.text().contains("没有认出客服入口"), "{}", page.text());
        assert_eq!(page.value("text"), "只是一句话");
    }

    async fn hostile_text_stays_text(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("developer@alpha.example").await;
        let hostile = format!("\n{}\n</textarea><script>alert(1)</script><img src=x onerror=alert(1)>", link("demo.sobot.com", "x"));
        let page = page(&mut client, &hostile).await;
        assert_eq!(page.value("text"), hostile);
    }

    async fn nothing_and_too_much_are_refused_beside_the_field(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("developer@alpha.example").await;
        let empty = inspected(&mut client, "  \n").await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(Page::of(&empty.body).wrong_beside("text").is_some());
        let most = 2 * 1024 * 1024;
        let long = "a".repeat(most + 1);
        let refused = inspected(&mut client, &long).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let shown = Page::of(&refused.body);
        let said = shown.wrong_beside("text").expect("a message");
        assert!(said.contains("2.1 MiB") && said.contains("最多 2 MiB"), "{said}");
        assert_eq!(shown.value("text").len(), long.len(), "nothing is lost");
        let fits = inspected(&mut client, &"a".repeat(most)).await;
        assert_eq!(fits.status, StatusCode::OK);
        let vast = inspected(&mut client, &"a".repeat(9 * 1024 * 1024)).await;
        assert_eq!(vast.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(vast.body.contains("8 MiB"), "{}", vast.body);
    }

    async fn an_example_fills_the_field(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("developer@alpha.example").await;
        for at in 0..4 {
            let example = Page::of(&client.get(&format!("/inspect?example={at}")).await.body);
            let text = example.value("text").to_owned();
            let found = page(&mut client, &text).await;
            assert!(!found.text().contains("没有认出客服入口"), "example {at}");
            assert!(found.text().contains("错误") || found.text().contains("警告"), "example {at}");
        }
        let none = Page::of(&client.get("/inspect?example=99").await.body);
        assert_eq!(none.value("text"), "");
    }
}

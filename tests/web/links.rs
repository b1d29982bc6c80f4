//! Links for a test visitor: signed by the vendor's rule, for whoever may sign.

use md5::{Digest as _, Md5};
use reqwest::StatusCode;

use super::html::Page;
use crate::support::{
    both,
    client::Client,
    world::{SECRET, SYSNUM, world},
};

const PATH: &str = "/e/alpha/windows/link/links";
const VISITOR: &str = "u 1001&张三/+%";

/// The sign as the vendor's server computes it.
fn md5(key: &str, partnerid: &str) -> String {
    let digest = Md5::digest(format!("{SYSNUM}{key}{partnerid}"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The query of the signed link on the page.
fn link(page: &Page) -> Vec<(String, String)> {
    let code = page.elements.iter().find(|element| {
        element.name == "code"
            && element.text.starts_with("https://")
            && element.text.contains("sign=")
    });
    let url = url::Url::parse(code.expect("a signed link").text.trim()).expect("an address");
    assert_eq!(url.host_str(), Some("demo.sobot.com"));
    url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

fn get<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

async fn made(client: &mut Client, partnerid: &str) -> Page {
    let reply = client.fill(PATH, PATH, &[("v.partnerid", partnerid), ("v.uname", "张三")]).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert!(!reply.body.contains(SECRET));
    Page::of(&reply.body)
}

both! {
    async fn a_link_is_signed_as_the_vendor_computes_it(db: TestDb) {
        let world = world(db).await;
        for who in ["owner", "admin", "developer"] {
            let mut client = world.sign_in(&format!("{who}@alpha.example")).await;
            let page = made(&mut client, VISITOR).await;
            let pairs = link(&page);
            assert_eq!(get(&pairs, "partnerid"), Some(VISITOR), "{who}");
            assert_eq!(get(&pairs, "sign"), Some(md5(SECRET, VISITOR).as_str()), "{who}");
            assert_eq!(get(&pairs, "sysnum"), Some(SYSNUM));
            assert!(page.text().contains("•••"), "the explanation shows the key as dots");
            assert!(!page.text().contains("演示密钥"));
        }
    }

    async fn who_may_not_sign_gets_the_public_demo_key_and_is_told(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("auditor@alpha.example").await;
        let page = made(&mut client, VISITOR).await;
        let pairs = link(&page);
        assert_eq!(get(&pairs, "sign"), Some(md5("jieru-demo-key", VISITOR).as_str()));
        assert!(page.text().contains("演示密钥"));
    }

    async fn handing_out_a_link_is_recorded_without_the_link(db: TestDb) {
        let world = world(db).await;
        for (who, action) in [("developer", "link.signed"), ("auditor", "link.made")] {
            let mut client = world.sign_in(&format!("{who}@alpha.example")).await;
            let before = world.probe.events().await;
            made(&mut client, VISITOR).await;
            let after = world.probe.events().await;
            let new: Vec<_> = after.difference(&before).collect();
            assert_eq!(new.iter().map(|event| event.action.as_str()).collect::<Vec<_>>(), [action]);
        }
        for table in world.probe.tables().await {
            let rows = world.probe.content(&table).await.join("\n");
            for part in ["u 1001", md5(SECRET, VISITOR).as_str()] {
                assert!(!rows.contains(part), "{part} in {table}");
            }
        }
        let mut owner = world.sign_in("owner@alpha.example").await;
        let history = Page::of(&owner.get("/e/alpha/history").await.body);
        for raw in ["link.signed", "link.made"] {
            assert!(!history.text().contains(raw), "{raw} is told in words");
        }
    }

    async fn visitor_ids_that_the_vendor_would_cut_are_refused(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let before = world.probe.events().await;
        for (partnerid, status) in [
            ("长".repeat(300), 200),
            ("长".repeat(301), 422),
            ("a\nb".to_owned(), 422),
            ("a\u{0}b".to_owned(), 422),
            ("a\u{202e}b".to_owned(), 422),
        ] {
            let reply = client.fill(PATH, PATH, &[("v.partnerid", &partnerid)]).await;
            assert_eq!(reply.status.as_u16(), status, "{} characters", partnerid.chars().count());
            if status == 422 {
                let page = Page::of(&reply.body);
                assert!(page.wrong_beside("v-partnerid").is_some(), "{partnerid:?}");
                assert_eq!(page.value("v.partnerid"), partnerid.replace('\u{0}', "\u{fffd}"));
                assert!(!reply.body.contains("sign="), "{partnerid:?}");
            }
        }
        let after = world.probe.events().await;
        assert_eq!(after.difference(&before).count(), 1, "only the link that was made is recorded");
    }
}

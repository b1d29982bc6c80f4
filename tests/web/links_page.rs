//! The links page beyond the signature: patterns for production, forms of the link, QR codes as files,
//! and what is told about them.

use reqwest::StatusCode;

use super::html::Page;
use crate::support::{
    both,
    client::Client,
    world::{SECRET, SYSNUM, world},
};

const PATH: &str = "/e/alpha/windows/link/links";
const CODE: &str = "/e/alpha/windows/link/links/qr";

async fn made(client: &mut Client, fields: &[(&str, &str)]) -> Page {
    let reply = client.fill(PATH, PATH, fields).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert!(!reply.body.contains(SECRET));
    Page::of(&reply.body)
}

fn link(page: &Page) -> String {
    let code = page.elements.iter().find(|element| {
        element.name == "code" && element.text.trim().starts_with("https://demo.sobot.com/")
    });
    code.expect("a link").text.trim().to_owned()
}

both! {
    async fn a_pattern_has_places_instead_of_a_visitor_and_no_signature(db: TestDb) {
        let world = world(db).await;
        for who in ["owner", "auditor"] {
            let mut client = world.sign_in(&format!("{who}@alpha.example")).await;
            let fields = [("purpose", "production"), ("v.partnerid", "u-1"), ("v.uname", "张三")];
            let page = made(&mut client, &fields).await;
            let link = link(&page);
            assert!(link.contains(&format!("sysnum={SYSNUM}")), "{link}");
            for place in ["partnerid={partnerid}", "sign={sign}", "uname={uname}"] {
                assert!(link.contains(place), "{place} in {link}");
            }
            assert!(!link.contains("u-1") && !page.text().contains("密钥签名，不能真正接入"), "{who}");
            assert!(page.elements.iter().all(|element| element.name != "svg" || element.attribute("role") != Some("img")), "a pattern has no code");
        }
        // Nobody typed: the places of the signature are there all the same.
        let mut client = world.sign_in("owner@alpha.example").await;
        let page = made(&mut client, &[("purpose", "production")]).await;
        assert!(link(&page).contains("partnerid={partnerid}&sign={sign}"), "{}", link(&page));
    }

    async fn the_form_of_a_link_is_chosen_for_one_time(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let window = || async { world.probe.content("windows").await };
        let before = window().await;
        let page = made(&mut client, &[("form", "pc"), ("v.partnerid", "u-1")]).await;
        assert!(link(&page).contains("/pc/"), "{}", link(&page));
        assert_eq!(window().await, before);
        let reply = client.fill(PATH, PATH, &[("form", "tablet"), ("v.partnerid", "u-1")]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(Page::of(&reply.body).wrong_beside("form").is_some());
    }

    async fn a_link_is_checked_and_told_in_words(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let page = made(&mut client, &[("v.partnerid", "甲 1+&")]).await;
        assert!(page.text().contains("逐字相同") && !page.text().contains("注意："), "{}", page.text());
        assert!(page.text().contains("用户 ID"), "parameters have their meaning");
        let long = "长".repeat(300);
        let page = made(&mut client, &[("v.partnerid", &long)]).await;
        assert!(page.text().contains("超过 2000"), "{}", page.text());
        let remark = "长".repeat(300);
        let page = made(&mut client, &[("v.partnerid", &long), ("v.remark", &remark)]).await;
        assert!(page.text().contains("放不进二维码"), "{}", page.text());
    }

    async fn a_code_comes_as_a_file_for_links_of_this_window_alone(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("auditor@alpha.example").await;
        let own = format!("https://demo.sobot.com/chat/h5/v2/index.html?sysnum={SYSNUM}&partnerid=1");
        for (kind, mime) in [("svg", "image/svg+xml"), ("png", "image/png")] {
            let reply = client.fill(PATH, CODE, &[("url", &own), ("as", kind)]).await;
            assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
            assert_eq!(reply.header("content-type"), Some(mime));
            assert_eq!(reply.header("cache-control"), Some("no-store"));
            let name = format!("attachment; filename=\"link-qr.{kind}\"");
            assert_eq!(reply.header("content-disposition"), Some(name.as_str()));
        }
        for foreign in [
            "https://example.com/?sysnum=1",
            "https://demo.sobot.com.example/chat/h5/v2/index.html",
            "javascript:alert(1)",
            "",
        ] {
            let reply = client.fill(PATH, CODE, &[("url", foreign), ("as", "png")]).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{foreign}");
        }
        let reply = client.get(&format!("{CODE}?url={own}&as=png")).await;
        assert!(matches!(reply.status.as_u16(), 404 | 405), "never by an address");
    }

    async fn the_bench_says_why_and_never_what_would_be_right(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let right = link(&made(&mut client, &[("v.partnerid", "u-1")]).await);
        let (_, sign) = right.split_once("sign=").expect("a signature");
        let sign = sign.split('&').next().expect("a value");
        let wrong = right.replace("partnerid=u-1", "partnerid=u-2");
        let reply = client.fill(PATH, "/inspect", &[("text", &wrong)]).await;
        assert_eq!(reply.status, StatusCode::OK);
        let told = Page::of(&reply.body);
        assert!(told.text().contains("都不相符") && !reply.body.contains(SECRET), "{}", told.text());
        // Which signature would be right for the other visitor is never told.
        let other = link(&made(&mut client, &[("v.partnerid", "u-2")]).await);
        let (_, other) = other.split_once("sign=").expect("a signature");
        let other = other.split('&').next().expect("a value");
        assert_ne!(sign, other);
        assert!(!reply.body.contains(other));
        let reply = client.fill(PATH, "/inspect", &[("text", &right)]).await;
        assert!(!Page::of(&reply.body).text().contains("都不相符"));
    }
}

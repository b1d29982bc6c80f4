//! The search over HTTP: where pasted things land, what is marked, what nobody may find, and that a
//! secret is neither looked for nor shown.

use reqwest::{Method, StatusCode};

use super::html::Page;
use crate::support::{
    both,
    client::{Client, Reply},
    world::{SECRET, SYSNUM, World, world},
};

fn asked(q: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("q", q);
    format!("/search?{}", query.finish())
}

async fn lands(client: &mut Client, q: &str, wanted: &str) {
    let reply = client.get(&asked(q)).await;
    assert_eq!(
        (reply.status, reply.location()),
        (StatusCode::SEE_OTHER, Some(wanted)),
        "{q}: {}",
        reply.body
    );
}

async fn page(client: &mut Client, q: &str) -> Reply {
    let reply = client.get(&asked(q)).await;
    assert_eq!(reply.status, StatusCode::OK, "{q}: {:?}", reply.location());
    reply
}

async fn fragment(client: &mut Client, q: &str) -> Reply {
    let path = format!("{}&at=%2Fe%2Falpha%2Fwindows", asked(q));
    client.send(Method::GET, &path, &[("x-fragment", "1")], None).await
}

/// A link to the chat of Sobot.
fn link() -> String {
    format!("https://demo.sobot.com/chat/h5/v2/index.html?sysnum={SYSNUM}&source=2")
}

fn stamp(world: &World) -> String {
    format!("<!-- jieru:alpha/link v1 2026-11-21 1a2b3c4d5e6f --> {}", world.alpha.window)
}

both! {
    async fn whatever_is_pasted_lands_on_its_object(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("auditor@alpha.example").await;
        let (alpha, origin) = (&world.alpha, world.app.origin());
        let plugin = format!("/e/alpha/plugins/{}", alpha.plugin);
        let template = format!("/e/alpha/leave-templates/{}", alpha.template);
        let account = format!("/e/alpha/accounts/{}", alpha.account);
        for (q, wanted) in [
            (SYSNUM.to_owned(), account.as_str()),
            (format!("  {SYSNUM}\n"), &account),
            (alpha.account.to_string(), &account),
            ("a1b2c3d4e5f60718293a4b5c6d7e8f90".to_owned(), &plugin),
            ("718293a4b5c6".to_owned(), &plugin),
            ("5f2c1a9b7d3e4c6f".to_owned(), &template),
            ("link".to_owned(), "/e/alpha/windows/link"),
            ("alpha/link".to_owned(), "/e/alpha/windows/link"),
            ("jieru:alpha/link".to_owned(), "/e/alpha/windows/link"),
            ("alpha".to_owned(), "/e/alpha"),
            (stamp(&world), "/e/alpha/windows/link/releases/1"),
            (link(), "/e/alpha/windows/link"),
            (format!("{origin}/e/alpha/windows/link/install?x=1"), "/e/alpha/windows/link/install?x=1"),
            ("/e/alpha/keys".to_owned(), "/e/alpha/keys"),
        ] {
            lands(&mut client, &q, wanted).await;
        }
        let shown = client.get("/search?q=link&all=1").await;
        assert_eq!(shown.status, StatusCode::OK, "the results can be asked for");
        assert!(shown.body.contains("/e/alpha/windows/link"));
    }

    async fn what_several_hold_is_a_list_across_enterprises(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        for q in [SYSNUM.to_owned(), link(), "link".to_owned()] {
            let reply = page(&mut root, &q).await;
            assert!(reply.body.contains("/e/alpha/") && reply.body.contains("/e/beta/"), "{q}");
        }
        lands(&mut root, &world.alpha.account.to_string(), &format!("/e/alpha/accounts/{}", world.alpha.account)).await;
    }

    async fn nobody_finds_or_lands_on_what_they_may_not_see(db: TestDb) {
        let world = world(db).await;
        let mut nobody = world.sign_in("nobody@portal.example").await;
        let mut auditor = world.sign_in("auditor@beta.example").await;
        let origin = world.app.origin();
        for q in ["alpha/link".to_owned(), format!("{origin}/e/alpha/windows/link"), stamp(&world), world.alpha.account.to_string(), "alpha".to_owned()] {
            for client in [&mut nobody, &mut auditor] {
                let reply = page(client, &q).await;
                assert!(Page::of(&reply.body).text().contains("没有找到"), "{q}");
                assert!(!reply.body.contains("\"/e/alpha"), "{q}: {}", reply.body);
            }
        }
        for q in [SYSNUM, "官网", "官", "链接"] {
            let reply = page(&mut nobody, q).await;
            assert!(!reply.body.contains("/e/"), "{q}: {}", reply.body);
        }
        let reply = page(&mut auditor, "官网").await;
        assert!(reply.body.contains("/e/beta/windows/link") && !reply.body.contains("alpha"));
        let reply = fragment(&mut auditor, "官网").await;
        assert!(reply.body.contains("/e/beta/windows/link") && !reply.body.contains("alpha"), "{}", reply.body);
    }

    async fn a_search_shows_what_it_found_and_where(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("admin@alpha.example").await;
        let reply = page(&mut client, "官").await;
        for part in ["<mark>官</mark>网链接", "<mark>官</mark>网账号", "<mark>官</mark>网密钥"] {
            assert!(reply.body.contains(part), "{part}: {}", reply.body);
        }
        let reply = client.get("/search?q=04babc&all=1").await;
        assert!(reply.body.contains("<mark>04babc</mark>") && reply.body.contains("官网链接"), "{}", reply.body);
        let reply = client.get("/search?q=04babc").await;
        assert_eq!(reply.location(), Some("/e/alpha/windows/link"), "the only object that holds this value");
        let reply = page(&mut client, "\"><script>alert(1)</script>").await;
        assert!(!reply.body.contains("<script>alert"), "{}", reply.body);
        let reply = page(&mut client, "").await;
        assert!(Page::of(&reply.body).text().contains("搜索哪些内容"));
        for wrong in ["/search?q=%01", "/search?q=a&noun=nothing&cursor=x", "/search?noun=window&q=%25", "/search?q=%2F%2Fevil.example"] {
            assert_eq!(client.get(wrong).await.status, StatusCode::OK, "{wrong}");
        }
        let nul = client.get("/search?q=%00").await;
        assert_eq!(nul.status, StatusCode::BAD_REQUEST, "no database takes it: {}", nul.body);
        let reply = client.get("/search?q=%E5%AE%98&noun=window").await;
        assert!(reply.body.contains("/e/alpha/windows/link") && !reply.body.contains("/e/alpha/accounts/"));
    }

    async fn a_secret_is_told_to_be_one_and_shown_nowhere(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("admin@alpha.example").await;
        let before = world.probe.snapshot().await;
        for q in [SECRET.to_owned(), format!("key={SECRET}"), format!("看看 {SECRET} 是谁的")] {
            lands(&mut client, &q, "/search").await;
            let reply = client.get("/search").await;
            assert!(reply.body.contains("已登记的安全密钥") && !reply.body.contains(SECRET), "{}", reply.body);
            let reply = fragment(&mut client, &q).await;
            assert!(reply.body.contains("已登记的安全密钥") && !reply.body.contains(SECRET), "{}", reply.body);
        }
        assert_eq!(world.probe.snapshot().await, before);
        let mut nobody = world.sign_in("nobody@portal.example").await;
        assert_eq!(nobody.get(&asked(SECRET)).await.status, StatusCode::OK, "it tells strangers nothing");
    }

    async fn a_secret_is_known_by_its_name_and_older_ones_are_named_at_the_start(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("admin@alpha.example").await;
        let named = "SELECT lookup FROM key_secrets ORDER BY key_id";
        let names = world.probe.column(named).await;
        assert!(!names.is_empty() && names.iter().all(|name| name.len() == 32), "{names:?}");
        // The fingerprint is not asked where there is a name.
        for forget in ["UPDATE key_secrets SET fingerprint = 'none'", "UPDATE key_secrets SET lookup = ''"] {
            world.probe.execute(forget).await;
            let told = forget.contains("fingerprint");
            assert_eq!(client.get(&asked(SECRET)).await.location() == Some("/search"), told, "{forget}");
        }
        let count = u64::try_from(names.len()).expect("a number");
        assert_eq!(world.store.name_secrets(&world.vault).await.expect("named"), count);
        assert_eq!(world.probe.column(named).await, names);
        assert_eq!(world.store.name_secrets(&world.vault).await.expect("nothing left"), 0);
        // Too short to be one.
        assert_eq!(client.get(&asked("zQ7")).await.status, StatusCode::OK);
    }

    async fn the_palette_offers_what_this_person_may_do(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let rotate = format!("/e/alpha/keys/{}/rotations", world.alpha.key);
        let reply = fragment(&mut admin, "官网").await;
        assert!(reply.body.contains(&rotate) && reply.body.contains("/e/alpha/windows/link/install"), "{}", reply.body);
        let reply = fragment(&mut admin, "轮换").await;
        assert!(reply.body.contains("轮换密钥…") && !reply.body.contains("新建聊天窗…"), "{}", reply.body);
        let reply = fragment(&mut admin, "").await;
        assert!(reply.body.contains("/e/alpha/windows/new"), "{}", reply.body);
        let mut auditor = world.sign_in("auditor@alpha.example").await;
        for q in ["官网", ""] {
            let reply = fragment(&mut auditor, q).await;
            assert!(!reply.body.contains("/rotations") && !reply.body.contains("/new\""), "{}", reply.body);
        }
    }

    async fn the_history_leads_to_templates_and_fields(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("auditor@alpha.example").await;
        let body = client.get("/e/alpha/history").await.body;
        for (path, id) in [
            ("leave-templates", world.alpha.template.to_string()),
            ("vip-fields", world.alpha.field.to_string()),
            ("keys", world.alpha.key.to_string()),
        ] {
            assert!(body.contains(&format!("/e/alpha/{path}/{id}")), "{path}");
        }
        assert!(body.contains("官网账号"), "names stand for ids");
    }
}

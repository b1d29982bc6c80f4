//! Forms that are wrong in one way each: a clear answer beside the field, and nothing typed is lost.

use jieru::web::routes::ROUTES;
use reqwest::StatusCode;

use super::{Fields, borrowed, html::Page, owned, window_form};
use crate::{
    coverage::filled::filled,
    support::{
        both,
        client::Client,
        world::{World, world},
    },
};

const OWNER: &str = "root@portal.example";

/// A form with its page: the address it goes to, and valid fields of which some are text.
struct Case {
    path: String,
    fields: Fields,
    /// Text fields of one line.
    texts: &'static [&'static str],
}

async fn cases(world: &World) -> Vec<Case> {
    let mut cases = Vec::new();
    for (path, texts) in [
        ("/enterprises", &["name", "slug", "owner", "tags", "reason"][..]),
        ("/e/{e}/settings", &["name", "owner", "tags", "reason"]),
        ("/e/{e}/accounts", &["name", "a.sysnum", "owner", "tags", "reason"]),
        ("/e/{e}/accounts/{id}", &["name", "a.host", "owner", "tags", "reason"]),
        ("/e/{e}/keys", &["name", "owner", "tags", "reason"]),
        ("/e/{e}/keys/{id}", &["name", "owner", "tags", "reason"]),
        ("/e/{e}/plugins", &["name", "plugid", "alias", "owner", "tags", "reason"]),
        ("/e/{e}/plugins/{id}", &["name", "provider", "plugin_version", "owner", "reason"]),
        ("/e/{e}/leave-templates", &["name", "templateid", "groupid", "owner", "reason"]),
        ("/e/{e}/leave-templates/{id}", &["name", "templateid", "owner", "tags", "reason"]),
        ("/e/{e}/vip-fields", &["name", "key", "alias", "owner", "tags", "reason"]),
        ("/e/{e}/vip-fields/{id}", &["name", "key", "owner", "reason"]),
        ("/e/{e}/windows", &["name", "code", "owner", "tags", "reason"]),
        ("/e/{e}/windows/{code}", &["name", "owner", "tags", "reason", "v.uname"]),
    ] {
        let route = ROUTES.iter().find(|route| route.method == "POST" && route.path == path);
        let route = route.unwrap_or_else(|| panic!("no route {path}"));
        let call = filled(world, route, "alpha", &world.alpha, OWNER).await;
        cases.push(Case { path: call.path, fields: call.fields, texts });
    }
    cases
}

impl Case {
    /// The fields with one of them replaced or added.
    fn with(&self, name: &str, value: &str) -> Fields {
        let mut fields = self.fields.clone();
        match fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value.to_owned(),
            None => fields.push((name.to_owned(), value.to_owned())),
        }
        fields
    }
}

async fn refused(client: &mut Client, path: &str, fields: &Fields) -> Page {
    let reply = client.post_form(path, &borrowed(fields)).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {fields:?}");
    Page::of(&reply.body)
}

both! {
    async fn fields_that_nobody_asked_for_or_that_come_twice_are_refused(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        let before = world.probe.snapshot().await;
        for case in cases(&world).await {
            for extra in ["is_admin", "p", "enterprise_id", "id", "name"] {
                let mut fields = case.with("owner", "张三");
                fields.push((extra.to_owned(), "1".to_owned()));
                let page = refused(&mut client, &case.path, &fields).await;
                assert!(page.text().contains(&format!("“{extra}”")), "{} {extra}", case.path);
                assert_eq!(page.value("owner"), "张三", "{}: what was typed stays", case.path);
            }
        }
        assert_eq!(world.probe.snapshot().await, before);
    }

    async fn the_small_forms_refuse_unknown_fields_too(db: TestDb) {
        let world = world(db).await;
        for path in ["/login", "/logout", "/appearance", "/e/alpha/windows/link/links", "/e/alpha/windows/link/preview"] {
            let mut client = world.sign_in(OWNER).await;
            let before = world.probe.snapshot().await;
            let pattern = path.replace("/e/alpha", "/e/{e}").replace("/link/", "/{code}/");
            let route = ROUTES.iter().find(|route| route.method == "POST" && route.path == pattern).unwrap();
            let mut call = filled(&world, route, "alpha", &world.alpha, OWNER).await;
            call.fields.push(("is_admin".to_owned(), "1".to_owned()));
            let reply = call.send(&mut client, "POST").await;
            if path.ends_with("/preview") {
                // A preview saves nothing: it says what is wrong, and draws.
                assert!(reply.body.contains("is_admin"), "{path}");
            } else {
                assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            }
            assert_eq!(world.probe.snapshot().await, before, "{path}");
        }
    }

    async fn invisible_characters_are_refused_beside_their_field(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        let before = world.probe.snapshot().await;
        for case in cases(&world).await {
            for (at, name) in case.texts.iter().enumerate() {
                let bad = ["\u{202e}", "\u{0}", "\u{2066}", "\u{85}", "\u{fffe}", "\u{200f}"][at % 6];
                let typed = format!("a{bad}b");
                let page = refused(&mut client, &case.path, &case.with(name, &typed)).await;
                let id = name.replace('.', "-");
                let beside = page.wrong_beside(&id).unwrap_or_else(|| panic!("{} {name}", case.path));
                let code = format!("U+{:04X}", u32::from(bad.chars().next().unwrap()));
                assert!(beside.contains(&code), "{} {name}: {beside}", case.path);
                let link = page.elements.iter().any(|element| {
                    element.name == "a" && element.attribute("href") == Some(&format!("#{id}"))
                });
                assert!(link, "{} {name}: the summary leads to the field", case.path);
            }
        }
        assert_eq!(world.probe.snapshot().await, before);
    }

    async fn required_fields_are_required_and_long_ones_refused(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        let before = world.probe.snapshot().await;
        for case in cases(&world).await {
            for wrong in ["", "   ", &"长".repeat(201)] {
                let page = refused(&mut client, &case.path, &case.with("name", wrong)).await;
                assert!(page.wrong_beside("name").is_some(), "{} {wrong:?}", case.path);
                if wrong.len() > 3 {
                    assert_eq!(page.value("name"), wrong, "{}: what was typed stays", case.path);
                }
            }
            let fields: Fields =
                case.fields.iter().filter(|(name, _)| name != "name").cloned().collect();
            refused(&mut client, &case.path, &fields).await;
        }
        assert_eq!(world.probe.snapshot().await, before);
    }

    async fn names_that_are_taken_or_reserved_are_refused(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        let before = world.probe.snapshot().await;
        for slug in ["alpha", "new", "history", "Upper", "a", "-a", "a--", "a b", "企业", "a/b", ".."] {
            let fields = owned(&[("name", "新企业"), ("slug", slug), ("owner", "李四")]);
            let page = refused(&mut client, "/enterprises", &fields).await;
            assert!(page.wrong_beside("slug").is_some(), "{slug}");
            assert_eq!((page.value("slug"), page.value("owner")), (slug, "李四"));
        }
        for code in ["link", "button", "new", "preview", "A"] {
            let mut fields = window_form(&world.alpha, "1", &[("name", "又一个"), ("p.color", "123456")]);
            fields.retain(|(name, _)| name != "version");
            fields.extend(owned(&[("channel", "sobot"), ("code", code)]));
            let page = refused(&mut client, "/e/alpha/windows", &fields).await;
            assert!(page.wrong_beside("code").is_some(), "{code}");
            assert_eq!((page.value("code"), page.value("name")), (code, "又一个"));
            assert_eq!(page.value("p.color"), "123456", "options that came along stay");
        }
        for (path, name) in [("accounts", "官网账号"), ("keys", "官网密钥")] {
            let case = cases(&world).await.into_iter().find(|case| case.path.ends_with(path)).unwrap();
            let page = refused(&mut client, &case.path, &case.with("name", name)).await;
            assert!(page.wrong_beside("name").is_some(), "{path}");
        }
        assert_eq!(world.probe.snapshot().await, before);
    }

    async fn a_version_that_is_no_number_is_a_bad_request(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        for version in ["", "x", "99999999999999999999", "1.5"] {
            let fields = window_form(&world.alpha, version, &[]);
            let reply = client.post_form("/e/alpha/windows/link", &borrowed(&fields)).await;
            assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{version:?}");
        }
        for version in ["0", "-1", "9223372036854775807"] {
            let fields = window_form(&world.alpha, version, &[("name", "x")]);
            let reply = client.post_form("/e/alpha/windows/link", &borrowed(&fields)).await;
            assert_eq!(reply.status, StatusCode::CONFLICT, "{version:?}");
        }
    }
}

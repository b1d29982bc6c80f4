//! Text that would like to be markup: saved as it is, and shown as it is, on every page.

use reqwest::StatusCode;

use super::{Fields, borrowed, html::Page, owned, window_form};
use crate::support::{
    both,
    client::Client,
    world::{SYSNUM, World, world},
};

const HOSTILE: &str =
    "</script>\"><img src=x onerror=alert(1)>'&amp;<!--{{7*7}}%3C\u{2028}</textarea>\\";
/// Tags are lower-case words.
const TAG: &str = "</script>\"><img'&";
const NOTE: &str = "第一行\n\n</textarea></script>\"><img src=x>\n  末行";

fn meta() -> Fields {
    owned(&[("owner", HOSTILE), ("tags", TAG), ("note", NOTE), ("reason", HOSTILE)])
}

/// Saves a form and reads every text of it back from the page.
async fn round_trip(
    client: &mut Client,
    page: &str,
    path: &str,
    fields: &Fields,
    kept: &[&str],
) -> String {
    client.get(page).await;
    let reply = client.post_form(path, &borrowed(fields)).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{path}: {}", reply.body);
    let to = reply.location().expect("a place").to_owned();
    let reply = client.get(&to).await;
    assert_eq!(reply.status, StatusCode::OK, "{to}");
    let shown = Page::of(&reply.body);
    shown.assert_untouched();
    for name in kept {
        let typed = fields.iter().find(|(known, _)| known == name).expect("a field");
        assert_eq!(shown.value(name), typed.1, "{name} on {to}");
    }
    to
}

async fn every_page(world: &World, client: &mut Client) {
    let alpha = &world.alpha;
    for path in [
        "/".to_owned(),
        "/enterprises".to_owned(),
        "/e/alpha".to_owned(),
        "/e/alpha/accounts".to_owned(),
        "/e/alpha/keys".to_owned(),
        "/e/alpha/keys/new".to_owned(),
        "/e/alpha/plugins".to_owned(),
        "/e/alpha/leave-templates".to_owned(),
        "/e/alpha/vip-fields".to_owned(),
        "/e/alpha/windows".to_owned(),
        "/e/alpha/windows/new?channel=sobot&target=leave_message".to_owned(),
        "/e/alpha/windows/new?channel=sobot&target=link".to_owned(),
        "/e/alpha/windows/new?channel=wecom&target=mini_program".to_owned(),
        "/e/alpha/windows/link/links".to_owned(),
        "/e/alpha/history".to_owned(),
        format!("/e/alpha/history?subject={}", alpha.account),
        format!("/e/alpha/accounts/{}", alpha.account),
        format!("/e/alpha/keys/{}", alpha.key),
    ] {
        let reply = client.get(&path).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        Page::of(&reply.body).assert_untouched();
    }
}

both! {
    async fn hostile_text_comes_back_exactly_and_stays_text(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let alpha = &world.alpha;
        let kept = ["name", "owner", "tags", "note"];
        let named = |more: Fields| [owned(&[("name", HOSTILE)]), more, meta()].concat();

        let fields = named(owned(&[("version", "1")]));
        round_trip(&mut client, "/e/alpha/settings", "/e/alpha/settings", &fields, &kept).await;

        let account = format!("/e/alpha/accounts/{}", alpha.account);
        let fields =
            named(owned(&[("version", "1"), ("a.sysnum", SYSNUM), ("a.host", "demo.sobot.com")]));
        round_trip(&mut client, &account, &account, &fields, &kept).await;

        let key = format!("/e/alpha/keys/{}", alpha.key);
        let fields = named(owned(&[("version", "1")]));
        round_trip(&mut client, &key, &key, &fields, &kept).await;

        let plugin = format!("/e/alpha/plugins/{}", alpha.plugin);
        let fields = named(owned(&[
            ("version", "1"),
            ("plugid", "a1b2c3d4e5f60718293a4b5c6d7e8f90"),
            ("alias", "contactPlugin"),
        ]));
        round_trip(&mut client, &plugin, &plugin, &fields, &kept).await;

        let template = format!("/e/alpha/leave-templates/{}", alpha.template);
        let fields = named(owned(&[("version", "1"), ("templateid", "5f2c1a9b"), ("locale", "en")]));
        round_trip(&mut client, &template, &template, &fields, &kept).await;

        let field = format!("/e/alpha/vip-fields/{}", alpha.field);
        let fields = named(owned(&[("version", "1"), ("kind", "level"), ("key", "a<b>&'")]));
        round_trip(&mut client, &field, &field, &fields, &[&kept[..], &["key"]].concat()).await;

        let more = [
            ("name", HOSTILE),
            ("p.title_flag", "2"),
            ("p.custom_title", "</script>\"><img src=x>'&"),
            ("v.uname", HOSTILE),
            ("v.partnerid", HOSTILE),
        ];
        let more = more.map(|(name, value)| (name, value.replace('\u{2028}', "")));
        let more: Vec<(&str, &str)> = more.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let fields = [window_form(alpha, "1", &more), meta()].concat();
        let kept = ["name", "p.custom_title", "v.uname", "v.partnerid", "owner", "tags", "note"];
        let window = "/e/alpha/windows/link";
        round_trip(&mut client, window, window, &fields, &kept).await;

        every_page(&world, &mut client).await;
        let history = Page::of(&client.get("/e/alpha/history").await.body);
        assert!(history.text().contains(HOSTILE), "the reason stands in the history as it is");
    }

    async fn hostile_text_in_a_refused_form_stays_text(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("root@portal.example").await;
        let fields = [owned(&[("name", HOSTILE), ("slug", HOSTILE), (HOSTILE, HOSTILE)]), meta()].concat();
        let reply = client.fill("/enterprises/new", "/enterprises", &borrowed(&fields)).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = Page::of(&reply.body);
        page.assert_untouched();
        for name in ["name", "slug", "owner", "note", "reason"] {
            let typed = &fields.iter().find(|(known, _)| known == name).unwrap().1;
            assert_eq!(page.value(name), typed, "{name}");
        }
        let mut visitor = world.app.client();
        let form = [("email", HOSTILE), ("password", "x"), ("next", HOSTILE)];
        let reply = visitor.fill("/login", "/login", &form).await;
        let page = Page::of(&reply.body);
        page.assert_untouched();
        assert_eq!((page.value("email"), page.first("next")), (HOSTILE, "/"));
        let query: String = form_urlencoded::byte_serialize(HOSTILE.as_bytes()).collect();
        for path in [
            format!("/e/alpha/history?subject={query}"),
            format!("/e/alpha/history?action={query}"),
            format!("/e/alpha/windows?channel={query}&cursor={query}"),
            format!("/e/{query}"),
            format!("/{query}?lang={query}"),
        ] {
            Page::of(&client.get(&path).await.body).assert_untouched();
        }
    }
}

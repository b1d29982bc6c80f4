//! Two people save the same object: the later one sees before, yours and theirs, and loses nothing.

use reqwest::StatusCode;

use super::{Fields, borrowed, html::Page, owned, window_form};
use crate::support::{
    both,
    client::Client,
    world::{SYSNUM, world},
};

const NOTE: &str = "第一行\n第二行 </textarea>";

/// Row by row, the cells of the comparison.
fn rows(page: &Page) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for element in &page.elements {
        match (element.name.as_str(), element.attribute("scope")) {
            ("th", Some("row")) => rows.push(vec![element.text.trim().to_owned()]),
            ("td", _) => rows.last_mut().expect("a row").push(element.text.trim().to_owned()),
            _ => {}
        }
    }
    rows
}

/// Saves a stale form, checks the page, then saves again from what the page holds.
async fn overruled(client: &mut Client, path: &str, mine: &Fields, compared: [&str; 3]) {
    let reply = client.post_form(path, &borrowed(mine)).await;
    assert_eq!(reply.status, StatusCode::CONFLICT, "{}", reply.body);
    let page = Page::of(&reply.body);
    page.assert_untouched();
    assert!(page.text().contains("测试 admin@alpha.example"), "who was faster");
    let rows = rows(&page);
    assert!(rows.iter().any(|row| row[1..] == compared), "{compared:?} is not in {rows:?}");
    let mut kept = Fields::new();
    for (name, value) in mine {
        if name == "version" {
            let now: i64 = page.value("version").parse().expect("a version");
            assert!(now > value.parse().expect("a version"));
            kept.push((name.clone(), now.to_string()));
        } else {
            assert_eq!(page.value(name), value, "{name} is not kept");
            kept.push((name.clone(), page.value(name).to_owned()));
        }
    }
    let reply = client.post_form(path, &borrowed(&kept)).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    let saved = client.get(reply.location().expect("a place")).await;
    assert_eq!(saved.status, StatusCode::OK);
    let saved = Page::of(&saved.body);
    for name in ["name", "note"] {
        let typed = &mine.iter().find(|(known, _)| known == name).expect("a field").1;
        assert_eq!(saved.value(name), typed);
    }
}

both! {
    async fn a_stale_window_is_compared_and_can_be_saved_from_there(db: TestDb) {
        let world = world(db).await;
        let (mut me, mut other) =
            (world.sign_in("owner@alpha.example").await, world.sign_in("admin@alpha.example").await);
        let path = "/e/alpha/windows/link";
        me.get(path).await;
        let theirs = window_form(&world.alpha, "1", &[("name", "他们的"), ("p.color", "111111")]);
        let reply = other.post_form(path, &borrowed(&theirs)).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let events = world.probe.events().await;
        let mine = window_form(
            &world.alpha,
            "1",
            &[("name", "我的"), ("p.color", "222222"), ("note", NOTE), ("reason", "因为"), ("v.uname", "甲")],
        );
        overruled(&mut me, path, &mine, ["官网链接", "我的", "他们的"]).await;
        let after = world.probe.events().await;
        assert_eq!(after.difference(&events).count(), 1, "the refused save is not recorded");
        assert_eq!(world.version("windows", world.alpha.window).await, "3");
    }

    async fn many_links_signed_meanwhile_do_not_hide_what_changed(db: TestDb) {
        let world = world(db).await;
        let (mut me, mut other) =
            (world.sign_in("owner@alpha.example").await, world.sign_in("admin@alpha.example").await);
        let path = "/e/alpha/windows/link";
        me.get(path).await;
        let theirs = window_form(&world.alpha, "1", &[("name", "他们的")]);
        let reply = other.post_form(path, &borrowed(&theirs)).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let links = format!("{path}/links");
        other.get(&links).await;
        // One more than a page of the history holds.
        for visitor in 0..=50 {
            let partnerid = visitor.to_string();
            let reply = other.post_form(&links, &[("v.partnerid", &partnerid)]).await;
            assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        }
        let mine = window_form(&world.alpha, "1", &[("name", "我的"), ("note", NOTE)]);
        overruled(&mut me, path, &mine, ["官网链接", "我的", "他们的"]).await;
    }

    async fn other_objects_are_compared_alike(db: TestDb) {
        let world = world(db).await;
        let alpha = &world.alpha;
        let account = owned(&[("a.sysnum", SYSNUM), ("a.host", "demo.sobot.com")]);
        let plugin = owned(&[
            ("plugid", "a1b2c3d4e5f60718293a4b5c6d7e8f90"),
            ("provider", "wx104a1a20c3f81ec2"),
            ("plugin_version", "1.4.3"),
            ("alias", "contactPlugin"),
        ]);
        let template = owned(&[("templateid", "5f2c1a9b"), ("groupid", ""), ("locale", "tw")]);
        let field = owned(&[
            ("kind", "level"),
            ("key", "05bcdc56"),
            ("alias", "gold"),
            ("class", "internal"),
        ]);
        for (path, name, own) in [
            ("/e/alpha/settings".to_owned(), "企业 alpha", Fields::new()),
            (format!("/e/alpha/accounts/{}", alpha.account), "官网账号", account),
            (format!("/e/alpha/keys/{}", alpha.key), "官网密钥", Fields::new()),
            (format!("/e/alpha/plugins/{}", alpha.plugin), "商城按钮", plugin),
            (format!("/e/alpha/leave-templates/{}", alpha.template), "售后留言", template),
            (format!("/e/alpha/vip-fields/{}", alpha.field), "金卡", field),
        ] {
            let (mut me, mut other) =
                (world.sign_in("owner@alpha.example").await, world.sign_in("admin@alpha.example").await);
            me.get(&path).await;
            let form = |name: &str| {
                [owned(&[("version", "1"), ("name", name), ("note", NOTE)]), own.clone()].concat()
            };
            let reply = other.post_form(&path, &borrowed(&form("他们的"))).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{path}: {}", reply.body);
            overruled(&mut me, &path, &form("我的"), [name, "我的", "他们的"]).await;
        }
    }

    async fn a_stale_save_of_what_is_there_already_is_no_loss(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let path = "/e/alpha/windows/link";
        client.get(path).await;
        let events = world.probe.events().await;
        let same = window_form(&world.alpha, "1", &[]);
        for _ in 0..2 {
            let reply = client.post_form(path, &borrowed(&same)).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER);
        }
        assert_eq!(world.probe.events().await, events, "saving nothing records nothing");
        assert_eq!(world.version("windows", world.alpha.window).await, "1");
    }
}

//! Lists, trash, clones and acts on many objects, as a browser gets them.

use reqwest::StatusCode;

use super::{borrowed, html::Page, owned, window_form};
use crate::support::{
    both,
    client::Client,
    world::{SYSNUM, World, world},
};

const OWNER: &str = "owner@alpha.example";
const PLUGID: &str = "a1b2c3d4e5f60718293a4b5c6d7e8f90";

/// Registers a plugin and returns its address.
async fn plugin(client: &mut Client, name: &str, plugid: &str) -> String {
    let fields = [
        ("name", name),
        ("plugid", plugid),
        ("provider", "wx104a1a20c3f81ec2"),
        ("plugin_version", "1.4.3"),
        ("alias", "contactPlugin"),
    ];
    let made = client.fill("/e/alpha/plugins/new", "/e/alpha/plugins", &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    made.location().expect("a place").to_owned()
}

fn id(path: &str) -> &str {
    path.rsplit('/').next().expect("an id")
}

async fn listed(client: &mut Client, path: &str) -> Page {
    let reply = client.get(path).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
    Page::of(&reply.body)
}

/// The actions of the last act in the log of alpha, and under how many acts they stand.
async fn last_actions(world: &World, count: usize) -> (Vec<String>, usize) {
    let statement = format!(
        "SELECT action || '|' || act FROM events WHERE log = '{}' ORDER BY seq DESC LIMIT {count}",
        world.alpha.id
    );
    let rows = world.probe.column(&statement).await;
    let mut acts: Vec<&str> = rows.iter().filter_map(|row| row.split('|').nth(1)).collect();
    acts.dedup();
    let actions = rows.iter().filter_map(|row| row.split('|').next()).map(str::to_owned).collect();
    (actions, acts.len())
}

both! {
    async fn what_is_in_use_stays_and_says_who_uses_it(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        let before = world.probe.snapshot().await;
        let alpha = &world.alpha;
        for (path, users) in [
            (format!("/e/alpha/plugins/{}", alpha.plugin), &["/e/alpha/windows/button"][..]),
            (format!("/e/alpha/keys/{}", alpha.key), &["/e/alpha/windows/link"]),
            (format!("/e/alpha/accounts/{}", alpha.account), &["/e/alpha/windows/link", "/e/alpha/keys/"]),
        ] {
            let reply = client.fill(&path, &format!("{path}/deletions"), &[]).await;
            assert_eq!(reply.status, StatusCode::CONFLICT, "{}", reply.body);
            for user in users {
                assert!(reply.body.contains(&format!("href=\"{user}")), "{path}: {user}");
            }
        }
        assert_eq!(world.probe.snapshot().await, before);
    }

    async fn into_the_trash_and_back_as_a_new_version(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        let path = plugin(&mut client, "甲插件", PLUGID).await;
        let moved = client.fill(&path, &format!("{path}/deletions"), &[("reason", "不用了")]).await;
        assert_eq!(moved.location(), Some("/e/alpha/plugins"));
        let list = listed(&mut client, "/e/alpha/plugins").await;
        assert_eq!(list.value("act"), "restore", "the message offers to take it back");
        assert_eq!(list.first("ids"), id(&path));
        assert!(!list.elements.iter().any(|one| one.attribute("href") == Some(&path)));

        let trash = listed(&mut client, "/e/alpha/trash").await;
        assert!(trash.text().contains("甲插件") && trash.text().contains("测试 owner@alpha.example"), "{}", trash.text());
        // It can be looked at, and nothing else.
        let shown = client.get(&path).await;
        assert!(shown.body.contains("它在回收站里") && !shown.body.contains("data-save"), "{}", shown.body);
        let before = world.probe.snapshot().await;
        let version = world.version("plugins", id(&path)).await;
        for verb in ["", "/clones", "/deletions"] {
            let refused = client.post_form(&format!("{path}{verb}"), &[("version", &version), ("name", "乙")]).await;
            assert_eq!(refused.status, StatusCode::CONFLICT, "{verb}");
        }
        assert_eq!(world.probe.snapshot().await, before);
        // Its name stays taken.
        let fields = [("name", "甲插件"), ("plugid", PLUGID), ("provider", "wx104a1a20c3f81ec2"), ("plugin_version", "1.4.3"), ("alias", "contactPlugin")];
        let refused = client.fill("/e/alpha/plugins/new", "/e/alpha/plugins", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("回收站"), "{}", refused.body);

        let restored = client.fill("/e/alpha/trash", &format!("{path}/restorations"), &[]).await;
        assert_eq!(restored.location(), Some(path.as_str()));
        assert_eq!(world.version("plugins", id(&path)).await, "3");
        let (actions, _) = last_actions(&world, 3).await;
        assert_eq!(actions, ["plugin.restored", "plugin.trashed", "plugin.created"]);
        assert!(client.get(&path).await.body.contains("data-save"));
    }

    async fn a_window_comes_back_only_to_what_it_refers_to(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        let plugin = format!("/e/alpha/plugins/{}", world.alpha.plugin);
        client.get("/e/alpha/windows").await;
        for path in ["/e/alpha/windows/button", &plugin] {
            let moved = client.post_form(&format!("{path}/deletions"), &[]).await;
            assert_eq!(moved.status, StatusCode::SEE_OTHER, "{path}: {}", moved.body);
        }
        let refused = client.post_form("/e/alpha/windows/button/restorations", &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.body.contains(&plugin), "{}", refused.body);
        // Its code stays taken, too.
        let mut fields = window_form(&world.alpha, "1", &[("code", "button"), ("channel", "sobot")]);
        fields.retain(|(name, _)| name != "version");
        let taken = client.post_form("/e/alpha/windows", &borrowed(&fields)).await;
        assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
        for path in [plugin.as_str(), "/e/alpha/windows/button"] {
            let restored = client.post_form(&format!("{path}/restorations"), &[]).await;
            assert_eq!(restored.location(), Some(path), "{}", restored.body);
        }
    }

    async fn many_at_once_are_one_act(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        let mut paths = Vec::new();
        for name in ["一", "二", "三"] {
            paths.push(plugin(&mut client, name, &format!("{PLUGID}{name}").replace(name, "")).await);
        }
        let ids: Vec<(&str, &str)> = paths.iter().map(|path| ("ids", id(path))).collect();
        let act = |more: &[(&'static str, &'static str)]| {
            ids.iter().copied().chain(more.iter().copied()).collect::<Vec<_>>()
        };
        let batches = "/e/alpha/plugins/batches";
        let back = "/e/alpha/plugins?tag=vip";
        for (fields, action) in [
            (act(&[("act", "tag"), ("value", "VIP，华南"), ("back", back)]), "plugin.saved"),
            (act(&[("act", "owner"), ("value", "张三")]), "plugin.saved"),
            (act(&[("act", "untag"), ("value", "华南")]), "plugin.saved"),
            (act(&[("act", "trash")]), "plugin.trashed"),
            (act(&[("act", "restore")]), "plugin.restored"),
        ] {
            let to = if fields.contains(&("back", back)) { back } else { "/e/alpha/plugins" };
            let reply = client.fill("/e/alpha/plugins", batches, &fields).await;
            assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, Some(to)), "{}", reply.body);
            let (actions, acts) = last_actions(&world, 3).await;
            assert_eq!((actions, acts), (vec![action.to_owned(); 3], 1));
        }
        let found = listed(&mut client, "/e/alpha/plugins?tag=VIP&owner=%E5%BC%A0%E4%B8%89&sort=-updated").await;
        assert!(found.text().contains("共 3 条") && !found.text().contains("华南"), "{}", found.text());

        let before = world.probe.snapshot().await;
        let foreign = world.beta.plugin.to_string();
        let used = world.alpha.plugin.to_string();
        for (fields, status) in [
            (vec![("act", "trash")], 422),
            (vec![("ids", ids[0].1), ("act", "burn")], 422),
            (vec![("ids", ids[0].1), ("act", "tag"), ("value", " ，")], 422),
            (vec![("ids", ids[0].1), ("act", "tag"), ("act", "tag"), ("value", "x")], 422),
            (vec![("ids", ids[0].1), ("ids", &foreign), ("act", "trash")], 404),
            (vec![("ids", ids[0].1), ("ids", &used), ("act", "trash")], 409),
        ] {
            let reply = client.post_form(batches, &fields).await;
            assert_eq!(reply.status.as_u16(), status, "{fields:?}");
        }
        assert_eq!(world.probe.snapshot().await, before, "all or nothing");
        // The way back leads to the list itself only.
        let fields = [("ids", ids[0].1), ("act", "tag"), ("value", "x"), ("back", "https://evil.example/")];
        let reply = client.post_form(batches, &fields).await;
        assert_eq!(reply.location(), Some("/e/alpha/plugins"));
    }

    async fn lists_take_whatever_is_asked_for(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("auditor@alpha.example").await;
        let all = listed(&mut client, "/e/alpha/windows").await;
        assert!(all.text().contains("官网链接") && all.text().contains("订单页按钮"));
        for (query, found) in [
            ("q=%E9%93%BE%E6%8E%A5", ["官网链接", "订单页按钮"]),
            ("q=BUTT", ["订单页按钮", "官网链接"]),
            ("channel=wecom", ["订单页按钮", "官网链接"]),
            ("channel=sobot&target=link&environment=test&sort=-updated", ["官网链接", "订单页按钮"]),
        ] {
            let page = listed(&mut client, &format!("/e/alpha/windows?{query}")).await;
            assert!(page.text().contains(found[0]) && !page.text().contains(found[1]), "{query}");
        }
        for query in ["q=%25", "q=_", "q=%27%22%3B--", "q=%E9%9A%BE", "channel=%25", "tag=a&owner=b", "environment=x"] {
            let page = listed(&mut client, &format!("/e/alpha/windows?{query}")).await;
            assert!(page.text().contains("没有找到"), "{query}: {}", page.text());
            page.assert_untouched();
        }
        // What is no mark of this list is its first page.
        for cursor in ["x", "f", "%01", "f01935000-0000-7000-8000-000000000001", "b1.YQ", "f01935000-0000-7000-8000-000000000001.%FF"] {
            let page = listed(&mut client, &format!("/e/alpha/windows?cursor={cursor}")).await;
            assert!(page.text().contains("官网链接"), "{cursor}");
        }
        let page = listed(&mut client, "/e/alpha/windows").await;
        assert!(page.values("ids").is_empty(), "an auditor chooses nothing");
    }

    async fn a_copy_in_another_enterprise_is_empty_where_it_must_be(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let path = "/e/alpha/windows/link/clones";
        let fields = [("enterprise", "beta"), ("name", "官网链接二"), ("code", "link-two")];
        let made = root.fill(path, path, &fields).await;
        assert_eq!(made.location(), Some("/e/beta/windows/link-two"), "{}", made.body);
        let shown = root.get("/e/beta/windows/link-two").await;
        for told in ["已清空", "渠道账号", "安全密钥"] {
            assert!(shown.body.contains(told), "{told}: {}", shown.body);
        }
        let stored = "SELECT COALESCE(account_id, '') || COALESCE(key_id, '') || parameters FROM windows WHERE code = 'link-two'";
        assert_eq!(world.probe.one(stored).await, "{\"color\":\"04babc\"}");
        // The same again is refused, and nothing is made twice.
        let again = root.fill(path, path, &fields).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(Page::of(&again.body).value("code"), "link-two");

        let mut owner = world.sign_in(OWNER).await;
        let refused = owner.fill(path, path, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "no rights there");
        assert!(!refused.body.contains("beta"), "and no word of it");
        let here = owner.fill(path, path, &[("enterprise", "alpha"), ("name", "副本"), ("code", "copy")]).await;
        assert_eq!(here.location(), Some("/e/alpha/windows/copy"));
        let kept = world.probe.one("SELECT account_id FROM windows WHERE code = 'copy'").await;
        assert_eq!(kept, world.alpha.account.to_string(), "at home the references stay");

        let plugin = format!("/e/alpha/plugins/{}/clones", world.alpha.plugin);
        let made = owner.fill(&plugin, &plugin, &[("enterprise", "alpha"), ("name", "副本")]).await;
        let shown = owner.get(made.location().expect("a place")).await;
        assert!(shown.body.contains("plugid") && shown.body.contains("已清空"));
        assert_eq!(Page::of(&shown.body).value("plugid"), "");
    }

    async fn the_same_identifier_twice_is_told_with_its_other_holder(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        let first = format!("/e/alpha/accounts/{}", world.alpha.account);
        assert!(!client.get(&first).await.body.contains("相同的另一个对象"));
        let fields = [("channel", "sobot"), ("name", "又一个"), ("a.sysnum", SYSNUM), ("a.host", "www.sobot.com")];
        let made = client.fill("/e/alpha/accounts/new?channel=sobot", "/e/alpha/accounts", &fields).await;
        let second = made.location().expect("a place").to_owned();
        for (page, other) in [(&second, &first), (&first, &second)] {
            let shown = Page::of(&client.get(page).await.body);
            assert!(shown.text().contains("相同的另一个对象"), "{}", shown.text());
            assert!(shown.elements.iter().any(|one| one.attribute("href") == Some(other)));
        }
        let other = plugin(&mut client, "同号插件", PLUGID).await;
        assert!(client.get(&other).await.body.contains(&world.alpha.plugin.to_string()));
    }

    async fn a_form_that_is_sent_twice_makes_one_object(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("root@portal.example").await;
        let (account, key) = (world.alpha.account.to_string(), [("scheme", "sobot_web_md5"), ("secret", "s3cret-of-a-test")]);
        let cases = [
            ("/enterprises", "enterprises", owned(&[("name", "企业"), ("slug", "twice")])),
            ("/e/alpha/accounts", "accounts", owned(&[("channel", "sobot"), ("name", "两次"), ("a.sysnum", SYSNUM), ("a.host", "www.sobot.com")])),
            ("/e/alpha/keys", "keys", owned(&[("name", "两次"), ("account_id", &account), key[0], key[1]])),
            ("/e/alpha/plugins", "plugins", owned(&[("name", "两次"), ("plugid", PLUGID), ("provider", "wx104a1a20c3f81ec2"), ("plugin_version", "1.4.3"), ("alias", "contactPlugin")])),
        ];
        client.get("/enterprises/new").await;
        for (path, table, fields) in cases {
            let before = world.probe.count(table).await;
            let made = client.post_form(path, &borrowed(&fields)).await;
            assert_eq!(made.status, StatusCode::SEE_OTHER, "{path}: {}", made.body);
            let again = client.post_form(path, &borrowed(&fields)).await;
            assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert_eq!(world.probe.count(table).await, before + 1, "{path}");
        }
    }

    async fn an_enterprise_in_the_trash_is_read_only_until_it_comes_back(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        let path = "/e/alpha/deletions";
        let refused = client.fill(path, path, &[("name", "别的企业")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(Page::of(&refused.body).wrong_beside("name").is_some());
        let moved = client.fill(path, path, &[("name", "企业 alpha")]).await;
        assert_eq!(moved.location(), Some("/enterprises"), "{}", moved.body);
        let list = client.get("/enterprises").await;
        assert!(list.body.contains("/e/alpha/restorations"), "{}", list.body);
        let before = world.probe.snapshot().await;
        let shown = client.get("/e/alpha/windows").await;
        assert!(!shown.body.contains("/e/alpha/windows/new"), "nothing to change");
        let form = window_form(&world.alpha, "1", &[("name", "改")]);
        let saved = client.post_form("/e/alpha/windows/link", &borrowed(&form)).await;
        assert_eq!(saved.status, StatusCode::CONFLICT);
        assert_eq!(world.probe.snapshot().await, before);
        let mut developer = world.sign_in("developer@alpha.example").await;
        let list = developer.get("/enterprises").await.body;
        assert!(!list.contains("/e/alpha/restorations"));
        let back = client.post_form("/e/alpha/restorations", &[]).await;
        assert_eq!(back.location(), Some("/e/alpha"));
        assert_eq!(client.post_form("/e/alpha/windows/link", &borrowed(&form)).await.status, StatusCode::SEE_OTHER);
    }
}

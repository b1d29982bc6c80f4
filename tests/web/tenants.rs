//! The list of enterprises: searched, narrowed and sorted, over those that somebody has a role in; acts
//! on several of them, each under the right in it; and copies.

use reqwest::StatusCode;

use super::html::Page;
use crate::support::{
    both,
    client::Client,
    world::{SECRET, World, world},
};

/// The slugs on a page of the list, in its order.
async fn slugs(client: &mut Client, query: &str) -> Vec<String> {
    let reply = client.get(&format!("/enterprises?{query}")).await;
    assert_eq!(reply.status, StatusCode::OK, "{query}: {}", reply.body);
    let links = reply.body.split("class=\"row-link\" href=\"/e/").skip(1);
    links.map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
}

async fn register(world: &World, count: usize) -> Client {
    let mut root = world.sign_in("root@portal.example").await;
    for number in 0..count {
        let (name, slug) = (format!("分公司 {number:02}"), format!("branch-{number:02}"));
        let tag = if number % 2 == 0 { "even" } else { "odd" };
        let fields = [("name", name.as_str()), ("slug", &slug), ("tags", tag), ("owner", "Li")];
        let reply = root.fill("/enterprises/new", "/enterprises", &fields).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    }
    root
}

both! {
    async fn enterprises_are_searched_narrowed_sorted_and_turned(db: TestDb) {
        let world = world(db).await;
        let mut root = register(&world, 52).await;
        assert_eq!(slugs(&mut root, "q=branch-07").await, ["branch-07"]);
        assert_eq!(slugs(&mut root, "q=%E5%85%AC%E5%8F%B8+08").await, ["branch-08"]);
        assert_eq!(slugs(&mut root, "tag=odd").await.len(), 26);
        assert_eq!(slugs(&mut root, "tag=odd&owner=li&q=branch&sort=-name").await[0], "branch-51");
        assert_eq!(slugs(&mut root, "sort=-updated").await[0], "branch-51");
        assert!(slugs(&mut root, "q=%25").await.is_empty());
        let first = root.get("/enterprises").await.body;
        let next = first.split("href=\"").find(|rest| rest.starts_with("/enterprises?cursor="));
        let next = next.and_then(|rest| rest.split('"').next()).expect("a second page");
        let query = next.trim_start_matches("/enterprises?").replace("&amp;", "&");
        assert_eq!(slugs(&mut root, &query).await.len(), 4, "52 and the two of the world, 50 a page");
        assert_eq!(first.matches("name=\"ids\"").count(), 50, "whoever may change all may choose all");
    }

    async fn only_the_own_enterprises_are_listed_however_one_asks(db: TestDb) {
        let world = world(db).await;
        register(&world, 2).await;
        let mut auditor = world.sign_in("auditor@beta.example").await;
        for query in ["", "q=beta", "tag=vip", "sort=-updated", "q=%E4%BC%81%E4%B8%9A&sort=updated"] {
            assert_eq!(slugs(&mut auditor, query).await, ["beta"], "{query}");
        }
        assert!(slugs(&mut auditor, "q=alpha").await.is_empty());
        let body = auditor.get("/enterprises").await.body;
        assert!(!body.contains("name=\"ids\""), "an auditor chooses nothing");
        let mut nobody = world.sign_in("nobody@portal.example").await;
        assert!(slugs(&mut nobody, "").await.is_empty());
        let body = nobody.get("/enterprises").await.body;
        assert!(body.contains("还没有企业") && !body.contains("/enterprises/new"), "{body}");
    }

    async fn several_are_described_and_moved_each_with_an_act_of_its_own(db: TestDb) {
        let world = world(db).await;
        let mut root = register(&world, 3).await;
        let ids = [id(&world, "branch-00").await, id(&world, "branch-01").await];
        let chosen = [("ids", ids[0].as_str()), ("ids", ids[1].as_str())];
        let act = |more: &[(&'static str, &'static str)]| {
            chosen.iter().copied().chain(more.iter().copied()).collect::<Vec<_>>()
        };
        let back = "/enterprises?tag=odd";
        for (fields, action) in [
            (act(&[("act", "tag"), ("value", "华南"), ("back", back)]), "enterprise.saved"),
            (act(&[("act", "owner"), ("value", "张三"), ("reason", "换人")]), "enterprise.saved"),
            (act(&[("act", "trash")]), "enterprise.trashed"),
            (act(&[("act", "restore")]), "enterprise.restored"),
        ] {
            let to = if fields.contains(&("back", back)) { back } else { "/enterprises" };
            let reply = root.fill("/enterprises", BATCHES, &fields).await;
            assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, Some(to)), "{}", reply.body);
            let mut acts = Vec::new();
            for id in &ids {
                let statement = format!("SELECT action || '|' || act FROM events WHERE log = '{id}' ORDER BY seq DESC LIMIT 1");
                let last = world.probe.one(&statement).await;
                let (told, act) = last.split_once('|').expect("an event");
                assert_eq!(told, action);
                acts.push(act.to_owned());
            }
            assert_ne!(acts[0], acts[1], "an act for each enterprise");
            if action == "enterprise.trashed" {
                let list = root.get("/enterprises").await.body;
                assert!(list.contains("2 个企业移到回收站") && list.contains("value=\"restore\""), "{list}");
                assert!(list.contains("/e/branch-00/restorations"), "they lie below the list: {list}");
            }
        }
        assert_eq!(slugs(&mut root, "tag=%E5%8D%8E%E5%8D%97&owner=%E5%BC%A0%E4%B8%89").await, ["branch-00", "branch-01"]);
    }

    async fn the_right_is_asked_for_in_each_enterprise_and_all_or_nothing_is_done(db: TestDb) {
        let world = world(db).await;
        register(&world, 1).await;
        let (alpha, beta) = (world.alpha.id.to_string(), world.beta.id.to_string());
        let branch = id(&world, "branch-00").await;
        // A reader of beta beside the role in alpha: seen, and not to be changed.
        world.probe.execute(&format!(
            "INSERT INTO grants (person_id, place, enterprise_id, role, created_at)
             SELECT id, '{beta}', '{beta}', 'auditor', 1 FROM people WHERE email = 'admin@alpha.example'"
        )).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let list = admin.get("/enterprises").await.body;
        assert!(list.contains(&format!("value=\"{alpha}\"")) && list.contains("/e/beta"), "{list}");
        assert!(!list.contains(&format!("value=\"{beta}\"")), "only the own one can be chosen");
        let before = world.probe.objects().await;
        for (ids, status) in [
            (vec![&alpha, &branch], 404),
            (vec![&branch], 404),
            (vec![&alpha, &beta], 403),
            (vec![], 422),
        ] {
            for act in ["tag", "owner", "trash", "restore"] {
                let mut fields = vec![("act", act), ("value", "x")];
                fields.extend(ids.iter().map(|id| ("ids", id.as_str())));
                let reply = admin.post_form(BATCHES, &fields).await;
                assert_eq!(reply.status.as_u16(), status, "{act} {ids:?}");
                assert!(!reply.body.contains("branch-00"), "{}", reply.body);
            }
        }
        let nowhere = admin.post_form(BATCHES, &[("act", "tag"), ("value", "x"), ("ids", "no-id")]).await;
        assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
        let leak = [("act", "owner"), ("value", SECRET), ("ids", alpha.as_str())];
        let refused = admin.post_form(BATCHES, &leak).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!refused.body.contains(SECRET) && refused.body.contains("安全密钥"), "{}", refused.body);
        // What holds windows says which, and stays.
        let blocked = admin.post_form(BATCHES, &[("act", "trash"), ("ids", &alpha)]).await;
        assert_eq!(blocked.status, StatusCode::CONFLICT);
        assert!(blocked.body.contains("/e/alpha/windows/link") && blocked.body.contains("企业里还有聊天窗"), "{}", blocked.body);
        assert_eq!(world.probe.objects().await, before);
        let done = admin.post_form(BATCHES, &[("act", "tag"), ("value", "x"), ("ids", &alpha)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
    }

    async fn a_copy_has_the_settings_and_none_of_the_vendors_ids(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let house = [("version", "0"), ("p.custom_title", "您好"), ("p.groupid", "group-77")];
        let saved = root.fill("/e/alpha/settings/defaults/sobot", "/e/alpha/settings/defaults/sobot", &house).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
        let domains = [("version", "0"), ("domains", "shop.example.com")];
        root.fill("/e/alpha/settings/domains", "/e/alpha/settings/domains", &domains).await;
        let settings = root.get("/e/alpha/settings").await.body;
        assert!(settings.contains("/enterprises/alpha/clones"), "{settings}");
        let form = Page::of(&root.get(CLONES).await.body);
        assert_eq!(form.value("name"), "企业 alpha 副本");
        assert_eq!((form.value("slug"), form.value("owner"), form.value("content")), ("", "王芳", "true"));
        assert!(form.text().contains("shop.example.com"), "{}", form.text());

        let typed = [("name", "新公司"), ("slug", "gamma"), ("owner", "王芳"), ("tags", "vip"), ("note", "第一行"), ("domains", "new.example.com"), ("content", "true"), ("reason", "新租户")];
        let made = root.fill(CLONES, CLONES, &typed).await;
        assert_eq!(made.location(), Some("/e/gamma"), "{}", made.body);
        let shown = root.get("/e/gamma").await.body;
        for told in ["已清空", "VIP 字段", "留言模板", "groupid"] {
            assert!(shown.contains(told), "{told}: {shown}");
        }
        let gamma = id(&world, "gamma").await;
        let count = async |table: &str| {
            world.probe.one(&format!("SELECT CAST(COUNT(*) AS TEXT) FROM {table} WHERE enterprise_id = '{gamma}'")).await
        };
        for (table, number) in [
            ("vip_fields", "1"), ("leave_templates", "1"), ("channel_defaults", "1"), ("site_domains", "1"),
            ("accounts", "0"), ("keys", "0"), ("plugins", "0"), ("windows", "0"), ("grants", "0"),
        ] {
            assert_eq!(count(table).await, number, "{table}");
        }
        let of = |table: &str, columns: &str| format!("SELECT {columns} FROM {table} WHERE enterprise_id = '{gamma}'");
        assert_eq!(world.probe.one(&of("vip_fields", "name || '.' || key || '.' || alias")).await, "金卡..");
        assert_eq!(world.probe.one(&of("leave_templates", "name || '.' || templateid || '.' || groupid")).await, "售后留言..");
        assert_eq!(world.probe.one(&of("channel_defaults", "parameters")).await, r#"{"custom_title":"您好"}"#);
        assert_eq!(world.probe.one(&of("site_domains", "hosts")).await, "new.example.com");
        let events = world.probe.column(&format!("SELECT action || ' ' || details FROM events WHERE log = '{gamma}' ORDER BY seq")).await;
        assert!(events[0].starts_with("enterprise.created") && events[0].contains("企业 alpha"), "{events:?}");
        assert_eq!(events.len(), 5);
        let acts = world.probe.column(&format!("SELECT DISTINCT act FROM events WHERE log = '{gamma}'")).await;
        assert_eq!(acts.len(), 1);
        let history = root.get("/e/gamma/history").await.body;
        assert!(history.contains("企业 alpha"), "{history}");
    }

    async fn a_copy_is_refused_with_all_that_was_typed(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        root.get(CLONES).await;
        let before = world.probe.snapshot().await;
        for (slug, note, domains, beside) in [
            ("beta", "", "", "slug"),
            ("new", "", "", "slug"),
            ("fresh", SECRET, "", "note"),
            ("fresh", "", "not a host", "domains"),
        ] {
            let typed = [("name", "新公司"), ("slug", slug), ("note", note), ("domains", domains), ("reason", "原因")];
            let reply = root.post_form(CLONES, &typed).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{slug}");
            let page = Page::of(&reply.body);
            assert!(page.wrong_beside(beside).is_some(), "{beside}: {}", page.text());
            assert_eq!((page.value("name"), page.value("slug"), page.value("reason")), ("新公司", slug, "原因"));
            let ticked = page.with_id("content").expect("a box").attribute("checked");
            assert!(ticked.is_none(), "it was not ticked");
            assert!(!reply.body.contains(SECRET));
        }
        let strange = [("name", "新公司"), ("slug", "fresh"), ("trashed_at", "1")];
        assert_eq!(root.post_form(CLONES, &strange).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(root.get("/enterprises/nowhere/clones").await.status, StatusCode::NOT_FOUND);
        assert_eq!(world.probe.snapshot().await, before);
        let bare = [("name", "新公司"), ("slug", "bare")];
        assert_eq!(root.post_form(CLONES, &bare).await.location(), Some("/e/bare"));
        let bare = id(&world, "bare").await;
        let fields = format!("SELECT id FROM vip_fields WHERE enterprise_id = '{bare}'");
        assert!(world.probe.column(&fields).await.is_empty(), "nothing was asked for");
        // An owner of one enterprise makes no new ones.
        let mut owner = world.sign_in("owner@alpha.example").await;
        assert_eq!(owner.get(CLONES).await.status, StatusCode::FORBIDDEN);
        assert!(!owner.get("/e/alpha/settings").await.body.contains("/clones"));
    }
}

const BATCHES: &str = "/enterprises/batches";
const CLONES: &str = "/enterprises/alpha/clones";

async fn id(world: &World, slug: &str) -> String {
    world.probe.one(&format!("SELECT id FROM enterprises WHERE slug = '{slug}'")).await
}

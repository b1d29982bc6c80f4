//! Templates and VIP fields: what a window takes from them, what it is told, and what leaves as a file.

use jieru::store::windows::{self, Used};
use reqwest::StatusCode;

use super::{Fields, borrowed, html::Page, owned, window_form};
use crate::support::{
    both,
    client::Client,
    world::{SYSNUM, World, world},
};

const OWNER: &str = "owner@alpha.example";

async fn register(client: &mut Client, fields: &[(&str, &str)]) {
    client.get("/e/alpha/vip-fields/new").await;
    let reply = client.post_form("/e/alpha/vip-fields", fields).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
}

async fn console(client: &mut Client) {
    for (kind, name, key, class) in [
        ("customer", "所在城市", "customField4", "personal"),
        ("customer", "身份证号", "customField6", "sensitive"),
        ("label", "老客户", "regular", "internal"),
        ("ticket", "设备号", "device_no", "internal"),
    ] {
        register(client, &[("kind", kind), ("name", name), ("key", key), ("class", class)]).await;
    }
}

fn visitor(more: &[(&str, &str)]) -> Vec<(String, String)> {
    [owned(&[("v.partnerid", "user-7"), ("v.is_vip", "true")]), owned(more)].concat()
}

/// Saves the window `link` with these visitor values.
async fn saved(world: &World, client: &mut Client, more: &[(&str, &str)]) -> (StatusCode, Page) {
    let path = "/e/alpha/windows/link";
    client.get(path).await;
    let version = world.version("windows", world.alpha.window).await;
    let form: Fields = [window_form(&world.alpha, &version, &[]), visitor(more)].concat();
    let reply = client.post_form(path, &borrowed(&form)).await;
    if reply.status == StatusCode::SEE_OTHER {
        let page = client.get(path).await;
        return (reply.status, Page::of(&page.body));
    }
    (reply.status, Page::of(&reply.body))
}

fn leave(world: &World, template: &str, more: &[(&str, &str)]) -> Fields {
    let given = [
        ("name", "留言"),
        ("target", "leave_message"),
        ("environment", "test"),
        ("account_id", &world.alpha.account.to_string()),
        ("template_id", template),
    ];
    [owned(&given), owned(more)].concat()
}

both! {
    async fn unregistered_names_are_refused_with_the_near_one(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        // Nothing of the kind is registered: nothing can be compared, and it is told.
        let fields = [("v.customer_fields", "{\"anything\":\"x\"}")];
        let (status, page) = saved(&world, &mut client, &fields).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(page.text().contains("还没有登记客户字段"), "{}", page.text());

        console(&mut client).await;
        let fields = [("v.customer_fields", "{\"custmField4\":\"北京\"}")];
        let (status, page) = saved(&world, &mut client, &fields).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let wrong = page.wrong_beside("v-customer_fields").expect("beside the field");
        assert!(wrong.contains("customField4"), "{wrong}");
        assert_eq!(page.value("v.partnerid"), "user-7", "what was typed stays");

        let fields = [("v.vip_level", "gld"), ("v.user_label", "regular, unheard")];
        let (status, page) = saved(&world, &mut client, &fields).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "ids may be new in the console");
        let text = page.text();
        assert!(text.contains("没有登记VIP 等级 gld，是否想写 gold？"), "{text}");
        assert!(text.contains("没有登记客户标签 unheard"), "{text}");

        let (status, page) = saved(&world, &mut client, &[("v.vip_level", "金卡")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(page.text().contains("“金卡”是登记的名称"), "{}", page.text());
    }

    async fn sensitive_data_in_a_link_is_warned_of(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        console(&mut client).await;
        for (name, given) in [("v.customer_fields", "customField6"), ("v.params", "customField6")] {
            let value = format!("{{\"{given}\":\"x\"}}");
            let (status, page) = saved(&world, &mut client, &[(name, &value)]).await;
            assert_eq!(status, StatusCode::SEE_OTHER);
            assert!(page.text().contains("“身份证号”登记为敏感个人信息"), "{name}: {}", page.text());
        }
        let value = "{\"free\":\"x\"}";
        let (_, page) = saved(&world, &mut client, &[("v.params", value)]).await;
        assert!(!page.text().contains("登记为敏感"), "names of one's own are free in a chat");
    }

    async fn a_level_without_vip_has_no_effect_and_says_so(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        let path = "/e/alpha/windows/link";
        client.get(path).await;
        let form = window_form(&world.alpha, "1", &[("v.is_vip", "false"), ("v.vip_level", "gold")]);
        let reply = client.post_form(path, &borrowed(&form)).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let page = Page::of(&client.get(path).await.body);
        let field = page.with_id("f-v-vip_level").expect("the field");
        assert!(field.text.contains("is_vip"), "{}", field.text);
        let offers = page.with_id("v-vip_level-offers").expect("registered levels to choose from");
        assert_eq!(offers.name, "datalist");
        let used = client.get(&format!("/e/alpha/vip-fields/{}", world.alpha.field)).await;
        assert!(used.body.contains("/e/alpha/windows/link"), "where it is used");
    }

    async fn tickets_know_their_own_fields_only(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        console(&mut client).await;
        client.get("/e/alpha/windows/new?channel=sobot&target=ticket").await;
        let account = world.alpha.account.to_string();
        let ticket = |code, params| vec![
            ("name", "工单"), ("channel", "sobot"), ("target", "ticket"), ("code", code),
            ("environment", "test"), ("account_id", account.as_str()),
            ("w.url", "https://demo.sobot.com/ticket/form/index.html?id=42"), ("v.params", params),
        ];
        let wrong = client.post_form("/e/alpha/windows", &ticket("t1", "{\"devic_no\":\"1\"}")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(Page::of(&wrong.body).text().contains("是否想写 device_no"), "{}", wrong.body);
        let right = client.post_form("/e/alpha/windows", &ticket("t1", "{\"device_no\":\"1\"}")).await;
        assert_eq!(right.status, StatusCode::SEE_OTHER, "{}", right.body);
    }

    async fn a_leave_window_takes_its_ids_from_the_template(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        let template = world.alpha.template.to_string();
        client.get("/e/alpha/windows/new?channel=sobot&target=leave_message").await;
        let fields = leave(&world, &template, &[("channel", "sobot"), ("code", "leave"), ("w.groupid", "other")]);
        let reply = client.post_form("/e/alpha/windows", &borrowed(&fields)).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let path = "/e/alpha/windows/leave";
        let page = Page::of(&client.get(path).await.body);
        let code = page.text();
        assert!(code.contains("templateid=5f2c1a9b7d3e4c6f&groupid=after-sales"), "{code}");
        assert!(code.contains("source=9") && code.contains("locale=cn"), "{code}");
        assert!(code.contains("由留言模板“售后留言”决定"), "the other group is told: {code}");
        for id in ["w-templateid", "w-groupid", "p-locale"] {
            assert!(page.with_id(id).is_none(), "{id} is decided by the template");
        }
        // A change of the template reaches its windows.
        let at = format!("/e/alpha/leave-templates/{template}");
        client.get(&at).await;
        let change = [("version", "1"), ("name", "售后"), ("templateid", "changed-1"), ("groupid", ""), ("locale", "")];
        assert_eq!(client.post_form(&at, &change).await.status, StatusCode::SEE_OTHER);
        let page = Page::of(&client.get(path).await.body);
        assert!(page.text().contains("templateid=changed-1") && !page.text().contains("groupid="), "{}", page.text());
        assert!(page.with_id("p-locale").is_some(), "the window decides about the language again");
        let used = client.get(&at).await;
        assert!(used.body.contains(path), "where it is used");
        let mut read = world.store.read().await.expect("a connection");
        let lines = windows::using(&mut read, world.alpha.id, Used::Template(world.alpha.template)).await;
        assert_eq!(lines.expect("lines").len(), 1);
        drop(read);

        // Typed ids go on working, and a foreign template does not exist.
        client.get(path).await;
        let own = leave(&world, "", &[("version", "1"), ("w.templateid", "typed-1")]);
        assert_eq!(client.post_form(path, &borrowed(&own)).await.status, StatusCode::SEE_OTHER);
        let page = Page::of(&client.get(path).await.body);
        assert!(page.text().contains("templateid=typed-1"), "{}", page.text());
        let foreign = leave(&world, &world.beta.template.to_string(), &[("version", "2")]);
        let reply = client.post_form(path, &borrowed(&foreign)).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(Page::of(&reply.body).wrong_beside("template_id").is_some());
    }

    async fn a_template_shows_its_link_and_its_languages(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        let at = format!("/e/alpha/leave-templates/{}", world.alpha.template);
        let page = Page::of(&client.get(&at).await.body);
        let link = format!(
            "https://demo.sobot.com/chat/h5/v2/leavemessage.html?sysnum={SYSNUM}&source=9&templateid=5f2c1a9b7d3e4c6f&groupid=after-sales&locale=cn"
        );
        assert_eq!(page.with_id("leave-1").expect("a link").text, link);
        assert!(page.text().contains("由它代替"), "no English variant yet: {}", page.text());
        let english = [("name", "英文"), ("templateid", "5f2c1a9b7d3e4c6f"), ("groupid", "after-sales"), ("locale", "en")];
        let made = client.post_form("/e/alpha/leave-templates", &english).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        let page = client.get(&at).await.body;
        assert!(page.contains(made.location().expect("a place")), "the variant is linked");
        let again = [("name", "又一个"), ("templateid", "5f2c1a9b7d3e4c6f"), ("groupid", "after-sales"), ("locale", "en")];
        let refused = client.post_form("/e/alpha/leave-templates", &again).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let beside = Page::of(&refused.body).wrong_beside("templateid").expect("a message").to_owned();
        assert!(beside.contains("“英文”"), "{beside}");
        let same = [("name", "英文"), ("templateid", "another")];
        let refused = client.post_form("/e/alpha/leave-templates", &same).await;
        assert!(Page::of(&refused.body).wrong_beside("name").is_some());
        let unknown = [("name", "x"), ("templateid", "another"), ("locale", "fr")];
        let refused = client.post_form("/e/alpha/leave-templates", &unknown).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(Page::of(&refused.body).wrong_beside("locale").is_some(), "{}", refused.body);
    }

    async fn the_dictionary_leaves_as_files_that_nothing_can_break_out_of(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        for (name, key) in [("=HYPERLINK(\"https://x.example\")", "-1+1"), ("a|b,\"c\"", "＝2")] {
            register(&mut client, &[("kind", "customer"), ("name", name), ("key", key), ("class", "sensitive")]).await;
        }
        let mut auditor = world.sign_in("auditor@alpha.example").await;
        let csv = auditor.get("/e/alpha/vip-fields.csv").await;
        assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
        assert!(csv.header("content-disposition").is_some_and(|told| told.contains("vip-fields-alpha.csv")));
        let lines: Vec<&str> = csv.body.trim_start_matches('\u{feff}').split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert!(csv.body.contains("\"'=HYPERLINK(\"\"https://x.example\"\")\""), "{}", csv.body);
        assert!(csv.body.contains("'-1+1") && csv.body.contains("'＝2"), "{}", csv.body);
        assert!(csv.body.contains("敏感个人信息") && csv.body.contains("金卡"), "{}", csv.body);
        let text = auditor.get("/e/alpha/vip-fields.md").await;
        assert_eq!(text.header("content-type"), Some("text/markdown; charset=utf-8"));
        assert!(text.body.contains("a\\|b,\"c\""), "{}", text.body);
        let taken = "SELECT CAST(count(*) AS TEXT) FROM events WHERE action = 'dictionary.exported' AND record = 'access'";
        assert_eq!(world.probe.one(taken).await, "2");
        let history = client.get("/e/alpha/history").await;
        assert!(history.body.contains("导出了字段字典"));
    }

    async fn one_key_of_a_kind_is_registered_once(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        client.get("/e/alpha/vip-fields/new").await;
        let twice = [("kind", "level"), ("name", "又一张金卡"), ("key", "05bcdc56e681"), ("class", "none")];
        let refused = client.post_form("/e/alpha/vip-fields", &twice).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(Page::of(&refused.body).wrong_beside("key").is_some(), "{}", refused.body);
        for (name, value) in [("kind", "person"), ("class", "secret"), ("key", "a b"), ("alias", "a,b")] {
            let mut wrong = vec![("kind", "level"), ("name", "x"), ("key", "y"), ("class", "none"), ("alias", "")];
            for field in &mut wrong {
                if field.0 == name {
                    field.1 = value;
                }
            }
            let refused = client.post_form("/e/alpha/vip-fields", &wrong).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert!(refused.body.contains(&format!("href=\"#{name}\"")), "{name}: {}", refused.body);
        }
        let same_key = [("kind", "label"), ("name", "标签"), ("key", "05bcdc56e681"), ("class", "none")];
        let reply = client.post_form("/e/alpha/vip-fields", &same_key).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "another kind may have the same key");
    }

    async fn what_windows_use_stays_out_of_the_trash(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        let template = format!("/e/alpha/leave-templates/{}", world.alpha.template);
        let field = format!("/e/alpha/vip-fields/{}", world.alpha.field);
        client.get("/e/alpha/windows/new?channel=sobot&target=leave_message").await;
        let fields = leave(&world, &world.alpha.template.to_string(), &[("channel", "sobot"), ("code", "leave")]);
        let made = client.post_form("/e/alpha/windows", &borrowed(&fields)).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        // By its alias: windows know the vendor's words, not our ids.
        saved(&world, &mut client, &[("v.vip_level", "gold")]).await;
        for (path, user) in [(&template, "/e/alpha/windows/leave"), (&field, "/e/alpha/windows/link")] {
            let refused = client.post_form(&format!("{path}/deletions"), &[]).await;
            assert_eq!(refused.status, StatusCode::CONFLICT, "{path}: {}", refused.body);
            assert!(refused.body.contains(user), "{path}: {}", refused.body);
            assert!(client.get(path).await.body.contains(user), "{path} says where it is used");
        }
        saved(&world, &mut client, &[("v.vip_level", "")]).await;
        assert_eq!(client.post_form("/e/alpha/windows/leave/deletions", &[]).await.status, StatusCode::SEE_OTHER);
        for (path, list) in [(&template, "/e/alpha/leave-templates"), (&field, "/e/alpha/vip-fields")] {
            let moved = client.post_form(&format!("{path}/deletions"), &[]).await;
            assert_eq!(moved.location(), Some(list), "{path}: {}", moved.body);
            let shown = client.get(path).await;
            assert!(shown.body.contains("它在回收站里") && !shown.body.contains("data-save"), "{path}");
        }
        let csv = client.get("/e/alpha/vip-fields.csv").await;
        assert!(!csv.body.contains("金卡"), "what lies in the trash is not in the dictionary");
        // The window comes back only to its template.
        let restored = "/e/alpha/windows/leave/restorations";
        let refused = client.post_form(restored, &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
        assert!(refused.body.contains(&template), "{}", refused.body);
        for path in [&template, &field] {
            let back = client.post_form(&format!("{path}/restorations"), &[]).await;
            assert_eq!(back.location(), Some(path.as_str()), "{}", back.body);
        }
        let back = client.post_form(restored, &[]).await;
        assert_eq!(back.location(), Some("/e/alpha/windows/leave"), "{}", back.body);
    }

    async fn lists_are_narrowed_and_searched_by_the_vendors_words(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        console(&mut client).await;
        for (path, seen, unseen) in [
            ("/e/alpha/vip-fields?class=sensitive", "身份证号", "所在城市"),
            ("/e/alpha/vip-fields?kind=customer&class=personal", "所在城市", "身份证号"),
            ("/e/alpha/vip-fields?q=customfield4", "所在城市", "身份证号"),
            ("/e/alpha/leave-templates?locale=cn&q=5f2c", "售后留言", "没有找到"),
            ("/e/alpha/leave-templates?locale=en", "没有找到", "售后留言"),
        ] {
            let shown = client.get(path).await;
            assert_eq!(shown.status, StatusCode::OK, "{path}: {}", shown.body);
            let page = Page::of(&shown.body);
            let text = page.text();
            assert!(text.contains(seen) && !text.contains(unseen), "{path}: {text}");
        }
    }

    async fn copies_have_no_ids_and_wait_for_them(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(OWNER).await;
        for (path, emptied) in [
            (format!("/e/alpha/leave-templates/{}", world.alpha.template), &["templateid"][..]),
            (format!("/e/alpha/vip-fields/{}", world.alpha.field), &["key", "alias"]),
        ] {
            let clones = format!("{path}/clones");
            let first = client.fill(&clones, &clones, &[("enterprise", "alpha"), ("name", "副本")]).await;
            assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
            let shown = client.get(first.location().expect("a place")).await;
            let page = Page::of(&shown.body);
            assert!(page.text().contains("已清空"), "{}", page.text());
            for name in emptied {
                assert_eq!(page.value(name), "", "{name}");
            }
            let second = client.fill(&clones, &clones, &[("enterprise", "alpha"), ("name", "副本二")]).await;
            assert_eq!(second.status, StatusCode::SEE_OTHER, "{}", second.body);
        }
    }
}

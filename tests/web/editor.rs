//! The editor: its fragment, its full page, and the small corrections that it tells.

use reqwest::{Method, StatusCode};

use super::{borrowed, html::Page, owned, window_form};
use crate::support::{both, client::token_in, world::world};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

both! {
    async fn the_preview_is_a_fragment_for_the_script_and_a_page_without_it(db: TestDb) {
        let world = world(db).await;
        for who in ["owner@alpha.example", "auditor@alpha.example"] {
            let mut client = world.sign_in(who).await;
            let token = token_in(&client.get("/e/alpha/windows/link").await.body).expect("a token");
            let before = world.probe.snapshot().await;
            let fields = window_form(&world.alpha, "1", &[("p.color", "ab12cd"), ("name", "未保存")]);
            let body = form_urlencoded::Serializer::new(String::new())
                .append_pair("csrf_token", &token)
                .extend_pairs(&fields)
                .finish();
            let path = "/e/alpha/windows/link/preview";
            let fragment = [FORM, ("x-fragment", "1")];
            let reply = client.send(Method::POST, path, &fragment, Some(body.clone())).await;
            assert_eq!(reply.status, StatusCode::OK, "{who}");
            for part in ["<html", "<head", "<form", "<!doctype", "csrf_token"] {
                assert!(!reply.body.to_lowercase().contains(part), "{part} in a fragment");
            }
            let live = Page::of(&reply.body);
            let panes = live.with_id("live").expect("the panes");
            assert!(panes.text.contains("ab12cd"), "the code follows what is typed: {}", panes.text);
            let page = client.send(Method::POST, path, &[FORM], Some(body)).await;
            assert_eq!(page.status, StatusCode::OK);
            let whole = Page::of(&page.body);
            assert!(page.body.contains("<html"));
            assert_eq!((whole.value("name"), whole.value("p.color")), ("未保存", "ab12cd"));
            let same = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(same(&whole.with_id("live").expect("the panes").text), same(&panes.text));
            assert_eq!(world.probe.snapshot().await, before, "a preview saves nothing");
        }
    }

    async fn what_is_wrong_is_said_in_the_fragment_instead_of_code(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let token = token_in(&client.get("/e/alpha/windows/link").await.body).expect("a token");
        let fields = window_form(&world.alpha, "1", &[("p.color", "no colour")]);
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf_token", &token)
            .extend_pairs(&fields)
            .finish();
        let fragment = [FORM, ("x-fragment", "1")];
        let reply = client.send(Method::POST, "/e/alpha/windows/link/preview", &fragment, Some(body)).await;
        let page = Page::of(&reply.body);
        let text = &page.with_id("live").expect("the panes").text;
        assert!(text.contains("先改正这些内容"), "{text}");
    }

    async fn a_colour_with_a_hash_is_stored_without_and_told(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let path = "/e/alpha/windows/button";
        client.get(path).await;
        let fields = owned(&[
            ("version", "1"),
            ("name", "订单页按钮"),
            ("environment", "test"),
            ("plugin_id", &world.alpha.plugin.to_string()),
            ("w.staff", "single"),
            ("p.styleType", "3"),
            ("p.bubbleColor", "#4790EE"),
        ]);
        let reply = client.post_form(path, &borrowed(&fields)).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let page = client.get(path).await;
        let shown = Page::of(&page.body);
        assert_eq!(shown.value("p.bubbleColor").to_lowercase(), "4790ee");
        let flash = shown.elements.iter().find(|element| {
            element.attribute("class").is_some_and(|class| class.contains("flash"))
        });
        let flash = flash.unwrap_or_else(|| panic!("no message on {}", page.body));
        assert!(flash.text.contains('#'), "{}", flash.text);
        let stored = world.probe.content("windows").await.join("\n");
        assert!(stored.to_lowercase().contains("4790ee") && !stored.contains("#4790"), "{stored}");
        let again = Page::of(&client.get(path).await.body);
        let gone = !again.text().contains(flash.text.trim());
        assert!(gone, "a message is shown once");
    }

    async fn who_may_not_edit_sees_the_editor_without_its_buttons(db: TestDb) {
        let world = world(db).await;
        for (who, edits) in [("admin", true), ("developer", false), ("auditor", false)] {
            let mut client = world.sign_in(&format!("{who}@alpha.example")).await;
            let page = Page::of(&client.get("/e/alpha/windows/link").await.body);
            let saves = page.elements.iter().any(|element| element.attribute("data-save").is_some());
            assert_eq!(saves, edits, "{who}");
            let disabled = page.elements.iter().any(|element| {
                element.name == "fieldset" && element.attribute("disabled").is_some()
            });
            assert_eq!(disabled, !edits, "{who}");
        }
    }
}

both! {
    async fn another_kind_of_entry_leaves_behind_what_it_does_not_know_and_tells(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let path = "/e/alpha/windows/link";
        client.get(path).await;
        let fields = window_form(&world.alpha, "1", &[
            ("target", "component"),
            ("p.top_bar_flag", "true"),
            ("p.color", "ab12cd"),
        ]);
        let preview = client.post_form("/e/alpha/windows/link/preview", &borrowed(&fields)).await;
        assert_eq!(preview.status, StatusCode::OK);
        let page = Page::of(&preview.body);
        assert!(page.with_id("w-init").is_some(), "the new kind's fields are there");
        assert!(page.with_id("w-variant").is_none() && page.with_id("p-top_bar_flag").is_none());
        assert_eq!(page.value("p.color"), "ab12cd");
        assert!(page.text().contains("不适用于这种接入方式"), "{}", page.text());
        let saved = client.post_form(path, &borrowed(&fields)).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER);
        let told = client.get(path).await;
        assert!(told.body.contains("不适用于这种接入方式"));
        assert!(Page::of(&told.body).with_id("w-init").is_some(), "it is the new kind now");
    }

    async fn a_form_of_an_earlier_session_is_not_lost(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let path = "/e/alpha/settings";
        let old = token_in(&client.get(path).await.body).expect("a token");
        client.fill("/e/alpha", "/logout", &[]).await;
        client.login("owner@alpha.example", crate::support::world::PASSWORD).await;
        let before = world.probe.snapshot().await;
        let version = world.version("enterprises", world.alpha.id).await;
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("csrf_token", old.as_str()), ("version", &version), ("name", "新名称"), ("note", "第一行\n第二行")])
            .finish();
        let reply = client.send(Method::POST, path, &[FORM], Some(body)).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN);
        assert_eq!(world.probe.snapshot().await, before, "nothing was saved");
        let page = Page::of(&reply.body);
        let token = token_in(&reply.body).expect("a fresh token");
        let kept = [("name", page.value("name")), ("note", page.value("note")), ("version", page.value("version"))];
        assert_eq!(kept, [("name", "新名称"), ("note", "第一行\n第二行"), ("version", version.as_str())]);
        let again = [&kept[..], &[("csrf_token", token.as_str())]].concat();
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(again).finish();
        let saved = client.send(Method::POST, path, &[FORM], Some(body)).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER);
        assert_eq!(Page::of(&client.get(path).await.body).value("name"), "新名称");
    }

    async fn a_history_never_ignores_a_filter(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("auditor@alpha.example").await;
        for (query, status) in [("", 200), ("?noun=window", 200), ("?from=2030-01-01", 200), ("?noun=key&actor=x", 200), ("?since=2030-01-01", 400), ("?from=soon", 422)] {
            let reply = client.get(&format!("/e/alpha/history{query}")).await;
            assert_eq!(reply.status.as_u16(), status, "{query}");
        }
    }
}

both! {
    async fn json_is_typed_whole_or_field_by_field(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let path = "/e/alpha/windows/link";
        let page = Page::of(&client.get(path).await.body);
        let structure = page.with_id("f-v-goods").expect("the field");
        assert!(structure.text.contains("得到的 JSON"), "its rows are offered: {}", structure.text);
        let (add, json) = (("act", "add:v.goods"), ("act", "json:v.goods"));
        for (act, explained) in [(add, "v-goods-0-pictureUrl"), (json, "v-goods-example")] {
            let fields = window_form(&world.alpha, "1", &[act]);
            let drawn = client.fill(path, &format!("{path}/preview"), &borrowed(&fields)).await;
            assert!(Page::of(&drawn.body).with_id(explained).is_some(), "{explained}");
        }
        let wrong = [
            ("{\"name\"", "JSON 写法有误"),
            ("{\"name\": 1}", "JSON 数组"),
            ("[{\"name\": \"a\", \"pictureUrl\": \"no address\"}]", "0.pictureUrl"),
            ("[{\"pictureUrl\": \"https://example.com/a.png\"}]", "0.name"),
        ];
        for (typed, said) in wrong {
            client.get(path).await;
            let fields = window_form(&world.alpha, "1", &[("v.goods", typed)]);
            let reply = client.post_form(path, &borrowed(&fields)).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
            let page = Page::of(&reply.body);
            let beside = page.wrong_beside("v-goods").unwrap_or_else(|| panic!("{typed}: nothing is told"));
            assert!(beside.contains(said), "{typed}: {beside}");
            assert!(!page.value("v.goods").is_empty(), "what was typed is kept");
        }
        let indexed = [
            ("v.goods.0.name", "杯子"),
            ("v.goods.0.pictureUrl", "https://example.com/a.png"),
            ("v.goods.1.name", "盘子"),
        ];
        let fields = window_form(&world.alpha, "1", &indexed);
        client.get(path).await;
        let saved = client.post_form(path, &borrowed(&fields)).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
        let page = Page::of(&client.get(path).await.body);
        let json = page.elements.iter().find(|element| {
            element.attribute("data-json").is_some() && element.text.contains("杯子")
        });
        let json = json.expect("the JSON that results");
        let stored: serde_json::Value = serde_json::from_str(&json.text).expect("JSON");
        let expected = serde_json::json!([{"name": "杯子", "pictureUrl": "https://example.com/a.png"}, {"name": "盘子"}]);
        assert_eq!(stored, expected);
        // Field by field, what is wrong is told at the same place.
        let wrong = [("v.goods.0.name", "杯子"), ("v.goods.0.pictureUrl", "no address")];
        let fields = window_form(&world.alpha, "2", &wrong);
        client.get(path).await;
        let reply = client.post_form(path, &borrowed(&fields)).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = Page::of(&reply.body);
        assert!(page.wrong_beside("v-goods-0-pictureUrl").is_some(), "in its row");
        assert!(page.wrong_beside("v-goods").is_none(), "and nowhere else");
        let leads = page.elements.iter().any(|element| element.attribute("href") == Some("#v-goods-0-pictureUrl"));
        assert!(leads, "the summary leads there");
    }

    async fn a_secret_of_an_account_is_no_field(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let path = "/e/alpha/accounts/new?channel=alipay";
        let page = Page::of(&client.get(path).await.body);
        assert!(page.values("a.visitor_card_public_key").is_empty());
        assert!(page.text().contains("登记为安全密钥"), "{}", page.text());
        let before = world.probe.snapshot().await;
        let fields = [("channel", "alipay"), ("name", "支付宝"), ("a.tnt_inst_id", "n8c_Hb8w"), ("a.visitor_card_public_key", "MIIB")];
        let reply = client.fill(path, "/e/alpha/accounts", &fields).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(Page::of(&reply.body).text().contains("visitor_card_public_key"));
        assert!(!reply.body.contains("MIIB"), "it is not shown again");
        assert_eq!(world.probe.snapshot().await, before);
    }

    async fn a_flavour_is_chosen_by_a_name_that_people_know(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let kind = "channel=wechat&target=service_chat";
        let fields = [("channel", "wechat"), ("name", "微信"), ("a.appid", "wx0123456789abcdef")];
        let made = client.fill("/e/alpha/accounts/new?channel=wechat", "/e/alpha/accounts", &fields).await;
        let account = made.location().expect("an account").rsplit('/').next().expect("an id").to_owned();
        let fields = [
            ("channel", "wechat"),
            ("target", "service_chat"),
            ("name", "会员"),
            ("code", "member"),
            ("environment", "test"),
            ("account_id", &account),
            ("w.corp_id", "ww0123456789abcdef"),
            ("w.url", "https://work.weixin.qq.com/kfid/kfc0123456789abcdef"),
        ];
        let made = client.fill(&format!("/e/alpha/windows/new?{kind}"), "/e/alpha/windows", &fields).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        let editor = Page::of(&client.get("/e/alpha/windows/member").await.body);
        let options: Vec<&str> = editor
            .elements
            .iter()
            .filter(|element| element.name == "option" && element.attribute("value") == Some("uni_app"))
            .map(|element| element.text.as_str())
            .collect();
        assert_eq!(options, ["uni-app 框架（Vue）"]);
        let native = editor.with_id("live").expect("the panes").text.clone();
        assert!(native.contains(".wxml"), "{native}");
        let mut fields: Vec<(&str, &str)> = fields[2..].iter().copied().filter(|(name, _)| *name != "code").collect();
        fields.extend([("version", "1"), ("target", "service_chat"), ("flavour", "uni_app")]);
        let saved = client.fill("/e/alpha/windows/member", "/e/alpha/windows/member", &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
        let editor = Page::of(&client.get("/e/alpha/windows/member").await.body);
        assert!(editor.with_id("live").expect("the panes").text.contains(".vue"));
    }

    /// The vendor asks for no identifier, so neither do we; a vendor that does is asked for.
    async fn a_window_needs_an_account_only_where_the_vendor_does(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let kind = "channel=wechat&target=mini_program";
        let blank = Page::of(&client.get(&format!("/e/alpha/windows/new?{kind}")).await.body);
        assert!(blank.with_id("account_id").is_some(), "the form is there without an account");
        let fields = [
            ("channel", "wechat"),
            ("target", "mini_program"),
            ("name", "商品页客服"),
            ("code", "goods"),
            ("environment", "test"),
            ("account_id", ""),
        ];
        let address = format!("/e/alpha/windows/new?{kind}");
        let made = client.fill(&address, "/e/alpha/windows", &fields).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        let editor = client.get("/e/alpha/windows/goods").await.body;
        assert!(editor.contains("open-type"), "{editor}");
        let page = client.get("/e/alpha/windows/new?channel=alipay&target=h5_link").await.body;
        assert!(page.contains("/e/alpha/accounts/new?channel=alipay"), "an account comes first");
    }
}

//! The editor's rows, search and marks, as they come without a script.

use reqwest::StatusCode;

use super::{borrowed, html::Page, owned, window_form};
use crate::support::{both, world::world};

const PATH: &str = "/e/alpha/windows/link";
const PREVIEW: &str = "/e/alpha/windows/link/preview";

const TWO: &[(&str, &str)] = &[
    ("v.goods.0.name", "杯子"),
    ("v.goods.0.pictureUrl", ""),
    ("v.goods.1.name", "盘子 & <b>"),
    ("v.goods.1.pictureUrl", "https://example.com/a.png?x=1&y=2"),
    ("name", "还没有保存"),
];

fn names(page: &Page, rows: usize) -> Vec<String> {
    (0..rows).map(|row| page.value(&format!("v.goods.{row}.name")).to_owned()).collect()
}

both! {
    async fn rows_are_added_moved_and_removed_and_nothing_is_saved(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        client.get(PATH).await;
        let before = world.probe.snapshot().await;
        let cases: [(&str, &[&str], &str); 5] = [
            ("add:v.goods", &["杯子", "盘子 & <b>", ""], "v-goods-2-name"),
            ("up:v.goods.1", &["盘子 & <b>", "杯子"], "v-goods-0-down"),
            ("down:v.goods.0", &["盘子 & <b>", "杯子"], "v-goods-1-up"),
            ("remove:v.goods.0", &["盘子 & <b>"], "v-goods-add"),
            ("rows:v.goods", &["杯子", "盘子 & <b>"], "v-goods-0-name"),
        ];
        for (act, left, focus) in cases {
            let mut fields = window_form(&world.alpha, "1", TWO);
            fields.push(("act".to_owned(), act.to_owned()));
            let reply = client.fill(PATH, PREVIEW, &borrowed(&fields)).await;
            assert_eq!(reply.status, StatusCode::OK, "{act}: {}", reply.body);
            let page = Page::of(&reply.body);
            page.assert_untouched();
            assert_eq!(names(&page, left.len()), left, "{act}");
            assert!(page.with_id(&format!("v-goods-{}-name", left.len())).is_none(), "{act}");
            assert_eq!(page.value("name"), "还没有保存", "{act}");
            let focused = page.elements.iter().filter(|element| element.attribute("autofocus").is_some());
            let ids: Vec<_> = focused.filter_map(|element| element.attribute("id")).collect();
            assert_eq!(ids, [focus], "{act}");
            assert!(page.with_id("errors").is_none(), "nobody is scolded while filling in rows");
        }
        assert_eq!(world.probe.snapshot().await, before, "a button of a row saves nothing");
    }

    async fn json_and_fields_are_two_ways_to_type_the_same(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let mut fields = window_form(&world.alpha, "1", TWO);
        fields.push(("act".to_owned(), "json:v.goods".to_owned()));
        let page = Page::of(&client.fill(PATH, PREVIEW, &borrowed(&fields)).await.body);
        let typed: serde_json::Value = serde_json::from_str(page.value("v.goods")).expect("JSON");
        assert_eq!(typed[1]["pictureUrl"], "https://example.com/a.png?x=1&y=2");
        assert!(page.with_id("v-goods-0-name").is_none(), "never both");
        // It stays so until somebody turns back.
        let json = typed.to_string();
        let fields = window_form(&world.alpha, "1", &[("v.goods", &json)]);
        let page = Page::of(&client.fill(PATH, PREVIEW, &borrowed(&fields)).await.body);
        assert!(page.value("v.goods").contains("盘子"));
        let fields = window_form(&world.alpha, "1", &[("v.goods", &json), ("act", "rows:v.goods")]);
        let page = Page::of(&client.fill(PATH, PREVIEW, &borrowed(&fields)).await.body);
        assert_eq!(names(&page, 2), ["杯子", "盘子 & <b>"]);
        // What has no rows stays JSON, and says why.
        let fields = window_form(&world.alpha, "1", &[("v.goods", "{\"a\": 1}"), ("act", "rows:v.goods")]);
        let page = Page::of(&client.fill(PATH, PREVIEW, &borrowed(&fields)).await.body);
        assert!(page.value("v.goods").contains("\"a\""));
        let both = window_form(&world.alpha, "1", &[("v.goods", "[]"), ("v.goods.0.name", "a")]);
        let reply = client.fill(PATH, PATH, &borrowed(&both)).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.body.contains("同一个值用两种方式填写"));
    }

    async fn buttons_of_rows_do_nothing_else(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let before = world.probe.snapshot().await;
        for act in ["explode:v.goods", "save", "add"] {
            let fields = window_form(&world.alpha, "1", &[("act", act)]);
            let reply = client.fill(PATH, PREVIEW, &borrowed(&fields)).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{act}");
        }
        for act in ["add:v.nothing", "up:v.goods.0", "remove:p.transfer_action.3", "add:p.color"] {
            let fields = window_form(&world.alpha, "1", &[("act", act)]);
            let reply = client.fill(PATH, PREVIEW, &borrowed(&fields)).await;
            assert_eq!(reply.status, StatusCode::OK, "{act} changes nothing");
        }
        // Saving knows no such field.
        let fields = window_form(&world.alpha, "1", &[("act", "add:v.goods")]);
        let reply = client.fill(PATH, PATH, &borrowed(&fields)).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(world.probe.snapshot().await, before);
    }

    async fn a_route_is_chosen_in_words_and_saved_as_its_fields(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let fields = window_form(&world.alpha, "1", &[
            ("p.transfer_action.0.route", "to_group/3/6"),
            ("p.transfer_action.0.deciId", "vip-group"),
            ("p.transfer_action.1.route", ""),
            ("p.transfer_action.1.deciId", ""),
        ]);
        let reply = client.fill(PATH, PATH, &borrowed(&fields)).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let stored = world.probe.content("windows").await.join("\n");
        for part in ["to_group", "vip-group", "\"6\""] {
            assert!(stored.replace("\\\"", "\"").contains(part), "{part}: {stored}");
        }
        assert!(!stored.contains("route"), "{stored}");
        let page = Page::of(&client.get(PATH).await.body);
        let chosen = page.elements.iter().find(|element| {
            element.name == "option" && element.attribute("value") == Some("to_group/3/6")
        });
        assert!(chosen.is_some_and(|option| option.attribute("selected").is_some()));
        // Saving the same again is no change.
        let fields = window_form(&world.alpha, "2", &[
            ("p.transfer_action.0.route", "to_group/3/6"),
            ("p.transfer_action.0.deciId", "vip-group"),
        ]);
        let before = world.probe.snapshot().await;
        client.fill(PATH, PATH, &borrowed(&fields)).await;
        assert_eq!(world.probe.snapshot().await, before, "nothing has changed");
        let wrong = window_form(&world.alpha, "2", &[("p.transfer_action.0.route", "to_group/1/4")]);
        let reply = client.fill(PATH, PATH, &borrowed(&wrong)).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(Page::of(&reply.body).wrong_beside("p-transfer_action-0-route").is_some());
    }
}

both! {
    async fn a_search_hides_fields_and_loses_none(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let all = Page::of(&client.get(PATH).await.body);
        let fields = |page: &Page| {
            let parts = page.elements.iter().filter(|element| {
                element.attribute("class") == Some("param-field")
            });
            let (hidden, seen): (Vec<_>, Vec<_>) = parts
                .map(|part| (part.attribute("id").unwrap_or_default().to_owned(), part.attribute("hidden").is_some()))
                .partition(|(_, hidden)| *hidden);
            (seen.into_iter().map(|(id, _)| id).collect::<Vec<_>>(), hidden.len())
        };
        let (everything, none) = fields(&all);
        assert!(everything.len() > 20 && none == 0);
        let cases = [
            ("?q=颜色", "w-p-color"),
            ("?q=COLOR", "w-p-color"),
            ("?set=1", "w-p-color"),
            ("?q=goods&set=", "w-v-goods"),
        ];
        for (query, there) in cases {
            let page = Page::of(&client.get(&format!("{PATH}{query}")).await.body);
            let (seen, hidden) = fields(&page);
            assert!(seen.contains(&there.to_owned()), "{query}: {seen:?}");
            assert_eq!(seen.len() + hidden, everything.len(), "{query}: a hidden field is still sent");
            assert!(seen.len() < 12, "{query}: {seen:?}");
            assert!(page.text().contains(&format!("找到 {} 个", seen.len())), "{query}");
            assert_eq!(page.value("p.color"), "04babc");
        }
        let nothing = Page::of(&client.get(&format!("{PATH}?q=%3Cscript%3E%25_")).await.body);
        nothing.assert_untouched();
        assert!(fields(&nothing).0.is_empty());
    }

    async fn new_lines_of_code_are_marked_and_counted(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let path = "/e/alpha/windows/button";
        let marked = |page: &Page| {
            let panes = page.with_id("live").expect("the panes").text.clone();
            let marks = page.elements.iter().filter(|element| element.name == "mark").count();
            (marks, panes.contains("与已保存的草稿相比"))
        };
        let page = Page::of(&client.get(path).await.body);
        assert_eq!(marked(&page), (0, false), "what is stored is not new");
        let fields = owned(&[
            ("version", "1"),
            ("name", "订单页按钮"),
            ("environment", "test"),
            ("plugin_id", &world.alpha.plugin.to_string()),
            ("w.staff", "single"),
            ("p.styleType", "2"),
        ]);
        let reply = client.fill(path, &format!("{path}/preview"), &borrowed(&fields)).await;
        let page = Page::of(&reply.body);
        let (marks, told) = marked(&page);
        assert!(marks >= 2 && told, "{marks} marks");
        let code = page.with_id("file-3-code").expect("the code");
        assert!(code.text.contains("styleType=\"{{2}}\""), "{}", code.text);
    }

    async fn findings_lead_to_their_fields(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let fields = window_form(&world.alpha, "1", &[
            ("v.goods.0.name", ""),
            ("v.goods.0.pictureUrl", "no address"),
            ("p.color", "blue"),
        ]);
        let page = Page::of(&client.fill(PATH, PREVIEW, &borrowed(&fields)).await.body);
        for target in ["#v-goods-0-name", "#v-goods-0-pictureUrl", "#p-color"] {
            let links = page.elements.iter().filter(|element| element.attribute("href") == Some(target));
            assert!(links.count() >= 2, "summary and list lead to {target}");
            assert!(page.with_id(target.trim_start_matches('#')).is_some(), "{target}");
        }
    }

    async fn a_colour_says_how_well_white_stands_out(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let page = Page::of(&client.get(PATH).await.body);
        let field = &page.with_id("w-p-color").expect("the field").text;
        assert!(field.contains("与白色的对比度 2.3:1"), "{field}");
        let fields = window_form(&world.alpha, "1", &[("p.color", "ffffff")]);
        let saved = client.fill(PATH, PATH, &borrowed(&fields)).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "a note never forbids");
    }
}

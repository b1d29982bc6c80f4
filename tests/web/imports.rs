//! The field dictionary as CSV, there and back.

use reqwest::StatusCode;

use super::html::Page;
use crate::support::{
    both,
    client::{Client, Reply},
    world::{SECRET, world},
};

const FIELDS: &str = "/e/alpha/vip-fields";
const IMPORTS: &str = "/e/alpha/vip-fields/imports";
const PREVIEW: &str = "/e/alpha/vip-fields/imports/preview";

async fn preview(client: &mut Client, text: &str) -> Reply {
    client.fill(IMPORTS, PREVIEW, &[("text", text), ("reason", "季度整理")]).await
}

both! {
    async fn what_was_exported_is_the_same_when_it_comes_back(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let reply = client.fill("/e/alpha/vip-fields/new", FIELDS, &[
            ("name", "=1+1"), ("kind", "level"), ("key", "7"), ("class", "internal"),
            ("owner", "-王, 芳"), ("tags", "甲 乙"),
        ]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        for lang in ["zh-CN", "en"] {
            let fields = [("lang", lang), ("theme", "light"), ("next", "/")];
            client.fill(IMPORTS, "/appearance", &fields).await;
            let csv = client.get("/e/alpha/vip-fields.csv").await.body;
            assert!(csv.contains("'=1+1"), "{csv}");
            let before = world.probe.snapshot().await;
            let reply = preview(&mut client, &csv).await;
            assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
            let said = if lang == "en" { "Same 2" } else { "相同 2" };
            assert!(reply.body.contains(said), "{}", reply.body);
            assert_eq!(world.probe.snapshot().await, before, "a dry run writes nothing");
        }
    }

    async fn a_table_is_looked_at_and_then_imported_in_one_act(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let typed = "种类,名称,编号或字段名,个人数据等级\r\n\
             VIP 等级,金卡,05bcdc56e681,sensitive\r\n\
             level,钻石卡,g1,internal\r\n";
        client.get(IMPORTS).await;
        let before = world.probe.snapshot().await;
        let reply = preview(&mut client, typed).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        assert!(reply.body.contains("新 1") && reply.body.contains("有改动 1"), "{}", reply.body);
        assert_eq!(world.probe.snapshot().await, before);
        let page = Page::of(&reply.body);
        let plan = page.value("plan").to_owned();
        // Another text than the one that was looked at is not carried out.
        let other = format!("{typed}level,银卡,g2,none\r\n");
        let fields = [("text", other.as_str()), ("plan", plan.as_str())];
        let reply = client.fill(IMPORTS, IMPORTS, &fields).await;
        assert_eq!(reply.status, StatusCode::CONFLICT, "{}", reply.body);
        assert_eq!(world.probe.snapshot().await, before);
        let fields = [("text", typed), ("plan", plan.as_str()), ("reason", "季度整理")];
        let reply = client.fill(IMPORTS, IMPORTS, &fields).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        assert_eq!(reply.location(), Some(FIELDS));
        let acts = "SELECT act FROM events WHERE reason = '季度整理' GROUP BY act";
        assert_eq!(world.probe.column(acts).await.len(), 1, "one act");
        let rows = "SELECT class FROM vip_fields WHERE class = 'sensitive'";
        assert_eq!(world.probe.column(rows).await.len(), 1);
        assert!(client.get(FIELDS).await.body.contains("钻石卡"));
    }

    async fn one_wrong_line_imports_nothing(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        client.get(IMPORTS).await;
        let before = world.probe.snapshot().await;
        let typed = "种类;名称;编号或字段名\nlevel;金卡;g1\n等级;银卡;g2";
        let reply = preview(&mut client, typed).await;
        assert_eq!(reply.status, StatusCode::OK);
        assert!(reply.body.contains("有错误 1") && reply.body.contains("“等级”"), "{}", reply.body);
        let reply = client.fill(IMPORTS, IMPORTS, &[("text", typed)]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(Page::of(&reply.body).value("text").contains("银卡"), "what was typed stays");
        for wrong in ["", "hello", "种类,名称\n\u{fffd}", &format!("种类,名称,编号或字段名\nlevel,{SECRET},1")] {
            let reply = preview(&mut client, wrong).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(!reply.body.contains(SECRET));
        }
        assert_eq!(world.probe.snapshot().await, before);
    }
}

//! Values of several windows edited at once: one review, one act, or nothing at all.

use reqwest::StatusCode;

use super::{borrowed, html::Page, window_form};
use crate::support::{
    both,
    client::{Client, Reply},
    world::{SECRET, World, world},
};

const LIST: &str = "/e/alpha/windows";
const EDITS: &str = "/e/alpha/windows/edits";
const REVIEW: &str = "/e/alpha/windows/edits/preview";
const SAVE: &str = "/e/alpha/windows/edits/save";

/// Another window of the channel of `link`; its id.
async fn another(world: &World, client: &mut Client, code: &str, more: &[(&str, &str)]) -> String {
    let more = [&[("code", code), ("channel", "sobot"), ("name", code)], more].concat();
    let mut fields = window_form(&world.alpha, "", &more);
    fields.retain(|(name, _)| name != "version");
    let reply = client.fill("/e/alpha/windows/new", LIST, &borrowed(&fields)).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    id(world, code).await
}

async fn id(world: &World, code: &str) -> String {
    let enterprise = world.alpha.id;
    let text =
        format!("SELECT id FROM windows WHERE code = '{code}' AND enterprise_id = '{enterprise}'");
    world.probe.one(&text).await
}

async fn options(world: &World, code: &str) -> String {
    let id = id(world, code).await;
    world.probe.one(&format!("SELECT parameters FROM windows WHERE id = '{id}'")).await
}

async fn post(client: &mut Client, path: &str, ids: &[&str], fields: &[(&str, &str)]) -> Reply {
    let chosen: Vec<(&str, &str)> = ids.iter().map(|id| ("ids", *id)).collect();
    client.get(LIST).await;
    client.post_form(path, &[&chosen, fields].concat()).await
}

/// Looks at the review, then saves what it showed.
async fn save(client: &mut Client, ids: &[&str], fields: &[(&str, &str)]) -> Reply {
    let review = post(client, REVIEW, ids, fields).await;
    assert_eq!(review.status, StatusCode::OK, "{}", review.body);
    let seen = seen(&review);
    client.post_form(SAVE, &[&borrowed(&seen), fields].concat()).await
}

/// The versions that a review was drawn from.
fn seen(review: &Reply) -> Vec<(String, String)> {
    let page = Page::of(&review.body);
    let hidden = page.elements.iter().filter_map(|one| {
        let name = one.attribute("name").filter(|name| name.starts_with("version."))?;
        Some((name.to_owned(), one.attribute("value")?.to_owned()))
    });
    hidden.collect()
}

both! {
    async fn values_are_set_and_cleared_in_one_act(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let link = id(&world, "link").await;
        let second = another(&world, &mut admin, "second", &[("p.color", "112233")]).await;
        let ids = [link.as_str(), second.as_str()];
        assert!(admin.get(LIST).await.body.contains("formaction=\"/e/alpha/windows/edits\""));
        let page = post(&mut admin, EDITS, &ids, &[("back", "/e/alpha/windows?tag=a"), ("value", "")]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.body.contains("现在有 2 种值"), "{}", page.body);
        assert_eq!(Page::of(&page.body).value("p.color"), "", "empty leaves things as they are");
        assert!(page.body.contains("href=\"/e/alpha/windows?tag=a\""));
        // A review writes nothing.
        let fields = [("p.color", "445566"), ("p.locale", "en"), ("reason", "品牌色"), ("back", "/e/alpha/windows?tag=a")];
        let before = world.probe.snapshot().await;
        let review = post(&mut admin, REVIEW, &ids, &fields).await;
        assert_eq!(review.status, StatusCode::OK, "{}", review.body);
        for shown in ["保存后会改变什么", "04babc", "112233", "445566", "保存 2 个聊天窗"] {
            assert!(review.body.contains(shown), "{shown}: {}", review.body);
        }
        assert_eq!(Page::of(&review.body).value("p.color"), "445566");
        assert_eq!(world.probe.snapshot().await, before);
        let saved = admin.post_form(SAVE, &[&borrowed(&seen(&review)), &fields[..]].concat()).await;
        assert_eq!(saved.location(), Some("/e/alpha/windows?tag=a"), "{}", saved.body);
        assert!(admin.get("/e/alpha/windows?tag=a").await.body.contains("已保存 2 个聊天窗"));
        for code in ["link", "second"] {
            let stored = options(&world, code).await;
            assert!(stored.contains("445566") && stored.contains("\"en\""), "{stored}");
        }
        let acts = "SELECT act || ' ' || reason FROM events WHERE action = 'window.saved'";
        let acts = world.probe.column(acts).await;
        assert_eq!(acts.len(), 2, "a change for each window");
        assert!(acts[0] == acts[1] && acts[0].ends_with("品牌色"), "{acts:?}");
        // Where all agree, that is told; clearing takes the value away everywhere.
        let page = post(&mut admin, EDITS, &ids, &[]).await;
        assert!(page.body.contains("现在都是 445566"), "{}", page.body);
        let reply = save(&mut admin, &ids, &[("unset", "color")]).await;
        assert_eq!(reply.location(), Some(LIST), "{}", reply.body);
        for code in ["link", "second"] {
            let stored = options(&world, code).await;
            assert!(!stored.contains("color") && stored.contains("locale"), "{stored}");
        }
        // Nothing changes twice.
        let before = world.probe.snapshot().await;
        let reply = save(&mut admin, &ids, &[("unset", "color")]).await;
        assert_eq!(reply.location(), Some(LIST));
        assert_eq!(world.probe.snapshot().await, before);
    }

    async fn what_a_kind_does_not_know_is_left_out_and_told(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let more = [("target", "leave_message"), ("key_id", ""), ("w.variant", ""), ("w.templateid", "5f2c1a9b7d3e4c6f8a0b1c2d3e4f5a6b"), ("p.color", "")];
        let leave = another(&world, &mut admin, "leave", &more).await;
        let link = id(&world, "link").await;
        let ids = [link.as_str(), leave.as_str()];
        let fields = [("p.color", "445566"), ("p.locale", "en")];
        let review = post(&mut admin, REVIEW, &ids, &fields).await;
        assert_eq!(review.status, StatusCode::OK, "{}", review.body);
        assert!(review.body.contains("不适用于这种接入方式，不写入"), "{}", review.body);
        assert_eq!(save(&mut admin, &ids, &fields).await.status, StatusCode::SEE_OTHER);
        let stored = options(&world, "leave").await;
        assert!(stored.contains("locale") && !stored.contains("color"), "{stored}");
        assert!(options(&world, "link").await.contains("445566"));
    }

    async fn windows_of_several_channels_go_on_one_by_one(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let (link, button) = (id(&world, "link").await, id(&world, "button").await);
        for path in [EDITS, REVIEW, SAVE] {
            let reply = post(&mut admin, path, &[&link, &button], &[]).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            let page = Page::of(&reply.body);
            assert_eq!(page.values("ids").len(), 2, "{path}: {}", reply.body);
            let forms = page.elements.iter().filter(|one| one.attribute("action") == Some(EDITS));
            assert_eq!(forms.count(), 2, "{path}: a way on for each channel");
        }
        let page = post(&mut admin, EDITS, &[&button], &[]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.body.contains("p.styleType"), "{}", page.body);
    }

    async fn a_wrong_value_refuses_all_and_keeps_what_was_typed(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let link = id(&world, "link").await;
        let second = another(&world, &mut admin, "second", &[]).await;
        let ids = [link.as_str(), second.as_str()];
        let before = world.probe.snapshot().await;
        let fields = [("p.color", "#zzz"), ("p.custom_title", "客服"), ("reason", "试试")];
        for path in [REVIEW, SAVE] {
            let reply = post(&mut admin, path, &ids, &fields).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", reply.body);
            let page = Page::of(&reply.body);
            assert!(page.wrong_beside("p-color").is_some(), "{path}");
            assert_eq!(page.value("p.custom_title"), "客服");
            assert_eq!(page.value("reason"), "试试");
            assert!(reply.body.contains("会出现错误"), "{path}: {}", reply.body);
        }
        for (field, said) in [
            (("p.uname", "王"), "没有可以设置的参数"),
            (("p.nothing", "1"), "没有可以设置的参数"),
            (("unset", "nothing"), "没有可以设置的参数"),
            (("reason", "空"), "请至少填写或清空一个参数"),
            (("p.custom_title", SECRET), "安全密钥"),
        ] {
            for path in [REVIEW, SAVE] {
                let reply = post(&mut admin, path, &ids, &[field]).await;
                assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{field:?}");
                assert!(reply.body.contains(said), "{field:?}: {}", reply.body);
                assert!(!reply.body.contains(SECRET));
            }
        }
        let both = [("p.color", "445566"), ("unset", "color")];
        assert!(post(&mut admin, REVIEW, &ids, &both).await.body.contains("请只选一个"));
        assert_eq!(world.probe.snapshot().await, before);
        // Leaving all of them out, nothing is wrong, and nothing is saved.
        let fields = [("p.color", "#zzz"), ("leave", link.as_str()), ("leave", second.as_str())];
        assert_eq!(save(&mut admin, &ids, &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(world.probe.snapshot().await, before);
        // One that is left out stays as it is.
        let fields = [("p.color", "445566"), ("leave", second.as_str())];
        assert_eq!(save(&mut admin, &ids, &fields).await.status, StatusCode::SEE_OTHER);
        assert!(options(&world, "second").await.contains("04babc"));
        assert!(options(&world, "link").await.contains("445566"));
    }

    async fn one_window_that_would_break_holds_the_others_back_until_it_is_left_out(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let link = id(&world, "link").await;
        let long = "很长的标题".repeat(7);
        let second = another(&world, &mut admin, "second", &[("p.custom_title", long.as_str())]).await;
        let ids = [link.as_str(), second.as_str()];
        let fields = [("p.title_flag", "2"), ("p.color", "445566")];
        let before = world.probe.snapshot().await;
        for path in [REVIEW, SAVE] {
            let reply = post(&mut admin, path, &ids, &fields).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", reply.body);
            assert!(reply.body.contains("顶部返回栏的固定文案限 1 到 30 个字符"), "{path}: {}", reply.body);
            assert!(reply.body.contains("其中 1 个会出现错误"), "{path}: {}", reply.body);
        }
        assert_eq!(world.probe.snapshot().await, before);
        let fields = [&fields[..], &[("leave", second.as_str())]].concat();
        assert_eq!(save(&mut admin, &ids, &fields).await.status, StatusCode::SEE_OTHER);
        assert!(options(&world, "link").await.contains("title_flag"));
        assert!(!options(&world, "second").await.contains("title_flag"));
    }

    async fn whoever_was_overtaken_sees_the_review_anew(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let mut other = world.sign_in("owner@alpha.example").await;
        let link = id(&world, "link").await;
        let second = another(&world, &mut admin, "second", &[]).await;
        let ids = [link.as_str(), second.as_str()];
        let fields = [("p.color", "445566")];
        let review = post(&mut admin, REVIEW, &ids, &fields).await;
        let form = window_form(&world.alpha, "1", &[("p.color", "998877")]);
        let faster = other.fill("/e/alpha/windows/link", "/e/alpha/windows/link", &borrowed(&form)).await;
        assert_eq!(faster.status, StatusCode::SEE_OTHER, "{}", faster.body);
        let before = world.probe.snapshot().await;
        let late = admin.post_form(SAVE, &[&borrowed(&seen(&review)), &fields[..]].concat()).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.body);
        for shown in ["官网链接", "v2", "998877", "445566"] {
            assert!(late.body.contains(shown), "{shown}: {}", late.body);
        }
        assert_eq!(world.probe.snapshot().await, before, "nothing is saved, not even the other one");
        let again = admin.post_form(SAVE, &[&borrowed(&seen(&late)), &fields[..]].concat()).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
        // Nobody saves what no review showed.
        let unseen = post(&mut admin, SAVE, &ids, &[("p.color", "010203")]).await;
        assert_eq!(unseen.status, StatusCode::CONFLICT, "{}", unseen.body);
        assert!(!options(&world, "link").await.contains("010203"));
    }

    async fn only_own_windows_in_use_and_only_by_those_who_may(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let link = id(&world, "link").await;
        let foreign = world.beta.window.to_string();
        let mut developer = world.sign_in("developer@alpha.example").await;
        let before = world.probe.objects().await;
        let fields = [("p.color", "445566")];
        for path in [EDITS, REVIEW, SAVE] {
            let fields = if path == EDITS { &[][..] } else { &fields[..] };
            for wrong in [foreign.as_str(), "nonsense"] {
                let reply = post(&mut admin, path, &[&link, wrong], fields).await;
                assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path} {wrong}");
            }
            let reply = post(&mut admin, path, &[], fields).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            let reply = post(&mut developer, path, &[&link], fields).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path}");
        }
        let many: Vec<String> = (0..201).map(|number| format!("{number}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let reply = post(&mut admin, EDITS, &many, &[]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.body.contains("一次最多修改 200 个"), "{}", reply.body);
        assert!(!developer.get(LIST).await.body.contains(EDITS));
        assert_eq!(world.probe.objects().await, before);
        for (verb, turned) in [("life", ("stage", "retired")), ("life", ("stage", "in_use")), ("deletions", ("reason", ""))] {
            let path = format!("/e/alpha/windows/link/{verb}");
            let reply = admin.fill("/e/alpha/windows/link", &path, &[turned]).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
            let reply = post(&mut admin, SAVE, &[&link], &fields).await;
            assert_eq!(reply.status, StatusCode::CONFLICT, "{turned:?}");
            if turned.1 != "in_use" {
                assert!(reply.body.contains("官网链接"), "{turned:?}: {}", reply.body);
                assert!(!reply.body.contains("version."), "{turned:?}");
            }
        }
    }
}

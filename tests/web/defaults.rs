//! Defaults of an enterprise: what windows take from them, what they keep of their own, and what a
//! release keeps whatever becomes of them.

use reqwest::StatusCode;

use super::{borrowed, html::Page, window_form};
use crate::support::{
    both,
    client::{Client, Reply},
    world::{SECRET, World, world},
};

const DEFAULTS: &str = "/e/alpha/settings/defaults/sobot";
const REVIEW: &str = "/e/alpha/settings/defaults/sobot/preview";
const WINDOW: &str = "/e/alpha/windows/link";
const PREVIEW: &str = "/e/alpha/windows/link/preview";
const DRAFT: &str = "/e/alpha/windows/link/releases/draft/artifacts/link.html";

async fn set(client: &mut Client, version: &str, fields: &[(&str, &str)]) -> Reply {
    let all = [&[("version", version)], fields].concat();
    client.fill(DEFAULTS, DEFAULTS, &all).await
}

/// Saves the window with these fields instead of its own.
async fn save(world: &World, client: &mut Client, more: &[(&str, &str)]) -> Reply {
    let version = world.version("windows", world.alpha.window).await;
    let form = window_form(&world.alpha, &version, more);
    client.fill(WINDOW, WINDOW, &borrowed(&form)).await
}

/// How the editor says the colour stands.
async fn standing(client: &mut Client) -> String {
    let page = Page::of(&client.get(WINDOW).await.body);
    let mut marks = page.elements.iter().filter_map(|one| one.attribute("data-standing"));
    marks.next().unwrap_or_default().to_owned()
}

async fn code(client: &mut Client) -> String {
    client.get(DRAFT).await.body
}

both! {
    async fn a_window_inherits_has_its_own_or_none_at_all(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let reply = set(&mut client, "0", &[("p.color", "112233"), ("reason", "品牌色")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        assert_eq!(reply.location(), Some(DEFAULTS));
        // Its own value counts.
        assert_eq!(standing(&mut client).await, "own");
        assert!(code(&mut client).await.contains("04babc"));
        // Taken back by one click, which saves nothing.
        let before = world.probe.snapshot().await;
        let fields = window_form(&world.alpha, "1", &[("inherit", "color")]);
        let reply = client.fill(WINDOW, PREVIEW, &borrowed(&fields)).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        let page = Page::of(&reply.body);
        assert_eq!(page.value("p.color"), "");
        assert!(reply.body.contains("data-standing=\"inherited\""), "{}", reply.body);
        assert!(reply.body.contains("112233"));
        assert_eq!(world.probe.snapshot().await, before);
        // Left empty, it is inherited, in the code as well.
        assert_eq!(save(&world, &mut client, &[("p.color", "")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(standing(&mut client).await, "inherited");
        assert!(code(&mut client).await.contains("112233"));
        let stored = world.probe.content("windows").await.join("\n");
        assert!(!stored.contains("112233"), "nothing is written into windows: {stored}");
        // None on purpose.
        let reply = save(&world, &mut client, &[("p.color", ""), ("unset", "color")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        assert_eq!(standing(&mut client).await, "unset");
        let written = code(&mut client).await;
        assert!(!written.contains("112233") && !written.contains("color="), "{written}");
        // Not both at once.
        let reply = save(&world, &mut client, &[("p.color", "445566"), ("unset", "color")]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.body.contains("请只选一个"), "{}", reply.body);
    }

    async fn a_release_keeps_its_bytes_and_is_older_than_the_default(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        set(&mut client, "0", &[("p.color", "112233")]).await;
        save(&world, &mut client, &[("p.color", "")]).await;
        let releases = "/e/alpha/windows/link/releases";
        let reply = client.fill(releases, releases, &[("note", "上线")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let live = "/e/alpha/windows/link/releases/live/artifacts/link.html";
        let bytes = client.get(live).await.body;
        assert!(bytes.contains("112233"));
        let newer = "草稿更新";
        let dev = client.get("/dev").await.body;
        assert!(!dev.contains(newer), "{dev}");
        let reply = set(&mut client, "1", &[("p.color", "998877")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let page = client.get(DEFAULTS).await.body;
        assert!(page.contains("草稿随之改变"), "{page}");
        assert!(page.contains("默认值更新，去发布"), "{page}");
        assert_eq!(client.get(live).await.body, bytes, "a release never changes");
        assert!(code(&mut client).await.contains("998877"));
        assert!(client.get("/dev").await.body.contains(newer));
        // A default that this window does not inherit makes nothing older.
        let reply = client.fill(releases, releases, &[("note", "再上线")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        save(&world, &mut client, &[("p.color", "04babc")]).await;
        client.fill(releases, releases, &[("note", "自有颜色")]).await;
        set(&mut client, "2", &[("p.color", "000000")]).await;
        assert!(!client.get("/dev").await.body.contains(newer));
    }

    async fn a_review_tells_which_windows_change_and_writes_nothing(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let before = world.probe.snapshot().await;
        let fields = [("version", "0"), ("p.locale", "en"), ("p.color", "112233")];
        let reply = client.fill(DEFAULTS, REVIEW, &fields).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        assert!(reply.body.contains("保存后会改变什么"), "{}", reply.body);
        assert!(reply.body.contains("href=\"/e/alpha/windows/link\""), "{}", reply.body);
        assert_eq!(Page::of(&reply.body).value("p.color"), "112233", "what was typed stays");
        assert_eq!(world.probe.snapshot().await, before);
    }

    async fn a_review_names_the_windows_that_would_have_errors(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let long = "很长的标题".repeat(7);
        let reply = save(&world, &mut client, &[("p.custom_title", &long)]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        for (flag, broken) in [("2", true), ("1", false)] {
            let fields = [("version", "0"), ("p.title_flag", flag)];
            let reply = client.fill(DEFAULTS, REVIEW, &fields).await;
            assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
            assert!(reply.body.contains("1 个聊天窗的草稿会改变"), "{}", reply.body);
            let told = reply.body.contains("1 个聊天窗会因此出现错误");
            assert_eq!(told, broken, "{flag}: {}", reply.body);
            let why = "顶部返回栏的固定文案限 1 到 30 个字符";
            assert_eq!(reply.body.contains(why), broken, "{flag}: {}", reply.body);
        }
    }

    async fn what_cannot_be_a_default_is_refused_and_kept(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        client.get(DEFAULTS).await;
        let before = world.probe.snapshot().await;
        for (name, value, said) in [
            ("p.uname", "王", "由访客或页面"),
            ("p.variant", "h5", "单个聊天窗"),
            ("p.sysnum", "1", "渠道账号"),
            ("p.nothing", "1", "nothing"),
            ("p.color", "#zzz", "p-color"),
            ("p.custom_title", SECRET, "安全密钥"),
        ] {
            let reply = set(&mut client, "0", &[("p.top_bar_flag", "true"), (name, value)]).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert!(reply.body.contains(said), "{name}: {}", reply.body);
            assert!(!reply.body.contains(SECRET), "{name}");
        }
        assert_eq!(world.probe.snapshot().await, before);
        let reply = client.get("/e/alpha/settings/defaults/nobody").await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
    }

    async fn the_second_of_two_savers_sees_what_the_first_did(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("owner@alpha.example").await;
        let mut other = world.sign_in("admin@alpha.example").await;
        assert_eq!(set(&mut client, "0", &[("p.color", "112233")]).await.status, StatusCode::SEE_OTHER);
        for (version, seen) in [("0", "the first save"), ("0", "again")] {
            let reply = set(&mut other, version, &[("p.color", "445566")]).await;
            assert_eq!(reply.status, StatusCode::CONFLICT, "{seen}: {}", reply.body);
            assert!(reply.body.contains("112233") && reply.body.contains("445566"), "{seen}");
        }
        let reply = set(&mut other, "1", &[("p.color", "445566")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        let events = "SELECT action FROM events WHERE action = 'defaults.saved'";
        assert_eq!(world.probe.column(events).await.len(), 2);
    }
}

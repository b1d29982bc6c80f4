//! Reviews over HTTP: nothing of production goes live on one person's word, an approval is good for
//! the content that was looked at, and what could not wait stays flagged.

use reqwest::StatusCode;
use serde_json::Value;

use super::{borrowed, html::Page, window_form};
use crate::support::{
    TestDb, both,
    client::{Client, Reply},
    world::{World, world},
};

const WINDOW: &str = "/e/alpha/windows/link";
const RELEASES: &str = "/e/alpha/windows/link/releases";
const CHANGES: &str = "/e/alpha/changes";

/// A portal, the one who changes things and the one who approves.
pub(super) async fn three(db: TestDb) -> (World, Client, Client) {
    let world = world(db).await;
    let admin = world.sign_in("admin@alpha.example").await;
    let owner = world.sign_in("owner@alpha.example").await;
    (world, admin, owner)
}

pub(super) async fn save(world: &World, client: &mut Client, more: &[(&str, &str)]) {
    let version = world.version("windows", world.alpha.window).await;
    let mut fields = vec![("environment", "production")];
    fields.extend(more);
    let form = window_form(&world.alpha, &version, &fields);
    let reply = client.fill(WINDOW, WINDOW, &borrowed(&form)).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
}

/// Submits the draft of the window and answers with the page of the request.
pub(super) async fn submit(client: &mut Client) -> String {
    submit_object(client, "window:link").await
}

pub(super) async fn submit_object(client: &mut Client, object: &str) -> String {
    let fields = [("items", object), ("reason", "launch"), ("ticket", "OPS-7")];
    let reply = client.fill(&format!("{CHANGES}/new"), CHANGES, &fields).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    reply.location().expect("a request").to_owned()
}

/// The hash that the page of a request names.
async fn hash(client: &mut Client, request: &str) -> String {
    let page = client.get(request).await.body;
    let (_, rest) = page.split_once("name=\"content_hash\" value=\"").expect("a hash");
    rest.split('"').next().expect("a hash").to_owned()
}

pub(super) async fn verb(
    client: &mut Client,
    request: &str,
    verb: &str,
    fields: &[(&str, &str)],
) -> Reply {
    client.fill(request, &format!("{request}/{verb}"), fields).await
}

pub(super) async fn approve(client: &mut Client, request: &str) -> Reply {
    let hash = hash(client, request).await;
    verb(client, request, "approvals", &[("content_hash", &hash), ("comment", "看过了")]).await
}

pub(super) async fn release(client: &mut Client, request: &str) -> Reply {
    let hash = hash(client, request).await;
    verb(client, request, "releases", &[("content_hash", &hash)]).await
}

async fn state(world: &World) -> Vec<String> {
    let text = "SELECT state FROM change_requests ORDER BY number";
    world.probe.column(text).await
}

pub(super) async fn live(world: &World) -> String {
    let id = world.alpha.window;
    let text = format!("SELECT CAST(number AS TEXT) FROM live_releases WHERE window_id = '{id}'");
    world.probe.one(&text).await
}

/// What the window's history says of reviews and releases, with the hash of each step.
async fn chain(world: &World) -> Vec<(String, Option<String>)> {
    let id = world.alpha.window;
    let text = format!(
        "SELECT action, details FROM events WHERE subject = '{id}' AND action IN ('window.submitted', 'window.approved', 'window.published') ORDER BY seq"
    );
    let rows = world.probe.rows(&text).await;
    let step = |row: Vec<Option<String>>| {
        let details: Value =
            serde_json::from_str(row[1].as_deref().expect("details")).expect("JSON");
        let hash = details["content_hash"].as_str().map(str::to_owned);
        (row[0].clone().expect("an action"), hash)
    };
    rows.into_iter().map(step).collect()
}

both! {
    async fn a_second_person_approves_what_goes_live_in_production(db: TestDb) {
        let (world, mut admin, mut owner) = three(db).await;
        save(&world, &mut admin, &[("p.color", "c0392b")]).await;
        // There is no way around the review.
        let direct = admin.fill(RELEASES, RELEASES, &[("note", "now")]).await;
        assert_eq!(direct.status, StatusCode::CONFLICT);
        assert!(Page::of(&direct.body).text().contains("1 人批准"), "{}", direct.body);
        let request = submit(&mut admin).await;
        assert_eq!(live(&world).await, "1");
        // The author sees no button, and pressing it anyhow is refused and kept.
        let own = admin.get(&request).await.body;
        assert!(!own.contains("/approvals\"") && Page::of(&own).text().contains("您是提交人"));
        let content = hash(&mut admin, &request).await;
        let refused = verb(&mut admin, &request, "approvals", &[("content_hash", &content)]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let attempts = "SELECT actor_name FROM events WHERE action = 'change_request.approval_refused'";
        assert_eq!(world.probe.column(attempts).await.len(), 1);
        // Before the approval nothing is released.
        assert_eq!(release(&mut admin, &request).await.status, StatusCode::CONFLICT);
        let seen = Page::of(&owner.get(&request).await.body).text().to_string();
        for told in ["c0392b", "开发者要重新粘贴", "换了安全密钥", "0 / 1", "OPS-7"] {
            assert!(seen.contains(told), "{told}: {seen}");
        }
        assert_eq!(approve(&mut owner, &request).await.status, StatusCode::SEE_OTHER);
        assert_eq!(state(&world).await.last().map(String::as_str), Some("approved"));
        let done = release(&mut admin, &request).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(live(&world).await, "2");
        // One chain, one hash.
        let chain = chain(&world).await;
        let last = chain.last().and_then(|(_, hash)| hash.clone());
        let steps: Vec<&str> = chain.iter().skip(1).map(|(action, _)| action.as_str()).collect();
        assert_eq!(steps, ["window.submitted", "window.approved", "window.published"]);
        assert!(last.is_some() && chain.iter().skip(1).all(|(_, hash)| *hash == last), "{chain:?}");
        // What is done is done.
        let again = verb(&mut admin, &request, "releases", &[]).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        assert!(Page::of(&again.body).text().contains("已经结束"));
    }

    async fn an_edit_after_the_approval_voids_it(db: TestDb) {
        let (world, mut admin, mut owner) = three(db).await;
        save(&world, &mut admin, &[("p.color", "c0392b")]).await;
        let request = submit(&mut admin).await;
        let old = hash(&mut owner, &request).await;
        assert_eq!(approve(&mut owner, &request).await.status, StatusCode::SEE_OTHER);
        save(&world, &mut admin, &[("p.color", "16a085")]).await;
        assert_eq!(state(&world).await.last().map(String::as_str), Some("submitted"));
        let acts = "SELECT a.act FROM events a JOIN events b ON a.act = b.act WHERE a.action = 'window.saved' AND b.action = 'change_request.approval_voided'";
        assert_eq!(world.probe.column(acts).await.len(), 1, "the same act as the edit");
        assert!(Page::of(&owner.get(&request).await.body).text().contains("已作废"));
        assert_eq!(release(&mut admin, &request).await.status, StatusCode::CONFLICT);
        // Somebody who still has the old page open approves nothing.
        let late = verb(&mut owner, &request, "approvals", &[("content_hash", &old)]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert_eq!(approve(&mut owner, &request).await.status, StatusCode::SEE_OTHER);
        assert_eq!(release(&mut owner, &request).await.status, StatusCode::SEE_OTHER);
    }

    async fn whoever_edited_it_does_not_approve_it(db: TestDb) {
        let (world, mut admin, mut owner) = three(db).await;
        save(&world, &mut owner, &[("p.color", "c0392b")]).await;
        let request = submit(&mut admin).await;
        let page = owner.get(&request).await.body;
        assert!(Page::of(&page).text().contains("您改过"), "{page}");
        assert_eq!(approve(&mut owner, &request).await.status, StatusCode::FORBIDDEN);
        let mut root = world.sign_in("root@portal.example").await;
        assert_eq!(approve(&mut root, &request).await.status, StatusCode::SEE_OTHER);
        // An account that the code is made of counts like the draft.
        let version = world.version("accounts", world.alpha.account).await;
        let account = format!("/e/alpha/accounts/{}", world.alpha.account);
        let fields = [("version", version.as_str()), ("name", "新名称"), ("a.sysnum", crate::support::world::SYSNUM), ("a.host", "www.sobot.com")];
        assert_eq!(root.fill(&account, &account, &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(state(&world).await.last().map(String::as_str), Some("submitted"));
        assert_eq!(approve(&mut root, &request).await.status, StatusCode::FORBIDDEN);
        assert_eq!(state(&world).await.last().map(String::as_str), Some("submitted"));
    }

    async fn whoever_edited_what_a_window_is_made_of_does_not_approve_the_window(db: TestDb) {
        let (world, mut admin, mut owner) = three(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let account = format!("/e/alpha/accounts/{}", world.alpha.account);
        let fields = [("version", "1"), ("name", "新名称"), ("a.sysnum", crate::support::world::SYSNUM), ("a.host", "www.sobot.com")];
        // Each of them before the request is submitted, so that no approval is voided by it.
        assert_eq!(owner.fill(&account, &account, &fields).await.status, StatusCode::SEE_OTHER);
        let defaults = "/e/alpha/settings/defaults/sobot";
        let house = [("version", "0"), ("p.custom_title", "您好")];
        assert_eq!(root.fill(defaults, defaults, &house).await.status, StatusCode::SEE_OTHER);
        save(&world, &mut admin, &[("p.color", "c0392b")]).await;
        let request = submit(&mut admin).await;
        for editor in [&mut owner, &mut root] {
            let page = editor.get(&request).await.body;
            assert!(Page::of(&page).text().contains("您改过"), "{page}");
            assert_eq!(approve(editor, &request).await.status, StatusCode::FORBIDDEN);
        }
        assert_eq!(state(&world).await.last().map(String::as_str), Some("submitted"));
        let fields = [("emergency", "true"), ("reason", "热线中断")];
        assert_eq!(verb(&mut admin, &request, "releases", &fields).await.status, StatusCode::SEE_OTHER);
        // What was edited before the release that is live counts no longer.
        save(&world, &mut admin, &[("p.color", "16a085")]).await;
        let request = submit(&mut admin).await;
        assert_eq!(approve(&mut owner, &request).await.status, StatusCode::SEE_OTHER);
        assert_eq!(state(&world).await.last().map(String::as_str), Some("approved"));
    }

    async fn an_emergency_is_released_flagged_and_looked_at(db: TestDb) {
        let (world, mut admin, mut owner) = three(db).await;
        save(&world, &mut admin, &[("p.color", "c0392b")]).await;
        let request = submit(&mut admin).await;
        let silent = verb(&mut admin, &request, "releases", &[("emergency", "true")]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        let fields = [("emergency", "true"), ("reason", "热线中断")];
        assert_eq!(verb(&mut admin, &request, "releases", &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(live(&world).await, "2");
        assert!(Page::of(&owner.get("/").await.body).text().contains("紧急，待复核"));
        let own = verb(&mut admin, &request, "looks", &[("finding", "fine")]).await;
        assert_eq!(own.status, StatusCode::FORBIDDEN);
        let looked = verb(&mut owner, &request, "looks", &[("finding", "没有问题")]).await;
        assert_eq!(looked.status, StatusCode::SEE_OTHER);
        let page = Page::of(&owner.get(&request).await.body).text().to_string();
        assert!(page.contains("紧急发布") && page.contains("没有问题"), "{page}");
        assert!(Page::of(&owner.get(RELEASES).await.body).text().contains("紧急"), "for ever");
    }

    async fn two_releases_at_once_make_one(db: TestDb) {
        let (world, mut admin, mut owner) = three(db).await;
        save(&world, &mut admin, &[("p.color", "c0392b")]).await;
        let request = submit(&mut admin).await;
        approve(&mut owner, &request).await;
        owner.get(&request).await;
        let (one, two) = tokio::join!(
            async { release(&mut admin, &request).await.status },
            async { release(&mut owner, &request).await.status },
        );
        let mut both = [one, two];
        both.sort_unstable();
        assert_eq!(both, [StatusCode::SEE_OTHER, StatusCode::CONFLICT]);
        assert_eq!(live(&world).await, "2");
    }

    async fn rejected_and_withdrawn_requests_give_their_objects_free(db: TestDb) {
        let (world, mut admin, mut owner) = three(db).await;
        save(&world, &mut admin, &[("p.color", "c0392b")]).await;
        let first = submit(&mut admin).await;
        let twice = admin.fill(&format!("{CHANGES}/new"), CHANGES, &[("items", "window:link"), ("reason", "again")]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(twice.body.contains("again"), "what was typed stays");
        let mute = verb(&mut owner, &first, "rejections", &[]).await;
        assert_eq!(mute.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(verb(&mut owner, &first, "rejections", &[("comment", "颜色不对")]).await.status, StatusCode::SEE_OTHER);
        let second = submit(&mut admin).await;
        assert_eq!(verb(&mut owner, &second, "withdrawals", &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(verb(&mut admin, &second, "withdrawals", &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(state(&world).await.iter().rev().take(2).rev().collect::<Vec<_>>(), ["rejected", "withdrawn"]);
        assert_eq!(live(&world).await, "1");
    }

    async fn a_freeze_stops_everything_but_an_emergency(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let rules = "/e/alpha/settings/review";
        let none = [("version", "0"), ("approvals_test", "0"), ("approvals_production", "0")];
        assert_eq!(admin.fill(rules, rules, &none).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let freeze = [
            ("version", "0"), ("approvals_test", "0"), ("approvals_production", "1"),
            ("frozen_until", "2999-01-01T00:00"), ("frozen_because", "大促"),
        ];
        assert_eq!(admin.fill(rules, rules, &freeze).await.status, StatusCode::SEE_OTHER);
        let version = world.version("windows", world.alpha.window).await;
        let form = window_form(&world.alpha, &version, &[("p.color", "c0392b")]);
        admin.fill(WINDOW, WINDOW, &borrowed(&form)).await;
        let direct = admin.fill(RELEASES, RELEASES, &[("note", "now")]).await;
        assert_eq!(direct.status, StatusCode::CONFLICT);
        assert!(Page::of(&direct.body).text().contains("冻结"));
        let request = submit(&mut admin).await;
        assert_eq!(release(&mut admin, &request).await.status, StatusCode::CONFLICT);
        let fields = [("emergency", "true"), ("reason", "热线中断")];
        assert_eq!(verb(&mut admin, &request, "releases", &fields).await.status, StatusCode::SEE_OTHER);
        let flagged = "SELECT CAST(emergency AS TEXT) FROM releases WHERE number = 2";
        assert!(matches!(world.probe.one(flagged).await.as_str(), "1" | "true"));
    }

    async fn a_schedule_releases_by_itself_or_says_why_not(db: TestDb) {
        let (world, mut admin, mut owner) = three(db).await;
        save(&world, &mut admin, &[("p.color", "c0392b")]).await;
        let request = submit(&mut admin).await;
        approve(&mut owner, &request).await;
        let past = verb(&mut admin, &request, "schedules", &[("release_at", "2001-01-01T00:00")]).await;
        assert_eq!(past.status, StatusCode::UNPROCESSABLE_ENTITY);
        let later = verb(&mut admin, &request, "schedules", &[("release_at", "2999-01-01T00:00")]).await;
        assert_eq!(later.status, StatusCode::SEE_OTHER);
        assert_eq!(due(&world).await, 0);
        let now = "UPDATE change_requests SET release_at = 1 WHERE release_at > 0";
        world.probe.execute(now).await;
        assert_eq!(due(&world).await, 1);
        assert_eq!(live(&world).await, "2");
        // A draft that was edited since has no approval any more.
        save(&world, &mut admin, &[("p.color", "16a085")]).await;
        let request = submit(&mut admin).await;
        approve(&mut owner, &request).await;
        verb(&mut admin, &request, "schedules", &[("release_at", "2999-01-01T00:00")]).await;
        save(&world, &mut admin, &[("p.color", "8e44ad")]).await;
        world.probe.execute("UPDATE change_requests SET release_at = 1 WHERE release_at > 0").await;
        assert_eq!(due(&world).await, 1);
        assert_eq!(live(&world).await, "2");
        let page = Page::of(&admin.get(&request).await.body).text().to_string();
        assert!(page.contains("定时发布没有进行") && page.contains("批准还不够"), "{page}");
    }

    async fn a_request_that_was_overtaken_is_rebased_field_by_field(db: TestDb) {
        let (world, mut admin, mut owner) = three(db).await;
        save(&world, &mut admin, &[("p.color", "c0392b"), ("p.locale", "en")]).await;
        let request = submit(&mut admin).await;
        // Something else becomes live meanwhile, past this request.
        let id = world.alpha.window;
        world.probe.execute(&format!("UPDATE live_releases SET number = 1 WHERE window_id = '{id}'")).await;
        let released = "SELECT CAST(count(*) AS TEXT) FROM releases";
        assert_eq!(world.probe.one(released).await, "2");
        world.probe.execute("UPDATE change_requests SET items = replace(items, '\"base\":1', '\"base\":7')").await;
        approve(&mut owner, &request).await;
        assert_eq!(release(&mut admin, &request).await.status, StatusCode::CONFLICT);
        let page = admin.get(&format!("{request}/rebases")).await.body;
        assert!(page.contains("keep.0.p.color"), "{page}");
        let version = world.probe.one("SELECT CAST(version AS TEXT) FROM change_requests ORDER BY number").await;
        let fields = [("version", version.as_str()), ("keep.0.p.color", "draft"), ("keep.0.p.locale", "live")];
        let done = admin.fill(&format!("{request}/rebases"), &format!("{request}/rebases"), &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let stored = world.probe.one(&format!("SELECT parameters FROM windows WHERE id = '{id}'")).await;
        assert!(stored.contains("c0392b") && !stored.contains("\"en\""), "{stored}");
        assert_eq!(state(&world).await.last().map(String::as_str), Some("submitted"), "approvals are void");
        approve(&mut owner, &request).await;
        assert_eq!(release(&mut admin, &request).await.status, StatusCode::SEE_OTHER);
    }

    async fn a_production_window_takes_its_plugin_along(db: TestDb) {
        let (world, mut admin, mut owner) = three(db).await;
        let button = "/e/alpha/windows/button";
        let version = world.probe.one("SELECT CAST(version AS TEXT) FROM windows WHERE code = 'button' ORDER BY enterprise_id LIMIT 1").await;
        let plugin = world.alpha.plugin.to_string();
        let fields = [
            ("version", version.as_str()), ("name", "订单页按钮"), ("target", "mini_program"),
            ("environment", "production"), ("plugin_id", plugin.as_str()), ("p.styleType", "1"),
        ];
        let reply = admin.fill(button, button, &fields).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let request = submit_object(&mut admin, "window:button").await;
        let page = Page::of(&owner.get(&request).await.body).text().to_string();
        assert!(page.contains("商城按钮"), "the plugin comes along: {page}");
        approve(&mut owner, &request).await;
        let done = release(&mut admin, &request).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let plugins = "SELECT noun FROM object_releases";
        assert_eq!(world.probe.column(plugins).await, ["plugin"]);
        let page = Page::of(&admin.get(&format!("/e/alpha/plugins/{plugin}")).await.body).text().to_string();
        assert!(page.contains("草稿与线上相同"), "{page}");
    }
}

async fn due(world: &World) -> u64 {
    jieru::web::pages::changes::due::release(&world.store).await.expect("a round")
}

//! Who may what: roles on one window and for a time, owners of an enterprise who give roles themselves,
//! requests for a role, and going through all of it.

use jieru::clock::HOUR;
use reqwest::StatusCode;

use super::{
    giving::{give_known, replace},
    html::Page,
};
use crate::support::{
    both,
    client::{Client, Reply},
    world::{PASSWORD, World, world},
};

pub const PEOPLE: &str = "/e/alpha/people";
pub const NOBODY: &str = "nobody@portal.example";

pub async fn id_of(world: &World, email: &str) -> String {
    world.probe.one(&format!("SELECT id FROM people WHERE email = '{email}'")).await
}

pub async fn give(owner: &mut Client, email: &str, role: &str, window: &str, until: &str) -> Reply {
    let fields = [("email", email), ("role", role), ("window", window), ("until", until)];
    give_known(owner, PEOPLE, &fields).await
}

async fn actions(world: &World, of: &str) -> Vec<String> {
    let text = format!("SELECT action FROM events WHERE action LIKE '{of}%' ORDER BY log, seq");
    world.probe.column(&text).await
}

/// The path of the only request of somebody.
pub async fn request_of(world: &World, email: &str, base: &str) -> String {
    let person = id_of(world, email).await;
    let text = format!("SELECT id FROM access_requests WHERE person_id = '{person}'");
    format!("{base}/access-requests/{}", world.probe.one(&text).await)
}

both! {
    async fn owners_of_an_enterprise_give_change_and_take_roles_there(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        let mut nobody = world.sign_in(NOBODY).await;
        assert_eq!(nobody.get("/e/alpha").await.status, StatusCode::NOT_FOUND);
        let given = give(&mut owner, NOBODY, "auditor", "", "").await;
        assert_eq!((given.status, given.location()), (StatusCode::SEE_OTHER, Some(PEOPLE)), "{}", given.body);
        assert_eq!(nobody.get("/e/alpha").await.status, StatusCode::OK, "at once");
        assert_eq!(nobody.get("/e/beta").await.status, StatusCode::NOT_FOUND);
        let page = owner.get(PEOPLE).await.body;
        assert!(page.contains(NOBODY) && page.contains("测试 owner@alpha.example"), "who gave it: {page}");
        let done = replace(&mut owner, NOBODY, "developer", "", "2099-01-01T12:00").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(actions(&world, "grant.").await.iter().filter(|one| *one == "grant.changed").count(), 1);
        let person = id_of(&world, NOBODY).await;
        let path = format!("{PEOPLE}/withdrawals");
        let stale = [("person", person.as_str()), ("window", ""), ("seen", "auditor:")];
        assert_eq!(owner.post_form(&path, &stale).await.status, StatusCode::CONFLICT);
        let fields = [("person", person.as_str()), ("window", ""), ("seen", "developer:2099-01-01T12:00:00")];
        assert_eq!(owner.post_form(&path, &fields).await.status, StatusCode::SEE_OTHER);
        let mut again = world.sign_in(NOBODY).await;
        assert_eq!(again.get("/e/alpha").await.status, StatusCode::NOT_FOUND);
        for wrong in [
            ("no address", "auditor", "", "", "email"),
            ("new@nowhere.example", "auditor", "", "", "name"),
            (NOBODY, "king", "", "", "role"),
            (NOBODY, "admin", "link", "", "role"),
            (NOBODY, "developer", "unknown", "", "window"),
            (NOBODY, "developer", "", "2001-01-01", "until"),
            (NOBODY, "developer", "", "soon", "until"),
        ] {
            let reply = give(&mut owner, wrong.0, wrong.1, wrong.2, wrong.3).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
            assert!(reply.body.contains(&format!("href=\"#{}\"", wrong.4)), "{wrong:?}: {}", reply.body);
        }
        // Auditors and administrators see the report and no form.
        for email in ["admin@alpha.example", "auditor@alpha.example"] {
            let mut reader = world.sign_in(email).await;
            let report = reader.get(PEOPLE).await;
            assert_eq!(report.status, StatusCode::OK);
            assert!(report.body.contains("由谁授予") && !report.body.contains("name=\"email\""));
            assert_eq!(reader.post_form(PEOPLE, &[]).await.status, StatusCode::FORBIDDEN);
        }
    }

    async fn an_invitation_of_an_enterprise_leads_to_one_window_of_it(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        let fields = [
            ("email", "wai@vendor.example"), ("name", "外包"), ("role", "developer"),
            ("window", "link"), ("until", "2099-01-01"),
        ];
        let made = owner.fill(PEOPLE, PEOPLE, &fields).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.body);
        let url = Page::of(&made.body).with_id("made").expect("an address").text.clone();
        let path = url.split_once("/invitations/").map(|(_, token)| format!("/invitations/{token}")).expect("a path");
        let mut guest = world.app.client();
        assert!(guest.get(&path).await.body.contains("企业 alpha / link"));
        guest.fill(&path, &path, &[("name", "外包"), ("password", PASSWORD)]).await;
        // Whoever joins is signed in at once.
        assert_eq!(guest.get("/e/alpha/windows/link/install").await.status, StatusCode::OK);
        assert_eq!(guest.get("/e/alpha/windows/link").await.status, StatusCode::NOT_FOUND);
        assert_eq!(guest.get("/e/alpha").await.status, StatusCode::NOT_FOUND);
        let report = owner.get("/e/alpha/reports/people").await.body;
        assert!(report.contains("wai@vendor.example") && report.contains("只限聊天窗 link"), "{report}");
        assert!(owner.get("/people").await.status == StatusCode::FORBIDDEN);
        // Other owners revoke nothing of it.
        let id = world.probe.one(&format!("SELECT id FROM invitations WHERE id <> '{}'", world.invitation)).await;
        let mut other = world.sign_in("owner@beta.example").await;
        let foreign = format!("/e/beta/people/invitations/{id}/revocations");
        assert_eq!(other.post_form(&foreign, &[]).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_role_counts_until_its_moment_and_history_tells_that_it_ended(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        give(&mut owner, NOBODY, "auditor", "", "2099-01-01").await;
        give(&mut owner, NOBODY, "developer", "link", "2099-01-01").await;
        let mut nobody = world.sign_in(NOBODY).await;
        assert!(nobody.get("/").await.body.contains("/e/alpha"));
        let person = id_of(&world, NOBODY).await;
        let over = world.store.clock().now() - HOUR;
        world.probe.execute(&format!("UPDATE grants SET ends_at = {over} WHERE person_id = '{person}'")).await;
        for path in ["/e/alpha", "/e/alpha/history", "/e/alpha/windows/link/install"] {
            assert_eq!(nobody.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in ["/", "/dev", "/enterprises", "/search?q=alpha"] {
            assert!(!nobody.get(path).await.body.contains("/e/alpha"), "{path}");
        }
        let told = "SELECT actor_kind || ' ' || permission || ' ' || subject FROM events WHERE action = 'grant.ended' ORDER BY seq";
        let mut told = world.probe.column(told).await;
        told.sort();
        let window = world.alpha.window;
        assert_eq!(told, [format!("job access.end {person}"), format!("job access.end {person}/{window}")]);
        let page = owner.get(PEOPLE).await.body;
        assert!(page.contains("已到期") && page.contains("最近到期的角色"), "{page}");
        let history = owner.get("/e/alpha/history?noun=grant").await.body;
        assert!(history.contains("角色到期："), "{history}");
        let mut root = world.sign_in("root@portal.example").await;
        assert!(root.get(&format!("/people/{person}")).await.body.contains("最近到期的角色"));
        // The same form gives it again, for longer.
        assert_eq!(give(&mut owner, NOBODY, "auditor", "", "2099-01-01").await.status, StatusCode::SEE_OTHER);
        assert_eq!(nobody.get("/e/alpha").await.status, StatusCode::OK);
    }

    async fn the_last_owner_of_the_portal_holds_that_role_for_good(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let path = format!("/people/{}", id_of(&world, "root@portal.example").await);
        let fields = [("place", "*"), ("role", "owner"), ("until", "2099-01-01"), ("seen", "*:owner")];
        let reply = root.post_form(&format!("{path}/grants"), &fields).await;
        assert_eq!(reply.status, StatusCode::CONFLICT);
        assert!(reply.body.contains("最后一位"), "{}", reply.body);
        // Another owner for a time does not change that.
        let other = format!("/people/{}", id_of(&world, NOBODY).await);
        let fields = [("place", "*"), ("role", "owner"), ("until", "2099-01-01"), ("seen", "")];
        assert_eq!(root.post_form(&format!("{other}/grants"), &fields).await.status, StatusCode::SEE_OTHER);
        let fields = [("place", "*"), ("seen", "*:owner")];
        let gone = root.post_form(&format!("{path}/grants/withdrawals"), &fields).await;
        assert_eq!(gone.status, StatusCode::CONFLICT);
    }

    async fn a_refusal_leads_to_a_request_that_gives_the_role_for_a_time(db: TestDb) {
        let world = world(db).await;
        let mut developer = world.sign_in("developer@alpha.example").await;
        let refused = developer.get("/e/alpha/history").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(refused.body.contains("href=\"/access-requests?place=alpha\""), "{}", refused.body);
        assert!(!developer.get("/e/beta").await.body.contains("access-requests?place"));
        let (form, to) = ("/access-requests?place=alpha", "/e/alpha/access-requests");
        assert_eq!(developer.get("/access-requests?place=beta").await.status, StatusCode::NOT_FOUND);
        for (fields, wrong) in [
            ([("role", "auditor"), ("days", "7"), ("wish", "")], "wish"),
            ([("role", "developer"), ("days", "7"), ("wish", "看看")], "role"),
            ([("role", "auditor"), ("days", "8"), ("wish", "看看")], "days"),
        ] {
            let reply = developer.fill(form, to, &fields).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(reply.body.contains(&format!("href=\"#{wrong}\"")), "{wrong}: {}", reply.body);
        }
        let fields = [("role", "auditor"), ("days", "7"), ("wish", "排查改色问题")];
        let asked = developer.fill(form, to, &fields).await;
        assert_eq!(asked.location(), Some("/access-requests"), "{}", asked.body);
        assert!(developer.get("/access-requests").await.body.contains("等待答复"));
        let path = request_of(&world, "developer@alpha.example", "/e/alpha").await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        assert!(owner.get("/").await.body.contains(&path), "on the overview");
        assert!(owner.get(PEOPLE).await.body.contains("排查改色问题"));
        assert_eq!(developer.get(&path).await.status, StatusCode::FORBIDDEN);
        let mut other = world.sign_in("owner@beta.example").await;
        assert_eq!(other.get(&path.replace("alpha", "beta")).await.status, StatusCode::NOT_FOUND);
        let page = owner.get(&path).await.body;
        let field = page.split("id=\"until\"").nth(1).and_then(|rest| rest.split("value=\"").nth(1));
        let until = field.and_then(|rest| rest.split('"').next()).expect("a proposal");
        let approved = owner.post_form(&format!("{path}/approvals"), &[("until", until)]).await;
        assert_eq!(approved.location(), Some(PEOPLE), "{}", approved.body);
        let mut developer = world.sign_in("developer@alpha.example").await;
        assert_eq!(developer.get("/e/alpha/history").await.status, StatusCode::OK);
        assert!(developer.get("/access-requests").await.body.contains("已批准"));
        let ends = world.probe.one("SELECT CAST(ends_at AS TEXT) FROM grants g JOIN people p ON p.id = g.person_id WHERE p.email = 'developer@alpha.example'").await;
        let left = ends.parse::<i64>().expect("a moment") - world.store.clock().now();
        assert!((6 * 24 * HOUR..=7 * 24 * HOUR).contains(&left), "{left}");
        let told = actions(&world, "access_request.approved").await;
        assert_eq!(told.len(), 1);
        let again = owner.post_form(&format!("{path}/approvals"), &[("until", "")]).await;
        assert_eq!(again.location(), Some(path.as_str()), "answered once");
    }

    async fn requests_are_rejected_with_a_reason_withdrawn_and_not_more_than_five(db: TestDb) {
        let world = world(db).await;
        let mut nobody = world.sign_in(NOBODY).await;
        let fields = [("role", "auditor"), ("days", "0"), ("wish", "看系统历史")];
        let to = "/access-requests";
        assert_eq!(nobody.fill(to, to, &fields).await.status, StatusCode::SEE_OTHER);
        let path = request_of(&world, NOBODY, "").await;
        let mut root = world.sign_in("root@portal.example").await;
        assert!(root.get("/").await.body.contains(&path));
        let empty = root.fill(&path, &format!("{path}/rejections"), &[("answer", "")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = root.fill(&path, &format!("{path}/rejections"), &[("answer", "请找企业所有者")]).await;
        assert_eq!(done.location(), Some("/people"), "{}", done.body);
        let own = nobody.get(to).await.body;
        assert!(own.contains("已拒绝") && own.contains("请找企业所有者"), "{own}");
        for _ in 0..5 {
            assert_eq!(nobody.fill(to, to, &fields).await.status, StatusCode::SEE_OTHER);
        }
        let sixth = nobody.fill(to, to, &fields).await;
        assert_eq!(sixth.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sixth.body.contains("5 个申请"), "{}", sixth.body);
        let open = "SELECT r.id FROM access_requests r JOIN people p ON p.id = r.person_id WHERE p.email = 'nobody@portal.example' AND r.closed_at = 0";
        let id = world.probe.one(open).await;
        let withdrawal = format!("{to}/{id}/withdrawals");
        let mut other = world.sign_in("owner@beta.example").await;
        assert_eq!(other.post_form(&withdrawal, &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(nobody.post_form(&withdrawal, &[]).await.location(), Some(to));
        assert!(nobody.get(to).await.body.contains("已撤回"));
        assert_eq!(nobody.fill(to, to, &fields).await.status, StatusCode::SEE_OTHER, "one is free again");
    }

    async fn nobody_approves_the_own_request(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        let (form, to) = ("/access-requests?place=alpha", "/e/alpha/access-requests");
        owner.fill(form, to, &[("role", "admin"), ("days", "0"), ("wish", "试试")]).await;
        let path = request_of(&world, "owner@alpha.example", "/e/alpha").await;
        let reply = owner.post_form(&format!("{path}/approvals"), &[("until", "")]).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN);
    }

    async fn every_open_request_is_listed_for_those_who_answer_it(db: TestDb) {
        let world = world(db).await;
        let list = "/access-requests/open";
        let mut nobody = world.sign_in(NOBODY).await;
        assert!(nobody.get(list).await.body.contains("没有等待答复的申请"));
        // More than stand on the overview, and more than a page has.
        let (asker, alpha) = (id_of(&world, "asker@portal.example").await, world.alpha.id);
        for number in 0..60 {
            let row = format!("'ffffffff-0000-7000-8000-{number:012}', '{asker}', '{alpha}', '{alpha}', 'auditor', '第 {number} 个', 0, 'open', 5, 0, '', ''");
            world.probe.execute(&format!("INSERT INTO access_requests (id, person_id, place, enterprise_id, role, reason, days, state, made_at, closed_at, closed_by, answer) VALUES ({row})")).await;
        }
        let mut owner = world.sign_in("owner@alpha.example").await;
        let overview = owner.get("/").await.body;
        assert!(overview.contains("全部 61 个申请") && overview.contains(&format!("href=\"{list}\"")), "{overview}");
        assert!(owner.get(PEOPLE).await.body.contains("<span class=\"count\">61</span>"));
        let rows = |page: &Page| page.elements.iter().filter(|one| one.attribute("class") == Some("row-link")).count();
        let first = owner.get(list).await.body;
        assert!(first.contains("<span class=\"count\">61</span>"), "{first}");
        let first = Page::of(&first);
        let next = first.elements.iter().find(|one| one.attribute("rel") == Some("next"));
        let next = next.and_then(|one| one.attribute("href")).expect("another page");
        let second = owner.get(next).await.body;
        assert!(second.contains("第 59 个"), "{second}");
        assert_eq!((rows(&first), rows(&Page::of(&second))), (50, 11));
        let mut other = world.sign_in("owner@beta.example").await;
        let foreign = other.get(list).await.body;
        assert!(foreign.contains("/e/beta/access-requests/") && !foreign.contains("/e/alpha/"), "{foreign}");
        let mut admin = world.sign_in("admin@alpha.example").await;
        assert_eq!(rows(&Page::of(&admin.get(list).await.body)), 0, "answers nothing");
        assert!(!admin.get(PEOPLE).await.body.contains(&format!("href=\"{list}\"")), "is not led there");
        let mut root = world.sign_in("root@portal.example").await;
        assert!(root.get("/people").await.body.contains("权限申请（63）"));
        assert!(root.get(list).await.body.contains("<span class=\"count\">63</span>"));
        // Nobody answers where everything rests.
        world.probe.execute(&format!("UPDATE enterprises SET trashed_at = 5 WHERE id = '{alpha}'")).await;
        assert!(root.get(list).await.body.contains("<span class=\"count\">2</span>"));
        assert!(owner.get(list).await.body.contains("没有等待答复的申请"));
        let members = owner.get(PEOPLE).await;
        assert_eq!(members.status, StatusCode::OK, "{}", members.body);
        assert!(!members.body.contains(&format!("href=\"{list}\"")), "{}", members.body);
    }

    async fn requests_of_whoever_leaves_are_rejected_with_it(db: TestDb) {
        let world = world(db).await;
        let (asker, alpha) = (id_of(&world, "asker@portal.example").await, world.alpha.id);
        let first = format!("SELECT id FROM access_requests WHERE person_id = '{asker}' AND place = '{alpha}'");
        let path = format!("/e/alpha/access-requests/{}", world.probe.one(&first).await);
        let mut owner = world.sign_in("owner@alpha.example").await;
        let approval = format!("{path}/approvals");
        assert!(owner.get(&path).await.body.contains(&approval));
        // One that was left open, as earlier versions did.
        world.probe.execute(&format!("UPDATE people SET active = (1 = 0) WHERE id = '{asker}'")).await;
        let page = owner.get(&path).await.body;
        assert!(page.contains("只能拒绝") && !page.contains(&approval), "{page}");
        let refused = owner.post_form(&approval, &[("until", "")]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.body.contains("申请人的账号已停用"), "{}", refused.body);
        world.probe.execute(&format!("UPDATE people SET active = (1 = 1) WHERE id = '{asker}'")).await;
        let mut root = world.sign_in("root@portal.example").await;
        let left = root.post_form(&format!("/people/{asker}/deactivations"), &[("version", "1")]).await;
        assert_eq!(left.status, StatusCode::SEE_OTHER, "{}", left.body);
        let states = world.probe.column("SELECT DISTINCT state FROM access_requests").await;
        assert_eq!(states, ["rejected"]);
        assert_eq!(actions(&world, "access_request.rejected").await.len(), 3);
        let acts = "SELECT DISTINCT act FROM events WHERE action IN ('person.deactivated', 'access_request.rejected')";
        assert_eq!(world.probe.column(acts).await.len(), 1);
        let page = owner.get(&path).await.body;
        assert!(page.contains("账号已停用") && page.contains("测试 root@portal.example"), "{page}");
    }

    async fn a_review_keeps_and_takes_and_is_one_event_with_its_counts(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        give(&mut owner, NOBODY, "developer", "link", "").await;
        let path = "/e/alpha/access-review";
        let page = owner.get(path).await.body;
        assert!(page.contains("还没有复核过") && page.contains(NOBODY), "{page}");
        let half = owner.fill(path, path, &[("note", "看过了")]).await;
        assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY, "each one is decided");
        let rows = world.probe.rows(&format!("SELECT person_id, window_id FROM grants WHERE enterprise_id = '{}'", world.alpha.id)).await;
        let nobody = id_of(&world, NOBODY).await;
        let mut fields = vec![("note".to_owned(), "季度复核".to_owned())];
        for row in &rows {
            let person = row[0].clone().expect("a person");
            let window = row[1].as_ref().map(|id| format!(".{id}")).unwrap_or_default();
            let choice = if person == nobody { "withdraw" } else { "keep" };
            fields.push((format!("g.{person}{window}"), choice.to_owned()));
        }
        fields.push(("seen".to_owned(), Page::of(&page).value("seen").to_owned()));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let done = owner.post_form(path, &fields).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, Some(path)), "{}", done.body);
        let told = world.probe.rows("SELECT act, details, reason FROM events WHERE action = 'access_review.ended'").await;
        let [told] = told.as_slice() else { panic!("{told:?}") };
        let details = told[1].as_deref().expect("details");
        assert!(details.contains("\"kept_roles\":\"4\"") && details.contains("\"withdrawn_roles\":\"1\""), "{details}");
        assert_eq!(told[2].as_deref(), Some("季度复核"));
        let act = told[0].as_deref().expect("an act");
        let with = world.probe.column(&format!("SELECT action FROM events WHERE act = '{act}' ORDER BY seq")).await;
        assert_eq!(with, ["access_review.ended", "grant.withdrawn"]);
        let after = owner.get(path).await.body;
        assert!(after.contains("上次复核") && after.contains("季度复核") && !after.contains(NOBODY), "{after}");
        let file = owner.get(&format!("{path}.csv")).await;
        assert!(file.body.contains("developer@alpha.example") && file.body.contains("开发者"), "{}", file.body);
    }

    async fn the_table_of_rights_is_read_by_everybody(db: TestDb) {
        let world = world(db).await;
        let mut nobody = world.sign_in(NOBODY).await;
        let page = nobody.get("/roles").await;
        assert_eq!(page.status, StatusCode::OK);
        for told in ["key.reveal", "查看密钥内容", "/e/{e}/keys/{id}/reveals", "window.view"] {
            assert!(page.body.contains(told), "{told}");
        }
    }

    async fn history_keeps_the_name_of_whoever_left(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        give(&mut owner, NOBODY, "auditor", "", "").await;
        let mut root = world.sign_in("root@portal.example").await;
        let path = format!("/people/{}", id_of(&world, "owner@alpha.example").await);
        let left = root.post_form(&format!("{path}/deactivations"), &[("version", "1")]).await;
        assert_eq!(left.status, StatusCode::SEE_OTHER, "{}", left.body);
        let history = root.get("/e/alpha/history?noun=grant").await.body;
        assert!(history.contains("测试 owner@alpha.example"), "{history}");
        let report = root.get("/e/alpha/reports/people").await.body;
        assert!(report.contains("测试 owner@alpha.example") && report.contains("已停用"), "{report}");
    }
}

//! Giving a role to whoever has one already: nothing is replaced unseen, nobody makes the own role longer,
//! and what a role for a time replaced holds again after it.

use jieru::clock::HOUR;
use reqwest::StatusCode;

use super::{
    access::{NOBODY, PEOPLE, give, id_of, request_of},
    html::Page,
};
use crate::support::{
    both,
    client::{Client, Reply},
    factor,
    world::world,
};

/// Gives a role to somebody who has one there already: it is told, and asked for once more.
pub async fn replace(
    owner: &mut Client,
    email: &str,
    role: &str,
    window: &str,
    until: &str,
) -> Reply {
    let fields = [("email", email), ("role", role), ("window", window), ("until", until)];
    give_again(owner, PEOPLE, &fields).await
}

/// Sends the form for a role, and once more with what the page that asks again has seen.
pub async fn give_again(owner: &mut Client, path: &str, fields: &[(&str, &str)]) -> Reply {
    let asked = owner.fill(path, path, fields).await;
    assert_eq!(asked.status, StatusCode::CONFLICT, "{}", asked.body);
    let seen = seen_in(&asked);
    let mut fields = fields.to_vec();
    fields.push(("seen", &seen));
    owner.post_form(path, &fields).await
}

/// The same, to somebody who may have no role there yet: whose account it is, is told and asked for once
/// more; what is wrong is answered at once.
pub async fn give_known(owner: &mut Client, path: &str, fields: &[(&str, &str)]) -> Reply {
    let asked = owner.fill(path, path, fields).await;
    if asked.status != StatusCode::CONFLICT {
        return asked;
    }
    let seen = seen_in(&asked);
    let mut fields = fields.to_vec();
    fields.push(("seen", &seen));
    owner.post_form(path, &fields).await
}

/// What the form that gives a role has seen.
fn seen_in(reply: &Reply) -> String {
    let form = reply.body.split("aria-labelledby=\"give-h\"").nth(1).expect("the form");
    let value = form.split("name=\"seen\" value=\"").nth(1).expect("its field");
    value.split('"').next().expect("a value").to_owned()
}

both! {
    async fn nobody_replaces_a_role_unseen(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let email = "owner@alpha.example";
        let before = world.probe.snapshot().await;
        // The defaults of the form, with the address of an owner and a reason.
        let fields = [("email", email), ("role", "auditor"), ("until", "2099-01-01T12:00"), ("reason", "手滑")];
        let asked = root.fill(PEOPLE, PEOPLE, &fields).await;
        assert_eq!(asked.status, StatusCode::CONFLICT, "{}", asked.body);
        assert_eq!(world.probe.snapshot().await, before, "nothing is done yet");
        let page = Page::of(&asked.body);
        assert!(page.text().contains("已经有角色：所有者，不限期"), "{}", page.text());
        assert!(page.text().contains("到期后恢复：所有者"), "{}", page.text());
        assert_eq!((page.first("email"), page.first("reason")), (email, "手滑"), "typed and kept");
        assert!(page.first("until").starts_with("2099-01-01T12:00"));
        assert!(asked.body.contains("<option value=\"auditor\" selected"), "{}", asked.body);
        // What was seen of somebody else or elsewhere is good for nothing here.
        let seen = seen_in(&asked);
        let other = [("email", "admin@alpha.example"), ("role", "auditor"), ("seen", seen.as_str())];
        assert_eq!(root.post_form(PEOPLE, &other).await.status, StatusCode::CONFLICT);
        let mut fields = fields.to_vec();
        fields.push(("seen", &seen));
        let done = root.post_form(PEOPLE, &fields).await;
        assert_eq!(done.location(), Some(PEOPLE), "{}", done.body);
        let list = root.get(PEOPLE).await.body;
        assert!(list.contains("到期后恢复：所有者，不限期"), "{list}");
        // The same once more changes nothing, and asks for nothing.
        let same = root.fill(PEOPLE, PEOPLE, &[("email", "admin@alpha.example"), ("role", "admin")]).await;
        assert_eq!(same.status, StatusCode::SEE_OTHER, "{}", same.body);
        // A withdrawal that is stale shows what is there.
        let person = id_of(&world, email).await;
        let stale = [("person", person.as_str()), ("window", ""), ("seen", "owner:")];
        let stale = root.post_form(&format!("{PEOPLE}/withdrawals"), &stale).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        assert!(Page::of(&stale.body).text().contains("现在是：审计员，到 2099-01-01"), "{}", stale.body);
    }

    async fn nobody_gives_a_role_to_an_account_that_was_not_told(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        let id = id_of(&world, NOBODY).await;
        let held = format!("grants WHERE person_id = '{id}'");
        let fields = [("email", NOBODY), ("role", "owner"), ("reason", "新同事")];
        let asked = owner.fill(PEOPLE, PEOPLE, &fields).await;
        assert_eq!(asked.status, StatusCode::CONFLICT, "{}", asked.body);
        assert_eq!(world.probe.count(&held).await, 0, "nothing is done yet");
        let page = Page::of(&asked.body);
        for told in [NOBODY, "没有两步验证", "没有人证明过这个邮箱是本人的"] {
            assert!(page.text().contains(told), "{told}: {}", page.text());
        }
        assert_eq!((page.first("email"), page.first("reason")), (NOBODY, "新同事"), "typed and kept");
        let seen = seen_in(&asked);
        // With a second factor it says so, and in the other language.
        factor::give(&world, jieru::domain::PersonId(id.parse().expect("an id"))).await;
        let english = format!("{PEOPLE}?lang=en");
        let asked = owner.fill(&english, &english, &fields).await;
        assert_eq!(asked.status, StatusCode::CONFLICT, "{}", asked.body);
        let page = Page::of(&asked.body);
        for told in ["with a second factor", "Nobody proved that the address is this person"] {
            assert!(page.text().contains(told), "{told}: {}", page.text());
        }
        // What was told of one place or person is good for no other one.
        let elsewhere = [("email", NOBODY), ("role", "developer"), ("window", "link"), ("seen", seen.as_str())];
        assert_eq!(owner.post_form(PEOPLE, &elsewhere).await.status, StatusCode::CONFLICT);
        let other = [("email", "auditor@beta.example"), ("role", "owner"), ("seen", seen.as_str())];
        assert_eq!(owner.post_form(PEOPLE, &other).await.status, StatusCode::CONFLICT);
        assert_eq!(world.probe.count(&held).await, 0);
        let mut again = fields.to_vec();
        again.push(("seen", &seen));
        let done = owner.post_form(PEOPLE, &again).await;
        assert_eq!(done.location(), Some(PEOPLE), "{}", done.body);
        assert_eq!(world.probe.count(&held).await, 1);
    }

    async fn an_owner_for_a_time_does_not_stay_by_the_own_hand(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        give(&mut root, NOBODY, "owner", "", "2099-01-01").await;
        let path = format!("/people/{}", id_of(&world, NOBODY).await);
        let whole = [("place", "*"), ("role", "owner"), ("until", "2099-01-01"), ("seen", "")];
        let mut guest = world.sign_in(NOBODY).await;
        let before = world.probe.objects().await;
        for (role, until) in [("owner", ""), ("owner", "2099-01-02"), ("admin", ""), ("auditor", "2100-01-01")] {
            let reply = give(&mut guest, NOBODY, role, "", until).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{role} {until}: {}", reply.body);
            let page = Page::of(&reply.body);
            assert!(page.wrong_beside("until").is_some_and(|said| said.contains("延长自己的角色")), "{role} {until}");
            assert_eq!(page.first("email"), NOBODY);
        }
        assert_eq!(world.probe.objects().await, before);
        let shorter = replace(&mut guest, NOBODY, "owner", "", "2098-01-01").await;
        assert_eq!(shorter.status, StatusCode::SEE_OTHER, "{}", shorter.body);
        // The same on the page of the person, for an owner of the portal.
        let seen = root.get(&path).await.body;
        let seen = Page::of(&seen).first("seen").to_owned();
        let mut fields = whole.to_vec();
        fields.retain(|(name, _)| *name != "seen");
        fields.push(("seen", &seen));
        let given = root.post_form(&format!("{path}/grants"), &fields).await;
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);
        let mut guest = world.sign_in(NOBODY).await;
        for (place, role, until) in [("*", "owner", ""), ("*", "owner", "2099-01-02"), ("alpha", "owner", ""), ("beta", "auditor", "")] {
            let fields = [("place", place), ("role", role), ("until", until), ("seen", "")];
            let reply = guest.fill(&path, &format!("{path}/grants"), &fields).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{place} {role}: {}", reply.body);
            assert!(Page::of(&reply.body).wrong_beside("until").is_some(), "{place} {role}");
        }
        // Whoever owns it for good may do all of that.
        let mut owner = world.sign_in("owner@alpha.example").await;
        let own = replace(&mut owner, "owner@alpha.example", "owner", "", "2099-01-01").await;
        assert_eq!(own.status, StatusCode::SEE_OTHER, "{}", own.body);
    }

    async fn a_role_that_ends_or_is_limited_is_asked_for_once_more(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let email = "admin@alpha.example";
        let (form, to) = ("/access-requests?place=alpha", "/e/alpha/access-requests");
        let fields = [("role", "admin"), ("days", "0"), ("wish", "要发布到正式环境")];
        let mut admin = world.sign_in(email).await;
        let whole = admin.fill(form, to, &fields).await;
        assert_eq!(whole.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing is missing");
        give_again(&mut root, PEOPLE, &[("email", email), ("role", "admin"), ("releases", "test")]).await;
        let mut admin = world.sign_in(email).await;
        assert_eq!(admin.fill(form, to, &fields).await.location(), Some("/access-requests"));
        let path = request_of(&world, email, "/e/alpha").await;
        let page = root.get(&path).await.body;
        assert!(page.contains("只发布到测试环境"), "{page}");
        let yes = root.post_form(&format!("{path}/approvals"), &[("until", "")]).await;
        assert_eq!(yes.location(), Some(PEOPLE), "{}", yes.body);
        let person = id_of(&world, email).await;
        let stored = format!("SELECT releases FROM grants WHERE person_id = '{person}'");
        assert_eq!(world.probe.one(&stored).await, "all");
        // For a time only: asked for again before it is over, and an earlier end takes nothing away.
        replace(&mut root, email, "admin", "", "2099-01-01T12:00").await;
        world.probe.execute("DELETE FROM access_requests").await;
        let mut admin = world.sign_in(email).await;
        assert_eq!(admin.fill(form, to, &fields).await.location(), Some("/access-requests"));
        let path = request_of(&world, email, "/e/alpha").await;
        assert!(root.get(&path).await.body.contains("批准只会延长它"));
        let ends = format!("SELECT CAST(ends_at AS TEXT) FROM grants WHERE person_id = '{person}'");
        let before = world.probe.one(&ends).await;
        let yes = root.post_form(&format!("{path}/approvals"), &[("until", "2098-01-01")]).await;
        assert_eq!(yes.location(), Some(PEOPLE), "{}", yes.body);
        assert_eq!(world.probe.one(&ends).await, before);
    }

    async fn whoever_has_one_window_asks_for_more_and_learns_nothing_else(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        let mut nobody = world.sign_in(NOBODY).await;
        let (form, to) = ("/access-requests?place=alpha", "/e/alpha/access-requests");
        let fields = [("role", "auditor"), ("days", "7"), ("wish", "看看历史")];
        assert_eq!(nobody.get(form).await.status, StatusCode::NOT_FOUND);
        assert_eq!(nobody.post_form(to, &fields).await.status, StatusCode::NOT_FOUND);
        give(&mut owner, NOBODY, "developer", "link", "").await;
        assert!(nobody.get("/").await.body.contains(&format!("href=\"{form}\"")), "on the overview");
        let half = [("role", "auditor"), ("days", "7"), ("wish", "")];
        let again = nobody.fill(form, to, &half).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.body);
        let asked = nobody.fill(form, to, &fields).await;
        assert_eq!(asked.location(), Some("/access-requests"), "{}", asked.body);
        for body in [again.body, nobody.get(form).await.body] {
            assert!(!body.contains("owner@alpha.example") && !body.contains("href=\"/e/alpha\""), "{body}");
        }
        for path in ["/e/alpha", "/e/alpha/windows", "/e/alpha/people", "/access-requests?place=beta"] {
            assert_eq!(nobody.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(nobody.post_form("/e/beta/access-requests", &fields).await.status, StatusCode::NOT_FOUND);
        let path = request_of(&world, NOBODY, "/e/alpha").await;
        assert_eq!(nobody.get(&path).await.status, StatusCode::NOT_FOUND);
        let yes = owner.fill(&path, &format!("{path}/approvals"), &[("until", "2099-01-01")]).await;
        assert_eq!(yes.location(), Some(PEOPLE), "{}", yes.body);
        assert_eq!(nobody.get("/e/alpha/history").await.status, StatusCode::OK);
    }

    async fn after_an_auditor_for_a_time_the_developer_is_back(db: TestDb) {
        let world = world(db).await;
        let email = "developer@alpha.example";
        let mut developer = world.sign_in(email).await;
        let (form, to) = ("/access-requests?place=alpha", "/e/alpha/access-requests");
        let fields = [("role", "auditor"), ("days", "7"), ("wish", "排查")];
        assert_eq!(developer.fill(form, to, &fields).await.status, StatusCode::SEE_OTHER);
        let path = request_of(&world, email, "/e/alpha").await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        let page = owner.get(&path).await.body;
        assert!(page.contains("到时候现在的角色恢复") && page.contains("开发者，不限期"), "{page}");
        let approved = owner.fill(&path, &format!("{path}/approvals"), &[("until", "2099-01-01")]).await;
        assert_eq!(approved.location(), Some(PEOPLE), "{}", approved.body);
        assert!(owner.get(PEOPLE).await.body.contains("到期后恢复：开发者，不限期"));
        let person = id_of(&world, email).await;
        let mut root = world.sign_in("root@portal.example").await;
        assert!(root.get(&format!("/people/{person}")).await.body.contains("到期后恢复：开发者，不限期"));
        let mut auditor = world.sign_in(email).await;
        assert_eq!(auditor.get("/e/alpha/history").await.status, StatusCode::OK);
        // The term is over: nobody looked, and the first request finds the role from before.
        let over = world.store.clock().now() - HOUR;
        world.probe.execute(&format!("UPDATE grants SET ends_at = {over} WHERE person_id = '{person}'")).await;
        assert_eq!(auditor.get("/e/alpha").await.status, StatusCode::OK);
        assert_eq!(auditor.get("/e/alpha/history").await.status, StatusCode::FORBIDDEN);
        let stored = format!("SELECT role FROM grants WHERE person_id = '{person}' AND ends_at = {}", i64::MAX);
        assert_eq!(world.probe.column(&stored).await, ["developer"]);
        let told = format!("SELECT action FROM events WHERE actor_kind = 'job' AND subject = '{person}'");
        assert_eq!(world.probe.column(&told).await, ["grant.changed"]);
        let report = owner.get("/e/alpha/reports/people").await.body;
        assert!(report.contains(email), "{report}");
        assert!(owner.get(PEOPLE).await.body.contains("最近到期的角色"));
    }
}

//! Whoever leaves hands open change requests over: another person answers for them, and the four eyes
//! count both.

use reqwest::StatusCode;

use super::{
    giving::give_known,
    html::Page,
    review::{approve, live, release, save, submit, three, verb},
};
use crate::support::{
    both,
    client::{Client, Reply},
    world::World,
};

const HEIR: &str = "nobody@portal.example";

async fn page_of(world: &World, email: &str) -> String {
    let id = world.probe.one(&format!("SELECT id FROM people WHERE email = '{email}'")).await;
    format!("/people/{id}")
}

/// Makes somebody an administrator of the enterprise who had no role there.
async fn heir(world: &World, owner: &mut Client) -> Client {
    let people = "/e/alpha/people";
    let given = give_known(owner, people, &[("email", HEIR), ("role", "admin")]).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);
    world.sign_in(HEIR).await
}

/// The way an owner of the portal hands one request of an administrator over.
async fn hand_over(world: &World, root: &mut Client, request: &str, to: &str) -> Reply {
    let page = page_of(world, "admin@alpha.example").await;
    let number = request.rsplit('/').next().expect("a number");
    let word = format!("alpha/{number}");
    let fields = [("requests", word.as_str()), ("heir", to), ("handing_reason", "离职交接")];
    root.fill(&page, &format!("{page}/successions"), &fields).await
}

async fn leave(world: &World, root: &mut Client, verb: &str, version: &str) {
    let page = page_of(world, "admin@alpha.example").await;
    let left = root.fill(&page, &format!("{page}/{verb}"), &[("version", version)]).await;
    assert_eq!(left.status, StatusCode::SEE_OTHER, "{}", left.body);
}

fn text(reply: &Reply) -> String {
    Page::of(&reply.body).text().to_string()
}

both! {
    async fn somebody_who_may_edit_there_takes_it_over(db: TestDb) {
        let (world, mut admin, mut owner) = three(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        save(&world, &mut admin, &[("p.color", "c0392b")]).await;
        let request = submit(&mut admin).await;
        leave(&world, &mut root, "deactivations", "1").await;
        for wrong in ["developer@alpha.example", "owner@beta.example", "admin@alpha.example", "unknown@alpha.example", ""] {
            let reply = hand_over(&world, &mut root, &request, wrong).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(reply.body.contains("href=\"#heir\""), "{wrong}: {}", reply.body);
        }
        let page = page_of(&world, "admin@alpha.example").await;
        let none = root.fill(&page, &format!("{page}/successions"), &[("heir", HEIR)]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let mut heir = heir(&world, &mut owner).await;
        let done = hand_over(&world, &mut root, &request, HEIR).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, Some(page.as_str())), "{}", done.body);
        assert!(!root.get(&page).await.body.contains(&request), "nothing waits in that name");
        let shown = text(&heir.get(&request).await);
        assert!(shown.contains("现在负责的是") && shown.contains("您提交或接手了这个变更"), "{shown}");
        assert_eq!(approve(&mut heir, &request).await.status, StatusCode::FORBIDDEN);
        assert_eq!(approve(&mut owner, &request).await.status, StatusCode::SEE_OTHER);
        assert_eq!(release(&mut heir, &request).await.status, StatusCode::SEE_OTHER);
        assert_eq!(live(&world).await, "2");
        let history = text(&owner.get("/e/alpha/history?noun=change_request").await);
        for told in ["转交了变更", "测试 admin@alpha.example", "测试 nobody@portal.example", "离职交接"] {
            assert!(history.contains(told), "{told}: {history}");
        }
        // What is closed stays with whoever closed it.
        let late = hand_over(&world, &mut root, &request, "owner@alpha.example").await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(text(&late).contains("已转交") && late.body.contains("没有还没完成的变更"), "{}", late.body);
    }

    async fn what_is_closed_meanwhile_loses_nothing_that_was_typed(db: TestDb) {
        let (world, mut admin, mut owner) = three(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        save(&world, &mut admin, &[("p.color", "c0392b")]).await;
        let first = submit(&mut admin).await;
        assert_eq!(verb(&mut admin, &first, "withdrawals", &[]).await.status, StatusCode::SEE_OTHER);
        let second = submit(&mut admin).await;
        heir(&world, &mut owner).await;
        let before = world.probe.objects().await;
        let page = page_of(&world, "admin@alpha.example").await;
        let word = |request: &str| format!("alpha/{}", request.rsplit('/').next().expect("a number"));
        let (first, second) = (word(&first), word(&second));
        let both = [("requests", first.as_str()), ("requests", second.as_str()), ("heir", HEIR), ("handing_reason", "离职交接")];
        let stale = root.fill(&page, &format!("{page}/successions"), &both).await;
        assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.body);
        let shown = Page::of(&stale.body);
        assert_eq!((shown.first("heir"), shown.first("handing_reason")), (HEIR, "离职交接"));
        assert!(shown.text().contains("您填写的都还在"), "{}", shown.text());
        assert_eq!(shown.values("requests"), [second.as_str()], "what is still open");
        assert_eq!(world.probe.objects().await, before);
        let rest = [("requests", second.as_str()), ("heir", HEIR), ("handing_reason", "离职交接")];
        let done = root.fill(&page, &format!("{page}/successions"), &rest).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    }

    async fn who_handed_it_over_does_not_approve_it_after_coming_back(db: TestDb) {
        let (world, mut admin, mut owner) = three(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        // The draft is the owner's; the request is the administrator's.
        save(&world, &mut owner, &[("p.color", "c0392b")]).await;
        let request = submit(&mut admin).await;
        let mut heir = heir(&world, &mut owner).await;
        assert_eq!(hand_over(&world, &mut root, &request, HEIR).await.status, StatusCode::SEE_OTHER);
        leave(&world, &mut root, "deactivations", "1").await;
        leave(&world, &mut root, "reactivations", "2").await;
        let mut back = world.sign_in("admin@alpha.example").await;
        assert_eq!(approve(&mut back, &request).await.status, StatusCode::FORBIDDEN);
        assert_eq!(approve(&mut owner, &request).await.status, StatusCode::FORBIDDEN, "an editor");
        assert_eq!(verb(&mut back, &request, "withdrawals", &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(verb(&mut heir, &request, "withdrawals", &[]).await.status, StatusCode::SEE_OTHER);
    }

    async fn a_schedule_stays_and_who_approved_it_takes_nothing_over(db: TestDb) {
        let (world, mut admin, mut owner) = three(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        save(&world, &mut admin, &[("p.color", "c0392b")]).await;
        let request = submit(&mut admin).await;
        assert_eq!(approve(&mut owner, &request).await.status, StatusCode::SEE_OTHER);
        let later = [("release_at", "2999-01-01T00:00")];
        assert_eq!(verb(&mut admin, &request, "schedules", &later).await.status, StatusCode::SEE_OTHER);
        let approver = hand_over(&world, &mut root, &request, "owner@alpha.example").await;
        assert_eq!(approver.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text(&approver).contains("已经批准过"), "{}", approver.body);
        heir(&world, &mut owner).await;
        assert_eq!(hand_over(&world, &mut root, &request, HEIR).await.status, StatusCode::SEE_OTHER);
        let page = page_of(&world, "admin@alpha.example").await;
        assert!(text(&root.get(&page).await).contains("其中 1 个定了时间，仍由定时的人负责"));
        world.probe.execute("UPDATE change_requests SET release_at = 1 WHERE release_at > 0").await;
        let due = jieru::web::pages::changes::due::release(&world.store).await.expect("a round");
        assert_eq!(due, 1);
        assert_eq!(live(&world).await, "2");
    }
}

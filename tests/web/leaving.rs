//! Whoever leaves, or loses a right, leaves nothing behind that goes on without them.

use reqwest::StatusCode;

use super::html::Page;
use super::people::{NEW, id_of, invited, link, page_of, sign_in};
use crate::support::{
    both,
    world::{PASSWORD, world},
};

both! {
    async fn what_somebody_gives_ends_with_the_right_to_give_it(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let (page, id) = (page_of(&world, "admin@alpha.example").await, id_of(&world, "admin@alpha.example").await);
        let give = [("place", "*"), ("role", "owner"), ("seen", "alpha:admin")];
        assert_eq!(root.fill(&page, &format!("{page}/grants"), &give).await.status, StatusCode::SEE_OTHER);
        let mut leaver = world.sign_in("admin@alpha.example").await;
        let private = invited(&mut leaver, "private@mail.example", "*", "owner").await;
        let other = invited(&mut root, NEW, "alpha", "developer").await;
        let mut guest = world.app.client();
        assert_eq!(guest.get(&private).await.status, StatusCode::OK);
        // The role for the whole portal ends by itself, and with it what only that role gives.
        world.probe.execute(&format!("UPDATE grants SET ends_at = 1 WHERE person_id = '{id}' AND place = 'installation'")).await;
        assert_eq!(jieru::store::endings::round(&world.store).await.expect("a round"), 1);
        assert_eq!(guest.get(&private).await.status, StatusCode::NOT_FOUND);
        assert_eq!(guest.get(&other).await.status, StatusCode::OK, "somebody else made it");
        let together = "SELECT a.act FROM events a JOIN events b ON a.act = b.act WHERE a.action = 'invitation.revoked' AND b.noun = 'grant'";
        assert_eq!(world.probe.column(together).await.len(), 1, "one act");
        // The same of an enterprise's own: taken away by hand.
        let people = "/e/alpha/people";
        let mut owner = world.sign_in("owner@alpha.example").await;
        let fields = [("email", "private@mail.example"), ("name", "李 工"), ("role", "owner")];
        let private = link(&owner.fill(people, people, &fields).await);
        assert_eq!(guest.get(&private).await.status, StatusCode::OK);
        let page = page_of(&world, "owner@alpha.example").await;
        let lost = [("place", "alpha"), ("seen", "alpha:owner")];
        assert_eq!(root.fill(&page, &format!("{page}/grants/withdrawals"), &lost).await.status, StatusCode::SEE_OTHER);
        assert_eq!(guest.get(&private).await.status, StatusCode::NOT_FOUND);
        assert_eq!(guest.get(&other).await.status, StatusCode::OK);
    }

    async fn who_leaves_leaves_no_link_behind(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let page = page_of(&world, "admin@alpha.example").await;
        let give = [("place", "*"), ("role", "owner"), ("seen", "alpha:admin")];
        assert_eq!(root.fill(&page, &format!("{page}/grants"), &give).await.status, StatusCode::SEE_OTHER);
        let mut leaver = world.sign_in("admin@alpha.example").await;
        let private = invited(&mut leaver, "private@mail.example", "*", "owner").await;
        let mut guest = world.app.client();
        assert_eq!(guest.get(&private).await.status, StatusCode::OK);
        let version = world.version("people", id_of(&world, "admin@alpha.example").await).await;
        let gone = root.fill(&page, &format!("{page}/deactivations"), &[("version", &version)]).await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
        assert_eq!(guest.get(&private).await.status, StatusCode::NOT_FOUND);
        let open = "SELECT id FROM invitations WHERE email = 'private@mail.example' AND revoked_at = 0";
        assert!(world.probe.column(open).await.is_empty());
        let together = "SELECT a.act FROM events a JOIN events b ON a.act = b.act WHERE a.action = 'invitation.revoked' AND b.action = 'person.deactivated'";
        assert_eq!(world.probe.column(together).await.len(), 1, "one act");
    }

    async fn who_leaves_is_signed_out_at_once_and_the_work_stays(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let mut leaver = world.sign_in("admin@alpha.example").await;
        let id = id_of(&world, "admin@alpha.example").await;
        let page = format!("/people/{id}");
        world.probe.execute(&format!("UPDATE change_requests SET author_id = '{id}' WHERE number = 1")).await;
        let reset = link(&root.fill(&page, &format!("{page}/resets"), &[]).await);
        assert_eq!(leaver.get("/e/alpha").await.status, StatusCode::OK);
        let version = [("version", "1"), ("reason", "合同到期")];
        let gone = root.fill(&page, &format!("{page}/deactivations"), &version).await;
        assert_eq!((gone.status, gone.location()), (StatusCode::SEE_OTHER, Some(page.as_str())), "{}", gone.body);
        assert_eq!(leaver.get("/e/alpha").await.status, StatusCode::SEE_OTHER);
        assert_eq!(sign_in(&mut leaver, "admin@alpha.example", PASSWORD).await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(leaver.get(&reset).await.status, StatusCode::NOT_FOUND, "no way back by a link");
        let shown = root.get(&page).await.body;
        assert!(shown.contains("已停用") && shown.contains("/e/alpha/changes/1") && shown.contains("/e/beta/changes/1"), "{shown}");
        let refused = root.fill(&page, &format!("{page}/resets"), &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        let history = root.get("/history?noun=person").await.body;
        assert!(history.contains("测试 admin@alpha.example") && history.contains("合同到期"));
        let stale = root.fill(&page, &format!("{page}/reactivations"), &[("version", "1")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        let back = root.fill(&page, &format!("{page}/reactivations"), &[("version", "2")]).await;
        assert_eq!(back.status, StatusCode::SEE_OTHER);
        leaver.login("admin@alpha.example", PASSWORD).await;
        assert_eq!(leaver.get("/e/alpha").await.status, StatusCode::OK);
    }

    async fn tokens_and_hand_over_links_of_whoever_leaves_are_told_and_revoked_on_request(db: TestDb) {
        let world = world(db).await;
        let mut leaver = world.sign_in("admin@alpha.example").await;
        let fields = [("name", "夜间构建"), ("scopes", "read"), ("place", "alpha"), ("days", "9")];
        assert_eq!(leaver.fill("/me/tokens", "/me/tokens", &fields).await.status, StatusCode::OK);
        let links = "/e/alpha/windows/link/handovers";
        let made = leaver.fill(links, links, &[("recipient", "外包 李工"), ("hours", "48")]).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.body);
        let mut root = world.sign_in("root@portal.example").await;
        let id = id_of(&world, "admin@alpha.example").await;
        let page = format!("/people/{id}");
        let shown = root.get(&page).await.body;
        for told in ["夜间构建", "外包 李工", "同时吊销 1 个 API 令牌", "同时吊销 1 个交接链接", "id=\"opens-h\""] {
            assert!(shown.contains(told), "{told}: {shown}");
        }
        let ticked = Page::of(&shown).with_id("end_tokens").and_then(|one| one.attribute("checked")).is_some();
        assert!(ticked, "{shown}");
        // Whoever made no link of the same window is told of none.
        let other = page_of(&world, "owner@alpha.example").await;
        assert!(!root.get(&other).await.body.contains("opens-h"));
        let open = async |table: &str, of: &str| {
            world.probe.column(&format!("SELECT id FROM {table} WHERE {of} = '{id}' AND revoked_at = 0")).await.len()
        };
        let gone = root.fill(&page, &format!("{page}/deactivations"), &[("version", "1")]).await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
        let shown = root.get(&page).await.body;
        assert!(shown.contains("还有能打开的交接链接") && shown.contains("会重新生效"), "{shown}");
        assert_eq!((open("tokens", "person_id").await, open("handovers", "made_by_id").await), (1, 1), "nobody asked for more");
        root.fill(&page, &format!("{page}/reactivations"), &[("version", "2")]).await;
        assert!(root.get(&page).await.body.contains("1 个 API 令牌又能用了：夜间构建"));
        let all = [("version", "3"), ("end_tokens", "true"), ("end_links", "true")];
        let gone = root.fill(&page, &format!("{page}/deactivations"), &all).await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
        assert_eq!((open("tokens", "person_id").await, open("handovers", "made_by_id").await), (0, 0));
        assert!(!root.get(&page).await.body.contains("opens-h"));
        assert_eq!(world.probe.column("SELECT id FROM handovers WHERE revoked_at = 0").await.len(), 2, "those of others stay");
        let act = "SELECT DISTINCT act FROM events WHERE action IN ('token.revoked', 'handover.revoked')";
        let act = world.probe.column(act).await;
        let left = "SELECT act FROM events WHERE action = 'person.deactivated' ORDER BY seq DESC LIMIT 1";
        assert_eq!(act, [world.probe.one(left).await], "in the same act");
        root.fill(&page, &format!("{page}/reactivations"), &[("version", "4")]).await;
        assert!(!root.get(&page).await.body.contains("又能用了"));
    }
}

//! Administrators who make something live in one environment only: on no way in the other one.

use reqwest::StatusCode;

use super::{
    borrowed,
    giving::give_again,
    html::Page,
    review::{approve, live, release, save, submit, verb},
    window_form,
};
use crate::support::{
    TestDb, both,
    client::{Client, Reply},
    world::{PASSWORD, World, world},
};

const PEOPLE: &str = "/e/alpha/people";
const WINDOW: &str = "/e/alpha/windows/link";
const RELEASES: &str = "/e/alpha/windows/link/releases";
const ADMIN: &str = "admin@alpha.example";

async fn limit(owner: &mut Client, role: &str, releases: &str) -> Reply {
    let fields = [("email", ADMIN), ("role", role), ("releases", releases)];
    let reply = owner.fill(PEOPLE, PEOPLE, &fields).await;
    if reply.status == StatusCode::CONFLICT {
        give_again(owner, PEOPLE, &fields).await
    } else {
        reply
    }
}

/// A portal with its owner, and an administrator who releases there and nowhere else.
async fn limited(db: TestDb, releases: &str) -> (World, Client, Client) {
    let world = world(db).await;
    let mut owner = world.sign_in("owner@alpha.example").await;
    let given = limit(&mut owner, "admin", releases).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);
    let admin = world.sign_in(ADMIN).await;
    (world, admin, owner)
}

async fn refused(world: &World) -> usize {
    let text = "SELECT details FROM events WHERE action = 'access.denied'";
    let told = world.probe.column(text).await;
    told.iter().filter(|details| details.contains("window.release")).count()
}

async fn come(world: &World) -> u64 {
    world.probe.execute("UPDATE change_requests SET release_at = 1 WHERE release_at > 0").await;
    jieru::web::pages::changes::due::release(&world.store).await.expect("a round")
}

fn text(reply: &Reply) -> String {
    Page::of(&reply.body).text().to_string()
}

both! {
    async fn who_releases_to_test_only_makes_nothing_live_in_production(db: TestDb) {
        let (world, mut admin, mut owner) = limited(db, "test").await;
        save(&world, &mut admin, &[("environment", "test"), ("p.color", "c0392b")]).await;
        assert_eq!(admin.fill(RELEASES, RELEASES, &[("note", "x")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(live(&world).await, "2");
        save(&world, &mut admin, &[("p.color", "16a085")]).await;
        let shown = admin.get(RELEASES).await;
        assert!(shown.body.contains("href=\"/access-requests?place=alpha\""), "{}", shown.body);
        let page = text(&shown);
        assert!(page.contains("不能在正式环境发布") && page.contains("提交审核"), "{page}");
        let direct = admin.post_form(RELEASES, &[("note", "x")]).await;
        assert_eq!(direct.status, StatusCode::FORBIDDEN);
        assert!(text(&direct).contains("不能在正式环境发布"), "{}", direct.body);
        assert!(direct.body.contains("href=\"/access-requests?place=alpha\""), "{}", direct.body);
        assert_eq!(refused(&world).await, 1, "the attempt is kept");
        let request = submit(&mut admin).await;
        let early = [("emergency", "true"), ("reason", "热线中断")];
        assert_eq!(verb(&mut admin, &request, "releases", &early).await.status, StatusCode::FORBIDDEN);
        assert_eq!(approve(&mut owner, &request).await.status, StatusCode::SEE_OTHER);
        assert_eq!(release(&mut admin, &request).await.status, StatusCode::FORBIDDEN);
        let later = [("release_at", "2999-01-01T00:00")];
        assert_eq!(verb(&mut admin, &request, "schedules", &later).await.status, StatusCode::FORBIDDEN);
        let page = admin.get(&request).await;
        assert!(text(&page).contains("不能在正式环境发布"), "{}", page.body);
        assert!(!page.body.contains("现在发布") && !page.body.contains("name=\"emergency\""));
        assert_eq!(live(&world).await, "2");
        assert_eq!(release(&mut owner, &request).await.status, StatusCode::SEE_OTHER);
        assert_eq!(live(&world).await, "3");
        // Going back is a release, too.
        let rollbacks = format!("{WINDOW}/rollbacks");
        let page = admin.get(&format!("{rollbacks}?to=2")).await;
        assert!(text(&page).contains("不能在正式环境发布"), "{}", page.body);
        let back = [("to", "2"), ("draft", "keep"), ("reason", "颜色错了")];
        assert_eq!(admin.post_form(&rollbacks, &back).await.status, StatusCode::FORBIDDEN);
        assert_eq!(live(&world).await, "3");
    }

    async fn who_releases_to_production_only_makes_nothing_live_in_test(db: TestDb) {
        let (world, mut admin, mut owner) = limited(db, "production").await;
        save(&world, &mut admin, &[("environment", "test"), ("p.color", "c0392b")]).await;
        let page = text(&admin.get(RELEASES).await);
        assert!(page.contains("不能在测试环境发布"), "{page}");
        let direct = admin.post_form(RELEASES, &[("note", "x")]).await;
        assert_eq!(direct.status, StatusCode::FORBIDDEN);
        let request = submit(&mut admin).await;
        assert_eq!(release(&mut admin, &request).await.status, StatusCode::FORBIDDEN);
        assert_eq!(release(&mut owner, &request).await.status, StatusCode::SEE_OTHER);
        save(&world, &mut admin, &[("p.color", "16a085")]).await;
        let request = submit(&mut admin).await;
        assert_eq!(approve(&mut owner, &request).await.status, StatusCode::SEE_OTHER);
        let done = release(&mut admin, &request).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(live(&world).await, "3");
    }

    async fn a_schedule_releases_no_more_than_whoever_set_it(db: TestDb) {
        let (world, mut admin, mut owner) = limited(db, "test").await;
        save(&world, &mut admin, &[("environment", "test"), ("p.color", "c0392b")]).await;
        let request = submit(&mut admin).await;
        let later = [("release_at", "2999-01-01T00:00")];
        assert_eq!(verb(&mut admin, &request, "schedules", &later).await.status, StatusCode::SEE_OTHER);
        save(&world, &mut owner, &[("p.color", "c0392b")]).await;
        let mut root = world.sign_in("root@portal.example").await;
        assert_eq!(approve(&mut root, &request).await.status, StatusCode::SEE_OTHER);
        assert_eq!(come(&world).await, 1);
        assert_eq!(live(&world).await, "1");
        let page = text(&owner.get(&request).await);
        assert!(page.contains("改成了正式环境"), "{page}");
        assert_eq!(verb(&mut owner, &request, "schedules", &later).await.status, StatusCode::SEE_OTHER);
        assert_eq!(come(&world).await, 1);
        assert_eq!(live(&world).await, "2");
    }

    async fn a_schedule_ends_with_the_right_of_whoever_set_it(db: TestDb) {
        let (world, mut admin, mut owner) = limited(db, "all").await;
        let later = [("release_at", "2999-01-01T00:00")];
        save(&world, &mut admin, &[("p.color", "c0392b")]).await;
        let request = submit(&mut admin).await;
        assert_eq!(approve(&mut owner, &request).await.status, StatusCode::SEE_OTHER);
        assert_eq!(verb(&mut admin, &request, "schedules", &later).await.status, StatusCode::SEE_OTHER);
        let setter = world.probe.one(&format!("SELECT name FROM people WHERE email = '{ADMIN}'")).await;
        let page = text(&owner.get(&request).await);
        assert!(page.contains("定于这时自动发布") && page.contains(&format!("时间由这位成员定：{setter}")), "{page}");
        assert!(!page.contains("到时不会发布"), "{page}");
        assert_eq!(limit(&mut owner, "admin", "test").await.status, StatusCode::SEE_OTHER);
        let page = text(&owner.get(&request).await);
        assert!(page.contains("到时不会发布") && page.contains("定时的人已停用"), "told before its time: {page}");
        assert_eq!((come(&world).await, live(&world).await.as_str()), (1, "1"));
        let page = text(&owner.get(&request).await);
        assert!(!page.contains("定于这时自动发布"), "{page}");
        assert!(page.contains("定时发布没有进行") && page.contains("定时的人已停用"), "{page}");
        // Who is deactivated has no right at all; somebody else sets the time again.
        assert_eq!(limit(&mut owner, "admin", "all").await.status, StatusCode::SEE_OTHER);
        let mut admin = world.sign_in(ADMIN).await;
        assert_eq!(verb(&mut admin, &request, "schedules", &later).await.status, StatusCode::SEE_OTHER);
        let mut root = world.sign_in("root@portal.example").await;
        let id = world.probe.one(&format!("SELECT id FROM people WHERE email = '{ADMIN}'")).await;
        let (page, version) = (format!("/people/{id}"), world.version("people", &id).await);
        let gone = root.fill(&page, &format!("{page}/deactivations"), &[("version", &version)]).await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
        let (said, number) = (text(&root.get(&page).await), request.rsplit('/').next().expect("a number"));
        assert!(said.contains("由其定时的发布到时不会进行") && said.contains(&format!("#{number}")), "{said}");
        assert!(text(&owner.get(&request).await).contains("到时不会发布"));
        assert_eq!((come(&world).await, live(&world).await.as_str()), (1, "1"));
        assert_eq!(verb(&mut owner, &request, "schedules", &later).await.status, StatusCode::SEE_OTHER);
        assert_eq!((come(&world).await, live(&world).await.as_str()), (1, "2"));
    }

    async fn nothing_is_promoted_to_where_nothing_is_released(db: TestDb) {
        let (world, mut admin, mut owner) = limited(db, "test").await;
        let more = [("environment", "production"), ("p.color", "112233"), ("name", "正式官网")];
        let mut form = window_form(&world.alpha, "0", &more);
        form.retain(|(name, _)| name != "version");
        form.extend([("code", "live-link"), ("channel", "sobot")].map(|(name, value)| (name.to_owned(), value.to_owned())));
        let made = admin.fill("/e/alpha/windows/new?channel=sobot&target=link", "/e/alpha/windows", &borrowed(&form)).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        let promotions = format!("{WINDOW}/promotions");
        let fields = [("version", "1"), ("with", "live-link"), ("fields", "p.color")];
        let reply = admin.fill(&promotions, &promotions, &fields).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN);
        assert!(text(&admin.get(&promotions).await).contains("不能在正式环境发布"));
        assert_eq!(owner.fill(&promotions, &promotions, &fields).await.status, StatusCode::SEE_OTHER);
    }

    async fn the_limit_is_told_wherever_the_role_is(db: TestDb) {
        let (world, mut admin, mut owner) = limited(db, "test").await;
        for path in [PEOPLE, "/e/alpha/access-review", "/e/alpha/reports/people", "/e/alpha/history?noun=grant"] {
            let page = text(&owner.get(path).await);
            assert!(page.contains("只发布到测试环境"), "{path}: {page}");
        }
        assert!(owner.get("/e/alpha/access-review.csv").await.body.contains("只发布到测试环境"));
        assert!(text(&admin.get("/me").await).contains("只发布到测试环境"));
        assert!(text(&admin.get("/roles").await).contains("可以限定"));
        let mut root = world.sign_in("root@portal.example").await;
        let person = world.probe.one(&format!("SELECT id FROM people WHERE email = '{ADMIN}'")).await;
        assert!(text(&root.get(&format!("/people/{person}")).await).contains("只发布到测试环境"));
        for (role, releases) in [("owner", "test"), ("developer", "none"), ("admin", "moon")] {
            let reply = limit(&mut owner, role, releases).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{role} {releases}");
            assert!(reply.body.contains("href=\"#releases\""), "{role} {releases}: {}", reply.body);
        }
        // Nothing chosen means everywhere, and that ends the limit.
        let fields = [("email", ADMIN), ("role", "admin")];
        assert_eq!(give_again(&mut owner, PEOPLE, &fields).await.status, StatusCode::SEE_OTHER);
        let stored = format!("SELECT releases FROM grants WHERE person_id = '{person}'");
        assert_eq!(world.probe.one(&stored).await, "all");
    }

    async fn an_invitation_brings_the_limit_along(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let fields = [
            ("email", "new@vendor.example"), ("name", "新人"), ("place", "alpha"),
            ("role", "admin"), ("releases", "none"),
        ];
        let made = root.fill("/people/invitations", "/people/invitations", &fields).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.body);
        let url = Page::of(&made.body).with_id("made").expect("an address").text.clone();
        let path = url.split_once("/invitations/").map(|(_, token)| format!("/invitations/{token}")).expect("a path");
        let mut guest = world.app.client();
        assert!(guest.get(&path).await.body.contains("不能发布"));
        guest.fill(&path, &path, &[("name", "新人"), ("password", PASSWORD)]).await;
        save(&world, &mut guest, &[("environment", "test"), ("p.color", "c0392b")]).await;
        let direct = guest.post_form(RELEASES, &[("note", "x")]).await;
        assert_eq!(direct.status, StatusCode::FORBIDDEN);
        assert_eq!(live(&world).await, "1");
    }
}

//! People come by a link that opens once, get and lose roles, leave and come back; an owner always stays.

use reqwest::{Method, StatusCode};

use super::{html::Page, neutral};
use crate::support::{
    both,
    client::{Client, Reply},
    world::{PASSWORD, World, world},
};
use jieru::vault::token_hash;

const LIST: &str = "/people/invitations";
pub const NEW: &str = "new.person@portal.example";
const OTHER: &str = "another long password";

pub fn link(reply: &Reply) -> String {
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    let url = Page::of(&reply.body).with_id("made").expect("an address").text.clone();
    url.split_once("/invitations/")
        .map(|(_, token)| format!("/invitations/{token}"))
        .expect("a path")
}

/// Invites somebody as the owner of the installation and gives back the path of the link.
pub async fn invited(root: &mut Client, email: &str, place: &str, role: &str) -> String {
    let fields = [("name", "李 工"), ("email", email), ("place", place), ("role", role)];
    link(&root.fill(LIST, LIST, &fields).await)
}

pub async fn id_of(world: &World, email: &str) -> String {
    world.probe.one(&format!("SELECT id FROM people WHERE email = '{email}'")).await
}

pub async fn page_of(world: &World, email: &str) -> String {
    format!("/people/{}", id_of(world, email).await)
}

pub async fn accept(guest: &mut Client, path: &str, name: &str, password: &str) -> Reply {
    guest.fill(path, path, &[("name", name), ("password", password)]).await
}

pub async fn sign_in(client: &mut Client, email: &str, password: &str) -> StatusCode {
    let fields = [("email", email), ("password", password), ("next", "")];
    client.fill("/login", "/login", &fields).await.status
}

both! {
    async fn an_invited_person_chooses_a_password_and_holds_the_role(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let path = invited(&mut root, "New.Person@Portal.example", "alpha", "developer").await;
        let token = path.rsplit('/').next().expect("a token");
        assert_eq!(token.len(), 43, "256 random bits");
        let list = root.get(LIST).await.body;
        assert!(list.contains(NEW) && !list.contains(token));
        assert!(root.get("/people").await.body.contains(NEW));
        let mut guest = world.app.client();
        let before = world.probe.snapshot().await;
        for method in [Method::HEAD, Method::GET] {
            let reply = guest.send(method, &path, &[], None).await;
            assert_eq!(reply.status, StatusCode::OK);
            assert_eq!(reply.header("cache-control"), Some("no-store"));
            assert_eq!(reply.header("referrer-policy"), Some("no-referrer"));
        }
        assert_eq!(world.probe.snapshot().await, before, "looking uses nothing up");
        let shown = guest.get(&path).await.body;
        for told in ["root@portal.example", "企业 alpha", "开发者", "李 工", NEW] {
            assert!(shown.contains(told), "{told}: {shown}");
        }
        let short = accept(&mut guest, &path, "李工 本人", "tiny pass").await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(short.body.contains("李工 本人") && !short.body.contains("tiny pass"));
        let done = accept(&mut guest, &path, "李工 本人", PASSWORD).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, Some("/dev")), "{}", done.body);
        assert!(guest.get("/dev").await.body.contains("账号已建好"), "signed in at once");
        let started = "SELECT details FROM events WHERE action = 'session.started' AND actor_name = '李工 本人'";
        assert!(world.probe.one(started).await.contains("none"), "recorded like any other");
        assert_eq!(guest.get("/e/alpha").await.status, StatusCode::OK);
        assert_eq!(guest.get("/e/beta").await.status, StatusCode::NOT_FOUND);
        assert_eq!(guest.get("/people").await.status, StatusCode::FORBIDDEN);
        let id = id_of(&world, NEW).await;
        let told = format!("SELECT action, actor_kind, actor_id, actor_name, permission FROM events WHERE permission = 'invitation.accept' AND actor_id = '{id}' ORDER BY action");
        let rows = world.probe.rows(&told).await;
        let actions: Vec<&str> = rows.iter().filter_map(|row| row[0].as_deref()).collect();
        assert_eq!(actions, ["grant.given", "invitation.accepted", "person.created"]);
        assert!(rows.iter().all(|row| row[1].as_deref() == Some("user") && row[3].as_deref() == Some("李工 本人")));
        let acts = format!("SELECT DISTINCT act FROM events WHERE permission = 'invitation.accept' AND actor_id = '{id}'");
        assert_eq!(world.probe.column(&acts).await.len(), 1);
        for table in world.probe.tables().await {
            let rows = world.probe.content(&table).await.join("\n");
            assert!(!rows.contains(token), "{table} holds the token");
        }
        assert!(world.probe.column("SELECT token_hash FROM invitations").await.contains(&token_hash(token)));
        let history = root.get("/history?noun=invitation").await.body;
        assert!(history.contains("用了一次性账号链接") && history.contains("李 工"), "{history}");
    }

    async fn a_link_that_does_not_open_never_says_why(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let used = invited(&mut root, "used@portal.example", "*", "auditor").await;
        let mut guest = world.app.client();
        assert_eq!(accept(&mut guest, &used, "甲", PASSWORD).await.status, StatusCode::SEE_OTHER);
        let revoked = invited(&mut root, "revoked@portal.example", "alpha", "admin").await;
        let id = world.probe.one("SELECT id FROM invitations WHERE email = 'revoked@portal.example'").await;
        let verb = format!("{LIST}/{id}/revocations");
        assert_eq!(root.post_form(&verb, &[]).await.location(), Some(LIST));
        assert_eq!(root.post_form(&verb, &[]).await.status, StatusCode::SEE_OTHER, "twice is no mistake");
        let expired = invited(&mut root, "expired@portal.example", "alpha", "admin").await;
        world.probe.execute("UPDATE invitations SET expires_at = 5 WHERE email = 'expired@portal.example'").await;
        let before = world.probe.objects().await;
        let mut told = Vec::new();
        let mut fresh = world.app.client();
        fresh.get("/login").await;
        for path in [&used, &revoked, &expired, &"/invitations/unknown".to_owned()] {
            let reply = fresh.get(path).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
            told.push(neutral(&reply).replace(path, "PATH"));
            let posted = fresh.post_form(path, &[("name", "乙"), ("password", PASSWORD)]).await;
            assert_eq!(posted.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert!(told.iter().all(|one| *one == told[0]), "{told:#?}");
        assert!(told[0].contains("这个链接打不开"), "{}", told[0]);
        assert_eq!(world.probe.objects().await, before);
        let refused = world.probe.rows("SELECT action FROM events WHERE action = 'invitation.refused'").await;
        assert!(refused.len() >= 4, "each is recorded");
    }

    async fn wrong_invitations_are_told_and_a_new_one_replaces_the_old(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let before = world.probe.snapshot().await;
        for (fields, wrong) in [
            ([("name", ""), ("email", NEW), ("place", "alpha"), ("role", "admin")], "name"),
            ([("name", "甲"), ("email", "no address"), ("place", "alpha"), ("role", "admin")], "email"),
            ([("name", "甲"), ("email", "admin@alpha.example"), ("place", "alpha"), ("role", "admin")], "email"),
            ([("name", "甲"), ("email", NEW), ("place", "nowhere"), ("role", "admin")], "place"),
            ([("name", "甲"), ("email", NEW), ("place", "alpha"), ("role", "king")], "role"),
        ] {
            let reply = root.fill(LIST, LIST, &fields).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(reply.body.contains(&format!("href=\"#{wrong}\"")), "{wrong}: {}", reply.body);
        }
        assert_eq!(world.probe.snapshot().await, before);
        let id = uuid::Uuid::from_u128(9).to_string();
        let fields = [("id", id.as_str()), ("name", "甲"), ("email", NEW), ("place", "alpha"), ("role", "admin")];
        let first = link(&root.fill(LIST, LIST, &fields).await);
        let again = root.post_form(LIST, &fields).await;
        assert_eq!((again.status, again.location()), (StatusCode::SEE_OTHER, Some(LIST)), "one form, one link");
        let mut guest = world.app.client();
        assert_eq!(guest.get(&first).await.status, StatusCode::OK, "what failed revoked nothing");
        let second = invited(&mut root, NEW, "alpha", "auditor").await;
        assert_eq!(guest.get(&first).await.status, StatusCode::NOT_FOUND);
        assert_eq!(guest.get(&second).await.status, StatusCode::OK);
    }

    async fn roles_are_given_changed_and_taken_and_told(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let page = page_of(&world, "nobody@portal.example").await;
        let mut nobody = world.sign_in("nobody@portal.example").await;
        assert_eq!(nobody.get("/e/alpha").await.status, StatusCode::NOT_FOUND);
        let grants = format!("{page}/grants");
        let give = [("place", "alpha"), ("role", "auditor"), ("seen", ""), ("reason", "新项目")];
        assert_eq!(root.fill(&page, &grants, &give).await.status, StatusCode::SEE_OTHER);
        assert_eq!(nobody.get("/e/alpha").await.status, StatusCode::OK, "it counts at once");
        let stale = root.fill(&page, &grants, &give).await;
        assert_eq!(stale.status, StatusCode::CONFLICT, "the roles are others by now");
        let shown = Page::of(&stale.body);
        assert!(shown.text().contains("在这个范围现在是：审计员，不限期"), "{}", shown.text());
        assert_eq!((shown.first("reason"), shown.first("seen")), ("新项目", "alpha:auditor"), "typed, and there now");
        assert!(stale.body.contains("<option value=\"alpha\" selected"), "{}", stale.body);
        let change = [("place", "alpha"), ("role", "admin"), ("seen", "alpha:auditor")];
        assert_eq!(root.fill(&page, &grants, &change).await.status, StatusCode::SEE_OTHER);
        assert_eq!(nobody.get("/e/alpha").await.status, StatusCode::SEE_OTHER, "signed out");
        let take = [("place", "alpha"), ("seen", "alpha:admin")];
        let withdrawals = format!("{grants}/withdrawals");
        assert_eq!(root.fill(&page, &withdrawals, &take).await.status, StatusCode::SEE_OTHER);
        let person = id_of(&world, "nobody@portal.example").await;
        let told = format!("SELECT action, changes, reason FROM events WHERE noun = 'grant' AND subject = '{person}' ORDER BY seq");
        let rows = world.probe.rows(&told).await;
        let actions: Vec<&str> = rows.iter().filter_map(|row| row[0].as_deref()).collect();
        assert_eq!(actions, ["grant.given", "grant.changed", "grant.withdrawn"]);
        assert_eq!(rows[0][2].as_deref(), Some("新项目"));
        assert!(rows[1][1].as_deref().is_some_and(|changes| changes.contains("auditor") && changes.contains("admin")));
        let review = world.sign_in("owner@alpha.example").await.get("/e/alpha/reports/people").await.body;
        assert!(!review.contains("nobody@portal.example"), "the report knows");
    }

    async fn the_last_owner_stays_and_nobody_else_manages_people(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let page = page_of(&world, "root@portal.example").await;
        let before = world.probe.objects().await;
        let (seen, version) = (("seen", "*:owner"), ("version", "1"));
        for (verb, fields) in [
            ("deactivations", vec![version]),
            ("grants", vec![("place", "*"), ("role", "admin"), seen]),
            ("grants/withdrawals", vec![("place", "*"), seen]),
        ] {
            let reply = root.fill(&page, &format!("{page}/{verb}"), &fields).await;
            assert_eq!(reply.status, StatusCode::CONFLICT, "{verb}: {}", reply.body);
            assert!(reply.body.contains("最后一位启用中的门户所有者"), "{verb}: {}", reply.body);
        }
        assert_eq!(world.probe.objects().await, before);
        let mut owner = world.sign_in("owner@alpha.example").await;
        assert_eq!(owner.get("/people").await.status, StatusCode::FORBIDDEN);
        assert!(!owner.get("/e/alpha").await.body.contains("href=\"/people\""));
        let second = page_of(&world, "admin@alpha.example").await;
        let give = [("place", "*"), ("role", "owner"), ("seen", "alpha:admin")];
        assert_eq!(root.fill(&second, &format!("{second}/grants"), &give).await.status, StatusCode::SEE_OTHER);
        let gone = root.fill(&page, &format!("{page}/deactivations"), &[version]).await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
        assert_eq!(root.get("/people").await.location(), Some("/login?next=%2Fpeople"));
    }

    async fn owners_of_one_enterprise_close_no_invitation_of_another_place(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let everywhere = invited(&mut root, NEW, "*", "auditor").await;
        let beta = invited(&mut root, NEW, "beta", "developer").await;
        let mut guest = world.app.client();
        for path in [&everywhere, &beta] {
            assert_eq!(guest.get(path).await.status, StatusCode::OK, "each place has its own");
        }
        let mut owner = world.sign_in("owner@alpha.example").await;
        let fields = [("email", NEW), ("name", "李 工"), ("role", "owner"), ("window", ""), ("until", "")];
        let people = "/e/alpha/people";
        let alpha = link(&owner.fill(people, people, &fields).await);
        let again = link(&owner.fill(people, people, &fields).await);
        for path in [&everywhere, &beta, &again] {
            assert_eq!(guest.get(path).await.status, StatusCode::OK, "{path}");
        }
        assert_eq!(guest.get(&alpha).await.status, StatusCode::NOT_FOUND, "replaced by its like");
        assert_eq!(accept(&mut guest, &beta, "李 工", OTHER).await.status, StatusCode::SEE_OTHER);
        let mut late = world.app.client();
        let known = accept(&mut late, &again, "李 工", OTHER).await;
        assert!(known.status == StatusCode::UNPROCESSABLE_ENTITY && known.body.contains("已有账号"), "{}", known.body);
    }

    async fn a_link_to_a_new_password_says_which_tokens_stay_good(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let page = page_of(&world, "admin@alpha.example").await;
        let plain = root.fill(&page, &format!("{page}/resets"), &[]).await;
        assert_eq!(plain.status, StatusCode::OK, "{}", plain.body);
        assert!(!plain.body.contains("tokens-stay"), "{}", plain.body);
        let mut admin = world.sign_in("admin@alpha.example").await;
        let fields = [("name", "夜间构建"), ("scopes", "read"), ("place", "alpha"), ("days", "9")];
        assert_eq!(admin.fill("/me/tokens", "/me/tokens", &fields).await.status, StatusCode::OK);
        assert!(!root.get(&page).await.body.contains("tokens-stay"), "where no link is shown");
        let made = root.fill(&page, &format!("{page}/resets"), &[]).await;
        let said = Page::of(&made.body).with_id("tokens-stay").expect("a note").text.clone();
        assert!(said.contains("1 个 API 令牌继续有效"), "{said}");
        assert!(made.body.contains(&format!("href=\"{page}/tokens\"")), "{}", made.body);
        let (mut guest, path) = (world.app.client(), link(&made));
        let done = guest.fill(&path, &path, &[("password", OTHER)]).await;
        assert_eq!(done.location(), Some("/login"), "{}", done.body);
        assert_eq!(world.probe.count("tokens WHERE revoked_at = 0").await, 1, "nothing is revoked by itself");
    }

    async fn a_new_password_ends_every_session_and_the_link_with_it(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let mut person = world.sign_in("auditor@alpha.example").await;
        let page = page_of(&world, "auditor@alpha.example").await;
        let resets = format!("{page}/resets");
        let first = link(&root.fill(&page, &resets, &[]).await);
        let second = link(&root.fill(&page, &resets, &[]).await);
        let mut guest = world.app.client();
        assert_eq!(guest.get(&first).await.status, StatusCode::NOT_FOUND, "the new one replaces it");
        let named = guest.fill(&second, &second, &[("name", "x"), ("password", OTHER)]).await;
        assert_eq!(named.status, StatusCode::UNPROCESSABLE_ENTITY, "names are not chosen anew");
        let done = guest.fill(&second, &second, &[("password", OTHER)]).await;
        assert_eq!(done.location(), Some("/login"), "{}", done.body);
        assert_eq!(person.get("/e/alpha").await.status, StatusCode::SEE_OTHER);
        assert_eq!(sign_in(&mut person, "auditor@alpha.example", PASSWORD).await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(sign_in(&mut person, "auditor@alpha.example", OTHER).await, StatusCode::SEE_OTHER);
        assert_eq!(guest.get(&second).await.status, StatusCode::NOT_FOUND);
        let rows = world.probe.content("events").await.join("\n");
        assert!(rows.contains("person.password_reset") && !rows.contains(OTHER));
    }

    async fn an_expired_invitation_is_made_again_or_removed_and_goes_by_itself(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        for (email, place) in [(NEW, "alpha"), ("late@portal.example", "beta"), ("gone@portal.example", "*")] {
            invited(&mut root, email, place, "auditor").await;
        }
        let ends = async |email: &str, days: i64| {
            let at = world.store.clock().now() - days * 24 * 3_600_000;
            world.probe.execute(&format!("UPDATE invitations SET expires_at = {at} WHERE email = '{email}'")).await;
            world.probe.one(&format!("SELECT id FROM invitations WHERE email = '{email}'")).await
        };
        let (new, late) = (ends(NEW, 1).await, ends("late@portal.example", 29).await);
        ends("gone@portal.example", 31).await;
        for page in [LIST, "/people"] {
            let shown = root.get(page).await.body;
            assert!(shown.contains("已过期") && shown.contains(&format!("{LIST}?again={new}")), "{shown}");
            assert!(shown.contains(&format!("{LIST}/{late}/revocations")), "{shown}");
        }
        // The form holds what the old one said, and making it closes that.
        let again = root.get(&format!("{LIST}?again={new}")).await.body;
        let page = Page::of(&again);
        assert_eq!((page.first("email"), page.first("name")), (NEW, "李 工"), "{again}");
        assert!(again.contains("<option value=\"alpha\" selected"), "{again}");
        invited(&mut root, NEW, "alpha", "auditor").await;
        assert_eq!(world.probe.count(&format!("invitations WHERE email = '{NEW}' AND revoked_at = 0")).await, 1);
        assert!(!root.get(LIST).await.body.contains(&new));
        // An owner of the enterprise does the same there, and with nobody else's.
        let mut owner = world.sign_in("owner@beta.example").await;
        let shown = owner.get("/e/beta/people").await.body;
        assert!(shown.contains(&format!("/e/beta/people?again={late}")), "{shown}");
        let again = owner.get(&format!("/e/beta/people?again={late}")).await.body;
        assert_eq!(Page::of(&again).first("email"), "late@portal.example", "{again}");
        let mut other = world.sign_in("owner@alpha.example").await;
        let foreign = other.get(&format!("/e/alpha/people?again={late}")).await.body;
        assert!(!foreign.contains("late@portal.example"), "{foreign}");
        // What nobody removes goes after thirty days, and the history keeps it.
        assert_eq!(world.store.forget_invitations().await.expect("a round"), 1);
        let left = world.probe.column("SELECT email FROM invitations ORDER BY email").await;
        assert!(!left.contains(&"gone@portal.example".to_owned()) && left.contains(&"late@portal.example".to_owned()), "{left:?}");
        let removed = root.post_form(&format!("{LIST}/{late}/revocations"), &[]).await;
        assert_eq!(removed.status, StatusCode::SEE_OTHER, "{}", removed.body);
        assert!(!root.get(LIST).await.body.contains("late@portal.example"));
        let told = world.probe.content("events").await.join("\n");
        assert!(told.contains("gone@portal.example"));
    }

    async fn people_are_found_by_the_beginning_of_their_address(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let found = root.get("/people?q=Owner%40").await.body;
        assert!(found.contains("owner@alpha.example") && found.contains("owner@beta.example"));
        assert!(!found.contains("admin@alpha.example") && found.contains("所有者 · 企业 alpha"), "{found}");
        let none = root.get("/people?q=%25").await;
        assert!(none.status == StatusCode::OK && none.body.contains("没有这样的成员"));
        assert_eq!(root.get("/people/nothing").await.status, StatusCode::NOT_FOUND);
        assert_eq!(root.get(&format!("/people/{}", uuid::Uuid::nil())).await.status, StatusCode::NOT_FOUND);
    }

    async fn owners_see_who_is_held_back_and_end_it(db: TestDb) {
        let world = world(db).await;
        let id = world.probe.one("SELECT id FROM people WHERE email = 'auditor@alpha.example'").await;
        let page = format!("/people/{id}");
        let fields = [("email", "auditor@alpha.example"), ("password", "not my password"), ("next", "")];
        let mut root = world.sign_in("root@portal.example").await;
        for count in 1..=4 {
            assert_eq!(root.get(&page).await.body.contains("data-let-in"), count > 3, "two are free");
            let wrong = world.app.client().fill("/login", "/login", &fields).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        world.probe.execute("UPDATE throttles SET locked_until = locked_until + 60000").await;
        let shown = root.get(&page).await.body;
        assert!(shown.contains("连续失败了 4 次") && shown.contains("暂时不接受登录"), "{shown}");
        let verb = format!("{page}/throttle-endings");
        let mut owner = world.sign_in("owner@alpha.example").await;
        assert_eq!(owner.fill("/", &verb, &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(world.probe.count("throttles").await, 1);
        let done = root.fill(&page, &verb, &[]).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, Some(page.as_str())), "{}", done.body);
        assert_eq!(world.probe.count("throttles").await, 0);
        let shown = root.get(&page).await.body;
        assert!(shown.contains("现在可以再次登录") && !shown.contains("data-let-in"), "{shown}");
        let told = format!("SELECT subject FROM events WHERE action = 'person.let_in' AND subject = '{id}'");
        assert_eq!(world.probe.column(&told).await.len(), 1);
        assert_eq!(root.fill(&page, &verb, &[]).await.location(), Some(page.as_str()), "nothing is left to end");
        assert_eq!(world.probe.column(&told).await.len(), 1);
    }
}

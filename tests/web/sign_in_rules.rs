//! Who must have a second factor: reminded while there is time, led to the set-up afterwards.

use jieru::clock::{HOUR, Millis};
use reqwest::StatusCode;

use super::html::Page;
use crate::support::{
    both,
    factor::{self, duty},
    world::{PASSWORD, World, world},
};

const DAY: Millis = 24 * HOUR;
const ROOT: &str = "root@portal.example";
const OWN: &str = "/me/second-factor";
const RULES: &str = "/settings/sign-in";

fn reminded(body: &str) -> bool {
    body.contains("class=\"note note-warn owes\"")
}

async fn days_ago(world: &World, days: Millis) {
    duty(world, world.store.clock().now() - days * DAY).await;
}

both! {
    async fn who_owes_a_factor_is_reminded_first_and_led_to_it_then(db: TestDb) {
        let world = world(db).await;
        let mut clients = Vec::new();
        for email in [ROOT, "owner@alpha.example", "admin@beta.example"] {
            clients.push(world.sign_in(email).await);
        }
        let mut free = world.sign_in("developer@alpha.example").await;
        days_ago(&world, 6).await;
        for client in &mut clients {
            let page = client.get("/").await;
            assert!(page.status == StatusCode::OK && reminded(&page.body), "{}", page.body);
            assert!(!reminded(&client.get(OWN).await.body), "not where it is done");
        }
        days_ago(&world, 8).await;
        for client in &mut clients {
            for path in ["/", "/enterprises", "/search", "/help", "/dev", "/me/second-factor/removals"] {
                let reply = client.get(path).await;
                let told = (reply.status, reply.location());
                assert!(told == (StatusCode::SEE_OTHER, Some(OWN)) || reply.status == StatusCode::METHOD_NOT_ALLOWED, "{path} {told:?}");
            }
            let page = client.get(OWN).await;
            assert!(page.status == StatusCode::OK && page.body.contains("都打不开"), "{}", page.body);
            let before = world.probe.objects().await;
            let fields = [("name", "甲"), ("slug", "late")];
            assert_eq!(client.post_form("/enterprises", &fields).await.location(), Some(OWN));
            assert_eq!(world.probe.objects().await, before);
            let asset = format!("{}/css/app.css", world.assets);
            assert_eq!(client.get(&asset).await.status, StatusCode::OK);
            let theme = [("theme", "dark"), ("next", OWN)];
            assert_eq!(client.fill(OWN, "/appearance", &theme).await.location(), Some(OWN));
        }
        let page = free.get("/dev").await;
        assert!(page.status == StatusCode::OK && !reminded(&page.body), "no duty of developers");
        let root = &mut clients[0];
        let shown = Page::of(&root.get(OWN).await.body);
        let secret = shown.with_id("secret").expect("a secret").text.replace(' ', "");
        let app = jieru::access::totp::Shared::of(jieru::secret::Secret::new(secret));
        let (offer, code) = (shown.value("offer").to_owned(), factor::code(&world, &app, 0));
        let done = root.post_form(OWN, &[("offer", &offer), ("one_time_code", &code)]).await;
        assert!(done.status == StatusCode::OK && !reminded(&done.body));
        let page = root.get("/").await;
        assert!(page.status == StatusCode::OK && !reminded(&page.body), "everything opens again");
        let admin = &mut clients[2];
        assert_eq!(admin.fill(OWN, "/logout", &[]).await.location(), Some("/login"));
    }

    async fn a_role_that_is_given_later_has_its_own_days(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        days_ago(&world, 100).await;
        assert_eq!(admin.get("/").await.location(), Some(OWN));
        let now = world.store.clock().now();
        world.probe.execute(&format!("UPDATE grants SET created_at = {}", now - 6 * DAY)).await;
        assert!(reminded(&admin.get("/").await.body));
        world.probe.execute("UPDATE grants SET created_at = 1, role = 'developer' WHERE role = 'admin'").await;
        assert!(!reminded(&admin.get("/").await.body));
        let mut root = world.sign_in(ROOT).await;
        let id = "SELECT id FROM people WHERE email = 'admin@alpha.example'";
        let page = format!("/people/{}", world.probe.one(id).await);
        let give = [("place", "alpha"), ("role", "admin"), ("seen", "alpha:developer")];
        assert_eq!(root.fill(&page, &format!("{page}/grants"), &give).await.status, StatusCode::SEE_OTHER);
        admin.login("admin@alpha.example", PASSWORD).await;
        assert!(reminded(&admin.get("/").await.body), "counted from the new role");
    }

    async fn owners_of_the_installation_say_who_owes_what(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in(ROOT).await;
        assert_eq!(world.sign_in("owner@alpha.example").await.get(RULES).await.status, StatusCode::FORBIDDEN);
        let page = Page::of(&root.get(RULES).await.body);
        assert_eq!((page.value("version"), page.value("grace_days")), ("1", "7"));
        let (on, off) = (("second_factor_duty", "stewards"), ("second_factor_duty", "nobody"));
        for wrong in ["", "91", "-1", "7.5", "many"] {
            let fields = [("version", "1"), on, ("grace_days", wrong), ("reason", "试一下")];
            let reply = root.fill(RULES, RULES, &fields).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            let shown = Page::of(&reply.body);
            assert!(shown.wrong_beside("grace_days").is_some() && shown.value("reason") == "试一下");
        }
        let none = root.fill(RULES, RULES, &[("version", "1"), ("grace_days", "0")]).await;
        assert!(none.status == StatusCode::UNPROCESSABLE_ENTITY && Page::of(&none.body).wrong_beside("second_factor_duty").is_some());
        let trial = [("version", "1"), off, ("grace_days", "0"), ("reason", "试运行")];
        assert_eq!(root.fill(RULES, RULES, &trial).await.location(), Some(RULES));
        let page = root.get("/").await;
        assert!(page.status == StatusCode::OK && !reminded(&page.body), "the duty is off");
        let stale = root.fill(RULES, RULES, &[("version", "1"), on, ("grace_days", "3")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        assert_eq!(Page::of(&stale.body).value("grace_days"), "3", "what was typed stays");
        let same = root.fill(RULES, RULES, &[("version", "2"), off, ("grace_days", "0")]).await;
        assert_eq!(same.location(), Some(RULES));
        let told = "SELECT changes, reason FROM events WHERE action = 'sign_in_rules.saved'";
        let rows = world.probe.rows(told).await;
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0][1].as_deref(), Some("试运行"));
        let history = root.get("/history?noun=sign_in_rules").await.body;
        assert!(history.contains("修改了登录规则") && history.contains("必须启用两步验证的人") && history.contains("任何人都不必"), "{history}");
        let on = [("version", "2"), on, ("grace_days", "0")];
        assert_eq!(root.fill(RULES, RULES, &on).await.status, StatusCode::SEE_OTHER);
        assert_eq!(root.get("/").await.location(), Some(OWN), "without grace it counts at once");
    }

    async fn where_everybody_owes_one_developers_have_days_from_then_on(db: TestDb) {
        let world = world(db).await;
        let (mut developer, mut root) = (world.sign_in("developer@alpha.example").await, world.sign_in(ROOT).await);
        days_ago(&world, 0).await;
        let fields = [("version", "1"), ("second_factor_duty", "everybody"), ("grace_days", "7")];
        assert_eq!(root.fill(RULES, RULES, &fields).await.location(), Some(RULES));
        let page = developer.get("/dev").await;
        assert!(page.status == StatusCode::OK && reminded(&page.body), "{}", page.body);
        let rules = root.get(RULES).await.body;
        assert!(rules.contains("value=\"everybody\" checked"), "{rules}");
        let begun = world.store.clock().now() - 8 * DAY;
        world.probe.execute(&format!("UPDATE sign_in_rules SET others_since = {begun}")).await;
        assert_eq!(developer.get("/dev").await.location(), Some(OWN));
    }
}

//! What hashing a password costs: measured, chosen within safe bounds, and in force for new hashes at once.

use reqwest::StatusCode;

use super::html::Page;
use crate::support::{
    both,
    client::{Client, Reply},
    world::{World, world},
};

const COST: &str = "/settings/password-cost";
const AUDITOR: &str = "auditor@alpha.example";

async fn save(root: &mut Client, memory: &str, passes: &str, lanes: &str) -> Reply {
    let version = Page::of(&root.get(COST).await.body).first("version").to_owned();
    let fields = [
        ("version", version.as_str()),
        ("memory", memory),
        ("passes", passes),
        ("lanes", lanes),
        ("reason", "新机器"),
    ];
    root.post_form(COST, &fields).await
}

async fn hash(world: &World) -> String {
    world.probe.one(&format!("SELECT password FROM people WHERE email = '{AUDITOR}'")).await
}

both! {
    async fn owners_choose_within_safe_bounds(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        assert!(root.get("/settings").await.body.contains(COST));
        for (memory, passes, lanes, beside) in [
            ("18", "2", "1", "memory"),
            ("129", "2", "1", "memory"),
            ("64", "1", "1", "passes"),
            ("64", "11", "1", "passes"),
            ("64", "3", "0", "lanes"),
            ("4294967295", "3", "1", "memory"),
            ("", "x", "-1", "lanes"),
        ] {
            let reply = save(&mut root, memory, passes, lanes).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{memory} {passes} {lanes}");
            assert!(Page::of(&reply.body).wrong_beside(beside).is_some(), "{}", reply.body);
            assert_eq!(Page::of(&reply.body).value("memory"), memory, "nothing typed is lost");
        }
        let stale = [("version", "0"), ("memory", "20"), ("passes", "3"), ("lanes", "1")];
        assert_eq!(root.post_form(COST, &stale).await.status, StatusCode::CONFLICT);
        assert_eq!(save(&mut root, "20", "3", "1").await.status, StatusCode::SEE_OTHER);
        let told = world.probe.rows("SELECT changes, reason FROM events WHERE action = 'password_cost.saved'").await;
        let [told] = told.as_slice() else { panic!("{told:?}") };
        assert!(told[0].as_deref().is_some_and(|changes| changes.contains("memory") && changes.contains("20")));
        assert_eq!(told[1].as_deref(), Some("新机器"));
        assert!(root.get("/history").await.body.contains("修改了密码散列强度"));
        let mut owner = world.sign_in("owner@alpha.example").await;
        assert_eq!(owner.get(COST).await.status, StatusCode::FORBIDDEN);
        assert_eq!(owner.post_form(&format!("{COST}/measurements"), &[]).await.status, StatusCode::FORBIDDEN);
    }

    async fn old_hashes_stay_good_and_are_made_anew_at_the_next_sign_in(db: TestDb) {
        let world = world(db).await;
        let before = hash(&world).await;
        let mut root = world.sign_in("root@portal.example").await;
        assert_eq!(save(&mut root, "20", "3", "1").await.status, StatusCode::SEE_OTHER);
        assert_eq!(hash(&world).await, before, "nobody knows the password");
        let mut first = world.sign_in(AUDITOR).await;
        let after = hash(&world).await;
        assert!(after.starts_with("$argon2id$v=19$m=20480,t=3,p=1$"), "{after}");
        assert_eq!(first.get("/e/alpha").await.status, StatusCode::OK, "no session ends with it");
        world.sign_in(AUDITOR).await;
        assert_eq!(hash(&world).await, after, "once is enough");
        let fields = [("email", AUDITOR), ("password", "not my password"), ("next", "")];
        let wrong = world.app.client().fill("/login", "/login", &fields).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn measuring_shows_figures_and_proposes_without_changing_anything(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        root.get(COST).await;
        let before = world.probe.objects().await;
        let reply = root.post_form(&format!("{COST}/measurements"), &[]).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        let page = Page::of(&reply.body);
        assert!(page.text().contains("建议") && page.text().contains("19 MiB · t=2 · p=1"), "{}", reply.body);
        let memory: u32 = page.value("memory").parse().expect("a number");
        assert!((19..=64).contains(&memory));
        assert_eq!(world.probe.objects().await, before);
    }
}

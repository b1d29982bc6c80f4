//! Choosing a password: the rule of the installation counts wherever one is chosen, and a new one ends
//! every other session.

use reqwest::StatusCode;

use super::html::Page;
use crate::support::{
    both,
    client::{Client, Reply},
    world::{PASSWORD, world},
};

const AUDITOR: &str = "auditor@alpha.example";
const NEW: &str = "violet harbour toaster";
const RULE: &str = "/settings/passwords";

async fn change(client: &mut Client, present: &str, new: &str) -> Reply {
    let fields = [("password", present), ("new_password", new)];
    client.fill("/me/password", "/me/password", &fields).await
}

async fn save(client: &mut Client, shortest: &str) -> Reply {
    let version = Page::of(&client.get(RULE).await.body).first("version").to_owned();
    client
        .post_form(RULE, &[("version", &version), ("shortest", shortest), ("reason", "新规定")])
        .await
}

both! {
    async fn a_new_password_takes_the_old_one_and_ends_every_other_session(db: TestDb) {
        let world = world(db).await;
        let mut here = world.sign_in(AUDITOR).await;
        let mut there = world.sign_in(AUDITOR).await;
        let before = world.probe.objects().await;
        for (present, new, beside) in [
            ("not my password", NEW, "password"),
            (PASSWORD, "short", "new_password"),
            (PASSWORD, "password1234", "new_password"),
            (PASSWORD, "Auditor@alpha.example", "new_password"),
            (PASSWORD, "jieru-jieru-jieru", "new_password"),
            (PASSWORD, PASSWORD, "new_password"),
            (PASSWORD, "x y".repeat(400).as_str(), "new_password"),
        ] {
            let reply = change(&mut here, present, new).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{new}");
            assert!(Page::of(&reply.body).wrong_beside(beside).is_some(), "{new}: {}", reply.body);
            assert!(!reply.body.contains(new) || new == "short", "{new} is sent back");
        }
        assert_eq!(world.probe.objects().await, before);
        let done = change(&mut here, PASSWORD, NEW).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, Some("/me/password")), "{}", done.body);
        assert!(here.get("/me/password").await.body.contains("新密码已生效"), "this session goes on");
        assert_eq!(there.get("/").await.status, StatusCode::SEE_OTHER, "the other one is ended");
        assert_eq!(world.probe.count("sessions").await, 1);
        let mut again = world.app.client();
        again.login(AUDITOR, NEW).await;
        let fields = [("email", AUDITOR), ("password", PASSWORD), ("next", "")];
        let old = world.app.client().fill("/login", "/login", &fields).await;
        assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
        let told = "SELECT record, actor_kind FROM events WHERE action = 'password.changed'";
        assert_eq!(world.probe.rows(told).await, [["change", "user"].map(|text| Some(text.to_owned()))]);
        for table in world.probe.tables().await {
            let rows = world.probe.content(&table).await.join("\n");
            assert!(!rows.contains(NEW), "{table} holds the password");
        }
    }

    async fn owners_say_how_long_passwords_are_at_least(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        for wrong in ["7", "65", "", "ten", "-10"] {
            let reply = save(&mut root, wrong).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(Page::of(&reply.body).wrong_beside("shortest").is_some(), "{}", reply.body);
            assert_eq!(Page::of(&reply.body).value("shortest"), wrong);
        }
        let stale = root.post_form(RULE, &[("version", "0"), ("shortest", "20"), ("reason", "")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        assert_eq!(Page::of(&stale.body).value("shortest"), "20", "nothing typed is lost");
        assert_eq!(save(&mut root, "30").await.status, StatusCode::SEE_OTHER);
        let told = "SELECT changes, reason FROM events WHERE action = 'password_rules.saved'";
        let rows = world.probe.rows(told).await;
        assert!(rows.len() == 1 && rows[0][1].as_deref() == Some("新规定"), "{rows:?}");
        let mut auditor = world.sign_in(AUDITOR).await;
        assert_eq!(auditor.get(RULE).await.status, StatusCode::FORBIDDEN);
        assert!(auditor.get("/me/password").await.body.contains("至少 30 个字符"));
        assert_eq!(change(&mut auditor, PASSWORD, NEW).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let longer = format!("{NEW} and more");
        assert_eq!(change(&mut auditor, PASSWORD, &longer).await.status, StatusCode::SEE_OTHER);
        let mut guest = world.app.client();
        let link = "/invitations/invited-to-all";
        let short = guest.fill(link, link, &[("name", "新人"), ("password", NEW)]).await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY, "links keep the same rule");
        let done = guest.fill(link, link, &[("name", "新人"), ("password", &longer)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    }
}

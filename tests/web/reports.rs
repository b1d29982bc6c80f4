//! Reports for auditors: who came near a key, and who was let in on a day.

use reqwest::StatusCode;

use crate::support::{
    both,
    client::Client,
    world::{PASSWORD, SECRET, world},
};

async fn read(client: &mut Client, path: &str) -> String {
    let reply = client.get(path).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
    reply.body
}

both! {
    async fn whoever_came_near_a_key_is_told_with_reason_and_fingerprint(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let path = format!("/e/alpha/keys/{}/reveals", world.alpha.key);
        let form = [("password", PASSWORD), ("reason", "=核对")];
        let reply = admin.post_form(&path, &form).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        let reply = admin.post_form("/e/alpha/windows/link/links", &[("v.partnerid", "visitor-1")]).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        let mut auditor = world.sign_in("auditor@alpha.example").await;
        let page = read(&mut auditor, "/e/alpha/reports/keys?lang=en").await;
        for told in ["revealed the key", "signed link", "=核对", "官网密钥", "admin@alpha"] {
            assert!(page.contains(told), "{told}: {page}");
        }
        assert!(!page.contains(SECRET));
        let none = read(&mut auditor, "/e/alpha/reports/keys?to=2001-01-01&lang=en").await;
        assert!(none.contains("Nobody came near a key"), "{none}");
        let wrong = auditor.get("/e/alpha/reports/keys?from=soon").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let file = read(&mut auditor, "/e/alpha/reports/keys.csv?lang=en").await;
        assert!(file.contains("Asia/Shanghai, UTC+8") && file.contains("'=核对"), "{file}");
        assert_eq!(file.lines().count(), 4, "{file}");
        // The auditor has no way to the secret itself.
        let refused = auditor.post_form(&path, &form).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let mut developer = world.sign_in("developer@alpha.example").await;
        assert_eq!(developer.get("/e/alpha/reports/keys").await.status, StatusCode::FORBIDDEN);
    }

    async fn every_role_is_told_with_its_holder_and_the_last_sign_in(db: TestDb) {
        let world = world(db).await;
        let mut auditor = world.sign_in("auditor@alpha.example").await;
        let page = read(&mut auditor, "/e/alpha/reports/people?lang=en").await;
        for told in ["owner@alpha.example", "developer@alpha.example", "Auditor", "root@portal.example", "For the whole portal", "Never"] {
            assert!(page.contains(told), "{told}: {page}");
        }
        assert!(!page.contains("@beta.example"), "{page}");
        let early = read(&mut auditor, "/e/alpha/reports/people?on=2001-01-01&lang=en").await;
        assert!(early.contains("nobody had a role"), "{early}");
        for wrong in ["soon", "2999-01-01"] {
            let reply = auditor.get(&format!("/e/alpha/reports/people?on={wrong}")).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        }
        let file = read(&mut auditor, "/e/alpha/reports/people.csv?lang=en").await;
        assert_eq!(file.lines().count(), 6, "{file}");
        let taken = world.probe.column("SELECT details FROM events WHERE action = 'history.exported'").await;
        assert!(taken.len() == 1 && taken[0].contains("people"), "{taken:?}");
    }
}

//! Reports for auditors: who came near a key, and who was let in on a day.

use std::fs;

use reqwest::StatusCode;

use crate::support::{
    both,
    client::Client,
    probe::Probe,
    world::{PASSWORD, SECRET, World, world},
};

async fn read(client: &mut Client, path: &str) -> String {
    let reply = client.get(path).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
    reply.body
}

/// What the migration notes of old events is what is noted of new ones.
async fn migrated(world: &World) {
    let noted = world.probe.content("key_accesses").await;
    assert!(noted.len() > 5, "{noted:?}");
    let engine = if matches!(world.probe, Probe::Sqlite(_)) { "sqlite" } else { "postgres" };
    let file = format!("{}/migrations/{engine}/0015_key_accesses.sql", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(file).expect("a file");
    let inserts: Vec<&str> = text.split(';').filter(|part| part.contains("INSERT")).collect();
    assert_eq!(inserts.len(), 2, "{inserts:?}");
    world.probe.execute("DELETE FROM key_accesses").await;
    for insert in inserts {
        let from = insert.find("INSERT INTO").expect("an insert");
        world.probe.execute(&insert[from..]).await;
    }
    assert_eq!(world.probe.content("key_accesses").await, noted);
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
        assert!(file.contains("Time (UTC)"), "{file}");
        let exact = file.lines().nth(1).and_then(|line| line.split(',').nth(1)).expect("a cell");
        assert!(exact.parse::<jiff::Timestamp>().is_ok() && exact.ends_with('Z'), "{file}");
        // The auditor has no way to the secret itself.
        let refused = auditor.post_form(&path, &form).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let mut developer = world.sign_in("developer@alpha.example").await;
        assert_eq!(developer.get("/e/alpha/reports/keys").await.status, StatusCode::FORBIDDEN);
    }

    async fn one_key_has_its_own_list_which_outlives_it(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let key = format!("/e/alpha/keys/{}", world.alpha.key);
        let form = [("password", PASSWORD), ("reason", "核对")];
        assert_eq!(admin.post_form(&format!("{key}/reveals"), &form).await.status, StatusCode::OK);
        let copied = admin.post_form(&format!("{key}/copies"), &[("number", "1"), ("what", "secret")]).await;
        assert_eq!(copied.status, StatusCode::SEE_OTHER, "{}", copied.body);
        let signed = admin.post_form("/e/alpha/windows/link/links", &[("v.partnerid", "visitor-1")]).await;
        assert_eq!(signed.status, StatusCode::OK, "{}", signed.body);
        // A second key's deeds are not the first one's.
        let fields = [
            ("name", "另一把密钥"), ("account_id", &*world.alpha.account.to_string()),
            ("scheme", "sobot_web_md5"), ("secret", "another-secret-of-the-test"),
        ];
        let other = admin.post_form("/e/alpha/keys", &fields).await;
        assert_eq!(other.status, StatusCode::SEE_OTHER, "{}", other.body);
        let mut auditor = world.sign_in("auditor@alpha.example").await;
        for path in [key.clone(), format!("{key}/accesses")] {
            let page = read(&mut auditor, &format!("{path}?lang=en")).await;
            for told in ["revealed the key", "copied the secret", "signed link", "核对"] {
                assert!(page.contains(told), "{path} {told}: {page}");
            }
            assert!(!page.contains("另一把密钥") && !page.contains(SECRET), "{page}");
        }
        let file = read(&mut auditor, &format!("{key}/accesses.csv")).await;
        assert_eq!(file.lines().count(), 5, "registered, revealed, copied, signed and a head: {file}");
        let all = read(&mut auditor, "/e/alpha/reports/keys?lang=en").await;
        assert!(all.contains("另一把密钥") && all.contains(&format!("href=\"{key}\"")), "{all}");
        migrated(&world).await;
        // The page of a key that is gone is gone; who came near it is told.
        world.probe.execute("UPDATE windows SET key_id = NULL").await;
        for text in ["key_uses", "key_secrets"] {
            world.probe.execute(&format!("DELETE FROM {text} WHERE key_id = '{}'", world.alpha.key)).await;
        }
        world.probe.execute(&format!("DELETE FROM keys WHERE id = '{}'", world.alpha.key)).await;
        world.probe.execute(&format!("DELETE FROM cards WHERE id = '{}'", world.alpha.key)).await;
        assert_eq!(auditor.get(&key).await.status, StatusCode::NOT_FOUND);
        let page = read(&mut auditor, &format!("{key}/accesses?lang=en")).await;
        assert!(page.contains("官网密钥") && page.contains("revealed the key"), "{page}");
        assert!(!page.contains(&format!("href=\"{key}\"")), "no way to nothing: {page}");
        let unknown = "/e/alpha/keys/01935000-0000-7000-8000-000000000001/accesses";
        assert_eq!(auditor.get(unknown).await.status, StatusCode::NOT_FOUND);
    }

    async fn every_role_is_told_with_its_holder_and_the_last_sign_in(db: TestDb) {
        let world = world(db).await;
        let mut auditor = world.sign_in("auditor@alpha.example").await;
        let page = read(&mut auditor, "/e/alpha/reports/people?lang=en").await;
        for told in ["owner@alpha.example", "developer@alpha.example", "Auditor", "root@portal.example", "For the whole portal", "Never"] {
            assert!(page.contains(told), "{told}: {page}");
        }
        assert!(!page.contains("@beta.example"), "{page}");
        assert!(page.contains(" UTC\" data-rel>"), "the exact time on hover: {page}");
        let early = read(&mut auditor, "/e/alpha/reports/people?on=2001-01-01&lang=en").await;
        assert!(early.contains("nobody had a role"), "{early}");
        for wrong in ["soon", "2999-01-01"] {
            let reply = auditor.get(&format!("/e/alpha/reports/people?on={wrong}")).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        }
        let file = read(&mut auditor, "/e/alpha/reports/people.csv?lang=en").await;
        assert_eq!(file.lines().count(), 6, "{file}");
        assert_eq!(file.lines().next().expect("a head").matches("(UTC)").count(), 3, "{file}");
        let taken = world.probe.column("SELECT details FROM events WHERE action = 'history.exported'").await;
        assert!(taken.len() == 1 && taken[0].contains("people"), "{taken:?}");
    }
}

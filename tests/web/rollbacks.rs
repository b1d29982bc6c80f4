//! Back and forth between releases, drafts and environments.

use reqwest::StatusCode;

use super::{
    borrowed,
    html::Page,
    review::{approve, live, release, save, submit, three},
    window_form,
};
use crate::support::{both, client::Client, world::world};

const WINDOW: &str = "/e/alpha/windows/link";
const RELEASES: &str = "/e/alpha/windows/link/releases";
const CHANGES: &str = "/e/alpha/changes";

both! {
    async fn a_rollback_is_a_release_of_its_own_and_asks_about_the_draft(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let version = async || world.version("windows", world.alpha.window).await;
        for colour in ["c0392b", "16a085"] {
            let form = window_form(&world.alpha, &version().await, &[("p.color", colour)]);
            admin.fill(WINDOW, WINDOW, &borrowed(&form)).await;
            assert_eq!(admin.fill(RELEASES, RELEASES, &[("note", "x")]).await.status, StatusCode::SEE_OTHER);
        }
        let rollbacks = "/e/alpha/windows/link/rollbacks";
        let page = Page::of(&admin.get(&format!("{rollbacks}?to=2")).await.body).text().to_string();
        assert!(page.contains("c0392b") && page.contains("16a085"), "{page}");
        let mute = admin.fill(rollbacks, rollbacks, &[("to", "2")]).await;
        assert_eq!(mute.status, StatusCode::UNPROCESSABLE_ENTITY);
        let back = [("to", "2"), ("draft", "keep"), ("reason", "颜色错了")];
        assert_eq!(admin.fill(rollbacks, rollbacks, &back).await.status, StatusCode::SEE_OTHER);
        let bytes = async |client: &mut Client, number: &str| {
            let path = format!("{RELEASES}/{number}/artifacts/link.html");
            let body = client.get(&path).await.body;
            body.split_once('\n').expect("a stamp").1.to_owned()
        };
        assert_eq!(bytes(&mut admin, "4").await, bytes(&mut admin, "2").await);
        assert_eq!(live(&world).await, "4");
        assert!(admin.get(WINDOW).await.body.contains("16a085"), "the draft stays");
        let back = [("to", "3"), ("draft", "replace"), ("reason", "还是新的好")];
        assert_eq!(admin.fill(rollbacks, rollbacks, &back).await.status, StatusCode::SEE_OTHER);
        let back = [("to", "2"), ("draft", "replace"), ("reason", "再回去")];
        assert_eq!(admin.fill(rollbacks, rollbacks, &back).await.status, StatusCode::SEE_OTHER);
        assert!(admin.get(WINDOW).await.body.contains("c0392b"), "the draft was replaced");
        assert_eq!(live(&world).await, "6");
    }

    async fn a_rollback_that_needs_a_revoked_secret_is_refused(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let version = async || world.version("windows", world.alpha.window).await;
        let form = window_form(&world.alpha, &version().await, &[("p.color", "c0392b")]);
        admin.fill(WINDOW, WINDOW, &borrowed(&form)).await;
        admin.fill(RELEASES, RELEASES, &[("note", "with the key")]).await;
        let form = window_form(&world.alpha, &version().await, &[("key_id", "")]);
        admin.fill(WINDOW, WINDOW, &borrowed(&form)).await;
        admin.fill(RELEASES, RELEASES, &[("note", "without it")]).await;
        let key = world.alpha.key;
        world.probe.execute(&format!("UPDATE key_secrets SET state = 'revoked' WHERE key_id = '{key}'")).await;
        let rollbacks = "/e/alpha/windows/link/rollbacks";
        let back = [("to", "2"), ("draft", "keep"), ("reason", "zurück")];
        let reply = admin.fill(rollbacks, rollbacks, &back).await;
        assert_eq!(reply.status, StatusCode::CONFLICT);
        assert!(Page::of(&reply.body).text().contains("已吊销的密钥"), "{}", reply.body);
        assert_eq!(live(&world).await, "3");
    }

    async fn a_rollback_of_production_waits_for_a_review_too(db: TestDb) {
        let (world, mut admin, mut owner) = three(db).await;
        for colour in ["c0392b", "16a085"] {
            save(&world, &mut admin, &[("p.color", colour)]).await;
            let request = submit(&mut admin).await;
            approve(&mut owner, &request).await;
            assert_eq!(release(&mut admin, &request).await.status, StatusCode::SEE_OTHER);
        }
        let rollbacks = "/e/alpha/windows/link/rollbacks";
        let back = [("to", "2"), ("draft", "keep"), ("reason", "颜色错了")];
        let asked = admin.fill(rollbacks, rollbacks, &back).await;
        let request = asked.location().expect("a request").to_owned();
        assert!(request.starts_with(CHANGES), "{request}");
        assert_eq!(live(&world).await, "3");
        assert_eq!(approve(&mut owner, &request).await.status, StatusCode::SEE_OTHER);
        assert_eq!(release(&mut admin, &request).await.status, StatusCode::SEE_OTHER);
        assert_eq!(live(&world).await, "4");
    }

    async fn the_draft_can_be_thrown_away(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let version = world.version("windows", world.alpha.window).await;
        let form = window_form(&world.alpha, &version, &[("p.color", "c0392b")]);
        admin.fill(WINDOW, WINDOW, &borrowed(&form)).await;
        admin.fill(RELEASES, RELEASES, &[("note", "x")]).await;
        let version = world.version("windows", world.alpha.window).await;
        let form = window_form(&world.alpha, &version, &[("p.color", "16a085"), ("name", "别的")]);
        admin.fill(WINDOW, WINDOW, &borrowed(&form)).await;
        let discards = format!("{WINDOW}/discards");
        let stale = admin.fill(&format!("{WINDOW}/draft"), &discards, &[("version", &version)]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        let done = admin.fill(&format!("{WINDOW}/draft"), &discards, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let page = admin.get(WINDOW).await.body;
        assert!(page.contains("c0392b") && !page.contains("16a085"));
    }

    async fn options_move_from_test_to_production_and_identifiers_stay(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let promotions = format!("{WINDOW}/promotions");
        let alone = Page::of(&admin.get(&promotions).await.body).text().to_string();
        assert!(alone.contains("另一个环境还没有对应的聊天窗"), "{alone}");
        let mut form = window_form(&world.alpha, "0", &[("environment", "production"), ("p.color", "112233"), ("name", "正式官网")]);
        form.retain(|(name, _)| name != "version");
        form.extend([("code", "live-link"), ("channel", "sobot")].map(|(name, value)| (name.to_owned(), value.to_owned())));
        let made = admin.fill("/e/alpha/windows/new?channel=sobot&target=link", "/e/alpha/windows", &borrowed(&form)).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        let page = Page::of(&admin.get(&promotions).await.body).text().to_string();
        assert!(page.contains("04babc") && page.contains("112233") && page.contains("正式官网"), "{page}");
        let fields = [("version", "1"), ("with", "live-link"), ("fields", "p.color"), ("fields", "name")];
        let done = admin.fill(&promotions, &promotions, &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let stored = "SELECT parameters FROM windows WHERE code = 'live-link'";
        assert!(world.probe.one(stored).await.contains("04babc"));
        let name = "SELECT name FROM windows WHERE code = 'live-link'";
        assert_eq!(world.probe.one(name).await, "正式官网", "a name is each one's own");
        let stale = admin.fill(&promotions, &promotions, &fields).await;
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing differs any more");
    }
}

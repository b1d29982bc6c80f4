//! A name that looks like another one and is not: it is saved, and whoever sees both is told.

use reqwest::StatusCode;

use crate::support::{
    both,
    client::{Client, Reply},
    world::{World, world},
};

const DOCTOR: &str = "/e/alpha/doctor?kind=alike&lang=en";
const FIELDS: &str = "/e/alpha/vip-fields";

async fn read(client: &mut Client, path: &str) -> String {
    let reply = client.get(path).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
    reply.body
}

/// Where a saved form leads.
fn led(reply: &Reply) -> String {
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    reply.location().expect("a way").to_owned()
}

/// Registers a VIP field and gives back its page.
async fn field(client: &mut Client, name: &str, key: &str) -> String {
    let fields = [("kind", "label"), ("name", name), ("key", key)];
    led(&client.fill(&format!("{FIELDS}/new"), FIELDS, &fields).await)
}

async fn person(world: &World, email: &str) -> String {
    let id = world.probe.one(&format!("SELECT id FROM people WHERE email = '{email}'")).await;
    format!("/people/{id}")
}

fn link(path: &str) -> String {
    format!("href=\"{path}\"")
}

both! {
    async fn an_object_is_saved_with_a_warning_that_leads_to_the_other_one(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let gold = field(&mut admin, "Gold", "g1").await;
        assert!(!read(&mut admin, &gold).await.contains("data-alike"));
        // The second letter is a Cyrillic one.
        let other = field(&mut admin, "G\u{43e}ld", "g2").await;
        for (page, leads) in [(&other, &gold), (&gold, &other)] {
            let shown = read(&mut admin, page).await;
            assert!(shown.contains("data-alike") && shown.contains(&link(leads)), "{shown}");
        }
        // One finding for the pair, and ways to both.
        let shown = read(&mut admin, DOCTOR).await;
        assert_eq!(shown.matches("It looks like “Gold”").count(), 1, "{shown}");
        assert!(shown.contains(&link(&gold)) && shown.contains(&link(&other)), "{shown}");
        // The same name is no trap, and in another enterprise it is nobody's.
        field(&mut admin, "Gold", "g3").await;
        assert_eq!(read(&mut admin, DOCTOR).await.matches("It looks like “G").count(), 2);
        let mut stranger = world.sign_in("admin@beta.example").await;
        let foreign = [("kind", "label"), ("name", "GOLD"), ("key", "g1")];
        let list = "/e/beta/vip-fields";
        let foreign = led(&stranger.fill(&format!("{list}/new"), list, &foreign).await);
        assert!(!read(&mut stranger, &foreign).await.contains("data-alike"));
        // What lies in the trash deceives nobody; the finding of the other one goes with it.
        for page in [&gold, &other] {
            led(&admin.fill(page, &format!("{page}/deletions"), &[]).await);
        }
        assert_eq!(read(&mut admin, DOCTOR).await.matches("It looks like “G").count(), 0);
    }

    async fn enterprises_are_told_to_whoever_sees_both(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let fields = [("name", "企业 ＡＬＰＨＡ"), ("slug", "alpha-two")];
        let made = led(&root.fill("/enterprises/new", "/enterprises", &fields).await);
        for page in [made.clone(), format!("{made}/settings")] {
            let shown = read(&mut root, &page).await;
            assert!(shown.contains("data-alike") && shown.contains(&link("/e/alpha")), "{shown}");
        }
        assert!(read(&mut root, "/e/alpha").await.contains("data-alike"));
        let shown = read(&mut root, &format!("{made}/doctor?kind=alike&lang=en")).await;
        assert!(shown.contains("The name of another enterprise") && shown.contains(&link("/e/alpha")), "{shown}");
        let mut owner = world.sign_in("owner@alpha.example").await;
        for page in ["/e/alpha", "/e/alpha/settings"] {
            let shown = read(&mut owner, page).await;
            assert!(!shown.contains("data-alike") && !shown.contains("alpha-two"), "{shown}");
        }
        let shown = read(&mut root, &format!("{made}?lang=en")).await;
        assert!(shown.contains("Names that look alike"), "{shown}");
        // Who was let in to the younger one alone is not told that there is another.
        world.probe.execute("UPDATE grants SET place = (SELECT id FROM enterprises WHERE slug = 'alpha-two'), enterprise_id = (SELECT id FROM enterprises WHERE slug = 'alpha-two') WHERE person_id = (SELECT id FROM people WHERE email = 'owner@beta.example')").await;
        let mut other = world.sign_in("owner@beta.example").await;
        let shown = read(&mut other, &format!("{made}/doctor?kind=alike&lang=en")).await;
        assert!(!shown.contains("The name of another enterprise"), "{shown}");
        assert!(shown.contains("Names that look alike (0)"), "not even counted: {shown}");
        assert!(!shown.contains(&link("/e/alpha")) && !shown.contains("企业 alpha"), "{shown}");
        for page in [format!("{made}/doctor?lang=en"), format!("{made}?lang=en"), "/?lang=en".to_owned()] {
            let shown = read(&mut other, &page).await;
            assert!(!shown.contains("Names that look alike"), "{page}: {shown}");
        }
    }

    async fn people_and_tokens_are_compared_too(db: TestDb) {
        let world = world(db).await;
        let mut developer = world.sign_in("developer@alpha.example").await;
        let version = world.version("people", person(&world, "developer@alpha.example").await.trim_start_matches("/people/")).await;
        let fields = [("name", "测试 OWNER@alpha.example"), ("version", version.as_str())];
        led(&developer.fill("/me", "/me", &fields).await);
        let mut root = world.sign_in("root@portal.example").await;
        let (owner, renamed) = (person(&world, "owner@alpha.example").await, person(&world, "developer@alpha.example").await);
        for (page, leads) in [(&owner, &renamed), (&renamed, &owner)] {
            let shown = read(&mut root, page).await;
            assert!(shown.contains("data-alike") && shown.contains(&link(leads)), "{shown}");
        }
        let fields = |name: &'static str| [("name", name), ("scopes", "read"), ("place", "alpha"), ("days", "9")];
        let first = developer.fill("/me/tokens", "/me/tokens", &fields("Build")).await;
        assert!(first.status == StatusCode::OK && !first.body.contains("data-alike"), "{}", first.body);
        let second = developer.fill("/me/tokens", "/me/tokens", &fields("BuiId")).await;
        assert!(second.status == StatusCode::OK && second.body.contains("data-alike"), "{}", second.body);
        // Somebody else's tokens are nobody's business, and revoked ones open nothing.
        let mut stranger = world.sign_in("developer@beta.example").await;
        let fields = [("name", "BUILD"), ("scopes", "read"), ("place", "beta"), ("days", "9")];
        assert!(!stranger.fill("/me/tokens", "/me/tokens", &fields).await.body.contains("data-alike"));
        for id in world.probe.column("SELECT id FROM tokens WHERE name IN ('Build', 'BuiId')").await {
            led(&developer.post_form(&format!("/me/tokens/{id}/revocations"), &[]).await);
        }
        assert_eq!(world.probe.count("(SELECT DISTINCT id FROM looks WHERE noun = 'token') AS named").await, 1, "of the stranger's");
    }

    async fn who_left_or_whose_role_is_over_is_taken_for_nobody(db: TestDb) {
        let world = world(db).await;
        let (owner, renamed) = (person(&world, "owner@alpha.example").await, person(&world, "developer@alpha.example").await);
        let mut developer = world.sign_in("developer@alpha.example").await;
        let id = renamed.trim_start_matches("/people/").to_owned();
        let version = world.version("people", &id).await;
        let fields = [("name", "测试 OWNER@alpha.example"), ("version", version.as_str())];
        led(&developer.fill("/me", "/me", &fields).await);
        let mut root = world.sign_in("root@portal.example").await;
        let found = async |root: &mut Client| {
            // What people owe is looked at again the day after.
            world.probe.execute("UPDATE checkups SET due_at = 0 WHERE noun = 'enterprise'").await;
            read(root, "/e/alpha/doctor?kind=alike-people&lang=en").await.contains("and is somebody else")
        };
        assert!(found(&mut root).await);
        let version = world.version("people", &id).await;
        led(&root.fill(&renamed, &format!("{renamed}/deactivations"), &[("version", version.as_str())]).await);
        assert!(!read(&mut root, "/e/alpha/doctor?kind=alike-people&lang=en").await.contains("and is somebody else"), "as the advice says");
        assert!(!read(&mut root, &owner).await.contains("data-alike"));
        let version = world.version("people", &id).await;
        led(&root.fill(&renamed, &format!("{renamed}/reactivations"), &[("version", version.as_str())]).await);
        assert!(found(&mut root).await && read(&mut root, &owner).await.contains("data-alike"), "who comes back is seen again");
        world.probe.execute(&format!("UPDATE grants SET ends_at = 5 WHERE person_id = '{id}'")).await;
        assert!(!found(&mut root).await, "the role is over");
    }

    async fn names_of_an_earlier_version_are_compared_once_it_is_opened_by_this_one(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        field(&mut admin, "Gold", "g1").await;
        let other = field(&mut admin, "GOLD", "g2").await;
        let before = world.probe.content("looks").await;
        world.probe.execute("DELETE FROM looks").await;
        world.probe.execute("UPDATE cards SET edition = 2").await;
        assert!(!read(&mut admin, &other).await.contains("data-alike"));
        world.store.migrate().await.expect("a migrated database");
        assert_eq!(world.probe.content("looks").await, before);
        assert!(read(&mut admin, &other).await.contains("data-alike"));
    }
}

//! What people leave undone is found by itself when its time comes, told to those who see people, and gone
//! once it is put right.

use jieru::{clock::HOUR, domain::PersonId};
use reqwest::StatusCode;

use super::{borrowed, html};
use crate::support::{
    both,
    client::Client,
    factor,
    world::{World, world},
};

const DOCTOR: &str = "/e/alpha/doctor?lang=en";
const DAY: i64 = 24 * HOUR;

async fn read(client: &mut Client, path: &str) -> String {
    let reply = client.get(path).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
    reply.body
}

async fn person(world: &World, email: &str) -> PersonId {
    let id = world.probe.one(&format!("SELECT id FROM people WHERE email = '{email}'")).await;
    id.parse().expect("an id")
}

/// The next day: what is found by the day is looked at again, though nobody saved anything.
async fn tomorrow(world: &World) {
    world.probe.execute("UPDATE checkups SET due_at = 0 WHERE noun = 'enterprise'").await;
}

both! {
    async fn who_owes_a_second_factor_is_told_after_the_days_of_grace(db: TestDb) {
        let world = world(db).await;
        let mut auditor = world.sign_in("auditor@alpha.example").await;
        let mut developer = world.sign_in("developer@alpha.example").await;
        let mut other = world.sign_in("auditor@beta.example").await;
        assert!(!read(&mut auditor, DOCTOR).await.contains("owes a second factor"), "there are days of grace");
        let week = 8 * DAY;
        world.probe.execute(&format!("UPDATE grants SET created_at = created_at - {week}")).await;
        world.probe.execute(&format!("UPDATE sign_in_rules SET since = since - {week}")).await;
        tomorrow(&world).await;
        let shown = read(&mut auditor, &format!("{DOCTOR}&kind=no-factor")).await;
        for email in ["owner@alpha.example", "admin@alpha.example"] {
            assert!(shown.contains(&format!("({email}) must have a second factor")), "{email}: {shown}");
        }
        for email in ["auditor@alpha.example", "owner@beta.example"] {
            assert!(!shown.contains(&format!("({email})")), "{email}: {shown}");
        }
        assert!(shown.contains("href=\"/e/alpha/people\""), "{shown}");
        for path in ["/e/alpha?lang=en", "/?lang=en"] {
            assert!(read(&mut auditor, path).await.contains("owes a second factor"), "{path}");
        }
        // Who does not see people is not told of them.
        for path in [DOCTOR, "/e/alpha?lang=en", "/?lang=en"] {
            assert!(!read(&mut developer, path).await.contains("owes a second factor"), "{path}");
        }
        let asked = read(&mut developer, &format!("{DOCTOR}&kind=no-factor")).await;
        assert!(!asked.contains("may change things"), "{asked}");
        assert!(!read(&mut other, "/?lang=en").await.contains("owner@alpha.example"));
        factor::give(&world, person(&world, "admin@alpha.example").await).await;
        let shown = read(&mut auditor, &format!("{DOCTOR}&kind=no-factor")).await;
        assert!(!shown.contains("(admin@alpha.example)") && shown.contains("(owner@alpha.example)"), "{shown}");
        world.probe.execute("UPDATE people SET active = (1 = 0) WHERE email = 'owner@alpha.example'").await;
        tomorrow(&world).await;
        let shown = read(&mut auditor, &format!("{DOCTOR}&kind=no-factor")).await;
        assert!(!shown.contains("(owner@alpha.example)"), "who left owes nothing: {shown}");
    }

    async fn a_review_of_access_is_due_after_ninety_days(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        assert!(!read(&mut owner, DOCTOR).await.contains("Roles not gone through"));
        let long = 91 * DAY;
        world.probe.execute(&format!("UPDATE enterprises SET created_at = created_at - {long}")).await;
        world.probe.execute(&format!("UPDATE installation SET created_at = created_at - {long}")).await;
        tomorrow(&world).await;
        let path = "/e/alpha/access-review";
        let shown = read(&mut owner, &format!("{DOCTOR}&kind=unreviewed")).await;
        assert!(shown.contains("Roles not gone through") && shown.contains(&format!("href=\"{path}\"")), "{shown}");
        let held = world.probe.column(&format!("SELECT person_id FROM grants WHERE enterprise_id = '{}'", world.alpha.id)).await;
        let mut fields = vec![("note".to_owned(), "季度复核".to_owned())];
        fields.extend(held.iter().map(|person| (format!("g.{person}"), "keep".to_owned())));
        fields.push(("seen".to_owned(), html::Page::of(&owner.get(path).await.body).value("seen").to_owned()));
        let done = owner.fill(path, path, &borrowed(&fields)).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert!(!read(&mut owner, DOCTOR).await.contains("Roles not gone through"), "at once");
        // The installation's own review stands beside the list of its people.
        let mut root = world.sign_in("root@portal.example").await;
        assert!(read(&mut root, "/people").await.contains("href=\"/access-review\">很久没有复核权限"));
    }

    async fn a_token_that_nobody_uses_is_told_to_those_who_see_tokens(db: TestDb) {
        let world = world(db).await;
        let mut developer = world.sign_in("developer@alpha.example").await;
        for (name, place) in [("Nightly", "alpha"), ("Metrics", "*"), ("Fresh", "alpha")] {
            let fields = [("name", name), ("scopes", "read"), ("place", place), ("days", "300")];
            let made = developer.fill("/me/tokens", "/me/tokens", &fields).await;
            assert_eq!(made.status, StatusCode::OK, "{}", made.body);
        }
        let (mut root, mut owner) = (world.sign_in("root@portal.example").await, world.sign_in("owner@alpha.example").await);
        let list = format!("{DOCTOR}&kind=token-unused");
        assert!(!read(&mut root, &list).await.contains("Nightly"));
        world.probe.execute(&format!("UPDATE tokens SET made_at = made_at - {} WHERE name <> 'Fresh'", 91 * DAY)).await;
        tomorrow(&world).await;
        let page = format!("/people/{}/tokens", person(&world, "developer@alpha.example").await);
        let shown = read(&mut root, &list).await;
        assert!(shown.contains("“Nightly”") && shown.contains(&format!("href=\"{page}\"")), "{shown}");
        assert!(!shown.contains("“Metrics”") && !shown.contains("“Fresh”"), "{shown}");
        let beside = read(&mut root, "/people?lang=en").await;
        assert!(beside.contains("“Metrics”") && !beside.contains("“Nightly”"), "{beside}");
        assert!(!read(&mut owner, &list).await.contains("Nightly"), "who sees no tokens is told of none");
        let id = world.probe.one("SELECT id FROM tokens WHERE name = 'Nightly'").await;
        let revoked = developer.post_form(&format!("/me/tokens/{id}/revocations"), &[]).await;
        assert_eq!(revoked.status, StatusCode::SEE_OTHER, "{}", revoked.body);
        assert!(!read(&mut root, &list).await.contains("“Nightly”"), "at once");
    }

    async fn members_whose_names_look_alike_are_told_once(db: TestDb) {
        let world = world(db).await;
        let mut developer = world.sign_in("developer@alpha.example").await;
        let version = world.version("people", person(&world, "developer@alpha.example").await).await;
        let fields = [("name", "测试 AUDITOR@alpha.example"), ("version", version.as_str())];
        assert_eq!(developer.fill("/me", "/me", &fields).await.status, StatusCode::SEE_OTHER);
        let mut auditor = world.sign_in("auditor@alpha.example").await;
        let list = format!("{DOCTOR}&kind=alike-people");
        let shown = read(&mut auditor, &list).await;
        assert_eq!(shown.matches("and is somebody else").count(), 1, "{shown}");
        assert!(!read(&mut developer, &list).await.contains("and is somebody else"));
    }
}

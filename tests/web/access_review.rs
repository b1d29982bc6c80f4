//! A review goes through every role of a place, part by part where there are many, and counts as done with
//! the last one only.

use jieru::clock::Millis;
use reqwest::StatusCode;

use super::{borrowed, html::Page};
use crate::support::{
    both,
    client::Client,
    world::{World, world},
};

const PATH: &str = "/e/alpha/access-review";

/// Somebody with the role of an auditor in the first enterprise, many times.
async fn crowd(world: &World, size: usize) {
    let (mut people, mut grants) = (Vec::new(), Vec::new());
    for number in 0..size {
        let id = format!("eeeeeeee-0000-7000-8000-{number:012}");
        people.push(format!(
            "('{id}', 'reviewed-{number:04}@alpha.example', '人 {number}', '', (1 = 1), 1, 5, 5)"
        ));
        let place = world.alpha.id;
        grants.push(format!(
            "('{id}', '{place}', '{place}', 'auditor', 5, {}, '', 'all')",
            Millis::MAX
        ));
    }
    let (people, grants) = (people.join(", "), grants.join(", "));
    world.probe.execute(&format!("INSERT INTO people (id, email, name, password, active, version, created_at, updated_at) VALUES {people}")).await;
    world.probe.execute(&format!("INSERT INTO grants (person_id, place, enterprise_id, role, created_at, ends_at, given_by, releases) VALUES {grants}")).await;
}

/// The form of a page, with every role kept but those of these people.
fn decided(page: &Page, gone: &[&str]) -> Vec<(String, String)> {
    let fields = page.elements.iter().filter_map(|one| one.attribute("name"));
    let choice =
        |name: &str| if gone.iter().any(|id| name.contains(id)) { "withdraw" } else { "keep" };
    let roles = fields.filter(|name| name.starts_with("g."));
    let mut all: Vec<(String, String)> =
        roles.map(|name| (name.to_owned(), choice(name).to_owned())).collect();
    for name in ["after", "seen"] {
        all.push((name.to_owned(), page.value(name).to_owned()));
    }
    all
}

async fn details(world: &World, action: &str) -> Vec<String> {
    world
        .probe
        .column(&format!("SELECT details FROM events WHERE action = '{action}' ORDER BY seq"))
        .await
}

async fn shown(client: &mut Client, path: &str) -> Page {
    let reply = client.get(path).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
    Page::of(&reply.body)
}

both! {
    async fn a_review_of_many_roles_is_done_with_its_last_part_only(db: TestDb) {
        let world = world(db).await;
        crowd(&world, 420).await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        let first = shown(&mut owner, PATH).await;
        assert!(first.values("note").is_empty() && first.text().contains("保存这一部分，继续"), "no end yet");
        let fields = decided(&first, &["eeeeeeee-0000-7000-8000-000000000007"]);
        assert_eq!(fields.len(), 402);
        let reply = owner.post_form(PATH, &borrowed(&fields)).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let next = reply.location().expect("the next part").to_owned();
        assert!(next.starts_with("/e/alpha/access-review?after=eeeeeeee-0000-7000-8000-000000000395"), "{next}");
        assert!(details(&world, "access_review.ended").await.is_empty());
        let told = details(&world, "access_review.continued").await;
        assert!(told.len() == 1 && told[0].contains("\"kept_roles\":\"399\"") && told[0].contains("\"withdrawn_roles\":\"1\""), "{told:?}");
        assert_eq!(world.probe.column("SELECT role FROM grants WHERE person_id = 'eeeeeeee-0000-7000-8000-000000000007'").await.len(), 0);
        assert!(!told[0].contains('@'), "nobody's address is kept: {told:?}");
        let seq = world.probe.one("SELECT CAST(seq AS TEXT) FROM events WHERE action = 'access_review.continued'").await;
        let event = shown(&mut owner, &format!("/e/alpha/history/{seq}")).await;
        for (text, stands) in [("保留的角色数", true), ("收回的角色数", true), ("kept_roles", false), ("cursor", false)] {
            assert_eq!(event.text().contains(text), stands, "{text}: {}", event.text());
        }
        // Whoever comes back later is led to where it stopped.
        let again = shown(&mut owner, PATH).await;
        assert!(again.text().contains("还没有复核过") && again.text().contains("从停下的地方继续"), "{}", again.text());
        assert!(again.elements.iter().any(|one| one.attribute("href") == Some(next.as_str())));
        let elsewhere = owner.get("/e/alpha/access-review?after=eeeeeeee-0000-7000-8000-000000000100").await;
        assert_eq!((elsewhere.status, elsewhere.location()), (StatusCode::SEE_OTHER, Some(PATH)));
        let last = shown(&mut owner, &next).await;
        let mut fields = decided(&last, &[]);
        assert_eq!(fields.len(), 26);
        let unsaid = owner.post_form(PATH, &borrowed(&fields)).await;
        assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY, "the end wants a note");
        fields.push(("note".to_owned(), "全部看过".to_owned()));
        let reply = owner.post_form(PATH, &borrowed(&fields)).await;
        assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, Some(PATH)), "{}", reply.body);
        let told = details(&world, "access_review.ended").await;
        assert!(told.len() == 1 && told[0].contains("\"kept_roles\":\"423\"") && told[0].contains("\"withdrawn_roles\":\"1\""), "{told:?}");
        // The same part once more belongs to no review.
        let late = owner.post_form(PATH, &borrowed(&fields)).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.body.contains("请从头开始"), "{}", late.body);
        assert_eq!(details(&world, "access_review.ended").await.len(), 1);
        assert!(!shown(&mut owner, PATH).await.text().contains("从停下的地方继续"));
    }

    async fn nobody_decides_on_a_role_that_took_the_place_of_the_one_shown(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        let page = shown(&mut owner, PATH).await;
        let mut fields = decided(&page, &[]);
        fields.push(("note".to_owned(), "都还需要".to_owned()));
        let auditor = world.probe.one("SELECT id FROM people WHERE email = 'auditor@alpha.example'").await;
        world.probe.execute(&format!("UPDATE grants SET role = 'admin' WHERE person_id = '{auditor}'")).await;
        let late = owner.post_form(PATH, &borrowed(&fields)).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", late.body);
        let again = Page::of(&late.body);
        assert!(again.text().contains("这个角色在您打开页面之后变了"), "{}", again.text());
        assert!(details(&world, "access_review.ended").await.is_empty());
        // What was chosen for the others is still there; the one that changed is chosen again.
        let roles = fields.iter().filter(|(name, _)| name.starts_with("g.")).count();
        assert_eq!(late.body.matches("<option value=\"keep\" selected").count(), roles - 1, "{}", late.body);
        assert!(again.wrong_beside(&format!("g-{auditor}")).is_some());
        let mut fields = decided(&again, &[]);
        fields.push(("note".to_owned(), "都还需要".to_owned()));
        let done = owner.post_form(PATH, &borrowed(&fields)).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(details(&world, "access_review.ended").await.len(), 1);
    }

    async fn roles_for_the_whole_portal_are_read_in_the_review_of_an_enterprise(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        let page = owner.get(PATH).await.body;
        let root = world.probe.one("SELECT id FROM people WHERE email = 'root@portal.example'").await;
        assert!(page.contains("整个门户的角色") && page.contains("root@portal.example"), "{page}");
        assert!(!page.contains(&format!("g.{root}")), "decided on elsewhere");
        let file = owner.get(&format!("{PATH}.csv")).await.body;
        let rows: Vec<Vec<String>> = csv::Reader::from_reader(file.trim_start_matches('\u{feff}').as_bytes())
            .into_records()
            .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
            .collect();
        let of = |email: &str| rows.iter().find(|row| row[1] == email).unwrap_or_else(|| panic!("{file}"));
        assert_eq!((of("root@portal.example")[3].as_str(), of("owner@alpha.example")[3].as_str()), ("整个门户", "企业 alpha"));
        let head = file.lines().next().expect("a head");
        assert_eq!(head.matches("（UTC）").count(), 3, "{head}");
        let given = &of("owner@alpha.example")[9];
        assert!(given.parse::<jiff::Timestamp>().is_ok() && given.ends_with('Z'), "{given}");
        let mut root = world.sign_in("root@portal.example").await;
        let own = root.get("/access-review").await.body;
        assert!(own.contains("root@portal.example") && !own.contains("id=\"whole-h\""), "{own}");
    }
}

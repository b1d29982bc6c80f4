//! What needs attention: the doctor, the overview, the vendor's switch, and the care of keys by itself.

use jieru::web::{care, checkup};
use reqwest::StatusCode;

use super::{borrowed, html::Page, window_form};
use crate::support::{
    both,
    client::Client,
    world::{PASSWORD, SECRET, World, world},
};

const OWNER: &str = "owner@alpha.example";
const DOCTOR: &str = "/e/alpha/doctor";

fn key(world: &World) -> String {
    format!("/e/alpha/keys/{}", world.alpha.key)
}

async fn read(client: &mut Client, path: &str) -> String {
    let reply = client.get(path).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
    reply.body
}

/// Names another last day of the key.
async fn expire(world: &World, client: &mut Client, day: &str) {
    let version = world.version("keys", world.alpha.key).await;
    let fields = [("name", "官网密钥"), ("expires_on", day), ("version", &version)];
    let saved = client.post_form(&key(world), &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
}

async fn events(world: &World, action: &str) -> Vec<String> {
    let text = format!(
        "SELECT actor_kind || ' ' || details FROM events WHERE action = '{action}' ORDER BY seq"
    );
    world.probe.column(&text).await
}

both! {
    async fn what_was_saved_is_found_at_once_and_is_gone_when_it_is_put_right(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in(OWNER).await;
        let page = read(&mut owner, &format!("{DOCTOR}?lang=en")).await;
        assert!(page.contains("Not in use") && page.contains("Never released"), "{page}");
        assert!(!page.contains("Key has expired"));
        expire(&world, &mut owner, "2020-01-31").await;
        let page = read(&mut owner, &format!("{DOCTOR}?grade=error&lang=en")).await;
        assert!(page.contains("Key has expired") && page.contains("2020-01-31"), "{page}");
        assert!(page.contains(&format!("{}/rotations", key(&world))), "the way to put it right");
        assert!(!page.contains("Never released"), "narrowed to errors");
        for path in ["/?lang=en", "/e/alpha?lang=en"] {
            let page = read(&mut owner, path).await;
            assert!(page.contains("Needs attention") && page.contains("Key has expired"), "{path}");
        }
        // Who may not edit keys is told as well, and gets the key's page instead.
        let mut auditor = world.sign_in("auditor@alpha.example").await;
        let page = read(&mut auditor, &format!("{DOCTOR}?grade=error")).await;
        assert!(page.contains(&key(&world)) && !page.contains("/rotations"));
        let mut stranger = world.sign_in("owner@beta.example").await;
        assert!(!read(&mut stranger, "/?lang=en").await.contains("Key has expired"));
        expire(&world, &mut owner, "2090-01-31").await;
        let page = read(&mut owner, &format!("{DOCTOR}?grade=error&lang=en")).await;
        assert!(!page.contains("Key has expired"), "{page}");
    }

    async fn what_is_due_is_examined_again(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in(OWNER).await;
        read(&mut owner, DOCTOR).await;
        let year = 366 * 24 * 3_600_000_i64;
        let key = world.alpha.key;
        world.probe.execute(&format!("UPDATE key_secrets SET created_at = created_at - {year}, activated_at = activated_at - {year} WHERE key_id = '{key}'")).await;
        assert!(!read(&mut owner, &format!("{DOCTOR}?lang=en")).await.contains("Key older than a year"));
        // A day later, keys are looked at though nobody saved them.
        world.probe.execute("UPDATE checkups SET due_at = 0 WHERE noun = 'key'").await;
        let page = read(&mut owner, &format!("{DOCTOR}?lang=en")).await;
        assert!(page.contains("Key older than a year"), "{page}");
    }

    async fn a_draft_that_was_put_right_does_not_hide_what_is_live(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in(OWNER).await;
        let window = "/e/alpha/windows/link";
        let save = async |owner: &mut Client, variant: &str| {
            let version = world.version("windows", world.alpha.window).await;
            let form = window_form(&world.alpha, &version, &[("w.variant", variant)]);
            let reply = owner.fill(window, window, &borrowed(&form)).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        };
        let list = format!("{DOCTOR}?kind=outdated&lang=en");
        save(&mut owner, "h5_legacy").await;
        assert!(read(&mut owner, &list).await.contains(window), "in the draft");
        let releases = format!("{window}/releases");
        let reply = owner.fill(&releases, &releases, &[("note", "x")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        save(&mut owner, "h5").await;
        let page = read(&mut owner, &list).await;
        assert!(page.contains("In the live release: "), "{page}");
        let reply = owner.fill(&releases, &releases, &[("note", "y")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        assert!(!read(&mut owner, &list).await.contains(window), "gone with the next release");
    }

    async fn the_switch_is_recorded_and_windows_that_do_not_sign_are_told(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let account = format!("/e/alpha/accounts/{}", world.alpha.account);
        assert!(read(&mut admin, &account).await.contains("data-switch"));
        let post = format!("{account}/switches");
        let saved = admin.fill(&account, &post, &[("state", "on"), ("version", "0")]).await;
        assert_eq!(saved.location(), Some(account.as_str()), "{}", saved.body);
        let stale = admin.fill(&account, &post, &[("state", "off"), ("version", "0")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        let wrong = admin.fill(&account, &post, &[("state", "perhaps"), ("version", "1")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = read(&mut admin, &format!("{DOCTOR}?kind=unsigned")).await;
        assert!(page.contains("/e/alpha/windows/link"), "{page}");
        for path in [key(&world), format!("{}/rotations", key(&world)), "/e/alpha/windows/link/links".into()] {
            assert!(read(&mut admin, &path).await.contains("vendor-switch"), "{path}");
        }
        let told = events(&world, "account.switched").await;
        assert_eq!(told.len(), 1, "{told:?}");
        let mut developer = world.sign_in("developer@alpha.example").await;
        let page = read(&mut developer, &account).await;
        assert!(page.contains("switch-h") && !page.contains("data-switch"));
    }

    async fn a_last_day_is_told_once_for_each_threshold(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in(OWNER).await;
        let store = &world.store;
        assert_eq!(care::remind(store).await.expect("a round"), 0, "nothing is due");
        expire(&world, &mut owner, "2020-01-31").await;
        assert_eq!(care::remind(store).await.expect("a round"), 1);
        assert_eq!(care::remind(store).await.expect("a round"), 0, "told once");
        let told = events(&world, "key.reminded").await;
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("job ") && told[0].contains("2020-01-31"), "{told:?}");
        expire(&world, &mut owner, "2020-02-01").await;
        assert_eq!(care::remind(store).await.expect("a round"), 1, "another day, another reminder");
    }

    async fn an_old_secret_is_destroyed_after_its_time_and_never_one_in_use(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in(OWNER).await;
        let path = key(&world);
        let verb = |verb: &str| format!("{path}/{verb}");
        let form = [("source", "paste"), ("secret", "the-next-secret-of-the-test-42"), ("overlap", "now")];
        for (name, fields) in [("rotations", &form[..]), ("activations", &[])] {
            let done = owner.fill(&path, &verb(name), fields).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{name}: {}", done.body);
        }
        for number in ["1", "2"] {
            let refused = owner.fill(&path, &verb("purges"), &[("number", number)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{number} may still be right");
        }
        let revoked = owner.fill(&path, &verb("revocations"), &[("number", "1"), ("d.link", "true"), ("server", "true")]).await;
        assert_eq!(revoked.status, StatusCode::SEE_OTHER, "{}", revoked.body);
        assert_eq!(care::purge_outlived(&world.store).await.expect("a round"), 0, "not yet");
        assert!(read(&mut owner, &path).await.contains("/purges?number=1"));
        // The days are chosen, and the time goes by.
        let wrong = owner.fill("/e/alpha/settings/keys", "/e/alpha/settings/keys", &[("days", "0"), ("version", "0")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(Page::of(&wrong.body).wrong_beside("days").is_some());
        let saved = owner.fill("/e/alpha/settings/keys", "/e/alpha/settings/keys", &[("days", "7"), ("version", "0")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
        let week = 7 * 24 * 3_600_000_i64;
        let id = world.alpha.key;
        world.probe.execute(&format!("UPDATE key_secrets SET revoked_at = revoked_at - {week} WHERE key_id = '{id}' AND number = 1")).await;
        assert_eq!(care::purge_outlived(&world.store).await.expect("a round"), 1);
        let left = world.probe.column(&format!("SELECT CAST(number AS TEXT) || sealing || CAST(length(sealed) AS TEXT) FROM key_secrets WHERE key_id = '{id}' ORDER BY number")).await;
        assert_eq!(left[0], "1purged0");
        assert!(left[1].starts_with("2data") && !left[1].ends_with("data0"), "{left:?}");
        let told = events(&world, "key.secret_purged").await;
        assert!(told.len() == 1 && told[0].contains("fingerprint:"), "{told:?}");
        assert!(!told.concat().contains(SECRET));
        // It can be seen no more, and is still recognised.
        let seen = owner.fill(&path, &verb("reveals"), &[("password", PASSWORD), ("number", "1")]).await;
        assert_ne!(seen.status, StatusCode::OK);
        assert!(!seen.body.contains(SECRET));
        let again = [("source", "paste"), ("secret", SECRET), ("overlap", "now")];
        let refused = owner.fill(&path, &verb("rotations"), &again).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let leaked = owner.fill(&path, &path, &[("name", "k"), ("note", SECRET), ("version", "9")]).await;
        assert_eq!(leaked.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!leaked.body.contains(SECRET));
    }

    async fn everything_is_examined_once_and_again_by_other_rules(db: TestDb) {
        let world = world(db).await;
        let store = &world.store;
        checkup::everything(store).await.expect("examined");
        assert_eq!(checkup::everything(store).await.expect("examined"), 0, "nothing waits");
        let objects = world.probe.count("checkups").await;
        let cards = world.probe.one("SELECT CAST(count(*) AS TEXT) FROM cards WHERE trashed_at = 0").await;
        assert_eq!(objects.to_string(), cards, "every object was examined");
        world.probe.execute("UPDATE checkups SET rules = 'older'").await;
        world.probe.execute("DELETE FROM findings").await;
        // The server examines by itself, too: what counts is that nothing older is left in the end.
        let older = "SELECT CAST(count(*) AS TEXT) FROM checkups WHERE rules = 'older'";
        for _ in 0..100 {
            checkup::everything(store).await.expect("examined");
            if world.probe.one(older).await == "0" {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!(world.probe.one(older).await, "0", "every object was examined again");
        assert_eq!(world.probe.count("checkups").await, objects);
        assert!(world.probe.count("findings").await > 0);
    }
}

//! Earlier moments over HTTP: what was, read-only, with what became of it since.

use jieru::clock::Millis;
use jiff::Timestamp;
use reqwest::StatusCode;

use super::{borrowed, owned, window_form};
use crate::support::{
    both,
    client::{Client, Reply},
    folded,
    world::{SECRET, World, world},
};

const EARLY: &str = "2001-01-01";

fn stamp(at: Millis) -> String {
    Timestamp::from_millisecond(at).expect("a time").to_string()
}

/// The moment of the last event of an enterprise. Whatever comes next has a later time.
async fn here(world: &World) -> String {
    let id = world.alpha.id;
    let text = format!("SELECT CAST(MAX(at) AS TEXT) FROM events WHERE log = '{id}'");
    let at: Millis = world.probe.one(&text).await.parse().expect("a time");
    while world.store.clock().now() <= at {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    stamp(at)
}

async fn read(client: &mut Client, path: &str) -> String {
    let reply = client.get(path).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
    reply.body
}

async fn save(world: &World, client: &mut Client, more: &[(&str, &str)]) {
    let version = world.version("windows", world.alpha.window).await;
    let form = window_form(&world.alpha, &version, more);
    done(&client.post_form("/e/alpha/windows/link", &borrowed(&form)).await);
}

#[track_caller]
fn done(reply: &Reply) {
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
}

both! {
    async fn a_window_is_shown_as_it_was_with_the_names_of_then(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let then = here(&world).await;
        save(&world, &mut admin, &[("name", "改过名"), ("p.color", "ff0000")]).await;
        let account = format!("/e/alpha/accounts/{}", world.alpha.account);
        let version = world.version("accounts", world.alpha.account).await;
        let fields = owned(&[("version", &version), ("name", "新账号名"), ("a.sysnum", crate::support::world::SYSNUM), ("a.host", "demo.sobot.com")]);
        done(&admin.post_form(&account, &borrowed(&fields)).await);
        let mut auditor = world.sign_in("auditor@alpha.example").await;
        let path = "/e/alpha/windows/link";
        let was = read(&mut auditor, &format!("{path}?as_of={then}&lang=en")).await;
        assert!(was.contains("04babc") && was.contains("官网链接") && was.contains("官网账号"), "{was}");
        assert!(!was.contains("ff0000") && !was.contains("改过名") && !was.contains("新账号名"), "{was}");
        assert!(was.contains("Asia/Shanghai") && was.contains("Live then") && was.contains("v1"), "{was}");
        // Nothing on it changes anything, and its links keep the moment.
        let main = was.split("<main").nth(1).expect("a main part");
        assert!(!main.contains("method=\"post\"") && !main.contains("data-save"), "{main}");
        let kept = format!("/e/alpha/accounts/{}?as_of=", world.alpha.account);
        assert!(was.contains(&kept) && was.contains("/e/alpha/windows?as_of="), "{was}");
        assert!(was.contains("href=\"/e/alpha/windows/link\""), "the way back to now: {was}");
        let is = read(&mut auditor, &format!("{path}?as_of={}", here(&world).await)).await;
        assert!(is.contains("ff0000") && is.contains("改过名") && is.contains("新账号名"));
        let list = read(&mut auditor, &format!("/e/alpha/windows?as_of={then}")).await;
        assert!(list.contains("官网链接") && !list.contains("改过名") && list.contains("订单页按钮"), "{list}");
        // Local time of the portal is understood, too; it is told in whole seconds.
        tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
        let local = Timestamp::now().to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8)));
        let local = local.strftime("%Y-%m-%d+%H:%M:%S");
        let now = read(&mut auditor, &format!("{path}?as_of={local}")).await;
        assert!(now.contains("改过名"), "{now}");
    }

    async fn what_is_gone_since_is_still_shown_and_marked(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let fields = [("name", "短命"), ("channel", "sobot"), ("code", "brief"), ("target", "link"), ("environment", "test"), ("w.variant", "h5")];
        let before = here(&world).await;
        let account = world.alpha.account.to_string();
        let mut with = fields.to_vec();
        with.push(("account_id", &account));
        done(&admin.post_form("/e/alpha/windows", &with).await);
        let then = here(&world).await;
        done(&admin.post_form("/e/alpha/windows/brief/deletions", &[]).await);
        let mut auditor = world.sign_in("auditor@alpha.example").await;
        let list = format!("/e/alpha/windows?as_of={then}&lang=en");
        assert!(read(&mut auditor, &list).await.contains("In the trash now"));
        world.probe.execute("UPDATE windows SET trashed_at = 1 WHERE code = 'brief'").await;
        world.probe.execute("UPDATE cards SET trashed_at = 1 WHERE handle = 'brief'").await;
        assert_eq!(jieru::jobs::empty_trash(&world.store).await.expect("an emptied trash"), 1);
        let list = read(&mut auditor, &list).await;
        assert!(list.contains("短命") && list.contains("Removed since"), "{list}");
        let page = read(&mut auditor, &format!("/e/alpha/windows/brief?as_of={then}&lang=en")).await;
        assert!(page.contains("Removed for good since") && !page.contains("data-now"), "{page}");
        let early = auditor.get(&format!("/e/alpha/windows/brief?as_of={before}&lang=en")).await;
        assert_eq!(early.status, StatusCode::NOT_FOUND);
        assert!(early.body.contains("was not there"), "{}", early.body);
        // Its code may be used again: the moment says which one is meant.
        with[0] = ("name", "后来者");
        done(&admin.post_form("/e/alpha/windows", &with).await);
        let is = read(&mut auditor, &format!("/e/alpha/windows/brief?as_of={}", here(&world).await)).await;
        assert!(is.contains("后来者") && !is.contains("短命"));
        assert!(read(&mut auditor, &format!("/e/alpha/windows/brief?as_of={then}")).await.contains("短命"));
        assert!(folded::holds(&world).await > 10);
    }

    async fn moments_without_a_state_say_why(db: TestDb) {
        let world = world(db).await;
        let mut auditor = world.sign_in("auditor@alpha.example").await;
        for path in ["/e/alpha", "/e/alpha/windows", "/e/alpha/windows/link", "/e/alpha/settings/domains"] {
            let early = auditor.get(&format!("{path}?as_of={EARLY}&lang=en")).await;
            assert_eq!(early.status, StatusCode::NOT_FOUND, "{path}");
            assert!(early.body.contains("The history of this enterprise begins at"), "{}", early.body);
            for (typed, said) in [("2999-01-01", "has not come yet"), ("soon", "Write it as"), ("", "Write it as")] {
                let wrong = auditor.get(&format!("{path}?as_of={typed}&lang=en")).await;
                assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {typed}");
                assert!(wrong.body.contains(said) && wrong.body.contains("id=\"errors\""), "{}", wrong.body);
                assert!(wrong.body.contains(&format!("value=\"{typed}\"")), "{typed} is kept");
            }
        }
        // Pages without earlier states do not pretend.
        for (path, near) in [("/e/alpha/doctor", "/e/alpha?as_of="), ("/e/alpha/windows/link/releases", "/e/alpha/windows/link?as_of=")] {
            let only = auditor.get(&format!("{path}?as_of=2026-06-30&lang=en")).await;
            assert_eq!(only.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert!(only.body.contains("only for now") && only.body.contains(near), "{}", only.body);
        }
        // What tells it under another name leads there.
        for (path, to) in [
            ("/e/alpha/history", "/e/alpha/history?to="),
            ("/e/alpha/reports/releases", "/e/alpha/reports/releases?to="),
            ("/e/alpha/reports/people", "/e/alpha/reports/people?on="),
            ("/e/alpha/releases", "/e/alpha/windows?as_of="),
        ] {
            let reply = auditor.get(&format!("{path}?as_of={EARLY}")).await;
            let location = reply.location().unwrap_or_default();
            assert!(location.starts_with(to), "{path}: {} {location}", reply.status);
            let there = auditor.get(location).await;
            assert_ne!(there.status, StatusCode::BAD_REQUEST, "{location}: {}", there.body);
        }
        let odd = auditor.get("/e/alpha/windows?as_of=2026-06-30&channel=sobot").await;
        assert_eq!(odd.status, StatusCode::BAD_REQUEST);
        for path in ["/e/alpha/windows", "/e/alpha/doctor"] {
            let mut developer = world.sign_in("developer@alpha.example").await;
            let refused = developer.get(&format!("{path}?as_of=2026-06-30")).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
            assert!(!read(&mut developer, path).await.contains("pick-moment"), "{path}");
        }
        assert!(read(&mut auditor, "/e/alpha/windows").await.contains("pick-moment"));
    }

    async fn a_rotated_key_shows_fingerprints_alone(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let then = here(&world).await;
        let path = format!("/e/alpha/keys/{}", world.alpha.key);
        let version = world.version("keys", world.alpha.key).await;
        let form = [("version", version.as_str()), ("source", "paste"), ("secret", "another-secret-of-9"), ("overlap", "24h")];
        done(&admin.post_form(&format!("{path}/rotations"), &form).await);
        let was = read(&mut admin, &format!("{path}?as_of={then}&lang=en")).await;
        assert!(was.contains("fingerprint:") && was.contains("Secret #1 fingerprint"), "{was}");
        assert!(!was.contains("Secret #2"));
        let is = read(&mut admin, &format!("{path}?as_of={}&lang=en", here(&world).await)).await;
        assert!(is.contains("Secret #2 state") && is.contains("Pending"), "{is}");
        for page in [was, is] {
            assert!(!page.contains(SECRET) && !page.contains("another-secret-of-9"));
        }
    }

    async fn long_lists_turn_their_pages_and_ask_the_same_few_statements(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        for number in 0..60 {
            let name = format!("插件 {number}");
            let form = [("name", name.as_str()), ("plugid", "a1b2c3d4e5f60718293a4b5c6d7e8f90"), ("provider", "wx104a1a20c3f81ec2"), ("plugin_version", "1.4.3"), ("alias", "contactPlugin")];
            done(&admin.post_form("/e/alpha/plugins", &form).await);
        }
        let then = here(&world).await;
        let first = read(&mut admin, &format!("/e/alpha/plugins?as_of={then}&lang=en")).await;
        assert!(first.contains("插件 59<") && !first.contains("插件 5<") && first.contains("61 in all then"), "{first}");
        let next = first.split('"').find(|text| text.contains("cursor=")).expect("another page");
        let second = read(&mut admin, &next.replace("&amp;", "&").replace("&#38;", "&")).await;
        assert!(second.contains("插件 5<") && second.contains("商城按钮") && !second.contains("插件 59<"), "{second}");
    }

    async fn two_moments_are_compared_net_of_what_was_taken_back(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let then = here(&world).await;
        let mut auditor = world.sign_in("auditor@alpha.example").await;
        let path = format!("/e/alpha/compare?from={then}&lang=en");
        let same = read(&mut auditor, &path).await;
        assert!(same.contains("Nothing is different"), "{same}");
        save(&world, &mut admin, &[("p.color", "ff0000"), ("note", "=HYPERLINK(1)")]).await;
        save(&world, &mut admin, &[("p.color", "00ff00"), ("note", "=HYPERLINK(1)")]).await;
        let middle = here(&world).await;
        save(&world, &mut admin, &[("p.color", "04babc"), ("note", "=HYPERLINK(1)")]).await;
        let form = [("name", "新插件"), ("plugid", "a1b2c3d4e5f60718293a4b5c6d7e8f90"), ("provider", "wx104a1a20c3f81ec2"), ("plugin_version", "1.4.3"), ("alias", "contactPlugin")];
        done(&admin.post_form("/e/alpha/plugins", &form).await);
        let found = read(&mut auditor, &path).await;
        assert!(found.contains("2 differences in 2 objects"), "{found}");
        assert!(found.contains("新插件") && found.contains("HYPERLINK") && !found.contains("00ff00"), "{found}");
        let half = read(&mut auditor, &format!("{path}&to={middle}")).await;
        assert!(half.contains("00ff00") && half.contains("04babc") && !half.contains("新插件"), "{half}");
        assert!(half.contains("2 differences in 1 objects") || half.contains("2 differences"), "{half}");
        let file = auditor.get(&format!("/e/alpha/compare.csv?from={then}&lang=en")).await;
        assert_eq!(file.status, StatusCode::OK);
        assert!(file.body.contains("Asia/Shanghai, UTC+8") && file.body.contains("'=HYPERLINK"), "{}", file.body);
        let taken = world.probe.one("SELECT details FROM events WHERE action = 'history.exported'").await;
        assert!(taken.contains("\"count\":\"2\""), "{taken}");
        for wrong in [format!("from={middle}&to={then}"), "from=soon".to_owned(), "from=2999-01-01".to_owned()] {
            let reply = auditor.get(&format!("/e/alpha/compare?{wrong}&lang=en")).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(reply.body.contains("id=\"errors\""), "{wrong}");
            assert_eq!(auditor.get(&format!("/e/alpha/compare.csv?{wrong}")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let all = read(&mut auditor, "/e/alpha/compare?from=2001-01-01&lang=en").await;
        assert!(all.contains("官网链接") && all.contains("New"), "from the beginning on everything is new");
    }

    async fn of_equal_times_the_last_counts_and_a_clock_put_back_leaves_no_hole(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        save(&world, &mut admin, &[("p.color", "111111")]).await;
        save(&world, &mut admin, &[("p.color", "222222")]).await;
        save(&world, &mut admin, &[("p.color", "333333")]).await;
        let log = world.alpha.id;
        let text = format!("SELECT CAST(seq AS TEXT) AS told FROM events WHERE log = '{log}' ORDER BY events.seq DESC LIMIT 3");
        let seqs = world.probe.column(&text).await;
        // Two at one time, and the third with an earlier one: its clock was put back.
        for (seq, at) in [(&seqs[2], 5_000_000), (&seqs[1], 5_000_000), (&seqs[0], 4_000_000)] {
            world.probe.execute(&format!("UPDATE events SET at = {at} WHERE log = '{log}' AND seq = {seq}")).await;
        }
        world.probe.execute(&format!("UPDATE events SET at = 1000 WHERE log = '{log}' AND at > 9000000")).await;
        let page = async |client: &mut Client, at: Millis| read(client, &format!("/e/alpha/windows/link?as_of={}", stamp(at))).await;
        assert!(page(&mut admin, 1_500).await.contains("04babc"));
        assert!(page(&mut admin, 4_500_000).await.contains("333333"), "what was numbered before has happened");
        assert!(page(&mut admin, 5_000_000).await.contains("222222"), "the last of equal times");
    }
}

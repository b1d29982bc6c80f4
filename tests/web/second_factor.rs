//! The second factor: set up with a code, asked for after the password, taken once, and lost.

use jieru::access::totp::Shared;
use jieru::secret::Secret;
use reqwest::{Method, StatusCode};

use super::html::Page;
use super::signing_in::guarded;
use crate::coverage::fresh::age;
use crate::support::{
    both,
    client::{Client, Reply},
    factor::{self, RECOVERY, STEP, code},
    probe::Probe,
    world::{PASSWORD, World, world},
};

const AUDITOR: &str = "auditor@alpha.example";
const OWN: &str = "/me/second-factor";
const ASKED: &str = "/login/second-factor";
const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

async fn password(client: &mut Client, email: &str, next: &str) -> Reply {
    let fields = [("email", email), ("password", PASSWORD), ("next", next)];
    let reply = client.fill("/login", "/login", &fields).await;
    assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, Some(ASKED)));
    reply
}

async fn show(client: &mut Client, code: &str) -> Reply {
    client.fill(ASKED, ASKED, &[("one_time_code", code)]).await
}

/// The secret that a page offers.
fn offered(page: &Page) -> Shared {
    let groups = page.with_id("secret").expect("a secret").text.clone();
    assert!(page.with_id("address").expect("an address").text.contains("otpauth://totp/Jieru:"));
    Shared::of(Secret::new(groups.replace(' ', "")))
}

/// Sets up what the page offers, and gives back the app and the recovery codes.
async fn set_up(world: &World, client: &mut Client) -> (Shared, Vec<String>) {
    let page = Page::of(&client.get(OWN).await.body);
    let (app, offer) = (offered(&page), page.value("offer").to_owned());
    let now = code(world, &app, 0);
    let reply = client.post_form(OWN, &[("offer", &offer), ("one_time_code", &now)]).await;
    (app, codes(&reply))
}

fn codes(reply: &Reply) -> Vec<String> {
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let codes = Page::of(&reply.body).with_id("codes").expect("codes").text.clone();
    codes.lines().map(str::to_owned).collect()
}

async fn id_of(world: &World, email: &str) -> String {
    world.probe.one(&format!("SELECT id FROM people WHERE email = '{email}'")).await
}

async fn give(world: &World, email: &str) {
    let id = id_of(world, email).await.parse().expect("an id");
    factor::give(world, jieru::domain::PersonId(id)).await;
}

async fn told(world: &World, action: &str) -> Vec<Vec<Option<String>>> {
    let text = format!(
        "SELECT details, changes, reason FROM events WHERE action = '{action}' ORDER BY seq"
    );
    world.probe.rows(&text).await
}

both! {
    async fn a_code_proves_the_app_and_is_asked_for_from_then_on_once(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(AUDITOR).await;
        let before = world.probe.snapshot().await;
        let page = Page::of(&client.get(OWN).await.body);
        let (app, offer) = (offered(&page), page.value("offer").to_owned());
        let far = code(&world, &app, 10 * STEP);
        let (known, wrong) = (offer.as_str(), far.as_str());
        for (offer, typed) in [(known, wrong), (known, ""), ("none", wrong), ("", "")] {
            let wrong = client.post_form(OWN, &[("offer", offer), ("one_time_code", typed)]).await;
            assert_eq!(wrong.status, REFUSED, "{typed}");
            let shown = Page::of(&wrong.body);
            assert!(shown.wrong_beside("one_time_code").is_some(), "{}", wrong.body);
            assert_eq!(shown.value("one_time_code"), "", "codes are not sent back");
            assert_eq!(shown.value("offer") == offer, offer.len() > 9, "scanned once is enough");
        }
        let mut other = world.sign_in("developer@alpha.example").await;
        let now = code(&world, &app, 0);
        let form = [("offer", offer.as_str()), ("one_time_code", now.as_str())];
        assert_eq!(other.fill(OWN, OWN, &form).await.status, REFUSED, "good in its own session only");
        let session = "session.started";
        let sessions = told(&world, session).await.len();
        let done = client.fill(OWN, OWN, &form).await;
        let codes = codes(&done);
        assert_eq!(codes.len(), 10);
        assert_ne!(world.probe.snapshot().await, before);
        let again = client.fill(OWN, OWN, &[]).await;
        assert_eq!(again.location(), Some(OWN), "there is one already");
        assert!(client.get(OWN).await.body.contains("还剩 10 个"));
        assert_eq!(client.post_form("/logout", &[]).await.location(), Some("/login"));

        password(&mut client, AUDITOR, "/e/alpha/windows").await;
        assert_eq!(show(&mut client, &now).await.status, REFUSED, "the code of the set-up");
        assert_eq!(show(&mut client, &far).await.status, REFUSED);
        assert_eq!(told(&world, session).await.len(), sessions, "nobody came in yet");
        let next = code(&world, &app, STEP);
        let spaced = format!(" {} {} ", &next[..3], &next[3..]);
        let opened = show(&mut client, &spaced).await;
        assert_eq!((opened.status, opened.location()), (StatusCode::SEE_OTHER, Some("/e/alpha/windows")), "{}", opened.body);
        assert_eq!(client.get("/e/alpha").await.status, StatusCode::OK);
        let mut thief = world.app.client();
        password(&mut thief, AUDITOR, "").await;
        for replayed in [&next, &code(&world, &app, 0)] {
            assert_eq!(show(&mut thief, replayed).await.status, REFUSED, "taken before, or older");
        }
        let started = told(&world, session).await;
        assert!(started.last().unwrap()[0].as_deref().is_some_and(|text| text.contains("totp")));
        assert!(!told(&world, "second_factor.refused").await.is_empty());
        let secret = app.secret().expose();
        assert_eq!(secret.len(), 32);
        for table in world.probe.tables().await {
            let rows = world.probe.content(&table).await.join("\n");
            for hidden in codes.iter().map(String::as_str).chain([secret]) {
                assert!(!rows.contains(hidden), "{table} holds {hidden}");
            }
        }
    }

    async fn what_was_scanned_stays_good_when_the_password_is_asked_for_in_between(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(AUDITOR).await;
        let page = Page::of(&client.get(OWN).await.body);
        let (app, offer) = (offered(&page), page.value("offer").to_owned());
        age(&world).await;
        let now = code(&world, &app, 0);
        let asked = client.post_form(OWN, &[("offer", &offer), ("one_time_code", &now)]).await;
        assert_eq!(asked.status, StatusCode::FORBIDDEN, "{}", asked.body);
        let page = Page::of(&asked.body);
        assert_eq!(page.first("offer").trim_start_matches('\n'), offer, "{}", asked.body);
        assert!(page.values("one_time_code").is_empty(), "codes are not sent back");
        let confirmed = [("offer", offer.as_str()), ("confirm_password", PASSWORD)];
        let shown = client.post_form(OWN, &confirmed).await;
        assert_eq!(shown.status, REFUSED, "{}", shown.body);
        let page = Page::of(&shown.body);
        assert_eq!(page.value("offer"), offer, "the same picture");
        assert!(page.wrong_beside("one_time_code").is_some_and(|said| said.contains("现在显示的 6 位数字")));
        let now = code(&world, &app, 0);
        let done = client.post_form(OWN, &[("offer", &offer), ("one_time_code", &now)]).await;
        assert_eq!(codes(&done).len(), 10);
    }

    async fn half_way_in_opens_nothing_and_ends_soon(db: TestDb) {
        let world = world(db).await;
        give(&world, AUDITOR).await;
        let mut client = world.app.client();
        let cookie = |reply: &Reply| {
            let all = reply.headers.get_all("set-cookie").iter();
            let mut own = all.map(|value| value.to_str().unwrap().to_owned());
            own.find(|line| line.starts_with("jieru=")).map(|line| line.split(';').next().unwrap().to_owned())
        };
        let half = cookie(&password(&mut client, AUDITOR, "").await).expect("a cookie");
        for path in ["/", "/e/alpha", OWN, "/people", "/search", "/help", "/dev", "/e/alpha/history"] {
            let reply = client.get(path).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{path}");
            assert!(reply.location().is_some_and(|to| to.starts_with("/login?next=")), "{path}");
        }
        assert_eq!(client.post_form(OWN, &[]).await.status, StatusCode::SEE_OTHER);
        let opened = show(&mut client, &code(&world, &factor::app(), 0)).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER);
        assert_ne!(cookie(&opened).expect("a new id"), half);
        let mut thief = world.app.client();
        let reply = thief.send(Method::GET, ASKED, &[("cookie", &half)], None).await;
        assert_eq!(reply.location(), Some("/login?next=%2F"), "the old id is of no use");

        let mut second = world.app.client();
        password(&mut second, AUDITOR, "").await;
        assert_eq!(second.fill(ASKED, "/logout", &[]).await.location(), Some("/login"));
        assert_eq!(second.get(ASKED).await.location(), Some("/login?next=%2F"));
        password(&mut second, AUDITOR, "").await;
        let long_ago = r#"UPDATE sessions SET state = replace(state, '"since":"\"1', '"since":"\"0')"#;
        world.probe.execute(long_ago).await;
        let late = second.get(ASKED).await;
        assert_eq!(late.location(), Some("/login?next=%2F"));
        assert!(second.get("/login").await.body.contains("等得太久了"));
        password(&mut second, AUDITOR, "").await;
        let id = id_of(&world, AUDITOR).await;
        world.probe.execute(&format!("DELETE FROM sessions WHERE person_id = '{id}'")).await;
        assert_eq!(second.get(ASKED).await.status, StatusCode::SEE_OTHER, "it ends with all others");
        let signed_in = client.get(ASKED).await;
        assert!(signed_in.location().is_some_and(|to| to.starts_with("/login")), "so did the first one");
    }

    async fn wrong_codes_hold_the_account_back_and_the_password_does_not_clear_that(db: TestDb) {
        let world = world(db).await;
        give(&world, AUDITOR).await;
        let (right, far) = (code(&world, &factor::app(), 0), code(&world, &factor::app(), 9 * STEP));
        let app = guarded(world);
        let mut client = Client::new(app.origin());
        password(&mut client, AUDITOR, "").await;
        let mut tries = 0;
        while show(&mut client, &far).await.status == REFUSED {
            tries += 1;
            assert!(tries < 8, "eight guesses without being held back");
        }
        let longer = "UPDATE throttles SET locked_until = locked_until + 60000";
        Probe::open(&app.db.url).await.execute(longer).await;
        let mut client = Client::new(app.origin());
        password(&mut client, AUDITOR, "").await;
        for typed in [right.as_str(), RECOVERY] {
            let held = show(&mut client, typed).await;
            assert_eq!(held.status, StatusCode::TOO_MANY_REQUESTS);
            assert!(held.header("retry-after").is_some());
            assert!(Page::of(&held.body).wrong_beside("one_time_code").is_some(), "{}", held.body);
        }
    }

    async fn who_knows_the_password_and_fails_the_code_is_told_to_the_person(db: TestDb) {
        let world = world(db).await;
        give(&world, AUDITOR).await;
        let mut own = world.app.client();
        password(&mut own, AUDITOR, "").await;
        let came = show(&mut own, &code(&world, &factor::app(), 0)).await;
        assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.body);
        own.fill("/me", "/logout", &[]).await;
        let mut thief = world.app.client();
        password(&mut thief, AUDITOR, "").await;
        let far = code(&world, &factor::app(), 10 * STEP);
        assert_eq!(show(&mut thief, &far).await.status, REFUSED);
        let halfway = "SELECT actor_kind FROM events WHERE action = 'session.halfway'";
        assert_eq!(world.probe.column(halfway).await, ["guest", "guest"], "who came is not known yet");
        password(&mut own, AUDITOR, "").await;
        let again = show(&mut own, &code(&world, &factor::app(), STEP)).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
        let home = own.get("/").await.body;
        assert!(home.contains("id=\"failed\"") && home.contains("有 1 次登录失败"), "{home}");
        assert!(home.contains("id=\"stopped\"") && home.contains("有 1 次输入了您的正确密码"), "{home}");
        let mut root = world.sign_in("root@portal.example").await;
        let page = format!("/people/{}/sign-ins", id_of(&world, AUDITOR).await);
        for shown in [own.get("/me/sign-ins").await.body, root.get(&page).await.body] {
            let times = |text: &str| shown.matches(text).count();
            assert_eq!((times("第二步没有通过"), times("密码正确，没有通过第二步")), (1, 1), "{shown}");
            assert_eq!(times("密码正确，接着通过了第二步"), 2, "{shown}");
            assert!(shown.contains("会话结束"), "{shown}");
        }
    }

    async fn who_has_the_password_and_stops_there_is_told_to_the_person(db: TestDb) {
        let world = world(db).await;
        give(&world, AUDITOR).await;
        for step in [0, STEP] {
            let mut own = world.app.client();
            password(&mut own, AUDITOR, "").await;
            let came = show(&mut own, &code(&world, &factor::app(), step)).await;
            assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.body);
            let home = own.get("/").await.body;
            assert_eq!(home.contains("id=\"stopped\""), step > 0, "{home}");
            assert!(!home.contains("id=\"failed\""), "{home}");
            if step == 0 {
                let mut thief = world.app.client();
                password(&mut thief, AUDITOR, "").await;
            } else {
                let shown = own.get("/me/sign-ins").await.body;
                let times = |text: &str| shown.matches(text).count();
                let found = (times("没有通过第二步"), times("接着通过了第二步"));
                assert_eq!(found, (1, 2), "{shown}");
            }
        }
    }

    async fn recovery_codes_are_good_once_and_new_ones_void_the_old(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(AUDITOR).await;
        let (_, first) = set_up(&world, &mut client).await;
        let renew = format!("{OWN}/recovery-codes");
        let second = codes(&client.fill(OWN, &renew, &[]).await);
        assert!(first.iter().all(|code| !second.contains(code)));
        let mut guest = world.app.client();
        password(&mut guest, AUDITOR, "").await;
        assert_eq!(show(&mut guest, &first[0]).await.status, REFUSED, "void");
        for (number, recovery) in second.iter().take(7).enumerate() {
            let typed = recovery.to_lowercase().replace('-', " ");
            let mut guest = world.app.client();
            password(&mut guest, AUDITOR, "").await;
            assert_eq!(show(&mut guest, &typed).await.location(), Some("/"), "{number}");
            let page = guest.get("/").await.body;
            assert!(page.contains(&format!("还剩 {} 个", 9 - number)), "{number}: {page}");
            assert_eq!(page.contains("请尽快"), 9 - number <= 3, "{number}");
        }
        password(&mut guest, AUDITOR, "").await;
        assert_eq!(show(&mut guest, &second[0]).await.status, REFUSED, "used");
        assert!(client.get(OWN).await.body.contains("只剩 3 个恢复码"));
        let last = told(&world, "session.started").await.pop().expect("an event");
        assert!(last[0].as_deref().is_some_and(|text| text.contains("recovery_code")));
        assert_eq!(told(&world, "second_factor.codes_made").await.len(), 1);
    }

    async fn who_removes_the_own_factor_signs_in_with_the_password_alone(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(AUDITOR).await;
        let removals = format!("{OWN}/removals");
        assert_eq!(client.fill(OWN, &removals, &[]).await.status, StatusCode::CONFLICT);
        assert_eq!(client.fill(OWN, &format!("{OWN}/recovery-codes"), &[]).await.status, StatusCode::CONFLICT);
        let (_, codes) = set_up(&world, &mut client).await;
        let mut root = world.sign_in("root@portal.example").await;
        let list = root.get("/people?q=auditor%40alpha").await.body;
        assert!(list.contains("class=\"yes\""), "{list}");
        assert_eq!(client.fill(OWN, &removals, &[]).await.location(), Some(OWN));
        assert!(!root.get("/people?q=auditor%40alpha").await.body.contains("class=\"yes\""));
        assert_eq!(client.get("/e/alpha").await.status, StatusCode::OK, "the own session goes on");
        assert_eq!(world.probe.count("recovery_codes").await, 0);
        assert_eq!(world.probe.count("second_factor_uses").await, 0);
        let mut again = world.sign_in(AUDITOR).await;
        assert_eq!(again.get("/e/alpha").await.status, StatusCode::OK);
        let removed = told(&world, "second_factor.removed").await;
        assert!(removed.len() == 1 && removed[0][1].as_deref().is_some_and(|text| text.contains("totp")));
        assert_eq!(codes.len(), 10);
    }

    async fn an_owner_removes_the_factor_of_who_lost_the_phone(db: TestDb) {
        let world = world(db).await;
        let email = "admin@alpha.example";
        give(&world, email).await;
        let mut lost = world.app.client();
        password(&mut lost, email, "").await;
        let opened = show(&mut lost, &code(&world, &factor::app(), 0)).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER);
        factor::duty(&world, 1).await;
        world.probe.execute("UPDATE sign_in_rules SET grace_days = 0").await;
        let mut root = world.app.client();
        world.probe.execute("UPDATE sign_in_rules SET duty = (1 = 0)").await;
        root.login("root@portal.example", PASSWORD).await;
        let page = format!("/people/{}", id_of(&world, email).await);
        let verb = format!("{page}/second-factor-removals");
        let silent = root.fill(&page, &verb, &[("removal_reason", "")]).await;
        assert_eq!(silent.status, REFUSED);
        assert!(Page::of(&silent.body).wrong_beside("removal_reason").is_some());
        let mut owner = world.app.client();
        owner.login("owner@alpha.example", PASSWORD).await;
        let reason = [("removal_reason", "手机被偷")];
        assert_eq!(owner.fill("/", &verb, &reason).await.status, StatusCode::FORBIDDEN);
        let done = root.fill(&page, &verb, &reason).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, Some(page.as_str())));
        assert_eq!(root.fill(&page, &verb, &reason).await.status, StatusCode::CONFLICT);
        assert_eq!(lost.get("/").await.location(), Some("/login?next=%2F"), "signed out");
        world.probe.execute("UPDATE sign_in_rules SET duty = (1 = 1)").await;
        let fields = [("email", email), ("password", PASSWORD), ("next", "")];
        assert_eq!(lost.fill("/login", "/login", &fields).await.location(), Some("/"));
        assert_eq!(lost.get("/").await.location(), Some(OWN), "a new one has to be set up");
        let removed = told(&world, "second_factor.removed").await;
        assert_eq!(removed[0][2].as_deref(), Some("手机被偷"));
    }
}

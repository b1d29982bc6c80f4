//! Passkeys: added, asked for after the password, counted, refused, and lost.

use jieru::config::{Config, PublicUrl};
use reqwest::StatusCode;

use super::{html::Page, signing_in::guarded};
use crate::support::{
    app::{config, start},
    both,
    client::{Client, Reply},
    factor,
    passkey::{ADD, ASKED, Authenticator, LIST, NEW, SHOW, add, answer, options},
    probe::Probe,
    world::{PASSWORD, World, world},
};

const AUDITOR: &str = "auditor@alpha.example";
const ADMIN: &str = "admin@alpha.example";
const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// Somebody who typed the right password and is asked for more.
async fn half_way(world: &World, email: &str) -> Client {
    let mut client = world.app.client();
    password(&mut client, email).await;
    client
}

async fn password(client: &mut Client, email: &str) {
    let fields = [("email", email), ("password", PASSWORD), ("next", "")];
    let reply = client.fill("/login", "/login", &fields).await;
    assert_eq!(reply.location(), Some(ASKED), "{}", reply.body);
}

async fn show(client: &mut Client, key: &mut Authenticator) -> Reply {
    let answer = answer(client, key).await;
    client.post_form(SHOW, &[("credential", &answer)]).await
}

fn codes(reply: &Reply) -> Vec<String> {
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    let codes = Page::of(&reply.body).with_id("codes").expect("codes").text.clone();
    codes.lines().map(str::to_owned).collect()
}

async fn told(world: &World, action: &str) -> Vec<String> {
    let text = format!(
        "SELECT CAST(details AS TEXT) || CAST(changes AS TEXT) FROM events WHERE action = '{action}' ORDER BY seq"
    );
    world.probe.column(&text).await
}

/// The removals that the list offers.
fn removals(body: &str) -> Vec<String> {
    let page = Page::of(body);
    let forms = page.elements.iter().filter_map(|element| element.attribute("action"));
    forms.filter(|action| action.starts_with(ADD)).map(str::to_owned).collect()
}

both! {
    async fn a_passkey_is_added_with_codes_and_signs_in_from_then_on(db: TestDb) {
        let world = world(db).await;
        let mut key = Authenticator::of(&world.app, "笔记本");
        key.counter = 5;
        let mut client = world.sign_in(AUDITOR).await;
        assert_eq!(codes(&add(&mut client, &key, "笔记本").await).len(), 10);
        let list = client.get(LIST).await.body;
        assert!(list.contains("笔记本") && list.contains("还没用过") && list.contains("还剩 10 个"), "{list}");
        let started = told(&world, "session.started").await.len();
        let mut guest = half_way(&world, AUDITOR).await;
        let answer = answer(&mut guest, &mut key).await;
        assert_eq!(told(&world, "session.started").await.len(), started, "nobody came in yet");
        let opened = guest.post_form(SHOW, &[("credential", &answer)]).await;
        assert_eq!((opened.status, opened.location()), (StatusCode::SEE_OTHER, Some("/")), "{}", opened.body);
        assert_eq!(guest.get("/e/alpha").await.status, StatusCode::OK);
        assert!(guest.get(LIST).await.body.contains("最近使用"));
        let last = told(&world, "session.started").await.pop().expect("an event");
        assert!(last.contains("passkey"), "{last}");
        let mut thief = half_way(&world, AUDITOR).await;
        thief.get(ASKED).await;
        let replayed = thief.post_form(SHOW, &[("credential", &answer)]).await;
        assert_eq!(replayed.status, REFUSED, "of another question");
        assert!(Page::of(&replayed.body).wrong_beside("credential").is_some(), "{}", replayed.body);
        assert_eq!(told(&world, "second_factor.refused").await.len(), 1);
        assert_eq!(show(&mut thief, &mut key).await.location(), Some("/"), "and the right one");
        assert_eq!(world.probe.count("passkey_challenges").await, 0, "each is gone with its answer");
    }

    async fn recovery_codes_come_with_the_first_factor_and_go_with_the_last(db: TestDb) {
        let world = world(db).await;
        let keys = ["甲", "乙"].map(|name| Authenticator::of(&world.app, name));
        let mut client = world.sign_in(AUDITOR).await;
        let first = codes(&add(&mut client, &keys[0], "甲").await);
        let second = add(&mut client, &keys[1], "乙").await;
        assert_eq!((second.status, second.location()), (StatusCode::SEE_OTHER, Some(LIST)));
        let mut lost = half_way(&world, AUDITOR).await;
        let page = lost.get(ASKED).await.body;
        assert!(page.contains("恢复码") && !page.contains("6 位数字"), "there is no app: {page}");
        let came = lost.post_form(ASKED, &[("one_time_code", &first[0])]).await;
        assert_eq!(came.location(), Some("/"), "a lost key");
        for left in [1, 0] {
            let forms = removals(&client.get(LIST).await.body);
            assert_eq!(forms.len(), left + 1);
            assert_eq!(client.post_form(&forms[0], &[]).await.location(), Some(LIST));
            assert_eq!(client.post_form(&forms[0], &[]).await.status, StatusCode::NOT_FOUND);
            assert_eq!(world.probe.count("recovery_codes").await, if left == 0 { 0 } else { 10 });
        }
        assert_eq!(world.probe.count("passkeys").await, 0);
        assert_eq!(told(&world, "second_factor.removed").await.len(), 2);
        let mut again = world.sign_in(AUDITOR).await;
        assert_eq!(again.get("/e/alpha").await.status, StatusCode::OK, "the password alone");
    }

    async fn what_was_made_elsewhere_or_for_another_question_is_not_added(db: TestDb) {
        let world = world(db).await;
        let (mut one, mut other) = (world.sign_in(AUDITOR).await, world.sign_in(ADMIN).await);
        let good = || Authenticator::of(&world.app, "好");
        let before = world.probe.objects().await;
        let far = Authenticator { origin: "https://evil.example".to_owned(), ..good() };
        let foreign = Authenticator { host: "evil.example".to_owned(), ..good() };
        let unasked = Authenticator { verifies: false, ..good() };
        for (key, what) in [(far, "origin"), (foreign, "host"), (unasked, "nobody was recognised")] {
            assert_eq!(add(&mut one, &key, "好").await.status, REFUSED, "{what}");
        }
        let question = options(&one.get(NEW).await.body).expect("options");
        let answer = good().make(&question);
        other.get(NEW).await;
        let form = [("name", "好"), ("credential", answer.as_str())];
        assert_eq!(other.post_form(ADD, &form).await.status, REFUSED, "somebody else's question");
        world.probe.execute("UPDATE passkey_challenges SET expires_at = 1").await;
        assert_eq!(one.post_form(ADD, &form).await.status, REFUSED, "too late");
        for text in ["", "none", "{}", &"x".repeat(20_000)] {
            one.get(NEW).await;
            assert_eq!(one.post_form(ADD, &[("name", "好"), ("credential", text)]).await.status, REFUSED);
        }
        for name in ["", &"名".repeat(65), "a\u{202e}b"] {
            let wrong = add(&mut one, &good(), name).await;
            assert!(Page::of(&wrong.body).wrong_beside("name").is_some(), "{name:?} {}", wrong.body);
        }
        assert_eq!(world.probe.objects().await, before);
        let question = options(&one.get(NEW).await.body).expect("options");
        let answer = good().make(&question);
        let form = [("name", "好"), ("credential", answer.as_str())];
        codes(&one.post_form(ADD, &form).await);
        assert_eq!(one.post_form(ADD, &form).await.status, REFUSED, "good for one answer");
        assert_eq!(add(&mut other, &good(), "好").await.status, REFUSED, "a key of somebody else");
        let second = Authenticator::of(&world.app, "另一个");
        let doubled = add(&mut one, &second, "好").await;
        assert!(Page::of(&doubled.body).wrong_beside("name").is_some(), "{}", doubled.body);
        assert_eq!(world.probe.count("passkeys").await, 1);
    }

    async fn forged_and_borrowed_answers_open_nothing(db: TestDb) {
        let world = world(db).await;
        let mut keys = [AUDITOR, ADMIN].map(|email| Authenticator::of(&world.app, email));
        for (email, key) in [AUDITOR, ADMIN].into_iter().zip(&keys) {
            codes(&add(&mut world.sign_in(email).await, key, "钥匙").await);
        }
        let (mut one, mut other) = (half_way(&world, AUDITOR).await, half_way(&world, ADMIN).await);
        let [own, foreign] = &mut keys;
        assert_eq!(show(&mut one, foreign).await.status, REFUSED, "somebody else's key");
        let question = options(&one.get(ASKED).await.body).expect("options");
        other.get(ASKED).await;
        let borrowed = foreign.show(&question);
        assert_eq!(other.post_form(SHOW, &[("credential", &borrowed)]).await.status, REFUSED, "another question");
        for (origin, host, verifies) in [
            ("https://evil.example", "localhost", true),
            ("http://localhost:1", "localhost", true),
            ("", "evil.example", true),
            ("", "localhost", false),
        ] {
            let right = own.origin.clone();
            let origin = if origin.is_empty() { right } else { origin.to_owned() };
            let mut forged = Authenticator { origin, host: host.to_owned(), verifies, ..Authenticator::of(&world.app, AUDITOR) };
            assert_eq!(show(&mut one, &mut forged).await.status, REFUSED, "{} {host}", forged.origin);
        }
        let answer = answer(&mut one, own).await;
        world.probe.execute("UPDATE passkey_challenges SET expires_at = 1").await;
        assert_eq!(one.post_form(SHOW, &[("credential", &answer)]).await.status, REFUSED, "too late");
        let signed = crate::support::passkey::answer(&mut one, own).await;
        let broken = signed.replacen("\"signature\":\"ME", "\"signature\":\"MA", 1);
        for wrong in [broken.as_str(), "", "none"] {
            assert_eq!(one.post_form(SHOW, &[("credential", wrong)]).await.status, REFUSED);
            one.get(ASKED).await;
        }
        assert_eq!(show(&mut one, own).await.location(), Some("/"), "the right one");
        assert!(!told(&world, "second_factor.refused").await.is_empty());
    }

    async fn a_key_that_counts_backwards_is_refused_and_told(db: TestDb) {
        let world = world(db).await;
        let mut key = Authenticator::of(&world.app, "笔记本");
        key.counter = 10;
        codes(&add(&mut world.sign_in(AUDITOR).await, &key, "笔记本").await);
        assert_eq!(show(&mut half_way(&world, AUDITOR).await, &mut key).await.location(), Some("/"));
        assert_eq!(show(&mut half_way(&world, AUDITOR).await, &mut key).await.location(), Some("/"));
        // Back to before the sign-ins, and to before it was added.
        for counter in [10, 3] {
            key.counter = counter;
            let refused = show(&mut half_way(&world, AUDITOR).await, &mut key).await;
            assert_eq!(refused.status, REFUSED, "{counter}");
            assert!(refused.body.contains("计数倒退"), "{}", refused.body);
        }
        assert!(!told(&world, "second_factor.counted_back").await.is_empty());
        key.counter = 40;
        assert_eq!(show(&mut half_way(&world, AUDITOR).await, &mut key).await.location(), Some("/"));
    }

    async fn ten_passkeys_are_the_most(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in(AUDITOR).await;
        for number in 0..10 {
            let name = format!("钥匙 {number}");
            let reply = add(&mut client, &Authenticator::of(&world.app, &name), &name).await;
            assert!(matches!(reply.status.as_u16(), 200 | 303), "{number}: {}", reply.body);
        }
        let page = client.get(NEW).await.body;
        assert!(page.contains("最多 10 个") && options(&page).is_none(), "{page}");
        assert!(!client.get(LIST).await.body.contains("data-add-passkey"));
        let one_more = client.post_form(ADD, &[("name", "多"), ("credential", "none")]).await;
        assert_eq!(one_more.status, REFUSED);
        assert_eq!(world.probe.count("passkeys").await, 10);
    }

    async fn wrong_answers_hold_the_account_back_like_wrong_codes(db: TestDb) {
        let world = world(db).await;
        let key = Authenticator::of(&world.app, "笔记本");
        let recovery = codes(&add(&mut world.sign_in(AUDITOR).await, &key, "笔记本").await);
        let app = guarded(world);
        let mut client = Client::new(app.origin());
        password(&mut client, AUDITOR).await;
        let mut tries = 0;
        client.get(ASKED).await;
        while client.post_form(SHOW, &[("credential", "none")]).await.status == REFUSED {
            tries += 1;
            assert!(tries < 8, "eight guesses without being held back");
        }
        let longer = "UPDATE throttles SET locked_until = locked_until + 60000";
        Probe::open(&app.db.url).await.execute(longer).await;
        let again = client.post_form(SHOW, &[("credential", "none")]).await;
        assert_eq!(again.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(again.header("retry-after").is_some());
        assert!(again.body.contains("id=\"credential-notes\"") && again.body.contains("秒"), "{}", again.body);
        let held = client.post_form(ASKED, &[("one_time_code", &recovery[0])]).await;
        assert_eq!(held.status, StatusCode::TOO_MANY_REQUESTS, "one count for both");
    }

    async fn who_lost_everything_loses_the_passkeys_too(db: TestDb) {
        let world = world(db).await;
        let key = Authenticator::of(&world.app, "笔记本");
        let id = world.probe.one(&format!("SELECT id FROM people WHERE email = '{ADMIN}'")).await;
        factor::give(&world, jieru::domain::PersonId(id.parse().expect("an id"))).await;
        let mut admin = half_way(&world, ADMIN).await;
        let code = factor::code(&world, &factor::app(), 0);
        admin.post_form(ASKED, &[("one_time_code", &code)]).await;
        assert_eq!(add(&mut admin, &key, "笔记本").await.location(), Some(LIST), "there are codes already");
        let mut guest = half_way(&world, ADMIN).await;
        let both = guest.get(ASKED).await.body;
        assert!(options(&both).is_some() && both.contains("6 位数字"), "either of the two: {both}");
        let mut root = world.sign_in("root@portal.example").await;
        let page = format!("/people/{id}");
        let verb = format!("{page}/second-factor-removals");
        let done = root.fill(&page, &verb, &[("removal_reason", "电脑被偷")]).await;
        assert_eq!(done.location(), Some(page.as_str()), "{}", done.body);
        for table in ["passkeys", "second_factors", "recovery_codes", "second_factor_uses"] {
            assert_eq!(world.probe.count(table).await, 0, "{table}");
        }
        let removed = told(&world, "second_factor.removed").await;
        assert!(removed.len() == 2 && removed.concat().contains("totp") && removed.concat().contains("笔记本"));
        let mut alone = world.sign_in(ADMIN).await;
        assert_eq!(alone.get("/e/alpha").await.status, StatusCode::OK);
    }

    async fn a_passkey_that_came_or_went_is_told_at_the_next_sign_in(db: TestDb) {
        let world = world(db).await;
        let mut key = Authenticator::of(&world.app, "笔记本");
        let mut client = world.sign_in(AUDITOR).await;
        codes(&add(&mut client, &key, "笔记本").await);
        assert!(!client.get("/").await.body.contains("data-credentials"), "whoever did it knows it");
        let mut there = half_way(&world, AUDITOR).await;
        assert_eq!(show(&mut there, &mut key).await.location(), Some("/"));
        let home = there.get("/").await.body;
        assert!(home.contains("添加了通行密钥") && home.contains("笔记本"), "{home}");
        assert!(!home.contains("操作人："), "nobody else did it: {home}");
        let id = world.probe.one(&format!("SELECT id FROM people WHERE email = '{AUDITOR}'")).await;
        let mut root = world.sign_in("root@portal.example").await;
        let page = format!("/people/{id}");
        let verb = format!("{page}/second-factor-removals");
        let done = root.fill(&page, &verb, &[("removal_reason", "电脑被偷")]).await;
        assert_eq!(done.location(), Some(page.as_str()), "{}", done.body);
        let home = world.sign_in(AUDITOR).await.get("/").await.body;
        assert!(home.contains("移除了通行密钥") && home.contains("操作人：测试 root@portal.example"), "{home}");
        let subjects = "SELECT DISTINCT subject FROM events WHERE noun = 'second_factor'";
        assert_eq!(world.probe.column(subjects).await, [id], "all of it is found under the person");
    }

    async fn keys_of_another_address_are_listed_and_told_to_be(db: TestDb) {
        let world = world(db).await;
        let key = Authenticator::of(&world.app, "笔记本");
        let mut client = world.sign_in(AUDITOR).await;
        codes(&add(&mut client, &key, "笔记本").await);
        world.probe.execute("UPDATE passkeys SET host = 'old.example'").await;
        let list = client.get(LIST).await.body;
        assert!(list.contains("笔记本") && list.contains("old.example"), "{list}");
        let page = half_way(&world, AUDITOR).await.get(ASKED).await.body;
        assert!(options(&page).is_none() && page.contains("属于另一个地址"), "{page}");
    }

    async fn where_browsers_refuse_passkeys_the_page_says_why(db: TestDb) {
        let mut db = world(db).await.app.stop();
        for (address, why) in
            [("http://portal.example", "明文 HTTP 的地址上"), ("http://192.0.2.7:8080", "需要域名")]
        {
            let url = PublicUrl::parse(address).expect("an address");
            let app = start(Config { public_url: Some(url), ..config(&db) }, db);
            let mut client = app.client();
            client.login(AUDITOR, PASSWORD).await;
            for path in [LIST, NEW] {
                let page = client.get(path).await.body;
                assert!(page.contains(why) && options(&page).is_none(), "{path}: {page}");
            }
            let refused = client.post_form(ADD, &[("name", "甲"), ("credential", "{}")]).await;
            assert_eq!(refused.status, REFUSED);
            db = app.stop();
        }
    }
}

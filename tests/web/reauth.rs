//! The own password once more: before a page, and beside a form that goes on with it.

use reqwest::StatusCode;

use super::{html::Page, signing_in::guarded};
use crate::coverage::fresh::{age, age_all};
use crate::support::{
    both,
    client::Client,
    probe::Probe,
    world::{PASSWORD, world},
};

const KEY: &str = "/settings/master-key";
const ROOT: &str = "root@portal.example";

both! {
    async fn a_page_that_takes_a_fresh_password_asks_and_leads_on(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in(ROOT).await;
        assert_eq!(root.get(KEY).await.status, StatusCode::OK, "signing in counts");
        assert_eq!(root.get("/reauth?next=/me").await.location(), Some("/me"), "nothing to ask");
        age(&world).await;
        assert_eq!(root.get("/people").await.status, StatusCode::OK, "other pages do not ask");
        let asked = root.get(&format!("{KEY}?cursor=a")).await;
        let to = asked.location().expect("the way").to_owned();
        assert_eq!(to, "/reauth?next=%2Fsettings%2Fmaster-key%3Fcursor%3Da");
        let page = root.get(&to).await;
        assert_eq!(page.status, StatusCode::OK);
        let old = world.probe.one("SELECT id_hash FROM sessions").await;
        let ends = world.probe.one("SELECT CAST(expires_at AS TEXT) FROM sessions").await;
        let wrong = root.post_form("/reauth", &[("password", "not my password"), ("next", KEY)]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(Page::of(&wrong.body).wrong_beside("password").is_some(), "{}", wrong.body);
        assert!(!wrong.body.contains("not my password"));
        assert_eq!(root.get(KEY).await.status, StatusCode::SEE_OTHER, "still not");
        let right = root.post_form("/reauth", &[("password", PASSWORD), ("next", KEY)]).await;
        assert_eq!(right.location(), Some(KEY), "{}", right.body);
        assert_eq!(root.get(KEY).await.status, StatusCode::OK);
        assert_ne!(world.probe.one("SELECT id_hash FROM sessions").await, old, "a new id");
        assert_eq!(world.probe.one("SELECT CAST(expires_at AS TEXT) FROM sessions").await, ends, "and the same end");
        let told = "SELECT action FROM events WHERE action LIKE 'password.%' ORDER BY seq";
        assert_eq!(world.probe.column(told).await, ["password.refused", "password.confirmed"]);
        age(&world).await;
        let outside = root.post_form("/reauth", &[("password", PASSWORD), ("next", "//evil.example")]).await;
        assert_eq!(outside.location(), Some("/"));
    }

    async fn a_form_goes_on_with_everything_that_was_typed(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in(ROOT).await;
        let path = "/people/invitations";
        assert_eq!(root.get(path).await.status, StatusCode::OK);
        age(&world).await;
        let fields = [("name", "李 \"工\""), ("email", "late@portal.example"), ("place", "alpha"), ("role", "auditor")];
        let asked = root.post_form(path, &fields).await;
        assert_eq!(asked.status, StatusCode::FORBIDDEN);
        let page = Page::of(&asked.body);
        for (name, value) in fields {
            assert_eq!(page.first(name).trim_start_matches('\n'), value, "{}", asked.body);
        }
        let invited = "SELECT email FROM invitations WHERE email = 'late@portal.example'";
        assert!(world.probe.column(invited).await.is_empty());
        let mut again = fields.to_vec();
        again.push(("confirm_password", PASSWORD));
        let done = root.post_form(path, &again).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
        assert!(done.body.contains("id=\"made\""), "the link, in one step");
        assert_eq!(world.probe.column(invited).await.len(), 1);
        // The field beside is nothing unknown where it was not needed any more.
        again[1] = ("email", "later@portal.example");
        assert_eq!(root.post_form(path, &again).await.status, StatusCode::OK);
        let anywhere = root.post_form("/appearance", &[("lang", "en"), ("confirm_password", PASSWORD)]).await;
        assert_eq!(anywhere.status, StatusCode::UNPROCESSABLE_ENTITY, "elsewhere it is unknown");
    }

    async fn who_is_held_back_loses_nothing_that_was_typed(db: TestDb) {
        let app = guarded(world(db).await);
        let probe = Probe::open(&app.db.url).await;
        let mut root = Client::new(app.origin());
        root.login(ROOT, PASSWORD).await;
        let path = "/people/invitations";
        assert_eq!(root.get(path).await.status, StatusCode::OK);
        age_all(&probe).await;
        let typed = [("name", "李 \"工\""), ("email", "late@portal.example"), ("place", "alpha"), ("role", "auditor")];
        let mut fields = typed.to_vec();
        fields.push(("confirm_password", "not my password"));
        let mut tries = 0;
        let held = loop {
            let reply = root.post_form(path, &fields).await;
            tries += 1;
            assert!(tries <= 12, "twelve guesses without being held back");
            if reply.status != StatusCode::UNPROCESSABLE_ENTITY {
                break reply;
            }
        };
        assert_eq!(held.status, StatusCode::TOO_MANY_REQUESTS, "{}", held.body);
        let wait = held.header("retry-after").expect("when").to_owned();
        let page = Page::of(&held.body);
        let said = page.wrong_beside("confirm_password").expect("why").to_owned();
        assert!(said.contains(&format!("{wait} 秒")), "{said}");
        for (name, value) in typed {
            assert_eq!(page.first(name).trim_start_matches('\n'), value, "{}", held.body);
        }
        assert!(!held.body.contains("not my password"));
        let longer = "UPDATE throttles SET locked_until = locked_until + 60000";
        probe.execute(longer).await;
        let alone = root.post_form("/reauth", &[("password", PASSWORD), ("next", KEY)]).await;
        assert_eq!(alone.status, StatusCode::TOO_MANY_REQUESTS, "not even the right one");
        assert!(alone.header("retry-after").is_some());
        let page = Page::of(&alone.body);
        assert!(page.wrong_beside("password").is_some(), "{}", alone.body);
        assert!(page.values("next").iter().any(|next| next.trim_start_matches('\n') == KEY));
        assert!(probe.column("SELECT email FROM invitations WHERE email = 'late@portal.example'").await.is_empty());
    }

    async fn strangers_hold_nobody_back_who_is_signed_in(db: TestDb) {
        let app = guarded(world(db).await);
        let probe = Probe::open(&app.db.url).await;
        let mut root = Client::new(app.origin());
        root.login(ROOT, PASSWORD).await;
        let mut stranger = Client::new(app.origin());
        let guess = [("email", ROOT), ("password", "wrong password"), ("next", "")];
        let mut tries = 0;
        while stranger.fill("/login", "/login", &guess).await.status == StatusCode::UNPROCESSABLE_ENTITY {
            tries += 1;
            assert!(tries <= 12, "twelve guesses without being held back");
        }
        probe.execute("UPDATE throttles SET locked_until = locked_until + 60000").await;
        let right = [("email", ROOT), ("password", PASSWORD), ("next", "")];
        let held = stranger.fill("/login", "/login", &right).await;
        assert_eq!(held.status, StatusCode::TOO_MANY_REQUESTS, "who comes from outside waits");
        age_all(&probe).await;
        let confirmed = root.post_form("/reauth", &[("password", PASSWORD), ("next", KEY)]).await;
        assert_eq!(confirmed.location(), Some(KEY), "{}", confirmed.body);
        assert_eq!(root.get(KEY).await.status, StatusCode::OK);
        let held = stranger.fill("/login", "/login", &right).await;
        assert_eq!(held.status, StatusCode::TOO_MANY_REQUESTS, "it clears nothing of the sign-in");
    }

    async fn wrong_confirmations_hold_back_confirmations_alone(db: TestDb) {
        let app = guarded(world(db).await);
        let probe = Probe::open(&app.db.url).await;
        let mut root = Client::new(app.origin());
        root.login(ROOT, PASSWORD).await;
        let wrong = [("password", "not my password"), ("next", KEY)];
        let mut tries = 0;
        while root.post_form("/reauth", &wrong).await.status == StatusCode::UNPROCESSABLE_ENTITY {
            tries += 1;
            assert!(tries <= 12, "twelve guesses without being held back");
        }
        probe.execute("UPDATE throttles SET locked_until = locked_until + 60000").await;
        let mut again = Client::new(app.origin());
        again.login(ROOT, PASSWORD).await;
        let right = [("password", PASSWORD), ("next", KEY)];
        for client in [&mut root, &mut again] {
            let held = client.fill("/me", "/reauth", &right).await;
            assert_eq!(held.status, StatusCode::TOO_MANY_REQUESTS, "signing in clears nothing of it");
        }
    }

    async fn forms_with_a_password_of_their_own_lose_nothing_to_waiting(db: TestDb) {
        let world = world(db).await;
        let reveals = format!("/e/alpha/keys/{}/reveals", world.alpha.key);
        let app = guarded(world);
        let probe = Probe::open(&app.db.url).await;
        let mut root = Client::new(app.origin());
        root.login(ROOT, PASSWORD).await;
        let own = [("password", "not my password"), ("new_password", "violet harbour toaster")];
        let mut tries = 0;
        while root.fill("/me/password", "/me/password", &own).await.status == StatusCode::UNPROCESSABLE_ENTITY {
            tries += 1;
            assert!(tries <= 12, "twelve guesses without being held back");
        }
        probe.execute("UPDATE throttles SET locked_until = locked_until + 60000").await;
        let from = Page::of(&root.get(KEY).await.body).first("from").to_owned();
        let own = [("password", PASSWORD), ("new_password", "violet harbour toaster")];
        let reveal = [("number", ""), ("password", PASSWORD), ("reason", "交接给同事")];
        let master = [
            ("from", from.as_str()), ("backup", "true"), ("copies", "true"), ("servers", "true"),
            ("password", PASSWORD), ("reason", "交接给同事"),
        ];
        for (path, fields) in [("/me/password", &own[..]), (reveals.as_str(), &reveal[..]), (KEY, &master[..])] {
            let held = root.post_form(path, fields).await;
            assert_eq!(held.status, StatusCode::TOO_MANY_REQUESTS, "{path}: {}", held.body);
            let wait = held.header("retry-after").expect("when").to_owned();
            let page = Page::of(&held.body);
            let said = page.wrong_beside("password").expect("why").to_owned();
            assert!(said.contains(&format!("{wait} 秒")), "{path}: {said}");
            assert!(path == "/me/password" || page.first("reason") == "交接给同事", "{path}: {}", held.body);
            assert!(!held.body.contains(PASSWORD), "{path}");
        }
        assert!(probe.column("SELECT action FROM events WHERE action = 'key.revealed'").await.is_empty());
    }
}

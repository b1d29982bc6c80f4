//! Keys over HTTP: rotation, activation, revocation, reveal, the leak guard, and what is due.

use md5::{Digest as _, Md5};
use reqwest::StatusCode;

use super::html::Page;
use crate::support::{
    both,
    client::{Client, Reply},
    world::{PASSWORD, SECRET, SYSNUM, World, world},
};

const NEW: &str = "the-next-secret-of-the-test-42";

fn path(world: &World, verb: &str) -> String {
    let below = if verb.is_empty() { String::new() } else { format!("/{verb}") };
    format!("/e/alpha/keys/{}{below}", world.alpha.key)
}

async fn post(world: &World, client: &mut Client, verb: &str, fields: &[(&str, &str)]) -> Reply {
    client.fill(&path(world, ""), &path(world, verb), fields).await
}

fn assert_done(reply: &Reply) {
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
}

fn refused(reply: &Reply, field: &str) -> String {
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.body);
    let page = Page::of(&reply.body);
    let said = page.wrong_beside(field).map(str::to_owned);
    said.unwrap_or_else(|| panic!("nothing beside {field}: {}", reply.body))
}

/// The sign that a link for this visitor carries.
async fn sign(client: &mut Client) -> String {
    let path = "/e/alpha/windows/link/links";
    let reply = client.fill(path, path, &[("v.partnerid", "u1")]).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    let at = reply.body.find("sign=").expect("a sign") + "sign=".len();
    reply.body[at..at + 32].to_owned()
}

fn md5(key: &str) -> String {
    let digest = Md5::digest(format!("{SYSNUM}{key}u1"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn states(world: &World) -> Vec<String> {
    let key = world.alpha.key;
    let text = format!("SELECT state FROM key_secrets WHERE key_id = '{key}' ORDER BY number");
    world.probe.column(&text).await
}

both! {
    async fn a_key_goes_through_its_four_states_and_signs_with_the_active_one(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        assert_eq!(sign(&mut admin).await, md5(SECRET));
        let page = admin.get(&path(&world, "rotations")).await;
        for word in ["官网链接", "实时生效", "建议的切换时间", "7 天"] {
            assert!(page.body.contains(word), "{word}: {}", page.body);
        }
        let again = post(&world, &mut admin, "rotations", &[("secret", SECRET), ("overlap", "7d")]).await;
        assert!(refused(&again, "secret").contains("指纹"));
        assert!(!again.body.contains(SECRET));
        assert_done(&post(&world, &mut admin, "rotations", &[("secret", NEW), ("overlap", "7d")]).await);
        assert_eq!(states(&world).await, ["active", "pending"]);
        assert_eq!(sign(&mut admin).await, md5(SECRET), "nothing signs with it yet");
        let second = post(&world, &mut admin, "rotations", &[("secret", "another-secret-77")]).await;
        refused(&second, "secret");
        assert_done(&post(&world, &mut admin, "activations", &[("expires_on", "2031-01-31")]).await);
        assert_eq!(states(&world).await, ["retiring", "active"]);
        assert_eq!(sign(&mut admin).await, md5(NEW));
        let open = post(&world, &mut admin, "revocations", &[("d.link", "true")]).await;
        assert!(refused(&open, "confirm").contains("企业 alpha"));
        assert_eq!(states(&world).await, ["retiring", "active"]);
        let ticked = [("number", "1"), ("d.link", "true"), ("server", "true")];
        assert_done(&post(&world, &mut admin, "revocations", &ticked).await);
        assert_eq!(states(&world).await, ["revoked", "active"]);
        let shown = admin.get(&path(&world, "")).await.body;
        for word in ["已吊销", "使用中", "2031-01-31", "启用了新密钥", "吊销了密钥"] {
            assert!(shown.contains(word), "{word}: {shown}");
        }
        let text = world.probe.content("events").await.join("\n");
        assert!(text.contains("key.rotated") && text.contains("key.activated"));
        assert!(!text.contains(NEW) && !text.contains(SECRET));
        // Three links were signed: two with the first secret, one with the second.
        let uses = world.probe.column("SELECT CAST(uses AS TEXT) FROM key_uses ORDER BY number").await;
        assert_eq!(uses, ["2", "1"]);
    }

    async fn revoking_what_is_in_use_takes_the_name_of_the_enterprise_and_ends_signing(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        let all = [("number", "1"), ("d.link", "true"), ("server", "true")];
        refused(&post(&world, &mut owner, "revocations", &all).await, "confirm");
        let named = [("number", "1"), ("confirm", "企业 alpha")];
        assert_done(&post(&world, &mut owner, "revocations", &named).await);
        let links = "/e/alpha/windows/link/links";
        let reply = owner.fill(links, links, &[("v.partnerid", "u1")]).await;
        assert!(!reply.body.contains("sign="), "{}", reply.body);
        assert!(owner.get(links).await.body.contains("已吊销"));
        let gone = post(&world, &mut owner, "revocations", &named).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
    }

    async fn a_stale_page_changes_nothing(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        let seen = world.version("keys", world.alpha.key).await;
        let rotation = [("secret", NEW), ("version", seen.as_str())];
        assert_done(&post(&world, &mut owner, "rotations", &rotation).await);
        let before = world.probe.snapshot().await;
        let late = post(&world, &mut owner, "activations", &[("version", &seen)]).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.body);
        assert_eq!(world.probe.snapshot().await, before);
    }

    async fn overlaps_and_generated_secrets_are_checked(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        let wrong = [("source", "generate"), ("overlap", "own"), ("until", "2001-01-01 00:00")];
        refused(&post(&world, &mut owner, "rotations", &wrong).await, "until");
        refused(&post(&world, &mut owner, "rotations", &[("source", "paste")]).await, "secret");
        let unknown = post(&world, &mut owner, "rotations", &[("source", "generate"), ("overlap", "ever")]).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
        let made = [("source", "generate"), ("overlap", "own"), ("until", "2099-01-01T04:00")];
        assert_done(&post(&world, &mut owner, "rotations", &made).await);
        let reveal = [("number", "2"), ("password", PASSWORD)];
        let shown = post(&world, &mut owner, "reveals", &reveal).await;
        let page = Page::of(&shown.body);
        let secret = page.with_id("secret");
        assert_eq!(secret.expect("the secret").text.trim().len(), 43);
        assert_done(&post(&world, &mut owner, "activations", &[]).await);
        let end = "SELECT CAST(retires_at AS TEXT) FROM key_secrets WHERE state = 'retiring'";
        assert_eq!(world.probe.one(end).await, "4070894400000");
    }

    async fn a_secret_is_revealed_once_to_whoever_may_and_types_the_password(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let before = world.probe.events().await;
        let wrong = post(&world, &mut admin, "reveals", &[("password", "not the password")]).await;
        refused(&wrong, "password");
        assert!(!wrong.body.contains(SECRET));
        let refused = world.probe.events().await;
        let told: Vec<_> = refused.difference(&before).map(|event| event.action.as_str()).collect();
        assert_eq!(told, ["password.refused"]);
        let before = refused;
        let shown = post(&world, &mut admin, "reveals", &[("password", PASSWORD), ("reason", "交接")]).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert_eq!(shown.header("cache-control"), Some("no-store"));
        assert!(shown.body.contains(SECRET) && !shown.body.contains(PASSWORD));
        let after = world.probe.events().await;
        let new: Vec<_> = after.difference(&before).map(|event| event.action.as_str()).collect();
        assert_eq!(new, ["key.revealed"]);
        let told = admin.get(&path(&world, "")).await.body;
        assert!(told.contains("查看了密钥内容") && told.contains("交接") && !told.contains(SECRET));
        for who in ["developer", "auditor"] {
            let mut client = world.sign_in(&format!("{who}@alpha.example")).await;
            let page = client.get(&path(&world, "")).await.body;
            assert!(!page.contains("/reveals") && !page.contains("/rotations"), "{who}");
            let reply = client.post_form(&path(&world, "reveals"), &[("password", PASSWORD)]).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{who}");
            assert!(!reply.body.contains(SECRET));
        }
    }

    async fn a_known_secret_is_refused_in_any_other_field(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        let before = world.probe.snapshot().await;
        let inside = format!("密钥是 {SECRET}。");
        let key = path(&world, "");
        let seen = world.version("keys", world.alpha.key).await;
        for (page, action, fields, field) in [
            (key.as_str(), key.as_str(), vec![("name", "x"), ("version", &seen), ("note", &inside)], "note"),
            ("/e/alpha/settings", "/e/alpha/settings", vec![("name", &inside), ("version", "1")], "name"),
            ("/e/alpha/plugins/new", "/e/alpha/plugins", vec![("name", "x"), ("tags", &inside)], "tags"),
            (
                "/e/alpha/windows/link",
                "/e/alpha/windows/link",
                vec![
                    ("name", "x"),
                    ("target", "link"),
                    ("environment", "test"),
                    ("version", "1"),
                    ("p.color", &inside),
                ],
                "p-color",
            ),
            ("/e/alpha/windows/link/links", "/e/alpha/windows/link/links", vec![("v.uname", &inside), ("v.partnerid", "u1")], "v-uname"),
        ] {
            let reply = owner.fill(page, action, &fields).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{action}: {}", reply.body);
            assert!(refused(&reply, field).contains("安全密钥"), "{action}: {}", reply.body);
            assert!(!reply.body.contains(SECRET), "{action} echoes it");
        }
        assert_eq!(world.probe.snapshot().await, before);
        // The new secret in another field of the same form, and one of another enterprise.
        let both = [("secret", NEW), ("reason", NEW)];
        let reply = post(&world, &mut owner, "rotations", &both).await;
        refused(&reply, "reason");
        assert!(!reply.body.contains(NEW));
        let free = "/e/alpha/windows/link/preview";
        let looked = owner.post_form(free, &[("name", &inside), ("target", "link")]).await;
        assert!(!looked.body.contains(SECRET));
    }

    async fn a_key_that_is_kept_elsewhere_has_a_fingerprint_and_no_secret(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        let account = world.alpha.account.to_string();
        let fields = [
            ("name", "别处的密钥"),
            ("account_id", account.as_str()),
            ("scheme", "sobot_web_md5"),
            ("kept", "elsewhere"),
            ("secret", NEW),
        ];
        let reply = owner.fill("/e/alpha/keys/new", "/e/alpha/keys", &fields).await;
        assert_done(&reply);
        let page = reply.location().expect("its page").to_owned();
        let shown = owner.get(&page).await.body;
        assert!(shown.contains("保存在别处") && !shown.contains("/reveals"), "{shown}");
        let sizes = "SELECT CAST(length(sealed) AS TEXT) FROM key_secrets WHERE sealing = 'elsewhere'";
        assert_eq!(world.probe.column(sizes).await, ["0"]);
        let reveal = owner.post_form(&format!("{page}/reveals"), &[("password", PASSWORD)]).await;
        assert_eq!(reveal.status, StatusCode::NOT_FOUND);
        let leak = [("name", "x"), ("tags", NEW)];
        let reply = owner.fill("/e/alpha/plugins/new", "/e/alpha/plugins", &leak).await;
        assert!(refused(&reply, "tags").contains("安全密钥"));
    }

    async fn the_inspector_says_which_secret_a_signature_was_made_with(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        assert_done(&post(&world, &mut owner, "rotations", &[("secret", NEW), ("overlap", "7d")]).await);
        let link = |key: &str| {
            let sign = md5(key);
            format!("https://demo.sobot.com/chat/h5/v2/index.html?sysnum={SYSNUM}&partnerid=u1&sign={sign}")
        };
        let mut ask = async |key: &str| {
            let reply = owner.fill("/inspect", "/inspect", &[("text", &link(key))]).await;
            reply.body
        };
        assert!(ask(NEW).await.contains("还没有启用"));
        assert!(ask(SECRET).await.contains("相符"));
        assert_done(&post(&world, &mut owner, "activations", &[]).await);
        let reply = owner.fill("/inspect", "/inspect", &[("text", &link(SECRET))]).await;
        assert!(reply.body.contains("正在退役"), "{}", reply.body);
    }

    async fn keys_that_are_due_stand_above_the_list(db: TestDb) {
        let world = world(db).await;
        let mut owner = world.sign_in("owner@alpha.example").await;
        assert!(!owner.get("/e/alpha/keys").await.body.contains("快到期的密钥"));
        world.probe.execute("UPDATE keys SET expires_on = '2001-01-31'").await;
        let shown = owner.get("/e/alpha/keys").await.body;
        assert!(shown.contains("快到期的密钥") && shown.contains("已过期"), "{shown}");
    }
}

//! The page for changing the master key: in the running server, in the middle of requests, after every
//! interruption, and on a second server whose file is the earlier one.

use std::{cell::Cell, fs, path::PathBuf};

use jieru::{
    app::rotation::{begin, permit},
    config::Config,
    vault::{MasterKey, next_file},
};
use md5::{Digest as _, Md5};
use reqwest::StatusCode;

use super::html::Page;
use crate::support::{
    TestDb,
    app::{config, start},
    both,
    client::{Client, Reply},
    world::{PASSWORD, SECRET, SYSNUM, World, world},
};

const PATH: &str = "/settings/master-key";
const TICKED: [(&str, &str); 3] = [("backup", "true"), ("copies", "true"), ("servers", "true")];

fn file(world: &World) -> PathBuf {
    config(&world.app.db).master_key_file
}

async fn installed(world: &World) -> String {
    world.probe.one("SELECT master_key FROM installation").await
}

async fn change(client: &mut Client, from: &str, fields: &[(&str, &str)]) -> Reply {
    let all = [&[("from", from)], fields].concat();
    client.fill(PATH, PATH, &all).await
}

async fn changed(world: &World, client: &mut Client) {
    let from = installed(world).await;
    let fields = [TICKED.as_slice(), &[("password", PASSWORD), ("reason", "例行")]].concat();
    let reply = change(client, &from, &fields).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    assert_ne!(installed(world).await, from);
}

/// Whether a link for a visitor is signed: its secret was opened.
async fn sign(client: &mut Client) -> Reply {
    let path = "/e/alpha/windows/link/links";
    client.fill(path, path, &[("v.partnerid", "u1")]).await
}

#[track_caller]
fn assert_signed(reply: &Reply) {
    let digest = Md5::digest(format!("{SYSNUM}{SECRET}u1"));
    let sign: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    assert!(reply.body.contains(&format!("sign={sign}")), "{}", reply.body);
}

/// The steps that an interrupted change has done.
async fn cut_off(config: &Config, after: usize) {
    let (opened, rotation) = begin(config).await.expect("it begins");
    let next = rotation.prepare().expect("a next key");
    if after > 1 {
        rotation.keep_old().expect("the old key kept");
    }
    if after > 2 {
        let permit = permit().expect("all rights");
        rotation.rewrap(&next, &permit, "").await.expect("re-wrapped");
    }
    opened.db.close().await;
}

async fn rotations(world: &World) -> Vec<String> {
    let text = "SELECT actor_kind || ' ' || permission FROM events WHERE action = 'vault.rotated' ORDER BY seq";
    world.probe.column(text).await
}

/// How many files lie beside the key: those that are kept, or the others.
fn beside(world: &World, kept: bool) -> usize {
    let entries = fs::read_dir(world.app.db.dir.path()).expect("a folder");
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let is_kept =
        |name: String| Some(name.strip_prefix("master.key.")?.rsplit('.').next()? == "old");
    names.filter_map(is_kept).filter(|is| *is == kept).count()
}

both! {
    async fn requests_that_need_a_secret_go_on_while_the_master_key_is_changed(db: TestDb) {
        let world = world(db).await;
        let done = Cell::new(false);
        let changing = async {
            let mut root = world.sign_in("root@portal.example").await;
            for _ in 0..3 {
                changed(&world, &mut root).await;
            }
            done.set(true);
        };
        let signing = async || {
            let mut client = world.sign_in("admin@alpha.example").await;
            let mut count = 0;
            while !done.get() {
                assert_signed(&sign(&mut client).await);
                count += 1;
            }
            assert_signed(&sign(&mut client).await);
            count
        };
        let ((), one, other) = tokio::join!(changing, signing(), signing());
        assert!(one > 0 && other > 0, "{one} {other}");
        assert_eq!(rotations(&world).await, ["user vault.rotate"; 3]);
        assert_eq!((beside(&world, true), beside(&world, false)), (3, 0));
        // What is started now opens with the new file, and people stay signed in.
        let mut client = world.sign_in("admin@alpha.example").await;
        let World { app, .. } = world;
        let db = app.stop();
        let again = start(config(&db), db);
        client.move_to(again.origin());
        assert_signed(&sign(&mut client).await);
    }

    async fn the_page_tells_names_and_places_and_no_byte_of_a_key(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let (old, before) = (fs::read_to_string(file(&world)).expect("a key"), installed(&world).await);
        changed(&world, &mut root).await;
        let (new, after) = (fs::read_to_string(file(&world)).expect("a key"), installed(&world).await);
        let shown = root.get(PATH).await.body;
        let path = file(&world).display().to_string();
        for word in [&before, &after, &path, &format!("{path}.{before}.old"), "企业 alpha", "企业 beta", "3 把"] {
            assert!(shown.contains(word), "{word}: {shown}");
        }
        let events = world.probe.content("events").await.join("\n");
        for word in [&before, &after, "例行", "data_keys"] {
            assert!(events.contains(word), "{word}: {events}");
        }
        for key in [old.trim(), new.trim()] {
            assert!(!shown.contains(key) && !events.contains(key), "a key is told");
        }
        assert!(root.get("/settings").await.body.contains(PATH));
        let english = root.get(&format!("{PATH}?lang=en")).await.body;
        assert!(english.contains("Earlier master keys") && english.contains(&after), "{english}");
    }

    async fn nothing_is_changed_without_ticks_the_password_and_the_present_page(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let (key, from) = (fs::read(file(&world)).expect("a key"), installed(&world).await);
        let state = world.probe.objects().await;
        let open = change(&mut root, &from, &[("backup", "true"), ("password", PASSWORD), ("reason", "泄露")]).await;
        assert_eq!(open.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = Page::of(&open.body);
        assert!(page.wrong_beside("copies").is_some() && page.wrong_beside("servers").is_some());
        assert!(page.wrong_beside("backup").is_none());
        assert!(open.body.contains("泄露") && !open.body.contains(PASSWORD));
        let wrong = [TICKED.as_slice(), &[("password", "not the password")]].concat();
        let wrong = change(&mut root, &from, &wrong).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(Page::of(&wrong.body).wrong_beside("password").is_some());
        let ticked = [TICKED.as_slice(), &[("password", PASSWORD)]].concat();
        let stale = change(&mut root, "0123456789abcdef", &ticked).await;
        assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.body);
        assert_eq!(world.probe.objects().await, state);
        assert_eq!(fs::read(file(&world)).expect("a key"), key);
        assert_eq!((beside(&world, true), beside(&world, false)), (0, 0));
        // The form sent twice changes the key once.
        changed(&world, &mut root).await;
        assert_eq!(change(&mut root, &from, &ticked).await.status, StatusCode::CONFLICT);
        assert_eq!(rotations(&world).await.len(), 1);
    }

    async fn who_does_not_own_the_installation_neither_sees_nor_changes_it(db: TestDb) {
        let world = world(db).await;
        let from = installed(&world).await;
        let fields = [TICKED.as_slice(), &[("password", PASSWORD), ("from", &from)]].concat();
        for who in ["owner@alpha.example", "auditor@alpha.example", "nobody@portal.example"] {
            let mut client = world.sign_in(who).await;
            assert!(!client.get("/").await.body.contains(PATH), "{who}");
            let reply = client.get(PATH).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{who}");
            assert!(!reply.body.contains(&from));
            assert_eq!(client.post_form(PATH, &fields).await.status, StatusCode::FORBIDDEN, "{who}");
        }
        assert_eq!(installed(&world).await, from);
    }

    async fn a_change_that_was_cut_off_anywhere_is_finished_on_the_page(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        for after in 1..=3 {
            let (before, told) = (installed(&world).await, rotations(&world).await.len());
            cut_off(&config(&world.app.db), after).await;
            assert_signed(&sign(&mut admin).await);
            assert_eq!(root.get("/readyz").await.status, StatusCode::OK);
            let shown = root.get(PATH).await.body;
            assert!(shown.contains("上一次更换没有完成") && shown.contains("继续完成更换"), "{after}: {shown}");
            assert_eq!(shown.contains("只差把它的文件放到位置上"), after == 3, "{after}");
            let next = MasterKey::read(&next_file(&file(&world))).expect("readable").expect("a next key");
            let next = next.id().expect("a name");
            let from = installed(&world).await;
            let refused = change(&mut root, &from, &[("password", "wrong password")]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{after}");
            let reply = change(&mut root, &from, &[("password", PASSWORD)]).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{after}: {}", reply.body);
            assert_eq!(installed(&world).await, next, "the key that waited is taken");
            assert_eq!(rotations(&world).await.len(), told + 1, "{after}");
            assert!(!next_file(&file(&world)).exists() && before != next);
            assert!(!root.get(PATH).await.body.contains("上一次更换没有完成"));
            assert_signed(&sign(&mut admin).await);
        }
        assert_eq!(rotations(&world).await, ["user vault.rotate", "user vault.rotate", "system vault.rotate"]);
    }

    async fn a_step_that_fails_is_told_and_can_be_done_again(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let from = installed(&world).await;
        // Where the old key is to be kept lies something else.
        let kept = format!("{}.{from}.old", file(&world).display());
        fs::create_dir(&kept).expect("a folder");
        let ticked = [TICKED.as_slice(), &[("password", PASSWORD)]].concat();
        let reply = change(&mut root, &from, &ticked).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.body);
        assert!(reply.body.contains(&kept) && reply.body.contains("继续完成更换"), "{}", reply.body);
        assert_eq!(installed(&world).await, from);
        fs::remove_dir(&kept).expect("removed");
        let reply = change(&mut root, &from, &[("password", PASSWORD)]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        // A file that others can read, or no key at all, is told as what it is.
        fs::write(file(&world), "half").expect("written");
        let damaged = root.get(PATH).await;
        assert_eq!(damaged.status, StatusCode::OK);
        assert!(damaged.body.contains("64 个十六进制字符") && !damaged.body.contains("<form class=\"card\" method"));
    }

    async fn a_second_server_says_that_its_file_is_the_earlier_one_and_takes_up_the_new_one(db: TestDb) {
        let world = world(db).await;
        let second = tempfile::tempdir().expect("a folder");
        let own = second.path().join("master.key");
        fs::copy(file(&world), &own).expect("a copy");
        let settings = Config {
            data_dir: second.path().to_owned(),
            master_key_file: own.clone(),
            ..config(&world.app.db)
        };
        let other = start(settings, TestDb::sqlite());
        let sign_in = async |email: &str| {
            let mut client = other.client();
            client.login(email, PASSWORD).await;
            client
        };
        let (mut admin, mut root) = (sign_in("admin@alpha.example").await, sign_in("root@portal.example").await);
        assert_signed(&sign(&mut admin).await);
        changed(&world, &mut world.sign_in("root@portal.example").await).await;
        let refused = sign(&mut admin).await;
        assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{}", refused.body);
        assert!(refused.body.contains("以前的主密钥文件") && !refused.body.contains("master.key"), "{}", refused.body);
        assert!(refused.header("retry-after").is_some());
        let english = admin.post_form("/e/alpha/windows/link/links?lang=en", &[("v.partnerid", "u1")]).await;
        assert!(english.body.contains("still has the earlier master key file"), "{}", english.body);
        assert_eq!(root.get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(root.get("/healthz").await.status, StatusCode::OK);
        assert_eq!(admin.get("/e/alpha/windows").await.status, StatusCode::OK);
        let shown = root.get(PATH).await.body;
        assert!(shown.contains("不能在这里更换主密钥") && !shown.contains("name=\"password\""), "{shown}");
        let from = installed(&world).await;
        let reply = root.post_form(PATH, &[("from", &from), ("password", PASSWORD)]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.body);
        assert_eq!(installed(&world).await, from);
        fs::copy(file(&world), &own).expect("the new file");
        assert_signed(&sign(&mut admin).await);
        assert_eq!(root.get("/readyz").await.status, StatusCode::OK);
        assert!(root.get(PATH).await.body.contains("更换之前，请逐项确认"));
        // Changed here, it is the first server that has the earlier one.
        let ticked = [TICKED.as_slice(), &[("password", PASSWORD)]].concat();
        assert_eq!(change(&mut root, &from, &ticked).await.status, StatusCode::SEE_OTHER);
        let mut first = world.sign_in("admin@alpha.example").await;
        assert_eq!(sign(&mut first).await.status, StatusCode::SERVICE_UNAVAILABLE);
    }
}

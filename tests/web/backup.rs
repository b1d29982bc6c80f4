//! The page about backups: an owner takes one away, the history tells of it, and nothing stays behind.

use std::fs;

use jieru::{app::restoring, store::backup::LEFT_OUT, vault::MasterKey};
use reqwest::{Method, StatusCode};

use crate::coverage::{
    fresh::age,
    upload::{made, sealed},
};
use crate::support::{
    app::config,
    both,
    client::{BOUNDARY, Client, Reply, parts, token_in},
    world::{SECRET, World, world},
};

const PATH: &str = "/settings/backup";
const CHECKS: &str = "/settings/backup/checks";
const ROOT: &str = "root@portal.example";
const OUTCOMES: &str = "SELECT details FROM events WHERE action = 'backup.checked'";
/// The latest migration of a version that nobody has yet.
const LATER: &str = "INSERT INTO _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
    SELECT 99990101, 'later', installed_on, success, checksum, execution_time FROM _sqlx_migrations
    WHERE version = (SELECT MIN(version) FROM _sqlx_migrations)";

/// Has this file checked, and looks that nothing of it stays.
async fn checked(world: &World, client: &mut Client, file: &[u8]) -> Reply {
    let files = || fs::read_dir(world.app.db.dir.path()).expect("a folder").count();
    let before = files();
    let reply = client.upload(CHECKS, &[("backup".to_owned(), file.to_vec())]).await;
    assert_eq!(files(), before, "nothing stays");
    reply
}

/// The file is refused beside its field, in these words.
#[track_caller]
fn refused(reply: &Reply, words: &str) {
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.body);
    let (_, field) = reply.body.split_once("id=\"f-backup\"").expect("the field");
    let field = field.split_once("</form>").expect("its form").0;
    assert!(field.contains(words) && field.contains("aria-invalid"), "{words}: {field}");
    assert!(!reply.body.contains("jieru serve"), "no commands for what cannot be restored");
}

/// The names and contents of a form's parts.
type Parts<'a> = &'a [(&'a str, &'a [u8])];

both! {
    async fn an_owner_takes_a_backup_away_that_opens_with_the_master_key(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in("root@portal.example").await;
        let page = root.get(PATH).await;
        assert!(page.body.contains("还没有做过备份"), "{}", page.body);
        let before = fs::read_dir(world.app.db.dir.path()).expect("a folder").count();
        root.get(PATH).await;
        let (headers, bytes) = root.download(PATH).await;
        assert_eq!(headers["content-type"], "application/octet-stream");
        assert_eq!(headers["content-length"], bytes.len().to_string());
        assert!(headers["content-disposition"].to_str().expect("text").starts_with("attachment; filename=\"jieru-"));
        assert!(!bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()));
        assert_eq!(fs::read_dir(world.app.db.dir.path()).expect("a folder").count(), before, "nothing stays");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("taken.backup");
        fs::write(&file, &bytes).expect("a file");
        let whole = restoring::look(&config(&world.app.db), &file).expect("a whole backup");
        let told = world.probe.one("SELECT details FROM events WHERE action = 'backup.made'").await;
        assert!(told.contains(&whole.sha256) && told.contains(&whole.size.to_string()), "{told}");
        let who = "SELECT actor_kind || ' ' || permission FROM events WHERE action = 'backup.made'";
        assert_eq!(world.probe.one(who).await, "user backup.make");
        let sessions = whole.contents.tables.iter().find(|(table, _)| LEFT_OUT.contains(&table.name.as_str()));
        assert_eq!(sessions.expect("a table").1.rows, 0);
        let page = root.get(PATH).await;
        assert!(page.body.contains(&whole.sha256) && !page.body.contains("还没有做过备份"));
    }

    async fn nobody_else_is_given_one(db: TestDb) {
        let world = world(db).await;
        for email in ["owner@alpha.example", "auditor@alpha.example"] {
            let mut client = world.sign_in(email).await;
            assert_eq!(client.get(PATH).await.status, StatusCode::FORBIDDEN, "{email}");
            assert!(!client.get("/").await.body.contains(PATH), "{email}");
        }
        assert_eq!(world.probe.column("SELECT log FROM events WHERE action = 'backup.made'").await.len(), 0);
    }

    async fn a_whole_backup_is_told_with_the_commands_that_restore_it(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in(ROOT).await;
        let file = made(&world).await;
        let reply = checked(&world, &mut root, &file).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        let folder = tempfile::tempdir().expect("a folder");
        let kept = folder.path().join("kept.backup");
        fs::write(&kept, &file).expect("a file");
        let whole = restoring::look(&config(&world.app.db), &kept).expect("a whole backup");
        let head = &whole.contents.head;
        for told in [&whole.sha256, &head.installation, &head.program, &head.schema.to_string(), &whole.contents.rows().to_string()] {
            assert!(reply.body.contains(told), "{told}: {}", reply.body);
        }
        let key = config(&world.app.db).master_key_file;
        assert!(reply.body.contains(&key.display().to_string()), "{}", reply.body);
        for command in ["jieru restore --check --master-key-file", "jieru restore --master-key-file", "jieru serve --master-key-file", "--database-url"] {
            assert!(reply.body.contains(command), "{command}: {}", reply.body);
        }
        assert!(!reply.body.contains("不是这个门户的备份") && !reply.body.contains(SECRET));
        let told = world.probe.one(OUTCOMES).await;
        assert!(told.contains("whole") && told.contains(&whole.sha256), "{told}");
        let who = "SELECT record || ' ' || actor_kind || ' ' || permission FROM events WHERE action = 'backup.checked'";
        assert_eq!(world.probe.one(who).await, "access user backup.make");
    }

    async fn what_cannot_be_restored_is_refused_beside_the_field_and_recorded(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in(ROOT).await;
        let file = made(&world).await;
        refused(&checked(&world, &mut root, b"PK\x03\x04 something else").await, "不是 Jieru 的备份");
        refused(&checked(&world, &mut root, &file[..20]).await, "不是 Jieru 的备份");
        let mut changed = file.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        refused(&checked(&world, &mut root, &changed).await, "已损坏");
        refused(&checked(&world, &mut root, &file[..file.len() - 1]).await, "截断");
        refused(&checked(&world, &mut root, &[&file[..], b"x"].concat()).await, "已损坏");
        let foreign = sealed(&world, &MasterKey::from_bytes([7; 32])).await;
        let name = MasterKey::from_bytes([7; 32]).id().expect("a name");
        refused(&checked(&world, &mut root, &foreign).await, &format!("master.key.{name}.old"));
        // What stands where the name of a key belongs is repeated to nobody.
        let mut named = foreign;
        named[16..20].copy_from_slice(b"<b>!");
        let reply = checked(&world, &mut root, &named).await;
        refused(&reply, "已损坏");
        assert!(!reply.body.contains("&lt;b") && !reply.body.contains("<b>!"));
        world.probe.execute(LATER).await;
        let later = made(&world).await;
        world.probe.execute("DELETE FROM _sqlx_migrations WHERE version = 99990101").await;
        refused(&checked(&world, &mut root, &later).await, "更新的版本");
        let mut outcomes = world.probe.column(OUTCOMES).await;
        outcomes.sort();
        let count = |outcome: &str| outcomes.iter().filter(|told| told.contains(outcome)).count();
        let counts = ["foreign", "damaged", "other_key", "newer", "whole"].map(count);
        assert_eq!(counts, [2, 4, 1, 1, 0], "{outcomes:?}");
        refused(&checked(&world, &mut root, b"").await, "请选择一个备份文件");
        assert_eq!(world.probe.column(OUTCOMES).await.len(), 8, "no file is no look at one");
        let english = [("accept-language", "en")];
        let page = root.send(Method::GET, PATH, &english, None).await;
        assert!(page.body.contains("Check a backup file"), "{}", page.body);
    }

    async fn a_file_comes_in_after_its_token_and_in_its_own_kind_of_form_only(db: TestDb) {
        let world = world(db).await;
        let mut root = world.sign_in(ROOT).await;
        let token = token_in(&root.get(PATH).await.body).expect("a token");
        let (token, file) = (token.as_bytes(), b"no backup".as_slice());
        let (wrong, empty, long): (&[u8], &[u8], Vec<u8>) = (b"wrong", b"", vec![b'a'; 2000]);
        let long = long.as_slice();
        let before = world.probe.snapshot().await;
        let tries: [(Parts<'_>, StatusCode); 8] = [
            (&[("backup", file)], StatusCode::FORBIDDEN),
            (&[("backup", file), ("csrf_token", token)], StatusCode::FORBIDDEN),
            (&[("csrf_token", wrong), ("backup", file)], StatusCode::FORBIDDEN),
            (&[("csrf_token", empty), ("backup", file)], StatusCode::FORBIDDEN),
            (&[("csrf_token", long), ("backup", file)], StatusCode::BAD_REQUEST),
            (&[("csrf_token", token)], StatusCode::UNPROCESSABLE_ENTITY),
            (&[("csrf_token", token), ("other", file)], StatusCode::UNPROCESSABLE_ENTITY),
            (&[("csrf_token", token), ("backup", file), ("backup", file)], StatusCode::UNPROCESSABLE_ENTITY),
        ];
        for (fields, status) in tries {
            let reply = root.send_parts(CHECKS, parts(fields)).await;
            assert_eq!(reply.status, status, "{:?}: {}", fields.first(), reply.body);
        }
        let whole = parts(&[("csrf_token", token), ("backup", file)]);
        let cut = root.send_parts(CHECKS, whole[..whole.len() - BOUNDARY.len() - 11].to_vec()).await;
        assert_eq!(cut.status, StatusCode::BAD_REQUEST, "{}", cut.body);
        let body = String::from_utf8(whole).expect("a text");
        let right = format!("multipart/form-data; boundary={BOUNDARY}");
        for (headers, status) in [
            (vec![("content-type", "application/x-www-form-urlencoded")], StatusCode::UNSUPPORTED_MEDIA_TYPE),
            (vec![("content-type", "multipart/mixed; boundary=long-enough")], StatusCode::UNSUPPORTED_MEDIA_TYPE),
            (vec![("content-type", right.as_str()), ("content-encoding", "gzip")], StatusCode::UNSUPPORTED_MEDIA_TYPE),
            (vec![("content-type", "multipart/form-data; boundary=x")], StatusCode::BAD_REQUEST),
            (vec![("content-type", "multipart/form-data")], StatusCode::BAD_REQUEST),
            (vec![("content-type", "multipart/form-data; boundary=another-one")], StatusCode::BAD_REQUEST),
            (vec![("content-type", right.as_str()), ("origin", "https://evil.example")], StatusCode::FORBIDDEN),
        ] {
            let reply = root.send(Method::POST, CHECKS, &headers, Some(body.clone())).await;
            assert_eq!(reply.status, status, "{headers:?}: {}", reply.body);
        }
        assert_eq!(world.probe.snapshot().await, before);
    }

    async fn a_check_takes_the_right_and_a_password_typed_just_now(db: TestDb) {
        let world = world(db).await;
        for email in ["owner@alpha.example", "auditor@alpha.example", "nobody@portal.example"] {
            let mut client = world.sign_in(email).await;
            let reply = checked(&world, &mut client, b"no backup").await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{email}");
        }
        let mut root = world.sign_in(ROOT).await;
        assert!(root.get(PATH).await.body.contains("type=\"file\""));
        age(&world).await;
        let page = root.get(PATH).await.body;
        assert!(page.contains("/reauth?next=/settings/backup") && !page.contains("type=\"file\""), "{page}");
        let reply = checked(&world, &mut root, b"no backup").await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        assert_eq!(reply.location(), Some("/reauth?next=%2Fsettings%2Fbackup"));
        assert!(world.probe.column(OUTCOMES).await.is_empty());
    }
}

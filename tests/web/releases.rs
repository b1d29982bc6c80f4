//! Releases over HTTP: made of the draft, never changed afterwards, and handed out to the byte.

use std::io::{Cursor, Read as _};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{borrowed, html::Page, window_form};
use crate::support::{
    both,
    client::{Client, Reply},
    world::{SECRET, World, world},
};

const WINDOW: &str = "/e/alpha/windows/link";
const RELEASES: &str = "/e/alpha/windows/link/releases";

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn version(world: &World) -> String {
    world.version("windows", world.alpha.window).await
}

async fn save(world: &World, client: &mut Client, colour: &str) {
    let version = version(world).await;
    let form = window_form(&world.alpha, &version, &[("p.color", colour)]);
    let reply = client.fill(WINDOW, WINDOW, &borrowed(&form)).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
}

async fn release(world: &World, client: &mut Client) -> Reply {
    let version = version(world).await;
    let fields = [("version", version.as_str()), ("note", "上线")];
    client.fill(RELEASES, RELEASES, &fields).await
}

/// Details of the newest event with this action.
async fn details(world: &World, action: &str) -> Value {
    let rows = world
        .probe
        .column(&format!("SELECT details FROM events WHERE action = '{action}' ORDER BY seq"))
        .await;
    serde_json::from_str(rows.last().expect("an event")).expect("JSON")
}

/// The draft's files and links, put together by hand as the contract says.
async fn draft_hash(client: &mut Client, link: &str) -> String {
    let file = client.get(&format!("{RELEASES}/draft/artifacts/link.html")).await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.body);
    let list = json!([
        { "path": "link.html", "sha256": sha256(file.body.as_bytes()) },
        { "path": "link:h5", "sha256": sha256(link.as_bytes()) },
    ]);
    sha256(list.to_string().as_bytes())
}

both! {
    async fn a_release_keeps_the_bytes_of_the_draft(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let page = Page::of(&admin.get(RELEASES).await.body);
        assert!(page.text().contains("草稿与 v1 的不同"));
        let reply = release(&world, &mut admin).await;
        assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, Some(RELEASES)));
        let told = details(&world, "window.published").await;
        let link = "https://demo.sobot.com/chat/h5/v2/index.html?sysnum=4c349791a07b46c1a70b8ac88aa23257&color=04babc";
        let hash = draft_hash(&mut admin, link).await;
        assert_eq!(told["number"], "2");
        assert_eq!(told["content_hash"], hash.as_str());

        let draft = admin.get(&format!("{RELEASES}/draft/artifacts/link.html")).await;
        let made = admin.get(&format!("{RELEASES}/2/artifacts/link.html")).await;
        let (stamp, rest) = made.body.split_once('\n').expect("a stamp");
        assert_eq!(rest, draft.body, "the stamp stands before the same bytes");
        assert!(stamp.starts_with("<!-- jieru:alpha/link v2 ") && stamp.ends_with(&format!("{} -->", &hash[..12])), "{stamp}");

        // Saving changes the draft and nothing else.
        save(&world, &mut admin, "ff0000").await;
        let after = admin.get(&format!("{RELEASES}/live/artifacts/link.html")).await;
        assert_eq!(after.body, made.body);
        assert!(admin.get(&format!("{RELEASES}/draft/artifacts/link.html")).await.body.contains("ff0000"));
        assert!(Page::of(&admin.get(WINDOW).await.body).text().contains("线上 v2"));
    }

    async fn nothing_new_makes_no_release_and_says_so(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        release(&world, &mut admin).await;
        let before = world.probe.snapshot().await;
        let reply = release(&world, &mut admin).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        let page = admin.get(RELEASES).await;
        assert!(Page::of(&page.body).text().contains("草稿与 v2 相同"), "{}", page.body);
        assert_eq!(world.probe.snapshot().await, before);
    }

    async fn a_draft_with_errors_is_refused(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let window = world.alpha.window;
        world.probe.execute(&format!("UPDATE windows SET parameters = '{{\"color\":\"#red!\"}}' WHERE id = '{window}'")).await;
        let before = world.probe.snapshot().await;
        let reply = admin.post_form(RELEASES, &[("note", "我的说明")]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.body);
        let page = Page::of(&reply.body);
        assert!(page.with_id("errors").is_some());
        assert_eq!(world.probe.snapshot().await, before);
        let raw = admin.get(&format!("{RELEASES}/draft/artifacts/link.html")).await;
        assert_eq!(raw.status, StatusCode::NOT_FOUND);
    }

    async fn a_stale_page_releases_nothing_and_keeps_the_note(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let seen = version(&world).await;
        save(&world, &mut admin, "00ff00").await;
        let before = world.probe.snapshot().await;
        let reply = admin.post_form(RELEASES, &[("version", &seen), ("note", "我的说明")]).await;
        assert_eq!(reply.status, StatusCode::CONFLICT);
        assert_eq!(Page::of(&reply.body).value("note"), "我的说明");
        assert_eq!(world.probe.snapshot().await, before);
    }

    async fn bytes_have_a_tag_and_nobody_gets_them_twice(db: TestDb) {
        let world = world(db).await;
        let mut client = world.sign_in("developer@alpha.example").await;
        for (path, kind) in [
            ("1/artifacts/link.html", "text/plain; charset=utf-8"),
            ("live/artifacts/link.html", "text/plain; charset=utf-8"),
            ("draft/artifacts/link.html", "text/plain; charset=utf-8"),
            ("1.zip", "application/zip"),
        ] {
            let path = format!("{RELEASES}/{path}");
            let reply = client.get(&path).await;
            assert_eq!(reply.status, StatusCode::OK, "{path}");
            assert_eq!(reply.header("content-type"), Some(kind), "{path}");
            assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
            let tag = reply.header("etag").expect("a tag").to_owned();
            if !path.ends_with("zip") {
                assert_eq!(tag, format!("\"{}\"", sha256(reply.body.as_bytes())), "{path}");
            }
            for known in [tag.clone(), format!("\"x\", {tag}"), format!("W/{tag}"), "*".to_owned()] {
                let same = client.send(Method::GET, &path, &[("if-none-match", &known)], None).await;
                assert_eq!((same.status, same.body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{known}");
            }
            let other = client.send(Method::GET, &path, &[("if-none-match", "\"x\"")], None).await;
            assert_eq!(other.status, StatusCode::OK);
            let head = client.send(Method::HEAD, &path, &[], None).await;
            assert_eq!((head.status, head.header("etag")), (StatusCode::OK, Some(tag.as_str())));
            assert_eq!(head.body, "");
        }
        for wrong in [
            "0", "01", "3", "x", "1/artifacts/other.html", "1/artifacts/", "1/artifacts/..%2Flink.html",
            "draft", "7.zip", "x.zip",
        ] {
            let reply = client.get(&format!("{RELEASES}/{wrong}")).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{wrong}");
        }
    }

    async fn the_zip_holds_the_same_files_and_a_readme_with_the_stamp(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let path = "/e/alpha/windows/button/releases";
        let made = admin.fill(path, path, &[("note", "")]).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        let bytes = admin.bytes(&format!("{path}/1.zip")).await;
        assert_eq!(bytes, admin.bytes(&format!("{path}/live.zip")).await, "the same bytes each time");
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
        let names: Vec<String> = zip.file_names().map(|name| name.expect("a name").into_owned()).collect();
        assert!(names.len() == 5 && names.contains(&"app.json".to_owned()), "{names:?}");
        for name in names {
            let mut text = String::new();
            zip.by_name(&name).expect("a file").read_to_string(&mut text).expect("a text");
            if name == "README.md" {
                assert!(text.contains("jieru:alpha/button v1 "), "{text}");
                continue;
            }
            let raw = admin.get(&format!("{path}/1/artifacts/{name}")).await;
            assert_eq!(raw.body, text, "{name}");
            assert_eq!(text.contains("jieru:"), name.rsplit('.').next() != Some("json"), "{name}");
        }
    }

    async fn no_release_holds_a_secret(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        release(&world, &mut admin).await;
        for table in ["releases", "release_files", "live_releases", "events"] {
            assert!(!world.probe.content(table).await.join("\n").contains(SECRET), "{table}");
        }
        for page in ["/2", "/2.zip", "/2/artifacts/link.html", ""] {
            assert!(!admin.get(&format!("{RELEASES}{page}")).await.body.contains(SECRET), "{page}");
        }
        let inputs = world.probe.one("SELECT inputs FROM releases WHERE number = 2").await;
        let inputs: Value = serde_json::from_str(&inputs).expect("JSON");
        assert_eq!(inputs["account"]["values"]["host"], "demo.sobot.com");
        assert_eq!(inputs["key"]["values"]["scheme"], "sobot_web_md5");
        assert_eq!(inputs["rendered"]["parameters"]["color"], "04babc");
    }

    async fn two_releases_are_compared_by_field_and_by_line(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        release(&world, &mut admin).await;
        save(&world, &mut admin, "ff0000").await;
        release(&world, &mut admin).await;
        let page = Page::of(&admin.get(&format!("{RELEASES}/3")).await.body);
        let dels: Vec<&str> = page.elements.iter().filter(|one| one.name == "del").map(|one| one.text.as_str()).collect();
        assert!(dels.iter().any(|text| text.contains("04babc")), "{dels:?}");
        assert!(page.elements.iter().any(|one| one.name == "ins" && one.text.contains("ff0000")));
        let with = Page::of(&admin.get(&format!("{RELEASES}/3?with=1")).await.body);
        assert!(with.text().contains("第一版"), "the first release is the older side");
    }

    async fn a_release_is_no_save_on_the_conflict_page(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let seen = version(&world).await;
        save(&world, &mut admin, "00ff00").await;
        release(&world, &mut admin).await;
        let form = window_form(&world.alpha, &seen, &[("p.color", "0000ff")]);
        let reply = admin.post_form(WINDOW, &borrowed(&form)).await;
        assert_eq!(reply.status, StatusCode::CONFLICT);
        for colour in ["04babc", "00ff00", "0000ff"] {
            assert!(reply.body.contains(colour), "{colour}");
        }
    }
}

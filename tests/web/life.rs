//! The life-cycle of a chat window: deprecated ones warn, retired ones can only be read, and both come
//! back.

use reqwest::StatusCode;

use crate::support::{
    both,
    client::{Client, Reply},
    world::{World, world},
};

const WINDOW: &str = "/e/alpha/windows/link";
const GUEST: &str = "/handovers/handed-over-alpha";

async fn turn(client: &mut Client, fields: &[(&str, &str)]) -> Reply {
    client.fill(WINDOW, &format!("{WINDOW}/life"), fields).await
}

async fn read(client: &mut Client, path: &str) -> String {
    let reply = client.get(path).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
    reply.body
}

/// The same draft under another name.
async fn rename(world: &World, client: &mut Client, name: &str) -> Reply {
    let version = world.version("windows", world.alpha.window).await;
    let account = world.alpha.account.to_string();
    let fields = [
        ("name", name),
        ("target", "link"),
        ("environment", "test"),
        ("account_id", account.as_str()),
        ("version", &version),
    ];
    client.post_form(WINDOW, &fields).await
}

async fn events(world: &World) -> Vec<String> {
    let text = "SELECT action FROM events WHERE action LIKE 'window.de%' OR action LIKE 'window.re%' ORDER BY seq";
    world.probe.column(text).await
}

both! {
    async fn a_deprecated_window_warns_wherever_it_is_shown(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let version = world.version("windows", world.alpha.window).await;
        let fields = [("stage", "deprecated"), ("instead", "官网新入口"), ("reason", "换新版")];
        let reply = turn(&mut admin, &fields).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        for page in ["", "/install", "/links", "/releases", "/handovers", "/draft"] {
            let body = read(&mut admin, &format!("{WINDOW}{page}?lang=en")).await;
            assert!(body.contains("is deprecated") && body.contains("官网新入口"), "{page}: {body}");
        }
        assert!(read(&mut admin, "/e/alpha/windows?life=deprecated").await.contains("windows/link\""));
        assert!(!read(&mut admin, "/e/alpha/windows?life=in_use").await.contains("windows/link\""));
        assert!(read(&mut admin, "/dev?lang=en").await.contains("Deprecated"));
        assert_eq!(rename(&world, &mut admin, "还能改").await.status, StatusCode::SEE_OTHER);
        // Nothing of the draft was changed by it.
        let after: i64 = world.version("windows", world.alpha.window).await.parse().expect("a number");
        assert_eq!(after, version.parse::<i64>().expect("a number") + 1);
        assert_eq!(events(&world).await, ["window.deprecated"]);
        let details = "SELECT changes FROM events WHERE action = 'window.deprecated'";
        let details = world.probe.one(details).await;
        assert!(details.contains("life") && details.contains("官网新入口"), "{details}");
    }

    async fn a_retired_window_can_only_be_read(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let reply = turn(&mut admin, &[("stage", "retired"), ("instead", "")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        for page in ["", "/install", "/links", "/releases", "/handovers", "/draft"] {
            let body = read(&mut admin, &format!("{WINDOW}{page}?lang=en")).await;
            assert!(body.contains("is retired"), "{page}: {body}");
            assert!(!body.contains("data-save"), "{page} offers to save");
        }
        let before = world.probe.snapshot().await;
        let version = world.version("windows", world.alpha.window).await;
        let closed = [
            rename(&world, &mut admin, "改不了").await,
            admin.post_form(&format!("{WINDOW}/releases"), &[("version", version.as_str())]).await,
            admin.post_form(&format!("{WINDOW}/links"), &[("v.partnerid", "visitor-1")]).await,
            admin.post_form(&format!("{WINDOW}/handovers"), &[("recipient", "外包"), ("hours", "2")]).await,
        ];
        for reply in closed {
            assert_eq!(reply.status, StatusCode::CONFLICT, "{}", reply.body);
            assert!(reply.body.contains("已停用"), "{}", reply.body);
        }
        assert_eq!(world.probe.snapshot().await, before);
        // Nobody is led to it any more; what was taken away can still be looked up.
        assert!(!read(&mut admin, "/dev").await.contains("windows/link/install"));
        let guest = world.app.client().post_form(GUEST, &[]).await;
        assert!(!guest.body.contains("step-1"), "{}", guest.body);
        read(&mut admin, &format!("{WINDOW}/releases/live/artifacts/link.html")).await;
        let doctor = read(&mut admin, "/e/alpha/doctor").await;
        assert!(!doctor.contains("windows/link\""), "{doctor}");
        let reply = turn(&mut admin, &[("stage", "in_use")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        assert_eq!(rename(&world, &mut admin, "又能改").await.status, StatusCode::SEE_OTHER);
        assert!(!read(&mut admin, &format!("{WINDOW}/install?lang=en")).await.contains("is retired"));
        assert_eq!(events(&world).await, ["window.retired", "window.reinstated"]);
    }

    async fn wrong_stale_and_foreign_turns_change_nothing(db: TestDb) {
        let world = world(db).await;
        let mut admin = world.sign_in("admin@alpha.example").await;
        let wrong = turn(&mut admin, &[("stage", "dead")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let long = "长".repeat(201);
        let long = turn(&mut admin, &[("stage", "retired"), ("instead", &long)]).await;
        assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
        let stale = turn(&mut admin, &[("stage", "retired"), ("since", "5")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.body);
        let same = turn(&mut admin, &[("stage", "in_use"), ("instead", "x")]).await;
        assert_eq!(same.status, StatusCode::SEE_OTHER, "nothing changes, and that is said");
        let mut developer = world.sign_in("developer@alpha.example").await;
        let refused = developer.post_form(&format!("{WINDOW}/life"), &[("stage", "retired")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert_eq!(events(&world).await, Vec::<String>::new());
        let kept = world.probe.column("SELECT DISTINCT life FROM windows").await;
        assert_eq!(kept, ["in_use"]);
    }
}

//! The page about backups: an owner takes one away, the history tells of it, and nothing stays behind.

use std::fs;

use jieru::{app::restoring, store::backup::LEFT_OUT};
use reqwest::StatusCode;

use crate::support::{
    app::config,
    both,
    world::{SECRET, world},
};

const PATH: &str = "/settings/backup";

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
}

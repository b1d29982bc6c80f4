//! The set-up is the one row whose success needs an installation of its own.

use jieru::web::routes::{Access, ROUTES, Records};
use reqwest::StatusCode;

use crate::support::{app::spawn_app, both, probe::Probe, world::PASSWORD};

both! {
    async fn every_step_of_the_set_up_records_one_act(db: TestDb) {
        let row = ROUTES.iter().find(|row| row.path == "/setup" && row.method == "POST");
        let row = row.expect("a route");
        assert_eq!((row.access, row.records), (Access::Public, Records::Change));
        let app = spawn_app(db);
        let probe = Probe::open(&app.db.url).await;
        let code = app.setup_code.clone().expect("a set-up code");
        let steps: [&[(&str, &str)]; 4] = [
            &[("setup_code", &code), ("email", "a@example.com"), ("name", "甲"), ("password", PASSWORD)],
            &[("name", "企业"), ("slug", "first")],
            &[
                ("kind", "wecom.mini_program"),
                ("name", "按钮"),
                ("code", "button"),
                ("wecom.mini_program.plugid", "a1b2c3d4e5f60718293a4b5c6d7e8f90"),
            ],
            &[],
        ];
        let mut client = app.client();
        for (number, fields) in steps.iter().enumerate() {
            let before = probe.events().await;
            let snapshot = probe.snapshot().await;
            let page = client.get("/setup").await;
            assert_eq!(page.status, StatusCode::OK, "step {number}: {}", page.body);
            assert_eq!(probe.snapshot().await, snapshot, "looking at step {number} writes nothing");
            let reply = client.post_form("/setup", fields).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "step {number}: {}", reply.body);
            let after = probe.events().await;
            let (came, new): (Vec<_>, Vec<_>) =
                after.difference(&before).partition(|event| event.action == "session.started");
            assert_eq!(came.len(), usize::from(number == 0), "the owner's session begins in step 0");
            assert!(!new.is_empty(), "step {number} recorded nothing");
            assert!(new.iter().all(|event| event.act == new[0].act), "step {number}: {new:?}");
            assert!(new.iter().all(|event| event.record == "change"), "step {number}: {new:?}");
        }
        assert_eq!(client.get("/setup").await.status, StatusCode::NOT_FOUND);
    }
}

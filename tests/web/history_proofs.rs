//! Checkpoints, proofs and checks over HTTP: what an auditor takes away holds, and who else may have it.

use jieru::ledger::{Hash, Verifier, is_consistent, is_included, notes};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::support::{
    both,
    client::{Client, Reply},
    world::{World, world},
};

const AUDITOR: &str = "auditor@alpha.example";
const ROOT: &str = "root@portal.example";

async fn key(client: &mut Client) -> Verifier {
    let reply = client.get("/history/key").await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.header("content-type"), Some("text/plain; charset=utf-8"));
    Verifier::parse(&reply.body).expect("a key")
}

async fn json(client: &mut Client, path: &str) -> Value {
    let reply = client.get(path).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
    reply.json()
}

fn hash(value: &Value) -> Hash {
    Hash::from_hex(value.as_str().expect("a text")).expect("a hash")
}

fn hashes(value: &Value) -> Vec<Hash> {
    value.as_array().expect("a list").iter().map(hash).collect()
}

async fn told(world: &World, action: &str) -> Vec<String> {
    let text =
        format!("SELECT log || ' ' || details FROM events WHERE action = '{action}' ORDER BY at");
    world.probe.column(&text).await
}

async fn check(client: &mut Client, base: &str, checkpoint: &str) -> Reply {
    let path = format!("{base}/verifications");
    let reply = client.fill(&path, &path, &[("checkpoint", checkpoint)]).await;
    if reply.status != StatusCode::SEE_OTHER {
        return reply;
    }
    for _ in 0..200 {
        let page = client.get(&path).await;
        if !page.body.contains("data-again") {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the check never ends");
}

both! {
    async fn a_checkpoint_is_signed_even_before_one_is_kept(db: TestDb) {
        let world = world(db).await;
        let mut auditor = world.sign_in(AUDITOR).await;
        let verifier = key(&mut auditor).await;
        let reply = auditor.get("/e/alpha/history/checkpoint").await;
        let first = notes(&reply.body).expect("a note").remove(0);
        assert!(first.is_signed_by(&verifier));
        assert_eq!(first.checkpoint.log(), "e/alpha");
        assert_eq!(world.probe.count("checkpoints").await, 0, "asking keeps nothing");
        let made = auditor.fill("/e/alpha/history/proofs", "/e/alpha/history/checkpoints", &[]).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        assert_eq!(world.probe.count("checkpoints").await, 1);
        assert_eq!(auditor.get("/e/alpha/history/checkpoint").await.body, reply.body);
        let told = world.probe.one("SELECT actor_name FROM events WHERE log = 'installation' AND action = 'checkpoint.made'").await;
        assert!(told.contains("auditor@alpha.example"), "{told}");
    }

    async fn proofs_hold_for_who_checks_them(db: TestDb) {
        let world = world(db).await;
        let mut auditor = world.sign_in(AUDITOR).await;
        let page = json(&mut auditor, "/e/alpha/history/proofs?seq=3&format=json").await;
        let (size, root) = (page["size"].as_u64().expect("a size"), hash(&page["root"]));
        assert!(is_included(hash(&page["leaf_hash"]), (3, size), &hashes(&page["proof"]), &root));
        let note = notes(page["checkpoint"].as_str().expect("a note")).expect("a note").remove(0);
        assert_eq!((note.checkpoint.size, note.checkpoint.root), (size, root));
        assert!(note.is_signed_by(&key(&mut auditor).await));
        let headers = [("Accept", "application/json")];
        let path = "/e/alpha/history/proofs?from=2&to=5";
        let grown = auditor.send(Method::GET, path, &headers, None).await.json();
        assert!(is_consistent(
            (2, &hash(&grown["from_root"])),
            (5, &hash(&grown["to_root"])),
            &hashes(&grown["proof"]),
        ));
        for wrong in ["seq=999999", "seq=x", "seq=-1", "from=0", "from=5&to=2", "to=999999"] {
            let page = auditor.get(&format!("/e/alpha/history/proofs?{wrong}")).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            let json = auditor.get(&format!("/e/alpha/history/proofs?{wrong}&format=json")).await;
            assert_eq!(json.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(json.json()["field"].is_string(), "{wrong}");
        }
        let shown = auditor.get("/e/alpha/history/proofs?seq=3").await;
        assert!(shown.body.contains("leaf_hash"), "{}", shown.body);
    }

    async fn a_check_by_hand_is_recorded_with_what_it_found(db: TestDb) {
        let world = world(db).await;
        let mut auditor = world.sign_in(AUDITOR).await;
        let kept = auditor.get("/e/alpha/history/checkpoint").await.body;
        let page = check(&mut auditor, "/e/alpha/history", &kept).await;
        assert!(page.body.contains("历史完好"), "{}", page.body);
        let events = told(&world, "history.verified").await;
        assert_eq!(events.len(), 1, "{events:?}");
        assert!(events[0].starts_with(&world.alpha.id.to_string()), "{events:?}");
        for part in ["\"result\":\"intact\"", "\"given\":\"1\"", "\"logs\":\"1\""] {
            assert!(events[0].contains(part), "{part}: {events:?}");
        }
        let log = world.alpha.id;
        world.probe.execute(&format!("UPDATE events SET reason = 'never' WHERE log = '{log}' AND seq = 2")).await;
        let page = check(&mut auditor, "/e/alpha/history", "").await;
        assert!(page.body.contains("历史被改动过"), "{}", page.body);
        let mut root = world.sign_in(ROOT).await;
        let page = check(&mut root, "/history", "").await;
        assert!(page.body.contains("历史被改动过") && page.body.contains("e/beta"), "{}", page.body);
        let events = told(&world, "history.verified").await;
        assert_eq!(events.len(), 3, "{events:?}");
        for event in &events[1..] {
            for part in ["\"first_broken\":\"2\"", "\"broken\":\"e/alpha\"", "entry.changed"] {
                assert!(event.contains(part), "{part}: {event}");
            }
        }
        let wrong = check(&mut auditor, "/e/alpha/history", "no checkpoint").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("no checkpoint"), "what was typed stays: {}", wrong.body);
    }
}
